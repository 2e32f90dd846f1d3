"""Posters and cards: what a text is, large, with the code and the address that lead to it.

A poster begins as the cover does, grown: its bar, its title in the same setting, then what the text says of itself.
Below stand one code, for the text’s address, with the cover beside it as people find it on the table, or two where the
text names a hotspot: the first joins the network, the second opens the page. Each is as large as it must be for the
distance it is read from (`chapbook.codes`), and what it leads to stands in letters too.

The cover is a page of its own, laid out at the same time: it is put in the place that is kept for it (`poster_cover`).
"""

from collections.abc import Mapping

from chapbook import compose, lengths
from chapbook.book import Book
from chapbook.direction import direction
from chapbook.display import Display, lines_of, set_title
from chapbook.editions.posters.codes import Printed, codes_of, too_fine
from chapbook.editions.posters.sheets import PLACE, SHEETS, Sheet, rules
from chapbook.original import original_of
from chapbook.pages import COVER, Page, PrintDocument
from chapbook.theme import Theme
from chapbook.words import words_for

__all__ = ['SHEETS', 'document']

SIDES = ('width', 'height')
PT_PER_MM = lengths.POINTS['mm']
# A title tries one size after another, each this much smaller, until it leaves room for what stands around it.
SMALLER = 0.95
SMALLEST_PT = 7.0
# In units: the size of what a text says of itself and the white above it, and how high what to do with a code stands.
BLURB, ABOVE_BLURB, SCAN = 5, 6, 40
# The least height of a cover that is worth its ink, one that is easily known again, and the white above it.
LEAST_COVER, GOOD_COVER, ABOVE_COVER = 30, 48, 8
# For the sake of words, or of the cover alone, a title may be this much smaller than it could.
FOR_WORDS, FOR_COVER = 0.7, 0.45
# The white above a byline, and how high its line is in em.
ABOVE_BYLINE, BYLINE_LINE = 4, 1.25
# Subtitle and byline are no larger than these shares of the title, however long that is.
SUBTITLE, BYLINE = 0.85, 0.75


def document(book: Book, theme: Theme, page: Page) -> PrintDocument:
    """Return a poster or a sheet of cards, composed; ChapbookError for a text that leads nowhere."""
    sheet = SHEETS[page.name]
    codes = codes_of(book, sheet)
    title, left_mm = _title_beside_others(book, sheet, codes)
    blurb_mm, cover_mm = _blurb_mm(book, sheet), _cover_wish_mm(sheet, codes)
    blurb = left_mm >= blurb_mm + cover_mm or blurb_mm <= left_mm < (LEAST_COVER + ABOVE_COVER) * sheet.unit_mm
    cover = _cover_mm(theme.tokens(*COVER.tokens), book, sheet, codes, left_mm - blurb_mm * blurb)
    around = {
        'sheet': sheet,
        'codes': codes,
        'quiet_mm': max(code.quiet_mm for code in codes),
        'beside_mm': _beside_mm(sheet, codes),
        'blurb': book.metadata.description if blurb and blurb_mm else '',
        'cover_mm': cover,
        'place': PLACE.name,
        'title': title,
        'subtitle_mm': _beneath(sheet.subtitle, SUBTITLE, sheet, title.size_pt),
        'byline_mm': _beneath(sheet.byline, BYLINE, sheet, title.size_pt),
        'direction': direction(book.metadata.lang),
        'words_direction': direction(words_for(book.metadata.lang, book.metadata.words)[1]),
    }
    xhtml = compose.render(sheet.template, theme, book, **around)
    styles = '\n'.join((rules(sheet), *map(theme.read_style, ('type.css', 'poster.css'))))
    css = theme.resolve(styles, page.tokens)
    name, problems = f'{book.metadata.urn}#{page.name}', too_fine(book, page, codes)
    original = original_of(book)
    pictures = {PLACE.name: PLACE} if cover else {}
    return PrintDocument(xhtml, css, pictures, original, name, book.modified, composed=False, problems=problems)


def _beside_mm(sheet: Sheet, codes: list[Printed]) -> float:
    """Return how wide what stands beside the first code may be."""
    return sheet.measure_mm - codes[0].size_mm - codes[0].quiet_mm


def _blurb_mm(book: Book, sheet: Sheet) -> float:
    """Return how high what the text says of itself stands, with the white above it; on cards it does not."""
    blurb, size_mm = book.metadata.description, BLURB * sheet.unit_mm
    if not blurb or sheet.is_card:
        return 0
    return 1.3 * lines_of(blurb, sheet.measure_mm / size_mm) * size_mm + ABOVE_BLURB * sheet.unit_mm


def _cover_wish_mm(sheet: Sheet, codes: list[Printed]) -> float:
    """Return how much room a cover should have below the title, none where it stands beside a code or not at all."""
    return (GOOD_COVER + ABOVE_COVER) * sheet.unit_mm if len(codes) > 1 and not sheet.is_card else 0


def _cover_mm(
    tokens: Mapping[str, str], book: Book, sheet: Sheet, codes: list[Printed], left_mm: float
) -> tuple[float, float] | None:
    """Return how wide and high the cover is: beside one code, or below the title; None where it has no room.

    A card has none: it is as small as the cover would be.
    """
    if sheet.is_card:
        return None
    two = len(codes) > 1
    high_mm = left_mm - ABOVE_COVER * sheet.unit_mm if two else codes[0].size_mm - SCAN * sheet.unit_mm
    wide_mm = sheet.measure_mm if two else _beside_mm(sheet, codes)
    width, height = book.metadata.size_mm or tuple(lengths.points(tokens[f'--page-{side}']) for side in SIDES)
    high_mm = min(high_mm, wide_mm * height / width)
    if high_mm < LEAST_COVER * sheet.unit_mm:
        return None
    return round(high_mm * width / height, 2), round(high_mm, 2)


# --- Title ------------------------------------------------------------------------------------------------------------


def _title_beside_others(book: Book, sheet: Sheet, codes: list[Printed]) -> tuple[Display, float]:
    """Return the title, and the room left below it: it yields a little to cover and description."""
    blurb_mm, cover_mm = _blurb_mm(book, sheet), _cover_wish_mm(sheet, codes)
    largest, left_mm = _title(book, sheet, codes, 0)
    for kept_mm, least in ((blurb_mm + cover_mm, FOR_WORDS), (cover_mm, FOR_COVER), (blurb_mm, FOR_WORDS)):
        title, more_mm = _title(book, sheet, codes, kept_mm)
        if kept_mm and more_mm >= 0 and title.size_pt >= least * largest.size_pt:
            return title, more_mm + kept_mm
    return largest, left_mm


def _title(book: Book, sheet: Sheet, codes: list[Printed], kept_mm: float) -> tuple[Display, float]:
    """Return the title as large as leaves room for what stands around it, and how high in mm the room left is."""
    width_mm, height_mm = _room(book, sheet, codes)
    height_mm -= kept_mm
    width_pt, size_pt = width_mm * PT_PER_MM, sheet.title * sheet.unit_mm * PT_PER_MM
    # A card with two codes has no room for one.
    has_subtitle = book.metadata.subtitle and not (sheet.is_card and len(codes) > 1)
    while True:
        title = set_title(book.metadata.title, width_pt, size_pt, 0.4 * size_pt)
        lines = sum(lines_of(line, width_pt / title.size_pt) for line in title.lines)
        left_mm = height_mm - lines * title.size_pt / PT_PER_MM
        left_mm -= _subtitle_mm(book, sheet, title, width_mm) if has_subtitle else 0
        if left_mm >= 0 or title.size_pt < SMALLEST_PT:
            return title, left_mm
        size_pt *= SMALLER


def _room(book: Book, sheet: Sheet, codes: list[Printed]) -> tuple[float, float]:
    """Return how wide and how high title and subtitle may be, in mm."""
    two = len(codes) > 1
    # The one code of a card stands beside the title; all others stand below it.
    beside = sheet.is_card and not two
    size_mm, quiet_mm = codes[0].size_mm, max(code.quiet_mm for code in codes)
    width_mm = sheet.measure_mm - (size_mm + quiet_mm if beside else 0)
    height_mm = sheet.depth_mm - sheet.around[two] * sheet.unit_mm - (0 if beside else size_mm + 2 * quiet_mm)
    if not (book.metadata.byline or sheet.is_card):
        height_mm += (ABOVE_BYLINE + BYLINE_LINE * sheet.byline) * sheet.unit_mm
    return width_mm, height_mm


def _subtitle_mm(book: Book, sheet: Sheet, title: Display, width_mm: float) -> float:
    """Return how high the subtitle stands, with the white above it."""
    em_mm = _beneath(sheet.subtitle, SUBTITLE, sheet, title.size_pt)
    return (1.2 * lines_of(book.metadata.subtitle or '', width_mm / em_mm) + 0.35) * em_mm


def _beneath(units: float, share: float, sheet: Sheet, title_pt: float) -> float:
    """Return the size in mm of words below a title: their own, in units, or the most beside it."""
    return round(min(units * sheet.unit_mm, share * title_pt / PT_PER_MM), 3)
