"""The printing a file is made for: the ICC profile of the press, the shop’s own or one that is on this machine."""

import struct
from dataclasses import dataclass
from pathlib import Path

from chapbook.book import Book
from chapbook.prepress.conditions import PRINTINGS, STAND_IN, advice, printing_of, profile_named
from chapbook.problems import ChapbookError, Place, Problem, error, warning

REGISTRY = 'http://www.color.org'
HINT = (
    'ask the shop for the ICC profile of its press and paper, put it beside the text, and say profile: shop.icc; '
    'without one, apt-get install texlive-base brings FOGRA39, which most shops take'
)


@dataclass(frozen=True, slots=True)
class Condition:
    """A way of printing: its name, whether the ICC’s registry knows it by that, and the profile that describes it.

    `assumed` says what was taken where the text names no printing.
    """

    identifier: str
    registered: bool
    profile: bytes
    assumed: Problem | None = None


def condition_of(book: Book) -> Condition:
    """Return the printing of a text: by its own profile, by the name of one, else by the best that this machine has.

    Raises ChapbookError where there is none, or it is not one of a press that prints cyan, magenta, yellow and black.
    """
    place = Place(book.sources[0].path, 1) if book.sources else None
    wanted = book.metadata.profile
    if wanted and book.profile is not None:
        return _condition(Path(wanted).name, book.profile, place)
    if wanted:
        found = profile_named(wanted)
        if found is None:
            message = f'the profile “{wanted}” is neither beside the text nor on this machine'
            raise ChapbookError(error(message, place, advice(wanted)))
        return _condition(found.name, found.read_bytes(), place)
    return _usual(place)


def _usual(place: Place | None) -> Condition:
    """Return the printing that is taken where a text names none: FOGRA39 if it is there, as most shops take it."""
    names = (*(each.name for each in PRINTINGS), STAND_IN)
    found = next((path for name in names if (path := profile_named(name))), None)
    if found is None:
        message = 'a file for a print shop says how it will be printed, and no colour profile of a press is at hand'
        raise ChapbookError(error(message, place, HINT))
    printing = printing_of(found.name)
    said = f'for {printing.name}, {printing.paper}' if printing else 'for proofs alone'
    message = f'no profile is named: press and cover are made {said}, by {found.name} of this machine'
    hint = f'ask the shop whether that will do, and say profile: {printing.name}' if printing else HINT
    return _condition(found.name, found.read_bytes(), place, warning(message, place, hint))


def _condition(name: str, profile: bytes, place: Place | None, assumed: Problem | None = None) -> Condition:
    if profile[36:40] != b'acsp' or profile[12:20] != b'prtrCMYK':
        message = f'{name} is not the profile of a press that prints cyan, magenta, yellow and black'
        raise ChapbookError(error(message, place, HINT))
    known = printing_of(name)
    identifier = known.name if known else description(profile) or 'Custom'
    return Condition(identifier, known is not None, profile, assumed)


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
