"""Lines: hyphens where they may stand, spaces that are not too wide."""

from itertools import pairwise
from pathlib import Path

import pytest
from pamphlets import CASES, HYPHEN, lines_of, made, measure, tree
from pamphlets import lines as lines_on
from weasyprint.layout import preferred

from chapbook.lengths import points
from chapbook.pages import A5, ZINE
from chapbook.theme import load_theme
from chapbook.typesetting import lines

# The size of running text, as the theme says.
BODY_PT = points(load_theme(Path(__file__).parents[1]).tokens('tokens.css')['--size'])
PROSE = tuple(name for name in CASES if name != 'page-words')


def paragraphs(name):
    """Yield the lines of each paragraph of a case."""
    for heard in tree(name).all('P', 'H2', 'H3', 'H4', 'Caption', 'LBody', 'TD', 'TH'):
        yield lines_of(heard)


def hyphened(line):
    """Tell whether a line ends in a hyphen that was put there."""
    return line.text.rstrip().endswith(HYPHEN)


@pytest.mark.parametrize('name', PROSE)
def test_at_most_two_hyphens_in_a_row(name):
    """No three lines that follow one another end in a hyphen."""
    for paragraph in paragraphs(name):
        ends = [hyphened(line) for line in paragraph]
        assert not any(all(ends[at : at + 3]) for at in range(len(ends) - 2))


@pytest.mark.parametrize('name', PROSE)
def test_no_hyphen_at_the_foot_of_a_page(name):
    """A word is never turned over with the page."""
    for paragraph in paragraphs(name):
        for line, following in pairwise(paragraph):
            assert not (hyphened(line) and following.runs[0].page != line.runs[0].page), line.text


@pytest.mark.parametrize('name', PROSE)
def test_only_words_of_six_letters_are_broken(name):
    """A broken word has six letters or more, two of them before its hyphen and three behind it."""
    for paragraph in paragraphs(name):
        for line, following in pairwise(paragraph):
            if not hyphened(line):
                continue
            before = line.text.rstrip().rstrip(HYPHEN).rpartition(' ')[2]
            after = following.text.partition(' ')[0]
            assert sum(map(str.isalpha, before)) >= 2, (before, after)
            assert sum(map(str.isalpha, after)) >= 3, (before, after)


@pytest.mark.parametrize('name', PROSE)
def test_no_piece_of_a_word_is_a_line_of_its_own(name):
    """The last line of a paragraph holds more than the end of a broken word."""
    for paragraph in paragraphs(name):
        if len(paragraph) > 1 and hyphened(paragraph[-2]):
            assert ' ' in paragraph[-1].text.strip(), paragraph[-1].text


def test_prose_is_hyphenated_all_the_same():
    """The limits leave hyphens where they may stand: German without any would be full of holes."""
    assert sum(hyphened(line) for paragraph in paragraphs('page-german') for line in paragraph) >= 3


def test_a_word_too_long_for_any_line_tears_none_apart():
    """It begins where it stands and goes on below, without a hyphen: the line before it is full, not spaced out."""
    lines = next(lines_of(each) for each in tree('page-words').all('P') if 'Another word' in each.text)
    at = next(at for at, line in enumerate(lines) if 'Another word' in line.text)
    assert lines[at].right - lines[at].left > 300
    assert lines[at].text.strip()[-1].isdecimal()
    assert lines[at + 1].text.strip().removesuffix('.').isdecimal()


def test_code_is_broken_without_hyphens():
    """A hyphen in code would be read as part of it."""
    code = [heard.text for heard in tree('page-code').all('Code')]
    assert any('an_identifier_that' in words for words in code)
    assert not any(hyphened(line) for heard in tree('page-code').all('Code') for line in lines_of(heard))


@pytest.mark.parametrize('name', ['page-arabic', 'page-hebrew'])
@pytest.mark.parametrize('on', [A5, ZINE])
def test_english_words_around_a_text_begin_where_it_does(name, on):
    """Contents, colophon and back cover of a text from the right stand on the right, in English too."""
    found = []
    for page in measure(made(name, on).data)[1:]:
        edge = max((run.right for run in page), default=0)
        english = (line for line in lines_on(page) if any(map(str.isascii, filter(str.isalpha, line.text))))
        found += [edge - max(run.right for run in line.runs) for line in english]
    assert len(found) >= 2
    assert max(found) < 3


@pytest.mark.parametrize('name', ['page-arabic', 'page-hebrew'])
def test_lines_from_the_right_begin_at_the_margin(name):
    """Justified lines of a text written from the right begin where its last line does."""
    for paragraph in paragraphs(name):
        edges = [line.right for line in paragraph if line.runs[0].size == BODY_PT]
        assert max(edges[1:], default=0) - min(edges[1:], default=0) < 1.5


def test_paragraphs_from_the_right_are_indented_at_the_right():
    """The first line of a second paragraph begins one em further in."""
    first, second = (each for each in paragraphs('page-arabic') if len(each) > 1 and each[0].runs[0].size == BODY_PT)
    assert abs(first[0].right - first[1].right) < 1.5
    assert 9 < second[1].right - second[0].right < 13


def test_the_limits_are_taken_away_again():
    """Outside a layout, WeasyPrint breaks lines as it always does."""
    theirs = [getattr(lines.inline, name) for name in lines.REPLACED]
    with lines.limits():
        assert not {getattr(lines.inline, name) for name in lines.REPLACED} & set(theirs)
    assert [getattr(lines.inline, name) for name in lines.REPLACED] == theirs


def test_another_version_keeps_its_own_lines(monkeypatch):
    """The limits reach into WeasyPrint 70.0; any other version breaks lines by itself."""
    monkeypatch.setattr(lines.weasyprint, '__version__', '71.0')
    theirs = lines.inline.get_next_linebox
    with lines.limits():
        assert lines.inline.get_next_linebox is theirs


@pytest.mark.parametrize('words', ['Donaudampfschifffahrt und more', ' x of', 'a-b c', 'x'])
@pytest.mark.parametrize('wrap', ['normal', 'anywhere'])
def test_a_cell_is_as_narrow_as_its_first_piece(monkeypatch, words, wrap):
    """What a text may be broken into is told from its first piece alone, and is what WeasyPrint finds in all of it."""
    theirs, asked = preferred.split_first_line, []

    def both(self, *given, **named):
        found = ours(self, *given, **named)
        asked.append((found[1:4], theirs(*given, **named)[1:4]))
        return found

    ours = lines._Narrowest.split
    monkeypatch.setattr(lines._Narrowest, 'split', both)
    style = f'display: table-cell; hyphens: auto; overflow-wrap: {wrap}'
    cells = f'<p style="{style}">{words}</p><p style="{style}">{words * 9}</p>'
    with lines.limits():
        lines.weasyprint.HTML(string=f'<div lang=de style="display: table">{cells}</div>').render()
    assert asked
    assert all(found == wanted for found, wanted in asked)
