"""Jobs: how a page file is to be imposed, and the paper, the grid and the scale that follow from it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import floor

from chapbook.problems import ChapbookError, Problem, UsageError, error
from chapbook.sheets import schemes
from chapbook.sheets.manual import Habit
from chapbook.sheets.marks import MARKS
from chapbook.sheets.papers import FITTING_MM, POINTS_PER_MM, Paper, larger, lying, millimetres
from chapbook.sheets.placing import Layout
from chapbook.sheets.schemes import ZINE_PAGES, Imposition
from chapbook.sheets.sizes import Size, Trim, one_size

SHEETS_PER_SIGNATURE = (4, 6)
# How many sheets of office paper a stapler for booklets goes through.
MOST_STAPLED = 25
# However thin the paper, its back must show a mark.
LEAST_SPINE_MM = 0.25


@dataclass(frozen=True, slots=True)
class Job:
    """What a printer and a binder shall do with a page file.

    `sheets_per_signature` is the fewest and the most. `right_bound` None is as the file says. `flip` is the edge of the
    sheet about which a printer turns it, `short` or `long`, or `none` for one side only; None is what the scheme likes
    best. `fit` makes pages smaller where they are too large for the paper, otherwise that is refused. `thickness_mm` is
    that of the paper, for creep; `marks` are kinds that the scheme has use for. `manual` is what a printer does that
    prints one side at a time, None for one that prints both. `guide` adds a last page that shows how to fold. `last`
    is how many pages stay at the end of a book, blanks before them: one is the back cover.
    """

    scheme: str = 'saddle'
    sheets_per_signature: tuple[int, int] = SHEETS_PER_SIGNATURE
    right_bound: bool | None = None
    flip: str | None = None
    fit: bool = False
    thickness_mm: float = 0.0
    marks: frozenset[str] = frozenset()
    manual: Habit | None = None
    guide: bool = False
    last: int = 1


@dataclass(frozen=True, slots=True)
class Scheme:
    """One way of imposing: its name, what is done with the sheets, how pages lie on one, and how it is called."""

    name: str
    finish: str
    impose: Callable[[int, Job, int, int], Imposition]
    """Of how many pages, how, in how many columns and rows."""
    columns: int = 0
    """0: as many as the paper takes."""
    rows: int = 0
    whole_sheet: bool = False
    """Whether the sheet is folded to its edges, so that the cells are what its paper makes them."""
    most_pages: int | None = None

    @property
    def folded(self) -> bool:
        """Whether sheets are folded once, so that both sides must be printed."""
        return (self.columns, self.rows) == (2, 1)


def _saddle(page_count: int, job: Job, columns: int, rows: int) -> Imposition:  # noqa: ARG001 - schemes have one shape
    return schemes.saddle(page_count, job.last)


def _signatures(page_count: int, job: Job, columns: int, rows: int) -> Imposition:  # noqa: ARG001
    return schemes.signatures(page_count, schemes.signature_sizes(page_count, *job.sheets_per_signature), job.last)


def _zine(page_count: int, job: Job, columns: int, rows: int) -> Imposition:  # noqa: ARG001
    return schemes.zine(page_count, job.last)


def _n_up(page_count: int, job: Job, columns: int, rows: int) -> Imposition:
    return schemes.n_up(page_count, columns, rows, one_sided=job.flip == 'none')


def _cut_and_stack(page_count: int, job: Job, columns: int, rows: int) -> Imposition:
    return schemes.cut_and_stack(page_count, columns, rows, one_sided=job.flip == 'none')


SCHEMES = {
    scheme.name: scheme
    for scheme in (
        Scheme('saddle', 'fold, nest, staple', _saddle, 2, 1),
        Scheme('signatures', 'fold and nest each signature, then sew or glue', _signatures, 2, 1),
        Scheme('zine', 'fold to eighths, slit the middle, fold into a book', _zine, 4, 2, True, ZINE_PAGES),
        Scheme('n-up', 'cut apart', _n_up),
        Scheme('cut-and-stack', 'cut, and put the stacks on one another', _cut_and_stack),
    )
}


def arrange(job: Job, trims: list[Trim], paper: Paper) -> tuple[Imposition, Layout]:
    """Return which page lies where, and where that is; raises ChapbookError for what cannot be done on this paper."""
    scheme, page_count = SCHEMES[job.scheme], len(trims)
    _refuse_senseless(job, scheme)
    if scheme.most_pages and page_count > scheme.most_pages:
        over = page_count - scheme.most_pages
        message = f'a {scheme.name} has {scheme.most_pages} pages, and this has {page_count}: {over} too many'
        raise ChapbookError(error(message, hint='shorten it, or use --scheme saddle'))
    layout = _layout(job, trims, paper)
    imposition = scheme.impose(page_count, job, layout.columns, layout.rows)
    if job.manual and not imposition.two_sided:
        raise UsageError(error('nothing comes on the backs of these sheets', hint='leave --manual-duplex away'))
    return schemes.right_bound(imposition) if job.right_bound else imposition, layout


def _refuse_senseless(job: Job, scheme: Scheme) -> None:
    """Refuse what means nothing to a scheme."""
    if job.flip == 'none' and scheme.folded:
        raise UsageError(error(f'{scheme.name} needs both sides of the paper', hint='say --flip short or --flip long'))
    if job.manual and job.flip:
        hint = '--printer says which edge it is'
        raise UsageError(error('--flip is for printers that print both sides', hint=hint))
    if job.manual and job.guide:
        hint = 'say --guide file'
        raise UsageError(error('a guide among the fronts would come out among the sheets', hint=hint))
    if strange := job.marks - {*MARKS[scheme.name]}:
        message = f'{scheme.name} has no use for marks: {", ".join(sorted(strange))}'
        raise UsageError(error(message, hint=f'there are: {", ".join(MARKS[scheme.name])}'))


def _spine_mm(job: Job, page_count: int) -> float:
    """Return half of the back of a folded signature, on which its collation mark goes: pages begin beside it."""
    if 'collation' not in job.marks:
        return 0.0
    largest = schemes.signature_sizes(page_count, *job.sheets_per_signature)[0]
    return max(LEAST_SPINE_MM, largest * job.thickness_mm)


def _bleed_mm(trims: list[Trim]) -> float:
    return max(max(trim.bleed) * trim.user_unit for trim in trims) / POINTS_PER_MM


def _layout(job: Job, trims: list[Trim], paper: Paper) -> Layout:
    """Return how cells lie; loose leaves keep room between them for the bleed of both."""
    scheme, page_mm, spine_mm = SCHEMES[job.scheme], one_size(trims), _spine_mm(job, len(trims))
    gap_mm = 0.0 if scheme.columns else 2 * _bleed_mm(trims)
    cell_mm = (page_mm[0] + spine_mm + gap_mm, page_mm[1] + gap_mm)
    columns, rows, lies = _grid(scheme, cell_mm, paper)
    scale = 1.0
    if not lies:
        scale, lies = _fitted(columns, rows, cell_mm, paper)
        if not job.fit:
            raise ChapbookError(_too_small(columns, rows, cell_mm, paper, scale))
    layout = Layout(lies, columns, rows, (page_mm[0] * scale, page_mm[1] * scale), scale, thickness_mm=job.thickness_mm)
    if scheme.whole_sheet:
        return replace(layout, cell_mm=(lies.width_mm / columns, lies.height_mm / rows))
    return replace(layout, gap_mm=gap_mm * scale, spine_mm=spine_mm, folded=scheme.folded)


def _grid(scheme: Scheme, page_mm: Size, paper: Paper) -> tuple[int, int, Paper | None]:
    """Return columns, rows and the paper as it lies; None where it is too small."""
    width_mm, height_mm = page_mm
    if scheme.columns:
        return scheme.columns, scheme.rows, lying(paper, scheme.columns * width_mm, scheme.rows * height_mm)
    ways = [
        (floor((way.width_mm + FITTING_MM) / width_mm), floor((way.height_mm + FITTING_MM) / height_mm), way)
        for way in (paper, paper.turned())
    ]
    columns, rows, way = max(ways, key=lambda found: found[0] * found[1])
    return (columns, rows, way) if columns * rows else (1, 1, None)


def _fitted(columns: int, rows: int, page_mm: Size, paper: Paper) -> tuple[float, Paper]:
    """Return by how much pages must shrink to lie on the paper, and how it must lie for that."""
    ways = (paper, paper.turned())
    scales = [min(way.width_mm / columns / page_mm[0], way.height_mm / rows / page_mm[1]) for way in ways]
    return max(zip(scales, ways, strict=True), key=lambda found: found[0])


def _too_small(columns: int, rows: int, page_mm: Size, paper: Paper, scale: float) -> Problem:
    many = {(2, 1): 'two pages of {} side by side', (1, 1): 'a page of {}'}.get((columns, rows), 'eight pages of {}')
    message = f'{paper} is too small for {many.format(millimetres(*page_mm))}'
    would_do = larger(columns * page_mm[0], rows * page_mm[1])
    return error(message, hint=f'{would_do}; --fit makes the pages smaller, {floor(scale * 100)} % of their size')
