"""The zine: a cover, six pages of text and a back cover on one side of one sheet, folded to eighths and slit once."""

from chapbook import sheets
from chapbook.book import Book
from chapbook.editions import Pages
from chapbook.pages import ZINE
from chapbook.problems import ChapbookError, Place, error
from chapbook.theme import Theme

PAGES = 8
FOLDED = sheets.Job(scheme='zine')


def zine(book: Book, theme: Theme, pages: Pages) -> bytes:  # noqa: ARG001 - editions have one shape
    """Return the sheet of a zine, on the first paper the text names; raises ChapbookError where it does not fit."""
    data = pages(ZINE)
    refuse_long(book, data)
    paper = book.metadata.papers[0] if book.metadata.papers else 'a4'
    return sheets.impose(data, sheets.PAPERS[paper], FOLDED)


def refuse_long(book: Book, data: bytes) -> None:
    """Stop at a text of more than six small pages, and tell by how much it is over."""
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    over = len(document) - PAGES
    if over <= 0:
        return
    # The text ends on the page before the back cover.
    lost = [document[number].get_textpage().get_text_bounded() for number in range(PAGES - 1, len(document) - 1)]
    # The last line of a page is its number.
    lines = sum(len(page.strip().splitlines()) - 1 for page in lost)
    words = sum(len(page.split()) - 1 for page in lost)
    place = Place(book.sources[0].path, 1) if book.sources else None
    many = 'a page' if over == 1 else f'{over} pages'
    message = f'the text is {many} too long for a zine: {lines} lines, about {words} words, do not fit its six pages'
    raise ChapbookError(error(message, place, 'shorten it, or fold a booklet: -e booklet'))
