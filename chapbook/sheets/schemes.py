"""Schemes: which page lies where on which sheet, so that the sheets, folded and cut, read in order. Numbers alone."""

from dataclasses import dataclass, replace
from itertools import accumulate

# A page and the page behind it.
Leaf = tuple[int, int | None]
# Which edge of a cell is bound.
LEFT, RIGHT = -1, 1
# The way of the pages 1 to 8 over a zine’s sheet: row and column of each.
ZINE_WAY = ((1, 1), (1, 2), (1, 3), (0, 3), (0, 2), (0, 1), (0, 0), (1, 0))
ZINE_PAGES = len(ZINE_WAY)


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a sheet that is folded once: the pages on its halves, counted from 1, None for a blank half."""

    left: int | None
    right: int | None


@dataclass(frozen=True, slots=True)
class Cell:
    """Where one page lies on one side of a sheet, as that side is looked at.

    `column` counts from the left, `row` from the top. `spine` is the edge that is bound: LEFT, RIGHT, or 0 for
    none. A page `head_down` stands on its head.
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

    @property
    def two_sided(self) -> bool:
        """Whether there are backs; then every sheet has one, if a blank one."""
        return any(sheet.back for sheet in self.sheets)

    @property
    def blanks(self) -> int:
        """How many places for pages stay empty."""
        sides = 1 + self.two_sided
        taken = sum(bool(cell.page) for sheet in self.sheets for cell in (*sheet.front, *sheet.back))
        return len(self.sheets) * self.columns * self.rows * sides - taken


def saddle_order(page_count: int) -> tuple[Side, ...]:
    """Return the sides for saddle stitch: the outermost sheet first, of each sheet its front and then its back.

    Turned over like a page, a sheet has two pages back to back on either half. Blanks stand before the last page,
    which is the back cover; a single page is a front cover and the blanks follow it.
    """
    return _sides(_with_blanks(page_count, page_count + -page_count % 4))


def _with_blanks(page_count: int, places: int, last: int = 1) -> list[int | None]:
    """Return the pages and what stays blank: before so many of the last, never before the first, the front cover."""
    inner = max(page_count - last, min(page_count, 1))
    blanks = [None] * (places - page_count)
    return [*range(1, inner + 1), *blanks, *range(inner + 1, page_count + 1)]


def _sides(pages: list[int | None]) -> tuple[Side, ...]:
    return tuple(side for first in range(0, len(pages) // 2, 2) for side in _halves(pages, first))


def _halves(pages: list[int | None], first: int) -> tuple[Side, Side]:
    last = len(pages) - 1 - first
    return Side(pages[last], pages[first]), Side(pages[first + 1], pages[last - 1])


def saddle(page_count: int, last: int = 1) -> Imposition:
    """Return one signature: all sheets folded once, one inside the other."""
    return signatures(page_count, (-(-page_count // 4),), last)


def signatures(page_count: int, sizes: tuple[int, ...], last: int = 1) -> Imposition:
    """Return signatures of so many sheets each, to be sewn or glued side by side.

    Blanks stand before the `last` pages; one is the back cover, and none leaves the blanks at the end.
    """
    pages = _with_blanks(page_count, 4 * sum(sizes), last)
    ends = [4 * end for end in accumulate(sizes)]
    parts = [_sides(pages[end - 4 * size : end]) for size, end in zip(sizes, ends, strict=True)]
    sheets = (
        Sheet(_cells(front), _cells(back), signature, depth)
        for signature, sides in enumerate(parts)
        for depth, (front, back) in enumerate(zip(sides[::2], sides[1::2], strict=True))
    )
    return Imposition(2, 1, tuple(sheets))


def _cells(side: Side) -> tuple[Cell, Cell]:
    return Cell(side.left, 0, spine=RIGHT), Cell(side.right, 1, spine=LEFT)


def signature_sizes(page_count: int, fewest: int, most: int) -> tuple[int, ...]:
    """Return how many sheets each signature has, between two bounds, so that the fewest pages stay blank.

    Of the ways with equally few, signatures of one size are preferred, then fewer of them; where sizes must differ
    they do by one sheet, the larger first. A text too short for one signature still makes one of `fewest` sheets.
    """
    sheets = max(1, -(-page_count // 4))
    counts = range(-(-sheets // most), -(-sheets // fewest) + 1)
    count = min(counts, key=lambda count: (max(sheets, count * fewest), sheets % count != 0, count))
    size, larger = divmod(max(sheets, count * fewest), count)
    return (size + 1,) * larger + (size,) * (count - larger)


def zine(page_count: int, last: int = 1) -> Imposition:
    """Return eight pages on one side of one sheet: folded to eighths, slit along the middle, and drawn into a book.

    The upper row stands on its head. The slit goes between its middle two pages and those below them.
    """
    front = tuple(
        Cell(page, column, row, LEFT if column % 2 else RIGHT, head_down=row == 0)
        for page, (row, column) in zip(_with_blanks(page_count, ZINE_PAGES, last), ZINE_WAY, strict=True)
    )
    return Imposition(4, 2, (Sheet(front),))


def n_up(page_count: int, columns: int, rows: int, *, one_sided: bool = False) -> Imposition:
    """Return loose leaves side by side, to be cut apart: cards, labels, handbills.

    Leaves follow each other as lines of text do, one sheet after the other. A leaf is a page and the page behind it,
    or with one side a page. Where a sheet takes all leaves more than once, it does.
    """
    leaves = _leaves(page_count, one_sided=one_sided)
    leaves *= max(1, columns * rows // len(leaves))
    per_sheet = columns * rows
    piles = [leaves[first : first + per_sheet] for first in range(0, len(leaves), per_sheet)]
    return _loose(piles, columns, rows)


def cut_and_stack(page_count: int, columns: int, rows: int, *, one_sided: bool = False) -> Imposition:
    """Return loose leaves that are in order once the pile of sheets is cut and its stacks are put on one another.

    The stack from the upper left corner comes first, then the others as lines of text do.
    """
    leaves = _leaves(page_count, one_sided=one_sided)
    sheets = -(-len(leaves) // (columns * rows))
    return _loose([leaves[sheet::sheets] for sheet in range(sheets)], columns, rows)


def _leaves(page_count: int, *, one_sided: bool) -> list[Leaf]:
    if one_sided:
        return [(page, None) for page in range(1, page_count + 1)]
    return [(page, page + 1 if page < page_count else None) for page in range(1, page_count + 1, 2)]


def _loose(piles: list[list[Leaf]], columns: int, rows: int) -> Imposition:
    """Return sheets with a leaf in each cell, as far as there are leaves."""
    places = [(row, column) for row in range(rows) for column in range(columns)]
    two_sided = any(behind for leaves in piles for _, behind in leaves)
    sheets = []
    for leaves in piles:
        filled = list(zip(leaves, places, strict=False))
        front = tuple(Cell(page, column, row) for (page, _), (row, column) in filled)
        back = tuple(Cell(page, columns - 1 - column, row) for (_, page), (row, column) in filled)
        sheets.append(Sheet(front, back if two_sided else ()))
    return Imposition(columns, rows, tuple(sheets))


def right_bound(imposition: Imposition) -> Imposition:
    """Return the same for a book that is bound on the right, as Arabic and Hebrew are: mirrored, pages upright."""

    def mirrored(cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
        last = imposition.columns - 1
        return tuple(replace(cell, column=last - cell.column, spine=-cell.spine) for cell in cells)

    sheets = tuple(
        replace(sheet, front=mirrored(sheet.front), back=mirrored(sheet.back)) for sheet in imposition.sheets
    )
    return replace(imposition, sheets=sheets)
