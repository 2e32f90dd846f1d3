"""The documents of the package, filled from the `epub-*.xhtml` templates: around the text, and the text itself."""

from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup

from chapbook.book import Book, Heading, Section
from chapbook.compose import render
from chapbook.direction import direction
from chapbook.editions.epub.chapters import chapter, clean_address
from chapbook.editions.epub.files import COLOPHON, CONTENTS, COVER, IMPRINT, Plan
from chapbook.theme import Theme
from chapbook.words import words_for


@dataclass(frozen=True, slots=True)
class Document:
    """One XHTML file of the package, and what it is called."""

    name: str
    title: str
    xhtml: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents: its words, the address it leads to, the lines below it."""

    title: str
    href: str
    entries: tuple['Entry', ...] = ()


def documents(book: Book, theme: Theme, plan: Plan, cover: str, sheets: tuple[str, ...]) -> list[Document]:
    """Return every document in reading order: cover, title and imprint, contents, sections, colophon."""
    words, words_lang = words_for(book.metadata.lang, book.metadata.words)
    title = book.metadata.title
    shared = {
        'sheets': sheets,
        'direction': direction(book.metadata.lang),
        'house': _house(book.metadata.lang, words_lang),
    }

    def fill(kind: str, name: str, heading: str, **more: Any) -> Document:
        return Document(name, heading, render(f'epub-{kind}.xhtml', theme, book, heading=heading, **shared, **more))

    return [
        fill('cover', COVER, words.cover, picture=cover),
        fill('imprint', IMPRINT, title, address=clean_address(book.metadata.url or '')),
        fill(
            'contents',
            CONTENTS,
            words.contents,
            entries=entries(book, plan),
            breaks=page_entries(plan),
            start=plan.sections[0],
        ),
        *(
            fill('section', name, section.title or title, section=Markup(chapter(section, book, plan, name, words)))  # noqa: S704 - serialised here
            for section, name in zip(book.sections, plan.sections, strict=True)
        ),
        fill('colophon', COLOPHON, words.colophon),
    ]


def page_entries(plan: Plan) -> tuple[Entry, ...]:
    """Return the pages of the printed edition, each with the address of its mark."""
    return tuple(Entry(str(found.page), plan.address(found.id) or '') for found in plan.breaks)


def entries(book: Book, plan: Plan) -> tuple[Entry, ...]:
    """Return the contents; words before the first heading go under the title of the book."""
    lines: list[tuple[int, Entry]] = []
    for section, name in zip(book.sections, plan.sections, strict=True):
        if section.title is None:
            lines.append((1, Entry(book.metadata.title, name)))
        for heading in section.headings:
            if heading.level <= book.metadata.toc_depth:
                href = name if heading.id == section.id else f'{name}#{heading.id}'
                lines.append((heading.level, Entry(_label(heading, section), href)))
    return _nest(lines)


def _nest(lines: list[tuple[int, Entry]]) -> tuple[Entry, ...]:
    """Return the lines with each put below the last one of a smaller level."""
    found: list[Entry] = []
    while lines:
        (level, entry), *rest = lines
        count = next((place for place, (other, _) in enumerate(rest) if other <= level), len(rest))
        found.append(replace(entry, entries=_nest(rest[:count])))
        lines = rest[count:]
    return tuple(found)


def _label(heading: Heading, section: Section) -> str:
    """Return the words to choose a heading by; one that is a picture has its description."""
    if heading.title:
        return heading.title
    images = section.tree.xpath('.//*[@id=$name]//img/@alt', name=heading.id)
    return ' '.join(filter(None, images)) or heading.id.replace('-', ' ')


def _house(lang: str, words_lang: str) -> Markup:
    """Return the attributes of words the program adds in another language than the text’s, '' where it is the same."""
    if lang.partition('-')[0].lower() == words_lang:
        return Markup()
    turned = ' dir="ltr"' if direction(lang) == 'rtl' else ''
    return Markup(f' lang="{words_lang}" xml:lang="{words_lang}"{turned}')  # noqa: S704 - made of our own tags
