"""Decides what becomes of each file on a reader: new, in the place of an older edition, or there already."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from chapbook.catalogue.checksums import Digest
from chapbook.load.choosing import Built, Pick
from chapbook.load.devices import Device
from chapbook.load.known import Copy


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


def shared_identifiers(texts: Iterable[Built]) -> frozenset[str]:
    """Return the identifiers that several texts have: by such a one no text is known."""
    known = Counter(text.record.identifier.casefold() for text in texts)
    return frozenset(identifier for identifier, number in known.items() if number > 1)


def plan(device: Device, picks: list[Pick], there: list[Copy], shared: frozenset[str]) -> list[Item]:
    """Return what to do for each pick; nothing that is not ours is in the way of it."""
    taken: set[Path] = set()
    items: list[Item] = []
    for pick in picks:
        item = _item(device, pick, _older(pick, there, shared), taken)
        taken.add(item.target)
        items.append(item)
    return items


def _older(pick: Pick, there: list[Copy], shared: frozenset[str]) -> list[Path]:
    """Return the editions of a text on the reader, one of the same name first."""
    record = pick.text.record
    is_shared = record.identifier.casefold() in shared
    found = [copy.path for copy in there if copy.is_of(record, pick.name, shared=is_shared)]
    return sorted(found, key=lambda path: path.name.casefold() != pick.name.casefold())


def _item(device: Device, pick: Pick, older: list[Path], taken: set[Path]) -> Item:
    # Where its reader put it, it stays.
    folder = older[0].parent if older else device.books
    target = _free(folder, pick, {path.name.casefold() for path in older if path.parent == folder}, taken)
    note = '' if target.name == pick.name else f'{pick.name} is another book there'
    same = [path for path in older if path.name.casefold() == target.name.casefold() and _same(path, pick.path)]
    others = tuple(path for path in older if path not in same)
    if same and not others:
        return Item(pick, same[0], Action.THERE, note=note)
    return Item(pick, target, Action.REPLACED if older else Action.NEW, others, note)


def _free(folder: Path, pick: Pick, ours: set[str], taken: set[Path]) -> Path:
    """Return a path whose name no other file in the folder has, whatever its case."""
    try:
        names = {path.name.casefold() for path in folder.iterdir()} - ours
    except OSError:
        names = set()
    names |= {path.name.casefold() for path in taken if path.parent == folder}
    name, stem = pick.name, pick.name.removesuffix(pick.suffix)
    number = 1
    while name.casefold() in names:
        number += 1
        name = f'{stem}-{number}{pick.suffix}'
    return folder / name


def _same(path: Path, other: Path) -> bool:
    """Return whether two files have the same bytes."""
    try:
        return path.stat().st_size == other.stat().st_size and Digest.of_file(path) == Digest.of_file(other)
    except OSError:
        return False
