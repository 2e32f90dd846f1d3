"""What takes long to make and never changes, kept from one run to the next where Python keeps bytecode."""

import importlib.util
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

# Enough to tell a file that was cut short or spoilt; whoever may change files here may change the bytecode too.
DIGEST = len(importlib.util.source_hash(b''))


def kept(name: str, made_from: bytes, make: Callable[[], bytes]) -> bytes:
    """Return what `make` gives, from the folder of bytecode if it has that, whole and made from the same.

    Nothing is kept where Python keeps no bytecode, and a folder that nobody may write in costs time alone.
    """
    data = read(name, made_from)
    if data is None:
        data = make()
        write(name, made_from, data)
    return data


def read(name: str, made_from: bytes) -> bytes | None:
    """Return what was kept of that name and made from the same, None unless it is there and whole."""
    with suppress(OSError):
        written = _place(name, made_from).read_bytes()
        if importlib.util.source_hash(written[DIGEST:]) == written[:DIGEST]:
            return written[DIGEST:]
    return None


def write(name: str, made_from: bytes, data: bytes) -> None:
    """Keep something, if bytecode is kept and the folder lets us."""
    if sys.dont_write_bytecode:
        return
    from chapbook.problems import ChapbookError
    from chapbook.publish import write_whole

    with suppress(ChapbookError):
        write_whole(_place(name, made_from), importlib.util.source_hash(data) + data)


def _place(name: str, made_from: bytes) -> Path:
    made_from_hash = importlib.util.source_hash(made_from).hex()
    return Path(importlib.util.cache_from_source(__file__)).with_name(f'{name}-{made_from_hash}.kept')
