"""The press: the same pages with processes as without, an error where one is killed, and none left behind."""

import os
import pickle
import re
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from unittest.mock import Mock
from xml.etree.ElementTree import ParseError

import pytest
from epubs import ROOT, book_of
from projects import SHORT, command, environment, write_project

from chapbook import make
from chapbook import press as press_module
from chapbook.compose import print_document
from chapbook.pages import A5, HALF_LETTER
from chapbook.press import Press
from chapbook.problems import ChapbookError, Place, error
from chapbook.project import Text
from chapbook.theme import load_theme


@pytest.fixture(scope='module')
def documents():
    """A small pamphlet, composed for two page sizes."""
    book = book_of('# One\n\nWords^[A note.] of a text.\n\n# Two\n\n> Quoted\n')
    return [print_document(book, load_theme(ROOT), page) for page in (A5, HALF_LETTER)]


def workers(press):
    """Return the numbers of the processes at work, once there is one."""
    for _ in range(200):
        if press._pool._processes:
            break
        time.sleep(0.05)
    return list(press._pool._processes)


def gone(process):
    """Wait until a process has ended; tell whether it has, within ten seconds."""
    for _ in range(200):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        # A process that has ended stays in the table until its parent, perhaps this one, has asked for its status.
        with suppress(ChildProcessError):
            os.waitpid(process, os.WNOHANG)
        time.sleep(0.05)
    return False


def test_processes_give_the_pages_that_none_give(documents):
    """Laid out here, or by two processes at once: the same bytes and the same problems."""
    with Press(1) as press:
        assert press._pool is None
        here = [press.lay_out(document)() for document in documents]
    with Press(2) as press:
        waiting = [press.lay_out(document) for document in documents]
        there = [wait() for wait in waiting]
        running = workers(press)
    assert here == there
    assert [file.data[:5] for file in there] == [b'%PDF-', b'%PDF-']
    assert running
    assert all(map(gone, running))


def test_what_is_wrong_with_a_page_comes_back(documents):
    """What WeasyPrint says of a stylesheet is a problem of the page file, from a process as from none."""
    faulty = replace(documents[0], css='p { colour: red }')
    with Press(2) as press:
        (problem,) = press.lay_out(faulty)().problems
    assert 'colour' in problem.message


def test_what_a_copy_says_goes_where_this_process_says_it(monkeypatch, tmp_path):
    """A standard stream that is a file of another number stays open, or a pipe of that number would get the words."""
    with (tmp_path / 'said').open('w') as stream:
        monkeypatch.setattr(sys, 'stderr', stream)
        told = 'import os, sys; os.fstat(sys.stderr.fileno()); os._exit(7)'
        status = os.waitpid(press_module._copy(b'', ['-c', told], ()), 0)[1]
    assert os.waitstatus_to_exitcode(status) == 7


def test_no_number_of_a_file_is_given_out_again_in_a_copy(tmp_path):
    """What something still writes to a file of this process goes nowhere in a copy, and into no pipe of that number."""
    with (tmp_path / 'log').open('w') as stream:
        told = f'import os; os._exit(7 * os.path.samestat(os.fstat({stream.fileno()}), os.stat(os.devnull)))'
        status = os.waitpid(press_module._copy(b'', ['-c', told], ()), 0)[1]
    assert os.waitstatus_to_exitcode(status) == 7


def test_a_killed_process_is_an_error_with_a_hint(documents):
    """Killed for want of memory: the text it was for has an error, and the next one is laid out."""
    with Press(2) as press:
        wait = press.lay_out(documents[0])
        for process in workers(press):
            os.kill(process, signal.SIGKILL)
        with pytest.raises(ChapbookError, match='was killed, perhaps for want of memory\nhint: .*--jobs 1'):
            wait()
        assert press.lay_out(documents[1])().data.startswith(b'%PDF-')


@pytest.mark.parametrize('fault', [BlockingIOError(11, 'Resource temporarily unavailable'), EOFError()])
def test_where_no_process_can_be_had_pages_are_laid_out_here(documents, monkeypatch, fault):
    """On a machine that is too busy to start another process, or a thread, the pages are made all the same."""
    from multiprocessing import popen_forkserver

    def refuse(*_):
        raise fault

    monkeypatch.setattr(popen_forkserver.forkserver, 'connect_to_new_process', refuse)
    with Press(2) as press:
        assert press.lay_out(documents[0])().data.startswith(b'%PDF-')
        monkeypatch.setattr(press._messenger, 'submit', Mock(side_effect=RuntimeError("can't start new thread")))
        assert press.lay_out(documents[1])().data.startswith(b'%PDF-')


def test_no_process_outlives_an_error(documents):
    """Whatever ends the work early, Ctrl-C or a fault, ends the processes too, and at once, whatever they are at."""

    def fail():
        with Press(2) as press:
            press.lay_out(long)
            running.extend(workers(press))
            began.append(time.monotonic())
            raise KeyboardInterrupt

    words = '<p>' + 'Words of a text that is very long. ' * 40 + '</p>'
    long = replace(documents[0], xhtml=documents[0].xhtml.replace('</main>', f'{words * 400}</main>'))
    running, began = [], []
    with pytest.raises(KeyboardInterrupt):
        fail()
    assert time.monotonic() - began[0] < 5
    assert running
    assert all(map(gone, running))


INTERRUPTED = """
import os, signal, time
from chapbook.press import Press
heard = []
signal.signal(signal.SIGINT, lambda *_: heard.append(True))
with Press(2):
    for _ in range(10):
        time.sleep(0.1)
        os.killpg(0, signal.SIGINT)
print(len(heard))
"""


def test_ctrl_c_while_processes_are_started_is_heard_here_alone():
    """A terminal sends it to every process: this one hears it, and the one that is loading WeasyPrint says nothing."""
    words = [sys.executable, '-c', INTERRUPTED]
    done = subprocess.run(
        words, capture_output=True, text=True, env=environment(), check=False, start_new_session=True, timeout=20
    )
    assert (done.stdout, done.stderr) == ('10\n', '')


LAID_OUT = """
import os, signal, sys
from pathlib import Path
from chapbook.press import Press
from epubs import ROOT, book_of
from chapbook.compose import print_document
from chapbook.pages import A5
from chapbook.theme import load_theme
document = print_document(book_of('Words.'), load_theme(ROOT), A5)
with Press(int(sys.argv[1])) as press:
    press.lay_out(document)()
    print('laid out', flush=True)
    exec(sys.argv[2])
"""


@pytest.mark.parametrize(
    ('processes', 'end'),
    [
        ('1', 'pass'),
        ('1', 'raise KeyboardInterrupt'),
        ('2', 'pass'),
        ('2', 'raise KeyboardInterrupt'),
        ('2', 'os.kill(os.getpid(), signal.SIGKILL)'),
    ],
)
def test_nothing_stays_in_the_folder_for_temporary_files(processes, end, tmp_path):
    """Faces lie there while pages are laid out; done, stopped, or killed, the press leaves none."""
    words = [sys.executable, '-c', LAID_OUT, processes, end]
    where = environment(TMPDIR=str(tmp_path), PYTHONPATH=f'{ROOT}:{ROOT / "tests"}')
    done = subprocess.run(words, capture_output=True, text=True, env=where, check=False, timeout=60)
    assert done.stdout == 'laid out\n'
    # The socket of a killed program stays, by which Python talks to its processes; it is empty.
    for _ in range(200):
        if not (left := [path for path in tmp_path.iterdir() if not path.name.startswith('pymp-')]):
            break
        time.sleep(0.05)
    assert not left


def test_an_error_comes_back_from_a_process():
    """What is raised there is raised here, with its problems."""
    problem = error('wrong', Place(Path('a.md'), 3), 'mend it')
    fault = pickle.loads(pickle.dumps(ChapbookError(problem, problem)))  # noqa: S301 - made here
    assert fault.problems == (problem, problem)
    assert str(fault) == f'{problem}\n{problem}'


def test_a_fault_in_a_process_is_told_with_its_line(documents):
    """A defect that shows in another process is told by the line that does it, not by the one that waited."""
    faulty = replace(documents[0], xhtml='<html')
    with Press(2) as press, pytest.raises(ParseError) as caught:
        press.lay_out(faulty)()
    told = make._our_fault(caught.value, Text('one', Path(), (Path('one.md'),)))
    assert re.match(r'chapbook itself failed: ParseError: .* \(ElementTree\.py, line \d+\)', told.message)


@pytest.mark.parametrize('fault', [OSError('no /dev/shm'), ImportError('no semaphores')])
def test_where_no_process_can_be_started_pages_are_laid_out_here(documents, monkeypatch, fault):
    """A container without shared memory makes pamphlets too."""

    def refuse(_):
        raise fault

    monkeypatch.setattr(Press, '_new_pool', refuse)
    with Press(2) as press:
        assert press._pool is None
        assert press.lay_out(documents[0]).func is press_module._render


INSIDE = 'import signal, sys; print("!", file=sys.stderr); print(signal.getsignal(signal.SIGINT) is signal.SIG_IGN)'
OUTSIDE = """
import subprocess, sys
from chapbook.press import _unheard
with _unheard():
    subprocess.run([sys.executable, '-c', sys.argv[1]], check=True)
"""


def test_processes_say_nothing_and_do_not_hear_ctrl_c():
    """What is started inside has no standard error and ignores SIGINT; this process is as before."""
    words = [sys.executable, '-c', OUTSIDE, INSIDE]
    done = subprocess.run(words, capture_output=True, text=True, env=environment(), check=True)
    assert (done.stdout, done.stderr) == ('True\n', '')
    handler = signal.getsignal(signal.SIGINT)
    with press_module._unheard():
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    assert signal.getsignal(signal.SIGINT) is handler


def test_no_process_outlives_a_killed_build(tmp_path):
    """SIGKILL gives nobody a chance to tidy up: the processes notice by themselves."""
    project = write_project(tmp_path, one=SHORT)
    words = command('--project', project, '-v', '--jobs', '2')
    streams = {'stdout': subprocess.PIPE, 'stderr': subprocess.DEVNULL, 'text': True}
    process = subprocess.Popen(words, env=environment(), start_new_session=True, **streams)
    assert process.stdout.readline() == 'one: text\n'
    process.kill()
    try:
        # Standard output ends when the last process that could write to it has ended.
        process.communicate(timeout=20)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        pytest.fail('a process is left')
