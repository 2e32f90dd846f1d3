"""Preflight: reads a PDF back and judges it as a print shop would, whoever made it.

`check` goes through the pages once, each by itself (`checks`), then through the paragraphs (`setting`); `finding` says
what each kind of print is held to. What is found has a page, a place on it and, where the PDF holds its source, a line.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from chapbook.preflight.checks import PAGE_CHECKS, with_source
from chapbook.preflight.finding import KINDS, Check, Finding, Kind
from chapbook.preflight.paragraphs import by_place, by_tags
from chapbook.preflight.reading import Document, Page, opened
from chapbook.preflight.setting import PARAGRAPH_CHECKS
from chapbook.problems import Severity

if TYPE_CHECKING:
    from chapbook.preflight.lines import Line

__all__ = ['KINDS', 'Check', 'Finding', 'Kind', 'Report', 'check']

MULTIPLES = {2: 'two', 4: 'four'}
# Pages from this width on, in mm, or wider than high, are sheets that nobody folds.
FLAT_MM = 190.0

# Told the number of the page that is looked at, and how many there are.
Tell = Callable[[int, int], None]


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


def check(data: bytes, kind: Kind | None = None, tell: Tell = lambda _, __: None) -> Report:
    """Return what is wrong with a PDF, held to what is asked of its kind, or of what it seems to be.

    Raises ChapbookError for a file that is damaged, locked or empty.
    """
    with opened(data) as document:
        found: list[Finding] = []
        lines: list[Line] = []
        sizes: list[tuple[float, float]] = []
        for page in document.pages():
            kind = kind or _kind(document, page)
            tell(page.number, len(document))
            sizes.append((page.width_mm, page.height_mm))
            found += [_placed(finding, page, document) for each in PAGE_CHECKS for finding in each(page, kind)]
            lines += page.lines if kind.read else ()
        kind = kind or KINDS['pamphlet']
        found += _binding(kind, len(document))
        paragraphs = by_tags(lines, document.tags) if document.tags else by_place(lines)
        found += [finding for each in PARAGRAPH_CHECKS for paragraph in paragraphs for finding in each(paragraph)]
        ordered = sorted(found, key=lambda finding: (finding.page, finding.check))
        return Report(kind, tuple(sizes), tuple(ordered), document.right_bound)


def _kind(document: Document, first: Page) -> Kind:
    """Return what a PDF seems to be, by what it says of itself and the size of its first page."""
    if document.is_press:
        return KINDS['press']
    flat = len(document) == 1 or first.width_mm >= min(FLAT_MM, first.height_mm)
    return KINDS['flat' if flat else 'pamphlet']


def _placed(finding: Finding, page: Page, document: Document) -> Finding:
    """Return a finding with the words that lead to its line: those of a picture are its description."""
    if finding.check is Check.PICTURES:
        mark = next((item.mark for item in page.painted if item.box == finding.box_mm), None)
        tag: Any = document.tags.get((page.number, mark)) if mark is not None else None
        return replace(finding, words=tag.described) if tag else finding
    return with_source(finding, page)


def _binding(kind: Kind, pages: int) -> list[Finding]:
    """Return what the number of pages means for a book of folded sheets, or of glued leaves; one page is no book."""
    blanks = -pages % kind.multiple
    if kind.pages is None or not blanks or pages == 1:
        return []
    left = '1 page at the end stays' if blanks == 1 else f'{blanks} pages at the end stay'
    message = f'{pages} pages are no multiple of {MULTIPLES[kind.multiple]}: {left} blank'
    hint = 'fit: sheet in the front matter sets a text so that it fills them'
    return [Finding(Check.BINDING, kind.pages, pages, None, message, hint)]
