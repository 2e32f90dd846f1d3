"""What an edition is: its name, what it is for, its pages, and the function that renders it."""

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Protocol

from chapbook.pages import COVER, Page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from chapbook.book import Book
    from chapbook.problems import Problem
    from chapbook.theme import Theme


class Pages(Protocol):
    """Gives the page file of a size, laid out once however many editions use it."""

    def __call__(self, page: Page, /) -> bytes:
        """Return the page file of a size."""

    def picture(self, page: Page, width_px: int) -> bytes:
        """Return the first page of a size as a JPEG picture."""


class Use(Enum):
    """What a file is taken for, in the order of the landing page, and what it is called there."""

    READ = 'To read'
    PRINT = 'To print and fold'
    SHOP = 'For a print shop'
    SHOW = 'To put up and hand out'


@dataclass(frozen=True, slots=True)
class Edition:
    """One way a text goes out.

    `render` raises ChapbookError where this edition cannot be made of a text; the others still are. `page` is what it
    needs laid out, None for nothing. `usual` ones are made where no edition is asked for. `heard` tells whether its
    file says the whole text in reading order, so that every word of it can be compared; sheets do not. `use` is where
    the landing page lists it, `paper` that of sheets, and `also` more pages that it is made of. `remarks` tells what is
    worth knowing of it: what of the text it holds otherwise, or cannot, or what was taken for granted.
    """

    name: str
    purpose: str
    suffix: str
    render: 'Callable[[Book, Theme, Pages], bytes]'
    page: Page | None = None
    usual: bool = False
    heard: bool = True
    use: Use = Use.READ
    paper: str | None = None
    also: tuple[Page, ...] = ()
    remarks: 'Callable[[Book, Theme], Iterable[Problem]]' = lambda _book, _theme: ()

    @property
    def needs_pango(self) -> bool:
        """Whether it cannot be made without the libraries that lay out pages; a cover can be drawn without."""
        return self.page is not None and self.page is not COVER

    def file_name(self, slug: str) -> str:
        """Return the name of this edition’s file for a text."""
        return f'{slug}{self.suffix}'
