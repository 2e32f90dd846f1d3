"""Facing pages end on the same line, though one of them cannot be filled: the other one is left short as well.

A right-hand page follows the left-hand one, which is laid out by then. Where the later one cannot be filled, both are
laid out anew, the earlier one so many lines shorter, or both a line shorter still; that is kept if they end alike.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from weasyprint.layout import page

from chapbook.typesetting.composed import Composer
from chapbook.typesetting.page_ends import SHORT, Job, Pages, Start, Trial

# Lines that are so near to each other, in pixels, are one.
SAME = 0.5


@contextmanager
def weighed(composer: Composer | None) -> Iterator[None]:
    """Weigh how each page laid out inside ends, and those that face each other; only where paragraphs are composed."""
    if composer is None:
        yield
        return
    theirs = page.remake_page, page.page_height
    pages = Pages(page.remake_page, composer)
    page.remake_page = _Spreads(pages).remake

    def page_height(sheet: Any, *more: Any) -> None:
        theirs[1](sheet, *more)
        sheet.height -= pages.given

    page.page_height = page_height
    try:
        yield
    finally:
        page.remake_page, page.page_height = theirs


@dataclass(frozen=True, slots=True)
class _Done:
    """A page as it was laid out, and what there was before it; how paragraphs were set before it and after."""

    job: Job
    start: Start
    lines: Any
    taken_before: Any
    trial: Trial
    taken: Any

    @property
    def may_match(self) -> bool:
        """Whether another page may end on the same line: not where a note or the text’s own break ends this one."""
        return self.trial.above is not None and not self.trial.has_notes

    @property
    def above(self) -> float:
        """How far above the bottom it ends."""
        return self.trial.above or 0.0

    @property
    def matches(self) -> bool:
        """Whether the page ends on the line that was asked for."""
        return self.may_match and self.trial.badness < SHORT


@dataclass(slots=True)
class _Spreads:
    """The pages, and the one that was laid out last."""

    pages: Pages
    last: _Done | None = None

    def remake(self, index: int, context: Any, root_box: Any, html: Any) -> Any:
        """Lay out a page as WeasyPrint does, and end it on the line where the page that it faces ends."""
        job = Job(index, context, root_box, html)
        facing = self._facing(job)
        if facing is None:
            done = self._settle(job)
        else:
            done = self._settle(job, facing.above)
            if facing.above and not done.matches:
                done = self._again(done)
            if done.may_match and abs(done.above - facing.above) > SAME:
                done = self._both(facing, done)
        self.last = done
        return done.trial.laid_out

    def _facing(self, job: Job) -> _Done | None:
        """Return the first page of a spread for the second one, if it was laid out just now and may be matched."""
        is_right = job.context.page_maker[job.index][2]
        is_second = is_right == (job.root_box.style['direction'] == 'ltr')
        last = self.last
        return last if last and is_second and last.job.index == job.index - 1 and last.may_match else None

    def _settle(self, job: Job, given: float = 0.0) -> _Done:
        composer = self.pages.composer
        start, lines, taken = Start.of(job), composer.lines(), composer.taken()
        trial = self.pages.settle(job, given)
        return _Done(job, start, lines, taken, trial, composer.taken())

    def _again(self, done: _Done, given: float = 0.0, *, as_it_was: bool = False) -> _Done:
        """Lay out a page once more, from where it began."""
        done.start.restore(done.job)
        self.pages.composer.restore(done.lines)
        self.pages.composer.retake(done.taken if as_it_was else done.taken_before)
        return self._settle(done.job, given)

    def _both(self, first: _Done, second: _Done) -> _Done:
        """Lay out two facing pages as much shorter as the shorter one is, or a line more, or as they were.

        Return the second one.
        """
        above = max(first.above, second.above)
        done = None
        for more in (0.0, max(first.trial.line, second.trial.line)):
            if not more and above == first.above:
                # The second one cannot end there.
                continue
            shorter = self._again(first, above + more)
            done = self._next(second.job, above + more) if shorter.matches else None
            if done is not None and done.matches:
                break
        else:
            shorter = self._again(first, first.above, as_it_was=True)
            done = self._next(second.job)
        # WeasyPrint has the first page already: it becomes the other one.
        first.trial.laid_out[0].__dict__.update(shorter.trial.laid_out[0].__dict__)
        return done

    def _next(self, job: Job, given: float = 0.0) -> _Done:
        """Lay out a page after the one before it was laid out anew: in turn, as WeasyPrint tells itself, not again."""
        found = job.context.page_maker[job.index][-1]
        found['content_changed'] = found['pages_wanted'] = False
        found['anchors'], found['content_lookups'] = [], []
        return self._settle(job, given)
