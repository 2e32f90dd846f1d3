"""Drawings for paper: outlines with ink, written as SVG or as one page of PDF.

In SVG words are outlines, so that no face goes along. Everything is measured in millimetres from the upper left
corner, y downward, as in SVG.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from math import cos, pi, sin
from typing import Any

from chapbook.sheets.lettering import PDF_OPERATORS, Point, Step, letter, units_per_em
from chapbook.sheets.papers import POINTS_PER_MM

# x' = a·x + c·y + e and y' = b·x + d·y + f, as in SVG.
Matrix = tuple[float, float, float, float, float, float]
# How far the handles of four Bézier curves stand out that make a circle of radius 1.
ROUND = 0.5523
BLACK, WHITE = 0.0, 1.0


@dataclass(frozen=True, slots=True)
class Shape:
    """An outline and its ink: `fill` and `stroke` are greys from 0 for black to 1 for white, or None for nothing.

    Where it is that of `words`, `em` brings them here from a place where an em is 1 and y goes upward.
    """

    path: tuple[Step, ...]
    fill: float | None = None
    stroke: float | None = None
    width_mm: float = 0.4
    dash_mm: tuple[float, ...] = ()
    words: str = ''
    em: Matrix = (1, 0, 0, 1, 0, 0)

    def through(self, matrix: Matrix) -> 'Shape':
        """Return the shape moved, turned or bent by a matrix; its lines stay as thick as they are."""
        a, b, c, d, e, f = matrix
        path = tuple(
            (operator, tuple((a * x + c * y + e, b * x + d * y + f) for x, y in points))
            for operator, points in self.path
        )
        (p, q, r, s, t, u), on = self.em, (a, b, c, d)
        em = (*_along((p, q), on), *_along((r, s), on), a * t + c * u + e, b * t + d * u + f)
        return replace(self, path=path, em=em)


def _along(axis: Point, turn: tuple[float, float, float, float]) -> Point:
    a, b, c, d = turn
    return a * axis[0] + c * axis[1], b * axis[0] + d * axis[1]


@dataclass(frozen=True, slots=True)
class Drawing:
    """Shapes on a page of this size, the later ones over the earlier; `title` says what they show."""

    title: str
    width_mm: float
    height_mm: float
    shapes: tuple[Shape, ...]


def polygon(*points: Point, fill: float | None = None, stroke: float | None = BLACK, **ink: Any) -> Shape:
    """Return a closed outline through these points."""
    first, *others = points
    steps = [('M', (first,)), *(('L', (point,)) for point in others), ('Z', ())]
    return Shape(tuple(steps), fill, stroke, **ink)


def line(*points: Point, stroke: float = BLACK, **ink: Any) -> Shape:
    """Return a line through these points."""
    first, *others = points
    return Shape((('M', (first,)), *(('L', (point,)) for point in others)), None, stroke, **ink)


def box(x: float, y: float, width: float, height: float, **ink: Any) -> Shape:
    """Return a rectangle."""
    return polygon((x, y), (x + width, y), (x + width, y + height), (x, y + height), **ink)


def circle(
    x: float, y: float, radius: float, fill: float | None = None, stroke: float | None = BLACK, **ink: Any
) -> Shape:
    """Return a circle."""
    return arc(x, y, radius, 0, 360, fill=fill, stroke=stroke, closed=True, **ink)


def arc(  # noqa: PLR0913 - so many say where a part of a circle is
    x: float, y: float, radius: float, start: float, end: float, *, fill: float | None = None,
    stroke: float | None = BLACK, closed: bool = False, **ink: Any
) -> Shape:  # fmt: skip
    """Return a part of a circle, from one angle to another: in degrees, clockwise from the right."""
    parts = max(1, round(abs(end - start) / 90))
    angle = (end - start) * pi / 180 / parts
    handle = 4 / 3 * (1 - cos(angle / 2)) / sin(angle / 2) * radius
    steps: list[Step] = []
    for part in range(parts):
        one, other = (start * pi / 180 + angle * at for at in (part, part + 1))
        p0, p3 = ((x + radius * cos(at), y + radius * sin(at)) for at in (one, other))
        p1 = (p0[0] - handle * sin(one), p0[1] + handle * cos(one))
        p2 = (p3[0] + handle * sin(other), p3[1] - handle * cos(other))
        steps += [] if steps else [('M', (p0,))]
        steps.append(('C', (p1, p2, p3)))
    return Shape((*steps, *([('Z', ())] if closed else [])), fill, stroke, **ink)


def head(tip: Point, degrees: float, size: float = 3.0, fill: float = BLACK) -> Shape:
    """Return the head of an arrow that points this way: clockwise from the right."""
    turn = degrees * pi / 180
    corners = (tip, *((tip[0] - size * cos(turn + by), tip[1] - size * sin(turn + by)) for by in (-0.45, 0.45)))
    return polygon(*corners, fill=fill, stroke=None)


def words(  # noqa: PLR0913 - what, how large, where
    text: str, size_mm: float, x: float = 0, y: float = 0, *, anchor: float = 0.5, fill: float = BLACK
) -> Shape:
    """Return words as one outline on the baseline `y`; `anchor` 0 begins at `x`, 0.5 is centred on it, 1 ends there."""
    steps, pen = [], 0.0
    for drawn in map(letter, text):
        steps += [(op, tuple((px + pen, -py) for px, py in points)) for op, points in drawn.outline]
        pen += drawn.advance
    scale = size_mm / units_per_em()
    shape = Shape(tuple(steps), fill=fill, words=text, em=(units_per_em(), 0, 0, -units_per_em(), 0, 0))
    return shape.through((scale, 0, 0, scale, x - anchor * pen * scale, y))


def svg(drawing: Drawing) -> str:
    """Return a drawing as an SVG file of its own."""
    width, height = drawing.width_mm, drawing.height_mm
    paths = '\n'.join(_element(shape) for shape in drawing.shapes)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}mm" height="{height:g}mm" '
        f'viewBox="0 0 {width:g} {height:g}" stroke-linejoin="round" stroke-linecap="round">\n'
        f'<title>{drawing.title}</title>\n{paths}\n</svg>\n'
    )


def _element(shape: Shape) -> str:
    data = ''.join(f'{op}{" ".join(_numbers(points))}' for op, points in shape.path)
    ink = f'fill="{_colour(shape.fill)}"'
    if shape.stroke is not None:
        ink += f' stroke="{_colour(shape.stroke)}" stroke-width="{shape.width_mm:g}"'
        ink += f' stroke-dasharray="{" ".join(f"{dash:g}" for dash in shape.dash_mm)}"' if shape.dash_mm else ''
    return f'<path {ink} d="{data}"/>'


def _colour(grey: float | None) -> str:
    return 'none' if grey is None else f'#{round(grey * 255):02x}' + f'{round(grey * 255):02x}' * 2


def _numbers(points: Iterable[Point]) -> Iterator[str]:
    """Yield the coordinates of points, to a hundredth of a millimetre."""
    for point in points:
        yield from (f'{value:.2f}'.rstrip('0').rstrip('.') for value in point)


def pdf_operators(drawing: Drawing, coded: dict[str, int]) -> bytes:
    """Return a drawing as the content of a page of its size: ISO 32000-1, 8.5; its words by the codes of `/Letters`."""
    top = drawing.height_mm * POINTS_PER_MM
    lines = [f'q {POINTS_PER_MM:.6f} 0 0 {-POINTS_PER_MM:.6f} 0 {top:.4f} cm 1 j 1 J']
    lines += [_lettered(shape, coded) if shape.words else _painted(shape) for shape in drawing.shapes]
    return '\n'.join([*lines, 'Q']).encode()


def _lettered(shape: Shape, coded: dict[str, int]) -> str:
    """Return words as text: ISO 32000-1, 9.4."""
    em = ' '.join(f'{value:.4f}'.rstrip('0').rstrip('.') for value in shape.em)
    string = bytes(coded[sign] for sign in shape.words).hex()
    return f'{shape.fill or 0:g} g BT /Letters 1 Tf {em} Tm <{string}> Tj ET'


def _painted(shape: Shape) -> str:
    fills, strokes = shape.fill is not None, shape.stroke is not None
    state = f'{shape.fill:g} g ' if fills else ''
    if strokes:
        state += f'{shape.stroke:g} G {shape.width_mm:g} w [{" ".join(f"{dash:g}" for dash in shape.dash_mm)}] 0 d '
    path = ' '.join(' '.join((*_numbers(points), PDF_OPERATORS[op])) for op, points in shape.path)
    return f'{state}{path} {"B" if fills and strokes else "f" if fills else "S"}'
