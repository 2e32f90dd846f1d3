"""What is worth knowing of an e-book: what of the text it holds otherwise than paper and screen do, or cannot."""

from collections.abc import Iterator

from chapbook import editions, rasters
from chapbook.book import Book, Picture
from chapbook.editions import cover, epub
from chapbook.editions.epub import accessibility, conformance
from chapbook.editions.epub.files import shown_pictures
from chapbook.markup.places import place_of
from chapbook.native import missing_libraries
from chapbook.problems import Place, Problem, detail, note, warning
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
        message = (
            f'the e-book has no page numbers: pages are not laid out for it beyond {editions.MOST_LETTERS:,} letters'
        )
        yield note(message)


def _changed(picture: Picture, book: Book) -> Iterator[Problem]:
    """Yield what was made smaller or stands still; that one is of another type only to those who ask for every step."""
    shown, place = rasters.for_ebook(picture), _place(picture.name, book)
    named = f'in the e-book the picture “{picture.name}”'
    if shown.width_px < picture.width_px:
        sizes = [f'{each.width_px:.0f} × {each.height_px:.0f}' for each in (shown, picture)]
        yield note(f'{named} is {sizes[0]} pixels instead of {sizes[1]}', place)
    if shown.media_type != picture.media_type:
        now, was = (NAMES[each.media_type] for each in (shown, picture))
        yield detail(f'{named} is {now} instead of {was}', place)
        if accessibility.moves(picture):
            yield note(f'{named} stands still: only a GIF moves on every reader', place)


def _place(name: str, book: Book) -> Place:
    places = [place_of(name, source) for source in book.sources]
    return next((place for place in places if place.line), places[0])


def _uncertified(book: Book, sheets: str) -> Iterator[Problem]:
    if found := conformance.faults(book, sheets):
        message = f'the e-book does not claim that it is accessible, whoever certifies it: {", ".join(found)}'
        hint = 'the numbers are criteria of WCAG 2.2; mend these, or take certified-by out'
        yield warning(message, Place(book.sources[0].path, 1), hint)
