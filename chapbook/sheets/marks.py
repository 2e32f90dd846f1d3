"""Marks for the binder: where to cut, fold, staple, and how signatures follow each other. None lies on a page."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from chapbook.problems import Problem, warning
from chapbook.sheets.papers import PAPERS, POINTS_PER_MM
from chapbook.sheets.placing import Layout, number
from chapbook.sheets.schemes import Imposition, Sheet
from chapbook.sheets.sizes import Box

# What each scheme has use for.
MARKS = {
    'saddle': ('crop', 'fold', 'staple'),
    'signatures': ('crop', 'fold', 'collation', 'sewing'),
    'zine': ('fold',),
    'n-up': ('crop',),
    'cut-and-stack': ('crop',),
}
# How far marks stay away from the trim where no bleed keeps them farther, how long they are, and the least of one.
OFFSET_MM, LENGTH_MM, LEAST_MM = 2.0, 5.0, 1.5
LINE_PT = 0.25
DASH_MM = 1.0
# Where staples go, from the foot: shares of the height.
STAPLES = (0.25, 0.75)
# How far the kettle stitches are from head and foot, and about how far holes between them are apart.
KETTLE_MM, HOLES_MM = 12.0, 40.0
# The collation step of one signature, and how much of head and foot is left free: a share of the height.
STEP_MM, FREE = 10.0, 0.1

# From where to where, in millimetres.
Line = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Frame:
    """What marks stand around on one sheet: its trim, and how far beyond it they begin."""

    layout: Layout
    imposition: Imposition
    sheet: Sheet
    trim: Box
    offset_mm: float

    def upright(self, x: float) -> Iterator[Line]:
        """Return lines above and below the trim."""
        _, bottom, _, top = self.trim
        yield from _clipped((x, top + self.offset_mm, x, top + self.offset_mm + LENGTH_MM), self.layout)
        yield from _clipped((x, bottom - self.offset_mm, x, bottom - self.offset_mm - LENGTH_MM), self.layout)

    def lying(self, y: float) -> Iterator[Line]:
        """Return lines left and right of the trim."""
        left, _, right, _ = self.trim
        yield from _clipped((left - self.offset_mm, y, left - self.offset_mm - LENGTH_MM, y), self.layout)
        yield from _clipped((right + self.offset_mm, y, right + self.offset_mm + LENGTH_MM, y), self.layout)


def _clipped(line: Line, layout: Layout) -> Iterator[Line]:
    """Return a line as far as the paper reaches, nothing where that is too little to see."""
    x0, y0, x1, y1 = line
    width, height = layout.paper.width_mm, layout.paper.height_mm
    x1, y1 = min(max(x1, 0.0), width), min(max(y1, 0.0), height)
    inside = 0 <= x0 <= width and 0 <= y0 <= height
    if inside and abs(x1 - x0) + abs(y1 - y0) >= LEAST_MM:
        yield x0, y0, x1, y1


def frame(layout: Layout, imposition: Imposition, sheet: Sheet, bleed_mm: float) -> Frame:
    """Return what the marks of a sheet stand around."""
    (width, height), paper = layout.trimmed_mm(sheet), layout.paper
    left, bottom = (paper.width_mm - width) / 2, (paper.height_mm - height) / 2
    trim = (left, bottom, left + width, bottom + height)
    return Frame(layout, imposition, sheet, trim, max(OFFSET_MM, bleed_mm))


def draw(kinds: frozenset[str], frame: Frame, *, back: bool) -> str:
    """Return the drawing of the marks on one side of a sheet, nothing if there are none."""
    return '\n'.join(drawing for kind in DRAWN if kind in kinds and (drawing := DRAWN[kind](frame, back)))


def _crop(frame: Frame, back: bool) -> str:  # noqa: ARG001 - marks have one shape
    layout, (left, bottom, right, top) = frame.layout, frame.trim
    if layout.folded:
        uprights, lyings = {left, right}, {bottom, top}
    else:
        (width, height), gap = layout.cell_mm, layout.gap_mm
        uprights = {left + at * (width + gap) + edge for at in range(layout.columns) for edge in (0.0, width)}
        lyings = {bottom + at * (height + gap) + edge for at in range(layout.rows) for edge in (0.0, height)}
    lines = [line for x in sorted(uprights) for line in frame.upright(x)]
    return _lines(lines + [line for y in sorted(lyings) for line in frame.lying(y)])


def _fold(frame: Frame, back: bool) -> str:  # noqa: ARG001
    layout = frame.layout
    uprights = [at * layout.paper.width_mm / layout.columns for at in range(1, layout.columns)]
    lyings = [at * layout.paper.height_mm / layout.rows for at in range(1, layout.rows)]
    lines = [line for x in uprights for line in frame.upright(x)]
    return _lines(lines + [line for y in lyings for line in frame.lying(y)], dashed=True)


def _staple(frame: Frame, back: bool) -> str:
    """Draw lines level with the staples, on the outside of the outermost sheet."""
    if back or frame.sheet.depth:
        return ''
    _, bottom, _, top = frame.trim
    return _lines([line for share in STAPLES for line in frame.lying(bottom + share * (top - bottom))])


def _sewing(frame: Frame, back: bool) -> str:
    """Draw lines level with the holes for the thread, on the outside of each signature.

    It goes in and out, and in at one kettle stitch and out at the other: the number of holes is even.
    """
    if back or frame.sheet.depth:
        return ''
    _, bottom, _, top = frame.trim
    between = max(0.0, top - bottom - 2 * KETTLE_MM)
    stitches = max(1, 2 * round((between / HOLES_MM - 1) / 2) + 1)
    heights = [bottom + KETTLE_MM + between * at / stitches for at in range(stitches + 1)]
    return _lines([line for y in heights for line in frame.lying(y)])


def _collation(frame: Frame, back: bool) -> str:
    """Draw a bar on the back of each signature, a step lower than the last: one that is astray breaks the stair."""
    if back or frame.sheet.depth:
        return ''
    _, bottom, _, top = frame.trim
    free = FREE * (top - bottom)
    signatures = frame.imposition.sheets[-1].signature + 1
    step = min(STEP_MM, (top - bottom - 2 * free) / signatures)
    half = frame.layout.spine_mm
    x, y = frame.layout.paper.width_mm / 2 - half, top - free - (frame.sheet.signature + 1) * step
    return f'q 0 g {_points(x, y, 2 * half, step)} re f Q'


DRAWN: dict[str, Callable[[Frame, bool], str]] = {
    'crop': _crop,
    'fold': _fold,
    'staple': _staple,
    'collation': _collation,
    'sewing': _sewing,
}


def _lines(lines: list[Line], *, dashed: bool = False) -> str:
    if not lines:
        return ''
    dash = f'[{_points(DASH_MM)}] 0 d ' if dashed else ''
    paths = ' '.join(f'{_points(*line[:2])} m {_points(*line[2:])} l' for line in lines)
    return f'q 0 G {LINE_PT} w {dash}{paths} S Q'


def _points(*values_mm: float) -> str:
    return ' '.join(number(value * POINTS_PER_MM) for value in values_mm)


def without_room(kinds: frozenset[str], frame: Frame) -> tuple[Problem, ...]:
    """Return a warning for marks that were asked for and find no room on the paper."""
    lost = [kind for kind in DRAWN if kind in kinds and not DRAWN[kind](frame, False)]
    if not lost:
        return ()
    # On larger paper loose leaves would be more, and a zine’s pages larger: only a folded sheet gains room by it.
    (width, height), around = frame.layout.block_mm, 2 * (frame.offset_mm + LEAST_MM)
    wide, high = sorted((width + around, height + around), reverse=True)
    larger = [paper.name for paper in PAPERS.values() if paper.width_mm >= wide and paper.height_mm >= high]
    hint = f'{" or ".join(larger)} would have room' if larger else None
    hint = hint if frame.layout.folded else 'the pages take all of the paper; --guide page draws where to fold and cut'
    return (warning(f'there is no room on {frame.layout.paper} for marks: {", ".join(lost)}', hint=hint),)
