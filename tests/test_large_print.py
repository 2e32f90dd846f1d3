"""The large-print edition: what the clear-print guidance of the RNIB asks for, measured on its pages."""

import io
from functools import cache
from itertools import pairwise

import pikepdf
import pytest
from judges import page_validation, verapdf
from pamphlets import book, lines, made, measure, printed, theme

from chapbook import check
from chapbook.compose import page_tokens
from chapbook.lengths import points
from chapbook.pages import LARGE_PRINT, LARGE_PRINT_LETTER

CASE = 'page-notes'


@cache
def pages(name=CASE):
    """Return the runs of every page of a case in large print."""
    return measure(made(name, LARGE_PRINT).data)


@pytest.mark.parametrize('name', [CASE, 'page-everything'])
def test_no_letter_is_smaller_than_sixteen_points(name):
    """Notes, captions, heads, numbers, code, imprint and colophon too have 16 points or more; the text has 18."""
    sizes = [run.size for page in pages(name) for run in page if run.text.strip()]
    assert min(sizes) >= 16
    assert max(set(sizes), key=sizes.count) == 18
    for paragraph in (each for section in book(name).sections for each in section.tree.findall('p')):
        first = (paragraph.text or '').split()[:2]
        found = [run.size for page in pages(name) for run in page if run.text.split()[:2] == first]
        assert 18 in found or not first, first


def test_no_word_is_slanted_or_in_small_capitals():
    """All words are set in the upright faces of Atkinson Hyperlegible, code in one of even width."""
    with pikepdf.open(io.BytesIO(made(CASE, LARGE_PRINT).data)) as document:
        names = {str(font.BaseFont) for page in document.pages for font in page.resources.Font.values()}
    assert not [name for name in names if 'Italic' in name]
    assert all('Atkinson' in name or 'Mono' in name for name in names), names


def test_lines_are_ragged_and_whole():
    """No line ends in a hyphen of ours, lines are of different lengths, and stand 27 points apart."""
    text = [line for page in pages()[3:-1] for line in lines(page) if line.size == 18]
    assert not [line.text for line in text if line.text.rstrip().endswith('\u2010')]
    assert len({round(line.right) for line in text}) > len(text) / 3
    for page in pages()[3:-1]:
        baselines = [line.baseline for line in lines(page) if line.size == 18]
        assert min((b - a for a, b in pairwise(baselines)), default=27) >= 26.9


def test_folios_stand_in_one_place_and_count_this_edition():
    """The number of a page is at its lower right, on left and right pages, and is the page’s own."""
    for number, page in enumerate(pages(), 1):
        folio = [run for run in page if run.baseline > 770 and run.text.strip().isdecimal()]
        assert not folio or (len(folio) == 1 and folio[0].text.strip() == str(number) and folio[0].left > 500)
    assert sum(any(run.baseline > 770 for run in page) for page in pages()) > 2


def test_it_names_the_guidance():
    """The imprint says which guidance the edition follows."""
    said = ' '.join(run.text for run in pages()[1])
    assert 'RNIB' in said


def test_every_word_is_there():
    """A listener hears the same words as in every other edition."""
    assert check.audit(book(CASE), {'large-print': made(CASE, LARGE_PRINT).data}) == ()


@pytest.mark.judge
def test_it_is_pdf_ua(tmp_path):
    """page-validation and veraPDF accept the edition as PDF/UA-1."""
    path = tmp_path / 'large-print.pdf'
    path.write_bytes(made(CASE, LARGE_PRINT).data)
    assert page_validation(path) == []
    assert verapdf([path], flavour='ua1') == []


@pytest.mark.parametrize(('page', 'size'), [(LARGE_PRINT, (595.28, 841.89)), (LARGE_PRINT_LETTER, (612, 792))])
def test_a_page_is_the_paper_and_holds_all_its_lines(page, size):
    """A4 and US Letter are filled with whole lines, one below the other, as many as the theme says."""
    file = printed('Words of a long paragraph. ' * 400, page)
    with pikepdf.open(io.BytesIO(file.data)) as document:
        assert [float(edge) for edge in document.pages[2].mediabox[2:]] == pytest.approx(size, abs=0.01)
    tokens = page_tokens(theme(), page)
    full = [line for line in lines(measure(file.data)[3]) if line.size == 18 and line.text.strip().rstrip('0123456789')]
    assert len(full) == int(tokens['--lines'])
    assert full[-1].baseline < size[1] - points(tokens['--margin-bottom'])
