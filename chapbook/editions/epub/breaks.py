"""The pages of the printed edition in the e-book: a mark before the first word of each, so that both can be quoted.

Where a page begins is known by how many letters and pictures stand before it. A mark parts no word, link or ruby: the
mark of a page that begins inside a word waits for the next one, that of a page that begins inside a link precedes it.
"""

import copy
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from operator import attrgetter

from lxml import etree
from lxml.etree import _Element

from chapbook.book import Book
from chapbook.check.paging import PICTURE, Paging, units
from chapbook.check.words import INLINE, SEPARATORS, SILENT, has_class
from chapbook.compose import UNSPACED
from chapbook.editions.epub.files import Break

MARK = 'print-page'
# Scripts that part no words by spaces, Thai, Lao, Burmese and Khmer among them: any two of their letters may be parted.
PARTED_ANYWHERE = rf'[{UNSPACED}\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]'
OPENING = ('Ps', 'Pi')
# What a mark never stands in, for it would be a part of a name, or part what is pressed or sounded as one; and what it
# precedes instead, if that is not the same.
WHOLE = {
    **{name: name for name in ('a', 'ruby', 'button', 'h2', 'h3', 'h4', 'h5', 'h6', 'figure', 'summary')},
    'figcaption': 'figure', 'caption': 'table', 'thead': 'table', 'colgroup': 'table',
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Piece:
    """Text in an element or behind it, or a picture, and where in its run it begins."""

    element: _Element
    is_tail: bool
    start: int


@dataclass(slots=True)
class Run:
    """The text between two ends of blocks: how many units stand before it, its words and the pieces that hold them."""

    before: int
    text: str = ''
    pieces: list[Piece] = field(default_factory=list)

    def add(self, element: _Element, text: str | None, *, is_tail: bool = False) -> None:
        """Add a piece, unless it is empty."""
        if text:
            self.pieces.append(Piece(element, is_tail, len(self.text)))
            self.text += text


def mark(book: Book, paging: Paging) -> tuple[Book, tuple[Break, ...]]:
    """Return a copy of a book with a mark where each page begins, and the marks; none where the two do not agree."""
    sections = tuple(replace(section, tree=copy.deepcopy(section.tree)) for section in book.sections)
    runs = list(_runs([section.tree for section in sections]))
    if not paging.starts or runs[-1].before != paging.units:
        return book, ()
    prefix = _prefix(book)
    found = [Break(start.page, f'{prefix}{start.page}') for start in paging.starts]
    # From the last to the first: what is known of the pieces before a mark stays true.
    for start, made in reversed(list(zip(paging.starts, found, strict=True))):
        run, position = _first_word(runs, start.units)
        _insert(run, position, made)
    return replace(book, sections=sections), tuple(found)


def _prefix(book: Book) -> str:
    """Return what identifiers of marks begin with, so that they are no one else’s."""
    taken = {str(name) for section in book.sections for name in section.tree.xpath('.//@id')}
    prefix = 'page-'
    while any(name.startswith(prefix) for name in taken):
        prefix = f'print-{prefix}'
    return prefix


def _runs(trees: Sequence[_Element]) -> Iterator[Run]:
    """Yield the runs of a text in order, as the audit hears it; the last is empty and knows how many units all have."""
    run = Run(0)
    for tree in trees:
        walk = etree.iterwalk(tree, events=('start', 'end', 'comment', 'pi'))
        for event, element in walk:
            is_block = event in ('start', 'end') and element.tag not in INLINE
            if is_block:
                yield run
                run = Run(run.before + units(run.text))
            if event == 'start':
                if element.tag in SILENT or has_class(element, 'noteref'):
                    walk.skip_subtree()
                else:
                    run.add(element, PICTURE if element.tag == 'img' and element.get('alt') else element.text)
            elif element is not tree:
                run.add(element, element.tail, is_tail=True)
    yield run


def _first_word(runs: Sequence[Run], before: int) -> tuple[Run, int]:
    """Return the run and the place in it of the first word that begins with or after so many units.

    Where no word follows, it is the last one: the page begins inside it.
    """
    number = bisect_right(runs, before, key=attrgetter('before')) - 1
    run, letter = runs[number], 0
    missing = before - run.before
    while missing or not units(run.text[letter]):
        missing -= units(run.text[letter])
        letter += 1
    position = _word_at(run.text, letter)
    if position is not None:
        return run, position
    following = ((later, _word_at(later.text, 0)) for later in runs[number + 1 :])
    return next(((later, place) for later, place in following if place is not None), (run, _begin(run.text, letter)))


def _begin(text: str, letter: int) -> int:
    """Return where the word begins that a letter stands in."""
    return max((match.end() for match in SEPARATORS.finditer(text, 0, letter)), default=0)


def _word_at(text: str, letter: int) -> int | None:
    """Return where the word begins that a letter is the first of, else where the next word does; None for nowhere."""
    begin = _begin(text, letter)
    if begin == letter or not units(text[begin:letter]):
        after = SEPARATORS.match(text, begin)
        begin = after.end() if after else begin
        return begin if begin < len(text) else None
    if any(re.match(PARTED_ANYWHERE, text[at]) for at in (letter - 1, letter)):
        while unicodedata.category(text[letter - 1]) in OPENING:
            letter -= 1
        return letter
    end = SEPARATORS.search(text, letter)
    return end.end() if end and end.end() < len(text) else None


def _insert(run: Run, position: int, made: Break) -> None:
    """Put a mark into the tree, before what it must not stand in."""
    piece = run.pieces[bisect_right(run.pieces, position, key=attrgetter('start')) - 1]
    holder = _parent(piece.element) if piece.is_tail or piece.element.tag == 'img' else piece.element
    whole = _outermost_whole(holder)
    if whole is not None:
        _put_before(whole, made)
    elif piece.element.tag == 'img' and not piece.is_tail:
        _put_before(piece.element, made)
    elif piece.is_tail:
        _split_tail(piece.element, position - piece.start, made)
    elif position == piece.start and holder.tag in INLINE:
        _put_before(_outermost_begun(holder), made)
    else:
        _split_text(holder, position - piece.start, made)


def _outermost_whole(element: _Element) -> _Element | None:
    """Return the outermost element a mark may not stand in, or what it precedes instead; None where there is none."""
    around = [each for each in (element, *element.iterancestors()) if each.tag in WHOLE]
    if not around:
        return None
    wanted = WHOLE[str(around[-1].tag)]
    return next((each for each in (around[-1], *around[-1].iterancestors()) if each.tag == wanted), around[-1])


def _outermost_begun(element: _Element) -> _Element:
    """Return the outermost element within a sentence that begins with this one."""
    parent = _parent(element)
    while parent.tag in INLINE and parent[0] is element and not (parent.text or '').strip():
        element, parent = parent, _parent(parent)
    return element


def _parent(element: _Element) -> _Element:
    """Return what an element of a text stands in, at least its section."""
    parent = element.getparent()
    return element if parent is None else parent


def _make(made: Break, tag: str) -> _Element:
    return etree.Element(tag, {'class': MARK, 'id': made.id, 'aria-label': str(made.page)})


def _put_before(element: _Element, made: Break) -> None:
    tag = 'span' if element.tag in INLINE or element.tag in ('img', 'ruby') else 'div'
    parent = _parent(element)
    # Marks that stand there already are of later pages.
    while (before := element.getprevious()) is not None and before.get('class') == MARK and not before.tail:
        element = before
    parent.insert(parent.index(element), _make(made, tag))


def _split_tail(element: _Element, offset: int, made: Break) -> None:
    parent, text, span = _parent(element), element.tail or '', _make(made, 'span')
    element.tail, span.tail = text[:offset], text[offset:]
    parent.insert(parent.index(element) + 1, span)


def _split_text(element: _Element, offset: int, made: Break) -> None:
    text, span = element.text or '', _make(made, 'span')
    element.text, span.tail = text[:offset], text[offset:]
    element.insert(0, span)
