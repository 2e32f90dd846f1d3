"""The press: lays out page files in processes of their own, while the program goes on with the rest.

A layout takes most of the time of a build, and half of that is importing WeasyPrint. So one process imports it while
the text is still being read, and a copy of that process lays out each page size: on two processors two sizes take
hardly longer than one, and many texts keep all processors at work.
"""

import multiprocessing
import os
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
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
        """Start the process that imports WeasyPrint, where the system can copy a process."""
        if self.workers > 1 and METHOD in multiprocessing.get_all_start_methods():
            from multiprocessing import forkserver

            multiprocessing.set_forkserver_preload([ENGINE])
            forkserver.ensure_running()
            self._pool = ProcessPoolExecutor(self.workers, multiprocessing.get_context(METHOD))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop what still runs."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def lay_out(self, document: 'PrintDocument') -> 'Callable[[], PageFile]':
        """Begin to lay out a document; return a function that waits for the page file and gives it."""
        if self._pool is None:
            return partial(_render, document)
        return partial(_result, self._pool.submit(_render, document))


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
