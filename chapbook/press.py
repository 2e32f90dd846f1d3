"""The press: lays out page files in processes of their own, while the program goes on with the rest.

A layout takes most of the time of a build, and half of that is importing WeasyPrint. So one process imports it while
the text is still being read, and a copy of that process lays out each page size: on two processors two sizes take
hardly longer than one, and many texts keep all processors at work.
"""

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Self

from chapbook.problems import ChapbookError, error

if TYPE_CHECKING:
    from collections.abc import Callable

    from chapbook.compose import PrintDocument
    from chapbook.editions.pdf import PageFile

ENGINE = 'chapbook.editions.warm'
METHOD = 'forkserver'


class Press:
    """Takes documents and gives back page files; used as a context, so that no process outlives it."""

    def __init__(self, workers: int | None = None) -> None:
        self.workers = workers or os.cpu_count() or 1
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        """Start the process that imports WeasyPrint, where the system can copy a process and lets us."""
        if self.workers > 1 and METHOD in multiprocessing.get_all_start_methods():
            from multiprocessing import forkserver

            multiprocessing.set_forkserver_preload([ENGINE])
            try:
                with _unheard():
                    forkserver.ensure_running()
                self._pool = self._new_pool()
            except (OSError, ImportError):
                # Some containers have no shared memory or no sockets: then pages are laid out in this process.
                self._pool = None
        return self

    def _new_pool(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(self.workers, multiprocessing.get_context(METHOD), initializer=_end_with_program)

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop what still runs, at once if something went wrong."""
        if self._pool is not None:
            if kind is not None:
                _stop(self._pool)
            self._pool.shutdown(cancel_futures=True)

    def lay_out(self, document: 'PrintDocument') -> 'Callable[[], PageFile]':
        """Begin to lay out a document; return a function that waits for the page file and gives it."""
        if self._pool is None:
            return partial(_render, document)
        try:
            future = self._pool.submit(_render, document)
        except BrokenProcessPool:
            # A process was killed over an earlier document; that is no reason not to try this one.
            self._pool = self._new_pool()
            future = self._pool.submit(_render, document)
        return partial(_result, future)


@contextmanager
def _unheard() -> Iterator[None]:
    """Let processes started inside say nothing and ignore Ctrl-C: what they find comes back, and we say when to stop.

    A terminal sends Ctrl-C to every process, and each would end with a traceback of its own.
    """
    main = threading.current_thread() is threading.main_thread()
    handler = signal.signal(signal.SIGINT, signal.SIG_IGN) if main else None
    errors, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(errors, 2)
        os.close(errors)
        os.close(nowhere)
        if main:
            signal.signal(signal.SIGINT, handler)


def _stop(pool: ProcessPoolExecutor) -> None:
    """Kill the processes of a pool and the one they are copied from, whatever they are at."""
    from multiprocessing import forkserver

    workers = list(getattr(pool, '_processes', None) or ())
    source = getattr(getattr(forkserver, '_forkserver', None), '_forkserver_pid', None)
    for process in filter(None, (source, *workers)):
        with suppress(OSError):
            os.kill(process, signal.SIGKILL)


def _end_with_program() -> None:
    """Let a process that lays out pages end when the program is killed; it would wait for work for ever."""
    program = multiprocessing.parent_process()

    def watch() -> None:
        if program is not None:
            program.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _render(document: 'PrintDocument') -> 'PageFile':
    from chapbook.editions import pdf

    return pdf.render(document)


def _result(future: 'Future[PageFile]') -> 'PageFile':
    try:
        return future.result()
    except BrokenProcessPool as fault:
        hint = 'close other programs, or build one text at a time: --jobs 1'
        raise ChapbookError(
            error('the process that lays out pages was killed, perhaps for want of memory', None, hint)
        ) from fault
