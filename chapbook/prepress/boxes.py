"""Boxes and crop marks: where a page is cut, how far its colours reach beyond that, and the lines that tell the cutter.

ISO 15930-7, 6.8: TrimBox within BleedBox within MediaBox, no ArtBox.
"""

from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name, Page, Pdf

from chapbook.prepress.streams import part
from chapbook.sheets.papers import POINTS_PER_MM

BLEED_MM = 3.0
# How far the paper of the file reaches beyond the trim; where marks begin, and how long they are.
BEYOND_MM, OFFSET_MM, LENGTH_MM = 10.0, 4.0, 5.0
LINE_PT = 0.25

Box = tuple[float, float, float, float]
Line = tuple[float, float, float, float]


def grown(box: Box, by_mm: float) -> Box:
    """Return a box in points with this much more on every side."""
    by = by_mm * POINTS_PER_MM
    return (box[0] - by, box[1] - by, box[2] + by, box[3] + by)


def mark(pdf: Pdf, page: Page, folds_pt: tuple[float, ...] = ()) -> None:
    """Give a page its boxes, and crop marks outside the bleed; marks for folds where a cover has a spine."""
    left, bottom, right, top = (float(edge) for edge in page.trimbox)
    trim = (left, bottom, right, top)
    page.obj.TrimBox, page.obj.BleedBox = _array(trim), _array(grown(trim, BLEED_MM))
    page.obj.MediaBox = _array(grown(trim, BEYOND_MM))
    # A mark is on every plate, so that the plates can be laid exactly on one another.
    spaces = part(page.obj.Resources, '/ColorSpace')
    spaces['/PressMarks'] = Array([Name.Separation, Name.All, Name.DeviceCMYK, _every_plate(pdf)])
    lines = ''.join(f'{x0:.3f} {y0:.3f} m {x1:.3f} {y1:.3f} l S\n' for x0, y0, x1, y1 in _lines(trim, folds_pt))
    drawn = f'q /PressMarks CS 1 SCN {LINE_PT} w 0 J\n{lines}Q\n'
    contents = page.obj.Contents.read_bytes()
    page.obj.Contents = pdf.make_stream(b'q\n' + contents + b'\nQ\n' + drawn.encode())


def _every_plate(pdf: Pdf) -> pikepdf.Object:
    """Return the function from a tint on all plates to one on four: ISO 32000-1, 7.10.3."""
    return pdf.make_indirect(
        Dictionary(FunctionType=2, Domain=Array([0, 1]), C0=Array([0, 0, 0, 0]), C1=Array([1, 1, 1, 1]), N=1)
    )


def _lines(trim: Box, folds_pt: tuple[float, ...]) -> Iterator[Line]:
    left, bottom, right, top = trim
    offset, length = OFFSET_MM * POINTS_PER_MM, LENGTH_MM * POINTS_PER_MM
    for x in (left, right, *folds_pt):
        yield x, top + offset, x, top + offset + length
        yield x, bottom - offset, x, bottom - offset - length
    for y in (bottom, top):
        yield left - offset, y, left - offset - length, y
        yield right + offset, y, right + offset + length, y


def _array(box: Box) -> Array:
    return Array([round(edge, 4) for edge in box])
