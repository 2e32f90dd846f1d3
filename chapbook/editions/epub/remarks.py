"""What is worth knowing of an e-book: what of the text it holds otherwise than paper and screen do, or cannot."""

from collections.abc import Iterator

from chapbook import rasters
from chapbook.book import Book, Picture
from chapbook.editions import cover, epub
from chapbook.editions.epub import accessibility, conformance
from chapbook.editions.epub.files import shown_pictures
from chapbook.markup.places import place_of
from chapbook.native import missing_libraries
from chapbook.problems import Place, Problem, note, warning
from chapbook.theme import Theme

NAMES = {'image/jpeg': 'JPEG', 'image/png': 'PNG', 'image/webp': 'WebP', 'image/avif': 'AVIF'}


def remarks(book: Book, theme: Theme) -> Iterator[Problem]:
    """Yield the remarks on the e-book of a text, whichever reader it is for."""
    yield from _without_numbers(book)
    for name in shown_pictures(book):
        yield from _changed(book.pictures[name], book)
    if book.metadata.certified_by:
        yield from _uncertified(book, '\n'.join(epub.sheets_of(book, theme).values()))


def _without_numbers(book: Book) -> Iterator[Problem]:
    if missing_libraries():
        yield note('the e-book has no page numbers: without Pango no pages are laid out')
    elif not cover.numbers_pages(book):
        message = f'the e-book has no page numbers: pages are not laid out for it beyond {cover.MOST_LETTERS:,} letters'
        yield note(message)


def _changed(picture: Picture, book: Book) -> Iterator[Problem]:
    shown = rasters.for_ebook(picture)
    changes = []
    if shown.width_px < picture.width_px:
        sizes = [f'{each.width_px:.0f} × {each.height_px:.0f}' for each in (picture, shown)]
        changes.append(f'{sizes[1]} pixels instead of {sizes[0]}')
    if shown.media_type != picture.media_type:
        was, now = (NAMES[each.media_type] for each in (picture, shown))
        changes.append(f'{now} instead of {was}')
        if accessibility.moves(picture):
            changes.append('the first of its pictures, which stands still')
    if changes:
        message = f'in the e-book the picture “{picture.name}” is {", ".join(changes)}'
        yield note(message, _place(picture.name, book))


def _place(name: str, book: Book) -> Place:
    places = [place_of(name, source) for source in book.sources]
    return next((place for place in places if place.line), places[0])


def _uncertified(book: Book, sheets: str) -> Iterator[Problem]:
    if found := conformance.faults(book, sheets):
        message = f'the e-book does not claim that it is accessible, whoever certifies it: {", ".join(found)}'
        hint = 'the numbers are criteria of WCAG 2.2; mend these, or take certified-by out'
        yield warning(message, Place(book.sources[0].path, 1), hint)
