"""What the press is given and gives back: a size of page, the document composed for it, and the page file.

Records alone, which travel between processes; one that lays out pages need not load what composes them.
"""

from dataclasses import dataclass
from datetime import datetime

from chapbook.book import Picture
from chapbook.original import Original
from chapbook.problems import Problem


@dataclass(frozen=True, slots=True)
class Page:
    """A page to lay out: its name, the token sheets that give its size, margins and type, and how much of the text."""

    name: str
    tokens: tuple[str, ...]
    cover_only: bool = False


@dataclass(frozen=True, slots=True)
class PrintDocument:
    """The pamphlet, composed: all that its layout needs, and nothing that cannot travel to another process."""

    xhtml: str
    css: str
    pictures: dict[str, Picture]
    original: Original
    identifier: str
    modified: datetime
    composed: bool = True


@dataclass(frozen=True, slots=True)
class PageFile:
    """The pages of a text in reading order: the bytes of the PDF, and what WeasyPrint found wrong on the way."""

    data: bytes
    problems: tuple[Problem, ...]


A5 = Page('a5', ('tokens.css',))
HALF_LETTER = Page('half-letter', ('tokens.css', 'page-half-letter.css'))
COVER = Page('cover', A5.tokens, cover_only=True)
