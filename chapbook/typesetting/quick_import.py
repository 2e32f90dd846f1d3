"""Makes the import of WeasyPrint quick, which is half of what a pamphlet costs.

Fitted to WeasyPrint 70.0; with any other version the import is an ordinary one.
"""

import ctypes.util
import importlib
import importlib.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import cffi
import tinycss2

from chapbook.typesetting.declarations import Declarations

FITS = '70.0'
# What WeasyPrint imports and a pamphlet does not use: fontTools serves variable, bitmap and WOFF faces (ours are
# static TrueType), tinyhtml5 parses HTML (we hand over a tree). Each is loaded at its first use instead.
DEFERRED = ('fontTools.subset', 'fontTools.ttLib', 'fontTools.varLib.instancer', 'tinyhtml5')


@contextmanager
def quick_import() -> Iterator[None]:
    """Import WeasyPrint inside this: libraries are found by file name, rarely used modules are deferred."""
    if not _fits():
        yield
        return
    stand_ins = {name: _StandIn(name) for name in DEFERRED if name not in sys.modules}
    sys.modules.update(stand_ins)
    find_library, parse_stylesheet, ffi = ctypes.util.find_library, tinycss2.parse_stylesheet, cffi.FFI
    cffi.FFI = Declarations
    # Only WeasyPrint’s own stylesheets are parsed then, of which `stylesheets` takes what a document needs.
    tinycss2.parse_stylesheet = lambda css: []  # noqa: ARG005
    if sys.platform == 'linux':
        # WeasyPrint tries other systems’ names first, and for each that does not exist cffi asks find_library, which
        # runs ldconfig, gcc and ld: 54 processes. The last name, the real one, needs none of that.
        ctypes.util.find_library = lambda name: None  # noqa: ARG005
    try:
        yield
    finally:
        ctypes.util.find_library, tinycss2.parse_stylesheet, cffi.FFI = find_library, parse_stylesheet, ffi
        for name in stand_ins:
            del sys.modules[name]
    for name, method in PARSING_LATER.items():
        setattr(sys.modules['weasyprint'].HTML, name, method)


def _ua_stylesheets(document: Any, forms: bool = False) -> list[Any]:  # noqa: ARG001 - as it is called
    """Return for a document that is not ours what WeasyPrint has not parsed yet."""
    (rules, of_forms), _ = _stylesheets()
    return [rules, of_forms] if forms else [rules]


def _ua_counter_style(document: Any) -> list[Any]:  # noqa: ARG001
    return [_stylesheets()[1].copy()]


def _ph_stylesheets(document: Any) -> list[Any]:  # noqa: ARG001
    weasyprint = sys.modules['weasyprint']
    return [weasyprint.CSS(string=weasyprint.html.PH)]


@cache
def _stylesheets() -> tuple[list[Any], Any]:
    weasyprint = sys.modules['weasyprint']
    counter_style = type(weasyprint.html.UA_COUNTER_STYLE)()
    texts = (weasyprint.html.UA, weasyprint.html.UA_FORM)
    return [weasyprint.CSS(string=text, counter_style=counter_style) for text in texts], counter_style


# The methods that give what WeasyPrint parses while it is imported.
PARSING_LATER = {
    method.__name__: method for method in (_ua_stylesheets, _ua_counter_style, _ph_stylesheets)
}  # fmt: skip


def _fits() -> bool:
    """Tell whether WeasyPrint is the version this is fitted to; to ask its metadata would import a reader of mail."""
    found = importlib.util.find_spec('weasyprint')
    places = found.submodule_search_locations if found else None
    return any(any(Path(place).parent.glob(f'weasyprint-{FITS}*.dist-info')) for place in places or ())


class _StandIn(ModuleType):
    """Stands in for a module while another is imported, and gives names that load it when they are used."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith('__'):
            raise AttributeError(name)
        # An exception is named in `except` clauses alone, which need a class.
        return Exception if name.endswith('Error') else _Deferred(self.__name__, name)


class _Deferred:
    """Something of a module that is loaded when it is first called or looked into."""

    def __init__(self, module: str, name: str) -> None:
        self._module = module
        self._name = name

    def _load(self) -> Any:
        module = importlib.import_module(self._module)
        if hasattr(module, self._name):
            return getattr(module, self._name)
        return importlib.import_module(f'{self._module}.{self._name}')

    def __getattr__(self, name: str) -> Any:
        return getattr(self._load(), name)

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        return self._load()(*arguments, **options)
