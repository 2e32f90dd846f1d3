"""Pages onto sheets: imposed, so that the sheets, printed on both sides, folded, cut and nested, read in order."""

from pikepdf import Pdf

from chapbook.problems import ChapbookError, error
from chapbook.sheets import reading, schemes, writing
from chapbook.sheets.papers import PAPERS, Paper, larger, millimetres
from chapbook.sheets.placing import Layout, place
from chapbook.sheets.reading import Size, Trim
from chapbook.sheets.schemes import Imposition, Side, saddle_order

__all__ = ['PAPERS', 'Paper', 'Side', 'impose', 'saddle_order']


def impose(pages_pdf: bytes, paper: Paper) -> bytes:
    """Return a page file as sheets for saddle stitch: print both sides, flip on the short edge, fold, staple.

    Pages keep their size, text and fonts and touch the fold. Title, author and language stay; links, tags, outlines
    and attachments do not, for paper has no use for them. The same bytes give the same bytes.
    Raises ChapbookError for a file that is damaged, locked or empty, for pages of mixed sizes and too small a paper.
    """
    with reading.opened(pages_pdf) as source:
        trims = [reading.trim(page, number) for number, page in enumerate(source.pages, 1)]
        layout = _layout(reading.one_size(trims), paper)
        reading.print_annotations(source)
        booklet = _drawn(source, schemes.saddle(len(trims)), layout, trims)
        writing.describe(booklet, source)
        result = writing.saved(booklet, source.pdf_version)
        reading.refuse_damage(source)
    return result


def _drawn(source: Pdf, imposition: Imposition, layout: Layout, trims: list[Trim]) -> Pdf:
    """Return a PDF with a page for each side of each sheet."""
    booklet = writing.new()
    sides = [place(side, layout, trims) for sheet in imposition.sheets for side in (sheet.front, sheet.back)]
    shown = {placed.page: placed.shown for side in sides for placed in side}
    forms = {number: writing.form(booklet, source.pages[number - 1], box) for number, box in sorted(shown.items())}
    paper, (width_mm, height_mm) = layout.paper, layout.block_mm
    for side in sides:
        writing.add_side(booklet, paper, forms, side, (min(width_mm, paper.width_mm), min(height_mm, paper.height_mm)))
    return booklet


def _layout(page_mm: Size, paper: Paper) -> Layout:
    width_mm, height_mm = page_mm
    if not paper.holds(2 * width_mm, height_mm):
        message = f'{paper} is too small for two pages of {millimetres(width_mm, height_mm)} side by side'
        raise ChapbookError(error(message, hint=larger(2 * width_mm, height_mm)))
    return Layout(paper, 2, 1, page_mm)
