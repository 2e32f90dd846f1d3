"""Writes sheets as PDF: every page a form XObject, drawn where it lies, so that text stays text."""

from collections.abc import Iterable
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, ObjectStreamMode, Page, Pdf, String

from chapbook.sheets.papers import POINTS_PER_MM, Paper
from chapbook.sheets.placing import Placed
from chapbook.sheets.reading import Box, Size

# What a viewer shall know when it prints: ISO 32000-1, table 150.
PRINTING = {
    '/Duplex': Name.DuplexFlipShortEdge,
    '/PrintScaling': Name('/None'),
    '/PickTrayByPDFSize': True,
    '/DisplayDocTitle': True,
}
DEEPEST_PAGE_TREE = 64


def form(booklet: Pdf, page: Page, shown: Box) -> Object:
    """Return a page as a form XObject that ends where it shall: ISO 32000-1, 8.10."""
    made = page.as_form_xobject(handle_transformations=False)
    made.BBox = Array(shown)
    # The object that pages share, for qpdf gives every form a copy: pages that share many pictures would swell.
    made.Resources = _resources(page)
    return booklet.copy_foreign(made)


def _resources(page: Page) -> Object:
    """Return the resources of a page, its own or inherited: ISO 32000-1, 7.7.3.4."""
    node: Object | None = page.obj
    for _ in range(DEEPEST_PAGE_TREE):
        if node is None or Name.Resources in node:
            break
        node = node.get(Name.Parent)
    return node.Resources if node is not None and Name.Resources in node else Dictionary()


def add_side(booklet: Pdf, paper: Paper, forms: dict[int, Object], placed: Iterable[Placed], trim_mm: Size) -> None:
    """Add one side of a sheet with its pages, and the box in its middle that is left when it is trimmed."""
    pages = {page.page: forms[page.page] for page in placed}
    drawing = [f'q {page.matrix} cm /Page{page.page} Do Q' for page in placed]
    side = Dictionary(
        Type=Name.Page,
        MediaBox=centred(paper, (paper.width_mm, paper.height_mm)),
        Resources=Dictionary(XObject=Dictionary({f'/Page{number}': made for number, made in pages.items()})),
        Contents=booklet.make_stream('\n'.join(drawing).encode()),
    )
    booklet.pages.append(Page(booklet.make_indirect(side)))
    booklet.pages[-1].trimbox = centred(paper, trim_mm)


def centred(paper: Paper, size_mm: Size) -> Array:
    """Return a box of this size in points, in the middle of the paper."""
    x, y = (paper.width_mm - size_mm[0]) / 2, (paper.height_mm - size_mm[1]) / 2
    return Array([round(value * POINTS_PER_MM, 5) for value in (x, y, x + size_mm[0], y + size_mm[1])])


def describe(booklet: Pdf, source: Pdf) -> None:
    """Carry over what the document says of itself, and which of its layers show."""
    for key, value in _information(source).items():
        booklet.docinfo[key] = value
    if isinstance(source.Root.get(Name.Lang), String):
        booklet.Root.Lang = source.Root.Lang
    if Name.OCProperties in source.Root:
        booklet.Root.OCProperties = booklet.copy_foreign(source.make_indirect(source.Root.OCProperties))
    booklet.Root.ViewerPreferences = Dictionary(PRINTING)


def _information(source: Pdf) -> dict[str, str]:
    """Return the document information; PDF 2.0 may leave the title and the authors to XMP: ISO 32000-2, 14.3.3."""
    told = {key: str(value) for key, value in source.docinfo.items() if isinstance(value, String)}
    if '/Title' not in told and Name.Metadata in source.Root:
        xmp = source.open_metadata()
        authors = xmp.get('dc:creator') or ''
        told['/Title'] = str(xmp.get('dc:title') or '')
        told.setdefault('/Author', authors if isinstance(authors, str) else '; '.join(authors))
    return {key: value for key, value in told.items() if value}


def saved(booklet: Pdf, version: str) -> bytes:
    """Return the bytes of a PDF, the same every time."""
    buffer = BytesIO()
    compact = ObjectStreamMode.generate
    booklet.save(buffer, min_version=max(version, '1.7'), object_stream_mode=compact, deterministic_id=True)
    return buffer.getvalue()


def new() -> Pdf:
    """Return a PDF without pages."""
    return pikepdf.new()
