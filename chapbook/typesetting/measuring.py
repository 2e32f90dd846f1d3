"""Measures pages that are laid out: the blocks of the text with their lines and notes, and the room on each page."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice, pairwise
from math import ceil
from typing import Any

from weasyprint.formatting_structure import boxes

from chapbook.copyfit.breaking import LEAST_GAP
from chapbook.copyfit.flow import Block, Flow, Gap

PT_PER_PX = 0.75
TEXT = 'text'
AVOID = ('avoid', 'avoid-page')
FORCED = ('page', 'left', 'right', 'recto', 'verso', 'always')
SECTION = 'h2'
HEADINGS = ('h2', 'h3', 'h4', 'h5', 'h6')


@dataclass(slots=True)
class _Piece:
    """A block as it stands on one page, and its box: its lines, and where it begins and ends."""

    box: Any
    lines: list[Any]
    top: float
    bottom: float
    within: tuple[Any, ...]


def measure(document: Any, leading_pt: float) -> Flow:
    """Return what the text pages of a laid-out document hold."""
    pages = [page._page_box for page in document.pages]  # noqa: SLF001 - WeasyPrint shows its boxes no other way
    names = [page.page_type.name for page in pages]
    first = names.index(TEXT) if TEXT in names else len(pages)
    # The colophon may stand on a page of its own, which no name is given.
    texts = [page for page in pages[first:] if page.page_type.name in (TEXT, '')]
    # A note may have gone over to the next page: they are as many as their calls, and in their order.
    heights = iter(_note_heights(texts))
    blocks: list[Block] = []
    free_pt: list[float] = []
    gaps: list[Gap] = []
    order = {element: at for at, element in enumerate(pages[0].children[0].element.iter())} if pages else {}
    before: _Piece | None = None
    begun: set[Any] = set()
    for page_number, page in enumerate(texts):
        pieces = list(_pieces(page))
        gaps += _gaps(page_number, pieces, order, LEAST_GAP * leading_pt)
        for number, piece in enumerate(pieces):
            called = _calls(piece)
            marks = tuple(zip(called, islice(heights, len(called)), strict=False))
            at_top = number == 0
            if at_top and before is not None and _same(before, piece):
                blocks[-1] = _longer(blocks[-1], piece, marks)
            else:
                opening = [box for box in (piece.box, *reversed(piece.within)) if box.element not in begun]
                if blocks and any(box.style['break_before'] in AVOID for box in opening):
                    blocks[-1] = replace(blocks[-1], with_next=True)
                blocks.append(_block(piece, before, opening, marks, at_top=at_top))
            begun.update(box.element for box in (piece.box, *piece.within))
            before = piece
        free_pt.append((_foot(page) - max((piece.bottom for piece in pieces), default=0.0)) * PT_PER_PX)
    return Flow(len(pages), first + 1, tuple(blocks), tuple(free_pt), leading_pt, tuple(gaps))


def _gaps(page: int, pieces: list[_Piece], order: dict[Any, int], least_pt: float) -> Iterator[Gap]:
    """Yield the white between the pieces of a page, where it is no less than this; a heading stays by what it heads."""
    for before, piece in pairwise(pieces):
        white_pt = (piece.top - before.bottom) * PT_PER_PX
        if white_pt >= least_pt and before.box.element_tag not in HEADINGS and piece.box.element in order:
            yield Gap(page, order[piece.box.element], white_pt, piece.box.element_tag in HEADINGS)


def _pieces(page: Any) -> Iterator[_Piece]:
    for child in page.children:
        if isinstance(child, boxes.BlockBox) and not isinstance(child, boxes.FootnoteAreaBox):
            yield from _inside(child, ())


def _inside(box: Any, within: tuple[Any, ...], moved: float = 0.0) -> Iterator[_Piece]:
    """Yield the pieces in a box from the top down: what must not be parted as one, else its lines.

    `moved` is by how many pixels they were moved onto the lines of the text: that takes no room.
    """
    moved += _moved(box)
    if not box.is_in_normal_flow() or isinstance(box, boxes.MarginBox):
        return
    lines = [child for child in getattr(box, 'children', ()) if isinstance(child, boxes.LineBox)]
    kept = box.style['break_inside'] in AVOID or isinstance(box, boxes.ReplacedBox)
    if kept or lines:
        top = box.position_y + box.margin_top - moved
        bottom = top + box.border_height()
        whole = kept or len(lines) != len(box.children)
        if bottom > top:
            # A block that goes on over the page is as high as the page, whatever its lines are.
            bottom = bottom if whole else lines[-1].position_y + lines[-1].height - moved
            yield _Piece(box, [] if whole else lines, top, bottom, within)
        return
    for child in getattr(box, 'children', ()):
        yield from _inside(child, (*within, box), moved)


def _moved(box: Any) -> float:
    top = box.style['top']
    return float(top.value) if box.style['position'] == 'relative' and top != 'auto' else 0.0


def _same(before: _Piece, piece: _Piece) -> bool:
    """Tell whether a piece is what is left of the one at the foot of the page before."""
    return before.box.element is piece.box.element and bool(before.lines) and bool(piece.lines)


def _block(
    piece: _Piece, before: _Piece | None, first: list[Any], notes: tuple[tuple[int, float], ...], *, at_top: bool
) -> Block:
    """Return a block; `first` are the boxes that begin with it, the innermost first."""
    style = piece.box.style
    white = _white(first, before) if at_top or before is None else piece.top - before.bottom
    block = Block(
        lines=_filled(piece),
        line_pt=_line_height(piece) * PT_PER_PX,
        before_pt=white * PT_PER_PX,
        whole=not piece.lines,
        section=piece.box.element_tag == SECTION,
        orphans=style['orphans'],
        widows=style['widows'],
        notes=notes,
    )
    around = (piece.box, *piece.within)
    return replace(
        block,
        with_next=any(box.style['break_after'] in AVOID for box in around if _ends(box, piece)),
        new_page=any(box.style['break_before'] in FORCED for box in first),
    )


def _longer(block: Block, piece: _Piece, notes: tuple[tuple[int, float], ...]) -> Block:
    """Return a block with the lines that stand on the next page."""
    full = ceil(block.lines)
    more = tuple((full + line, height) for line, height in notes)
    return replace(block, lines=full + _filled(piece), notes=block.notes + more)


def _filled(piece: _Piece) -> float:
    """Return how many lines a piece has, the last as full as it is."""
    if not piece.lines:
        return 1.0
    last = piece.lines[-1]
    width = piece.box.width or 1.0
    ends = max((child.position_x + child.margin_width() for child in last.children), default=last.position_x)
    share = float((ends - piece.box.content_box_x()) / width)
    return len(piece.lines) - 1 + min(1.0, max(0.02, share))


def _line_height(piece: _Piece) -> float:
    if not piece.lines:
        return float(piece.bottom - piece.top)
    return float(sum(line.height for line in piece.lines) / len(piece.lines))


def _white(first: list[Any], before: _Piece | None) -> float:
    """Return the white there would be before a piece that begins a page, were it not there: margins collapse."""
    above = [_margin(box, 'margin_top') for box in first]
    around = (before.box, *before.within) if before else ()
    below = [_margin(box, 'margin_bottom') for box in around if before and _ends(box, before)]
    return max([0.0, *above, *below])


def _margin(box: Any, side: str) -> float:
    value = box.style[side]
    return float(value.value) if getattr(value, 'unit', None) == 'px' else 0.0


def _ends(box: Any, piece: _Piece) -> bool:
    return box is piece.box or abs(box.content_box_y() + box.height - piece.bottom) < 1.0


def _calls(piece: _Piece) -> list[int]:
    """Return the line of each call of a note in a piece, in their order; in a whole piece that is 0."""
    rows = piece.lines or [piece.box]
    return [number for number, row in enumerate(rows) for box in row.descendants() if _is_call(box)]


def _is_call(box: Any) -> bool:
    return getattr(box, 'footnote', None) is not None


def _note_heights(pages: list[Any]) -> list[float]:
    """Return the height of each note in points, one that is parted as a whole."""
    areas = [child for page in pages for child in page.children if isinstance(child, boxes.FootnoteAreaBox)]
    heights: dict[Any, float] = {}
    for note in (note for area in areas for note in area.children):
        heights[note.element] = heights.get(note.element, 0.0) + note.margin_height() * PT_PER_PX
    return list(heights.values())


def _foot(page: Any) -> float:
    """Return where the text of a page must end: above its notes, with the white before them."""
    for child in page.children:
        if isinstance(child, boxes.FootnoteAreaBox) and child.children:
            return float(child.position_y)
    return float(page.content_box_y() + page.height)
