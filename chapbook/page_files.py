"""The page files of a text: each is begun once, however many editions are made of it, and waited for when one asks."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from chapbook.pages import A5, COVER, Page, PageFile
from chapbook.problems import ChapbookError, Problem
from chapbook.trims import page_for

if TYPE_CHECKING:
    # Named here only: these modules load the heavy libraries.
    from chapbook.book import Book
    from chapbook.editions import Edition
    from chapbook.press import Press
    from chapbook.project import Manuscript
    from chapbook.theme import Theme

Waiting = Callable[[], PageFile]


@dataclass(frozen=True, slots=True)
class PageFiles:
    """Gives the page file of a size, or a picture of its first page; what was found wrong goes to `found` then.

    One that cannot be composed of this text raises ChapbookError when it is asked for.
    """

    book: 'Book'
    waiting: dict[Page, Waiting]
    unseen: Page | None
    """Pages that are laid out for their numbers alone, and that nobody sees."""
    are_drawn: bool
    """Whether a copy of the program draws them, and the pictures that are taken of them."""
    found: list[Problem] = field(default_factory=list)
    ready: dict[Page, PageFile] = field(default_factory=dict)

    def __call__(self, page: Page) -> bytes:
        """Wait for the page file of a size and return it."""
        return self._file(page).data

    def picture(self, page: Page, width_px: int) -> bytes:
        """Return the first page of a size as a JPEG picture."""
        from chapbook.editions import cover

        file = self._file(page)
        return file.pictures.get(width_px) or cover.picture_of(file.data, width_px)

    def turn(self, edition: 'Edition') -> int:
        """Return when an edition’s pages are there, to sort by: 0 for one that has none, then as they were begun."""
        begun = list(self.waiting)
        needed = (self._sized(page) for page in (edition.page, *edition.also) if page)
        return max((begun.index(page) + 1 for page in needed if page in begun), default=0)

    def _sized(self, page: Page) -> Page:
        size_mm, papers = self.book.metadata.size_mm, self.book.metadata.papers
        own = page_for(A5, size_mm)
        # The pamphlet’s own first page is its cover.
        return own if page is COVER and own in self.waiting else page_for(page, size_mm, papers)

    def _file(self, page: Page) -> PageFile:
        page = self._sized(page)
        if page not in self.ready:
            self.ready[page] = self.waiting[page]()
            self.found.extend(self.ready[page].problems if page != self.unseen else ())
        return self.ready[page]


def begin(
    book: 'Book',
    theme: 'Theme',
    editions: 'Iterable[Edition]',
    press: 'Press',
    drawn: Waiting | None = None,
) -> PageFiles:
    """Begin to lay out every page file that the editions need; `drawn` waits for the cover where that is all."""
    wanted, own = _wanted(book, editions), page_for(A5, book.metadata.size_mm)
    waiting = {page: drawn or _begun(book, theme, page, press) for page in sorted(wanted, key=lambda page: page.name)}
    return PageFiles(book, waiting, None if own in _asked(book, editions) else own, drawn is not None)


@contextmanager
def cover_beside(
    manuscript: 'Manuscript', theme: 'Theme', editions: 'Sequence[Edition]', press: 'Press'
) -> Iterator[Waiting | None]:
    """Begin to draw the cover of a long text before its words are read; yield what waits for it.

    None where other pages are needed too, or where the cover may show what stands behind the front matter: the press
    begins then.
    """
    from chapbook.beside import beside
    from chapbook.editions import cover
    from chapbook.markup import titled

    book = titled(manuscript)
    wanted = [page.name for page in _wanted(book, editions)]
    if wanted != [COVER.name] or not theme.is_house or book.metadata.cover_image:
        if wanted:
            press.start()
        yield None
        return
    with beside(partial(cover.draw, book, theme), cover.letters_of(book)) as drawn:
        yield drawn


def _asked(book: 'Book', editions: 'Iterable[Edition]') -> set[Page]:
    """Return the pages that the editions are made of."""
    size_mm, papers = book.metadata.size_mm, book.metadata.papers
    return {page_for(page, size_mm, papers) for edition in editions for page in (edition.page, *edition.also) if page}


def _wanted(book: 'Book', editions: 'Iterable[Edition]') -> set[Page]:
    """Return the pages to lay out: the pamphlet’s for the page numbers of an e-book too, and no cover beside them."""
    from chapbook.editions.cover import numbers_pages
    from chapbook.native import missing_libraries

    own, cover = page_for(A5, book.metadata.size_mm), page_for(COVER, book.metadata.size_mm)
    wanted = _asked(book, editions)
    if cover in wanted and numbers_pages(book):
        wanted.add(own)
    if own in wanted or missing_libraries():
        wanted.discard(cover)
    return wanted


def _begun(book: 'Book', theme: 'Theme', page: Page, press: 'Press') -> Waiting:
    """Begin to lay out one page file; return what waits for it, and raises what is wrong with it."""
    from chapbook.compose import print_document
    from chapbook.editions import posters

    compose = posters.document if page.name in posters.SHEETS else print_document
    try:
        if book.metadata.fit is not None and page.of_text and not page.cover_only:
            from chapbook import copyfit

            return copyfit.begin(book, theme, page, press)
        return press.lay_out(compose(book, theme, page))
    except ChapbookError as fault:
        raised = fault

    def tell() -> PageFile:
        raise raised

    return tell
