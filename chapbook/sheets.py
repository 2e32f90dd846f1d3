"""Pages onto sheets: two up on both sides, to be folded once, nested, and stapled through the fold."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, ObjectStreamMode, Page, Pdf, Rectangle, String

from chapbook.problems import ChapbookError, Problem, error

# What qpdf has to say of a file becomes a problem here; it need not be said twice.
logging.getLogger('pikepdf').addHandler(logging.NullHandler())

POINTS_PER_MM = 72 / 25.4
# Sizes rounded to whole points or millimetres still count as equal, and as fitting half a paper.
SAME_SIZE_MM = 1.0
FITTING_MM = 0.5
# Where the axes of a page go when a viewer turns it clockwise: a, b, c, d of ISO 32000-1, 8.3.3.
TURNS = {0: (1, 0, 0, 1), 90: (0, -1, 1, 0), 180: (-1, 0, 0, -1), 270: (0, 1, -1, 0)}
# What a viewer shall know when it prints: ISO 32000-1, table 150.
PRINTING = {
    '/Duplex': Name.DuplexFlipShortEdge,
    '/PrintScaling': Name('/None'),
    '/PickTrayByPDFSize': True,
    '/DisplayDocTitle': True,
}
# How many pages a message names before it counts the rest.
NAMED_PAGES = 5
DEEPEST_PAGE_TREE = 64
REPAIR = 'export it again, or open it in a PDF viewer and print it to a new PDF'


@dataclass(frozen=True, slots=True)
class Paper:
    """A sheet of paper as it lies to be folded: wide, the fold down its middle."""

    name: str
    width_mm: float
    height_mm: float

    def __str__(self) -> str:
        return f'{self.name} ({_mm(self.width_mm, self.height_mm)})'


PAPERS = {
    paper.name.lower(): paper
    for paper in (
        Paper('A4', 297, 210),
        Paper('Letter', 279.4, 215.9),
        Paper('Legal', 355.6, 215.9),
        Paper('A3', 420, 297),
        Paper('Tabloid', 431.8, 279.4),
    )
}


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a sheet: the pages on its halves, counted from 1, None for a blank half."""

    left: int | None
    right: int | None


@dataclass(frozen=True, slots=True)
class Trim:
    """What a reader sees of a page: its box in user space, and how a viewer turns and scales it."""

    left: float
    bottom: float
    right: float
    top: float
    turn_degrees: int
    user_unit: float

    @property
    def size_mm(self) -> tuple[float, float]:
        """Width and height as they are seen."""
        scale = self.user_unit / POINTS_PER_MM
        width_mm, height_mm = (self.right - self.left) * scale, (self.top - self.bottom) * scale
        return (height_mm, width_mm) if self.turn_degrees % 180 else (width_mm, height_mm)


def saddle_order(page_count: int) -> tuple[Side, ...]:
    """Return the sides for saddle stitch: the outermost sheet first, of each sheet its front and then its back.

    Turned over on its short edge, a sheet has two pages back to back on either half. Blanks stand before the last page,
    which is the back cover; a single page is a front cover and the blanks follow it.
    """
    inner = max(page_count - 1, min(page_count, 1))
    blanks = [None] * (-page_count % 4)
    pages = [*range(1, inner + 1), *blanks, *range(inner + 1, page_count + 1)]
    return tuple(side for first in range(0, len(pages) // 2, 2) for side in _sheet(pages, first))


def _sheet(pages: list[int | None], first: int) -> tuple[Side, Side]:
    last = len(pages) - 1 - first
    return Side(pages[last], pages[first]), Side(pages[first + 1], pages[last - 1])


def impose(pages_pdf: bytes, paper: Paper) -> bytes:
    """Return a page file as sheets for saddle stitch: print both sides, flip on the short edge, fold, staple.

    Pages keep their size, text and fonts and touch the fold. Title, author and language stay; links, tags, outlines
    and attachments do not, for paper has no use for them. The same bytes give the same bytes.
    Raises ChapbookError for a file that is damaged, locked or empty, for pages of mixed sizes and too small a paper.
    """
    with _opened(pages_pdf) as source:
        trims = [_trim(page, number) for number, page in enumerate(source.pages, 1)]
        spread_mm = _spread(trims, paper)
        _print_annotations(source)
        booklet = pikepdf.new()
        forms = [_form(booklet, page, trim) for page, trim in zip(source.pages, trims, strict=True)]
        for side in saddle_order(len(trims)):
            _add_side(booklet, side, paper, forms, trims)
        for sheet in booklet.pages:
            sheet.trimbox = _centred(paper, *spread_mm)
        _describe(booklet, source)
        result = _saved(booklet, source.pdf_version)
        _refuse_damage(source)
    return result


@contextmanager
def _opened(pages_pdf: bytes) -> Iterator[Pdf]:
    """Open a page file for as long as it is read; whatever turns out to be wrong in it becomes a problem."""
    try:
        with pikepdf.open(BytesIO(pages_pdf)) as source:
            _refuse_damage(source)
            if not source.pages:
                raise ChapbookError(error('the PDF has no pages', hint=REPAIR))
            yield source
    except pikepdf.PasswordError:
        raise ChapbookError(error('the PDF is locked with a password', hint='save a copy without a password')) from None
    except (pikepdf.PikepdfError, AttributeError, RuntimeError, TypeError, ValueError) as damage:
        raise ChapbookError(_damaged(damage)) from damage


def _refuse_damage(source: Pdf) -> None:
    """Stop at what qpdf had to guess: a guessed page is a wrong sheet that nobody sees before it is printed."""
    for guess in source.get_warnings():
        raise ChapbookError(_damaged(guess))


def _damaged(damage: object) -> Problem:
    # qpdf names a file that has no name by its place in memory.
    return error(f'the PDF is damaged: {re.sub("^.*<_io[^>]*>[:, ]*", "", str(damage))}', hint=REPAIR)


def _trim(page: Page, number: int) -> Trim:
    """Return what shows of a page: its trim, as far as crop and medium leave it."""
    try:
        box = _common(_common(Rectangle(page.mediabox), page.cropbox), page.trimbox)
        unit = float(page.obj.get(Name.UserUnit, 1))
    except (pikepdf.PikepdfError, AttributeError, RuntimeError, TypeError, ValueError):
        raise ChapbookError(error(f'the size of page {number} cannot be read', hint=REPAIR)) from None
    if min(box.width, box.height, unit) <= 0:
        raise ChapbookError(error(f'page {number} has no area', hint=REPAIR))
    turn = page.rotation % 360
    return Trim(box.llx, box.lly, box.urx, box.ury, turn if turn in TURNS else 0, unit)


def _common(outer: Rectangle, box: Array) -> Rectangle:
    """Return what two boxes share; a box that lies wholly outside says nothing, and the outer one stays."""
    inner = Rectangle(box)
    left, right = max(outer.llx, inner.llx), min(outer.urx, inner.urx)
    bottom, top = max(outer.lly, inner.lly), min(outer.ury, inner.ury)
    return Rectangle(left, bottom, right, top) if left < right and bottom < top else outer


def _spread(trims: list[Trim], paper: Paper) -> tuple[float, float]:
    """Return width and height in mm of two facing pages: of one size, and no larger than the paper."""
    sizes = [trim.size_mm for trim in trims]
    odd = [number for number, size in enumerate(sizes, 1) if not _alike(size, sizes[0])]
    if odd:
        raise ChapbookError(_mixed(odd, sizes))
    width_mm, height_mm = 2 * max(width for width, _ in sizes), max(height for _, height in sizes)
    if not _holds(paper, width_mm, height_mm):
        message = f'{paper} is too small for two pages of {_mm(width_mm / 2, height_mm)} side by side'
        raise ChapbookError(error(message, hint=_larger(width_mm, height_mm)))
    return min(width_mm, paper.width_mm), min(height_mm, paper.height_mm)


def _alike(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return all(abs(a - b) <= SAME_SIZE_MM for a, b in zip(one, other, strict=True))


def _holds(paper: Paper, width_mm: float, height_mm: float) -> bool:
    return width_mm <= paper.width_mm + FITTING_MM and height_mm <= paper.height_mm + FITTING_MM


def _mixed(odd: list[int], sizes: list[tuple[float, float]]) -> Problem:
    named = ', '.join(f'page {number} is {_mm(*sizes[number - 1])}' for number in odd[:NAMED_PAGES])
    more = f', and {len(odd) - NAMED_PAGES} more differ' if len(odd) > NAMED_PAGES else ''
    message = f'the pages are of different sizes: page 1 is {_mm(*sizes[0])}, {named}{more}'
    return error(message, hint='give all pages one size: a booklet is trimmed in one cut')


def _larger(width_mm: float, height_mm: float) -> str:
    """Return which papers would do: more than one, for nobody has both A3 and Tabloid."""
    fitting = [paper.name for paper in PAPERS.values() if _holds(paper, width_mm, height_mm)]
    if not fitting:
        return f'use paper of at least {_mm(width_mm, height_mm)}, or make the pages smaller'
    return f'{" or ".join(fitting)} would do'


def _mm(width_mm: float, height_mm: float) -> str:
    return f'{round(width_mm, 1):g} × {round(height_mm, 1):g} mm'


def _print_annotations(source: Pdf) -> None:
    """Draw onto the pages what would print beside their text: filled-in fields, stamps, remarks."""
    noted = [notes for page in source.pages if isinstance(notes := page.obj.get(Name.Annots), Array)]
    if any(isinstance(note, Dictionary) and Name.AP in note for notes in noted for note in notes):
        source.flatten_annotations('print')


def _form(booklet: Pdf, page: Page, trim: Trim) -> Object:
    """Return a page as a form XObject that ends at its trim: ISO 32000-1, 8.10."""
    form = page.as_form_xobject(handle_transformations=False)
    form.BBox = Array([trim.left, trim.bottom, trim.right, trim.top])
    # The object that pages share, for qpdf gives every form a copy: pages that share many pictures would swell.
    form.Resources = _resources(page)
    return booklet.copy_foreign(form)


def _resources(page: Page) -> Object:
    """Return the resources of a page, its own or inherited: ISO 32000-1, 7.7.3.4."""
    node: Object | None = page.obj
    for _ in range(DEEPEST_PAGE_TREE):
        if node is None or Name.Resources in node:
            break
        node = node.get(Name.Parent)
    return node.Resources if node is not None and Name.Resources in node else Dictionary()


def _add_side(booklet: Pdf, side: Side, paper: Paper, forms: list[Object], trims: list[Trim]) -> None:
    """Add one side of a sheet with its pages upright, inner edges on the fold, midway between head and foot."""
    placed = [(number, widths) for number, widths in ((side.left, -1), (side.right, 0)) if number]
    drawing = [f'q {_placing(trims[number - 1], paper, widths)} cm /Page{number} Do Q' for number, widths in placed]
    page = Dictionary(
        Type=Name.Page,
        MediaBox=_centred(paper, paper.width_mm, paper.height_mm),
        Resources=Dictionary(XObject=Dictionary({f'/Page{number}': forms[number - 1] for number, _ in placed})),
        Contents=booklet.make_stream('\n'.join(drawing).encode()),
    )
    booklet.pages.append(Page(booklet.make_indirect(page)))


def _placing(trim: Trim, paper: Paper, widths: int) -> str:
    """Return the matrix that puts a page’s left edge so many of its widths from the fold."""
    a, b, c, d = (trim.user_unit * axis for axis in TURNS[trim.turn_degrees])
    width_mm, height_mm = trim.size_mm
    x = (paper.width_mm / 2 + widths * width_mm) * POINTS_PER_MM
    y = (paper.height_mm - height_mm) / 2 * POINTS_PER_MM
    e = x - min(a * trim.left + c * trim.bottom, a * trim.right + c * trim.top)
    f = y - min(b * trim.left + d * trim.bottom, b * trim.right + d * trim.top)
    return ' '.join(f'{value:.5f}'.rstrip('0').rstrip('.') for value in (a, b, c, d, e, f))


def _centred(paper: Paper, width_mm: float, height_mm: float) -> Array:
    """Return a box of this size in points, in the middle of the paper."""
    x, y = (paper.width_mm - width_mm) / 2, (paper.height_mm - height_mm) / 2
    return Array([round(value * POINTS_PER_MM, 5) for value in (x, y, x + width_mm, y + height_mm)])


def _describe(booklet: Pdf, source: Pdf) -> None:
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


def _saved(booklet: Pdf, version: str) -> bytes:
    buffer = BytesIO()
    compact = ObjectStreamMode.generate
    booklet.save(buffer, min_version=max(version, '1.7'), object_stream_mode=compact, deterministic_id=True)
    return buffer.getvalue()
