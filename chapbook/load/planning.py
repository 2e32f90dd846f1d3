"""Decides what becomes of each file on a reader: new, in the place of an older edition, or there already."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from chapbook.catalogue.checksums import Digest
from chapbook.load.choosing import Built, Pick
from chapbook.load.devices import FOLDER, KINDLE, Device
from chapbook.load.known import Copy, identify, kindle_number


class Action(StrEnum):
    """What is done with a file."""

    NEW = 'new'
    REPLACED = 'replaces an older edition'
    THERE = 'there already'


@dataclass(frozen=True, slots=True)
class Item:
    """A file and where it goes; `older` are the editions that go once it is there, `note` is what else to tell."""

    pick: Pick
    target: Path
    action: Action
    older: tuple[Path, ...] = ()
    note: str = ''


def shared_numbers(texts: Iterable[Built]) -> frozenset[str]:
    """Return what several texts are known by, as they have one identifier: by such a number no text is known."""
    known = Counter(kindle_number(text.record.identifier) for text in texts)
    return frozenset(number for number, texts_of_it in known.items() if texts_of_it > 1)


def plan(device: Device, picks: list[Pick], there: list[Copy], shared: frozenset[str]) -> list[Item]:
    """Return what to do for each pick; nothing that is not ours is in the way of it."""
    names: dict[Path, set[str]] = {}
    books = device.books
    items: list[Item] = []
    for pick in picks:
        # In a folder of any sort, other editions of a text may be meant to lie beside it.
        like = [copy for copy in there if device.make is not FOLDER or copy.suffix == pick.suffix]
        older = _older(pick, like, shared)
        # Where its reader put it, it stays.
        folder = older[0].parent if older else books
        if folder not in names:
            names[folder] = _names(folder)
        # What is ours gives way, so its name is free for this text, and for this text alone.
        names[folder] -= {path.name.casefold() for path in older if path.parent == folder}
        items.append(_item(pick, folder, older, names[folder]))
        names[folder].add(items[-1].target.name.casefold())
    return items


def _names(folder: Path) -> set[str]:
    try:
        return {path.name.casefold() for path in folder.iterdir()}
    except OSError:
        return set()


def _older(pick: Pick, there: list[Copy], shared: frozenset[str]) -> list[Path]:
    """Return the editions of a text on the reader, one of the same name first."""
    book = _book(pick)
    found = [copy.path for copy in there if copy.is_of(book, shared=book.number in shared)]
    return sorted(found, key=lambda path: path.name.casefold() != pick.name.casefold())


def _book(pick: Pick) -> Copy:
    """Return a file as it will be known on the reader: as it says itself, which an older edition may say otherwise."""
    record, said = pick.text.record, identify(pick.path)
    if said:
        return replace(said, path=Path(pick.name))
    identifier = kindle_number(record.identifier) if pick.suffix == KINDLE else record.identifier
    return Copy(Path(pick.name), pick.suffix, identifier, record.title)


def _item(pick: Pick, folder: Path, older: list[Path], taken: set[str]) -> Item:
    if not older and pick.name.casefold() in taken and _same(folder / pick.name, pick.path):
        return Item(pick, folder / pick.name, Action.THERE)
    name = _free(pick, taken)
    note = '' if name == pick.name else f'{pick.name} is another book there'
    # In other letters a name may be the same file: what is there keeps its own.
    alike = [path for path in older if path.parent == folder and path.name.casefold() == name.casefold()]
    target = alike[0] if alike else folder / name
    if older == [target] and _same(target, pick.path):
        return Item(pick, target, Action.THERE, note=note)
    return Item(pick, target, Action.REPLACED if older else Action.NEW, tuple(older), note)


def _free(pick: Pick, taken: set[str]) -> str:
    """Return a name that no other file has, whatever its case."""
    name, stem = pick.name, pick.name.removesuffix(pick.suffix)
    number = 1
    while name.casefold() in taken:
        number += 1
        name = f'{stem}-{number}{pick.suffix}'
    return name


def _same(path: Path, other: Path) -> bool:
    """Return whether two files have the same bytes."""
    try:
        return path.stat().st_size == other.stat().st_size and Digest.of_file(path) == Digest.of_file(other)
    except OSError:
        return False
