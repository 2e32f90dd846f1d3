"""Loads texts on to one reader and tells what becomes of each; one that fails leaves the others alone."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from chapbook import publish
from chapbook.load import known, planning, tablet
from chapbook.load.choosing import Pick
from chapbook.load.copying import DeviceGoneError, copy, find_room
from chapbook.load.devices import REMARKABLE, Device, Make
from chapbook.load.planning import Action, Item
from chapbook.load.tablet import Tablet
from chapbook.problems import ChapbookError, Problem

# Hears how many bytes have gone.
Tell = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of one file: the reader, where it is there, what was done, and what else there is to say."""

    reader: str
    where: str
    action: Action
    size_bytes: int
    note: str = ''


Event = Loaded | Problem


def load(device: Device, chosen: list[Pick], shared: frozenset[str], tell: Tell, *, dry: bool) -> Iterator[Event]:
    """Load files on to the drive of a reader; `shared` are the numbers that several texts have."""
    there = list(known.copies(device.path))
    items = planning.plan(device, chosen, there, shared)
    if not dry:
        for folder in {item.target.parent for item in items}:
            publish.sweep(folder)
    promised_bytes = 0
    for item in items:
        try:
            if item.action is Action.THERE:
                tell(item.pick.size_bytes)
            elif dry:
                find_room(item, device, promised_bytes)
                promised_bytes += item.pick.size_bytes
            else:
                copy(item, device, tell)
        except DeviceGoneError as fault:
            yield from fault.problems
            return
        except ChapbookError as fault:
            yield from fault.problems
            continue
        where = item.target.relative_to(device.path).as_posix()
        yield Loaded(device.name, where, item.action, item.pick.size_bytes, item.note or _gone(item, device.path))


def _gone(item: Item, drive: Path) -> str:
    """Return what to say of older editions that have another name or lie elsewhere."""
    names = ', '.join(path.relative_to(drive).as_posix() for path in item.older if path != item.target)
    return f'in the place of {names}' if names else ''


def send(to: Tablet, chosen: list[Pick], tell: Tell, *, dry: bool) -> Iterator[Event]:
    """Send files to a reMarkable, which takes new documents only: one of the same name is left as it is."""
    try:
        names = tablet.documents(to)
    except ChapbookError as fault:
        yield from fault.problems
        return
    for each in chosen:
        action, note = Action.NEW, ''
        try:
            if tablet.is_among(each, names):
                action, note = Action.THERE, 'to send this edition, delete that one on the tablet first'
                tell(each.size_bytes)
            elif not dry:
                tablet.upload(to, each, tell)
        except ChapbookError as fault:
            yield from fault.problems
            continue
        yield Loaded(to.name, each.name, action, each.size_bytes, note)


def make_of(reader: Device | Tablet) -> Make:
    """Return the make of a reader."""
    return reader.make if isinstance(reader, Device) else REMARKABLE
