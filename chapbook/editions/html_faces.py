"""The faces inside the web page: those that it calls for, each with the letters that are set in it alone."""

import base64
from collections import defaultdict
from dataclasses import dataclass, replace

from lxml import etree
from lxml.etree import _Element

from chapbook import compose, fonts
from chapbook.fonts import Face

# What the styles set otherwise than the words around, by tag and class.
CODE = frozenset('code kbd samp pre'.split())
SLANTED = frozenset(
    'em i cite dfn var address dt th h3 caption figcaption epigraph pullquote standfirst subtitle pass-on'.split()
)
UPRIGHT = frozenset('attribution note-text note-number noteref'.split())
HEAVY = frozenset('h1 h2 strong b'.split())
LIGHT = frozenset('h3 h4 h5 h6 note-text note-number noteref'.split())
CAPITALS = frozenset('smallcaps publisher summary h4 h5 h6'.split())
# What the styles write themselves: the numbers of lists, dashes, hyphens, the stars of a break.
WRITTEN_BY_STYLES = frozenset(map(ord, '0123456789. -‐–—×*\u00a0\u2003\u2009'))
WITHOUT_CAPITALS = tuple(tag for tag in fonts.FEATURES if tag not in ('smcp', 'c2sc'))


@dataclass(frozen=True, slots=True)
class Cut:
    """How words are set: the family, slope and weight of their face, and whether in small capitals."""

    family: str = compose.FACE
    style: str = 'normal'
    weight: int = 400
    capitals: bool = False


ROMAN = Cut()
MONO = Cut('IBM Plex Mono')

Letters = dict[Cut, set[int]]


def face_rules(page: str) -> str:
    """Return the `@font-face` rules, faces and all, that a page needs."""
    letters = _letters_by_cut(page)
    return ''.join(_rule(face, letters) for face in fonts.FACES)


def _letters_by_cut(page: str) -> Letters:
    """Return the code points that a page sets in each cut."""
    body = etree.fromstring(page.encode(), etree.HTMLParser(encoding='utf-8', huge_tree=True)).find('body')
    letters: Letters = defaultdict(set)
    cuts: dict[_Element | None, Cut] = {}
    for element in body.iter('*') if body is not None else ():
        around = cuts.get(element.getparent(), ROMAN)
        cuts[element] = _cut(element, around)
        letters[cuts[element]].update(map(ord, element.text or ''))
        letters[around].update(map(ord, element.tail or ''))
    return letters


def _cut(element: _Element, around: Cut) -> Cut:
    """Return the cut an element is set in, from the cut of what it stands in."""
    names = {str(element.tag), *(element.get('class') or '').split()}
    if around == MONO or names & CODE:
        return MONO
    return replace(
        around,
        style='normal' if names & UPRIGHT else 'italic' if names & SLANTED else around.style,
        weight=400 if names & LIGHT else 600 if names & HEAVY else around.weight,
        capitals=around.capitals or bool(names & CAPITALS),
    )


def _rule(face: Face, letters: Letters) -> str:
    """Return the rule of one face, '' where no word is set in it."""
    cut = Cut(face.family, face.style, face.weight)
    small = letters.get(replace(cut, capitals=True), set())
    needed = (letters.get(cut, set()) | small) & fonts.coverage(face)
    if not needed:
        return ''
    subset = fonts.subset(face, needed | WRITTEN_BY_STYLES, fonts.FEATURES if small else WITHOUT_CAPITALS)
    return (
        f'@font-face{{font-family:"{face.family}";font-style:{face.style};font-weight:{face.weight};font-display:swap;'
        f'src:url(data:font/woff;base64,{base64.b64encode(fonts.pack_woff(subset)).decode()}) format("woff")}}\n'
    )
