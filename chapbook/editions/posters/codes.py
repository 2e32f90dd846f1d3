"""The codes of posters and cards: where they lead, how large each is, and the same in letters."""

import re
from dataclasses import dataclass, replace
from urllib.parse import quote

from chapbook import compose
from chapbook.book import Book
from chapbook.codes import QUIET, Code, code_of, wifi
from chapbook.display import width_em
from chapbook.editions.posters.sheets import SHEETS, Sheet
from chapbook.pages import Page
from chapbook.problems import ChapbookError, Place, Problem, error, warning

# How wide and high a code may be at most, as a share of what lies inside the margins: one code, and each of two.
MOST_OF_ONE, MOST_OF_TWO = (0.7, 0.75), (0.46, 0.52)
# A code may be this much smaller than it should before anybody is told.
TOLERANCE = 0.85
# An address goes on in another line after a slash, or before a sign that could be taken for the end of a sentence.
BREAKS = re.compile(r'(?<=/)(?!/)|(?=[.?&#])')
# Letters of several lines are this much smaller than the largest, and smaller yet, to a bound, where a piece is long.
SMALL, LEAST = 0.4, 0.25
# Letters are set a little wider than they are.
SPACED = 1.02


@dataclass(frozen=True, slots=True)
class Printed:
    """A code as it is printed: its drawing as an address, its width, what it leads to in lines of letters."""

    code: Code
    uri: str
    size_mm: float
    lines: tuple[str, ...]
    letters_mm: float

    @property
    def letters(self) -> str:
        """What it leads to, in one."""
        return ''.join(self.lines)

    @property
    def quiet_mm(self) -> float:
        """How wide the white around it must be."""
        return round(QUIET * self.size_mm / self.code.modules, 2)


def leads(book: Book) -> list[tuple[Code, str]]:
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


def codes_of(book: Book, sheet: Sheet) -> list[Printed]:
    """Return the codes of a text as large as their distance asks, as far as there is room, with their letters.

    Two codes are alike in size, as large as the finer one must be. ChapbookError for a text that leads nowhere.
    """
    found = leads(book)
    two = len(found) > 1
    wide, high = MOST_OF_TWO if two else MOST_OF_ONE
    wanted_mm = max(code.size_mm(sheet.distance_mm[two]) for code, _ in found)
    size_mm = min(wanted_mm, wide * sheet.measure_mm, high * sheet.depth_mm)
    measure_mm, largest_mm = sheet.measure_mm * (wide if two else 1), sheet.letters[two] * sheet.unit_mm
    return [_printed(code, letters, size_mm, measure_mm, largest_mm) for code, letters in found]


def _printed(code: Code, letters: str, size_mm: float, measure_mm: float, largest_mm: float) -> Printed:
    """Return a code with its letters, so large that they fit a line, or if they were too small then, several."""
    # The name of a network is no address, and stands as it is.
    pieces = [letters] if code.says.startswith('WIFI:') else list(filter(None, BREAKS.split(letters)))
    widest = max(map(_width_em, pieces))
    several_mm = max(LEAST * largest_mm, min(SMALL * largest_mm, measure_mm / widest))
    letters_mm = round(min(largest_mm, max(measure_mm / _width_em(letters), several_mm)), 2)
    lines = in_lines(pieces, measure_mm / letters_mm)
    return Printed(code, f'data:image/svg+xml,{quote(code.svg())}', round(size_mm, 2), lines, letters_mm)


def in_lines(pieces: list[str], measure_em: float) -> tuple[str, ...]:
    """Return the pieces of an address in lines of at most this width, none of which ends in a hyphen of its own."""
    lines = ['']
    for piece in pieces:
        if lines[-1] and _width_em(lines[-1] + piece) > measure_em:
            lines.append('')
        lines[-1] += piece
    return tuple(lines)


def _width_em(letters: str) -> float:
    return SPACED * width_em(letters)


def too_fine(book: Book, page: Page, codes: list[Printed]) -> tuple[Problem, ...]:
    """Return a warning where a code cannot be read from as far away as it should."""
    wanted_mm = SHEETS[page.name].distance_mm[len(codes) > 1]
    read_mm = min(printed.code.distance_mm(printed.size_mm) for printed in codes)
    if read_mm >= TOLERANCE * wanted_mm:
        return ()
    message = f'the code on {page.name} is read from {read_mm / 1000:.2g} m, where {wanted_mm / 1000:.2g} m is meant'
    return (warning(message, _place(book), 'a shorter address gives a coarser code'),)


def _place(book: Book) -> Place:
    return Place(book.sources[0].path)
