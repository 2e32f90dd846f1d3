"""Runs the server until it is told to stop, and beside it what looks after it."""

import asyncio
import logging
import signal
import socket
import threading
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any

import uvicorn

from chapbook.serve.counts import Counts
from chapbook.serve.desk import EVERYWHERE, application
from chapbook.serve.holdings import Stock
from chapbook.serve.limits import BoundedProtocol, Door, Limits
from chapbook.serve.words import Pages

# How often it is asked whether files were made anew, and how long readers may go on when it is to stop; in seconds.
LOOK_S, LAST_S = 3.0, 2
# Each connection takes a file for itself and one for what it reads; the rest is for the program.
FILES_EACH, FILES_OURS = 2, 64

Chore = Callable[[], Coroutine[Any, Any, None]]


class Server(uvicorn.Server):
    """uvicorn, which ends when it is told to and then lets the program go on to its last words."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take the signals to stop for this server, while it runs in the main thread."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        names = ('SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK')
        kept = {
            number: signal.signal(number, self.handle_exit) for name in names if (number := getattr(signal, name, 0))
        }
        try:
            yield
        finally:
            for number, handler in kept.items():
                signal.signal(number, handler)


def make_server(stock: Stock, counts: Counts, pages: Pages, limits: Limits) -> Server:
    """Return a server of a stock, not started yet."""
    config = uvicorn.Config(
        application(stock, counts, pages),
        loop='asyncio',
        http=partial(BoundedProtocol, door=Door(limits)),  # type: ignore[arg-type]
        ws='none',
        lifespan='off',
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        headers=EVERYWHERE,
        timeout_keep_alive=limits.idle_s,
        timeout_graceful_shutdown=LAST_S,
    )
    return Server(config)


def run(server: Server, sockets: Sequence[socket.socket], stock: Stock, *, chores: Sequence[Chore] = (),
        on_fault: Callable[[str], None]) -> None:  # fmt: skip
    """Serve until a signal, or `server.should_exit`; `on_fault` is told in a line of what went wrong on our side."""
    with _told(on_fault):
        asyncio.run(_run(server, sockets, (partial(_look_after, stock), *chores)))


async def _run(server: Server, sockets: Sequence[socket.socket], chores: Sequence[Chore]) -> None:
    beside = [asyncio.create_task(chore()) for chore in chores]
    try:
        await server.serve(sockets=list(sockets))
    finally:
        for task in beside:
            task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)


async def _look_after(stock: Stock) -> None:
    """See now and then whether a build made files anew."""
    while True:
        await asyncio.sleep(LOOK_S)
        await asyncio.get_running_loop().run_in_executor(None, stock.refresh)


def fitting(limits: Limits) -> int:
    """Let this program have as many files open as its connections need, and return for how many connections that is."""
    wanted = limits.connections * FILES_EACH + FILES_OURS
    with suppress(ImportError, ValueError, OSError):
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        if soft < wanted:
            soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        return max(1, min(limits.connections, (soft - FILES_OURS) // FILES_EACH))
    return limits.connections


class _Faults(logging.Handler):
    """Tells of what went wrong in a line; who went away amid an answer is no fault."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        super().__init__(logging.ERROR)
        self._tell = tell

    def emit(self, record: logging.LogRecord) -> None:
        """Tell of an exception."""
        fault = record.exc_info[1] if record.exc_info else None
        if fault and not isinstance(fault, asyncio.CancelledError):
            self._tell(f'a reader was not served: {fault or type(fault).__name__}')


@contextmanager
def _told(tell: Callable[[str], None]) -> Iterator[None]:
    """Let the loggers of the server and the loop tell faults alone, and only so."""
    handler = _Faults(tell)
    loggers = [logging.getLogger(name) for name in ('uvicorn.error', 'asyncio')]
    before = [logger.propagate for logger in loggers]
    for logger in loggers:
        logger.addHandler(handler)
        logger.propagate = False
    try:
        yield
    finally:
        for logger, propagates in zip(loggers, before, strict=True):
            logger.removeHandler(handler)
            logger.propagate = propagates
