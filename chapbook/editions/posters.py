"""Posters and cards: what a text is, large, with the code and the address that lead to it.

A poster is the cover, grown: its bar, its title in the same setting. Below stand one code, for the text’s address, with
the picture of the cover or the description beside it, or two where the text names a hotspot: the first joins the
network, the second opens the page. Each is as large as it must be for the distance it is read from
(`chapbook.codes`), and what it leads to stands in letters too.
"""

from dataclasses import dataclass, replace
from urllib.parse import quote

from chapbook import compose
from chapbook.book import Book
from chapbook.codes import QUIET, Code, code_of, wifi
from chapbook.display import BREAKING_SPACE, Display, set_title, width_em
from chapbook.original import original_of
from chapbook.pages import Page, PrintDocument
from chapbook.problems import ChapbookError, Place, Problem, error, warning
from chapbook.theme import Theme
from chapbook.words import words_for

PT_PER_MM = compose.POINTS['mm']
# A title tries one size after another, each this much smaller, until it leaves room for what stands around it.
SMALLER = 0.95
SMALLEST_PT = 7.0
# How wide and high a code may be at most, as a share of what lies inside the margins: one code, and each of two.
MOST_OF_ONE, MOST_OF_TWO = (0.7, 0.75), (0.46, 0.52)
# A code may be this much smaller than it should before anybody is told.
TOLERANCE = 0.85
# In units: the size of the words beside a code, and how high what to do with it stands below them.
BLURB, SCAN = 5, 40
# The least height of a picture that is worth its ink, and the white above it.
PICTURE, ABOVE_PICTURE = 30, 8


@dataclass(frozen=True, slots=True)
class Sheet:
    """A poster, or one card of a sheet of them, and how many stand on the sheet.

    Lengths are in units of the stylesheet, so that A3 is A4 enlarged; sizes of type too. Where there are two numbers,
    the second is for a sheet with two codes: from how far they are read in mm, how large the letters of their addresses
    may be, and how high all is that stands above and below title, subtitle and code, quiet zones not counted.
    """

    template: str
    width_mm: float
    height_mm: float
    unit_mm: float
    margin: float
    distance_mm: tuple[float, float]
    title: float
    subtitle: float
    letters: tuple[float, float]
    around: tuple[float, float]
    across: int = 1
    down: int = 1

    @property
    def measure_mm(self) -> float:
        """How wide what stands on it may be."""
        return self.width_mm - 2 * self.margin * self.unit_mm

    @property
    def depth_mm(self) -> float:
        """How high what stands on it may be."""
        return self.height_mm - 2 * self.margin * self.unit_mm

    @property
    def is_card(self) -> bool:
        """Whether it is one of many on a sheet."""
        return self.across > 1


def _poster(width_mm: float, height_mm: float, unit_mm: float = 1.0) -> Sheet:
    return Sheet(
        'poster.html', width_mm, height_mm, unit_mm, margin=16, distance_mm=(1000 * unit_mm, 600 * unit_mm),
        title=36, subtitle=8.5, letters=(11, 6), around=(56, 68),
    )  # fmt: skip


def _cards(width_mm: float, height_mm: float) -> Sheet:
    return Sheet(
        'cards.html', width_mm / 2, height_mm / 4, 1.0, margin=6.5, distance_mm=(300, 250),
        title=9, subtitle=3.6, letters=(4.4, 3), around=(20, 12), across=2, down=4,
    )  # fmt: skip


SHEETS = {
    'poster-a4': _poster(210, 297),
    'poster-a3': _poster(297, 420, 2**0.5),
    'poster-letter': _poster(215.9, 279.4),
    'cards-a4': _cards(210, 297),
    'cards-letter': _cards(215.9, 279.4),
}


@dataclass(frozen=True, slots=True)
class Printed:
    """A code as it is printed: its drawing as an address, its width, what it leads to in letters, and their size."""

    code: Code
    uri: str
    size_mm: float
    letters: str
    letters_mm: float

    @property
    def quiet_mm(self) -> float:
        """How wide the white around it must be."""
        return round(QUIET * self.size_mm / self.code.modules, 2)


def document(book: Book, theme: Theme, page: Page) -> PrintDocument:
    """Return a poster or a sheet of cards, composed; ChapbookError for a text that leads nowhere."""
    sheet = SHEETS[page.name]
    leads = _leads(book)
    codes = [_printed(code, letters, sheet, leads) for code, letters in leads]
    beside_mm = sheet.measure_mm - codes[0].size_mm - codes[0].quiet_mm
    title, left_mm = _title(book, sheet, codes)
    around = {
        'sheet': sheet,
        'codes': codes,
        'quiet_mm': max(code.quiet_mm for code in codes),
        'beside_mm': beside_mm,
        'blurb': _blurb(book, sheet, codes[0].size_mm, beside_mm),
        'picture_mm': _picture_mm(book, sheet, codes, left_mm),
        'title': title,
        'direction': compose.direction(book.metadata.lang),
        'words_direction': compose.direction(words_for(book.metadata.lang)[1]),
    }
    xhtml = compose.render(sheet.template, theme, book, **around)
    styles = '\n'.join((_rules(sheet), *map(theme.read_style, ('type.css', 'poster.css'))))
    css = theme.resolve(styles, page.tokens)
    name, problems = f'{book.metadata.urn}#{page.name}', _too_fine(book, page, codes)
    original = original_of(book)
    return PrintDocument(xhtml, css, book.pictures, original, name, book.modified, composed=False, problems=problems)


def _rules(sheet: Sheet) -> str:
    """Return the rules that depend on the paper: its size, the unit of all lengths, and where cards are cut."""
    wide, high = sheet.width_mm * sheet.across, sheet.height_mm * sheet.down
    marks = (
        f'background: url("data:image/svg+xml,{quote(_cut_marks(sheet))}") 0 0 / 100% 100%;' if sheet.is_card else ''
    )
    return f"""
        @page {{ size: {wide:.4f}mm {high:.4f}mm; margin: 0; {marks} }}
        html {{ font-size: {sheet.unit_mm:.4f}mm }}
        .sheet {{ width: {sheet.measure_mm:.4f}mm; height: {sheet.depth_mm:.4f}mm; padding: {sheet.margin}rem }}"""


def _cut_marks(sheet: Sheet) -> str:
    """Return a drawing of the sheet with a tick at each end of a cut, and a cross where two cuts meet.

    Ticks are long enough to show where a printer leaves 6 mm of the edge white.
    """
    wide, high = sheet.width_mm * sheet.across, sheet.height_mm * sheet.down
    columns = [sheet.width_mm * number for number in range(1, sheet.across)]
    rows = [sheet.height_mm * number for number in range(1, sheet.down)]
    path = ''.join(f'M{x:.3f} 0v10M{x:.3f} {high:.3f}v-10' for x in columns)
    path += ''.join(f'M0 {y:.3f}h10M{wide:.3f} {y:.3f}h-10' for y in rows)
    path += ''.join(f'M{x - 2.5:.3f} {y:.3f}h5M{x:.3f} {y - 2.5:.3f}v5' for x in columns for y in rows)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide:.3f} {high:.3f}">'
        f'<path fill="none" stroke="#000" stroke-width="0.12" d="{path}"/></svg>'
    )


# --- Codes ------------------------------------------------------------------------------------------------------------


def _leads(book: Book) -> list[tuple[Code, str]]:
    """Return the codes of a text, each with what it leads to in letters: one, or a hotspot’s two."""
    hotspot, url = book.metadata.hotspot, book.metadata.url
    if hotspot:
        join = _code(wifi(hotspot.ssid, hotspot.password), book)
        return [(join, hotspot.ssid), (_code(hotspot.address, book), hotspot.address)]
    address = compose.clean_address(url) if url else None
    if not (address or '').lower().startswith(('http://', 'https://')):
        hint = 'add to the front matter url: https://…, or hotspot: with the ssid, password and address of your own'
        what = f'“{url}” is no web address' if url else 'the text has no address'
        raise ChapbookError(error(f'{what} for a poster or card to lead to', _place(book), hint))
    return [(_code(address or '', book), in_letters(url or ''))]


def _code(says: str, book: Book) -> Code:
    """Return the code that says this; what is wrong with it has its place in the text."""
    try:
        return code_of(says)
    except ChapbookError as fault:
        raise ChapbookError(*(replace(problem, place=_place(book)) for problem in fault.problems)) from fault


def in_letters(address: str) -> str:
    """Return an address as people type it: what is left out here browsers add by themselves."""
    return address.strip().removeprefix('https://').rstrip('/')


def _printed(code: Code, letters: str, sheet: Sheet, leads: list[tuple[Code, str]]) -> Printed:
    """Return a code as large as its distance asks, as far as there is room, and its letters so that they fit a line.

    Two codes are alike in size, as large as the finer one must be.
    """
    two = len(leads) > 1
    wide, high = MOST_OF_TWO if two else MOST_OF_ONE
    wanted_mm = max(each.size_mm(sheet.distance_mm[two]) for each, _ in leads)
    size_mm = min(wanted_mm, wide * sheet.measure_mm, high * sheet.depth_mm)
    measure_mm = wide * sheet.measure_mm if two else sheet.measure_mm
    largest_mm = sheet.letters[two] * sheet.unit_mm
    letters_mm = min(largest_mm, max(measure_mm / width_em(letters), 0.4 * largest_mm))
    return Printed(code, f'data:image/svg+xml,{quote(code.svg())}', round(size_mm, 2), letters, round(letters_mm, 2))


def _too_fine(book: Book, page: Page, codes: list[Printed]) -> tuple[Problem, ...]:
    """Return a warning where a code cannot be read from as far away as it should."""
    wanted_mm = SHEETS[page.name].distance_mm[len(codes) > 1]
    read_mm = min(printed.code.distance_mm(printed.size_mm) for printed in codes)
    if read_mm >= TOLERANCE * wanted_mm:
        return ()
    message = f'the code on {page.name} is read from {read_mm / 1000:.2g} m, where {wanted_mm / 1000:.2g} m is meant'
    return (warning(message, _place(book), 'a shorter address gives a coarser code'),)


def _place(book: Book) -> Place:
    return Place(book.sources[0].path)


def _blurb(book: Book, sheet: Sheet, height_mm: float, width_mm: float) -> str:
    """Return what the text says of itself where no picture does and it fits beside the code; else nothing."""
    blurb = '' if book.metadata.cover_image else book.metadata.description or ''
    size_mm = BLURB * sheet.unit_mm
    lines = _lines(blurb, width_mm / size_mm)
    return blurb if lines * 1.3 * size_mm <= height_mm - SCAN * sheet.unit_mm else ''


def _picture_mm(book: Book, sheet: Sheet, codes: list[Printed], left_mm: float) -> float | None:
    """Return how high the picture of the cover may be: beside one code, or below the title; None where it has no room.

    A card has none: it is as small as the picture would be.
    """
    if sheet.is_card or not book.metadata.cover_image:
        return None
    high_mm = codes[0].size_mm - SCAN * sheet.unit_mm if len(codes) == 1 else left_mm - ABOVE_PICTURE * sheet.unit_mm
    return round(high_mm, 2) if high_mm >= PICTURE * sheet.unit_mm else None


# --- Title ------------------------------------------------------------------------------------------------------------


def _title(book: Book, sheet: Sheet, codes: list[Printed]) -> tuple[Display, float]:
    """Return the title as large as leaves room for what stands around it, and how high in mm the room left is."""
    width_mm, height_mm = _room(book, sheet, codes)
    width_pt, size_pt = width_mm * PT_PER_MM, sheet.title * sheet.unit_mm * PT_PER_MM
    while True:
        title = set_title(book.metadata.title, width_pt, size_pt, 0.4 * size_pt)
        lines = sum(_lines(line, width_pt / title.size_pt) for line in title.lines)
        left_mm = height_mm - lines * title.size_pt / PT_PER_MM
        if left_mm >= 0 or title.size_pt < SMALLEST_PT:
            return title, left_mm
        size_pt *= SMALLER


def _room(book: Book, sheet: Sheet, codes: list[Printed]) -> tuple[float, float]:
    """Return how wide and how high the title may be, in mm."""
    two = len(codes) > 1
    # The one code of a card stands beside the title; all others stand below it.
    beside = sheet.is_card and not two
    size_mm, quiet_mm = codes[0].size_mm, max(code.quiet_mm for code in codes)
    width_mm = sheet.measure_mm - (size_mm + quiet_mm if beside else 0)
    height_mm = sheet.depth_mm - sheet.around[two] * sheet.unit_mm - (0 if beside else size_mm + 2 * quiet_mm)
    subtitle = book.metadata.subtitle
    if subtitle and not (sheet.is_card and two):
        em_mm = sheet.subtitle * sheet.unit_mm
        height_mm -= (1.2 * _lines(subtitle, width_mm / em_mm) + 0.35) * em_mm
    return width_mm, height_mm


def _lines(words: str, measure_em: float) -> int:
    """Return how many lines words take at most that are set ragged."""
    lines, filled = 1, 0.0
    for word in filter(None, BREAKING_SPACE.split(words)):
        width = width_em(word)
        if filled and filled + width > measure_em:
            lines, filled = lines + 1, 0.0
        lines += int(width / measure_em)
        filled += width + 0.25
    return lines
