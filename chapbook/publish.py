"""Writes what was made: whole or not at all."""

import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from chapbook.problems import ChapbookError, Place, error

PREFIX = '.chapbook-'
MOST_AT_ONCE = 8
# The name of a file that is being written begins with the number of the process that writes it.
WRITER = re.compile(re.escape(PREFIX) + r'(\d+)-')


def write_whole(path: Path, data: bytes) -> None:
    """Write `data` to `path` so that a kill at any moment leaves the old file or the new one; raises ChapbookError."""
    write_through(path, lambda file: file.write(data))


def write_all(files: Mapping[Path, bytes]) -> None:
    """Write files side by side, each as `write_whole` does: a disk takes many in the time of one; raises ChapbookError.

    Where one cannot be written, the others are.
    """
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(MOST_AT_ONCE) as writers:
        written = [writers.submit(write_whole, path, data) for path, data in files.items()]
    for each in written:
        each.result()


def write_through(path: Path, write: Callable[[BinaryIO], object]) -> None:
    """Write to `path` whatever `write` writes, whole or not at all; raises ChapbookError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, write)
    except OSError as fault:
        hint = 'look at the permissions and the free space of that folder, or say -o DIR'
        raise ChapbookError(error(f'cannot be written: {fault.strerror or fault}', Place(path), hint)) from fault


def _replace(path: Path, write: Callable[[BinaryIO], object]) -> None:
    """Write a temporary file beside `path`, flush it to the disk, and rename it."""
    handle, name = tempfile.mkstemp(prefix=f'{PREFIX}{os.getpid()}-', suffix=path.suffix, dir=path.parent)
    try:
        with os.fdopen(handle, 'wb') as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        # mkstemp makes files only their owner can read; these are to be handed out. A FAT stick knows no such thing.
        with suppress(PermissionError):
            Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def sweep(folder: Path) -> None:
    """Remove what a killed run left half-written in a folder; what cannot be removed does no harm."""
    for path in folder.glob(f'{PREFIX}*'):
        writer = WRITER.match(path.name)
        if writer is None or not _runs(int(writer[1])):
            with suppress(OSError):
                shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()


def _runs(process: int) -> bool:
    """Return whether another process, by its number, may still be writing; this one sweeps before it writes."""
    # Windows removes no file that is open, and has no signal that asks without ending the process.
    if process == os.getpid() or sys.platform == 'win32':
        return False
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True
