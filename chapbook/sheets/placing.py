"""Places pages on paper: where each cell of an imposition lies in millimetres, and the matrix that brings a page there.

Measured from the lower left corner of the paper, as PDF does.
"""

from dataclasses import dataclass

from chapbook.sheets import creep
from chapbook.sheets.papers import POINTS_PER_MM, Paper
from chapbook.sheets.schemes import LEFT, RIGHT, Cell, Sheet
from chapbook.sheets.sizes import Box, Size, Trim

# Where the axes of a page go when a viewer turns it clockwise: a, b, c, d of ISO 32000-1, 8.3.3.
TURNS = {0: (1, 0, 0, 1), 90: (0, -1, 1, 0), 180: (-1, 0, 0, -1), 270: (0, 1, -1, 0)}
# The sides of a page that is not turned, clockwise, and where each of them stands in a box.
SIDES = ('left', 'top', 'right', 'bottom')
IN_BOX = {'left': 0, 'bottom': 1, 'right': 2, 'top': 3}
FAR = float('inf')


@dataclass(frozen=True, slots=True)
class Layout:
    """How cells lie on the paper: the block of them in its middle, all of one size."""

    paper: Paper
    columns: int
    rows: int
    cell_mm: Size
    scale: float = 1.0
    """How large pages are printed."""
    gap_mm: float = 0.0
    """Between neighbouring cells, for the bleed of both."""
    spine_mm: float = 0.0
    """What each page keeps away from the fold, for a back that carries marks."""
    thickness_mm: float = 0.0
    """Of the paper, for creep."""
    folded: bool = False
    """Whether sheets are folded down the middle, so that neighbouring pages belong together."""

    @property
    def block_mm(self) -> Size:
        """Width and height of all cells together."""
        width, height = self.cell_mm
        across = self.columns * width + (self.columns - 1) * self.gap_mm + 2 * self.spine_mm
        return across, self.rows * height + (self.rows - 1) * self.gap_mm

    def shift_mm(self, sheet: Sheet) -> float:
        """Return how far the pages of a sheet move toward its fold."""
        return creep.shift_mm(sheet.depth, self.thickness_mm)

    def trimmed_mm(self, sheet: Sheet) -> Size:
        """Return width and height of what is left of a sheet that is cut with the outermost one."""
        return self.block_mm[0] - 2 * self.shift_mm(sheet), self.block_mm[1]

    def corner_mm(self, cell: Cell) -> Size:
        """Return the lower left corner of a cell."""
        (width, height), (block_width, block_height) = self.cell_mm, self.block_mm
        x = (self.paper.width_mm - block_width) / 2 + cell.column * (width + self.gap_mm)
        y = (self.paper.height_mm - block_height) / 2 + (self.rows - 1 - cell.row) * (height + self.gap_mm)
        return x + (2 * self.spine_mm if cell.spine == LEFT else 0), y

    def trim_mm(self, cell: Cell, page_mm: Size, shift_mm: float) -> Box:
        """Return where a page of this size lies: its spine on the cell’s but for creep, midway up."""
        (x, y), (width, height) = self.corner_mm(cell), self.cell_mm
        x += (width - page_mm[0]) * (1 + cell.spine) / 2 + cell.spine * shift_mm
        y += (height - page_mm[1]) / 2
        return x, y, x + page_mm[0], y + page_mm[1]

    def room_mm(self, cell: Cell, at: Box) -> Box:
        """Return how far a page may show beyond its trim, left, bottom, right, top: to the fold, not beyond it.

        Toward a neighbour half of what is between them, toward the edge of the block any distance. Less than nothing
        where creep has moved the page over the fold.
        """
        (x, y), (width, height), half = self.corner_mm(cell), self.cell_mm, self.gap_mm / 2
        left = at[0] - x + half if cell.column or cell.spine == LEFT else FAR
        right = x + width - at[2] + half if cell.column < self.columns - 1 or cell.spine == RIGHT else FAR
        bottom = at[1] - y + half if cell.row < self.rows - 1 else FAR
        top = y + height - at[3] + half if cell.row else FAR
        return left, bottom, right, top


@dataclass(frozen=True, slots=True)
class Placed:
    """One page on one side: its number, the matrix of ISO 32000-1, 8.3.4, and what shows of it in its own space.

    `bleed_mm` is how much of that lies beyond its trim: left, bottom, right, top on the sheet.
    """

    page: int
    matrix: str
    shown: Box
    bleed_mm: Box


@dataclass(frozen=True, slots=True)
class Printing:
    """One side of a sheet as it goes to the printer: its pages, its marks, and its boxes (ISO 32000-1, 14.11.2).

    `turned` stands the whole side on its head. No ArtBox: a printed sheet has either that or a TrimBox (PDF/X).
    """

    paper: Paper
    pages: list[Placed]
    marks: str
    trim_mm: Size
    bleed_mm: float
    turned: bool


def place(sheet: Sheet, cells: tuple[Cell, ...], layout: Layout, trims: list[Trim]) -> list[Placed]:
    """Return the pages of one side where they lie; blanks are left out."""
    shift_mm = layout.shift_mm(sheet)
    return [_place(cell, cell.page, layout, trims[cell.page - 1], shift_mm) for cell in cells if cell.page]


def _place(cell: Cell, page: int, layout: Layout, trim: Trim, shift_mm: float) -> Placed:
    width_mm, height_mm = trim.size_mm
    at = layout.trim_mm(cell, (width_mm * layout.scale, height_mm * layout.scale), shift_mm)
    scale, sides = trim.user_unit * layout.scale, page_sides(trim, cell)
    room = layout.room_mm(cell, at)
    unit_mm = scale / POINTS_PER_MM
    shown = dict.fromkeys(SIDES, 0.0)
    for on_sheet, side in zip(SIDES, sides, strict=True):
        # Rounded, for a page that fits its cell exactly shall not be cut by the dust of its numbers.
        shown[side] = min(trim.bleed[IN_BOX[side]], round(room[IN_BOX[on_sheet]] / unit_mm, 6))
    beyond = tuple(shown[side] * unit_mm for side in sides)
    box = (
        trim.left - shown['left'], trim.bottom - shown['bottom'], trim.right + shown['right'], trim.top + shown['top']
    )  # fmt: skip
    turn = (trim.turn_degrees + 180 * cell.head_down) % 360
    return Placed(page, _matrix(trim, turn, scale, at), box, (beyond[0], beyond[3], beyond[2], beyond[1]))


def page_sides(trim: Trim, cell: Cell) -> tuple[str, ...]:
    """Return which side of a page lies on the left, at the top, on the right and at the bottom of its cell."""
    turns = (trim.turn_degrees // 90 + 2 * cell.head_down) % 4
    return SIDES[len(SIDES) - turns :] + SIDES[: len(SIDES) - turns]


def _matrix(trim: Trim, turn_degrees: int, scale: float, at_mm: Box) -> str:
    """Return the matrix that puts a page’s lower left corner, as it is seen, at this place."""
    a, b, c, d = (scale * axis for axis in TURNS[turn_degrees])
    e = at_mm[0] * POINTS_PER_MM - min(a * trim.left + c * trim.bottom, a * trim.right + c * trim.top)
    f = at_mm[1] * POINTS_PER_MM - min(b * trim.left + d * trim.bottom, b * trim.right + d * trim.top)
    return ' '.join(map(number, (a, b, c, d, e, f)))


def number(value: float) -> str:
    """Return a number as PDF writes it: exact to less than a thousandth of a hair."""
    return f'{value:.5f}'.rstrip('0').rstrip('.')
