"""The editions for a print shop: the pages, and where the book is glued the cover around them."""

import io
from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Pdf

from chapbook import prepress
from chapbook.book import Book
from chapbook.editions import Pages
from chapbook.pages import PRESS
from chapbook.prepress.profiles import condition_of
from chapbook.problems import Place, Problem, did_you_mean, warning
from chapbook.theme import Theme

# Back and front of a glued book, which its pages end with.
COVERS = 2


def job(book: Book, what: str = '') -> prepress.Job:
    """Return what a file for the shop is told to be; raises ChapbookError where no printing is known."""
    metadata = book.metadata
    place = Place(book.sources[0].path, 1) if book.sources else None
    title = f'{metadata.title} ({what})' if what else metadata.title
    return prepress.Job(title, metadata.byline, metadata.urn, book.modified, condition_of(book), place=place)


def assumed(book: Book) -> Iterator[Problem]:
    """Yield what printing was taken where the text names none, and pictures it names in vain."""
    if taken := condition_of(book).assumed:
        yield taken
    place = Place(book.sources[0].path, 1) if book.sources else None
    for name in book.metadata.rgb:
        if name not in book.pictures:
            hint = did_you_mean(name, list(book.pictures)) or 'name a picture as the text does'
            yield warning(f'rgb names “{name}”, which is no picture of the text', place, hint)


def press(book: Book, theme: Theme, pages: Pages) -> bytes:  # noqa: ARG001 - editions have one shape
    """Return the pages as PDF/X-4, one after the other.

    Stapled, they are all of them with the cover, made up to a multiple of four before the back cover. Glued, they begin
    with a title page, and the covers, which are the last two, are left to the edition `cover`; they are made up to an
    even number.
    """
    told = job(book)
    with pikepdf.open(io.BytesIO(pages(PRESS))) as pdf:
        if book.metadata.binding == 'glued':
            del pdf.pages[-COVERS:]
            _fill(pdf, len(pdf.pages), 2)
        else:
            _fill(pdf, len(pdf.pages) - 1, 4)
        prepress.press_ready(pdf, told)
        return prepress.saved(pdf)


def _fill(pdf: Any, at: int, multiple: int) -> None:
    """Put empty pages in, so that there is a multiple of pages."""
    for _ in range(-len(pdf.pages) % multiple):
        blank = pikepdf.Dictionary(
            Type=pikepdf.Name.Page,
            MediaBox=pdf.pages[0].mediabox,
            TrimBox=pdf.pages[0].trimbox,
            Resources=pikepdf.Dictionary(),
            Contents=pdf.make_stream(b''),
        )
        pdf.pages.insert(at, pikepdf.Page(pdf.make_indirect(blank)))


def page_count(pages: Pages, binding: str) -> int:
    """Return how many pages the shop prints inside the cover of a glued book, or of a stapled one."""
    with Pdf.open(io.BytesIO(pages(PRESS))) as pdf:
        count = len(pdf.pages)
    inside = count - COVERS
    return inside + inside % 2 if binding == 'glued' else count + -count % 4
