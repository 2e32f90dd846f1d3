"""`load`: takes what was built on to e-readers."""

import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from chapbook.commands import DONE, WRONG, Command, output_folder, project_folder
from chapbook.problems import Problem, Severity

if TYPE_CHECKING:
    from chapbook.load.choosing import Built
    from chapbook.load.devices import Device
    from chapbook.load.loading import Event, Loaded
    from chapbook.load.tablet import Tablet


def _arguments(command: ArgumentParser) -> None:
    command.add_argument('texts', nargs='*', metavar='TEXT', help='a text that was built, by name (default: all)')
    command.add_argument(
        '--device', action='append', metavar='PATH',
        help='the folder a reader appears in, or http://… for a reMarkable; repeatable (default: the one there is)',
    )  # fmt: skip
    command.add_argument('--dry-run', action='store_true', help='tell what would be done, and do nothing')
    command.add_argument(
        '-o', '--output-dir', type=Path, metavar='DIR', help='what was built into (default: dist/ in the project)'
    )


def _run(options: Namespace) -> int:
    """Load every text on to every reader, tell what became of each, and that a reader wants to be ejected."""
    from chapbook import report
    from chapbook.load import choosing, planning

    project, output = project_folder(options), output_folder(options)
    shared = planning.shared_numbers(choosing.built_texts(output, [], project))
    texts = choosing.built_texts(output, options.texts, project)
    readers = _readers(options.device or [])
    in_colour = _in_colour()
    loaded: list[Loaded] = []
    problems: set[Problem] = set()
    for reader in readers:
        for event in _events(reader, texts, shared, dry=options.dry_run, in_colour=in_colour):
            if isinstance(event, Problem):
                # What could suit a reader better is told once, however many there are.
                if event.severity is Severity.ERROR or event not in problems:
                    report.say(str(event), sys.stderr)
                problems.add(event)
                continue
            loaded.append(event)
            if not in_colour:
                report.say(_line(event), sys.stdout)
    if in_colour and loaded:
        _table(loaded)
    _take_leave(readers, loaded, project, dry=options.dry_run)
    return WRONG if any(problem.severity is Severity.ERROR for problem in problems) else DONE


def _readers(asked: list[str]) -> 'list[Device | Tablet]':
    """Return the readers asked for, else the one that is found."""
    from chapbook.load.devices import device_at, find_devices, the_one
    from chapbook.load.tablet import tablet_at

    if asked:
        return [tablet_at(word) if '://' in word else device_at(Path(word).resolve()) for word in dict.fromkeys(asked)]
    return [the_one(find_devices())]


def _events(
    reader: 'Device | Tablet', texts: 'list[Built]', shared: frozenset[str], *, dry: bool, in_colour: bool
) -> 'Iterator[Event]':
    """Load the texts on to one reader, under a bar where there is a terminal for it."""
    from chapbook.load import choosing, loading
    from chapbook.load.devices import Device

    chosen, problems = choosing.pick(texts, loading.make_of(reader))
    yield from problems
    with (
        _bar(reader.name, sum(each.size_bytes for each in chosen)) if in_colour else nullcontext(_hear_nothing) as tell
    ):
        if isinstance(reader, Device):
            events = loading.load(reader, chosen, shared, tell, dry=dry)
        else:
            events = loading.send(reader, chosen, tell, dry=dry)
        # Words under a bar would break it.
        yield from list(events) if in_colour else events


def _hear_nothing(_: int) -> None:
    pass


@contextmanager
def _bar(name: str, size_bytes: int) -> Iterator[Callable[[int], None]]:
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn('{task.description}', markup=False), BarColumn(bar_width=24), DownloadColumn(),
               TimeRemainingColumn())  # fmt: skip
    with Progress(*columns, transient=True) as progress:
        task = progress.add_task(name, total=size_bytes)
        yield lambda part: progress.advance(task, part)


def _line(each: 'Loaded') -> str:
    from chapbook.report import size

    note = f' ({each.note})' if each.note else ''
    return f'{each.reader}: {each.where}  {size(each.size_bytes)}: {each.action}{note}'


def _table(loaded: 'list[Loaded]') -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from chapbook.report import size

    table = Table(box=None, pad_edge=False, header_style='bold')
    for name in ('reader', 'file', 'size', ''):
        table.add_column(name, overflow='fold', justify='right' if name == 'size' else 'left')
    for each in loaded:
        words = f'{each.action}\n{each.note}' if each.note else str(each.action)
        table.add_row(Text(each.reader), Text(each.where), size(each.size_bytes), Text(words))
    Console().print(table)


def _take_leave(readers: 'list[Device | Tablet]', loaded: 'list[Loaded]', project: Path, *, dry: bool) -> None:
    """Say that nothing was done, or which drives have been written to and want to be ejected."""
    from chapbook import report
    from chapbook.load.devices import Device
    from chapbook.load.planning import Action

    if dry:
        report.say('Nothing was changed: this was a dry run.', sys.stdout)
        return
    changed = {each.reader for each in loaded if each.action is not Action.THERE}
    here = project.stat().st_dev
    names = [each.name for each in readers if isinstance(each, Device) and each.number != here and each.name in changed]
    if names:
        report.say(f'Eject {" and ".join(names)} before you pull the cable: then everything is on it.', sys.stdout)


def _in_colour() -> bool:
    """Return whether there is a terminal for a bar and a table."""
    # https://no-color.org: set, and not to nothing.
    wanted = not os.environ.get('NO_COLOR') and os.environ.get('TERM') != 'dumb'
    return wanted and sys.stdout is not None and sys.stdout.isatty()


LOAD = Command('Copy what was built on to an e-reader, in the place of older editions.', _arguments, _run)
