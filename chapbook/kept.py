"""What takes long to make and never changes, kept from one run to the next where Python keeps bytecode."""

import hashlib
import importlib.util
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

DIGEST = hashlib.sha256().digest_size


def kept(name: str, made_from: bytes, make: Callable[[], bytes]) -> bytes:
    """Return what `make` gives, from the folder of bytecode if it has that, whole and made from the same.

    Nothing is kept where Python keeps no bytecode, and a folder that nobody may write in costs time alone.
    """
    path = _place(f'{name}-{hashlib.sha256(made_from).hexdigest()[:16]}')
    with suppress(OSError):
        written = path.read_bytes()
        if hashlib.sha256(written[DIGEST:]).digest() == written[:DIGEST]:
            return written[DIGEST:]
    data = make()
    if not sys.dont_write_bytecode:
        _write(path, hashlib.sha256(data).digest() + data)
    return data


def _place(name: str) -> Path:
    return Path(importlib.util.cache_from_source(__file__)).with_name(f'{name}.kept')


def _write(path: Path, data: bytes) -> None:
    from chapbook.problems import ChapbookError
    from chapbook.publish import write_whole

    with suppress(ChapbookError):
        write_whole(path, data)
