"""The README’s pictures: drawn from the pages and the imposition themselves, small, and the same every time."""

import re
from io import BytesIO

import pikepdf
import pytest
from lxml import etree
from PIL import Image

from chapbook import pictures
from chapbook.pictures import folding
from chapbook.pictures.__main__ import main
from chapbook.problems import ChapbookError
from chapbook.sheets import saddle_order

SVG = '{http://www.w3.org/2000/svg}'


@pytest.fixture(scope='module')
def pages():
    """Four A5 pages: white, one grey, one red, white."""
    pdf = pikepdf.new()
    for colour in ('1 g', '0.5 g', '0.6 0.1 0.1 rg', '1 g'):
        pdf.add_blank_page(page_size=(420, 595))
        pdf.pages[-1].obj.Contents = pdf.make_stream(f'{colour} 100 100 220 395 re f'.encode())
    buffer = BytesIO()
    pdf.save(buffer)
    return buffer.getvalue()


def test_spread_shows_two_facing_pages(pages):
    """The left page lies left of the fold and the one after it right of it."""
    picture = Image.open(BytesIO(pictures.spread(pages, 2, 800))).convert('RGB')
    middle = picture.height // 2
    left, right = picture.getpixel((200, middle)), picture.getpixel((600, middle))
    assert picture.width == 800
    assert max(left) - min(left) < 8
    assert 110 < left[0] < 145
    assert right[0] > 2 * max(right[1:])


def test_spread_is_darkest_at_the_fold_and_has_edges(pages):
    """On white paper the fold is darker than the page beside it, and the paper ends in a line."""
    picture = Image.open(BytesIO(pictures.spread(pages, 1, 800))).convert('L')
    row = [picture.getpixel((x, 60)) for x in range(800)]
    assert row[200] == 255
    assert row[399] < row[380] < row[360] <= 255
    assert row[32] < 200 < row[36]


def test_spread_is_a_small_png_and_the_same_every_time(pages):
    """A picture for a README is a palette PNG well under 250 kB."""
    once = pictures.spread(pages, 1, 1600)
    assert once == pictures.spread(pages, 1, 1600)
    assert once.startswith(b'\x89PNG')
    assert len(once) < 100_000


@pytest.mark.parametrize('left_page', [0, -1, 4, 99])
def test_spread_needs_both_pages(pages, left_page):
    """A left page without a right one is an error that says which would do."""
    with pytest.raises(ChapbookError, match='from 1 to 3'):
        pictures.spread(pages, left_page, 400)


def test_spread_of_no_pdf_is_refused():
    """What is not a PDF is an error with a hint."""
    with pytest.raises(ChapbookError, match='cannot be read'):
        pictures.spread(b'no PDF', 1, 400)


@pytest.mark.parametrize('count', [1, 4, 7, 8, 16])
def test_folded_sheet_numbers_come_from_the_imposition(count):
    """The flat sheets carry the page numbers of the imposition, front beside back, sheet after sheet."""
    drawing = etree.fromstring(pictures.folded_sheet(count))
    flat = drawing.findall(f'{SVG}g')[0]
    numbers = [text.text for text in flat.findall(f'{SVG}text') if text.text.isdigit()]
    expected = [str(page) for side in saddle_order(count) for page in (side.left, side.right) if page]
    assert numbers == expected


def test_folded_sheet_shows_what_faces_what():
    """Folded, the first sheet of eight pages shows 2 and 7; nested, the innermost 4 and 5; bound, the cover."""
    drawing = etree.fromstring(pictures.folded_sheet(8))
    shown = [[text.text for text in step.iterfind(f'{SVG}g/{SVG}text')] for step in drawing.iterfind(f'{SVG}g')]
    assert shown == [[], ['2', '7'], ['2', '7', '4', '5'], ['1']]


def test_folded_sheet_can_be_read_without_seeing_it():
    """A title and a description say what is drawn, and stand on a ground of their own."""
    drawing = etree.fromstring(pictures.folded_sheet(8))
    assert drawing.findtext(f'{SVG}title') == 'How a sheet becomes a pamphlet'
    assert 'sheet 1 has pages 8 and 1 on its front, 2 and 7 on its back' in drawing.findtext(f'{SVG}desc')
    assert drawing.get('aria-labelledby') == 'title desc'
    assert drawing.find(f'{SVG}rect').get('fill') == '#ffffff'


@pytest.mark.parametrize('count', [1, 8, 40])
def test_folded_sheet_stays_inside_its_frame(count):
    """Nothing is drawn outside the frame or into the words below, however many the sheets."""
    drawing = etree.fromstring(pictures.folded_sheet(count))
    for step in drawing.iterfind(f'{SVG}g'):
        offset = float(re.search(r'translate\(([\d.]+)', step.get('transform'))[1])
        corners = [corner.split(',') for shape in step.iter(f'{SVG}polygon') for corner in shape.get('points').split()]
        assert all(0 < offset + float(x) < 1200 and 0 < float(y) < folding.WORDS - 20 for x, y in corners)


def test_command_writes_both_pictures(tmp_path, pages):
    """The maker’s command leaves the two files the README shows."""
    (tmp_path / 'pages.pdf').write_bytes(pages)
    assert main([str(tmp_path / 'pages.pdf'), str(tmp_path / 'out'), '--left-page', '2']) == 0
    assert sorted(path.name for path in (tmp_path / 'out').iterdir()) == ['folded-sheet.svg', 'spread.png']


def test_command_refuses_what_is_not_there(tmp_path, capsys):
    """A missing file is wrong use, said in a sentence."""
    with pytest.raises(SystemExit) as refused:
        main([str(tmp_path / 'none.pdf'), str(tmp_path / 'out')])
    assert refused.value.code == 2
    assert 'none.pdf' in capsys.readouterr().err
