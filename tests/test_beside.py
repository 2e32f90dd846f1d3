"""Work beside the program: its value is the same whether a copy does it, or the program does it after all."""

import os
import signal
import threading
from functools import partial

import pytest
from epubs import book_of
from lxml import etree

from chapbook import beside

LONG = beside.FEWEST
BOOK = '# One\n\nA note[^n], "a" [link][l], the HTML.\n\n<div>raw</div>\n\n# Two\n\nAgain[^n] -- [l].\n\n'
DEFINED = '[^n]: Its *words*.\n\n[l]: https://a.b\n\n*[HTML]: A language\n'


@pytest.fixture(autouse=True)
def _alone(monkeypatch):
    """Let there be two processors and one thread, whatever pytest runs with."""
    monkeypatch.setattr(beside, '_most', 2)
    monkeypatch.setattr(threading, 'active_count', lambda: 1)


needs_fork = pytest.mark.skipif(not hasattr(os, 'fork'), reason='this system copies no processes')


@needs_fork
def test_a_copy_works_on_a_long_text():
    """What is done beside a long text is done by another process, and its value comes back."""
    with beside.beside(os.getpid, LONG) as process:
        assert process() != os.getpid()


@needs_fork
def test_patient_work_lets_other_work_go_first():
    """A copy whose work nobody waits for soon stands back; the others do not, and neither does the program."""
    before = os.getpriority(os.PRIO_PROCESS, 0)
    with (
        beside.beside(partial(os.getpriority, os.PRIO_PROCESS, 0), LONG) as usual,
        beside.beside(partial(os.getpriority, os.PRIO_PROCESS, 0), LONG, patient=True) as patient,
    ):
        assert (usual(), patient()) == (before, min(19, before + beside.PATIENCE))
    assert os.getpriority(os.PRIO_PROCESS, 0) == before


@pytest.mark.parametrize('letters', [0, LONG - 1])
def test_no_copy_is_made_for_a_short_text(letters):
    """A short text is not worth a copy."""
    with beside.beside(os.getpid, letters) as process:
        assert process() == os.getpid()


@pytest.mark.parametrize(('processes', 'threads'), [(1, 1), (2, 2)])
def test_no_copy_is_made_where_none_may_be_or_threads_would_be_missed(monkeypatch, processes, threads):
    """Where one process alone may work, or beside threads, the program does all itself."""
    monkeypatch.setattr(threading, 'active_count', lambda: threads)
    beside.limit(processes)
    with beside.beside(os.getpid, LONG) as process:
        assert process() == os.getpid()


def test_no_copy_is_made_where_the_system_makes_none(monkeypatch):
    """Windows copies no processes."""
    monkeypatch.delattr(os, 'fork', raising=False)
    assert beside.in_halves(str, range(5), LONG) == [*'01234']


@needs_fork
def test_no_copy_is_needed(monkeypatch):
    """Where the system has no room for another process, the program does all itself."""

    def fork():
        raise BlockingIOError

    monkeypatch.setattr(os, 'fork', fork)
    assert beside.in_halves(str, range(5), LONG) == [*'01234']


@needs_fork
def test_a_copy_that_is_killed_is_made_up_for():
    """Where a copy ends before its work does, the program does the work."""
    program = os.getpid()

    def work():
        if os.getpid() != program:
            os.kill(os.getpid(), signal.SIGKILL)
        return 'done'

    with beside.beside(work, LONG) as done:
        assert done() == 'done'


@needs_fork
def test_what_goes_wrong_in_a_copy_goes_wrong_in_the_program(capfd):
    """An error in a copy is raised where its value is asked for, and told once."""
    with beside.beside(lambda: 1 // 0, LONG) as result, pytest.raises(ZeroDivisionError):
        result()
    assert capfd.readouterr().err == ''


@needs_fork
def test_no_copy_outlives_the_work(monkeypatch):
    """A copy whose value nobody asks for is gone when the work is left, even where that fails."""
    fork, copies = os.fork, []

    def known():
        copies.append(fork())
        return copies[-1]

    monkeypatch.setattr(os, 'fork', known)
    with pytest.raises(KeyError), beside.beside(signal.pause, LONG):
        raise KeyError
    with pytest.raises(ChildProcessError):
        os.waitpid(copies[0], os.WNOHANG)


@needs_fork
@pytest.mark.parametrize('copies', [1, 9])
@pytest.mark.parametrize(
    'more', ['', '<div>\n\nraw\n\n</div>\n\n', '- a\n\n    > b[^n]\n', '::: verse\nA line\n:::\n\n']
)
def test_halves_make_the_whole(monkeypatch, more, copies):
    """A long text is read in halves into the same book, wherever its notes, links and abbreviations are defined."""
    text = (BOOK + more) * copies + DEFINED
    whole = written(book_of(text))
    monkeypatch.setattr(beside, 'FEWEST', 0)
    assert written(book_of(text)) == whole


def written(book):
    """Return all that a text is made of as it would be written."""
    trees = [each.tree for section in book.sections for each in (section, *section.notes)]
    return [etree.tostring(tree) for tree in trees], book.problems
