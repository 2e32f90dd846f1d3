"""The e-book: an EPUB 3.3 (https://www.w3.org/TR/epub-33/) that readers from 2010 open too."""

from dataclasses import replace

from chapbook import rasters
from chapbook.book import Book
from chapbook.check.paging import Paging
from chapbook.editions.epub import breaks, faces, package, pages, source
from chapbook.editions.epub.files import Resource, plan_files, shown_pictures
from chapbook.editions.epub.kobo import spanned
from chapbook.problems import ChapbookError, error
from chapbook.theme import Theme

__all__ = ['render']

# The first bytes of a picture, the ending of its file and its media type.
COVER_TYPES = ((b'\x89PNG', 'png', 'image/png'), (b'\xff\xd8', 'jpg', 'image/jpeg'))
# The first sheet is for every reader; an engine that stumbles over the second drops that one alone.
SHEETS = {'Styles/ebook.css': ('type.css', 'ebook.css'), 'Styles/modern.css': ('ebook-modern.css',)}
OWN_SHEET = 'Styles/own.css'


def render(book: Book, theme: Theme, cover: bytes, paging: Paging | None = None, *, kobo: bool = False) -> bytes:
    """Return the EPUB of a text, the same bytes every time; `cover` is a PNG or JPEG picture of the cover page.

    With the `paging` of the printed edition, the e-book has its page numbers; with `kobo`, it is one for Kobo’s engine.
    """
    marked, found = breaks.mark(book, paging) if paging else (book, ())
    shown = {name: rasters.for_ebook(book.pictures[name]) for name in shown_pictures(book)}
    marked = replace(marked, pictures={**book.pictures, **shown})
    plan = replace(plan_files(marked), breaks=found, printed_pages=paging.pages if paging else 0)
    cover_picture = _cover(cover)
    styles = sheets_of(book, theme)
    documents = pages.documents(marked, theme, plan, cover_picture.name, tuple(styles))
    fonts = faces.embed(documents, book)
    styles['Styles/ebook.css'] = faces.rules(fonts) + styles['Styles/ebook.css']
    if kobo:
        documents = [spanned(document) for document in documents]
    resources = [
        *(Resource(name, 'text/css', sheet.encode()) for name, sheet in styles.items()),
        *(Resource(font.name, 'font/ttf', font.data) for font in fonts),
        *(Resource(path, shown[name].media_type, shown[name].data) for name, path in plan.pictures.items()),
    ]  # fmt: skip
    resources += source.resources(book, resources)
    return package.pack(marked, plan, documents, cover_picture, resources)


def sheets_of(book: Book, theme: Theme) -> dict[str, str]:
    """Return the stylesheets of the package by their paths, the text’s own last."""
    styles = {name: theme.sheet(*sheets) for name, sheets in SHEETS.items()}
    return {**styles, OWN_SHEET: theme.resolve(book.css)} if book.css else styles


def _cover(data: bytes) -> Resource:
    for magic, ending, media_type in COVER_TYPES:
        if data.startswith(magic):
            return Resource(f'Images/cover.{ending}', media_type, data)
    raise ChapbookError(error('the picture of the cover is neither PNG nor JPEG', None, 'give one of the two'))
