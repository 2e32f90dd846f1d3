"""The bundle: a copy of everything that was built, under names that every file system takes, and one archive of it."""

import os
import re
import shutil
import tempfile
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, BinaryIO

from chapbook import publish
from chapbook.catalogue import is_made, publish_catalogue, sign_catalogue
from chapbook.catalogue.checksums import SIGNATURE, SUMS, handed_out
from chapbook.catalogue.shelf import FOLDER, THUMBNAILS
from chapbook.problems import ChapbookError, Place, Problem, UsageError, error, warning
from chapbook.theme import Theme

if TYPE_CHECKING:
    from chapbook.minisign import SecretKey

NAME = 'chapbook'
# What FAT, exFAT and NTFS take in no name, and the names that Windows keeps for devices: “Naming Files, Paths, and
# Namespaces” in its documentation. A name ends in no dot and no space there.
FORBIDDEN = re.compile('[<>:"/\\\\|?*\x00-\x1f\x7f]')
DEVICES = re.compile(r'(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?=\.|\Z)', re.IGNORECASE)
# So that a text’s folder, its files and the way to them stay below the 260 characters of Windows.
LONGEST, LONGEST_BYTES = 80, 180
# The first day of an archive, and what is small already.
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
PACKED = frozenset(('.pdf', '.epub', '.jpg', '.jpeg', '.png', '.webp', '.zip', '.mp3', '.m4a', '.ogg'))
# Who made it, as an archive says: 3 is Unix, wherever it was made (APPNOTE.TXT, section 4.4.2).
UNIX, READABLE = 3, 0o100644 << 16


@dataclass(frozen=True, slots=True)
class Bundle:
    """What was made, and what is wrong with it."""

    folder: Path
    archive: Path
    files: int
    size_bytes: int
    problems: tuple[Problem, ...]


def make_bundle(output: Path, target: Path, theme: Theme, key: 'SecretKey | None') -> Bundle:
    """Make the folder and the archive in `target`, each whole or as it was; raises ChapbookError."""
    names = [name for name in handed_out(output) if not is_made(name)] if output.is_dir() else []
    if not any(name.startswith('catalogue/') for name in names):
        raise UsageError(error('nothing has been built here', Place(output), 'build first, or say -o DIR'))
    if target.is_relative_to(output) or output.is_relative_to(target / NAME):
        raise UsageError(error('a bundle cannot lie in what it is made of', Place(target), 'say --to another folder'))
    try:
        target.mkdir(parents=True, exist_ok=True)
        publish.sweep(target)
        staged = Path(tempfile.mkdtemp(prefix=f'{publish.PREFIX}{os.getpid()}-', dir=target))
        try:
            problems = _stage(output, staged, names, theme, key)
            folder = _swap(staged, target / NAME)
        finally:
            shutil.rmtree(staged, ignore_errors=True)
    except OSError as fault:
        hint = 'look at the permissions and the free space of that folder, or say --to DIR'
        raise ChapbookError(error(f'cannot be written: {fault.strerror or fault}', Place(target), hint)) from fault
    archive = target / f'{NAME}.zip'
    publish.write_through(archive, lambda file: pack(folder, file))
    sizes = [path.stat().st_size for path in folder.rglob('*') if path.is_file()]
    return Bundle(folder, archive, len(sizes), sum(sizes), tuple(problems))


def _stage(output: Path, staged: Path, names: list[str], theme: Theme, key: 'SecretKey | None') -> list[Problem]:
    """Fill an empty folder: the files, then a catalogue of their own, then the signature; return what is wrong."""
    for name, portable in portable_names(names).items():
        with (output / name).open('rb') as file:
            publish.write_through(staged / portable, lambda copy, file=file: shutil.copyfileobj(file, copy))  # type: ignore[misc]
    problems = publish_catalogue(staged, theme)
    if key is not None:
        sign_catalogue(staged, key)
    elif (signature := output / SIGNATURE).is_file():
        if (output / SUMS).read_bytes() == (staged / SUMS).read_bytes():
            publish.write_whole(staged / SIGNATURE, signature.read_bytes())
        else:
            hint = 'say --sign KEY here too, or build again'
            problems.append(warning('the bundle differs from what was signed, so it has no signature', None, hint))
    return problems


def _swap(staged: Path, folder: Path) -> Path:
    """Put a folder in the place of another, which is gone only when the new one stands."""
    staged.chmod(0o755)
    old = staged.with_name(f'{staged.name}-old')
    if folder.exists():
        folder.replace(old)
    staged.replace(folder)
    shutil.rmtree(old, ignore_errors=True)
    return folder


def portable_names(names: list[str]) -> dict[str, str]:
    """Return for each name one that every file system takes, no two alike on any; a fit name stays as it is."""
    slugs = {PurePosixPath(name).stem for name in names if name.startswith('catalogue/') and name.endswith('.json')}
    taken: dict[str, str] = {}
    fit: dict[str, str] = {}
    for slug in sorted(slugs):
        fit[slug] = _free(portable(slug), taken)
    return {name: _free(_renamed(name, fit), taken) for name in sorted(names)}


def _renamed(name: str, slugs: dict[str, str]) -> str:
    """Return a path with its text’s name, and every other part of it, made fit."""
    *folders, file = name.split('/')
    slug = (
        folders[0]
        if folders and folders[0] in slugs
        else PurePosixPath(file).stem
        if '/'.join(folders) in (FOLDER, THUMBNAILS)
        else ''
    )
    parts = [slugs.get(part) or portable(part) for part in folders]
    if slug in slugs and file.startswith(slug):
        return '/'.join((*parts, slugs[slug] + portable(f'x{file.removeprefix(slug)}')[1:]))
    return '/'.join((*parts, portable(file)))


def portable(part: str) -> str:
    """Return a name that FAT, exFAT, NTFS, APFS and ext4 take, the same wherever it is a fit one already."""
    part = FORBIDDEN.sub('-', unicodedata.normalize('NFC', part))
    stem, dot, suffix = part.rpartition('.') if len(part) - part.rfind('.') <= 8 else (part, '', '')
    while len(stem) > LONGEST or len(stem.encode()) > LONGEST_BYTES:
        stem = stem[:-1]
    part = (stem + dot + suffix).rstrip('. ') or '_'
    return f'_{part}' if DEVICES.match(part) else part


def _free(path: str, taken: dict[str, str]) -> str:
    """Return the path, with a number where another has the same letters but for their case."""
    stem, dot, suffix = path.rpartition('.') if '.' in path.rpartition('/')[2] else (path, '', '')
    number = 1
    while (key := unicodedata.normalize('NFC', path).casefold()) in taken:
        number += 1
        path = f'{stem}-{number}{dot}{suffix}'
    taken[key] = path
    return path


def pack(folder: Path, file: BinaryIO) -> None:
    """Write a folder as a ZIP archive, the same bytes for the same files."""
    with zipfile.ZipFile(file, 'w') as archive:
        for path in sorted(path for path in folder.rglob('*') if path.is_file()):
            entry = zipfile.ZipInfo(f'{folder.name}/{path.relative_to(folder).as_posix()}', ZIP_EPOCH)
            entry.create_system, entry.external_attr = UNIX, READABLE
            packed = path.suffix.lower() in PACKED
            entry.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
            entry.file_size = path.stat().st_size
            with path.open('rb') as source, archive.open(entry, 'w') as target:
                shutil.copyfileobj(source, target)
