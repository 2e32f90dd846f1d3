"""Trim sizes: what may be said, which page that is, and what follows from it."""

import io

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pamphlets import lines, measure, printed, theme

from chapbook import trims
from chapbook.lengths import points
from chapbook.metadata import Person
from chapbook.pages import A4_FOLDED, A5, COVER, HALF_LETTER, LARGE_PRINT, LARGE_PRINT_LETTER

LONG = 'The Long and Winding History of Neighbourhood Allotments'
TOKENS = theme().tokens('tokens.css')


@pytest.mark.parametrize(
    ('words', 'size'),
    [
        ('A6', (105, 148)),
        ('a6', (105, 148)),
        ('Half-Letter', (139.7, 215.9)),
        ('120x180mm', (120, 180)),
        ('12 × 18 cm', (120, 180)),
        ('4.5in x 7in', (114.3, 177.8)),
        ('120 x 180', (120, 180)),
    ],
)
def test_sizes_are_said_by_name_or_by_measures(words, size):
    """A size is a name of the trade, whatever its case, or two measures; one unit serves both."""
    assert trims.read_size(words) == pytest.approx(size)


@pytest.mark.parametrize('words', ['A', 'A2', '10x10mm', '900x900mm', 'wide', '120', ''])
def test_what_is_no_page_is_refused(words):
    """What is not in the table, or could not be held in a hand, is no size."""
    assert trims.read_size(words) is None


def test_a_text_without_a_size_has_the_usual_pages():
    """Without a size a booklet on A4 shares the layout of the PDF, and Letter has its own."""
    assert [trims.page_for(page, None) for page in (A5, A4_FOLDED, HALF_LETTER)] == [A5, A5, HALF_LETTER]


def test_a_size_that_lies_twice_on_a_sheet_is_laid_out_once():
    """The PDF and both booklets of an A6 text share one layout; the large print keeps its own."""
    small = (105.0, 148.0)
    assert len({trims.page_for(page, small) for page in (A5, A4_FOLDED, HALF_LETTER)}) == 1
    assert trims.page_for(COVER, small).size_mm == small
    assert trims.page_for(LARGE_PRINT, small) is LARGE_PRINT
    assert trims.page_for(LARGE_PRINT, small, ('letter', 'a4')) is LARGE_PRINT_LETTER


def test_a_size_too_large_for_a_sheet_leaves_its_booklet_as_it_is():
    """A half-letter text still has its booklet on A4: of A5 pages."""
    assert trims.page_for(A4_FOLDED, trims.SIZES['half-letter']) is A5
    assert trims.page_for(HALF_LETTER, trims.SIZES['A5']) is HALF_LETTER


def test_the_designed_size_changes_nothing():
    """`size: A5` gives the page there is without it."""
    assert trims.derive(TOKENS, trims.SIZES['A5']) == TOKENS


@given(st.floats(60, 220), st.floats(80, 310))
def test_every_page_has_room_for_its_words(width_mm, height_mm):
    """Of any size, margins stay wide enough to hold, type can be read, and whole lines fill the height exactly."""
    tokens = trims.derive(TOKENS, (width_mm, height_mm))
    pt = {
        name: points(tokens[f'--{name}'])
        for name in (
            'page-height',
            'margin-top',
            'margin-bottom',
            'margin-inner',
            'margin-outer',
            'leading',
            'size',
            'size-note',
        )
    }
    assert pt['margin-top'] + pt['margin-bottom'] + int(tokens['--lines']) * pt['leading'] == pytest.approx(
        pt['page-height'], abs=0.1
    )
    assert pt['margin-inner'] >= 31
    assert pt['margin-outer'] >= 25
    assert pt['size'] >= 9
    assert pt['size-note'] >= 7
    assert 1.2 <= pt['leading'] / pt['size'] <= 1.35


def test_a_small_book_is_small_and_its_title_fits():
    """An A6 page is an A6 page, its lines have about 60 letters, and a long title stays on its cover."""
    page = trims.page_for(A5, trims.SIZES['A6'])
    file = printed('# One\n\n' + 'Words that fill lines. ' * 90, page, title=LONG, authors=(Person('Ines Falk'),))
    with pikepdf.open(io.BytesIO(file.data)) as document:
        assert [float(edge) for edge in document.pages[0].MediaBox] == pytest.approx([0, 0, 297.64, 419.53], abs=0.1)
    pages = measure(file.data)
    cover = [run for run in pages[0] if run.size > 15]
    assert ' '.join(''.join(run.text for run in cover).split()).replace(' ', '') == LONG.replace(' ', '')
    assert max(run.right for run in cover) < 297.64 - 30
    full = [len(line.text) for line in lines(pages[2]) if line.size == 9]
    assert 50 < sorted(full)[len(full) // 2] < 75


def test_a_size_is_called_by_its_name():
    """What an e-book says of the paper its page numbers come from: a name of the trade, or the measures."""
    assert [trims.size_name(size) for size in (None, (105, 148), (139.7, 215.9), (120.0, 180.5))] == [
        'A5', 'A6', 'half-letter', '120 × 180.5 mm',
    ]  # fmt: skip
