"""Ctrl-C, heard wherever it comes.

Python raises KeyboardInterrupt in whatever runs at that moment, and where that is a finaliser or a callback from C,
drops it with a word about an ignored exception. So it is kept in mind, and whoever works through many things asks in
between.
"""

import signal
import sys
import threading
from types import FrameType
from typing import Any

_asked = threading.Event()


def listen() -> None:
    """Keep in mind that Ctrl-C was pressed, unless somebody else listens or this process shall not hear it."""
    _asked.clear()
    main = threading.current_thread() is threading.main_thread()
    if main and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _interrupt)
        sys.unraisablehook = _tell_unless_interrupted


def heed() -> None:
    """Raise KeyboardInterrupt if Ctrl-C was pressed, even where that was dropped on the way."""
    if _asked.is_set():
        raise KeyboardInterrupt


def _interrupt(number: int, frame: FrameType | None) -> None:
    _asked.set()
    signal.default_int_handler(number, frame)


def _tell_unless_interrupted(dropped: Any) -> None:
    if not issubclass(dropped.exc_type, KeyboardInterrupt):
        sys.__unraisablehook__(dropped)
