"""E-books for the tests: a text with some of everything, and a package opened for reading."""

import io
import zipfile
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from lxml import etree

from chapbook.editions.epub import render
from chapbook.markup import parse
from chapbook.metadata import Metadata, Person
from chapbook.project import Folder, Manuscript, SourceFile
from chapbook.theme import load_theme

ROOT = Path(__file__).parent.parent
OPS = '{http://www.idpf.org/2007/ops}'
NAMES = {
    'x': 'http://www.w3.org/1999/xhtml',
    'e': 'http://www.idpf.org/2007/ops',
    'o': 'http://www.idpf.org/2007/opf',
    'dc': 'http://purl.org/dc/elements/1.1/',
    'n': 'http://www.daisy.org/z3986/2005/ncx/',
}
COVER = b'\xff\xd8\xff\xe0 a picture'
VOID = {'area', 'base', 'br', 'col', 'embed', 'hr', 'img', 'input', 'link', 'meta', 'source', 'track', 'wbr'}
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><rect width="40" height="20"/></svg>'
RICH = """\
::: epigraph
Words before *all* others.

-- Ann Onymous
:::

An opening with a note.[^a] See [the verse](#verse).

# One^[Called from a heading, with a [link](#tables).] {#one}

Note again.[^a] And **another**.^[Written *inline*.]

> A quotation
>
> -- Someone

::: pullquote
It pulls.
:::

## A step down

- one
- two

***

Text with `code` and [Caps]{.smallcaps}, [mots]{lang=fr}, and <https://example.org/a?b=1&c=2>.

# Verse

::: verse
Roses are red
  and so on

violets
:::

\\newpage

# Tables

| a | b |
|---|--:|
| 1 | 2 |

Table: Numbers

![A drawing](a.svg "Its caption")

# Bare heading

# The end {#fin}

Back to [one](#one).

[^a]: The first note.

    Its second paragraph.
"""


def book_of(markdown, folder=None, **meta):
    """Return the Book of a Markdown text; a drawing `a.svg` lies in `folder`."""
    metadata = Metadata(**{'title': 'A Title', 'lang': 'en-GB', **meta})
    if folder:
        (folder / 'a.svg').write_bytes(DRAWING)
    source = SourceFile(Path('text.md'), markdown.encode(), markdown)
    modified = datetime(2024, 5, 1, 12, 30, 4, tzinfo=UTC)
    return parse(Manuscript('text', metadata, (source,), Folder(folder or Path('/nowhere')), modified))


@cache
def theme():
    """Return the house’s theme."""
    return load_theme(ROOT)


class Package:
    """An EPUB opened for reading: its archive, its documents as trees, its package document."""

    def __init__(self, book, cover=COVER, *, kobo=False):
        self.data = render(book, theme(), cover, kobo=kobo)
        self.archive = zipfile.ZipFile(io.BytesIO(self.data))
        self.names = self.archive.namelist()
        self.package = self.tree('content.opf')

    def read(self, name):
        """Return the bytes of a file of the package."""
        return self.archive.read(f'EPUB/{name}')

    def tree(self, name):
        """Return a file of the package as a tree."""
        return etree.fromstring(self.read(name))

    @property
    def pages(self):
        """The names of all documents."""
        return [name.removeprefix('EPUB/') for name in self.names if name.endswith('.xhtml')]

    @property
    def spine(self):
        """The names of the documents in reading order."""
        hrefs = {item.get('id'): item.get('href') for item in self.xpath('o:manifest/o:item')}
        return [hrefs[item.get('idref')] for item in self.xpath('o:spine/o:itemref')]

    def xpath(self, path, name=None):
        """Return what a path finds in a file, or in the package document."""
        return (self.package if name is None else self.tree(name)).xpath(path, namespaces=NAMES)

    def said(self, name):
        """Return every value of a schema.org property."""
        return self.xpath(f'//o:meta[@property="schema:{name}"]/text()')


def rich_package(folder):
    """Return the e-book of a text with some of everything."""
    people = (Person('Ann Onymous', 'aut', 'Onymous, Ann'), Person('Ed Itor', 'edt'))
    return Package(
        book_of(
            RICH, folder, title='Words & “Others” <all>', subtitle='Said Twice', authors=people, date='2024-05-01',
            description='About words.', subjects=('Words', 'Others'), publisher='Corner Press', rights='CC0',
        )
    )  # fmt: skip
