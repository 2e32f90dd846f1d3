"""Verifies what was handed out: each file against SHA256SUMS, and SHA256SUMS against its signature."""

import hashlib
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from chapbook.catalogue import checksums
from chapbook.catalogue.checksums import CHUNK, SIGNATURE, SUMS, Digest
from chapbook.minisign import PublicKey
from chapbook.problems import ChapbookError, Place, UsageError, error


class Verdict(StrEnum):
    """What can be said of a file, the best first. Unchanged it is where no signature tells whose it is.

    A link is told wherever it leads: what stands there may be another thing for every reader, and tomorrow.
    """

    GENUINE = 'genuine'
    UNCHANGED = 'unchanged'
    EXTRA = 'extra'
    LINK = 'link'
    MISSING = 'missing'
    CHANGED = 'changed'

    @property
    def is_good(self) -> bool:
        """Whether the file is as it was handed out."""
        return self in (Verdict.GENUINE, Verdict.UNCHANGED)

    @property
    def severity(self) -> int:
        """How bad it is, from 0."""
        return [*Verdict].index(self)


@dataclass(frozen=True, slots=True)
class Found:
    """A file and what can be said of it."""

    name: str
    verdict: Verdict


class Copy(Protocol):
    """What was handed out, wherever it lies."""

    @property
    def place(self) -> Path:
        """The folder or the archive."""

    def names(self) -> dict[str, bool]:
        """Return the names of all there is but the checksums and their signature, and whether each is a plain file."""

    def read(self, name: str) -> bytes | None:
        """Return the bytes of a small file, None where there is no such file."""

    def sha256(self, name: str) -> str:
        """Return the SHA-256 of a file in hexadecimal digits."""


@dataclass(frozen=True, slots=True)
class FolderCopy:
    """A folder, as on a stick."""

    place: Path

    def names(self) -> dict[str, bool]:
        """Return the names of all there is but the checksums and their signature, and whether each is a plain file."""
        return {name: plain for name, plain in checksums.walk(self.place) if name not in (SUMS, SIGNATURE)}

    def read(self, name: str) -> bytes | None:
        """Return the bytes of a small file, None where there is no such file."""
        path = self.place / name
        return path.read_bytes() if path.is_file() else None

    def sha256(self, name: str) -> str:
        """Return the SHA-256 of a file in hexadecimal digits."""
        return Digest.of_file(self.place / name).sha256


@dataclass(frozen=True, slots=True)
class ZipCopy:
    """A ZIP archive with everything in one folder, as a bundle is."""

    place: Path
    archive: zipfile.ZipFile
    top: str

    def names(self) -> dict[str, bool]:
        """Return the names of all there is but the checksums and their signature, and whether each is a plain file.

        What lies beside the folder is named from there. Who unpacks an archive of Unix’s makes links of what says so.
        """
        inside = (info for info in self.archive.infolist() if not info.is_dir())
        found = {self._below(info.filename): not stat.S_ISLNK(info.external_attr >> 16) for info in inside}
        return {name: plain for name, plain in found.items() if name not in (SUMS, SIGNATURE)}

    def _below(self, name: str) -> str:
        return name.removeprefix(self.top) if name.startswith(self.top) else f'../{name}'

    def read(self, name: str) -> bytes | None:
        """Return the bytes of a small file, None where there is no such file."""
        return self.archive.read(self.top + name) if self.top + name in self.archive.namelist() else None

    def sha256(self, name: str) -> str:
        """Return the SHA-256 of a file in hexadecimal digits."""
        if self.archive.namelist().count(self.top + name) > 1:
            raise zipfile.BadZipFile('several files have this name, and each program takes another')
        found = hashlib.sha256()
        with self.archive.open(self.top + name) as file:
            while chunk := file.read(CHUNK):
                found.update(chunk)
        return found.hexdigest()


def open_copy(path: Path) -> tuple[Copy, str | None]:
    """Return the copy that a path belongs to, and the one file in it that is meant, None for all of them."""
    if path.is_dir():
        return FolderCopy(path), None
    if not path.is_file():
        raise UsageError(error('there is no such file or folder', Place(path), 'look at its name'))
    if (bundle := _bundle(path)) is not None:
        return bundle, None
    # Not where a link leads, but where it lies.
    whole = path.parent.resolve() / path.name
    for folder in whole.parents:
        if (folder / SUMS).is_file():
            name = whole.relative_to(folder).as_posix()
            return FolderCopy(folder), None if name in (SUMS, SIGNATURE) else name
    hint = f'a file is verified in the folder it came in, which has a {SUMS}'
    raise UsageError(error(f'there is no {SUMS} beside it or above it', Place(path), hint))


def _bundle(path: Path) -> ZipCopy | None:
    """Return the bundle that a ZIP archive is; an e-book is an archive too, and none."""
    if not zipfile.is_zipfile(path):
        return None
    archive = zipfile.ZipFile(path)
    sums = next((name for name in archive.namelist() if name.split('/')[1:] == [SUMS]), None)
    return ZipCopy(path, archive, sums.removesuffix(SUMS)) if sums else None


def verify(copy: Copy, only: str | None, key: PublicKey | None) -> Iterator[Found]:
    """Tell what each file is; raises ChapbookError where the signature is false or there is nothing to go by."""
    listed = checksums.read_listing(_signed_sums(copy, key), copy.place / SUMS)
    there = copy.names()
    good = Verdict.GENUINE if key else Verdict.UNCHANGED
    for name in sorted(there.keys() | listed.keys()) if only is None else [only]:
        yield Found(name, _verdict(copy, name, listed.get(name), there.get(name), good))


def _signed_sums(copy: Copy, key: PublicKey | None) -> bytes:
    """Return the checksums, after the signature has been checked where a key is given."""
    sums, signature = copy.read(SUMS), copy.read(SIGNATURE)
    if sums is None:
        raise ChapbookError(error(f'there is no {SUMS}', Place(copy.place), 'get the whole folder again'))
    if key is None:
        return sums
    if signature is None:
        hint = 'get it where the key came from; without --key this tells at least what is damaged'
        raise ChapbookError(
            error(f'there is no {SIGNATURE}, so nobody vouches for these files', Place(copy.place), hint)
        )
    key.check(sums, signature, Place(copy.place / SIGNATURE))
    return sums


def _verdict(copy: Copy, name: str, wanted: str | None, plain: bool | None, good: Verdict) -> Verdict:
    """Return what a file is; `plain` tells whether it is one at all, None where there is nothing of its name."""
    if plain is False:
        return Verdict.LINK
    if wanted is None:
        return Verdict.EXTRA
    if plain is None:
        return Verdict.MISSING
    try:
        same = copy.sha256(name) == wanted
    except (OSError, zipfile.BadZipFile):
        same = False  # what cannot be read is not what was handed out
    return good if same else Verdict.CHANGED
