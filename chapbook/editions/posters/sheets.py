"""The sheets of posters and cards: their paper, what stands how large on them, and where cards are cut."""

from dataclasses import dataclass
from urllib.parse import quote

from chapbook.book import Picture

# What keeps the place of the cover: a picture of one pixel.
PLACE = Picture(
    'cover', b'\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\0\0\0\0:~\x9bU\0\0\0\nIDATx\x9cc\xf8\x0f\0\1\1\1'
    b'\0\x1b\xb6\xeeV\0\0\0\0IEND\xaeB`\x82', 'image/png', 1, 1,
)  # fmt: skip


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
    byline: float
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
        title=36, subtitle=8.5, byline=7, letters=(11, 6), around=(56, 68),
    )  # fmt: skip


def _cards(width_mm: float, height_mm: float) -> Sheet:
    return Sheet(
        'cards.html', width_mm / 2, height_mm / 4, 1.0, margin=6.5, distance_mm=(300, 250),
        title=9, subtitle=3.6, byline=3.4, letters=(4.4, 3), around=(20, 12), across=2, down=4,
    )  # fmt: skip


SHEETS = {
    'poster-a4': _poster(210, 297),
    'poster-a3': _poster(297, 420, 2**0.5),
    'poster-letter': _poster(215.9, 279.4),
    'cards-a4': _cards(210, 297),
    'cards-letter': _cards(215.9, 279.4),
}


def rules(sheet: Sheet) -> str:
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
