"""Margins: whether what is printed keeps away from the fold when creep moves it there."""

import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from chapbook.beside import beside
from chapbook.problems import ChapbookError, Problem, error
from chapbook.sheets import creep
from chapbook.sheets.jobs import SCHEMES, Job
from chapbook.sheets.papers import POINTS_PER_MM
from chapbook.sheets.placing import IN_BOX, Layout, page_sides
from chapbook.sheets.schemes import LEFT, Cell, Imposition
from chapbook.sheets.sizes import Trim

# Where things end on a page, in its user space: their left, lower, right and upper edges.
Edges = tuple[set[float], set[float], set[float], set[float]]

# What is printed nearer to the fold than this is lost in it, creep or not; so smaller shifts hide nothing more.
LOST_MM = 1.0
# What reaches the fold itself is meant to: a tint, or a picture across two pages.
TOUCHING_MM = 0.1


@contextmanager
def near(pages_pdf: bytes, job: Job) -> Iterator[Callable[[], dict[int, Edges]]]:
    """Begin to read where things end on the pages that creep will move, beside all else where the file is long."""
    read = partial(_edges_of_moved, pages_pdf, job)
    # Packed, a page file has about as many bytes as letters.
    with beside(read, len(pages_pdf) if _may_matter(job) else 0) as wait:
        yield wait


def _may_matter(job: Job) -> bool:
    """Tell whether pages may be moved far enough to lose anything, however many they are."""
    most_sheets = job.sheets_per_signature[1] if job.scheme == 'signatures' else float('inf')
    return SCHEMES[job.scheme].folded and most_sheets * job.thickness_mm > LOST_MM


def _edges_of_moved(pages_pdf: bytes, job: Job) -> dict[int, Edges]:
    """Return the edges on each page that is moved far enough."""
    import pypdfium2_raw as pdfium

    scheme = SCHEMES[job.scheme]
    with _opened(pages_pdf) as document:
        imposition = scheme.impose(pdfium.FPDF_GetPageCount(document), job, scheme.columns, scheme.rows)
        return {page: _edges(document, page) for page in _moved(imposition, job.thickness_mm)}


def _moved(imposition: Imposition, thickness_mm: float) -> dict[int, tuple[Cell, float]]:
    """Return the pages that are moved far enough to lose anything: where each lies, and how far it is moved."""
    shifts = ((sheet, creep.shift_mm(sheet.depth, thickness_mm)) for sheet in imposition.sheets)
    return {
        cell.page: (cell, by_mm)
        for sheet, by_mm in shifts
        if by_mm > LOST_MM
        for cell in (*sheet.front, *sheet.back)
        if cell.page
    }


def check(near: Callable[[], dict[int, Edges]], imposition: Imposition, layout: Layout, trims: list[Trim]) -> None:
    """Refuse to push anything printed into the fold; raises ChapbookError for creep larger than the inner margin."""
    moved = _moved(imposition, layout.thickness_mm)
    edges = near() if moved else {}
    for page, (cell, by_mm) in sorted(moved.items(), key=lambda found: -found[1][1]):
        # PDFium may find fewer pages in a damaged file.
        if page not in edges:
            raise ChapbookError(_damaged())
        margin_mm = _margin_mm(edges[page], cell, trims[page - 1]) * layout.scale
        if margin_mm < by_mm:
            raise ChapbookError(_too_much(page, by_mm, margin_mm))


@contextmanager
def _opened(pages_pdf: bytes) -> Iterator[Any]:
    """Open a page file in PDFium itself: all that pypdfium2 has around it takes as long to load as sixty pages."""
    import pypdfium2_raw as pdfium

    pdfium.FPDF_InitLibrary()
    document = pdfium.FPDF_LoadMemDocument64(pages_pdf, len(pages_pdf), None)
    if not document:
        raise ChapbookError(_damaged())
    try:
        yield document
    finally:
        pdfium.FPDF_CloseDocument(document)


def _damaged() -> Problem:
    from chapbook.sheets.reading import REPAIR

    return error('the PDF is damaged', hint=REPAIR)


def _margin_mm(edges: Edges, cell: Cell, trim: Trim) -> float:
    """Return how far the nearest thing on a page is from its spine, but for what reaches that."""
    left, _, right, _ = page_sides(trim, cell)
    at = IN_BOX[left if cell.spine == LEFT else right]
    edge, sign = (trim.left, trim.bottom, trim.right, trim.top)[at], 1 if at in (0, 1) else -1
    distances = (sign * (end - edge) * trim.user_unit / POINTS_PER_MM for end in edges[at])
    return min((far for far in distances if far > TOUCHING_MM), default=float('inf'))


def _edges(document: Any, page: int) -> Edges:
    """Return where all that is drawn on a page ends on its left, below, on its right and above, in its user space."""
    import pypdfium2_raw as pdfium

    loaded = pdfium.FPDF_LoadPage(document, page - 1)
    values = [ctypes.c_float() for _ in range(4)]
    places = [ctypes.byref(value) for value in values]
    found: Edges = (set(), set(), set(), set())
    for index in range(pdfium.FPDFPage_CountObjects(loaded)):
        if pdfium.FPDFPageObj_GetBounds(pdfium.FPDFPage_GetObject(loaded, index), *places):
            for edges, value in zip(found, values, strict=True):
                edges.add(value.value)
    pdfium.FPDF_ClosePage(loaded)
    return found


def _too_much(page: int, by_mm: float, margin_mm: float) -> Problem:
    message = f'creep moves page {page} by {by_mm:.1f} mm into a margin of {margin_mm:.1f} mm at the fold'
    return error(message, hint='use --scheme signatures, which folds fewer sheets together, or thinner paper')
