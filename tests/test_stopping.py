"""Ctrl-C ends what is under way, even where Python drops it."""

import os
import signal
import subprocess
import sys

import pytest

from chapbook import stopping

# The signal comes while a finaliser runs, in which Python raises nothing.
DROPPED = """
import os, signal
from chapbook import stopping

class Finalised:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGINT)
        sum(range(1000))

stopping.listen()
Finalised()
try:
    stopping.heed()
except KeyboardInterrupt:
    print('heard')
"""


@pytest.fixture(autouse=True)
def as_before():
    """Leave the handlers of this process as they were."""
    handler, hook = signal.getsignal(signal.SIGINT), sys.unraisablehook
    signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, handler)
    sys.unraisablehook = hook
    stopping._asked.clear()


def test_what_python_drops_is_heard():
    """In a finaliser the exception is ignored; it is raised where somebody asks, and nothing else is said."""
    done = subprocess.run([sys.executable, '-c', DROPPED], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr, done.returncode) == ('heard\n', '', 0)


def test_it_is_raised_at_once_and_again():
    """Where nothing drops it, Ctrl-C is what it always was; and whoever asks later hears of it too."""
    stopping.listen()
    stopping.heed()
    with pytest.raises(KeyboardInterrupt):
        os.kill(os.getpid(), signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        stopping.heed()


def test_who_shall_not_hear_does_not():
    """A build in the background ignores Ctrl-C, and goes on ignoring it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    stopping.listen()
    os.kill(os.getpid(), signal.SIGINT)
    stopping.heed()
