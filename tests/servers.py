"""A server of a folder for the tests, and clients that say exactly the bytes they are told to."""

import asyncio
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from threading import Thread

import pytest
from projects import ROOT

from chapbook.serve import network, running
from chapbook.serve.counts import Counts
from chapbook.serve.holdings import Stock
from chapbook.serve.limits import Limits
from chapbook.serve.words import fill_pages
from chapbook.theme import load_theme

PATIENCE_S = 20
PAGES = fill_pages(load_theme(ROOT))


@dataclass(frozen=True)
class Served:
    """A server that runs: where, what it counts, what it reported."""

    port: int
    stock: Stock
    counts: Counts
    faults: list

    @property
    def address(self):
        """Its address, without a slash at the end."""
        return f'http://127.0.0.1:{self.port}'

    def ask(self, target, *headers, method='GET', body=b''):
        """Ask for something on a connection of its own; return the status, the headers, and the body."""
        host = () if any(header.startswith('Host:') for header in headers) else ('Host: 127.0.0.1',)
        lines = [f'{method} {target} HTTP/1.1', *host, 'Connection: close', *headers]
        return parsed(self.say('\r\n'.join(lines).encode('latin-1') + b'\r\n\r\n' + body))

    def say(self, words):
        """Send bytes; return all that comes back until the server is done."""
        with closing(self.connect()) as client:
            client.sendall(words)
            return read_all(client)

    def connect(self):
        """Open a connection."""
        return socket.create_connection(('127.0.0.1', self.port), PATIENCE_S)


def read_all(client):
    """Read until the server closes, or cuts."""
    pieces = []
    try:
        while piece := client.recv(1 << 16):
            pieces.append(piece)
    except ConnectionResetError:
        pass
    return b''.join(pieces)


def parsed(answer):
    """Return the status, the headers, and the body of an answer."""
    head, _, body = answer.partition(b'\r\n\r\n')
    status, *lines = head.decode('latin-1').split('\r\n')
    headers = dict(line.split(': ', 1) for line in lines)
    return int(status.split()[1]), headers, body


@contextmanager
def serving(folder, limits=None):
    """Serve a folder on this machine alone, as the command does."""
    sockets, port = network.listen('127.0.0.1', 0)
    stock, counts, faults = Stock(folder), Counts(), []
    server = running.make_server(stock, counts, PAGES, limits or Limits())
    thread = Thread(target=running.run, args=(server, sockets, stock), kwargs={'on_fault': faults.append}, daemon=True)
    thread.start()
    yield Served(port, stock, counts, faults)
    server.should_exit = True
    thread.join(PATIENCE_S)
    assert not thread.is_alive()
    assert faults == []


def run_apart(coroutine):
    """Run a coroutine in a thread of its own: Playwright has a loop in this one."""
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(asyncio.run, coroutine).result(60)


def wait_until(true):
    """Wait until something is true, for a bounded time."""
    end = time.monotonic() + PATIENCE_S
    while not true():
        if time.monotonic() > end:
            pytest.fail('it did not become true')
        time.sleep(0.01)
