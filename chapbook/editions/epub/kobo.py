"""The e-book as Kobo’s own engine wants it: every sentence in a span by which highlights and places are kept.

What the store’s files look like is known from https://pgaskin.net/kepubify/docs/ and
https://wiki.mobileread.com/wiki/Kobo_Touch#Kepub_Format.
"""

import itertools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml import etree
from lxml.etree import _Element

from chapbook.check.words import INLINE
from chapbook.editions.epub import sentences
from chapbook.editions.epub.chapters import close
from chapbook.editions.epub.pages import Document

XHTML = '{http://www.w3.org/1999/xhtml}'
XML_LANG = '{http://www.w3.org/XML/1998/namespace}lang'
SPAN, NAME = 'koboSpan', re.compile(r'kobo\.(\d+)\.\d+')
# Columns are laid into the one, pages cut from the other.
OUTER, INNER = 'book-columns', 'book-inner'
# What the engine adds to the first and last line of a file, taken back.
STYLE = 'div#book-inner { margin-top: 0; margin-bottom: 0; }'
# What has no words to highlight, or is one thing with its own.
WHOLE = frozenset('audio math pre rp rt script style svg video'.split())
# The number of a note stands between two sentences and belongs to neither.
APART = 'doc-noteref'


@dataclass(frozen=True, slots=True)
class Piece:
    """Text in an element or behind it, or a picture; `counts` where it is read with the words around it."""

    element: _Element
    is_tail: bool
    text: str
    counts: bool = True


@dataclass(slots=True)
class Paragraph:
    """The pieces between two ends of blocks, and the language they are in."""

    lang: str
    pieces: list[Piece] = field(default_factory=list)


def spanned(document: Document) -> Document:
    """Return a document with its sentences in spans, two divisions around its body, and not a letter changed."""
    root = etree.fromstring(document.xhtml.encode())
    body, head = root.find(f'{XHTML}body'), root.find(f'{XHTML}head')
    if body is None or head is None:
        return document
    names = {str(name) for name in root.xpath('//@id')}
    number = max((int(found[1]) for name in names if (found := NAME.fullmatch(name))), default=0)
    for paragraph in list(_paragraphs(body, root.get('lang', ''))):
        number += 1
        _span(paragraph, number)
    _wrap(body, names)
    style = etree.SubElement(head, f'{XHTML}style', {'type': 'text/css', 'class': 'kobostylehacks'})
    style.text, style.tail = STYLE, '\n'
    for element in root.iter('*'):
        close(element)
    declaration, _, _ = document.xhtml.partition('<html')
    return replace(document, xhtml=declaration + etree.tostring(root, encoding='unicode', with_tail=False) + '\n')


def _paragraphs(body: _Element, lang: str) -> Iterator[Paragraph]:
    """Yield the paragraphs of a body that hold something, in reading order."""
    paragraph, langs = Paragraph(lang), [lang]
    walk = etree.iterwalk(body, events=('start', 'end'))
    for event, element in walk:
        name = etree.QName(element).localname
        if name not in INLINE and name not in ('br', 'img'):
            if paragraph.pieces:
                yield paragraph
            paragraph = Paragraph(element.get('lang', langs[-1]) if event == 'start' else langs[-2])
        if event == 'start':
            langs.append(element.get('lang', langs[-1]))
            if name in WHOLE or 'hidden' in element.attrib:
                walk.skip_subtree()
            elif name == 'img':
                paragraph.pieces.append(Piece(element, is_tail=False, text='', counts=False))
            else:
                _add(paragraph, element, element.text, is_tail=False)
        else:
            langs.pop()
            if element is not body:
                _add(paragraph, element, element.tail, is_tail=True)
    if paragraph.pieces:
        yield paragraph


def _add(paragraph: Paragraph, element: _Element, text: str | None, *, is_tail: bool) -> None:
    if text and (text.strip() or paragraph.pieces):
        counts = is_tail or not any(each.get('role') == APART for each in (element, *element.iterancestors()))
        paragraph.pieces.append(Piece(element, is_tail, text, counts))


def _span(paragraph: Paragraph, number: int) -> None:
    """Put each sentence of a paragraph into a span, or as many as its markup parts it into, and each picture."""
    ends = sentences.ends(''.join(piece.text for piece in paragraph.pieces if piece.counts), paragraph.lang)
    ids = (f'kobo.{number}.{count}' for count in itertools.count(1))
    at = 0
    pictures: list[tuple[_Element, str]] = []
    for piece in paragraph.pieces:
        if not piece.text:
            pictures.append((piece.element, next(ids)))
        elif piece.counts:
            inside = ends[bisect_right(ends, at) : bisect_left(ends, at + len(piece.text))]
            _put(piece, _parts(piece.text, [end - at for end in inside]), ids)
            at += len(piece.text)
        else:
            _put(piece, [piece.text], ids)
    # A picture takes what follows it along, so the words come first.
    for image, name in pictures:
        _enclose(image, name)


def _parts(text: str, cuts: list[int]) -> list[str]:
    return [text[start:end] for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]


def _put(piece: Piece, parts: list[str], ids: Iterator[str]) -> None:
    """Put the parts of a piece into its place, each in a span; white space alone needs none."""
    parent = piece.element.getparent() if piece.is_tail else piece.element
    if parent is None:
        return
    place, last, before = parent.index(piece.element) + 1 if piece.is_tail else 0, None, ''
    for part in parts:
        if part.strip():
            last = _make(next(ids), part)
            parent.insert(place, last)
            place += 1
        elif last is None:
            before += part
        else:
            last.tail = (last.tail or '') + part
    if piece.is_tail:
        piece.element.tail = before
    else:
        piece.element.text = before


def _make(name: str, text: str | None = None) -> _Element:
    span = etree.Element(f'{XHTML}span', {'class': SPAN, 'id': name})
    span.text = text
    return span


def _enclose(image: _Element, name: str) -> None:
    """Put a picture into a span of its own, before what follows it."""
    span = _make(name)
    span.tail, image.tail = image.tail, None
    image.addprevious(span)
    span.append(image)


def _wrap(body: _Element, taken: set[str]) -> None:
    """Put all of a body into the two divisions that the engine lays out; a name the text has is the text’s."""
    names = [{'id': name} if name not in taken else {} for name in (OUTER, INNER)]
    outer = etree.Element(f'{XHTML}div', names[0])
    inner = etree.SubElement(outer, f'{XHTML}div', names[1])
    inner.text, body.text = body.text, None
    inner.extend(list(body))
    body.append(outer)
