"""`serve`: gives out what was built on the laptop’s own network, to telephones, e-readers and other laptops."""

import os
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from chapbook.commands import DONE, Command, output_folder, project_folder
from chapbook.problems import Place, UsageError, error, warning

if TYPE_CHECKING:
    from socket import socket

    from chapbook.serve.announce import Announcement
    from chapbook.serve.counts import Counts
    from chapbook.serve.holdings import Stock

PORTS = 65536
# What a wireless network takes, in bytes: IEEE 802.11, 9.4.2.2 and J.4.1.
LONGEST_SSID, PASSWORD = 32, range(8, 64)
# They are looked at by programs, again and again.
FEEDS = ('opds.xml', 'opds.json')


def _arguments(command: ArgumentParser) -> None:
    command.add_argument(
        '-o', '--output-dir', type=Path, metavar='DIR', help='what was built into (default: dist/ in the project)'
    )
    command.add_argument('--host', metavar='H', help='the address to answer at (default: all of this machine)')
    command.add_argument('--port', type=_port, metavar='N', help='the port (default: 80, or 8080 where that is kept)')
    command.add_argument('--name', default='chapbook', metavar='NAME',
                         help='what it is called on the network, before .local (default: chapbook)')  # fmt: skip
    command.add_argument('--wifi', metavar='SSID', help='show a code that joins telephones to this network')
    command.add_argument('--wifi-password', metavar='WORD', help='its password (default: it has none)')


def _port(word: str) -> int:
    if not word.isdecimal() or int(word) not in range(PORTS):
        raise ArgumentTypeError(f'“{word}” is no port: they go from 1 to {PORTS - 1}')
    return int(word)


def _run(options: Namespace) -> int:
    """Give out files until Ctrl-C, then tell how many were taken."""
    _check(options)
    from chapbook.serve import network, running
    from chapbook.serve.announce import Announcement, checked_name
    from chapbook.serve.counts import Counts
    from chapbook.serve.holdings import Stock
    from chapbook.serve.limits import Limits
    from chapbook.serve.words import fill_pages
    from chapbook.theme import load_theme

    name = checked_name(options.name)
    folder = _built(output_folder(options))
    sockets, port = network.listen(options.host, options.port)
    stock, counts, pages = Stock(folder), Counts(), fill_pages(load_theme(project_folder(options)))
    ips = network.reached_at(sockets)
    server = running.make_server(stock, counts, pages, Limits(connections=running.fitting(Limits())))
    _welcome(stock, ips, port, options)
    chores = [partial(_keep_found, Announcement(name, port), sockets, ips, port)] if network.is_open(ips) else []
    running.run(server, sockets, stock, chores=chores, on_fault=_fault)
    _tell(counts)
    return DONE


def _check(options: Namespace) -> None:
    """Raise UsageError for what no network has."""
    if options.wifi_password is not None and options.wifi is None:
        raise UsageError(error('a password of which network?', None, 'say --wifi SSID as well'))
    if options.wifi is not None and not 0 < len(options.wifi.encode()) <= LONGEST_SSID:
        raise UsageError(error('no wireless network has such a name', None, f'it has 1 to {LONGEST_SSID} bytes'))
    if options.wifi_password is not None and len(options.wifi_password.encode()) not in PASSWORD:
        hint = f'it has {PASSWORD[0]} to {PASSWORD[-1]} letters; leave the option out for an open network'
        raise UsageError(error('no wireless network has such a password', None, hint))


def _built(folder: Path) -> Path:
    """Return the folder that is given out; raises UsageError where nothing was built."""
    if not folder.exists():
        raise UsageError(error('there is no such folder', Place(folder), 'build first, or say -o DIR'))
    if not folder.is_dir():
        raise UsageError(error('this is a file', Place(folder), 'name the folder that was built into'))
    if not (folder / 'index.html').is_file():
        raise UsageError(error('nothing has been built here', Place(folder), 'build first, or say -o DIR'))
    return folder


def _welcome(stock: 'Stock', ips: Sequence[str], port: int, options: Namespace) -> None:
    """Tell what is given out and where, with codes for telephones."""
    from chapbook import codes, report
    from chapbook.serve.network import HTTP_PORT, address, is_open

    total = sum(held.plain.size_bytes for held in stock.holdings.values())
    print(f'handing out {report.shown(stock.folder)}: {len(stock.holdings)} files, {report.size(total)}\n')
    wifi = codes.wifi(options.wifi, options.wifi_password or '') if options.wifi else None
    join = [(f'join the network {options.wifi}', wifi)] if wifi else []
    if options.wifi_password:
        print(f'the password of {options.wifi}: {options.wifi_password}\n')
    if is_open(ips):
        _show([*join, *((address(ip, port),) * 2 for ip in ips)])
    else:
        _show(join)
        print(*(address(ip, port) for ip in ips), '(on this machine alone)')
    if is_open(ips) and port != HTTP_PORT:
        print(
            'Telephones open the page by themselves at port 80 alone, where this machine is the hotspot.\n'
            'To let everybody have that port until the next start: sudo sysctl net.ipv4.ip_unprivileged_port_start=80\n'
            if sys.platform == 'linux' else 'Telephones open the page by themselves at port 80 alone.\n'
        )  # fmt: skip
    print('Ctrl-C ends it.', flush=True)


async def _keep_found(announcement: 'Announcement', sockets: 'Sequence[socket]', ips: Sequence[str], port: int) -> None:
    """Announce the page by name, and again whenever this machine is on another network, with the new addresses."""
    from chapbook.serve.network import address, is_open, moved

    shown: set[str | None] = {*ips}
    try:
        while True:
            name = await announcement.make(ips) if is_open(ips) else None
            if name and name not in shown:
                _show([(address(f'{name}.local', port),) * 2])
            elif name is None and None not in shown:
                print(warning('no name could be announced here, so only the numbers lead to it'), file=sys.stderr)
            shown |= {name, *ips}
            ips = await moved(sockets, ips)
            _show([(address(ip, port),) * 2 for ip in ips if ip not in shown and is_open([ip])])
    finally:
        await announcement.take_back()


def _show(said: Sequence[tuple[str, str]]) -> None:
    """Print codes, each below what it says in letters; letters alone where no code can be drawn."""
    from shutil import get_terminal_size

    from chapbook.codes import code_of
    from chapbook.serve import screen

    if not said:
        return
    coloured = sys.stdout.isatty() and 'NO_COLOR' not in os.environ
    blocks = [(caption, screen.drawn(code_of(words), coloured=coloured)) for caption, words in said]
    lines = list(screen.beside(blocks, get_terminal_size().columns))
    try:
        '\n'.join(lines).encode(sys.stdout.encoding or 'ascii')
    except UnicodeEncodeError:
        lines = [caption for caption, _ in said]
    print(*lines, sep='\n', flush=True)


def _fault(what: str) -> None:
    print(error(what), file=sys.stderr, flush=True)


def _tell(counts: 'Counts') -> None:
    """Tell how often each file was taken."""
    copies = counts.copies()
    opened = copies.pop('index.html', 0)
    taken = {name: number for name, number in copies.items() if not name.startswith('catalogue/') and name not in FEEDS}
    print('\nended')
    for name, number in taken.items():
        print(f'{number:6}  {name}')
    files = f'{sum(taken.values())} {"file was" if sum(taken.values()) == 1 else "files were"} taken'
    pages = f'the page was opened {opened} {"time" if opened == 1 else "times"}'
    print(f'{files}, {pages}; by whom, nobody knows')


SERVE = Command('Give out what was built to everybody on this network.', _arguments, _run)
