"""What preflight finds, and the rules it judges by: one row for each kind of thing that is printed."""

from dataclasses import dataclass, replace
from enum import StrEnum

from chapbook.problems import Place, Severity

# Left, top, right, bottom in mm, from the upper left corner of the trim as a reader sees it.
Box = tuple[float, float, float, float]
NOTE, WARNING, ERROR = Severity.NOTE, Severity.WARNING, Severity.ERROR


class Check(StrEnum):
    """What is looked at, by the name that a proof shows."""

    FONTS = 'fonts'
    GLYPHS = 'missing glyphs'
    PICTURES = 'pictures'
    INK = 'ink'
    COLOURS = 'colours'
    HAIRLINES = 'hairlines'
    MARGINS = 'margins'
    BINDING = 'binding'
    BLANK = 'blank pages'
    WIDOWS = 'widows and orphans'
    RUNTS = 'runts'
    RIVERS = 'rivers'
    LOOSE = 'loose lines'
    OVERFULL = 'overfull lines'
    COPIER = 'what a copier loses'


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong on a page, counted from 1: where on it, what, and where it stands in the source."""

    check: Check
    severity: Severity
    page: int
    box_mm: Box | None
    message: str
    hint: str | None = None
    words: str = ''
    """The words it is about, which lead to its line in the source."""
    picture: str = ''
    """The name of the picture it is about, where the file says it."""
    source: Place | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """What a PDF is to be: the limits it is held to, and how bad it is to break them; None lets it pass."""

    name: str
    purpose: str
    folded: bool = True
    """Whether pages are bound at one side, which odd pages have on the left."""
    bound_at: str = 'fold'
    """What that side is called."""
    read: bool = True
    """Whether pages hold lines to be read one below the other; imposed sheets do not."""
    text_to_trim_mm: float = 5.0
    text_to_fold_mm: float = 10.0
    dpi: int = 200
    dpi_least: int = 100
    dpi_bitonal: int = 600
    ink_percent: float = 300.0
    ink: Severity = WARNING
    hairline_pt: float = 0.25
    hairline: Severity = WARNING
    pages: Severity | None = NOTE
    """Where the number of pages is not what its binding takes: a multiple of four in folded sheets."""
    multiple: int = 4
    rgb: Severity | None = None
    rich_black: Severity | None = NOTE
    lost: Severity | None = NOTE
    """What a black-and-white copier would lose."""
    tiny_reversed_pt: float = 8.0


KINDS = {
    kind.name: kind
    for kind in (
        Kind('pamphlet', 'pages to be folded and bound'),
        Kind('flat', 'pages that are not folded', folded=False, pages=None),
        Kind('sheets', 'sheets with several pages each', folded=False, read=False, text_to_trim_mm=3.0, pages=None),
        Kind('press', 'pages for a print shop', pages=WARNING, ink=ERROR, rgb=WARNING,
             rich_black=ERROR, lost=None),
        Kind('cover', 'a cover for a print shop', folded=False, read=False, pages=None, ink=ERROR, rgb=WARNING,
             rich_black=ERROR, lost=None),
        # Dots of a dither finer than 150 to the inch run into each other on a copier.
        Kind('copier', 'pages for a black-and-white copier', dpi_bitonal=150, hairline_pt=0.5, hairline=ERROR,
             lost=ERROR),
        Kind('large-print', 'large pages for tired eyes', folded=False, pages=None),
        Kind('zine', 'small pages on one sheet', text_to_fold_mm=5.0),
    )
}  # fmt: skip


# What text keeps away from a glued spine, in mm, in a book of up to so many pages: the thicker it is, the less it
# opens. The steps are those that printers of single copies ask for.
GLUED_MM = {150: 10.0, 300: 12.7, 500: 15.9, 10_000: 19.0}


def glued(kind: Kind, pages: int) -> Kind:
    """Return what a kind is held to in a glued book: leaves of two pages, none folded, and more room the thicker it is.

    The number of pages counts in what a shop is given alone; other editions have a cover among their pages.
    """
    if not kind.folded:
        return kind
    away_mm = next((away for most, away in GLUED_MM.items() if pages <= most), max(GLUED_MM.values()))
    away_mm = max(away_mm, kind.text_to_fold_mm)
    counted = kind.pages if kind.name == 'press' else None
    return replace(kind, bound_at='spine', text_to_fold_mm=away_mm, multiple=2, pages=counted)
