"""What WeasyPrint declares of Pango, HarfBuzz and Fontconfig: read by cffi once, and kept where Python keeps bytecode.

cffi takes a tenth of a second to read these lines of C, in every process anew, and more for each type that is asked for
later. It can write what it read as Python, which is there in 2 ms: cffi, “Preparing and distributing modules”,
out-of-line ABI mode.
"""

import hashlib
import importlib.util
import sys
from contextlib import suppress
from io import StringIO
from pathlib import Path
from typing import Any

import _cffi_backend

from chapbook.problems import ChapbookError
from chapbook.publish import write_whole


class Declarations:
    """Stands in for `cffi.FFI`: takes all declarations first, and is what they make of one once it is used."""

    def __init__(self) -> None:
        self._declared: list[str] = []

    def cdef(self, source: str) -> None:
        """Take declarations in C."""
        self._declared.append(source)

    def __getattr__(self, name: str) -> Any:
        """Return what a compiled `FFI` has of that name, and have it from then on."""
        if name.startswith('__'):
            raise AttributeError(name)
        ffi = _compiled('\n'.join(self._declared))
        vars(self).update({known: getattr(ffi, known) for known in dir(ffi) if not known.startswith('__')})
        return vars(self)[name]


def _compiled(declared: str) -> Any:
    """Return the `FFI` of some declarations, from the folder of bytecode if it is there and whole."""
    path = _kept(declared)
    with suppress(OSError, UnicodeDecodeError):
        python, _, checksum = path.read_text('utf-8').rpartition('# ')
        if checksum == _checksum(python):
            return _run(python)
    python = _written(declared)
    if not sys.dont_write_bytecode:
        # A folder that nobody may write in costs time alone, as with bytecode.
        with suppress(ChapbookError):
            write_whole(path, f'{python}# {_checksum(python)}'.encode())
    return _run(python)


def _kept(declared: str) -> Path:
    """Return where the FFI of some declarations is kept, for this version of cffi."""
    name = f'declarations-{_checksum(_cffi_backend.__version__ + declared)[:16]}.txt'
    return Path(importlib.util.cache_from_source(__file__)).with_name(name)


def _written(declared: str) -> str:
    """Return declarations as Python that makes an `FFI` of them."""
    from cffi.api import FFI
    from cffi.recompiler import make_py_source

    ffi, source = FFI(), StringIO()
    ffi.cdef(declared)
    ffi.set_source('declarations', None)
    make_py_source(ffi, 'declarations', source)
    return source.getvalue()


def _run(python: str) -> Any:
    names: dict[str, Any] = {}
    exec(python, names)  # noqa: S102 - written above
    return names['ffi']


def _checksum(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
