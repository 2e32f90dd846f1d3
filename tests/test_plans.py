"""Plans of paragraphs: the foot of a page binds only what stands there, and a line more or less can be had."""

from dataclasses import replace

from test_paragraph import SETTING, breaks_of

from chapbook.paragraph import fit
from chapbook.typesetting import plans
from chapbook.typesetting.paragraphs import Paragraph, Spot
from chapbook.typesetting.plans import Plan

PLENTY = 99
WORDS = ('mountainous',) * 24


def plan(words=WORDS):
    """Return the plan of a paragraph of long words, each of which may be cut in half."""
    breaks = breaks_of(words, hyphen_after=range(len(words)))
    spots = tuple(Spot(int(each.end), int(each.start), each.ends_in_hyphen) for each in breaks)
    return Plan(Paragraph((), b'x' * int(breaks[-1].start), tuple(breaks), spots), SETTING)


def lines(plan, room):
    """Return the lines of a plan, asked for one after the other."""
    found = [plan.line_at(0, 0.0, room)]
    while not found[-1].is_last:
        found.append(plan.line_at(found[-1].spot.resume, 0.0, max(1, room - len(found))))
    return found


def hyphenated(found):
    """Return the numbers of lines that end in a hyphen."""
    return {number for number, line in enumerate(found) if line.ends_in_hyphen}


def test_the_last_line_of_a_page_is_whole():
    """Where a page has room for so many lines, the last of them ends in a whole word."""
    room = min(hyphenated(lines(plan(), PLENTY)) - {0}) + 1
    assert room - 1 not in hyphenated(lines(plan(), room))


def test_a_paragraph_put_off_to_the_next_page_is_free_again():
    """What was composed for the foot of a page is forgotten when the paragraph begins on the next one instead."""
    free = lines(plan(), PLENTY)
    room = min(hyphenated(free) - {0}) + 1
    tried = plan()
    tried.line_at(0, 0.0, room)
    assert lines(tried, PLENTY) == free


def test_a_line_more_can_be_asked_for():
    """A paragraph takes as many lines as it is told, from the place it is told, where there is a way."""
    asked = plan()
    (more,) = {more for more in asked.alternatives(0, 0.0) if more > 0} or {0}
    asked.take(0, more)
    assert len(lines(asked, PLENTY)) == len(lines(plan(), PLENTY)) + more


def by_pages(plan, room):
    """Return the lines of a plan, asked for page by page as a layout does."""
    found = [plan.line_at(0, 0.0, room)]
    while not found[-1].is_last:
        found.append(plan.line_at(found[-1].spot.resume, 0.0, room - len(found) % room))
    return found


def test_a_long_paragraph_takes_time_by_its_length(monkeypatch):
    """Twice the words are about twice the breaks that are weighed for all their pages; every line is set, none lost."""
    weighed = []
    monkeypatch.setattr(plans, 'WEIGHED', 300)
    monkeypatch.setattr(plans, 'fit', lambda breaks, *more: weighed.append(len(breaks)) or fit(breaks, *more))
    work = []
    for count in (500, 1000):
        words = ['x' * (5 + number * 7 % 8) for number in range(count)]
        weighed.clear()
        found = by_pages(plan(words), 25)
        assert found[-1].spot.end == len(' '.join(words))
        assert not any(line.ends_in_hyphen for line in found[24::25])
        work.append(sum(weighed))
    assert work[1] < 2.5 * work[0]


def test_what_no_line_holds_is_known_at_once(monkeypatch):
    """From no line before such a piece is a way looked for; the lines after it are composed as ever."""
    weighed = []
    monkeypatch.setattr(plans, 'fit', lambda breaks, *more: weighed.append(len(breaks)) or fit(breaks, *more))
    tried = plan((*WORDS, 'x' * 70, *WORDS))
    places = [spot.resume for spot in tried.paragraph.spots]
    piece = 12 * len(WORDS)
    assert not any(tried.line_at(place, 0.0, PLENTY) for place in places if place <= piece)
    assert weighed == []
    assert tried.line_at(piece + 71, 0.0, PLENTY)


def test_no_line_more_is_taken_that_leaves_a_short_last_one():
    """A paragraph may not be set a line longer where its last line would be shorter than it should be at least."""
    words = ['x' * 5] * 22 + ['x']
    tried = plan(words)
    tried.setting = replace(SETTING, shortest_last=4, grow=2.0)
    longer = fit(tried.paragraph.breaks, SETTING.measure, tried.setting)
    widths = {more: tried._last_width(0, way) for more, way in longer.items()}
    assert min(widths.values()) < 4 <= widths[0]
    assert {*tried.alternatives(0, 0.0)} == {more for more, width in widths.items() if width >= 4}
