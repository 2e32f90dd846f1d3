"""How pages end: on their last line where the text allows, in a whole word, without a line that is loose for its sake.

A page that ends short, because the next line would leave a widow or an orphan, or whose last lines had to be spaced out
to end in a whole word, is laid out again with one of its paragraphs set a line longer or shorter than is best, if there
is one that can bear it. A figure that just finds no room is made lower. `facing` asks for pages that end some lines
above their bottom.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from weasyprint.formatting_structure import boxes

from chapbook.paragraph import IN_A_ROW, LOOSENED
from chapbook.typesetting import figures
from chapbook.typesetting.composed import Composer, Piece
from chapbook.typesetting.plans import Line

# How often a page is laid out again, and how many lines its paragraphs may give for it.
TRIALS = 3
MOST_SHORT = 2
# How loose a line may become for it; 1 is the limit of what its spaces should grow.
LOOSEST = 1.0
# What a paragraph may cost more for it: less than a second hyphen in a row.
DEAREST = IN_A_ROW
# The last lines of a page, which a hyphen forbidden at its foot may have made loose.
LAST_LINES = 2
# What a page that ends badly counts for: a hyphen at its foot, each line it lacks, each hyphen below another one, which
# a whole word at its foot may have cost, how loose its last lines are.
HYPHEN, SHORT, IN_ROW, LOOSE = 100.0, 10.0, 8.0, 6.0


@dataclass(frozen=True, slots=True)
class Job:
    """What WeasyPrint lays out a page from: its number from 0, the state of the layout, the root of the boxes."""

    index: int
    context: Any
    root_box: Any
    html: Any


@dataclass(frozen=True, slots=True)
class Start:
    """What laying out a page changes, as it was before: WeasyPrint’s lists of what waits, and of what it has found."""

    footnotes: list[Any]
    reported: list[Any]
    broken: dict[Any, Any]
    rendered_notes: list[Any]
    running: dict[str, dict[int, Any]]
    makers: list[Any]

    @classmethod
    def of(cls, job: Job) -> 'Start':
        """Return what there is before a page is laid out."""
        context, index = job.context, job.index
        return cls(
            list(context.footnotes),
            list(context.reported_footnotes),
            dict(context.broken_out_of_flow),
            list(context.rendered_notes),
            {name: dict(pages) for name, pages in context.running_elements.items()},
            context.page_maker[index:],
        )

    def restore(self, job: Job) -> None:
        """Let a page be laid out once more as if it never had been."""
        context, index = job.context, job.index
        context.footnotes = list(self.footnotes)
        context.reported_footnotes = list(self.reported)
        context.broken_out_of_flow = dict(self.broken)
        context.rendered_notes = list(self.rendered_notes)
        for name, pages in self.running.items():
            context.running_elements[name] = dict(pages)
        context.page_maker[index:] = self.makers
        found = self.makers[0][-1]
        found['anchors'], found['content_lookups'] = [], []


@dataclass(frozen=True, slots=True)
class Trial:
    """A page as it was laid out, how badly it ends, by how many lines it is shorter than it should be, its paragraphs.

    `above` is how far above the bottom its last line could stand, nothing where no text goes on after the page; `line`
    is how high that line is.
    """

    laid_out: tuple[Any, Any]
    badness: float
    short: int
    above: float | None
    line: float
    pieces: dict[Any, Piece]

    @property
    def has_notes(self) -> bool:
        """Whether notes stand at the foot of the page, which is its last line then."""
        return bool(self.laid_out[0].children[1].children)


@dataclass(slots=True)
class Pages:
    """WeasyPrint’s way to lay out a page, and the composer of its paragraphs; `given` is left free at the bottom."""

    theirs: Any
    composer: Composer
    given: float = 0.0

    def settle(self, job: Job, given: float = 0.0) -> Trial:
        """Lay out a page that shall end so far above its bottom.

        It is laid out again if it ends badly and one of its paragraphs can bear to be set otherwise.
        """
        start, lines = Start.of(job), self.composer.lines()
        best = self._lay_out(job, given)
        best = current = best if given else self._with_figure(best, job, start, lines)
        taken = self.composer.taken()
        for piece, more, room in [*_whole_at_foot(best), *self._alternatives(best)] if best.badness else ():
            start.restore(job)
            self.composer.restore(lines)
            piece.plan.take(piece.place, more, room)
            current = self._lay_out(job, given)
            if current.badness < best.badness:
                best = current
                if not best.badness:
                    break
            else:
                self.composer.retake(taken)
                piece.plan.more.setdefault(piece.place, 0)
            taken = self.composer.taken()
        if current is not best:
            start.restore(job)
            self.composer.restore(lines)
            best = self._lay_out(job, given)
        return best

    def _with_figure(self, trial: Trial, job: Job, start: Start, lines: Any) -> Trial:
        """Return a page with the figure that the next would begin with, made a little lower where that is enough."""
        sheet, resume_at = trial.laid_out
        goes_on = resume_at is not None and job.context.page_maker[job.index + 1][1]['break'] == 'any'
        figure = figures.waiting(sheet, resume_at, job.root_box, job.context.page_bottom) if goes_on else None
        if figure is None or not any(figure.cuts()):
            return trial
        for by in figure.cuts():
            figure.cut(by)
            start.restore(job)
            self.composer.restore(lines)
            lower = self._lay_out(job, 0.0)
            if figure.is_on(lower.laid_out[0]):
                return lower
        figure.restore()
        start.restore(job)
        self.composer.restore(lines)
        return self._lay_out(job, 0.0)

    def _lay_out(self, job: Job, given: float) -> Trial:
        self.composer.pieces.clear()
        self.given = given
        sheet, resume_at = self.theirs(job.index, job.context, job.root_box, job.html)
        self.given = 0.0
        sheet.height += given
        goes_on = resume_at is not None and job.context.page_maker[job.index + 1][1]['break'] == 'any'
        end = _judge(sheet, job.context.page_bottom, given) if goes_on else (0.0, 0, None, 0.0)
        return Trial((sheet, resume_at), *end, dict(self.composer.pieces))

    def _alternatives(self, trial: 'Trial') -> list[tuple[Piece, int, int]]:
        """Return what may be set otherwise, and by how many lines more; first what bears it best."""
        found: list[tuple[bool, float, Piece, int]] = []
        for piece in trial.pieces.values():
            ways = piece.plan.alternatives(piece.place, piece.indent)
            if 0 not in ways or piece.place in piece.plan.more:
                continue
            for more in (1, -1):
                if more not in ways or max(ways[more].looseness) > max(LOOSEST, *ways[0].looseness):
                    continue
                if ways[more].in_a_row > ways[0].in_a_row:
                    continue
                cost = ways[more].cost - ways[0].cost
                if cost < DEAREST:
                    found.append((bool(trial.short) and more < 0, cost, piece, more))
        found.sort(key=lambda each: each[:2])
        return [(piece, more, 0) for _, _, piece, more in found[:TRIALS]]


def _whole_at_foot(trial: Trial) -> Iterator[tuple[Piece, int, int]]:
    """Yield the paragraph that leaves a hyphen at the foot of a page, and how many of its lines are on it.

    It is one that goes on with a line whose note found no room: it was composed to end further down.
    """
    lines = [box for box in trial.laid_out[0].children[0].descendants() if isinstance(box, boxes.LineBox)]
    last = getattr(max(lines, key=_bottom, default=None), 'composed', None)
    if last is not None and last.ends_in_hyphen:
        for piece in trial.pieces.values():
            if room := piece.plan.count(piece.place, last):
                yield piece, piece.plan.more.get(piece.place, 0), room


def _judge(sheet: Any, bottom: float, given: float) -> tuple[float, int, float | None, float]:
    """Return how badly a page ends that the text goes on after, by how many lines and how far it is short, and a line.

    It shall be short by what is given, and its bottom is so far higher.
    """
    lines = [box for box in sheet.children[0].descendants() if isinstance(box, boxes.LineBox)]
    if not lines:
        return 0.0, 0, None, 0.0
    lowest = max(sheet.children[0].descendants(), key=_bottom)
    lines.sort(key=_bottom)
    last = lines[-1]
    # A quotation stands half a point lower than the room it takes, so that its lines are those of the text.
    lacks = int((bottom - _bottom(lowest)) / last.height + 0.1) if last.height else 0
    ends_itself = lacks > MOST_SHORT and not given
    composed = [line.composed for line in lines if hasattr(line, 'composed')]
    loose = max((line.looseness - LOOSENED[0] for line in composed[-LAST_LINES:]), default=0.0)
    hyphen = bool(composed) and composed[-1].ends_in_hyphen
    badness = (
        HYPHEN * hyphen + SHORT * lacks * (not ends_itself) + IN_ROW * _in_a_row(composed) + LOOSE * max(0.0, loose)
    )
    return badness, lacks * (not ends_itself), None if ends_itself else given + lacks * last.height, last.height


def _in_a_row(lines: list[Line]) -> int:
    """Return how many hyphens stand below another one."""
    return sum(
        above.ends_in_hyphen and line.ends_in_hyphen and line.place == above.spot.resume
        for above, line in pairwise(lines)
    )


def _bottom(box: Any) -> float:
    if isinstance(box, (boxes.LineBox, boxes.ReplacedBox)):
        return float(box.position_y + box.height)
    return 0.0
