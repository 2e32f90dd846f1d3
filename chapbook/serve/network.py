"""The network, as far as it is asked: which addresses this machine has, and a port to listen at."""

import asyncio
import errno
import re
import socket
from collections.abc import Iterator, Sequence
from contextlib import suppress
from ipaddress import IPv6Address, ip_address

from chapbook.problems import ChapbookError, Problem, UsageError, error

EVERYWHERE = ('0.0.0.0', '::')  # noqa: S104 - it is there for the neighbours
HTTP_PORT, OTHER_PORT = 80, 8080
# Where nobody but this machine itself is: what programs that keep machines within machines make.
VIRTUAL = re.compile(r'(docker|br-|veth|virbr|vmnet|vboxnet|lxc|cni|podman|tun|tap|wg|utun|tailscale|zt)')
# What waits in the system for one reader, in bytes: 120 kB are under way at 25 MB a second and 5 ms.
WAITING = 1 << 17
BACKLOG = 512
# How often to look whether this machine is on another network, in seconds.
LOOK_S = 5.0


def addresses() -> list[str]:
    """Return the addresses under which others may reach this machine, the likeliest first."""
    import ifaddr

    found: list[tuple[int, str]] = []
    for adapter in ifaddr.get_adapters():
        behind = 4 * bool(VIRTUAL.match(adapter.nice_name) or VIRTUAL.match(adapter.name))
        for each in adapter.ips:
            ip = ip_address(each.ip if isinstance(each.ip, str) else each.ip[0])
            # A browser takes no address of IPv6 that holds on one wire alone.
            if not (ip.is_loopback or (ip.version == 6 and ip.is_link_local)):
                found.append((behind + 2 * (ip.version == 6) + ip.is_link_local, str(ip)))
    return [ip for _, ip in sorted(set(found), key=lambda each: each[0])]


def reached_at(sockets: Sequence[socket.socket]) -> list[str]:
    """Return the addresses under which these sockets are reached, the likeliest first."""
    bound = [str(each.getsockname()[0]) for each in sockets]
    if not set(bound) & {*EVERYWHERE}:
        return bound
    families = {ip_address(host).version for host in bound}
    return [ip for ip in addresses() if ip_address(ip).version in families]


async def moved(sockets: Sequence[socket.socket], before: Sequence[str]) -> list[str]:
    """Wait until this machine is reached at other addresses than before, and return those."""
    while True:
        await asyncio.sleep(LOOK_S)
        now = await asyncio.to_thread(reached_at, sockets)
        if now != list(before):
            return now


def is_open(ips: Sequence[str]) -> bool:
    """Return whether others can come to one of these addresses."""
    return any(not ip_address(ip).is_loopback for ip in ips)


def address(host: str, port: int) -> str:
    """Return the address of the page at a host, an IP address or a name."""
    with suppress(ValueError):
        host = f'[{host}]' if isinstance(ip_address(host), IPv6Address) else host
    return f'http://{host}/' if port == HTTP_PORT else f'http://{host}:{port}/'


def listen(host: str | None, port: int | None) -> tuple[list[socket.socket], int]:
    """Return sockets that listen, and their port; raises ChapbookError, too where there is nobody to listen to.

    Without a port it is 80, which no address need name and telephones ask at, or 8080 where that may not be had.
    """
    if host in (None, *EVERYWHERE) and not addresses():
        hint = 'join a wireless network or make this machine a hotspot; or look at it here alone: --host 127.0.0.1'
        raise ChapbookError(error('this machine is on no network, so nobody could come', None, hint))
    if port is not None:
        return _listen(host, port)
    try:
        return _listen(host, HTTP_PORT)
    except ChapbookError:
        return _listen(host, OTHER_PORT)


def _listen(host: str | None, port: int) -> tuple[list[socket.socket], int]:
    sockets: list[socket.socket] = []
    try:
        for family, bound in _places(host, port):
            sockets.append(_socket(family, bound, port))
            port = sockets[0].getsockname()[1]
    except OSError as fault:
        for each in sockets:
            each.close()
        raise ChapbookError(_wrong(fault, host, port)) from fault
    return sockets, port


def _places(host: str | None, port: int) -> Iterator[tuple[socket.AddressFamily, str]]:
    """Return the families and addresses to listen at; raises UsageError for a host that is none of this machine’s."""
    if host is None:
        yield socket.AF_INET, EVERYWHERE[0]
        if _has_ipv6():
            yield socket.AF_INET6, EVERYWHERE[1]
        return
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError) as fault:
        raise UsageError(_no_such_host(host)) from fault
    yield from dict.fromkeys((family, str(place[0])) for family, _, _, _, place in found)


def _no_such_host(host: str) -> Problem:
    mine = ', '.join(addresses()) or 'none but 127.0.0.1'
    return error(
        f'“{host}” is not an address of this machine', None, f'it has: {mine}. Without --host it answers at all'
    )


def _has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as trial:
            trial.bind(('::1', 0))
    except OSError:
        return False
    return True


def _socket(family: socket.AddressFamily, host: str, port: int) -> socket.socket:
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        # On Windows this option lets two programs have one port, and there it is not needed.
        if hasattr(socket, 'SO_EXCLUSIVEADDRUSE'):
            made.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, WAITING)
        made.bind((host, port))
        made.listen(BACKLOG)
        made.setblocking(False)
    except OSError:
        made.close()
        raise
    return made


def _wrong(fault: OSError, host: str | None, port: int) -> Problem:
    """Return what is wrong with a place to listen at, and where there is a better one."""
    if fault.errno == errno.EADDRINUSE:
        return error(f'port {port} is taken by another program', None, f'say --port {_free_port(host)}, which is free')
    if fault.errno in (errno.EACCES, errno.EPERM):
        hint = (
            f'say --port {_free_port(host)}; or let everybody have port 80 until the next start with '
            '`sudo sysctl net.ipv4.ip_unprivileged_port_start=80`'
        )
        return error(f'port {port} is kept for the system', None, hint)
    if fault.errno == errno.EADDRNOTAVAIL:
        return _no_such_host(host or '')
    return error(f'cannot listen at port {port}: {fault.strerror}', None, 'say another --port or --host')


def _free_port(host: str | None) -> int:
    """Return a port that is free now, one that is easily typed if there is one."""
    for port in (OTHER_PORT, 8000, 8888, 0):
        with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_STREAM) as trial:
            trial.bind((host if host and ':' not in host else EVERYWHERE[0], port))
            return int(trial.getsockname()[1])
    return OTHER_PORT
