"""Reads a PDF page by page as preflight looks at it: what is painted and written, where it is trimmed and bound."""

import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import pikepdf

from chapbook.beside import beside
from chapbook.preflight.finding import Box
from chapbook.preflight.lines import Line, read_lines
from chapbook.preflight.matrix import seen
from chapbook.preflight.painted import Painted
from chapbook.preflight.tags import Tags, read_tags
from chapbook.preflight.walking import walk
from chapbook.problems import ChapbookError, error
from chapbook.sheets import reading as pages
from chapbook.sheets.sizes import Size

UNREADABLE = (pikepdf.PikepdfError, AttributeError, IndexError, KeyError, RuntimeError, TypeError, ValueError)


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its number, its trim in mm, everything on it in the order it is painted, and its lines."""

    number: int
    count: int
    """How many pages the file has."""
    width_mm: float
    height_mm: float
    painted: tuple[Painted, ...]
    lines: tuple[Line, ...]
    right_bound: bool

    @property
    def bound_on_left(self) -> bool:
        """Whether it is bound at its left edge: a recto, or a verso of a book that is read from the right."""
        return bool(self.number % 2) != self.right_bound

    @property
    def trim(self) -> Box:
        """The trim as a box."""
        return 0.0, 0.0, self.width_mm, self.height_mm


@dataclass(frozen=True, slots=True)
class Document:
    """A PDF that is open: its pages one after the other, its tags, and whether it is for a print shop."""

    pdf: Any
    pdfium: Any
    tags: Tags
    is_press: bool
    right_bound: bool

    def __len__(self) -> int:
        return len(self.pdf.pages)

    @property
    def first_size_mm(self) -> Size:
        """The size of the first page."""
        return pages.trim(self.pdf.pages[0], 1).size_mm

    def pages(self, numbers: Iterable[int]) -> Iterator[Page]:
        """Yield pages by their numbers; raises ChapbookError for one that cannot be read."""
        fonts: dict[tuple[int, int], Any] = {}
        forms: dict[tuple[int, int], list[Any]] = {}
        for number in numbers:
            page = self.pdf.pages[number - 1]
            trim = pages.trim(page, number)
            width_mm, height_mm = trim.size_mm
            try:
                painted = tuple(walk(page, seen(trim), fonts, forms).found)
            except UNREADABLE as fault:
                message = f'page {number} of the PDF is damaged: {fault}'
                raise ChapbookError(error(message, hint=pages.REPAIR)) from fault
            loaded = self.pdfium[number - 1]
            lines = tuple(read_lines(loaded, number, seen(trim)))
            loaded.close()
            yield Page(number, len(self), width_mm, height_mm, painted, lines, self.right_bound)


@contextmanager
def opened(data: bytes) -> Iterator[Document]:
    """Open a PDF for as long as it is read; raises ChapbookError for one that is locked, damaged or empty."""
    import pypdfium2

    # Tags take more memory than all pages. Of a long file copies of the program read them and take them out.
    with (
        beside(partial(_tags, data), len(data)) as tags,
        beside(partial(_without_tags, data), len(data)) as without_tags,
    ):
        shown, told = without_tags(), tags()
    with pages.opened(shown) as pdf:
        pdfium = pypdfium2.PdfDocument(shown)
        intents: Any = pdf.Root.get('/OutputIntents', [])
        is_press = any(intent.get('/S') == '/GTS_PDFX' for intent in intents)
        try:
            yield Document(pdf, pdfium, told, is_press, pages.right_bound(pdf))
        finally:
            pdfium.close()


def _without_tags(data: bytes) -> bytes:
    """Return a PDF as it prints: without tags, and what lies on its pages drawn onto them."""
    with pages.opened(data) as pdf:
        pages.print_annotations(pdf)
        # Of tags that are many, nothing is left but the root.
        if '/StructTreeRoot' in pdf.Root:
            del pdf.Root.StructTreeRoot
        buffer = io.BytesIO()
        pdf.save(buffer)
        return buffer.getvalue()


def _tags(data: bytes) -> Tags:
    """Return what the tags of a PDF say, which is opened for that alone."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return read_tags(pdf)
