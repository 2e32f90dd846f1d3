"""How sheets that are folded once become a booklet or a book."""

from collections.abc import Iterator

from chapbook.sheets.drawing import line
from chapbook.sheets.guide import scenes
from chapbook.sheets.guide.scenes import LAYER, SHOWN_LAYERS, View
from chapbook.sheets.guide.whole import Job, Scene, book, closed, front, printing
from chapbook.sheets.schemes import Sheet


def saddle(job: Job) -> Iterator[Scene]:
    """Yield the steps of a stapled booklet."""
    sheets = job.signature(0)
    yield printing(job)
    yield _pile(job, sheets)
    yield _folding(job, sheets)
    yield _pressing(job, sheets)
    yield _stapling(job, sheets)
    yield book(job, sheets)


def signatures(job: Job) -> Iterator[Scene]:
    """Yield the steps of a sewn or glued book."""
    sheets = job.signature(0)
    yield printing(job)
    yield _pile(job, sheets)
    yield _folding(job, sheets)
    yield _pressing(job, sheets)
    yield _gathering(job)
    yield book(job, sheets)


def _pile(job: Job, sheets: list[Sheet]) -> Scene:
    """Show the sheets of a signature on one another, the middle pages looking up."""
    view = View(9, 62, 27)
    scene: Scene = []
    layers = min(len(sheets), SHOWN_LAYERS)
    for layer in range(layers):
        top = layer == layers - 1
        left, right = job.halves(sheets[-1], back=True) if top else (scenes.BLANK, scenes.BLANK)
        scene += scenes.open_sheet(view, job.height, left, right, layer * LAYER)
    return scene + (scenes.times(len(sheets), 45, 77) if len(sheets) > 1 else [])


def _folding(job: Job, sheets: list[Sheet]) -> Scene:
    """Show the left half of the pile on its way over onto the right one."""
    view, height = View(9, 66, 27), job.height
    left, right = job.halves(sheets[-1], back=True)
    moving, lying = (right, left) if job.right_bound else (left, right)
    shown = min(len(sheets), 3)
    scene: Scene = []
    for layer in range(shown):
        scene += scenes.leaf(
            view,
            (1, 0, layer * LAYER),
            height,
            180 if job.right_bound else 0,
            lying if layer == shown - 1 else scenes.BLANK,
        )
    scene += scenes.leaf(view, (1, 0, shown * LAYER), height, 40 if job.right_bound else 118, moving)
    return scene + scenes.over_arrow(view, height / 2, 1.02, to_right=not job.right_bound)


def _pressing(job: Job, sheets: list[Sheet]) -> Scene:
    """Show the closed fold, and a finger’s way along it from the middle outwards."""
    view, layers = View(26, 66, 32), min(2 * len(sheets), SHOWN_LAYERS)
    scene = closed(job, view, front(sheets), layers)
    x, z, height = float(job.right_bound), layers * LAYER, job.height
    away = 0.16 if job.right_bound else -0.16
    foot, middle_low, middle_high, top = (view.at(x + away, height * share, z) for share in (0.02, 0.42, 0.58, 0.98))
    down, up = 118.0, -62.0
    return scene + scenes.arrow(middle_low, foot, down) + scenes.arrow(middle_high, top, up)


def _stapling(job: Job, sheets: list[Sheet]) -> Scene:
    """Show the open pile, its cover up, with two staples through the fold."""
    view, height = View(9, 70, 27), job.height
    layers = min(len(sheets), 3)
    scene: Scene = []
    for layer in range(layers):
        left, right = job.halves(sheets[0]) if layer == layers - 1 else (scenes.BLANK, scenes.BLANK)
        scene += scenes.open_sheet(view, height, left, right, layer * LAYER)
    for share in (0.25, 0.75):
        x, y = view.at(1, height * share, (layers - 1) * LAYER)
        scene += scenes.staple(view, 1, height * share, (layers - 1) * LAYER)
        scene += scenes.arrow((x, y - 22), (x, y - 8), 90)
    return scene


def _gathering(job: Job) -> Scene:
    """Show the signatures on one another in order, the first on top, and thread through their folds."""
    count = job.sheets[-1].signature + 1
    shown = min(count, 4)
    view, scene = View(24, 70, 32), []
    for at in reversed(range(shown)):
        number = at if at < shown - 1 else count - 1
        z = (shown - 1 - at) * 0.3
        scene += closed(job, view, front(job.signature(number)), 4, z)
    x = float(job.right_bound)
    for share in (0.2, 0.5, 0.8):
        low, high = view.at(x, job.height * share, 0), view.at(x, job.height * share, (shown - 1) * 0.3 + 3 * LAYER)
        scene.append(line(low, high, width_mm=1.6))
    return scene + (scenes.times(count, 80, 14) if count > 1 else [])
