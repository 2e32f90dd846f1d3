"""Drawings that carry their faces: a picture in a page sees none of the page’s fonts, so its words bring their own."""

import base64
import re

from lxml import etree

from chapbook import fonts
from chapbook.book import Picture
from chapbook.fonts import Face

SVG = '{http://www.w3.org/2000/svg}'
SLANTED = re.compile(r'\b(?:italic|oblique)\b')
HEAVY = re.compile(r'\b(?:bold(?:er)?|[6-9]00)\b')


def with_faces(picture: Picture) -> bytes:
    """Return the bytes of a picture; a drawing gets those of our faces that it names, with its letters alone."""
    if picture.media_type != 'image/svg+xml':
        return picture.data
    root = etree.fromstring(picture.data, etree.XMLParser(resolve_entities=False, no_network=True))
    letters = {ord(letter) for words in root.iter(f'{SVG}text') for letter in ''.join(words.itertext())}
    said = picture.data.decode('utf-8', 'replace')
    rules = ''.join(_rule(face, letters) for face in fonts.FACES if letters and _is_named(face, said))
    if not rules:
        return picture.data
    style = etree.Element(f'{SVG}style')
    style.text = rules
    root.insert(0, style)
    return etree.tostring(root)


def _is_named(face: Face, said: str) -> bool:
    slanted, heavy = SLANTED.search(said) or face.style == 'normal', HEAVY.search(said) or face.weight == 400
    return face.family in said and bool(slanted and heavy)


def _rule(face: Face, letters: set[int]) -> str:
    packed = base64.b64encode(fonts.pack_woff(fonts.subset(face, letters, features=()))).decode()
    return (
        f'@font-face{{font-family:"{face.family}";font-style:{face.style};font-weight:{face.weight};'
        f'src:url(data:font/woff;base64,{packed})}}'
    )
