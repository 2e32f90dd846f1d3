"""The press: lays out page files in processes of their own, while the program goes on with the rest.

A layout takes most of the time of a build, and half of that is importing WeasyPrint. So a copy of the program imports
it while the text is still being read, and a copy of that copy lays out each page size: on two processors two sizes take
hardly longer than one, and many texts keep all processors at work.
"""

import gc
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from chapbook.problems import ChapbookError, error

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor

    from chapbook.pages import PageFile, PrintDocument

ENGINE = 'chapbook.typesetting.warm'
METHOD = 'forkserver'


class Press:
    """Takes documents and gives back page files; used as a context, so that no process outlives it."""

    def __init__(self, workers: int | None = None, *, at_once: bool = True) -> None:
        self.workers = workers or os.cpu_count() or 1
        self._at_once = at_once
        self._pool: ProcessPoolExecutor | None = None
        # Hands documents over: a process to take one can be started only once WeasyPrint is imported.
        self._messenger: ThreadPoolExecutor | None = None
        # Where faces lie while pages are laid out: a process that is killed leaves them behind.
        self._folder: str | None = None

    def __enter__(self) -> Self:
        """Start, unless it is to wait until it is known that there are pages to lay out."""
        if self._at_once:
            self.start()
        return self

    def start(self) -> None:
        """Start the process that imports WeasyPrint, where the system can copy a process and lets us, unless it runs.

        The sooner the better, and before there are threads, which a copy of a process does not have.
        """
        if self.workers == 1 or self._messenger is not None:
            return
        import multiprocessing

        if METHOD in multiprocessing.get_all_start_methods():
            from multiprocessing import forkserver

            multiprocessing.set_forkserver_preload([ENGINE])
            try:
                with _unheard(), _copied():
                    forkserver.ensure_running()
                self._pool, self._messenger = self._new_pool(), _new_messenger()
            except (OSError, ImportError):
                # Some containers have no shared memory or no sockets: then pages are laid out in this process.
                self._pool = None

    def _new_pool(self) -> 'ProcessPoolExecutor':
        import multiprocessing
        import tempfile
        from concurrent.futures import ProcessPoolExecutor

        self._folder = self._folder or tempfile.mkdtemp(prefix='chapbook-')
        context = multiprocessing.get_context(METHOD)
        return ProcessPoolExecutor(self.workers, context, initializer=_begin, initargs=(self._folder,))

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop what still runs, at once if something went wrong."""
        if self._pool is not None:
            if kind is not None:
                _stop(self._pool)
            if self._messenger is not None:
                self._messenger.shutdown(cancel_futures=True)
            self._pool.shutdown(cancel_futures=True)
        if self._folder is not None:
            _remove(self._folder)

    def lay_out(self, document: 'PrintDocument') -> 'Callable[[], PageFile]':
        """Begin to lay out a document; return a function that waits for the page file and gives it."""
        if self._messenger is None:
            return partial(_render, document)
        try:
            return partial(_result, self._messenger.submit(self._hand_over, document), document)
        except RuntimeError:
            # The system lets nobody have another thread now.
            return partial(_render, document)

    def _hand_over(self, document: 'PrintDocument') -> 'Future[PageFile]':
        from concurrent.futures.process import BrokenProcessPool

        self._pool = self._pool or self._new_pool()
        try:
            return self._pool.submit(_render, document)
        except BrokenProcessPool:
            # A process was killed over an earlier document; that is no reason not to try this one.
            self._pool = self._new_pool()
            return self._pool.submit(_render, document)


def _new_messenger() -> 'ThreadPoolExecutor':
    from concurrent.futures import ThreadPoolExecutor

    return ThreadPoolExecutor(1)


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


@contextmanager
def _copied() -> Iterator[None]:
    """Let the process that all others are copied from be a copy of this one, which has Python running already.

    multiprocessing would start it anew, which takes as long as half the import of WeasyPrint.
    """
    from multiprocessing import util

    spawn = util.spawnv_passfds
    util.spawnv_passfds = _copy
    try:
        yield
    finally:
        util.spawnv_passfds = spawn


def _copy(path: bytes, args: Sequence[Any], passfds: Sequence[int]) -> int:  # noqa: ARG001
    """Run what follows `python -c` in a copy of this process that keeps the given files alone; return its number."""
    for stream in filter(None, (sys.stdout, sys.stderr)):
        stream.flush()
    process = os.fork()
    if process:
        return process
    try:
        # What was open here is no longer, so no object of before may be tidied up.
        gc.freeze()
        kept, nowhere = {*passfds, *_standard()}, os.open(os.devnull, os.O_RDWR)
        for descriptor in map(int, os.listdir('/dev/fd')):  # noqa: PTH208 - names, not paths
            if descriptor not in kept:
                # Its number is not set free: what is still written to it would go into whatever has the number next.
                with suppress(OSError):
                    os.dup2(nowhere, descriptor, inheritable=False)
        exec(args[-1], {})  # noqa: S102 - the standard library’s own line
    finally:
        os._exit(0)


def _standard() -> Iterator[int]:
    """Yield the descriptors of the standard streams: whatever is said goes there, and must not find another file."""
    yield from range(3)
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, OSError, ValueError):
            yield stream.fileno()


def _stop(pool: 'ProcessPoolExecutor') -> None:
    """Kill the processes of a pool and the one they are copied from, whatever they are at."""
    from multiprocessing import forkserver

    workers = list(getattr(pool, '_processes', None) or ())
    source = getattr(getattr(forkserver, '_forkserver', None), '_forkserver_pid', None)
    for process in filter(None, (source, *workers)):
        with suppress(OSError):
            os.kill(process, signal.SIGKILL)


def _begin(folder: str) -> None:
    """Let a process that lays out pages keep faces in a folder, and end with the program: it would wait for ever."""
    import tempfile
    from multiprocessing import parent_process

    tempfile.tempdir = folder
    # What was imported stays, and need not be looked through for garbage.
    gc.freeze()
    program = parent_process()

    def watch() -> None:
        if program is not None:
            program.join()
        _remove(folder)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _remove(folder: str) -> None:
    import shutil

    shutil.rmtree(folder, ignore_errors=True)


def _render(document: 'PrintDocument') -> 'PageFile':
    from chapbook.typesetting import pdf

    return pdf.render(document)


def _result(handed_over: 'Future[Future[PageFile]]', document: 'PrintDocument') -> 'PageFile':
    """Wait for a page file; where the system has no process for it, as on a machine that is very busy, make it here."""
    from concurrent.futures.process import BrokenProcessPool

    try:
        begun = handed_over.result()
    except (OSError, EOFError, RuntimeError):
        return _render(document)
    try:
        return begun.result()
    except BrokenProcessPool as fault:
        hint = 'close other programs, or build one text at a time: --jobs 1'
        raise ChapbookError(
            error('the process that lays out pages was killed, perhaps for want of memory', None, hint)
        ) from fault
