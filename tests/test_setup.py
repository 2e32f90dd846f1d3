"""build.py: a machine with nothing on it becomes one that can build, or is told what it lacks.

Nothing here touches the network: uv is a stand-in that writes down what it is asked.
"""

import ast
import os
import shutil
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest
from standins import BARE_PYTHON, ROOT

from chapbook import __version__, native
from chapbook.problems import ChapbookError


def run(checkout, *arguments, python=BARE_PYTHON, **environment):
    """Run build.py as a user does, with a Python that has no packages."""
    command = [*python, checkout / 'build.py', *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=60, env={**os.environ, **environment}
    )


def ask_version(checkout, python=BARE_PYTHON, **environment):
    """Run `--version`, which needs an environment and nothing in it, and see that it is told."""
    done = run(checkout, '--version', python=python, **environment)
    assert (done.returncode, done.stdout) == (0, f'chapbook {__version__}\n'), done.stderr
    return done


# The environment


def test_the_first_run_sets_up_and_later_ones_do_not(checkout, calls):
    """One command is enough, it says what it does once, and the second finds all as it should be."""
    assert 'setting up' in ask_version(checkout).stderr
    venv, install = calls()
    assert venv.startswith('venv ')
    assert '--require-hashes' in install
    assert install.endswith('/requirements.lock')
    assert ask_version(checkout).stderr == ''
    assert len(calls()) == 2


def test_a_later_run_imports_next_to_nothing_before_it_starts_again(checkout, calls):
    """The way into .venv costs milliseconds: no module that takes long is loaded on it."""
    ask_version(checkout)
    done = run(checkout, '--version', python=(*BARE_PYTHON, '-X', 'importtime'))
    loaded = {line.split('|')[-1].strip() for line in done.stderr.splitlines()}
    assert 'os' in loaded
    assert not loaded & {'pathlib', 'subprocess', 're', 'typing', 'argparse', 'tomllib', 'ctypes', 'chapbook.cli'}
    assert len(calls()) == 2


def test_a_changed_lock_is_installed_into_the_same_environment(checkout, calls):
    """Nothing is made anew; what the new lock says is added."""
    ask_version(checkout)
    (checkout / '.venv' / 'kept').touch()
    with (checkout / 'requirements.lock').open('a') as lock:
        lock.write('# newer\n')
    ask_version(checkout)
    assert [line.split()[0] for line in calls()] == ['venv', 'pip', 'pip']
    assert (checkout / '.venv' / 'kept').exists()


def test_a_changed_lock_is_noticed_inside_as_well(checkout, calls):
    """Run by the Python of .venv itself, a stale one is brought up to date, whatever it seems to have."""
    ask_version(checkout)
    stamp = checkout / '.venv' / 'chapbook-stamp'
    stamp.write_text('an older lock')
    ask_version(checkout, python=(checkout / '.venv' / 'bin' / 'python',))
    stamp.write_text('half made\n')
    ask_version(checkout, python=(checkout / '.venv' / 'bin' / 'python',))
    assert [line.split()[0] for line in calls()] == ['venv', 'pip', 'pip', 'venv', 'pip']


@pytest.mark.parametrize('damage', ['pyvenv.cfg', 'bin/python'])
def test_a_damaged_environment_is_made_again(checkout, calls, damage):
    """A .venv that is not one any more, as when its Python was removed from the system, does no harm."""
    ask_version(checkout)
    (checkout / '.venv' / damage).unlink()
    ask_version(checkout)
    assert [line.split()[0] for line in calls()] == ['venv', 'pip', 'venv', 'pip']


def test_a_set_up_killed_midway_is_made_again(checkout, calls):
    """What was half-made when the power went is not used, even if it looks like an environment."""
    command = [*BARE_PYTHON, checkout / 'build.py', '--version']
    with subprocess.Popen(command, env={**os.environ, 'UV_TAKES_S': '2'}, stderr=subprocess.DEVNULL) as half:
        while not any(line.startswith('pip') for line in calls()):
            time.sleep(0.02)
        half.kill()
    (checkout / '.venv' / 'half-installed').touch()
    ask_version(checkout)
    assert [line.split()[0] for line in calls()] == ['venv', 'pip', 'venv', 'pip']
    assert not (checkout / '.venv' / 'half-installed').exists()


def test_two_at_once_set_up_once(checkout, calls):
    """The second waits for the first and then finds everything there."""
    command = [*BARE_PYTHON, checkout / 'build.py', '--version']
    environment = {**os.environ, 'UV_TAKES_S': '0.5'}
    with (
        subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as one,
        subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as other,
    ):
        assert (one.wait(), other.wait()) == (0, 0)
    assert [line.split()[0] for line in calls()] == ['venv', 'pip']


def test_python_that_has_the_dependencies_is_used_as_it_is(checkout, calls):
    """Inside an environment that has them, such as the one of these tests, none is made."""
    done = run(checkout, '--version', python=(sys.executable,))
    assert (done.returncode, done.stdout, done.stderr) == (0, f'chapbook {__version__}\n', '')
    assert not (checkout / '.venv').exists()
    assert calls() == []


@pytest.mark.parametrize('complete', [True, False])
def test_an_environment_made_by_others_is_entered_before_it_is_judged(checkout, calls, complete):
    """A .venv that somebody made by hand is used if it has everything; else the rest is added, nothing removed."""
    subprocess.run([BARE_PYTHON[0], '-m', 'venv', '--without-pip', checkout / '.venv'], check=True)
    packages = next((checkout / '.venv').glob('lib/python*/site-packages'))
    for requirement in tomllib.loads((ROOT / 'pyproject.toml').read_text())['project']['dependencies']:
        name, _, version = requirement.partition('>=')
        if complete or not requirement.startswith('lxml'):
            (packages / f'{name.replace("-", "_")}-{version.partition(",")[0]}.dist-info').mkdir()
    ask_version(checkout)
    assert [line.split()[0] for line in calls()] == ([] if complete else ['pip'])
    assert any(packages.iterdir())


def test_tests_have_a_lock_of_their_own(program, calls, monkeypatch):
    """`test` installs from the lock for tests; an environment made for tests serves for everything and stays so."""
    monkeypatch.setattr(native, 'provide_pango', lambda *_: None)
    program._set_up(['test', '-q'])
    assert calls()[-1].endswith('/requirements-test.lock')
    program._set_up(['build'])
    assert len(calls()) == 2
    with Path(program.HERE, 'requirements-test.lock').open('a') as lock:
        lock.write('# newer\n')
    program._set_up(['build'])
    assert calls()[-1].endswith('/requirements-test.lock')


@pytest.mark.usefixtures('calls')
def test_a_uv_that_does_not_run_is_passed_over(program):
    """A version manager leaves names on the PATH that stand for nothing."""
    uv = Path(shutil.which('uv'))
    assert program._uv() == str(uv)
    uv.write_text('#!/bin/sh\nexit 127\n')
    assert program._uv() is None
    uv.unlink()
    assert program._uv() is None


def test_coming_back_by_a_circle_is_an_error(program, monkeypatch):
    """A .venv whose python is another’s is not entered for ever."""
    monkeypatch.setenv('CHAPBOOK_STARTED', program.PYTHON)
    with pytest.raises(SystemExit, match='leads to another Python'):
        program._start_again()


# What goes wrong


@pytest.mark.parametrize(
    ('words', 'meaning'),
    [
        ('error: client error (Connect)\ncause: dns error: failed to look up', 'cannot be downloaded'),
        ('ERROR: Could not find a version that satisfies x==1 (from versions: none)', 'cannot be downloaded'),
        ('ERROR: THESE PACKAGES DO NOT MATCH THE HASHES', 'not the file that the lock names'),
        ('  × Hash mismatch for `x==1`', 'not the file that the lock names'),
        ('OSError: [Errno 28] No space left on device', 'the disk is full'),
        ('error: it rains', 'its last words say why'),
    ],
)
def test_a_failed_installation_says_why_and_what_to_do(checkout, calls, words, meaning):
    """One sentence, the installer’s last words, a hint; exit status 1; and the next run begins anew."""
    done = run(checkout, '--version', UV_STATUS='2', UV_SAYS=words)
    assert done.returncode == 1
    assert done.stdout == ''
    assert 'error: uv failed: ' in done.stderr
    assert meaning in done.stderr
    assert words.splitlines()[-1].strip() in done.stderr
    assert '\nhint: ' in done.stderr
    assert 'Traceback' not in done.stderr
    ask_version(checkout)
    assert [line.split()[0] for line in calls()] == ['venv', 'pip', 'venv', 'pip']


def test_a_folder_that_cannot_be_written_to_is_said_plainly(program, calls, monkeypatch):
    """Whose folder it is decides, not us."""

    def refuse(path):
        raise PermissionError(13, 'Permission denied', path)

    monkeypatch.setattr(program.os, 'mkdir', refuse)
    with pytest.raises(ChapbookError, match='this folder cannot be written to'):
        program._set_up(['--version'])
    assert calls() == []


def test_an_older_python_gets_a_sentence(checkout):
    """Python 3.9 is told what is needed, in a file that even 3.7 can read."""
    source = (checkout / 'build.py').read_text()
    ast.parse(source, feature_version=(3, 7))
    pretend = f'import sys; sys.version_info = (3, 9, 2); sys.version = "3.9.2 (old)"; exec({source!r})'
    done = subprocess.run([sys.executable, '-c', pretend], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith('error: chapbook needs Python 3.11 or newer; this is 3.9.2')
    assert '\nhint: ' in done.stderr


def test_without_pango_and_without_leave_nothing_is_begun(program, calls, monkeypatch, capsys):
    """Before any work: what is missing, the line to type, and what can be made without it; exit status 2."""
    monkeypatch.setattr(os, 'geteuid', lambda: 1000)
    monkeypatch.setattr(sys, 'argv', ['build.py'])
    monkeypatch.setitem(native.LIBRARIES, 'libpango-1.0', ('libnowhere.so.0',))
    monkeypatch.setattr(program, '_has_dependencies', lambda *_: False)
    assert program.main() == 2
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == 'error: Pango is not on this machine (libpango-1.0)'
    assert lines[1] == 'hint: sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0'
    assert lines[2].endswith('python3 build.py -e epub -e html')
    assert not Path(program.VENV).exists()
    assert calls() == []


@pytest.mark.parametrize(
    ('arguments', 'needed'),
    [
        ('', True),
        ('build a-text', True),
        ('test', True),
        ('-e pdf', True),
        ('-e epub --edition=booklet-a4', True),
        ('-e all', True),
        ('-e epub -e html', False),
        ('build --edition html', False),
        ('-e nonsense', False),
        ('import raw.txt', False),
        ('-q import raw.txt', False),
        ('--version', False),
        ('build --help', False),
    ],
)
def test_pango_is_asked_for_only_when_it_will_be_used(program, arguments, needed):
    """Editions that WeasyPrint does not lay out, and commands that make none, do without."""
    assert program._needs_pango(arguments.split()) is needed


# build.py test


@pytest.mark.parametrize(
    'case',
    [
        ([], None, ['ruff', 'ruff', 'mypy', 'pytest'], 0),
        ([], 'mypy', ['ruff', 'ruff', 'mypy', 'pytest'], 1),
        ([], 'pytest', ['ruff', 'ruff', 'mypy', 'pytest'], 3),
        (['-k', 'words'], None, ['pytest'], 0),
    ],
)
def test_all_checks_run_and_pytest_speaks_last(program, monkeypatch, capsys, case):
    """One failure of any fails the whole, none keeps the others from running; arguments are pytest’s alone."""
    arguments, failing, ran, status = case
    asked = []

    def call(command, cwd):
        assert cwd == program.HERE
        asked.append(command[2:])
        return 3 if command[2] == failing else 0

    monkeypatch.setattr(subprocess, 'call', call)
    assert program.run_tests(arguments) == status
    assert [command[0] for command in asked] == ran
    assert asked[-1][1:] == (arguments or list(program.ALL_TESTS))
    assert ('failed: mypy' in capsys.readouterr().err) is (failing == 'mypy')
