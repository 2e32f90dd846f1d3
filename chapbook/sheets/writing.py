"""Writes sheets as PDF: every page a form XObject, drawn where it lies, so that text stays text."""

import zlib
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, ObjectStreamMode, Page, Pdf, Stream, String

from chapbook.sheets import lettering
from chapbook.sheets.drawing import Drawing, pdf_operators
from chapbook.sheets.papers import POINTS_PER_MM, Paper
from chapbook.sheets.placing import Printing, number
from chapbook.sheets.reading import PRINTING
from chapbook.sheets.sizes import Box

# What a viewer shall know when it prints: ISO 32000-1, table 150.
DUPLEX = {'short': Name.DuplexFlipShortEdge, 'long': Name.DuplexFlipLongEdge, 'none': Name.Simplex}
DEEPEST_PAGE_TREE = 64


def sheets(source: Pdf, sides: list[Printing], flip: str, drawing: Drawing | None = None) -> bytes:
    """Return a PDF with a page for each side, and one for a drawing."""
    booklet = new()
    shown = {placed.page: placed.shown for side in sides for placed in side.pages}
    drawn_once = forms(booklet, source, dict(sorted(shown.items())))
    for side in sides:
        add_side(booklet, side, drawn_once)
    if drawing:
        add_drawings(booklet, [drawing])
    describe(booklet, source, flip)
    return saved(booklet, source.pdf_version)


def forms(booklet: Pdf, source: Pdf, shown: dict[int, Box]) -> dict[int, Object]:
    """Return pages by number as form XObjects that end where they shall: ISO 32000-1, 8.10.

    What a page is drawn with goes over as it is packed; it is unpacked once, to see that it can be.
    """
    made: dict[int, Object] = {}
    taken: set[tuple[int, int]] = set()
    pages = list(source.pages)
    for page_number, box in shown.items():
        page = pages[page_number - 1]
        made[page_number] = form = _drawing(booklet, page, taken)
        form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array(box)
        # The object that pages share: pages that share many pictures would swell with a copy for each.
        form.Resources = _carried(booklet, source, _resources(page))
        if Name.Group in page.obj:
            form.Group = _carried(booklet, source, page.obj.Group)
    return made


def _drawing(booklet: Pdf, page: Page, taken: set[tuple[int, int]]) -> Object:
    """Return the content of a page as one stream that no other page has; it may be in pieces: 7.8.2."""
    contents = page.obj.get(Name.Contents)
    pieces = [contents] if isinstance(contents, Stream) else list(contents or [])
    drawing = b'\n'.join(piece.read_bytes() for piece in pieces)
    if len(pieces) == 1 and pieces[0].objgen not in taken:
        taken.add(pieces[0].objgen)
        return booklet.copy_foreign(pieces[0])
    return booklet.make_stream(zlib.compress(drawing), Filter=Name.FlateDecode)


def _carried(booklet: Pdf, source: Pdf, found: Object) -> Object:
    """Return the booklet’s copy of an object, one however often it is asked for if its file has it once."""
    return booklet.copy_foreign(found if found.is_indirect else source.make_indirect(found))


def _resources(page: Page) -> Object:
    """Return the resources of a page, its own or inherited: ISO 32000-1, 7.7.3.4."""
    node: Object | None = page.obj
    for _ in range(DEEPEST_PAGE_TREE):
        if node is None or Name.Resources in node:
            break
        node = node.get(Name.Parent)
    return node.Resources if node is not None and Name.Resources in node else Dictionary()


def add_side(booklet: Pdf, side: Printing, forms: dict[int, Object]) -> None:
    """Add one side of a sheet with its pages and marks."""
    paper = side.paper
    drawing = '\n'.join(f'q {page.matrix} cm /Page{page.page} Do Q' for page in side.pages)
    drawing = '\n'.join(filter(None, (drawing, side.marks)))
    if side.turned:
        width, height = (number(value * POINTS_PER_MM) for value in (paper.width_mm, paper.height_mm))
        drawing = f'q -1 0 0 -1 {width} {height} cm\n{drawing}\nQ'
    width_mm, height_mm = side.trim_mm
    page = Dictionary(
        Type=Name.Page,
        MediaBox=_centred(paper, paper.width_mm, paper.height_mm),
        TrimBox=_centred(paper, width_mm, height_mm),
        Resources=Dictionary(XObject=Dictionary({f'/Page{page.page}': forms[page.page] for page in side.pages})),
        Contents=booklet.make_stream(drawing.encode()),
    )
    if side.bleed_mm:
        page.BleedBox = _centred(paper, width_mm + 2 * side.bleed_mm, height_mm + 2 * side.bleed_mm)
    booklet.pages.append(Page(booklet.make_indirect(page)))


def _centred(paper: Paper, width_mm: float, height_mm: float) -> Array:
    """Return a box of this size in points in the middle of the paper, no larger than that."""
    width_mm, height_mm = min(width_mm, paper.width_mm), min(height_mm, paper.height_mm)
    x, y = (paper.width_mm - width_mm) / 2, (paper.height_mm - height_mm) / 2
    return Array([round(value * POINTS_PER_MM, 5) for value in (x, y, x + width_mm, y + height_mm)])


def describe(booklet: Pdf, source: Pdf, flip: str) -> None:
    """Carry over what the document says of itself, and which of its layers show; tell how the sheets are printed."""
    for key, value in _information(source).items():
        booklet.docinfo[key] = value
    if isinstance(source.Root.get(Name.Lang), String):
        booklet.Root.Lang = source.Root.Lang
    if Name.OCProperties in source.Root:
        booklet.Root.OCProperties = booklet.copy_foreign(source.make_indirect(source.Root.OCProperties))
    booklet.Root.ViewerPreferences = Dictionary({'/Duplex': DUPLEX[flip], **PRINTING})


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


def drawn(drawings: list[Drawing]) -> bytes:
    """Return drawings as a PDF, a page for each, to be printed as large as they are."""
    booklet = new()
    add_drawings(booklet, drawings)
    booklet.docinfo['/Title'] = drawings[0].title
    booklet.Root.ViewerPreferences = Dictionary({'/Duplex': DUPLEX['none'], **PRINTING})
    return saved(booklet, '1.7')


def add_drawings(booklet: Pdf, drawings: list[Drawing]) -> None:
    """Add drawings as pages of their own, lettered in one font."""
    coded = lettering.codes(shape.words for drawing in drawings for shape in drawing.shapes)
    resources = Dictionary(Font=Dictionary(Letters=lettering.font(booklet, coded))) if coded else Dictionary()
    for drawing in drawings:
        box = Array([0, 0, *(round(value * POINTS_PER_MM, 5) for value in (drawing.width_mm, drawing.height_mm))])
        content = booklet.make_stream(pdf_operators(drawing, coded))
        page = Dictionary(Type=Name.Page, MediaBox=box, TrimBox=box, Resources=resources, Contents=content)
        booklet.pages.append(Page(booklet.make_indirect(page)))
