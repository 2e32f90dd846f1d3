"""The editions: one row each, with what it is for, how its file is named, and the function that renders it.

The table stands in usage messages, so what is heavy is imported inside the functions.
"""

from typing import TYPE_CHECKING

from chapbook.editions.edition import Edition, Pages, Use
from chapbook.pages import (
    A4_FOLDED,
    A5,
    CARDS_A4,
    CARDS_LETTER,
    COPIER,
    COVER,
    HALF_LETTER,
    LARGE_PRINT,
    POSTER_A3,
    POSTER_A4,
    POSTER_LETTER,
    PRESS,
    SPINE,
    ZINE,
    Page,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from chapbook.book import Book
    from chapbook.problems import Problem
    from chapbook.theme import Theme

__all__ = ['EDITIONS', 'MOST_LETTERS', 'PAPERS', 'Edition', 'Pages', 'Use', 'matching', 'named']

# The longest text whose pages are laid out for the page numbers of its e-book: a page has some 1700 letters and takes a
# twentieth of a second, and nobody shall wait long for an e-book alone.
MOST_LETTERS = 200_000


def matching(name: str) -> 'tuple[Edition, ...]':
    """Return the edition of this name, or those whose names begin so: `poster` is posters of every size."""
    if name in EDITIONS:
        return (EDITIONS[name],)
    return tuple(row for row in EDITIONS.values() if row.name.startswith(f'{name}-'))


def named(names: 'Iterable[str]', papers: 'Iterable[str]' = ()) -> 'tuple[Edition, ...]':
    """Return the editions of these names in the table’s order; the usual ones, on these papers, where there is none."""
    asked, has = {row.name for name in names for row in matching(name)}, frozenset(papers)
    if asked:
        return tuple(row for row in EDITIONS.values() if row.name in asked)
    return tuple(row for row in EDITIONS.values() if row.usual and (not has or row.paper is None or row.paper in has))


def _pdf(book: 'Book', theme: 'Theme', pages: Pages) -> bytes:  # noqa: ARG001 - editions have one shape
    return pages(A5)


def _booklet_a4(book: 'Book', theme: 'Theme', pages: Pages) -> bytes:  # noqa: ARG001
    from chapbook import sheets

    return sheets.booklet(pages(A4_FOLDED), sheets.PAPERS['a4'], guide=bool(book.metadata.guide))


def _booklet_letter(book: 'Book', theme: 'Theme', pages: Pages) -> bytes:  # noqa: ARG001
    from chapbook import sheets

    return sheets.booklet(pages(HALF_LETTER), sheets.PAPERS['letter'], guide=bool(book.metadata.guide))


def _large_print(book: 'Book', theme: 'Theme', pages: Pages) -> bytes:  # noqa: ARG001
    return pages(LARGE_PRINT)


def _press(book: 'Book', theme: 'Theme', pages: Pages) -> bytes:
    from chapbook.editions import shop

    return shop.press(book, theme, pages)


def _assumed(book: 'Book', theme: 'Theme') -> 'Iterable[Problem]':  # noqa: ARG001
    from chapbook.editions import shop

    return shop.assumed(book)


def _cover(book: 'Book', theme: 'Theme', pages: Pages) -> bytes:
    from chapbook.editions import wraparound

    return wraparound.cover(book, theme, pages)


def _zine(book: 'Book', theme: 'Theme', pages: Pages) -> bytes:
    from chapbook.editions import zine

    return zine.zine(book, theme, pages)


def _copier(book: 'Book', theme: 'Theme', pages: Pages) -> bytes:  # noqa: ARG001
    from chapbook.editions import copier
    from chapbook.editions.copier import dots

    return copier.for_copier(pages(COPIER), dots.settings(theme.tokens(*COPIER.tokens)))


def _epub(book: 'Book', theme: 'Theme', pages: Pages) -> bytes:
    from chapbook.editions import cover, epub

    return epub.render(book, theme, cover.picture(book, theme, pages), cover.paging(book, pages))


def _kepub(book: 'Book', theme: 'Theme', pages: Pages) -> bytes:
    from chapbook.editions import cover, epub

    return epub.render(book, theme, cover.picture(book, theme, pages), cover.paging(book, pages), kobo=True)


def _azw3(book: 'Book', theme: 'Theme', pages: Pages) -> bytes:
    from chapbook.editions import kindle

    return kindle.convert(_epub(book, theme, pages), book.metadata.urn, book.modified)


def _of_ebook(book: 'Book', theme: 'Theme') -> 'Iterable[Problem]':
    from chapbook.editions.epub import remarks

    return remarks.remarks(book, theme)


def _html(book: 'Book', theme: 'Theme', pages: Pages) -> bytes:  # noqa: ARG001
    from chapbook.editions import html

    return html.render(book, theme)


def _cards(page: Page) -> 'Callable[[Book, Theme, Pages], bytes]':
    return lambda _book, _theme, pages: pages(page)


def _poster(page: Page) -> 'Callable[[Book, Theme, Pages], bytes]':
    def render(book: 'Book', theme: 'Theme', pages: Pages) -> bytes:  # noqa: ARG001
        from chapbook.editions.posters import cover

        return cover.with_cover(pages(page), pages(COVER))

    return render


EDITIONS = {
    edition.name: edition
    for edition in (
        Edition('pdf', 'read on a screen, or listen', '.pdf', _pdf, A5, usual=True),
        Edition(
            'booklet-a4',
            'print on A4, fold, staple',
            '-booklet-a4.pdf',
            _booklet_a4,
            A4_FOLDED,
            usual=True,
            heard=False,
            use=Use.PRINT,
            paper='a4',
        ),
        Edition(
            'booklet-letter',
            'print on Letter, fold, staple',
            '-booklet-letter.pdf',
            _booklet_letter,
            HALF_LETTER,
            usual=True,
            heard=False,
            use=Use.PRINT,
            paper='letter',
        ),
        Edition('zine', 'print on one sheet, fold, slit', '-zine.pdf', _zine, ZINE, heard=False, use=Use.PRINT),
        Edition('copier', 'copy in black and white', '-copier.pdf', _copier, COPIER, use=Use.PRINT),
        Edition('large-print', 'read with little sight, in 18 points', '-large-print.pdf', _large_print, LARGE_PRINT),
        Edition(
            'press',
            'give to a print shop',
            '-press.pdf',
            _press,
            PRESS,
            heard=False,
            use=Use.SHOP,
            remarks=_assumed,
        ),
        Edition(
            'cover',
            'the cover of a glued book',
            '-cover.pdf',
            _cover,
            PRESS,
            heard=False,
            use=Use.SHOP,
            also=(SPINE,),
            remarks=_assumed,
        ),
        Edition('epub', 'load on an e-reader', '.epub', _epub, COVER, usual=True, remarks=_of_ebook),
        Edition('kepub', 'load on a Kobo', '.kepub.epub', _kepub, COVER, remarks=_of_ebook),
        Edition('azw3', 'load on a Kindle by cable', '.azw3', _azw3, COVER, heard=False, remarks=_of_ebook),
        Edition('html', 'open in a browser', '.html', _html, usual=True),
        *(
            Edition(
                page.name, purpose, f'-{page.name}.pdf', _poster(page), page, heard=False, use=Use.SHOW, also=(COVER,)
            )
            for page, purpose in (
                (POSTER_A4, 'a poster on A4, for a wall'),
                (POSTER_A3, 'a poster on A3, for a wall'),
                (POSTER_LETTER, 'a poster on Letter, for a wall'),
            )
        ),
        *(
            Edition(page.name, purpose, f'-{page.name}.pdf', _cards(page), page, heard=False, use=Use.SHOW)
            for page, purpose in (
                (CARDS_A4, 'eight cards on A4, to cut and hand out'),
                (CARDS_LETTER, 'eight cards on Letter, to cut and hand out'),
            )
        ),
    )
}
# The papers that there are booklets for.
PAPERS = tuple(filter(None, (edition.paper for edition in EDITIONS.values())))
