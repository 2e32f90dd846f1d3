"""The cover of a pamphlet, as far as it must be reckoned: the size of its title, and the room left for its picture."""

from chapbook import fonts
from chapbook.book import Book
from chapbook.display import Display, lines_of, set_title
from chapbook.lengths import POINTS, points

COVER_MARGINS_MM = 32
# Of a cover: how wide a subtitle is; the white, the bar and the rules around its words; how high a picture should be,
# and is at least.
SUBTITLE_MM, AROUND_COVER_WORDS_MM, SEEN_COVER_PICTURE_MM, LEAST_COVER_PICTURE_MM = 100, 92, 45, 15


def face_of(tokens: dict[str, str]) -> str:
    """Return the name of the face that text is set in."""
    return tokens['--serif'].partition(',')[0].strip(' "\'')


def title(book: Book, tokens: dict[str, str]) -> Display:
    """Return the lines and size of the title on a cover with these tokens; it yields to a picture below it."""
    largest_pt, smallest_pt = points(tokens['--title-largest']), points(tokens['--title-smallest'])
    face, measure_pt = fonts.heaviest(face_of(tokens)), _measure_pt(tokens)
    while True:
        found = set_title(book.metadata.title, measure_pt, largest_pt, smallest_pt, face)
        beside = book.metadata.cover_image and not book.metadata.cover_image_fill
        has_room = not beside or _room_mm(book, found, tokens) >= SEEN_COVER_PICTURE_MM
        if has_room or found.size_pt <= smallest_pt:
            return found
        largest_pt = max(smallest_pt, 0.95 * found.size_pt)


def picture_height(book: Book, display: Display, tokens: dict[str, str]) -> str:
    """Return how high a picture below this title may be, on a page of the designed size, as a length of CSS."""
    highest_mm = min(points(tokens['--cover-picture']) / POINTS['mm'], _room_mm(book, display, tokens))
    return f'{max(highest_mm, LEAST_COVER_PICTURE_MM):.2f}mm'


def _measure_pt(tokens: dict[str, str]) -> float:
    return points(tokens['--page-width']) - float(tokens['--scale']) * COVER_MARGINS_MM * POINTS['mm']


def _room_mm(book: Book, display: Display, tokens: dict[str, str]) -> float:
    """Return how high a picture on the cover may be as the words around it leave, on a page of the designed size."""
    mm, size, scale = POINTS['mm'], float(tokens['--cover-type']), float(tokens['--scale'])
    measure_pt, face = _measure_pt(tokens), fonts.heaviest(face_of(tokens))

    def height_pt(words: str | None, type_pt: float, leading_pt: float, widest_pt: float = measure_pt) -> float:
        return leading_pt * lines_of(words, widest_pt / type_pt, face) if words else 0

    meta = book.metadata
    words_pt = sum(height_pt(line, display.size_pt, display.size_pt) for line in display.lines)
    words_pt += height_pt(meta.subtitle, size * 17, size * 22, min(measure_pt, scale * SUBTITLE_MM * mm))
    words_pt += height_pt(meta.byline, size * 15, size * 20) + height_pt(meta.publisher or meta.date, 10, size * 14)
    return (points(tokens['--page-height']) - words_pt) / mm / scale - AROUND_COVER_WORDS_MM
