"""Page files as they come: locked, turned, cropped, of one page or of two thousand. A right result or a clear error."""

from io import BytesIO

import pikepdf
import pytest
from folding import A5, A6, A7, FINISHED, Printed, alike, cut_out, finish, page_file, pictures, saved, texts
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Array, Pdf

from chapbook.problems import ChapbookError
from chapbook.sheets import PAPERS, Job, impose, lay_out

SCHEMES = sorted(FINISHED)


def reads(pages, job, on, count):
    """Tell whether the finished thing reads as its pages do, each looking as a viewer shows it."""
    imposed = lay_out(pages, PAPERS[on], job)
    spots = finish(Printed(imposed.pdf), job, imposed.imposition)
    whole = pictures(pages) * (len(spots) // count)
    assert len(whole) == len(spots)
    return all(alike(one, other) for one, other in zip(whole, cut_out(imposed.pdf, spots, 2), strict=True))


@given(
    scheme=st.sampled_from(SCHEMES),
    on=st.sampled_from(sorted(PAPERS)),
    turn=st.sampled_from([0, 90, 180, 270]),
    unit=st.sampled_from([0.5, 1, 2]),
    crop=st.integers(0, 40),
    width=st.floats(150, 300),
    slender=st.floats(1.1, 1.6),
    right_bound=st.booleans(),
)
@settings(max_examples=40, deadline=None)
def test_any_trim_on_any_paper_however_it_is_written(  # noqa: PLR0917 - as many ways as there are
    scheme, on, turn, unit, crop, width, slender, right_bound
):
    """Of any size, turned by its viewer, in units of its own, cropped: every scheme on every paper gives it back."""
    size = (width / unit, width * slender / unit)
    pdf = page_file(6, size if turn % 180 == 0 else size[::-1])
    for page in pdf.pages:
        left, bottom, right, top = (float(value) for value in page.mediabox)
        page.obj.CropBox = Array([left, bottom, right, top])
        page.obj.MediaBox = Array([left - crop, bottom - 2 * crop, right + crop, top])
        page.obj.Rotate = turn
        page.obj.UserUnit = unit
    assert reads(saved(pdf), Job(scheme, fit=True, right_bound=right_bound), on, 6)


@pytest.mark.parametrize('scheme', SCHEMES)
def test_one_page_is_enough(scheme):
    """A single page is a cover, a card, or a leaf: on its sheet it looks as it did."""
    assert reads(saved(page_file(1, A7)), Job(scheme), 'a4', 1)


@pytest.mark.parametrize(('scheme', 'stock_mm'), [('signatures', 0.1), ('saddle', 0.005), ('cut-and-stack', 0)])
def test_two_thousand_pages(scheme, stock_mm):
    """Each of two thousand pages lies on the sheets once, and a page from the middle where it belongs."""
    imposed = lay_out(saved(page_file(2000, A6)), PAPERS['a4'], Job(scheme, thickness_mm=stock_mm))
    printed = Printed(imposed.pdf)
    assert len({face.name for face in printed.found}) == len(printed.found) == 2000
    spots = finish(printed, Job(scheme), imposed.imposition)
    assert texts(imposed.pdf, [spots[0], spots[999], spots[1999]]) == [['Folio', str(n)] for n in (1, 1000, 2000)]


@pytest.mark.parametrize('method', [2, 4, 6])
def test_a_file_that_anyone_may_open_is_imposed(method):
    """A password that only keeps a file from being changed keeps nobody from printing it: RC4 and AES alike."""
    allowed = pikepdf.Permissions(modify_other=False, modify_assembly=False)
    lock = pikepdf.Encryption(owner='secret', user='', R=method, aes=method > 3, metadata=method > 3, allow=allowed)
    pages = page_file(8, A5)
    sheets = impose(saved(pages, encryption=lock), PAPERS['a4'])
    assert not Pdf.open(BytesIO(sheets)).is_encrypted
    assert sheets_read(sheets) == sheets_read(impose(saved(page_file(8, A5)), PAPERS['a4']))


def sheets_read(sheets):
    """Return every side as operators and forms, whatever their packing."""
    booklet = Pdf.open(BytesIO(sheets))
    return [
        (page.obj.Contents.read_bytes(), [form.read_bytes() for form in page.obj.Resources.XObject.values()])
        for page in booklet.pages
    ]


def test_pages_may_share_what_they_are_drawn_with():
    """One content for many pages, or a page without any, is no fault of a file."""
    pdf = page_file(8, A5)
    pdf.pages[3].obj.Contents = pdf.pages[2].obj.Contents
    del pdf.pages[5].obj['/Contents']
    assert reads(saved(pdf), Job(), 'a4', 8)


def test_a_group_of_its_own_goes_along():
    """How the colours of a page mix is said of its form as well: ISO 32000-1, 11.6.6."""
    pdf = page_file(4, A5)
    group = pikepdf.Dictionary(Type=pikepdf.Name.Group, S=pikepdf.Name.Transparency, CS=pikepdf.Name.DeviceCMYK, I=True)
    pdf.pages[1].obj.Group = group
    booklet = Pdf.open(BytesIO(impose(saved(pdf), PAPERS['a4'])))
    forms = {name: form for page in booklet.pages for name, form in page.obj.Resources.XObject.items()}
    assert str(forms['/Page2'].Group.CS) == '/DeviceCMYK'
    assert '/Group' not in forms['/Page1']


@pytest.mark.parametrize('scheme', SCHEMES)
def test_mixed_sizes_are_refused_by_every_scheme(scheme):
    """Pages of different sizes cannot be cut at once: an error that names them, whatever the scheme."""
    pdf = page_file(4, A7)
    pdf.pages[2].obj.MediaBox = Array([0, 0, 300, 300])
    with pytest.raises(ChapbookError, match='page 3 is 105.8 × 105.8 mm'):
        impose(saved(pdf), PAPERS['a3'], Job(scheme))


@pytest.mark.parametrize('scheme', SCHEMES)
def test_sheets_are_not_folded_again(scheme):
    """Of pages that lie on sheets already no order could come; loose sheets may lie side by side on larger paper."""
    sheets = impose(saved(page_file(8, A6)), PAPERS['a4'])
    if scheme in ('n-up', 'cut-and-stack'):
        assert impose(sheets, PAPERS['a3'], Job(scheme))
        return
    with pytest.raises(ChapbookError, match='lie on sheets already') as refused:
        impose(sheets, PAPERS['a3'], Job(scheme))
    assert 'one page after another' in refused.value.problems[0].hint
