"""How pages end: on their last line where the text allows, in a whole word, without a line that is loose for its sake.

A page that ends short, because the next line would leave a widow or an orphan, or whose last lines had to be spaced out
to end in a whole word, is laid out again with one of its paragraphs set a line longer or shorter than is best, if there
is one that can bear it. So facing pages end on the same line.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import page

from chapbook.paragraph import IN_A_ROW, LOOSENED
from chapbook.typesetting.composed import Composer, Piece

# How often a page is laid out again, and how many lines its paragraphs may give for it.
TRIALS = 3
MOST_SHORT = 2
# How loose a line may become for it; 1 is the limit of what its spaces should grow.
LOOSEST = 1.0
# What a paragraph may cost more for it: less than a second hyphen in a row.
DEAREST = IN_A_ROW
# The last lines of a page, which a hyphen forbidden at its foot may have made loose.
LAST_LINES = 2
# What a page that ends badly counts for: a hyphen at its foot, each line it lacks, how loose its last lines are.
HYPHEN, SHORT, LOOSE = 100.0, 10.0, 6.0


@contextmanager
def weighed(composer: Composer | None) -> Iterator[None]:
    """Weigh how each page laid out inside ends; only where paragraphs are composed."""
    if composer is None:
        yield
        return
    theirs = page.remake_page
    page.remake_page = _Pages(theirs, composer).remake
    try:
        yield
    finally:
        page.remake_page = theirs


@dataclass(frozen=True, slots=True)
class _Start:
    """What laying out a page changes, as it was before: WeasyPrint’s lists of what waits, and of what it has found."""

    footnotes: list[Any]
    reported: list[Any]
    broken: dict[Any, Any]
    rendered_notes: list[Any]
    running: dict[str, dict[int, Any]]
    makers: list[Any]

    @classmethod
    def of(cls, context: Any, index: int) -> '_Start':
        return cls(
            list(context.footnotes),
            list(context.reported_footnotes),
            dict(context.broken_out_of_flow),
            list(context.rendered_notes),
            {name: dict(pages) for name, pages in context.running_elements.items()},
            context.page_maker[index : index + 2],
        )

    def restore(self, context: Any, index: int) -> None:
        """Let a page be laid out once more as if it never had been."""
        context.footnotes = list(self.footnotes)
        context.reported_footnotes = list(self.reported)
        context.broken_out_of_flow = dict(self.broken)
        context.rendered_notes = list(self.rendered_notes)
        for name, pages in self.running.items():
            context.running_elements[name] = dict(pages)
        context.page_maker[index : index + 2] = self.makers
        found = self.makers[0][-1]
        found['anchors'], found['content_lookups'] = [], []


@dataclass(frozen=True, slots=True)
class _Pages:
    """WeasyPrint’s way to lay out a page, and the composer of its paragraphs."""

    theirs: Any
    composer: Composer

    def remake(self, index: int, context: Any, root_box: Any, html: Any) -> Any:
        """Lay out a page, and again if it ends badly and one of its paragraphs can bear to be set otherwise."""
        start, lines = _Start.of(context, index), self.composer.lines()
        best = self._lay_out(index, context, root_box, html)
        if not best.badness:
            return best.laid_out
        current = best
        for piece, more in self._alternatives(best):
            start.restore(context, index)
            self.composer.restore(lines)
            piece.plan.take(piece.place, more)
            current = self._lay_out(index, context, root_box, html)
            if current.badness < best.badness:
                best = current
                if not best.badness:
                    break
            else:
                piece.plan.take(piece.place, 0)
        if current is not best:
            start.restore(context, index)
            self.composer.restore(lines)
            best = self._lay_out(index, context, root_box, html)
        return best.laid_out

    def _lay_out(self, index: int, context: Any, root_box: Any, html: Any) -> '_Trial':
        self.composer.pieces.clear()
        sheet, resume_at = self.theirs(index, context, root_box, html)
        goes_on = resume_at is not None and context.page_maker[index + 1][1]['break'] == 'any'
        badness, short = _judge(sheet, context.page_bottom) if goes_on else (0.0, 0)
        return _Trial((sheet, resume_at), badness, short, dict(self.composer.pieces))

    def _alternatives(self, trial: '_Trial') -> list[tuple[Piece, int]]:
        """Return what may be set otherwise, and by how many lines more; first what bears it best."""
        found: list[tuple[bool, float, Piece, int]] = []
        for piece in trial.pieces.values():
            ways = piece.plan.alternatives(piece.place, piece.indent)
            if 0 not in ways or piece.place in piece.plan.more:
                continue
            for more in (1, -1):
                if more not in ways or max(ways[more].looseness) > max(LOOSEST, *ways[0].looseness):
                    continue
                cost = ways[more].cost - ways[0].cost
                if cost < DEAREST:
                    found.append((bool(trial.short) and more < 0, cost, piece, more))
        found.sort(key=lambda each: each[:2])
        return [(piece, more) for _, _, piece, more in found[:TRIALS]]


@dataclass(frozen=True, slots=True)
class _Trial:
    """A page as it was laid out, how badly it ends, by how many lines it is short, and its paragraphs."""

    laid_out: tuple[Any, Any]
    badness: float
    short: int
    pieces: dict[Any, Piece]


def _judge(sheet: Any, bottom: float) -> tuple[float, int]:
    """Return how badly a page ends that the text goes on after, and how many lines it is short of its bottom."""
    lines = [box for box in sheet.children[0].descendants() if isinstance(box, boxes.LineBox)]
    if not lines:
        return 0.0, 0
    lowest = max(sheet.children[0].descendants(), key=_bottom)
    lines.sort(key=_bottom)
    last = lines[-1]
    # A quotation stands half a point lower than the room it takes, so that its lines are those of the text.
    short = int((bottom - _bottom(lowest)) / last.height + 0.1) if last.height else 0
    if short > MOST_SHORT:
        short = 0
    composed = [line.composed for line in lines[-LAST_LINES:] if hasattr(line, 'composed')]
    loose = max((line.looseness - LOOSENED[0] for line in composed), default=0.0)
    hyphen = bool(composed) and composed[-1].ends_in_hyphen
    return HYPHEN * hyphen + SHORT * short + LOOSE * max(0.0, loose), short


def _bottom(box: Any) -> float:
    if isinstance(box, (boxes.LineBox, boxes.ReplacedBox)):
        return float(box.position_y + box.height)
    return 0.0
