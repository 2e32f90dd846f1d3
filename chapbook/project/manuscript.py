"""What is read: a manuscript, its Markdown files, and the folder that is the one door to its pictures."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from chapbook.problems import Problem

if TYPE_CHECKING:
    # It brings YAML along, which a mistyped name should not have to wait for.
    from chapbook.metadata import Metadata

MEGABYTE = 1_000_000
LARGEST_FILE_MB = 100


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One Markdown file: the path to show, its bytes, its body, and the line its body begins on (from 1)."""

    path: Path
    data: bytes
    body: str
    first_line: int = 1


@dataclass(frozen=True, slots=True)
class Folder:
    """A text's own folder: the one door to its pictures and stylesheets."""

    path: Path

    def read(self, name: str) -> bytes:
        """Return the bytes of the file `name` below this folder; ValueError says why there are none."""
        if '://' in name or name.startswith(('//', 'data:')):
            raise ValueError('it is on the network, and nothing is fetched while building')
        target = (self.path / name).resolve()
        if not target.is_relative_to(self.path.resolve()):
            raise ValueError('it is outside the text’s own folder')
        if Path(name).is_absolute():
            raise ValueError('it is named by its place on this machine; name it from the text’s own folder')
        target = target if target.is_file() else self._same_letters(target)
        if not target.is_file():
            raise ValueError('there is no such file')
        if target.stat().st_size > LARGEST_FILE_MB * MEGABYTE:
            raise ValueError(f'it is larger than {LARGEST_FILE_MB} MB')
        return target.read_bytes()

    def _same_letters(self, target: Path) -> Path:
        """Return the file whose name has the same letters: an accent may be a character of its own, as on a Mac."""
        wanted = composed(target.relative_to(self.path.resolve()).as_posix())
        return next((self.path / name for name in self.names() if composed(name) == wanted), target)

    def names(self) -> list[str]:
        """Return the names of all files below this folder, for “did you mean”."""
        found = (path for path in sorted(self.path.rglob('*')) if path.is_file())
        return [path.relative_to(self.path).as_posix() for path in found]


@dataclass(frozen=True, slots=True)
class Manuscript:
    """A text as its author gave it: metadata, Markdown files in reading order, and the folder of its pictures."""

    slug: str
    metadata: 'Metadata'
    sources: tuple[SourceFile, ...]
    folder: Folder
    modified: datetime
    problems: tuple[Problem, ...] = ()


def composed(name: str) -> str:
    """Return a name with its accents as parts of their letters."""
    return unicodedata.normalize('NFC', name)
