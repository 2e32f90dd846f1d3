"""Makes the editions of a text: read, parse, render, check, publish. The pipeline, in the order it runs."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from chapbook.problems import ChapbookError, Problem, Severity
from chapbook.project import Text

if TYPE_CHECKING:
    # Named here only: these modules load the heavy libraries.
    from chapbook.book import Book
    from chapbook.compose import Page
    from chapbook.editions import Pages
    from chapbook.theme import Theme


@dataclass(frozen=True, slots=True)
class Request:
    """What to make: the project, the editions by name, and the folder that gets them."""

    project: Path
    output: Path
    editions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Made:
    """One file that was made: where it is, what it is for, its pages if it has any, its size and the time it took."""

    path: Path
    edition: str
    purpose: str
    pages: int | None
    size_bytes: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Step:
    """Word of what is being worked on, for a progress bar."""

    slug: str
    edition: str


Event = Made | Problem | Step


def make_all(texts: list[Text], request: Request) -> Iterator[Event]:
    """Make every text, one after the other; one that is broken leaves the others alone."""
    for text in texts:
        yield from make(text, request)


def make(text: Text, request: Request) -> Iterator[Event]:
    """Make a text’s editions, telling each step, file and problem as it comes; errors are told, not raised."""
    try:
        yield from _make(text, request)
    except ChapbookError as fault:
        yield from fault.problems


def _make(text: Text, request: Request) -> Iterator[Event]:
    from chapbook import check, publish
    from chapbook.editions import EDITIONS
    from chapbook.markup import parse
    from chapbook.project import read_manuscript
    from chapbook.theme import load_theme

    yield Step(text.slug, 'text')
    book = parse(read_manuscript(text, request.project))
    yield from book.problems
    theme = load_theme(request.project)
    found: list[Problem] = []
    pages = page_files(book, theme, found)
    outputs: dict[str, bytes] = {}
    seconds: dict[str, float] = {}
    for name in request.editions:
        yield Step(text.slug, name)
        started = time.perf_counter()
        outputs[name] = EDITIONS[name].render(book, theme, pages)
        seconds[name] = time.perf_counter() - started
    found += check.audit(book, outputs)
    yield from found
    if any(problem.severity is Severity.ERROR for problem in found):
        return
    folder = request.output / text.slug
    publish.sweep(folder)
    for name, data in outputs.items():
        edition = EDITIONS[name]
        path = folder / edition.file_name(text.slug)
        publish.write_whole(path, data)
        yield Made(path, name, edition.purpose, count_pages(data), len(data), seconds[name])


def page_files(book: 'Book', theme: 'Theme', found: list[Problem]) -> 'Pages':
    """Return the function that gives the page file of a size, laid out at the first call; problems go to `found`."""
    laid_out: dict[Page, bytes] = {}

    def pages(page: 'Page') -> bytes:
        if page not in laid_out:
            from chapbook.editions import pdf

            laid_out[page], problems = pdf.render(book, theme, page)
            found.extend(problems)
        return laid_out[page]

    return pages


def count_pages(data: bytes) -> int | None:
    """Return how many pages a PDF has, None for anything else."""
    if not data.startswith(b'%PDF-'):
        return None
    import pypdfium2

    return len(pypdfium2.PdfDocument(data))
