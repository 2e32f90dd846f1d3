"""Sizes of pages: what a reader sees of each, and whether they are all alike."""

from dataclasses import dataclass

from chapbook.problems import ChapbookError, Problem, error
from chapbook.sheets.papers import POINTS_PER_MM, millimetres

# Sizes rounded to whole points or millimetres still count as equal.
SAME_SIZE_MM = 1.0
# How many pages a message names before it counts the rest.
NAMED_PAGES = 5

# Left, bottom, right, top.
Box = tuple[float, float, float, float]
Size = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Trim:
    """What a reader sees of a page: its box in user space, and how a viewer turns and scales it."""

    left: float
    bottom: float
    right: float
    top: float
    turn_degrees: int
    user_unit: float
    bleed: Box
    """What is printed beyond the trim on the left, below, on the right and above, in the units of the box."""

    @property
    def size_mm(self) -> Size:
        """Width and height as they are seen."""
        scale = self.user_unit / POINTS_PER_MM
        width_mm, height_mm = (self.right - self.left) * scale, (self.top - self.bottom) * scale
        return (height_mm, width_mm) if self.turn_degrees % 180 else (width_mm, height_mm)


def one_size(trims: list[Trim]) -> Size:
    """Return the size in mm that holds every page; raises ChapbookError unless they are of one size."""
    sizes = [trim.size_mm for trim in trims]
    odd = [number for number, size in enumerate(sizes, 1) if not alike(size, sizes[0])]
    if odd:
        raise ChapbookError(_mixed(odd, sizes))
    return max(width for width, _ in sizes), max(height for _, height in sizes)


def alike(one: Size, other: Size) -> bool:
    """Tell whether two pages are of one size, but for rounding."""
    return all(abs(a - b) <= SAME_SIZE_MM for a, b in zip(one, other, strict=True))


def _mixed(odd: list[int], sizes: list[Size]) -> Problem:
    named = ', '.join(f'page {number} is {millimetres(*sizes[number - 1])}' for number in odd[:NAMED_PAGES])
    more = f', and {len(odd) - NAMED_PAGES} more differ' if len(odd) > NAMED_PAGES else ''
    message = f'the pages are of different sizes: page 1 is {millimetres(*sizes[0])}, {named}{more}'
    return error(message, hint='give all pages one size: a booklet is trimmed in one cut')
