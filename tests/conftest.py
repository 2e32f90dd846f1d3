"""What every test may ask for: a browser that stays on this machine, goldens, and silence from WeasyPrint."""

import logging
import os
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest
from judges import CHROMIUM_FLAGS, judge
from standins import calls, checkout, program  # noqa: F401 - fixtures

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

GOLDEN = Path(__file__).parent / 'golden'
# Chromium’s viewer of PDFs is an extension with parts of its own.
LOCAL = ('file:', 'data:', 'blob:', 'about:', 'chrome:', 'chrome-extension:', 'http://127.0.0.1:')


# Files that take longest, by what they ask of judges and layouts: begun last, one would keep its worker when all others
# have nothing left to do.
LONGEST = (
    'test_whole', 'test_composed_input', 'test_posters', 'test_copyfit', 'test_epub_judged', 'test_serve_readers',
    'test_html_screen', 'test_judges', 'test_catalogue', 'test_minisign', 'test_preflight', 'test_setup',
    'test_epub_breaks', 'test_load', 'test_cli',
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the longest files of tests begin first."""
    rank = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: rank.get(item.path.stem, len(rank)))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--accept`, which rewrites the goldens."""
    parser.addoption('--accept', action='store_true', help='rewrite the goldens in tests/golden with what came out')


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str, str], None]:
    """Compare a text with tests/golden/<case>/<name>; with --accept, put it there."""

    def compare(case: str, name: str, text: str) -> None:
        path = GOLDEN / case / name
        if request.config.getoption('--accept'):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding='utf-8', newline='\n')
        assert path.exists(), f'{path} is missing: pytest --accept writes it'
        assert text == path.read_text(encoding='utf-8'), 'not as accepted: if this is right, pytest --accept'

    return compare


class _Collector(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f'{record.levelname}: {record.getMessage()}')


@pytest.fixture(autouse=True)
def weasyprint_log() -> Iterator[list[str]]:
    """Fail a test in which WeasyPrint warns. One that means to make it warn asks for this and clears it."""
    logger, collector = logging.getLogger('weasyprint'), _Collector()
    logger.addHandler(collector)
    yield collector.lines
    logger.removeHandler(collector)
    assert collector.lines == [], 'WeasyPrint is not silent'


@pytest.fixture(scope='session')
def browser() -> 'Iterator[Browser]':
    """Start Chromium once, cut off from the network."""
    chromium = judge('chromium')
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=list(CHROMIUM_FLAGS))
        yield running
        running.close()


@pytest.fixture
def new_page(browser: 'Browser') -> 'Iterator[Callable[..., Page]]':
    """Open pages, with the options of Playwright’s new_context; any request that leaves this machine fails the test."""
    contexts, strayed = [], []

    def watch(request: Any) -> None:
        if not request.url.startswith(LOCAL):
            strayed.append(request.url)

    def open_page(**options: Any) -> 'Page':
        context = browser.new_context(**options)
        contexts.append(context)
        context.on('request', watch)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
    assert strayed == [], 'a page asked for something outside itself'


@pytest.fixture
def page(new_page: 'Callable[..., Page]') -> 'Page':
    """Open one page with the usual options."""
    return new_page()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Say nothing: a test prints what matters to it."""


@pytest.fixture
def serve() -> Iterator[Callable[[Path], str]]:
    """Serve a folder, links in it followed, and return its address without a slash at the end."""
    servers: list[ThreadingHTTPServer] = []

    def start(folder: Path) -> str:
        server = ThreadingHTTPServer(('127.0.0.1', 0), partial(_Quiet, directory=os.fspath(folder)))
        servers.append(server)
        Thread(target=server.serve_forever, daemon=True).start()
        return f'http://127.0.0.1:{server.server_port}'

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()
