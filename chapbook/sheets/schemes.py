"""Schemes: which page lies where on which sheet, so that the sheets, folded and cut, read in order. Numbers alone."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a sheet that is folded once: the pages on its halves, counted from 1, None for a blank half."""

    left: int | None
    right: int | None


@dataclass(frozen=True, slots=True)
class Cell:
    """Where one page lies on one side of a sheet, as that side is looked at.

    `column` counts from the left, `row` from the top. `spine` is the edge that is bound: -1 the left one, 1 the right
    one, 0 none. A page `head_down` stands on its head.
    """

    page: int | None
    column: int
    row: int = 0
    spine: int = 0
    head_down: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """The pages on one sheet: the back as it is seen once the sheet is turned over like a page of a book.

    `signature` counts from 0; `depth` is how many sheets lie around this one when its signature is folded.
    """

    front: tuple[Cell, ...]
    back: tuple[Cell, ...] = ()
    signature: int = 0
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Imposition:
    """All sheets of a book: how many columns and rows of pages are on a side, and what is on each sheet."""

    columns: int
    rows: int
    sheets: tuple[Sheet, ...]


def saddle_order(page_count: int) -> tuple[Side, ...]:
    """Return the sides for saddle stitch: the outermost sheet first, of each sheet its front and then its back.

    Turned over like a page, a sheet has two pages back to back on either half. Blanks stand before the last page,
    which is the back cover; a single page is a front cover and the blanks follow it.
    """
    pages = with_blanks(page_count, page_count + -page_count % 4)
    return tuple(side for first in range(0, len(pages) // 2, 2) for side in _halves(pages, first))


def with_blanks(page_count: int, places: int) -> list[int | None]:
    """Return the pages filled up with blanks to so many places, the last page last."""
    inner = max(page_count - 1, min(page_count, 1))
    blanks = [None] * (places - page_count)
    return [*range(1, inner + 1), *blanks, *range(inner + 1, page_count + 1)]


def _halves(pages: list[int | None], first: int) -> tuple[Side, Side]:
    last = len(pages) - 1 - first
    return Side(pages[last], pages[first]), Side(pages[first + 1], pages[last - 1])


def saddle(page_count: int) -> Imposition:
    """Return one signature: all sheets folded once, one inside the other."""
    sides = saddle_order(page_count)
    sheets = zip(sides[::2], sides[1::2], strict=True)
    return Imposition(2, 1, tuple(_folded(front, back, 0, depth) for depth, (front, back) in enumerate(sheets)))


def _folded(front: Side, back: Side, signature: int, depth: int) -> Sheet:
    return Sheet(_cells(front), _cells(back), signature, depth)


def _cells(side: Side) -> tuple[Cell, Cell]:
    return Cell(side.left, 0, spine=1), Cell(side.right, 1, spine=-1)
