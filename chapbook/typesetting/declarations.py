"""What WeasyPrint declares of Pango, HarfBuzz and Fontconfig: read by cffi once, and kept.

cffi takes a tenth of a second to read these lines of C, in every process anew, and more for each type that is asked for
later. It can write what it read as Python, which is there in 2 ms: cffi, “Preparing and distributing modules”,
out-of-line ABI mode.
"""

from io import StringIO
from typing import Any

import _cffi_backend

from chapbook.kept import kept


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
    """Return the `FFI` of some declarations."""
    version_and_source = f'{_cffi_backend.__version__}\n{declared}'.encode()
    names: dict[str, Any] = {}
    exec(kept('declarations', version_and_source, lambda: _written(declared)), names)  # noqa: S102 - written below
    return names['ffi']


def _written(declared: str) -> bytes:
    """Return declarations as Python that makes an `FFI` of them."""
    from cffi.api import FFI
    from cffi.recompiler import make_py_source

    ffi, source = FFI(), StringIO()
    ffi.cdef(declared)
    ffi.set_source('declarations', None)
    make_py_source(ffi, 'declarations', source)
    return source.getvalue().encode()
