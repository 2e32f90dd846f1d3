"""Fold guides: one page that shows without a word how the sheets of an imposition become the finished thing."""

from collections.abc import Callable, Iterator

from chapbook.sheets.drawing import Drawing, Shape
from chapbook.sheets.guide import cut, folded, scenes, zine
from chapbook.sheets.guide.whole import Job, Scene
from chapbook.sheets.papers import Paper
from chapbook.sheets.placing import Layout
from chapbook.sheets.schemes import Imposition

COLUMNS = 2
MARGIN_MM = 10.0

GUIDES: dict[str, Callable[[Job], Iterator[Scene]]] = {
    'saddle': folded.saddle,
    'signatures': folded.signatures,
    'zine': zine.zine,
    'n-up': cut.n_up,
    'cut-and-stack': cut.cut_and_stack,
}


def draw(scheme: str, imposition: Imposition, layout: Layout) -> Drawing:
    """Return the guide of an imposition, on its own paper standing upright; it shows the numbers of its own pages."""
    paper = layout.paper if layout.paper.height_mm >= layout.paper.width_mm else layout.paper.turned()
    shapes: list[Shape] = []
    found = list(GUIDES[scheme](Job(imposition, layout)))
    for at, scene in enumerate(found):
        scale, x, y = _place(at, len(found), paper)
        step = [*scene, *scenes.number(at + 1, 8, 8)]
        shapes += [shape.through((scale, 0, 0, scale, x, y)) for shape in step]
    return Drawing('How to fold', paper.width_mm, paper.height_mm, tuple(shapes))


def _place(at: int, count: int, paper: Paper) -> tuple[float, float, float]:
    """Return how large a step is drawn, and where."""
    rows = -(-count // COLUMNS)
    width, height = (paper.width_mm - 2 * MARGIN_MM) / COLUMNS, (paper.height_mm - 2 * MARGIN_MM) / rows
    scale = min(width / scenes.WIDTH_MM, height / scenes.HEIGHT_MM)
    x, y = MARGIN_MM + at % COLUMNS * width, MARGIN_MM + at // COLUMNS * height
    return scale, x + (width - scale * scenes.WIDTH_MM) / 2, y + (height - scale * scenes.HEIGHT_MM) / 2
