"""The cover of a glued book: as wide as two pages and a spine, its words where they can be read."""

import io
from functools import cache

import pikepdf
import pypdfium2
import pytest
from pamphlets import made
from PIL import ImageOps
from test_prepress import MM, given

from chapbook.editions import shop, wraparound
from chapbook.pages import PRESS
from chapbook.problems import ChapbookError

CASE = 'page-tables'


@cache
def pages(page):
    """Return the pages of a case; inside the book some are there again and again, so that it is thick enough."""
    if page is not PRESS:
        return made(CASE, page).data
    buffer = io.BytesIO()
    with pikepdf.open(io.BytesIO(made(CASE, page).data)) as document:
        for _ in range(12):
            document.pages.insert(3, document.pages[3])
        document.save(buffer)
    return buffer.getvalue()


def covered(stock):
    """Return the cover around a case on a paper, and how thick its spine is."""
    book = given(CASE, binding='glued', stock=stock)
    return wraparound.cover(book, None, pages), wraparound.spine_mm(book, pages)


def test_the_spine_is_as_thick_as_the_leaves():
    """Half the pages the shop is given inside, times the thickness of the paper."""
    book = given(CASE, binding='glued', stock='900um')
    with pikepdf.open(io.BytesIO(shop.press(book, None, pages))) as inside:
        assert wraparound.spine_mm(book, pages) == pytest.approx(len(inside.pages) / 2 * 0.9)


def test_it_is_two_pages_and_a_spine():
    """The trim is back, spine and front; the bleed goes round all three; the spine is marked above and below."""
    data, spine_mm = covered('900um')
    with pikepdf.open(io.BytesIO(data)) as document:
        (page,) = document.pages
        trim, bleed = ([float(edge) for edge in page.obj[key]] for key in ('/TrimBox', '/BleedBox'))
        drawn = page.obj.Contents.read_bytes().rpartition(b'/PressMarks CS')[2]
        names = set(page.obj.Resources.XObject.keys())
    assert trim[2] - trim[0] == pytest.approx((2 * 148 + spine_mm) * MM, abs=0.05)
    assert trim[3] - trim[1] == pytest.approx(210 * MM, abs=0.05)
    assert [abs(a - b) for a, b in zip(trim, bleed, strict=True)] == pytest.approx([3 * MM] * 4, abs=0.01)
    assert drawn.count(b' l S') == 12
    assert '/Words0' in names


def test_words_lie_on_the_spine_alone():
    """The title on the spine keeps its distance from both folds, and runs from the head down."""
    data, spine_mm = covered('900um')
    scale, left_mm = 200 / 72, 10 + 148
    page = pypdfium2.PdfDocument(data)[0].render(scale=scale).to_pil().convert('L')
    # Between the fold marks, which are above and below the trim.
    edges_mm = (left_mm - 3, 10, left_mm + spine_mm + 3, 10 + 210)
    spine = page.crop(tuple(round(edge * MM * scale) for edge in edges_mm))
    left, top, right, bottom = (edge / scale / MM for edge in ImageOps.invert(spine).getbbox())
    assert left - 3 >= 1.3
    assert 3 + spine_mm - right >= 1.3
    assert top == pytest.approx(wraparound.ENDS_MM, abs=1)
    assert bottom <= 210 - wraparound.ENDS_MM + 0.5


def test_a_thin_spine_stays_without_words():
    """Under 5.5 mm there is no room for letters that can be read."""
    assert 5 < wraparound.LEAST_WITH_WORDS_MM < 6
    data, spine_mm = covered('500um')
    assert spine_mm < wraparound.LEAST_WITH_WORDS_MM
    with pikepdf.open(io.BytesIO(data)) as document:
        assert '/Words0' not in document.pages[0].obj.Resources.XObject


@pytest.mark.parametrize(
    ('meta', 'said'),
    [({'binding': 'stapled'}, 'stapled'), ({'binding': 'glued', 'stock': '80gsm'}, 'too thin')],
)
def test_a_book_without_a_spine_has_no_cover_of_its_own(meta, said):
    """A stapled pamphlet, and one too thin for glue, are told so with a way out."""
    with pytest.raises(ChapbookError) as raised:
        wraparound.cover(given(CASE, **meta), None, pages)
    assert said in raised.value.problems[0].message
    assert 'binding' in raised.value.problems[0].hint


def test_the_same_source_gives_the_same_cover():
    """Two runs give the same bytes."""
    assert covered('900um') == covered('900um')
    assert made(CASE, PRESS).problems == ()
