"""Where the pages of a PDF begin in its text: counted, so that it does not matter where lines end or how words part."""

from dataclasses import dataclass
from functools import cache

from chapbook.check.words import letters

# Stands for a described picture in the flow, and counts as a letter.
PICTURE = '\ufffc'


@dataclass(frozen=True, slots=True)
class PageStart:
    """Where a page begins: its number, and how many units of the flow stand before it."""

    page: int
    units: int


@dataclass(frozen=True, slots=True)
class Paging:
    """The pages that hold some of the text, how many units it has in all, and how many pages the file has."""

    starts: tuple[PageStart, ...]
    units: int
    pages: int


@cache
def _units_of(character: str) -> int:
    return 1 if character == PICTURE else len(letters(character))


def units(text: str) -> int:
    """Return how many letters that are compared, and pictures, a text has."""
    return sum(map(_units_of, text))


def read_paging(pdf: bytes) -> Paging:
    """Return where the pages of a pamphlet begin; raises ValueError for a PDF without tags or text."""
    # It brings a library for PDF along, which an e-book without page numbers does not need.
    from chapbook.check.pdf import flow_of_pdf

    flow, pages = flow_of_pdf(pdf)
    starts: list[PageStart] = []
    before = 0
    for heard in flow:
        # The head of a table, said once, may be tagged on any of its pages: nothing leads back to an earlier page.
        if not starts or heard.page > starts[-1].page:
            starts.append(PageStart(heard.page, before))
        before += 1 if heard.is_picture else units(heard.words)
    return Paging(tuple(starts), before, pages)
