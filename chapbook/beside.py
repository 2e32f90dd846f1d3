"""Work beside the program: a copy of it does one part of what a long text takes, while the program does the others.

A copy knows all that the program knew when it was made, so that nothing need be handed to it, and only what it finds
comes back. No work depends on it: where no copy can be made, or it is killed, the program does that part itself.
"""

import gc
import os
import pickle
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from typing import BinaryIO, TypeVar

Given = TypeVar('Given')
Found = TypeVar('Found')
# How many letters a text must have: fewer are read sooner than a copy is made.
FEWEST = 150_000
# How far patient work stands back, of 19 steps.
PATIENCE = 10
_most = os.cpu_count() or 1


def limit(processes: int) -> None:
    """Let no more than so many processes work at once."""
    global _most  # noqa: PLW0603 - it holds for the whole program, as the processors do
    _most = processes


def is_worth(letters: int) -> bool:
    """Tell whether a copy is worth making for so long a text, and can be made: it would miss threads."""
    return letters >= FEWEST and _most > 1 and hasattr(os, 'fork') and threading.active_count() == 1


@contextmanager
def beside(work: Callable[[], Found], letters: int, *, patient: bool = False) -> Iterator[Callable[[], Found]]:
    """Begin work on a text of so many letters, which does nothing but return a value; yield what waits for that.

    Work that nobody will wait for soon is `patient`, and lets other work go first.
    """
    if not is_worth(letters):
        yield work
        return
    reading, writing = os.pipe()
    process = _copy(work, writing, PATIENCE if patient else 0)
    os.close(writing)
    with open(reading, 'rb') as answer:  # noqa: PTH123 - a pipe
        try:
            yield partial(_read, answer, work)
        finally:
            if process:
                os.kill(process, signal.SIGKILL)
                os.waitpid(process, 0)


def in_halves(work: Callable[[Given], Found], things: Sequence[Given], letters: int) -> list[Found]:
    """Return what work gives for each of the things, the second half of which may be done beside the first."""
    middle = (len(things) + 1) // 2
    with beside(lambda: list(map(work, things[middle:])), letters) as rest:
        return [*map(work, things[:middle]), *rest()]


def _copy(work: Callable[[], object], writing: int, patience: int) -> int | None:
    """Make a copy that does the work, writes what it gives, and ends; return its number, None where there is none.

    What goes wrong in it is not told: the program will come to it.
    """
    try:
        process = os.fork()
    except OSError:
        return None
    if process:
        return process
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        gc.disable()
        os.nice(patience)
        with open(writing, 'wb') as answer:
            pickle.dump(work(), answer, pickle.HIGHEST_PROTOCOL)
    finally:
        os._exit(0)


def _read(answer: BinaryIO, work: Callable[[], Found]) -> Found:
    """Return what a copy has found; do its work where it did not come to an end."""
    with suppress(EOFError, pickle.UnpicklingError):
        found: Found = pickle.load(answer)  # noqa: S301 - written by a copy of this program
        return found
    return work()
