"""The words of the e-book, in the order of its spine: EPUB 3.3, section 5.7."""

import io
import posixpath
import re
from collections.abc import Iterator
from urllib.parse import unquote
from zipfile import ZipFile

from lxml import etree
from lxml.etree import _Element

from chapbook.check.words import Spoken, split, text_of

CONTAINER = 'META-INF/container.xml'
TYPE = '{http://www.idpf.org/2007/ops}type'


def words_of_epub(data: bytes) -> Spoken:
    """Return the words of an e-book’s body matter; raises ValueError, KeyError or BadZipFile where it is none.

    A note is an `aside` of type `footnote` with an identifier that ends in its number; calls and links back are no
    words.
    """
    flow: list[str] = []
    notes: dict[int, tuple[str, ...]] = {}
    for body in _bodies(ZipFile(io.BytesIO(data))):
        flow.append(text_of(body, _is_out_of_flow))
        for aside in filter(_is_note, body.iter('{*}aside')):
            number = re.search(r'\d+$', aside.get('id') or '')
            notes[int(number[0]) if number else 0] = split(text_of(aside, _is_link))
    return Spoken(split(' '.join(flow)), notes)


def _bodies(package: ZipFile) -> Iterator[_Element]:
    """Yield the bodies that hold the text, as the spine orders them."""
    container = etree.fromstring(package.read(CONTAINER))
    path = next(file.get('full-path') or '' for file in container.iter('{*}rootfile'))
    opf = etree.fromstring(package.read(path))
    hrefs = {item.get('id'): item.get('href') or '' for item in opf.iter('{*}item')}
    for reference in opf.iter('{*}itemref'):
        name = posixpath.join(posixpath.dirname(path), unquote(hrefs[reference.get('idref')]))
        for body in etree.fromstring(package.read(name)).iter('{*}body'):
            if _has_type(body, 'bodymatter'):
                yield body


def _has_type(element: _Element, name: str) -> bool:
    return name in (element.get(TYPE) or '').split()


def _is_out_of_flow(element: _Element) -> bool:
    """Tell whether an element is a note, or no words; nearly all are neither by their attributes."""
    return (TYPE in element.attrib or 'role' in element.attrib) and (_is_note(element) or _is_link(element))


def _is_note(element: _Element) -> bool:
    return _has_type(element, 'footnote')


def _is_link(element: _Element) -> bool:
    """Tell whether an element is a note’s call, or in a note the link back to it."""
    is_back = element.get('role') == 'doc-backlink' and any(map(_is_note, element.iterancestors()))
    return is_back or _has_type(element, 'noteref')
