"""Photographs in print: as many pixels as show at their size, in sRGB, line art in one bit."""

import io
from dataclasses import replace

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from judges import judge
from pamphlets import MADE, theme
from PIL import Image, ImageCms

from chapbook.compose import print_document
from chapbook.editions import shop
from chapbook.markup import parse
from chapbook.pages import A5, PRESS
from chapbook.problems import Severity
from chapbook.project import Text, read_manuscript
from chapbook.typesetting import pdf

# A picture lives no longer than its document.
OPEN = []


def photograph(width, height, mode='RGB'):
    """Return a picture in which no two rows are alike."""
    return Image.linear_gradient('L').resize((width, height)).convert(mode)


def encoded(image, kind, **options):
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


@pytest.fixture
def made(tmp_path):
    """Lay out a text of one picture; return its page file and the text."""

    def make(name, data, page=A5, **meta):
        (tmp_path / name).write_bytes(data)
        index = tmp_path / 'index.md'
        index.write_text(f'---\ntitle: A\nlang: en\n---\n\nWords.\n\n![A picture]({name})\n', encoding='utf-8')
        book = parse(replace(read_manuscript(Text('own', tmp_path, (index,)), tmp_path), modified=MADE))
        book = replace(book, metadata=replace(book.metadata, **meta))
        return pdf.render(print_document(book, theme(), page)), book

    return make


def placed_in(data):
    """Return how wide the one picture of a PDF is on its page, in inches."""
    document = pypdfium2.PdfDocument(data)
    found = [item.get_bounds() for page in document for item in page.get_objects([pdfium.FPDF_PAGEOBJ_IMAGE])]
    ((left, _, right, _),) = found
    return (right - left) / 72


def pictures(data):
    """Return the pictures of a PDF, but for their masks."""
    OPEN.append(pikepdf.open(io.BytesIO(data)))
    images = (image for page in OPEN[-1].pages for image in page.get_images().values())
    return list({image.objgen: image for image in images}.values())


@pytest.mark.parametrize(('page', 'dpi'), [(A5, 300), (PRESS, 400)])
@pytest.mark.parametrize(('kind', 'filter_'), [('JPEG', '/DCTDecode'), ('PNG', '/FlateDecode')])
def test_a_photograph_has_no_more_pixels_than_show(made, page, dpi, kind, filter_):
    """A large one is made smaller for the size it is printed at, and -v tells; twice the same bytes."""
    data = encoded(photograph(3000, 1500), kind)
    file, _ = made(f'a.{kind.lower()}', data, page)
    (picture,) = pictures(file.data)
    assert picture.Width / placed_in(file.data) == pytest.approx(dpi, abs=1)
    assert picture.Height == pytest.approx(picture.Width / 2, abs=1)
    assert picture.Filter == filter_
    assert [problem.severity for problem in file.problems] == [Severity.DETAIL]
    assert made(f'a.{kind.lower()}', data, page)[0].data == file.data


def test_the_original_travels_along(made):
    """What was made smaller is attached as it was given."""
    data = encoded(photograph(3000, 1500), 'JPEG')
    with pikepdf.open(io.BytesIO(made('a.jpeg', data)[0].data)) as document:
        assert document.attachments['a.jpeg'].get_file().read_bytes() == data


def test_a_picture_that_is_small_stays_as_it_is(made):
    """Nothing is made larger, and a JPEG picture of few pixels travels byte for byte."""
    data = encoded(photograph(600, 300), 'JPEG')
    file, _ = made('a.jpg', data)
    (picture,) = pictures(file.data)
    assert (picture.read_raw_bytes(), file.problems) == (data, ())


def test_transparency_shrinks_with_its_picture(made):
    """Picture and mask have the same pixels."""
    image = photograph(2000, 1000, 'RGBA')
    image.putalpha(photograph(2000, 1000, 'L'))
    file, _ = made('a.png', encoded(image, 'PNG'))
    (picture,) = pictures(file.data)
    assert picture.SMask.Width == picture.Width
    assert picture.Width / placed_in(file.data) == pytest.approx(300, abs=1)


def test_line_art_keeps_its_pixels_in_one_bit(made):
    """Black and white alone is sharp by its pixels: all of them stay, and none becomes grey; for the shop as well."""
    image = photograph(3000, 1500).convert('1')
    file, book = made('a.png', encoded(image, 'PNG'), PRESS)
    book = replace(book, profile=judge('press-profile').read_bytes())
    book = replace(book, metadata=replace(book.metadata, profile='shop.icc'))
    for data in (file.data, shop.press(book, None, lambda _: file.data)):
        (picture,) = pictures(data)
        assert (picture.Width, picture.BitsPerComponent, picture.ColorSpace) == (3000, 1, '/DeviceGray')
        assert pikepdf.PdfImage(picture).as_pil_image().convert('1').tobytes() == image.tobytes()


def test_a_photograph_of_another_profile_shows_its_colours(made):
    """Pages are in sRGB: numbers of a wider space are turned into those of the same colour there."""
    wide = ImageCms.ImageCmsProfile(str(judge('wide-profile')))
    image = Image.new('RGB', (400, 200), (120, 200, 80))
    file, _ = made('a.png', encoded(image, 'PNG', icc_profile=wide.tobytes()))
    (picture,) = pictures(file.data)
    expected = ImageCms.profileToProfile(image, wide, ImageCms.createProfile('sRGB')).getpixel((0, 0))
    assert expected != (120, 200, 80)
    assert pikepdf.PdfImage(picture).as_pil_image().getpixel((9, 9)) == expected


@pytest.mark.parametrize('own', [True, False])
def test_a_picture_stays_in_rgb_for_the_shop_where_the_text_says_so(made, own):
    """It keeps its own profile, or is said to be sRGB; without a word it is printed in inks."""
    profile = judge('wide-profile').read_bytes() if own else None
    image = Image.merge('RGB', [photograph(600, 300, 'L').rotate(turn) for turn in (0, 90, 180)])
    data = encoded(image, 'JPEG', icc_profile=profile)
    for names in (('a.jpg',), ()):
        file, book = made('a.jpg', data, PRESS, rgb=names, profile='shop.icc')
        book = replace(book, profile=judge('press-profile').read_bytes())
        (picture,) = pictures(shop.press(book, None, lambda _, file=file: file.data))
        assert '/ChapbookRGB' not in picture
        if names:
            assert (picture.ColorSpace[0], picture.ColorSpace[1].N) == ('/ICCBased', 3)
            assert own == (picture.ColorSpace[1].read_bytes() == profile)
            assert picture.read_raw_bytes() == data
        else:
            assert picture.ColorSpace == '/DeviceCMYK'
