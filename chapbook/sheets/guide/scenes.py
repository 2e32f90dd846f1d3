"""Scenes of a fold guide: sheets of paper on a table, seen from the front and above, and hands’ tools beside them.

A scene is 90 × 80 mm, measured from its upper left corner. On the table x goes right, y away and z up, and a page is 1
wide.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import cos, pi, sin

from chapbook.sheets.drawing import BLACK, WHITE, Matrix, Shape, arc, box, circle, head, line, polygon, words
from chapbook.sheets.lettering import Point

Vector = tuple[float, float, float]
WIDTH_MM, HEIGHT_MM = 90.0, 80.0
# Where a step away from whoever looks goes: so much to the right, so much up.
SLANT, DEPTH = 0.28, 0.52
SHADE, PALE = 0.55, 0.9
THICK_MM = 1.0
# Between sheets that lie on one another.
LAYER = 0.05
SHOWN_LAYERS = 6


@dataclass(frozen=True, slots=True)
class View:
    """A table as it is seen: where its near left corner is in millimetres, and how wide a page is there."""

    x: float
    y: float
    scale: float

    def at(self, x: float, y: float, z: float = 0) -> Point:
        """Return where a point above the table is seen."""
        return self.x + self.scale * (x + SLANT * y), self.y - self.scale * (DEPTH * y + z)


@dataclass(frozen=True, slots=True)
class Look:
    """What is to be seen on a piece of paper: a page by its number, on its head or not, and its grey."""

    page: int | None = None
    head_down: bool = False
    fill: float = WHITE


BLANK = Look()


def piece(view: View, corner: Vector, across: Vector, up: Vector, look: Look = BLANK) -> list[Shape]:
    """Return a piece of paper with its near left corner here, that goes so far across and so far up."""
    near, right, far = (view.at(*_moved(corner, by)) for by in ((0, 0, 0), across, up))
    over = (right[0] + far[0] - near[0], right[1] + far[1] - near[1])
    shapes = [polygon(near, right, over, far, fill=look.fill)]
    if look.page is None:
        return shapes
    # From a unit square with y downward, as a page is read, onto the paper.
    onto = (right[0] - near[0], right[1] - near[1], near[0] - far[0], near[1] - far[1], far[0], far[1])
    ratio = max(_length(up) / _length(across), 0.1)
    for shape in _page(look.page, ratio):
        flat = shape.through((1, 0, 0, 1 / ratio, 0, 0))
        shapes.append((flat.through((-1, 0, 0, -1, 1, 1)) if look.head_down else flat).through(onto))
    return shapes


def _moved(point: Vector, by: Vector) -> Vector:
    return point[0] + by[0], point[1] + by[1], point[2] + by[2]


def _length(vector: Vector) -> float:
    return float(sum(value * value for value in vector) ** 0.5)


def _page(number: int, ratio: float) -> Iterator[Shape]:
    """Yield what a page of width 1 shows: its number, and lines of text below it."""
    size = min(0.62, 0.5 * ratio) if number < 100 else 0.42
    yield words(str(number), size, 0.5, ratio * 0.56)
    for at in (0.7, 0.78, 0.86):
        yield line((0.2, ratio * at), (0.8 if at < 0.86 else 0.55, ratio * at), stroke=SHADE, width_mm=0.5)


def leaf(view: View, fold: Vector, height: float, degrees: float, look: Look = BLANK) -> list[Shape]:
    """Return half a sheet that stands out from its fold at an angle: 0 lies on the right, 180 on the left."""
    turn = degrees * pi / 180
    across = (cos(turn), 0.0, sin(turn))
    if degrees > 90:
        return piece(view, _moved(fold, across), (-across[0], 0.0, -across[2]), (0, height, 0), look)
    return piece(view, fold, across, (0, height, 0), look)


def open_sheet(view: View, height: float, left: Look, right: Look, z: float = 0) -> list[Shape]:
    """Return a sheet that lies open, with its fold."""
    fold = line(view.at(1, 0, z), view.at(1, height, z), dash_mm=(1.6, 1.2))
    return [*leaf(view, (1, 0, z), height, 180, left), *leaf(view, (1, 0, z), height, 0, right), fold]


def over_arrow(view: View, y: float, radius: float, *, to_right: bool = True) -> list[Shape]:
    """Return the arrow of a hand that brings one half of a sheet over onto the other."""
    x, z = view.at(1, y)
    size = radius * view.scale
    # The line ends a little before its head does.
    start, end, stop = (205, 332, 326) if to_right else (335, 208, 214)
    along = end + 90 if to_right else end - 90
    tip = (x + size * cos(end * pi / 180), z + size * sin(end * pi / 180))
    return [arc(x, z, size, start, stop, width_mm=THICK_MM), head(_ahead(tip, along), along, 6)]


def _ahead(point: Point, degrees: float) -> Point:
    return point[0] + 1.5 * cos(degrees * pi / 180), point[1] + 1.5 * sin(degrees * pi / 180)


def arrow(start: Point, end: Point, degrees: float) -> list[Shape]:
    """Return a straight arrow, whose head points this way."""
    return [line(start, end, width_mm=THICK_MM), head(_ahead(end, degrees), degrees, 6)]


def scissors(tip: Point, degrees: float, size: float = 1.0) -> list[Shape]:
    """Return open scissors that cut toward this direction, their tips here."""
    shapes = [
        line((0, -2.4), (-22, 3.4), width_mm=1.1), line((0, 2.4), (-22, -3.4), width_mm=1.1),
        circle(-26, 5, 4, width_mm=1.3), circle(-26, -5, 4, width_mm=1.3), circle(-12.6, 0, 0.9, fill=BLACK),
    ]  # fmt: skip
    turn = degrees * pi / 180
    a, b = size * cos(turn), size * sin(turn)
    matrix: Matrix = (a, b, -b, a, tip[0], tip[1])
    return [shape.through(matrix) for shape in shapes]


def staple(view: View, x: float, y: float, z: float, length: float = 0.22) -> list[Shape]:
    """Return a staple that lies along the fold, its middle here."""
    return [line(view.at(x, y - length / 2, z), view.at(x, y + length / 2, z), width_mm=1.8)]


def printer(x: float, y: float) -> list[Shape]:
    """Return a printer, its middle here, with paper in its tray."""
    return [
        polygon((x - 15, y - 8), (x - 11, y - 27), (x + 17, y - 27), (x + 13, y - 8), fill=WHITE),
        box(x - 26, y - 10, 52, 20, fill=PALE, width_mm=0.8),
        box(x - 19, y + 3, 38, 3, fill=BLACK, stroke=None),
        circle(x + 20, y - 5, 1.5, fill=BLACK, stroke=None),
    ]


def tick(x: float, y: float) -> list[Shape]:
    """Return the mark of what is right."""
    return [line((x - 5, y), (x - 1, y + 5), (x + 8, y - 7), width_mm=2.2)]


def times(count: int, x: float, y: float) -> list[Shape]:
    """Return how many there are."""
    return [words(f'× {count}', 10, x, y)]


def number(value: int, x: float, y: float) -> list[Shape]:
    """Return the number of a step."""
    return [circle(x, y, 6.2, fill=BLACK, stroke=None), words(str(value), 9.5, x, y + 3.1, fill=WHITE)]


def turning(x: float, y: float) -> list[Shape]:
    """Return the sign for both sides: two arrows around a sheet."""
    return [
        arc(x, y, 7, 200, 330, width_mm=THICK_MM), head((x + 7.3, y - 1.2), 75, 4.5),
        arc(x, y, 7, 20, 150, width_mm=THICK_MM), head((x - 7.3, y + 1.2), 255, 4.5),
    ]  # fmt: skip
