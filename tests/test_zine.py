"""The zine: eight pages on one sheet, legible, or a clear word of how much there is too much."""

import io
import re

import pikepdf
import pytest
from pamphlets import book, made, measure, printed, theme

from chapbook import sheets
from chapbook.editions import zine
from chapbook.lengths import points
from chapbook.pages import ZINE, ZINE_LETTER
from chapbook.problems import ChapbookError
from chapbook.trims import page_for

CASE = 'page-everything'
WORDS = 'Words that fill the lines of a small page, one after the other. '


@pytest.mark.parametrize(('page', 'paper'), [(ZINE, 'a4'), (ZINE_LETTER, 'letter')])
def test_a_page_is_an_eighth_of_the_sheet(page, paper):
    """Four pages side by side, two above each other, are the paper to the hair; whole lines fill the page."""
    tokens = theme().tokens(*page.tokens)
    pt = {name: points(tokens[f'--{name}']) for name in ('page-width', 'page-height', 'margin-top', 'margin-bottom')}
    size = sheets.PAPERS[paper]
    assert 4 * pt['page-width'] == pytest.approx(size.width_mm * 72 / 25.4, abs=0.05)
    assert 2 * pt['page-height'] == pytest.approx(size.height_mm * 72 / 25.4, abs=0.05)
    held = (pt['page-height'] - pt['margin-top'] - pt['margin-bottom']) / points(tokens['--leading'])
    assert 0 <= held - int(tokens['--lines']) < 1


def test_the_paper_is_the_first_the_text_names():
    """`paper: [Letter, A4]` folds Letter; without a word it is A4."""
    assert page_for(ZINE, None, ('letter', 'a4')) is ZINE_LETTER
    assert page_for(ZINE, None, ('a4', 'letter')) is ZINE
    assert page_for(ZINE, (105.0, 148.0)) is ZINE


def test_a_short_text_is_one_side_of_one_sheet():
    """Cover, text and back cover come out as one page of A4, all words on it, none smaller than 7 points."""
    file = printed(f'# One\n\n{WORDS * 20}', ZINE, description='A blurb.').data
    sheet = zine.zine(book(CASE), None, lambda _: file)
    with pikepdf.open(io.BytesIO(sheet)) as document:
        (page,) = document.pages
        assert [float(edge) for edge in page.mediabox] == pytest.approx([0, 0, 841.89, 595.28], abs=0.1)
    pages = measure(file)
    assert len(pages) <= zine.PAGES
    assert min(run.size for page in pages for run in page) >= 7
    assert {run.size for page in pages for run in page} >= {8.5}


def test_a_long_text_is_told_by_how_much():
    """The message counts the pages, lines and words that do not fit, and says what to do instead."""
    file = printed(f'# One\n\n{WORDS * 200}', ZINE).data
    over = len(measure(file)) - zine.PAGES
    assert over > 0
    with pytest.raises(ChapbookError) as raised:
        zine.zine(book(CASE), None, lambda _: file)
    (problem,) = raised.value.problems
    pages, lines, words = map(
        int, re.fullmatch(r'\D*(\d+) pages\D+(\d+) lines\D+(\d+) words\D*', problem.message).groups()
    )
    assert pages == over
    assert abs(words - over * 24 * 9) < 24 * 9
    assert over * 15 < lines < over * 25
    assert 'booklet' in problem.hint


def test_every_kind_of_text_can_be_set_so_small():
    """Tables, pictures, quotations, verse and notes are laid out without a word from the engine."""
    assert made(CASE, ZINE).problems == ()
