"""Announces the page on the network by mDNS and DNS-SD (RFC 6762, RFC 6763), so that a name leads to it."""

import re
from collections.abc import Sequence

from zeroconf import AddressResolver, Error, IPVersion  # type: ignore[attr-defined]
from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf

from chapbook.problems import UsageError, error

SERVICE = '_http._tcp.local.'
# How long to listen whether another machine answers to a name already, in milliseconds.
ASK_MS = 1000
MOST_ALIKE = 9
LABEL = re.compile(r'[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?')


def checked_name(name: str) -> str:
    """Return a name as it can stand before `.local`; raises UsageError."""
    label = name.lower().removesuffix('.local')
    if LABEL.fullmatch(label):
        return label
    near = re.sub(r'[^a-z0-9]+', '-', label).strip('-')[:63]
    hint = f'such as “{near}”' if near else 'such as “chapbook”'
    raise UsageError(
        error(f'“{name}” cannot be a name on a network: letters a to z, digits and hyphens can', None, hint)
    )


class Announcement:
    """The name under which this machine is found, until it is taken back."""

    def __init__(self, name: str, port: int) -> None:
        self.name = name
        self._port = port
        self._zeroconf: AsyncZeroconf | None = None

    async def make(self, ips: Sequence[str]) -> str | None:
        """Announce these addresses, under a name that no other machine has; return it, None where none can be."""
        await self.take_back()
        try:
            heard = [ip for ip in ips if ':' not in ip] or list(ips)
            version = IPVersion.V4Only if any(':' not in ip for ip in heard) else IPVersion.V6Only
            self._zeroconf = AsyncZeroconf(interfaces=heard, ip_version=version)
            self.name = await self._free_name(self._zeroconf, ips)
            done = await self._zeroconf.async_register_service(self._service(ips), allow_name_change=True)
            await done
        except (OSError, Error):
            await self.take_back()
            return None
        return self.name

    async def take_back(self) -> None:
        """Tell everybody that it is over."""
        if self._zeroconf:
            zeroconf, self._zeroconf = self._zeroconf, None
            await zeroconf.async_unregister_all_services()
            await zeroconf.async_close()

    async def _free_name(self, zeroconf: AsyncZeroconf, ips: Sequence[str]) -> str:
        base = self.name
        for number in range(1, MOST_ALIKE + 1):
            name = base if number == 1 else f'{base}-{number}'
            resolver = AddressResolver(f'{name}.local.')
            await resolver.async_request(zeroconf.zeroconf, ASK_MS)
            if set(resolver.parsed_addresses()) <= set(ips):
                return name
        return base

    def _service(self, ips: Sequence[str]) -> AsyncServiceInfo:
        return AsyncServiceInfo(
            SERVICE, f'{self.name}.{SERVICE}', port=self._port, parsed_addresses=list(ips),
            properties={'path': '/'}, server=f'{self.name}.local.',
        )  # fmt: skip
