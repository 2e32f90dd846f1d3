"""Creep, bleed and marks: after folding and one cut the margins are even, and nothing strays where it should not."""

import subprocess
import sys
import threading
from io import BytesIO
from types import SimpleNamespace

import pypdfium2
import pytest
from folding import A5, A6, HALF_LETTER, MM, Printed, page_file, saved
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Array, Pdf
from PIL import ImageChops

from chapbook import beside, editions
from chapbook.metadata import Metadata
from chapbook.problems import ChapbookError, UsageError
from chapbook.sheets import PAPERS, Job, Paper, booklet, impose, lay_out
from chapbook.sheets.creep import thickness_mm
from chapbook.sheets.marks import MARKS

BLEED_MM = 3
BOOK = SimpleNamespace(metadata=Metadata('Title'))


def with_bleed(count, size=A5):
    """Return a page file whose grey ground runs three millimetres over the trim on all sides."""
    edge = BLEED_MM * MM
    pdf = page_file(count, size)
    for page in pdf.pages:
        page.contents_add(
            f'q 0.8 g {-edge} {-edge} {size[0] + 2 * edge} {size[1] + 2 * edge} re f Q'.encode(), prepend=True
        )
        page.obj.TrimBox = Array([0, 0, *size])
        page.obj.MediaBox = page.obj.BleedBox = Array([-edge, -edge, size[0] + edge, size[1] + edge])
    return saved(pdf)


def rendered(pdf, scale=2):
    """Return each side in grey."""
    return [page.render(scale=scale, grayscale=True).to_pil().convert('L') for page in pypdfium2.PdfDocument(pdf)]


# --- Creep ------------------------------------------------------------------------------------------------------------


def text_edges(pdf):
    """Return for each page the side, and how far its word begins and ends from the fold, in mm, as PDFium sees it."""
    document = pypdfium2.PdfDocument(pdf)
    found = {}
    for index, page in enumerate(document):
        text, fold = page.get_textpage(), page.get_width() / 2
        boxes = [text.get_rect(at) for at in range(text.count_rects())]
        for left, right in ((box[0], box[2]) for box in boxes):
            half = 'right' if left > fold else 'left'
            near, far = sorted((abs(left - fold) / MM, abs(right - fold) / MM))
            found[index, half] = (near, far)
    return found


@pytest.mark.parametrize('count', [4, 8, 16, 32, 64, 128])
@pytest.mark.parametrize('stock', ['80gsm', '150um'])
def test_margins_are_even_once_folded_and_cut(count, stock):
    """Folded in numbers, every text is as far from the spine and from the cut as on the cover, to 0.05 mm.

    Strips of paper are laid into one another: each lies with its fold against the inside of the one around it, so its
    fold stands in by the thicknesses so far. The pile is cut once, where the trim of the outermost sheet is.
    """
    thickness = thickness_mm(stock)
    sheets = impose(saved(page_file(count)), PAPERS['a3'], Job(thickness_mm=thickness))
    edges = text_edges(sheets)
    assert len(edges) == count
    fold_at, cut_at, margins = 0.0, 148.0, {'left': set(), 'right': set()}
    for sheet in range(count // 4):
        for side in (2 * sheet, 2 * sheet + 1):
            for half in ('left', 'right'):
                near, far = edges[side, half]
                margins[half].add((round(fold_at + near, 3), round(cut_at - fold_at - far, 3)))
        fold_at += thickness
    # Versos and rectos have their words at different distances; digits widen some words on the one side alone.
    inner = {half: [near for near, _ in found] for half, found in margins.items()}
    outer = {half: [far for _, far in found] for half, found in margins.items()}
    assert max(inner['right']) - min(inner['right']) < 0.05
    assert max(outer['left']) - min(outer['left']) < 0.05


def test_without_creep_the_test_would_fail():
    """The folding in numbers sees what happens to pages that do not move."""
    edges = text_edges(impose(saved(page_file(64)), PAPERS['a3']))
    folded = [0.1 * (side // 2) + near for (side, half), (near, _) in edges.items() if half == 'right']
    assert max(folded) - min(folded) > 1


def test_the_sheet_is_trimmed_where_its_pages_end():
    """The trim of each sheet is narrower by what creep has moved its pages in, so that one cut goes through all."""
    booklet = Pdf.open(BytesIO(impose(saved(page_file(16)), PAPERS['a3'], Job(thickness_mm=0.1))))
    widths = [float(page.trimbox[2] - page.trimbox[0]) / MM for page in booklet.pages]
    assert widths == pytest.approx([296, 296, 295.8, 295.8, 295.6, 295.6, 295.4, 295.4], abs=1e-3)


def test_creep_starts_anew_in_each_signature():
    """Signatures creep by themselves: the outermost sheet of each stays where it is."""
    job = Job('signatures', sheets_per_signature=(2, 2), thickness_mm=0.1)
    booklet = Pdf.open(BytesIO(impose(saved(page_file(16)), PAPERS['a3'], job)))
    widths = [round(float(page.trimbox[2] - page.trimbox[0]) / MM, 2) for page in booklet.pages]
    assert widths == [296, 296, 295.8, 295.8] * 2


@pytest.mark.parametrize(('edition', 'page'), [('booklet-a4', A5), ('booklet-letter', HALF_LETTER)])
def test_booklets_make_up_for_the_creep_of_office_paper(edition, page):
    """The booklet editions move their inner pages in by the thickness of 80-gram paper for each sheet around them."""
    booklet = editions.EDITIONS[edition].render(BOOK, None, lambda _: saved(page_file(12, page)))
    widths = [face.place.width / MM for face in Printed(booklet).found]
    assert widths == pytest.approx([page[0] / MM - 0.1 * (at // 4) for at in range(12)], abs=1e-3)


@pytest.mark.parametrize('right_bound', [False, True])
@pytest.mark.parametrize('fewest', [0, beside.FEWEST])
def test_creep_into_the_text_is_refused(monkeypatch, fewest, right_bound):
    """Creep larger than the margin at the fold is an error that names page and sizes, whoever reads the margins."""
    monkeypatch.setattr(beside, 'FEWEST', fewest)
    monkeypatch.setattr(beside, '_most', 2)
    monkeypatch.setattr(threading, 'active_count', lambda: 1)
    pdf = page_file(64)
    for page in pdf.pages:
        page.contents_add(b'0 g 5 300 20 20 re f 390 300 24.5 20 re f')
    pages = saved(pdf)
    lay_out(pages, PAPERS['a3'], Job(thickness_mm=0.1, right_bound=right_bound))
    with pytest.raises(ChapbookError, match=r'creep moves page 3[0-5] by 2\.2 mm into a margin of 1\.8 mm'):
        lay_out(pages, PAPERS['a3'], Job(thickness_mm=0.15, right_bound=right_bound))


def test_margins_are_read_before_all_else_is_loaded():
    """Of a long file they take as long as the sheets: what writes those is loaded once the reading has begun."""
    program = "import sys; from chapbook import sheets; sys.exit('pikepdf' in sys.modules)"
    subprocess.run([sys.executable, '-c', program], check=True)


@pytest.mark.parametrize(
    ('stock', 'thickness'),
    [('80gsm', 0.1), ('115gsm-gloss', 0.092), ('100 g/m² book', 0.15), ('90um', 0.09), ('110µm', 0.11), ('none', 0)],
)
def test_stock_tells_thickness(stock, thickness):
    """Weight times bulk, or the thickness itself."""
    assert thickness_mm(stock) == pytest.approx(thickness)


@pytest.mark.parametrize(
    ('stock', 'hint'),
    [('thick', 'say 80gsm'), ('80gsm-gloos', 'did you mean “gloss”'), ('90um-silk', 'say 80gsm'), ('900gsm', 'board')],
)
def test_an_unknown_stock_is_wrong_use(stock, hint):
    """What is neither a weight nor a thickness of paper is refused with an example."""
    with pytest.raises(UsageError, match=hint):
        thickness_mm(stock)


# --- Bleed ------------------------------------------------------------------------------------------------------------


@given(count=st.sampled_from([4, 8, 12]), thickness=st.sampled_from([0, 0.1]), right_bound=st.booleans())
@settings(max_examples=12, deadline=None)
def test_bleed_ends_at_the_fold_and_goes_on_outside(count, thickness, right_bound):
    """Every page keeps its bleed at head, foot and fore-edge; none crosses the fold."""
    job = Job(thickness_mm=thickness, right_bound=right_bound)
    printed = Printed(impose(with_bleed(count), PAPERS['a3'], job))
    middle = printed.width / 2
    for face in printed.found:
        shift = thickness * face.sheet
        place = face.place
        inner, outer = sorted((abs(place.llx - middle) / MM, abs(place.urx - middle) / MM))
        assert inner == pytest.approx(0, abs=1e-3)
        assert outer == pytest.approx(148 + BLEED_MM - shift, abs=1e-3)
        assert place.height / MM == pytest.approx(210 + 2 * BLEED_MM, abs=1e-3)


def test_boxes_tell_bleed_from_trim():
    """The bleed box lies three millimetres around the trim, both inside the medium."""
    booklet = Pdf.open(BytesIO(impose(with_bleed(4), PAPERS['a3'])))
    for page in booklet.pages:
        trim, bleed = ([float(value) / MM for value in box] for box in (page.trimbox, page.obj.BleedBox))
        assert [abs(one - other) for one, other in zip(trim, bleed, strict=True)] == pytest.approx([3] * 4, abs=1e-3)


@pytest.mark.parametrize('turn', [0, 90, 180, 270])
def test_bleed_is_on_the_same_side_of_a_turned_page(turn):
    """Turned by its viewer or not, a page that bleeds at one side alone bleeds there on the sheet."""
    pdf = page_file(1, A5 if turn % 180 == 0 else A5[::-1])
    page = pdf.pages[0].obj
    width, height = (float(value) for value in page.MediaBox[2:])
    page.TrimBox = Array([0, 0, width, height])
    # The side that a viewer shows at the top: left of a page that is turned by a quarter to the right.
    top = {0: (0, 0, 0, 9), 90: (-9, 0, 0, 0), 180: (0, -9, 0, 0), 270: (0, 0, 9, 0)}[turn]
    page.MediaBox = page.BleedBox = Array([edge + more for edge, more in zip((0, 0, width, height), top, strict=True)])
    page.Rotate = turn
    printed = Printed(impose(saved(pdf), PAPERS['a3']))
    (face,) = printed.found
    assert face.place.lly == pytest.approx((printed.height - A5[1]) / 2, abs=1e-2)
    assert face.place.ury == pytest.approx((printed.height + A5[1]) / 2 + 9, abs=1e-2)


def test_cards_keep_the_bleed_between_them():
    """Loose leaves lie apart by the bleed of both, and no bleed covers a neighbour."""
    printed = Printed(impose(with_bleed(8, A6), PAPERS['a3'], Job('n-up')))
    faces = [face.place for face in printed.found if not face.back and not face.sheet]
    assert len(faces) >= 4
    for one in faces:
        assert (one.width / MM, one.height / MM) == pytest.approx((111, 154), abs=1e-2)
        for other in faces:
            apart = (
                one.urx <= other.llx + 0.01 or other.urx <= one.llx + 0.01
                or one.ury <= other.lly + 0.01 or other.ury <= one.lly + 0.01
            )  # fmt: skip
            assert one is other or apart


# --- Marks ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize('scheme', ['saddle', 'signatures', 'n-up', 'cut-and-stack'])
@pytest.mark.parametrize('bleeds', [False, True])
def test_marks_stand_on_the_sheet_and_on_no_page(scheme, bleeds):
    """With all its marks a sheet differs from one without outside the pages alone, bleed and all; it does differ."""
    pages = with_bleed(12, A6) if bleeds else saved(page_file(12, A6))
    job = Job(scheme, thickness_mm=0.1, marks=frozenset(MARKS[scheme]), sheets_per_signature=(2, 2))
    imposed = lay_out(pages, Paper('wide', 475, 340), job)
    printed = Printed(imposed.pdf)
    pdf = Pdf.open(BytesIO(imposed.pdf))
    for page in pdf.pages:
        # All that is drawn but the pages themselves.
        whole = page.obj.Contents.read_bytes().split(b'\n')
        page.obj.Contents = pdf.make_stream(b'\n'.join(line for line in whole if b' Do Q' not in line))
    scale, sides = 8, rendered(saved(pdf), 8)
    assert imposed.problems == ()
    assert all(ImageChops.invert(side).getbbox() for side in sides[:1])
    for face in printed.found:
        side = sides[2 * face.sheet + face.back]
        left, right = face.place.llx * scale + 1, face.place.urx * scale - 1
        top, bottom = (printed.height - face.place.ury) * scale + 1, (printed.height - face.place.lly) * scale - 1
        assert ImageChops.invert(side.crop([round(value) for value in (left, top, right, bottom)])).getbbox() is None


def test_collation_marks_step_down_the_backs():
    """Each signature has one bar on its fold, a step lower than the one before, as wide as its back is thick."""
    job = Job('signatures', sheets_per_signature=(2, 2), thickness_mm=0.2, marks=frozenset(['collation']))
    sides = rendered(impose(saved(page_file(24, A6)), PAPERS['a4'], job), 4)
    middle = sides[0].width // 2
    bars = [
        side.crop((middle - 3, 0, middle + 3, side.height)).point(lambda value: 255 * (value < 128)) for side in sides
    ]
    spans = [bar.getbbox() for bar in bars]
    assert [index for index, span in enumerate(spans) if span] == [0, 4, 8]
    tops = [span[1] for span in spans if span]
    assert tops[1] - tops[0] == pytest.approx(10 * MM * 4, abs=2)
    assert tops[2] - tops[1] == pytest.approx(10 * MM * 4, abs=2)


def test_sewing_marks_show_where_the_thread_goes():
    """On the outside of each signature: the kettle stitches near head and foot, an even number of holes in all."""
    job = Job('signatures', sheets_per_signature=(2, 2), marks=frozenset(['sewing']))
    with Pdf.open(BytesIO(impose(saved(page_file(16, A6)), PAPERS['a4'], job))) as sheets:
        drawn = [page.obj.Contents.read_bytes().count(b' m ') for page in sheets.pages]
        heights = {line.split()[-1] for line in sheets.pages[0].obj.Contents.read_bytes().decode().split(' m ')[:-1]}
    assert drawn == [8, 0, 0, 0, 8, 0, 0, 0]
    around = (A6[1] - 2 * 12 * MM) / 2
    middle = 210 * MM / 2
    assert sorted(map(float, heights))[:: len(heights) - 1] == pytest.approx(
        [middle - around, middle + around], abs=0.1
    )


def test_marks_without_room_are_told():
    """A5 covers A4: crop marks are left out, and the papers that have room for them are named."""
    imposed = lay_out(saved(page_file(4)), PAPERS['a4'], Job(marks=frozenset(['crop'])))
    (problem,) = imposed.problems
    assert 'no room on A4 (297 × 210 mm) for marks: crop' in problem.message
    assert 'SRA3' in problem.hint


def test_booklets_have_marks_where_half_the_paper_is_larger_than_a_page():
    """A6 on A4 is marked for cutting, folding and stapling; A5, which covers it, is left as it is."""
    small, half = (Pdf.open(BytesIO(booklet(saved(page_file(4, size)), PAPERS['a4']))) for size in (A6, A5))
    assert [page.obj.Contents.read_bytes().count(b' S Q') for page in small.pages] == [3, 2]
    assert not any(b' S Q' in page.obj.Contents.read_bytes() for page in half.pages)


def test_marks_without_sense_are_refused():
    """A zine has no staples."""
    with pytest.raises(UsageError, match='zine has no use for marks: staple'):
        lay_out(saved(page_file(4, A6)), PAPERS['a3'], Job('zine', marks=frozenset(['staple'])))


def test_a_zine_without_room_for_marks_is_told_what_shows_its_folds():
    """Its pages take all of any paper, so that no larger one would do; the guide draws where to fold and cut."""
    imposed = lay_out(saved(page_file(8, A6)), PAPERS['a4'], Job('zine', fit=True, marks=frozenset(['fold'])))
    (problem,) = imposed.problems
    assert 'marks: fold' in problem.message
    assert '--guide page' in problem.hint


def test_more_sheets_than_can_be_stapled_are_told():
    """Twenty-five sheets in one fold pass; one more is told with what would do."""
    assert lay_out(saved(page_file(100, A6)), PAPERS['a4'], Job()).problems == ()
    (problem,) = lay_out(saved(page_file(101, A6)), PAPERS['a4'], Job()).problems
    assert '26 sheets lie in one fold' in problem.message
    assert 'signatures' in problem.hint
