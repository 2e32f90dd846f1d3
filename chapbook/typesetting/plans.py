"""How the lines of one paragraph are set: found when WeasyPrint asks for the first of them, kept for the others.

A line is known by the place where it begins. What stands before it on earlier pages is set already, so a paragraph can
be composed anew from any of its lines on: to end a page in a whole word, or to take one line more or less.
"""

from bisect import bisect
from collections.abc import Container
from dataclasses import dataclass, field
from functools import cached_property
from math import ceil
from typing import Any

from chapbook.paragraph import Fitted, Setting, fit, too_wide
from chapbook.typesetting.paragraphs import Paragraph, Spot

# What a space may grow and shrink by, in em, and a letter either way, as a share of its width.
GROW_EM, SHRINK_EM, LETTER = 0.12, 0.085, 0.015
SHORTEST_LAST_EM = 3.0
# A paragraph that gives its page a line keeps so many times that; with more too few can give one.
SHORTEST_GIVEN = 1.15
# By how much a ragged line may fall short, as a share of the measure; what a hyphen costs there: it is for words alone
# that are longer than a line.
FALLS_SHORT, RAGGED_HYPHEN = 0.2, 5000.0
# How many lines of a paragraph a page begins with at least; print.css says so too.
WIDOWS = 2
# So many breaks, about a hundred lines, are weighed at once, and so much of them is kept: every page may compose the
# rest of a paragraph anew, and of one that goes on for many pages that would take the square of its length.
WEIGHED, KEPT = 2000, 2 / 3


def setting_of(paragraph: Paragraph, measure: float, style: Any, hyphen_cost: float, word_space_em: float) -> Setting:
    """Return how a paragraph is set in a style of WeasyPrint’s to a measure."""
    end, em = paragraph.breaks[-1], style['font_size']
    if is_ragged(style):
        short = FALLS_SHORT * measure
        return Setting(measure, 0.0, short, 0.0, 0.0, RAGGED_HYPHEN, SHORTEST_LAST_EM * em, ragged=True)
    return Setting(
        measure=measure,
        space=word_space_em * em,
        grow=GROW_EM * em,
        shrink=SHRINK_EM * em,
        letter=LETTER * end.end / max(1, end.letters_before),
        hyphen=hyphen_cost,
        shortest_last=SHORTEST_LAST_EM * em,
    )


def is_ragged(style: Any) -> bool:
    """Tell whether the lines of a style end where their words do."""
    return bool(style['text_align_all'] != 'justify')


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it was composed: what it ends in, how loose it is, and how far its ends hang in the margins."""

    place: int
    spot: Spot
    looseness: float
    hang_start: float
    hang_end: float
    is_last: bool
    ends_in_hyphen: bool


@dataclass
class Plan:
    """A paragraph and how its lines are set; `more` says by how many more than is best, from which places on."""

    paragraph: Paragraph
    setting: Setting
    lines: dict[int, Line] = field(default_factory=dict)
    more: dict[int, int] = field(default_factory=dict)
    # How many lines a page has room for from a place on, where notes leave less of it than seemed free.
    rooms: dict[int, int] = field(default_factory=dict)
    # From where it was composed so that a page ends in a whole word: the next page may begin there instead.
    bound: int | None = None

    @cached_property
    def too_wide(self) -> list[int]:
        """The breaks at whose end stands a piece that no line holds: from no line before it is there a way."""
        return too_wide(self.paragraph.breaks, self.setting)

    @cached_property
    def numbers(self) -> dict[int, int]:
        """The first break after which a line begins at a place, by places."""
        return {spot.resume: number for number, spot in reversed([*enumerate(self.paragraph.spots)])}

    def line_at(self, place: int, indent: float, room: int) -> Line | None:
        """Return the line that begins at a place; `room` is how many lines there is room for on the page, with it."""
        room = self.rooms.get(place, room)
        if place == self.bound or not self._reaches(place, room):
            self._compose(place, indent, ())
            self.bound = None
        last = self._last_on_page(place, room)
        if last and last[1].ends_in_hyphen:
            self._compose(place, indent, (last[0],))
            self.bound = place
        line = self.lines.get(place)
        if line is not None and self.rooms.get(place, 0) > 1:
            self.rooms[line.spot.resume] = room - 1
        return line

    def take(self, place: int, more: int, room: int = 0) -> None:
        """Let the paragraph take so many lines more from a place on, fewer if it is less than nothing.

        `room` is how many of them the page has room for, where that is known.
        """
        self.lines.clear()
        self.more[place] = more
        self.rooms = {place: room} if room else {}

    def count(self, place: int, last: Line) -> int:
        """Return how many lines there are from a place to a line, with it; 0 if it is not of this paragraph."""
        count, line = 1, self.lines.get(place)
        while line is not None and line is not last:
            count, line = count + 1, None if line.is_last else self.lines.get(line.spot.resume)
        return count if line else 0

    def alternatives(self, place: int, indent: float) -> dict[int, Fitted]:
        """Return the ways to set the paragraph from a place on, by how many lines more they take than the best.

        None of them ends in a shorter line than it should, unless the best does.
        """
        first = self.numbers.get(place)
        ways = {} if first is None else self._ways(first, indent, ())
        if first is None or 0 not in ways:
            return {}
        least = min(self.setting.shortest_last * SHORTEST_GIVEN, self._last_width(first, ways[0]))
        return {more: way for more, way in ways.items() if self._last_width(first, way) >= least}

    def _last_width(self, first: int, way: Fitted) -> float:
        """Return how wide the last line of a way is that begins at a break."""
        before, last = [0, *way.ends][-2:]
        return self.paragraph.breaks[first + last].end - self.paragraph.breaks[first + before].start

    def _ways(self, first: int, indent: float, whole: Container[int]) -> dict[int, Fitted]:
        """Return the ways to set the paragraph from a break on, as far as it is weighed at once."""
        if any(first < stop < first + WEIGHED for stop in self.too_wide[bisect(self.too_wide, first) :][:1]):
            return {}
        rest = self.paragraph.breaks[first : first + WEIGHED]
        return fit(rest, self.setting.measure - indent, self.setting, whole)

    def _following(self, place: int, room: int) -> list[Line]:
        """Return the lines from a place on that are known and bear on how a page ends."""
        lines: list[Line] = []
        line = self.lines.get(place)
        while line is not None and len(lines) < room + WIDOWS:
            lines.append(line)
            line = None if line.is_last else self.lines.get(line.spot.resume)
        return lines

    def _reaches(self, place: int, room: int) -> bool:
        """Tell whether the lines from a place on are known to the end of the page, or of the paragraph."""
        lines = self._following(place, room)
        return bool(lines) and (lines[-1].is_last or len(lines) == room + WIDOWS)

    def _last_on_page(self, place: int, room: int) -> tuple[int, Line] | None:
        """Return the line that will be the last of the page, and its number counted from that at a place."""
        lines = self._following(place, room)
        kept = min(room, len(lines) - WIDOWS)
        return (kept, lines[kept - 1]) if kept > 0 and room < len(lines) else None

    def _compose(self, place: int, indent: float, whole: Container[int]) -> None:
        """Compose the paragraph from a place on, with whole words at the end of some lines if that can be had."""
        first = self.numbers.get(place)
        if first is None:
            return
        ways = self._ways(first, indent, whole)
        way = ways.get(self.more.get(place, 0)) or ways.get(0)
        if way is None:
            return
        breaks, spots = self.paragraph.breaks, self.paragraph.spots
        begin = first
        kept = len(way.ends) if first + WEIGHED >= len(breaks) else ceil(len(way.ends) * KEPT)
        for end, looseness in zip(way.ends[:kept], way.looseness, strict=False):
            number = first + end
            self.lines[spots[begin].resume] = Line(
                spots[begin].resume, spots[number], 0.0 if self.setting.ragged else looseness,
                breaks[begin].hang_start, breaks[number].hang_end,
                number == len(spots) - 1, breaks[number].ends_in_hyphen,
            )  # fmt: skip
            begin = number
