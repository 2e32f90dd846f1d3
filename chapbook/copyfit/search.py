"""The search for a setting that fills so many pages: what each would give is reckoned from pages already laid out.

Lines break alike wherever size and measure are alike, so one layout tells nearly to the line what every other number
of lines, leading and white would make of it; for other sizes and measures it is an estimate, until one is laid out.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from math import ceil, floor, inf

from chapbook.copyfit.breaking import DUST, Measures, free_lines, stretched
from chapbook.copyfit.flow import Flow
from chapbook.copyfit.settings import Room, Setting

MOST_LAYOUTS = 6
# How many are laid out where some hold fewer pages than are wanted and some more, and none those: there should be one.
MOST_BETWEEN = 9
# How many lines a page may be short by, but for the last: what remains beside whole lines is the height of notes.
MOST_SHORT = 3
# What a line that is missing on a page costs against the moves of a setting, and what an estimate does.
SHORT_COST, UNSURE_COST, HOPE = 0.5, 0.3, 1.0
# By what share a line may hold more or less than is reckoned, and what pages cost that are too many or too few then.
DOUBT, WRONG_COST = 0.01, 4.0

LayOut = Callable[[Setting], Flow]


@dataclass(frozen=True, slots=True)
class Trial:
    """A setting that was laid out, and what became of it."""

    setting: Setting
    cost: float
    flow: Flow

    @property
    def free(self) -> list[float]:
        """The room left on each text page, in lines."""
        return [free_pt / self.flow.leading_pt for free_pt in self.flow.free_pt]

    def filled(self, white: int) -> list[float]:
        """Return the same once the white between blocks has grown into it, each by so many lines at most."""
        gaps = Counter(gap.page for gap in self.flow.gaps)
        *free, last = self.free
        return [*(stretched(left, gaps[page], white) for page, left in enumerate(free)), last]


@dataclass(slots=True)
class Search:
    """A search that is under way: the room there is, the pages wanted, and what was laid out so far."""

    room: Room
    lay_out: LayOut
    wanted: int
    trials: list[Trial] = field(default_factory=list)

    def run(self) -> Trial | None:
        """Return the best trial that has the pages wanted, None if there is none."""
        while True:
            best = self.best()
            if len(self.trials) >= self._most(best):
                break
            # What is reckoned may be a line off, so while pages are short a little worse may turn out better.
            hope = inf if best is None else self._badness(best) + HOPE * (not is_even(best.filled(self.room.white)))
            setting = self.next(hope)
            if setting is None:
                break
            self.try_out(setting)
        if self.best() is None and not self.is_between():
            self.try_extreme()
        return self.best()

    def _most(self, best: Trial | None) -> int:
        """Return how many layouts there may be: one is left to let white grow, or for the outermost setting."""
        if best is None and self.is_between():
            return MOST_BETWEEN - 1
        return MOST_LAYOUTS - (1 if best else 2)

    def is_between(self) -> bool:
        """Tell whether some of what was laid out has more pages than are wanted, and some fewer."""
        counts = [trial.flow.pages for trial in self.trials]
        return min(counts) < self.wanted < max(counts)

    def try_extreme(self) -> None:
        """Lay out the setting that holds most, or least, whichever is nearer to the pages wanted."""
        holds_most = self._is_too_long()
        extreme = (min if holds_most else max)((setting for _, setting in self.room.settings()), key=self._pages)
        if all(trial.setting != extreme for trial in self.trials):
            self.try_out(extreme)

    def _is_too_long(self) -> bool:
        return self.trials[0].flow.pages > self.wanted

    def try_out(self, setting: Setting) -> Trial:
        """Lay a setting out."""
        trial = Trial(setting, self.room.cost(setting), self.lay_out(setting))
        self.trials.append(trial)
        return trial

    def best(self) -> Trial | None:
        """Return the best trial so far."""
        right = [trial for trial in self.trials if trial.flow.pages == self.wanted]
        return min(right, key=self._badness, default=None)

    def _badness(self, trial: Trial) -> float:
        return trial.cost + _badness(trial.filled(self.room.white))

    def next(self, below: float) -> Setting | None:
        """Return the setting that promises most of those not laid out yet, None where none promises to be better."""
        text_pages = self.wanted - self._other_pages()
        tried = {trial.setting for trial in self.trials}
        found: tuple[float, Setting] | None = None
        for cost, setting in sorted(self.room.settings(), key=lambda each: each[0]):
            if cost >= min(below, found[0] if found else inf):
                break
            if setting in tried or not self._may_fill(setting, text_pages):
                continue
            if len(self.free(setting)) == text_pages:
                promise = cost + self._risk(setting, text_pages) + UNSURE_COST * (not self._is_sure(setting))
                if promise < min(below, found[0] if found else inf):
                    found = promise, setting
        return found[1] if found else None

    def _risk(self, setting: Setting, text_pages: int) -> float:
        """Return what pages of a setting may cost: a layout sets some paragraph a line longer or shorter than reckoned.

        Where a heading just fits a page it may not fit it then, and so many settings that look good are not.
        """
        frees = [self.free(setting, off) for off in (1 - DOUBT, 1, 1 + DOUBT)]
        return sum(_badness(free) if len(free) == text_pages else WRONG_COST for free in frees) / len(frees)

    def nearest(self) -> tuple[Trial, int]:
        """Return the trial that comes nearest to pages that cannot be had, and by how many lines it misses them."""
        too_long = self._is_too_long()
        trial = (min if too_long else max)(
            self.trials, key=lambda each: (each.flow.pages, _end(each.free, each.setting))
        )
        end = _end(trial.free, trial.setting)
        wanted = max(0, self.wanted - self._other_pages()) * trial.setting.lines
        # The last page wanted needs a line at least.
        return trial, max(1, ceil(end - wanted if too_long else wanted - trial.setting.lines + 1 - end))

    def free(self, setting: Setting, off: float = 1.0) -> list[float]:
        """Return the room that a setting would leave on each text page, as far as can be told.

        `off` is how many times more goes on a line than is reckoned. A text that came out longer or shorter than was
        reckoned where it was laid out is taken to do so again.
        """
        base = self._nearest(setting)
        *free, last = self._reckoned(base, setting, off)
        late = _end(base.free, base.setting) - _end(self._reckoned(base, base.setting), base.setting)
        if last < late:
            return [*free, 0.0, setting.lines + last - late]
        # What was to stand on the last page may all have found room on the one before.
        return free if free and last - late > setting.lines - 1 else [*free, last - late]

    def _reckoned(self, base: Trial, setting: Setting, off: float = 1.0) -> list[float]:
        wider = _wider(base, setting) * off
        measures = Measures(setting.lines, setting.leading_pt, wider, setting.section, self.room.white)
        return free_lines(base.flow, measures)

    def _nearest(self, setting: Setting) -> Trial:
        """Return the trial whose lines are most like those of a setting, of equal ones that whose pages are."""

        def unlike(trial: Trial) -> tuple[float, float]:
            other = trial.setting
            lines = abs(other.size_pt / setting.size_pt - 1) + abs(other.measure_mm / setting.measure_mm - 1)
            return lines, abs(other.lines / setting.lines - 1)

        return min(self.trials, key=unlike)

    def _is_sure(self, setting: Setting) -> bool:
        base = self._nearest(setting).setting
        return (base.size_pt, base.measure_mm) == (setting.size_pt, setting.measure_mm)

    def _other_pages(self) -> int:
        flow = self.trials[0].flow
        return flow.pages - len(flow.free_pt)

    def _may_fill(self, setting: Setting, text_pages: int) -> bool:
        """Tell whether a setting may come to so many pages, as the number of its lines goes: quick, and generous."""
        return text_pages - 2.2 < self._pages(setting) < text_pages + 0.8

    def _pages(self, setting: Setting) -> float:
        """Return about how many pages a setting comes to."""
        base = self._nearest(setting)
        used = len(base.free) * base.setting.lines - sum(base.free)
        return used / _wider(base, setting) / setting.lines


def _wider(base: Trial, setting: Setting) -> float:
    """Return how many times more goes on a line of a setting than on one of a trial."""
    return setting.measure_mm / base.setting.measure_mm * base.setting.size_pt / setting.size_pt


def _end(free: list[float], setting: Setting) -> float:
    """Return how far a text goes in lines, all pages before its last counted as full."""
    return len(free) * setting.lines - free[-1]


def _badness(free: list[float]) -> float:
    """Return what the room left on pages costs."""
    return SHORT_COST * sum(each - MOST_SHORT + 1 for each in map(_lines, free[:-1]) if each > MOST_SHORT)


def _lines(left: float) -> int:
    """Return how many lines more a page would hold."""
    return floor(left + DUST)


def short_pages(flow: Flow) -> list[tuple[int, int]]:
    """Return the pages that are short by more lines than they may be, and by how many."""
    numbered = enumerate((_lines(free_pt / flow.leading_pt) for free_pt in flow.free_pt[:-1]), flow.first)
    return [(number, lines) for number, lines in numbered if lines > MOST_SHORT]


def is_even(free: list[float]) -> bool:
    """Tell whether no page but the last is short by more lines than it may be."""
    return all(_lines(each) <= MOST_SHORT for each in free[:-1])
