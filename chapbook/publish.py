"""Writes what was made: whole or not at all."""

import os
import tempfile
from pathlib import Path

from chapbook.problems import ChapbookError, Place, error

PREFIX = '.chapbook-'


def write_whole(path: Path, data: bytes) -> None:
    """Write `data` to `path` so that a kill at any moment leaves the old file or the new one; raises ChapbookError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, data)
    except OSError as fault:
        hint = 'look at the permissions and the free space of that folder, or say -o DIR'
        raise ChapbookError(error(f'cannot be written: {fault.strerror or fault}', Place(path), hint)) from fault


def _replace(path: Path, data: bytes) -> None:
    """Write a temporary file beside `path`, flush it to the disk, and rename it."""
    handle, name = tempfile.mkstemp(prefix=PREFIX, suffix=path.suffix, dir=path.parent)
    try:
        with os.fdopen(handle, 'wb') as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        # mkstemp makes files that only their owner can read; these are to be handed out.
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def sweep(folder: Path) -> None:
    """Remove what a killed run left half-written in a folder."""
    for path in folder.glob(f'{PREFIX}*'):
        path.unlink(missing_ok=True)
