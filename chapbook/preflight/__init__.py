"""Preflight: reads a PDF back and judges it as a print shop would, whoever made it.

`check` goes through the pages once, each by itself (`checks`), then through the paragraphs (`setting`); `finding` says
what each kind of print is held to. What is found has a page, a place on it and, where the PDF holds its source, a line.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from chapbook.beside import in_halves, is_worth
from chapbook.preflight.checks import PAGE_CHECKS, with_source
from chapbook.preflight.finding import ERROR, KINDS, Check, Finding, Kind, glued
from chapbook.preflight.painted import Picture
from chapbook.preflight.paragraphs import by_place, by_tags
from chapbook.preflight.reading import Document, Page, opened
from chapbook.preflight.setting import JUSTIFIED_CHECKS, PARAGRAPH_CHECKS, is_ragged
from chapbook.problems import Severity
from chapbook.sheets.jobs import MOST_STAPLED
from chapbook.sheets.papers import millimetres
from chapbook.sheets.sizes import Size, alike

if TYPE_CHECKING:
    from chapbook.preflight.lines import Line

__all__ = ['KINDS', 'Check', 'Finding', 'Kind', 'Report', 'check']

MULTIPLES = {2: 'two', 4: 'four'}
# Pages from this width on, in mm, or wider than high, are sheets that nobody folds.
FLAT_MM = 190.0

# A page takes as long to look at as so many letters of Markdown to read.
LETTERS_PER_PAGE = 10_000

# Told the number of the page that is looked at, and how many there are.
Tell = Callable[[int, int], None]


def silent(page: int, pages: int) -> None:
    """Tell nothing."""


@dataclass(frozen=True, slots=True)
class Report:
    """What preflight found in a PDF, page by page, what it was taken for, and the sizes of its pages in mm."""

    kind: Kind
    sizes_mm: tuple[tuple[float, float], ...]
    findings: tuple[Finding, ...]
    right_bound: bool

    def count(self, severity: Severity) -> int:
        """Return how many findings are as bad as this."""
        return sum(finding.severity is severity for finding in self.findings)


def check(data: bytes, kind: Kind | None = None, tell: Tell = silent, *, binding: str = 'stapled') -> Report:
    """Return what is wrong with a PDF, held to what its binding and its kind ask, or what it seems to be.

    Raises ChapbookError for a file that is damaged, locked or empty.
    """
    with opened(data) as document:
        kind = kind or _kind(document)
        kind = glued(kind, len(document)) if binding == 'glued' else kind
        judged = _judged(document, kind, tell)
        sizes = [size for part in judged for size in part.sizes_mm]
        found = [finding for part in judged for finding in part.findings]
        found += [*_binding(kind, len(document)), *_odd_sizes(kind, sizes)]
        lines = [line for part in judged for line in part.lines]
        paragraphs = by_tags(lines, document.tags) if document.tags else by_place(lines)
        checks = PARAGRAPH_CHECKS if is_ragged(paragraphs) else (*PARAGRAPH_CHECKS, *JUSTIFIED_CHECKS)
        found += [finding for each in checks for paragraph in paragraphs for finding in each(paragraph)]
        ordered = sorted(found, key=lambda finding: (finding.page, finding.check))
        return Report(kind, tuple(sizes), tuple(ordered), document.right_bound)


@dataclass(frozen=True, slots=True)
class Judged:
    """What there is to tell of some pages: their sizes in mm, what was found on each by itself, and their lines."""

    sizes_mm: list[tuple[float, float]]
    findings: list[Finding]
    lines: list['Line']


def _judged(document: Document, kind: Kind, tell: Tell) -> list[Judged]:
    """Return what there is to tell of the pages; the second half of many is looked at beside the first."""
    count = len(document)
    middle, letters = (count + 1) // 2, count * LETTERS_PER_PAGE
    # Two that tell how far they have come would write over each other.
    aside = silent if is_worth(letters) else tell
    halves = [(range(1, middle + 1), tell), (range(middle + 1, count + 1), aside)]
    found = in_halves(lambda half: _of_pages(document, half[0], kind, half[1]), halves, letters)
    if aside is silent:
        tell(count, count)
    return found


def _of_pages(document: Document, numbers: range, kind: Kind, tell: Tell) -> Judged:
    """Return what there is to tell of some pages."""
    found = Judged([], [], [])
    for page in document.pages(numbers):
        tell(page.number, len(document))
        found.sizes_mm.append((page.width_mm, page.height_mm))
        found.findings.extend(_placed(each, page, document) for check in PAGE_CHECKS for each in check(page, kind))
        found.lines.extend(page.lines if kind.read else ())
    return found


def _kind(document: Document) -> Kind:
    """Return what a PDF seems to be, by what it says of itself and the size of its first page."""
    if document.is_press:
        return KINDS['press']
    width_mm, height_mm = document.first_size_mm
    flat = len(document) == 1 or width_mm >= min(FLAT_MM, height_mm)
    return KINDS['flat' if flat else 'pamphlet']


def _placed(finding: Finding, page: Page, document: Document) -> Finding:
    """Return a finding with what leads to its line: words, of a picture its description or its name."""
    found = next((item for item in page.painted if isinstance(item, Picture) and item.box == finding.box_mm), None)
    if found is None:
        return with_source(finding, page)
    tag: Any = document.tags.get((page.number, found.mark)) if found.mark is not None else None
    return replace(finding, words=tag.described if tag else '', picture=found.name)


def _binding(kind: Kind, pages: int) -> list[Finding]:
    """Return what the number of pages means for a book of folded sheets, or of glued leaves; one page is no book."""
    if kind.pages is None or pages == 1:
        return []
    return [*_blanks(kind, kind.pages, pages), *_too_thick(kind, kind.pages, pages)]


def _odd_sizes(kind: Kind, sizes_mm: list[Size]) -> Iterator[Finding]:
    """Yield the pages of a bound book that are not as large as the first."""
    for number, size_mm in enumerate(sizes_mm if kind.folded else (), 1):
        if not alike(size_mm, sizes_mm[0]):
            message = f'the page is {millimetres(*size_mm)}, the first is {millimetres(*sizes_mm[0])}'
            hint = 'give all pages one size: a book is trimmed in one cut'
            yield Finding(Check.BINDING, ERROR, number, None, message, hint)


def _too_thick(kind: Kind, severity: Severity, pages: int) -> list[Finding]:
    """Return whether more sheets lie in one fold than can be stapled."""
    sheets = -(-pages // kind.multiple)
    if kind.bound_at != 'fold' or sheets <= MOST_STAPLED:
        return []
    message = f'{pages} pages are {sheets} sheets in one fold: few staplers take more than {MOST_STAPLED}'
    hint = 'say binding: glued in the front matter, or impose --scheme signatures and sew them'
    return [Finding(Check.BINDING, severity, pages, None, message, hint)]


def _blanks(kind: Kind, severity: Severity, pages: int) -> list[Finding]:
    """Return how many pages stay blank."""
    blanks = -pages % kind.multiple
    if not blanks:
        return []
    left = '1 page at the end stays' if blanks == 1 else f'{blanks} pages at the end stay'
    message = f'{pages} pages are no multiple of {MULTIPLES[kind.multiple]}: {left} blank'
    hint = 'fit: sheet in the front matter sets a text so that it fills them'
    return [Finding(Check.BINDING, severity, pages, None, message, hint)]
