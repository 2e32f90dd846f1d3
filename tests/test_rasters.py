"""Photographs: as every e-reader and every page shows them, whatever they come as."""

import base64
import io
import re
import zipfile

import pytest
from epubs import COVER, book_of, theme
from PIL import Image, ImageCms

from chapbook import rasters
from chapbook.book import Picture
from chapbook.compose import print_document
from chapbook.editions import html
from chapbook.editions.epub import remarks, render
from chapbook.markup.pictures import MEDIA_TYPES
from chapbook.pages import A5, PRESS


def picture(kind='jpeg', size=(60, 40), mode='RGB', **saving):
    """Return a picture whose upper left quarter is red, the rest blue."""
    image = Image.new('RGB', size, 'blue')
    image.paste('red', (0, 0, size[0] // 2, size[1] // 2))
    buffer = io.BytesIO()
    image = image.convert(mode)
    if mode == 'RGBA':
        image.putpixel((size[0] - 1, 0), (0, 0, 0, 0))
    image.save(buffer, kind, **saving)
    return Picture(f'a.{kind}', buffer.getvalue(), MEDIA_TYPES[kind], *size)


def opened(made):
    """Return a picture as Pillow reads it, its type and size being what it says."""
    image = Image.open(io.BytesIO(made.data))
    assert (image.get_format_mimetype(), image.size) == (made.media_type, (made.width_px, made.height_px))
    return image


def is_red(image, x, y):
    """Tell whether a place in a picture is red, as far as a lossy picture keeps it."""
    red, _, blue = image.convert('RGB').getpixel((x, y))
    return red > 200 and blue < 60


@pytest.mark.parametrize(
    ('given', 'kind'),
    [
        (picture('webp'), 'JPEG'),
        (picture('webp', lossless=True), 'PNG'),
        (picture('webp', mode='RGBA'), 'PNG'),
        (picture('avif'), 'JPEG'),
        (picture('avif', mode='RGBA'), 'PNG'),
    ],
)
def test_what_old_readers_do_not_know_becomes_what_they_know(given, kind):
    """Photographs become JPEG; what is seen through or packed without loss becomes PNG."""
    image = opened(rasters.for_ebook(given))
    assert image.format == kind
    assert is_red(image, 5, 5)
    assert not is_red(image, 50, 30)


@pytest.mark.parametrize(
    'given', [picture('jpeg'), picture('png'), picture('gif'), picture('jpeg', mode='L'), picture('png', mode='P')]
)
def test_what_every_reader_shows_stays_as_it_is(given):
    """Not a byte changes without need."""
    assert rasters.for_ebook(given) == given
    assert rasters.for_screen_colours(given) == given
    assert rasters.for_browser(given) == given


def test_a_picture_that_moves_and_is_no_gif_stands_still():
    """A moving GIF is shown everywhere and stays; of a moving WebP there is the first picture."""
    others = [Image.new('RGB', (60, 40), colour) for colour in ('green', 'white')]
    moving = picture('webp', save_all=True, append_images=others)
    assert is_red(opened(rasters.for_ebook(moving)), 5, 5)
    gif = picture('gif', save_all=True, append_images=others)
    assert rasters.for_ebook(gif) == gif


@pytest.mark.parametrize('kind', ['jpeg', 'png', 'webp'])
def test_a_picture_of_40_megapixels_becomes_smaller(kind):
    """Its shape stays, and it has no more pixels than a large tablet."""
    given = picture(kind, (8000, 5000))
    made = rasters.for_ebook(given)
    image = opened(made)
    assert 0.98 * rasters.MOST_PX < made.width_px * made.height_px <= rasters.MOST_PX
    assert made.width_px / made.height_px == pytest.approx(1.6, rel=0.001)
    assert is_red(image, 100, 100)


def test_a_photograph_is_upright_for_readers_that_do_not_turn_it():
    """The camera’s note is carried out and gone."""
    exif = Image.Exif()
    exif[0x0112] = 6
    given = picture('jpeg', exif=exif)
    image = opened(rasters.for_ebook(Picture(given.name, given.data, given.media_type, 40, 60)))
    assert image.size == (40, 60)
    assert is_red(image, 35, 5)
    assert not image.getexif().get(0x0112)


@pytest.mark.parametrize('convert', [rasters.for_ebook, rasters.for_screen_colours])
def test_a_photograph_in_inks_becomes_rgb(convert):
    """Readers show inks in false colours or not at all; a broken profile is passed over."""
    for profile in (None, b'no profile'):
        image = opened(convert(picture('jpeg', mode='CMYK', icc_profile=profile)))
        assert image.mode == 'RGB'
        assert is_red(image, 5, 5)


def test_the_profile_of_a_screen_travels_along():
    """Colours mean what they meant."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile('sRGB')).tobytes()
    assert opened(rasters.for_ebook(picture('webp', icc_profile=profile))).info['icc_profile'] == profile


def test_pages_hold_inks_for_a_print_shop_alone(tmp_path):
    """A pamphlet in PDF/A-3 has one space of colours; a shop gets the inks as they were given."""
    given = picture('jpeg', mode='CMYK')
    (tmp_path / 'a.jpeg').write_bytes(given.data)
    book = book_of('![Red](a.jpeg)', tmp_path)
    assert print_document(book, theme(), PRESS).pictures['a.jpeg'].data == given.data
    assert opened(print_document(book, theme(), A5).pictures['a.jpeg']).mode == 'RGB'


def test_a_web_page_shows_what_browsers_have_shown_for_long(tmp_path):
    """AVIF becomes JPEG there, and its file travels along as it is; a WebP picture is its own file."""
    given = {name: picture(name.rpartition('.')[2]) for name in ('a.avif', 'b.webp')}
    for name, each in given.items():
        (tmp_path / name).write_bytes(each.data)
    page = html.render(book_of('![Red](a.avif)\n\n![Red](b.webp)', tmp_path), theme()).decode()
    kinds, names = re.findall('<img[^>]* src="data:(image/[a-z]+)', page), re.findall('data-file="([^"]+)"', page)
    assert (kinds, names) == (['image/jpeg', 'image/webp'], ['b.webp'])
    (packed,) = re.findall('data:application/zip;base64,([^"]+)', page)
    with zipfile.ZipFile(io.BytesIO(base64.b64decode(packed))) as archive:
        assert archive.read('a.avif') == given['a.avif'].data
        assert 'b.webp' not in archive.namelist()


def test_an_ebook_tells_what_it_shows_otherwise_and_keeps_the_original(tmp_path):
    """What is smaller or of another type is a note with its line; the text’s own file travels along, byte for byte."""
    given = {name: picture(*kind) for name, kind in {'a.avif': ('avif',), 'b.png': ('png', (4000, 3000))}.items()}
    for name, each in given.items():
        (tmp_path / name).write_bytes(each.data)
    book = book_of('![Red](a.avif)\n\n![Red](b.png)', tmp_path)
    told = [(told.severity, told.place.line, told.message) for told in remarks.remarks(book, theme())]
    assert told == [
        ('detail', 1, 'in the e-book the picture “a.avif” is JPEG instead of AVIF'),
        ('note', 3, 'in the e-book the picture “b.png” is 2732 × 2049 pixels instead of 4000 × 3000'),
    ]
    with zipfile.ZipFile(io.BytesIO(render(book, theme(), COVER))) as archive:
        assert {name for name in archive.namelist() if 'Images/' in name} == {
            'EPUB/Images/cover.jpg', 'EPUB/Images/a.jpg', 'EPUB/Images/b.png',
        }  # fmt: skip
        for name, each in given.items():
            assert archive.read(f'EPUB/Source/{name}') == each.data
