"""Places pages on paper: where each cell of an imposition lies in millimetres, and the matrix that brings a page there.

Measured from the lower left corner of the paper, as PDF does.
"""

from dataclasses import dataclass

from chapbook.sheets.papers import POINTS_PER_MM, Paper
from chapbook.sheets.reading import Box, Size, Trim
from chapbook.sheets.schemes import Cell

# Where the axes of a page go when a viewer turns it clockwise: a, b, c, d of ISO 32000-1, 8.3.3.
TURNS = {0: (1, 0, 0, 1), 90: (0, -1, 1, 0), 180: (-1, 0, 0, -1), 270: (0, 1, -1, 0)}


@dataclass(frozen=True, slots=True)
class Layout:
    """How cells lie on the paper: the block of them in its middle, all of one size."""

    paper: Paper
    columns: int
    rows: int
    cell_mm: Size
    scale: float = 1.0
    """How large pages are printed."""

    @property
    def block_mm(self) -> Size:
        """Width and height of all cells together."""
        return self.columns * self.cell_mm[0], self.rows * self.cell_mm[1]

    def corner_mm(self, cell: Cell) -> Size:
        """Return the lower left corner of a cell."""
        (width, height), (block_width, block_height) = self.cell_mm, self.block_mm
        x = (self.paper.width_mm - block_width) / 2 + cell.column * width
        y = (self.paper.height_mm - block_height) / 2 + (self.rows - 1 - cell.row) * height
        return x, y

    def trim_mm(self, cell: Cell, page_mm: Size) -> Box:
        """Return where a page of this size lies: its spine on the cell’s, midway between head and foot."""
        (x, y), (width, height) = self.corner_mm(cell), self.cell_mm
        x += (width - page_mm[0]) * (1 + cell.spine) / 2
        y += (height - page_mm[1]) / 2
        return x, y, x + page_mm[0], y + page_mm[1]


@dataclass(frozen=True, slots=True)
class Placed:
    """One page on one side: its number, the matrix of ISO 32000-1, 8.3.4, and what shows of it in its own space."""

    page: int
    matrix: str
    shown: Box


def place(cells: tuple[Cell, ...], layout: Layout, trims: list[Trim]) -> list[Placed]:
    """Return the pages of one side where they lie; blanks are left out."""
    return [_place(cell, cell.page, layout, trims[cell.page - 1]) for cell in cells if cell.page]


def _place(cell: Cell, page: int, layout: Layout, trim: Trim) -> Placed:
    width_mm, height_mm = trim.size_mm
    at = layout.trim_mm(cell, (width_mm * layout.scale, height_mm * layout.scale))
    turn = (trim.turn_degrees + 180 * cell.head_down) % 360
    return Placed(
        page, _matrix(trim, turn, trim.user_unit * layout.scale, at), (trim.left, trim.bottom, trim.right, trim.top)
    )


def _matrix(trim: Trim, turn_degrees: int, scale: float, at_mm: Box) -> str:
    """Return the matrix that puts a page’s lower left corner, as it is seen, at this place."""
    a, b, c, d = (scale * axis for axis in TURNS[turn_degrees])
    e = at_mm[0] * POINTS_PER_MM - min(a * trim.left + c * trim.bottom, a * trim.right + c * trim.top)
    f = at_mm[1] * POINTS_PER_MM - min(b * trim.left + d * trim.bottom, b * trim.right + d * trim.top)
    return ' '.join(map(number, (a, b, c, d, e, f)))


def number(value: float) -> str:
    """Return a number as PDF writes it: exact to less than a thousandth of a hair."""
    return f'{value:.5f}'.rstrip('0').rstrip('.')
