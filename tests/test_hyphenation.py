"""Hyphenation: words are broken by their language’s patterns, but for those a list or the author tells of."""

import re
from functools import partial

import pyphen
import pytest
from test_composed import HYPHEN, pages, printed, words_of

from chapbook.typesetting import hyphenation
from chapbook.typesetting.hyphenation import EXCEPTIONS, Hyphenator, exceptions

english = partial(Hyphenator, 'en_GB', 2, 3)


def test_words_are_broken_as_their_language_does():
    """A word of no list is broken by the patterns."""
    word = 'transformation'
    assert list(english({}).positions(word)) == list(pyphen.Pyphen(lang='en_GB', left=2, right=3).positions(word))


@pytest.mark.parametrize('language', ['en_US', 'fr', 'eo', 'hu_HU', 'ru_RU', 'te_IN'])
def test_patterns_that_are_read_one_by_one_are_pyphens_own(language):
    """A dictionary of which only what words call for is read has every pattern of Pyphen’s, alternatives too."""
    path = pyphen.LANGUAGES[language]
    whole, read = pyphen.HyphDict(path), hyphenation.Dictionary(path)
    assert read.patterns.keys() == whole.patterns.keys()
    assert {letters: read.patterns.get(letters) for letters in read.patterns} == whole.patterns
    for word in ('samedis', 'asszony', 'preservation', 'économie', 'перестройка'):
        assert [(place, place.data) for place in read.positions(word)] == [
            (place, place.data) for place in whole.positions(word)
        ]


@pytest.mark.parametrize(
    ('language', 'word', 'broken'), [('en_GB', 'Records', 'Records'), ('de_DE', 'Staubecken', 'Stau-becken')]
)
def test_the_list_of_a_language_wins_over_its_patterns(language, word, broken):
    """What the patterns get wrong, or cannot know, is broken as the list says, whatever its capitals."""
    assert Hyphenator(language, 2, 3, {}).inserted(word) == broken
    assert pyphen.Pyphen(lang=language, left=2, right=3).inserted(word) != broken


def test_the_author_wins_over_the_list():
    """Names are broken as the author says, and not at all where the author gives no hyphen."""
    own = exceptions(['Krop-otkin', 're-cord', 'transformation'])
    broken = [english(own).inserted(word) for word in ('Kropotkin', 'record', 'transformation')]
    assert broken == ['Krop-otkin', 're-cord', 'transformation']


def test_every_exception_differs_from_the_patterns():
    """A word that the patterns break as the list does stands in it for nothing."""
    for language, words in EXCEPTIONS.items():
        patterns = pyphen.Pyphen(lang=language, left=2, right=3)
        assert [word for word in words.split() if patterns.inserted(word.replace('-', '')) == word] == []


def test_words_are_broken_on_the_page_as_the_author_says():
    """In composed lines and in those WeasyPrint breaks, a name is broken where the author says, and nowhere else."""
    for composed in (True, False):
        text = 'a few of them in Solidarnoschowskaja then ' * 20
        data = printed(text, 62, hyphenation=('Soli-darnoschowskaja',), composed=composed)
        ends = re.findall(rf'(\w+)[{HYPHEN}]', ' '.join(pages(data)))
        assert set(ends) == {'Soli'}
        assert words_of(data) == text.split()
        assert not re.findall(
            rf'\w[{HYPHEN}]', ' '.join(pages(printed(text, 62, hyphenation=('Solidarnoschowskaja',))))
        )


def test_names_are_broken_less_than_other_words():
    """A word with a capital is a name in most languages, and is broken where its line would be much worse alone."""
    words = 'the neighbourhood of representation was understood by everybody in the committee of organisers, ' * 6
    plain, names = (
        sum(len(re.findall(f'[{HYPHEN}]', page)) for page in pages(printed(text, 128)))
        for text in (words, ' '.join(word.capitalize() for word in words.split()))
    )
    assert names < plain


def test_changed_letters_are_left_alone_where_lines_have_no_room():
    """The Hungarian `asz-szony` has a letter more at the end of a line, which WeasyPrint’s own lines cannot have."""
    assert not [place for place in Hyphenator('hu_HU', 2, 3, {}).positions('asszonynak') if place == 3]


def test_weasyprint_breaks_by_itself_afterwards():
    """Outside a layout, WeasyPrint asks Pyphen."""
    with hyphenation.told(()):
        assert hyphenation.line_break.pyphen is not pyphen
    assert hyphenation.line_break.pyphen is pyphen


@pytest.mark.parametrize(
    ('language', 'word', 'places'),
    [
        ('hu_HU', 'asszony', {2: 'z'}),
        ('hu_HU', 'meghosszabb', {3: '', 6: 'z'}),
        ('hu_HU', 'ASSZONY', {}),
        ('en_GB', 'transformation', {5: '', 9: '', 10: ''}),
    ],
)
def test_a_break_may_add_letters(language, word, places):
    """Where the patterns write more before a hyphen it is told what; where they would change a letter none is put."""
    assert Hyphenator(language, 2, 3, {}).places(word) == places
