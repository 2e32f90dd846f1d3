"""A real print queue: CUPS gives a booklet to a printer that speaks IPP, and its pages arrive right."""

from dataclasses import replace
from io import BytesIO

import pytest
from folding import A5, HALF_LETTER, Printed, alike, cut_out, finish, page_file, pictures, saved, texts, words
from judges import printed
from pikepdf import Array, Pdf

from chapbook.sheets import PAPERS, USUAL, lay_out

pytestmark = pytest.mark.judge
# A sheet that lies wide goes through a printer standing, turned by a quarter to the right: this turns it back.
QUARTER = 'q 0 1 -1 0 {height} 0 cm'


@pytest.mark.parametrize(
    ('on', 'size', 'media', 'flip'),
    [
        ('a4', A5, 'iso_a4_210x297mm', 'short'),
        ('letter', HALF_LETTER, 'na_letter_8.5x11in', 'short'),
        ('a4', A5, 'iso_a4_210x297mm', 'long'),
    ],
)
def test_a_booklet_comes_out_of_a_printer_with_its_pages_right(tmp_path, on, size, media, flip):
    """Sent to print both sides about the edge it was made for, all sheets arrive whole, unscaled, and fold to it."""
    pages = saved(page_file(12, size))
    order = replace(USUAL, flip=flip)
    imposed = lay_out(pages, PAPERS[on], order)
    path = tmp_path / 'booklet.pdf'
    path.write_bytes(imposed.pdf)
    job, attributes = printed(path, tmp_path / 'out', f'media={media}', f'sides=two-sided-{flip}-edge')
    assert attributes['IPP_SIDES'] == f'two-sided-{flip}-edge'
    arrived = lying(job)
    sides = words(imposed.pdf)
    # For a printer that piles sheets face up, CUPS begins with the last one: front and back stay on one sheet.
    assert words(arrived) in (sides, sides[::-1])
    sheets = arrived if words(arrived) == sides else backwards(arrived)
    spots = finish(Printed(imposed.pdf), order, imposed.imposition)
    assert texts(sheets, spots) == [['Folio', str(number)] for number in range(1, 13)]
    assert all(alike(one, other) for one, other in zip(pictures(pages), cut_out(sheets, spots, 2), strict=True))


def lying(job):
    """Return the sheets as they are read, whichever way the printer got them."""
    booklet = Pdf.open(BytesIO(job))
    for page in booklet.pages:
        width, height = (float(page.mediabox[at + 2] - page.mediabox[at]) for at in (0, 1))
        if width > height:
            continue
        page.contents_add(QUARTER.format(height=height).encode(), prepend=True)
        page.contents_add(b'Q')
        page.obj.MediaBox = Array([0, 0, height, width])
        for box in {'/CropBox', '/TrimBox', '/BleedBox', '/ArtBox'} & {*page.obj.keys()}:
            del page.obj[box]
    return saved(booklet)


def backwards(pdf):
    """Return a file with its last page first."""
    booklet = Pdf.open(BytesIO(pdf))
    booklet.pages.reverse()
    return saved(booklet)
