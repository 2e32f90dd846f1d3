"""Where the lines of a paragraph end: the choice of breaks that sets the whole of it most evenly, not line by line.

After Donald E. Knuth and Michael F. Plass, “Breaking Paragraphs into Lines”, in Software: Practice and Experience 11
(1981). Their demerits grow with the sixth power of a line’s adjustment ratio, ours with the second: what is least then
is the variance of the spaces, which is what the eye compares from line to line. Widths in, breaks out, in one unit.
"""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from math import inf

# The cost of a line whose spaces have grown to their limit, which the other costs are measured by.
AT_LIMIT = 100.0
# Beyond the limit a line costs more by this for each further limit, so that any hyphen is cheaper.
BEYOND_LIMIT = 1000.0
# Lines of unlike tightness one above the other, by the square of the difference.
UNLIKE = 12.0
HYPHEN_BEFORE_LAST = 60.0
SHORT_LAST = 400.0
# Of a hyphen where none may stand, or of a second in a row: more than all a paragraph may cost without it.
FORBIDDEN = 1e7
# How far beyond its limit a space may grow, tried in turn until there is a way to the end.
LOOSENED = (1.3, 2.0, 4.0, 8.0)
# Lines below and above these shares of the measure are not looked at: nothing they may give would make them fit.
EMPTIEST, FULLEST = 0.5, 1.15


@dataclass(frozen=True, slots=True)
class Break:
    """A place where a line may end: how far the paragraph has come there and, after spaces, where the next line begins.

    Widths, spaces and letters are counted from the beginning of the paragraph as if it were one line. `hyphen` is the
    width of one that is drawn there; what hangs is how far a sign stands in the margin.
    """

    end: float
    start: float
    spaces_before: int
    spaces_after: int
    letters_before: int
    letters_after: int
    hyphen: float = 0.0
    hang_end: float = 0.0
    hang_start: float = 0.0
    penalty: float = 0.0
    ends_in_hyphen: bool = False


@dataclass(frozen=True, slots=True)
class Setting:
    """How lines are set: their measure, what is best added to a space, by how much more or less, and a letter’s give.

    `hyphen` is what a hyphen costs, against `AT_LIMIT`; a last line shorter than `shortest_last` costs too.
    """

    measure: float
    space: float
    grow: float
    shrink: float
    letter: float
    hyphen: float
    shortest_last: float

    def spacing(self, extra: float, spaces: int, letters: int) -> tuple[float, float]:
        """Return what to add to each space and to each letter so that a line fills its measure."""
        if not spaces:
            return 0.0, 0.0
        letter = max(-self.letter, min(self.letter, (extra - self.space * spaces) / letters))
        return (extra - letter * letters) / spaces, letter


@dataclass(frozen=True, slots=True)
class _Node:
    """The cheapest way found to set a paragraph in so many lines as far as a break, and how loose its last line is."""

    at: int
    lines: int
    cost: float
    looseness: float
    before: '_Node | None'


def fit(breaks: Sequence[Break], first: float, setting: Setting, whole: Container[int] = ()) -> list[int] | None:
    """Return the breaks, by number, at which lines end; the paragraph begins at the first of them and ends at the last.

    `first` is the measure of its first line; lines that are numbered in `whole`, from 1, end in whole words if that can
    be had. None if the paragraph cannot be set: a piece that cannot be broken is too wide.
    """
    best = None
    for loosest in LOOSENED:
        found = _Search(breaks, first, setting, whole, loosest).best()
        if found is not None and (best is None or found.cost < FORBIDDEN):
            best = found
        if best is not None and best.cost < FORBIDDEN:
            break
    return None if best is None else _ends(best)


def _ends(node: _Node) -> list[int]:
    ends: list[int] = []
    while node.before is not None:
        ends.append(node.at)
        node = node.before
    return ends[::-1]


@dataclass(frozen=True, slots=True)
class _Search:
    """The search for the cheapest way through the breaks on which no space grows beyond `loosest` times its limit."""

    breaks: Sequence[Break]
    first: float
    setting: Setting
    whole: Container[int]
    loosest: float

    def best(self) -> _Node | None:
        """Return the cheapest way to the last break, None if there is none."""
        active = [_Node(0, 0, 0.0, 0.0, None)]
        for at in range(1, len(self.breaks)):
            too_long = self.breaks[at].end - self.setting.measure * FULLEST
            active = [node for node in active if self.breaks[node.at].start > too_long]
            ways = self._ways(active, at)
            if at == len(self.breaks) - 1:
                return min(ways, key=lambda node: node.cost, default=None)
            active += ways
        return None

    def _ways(self, active: list[_Node], at: int) -> list[_Node]:
        """Return the ways to a break worth keeping: the cheapest of each number of lines and looseness."""
        found: dict[tuple[int, int], _Node] = {}
        last = at == len(self.breaks) - 1
        emptiest = -inf if last else self.setting.measure * EMPTIEST
        for node in active:
            if self.breaks[at].end - self.breaks[node.at].start < emptiest:
                break
            looseness = self._looseness(node, at, last=last)
            if looseness is None:
                continue
            cost = node.cost + self._cost(node, at, looseness, last=last)
            key = (node.lines + 1, round(looseness))
            if key not in found or cost < found[key].cost:
                found[key] = _Node(at, node.lines + 1, cost, looseness, node)
        return list(found.values())

    def _looseness(self, node: _Node, at: int, *, last: bool) -> float | None:
        """Return how far the spaces of a line grow, 1 being their limit, None where the line cannot be set."""
        there, here = self.breaks[node.at], self.breaks[at]
        width = here.end + here.hyphen - here.hang_end - there.start - there.hang_start
        extra = (self.setting.measure if node.before else self.first) - width
        if last and extra > 0:
            return 0.0
        spaces, letters = here.spaces_before - there.spaces_after, here.letters_before - there.letters_after
        if not spaces:
            # A line without spaces is set as it is, the fuller the better.
            return self.loosest * extra / self.setting.measure if extra >= 0 else None
        space, _ = self.setting.spacing(extra, spaces, letters)
        more = space - self.setting.space
        looseness = more / self.setting.grow
        return looseness if more >= -self.setting.shrink and looseness <= self.loosest else None

    def _cost(self, node: _Node, at: int, looseness: float, *, last: bool) -> float:
        """Return what a line costs that ends at a break."""
        there, here = self.breaks[node.at], self.breaks[at]
        cost = AT_LIMIT * looseness * looseness + BEYOND_LIMIT * max(0.0, looseness - 1) + here.penalty
        if node.before:
            cost += UNLIKE * (looseness - node.looseness) ** 2
        if here.ends_in_hyphen:
            cost += self.setting.hyphen
            cost += FORBIDDEN * (there.ends_in_hyphen or node.lines + 1 in self.whole)
        if last:
            # The end of a broken word is not a line.
            cost += FORBIDDEN * (there.ends_in_hyphen and here.spaces_before == there.spaces_after)
            cost += HYPHEN_BEFORE_LAST * there.ends_in_hyphen
            cost += SHORT_LAST * (here.end - there.start < self.setting.shortest_last)
        return cost
