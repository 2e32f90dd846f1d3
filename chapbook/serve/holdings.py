"""What may be given out: every file below a folder that is there to be handed out, as it was when last looked at."""

import gzip
import os
import stat
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from email.utils import formatdate
from pathlib import Path
from threading import Lock
from typing import BinaryIO

from chapbook.catalogue.checksums import SIGNATURE, SUMS, Digest, handed_out
from chapbook.problems import ChapbookError
from chapbook.serve.policies import policy
from chapbook.serve.types import is_wordy, media_type

INDEX = 'index.html'
# Files this small stay in the memory, and what words grow to when compressed, until there is no more room; in bytes.
SMALL, ROOM = 1 << 18, 32 << 20
# Larger pages are given out as they are: compressing them would need too much memory at once.
MOST_PACKED = 16 << 20
# What compressing must leave to be worth a telephone’s battery.
WORTH = 0.9

Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells that a file is another than before: its size in bytes, when it was changed, and which it is."""

    size_bytes: int
    changed_ns: int
    inode: int

    @classmethod
    def of(cls, file: BinaryIO) -> 'Stamp':
        """Return the stamp of an open file."""
        found = os.fstat(file.fileno())
        return cls(found.st_size, found.st_mtime_ns, found.st_ino)


@dataclass(frozen=True, slots=True)
class Shape:
    """One way a file goes over the wire: its ETag, its headers, and its bytes where they are in the memory."""

    etag: bytes
    size_bytes: int
    headers: Headers
    body: bytes | None


@dataclass(frozen=True, slots=True)
class Holding:
    """One file that may be given out: as it is, and compressed by gzip where that is worth it."""

    name: str
    path: Path
    stamp: Stamp
    modified: bytes
    plain: Shape
    packed: Shape | None

    @property
    def memory_bytes(self) -> int:
        """How much of the memory it takes."""
        return sum(len(shape.body) for shape in (self.plain, self.packed) if shape and shape.body)

    def open(self) -> BinaryIO | None:
        """Open the file, None where it is not the one that was listed any more."""
        try:
            file = self.path.open('rb')
        except OSError:
            return None
        if Stamp.of(file) == self.stamp:
            return file
        file.close()
        return None


class Stock:
    """The holdings of one folder, by their names. Nothing else is given out, whatever is asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._one_at_a_time = Lock()
        self.holdings: Mapping[str, Holding] = take_stock(folder, {})

    def page_of(self, folder: str) -> str | None:
        """Return the name of the page of the text whose files lie in a folder, None where there is none."""
        page = f'{folder}/{folder}.html'
        return page if page in self.holdings else None

    def refresh(self) -> None:
        """Look again, after a build perhaps; where the folder cannot be read, what is known stays."""
        # Who waits here finds it done: what was read a moment ago is not read again.
        with self._one_at_a_time, suppress(ChapbookError):
            self.holdings = take_stock(self.folder, self.holdings)


def take_stock(folder: Path, before: Mapping[str, Holding]) -> dict[str, Holding]:
    """Return the holding for every name; one that is unchanged stays the same. Raises ChapbookError.

    The landing page comes first, then the smallest: so they go into the memory.
    """
    stamps = {name: stamp for name in (*handed_out(folder), SUMS, SIGNATURE) if (stamp := _stamp(folder / name))}
    stock = {name: before[name] for name in stamps if name in before and before[name].stamp == stamps[name]}
    room = ROOM - sum(held.memory_bytes for held in stock.values())
    for name in sorted(stamps.keys() - stock.keys(), key=lambda name: (name != INDEX, stamps[name].size_bytes, name)):
        if held := _read(name, folder / name, room):
            stock[name] = held
            room -= held.memory_bytes
    return stock


def _stamp(path: Path) -> Stamp | None:
    """Return the stamp of a file, None for a link or a device, and for what is gone."""
    try:
        found = path.lstat()
    except OSError:
        return None
    return Stamp(found.st_size, found.st_mtime_ns, found.st_ino) if stat.S_ISREG(found.st_mode) else None


def _read(name: str, path: Path, room: int) -> Holding | None:
    """Return a file as a holding, None where it cannot be read or changes meanwhile."""
    wordy = is_wordy(media_type(name, b''))
    try:
        with path.open('rb') as file:
            stamp = Stamp.of(file)
            body = file.read() if stamp.size_bytes <= (MOST_PACKED if wordy else SMALL) else None
        digest = Digest.of_file(path) if body is None else Digest.of(body)
    except OSError:
        return None
    if digest.size_bytes != stamp.size_bytes:
        return None
    headers = _headers(media_type(name, body or b''), stamp, body or b'')
    tag, kept, packed = digest.sha256[:32], *_kept(body, room, wordy=wordy)
    plain = _shape(tag, digest.size_bytes, kept, [*headers, (b'accept-ranges', b'bytes')])
    # Other bytes, so another ETag: RFC 9110, section 8.8.3.3.
    small = _shape(f'{tag}-gzip', len(packed), packed, [*headers, (b'content-encoding', b'gzip')]) if packed else None
    return Holding(name, path, stamp, dict(headers)[b'last-modified'], plain, small)


def _kept(body: bytes | None, room: int, *, wordy: bool) -> tuple[bytes | None, bytes | None]:
    """Return what of a file stays in the memory: as it is where it is small, and compressed where that is worth it."""
    kept = body if body is not None and len(body) <= min(SMALL, room) else None
    packed = gzip.compress(body, 9, mtime=0) if body and wordy else b''
    return kept, packed if 0 < len(packed) <= min(room - len(kept or b''), len(body or b'') * WORTH) else None


def _shape(tag: str, size_bytes: int, body: bytes | None, headers: Headers) -> Shape:
    etag = f'"{tag}"'.encode()
    return Shape(etag, size_bytes, [*headers, (b'etag', etag), (b'content-length', b'%d' % size_bytes)], body)


def _headers(media: str, stamp: Stamp, body: bytes) -> Headers:
    """Return the headers that both shapes have; a reader asks each time whether what it has is still right."""
    headers = {
        'content-type': media,
        'last-modified': formatdate(stamp.changed_ns // 10**9, usegmt=True),
        'cache-control': 'no-cache',
        'content-security-policy': policy(media, body),
        'vary': 'accept-encoding' if is_wordy(media) else None,
    }
    return [(key.encode(), value.encode()) for key, value in headers.items() if value]
