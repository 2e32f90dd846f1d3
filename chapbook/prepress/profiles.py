"""The printing a file is made for: the ICC profile of the press, the shop’s own or one that is on this machine."""

import os
import struct
import sys
from dataclasses import dataclass
from pathlib import Path

from chapbook.book import Book
from chapbook.problems import ChapbookError, Place, error

REGISTRY = 'http://www.color.org'
# Profiles by the name of their file, and what the ICC’s registry calls the printing they describe, where it knows it.
# https://www.color.org/chardata/drsection1.xalter
KNOWN = {
    'PSOcoated_v3.icc': 'FOGRA51', 'PSOuncoated_v3_FOGRA52.icc': 'FOGRA52', 'ISOcoated_v2_eci.icc': 'FOGRA39',
    'ISOcoated_v2_300_eci.icc': 'FOGRA39', 'FOGRA39L_coated.icc': 'FOGRA39', 'GRACoL2013_CRPC6.icc': 'CGATS21_CRPC6',
    'default_cmyk.icc': None,
}  # fmt: skip
FOLDERS = ('color/icc', 'color/icc/colord', 'color/icc/ghostscript', 'color/icc/eci')
MAC_FOLDERS = ('/Library/ColorSync/Profiles', '~/Library/ColorSync/Profiles')
HINT = (
    'ask the shop for the ICC profile of its press and paper, put it beside the text, and say profile: shop.icc; '
    'without one, apt-get install libgs-common brings a profile that serves for proofs'
)


@dataclass(frozen=True, slots=True)
class Condition:
    """A way of printing: its name, whether the ICC’s registry knows it by that, and the profile that describes it."""

    identifier: str
    registered: bool
    profile: bytes


def condition_of(book: Book) -> Condition:
    """Return the printing of a text: by its own profile, else by the best that this machine has.

    Raises ChapbookError where there is none, or it is not one of a press that prints cyan, magenta, yellow and black.
    """
    place = Place(book.sources[0].path, 1) if book.sources else None
    if book.metadata.profile:
        if book.profile is None:
            raise ChapbookError(error(f'the profile “{book.metadata.profile}” cannot be read', place, HINT))
        return _condition(Path(book.metadata.profile).name, book.profile, place)
    found = next((path for name in KNOWN for folder in _folders() if (path := folder / name).is_file()), None)
    if found is None:
        message = 'a file for a print shop says how it will be printed, and no colour profile of a press is at hand'
        raise ChapbookError(error(message, place, HINT))
    return _condition(found.name, found.read_bytes(), place)


def _condition(name: str, profile: bytes, place: Place | None) -> Condition:
    if profile[36:40] != b'acsp' or profile[12:20] != b'prtrCMYK':
        message = f'{name} is not the profile of a press that prints cyan, magenta, yellow and black'
        raise ChapbookError(error(message, place, HINT))
    known = KNOWN.get(name)
    return Condition(known or description(profile) or 'Custom', known is not None, profile)


def _folders() -> list[Path]:
    """Return where systems keep profiles: the XDG data folders, and those of ColorSync on a Mac."""
    home = os.environ.get('XDG_DATA_HOME') or '~/.local/share'
    roots = [home, *(os.environ.get('XDG_DATA_DIRS') or '/usr/local/share:/usr/share').split(':')]
    folders = [Path(root).expanduser() / folder for root in roots for folder in FOLDERS]
    return folders + [Path(folder).expanduser() for folder in MAC_FOLDERS if sys.platform == 'darwin']


def description(profile: bytes) -> str:
    """Return what an ICC profile calls itself: its `desc` tag, as version 2 or version 4 writes it (ICC.1, 10)."""
    count = struct.unpack('>L', profile[128:132])[0]
    for at in range(132, 132 + 12 * min(count, 100), 12):
        tag, offset, size = struct.unpack('>4sLL', profile[at : at + 12])
        data = profile[offset : offset + size]
        if tag == b'desc' and data[:4] == b'desc':
            length = struct.unpack('>L', data[8:12])[0]
            return data[12 : 12 + length].rstrip(b'\0').decode('ascii', 'replace').strip()
        if tag == b'desc' and data[:4] == b'mluc':
            length, start = struct.unpack('>LL', data[20:28])
            return data[start : start + length].decode('utf-16-be', 'replace').strip()
    return ''
