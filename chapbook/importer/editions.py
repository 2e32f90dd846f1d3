"""An edition back to the text it was made from: its Markdown, stylesheets and pictures, byte for byte."""

import base64
import binascii
import codecs
import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath
from typing import Any

from chapbook.original import Original
from chapbook.problems import ChapbookError, Place, error

LIST = 'Source/files.json'
# What a text is made of: nothing else is taken out of a file that came from somewhere.
ENDINGS = frozenset('md css png jpg jpeg gif svg webp avif'.split())
LARGEST = 500_000_000
DAMAGED = (ValueError, KeyError, TypeError, zipfile.BadZipFile, zlib.error, binascii.Error, NotImplementedError)
HINT = 'get another copy of it, or import the same text from another of its editions'

Files = dict[str, bytes]
Reader = Callable[[bytes, Path], Original | None]


def take_out(data: bytes, path: Path) -> Original | None:
    """Return the text that an edition was made from, None for what is no edition or holds none.

    Raises ChapbookError for an edition that is damaged, or holds what no text is made of.
    """
    read: Reader | None = next((read for is_one, read in READERS if is_one(data)), None)
    if read is None:
        return None
    try:
        original = read(data, path)
    except DAMAGED as fault:
        raise ChapbookError(error(f'this edition is damaged: {fault}', Place(path), HINT)) from fault
    if original is None or not original.files:
        return None
    for name in original.files:
        if not _is_of_a_text(name):
            message = f'this edition holds a file “{name}”, which no text is made of'
            raise ChapbookError(error(message, Place(path), 'nothing was written; ask whoever gave it to you'))
    if not any(_is_markdown(name) for name in original.files):
        raise ChapbookError(error('this edition holds no Markdown', Place(path), HINT))
    return original


def _is_of_a_text(name: str) -> bool:
    """Tell whether a name stays inside a folder on any system, and is that of a text, stylesheet or picture."""
    path = PurePosixPath(name)
    parts_are_plain = all(part.strip(' .') and not part.startswith('.') for part in path.parts)
    return (
        parts_are_plain
        and not path.is_absolute()
        and not any(character in '\\:' or ord(character) < 32 for character in name)
        and path.suffix.lower().removeprefix('.') in ENDINGS
    )


def _is_markdown(name: str) -> bool:
    return '/' not in name and name.lower().endswith('.md')


def _from_pdf(data: bytes, path: Path) -> Original | None:
    """Take out what a PDF has attached as its source: ISO 19005-3, 6.8."""
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(data)) as document:
            attached: Any = document.Root.get('/AF', [])
            files = {
                str(each.get('/UF', each.get('/F'))): each.EF.F.read_bytes()
                for each in attached
                if each.get('/AFRelationship') == '/Source'
            }
    except (pikepdf.PdfError, AttributeError) as fault:
        raise ValueError(str(fault)) from fault
    return Original(_slug(files, path), files)


def _from_epub(data: bytes, path: Path) -> Original | None:  # noqa: ARG001 - readers have one shape
    """Take out the files that an e-book lists as its source, wherever in it they are."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        listed = next((name for name in archive.namelist() if name.endswith(f'/{LIST}')), None)
        if listed is None:
            return None
        root = listed.removesuffix(LIST)
        said = json.loads(_read(archive, [listed])[listed])
        wanted = {str(each['name']): f'{root}{each["path"]}' for each in said['files']}
        inside = _read(archive, wanted.values())
    files = {name: inside[place] for name, place in wanted.items()}
    _hold_to(files, {str(each['name']): str(each['sha256']) for each in said['files']})
    return Original(str(said['text']), files)


def _from_page(data: bytes, path: Path) -> Original | None:  # noqa: ARG001
    """Take out the archive that a web page carries, and the pictures that it shows."""
    from lxml import etree

    page = etree.fromstring(data, etree.HTMLParser(encoding='utf-8', huge_tree=True))
    link = page.find('.//a[@id="source"]') if page is not None else None
    if link is None:
        return None
    with zipfile.ZipFile(io.BytesIO(_held(link.get('href')))) as archive:
        files = _read(archive, archive.namelist())
    shown = {image.get('data-file', ''): _held(image.get('src')) for image in page.xpath('//img[@data-file]')}
    return Original((link.get('download') or '').removesuffix('.zip'), files | shown)


def _held(address: str | None) -> bytes:
    """Return what an address holds itself (RFC 2397)."""
    head, _, packed = (address or '').partition(';base64,')
    if not head.startswith('data:'):
        raise ValueError('a file in it is a mere address')
    return base64.b64decode(packed, validate=True)


def _read(archive: zipfile.ZipFile, names: Iterable[str]) -> Files:
    """Return files of an archive by name; ValueError where they unpack to more than a text can be."""
    wanted = list(dict.fromkeys(names))
    if sum(archive.getinfo(name).file_size for name in wanted) > LARGEST:
        raise ValueError(f'its source is said to be larger than {LARGEST // 1_000_000} MB')
    return {name: archive.read(name) for name in wanted}


def _hold_to(files: Files, digests: dict[str, str]) -> None:
    """Raise ValueError for a file that was changed since the edition was made, as some programs do to pictures."""
    changed = [name for name, data in files.items() if hashlib.sha256(data).hexdigest() != digests[name]]
    if changed:
        raise ValueError(f'{", ".join(changed)} is no longer what it was made from')


def _slug(files: Files, path: Path) -> str:
    """Return the name of a text from its one Markdown file, else from the edition’s own name."""
    found = [name.removesuffix('.md') for name in files if _is_markdown(name)]
    return found[0] if len(found) == 1 and found != ['index'] else path.stem


def _is_page(data: bytes) -> bool:
    start = data.removeprefix(codecs.BOM_UTF8)[:1000].lstrip().lower()
    return start.startswith(b'<!doctype html') and b'id="source"' in data


# How the files of each edition are told from others, and how the text is taken out of them.
READERS: tuple[tuple[Callable[[bytes], bool], Reader], ...] = (
    (lambda data: data.startswith(b'%PDF-'), _from_pdf),
    (lambda data: data.startswith(b'PK\x03\x04') and b'application/epub+zip' in data[:100], _from_epub),
    (_is_page, _from_page),
)
