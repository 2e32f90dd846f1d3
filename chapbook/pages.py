"""What the press is given and gives back: a size of page, the document composed for it, and the page file.

Records alone, which travel between processes; one that lays out pages need not load what composes them.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from chapbook.problems import Problem

if TYPE_CHECKING:
    # Named here only: the table of editions names pages, and stands in usage messages.
    from datetime import datetime

    from chapbook.book import Picture
    from chapbook.copyfit.flow import Flow
    from chapbook.original import Original


@dataclass(frozen=True, slots=True)
class Page:
    """A page to lay out: its name, the token sheets that give its size, margins and type, and how much of the text.

    `styles` are the stylesheets it adds to those of the pamphlet. A page `of_text` takes the trim size a text asks for,
    and is then given it as `size_mm`.
    """

    name: str
    tokens: tuple[str, ...]
    cover_only: bool = False
    styles: tuple[str, ...] = ()
    of_text: bool = False
    size_mm: tuple[float, float] | None = None
    template: str = 'print.html'
    dpi: int = 300
    """How many pixels to the inch of a photograph show in its print."""


@dataclass(frozen=True, slots=True)
class PrintDocument:
    """Pages, composed: all that their layout needs, nothing that cannot travel, and what was found on the way."""

    xhtml: str
    css: str
    pictures: 'dict[str, Picture]'
    original: 'Original'
    identifier: str
    modified: 'datetime'
    composed: bool = True
    # What a hyphen at the end of a line costs, against 100 for a line whose spaces are as wide as they may be.
    hyphen_cost: float = 50.0
    # What is added to the face’s own space between words in justified lines.
    word_space_em: float = 0.035
    hyphenation: tuple[str, ...] = ()
    """Words with a hyphen wherever they may be broken, as the author says."""
    leading_pt: float | None = None
    """For pages that shall be measured: how far their lines are apart."""
    problems: tuple[Problem, ...] = ()
    dpi: int = 300
    """How many pixels of a photograph an inch of paper takes at most."""
    rgb: tuple[str, ...] = ()
    """Pictures that a print shop gets in red, green and blue, by their names."""
    named: bool = False
    """Whether each photograph says its name: a file for a print shop has no tags to tell it by."""
    whites: tuple[tuple[int, float], ...] = ()
    """White in points that elements shall have before them, by their number in the document, counted from 0."""


@dataclass(frozen=True, slots=True)
class PageFile:
    """The pages of a text in reading order: the bytes of the PDF, and what WeasyPrint found wrong on the way."""

    data: bytes
    problems: tuple[Problem, ...]
    flow: 'Flow | None' = None
    """What its text pages hold, where they were to be measured."""
    pictures: dict[int, bytes] = field(default_factory=dict)
    """Its first page as JPEG pictures by their width in pixels, as far as they are drawn."""


A5 = Page('a5', ('tokens.css',), of_text=True)
COVER = Page('cover', A5.tokens, cover_only=True, of_text=True)
# What lies twice on a sheet of A4 and of Letter.
A4_FOLDED = Page('a4-folded', A5.tokens, of_text=True)
HALF_LETTER = Page('half-letter', ('tokens.css', 'page-half-letter.css'), of_text=True)
LARGE_PRINT = Page('large-print', ('tokens.css', 'page-large-print.css'), styles=('large-print.css',))
LARGE_PRINT_LETTER = Page(
    'large-print-letter', (*LARGE_PRINT.tokens, 'page-large-print-letter.css'), styles=LARGE_PRINT.styles
)
PRESS = Page('press', A5.tokens, styles=('press.css',), of_text=True, dpi=400)
# The words on the spine of a glued book.
SPINE = Page('spine', A5.tokens, cover_only=True, styles=('spine.css',), of_text=True, template='spine.html')
# An eighth of a sheet.
ZINE = Page('zine', ('tokens.css', 'page-zine.css'), styles=('zine.css',), template='zine.html')
ZINE_LETTER = Page('zine-letter', (*ZINE.tokens, 'page-zine-letter.css'), styles=ZINE.styles, template=ZINE.template)
COPIER = Page('copier', ('tokens.css', 'page-copier.css'), styles=('copier.css',), of_text=True)
# Posters and cards by their names in chapbook.editions.posters.
POSTER_A4, POSTER_A3, POSTER_LETTER, CARDS_A4, CARDS_LETTER = (
    Page(name, A5.tokens, cover_only=True)
    for name in ('poster-a4', 'poster-a3', 'poster-letter', 'cards-a4', 'cards-letter')
)
