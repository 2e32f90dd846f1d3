"""What is on a reader already: reads inside the books there which text each is, where chapbook made it."""

import os
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chapbook.catalogue.checksums import SUMS
from chapbook.editions.kindle.palm import book_number
from chapbook.load.devices import EPUB, KEPUB, KINDLE, PDF

CONTAINER = '{urn:oasis:names:tc:opendocument:xmlns:container}'
OPF, DC = '{http://www.idpf.org/2007/opf}', '{http://purl.org/dc/elements/1.1/}'
# Larger than any of ours: whatever says more of itself is not.
LARGEST_OPF = 4_000_000
DEEPEST = 6
# Folders that hold no books of the reader’s owner, and can hold very many files.
NOT_BOOKS = frozenset(('system', 'system volume information', '$recycle.bin', 'android', 'lost.dir'))
# A record of a MOBI file’s EXTH header: https://wiki.mobileread.com/wiki/MOBI. Calibre keeps the UUID in this one.
SOURCE = 112
UNREADABLE = (
    *(OSError, ValueError, KeyError, IndexError, AttributeError, StopIteration, NotImplementedError, RuntimeError),
    *(SyntaxError, struct.error, zipfile.BadZipFile, zlib.error),
)


@dataclass(frozen=True, slots=True)
class Copy:
    """A book on a reader that may be one of ours: where it is, what it is known by, its title, its edition’s ending.

    An EPUB has the identifier of its text, an AZW3 a UUID made of it (`chapbook.editions.kindle.palm`), a PDF neither.
    """

    path: Path
    suffix: str
    identifier: str
    title: str = ''

    def is_of(self, book: 'Copy', *, shared: bool) -> bool:
        """Return whether it is another edition of the text of `book`; `shared` where others have its number."""
        same_name = self.path.name.casefold() == book.path.name.casefold()
        if PDF in (self.suffix, book.suffix):
            return self.suffix == book.suffix and same_name and self.title == book.title
        return self.number == book.number and (same_name or not shared)

    @property
    def number(self) -> str:
        """What the book is known by in an AZW3, whichever edition it is."""
        return self.identifier if self.suffix == KINDLE else kindle_number(self.identifier)


def kindle_number(identifier: str) -> str:
    """Return the UUID that stands for the identifier of a text in an AZW3."""
    return book_number(identifier).urn


def copies(folder: Path) -> Iterator[Copy]:
    """Find the books below a folder that chapbook made; what cannot be read is not ours."""
    for path in _files(folder):
        found = identify(path)
        if found:
            yield found


def _files(folder: Path, depth: int = 0) -> Iterator[Path]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    if any(entry.name == SUMS for entry in entries):
        # What was built, or a bundle of it, is whole: its checksums say so.
        return
    for entry in entries:
        name = entry.name.casefold()
        if name.startswith('.') or entry.is_symlink():
            continue
        if entry.is_dir() and depth < DEEPEST and name not in NOT_BOOKS and not name.endswith('.sdr'):
            yield from _files(Path(entry.path), depth + 1)
        elif name.endswith((EPUB, KINDLE, PDF)) and entry.is_file():
            yield Path(entry.path)


def identify(path: Path) -> Copy | None:
    """Return which text a book is, None where chapbook did not make it."""
    ending = next(ending for ending in (KEPUB, EPUB, KINDLE, PDF) if path.name.casefold().endswith(ending))
    read = {KINDLE: _kindle, PDF: _pdf}.get(ending, _epub)
    try:
        found = read(path)
    except UNREADABLE:
        return None
    return Copy(path, ending, *found) if found else None


def _epub(path: Path) -> tuple[str, str] | None:
    """Return the unique identifier of an EPUB that chapbook made, and its title (EPUB 3.3, section 5.4)."""
    with zipfile.ZipFile(path) as archive:
        root = _xml(archive, 'META-INF/container.xml')
        name = root.find(f'.//{CONTAINER}rootfile').get('full-path', '')
        package = _xml(archive, name)
    made = [meta.get('content', '') for meta in package.iter(f'{OPF}meta') if meta.get('name') == 'generator']
    if not any(content.startswith('chapbook ') for content in made):
        return None
    wanted = package.get('unique-identifier')
    known = next(each.text for each in package.iter(f'{DC}identifier') if each.get('id') == wanted)
    return known, next(package.iter(f'{DC}title')).text


def _xml(archive: zipfile.ZipFile, name: str) -> Any:
    from lxml import etree

    if archive.getinfo(name).file_size > LARGEST_OPF:
        raise ValueError('this is none of ours')
    return etree.fromstring(archive.read(name), etree.XMLParser(resolve_entities=False, no_network=True))


def _kindle(path: Path) -> tuple[str, str] | None:
    """Return the UUID of an AZW3 that calibre made, as an IRI."""
    with path.open('rb') as file:
        head = file.read(78 + 8)
        if head[60:68] != b'BOOKMOBI':
            return None
        file.seek(struct.unpack_from('>I', head, 78)[0])
        record = file.read(1 << 16)
    start = 16 + struct.unpack_from('>I', record, 20)[0]
    if record[16:20] != b'MOBI' or record[start : start + 4] != b'EXTH':
        return None
    source = dict(_exth(record, start)).get(SOURCE, b'').decode('utf-8', 'replace')
    return f'urn:uuid:{source.removeprefix("calibre:")}', ''


def _exth(record: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """Give the kind and the content of each record of an EXTH header."""
    (count,) = struct.unpack_from('>I', record, start + 8)
    at = start + 12
    for _ in range(count):
        kind, length = struct.unpack_from('>II', record, at)
        if length < 8:
            return
        yield kind, record[at + 8 : at + length]
        at += length


def _pdf(path: Path) -> tuple[str, str] | None:
    """Return the title of a PDF that chapbook made; it says no identifier."""
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(path) as document:
            told = document.get_metadata_dict()
    except pypdfium2.PdfiumError:
        return None
    return ('', told['Title']) if told['Creator'].startswith('chapbook ') else None
