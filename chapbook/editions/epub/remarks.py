"""What is worth knowing of an e-book: what of the text it holds otherwise than paper and screen do, or cannot."""

from collections.abc import Iterator

from chapbook.book import Book
from chapbook.editions import cover
from chapbook.native import missing_libraries
from chapbook.problems import Problem, note


def remarks(book: Book) -> Iterator[Problem]:
    """Yield the remarks on the e-book of a text, whichever reader it is for."""
    yield from _without_numbers(book)


def _without_numbers(book: Book) -> Iterator[Problem]:
    if missing_libraries():
        yield note('the e-book has no page numbers: without Pango no pages are laid out')
    elif not cover.numbers_pages(book):
        message = f'the e-book has no page numbers: pages are not laid out for it beyond {cover.MOST_LETTERS:,} letters'
        yield note(message)
