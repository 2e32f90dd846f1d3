"""The cover around a glued book: back, spine and front on one sheet, the spine as thick as its pages."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pikepdf
import pypdfium2
from pikepdf import Array, Dictionary, Name, Page, Pdf
from pypdfium2 import raw as pdfium

from chapbook import prepress
from chapbook.book import Book
from chapbook.editions import Pages, shop
from chapbook.pages import PRESS, SPINE
from chapbook.prepress.boxes import BLEED_MM
from chapbook.problems import ChapbookError, Place, error
from chapbook.sheets import creep, reading
from chapbook.sheets.papers import POINTS_PER_MM
from chapbook.theme import Theme

# What glue holds on to.
LEAST_SPINE_MM = 2.0
# How far a side of the cover goes onto the spine: where it is folded a little off, no white shows beside a picture.
WRAPPED_MM = 1.0
# Words on a spine: the room beside them, for a fold is never where it should be, their sizes, and the ends left free.
BESIDE_MM, LEAST_PT, LARGEST_PT, ENDS_MM = 1.5, 7.0, 16.0, 12.0
LEAST_WITH_WORDS_MM = 2 * BESIDE_MM + LEAST_PT / POINTS_PER_MM
# What the strips of the spine’s words are set in; from their foot to the middle of small letters, as a share of that.
SET_PT, MIDDLE_PT = 24.0, 17.5


@dataclass(frozen=True, slots=True)
class Strip:
    """Words for the spine: the page they are set on, and how long they are there, in points."""

    page: Any
    left_pt: float
    width_pt: float


def cover(book: Book, theme: Theme, pages: Pages) -> bytes:  # noqa: ARG001 - editions have one shape
    """Return the cover of a glued book as PDF/X-4; raises ChapbookError where the book is stapled or too thin."""
    told, thickness_mm = shop.job(book, 'cover'), spine_mm(book, pages)
    with pikepdf.open(io.BytesIO(pages(PRESS))) as inside, pikepdf.open(io.BytesIO(pages(SPINE))) as spine:
        trim = reading.trim(inside.pages[0], 1)
        width_pt, height_pt = (side * POINTS_PER_MM for side in trim.size_mm)
        thick_pt = thickness_mm * POINTS_PER_MM
        sides = list(inside.pages)[-shop.COVERS :]
        if reading.right_bound(inside):
            sides.reverse()
        made = pikepdf.new()
        page = _blank(made, 2 * width_pt + thick_pt, height_pt)
        drawn = [_panel(made, page, side, at, (width_pt, height_pt)) for at, side in enumerate(sides)]
        placed = f'q 1 0 0 1 0 0 cm {drawn[0]} Do Q\nq 1 0 0 1 {width_pt + thick_pt:.4f} 0 cm {drawn[1]} Do Q\n'
        words = _words(made, page, strips(pages(SPINE), spine), thickness_mm, (width_pt, height_pt))
        page.Contents = made.make_stream((placed + words).encode())
        prepress.press_ready(made, replace(told, folds_pt=(width_pt, width_pt + thick_pt)))
        return prepress.saved(made)


def spine_mm(book: Book, pages: Pages) -> float:
    """Return how thick the pages of a glued book are together: leaves times the thickness of the paper."""
    place = Place(book.sources[0].path, 1) if book.sources else None
    if book.metadata.binding != 'glued':
        message = 'a stapled pamphlet has no cover of its own: its cover is the first and the last page of press'
        raise ChapbookError(error(message, place, 'for a book with a spine say binding: glued in the front matter'))
    count = shop.page_count(pages, 'glued')
    thick_mm = count / 2 * creep.thickness_mm(book.metadata.stock)
    if thick_mm < LEAST_SPINE_MM:
        message = f'{count} pages of {book.metadata.stock} make a spine of {thick_mm:.1f} mm, too thin for glue to hold'
        hint = f'at least {LEAST_SPINE_MM:g} mm: say binding: stapled, or a thicker paper, such as stock: 120gsm bulky'
        raise ChapbookError(error(message, place, hint))
    return thick_mm


def _blank(made: Pdf, width_pt: float, height_pt: float) -> Any:
    box = Array([0, 0, round(width_pt, 4), round(height_pt, 4)])
    page = Dictionary(Type=Name.Page, MediaBox=box, TrimBox=box, Resources=Dictionary(XObject=Dictionary()))
    made.pages.append(Page(made.make_indirect(page)))
    return made.pages[0].obj


def _panel(made: Pdf, page: Any, side: Page, at: int, size_pt: tuple[float, float]) -> str:
    """Put one side of the cover among the drawings of the sheet; it bleeds outward, and a little onto the spine."""
    bleed, wrapped, (width, height) = BLEED_MM * POINTS_PER_MM, WRAPPED_MM * POINTS_PER_MM, size_pt
    form = made.copy_foreign(side.as_form_xobject())
    left, right = (-bleed, width + wrapped) if at == 0 else (-wrapped, width + bleed)
    form.BBox = Array([round(edge, 4) for edge in (left, -bleed, right, height + bleed)])
    page.Resources.XObject[f'/Side{at}'] = form
    return f'/Side{at}'


def strips(data: bytes, spine: Pdf) -> Iterator[Strip]:
    """Yield the words of the spine with their lengths: the title, and the author where there is one."""
    document = pypdfium2.PdfDocument(data)
    for number, page in enumerate(spine.pages):
        bounds = [each.get_bounds() for each in document[number].get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT])]
        if bounds:
            left = min(edge[0] for edge in bounds)
            yield Strip(page, left, max(edge[2] for edge in bounds) - left)


def _words(made: Pdf, page: Any, found: Iterator[Strip], thick_mm: float, size_pt: tuple[float, float]) -> str:
    """Return the drawing of the spine’s words, '' where the spine is too thin or too short for them.

    They run from head to foot, so that they stand upright when the book lies on its back (ISO 6357).
    """
    width, height = size_pt
    words, room = list(found), height - 2 * ENDS_MM * POINTS_PER_MM
    widest = (thick_mm - 2 * BESIDE_MM) * POINTS_PER_MM
    gap = 2 * SET_PT
    scale = min(widest, LARGEST_PT, SET_PT * room / (sum(each.width_pt for each in words) + gap)) / SET_PT
    if scale * SET_PT < LEAST_PT:
        return ''
    ends = (height - ENDS_MM * POINTS_PER_MM, ENDS_MM * POINTS_PER_MM)
    middle = width + thick_mm * POINTS_PER_MM / 2
    drawn = []
    for number, (strip, end) in enumerate(zip(words, ends, strict=False)):
        page.Resources.XObject[f'/Words{number}'] = made.copy_foreign(strip.page.as_form_xobject())
        # Turned clockwise: what went right goes down, what went up goes right.
        x = middle - scale * MIDDLE_PT
        y = end + scale * (strip.left_pt if number == 0 else strip.left_pt + strip.width_pt)
        drawn.append(f'q 0 {-scale:.5f} {scale:.5f} 0 {x:.4f} {y:.4f} cm /Words{number} Do Q\n')
    return ''.join(drawn)
