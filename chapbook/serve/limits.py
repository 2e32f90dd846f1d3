"""Bounds on what one reader may ask and how long it may take, so that nobody, slow or greedy, keeps others waiting.

uvicorn reads requests without any of them; its protocol class is where they can be had.
"""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol


@dataclass(frozen=True, slots=True)
class Limits:
    """What is allowed: seconds, bytes, and connections at once, of all readers and of one address."""

    head_s: float = 10.0  # for a request to come in, from its first byte or the opening of the connection
    idle_s: int = 15  # between requests
    stall_s: float = 30.0  # for a reader to take `least_bytes` of what waits for it
    longest_s: float = 3600.0  # for a connection, whatever it does: who is cut takes the download up again
    head_bytes: int = 16384
    address_bytes: int = 4096
    headers: int = 64
    least_bytes: int = 8192
    pipelined: int = 16
    connections: int = 384  # sixty telephones with six each; all of them stalled take 140 MB
    connections_each: int = 64


@dataclass(slots=True)
class Door:
    """Who is in: how many connections there are, by address. This machine itself may have them all."""

    limits: Limits
    inside: Counter[str] = field(default_factory=Counter)
    total: int = 0

    def enter(self, who: str) -> bool:
        """Return whether another connection is let in, and take it down."""
        most = self.limits.connections if ip_address(who).is_loopback else self.limits.connections_each
        if self.total >= self.limits.connections or self.inside[who] >= most:
            return False
        self.inside[who] += 1
        self.total += 1
        return True

    def leave(self, who: str) -> None:
        """Take down that a connection is gone; an address without any is forgotten."""
        self.inside[who] -= 1
        self.total -= 1
        if not self.inside[who]:
            del self.inside[who]


class BoundedProtocol(HttpToolsProtocol):
    """One connection of uvicorn’s, within limits."""

    def __init__(self, *, door: Door, **options: Any) -> None:
        super().__init__(**options)
        self._door, self._limits = door, door.limits
        self._who: str | None = None
        self._head_bytes = 0
        self._in_head = False
        self._waiting_bytes = 0
        self._moved = False
        self._timers: dict[str, asyncio.TimerHandle] = {}

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Let a reader in, or send it away where the house is full."""
        self.transport = transport
        peer = transport.get_extra_info('peername')
        if not peer:
            transport.abort()  # gone before it was let in
            return
        who = str(peer[0]).partition('%')[0]
        if not self._door.enter(who):
            transport.write(b'HTTP/1.1 503 Service Unavailable\r\nretry-after: 5\r\ncontent-length: 0\r\n\r\n')
            self._after('leave', 1, transport.abort)
            transport.close()
            return
        self._who = who
        super().connection_made(transport)
        self._after('longest', self._limits.longest_s, transport.abort)
        self._after('stall', self._limits.stall_s, self._cut_if_stalled)
        self._bound_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget a reader."""
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()
        if self._who is not None:
            self._door.leave(self._who)
            super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read what came in, as long as it is within bounds."""
        if self._who is None or self.transport.is_closing():
            return
        super().data_received(data)
        if self._in_head:
            self._head_bytes += len(data)
            if self._head_bytes > self._limits.head_bytes:
                self._refuse(431)
        self._bound_head()

    def on_message_begin(self) -> None:
        """Begin to read a request."""
        self._in_head, self._head_bytes = True, 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Answer a request, unless its head is too large or too many wait already."""
        self._in_head = False
        size = len(self.url) + sum(len(name) + len(value) for name, value in self.headers)
        if len(self.url) > self._limits.address_bytes:
            self._refuse(414)
        elif size > self._limits.head_bytes or len(self.headers) > self._limits.headers:
            self._refuse(431)
        elif self.parser.get_http_version() == '1.1' and sum(name == b'host' for name, _ in self.headers) != 1:
            self._refuse(400, b'A request names one host.')  # RFC 9112, section 3.2
        elif len(self.pipeline) >= self._limits.pipelined:
            self.transport.abort()
        else:
            super().on_headers_complete()
            return
        raise ValueError('this request is out of bounds')

    def send_400_response(self, msg: str) -> None:
        """Say that a request cannot be read; where it was refused already, that is said."""
        self._refuse(400, msg.encode())

    def resume_writing(self) -> None:
        """Go on sending: the reader has taken what waited for it."""
        self._moved = True
        super().resume_writing()

    def _refuse(self, status: int, why: bytes = b'') -> None:
        """Answer with a status and close; in the midst of another answer, only close."""
        if self.transport.is_closing():
            return
        if self._is_answering():
            self.transport.abort()
            return
        headers = [*self.server_state.default_headers, (b'connection', b'close'), (b'content-type', b'text/plain')]
        headers.append((b'content-length', b'%d' % len(why)))
        lines = b''.join(b'%s: %s\r\n' % header for header in headers)
        self.transport.write(STATUS_LINE[status] + lines + b'\r\n' + why)
        self.transport.close()

    def _is_answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _bound_head(self) -> None:
        """While nothing is answered, the next request has its time to come in whole, then the connection ends."""
        if self._is_answering() or self.transport.is_closing():
            if timer := self._timers.pop('head', None):
                timer.cancel()
        elif 'head' not in self._timers:
            self._after('head', self._limits.head_s, self.transport.close)

    def _cut_if_stalled(self) -> None:
        """Cut off a reader that has taken hardly anything of what waits for it since this was last asked."""
        waiting = self.transport.get_write_buffer_size()
        least = max(0, self._waiting_bytes - self._limits.least_bytes)
        if self._waiting_bytes and waiting > least and not self._moved:
            self.transport.abort()
            return
        self._waiting_bytes, self._moved = waiting, False
        self._after('stall', self._limits.stall_s, self._cut_if_stalled)

    def _after(self, name: str, seconds: float, then: Any) -> None:
        self._timers[name] = self.loop.call_later(seconds, then)
