"""The e-readers on this machine: what tells each make by the folders on it, where it wants its books, and which files.

The marks are those their makers leave on the drive that appears; https://wiki.mobileread.com describes most of them.
"""

import os
import string
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from chapbook.catalogue.checksums import SUMS
from chapbook.problems import ChapbookError, Place, UsageError, error

KEPUB, EPUB, KINDLE, PDF = '.kepub.epub', '.epub', '.azw3', '.pdf'
EDITIONS_OF = {KEPUB: 'kepub', EPUB: 'epub', KINDLE: 'azw3', PDF: 'pdf'}


@dataclass(frozen=True, slots=True)
class Make:
    """A make of readers: the files and folders of which one set is on each, where books go, the files it opens.

    `folder` is made where it is missing, '' is the drive itself; `opens` begins with what suits it best. `besides` is
    another way for a text to get there.
    """

    name: str
    marks: tuple[tuple[str, ...], ...]
    folder: str
    opens: tuple[str, ...]
    besides: str = ''


# The first that fits counts: a tolino runs Android, and a PocketBook has a folder system/ like a Kindle.
MAKES = (
    Make('Kobo', (('.kobo',),), '', (KEPUB, EPUB, PDF)),
    Make('tolino', (('.tolino',),), 'Books', (EPUB, PDF)),
    Make('PocketBook', (('system/config',), ('system/profiles',), ('system/explorer-3',)), 'Books', (EPUB, PDF)),
    Make(
        'Kindle',
        (('documents', 'system'), ('documents', 'fonts'), ('documents', 'audible')),
        'documents',
        # AZW3 since 2011; none opens an EPUB that comes by cable.
        (KINDLE, PDF),
        'or send the EPUB with Send to Kindle, as no Kindle opens one that comes by cable',
    ),
    Make('Android', (('Android/data',), ('Android/media',)), 'Books', (EPUB, PDF)),
    Make('e-reader', (('.adobe-digital-editions',), ('Digital Editions',)), '', (EPUB, PDF)),
)
FOLDER = Make('folder', (), '', (EPUB, PDF))
# Its screen is as large as the page of the pamphlet.
REMARKABLE = Make('reMarkable', (), '', (PDF, EPUB))


@dataclass(frozen=True, slots=True)
class Device:
    """A reader that is there: its drive or folder, its make, and the number of the file system it is on."""

    path: Path
    make: Make
    number: int

    @property
    def name(self) -> str:
        """What to call it: its make, and its drive where that says more."""
        drive = self.path.name or str(self.path)
        return drive if self.make.name.casefold() in drive.casefold() else f'{self.make.name} {drive}'

    @property
    def books(self) -> Path:
        """The folder that books go to, in the spelling it has there."""
        if not self.make.folder:
            return self.path
        there = (path for path in self.path.iterdir() if path.name.casefold() == self.make.folder.casefold())
        return next(there, self.path / self.make.folder)

    def is_there(self) -> bool:
        """Return whether the reader is still at its path: pulled out, that may be a folder of this machine."""
        try:
            return self.path.stat().st_dev == self.number
        except OSError:
            return False


def find_devices(drives: Iterable[Path] | None = None) -> list[Device]:
    """Return the readers among the drives of this machine, or among those given, in the order of their names."""
    found: dict[Path, Device] = {}
    for path in mounted() if drives is None else drives:
        with suppress(OSError):
            make = recognise(path)
            if make:
                found[path] = Device(path, make, path.stat().st_dev)
    return sorted(found.values(), key=lambda device: (device.make.name.casefold(), str(device.path)))


def device_at(path: Path) -> Device:
    """Return the reader at a path the user names; a folder without any marks takes what most readers open."""
    hint = 'give the folder where the reader appears when it is connected, or http://… for a reMarkable'
    if path.is_file():
        raise UsageError(error('this is a file, not a reader', Place(path), hint))
    if (path / SUMS).exists():
        raise UsageError(error('this is what was built, or a bundle of it, not a reader', Place(path), hint))
    try:
        number = path.stat().st_dev
        make = recognise(path) or FOLDER
    except OSError as fault:
        raise UsageError(error(f'there is no reader: {fault.strerror or fault}', Place(path), hint)) from fault
    return Device(path, make, number)


def recognise(path: Path) -> Make | None:
    """Return the make of reader that a drive has the marks of, None for a drive that is something else."""
    names = {entry.name for entry in os.scandir(path)}
    for make in MAKES:
        for marks in make.marks:
            if all(mark.partition('/')[0] in names and (path / mark).exists() for mark in marks):
                return make
    return None


def the_one(devices: list[Device]) -> Device:
    """Return the reader where there is one; raises ChapbookError for none and UsageError for several."""
    if not devices:
        hint = (
            'connect it by cable, wake it, and let its screen show that it is connected; newer Kindles and telephones '
            'appear as no drive on Windows and macOS: send them the EPUB; or say --device with the folder it appears in'
        )
        raise ChapbookError(error('there is no e-reader on this machine', None, hint))
    if len(devices) > 1:
        names = '\n'.join(f'    --device {_quoted(device.path)}    {device.name}' for device in devices)
        raise UsageError(error(f'there are {len(devices)} e-readers', None, f'say which, one or several:\n{names}'))
    return devices[0]


def _quoted(path: Path) -> str:
    return f'"{path}"' if ' ' in str(path) else str(path)


def mounted() -> Iterator[Path]:
    """Give the folder of every drive that may be a reader’s."""
    if sys.platform == 'win32':
        yield from (path for letter in string.ascii_uppercase if (path := Path(f'{letter}:\\')).exists())
    elif sys.platform == 'darwin':
        yield from _inside(Path('/Volumes'))
    else:
        for folder in (Path('/media'), Path('/run/media'), Path('/mnt')):
            for path in _inside(folder):
                yield path
                yield from _inside(path)
        # GNOME shows what speaks MTP, as newer Kindles and Android do, as folders: one for each store of a device.
        for path in _inside(Path(os.environ.get('XDG_RUNTIME_DIR') or f'/run/user/{os.getuid()}') / 'gvfs'):
            yield from _inside(path)


def _inside(folder: Path) -> list[Path]:
    """Return the folders in a folder, none where it cannot be looked into."""
    try:
        return sorted(path for path in folder.iterdir() if path.is_dir())
    except OSError:
        return []
