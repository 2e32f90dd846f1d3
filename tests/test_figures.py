"""Figures that just find no room on a page: a few lines lower they stand there, and leave no white."""

import base64
import io
from functools import cache, partial

import pypdfium2
import pytest
from pamphlets import GRID, printed
from PIL import Image
from pypdfium2 import raw as pdfium


@cache
def stands(paragraphs, composed=True, kind='PNG', high_px=600):
    """Return the page of a figure that comes after so many paragraphs of a line, and its height in lines."""
    buffer = io.BytesIO()
    Image.new('RGB', (900, high_px), (90, 120, 150)).save(buffer, kind)
    picture = f'![Blue](data:image/{kind.lower()};base64,{base64.b64encode(buffer.getvalue()).decode()} "Blue")'
    words = ('Words.\n\n' * paragraphs) + picture + '\n\nAnd so on.'
    document = pypdfium2.PdfDocument(printed(words, paragraphs='composed' if composed else 'greedy').data)
    for number, page in enumerate(document, 1):
        for item in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=4):
            _, bottom, _, top = item.get_bounds()
            return number, round((top - bottom) / GRID, 2)
    raise ValueError('there is no figure')


def test_a_figure_that_lacks_a_few_lines_gives_them():
    """It is lower by no more lines than it lacks, and stays a whole number of lines high."""
    page, whole = stands(1)
    fits = next(count for count in range(2, 40) if stands(count, composed=False)[0] > page) - 1
    assert stands(fits) == (page, whole)
    most = int(whole * 0.2)
    assert most >= 2
    for more in range(1, most + 1):
        assert stands(fits + more) == (page, pytest.approx(whole - more))
    assert stands(fits + most + 1) == (page + 1, whole)


def test_a_photograph_gives_more():
    """It gives up to two fifths, but a third of an A5 page of it stays."""
    photograph = partial(stands, kind='JPEG', high_px=900)
    page, whole = photograph(1)
    fits = next(count for count in range(2, 40) if photograph(count, composed=False)[0] > page) - 1
    most = min(int(whole * 0.4), int(whole - 12))
    assert most > int(whole * 0.2)
    assert photograph(fits + most) == (page, pytest.approx(whole - most))
    assert photograph(fits + most + 1) == (page + 1, whole)


def test_a_figure_that_stands_anyway_is_as_large_as_it_was():
    """Where there is room, and at the head of a page, nothing is taken from it."""
    assert stands(2) == stands(2, composed=False)
    assert stands(30) == stands(30, composed=False)


def test_a_row_of_a_table_that_is_broken_off_is_no_figure():
    """A page may end within the cells of a row, each of which goes on by itself."""
    words = 'words of a cell ' * 300
    document = pypdfium2.PdfDocument(printed(f'| a | b |\n|---|---|\n| {words} | {words} more |\n').data)
    text = ''.join(page.get_textpage().get_text_range() for page in document)
    assert text.split().count('cell') == 600
