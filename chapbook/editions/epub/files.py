"""What every file in the package is called, and which of them holds each identifier."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from lxml.etree import _Element

from chapbook.book import Book, Section
from chapbook.markup.links import slugify

COVER, IMPRINT, CONTENTS, COLOPHON = 'cover.xhtml', 'imprint.xhtml', 'contents.xhtml', 'colophon.xhtml'
ENDINGS = {'image/png': 'png', 'image/jpeg': 'jpg', 'image/gif': 'gif', 'image/svg+xml': 'svg'}


@dataclass(frozen=True, slots=True)
class Resource:
    """A file of the package that is no document: its path, media type and bytes."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Break:
    """The mark of a page of the printed edition: the number on the page, and its identifier."""

    page: int
    id: str


@dataclass(frozen=True, slots=True)
class Plan:
    """The names of the files: one for each section, the home of each identifier, the path of each picture shown.

    `breaks` are the marks of the pages of the printed edition, which has `printed_pages` in all.
    """

    sections: tuple[str, ...]
    homes: dict[str, str]
    pictures: dict[str, str]
    breaks: tuple[Break, ...] = ()
    printed_pages: int = 0

    def address(self, identifier: str, here: str = '') -> str | None:
        """Return how the file `here` links to an identifier, None where no file holds it."""
        home = self.homes.get(identifier)
        return home and f'{"" if home == here else home}#{identifier}'


def plan_files(book: Book) -> Plan:
    """Name a file for each section after its heading, and one for each picture the text shows."""
    taken = {COVER, IMPRINT, CONTENTS, COLOPHON}
    names = tuple(unused(section.id, 'section', 'xhtml', taken) for section in book.sections)
    homes: dict[str, str] = {}
    for section, name in zip(book.sections, names, strict=True):
        homes.update(dict.fromkeys(_identifiers(section), name))
    return Plan(names, homes, _name_pictures(book))


def trees(section: Section) -> Iterable[_Element]:
    """Yield the tree of a section, then those of its notes."""
    yield section.tree
    yield from (note.tree for note in section.notes)


def _identifiers(section: Section) -> list[str]:
    given = (str(name) for tree in trees(section) for name in tree.xpath('descendant-or-self::*/@id'))
    return [note.id for note in section.notes] + [name for name in given if name]


def shown_pictures(book: Book) -> list[str]:
    """Return the names of the pictures that the text shows, in reading order."""
    shown = (image.get('src', '') for section in book.sections for tree in trees(section) for image in tree.iter('img'))
    return list(dict.fromkeys(shown))


def _name_pictures(book: Book) -> dict[str, str]:
    taken = {'images/cover.jpg', 'images/cover.png'}
    names: dict[str, str] = {}
    for name in shown_pictures(book):
        stem, ending = PurePosixPath(name).stem, ENDINGS[book.pictures[name].media_type]
        names[name] = unused(stem, 'picture', ending, taken, 'Images/')
    return names


def unused(words: str, otherwise: str, ending: str, taken: set[str], folder: str = '') -> str:
    """Return a file name in ASCII, and differing from all others in more than case: some devices fold it."""
    stem = slugify(re.sub(r'[_.]', '-', words)) or otherwise
    name, count = f'{folder}{stem}.{ending}', 1
    while name.lower() in taken:
        count += 1
        name = f'{folder}{stem}-{count}.{ending}'
    taken.add(name.lower())
    return name
