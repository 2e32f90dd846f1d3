"""Imposition: the sheets are folded here in numbers and taken apart again, and must give back the pages."""

import time
from contextlib import suppress
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from folding import A5, HALF_LETTER, MM, alike, faces, fold, page_file, pictures, saved, words
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, Pdf
from PIL import ImageStat

from chapbook import sheets
from chapbook.problems import ChapbookError
from chapbook.sheets import PAPERS, Paper, impose, saddle_order


def folded(order):
    """Return the page numbers of an order of sides as a reader meets them."""
    return fold(
        [(i // 2, bool(i % 2), x, n) for i, side in enumerate(order) for x, n in ((-1, side.left), (1, side.right))]
    )


def unimpose(booklet_pdf):
    """Cut the sheets apart and return a page file in reading order, blanks left out."""
    booklet, pages = Pdf.open(BytesIO(booklet_pdf)), pikepdf.new()
    fold_x = float(booklet.pages[0].mediabox[2]) / 2
    placed = [(f.sheet, f.back, f.place.llx + f.place.urx - 2 * fold_x, f) for f in faces(booklet)]
    for face in fold(placed):
        pages.pages.append(booklet.pages[2 * face.sheet + face.back])
        box = Array([face.place.llx, face.place.lly, face.place.urx, face.place.ury])
        pages.pages[-1].obj.MediaBox = pages.pages[-1].obj.TrimBox = box
    return saved(pages)


def places(pdf):
    """Return for each page its letters and their boxes, measured from the page’s own corner."""
    return [_places(page) for page in pypdfium2.PdfDocument(pdf)]


def _places(page):
    text, (left, bottom, right, top) = page.get_textpage(), page.get_mediabox()
    found = [(text.get_text_range(index, 1), text.get_charbox(index)) for index in range(text.count_chars())]
    return [
        (letter, (x0 - left, y0 - bottom, x1 - left, y1 - bottom))
        for letter, (x0, y0, x1, y1) in found
        if letter.strip() and left < x0 < right and bottom < y0 < top
    ]


@pytest.mark.parametrize('count', range(1, 41))
def test_folded_pages_read_in_order(count):
    """Folded and nested, any number of pages reads from first to last, each once, the blanks before the last."""
    order = saddle_order(count)
    leaves = folded(order)
    read = [page for page in leaves if page]
    assert len(order) == 2 * -(-count // 4)
    assert len(leaves) == 2 * len(order)
    assert read == list(range(1, count + 1))
    assert leaves[: count - 1] == read[:-1]
    assert leaves[-1] == (count if count > 1 else None)


def test_order_of_no_pages_is_empty():
    """No pages need no sheets."""
    assert saddle_order(0) == ()


def test_order_of_eight_pages_is_the_one_every_printer_knows():
    """Two sheets: 8 1, 2 7, 6 3, 4 5."""
    assert [(side.left, side.right) for side in saddle_order(8)] == [(8, 1), (2, 7), (6, 3), (4, 5)]


@pytest.mark.parametrize('count', [1, 2, 3, 4, 5, 8, 13, 32])
def test_unimposing_gives_the_pages_back(count):
    """Cut apart and put in reading order, the sheets are the page file: every letter at its place, every mark."""
    pages = saved(page_file(count))
    back = unimpose(impose(pages, PAPERS['a4']))
    assert words(back) == [['Folio', str(number)] for number in range(1, count + 1)]
    assert places(back) == [[(letter, pytest.approx(at, abs=0.01)) for letter, at in page] for page in places(pages)]
    assert all(alike(one, other) for one, other in zip(pictures(pages), pictures(back), strict=True))


@given(width=st.floats(40, 139.7), height=st.floats(60, 215.9), x=st.integers(-500, 500), y=st.integers(-500, 500))
@settings(max_examples=25, deadline=None)
def test_inner_edges_meet_at_the_fold(width, height, x, y):
    """Whatever its size and wherever its origin, a page touches the fold, as far from head as from foot."""
    booklet = Pdf.open(BytesIO(impose(saved(page_file(4, (width * MM, height * MM), (x, y))), PAPERS['letter'])))
    for face in faces(booklet):
        inner = min(abs(face.place.llx - 396), abs(face.place.urx - 396))
        assert inner == pytest.approx(0, abs=1e-3)
        assert face.place.lly == pytest.approx(612 - face.place.ury, abs=1e-3)
        assert (face.place.width, face.place.height) == pytest.approx((width * MM, height * MM), abs=1e-3)


@pytest.mark.parametrize(
    ('paper', 'size', 'media', 'trim'),
    [
        ('a4', A5, (0, 0, 841.8898, 595.2756), (1.4173, 0, 840.4724, 595.2756)),
        ('letter', HALF_LETTER, (0, 0, 792, 612), (0, 0, 792, 612)),
        ('a3', A5, (0, 0, 1190.5512, 841.8898), (175.748, 123.3071, 1014.8031, 718.5827)),
        # Half of A4 in whole points, a hair too high: the trim stays on the paper.
        ('a4', (421, 596), (0, 0, 841.8898, 595.2756), (0, 0, 841.8898, 595.2756)),
    ],
)
def test_boxes(paper, size, media, trim):
    """The medium is the paper, and the trim is the two facing pages on it."""
    for page in Pdf.open(BytesIO(impose(saved(page_file(5, size)), PAPERS[paper]))).pages:
        assert [float(value) for value in page.mediabox] == pytest.approx(media, abs=0.51 if trim[0] else 1e-3)
        assert [float(value) for value in page.trimbox] == pytest.approx(trim, abs=1e-3)
        assert page.cropbox == page.mediabox


def _turned(degrees):
    pdf = page_file(8, A5 if degrees % 180 == 0 else A5[::-1])
    for page in pdf.pages:
        page.obj.Rotate = degrees
    return pdf


def _cropped():
    pdf = page_file(8, (A5[0] + 80, A5[1] + 100))
    for page in pdf.pages:
        page.obj.CropBox = Array([30, 40, 30 + A5[0], 40 + A5[1]])
    return pdf


def _inherited():
    pdf = page_file(8)
    pdf.Root.Pages.MediaBox, pdf.Root.Pages.Resources = pdf.pages[0].obj.MediaBox, pdf.pages[0].obj.Resources
    for page in pdf.pages:
        del page.obj['/MediaBox'], page.obj['/Resources']
    return pdf


def _in_pieces():
    pdf = page_file(8)
    for page in pdf.pages:
        whole = page.obj.Contents.read_bytes()
        middle = whole.index(b'0 g\n')
        page.obj.Contents = Array([pdf.make_stream(whole[:middle]), pdf.make_stream(whole[middle:])])
    return pdf


@pytest.mark.parametrize(
    'pdf',
    [_turned(90), _turned(180), _turned(270), _turned(-90), _cropped(), _inherited(), _in_pieces()],
    ids=['90', '180', '270', '-90', 'cropped', 'inherited', 'in pieces'],
)
def test_pages_look_as_they_look_to_a_reader(pdf):
    """Turned, cropped, inheriting or written in pieces: on the sheet a page is what a viewer shows of it."""
    pages = saved(pdf)
    back = unimpose(impose(pages, PAPERS['a4']))
    assert all(alike(one, other) for one, other in zip(pictures(pages), pictures(back), strict=True))


def test_looking_different_is_noticed():
    """The comparison the other tests lean on tells a page from the same page upside down."""
    upright, turned = pictures(saved(_turned(0)))[0], pictures(saved(_turned(180)))[0]
    assert not alike(upright, turned)


def test_user_unit_scales_the_page():
    """A page in units of two points is twice as large on paper."""
    pdf = page_file(4, (A5[0] / 2, A5[1] / 2))
    for page in pdf.pages:
        page.obj.UserUnit = 2
    booklet = Pdf.open(BytesIO(impose(saved(pdf), PAPERS['a4'])))
    assert {round(face.place.width, 2) for face in faces(booklet)} == {round(A5[0], 2)}


def test_bleed_stays_off_the_facing_page():
    """A page with bleed is placed by its trim and ends there."""
    pdf = page_file(4, (A5[0] + 6 * MM, A5[1] + 6 * MM), (-3 * MM, -3 * MM))
    for page in pdf.pages:
        page.trimbox = Array([0, 0, *A5])
    booklet = Pdf.open(BytesIO(impose(saved(pdf), PAPERS['a4'])))
    assert {(round(face.place.width, 2), round(face.place.height, 2)) for face in faces(booklet)} == {
        (round(A5[0], 2), round(A5[1], 2))
    }


@pytest.fixture(scope='module')
def pamphlet():
    """A tagged page file with fonts, links, an outline and a picture, as WeasyPrint lays it out."""
    import weasyprint

    sections = ''.join(
        f'<h1 id="s{n}">Ärger und Œuvre {n}</h1><p>Efficient “offices”, <a href="#s0">first</a>, on page {n}.</p>'
        for n in range(11)
    )
    style = '@page { size: 148mm 210mm; margin: 15mm } h1 { break-before: page }'
    return weasyprint.HTML(
        string=f'<html lang="de"><title>Über Öfen</title><meta name="author" content="Ann Æ">'
        f'<style>{style}</style><body>{sections}'
    ).write_pdf(pdf_variant='pdf/ua-1')


def test_words_stay_words(pamphlet):
    """No word is lost, doubled or moved: text stays text in the fonts it was set in."""
    back = unimpose(impose(pamphlet, PAPERS['a4']))
    assert len(words(pamphlet)) == 11
    assert words(back) == words(pamphlet)


def test_nothing_is_carried_that_paper_cannot_use(pamphlet):
    """Tags, links and outline stay behind, and the booklet is smaller than the page file."""
    result = impose(pamphlet, PAPERS['a4'])
    booklet = Pdf.open(BytesIO(result))
    assert set(booklet.Root.keys()) == {'/Type', '/Pages', '/Lang', '/ViewerPreferences'}
    assert {key for page in booklet.pages for key in page.obj.keys()} == {  # noqa: SIM118 - not a plain mapping
        '/Type', '/Parent', '/MediaBox', '/TrimBox', '/Resources', '/Contents',
    }  # fmt: skip
    assert {str(object_.get('/Type')) for object_ in booklet.objects if isinstance(object_, Dictionary)}.isdisjoint(
        {'/Annot', '/StructElem', '/StructTreeRoot', '/Outlines', '/Filespec'}
    )
    assert len(result) < len(pamphlet)


def test_title_author_and_language_stay(pamphlet):
    """Who wrote what, and in which language, is still said."""
    booklet = Pdf.open(BytesIO(impose(pamphlet, PAPERS['a4'])))
    assert (booklet.docinfo['/Title'], booklet.docinfo['/Author']) == ('Über Öfen', 'Ann Æ')
    assert booklet.Root.Lang == 'de'


def test_title_in_xmp_alone_is_found():
    """A PDF 2.0 file may name title and authors in XMP only."""
    pdf = page_file(4)
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as xmp:
        xmp['dc:title'], xmp['dc:creator'] = 'Öfen', ['Ann', 'Ben']
    booklet = Pdf.open(BytesIO(impose(saved(pdf), PAPERS['a4'])))
    assert (booklet.docinfo['/Title'], booklet.docinfo['/Author']) == ('Öfen', 'Ann; Ben')


def test_viewers_are_told_how_to_print(pamphlet):
    """Both sides, flipped on the short edge, not scaled, paper by its size."""
    booklet = Pdf.open(BytesIO(impose(pamphlet, PAPERS['a4'])))
    wishes = booklet.Root.ViewerPreferences
    assert wishes.Duplex == Name.DuplexFlipShortEdge
    assert wishes.PrintScaling == Name('/None')
    assert wishes.PickTrayByPDFSize is True


def test_same_bytes_give_the_same_bytes(pamphlet):
    """Nothing of the day, the machine or chance is in a booklet, and qpdf finds no fault with it."""
    once = impose(pamphlet, PAPERS['a4'])
    time.sleep(1.01)  # identifiers made from the clock change every second
    assert impose(pamphlet, PAPERS['a4']) == once
    assert Pdf.open(BytesIO(once)).check_pdf_syntax() == []


@pytest.mark.parametrize('inherit', [False, True])
def test_pages_that_share_resources_share_them_on_the_sheets(inherit):
    """A hundred pages with one list of pictures do not become a hundred lists."""
    pdf = page_file(100)
    shared = pdf.pages[0].obj.Resources = pdf.make_indirect(pdf.pages[0].obj.Resources)
    pdf.Root.Pages.Resources = shared
    for page in pdf.pages:
        page.obj.Resources = shared
        if inherit:
            del page.obj['/Resources']
    booklet = Pdf.open(BytesIO(impose(saved(pdf), PAPERS['a4'])))
    forms = [form for page in booklet.pages for form in page.resources.XObject.values()]
    assert len({form.Resources.objgen for form in forms}) == 1


def test_stamps_are_printed():
    """What was stamped on a page or filled into its fields is on the sheet as it was on the page."""
    pdf = page_file(4)
    look = pdf.make_stream(b'0 g 0 0 200 100 re f', Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 200, 100])
    stamp = Dictionary(Type=Name.Annot, Subtype=Name.Stamp, Rect=[100, 100, 300, 200], AP=Dictionary(N=look), F=4)
    pdf.pages[2].obj.Annots = Array([pdf.make_indirect(stamp)])
    back = unimpose(impose(saved(pdf), PAPERS['a4']))
    unstamped = [picture.getpixel((70, 160)) for picture in pictures(back)]
    assert unstamped == [255, 255, 0, 255]


def test_hidden_layers_stay_hidden():
    """A layer that is switched off in the page file is off on the sheets."""
    pdf = page_file(4)
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name='draft'))
    pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer])))
    for page in pdf.pages:
        page.obj.Resources.Properties = Dictionary(L=layer)
        page.contents_add(b'/OC /L BDC 0 g 0 0 1000 1000 re f EMC')
    booklet = impose(saved(pdf), PAPERS['a4'])
    assert ImageStat.Stat(pictures(booklet)[0]).mean[0] > 150


def _locked():
    return saved(page_file(4), encryption=pikepdf.Encryption(user='secret', owner='secret'))


def _mixed(count=4, alike=3):
    pdf = page_file(count)
    for page in list(pdf.pages)[alike:]:
        page.obj.MediaBox = Array([0, 0, *HALF_LETTER])
    return saved(pdf)


def _with(key, value):
    pdf = page_file(2)
    pdf.pages[1].obj[key] = value
    return saved(pdf)


def _torn():
    whole = saved(page_file(4), object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return whole[: len(whole) * 3 // 4]


def _rotten():
    pdf = page_file(4)
    pdf.pages[3].obj.Contents = pdf.make_stream(b'no such compression', Filter=Name.FlateDecode)
    return saved(pdf)


@pytest.mark.parametrize(
    ('pages', 'said'),
    [
        (b'', 'this is no PDF'),
        (b'# A text, not a PDF', 'this is no PDF'),
        (b'%PDF-1.7 and nothing else', 'damaged'),
        (_torn(), 'damaged'),
        (_rotten(), 'damaged'),
        (saved(pikepdf.new()), 'no pages'),
        (_locked(), 'locked with a password'),
        (_mixed(), 'page 1 is 148 × 210 mm, page 4 is 139.7 × 215.9 mm'),
        (_with('/MediaBox', Array([0, 0, 10])), 'MediaBox'),
        (_with('/TrimBox', Array([0, 0, 10])), 'size of page 2'),
        (_with('/MediaBox', Array([0, 0, 0, 0])), 'page 2 has no area'),
        (_with('/UserUnit', -1), 'page 2 has no area'),
    ],
    ids=[
        'empty',
        'text',
        'header alone',
        'torn',
        'rotten',
        'no pages',
        'locked',
        'mixed sizes',
        'no box',
        'no trim',
        'no area',
        'unit',
    ],
)
def test_bad_input_is_refused_with_a_way_out(pages, said, capfd):
    """What cannot be imposed rightly is an error that says why and what to do; nothing is printed."""
    with pytest.raises(ChapbookError, match=said) as caught:
        impose(pages, PAPERS['a4'])
    assert all(problem.hint for problem in caught.value.problems)
    assert '0x' not in str(caught.value)
    assert capfd.readouterr() == ('', '')


def test_many_odd_pages_are_counted_not_listed():
    """Of many odd pages the first few are named."""
    with pytest.raises(ChapbookError, match='page 6 is 139.7 × 215.9 mm, and 15 more differ'):
        impose(_mixed(21, 1), PAPERS['a4'])


@pytest.mark.parametrize(
    ('size', 'would_do'),
    [
        (HALF_LETTER, 'Letter or Legal or A3 or Tabloid or SRA3 would do; --fit'),
        ((150 * MM, 210 * MM), 'Legal or A3 or Tabloid or SRA3 would do'),
        (A5[::-1], 'A3 or Tabloid or SRA3 would do'),
        ((612, 792), 'hint: Tabloid or SRA3 would do; --fit makes the pages smaller, 68 %'),
        ((1000, 1000), 'at least 705.6 × 352.8 mm'),
    ],
)
def test_too_small_a_paper_names_one_that_would_do(size, would_do):
    """Two pages that do not fit side by side are an error that names the papers that take them."""
    with pytest.raises(ChapbookError, match=would_do):
        impose(saved(page_file(4, size)), PAPERS['a4'])


def test_any_paper_will_do_that_is_large_enough():
    """A paper is a record, not a name: 500 × 300 mm is one."""
    booklet = Pdf.open(BytesIO(impose(saved(page_file(4)), Paper('wide', 500, 300))))
    assert float(booklet.pages[0].mediabox[2]) == pytest.approx(500 * MM, abs=1e-3)


SOUND = saved(page_file(6), compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)


@given(at=st.integers(0, len(SOUND) - 1), noise=st.binary(min_size=1, max_size=8))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_noise_in_a_file_is_an_error_or_harmless(at, noise):
    """Whatever a file has suffered, the answer is all four sides or a ChapbookError, nothing else."""
    sides = None
    with suppress(ChapbookError):
        sides = len(Pdf.open(BytesIO(impose(SOUND[:at] + noise + SOUND[at + len(noise) :], PAPERS['a4']))).pages)
    assert sides in {None, 4}


def test_papers_lie_wide():
    """Every paper of the table lies as it is folded, and is found by its name in small letters."""
    assert all(paper.width_mm > paper.height_mm and PAPERS[paper.name.lower()] is paper for paper in PAPERS.values())
    assert sheets.PAPERS['letter'].width_mm / 2 * MM == pytest.approx(HALF_LETTER[0])
