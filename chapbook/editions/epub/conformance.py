"""Whether an e-book may claim to conform to EPUB Accessibility 1.1 at WCAG 2.2 AA: a person vouches, no check fails.

Below are the criteria of https://www.w3.org/TR/WCAG22/ that a machine can judge and a text can fail. Others hold for
every e-book made here: its words and their order are compared with the source (1.3.2), headings skip no level (1.3.1),
it has contents and, where it has pages, a list of them with the name of the edition they are of (2.4.5), every file has
a title (2.4.2), and no word has a size or colour but those the reader gives it. What is left only people can judge.
"""

from collections.abc import Callable
from dataclasses import dataclass

from lxml.etree import _Element

from chapbook.book import Book
from chapbook.editions.epub import accessibility
from chapbook.editions.epub.files import shown_pictures, trees
from chapbook.markup.trees import text_of

# EPUB Accessibility 1.1, section 5.4.
CLAIM = 'EPUB Accessibility 1.1 - WCAG 2.2 Level AA'


@dataclass(frozen=True, slots=True)
class Check:
    """What is wrong where it fails, the number of the criterion, and how to tell of a text and all its stylesheets."""

    fault: str
    criterion: str
    fails: Callable[[Book, str], bool]


def _lacks_description(book: Book, sheets: str) -> bool:  # noqa: ARG001 - checks have one shape
    return not all(accessibility.descriptions(book))


def _lacks_headers(book: Book, sheets: str) -> bool:  # noqa: ARG001
    return any(table.find('.//th') is None for table in _all('table', book))


def _fixes_look(book: Book, sheets: str) -> bool:  # noqa: ARG001
    return bool(accessibility.FIXED.search(sheets))


def _moves(book: Book, sheets: str) -> bool:  # noqa: ARG001
    return any(accessibility.moves(book.pictures[name]) for name in shown_pictures(book))


def _has_silent_link(book: Book, sheets: str) -> bool:  # noqa: ARG001
    return any(link.get('href') and not text_of(link) and not link.xpath('.//img[@alt != ""]')
               for link in _all('a', book))  # fmt: skip


def _lacks_language(book: Book, sheets: str) -> bool:  # noqa: ARG001
    return not book.metadata.lang_is_said


CHECKS = (
    Check('a picture has no description', '1.1.1', _lacks_description),
    Check('a table has no header cells', '1.3.1', _lacks_headers),
    Check('a stylesheet fixes colours or sizes', '1.4.3', _fixes_look),
    Check('a picture moves', '2.2.2', _moves),
    Check('a link has no words', '2.4.4', _has_silent_link),
    Check('the language is not said', '3.1.1', _lacks_language),
)


def faults(book: Book, sheets: str) -> list[str]:
    """Return what keeps a text from conforming, as far as a machine can tell; `sheets` is all CSS of the package."""
    return [f'{check.fault} ({check.criterion})' for check in CHECKS if check.fails(book, sheets)]


def certifier(book: Book, sheets: str) -> str | None:
    """Return who vouches for the e-book, None where nobody does or something is wrong with it."""
    return None if faults(book, sheets) else book.metadata.certified_by


def _all(tag: str, book: Book) -> list[_Element]:
    return [element for section in book.sections for tree in trees(section) for element in tree.iter(tag)]
