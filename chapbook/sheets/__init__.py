"""Pages onto sheets: imposed, so that the sheets, once printed, folded, cut and nested, read in order."""

from dataclasses import dataclass, replace

from pikepdf import Pdf

from chapbook.sheets import reading, writing
from chapbook.sheets.jobs import SCHEMES, Job, arrange
from chapbook.sheets.papers import PAPERS, Paper
from chapbook.sheets.placing import Layout, place
from chapbook.sheets.reading import Trim
from chapbook.sheets.schemes import Imposition, Side, saddle_order

__all__ = ['PAPERS', 'SCHEMES', 'Imposed', 'Job', 'Paper', 'Side', 'impose', 'lay_out', 'saddle_order']


@dataclass(frozen=True, slots=True)
class Imposed:
    """Sheets ready to print, and what they are: `flip` is the edge to turn them about, `none` for one side."""

    pdf: bytes
    imposition: Imposition
    layout: Layout
    flip: str


def impose(pages_pdf: bytes, paper: Paper, job: Job | None = None) -> bytes:
    """Return a page file as sheets, for saddle stitch if nothing else is asked for: see `lay_out`."""
    return lay_out(pages_pdf, paper, job or Job()).pdf


def lay_out(pages_pdf: bytes, paper: Paper, job: Job) -> Imposed:
    """Return a page file as sheets: print them, then fold, cut and bind them as the scheme says.

    Pages keep their size, text and fonts and touch the fold. Title, author and language stay; links, tags, outlines
    and attachments do not, for paper has no use for them. The same bytes give the same bytes.
    Raises ChapbookError for a file that is damaged, locked or empty, for pages of mixed sizes and too small a paper.
    """
    with reading.opened(pages_pdf) as source:
        trims = [reading.trim(page, number) for number, page in enumerate(source.pages, 1)]
        if job.right_bound is None:
            job = replace(job, right_bound=reading.right_bound(source))
        imposition, layout = arrange(job, reading.one_size(trims), len(trims), paper)
        flip = _flip(job, imposition, layout)
        reading.print_annotations(source)
        booklet = _drawn(source, imposition, layout, trims, turn_backs=flip != _like_a_page(layout))
        writing.describe(booklet, source, flip)
        result = writing.saved(booklet, source.pdf_version)
        reading.refuse_damage(source)
    return Imposed(result, imposition, layout, flip)


def _flip(job: Job, imposition: Imposition, layout: Layout) -> str:
    """Return the edge a printer shall turn sheets about; none if there is nothing on their backs."""
    if not imposition.two_sided:
        return 'none'
    return job.flip or _like_a_page(layout)


def _like_a_page(layout: Layout) -> str:
    """Return which edge is the upright one: about it a sheet turns like a page of a book, head staying head."""
    return 'short' if layout.paper.width_mm > layout.paper.height_mm else 'long'


def _drawn(source: Pdf, imposition: Imposition, layout: Layout, trims: list[Trim], *, turn_backs: bool) -> Pdf:
    """Return a PDF with a page for each side of each sheet."""
    booklet = writing.new()
    backs = (False, True) if imposition.two_sided else (False,)
    sides = [
        (back, place(sheet.back if back else sheet.front, layout, trims))
        for sheet in imposition.sheets
        for back in backs
    ]
    shown = {placed.page: placed.shown for _, side in sides for placed in side}
    forms = {number: writing.form(booklet, source.pages[number - 1], box) for number, box in sorted(shown.items())}
    for back, side in sides:
        writing.add_side(booklet, layout, forms, side, turned=back and turn_backs)
    return booklet
