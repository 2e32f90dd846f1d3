"""Where the lines of a paragraph end: the choice of breaks that sets the whole of it most evenly, not line by line.

After Donald E. Knuth and Michael F. Plass, “Breaking Paragraphs into Lines”, in Software: Practice and Experience 11
(1981). Their demerits grow with the sixth power of a line’s adjustment ratio, ours with the second: what is least then
is the variance of the spaces, which is what the eye compares from line to line. Widths in, breaks out, in one unit.
"""

from collections.abc import Collection, Container, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf

# The cost of a line whose spaces have grown to their limit, which the other costs are measured by.
AT_LIMIT = 100.0
# Beyond the limit a line costs more by this for each further limit, so that any hyphen is cheaper.
BEYOND_LIMIT = 1000.0
# Lines of unlike tightness one above the other, by the square of the difference.
UNLIKE = 12.0
HYPHEN_BEFORE_LAST = 60.0
SHORT_LAST = 300.0
# From so many times the least it should have on, a last line is as good as any.
AMPLE = 4 / 3
# A second hyphen in a row: as much as a line whose spaces have grown to 1.7 times their limit.
IN_A_ROW = 1000.0
# Of a hyphen where none may stand, or of a third in a row: more than all a paragraph may cost without it.
FORBIDDEN = 1e7
# How far beyond its limit a space may grow, tried in turn until there is a way to the end: at last as far as it must.
LOOSENED = (1.3, 2.0, 4.0, inf)
# A looser line is left short of its measure: all of them are alike.
TORN = 6.0
# Lines above this share of the measure are not looked at: nothing they may give would make them fit.
FULLEST = 1.15
# How many lines more or less than the cheapest way to a break another one may take.
MOST_APART = 2
# How much more than the cheapest a way of as many lines may cost: what unlike lines and a second hyphen may make good.
MOST_DEARER = UNLIKE * (TORN + 1) ** 2 + IN_A_ROW


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

    `hyphen` is what a hyphen costs, against `AT_LIMIT`; a last line shorter than `shortest_last` costs too. Where lines
    are `ragged` nothing gives and nothing hangs, and `grow` is by how much a line may fall short.
    """

    measure: float
    space: float
    grow: float
    shrink: float
    letter: float
    hyphen: float
    shortest_last: float
    ragged: bool = False

    def spacing(self, extra: float, spaces: int, letters: int) -> tuple[float, float]:
        """Return what to add to each space and to each letter so that a line fills its measure."""
        letter = max(-self.letter, min(self.letter, (extra - self.space * spaces) / max(1, letters)))
        return (extra - letter * letters) / spaces if spaces else 0.0, letter


@dataclass(frozen=True, slots=True)
class Fitted:
    """A way to set a paragraph: the breaks at which its lines end, by number, how loose each is, and what all costs.

    `in_a_row` is how many of them are hyphens below another one.
    """

    ends: tuple[int, ...]
    looseness: tuple[float, ...]
    cost: float
    in_a_row: int = 0


@dataclass(frozen=True, slots=True)
class _Node:
    """The cheapest way found to set a paragraph in so many lines as far as a break, and how loose its last line is."""

    at: int
    lines: int
    cost: float
    looseness: float
    before: '_Node | None'


def fit(breaks: Sequence[Break], first: float, setting: Setting, whole: Container[int] = ()) -> dict[int, Fitted]:
    """Return the best way to set a paragraph, as number 0, and the best that take one line less and one more, if any.

    The paragraph begins at the first of the breaks and ends at the last. `first` is the measure of its first line;
    lines that are numbered in `whole`, from 1, end in whole words if that can be had. Nothing is returned if it cannot
    be set: a piece that cannot be broken is too wide.
    """
    found: list[_Node] = []
    for loosest in LOOSENED:
        ways = _Search(breaks, first, setting, whole, loosest).ways()
        if ways and (not found or _cost(ways[0]) < _cost(found[0])):
            found = ways
        # A looser line would have to spare a break that costs more than it.
        if found and _dearest_break(found[0], breaks, setting) <= _cost_of_space(loosest):
            break
    differences = {node.lines - found[0].lines: node for node in reversed(found)}
    return {more: _fitted(node, breaks) for more, node in differences.items() if abs(more) <= 1}


def too_wide(breaks: Sequence[Break], setting: Setting) -> list[int]:
    """Return the breaks at whose end stands a piece that cannot be broken and that no line holds."""
    search = _Search(breaks, setting.measure, setting, (), inf)
    alone = (_Node(at, 1, 0.0, 0.0, None) for at in range(len(breaks) - 1))
    return [node.at + 1 for node in alone if search.looseness(node, node.at + 1) is None]


def _cost(node: _Node) -> float:
    return node.cost


def _cost_of_space(looseness: float) -> float:
    """Return what the spaces of a line cost."""
    return AT_LIMIT * min(looseness, TORN) ** 2 + BEYOND_LIMIT * max(0.0, looseness - 1)


def _dearest_break(node: _Node, breaks: Sequence[Break], setting: Setting) -> float:
    """Return what the dearest break costs on a way."""
    dearest = FORBIDDEN if node.cost >= FORBIDDEN else 0.0
    while node.before is not None:
        cost = breaks[node.at].penalty
        if breaks[node.at].ends_in_hyphen:
            cost += setting.hyphen + IN_A_ROW * breaks[node.before.at].ends_in_hyphen
        dearest = max(dearest, cost)
        node = node.before
    return dearest


def _fitted(node: _Node, breaks: Sequence[Break]) -> Fitted:
    ends: list[int] = []
    looseness: list[float] = []
    cost = node.cost
    while node.before is not None:
        ends.append(node.at)
        looseness.append(node.looseness)
        node = node.before
    hyphens = [breaks[end].ends_in_hyphen for end in ends]
    in_a_row = sum(one and other for one, other in pairwise(hyphens))
    return Fitted(tuple(reversed(ends)), tuple(reversed(looseness)), cost, in_a_row)


def _promising(ways: Collection[_Node]) -> list[_Node]:
    """Return of the ways to a break those that may still become the best of a number of lines that is asked for.

    Of many lines more or less than the cheapest way there would be ever more in a long paragraph, and where lines may
    end after any letter most ways are far dearer than another of as many lines.
    """
    cheapest: dict[int, float] = {}
    for node in ways:
        cheapest[node.lines] = min(node.cost, cheapest.get(node.lines, inf))
    if not cheapest:
        return []
    best = min(cheapest, key=cheapest.__getitem__)
    return [
        node for node in ways
        if abs(node.lines - best) <= MOST_APART and node.cost <= cheapest[node.lines] + MOST_DEARER
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Search:
    """The search for the cheapest way through the breaks on which no space grows beyond `loosest` times its limit."""

    breaks: Sequence[Break]
    first: float
    setting: Setting
    whole: Container[int]
    loosest: float

    def ways(self) -> list[_Node]:
        """Return the ways to the last break, the cheapest first: one for each number of lines."""
        active = [_Node(0, 0, 0.0, 0.0, None)]
        for at in range(1, len(self.breaks)):
            too_long = self.breaks[at].end - self.setting.measure * FULLEST
            active = [node for node in active if self.breaks[node.at].start > too_long]
            ways = self._ways_to(active, at)
            if at == len(self.breaks) - 1:
                return sorted(ways, key=_cost)
            active += ways
        return []

    def _ways_to(self, active: list[_Node], at: int) -> list[_Node]:
        """Return the ways to a break worth keeping: the cheapest of each number of lines and looseness."""
        found: dict[tuple[int, int], _Node] = {}
        last = at == len(self.breaks) - 1
        for node in active:
            looseness = self.looseness(node, at, last=last)
            if looseness is None:
                continue
            if looseness == inf:
                # Lines that begin later are looser still.
                break
            cost = node.cost + self._cost(node, at, looseness, last=last)
            key = (node.lines + 1, round(min(looseness, TORN)))
            if key not in found or cost < found[key].cost:
                found[key] = _Node(at, node.lines + 1, cost, looseness, node)
        return _promising(found.values())

    def looseness(self, node: _Node, at: int, *, last: bool = False) -> float | None:
        """Return how far the spaces of a line grow, 1 being their limit, None where it is too long.

        Where they would grow farther than is looked for, that is beyond all limits.
        """
        there, here = self.breaks[node.at], self.breaks[at]
        width = here.end + here.hyphen - here.hang_end - there.start - there.hang_start
        extra = (self.setting.measure if node.before else self.first) - width
        if self.setting.ragged:
            extra -= here.hang_end + there.hang_start
            looseness = 0.0 if last else extra / self.setting.grow
            return None if extra < 0 else looseness if looseness <= self.loosest else inf
        if last and extra > 0:
            return 0.0
        spaces, letters = here.spaces_before - there.spaces_after, here.letters_before - there.letters_after
        if not spaces and extra < 0:
            return None
        # A line without spaces is as loose as if it had one.
        spaces = spaces or 1
        # Most lines that are looked at can be told here to be too long or too short, for all their letters give.
        setting, give = self.setting, letters * self.setting.letter
        if extra + give < spaces * (setting.space - setting.shrink):
            return None
        if extra - give > spaces * (setting.space + setting.grow * self.loosest):
            return inf
        space, _ = setting.spacing(extra, spaces, letters)
        return (space - setting.space) / setting.grow

    def _is_short(self, width: float) -> float:
        """Return how much a last line is too short, from 0 to 1: the nearer to the least the more, below it wholly."""
        least = self.setting.shortest_last
        return max(0.0, min(1.0, (least * AMPLE - width) / (least * (AMPLE - 1)))) if least else 0.0

    def _ends_two_hyphens(self, node: _Node) -> bool:
        """Tell whether the two lines before a break both end in a hyphen."""
        before = node.before
        return before is not None and self.breaks[node.at].ends_in_hyphen and self.breaks[before.at].ends_in_hyphen

    def _cost(self, node: _Node, at: int, looseness: float, *, last: bool) -> float:
        """Return what a line costs that ends at a break."""
        there, here = self.breaks[node.at], self.breaks[at]
        cost = _cost_of_space(looseness) + here.penalty
        if node.before:
            cost += UNLIKE * (min(looseness, TORN) - min(node.looseness, TORN)) ** 2
        if here.ends_in_hyphen:
            cost += self.setting.hyphen
            cost += IN_A_ROW * there.ends_in_hyphen
            cost += FORBIDDEN * (self._ends_two_hyphens(node) or node.lines + 1 in self.whole)
        if last:
            # The end of a broken word is not a line.
            cost += FORBIDDEN * (there.ends_in_hyphen and here.spaces_before == there.spaces_after)
            cost += HYPHEN_BEFORE_LAST * there.ends_in_hyphen
            cost += SHORT_LAST * self._is_short(here.end - there.start)
        return cost
