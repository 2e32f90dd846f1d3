"""Paragraphs: breaks that fit, the best of all ways through them, and no hyphen where none may stand."""

from dataclasses import replace
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chapbook import paragraph
from chapbook.paragraph import FORBIDDEN, LOOSENED, Break, Setting, fit, too_wide

SETTING = Setting(measure=30, space=0, grow=1.0, shrink=0.4, letter=0.0, hyphen=80, shortest_last=4)


def breaks_of(words, hyphen_after=()):
    """Return the breaks of words, each letter and each space one wide; `hyphen_after` numbers words cut in half."""
    found = [Break(0, 0, 0, 0, 0, 0)]
    at = letters = 0
    for number, word in enumerate(words):
        if number in hyphen_after:
            half = at + len(word) // 2
            found.append(Break(half, half, number, number, half, half, hyphen=1, ends_in_hyphen=True))
        at, letters = at + len(word), letters + len(word)
        found.append(Break(at, at + 1, number, number + 1, at, at + 1))
        at, letters = at + 1, letters + 1
    return found


def best(breaks, whole=()):
    """Return the breaks at which the lines of a paragraph end."""
    return fit(breaks, SETTING.measure, SETTING, whole)[0].ends


def widths(breaks, ends):
    """Return the width of each line as its face is spaced, with the number of its spaces."""
    pairs = [(breaks[begin], breaks[end]) for begin, end in pairwise([0, *ends])]
    return [(end.end + end.hyphen - begin.start, end.spaces_before - begin.spaces_after) for begin, end in pairs]


@given(st.lists(st.integers(1, 9).map('x'.__mul__), min_size=1, max_size=60))
def test_every_word_is_on_a_line_and_no_line_is_too_long(words):
    """Breaks rise to the last one, and a line can be shrunk to its measure within the limits."""
    breaks = breaks_of(words)
    ends = best(breaks)
    assert list(ends) == sorted(set(ends))
    assert ends[-1] == len(breaks) - 1
    assert all(width - spaces * SETTING.shrink <= SETTING.measure for width, spaces in widths(breaks, ends))


def test_the_most_even_way_is_taken():
    """Of all ways to break twelve words into lines none has a smaller sum of squares."""

    def uneven(ends):
        found = 0
        for width, spaces in widths(breaks, ends)[:-1]:
            growth = (SETTING.measure - width) / spaces if spaces else 99
            if growth < -SETTING.shrink or growth > LOOSENED[0]:
                return float('inf')
            found += growth**2
        return found

    words = ['word' * (1 + number % 2) for number in range(18)]
    breaks = breaks_of(words)
    last = len(breaks) - 1
    every = [[*inner, last] for size in range(2, 6) for inner in combinations(range(1, last), size)]
    fitting = [ends for ends in every if widths(breaks, ends)[-1][0] <= SETTING.measure]
    assert uneven(best(breaks)) == pytest.approx(min(map(uneven, fitting)), abs=0.5)


def test_a_piece_wider_than_a_line_cannot_be_set():
    """A word that no line holds is told by nothing, whatever stands around it."""
    breaks = breaks_of(['short', 'x' * 31, 'short'])
    assert fit(breaks, SETTING.measure, SETTING) == {}
    assert too_wide(breaks, SETTING) == [2]


def test_no_two_hyphens_stand_in_a_row():
    """Where every word may be cut, lines that end in a hyphen still have one between them that does not."""
    breaks = breaks_of(['mountainous'] * 40, hyphen_after=range(40))
    ends = best(breaks)
    hyphens = [breaks[end].ends_in_hyphen for end in ends]
    assert any(hyphens)
    assert not any(one and other for one, other in pairwise(hyphens))


def test_two_hyphens_in_a_row_are_better_than_a_torn_line(monkeypatch):
    """A second hyphen in a row is taken where spaces would grow far beyond their limit without it, a third never."""
    words = (
        'over over mountainous mountainous and mountainous mountainous and mountainous over up up mountainously up'
    ).split()
    breaks = breaks_of(words, hyphen_after=[at for at, word in enumerate(words) if len(word) > 8])
    way = fit(breaks, SETTING.measure, SETTING)[0]
    hyphens = [breaks[end].ends_in_hyphen for end in way.ends]
    assert any(map(all, pairwise(hyphens)))
    assert not any(all(hyphens[at : at + 3]) for at in range(len(hyphens) - 2))
    monkeypatch.setattr(paragraph, 'IN_A_ROW', FORBIDDEN)
    torn = fit(breaks, SETTING.measure, SETTING)[0]
    assert max(torn.looseness) > max(2, *way.looseness)


def test_a_dear_break_is_spared_by_a_looser_line():
    """Where the way within the first limits has a break that costs more than a looser line, that line is taken."""
    breaks = breaks_of(['x' * 4] * 5 + ['x' * 5, 'x' * 10])
    assert best(breaks) == (6, 7)
    breaks[6] = replace(breaks[6], penalty=900)
    way = fit(breaks, SETTING.measure, SETTING)[0]
    assert way.ends == (5, 7)
    assert LOOSENED[0] < max(way.looseness) < LOOSENED[1]


def test_a_line_that_shall_end_whole_does():
    """The last line of a page, by its number, ends in a whole word though a hyphen would be cheaper."""
    breaks = breaks_of(['mountainous'] * 12, hyphen_after=range(12))
    ends = best(breaks)
    hyphenated = [number for number, end in enumerate(ends, 1) if breaks[end].ends_in_hyphen]
    again = best(breaks, whole=hyphenated[:1])
    assert not breaks[again[hyphenated[0] - 1]].ends_in_hyphen


def test_a_last_line_is_the_dearer_the_shorter_it_is():
    """Below the least it should have a last line costs the same, well above it nothing, and between more or less."""
    costs = [fit(breaks_of(['x' * 30, 'x' * last]), SETTING.measure, SETTING)[0].cost for last in (1, 4, 5, 6, 20)]
    assert costs[0] == costs[1] > costs[2] > costs[3] == costs[4]


@pytest.mark.parametrize(('extra', 'space', 'letter'), [(0, 0, 0), (2, 0, 0.1), (6, 2, 0.1), (-3, -0.5, -0.1)])
def test_letters_give_before_spaces_do(extra, space, letter):
    """What a line lacks is taken from its letters as far as they give, the rest from its spaces."""
    setting = Setting(30, 0, 1, 0.5, 0.1, 80, 4)
    assert setting.spacing(extra, 2, 20) == pytest.approx((space, letter))


def test_a_paragraph_may_take_a_line_more_or_less():
    """The ways that take one line less and one more have so many lines, fill them, and cost more than the best."""
    ways = fit(breaks_of(['x' * (1 + number * 5 % 7) for number in range(200)]), SETTING.measure, SETTING)
    assert set(ways) > {0}
    for more, way in ways.items():
        assert len(way.ends) == len(way.looseness) == len(ways[0].ends) + more
        assert way.cost >= ways[0].cost
        assert max(way.looseness) <= LOOSENED[0]


class Counted(list):
    """Breaks that count how often one is looked at."""

    asked = 0

    def __getitem__(self, key):
        Counted.asked += 1
        return super().__getitem__(key)


def work(breaks):
    """Return how often a break was looked at to set a paragraph."""
    Counted.asked = 0
    assert fit(Counted(breaks), SETTING.measure, SETTING)
    return Counted.asked


def test_work_grows_with_the_length_of_a_paragraph():
    """Ten times the words ask for the width of ten times as many lines, not a hundred times."""
    few, many = ([*map('x'.__mul__, (1 + number * 7 % 9 for number in range(count)))] for count in (1_000, 10_000))
    assert work(breaks_of(many)) < 11 * work(breaks_of(few))


def test_letters_that_all_may_end_a_line_are_not_weighed_in_every_way():
    """A word that may end a line after each of its letters takes work by the letters that a line holds, no square."""

    def letters(count):
        return [Break(at, at, 0, 0, at, at, 1.0, ends_in_hyphen=True) for at in range(count)]

    each = work(letters(600)) / 600
    assert each < 300 * SETTING.measure
    assert work(letters(3_000)) / 3_000 < 1.2 * each
