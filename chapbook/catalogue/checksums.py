"""Checksums of a folder, in the form that `sha256sum -c` reads (GNU coreutils, “cksum output modes”)."""

import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from chapbook.problems import ChapbookError, Place, error

SUMS, SIGNATURE = 'SHA256SUMS', 'SHA256SUMS.minisig'
# What `check --proof` writes, for whoever makes a pamphlet.
PROOF = '-proof.html'
LINE = re.compile(r'(?P<escaped>\\?)(?P<sha256>[0-9a-fA-F]{64}) [ *](?P<name>.+)')
# A name with a backslash or the end of a line in it stands escaped, and a backslash before its line says so.
ESCAPES = {'\\': '\\\\', '\n': '\\n', '\r': '\\r'}
CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Digest:
    """The size of a file in bytes and its SHA-256 in hexadecimal digits."""

    size_bytes: int
    sha256: str

    @classmethod
    def of(cls, data: bytes) -> Self:
        """Return the digest of bytes."""
        return cls(len(data), hashlib.sha256(data).hexdigest())

    @classmethod
    def of_file(cls, path: Path) -> Self:
        """Return the digest of a file, which may be larger than the memory."""
        size, found = 0, hashlib.sha256()
        with path.open('rb') as file:
            while chunk := file.read(CHUNK):
                size += len(chunk)
                found.update(chunk)
        return cls(size, found.hexdigest())


def handed_out(folder: Path) -> list[str]:
    """Return the names of all files below a folder that are there to be handed out, in one order everywhere.

    Dot files, links, proofs, the checksums and their signature are not among them.
    """
    names = (name for name, is_plain in walk(folder) if is_plain and _is_text(name))
    return sorted(name for name in names if name not in (SUMS, SIGNATURE) and not name.endswith(PROOF))


def walk(folder: Path, below: str = '') -> Iterator[tuple[str, bool]]:
    """Yield the name of all below a folder that is no folder, and whether it is a plain file: no link, no device.

    Dot files are passed over: systems make their own on every stick.
    """
    try:
        entries = list(os.scandir(folder))
    except NotADirectoryError:
        return
    except OSError as fault:
        hint = 'look at the permissions of that folder'
        raise ChapbookError(error(f'cannot be read: {fault.strerror or fault}', Place(folder), hint)) from fault
    for entry in entries:
        if entry.name.startswith('.'):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from walk(Path(entry.path), f'{below}{entry.name}/')
        else:
            yield below + entry.name, entry.is_file(follow_symlinks=False)


def _is_text(name: str) -> bool:
    """Return whether a name has letters alone, which is all a list of names can hold."""
    return name.encode(errors='replace').decode() == name


def digests(folder: Path, names: list[str]) -> dict[str, Digest]:
    """Return the digest of each of the files below a folder, by its name; one that has gone since has none."""
    found: dict[str, Digest] = {}
    for name in names:
        try:
            found[name] = Digest.of_file(folder / name)
        except FileNotFoundError:
            continue  # gone since it was listed
        except OSError as fault:
            hint = 'look at the permissions of that file'
            place = Place(folder / name)
            raise ChapbookError(error(f'cannot be read: {fault.strerror or fault}', place, hint)) from fault
    return found


def listing(digests: dict[str, Digest]) -> bytes:
    """Return the lines of SHA256SUMS, in the order of the names."""
    return ''.join(_line(name, digest.sha256) for name, digest in sorted(digests.items())).encode()


def _line(name: str, sha256: str) -> str:
    escaped = ''.join(ESCAPES.get(sign, sign) for sign in name)
    return f'{"" if escaped == name else chr(92)}{sha256}  {escaped}\n'


def read_listing(data: bytes, path: Path) -> dict[str, str]:
    """Return the SHA-256 of each file that SHA256SUMS names; raises ChapbookError for a line that is none."""
    found: dict[str, str] = {}
    for number, line in enumerate(data.decode('utf-8', 'surrogateescape').split('\n'), 1):
        if not line.strip():
            continue
        match = LINE.fullmatch(line.rstrip('\r'))
        name = _unescaped(match) if match else ''
        if match is None or not _is_text(name) or name.startswith('/') or '..' in name.split('/'):
            hint = 'such a line has 64 digits of a checksum, two spaces and the name of a file'
            raise ChapbookError(error('this is not a line of checksums', Place(path, number), hint))
        found[name] = match['sha256'].lower()
    return found


def _unescaped(match: re.Match[str]) -> str:
    if not match['escaped']:
        return match['name']
    signs = {after[1]: sign for sign, after in ESCAPES.items()}
    return re.sub(r'\\(.)', lambda found: signs.get(found[1], found[0]), match['name'])
