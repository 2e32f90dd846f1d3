"""Margins: whether what is printed keeps away from the fold when creep moves it there."""

import ctypes
from typing import TYPE_CHECKING

from chapbook.problems import ChapbookError, Problem, error
from chapbook.sheets.papers import POINTS_PER_MM
from chapbook.sheets.placing import IN_BOX, Layout, page_sides
from chapbook.sheets.reading import Box, Trim
from chapbook.sheets.schemes import LEFT, Cell, Imposition

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

# What is printed nearer to the fold than this is lost in it, creep or not; so smaller shifts hide nothing more.
LOST_MM = 1.0
# What reaches the fold itself is meant to: a tint, or a picture across two pages.
TOUCHING_MM = 0.1


def check(pages_pdf: bytes, imposition: Imposition, layout: Layout, trims: list[Trim]) -> None:
    """Refuse to push anything printed into the fold; raises ChapbookError for creep larger than the inner margin."""
    moved = {
        cell.page: (cell, layout.shift_mm(sheet))
        for sheet in imposition.sheets
        if layout.shift_mm(sheet) > LOST_MM
        for cell in (*sheet.front, *sheet.back)
        if cell.page
    }
    if not moved:
        return
    import pypdfium2

    document = pypdfium2.PdfDocument(pages_pdf)
    for page, (cell, by_mm) in sorted(moved.items(), key=lambda found: -found[1][1]):
        margin_mm = _margin_mm(document, page, cell, trims[page - 1]) * layout.scale
        if margin_mm < by_mm:
            raise ChapbookError(_too_much(page, by_mm, margin_mm))


def _margin_mm(document: 'PdfDocument', page: int, cell: Cell, trim: Trim) -> float:
    """Return how far the nearest thing on a page is from its spine, but for what reaches that."""
    left, _, right, _ = page_sides(trim, cell)
    at = IN_BOX[left if cell.spine == LEFT else right]
    edge, sign = (trim.left, trim.bottom, trim.right, trim.top)[at], 1 if at in (0, 1) else -1
    distances = (sign * (box[at] - edge) * trim.user_unit / POINTS_PER_MM for box in _boxes(document, page))
    return min((far for far in distances if far > TOUCHING_MM), default=float('inf'))


def _boxes(document: 'PdfDocument', page: int) -> list[Box]:
    """Return the boxes of all that is drawn on a page: left, bottom, right, top in its user space."""
    import pypdfium2.raw as pdfium

    loaded = document[page - 1]
    values = [ctypes.c_float() for _ in range(4)]
    edges = [ctypes.byref(value) for value in values]
    boxes = [
        (values[0].value, values[1].value, values[2].value, values[3].value)
        for index in range(pdfium.FPDFPage_CountObjects(loaded.raw))
        if pdfium.FPDFPageObj_GetBounds(pdfium.FPDFPage_GetObject(loaded.raw, index), *edges)
    ]
    loaded.close()
    return boxes


def _too_much(page: int, by_mm: float, margin_mm: float) -> Problem:
    message = f'creep moves page {page} by {by_mm:.1f} mm into a margin of {margin_mm:.1f} mm at the fold'
    return error(message, hint='use --scheme signatures, which folds fewer sheets together, or thinner paper')
