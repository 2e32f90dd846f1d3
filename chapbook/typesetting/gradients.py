"""Gradients in drawings, painted as far as a line around what they fill may reach.

WeasyPrint paints one on a tile just as large as the shape, and has it repeated. So the outer half of a line around the
shape shows the far side of the gradient, as does a seam at its edges; and where a tile is as large as the step from one
to the next, poppler, by which many programs show and print, paints no gradient at all. It also forgets how wide a line
is that is painted with a gradient.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from weasyprint import svg as drawings
from weasyprint.pdf.stream import Stream

# How far a tile goes beyond the shape on each side, and how far the next one is away, in sizes of the shape.
BEYOND = 1
STEP = 2 * (1 + 2 * BEYOND)


@contextmanager
def reaching() -> Iterator[None]:
    """Let gradients of all drawings that are painted inside reach beyond their shapes."""
    theirs = drawings.draw_gradient

    def draw_gradient(drawing: Any, node: Any, gradient: Any, font_size: float, *others: Any, stroke: bool) -> Any:
        if stroke:
            drawing.stream.set_line_width(drawing.length(node.get('stroke-width', '1px'), font_size))
        with _large_tiles():
            return theirs(drawing, node, gradient, font_size, *others, stroke=stroke)

    drawings.draw_gradient = draw_gradient
    try:
        yield
    finally:
        drawings.draw_gradient = theirs


@contextmanager
def _large_tiles() -> Iterator[None]:
    """Let patterns, and the groups in them, be larger than they are asked to be."""
    pattern, group = Stream.add_pattern, Stream.add_group

    def add_pattern(stream: Any, x: float, y: float, width: float, height: float, *others: Any) -> Any:
        return pattern(stream, *_larger(x, y, width, height), STEP * width, STEP * height, others[-1])

    def add_group(stream: Any, x: float, y: float, width: float, height: float) -> Any:
        return group(stream, *_larger(x, y, width, height))

    Stream.add_pattern, Stream.add_group = add_pattern, add_group
    try:
        yield
    finally:
        Stream.add_pattern, Stream.add_group = pattern, group


def _larger(x: float, y: float, width: float, height: float) -> tuple[float, float, float, float]:
    return x - BEYOND * width, y - BEYOND * height, (1 + 2 * BEYOND) * width, (1 + 2 * BEYOND) * height
