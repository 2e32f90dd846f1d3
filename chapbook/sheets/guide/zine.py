"""How one sheet with one slit becomes a book of eight pages."""

from collections.abc import Iterator
from math import atan2, cos, pi, sin

from chapbook.sheets.drawing import WHITE, arc, head, line
from chapbook.sheets.guide import scenes
from chapbook.sheets.guide.scenes import LAYER, THICK_MM, Look, View
from chapbook.sheets.guide.whole import Job, Scene, book, grid, printing, whole

# How far beside a sheet the way of its edge is drawn, and how much flatter, so that it stays within its scene.
BESIDE_MM, FLATTER = 5.0, 0.5


def zine(job: Job) -> Iterator[Scene]:
    """Yield the steps of a zine."""
    yield printing(job)
    yield _creasing(job)
    yield _slitting(job)
    yield _slit(job)
    yield _halving(job)
    yield _opening(job)
    yield _closing(job)
    yield book(job, list(job.sheets))


def _creasing(job: Job) -> Scene:
    """Show every fold of a zine, and a hand that bends its sheet to and fro."""
    view = whole(job, 82, 44)
    scene = grid(job, view, job.sheets[0])
    wide, high = job.columns, job.rows * job.height
    folds = [((float(at), 0.0), (float(at), high)) for at in range(1, wide)] + [
        ((0.0, job.height), (float(wide), job.height))
    ]
    for start, end in folds:
        scene.append(line(view.at(*start), view.at(*end), width_mm=1.0, stroke=WHITE))
        scene.append(line(view.at(*start), view.at(*end), width_mm=1.0, dash_mm=(2.2, 1.8)))
    return scene + scenes.over_arrow(View(view.x + view.scale, view.y, view.scale), high, 1.3)


def _slitting(job: Job) -> Scene:
    """Show a zine folded across its middle, and scissors that cut from that fold to the next."""
    half = [cell for cell in job.sheets[0].front if cell.column >= 2]
    view, scene = View(34, 74, 21), []
    for layer in range(2):
        for cell in half:
            corner = (cell.column - 2, (1 - cell.row) * job.height, layer * LAYER)
            look = Look(cell.page, cell.head_down) if layer else scenes.BLANK
            scene += scenes.piece(view, corner, (1, 0, 0), (0, job.height, 0), look)
    start, end = view.at(0, job.height, LAYER), view.at(1, job.height, LAYER)
    cut = line(start, end, width_mm=1.6, dash_mm=(0.1, 2.4))
    return [*scene, cut, *scenes.scissors((start[0] + 2, start[1]), 0, 0.85)]


def _slit(job: Job) -> Scene:
    """Show the sheet open again, its slit in the middle, and how the upper half is folded back under the lower."""
    view = whole(job, 76, 40)
    slit = line(view.at(1, job.height), view.at(3, job.height), width_mm=1.8)
    return [*_under(view, job), *grid(job, view, job.sheets[0]), slit]


def _under(view: View, job: Job) -> Scene:
    """Show the way of the far edge around the fold in the middle, down below the sheet, which hides a part of it."""
    middle, far = view.at(job.columns, job.height), view.at(job.columns, 2 * job.height)
    away, down = (far[0] - middle[0], far[1] - middle[1]), FLATTER * view.scale * job.height
    # A circle that stands upright along the side of the sheet, as it is seen.
    seen = (away[0], away[1], 0, down, middle[0] + BESIDE_MM, middle[1])
    way = arc(0, 0, 1, 0, 148, width_mm=THICK_MM).through(seen)
    turn = 155 * pi / 180
    x, y = away[0] * cos(turn), away[1] * cos(turn) + down * sin(turn)
    along = atan2(-away[1] * sin(turn) + down * cos(turn), -away[0] * sin(turn)) * 180 / pi
    return [way, head((middle[0] + BESIDE_MM + x, middle[1] + y), along, 6)]


def _halving(job: Job) -> Scene:
    """Show the sheet folded along its middle, the slit on top, and hands that push its ends together."""
    return _strip(job, 0.0) + scenes.arrow((4, 44), (12, 44), 0) + scenes.arrow((86, 44), (78, 44), 180)


def _opening(job: Job) -> Scene:
    """Show how the slit opens into a cross, and how its arms close to a book."""
    return _strip(job, 0.72) + scenes.arrow((4, 44), (17, 44), 0) + scenes.arrow((86, 44), (73, 44), 180)


def _closing(job: Job) -> Scene:
    """Show the cross, and how one arm comes round to the near one: the one whose page follows."""
    near = [arc(47, 60, 20, 20, 75, width_mm=THICK_MM), head((50.2, 79.6), 170, 6)]
    if job.right_bound:
        near = [shape.through((-1, 0, 0, 1, scenes.WIDTH_MM, 0)) for shape in near]
    return _strip(job, 0.96) + near


def _strip(job: Job, out: float) -> Scene:
    """Show a zine’s two rows standing back to back, their middle panels so far from each other."""
    looks, height = job.looks(job.sheets[0]), job.height
    along = (1 - out * out) ** 0.5
    view = View(45 - 17 * (1 + along), 60, 17)
    xs = (0.0, 1.0, 1 + along, 1 + 2 * along, 2 + 2 * along)
    ys = (0.0, 0.0, out, 0.0, 0.0)
    scene: Scene = []
    for side in (1, -1):
        for at in range(4) if side > 0 or not out else (0, 3, 1, 2):
            corner, end = (xs[at], side * ys[at], 0.0), (xs[at + 1], side * ys[at + 1], 0.0)
            across = (end[0] - corner[0], end[1] - corner[1], 0.0)
            look = looks.get((1, at), scenes.BLANK) if side < 0 else scenes.BLANK
            scene += scenes.piece(view, corner, across, (0, 0, height), look)
    if not out:
        scene.append(line(view.at(1, 0, height), view.at(3, 0, height), width_mm=1.8))
    return scene
