"""The title on the cover: broken by meaning, in order, and within its bounds."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chapbook import display, fonts
from chapbook.display import LEANING, set_title

# The measure of an A5 cover and the sizes between which its title stands, in points.
MEASURE, LARGEST, SMALLEST = 328.8, 66.0, 26.0
LETTER_SPACING_EM = -0.012
TITLES = """
Socialism from Below
The Two Souls of Socialism
Print, Fold and Hand Out
An Introduction to the Communist Manifesto
The Eighteenth Brumaire of Louis Bonaparte
What Is to Be Done?
Wage Labour and Capital
The Origin of the Family, Private Property and the State
On the Jewish Question
A Contribution to the Critique of Political Economy
The Mass Strike, the Political Party and the Trade Unions
In Defence of the Right to Be Lazy
How to Read in the Bath
Der Ursprung der Familie, des Privateigentums und des Staats
Zur Kritik der Politischen Ökonomie
Le Droit à la paresse
De la misère en milieu étudiant
Manifiesto del Partido Comunista
La conquista del pan
""".strip().splitlines()


def set_on_a5(title):
    """Return a title as it stands on an A5 cover."""
    return set_title(title, MEASURE, LARGEST, SMALLEST)


def width_pt(line, size_pt):
    """Return how wide a line of a title is as the cover sets it."""
    face = next(face for face in fonts.FACES if face.weight == 600)
    return (fonts.advance_em(face, line) + LETTER_SPACING_EM * len(line)) * size_pt


@pytest.mark.parametrize('title', TITLES)
def test_a_title_is_broken_by_meaning(title):
    """No line ends in an article, a preposition or a conjunction; none is as small as a title may be."""
    found = set_on_a5(title)
    assert [line for line in found.lines[:-1] if line.split()[-1].lower() in LEANING] == []
    assert found.size_pt > SMALLEST
    assert len(found.lines) <= display.MOST_LINES


@pytest.mark.parametrize('title', TITLES)
def test_every_line_fits_the_measure(title):
    """The size is one at which no line of the title has to be broken again."""
    found = set_on_a5(title)
    assert max(width_pt(line, found.size_pt) for line in found.lines) <= MEASURE


@pytest.mark.parametrize('title', [*TITLES, 'The Goat Who Kept the Gate'])
def test_every_line_fits_in_large_print(title):
    """The spaces of its face are wider: they are measured too."""
    face = fonts.heaviest('Atkinson Hyperlegible')
    found = set_title(title, 466.4, 72.0, 36.0, face)
    if len(found.lines) > 1:
        assert max(fonts.advance_em(face, line) for line in found.lines) * found.size_pt <= 466.4


@pytest.mark.parametrize(
    ('title', 'lines'),
    [
        ('Strike', ('Strike',)),
        ('1848', ('1848',)),
        ('Reform or Revolution', ('Reform', 'or Revolution')),
        ('The of', ('The of',)),
        ('Socialism — a Short Guide', ('Socialism —', 'a Short Guide')),
        ('Zwischenfall — Solidarität', ('Zwischenfall —', 'Solidarität')),
        ('Qu’est-ce que la propriété\u00a0?', ('Qu’est-ce que', 'la propriété\u00a0?')),
        ('Que faire\u202f?', ('Que faire\u202f?',)),
        ('  Spaces \t everywhere ', ('Spaces', 'everywhere')),
    ],
)
def test_lines_of_a_title(title, lines):
    """Lines lean on nothing that follows, begin with no dash, and never part a word from the sign after it."""
    assert set_on_a5(title).lines == lines


def test_a_short_title_is_as_large_as_can_be():
    """What fits at the largest size has it; what does not is smaller by no more than it must be."""
    assert set_on_a5('No').size_pt == LARGEST
    found = set_on_a5('Internationalism')
    assert SMALLEST < found.size_pt < LARGEST
    assert 0.95 * MEASURE < width_pt(found.lines[0], found.size_pt) <= MEASURE


@pytest.mark.parametrize(
    'title',
    [
        'Donaudampfschifffahrtsgesellschaftskapitän',
        ' '.join(f'word{number}' for number in range(200)),
        '共産党宣言と社会主義の二つの魂について考える',
        'https://example.org/a/very/long/address/that/nobody/breaks',
    ],
)
def test_a_title_beyond_all_bounds_wraps_by_itself(title):
    """A title too long for lines of its own is left whole, in the smallest size, for the page to break."""
    assert set_on_a5(title) == display.Display((title,), SMALLEST)


@pytest.mark.parametrize(
    ('title', 'most_pt'), [('共産党宣言', MEASURE / 5), ('✊ 🎉', LARGEST), ('מנשר קומוניסטי', 61)]
)
def test_a_title_in_letters_the_face_does_not_have(title, most_pt):
    """Characters that come from other faces are taken to be wide, Chinese ones a square each."""
    found = set_on_a5(title)
    assert ' '.join(found.lines) == title
    assert SMALLEST < found.size_pt <= most_pt


@settings(max_examples=60, deadline=None)
@given(st.text())
def test_no_title_is_too_odd(title):
    """Whatever a title is made of, its characters but spaces are all there, in order, at a size within the bounds."""
    found = set_on_a5(title)
    assert ''.join(''.join(found.lines).split()) == ''.join(title.split())
    assert SMALLEST <= found.size_pt <= LARGEST


WORDS = st.sampled_from('the of and to in for Strike State History Revolution I People Superstition War'.split())


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, min_size=2, max_size=9), st.sampled_from((200.0, 328.8, 340.0)))
def test_a_line_leans_only_where_the_title_would_be_much_smaller(words, measure):
    """A line ends in a leaning word only where every way to break that has none is more than a tenth smaller."""
    found = set_title(' '.join(words), measure, LARGEST, SMALLEST)
    if not any(line.split()[-1].lower() in LEANING for line in found.lines[:-1]):
        return
    widths = {word: display.width_em(word) for word in words}
    upright = [
        display._measure(lines, widths, measure, LARGEST)[2]
        for count in range(min(display.MOST_LINES, len(words)))
        for lines in display._breaks(words, count)
        if not any(line[-1].lower() in LEANING for line in lines[:-1])
    ]
    assert max(upright) < found.size_pt * 0.9
