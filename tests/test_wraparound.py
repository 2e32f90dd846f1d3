"""The cover of a glued book: as wide as two pages and a spine, its words where they can be read."""

import io
from dataclasses import replace
from functools import cache

import pikepdf
import pypdfium2
import pytest
from pamphlets import made, theme
from PIL import Image, ImageChops, ImageOps
from test_prepress import MM, given, laid_out

from chapbook.book import Picture
from chapbook.compose import print_document
from chapbook.editions import shop, wraparound
from chapbook.pages import COVER, PRESS
from chapbook.problems import ChapbookError
from chapbook.typesetting import pdf

CASE = 'page-tables'


@cache
def pages(page):
    """Return the pages of a case; inside the book some are there again and again, so that it is thick enough."""
    if page is not PRESS:
        return made(CASE, page).data
    buffer = io.BytesIO()
    with pikepdf.open(io.BytesIO(laid_out(CASE, page, binding='glued'))) as document:
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


def with_picture(size_px, page, **meta):
    """Return a text with a picture of this size on its cover, and the pages it is laid out on."""
    buffer = io.BytesIO()
    Image.new('RGB', size_px, (30, 30, 200)).save(buffer, 'PNG')
    picture = Picture('a.png', buffer.getvalue(), 'image/png', *size_px)
    plain = given(CASE, cover_image='a.png', subtitle='A walk along the water in four seasons, with a map', **meta)
    book = replace(plain, pictures={**plain.pictures, 'a.png': picture})
    return book, pdf.render(print_document(book, theme(), page)).data


def blue_mm(data, at=0):
    """Return the box of what is blue on a page, in mm from the upper left corner of its paper."""
    page = pypdfium2.PdfDocument(data)[at].render(scale=2).to_pil().convert('RGB')
    red, _, blue = page.split()
    alone = ImageChops.subtract(blue, red).point(lambda value: 255 if value > 50 else 0)
    return [edge / 2 / MM for edge in alone.getbbox()]


@pytest.mark.parametrize('size_px', [(900, 300), (600, 600), (300, 900)])
@pytest.mark.parametrize('title', ['Mill', 'An Account of What the River Keeps, and What It Gives Back in Winter'])
def test_a_picture_on_the_cover_touches_no_words(size_px, title):
    """It stands between subtitle and name, whatever its shape and however long the title is."""
    _, data = with_picture(size_px, COVER, title=title)
    document = pypdfium2.PdfDocument(data)[0]
    (picture,) = (item.get_bounds() for item in document.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]))
    words = [item.get_bounds() for item in document.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_TEXT])]
    assert all(box[1] > picture[3] + 5 * MM or box[3] < picture[1] - 3 * MM for box in words)
    assert picture[3] - picture[1] > 12 * MM
    assert (picture[2] - picture[0]) / (picture[3] - picture[1]) == pytest.approx(size_px[0] / size_px[1], rel=0.01)


@pytest.mark.parametrize('size_px', [(900, 300), (300, 900)])
def test_a_picture_that_fills_the_cover_bleeds(size_px):
    """It goes 1 mm onto the spine, for no fold is exact, and 3 mm beyond the other edges; stapled, beyond all four."""
    meta = {'binding': 'glued', 'stock': '900um', 'cover_image_fill': True}
    book, inside = with_picture(size_px, PRESS, **meta)
    thick = io.BytesIO()
    with pikepdf.open(io.BytesIO(inside)) as document:
        for _ in range(12):
            document.pages.insert(3, document.pages[3])
        document.save(thick)

    def given_pages(page):
        return thick.getvalue() if page is PRESS else pages(page)

    left_mm = 10 + 148 + wraparound.spine_mm(book, given_pages)
    assert blue_mm(wraparound.cover(book, None, given_pages)) == pytest.approx(
        [left_mm - 1, 7, left_mm + 148 + 3, 10 + 210 + 3], abs=0.4
    )
    stapled, laid = with_picture(size_px, PRESS, cover_image_fill=True)
    assert blue_mm(shop.press(stapled, None, lambda _: laid)) == pytest.approx([7, 7, 161, 223], abs=0.4)
