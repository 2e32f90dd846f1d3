"""Matrices of ISO 32000-1, 8.3.3, six numbers each, and boxes under them."""

from collections.abc import Iterable

from chapbook.preflight.finding import Box
from chapbook.sheets.papers import POINTS_PER_MM
from chapbook.sheets.sizes import Trim

Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
EVERYWHERE: Box = (-1e6, -1e6, 1e6, 1e6)


def times(inner: Matrix, outer: Matrix) -> Matrix:
    """Return the matrix that does what `inner` does, then what `outer` does."""
    a, b, c, d, e, f = inner
    g, h, i, j, k, m = outer
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def moved(matrix: Matrix, x: float, y: float) -> Point:
    """Return where a point comes to lie."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def box_of(points: Iterable[Point]) -> Box:
    """Return the box around points."""
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def moved_box(matrix: Matrix, left: float, bottom: float, right: float, top: float) -> Box:
    """Return the box around a box that was moved."""
    a, b, c, d, e, f = matrix
    across, along = (a * left, a * right), (c * bottom, c * top)
    down, up = (b * left, b * right), (d * bottom, d * top)
    return min(across) + min(along) + e, min(down) + min(up) + f, max(across) + max(along) + e, max(down) + max(up) + f


def common(one: Box, other: Box) -> Box | None:
    """Return what two boxes share, None where that is nothing."""
    left, top, right, bottom = (
        max(one[0], other[0]),
        max(one[1], other[1]),
        min(one[2], other[2]),
        min(one[3], other[3]),
    )
    return (left, top, right, bottom) if left <= right and top <= bottom else None


def union(one: Box, other: Box) -> Box:
    """Return the box around two boxes."""
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


def scale_of(matrix: Matrix) -> float:
    """Return how much longer a line becomes, where that depends on its direction the mean of both."""
    a, b, c, d, _, _ = matrix
    return float(abs(a * d - b * c) ** 0.5)


def seen(trim: Trim) -> Matrix:
    """Return what turns the space of a page into mm from the upper left corner of its trim, as a viewer shows it."""
    unit = trim.user_unit / POINTS_PER_MM
    width, height = (trim.right - trim.left) * unit, (trim.top - trim.bottom) * unit
    flat: Matrix = (unit, 0.0, 0.0, -unit, -trim.left * unit, trim.top * unit)
    turns: dict[int, Matrix] = {
        90: (0.0, 1.0, -1.0, 0.0, height, 0.0),
        180: (-1.0, 0.0, 0.0, -1.0, width, height),
        270: (0.0, -1.0, 1.0, 0.0, 0.0, width),
    }
    return times(flat, turns.get(trim.turn_degrees, IDENTITY))


def inverse(matrix: Matrix) -> Matrix:
    """Return the matrix that brings back what another moved; one that leaves no area has none."""
    a, b, c, d, e, f = matrix
    area = a * d - b * c
    return d / area, -b / area, -c / area, a / area, (c * f - d * e) / area, (b * e - a * f) / area
