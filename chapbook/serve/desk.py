"""Answers every request, from what is listed and from nothing else."""

import asyncio
from collections.abc import AsyncIterator
from typing import BinaryIO
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount
from starlette.types import ASGIApp, Receive, Scope, Send

from chapbook.serve import conditions, portal
from chapbook.serve.answers import Answer, answer
from chapbook.serve.conditions import Asked
from chapbook.serve.counts import Counts
from chapbook.serve.holdings import INDEX, Holding, Stock
from chapbook.serve.network import address
from chapbook.serve.policies import NOTHING
from chapbook.serve.types import OPDS_ATOM, OPDS_JSON
from chapbook.serve.words import Pages

# How much of a file is in the memory at once for each reader.
PIECE = 1 << 16
# What is in the memory goes out at once up to this size: all connections together could have 48 MB of copies then.
AT_ONCE = 1 << 17
FEED, FEEDS = '/opds', ('opds.xml', 'opds.json')
# What goes with every answer of this server: headers that ask browsers to guess nothing and to tell nobody.
EVERYWHERE = [
    ('x-content-type-options', 'nosniff'),
    ('referrer-policy', 'no-referrer'),
    ('x-frame-options', 'DENY'),
    ('cross-origin-resource-policy', 'same-origin'),
]
OURS = {'content-security-policy': NOTHING, 'cache-control': 'no-store'}
HTML = 'text/html'


def application(stock: Stock, counts: Counts, pages: Pages) -> Starlette:
    """Return the application that gives out a stock and counts what it gives; `pages` is what it says itself."""
    return Starlette(routes=[Mount('/', Gate(Desk(stock, counts, pages)))])


class Gate:
    """Lets through what asks to read, and turns away what sends anything."""

    def __init__(self, within: ASGIApp) -> None:
        self._within = within

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        asked: Asked = dict(scope['headers'])
        sends = b'transfer-encoding' in asked or asked.get(b'content-length', b'0') != b'0'
        if scope['method'] not in ('GET', 'HEAD'):
            refusal = _refusal('Files are read here, and nothing else.\n', 405, {'allow': 'GET, HEAD'})
        elif sends:
            refusal = _refusal('A request has no body here.\n', 413, {})
        else:
            await self._within(scope, receive, send)
            return
        await refusal(scope, receive, send)


def _refusal(why: str, status: int, headers: dict[str, str]) -> Response:
    return Response(why, status, {**OURS, 'connection': 'close', **headers}, 'text/plain')


class Desk:
    """Gives out files by their names, all of them or a part."""

    def __init__(self, stock: Stock, counts: Counts, pages: Pages) -> None:
        self._stock, self._counts, self._pages = stock, counts, pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request to read."""
        asked: Asked = dict(scope['headers'])
        held = self._find(scope, asked)
        told = answer(held, scope['method'], asked) if held else None
        if held and told and told.from_disk:
            await self._read_out(held, scope, receive, send)
        elif held and told:
            await self._give(held, told, None, receive, send)
        else:
            await self._elsewhere(scope, asked)(scope, receive, send)

    async def _read_out(self, held: Holding, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with bytes from the disk."""
        asked: Asked = dict(scope['headers'])
        now, file = await self._opened(held)
        if now is None or file is None:
            await self._elsewhere(scope, asked)(scope, receive, send)
            return
        with file:
            await self._give(now, answer(now, 'GET', asked), file, receive, send)

    def _find(self, scope: Scope, asked: Asked) -> Holding | None:
        """Return the holding that a path names letter by letter; only the page and the feed have other names."""
        path: str = scope['path']
        if path == FEED:
            return self._feed(asked)
        if _has_odd_slash(scope):
            return None
        name = path[1:]
        return self._stock.holdings.get(f'{name}{INDEX}' if name == '' or name.endswith('/') else name)

    def _elsewhere(self, scope: Scope, asked: Asked) -> Response:
        """Return the answer to a request for what is not listed."""
        path: str = scope['path']
        # Where the connection came in, never what the reader calls this machine.
        address = own_address(scope['server'])
        if path == portal.WELCOME:
            return Response(self._pages.welcome(address), headers=OURS, media_type=HTML)
        if path == f'{FEED}/':
            return RedirectResponse(FEED, 302, OURS)
        # People type a text’s address without the file in it, or find it so on paper.
        page = None if _has_odd_slash(scope) else self._stock.page_of(path.removeprefix('/').removesuffix('/'))
        if page:
            return RedirectResponse(f'/{quote(page)}', 302, OURS)
        if to := portal.leads_to(asked.get(b'host', b'').decode('latin-1'), path):
            return RedirectResponse(address.rstrip('/') + to, 302, OURS)
        said = self._pages.no_feed if path == FEED else self._pages.missing
        return Response(said, 404, OURS, HTML)

    def _feed(self, asked: Asked) -> Holding | None:
        atom, json = map(self._stock.holdings.get, FEEDS)
        kinds = (OPDS_JSON.encode(), OPDS_ATOM.partition(';')[0].encode())
        return (json or atom) if conditions.prefers(asked.get(b'accept', b''), *kinds) else (atom or json)

    async def _opened(self, held: Holding) -> tuple[Holding | None, BinaryIO | None]:
        """Open a file, as it is now if it was made anew since it was listed; None and None where it is gone."""
        loop = asyncio.get_running_loop()
        if file := await loop.run_in_executor(None, held.open):
            return held, file
        await loop.run_in_executor(None, self._stock.refresh)
        again = self._stock.holdings.get(held.name)
        file = await loop.run_in_executor(None, again.open) if again else None
        return (again, file) if file else (None, None)

    async def _give(self, held: Holding, told: Answer, file: BinaryIO | None, receive: Receive, send: Send) -> None:
        """Send an answer, and count what was given."""
        await send({'type': 'http.response.start', 'status': told.status, 'headers': told.headers})
        if len(told.body) <= AT_ONCE and not told.from_disk:
            await send({'type': 'http.response.body', 'body': told.body})
            given = len(told.part)
        else:
            pieces = _read(file, told.part) if file and told.from_disk else _sliced(told.body)
            given = await _send_pieces(pieces, len(told.part), receive, send)
        # Parts of a compressed shape are taken up by nobody.
        if given == told.shape.size_bytes or told.shape is held.plain:
            self._counts.gave(held.name, given, told.shape.size_bytes)


async def _send_pieces(pieces: AsyncIterator[bytes], size_bytes: int, receive: Receive, send: Send) -> int:
    """Send something piece by piece, each when there is room for it; return how much went out before the reader did."""
    given = 0
    leaving = asyncio.ensure_future(_left(receive))
    try:
        async for piece in pieces:
            given += len(piece)
            await send({'type': 'http.response.body', 'body': piece, 'more_body': given < size_bytes})
            if leaving.done():
                return given - len(piece)
    finally:
        leaving.cancel()
    return given


async def _left(receive: Receive) -> None:
    """Wait until the reader is gone: what is sent after that goes nowhere, and nothing says so."""
    while (await receive())['type'] != 'http.disconnect':
        pass


async def _sliced(body: bytes) -> AsyncIterator[bytes]:
    """Cut what is in the memory, so that who reads slowly has no copy of all of it here."""
    for start in range(0, len(body), PIECE):
        yield body[start : start + PIECE]


async def _read(file: BinaryIO, part: range) -> AsyncIterator[bytes]:
    """Read a part of a file, away from the loop: a stick may take its time."""
    loop = asyncio.get_running_loop()
    await loop.run_in_executor(None, file.seek, part.start)
    left = len(part)
    while left:
        piece = await loop.run_in_executor(None, file.read, min(PIECE, left))
        if not piece:
            raise EOFError(f'{file.name} became shorter while it was given out')
        left -= len(piece)
        yield piece


def _has_odd_slash(scope: Scope) -> bool:
    """Return whether a slash is written otherwise in a path: it is part of no name."""
    return b'%2f' in scope['raw_path'].lower()


def own_address(server: tuple[str, int]) -> str:
    """Return the address of the page at the end of a connection that is ours."""
    host, port = server[0].removeprefix('::ffff:'), server[1]
    return address(host, port)
