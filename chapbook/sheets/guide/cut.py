"""How loose leaves are cut apart and stacked."""

from collections.abc import Iterator

from chapbook.sheets.drawing import line
from chapbook.sheets.guide import scenes
from chapbook.sheets.guide.scenes import LAYER, SHOWN_LAYERS, View
from chapbook.sheets.guide.whole import Job, Scene, closed, grid, printing, whole


def n_up(job: Job) -> Iterator[Scene]:
    """Yield the steps of leaves that are cut apart."""
    yield printing(job)
    yield _cutting(job)
    yield _apart(job)


def cut_and_stack(job: Job) -> Iterator[Scene]:
    """Yield the steps of a pile that is cut and whose stacks are put on one another."""
    yield printing(job)
    yield _cutting(job)
    yield _apart(job)
    yield _stacked(job)


def _cutting(job: Job) -> Scene:
    """Show the pile of sheets, and where scissors or a guillotine go through it."""
    view = whole(job, 66, 44, 70)
    layers = min(len(job.sheets), SHOWN_LAYERS)
    scene: Scene = []
    for layer in range(layers):
        scene += grid(job, view, job.sheets[0], layer * LAYER, blank=layer < layers - 1)
    top, high = (layers - 1) * LAYER, job.rows * job.height
    cuts = [((float(at), -0.15), (float(at), high + 0.15)) for at in range(1, job.columns)]
    cuts += [((-0.15, at * job.height), (job.columns + 0.15, at * job.height)) for at in range(1, job.rows)]
    for start, end in cuts:
        scene.append(line(view.at(*start, top), view.at(*end, top), width_mm=1.6, dash_mm=(0.1, 2.4)))
    if cuts:
        start = view.at(*cuts[-1][0], top)
        scene += scenes.scissors(start, 0 if job.rows > 1 else -62, 0.6)
    return scene + (scenes.times(len(job.sheets), 78, 14) if len(job.sheets) > 1 else [])


def _apart(job: Job) -> Scene:
    """Show what was cut lying apart."""
    apart = 1.3
    view = whole(job, 82 / apart, 46 / apart)
    view = View(
        (scenes.WIDTH_MM - view.scale * apart * (job.columns + scenes.SLANT * job.rows * job.height)) / 2,
        74,
        view.scale,
    )
    layers = min(len(job.sheets), 4)
    looks, scene = job.looks(job.sheets[0]), []
    for row in range(job.rows):
        for column in range(job.columns):
            if (row, column) not in looks:
                continue
            corner = (column * apart, (job.rows - 1 - row) * apart * job.height)
            for layer in range(layers):
                look = looks[row, column] if layer == layers - 1 else scenes.BLANK
                scene += scenes.piece(view, (*corner, layer * LAYER), (1, 0, 0), (0, job.height, 0), look)
    return scene


def _stacked(job: Job) -> Scene:
    """Show the stacks on their way onto one another: that of page 1 on top."""
    looks = sorted(job.looks(job.sheets[0]).values(), key=lambda look: look.page or 0)
    shown = [*looks[:2], looks[-1]] if len(looks) > 3 else looks
    apart = scenes.DEPTH * job.height + 4 * LAYER
    view, scene = View(30, 76, min(28.0, 68 / (apart * len(shown)))), []
    for at, look in enumerate(reversed(shown)):
        scene += closed(job, view, look, 4, at * apart)
    x, foot = view.at(-0.2, 0)
    return [*scene, *scenes.arrow((x, foot - 40), (x, foot - 4), 90), *scenes.tick(80, 14)]
