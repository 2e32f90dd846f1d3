"""The plain text of a word processor’s file or of a web page as it is gathered, with its tables and pictures beside it.

A paragraph is a line with a blank one below it; headings are marked by `#`, items by `-` or their number, quotations by
`>`, italics by underscores, notes by `[1]`. Tables and pictures have a paragraph of one sign, and come back at the end.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from lxml import etree
from lxml.etree import _Element

from chapbook.importer.records import Finding, Kind
from chapbook.importer.writing import escape

# Stands for the underscore of emphasis until pieces of it that touch are one.
SIGN = '\ue001'
# A table or picture, by its number.
HELD = re.compile('\ue002(\\d+)\ue002')
SHOWN = ('.png', '.jpg', '.jpeg', '.gif', '.svg', '.webp')


@dataclass(slots=True)
class Extract:
    """What was read so far: blocks of text, notes by their numbers, Markdown that stands for itself, and pictures."""

    blocks: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    pictures: dict[str, bytes] = field(default_factory=dict)
    dropped: list[Finding] = field(default_factory=list)

    def add(self, text: str, sign: str = '') -> None:
        """Add a block, its lines as they stand, unless it is empty; what it holds besides words stands below it."""
        held = [match[0] for match in HELD.finditer(text)]
        lines = [_plain(line) for line in HELD.sub('', text).split('\n')]
        if any(lines):
            within = sign if sign == '> ' else ''
            self.blocks.append(sign + f'\n{within}'.join(filter(None, lines)))
        self.blocks += held

    def note(self, text: str) -> str:
        """Add a note, and return its call."""
        self.notes.append(_plain(text))
        return f'[{len(self.notes)}]'

    def table(self, rows: list[list[str]]) -> None:
        """Add a table, its first row at its head."""
        wide = max(map(len, rows), default=0)
        cells = [[escape(_plain(cell)) for cell in row] + [''] * (wide - len(row)) for row in rows]
        if any(map(any, cells)):
            lines = [f'| {" | ".join(row)} |' for row in cells]
            self.blocks.append(self._hold('\n'.join((lines[0], '|' + ' --- |' * wide, *lines[1:]))))

    def picture(self, name: str, data: bytes, shows: str) -> str:
        """Take a picture along, and return what stands for it; nothing where no edition could show it."""
        name = PurePosixPath(name).name
        if not name.lower().endswith(SHOWN):
            self.drop(name, 'a picture of a kind that no edition can show: export it as PNG or SVG')
            return ''
        self.pictures[name] = data
        return self._hold(f'![{escape(_plain(shows))}]({name})')

    def caption(self, text: str) -> bool:
        """Put words under the picture that was added last; False where there is none, or a note is called."""
        words, above = _plain(text), HELD.fullmatch(self.blocks[-1]) if self.blocks else None
        held = self.held[int(above[1])] if above else ''
        if above is None or not words or '[' in words or not held.startswith('![') or '\n' in held:
            return False
        self.held[int(above[1])] += f'\n*{escape(words)}*'
        return True

    def drop(self, text: str, reason: str) -> None:
        """Tell of something that is left out, unless it is nothing."""
        if text:
            self.dropped.append(Finding(Kind.DROPPED, 1, text, reason))

    def _hold(self, markdown: str) -> str:
        self.held.append(markdown)
        return f'\ue002{len(self.held) - 1}\ue002'

    def as_text(self) -> tuple[str, tuple[Finding, ...]]:
        """Return all of it as plain text, and what is missing there."""
        notes = [f'[{number}] {note}' for number, note in enumerate(self.notes, 1)]
        return '\n\n'.join((*self.blocks, *notes)) + '\n', tuple(self.dropped)

    def put_back(self, markdown: str) -> str:
        """Return Markdown with the tables and pictures where they stood."""
        return HELD.sub(lambda match: self.held[int(match[1])], markdown)


def tree_of(archive: zipfile.ZipFile, name: str) -> _Element:
    """Return the tree of a file in an archive; nothing outside of it is read."""
    return etree.fromstring(archive.read(name), etree.XMLParser(resolve_entities=False, no_network=True))


def outermost(holder: _Element, tag: str) -> Iterator[_Element]:
    """Yield the elements of a tag inside another, but none that stands in one of them."""
    for child in holder:
        if child.tag == tag:
            yield child
        else:
            yield from outermost(child, tag)


def emphasised(text: str) -> str:
    """Return words between signs of emphasis, and the spaces around them outside."""
    words = text.strip()
    if not words or '_' in words or '\n' in words or '\ue002' in words:
        return text
    return text.replace(words, f'{SIGN}{words}{SIGN}', 1)


def _plain(text: str) -> str:
    return ' '.join(text.replace(2 * SIGN, '').replace(SIGN, '_').split())
