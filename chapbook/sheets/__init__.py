"""Pages onto sheets: imposed, so that the sheets, once printed, folded, cut and nested, read in order."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from chapbook.problems import Problem, warning
from chapbook.sheets import margins, marks
from chapbook.sheets.creep import USUAL_STOCK, thickness_mm
from chapbook.sheets.jobs import MOST_STAPLED, SCHEMES, Job, arrange
from chapbook.sheets.papers import PAPERS, Paper
from chapbook.sheets.placing import Layout, Placed, Printing, place
from chapbook.sheets.schemes import Imposition, Side, saddle_order
from chapbook.sheets.sizes import Trim

if TYPE_CHECKING:
    from chapbook.sheets.drawing import Drawing

__all__ = [
    'PAPERS',
    'SCHEMES',
    'USUAL',
    'Imposed',
    'Job',
    'Paper',
    'Side',
    'booklet',
    'impose',
    'lay_out',
    'saddle_order',
]

# A booklet from an office printer: with marks where its pages leave room for them, which half of the paper does not.
USUAL = Job(thickness_mm=thickness_mm(USUAL_STOCK), marks=frozenset(marks.MARKS['saddle']))


@dataclass(frozen=True, slots=True)
class Imposed:
    """Sheets ready to print, and what they are: `flip` is the edge to turn them about, `none` for one side.

    For a printer that prints one side, `pdf` has the fronts alone and `backs` has what is printed behind them.
    """

    pdf: bytes
    backs: bytes | None
    imposition: Imposition
    layout: Layout
    flip: str
    problems: tuple[Problem, ...]


def impose(pages_pdf: bytes, paper: Paper, job: Job | None = None) -> bytes:
    """Return a page file as sheets, for saddle stitch if nothing else is asked for: see `lay_out`."""
    return lay_out(pages_pdf, paper, job or Job()).pdf


def booklet(pages_pdf: bytes, paper: Paper, *, guide: bool = False) -> bytes:
    """Return a page file as the booklet of an edition, with a last page that shows how to fold if it is wanted."""
    return lay_out(pages_pdf, paper, replace(USUAL, guide=guide)).pdf


def lay_out(pages_pdf: bytes, paper: Paper, job: Job) -> Imposed:
    """Return a page file as sheets: print them, then fold, cut and bind them as the scheme says.

    Pages keep their size, text and fonts and touch the fold. Title, author and language stay; links, tags, outlines
    and attachments do not, for paper has no use for them. The same bytes give the same bytes.
    Raises ChapbookError for a file that is damaged, locked or empty, for pages of mixed sizes and too small a paper.
    """
    with margins.near(pages_pdf, job) as near:
        # Loaded while PDFium reads what is near the folds of a long file.
        from chapbook.sheets import reading, writing

        with reading.opened(pages_pdf) as source:
            if SCHEMES[job.scheme].columns:
                reading.refuse_sheets(source)
            trims = [reading.trim(page, number) for number, page in enumerate(source.pages, 1)]
            if job.right_bound is None:
                job = replace(job, right_bound=reading.right_bound(source))
            imposition, layout = arrange(job, trims, paper)
            flip = _flip(job, imposition, layout)
            reading.print_annotations(source)
            sides = _sides(job, imposition, layout, trims, turn_backs=flip not in ('none', _like_a_page(layout)))
            fronts, backs = _passes(job, sides)
            guide = _guide(job, imposition, layout) if job.guide else None
            result = writing.sheets(source, fronts, 'none' if backs else flip, guide)
            behind = writing.sheets(source, backs, 'none') if backs else None
            reading.refuse_damage(source)
            margins.check(near, imposition, layout, trims)
    return Imposed(result, behind, imposition, layout, flip, _warnings(job, imposition, layout, sides))


def _guide(job: Job, imposition: Imposition, layout: Layout) -> 'Drawing':
    from chapbook.sheets import guide

    return guide.draw(job.scheme, imposition, layout)


def _flip(job: Job, imposition: Imposition, layout: Layout) -> str:
    """Return the edge a printer shall turn sheets about; none if there is nothing on their backs."""
    if not imposition.two_sided:
        return 'none'
    return job.manual.flip if job.manual else job.flip or _like_a_page(layout)


def _like_a_page(layout: Layout) -> str:
    """Return which edge is the upright one: about it a sheet turns like a page of a book, head staying head."""
    return 'short' if layout.paper.width_mm > layout.paper.height_mm else 'long'


def _sides(job: Job, imposition: Imposition, layout: Layout, trims: list[Trim], *, turn_backs: bool) -> list[Printing]:
    """Return every side of every sheet, with its marks."""
    sides = []
    for sheet in imposition.sheets:
        for back in (False, True) if imposition.two_sided else (False,):
            pages = place(sheet, sheet.back if back else sheet.front, layout, trims)
            bleed_mm = _bleed_mm(pages)
            drawn = marks.draw(job.marks, marks.frame(layout, imposition, sheet, bleed_mm), back=back)
            sides.append(Printing(layout.paper, pages, drawn, layout.trimmed_mm(sheet), bleed_mm, back and turn_backs))
    return sides


def _bleed_mm(pages: list[Placed]) -> float:
    return max((edge for page in pages for edge in page.bleed_mm), default=0.0)


def _warnings(job: Job, imposition: Imposition, layout: Layout, sides: list[Printing]) -> tuple[Problem, ...]:
    bleed_mm = max(side.bleed_mm for side in sides)
    lost = marks.without_room(job.marks, marks.frame(layout, imposition, imposition.sheets[0], bleed_mm))
    return (*lost, *_too_thick(job, imposition))


def _too_thick(job: Job, imposition: Imposition) -> tuple[Problem, ...]:
    """Return a warning where more sheets lie in one fold than can be stapled."""
    sheets = len(imposition.sheets)
    if job.scheme != 'saddle' or sheets <= MOST_STAPLED:
        return ()
    message = f'{sheets} sheets lie in one fold: few staplers take more than {MOST_STAPLED}, and it will not stay shut'
    return (warning(message, hint='--scheme signatures folds a few together, to be sewn or glued'),)


def _passes(job: Job, sides: list[Printing]) -> tuple[list[Printing], list[Printing]]:
    """Return what is printed at once, and what is printed afterwards where a printer cannot do both sides."""
    if job.manual is None:
        return sides, []
    return sides[::2], job.manual.second_pass(sides[1::2])
