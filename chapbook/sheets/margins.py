"""Margins: whether what is printed keeps away from the fold when creep moves it there."""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from chapbook.problems import ChapbookError, Problem, error
from chapbook.sheets.papers import POINTS_PER_MM
from chapbook.sheets.placing import IN_BOX, Layout, page_sides
from chapbook.sheets.reading import REPAIR, Box, Trim
from chapbook.sheets.schemes import LEFT, Cell, Imposition

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
    with _opened(pages_pdf) as document:
        for page, (cell, by_mm) in sorted(moved.items(), key=lambda found: -found[1][1]):
            margin_mm = _margin_mm(document, page, cell, trims[page - 1]) * layout.scale
            if margin_mm < by_mm:
                raise ChapbookError(_too_much(page, by_mm, margin_mm))


@contextmanager
def _opened(pages_pdf: bytes) -> Iterator[Any]:
    """Open a page file in PDFium itself: all that pypdfium2 has around it takes as long to load as sixty pages."""
    import pypdfium2_raw as pdfium

    pdfium.FPDF_InitLibrary()
    document = pdfium.FPDF_LoadMemDocument64(pages_pdf, len(pages_pdf), None)
    if not document:
        raise ChapbookError(error('the PDF is damaged', hint=REPAIR))
    try:
        yield document
    finally:
        pdfium.FPDF_CloseDocument(document)


def _margin_mm(document: Any, page: int, cell: Cell, trim: Trim) -> float:
    """Return how far the nearest thing on a page is from its spine, but for what reaches that."""
    left, _, right, _ = page_sides(trim, cell)
    at = IN_BOX[left if cell.spine == LEFT else right]
    edge, sign = (trim.left, trim.bottom, trim.right, trim.top)[at], 1 if at in (0, 1) else -1
    distances = (sign * (box[at] - edge) * trim.user_unit / POINTS_PER_MM for box in _boxes(document, page))
    return min((far for far in distances if far > TOUCHING_MM), default=float('inf'))


def _boxes(document: Any, page: int) -> list[Box]:
    """Return the boxes of all that is drawn on a page: left, bottom, right, top in its user space."""
    import pypdfium2_raw as pdfium

    loaded = pdfium.FPDF_LoadPage(document, page - 1)
    values = [ctypes.c_float() for _ in range(4)]
    edges = [ctypes.byref(value) for value in values]
    boxes = [
        (values[0].value, values[1].value, values[2].value, values[3].value)
        for index in range(pdfium.FPDFPage_CountObjects(loaded))
        if pdfium.FPDFPageObj_GetBounds(pdfium.FPDFPage_GetObject(loaded, index), *edges)
    ]
    pdfium.FPDF_ClosePage(loaded)
    return boxes


def _too_much(page: int, by_mm: float, margin_mm: float) -> Problem:
    message = f'creep moves page {page} by {by_mm:.1f} mm into a margin of {margin_mm:.1f} mm at the fold'
    return error(message, hint='use --scheme signatures, which folds fewer sheets together, or thinner paper')
