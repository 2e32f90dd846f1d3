"""What Python compiles anew in every run, kept: patterns of `re`, and the methods of dataclasses, which are text.

A build imports modules with three hundred patterns and a hundred dataclasses, and to compile those takes a fifth of the
time its own process works. Python keeps the bytecode of modules for the same reason. What is made of the words of a
text is not kept, for those are nobody else’s: only what a module compiles while it is imported, the same in each run.
"""

import atexit
import builtins
import collections
import dataclasses
import importlib.util
import marshal
import re
import sys
import threading
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any

from chapbook import kept

if TYPE_CHECKING:
    from types import FrameType

NAME = 'compiled'
IMPORTING = '<frozen importlib'
COMPILER: Any = import_module('re._compiler')
ENGINE: Any = import_module('_sre')

# A pattern and its flags, or the text of a function and how it is compiled.
Key = tuple[str | bytes, int | str]


class Store:
    """What was compiled, by earlier runs and by this one, each as marshal writes it: few runs use all."""

    def __init__(self) -> None:
        self._known: dict[Key, bytes] = {}
        self._written = 0

    def read(self) -> None:
        """Add what is kept to what is known."""
        data = kept.read(NAME, _made_from())
        with suppress(EOFError, ValueError, TypeError):
            written = marshal.loads(data) if data else {}  # noqa: S302 - as safe as the bytecode beside it
            self._known, self._written = written | self._known, len(written)

    def write(self) -> None:
        """Keep what is known, if there is more of it than is kept already, by whichever process."""
        if len(self._known) <= self._written:
            return
        self.read()
        if self._written < len(self._known):
            kept.write(NAME, _made_from(), marshal.dumps(dict(self._known)))
            self._written = len(self._known)

    def pattern(self, source: Any, flags: int = 0) -> Any:
        """Return a compiled pattern, in place of what `re` compiles with."""
        if type(source) not in (str, bytes) or flags & re.DEBUG:
            return _compile_pattern(source, flags)
        key = source, int(flags)
        if key in self._known:
            # Code that the engine finds faulty is compiled anew.
            with suppress(EOFError, ValueError, TypeError, RuntimeError, OverflowError):
                return ENGINE.compile(source, *marshal.loads(self._known[key]))  # noqa: S302
        COMPILER._sre = RECORDER  # noqa: SLF001 - where the module of `re` finds its engine
        pattern = _compile_pattern(source, flags)
        self._keep(key, RECORDER.given)
        return pattern

    def exec(self, source: Any, *names: Any) -> None:
        """Run a text, in place of `exec` in the module of dataclasses."""
        builtins.exec(self._code(source, 'exec'), *names)  # noqa: S102 - the standard library’s own text

    def eval(self, source: Any, *names: Any) -> Any:
        """Return what a text gives, in place of `eval` in the module of named tuples."""
        return builtins.eval(self._code(source, 'eval'), *names)  # noqa: S307 - the standard library’s own text

    def _code(self, source: Any, mode: str) -> Any:
        if type(source) is not str:
            return source
        key = source, mode
        if key in self._known:
            return marshal.loads(self._known[key])  # noqa: S302
        code = compile(source, '<string>', mode, dont_inherit=True)
        self._keep(key, code)
        return code

    def _keep(self, key: Key, value: Any) -> None:
        if _importing():
            self._known[key] = marshal.dumps(value)


_compile_pattern = COMPILER.compile


class _Recorder(threading.local):
    """Stands in for the engine of `re`, and notes what that is given for the pattern this thread compiled last."""

    given: tuple[Any, ...] = ()

    def __getattr__(self, name: str) -> Any:
        return getattr(ENGINE, name)

    def compile(self, source: Any, *given: Any) -> Any:
        """Note what is given as marshal can write it, with plain numbers, and compile."""
        flags, code, *rest = given
        self.given = (int(flags), [*map(int, code)], *rest)
        return ENGINE.compile(source, *given)


RECORDER = _Recorder()
STORE = Store()


def keep() -> None:
    """Take from now on what earlier runs compiled, and keep at the end what this one had to."""
    if sys.implementation.name != 'cpython':
        return
    STORE.read()
    COMPILER.compile = STORE.pattern
    dataclasses.exec = STORE.exec  # type: ignore[attr-defined]
    collections.eval = STORE.eval  # type: ignore[attr-defined]
    atexit.register(STORE.write)


def _importing() -> bool:
    """Tell whether a module is being imported."""
    frame: FrameType | None = sys._getframe()  # noqa: SLF001 - inspect, which has another way to it, imports much
    while frame is not None and not frame.f_code.co_filename.startswith(IMPORTING):
        frame = frame.f_back
    return frame is not None


def _made_from() -> bytes:
    return f'{sys.version} {ENGINE.MAGIC}'.encode() + importlib.util.MAGIC_NUMBER
