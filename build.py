#!/usr/bin/env python3
# /// script
# requires-python = ">=3.11"
# dependencies = []
# ///
"""Builds every text in source/ into dist/; `build.py test` runs the tests. Sets itself up first, in .venv/ beside it.

The set-up is all that is here, with the standard library alone; the program is the package chapbook.
Most commands pass through here twice, so nothing is imported before it is needed.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - this file must still be read by the Pythons it turns away
    sys.exit(
        f'error: chapbook needs Python 3.11 or newer; this is {sys.version.split()[0]} ({sys.executable})\n'
        'hint: run build.py with a newer one, such as `python3.12 build.py`, or with `uv run build.py`'
    )

import io
import os
from collections.abc import Sequence

# pathlib takes longer to import than all of this takes to run; what is run here, is named here.
# ruff: noqa: PTH100, PTH102, PTH110, PTH118, PTH120, PTH122, PTH123, PTH208, S603, S606

HERE = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(HERE, '.venv')
PYTHON = os.path.join(VENV, *(('Scripts', 'python.exe') if os.name == 'nt' else ('bin', 'python')))
# What the environment was made from; written last, so that an environment left half-made is known for one.
STAMP = os.path.join(VENV, 'chapbook-stamp')
HALF_MADE = b'half made\n'
# Set while .venv is being entered: who finds it outside has come back by a circle.
STARTED = 'CHAPBOOK_STARTED'
LOCK, TEST_LOCK = 'requirements.lock', 'requirements-test.lock'
# On every processor, each file on one of them, so that what a file has built serves all its tests; tests/conftest.py
# has the long files begin first.
ALL_TESTS = ('-q', '-n', 'auto', '--dist', 'loadfile', '--no-loadscope-reorder')
CHECKS = (('ruff', 'check', '.'), ('ruff', 'format', '--check', '.'), ('mypy',))


def main() -> int:
    """Run the command in a Python that has what it needs, which is made first where there is none."""
    if HERE not in sys.path:
        sys.path.insert(0, HERE)
    arguments = sys.argv[1:]
    testing = arguments[:1] == ['test']
    if _inside():
        os.environ.pop(STARTED, None)
    try:
        if not _ready(testing):
            _set_up(arguments)
            return _start_again()
        _keep_compiled()
        _provide_pango(arguments)
    except KeyboardInterrupt:
        print('stopped; the same command begins anew', file=sys.stderr)
        return 130
    except Exception as fault:  # noqa: BLE001 - raised again unless it is ours
        return _told(fault)
    if testing:
        return run_tests(arguments[1:])
    from chapbook.cli import main as run

    return run(arguments)


def run_tests(arguments: Sequence[str]) -> int:
    """Run the linters and every test, or pytest alone if it is given arguments; pytest has the last word."""
    import subprocess

    checks = () if arguments else CHECKS
    failed = [' '.join(check) for check in checks if subprocess.call([sys.executable, '-m', *check], cwd=HERE)]
    if failed:
        _say(f'failed: {", ".join(failed)}')
    return subprocess.call([sys.executable, '-m', 'pytest', *(arguments or ALL_TESTS)], cwd=HERE) or int(bool(failed))


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _told(fault: Exception) -> int:
    """Print a fault of ours and return its exit status; any other is a defect and is raised."""
    from chapbook.problems import ChapbookError, UsageError

    if not isinstance(fault, ChapbookError):
        raise fault
    print(fault, file=sys.stderr)
    return 2 if isinstance(fault, UsageError) else 1


# Is everything there?


def _ready(testing: bool) -> bool:
    """Return whether this very Python will do: a .venv of ours by its stamp, any other by what it has."""
    ours = _inside() and os.path.exists(STAMP)
    return _fresh(testing) if ours else _has_dependencies(testing)


def _inside() -> bool:
    return os.path.realpath(sys.prefix) == os.path.realpath(VENV)


def _fresh(testing: bool) -> bool:
    """Return whether .venv was made, whole, from the lock as it is now. The one for tests holds all of the other."""
    return _usable() and _read(STAMP) in [_stamp(lock) for lock in ((TEST_LOCK,) if testing else (LOCK, TEST_LOCK))]


def _stamp(lock: str) -> bytes:
    """Return the stamp of an environment made from `lock`: its Python, and the lock itself."""
    return os.fsencode(os.path.realpath(PYTHON)) + b'\n' + _read(os.path.join(HERE, lock))


def _read(path: str) -> bytes:
    """Return the bytes of a file, none if there is no such file."""
    try:
        with open(path, 'rb') as file:
            return file.read()
    except OSError:
        return b''


def _has_dependencies(testing: bool) -> bool:
    """Return whether this very Python has what pyproject.toml asks for; nothing is imported."""
    versions = _versions(sys.path)
    if 'weasyprint' not in versions:  # as nearly always: at no cost
        return False
    import tomllib

    project = tomllib.loads(_read(os.path.join(HERE, 'pyproject.toml')).decode())
    wanted = project['project']['dependencies'] + (project['dependency-groups']['test'] if testing else [])
    return all(_satisfied(requirement, versions) for requirement in wanted)


def _versions(folders: Sequence[str]) -> dict[str, str]:
    """Return the version of each package in `folders`, read off the names of its metadata."""
    versions = {}
    for folder in filter(os.path.isdir, reversed(folders)):
        for entry in os.listdir(folder):
            if entry.endswith(('.dist-info', '.egg-info')):
                name, version, *_ = f'{os.path.splitext(entry)[0]}-'.split('-')
                versions[name.lower().replace('_', '-').replace('.', '-')] = version
    return versions


def _satisfied(requirement: str, versions: dict[str, str]) -> bool:
    """Return whether a requirement such as `markdown>=3.10,<4` is met."""
    import operator
    import re

    compare = {'>=': operator.ge, '==': operator.eq, '<': operator.lt}
    name, *bounds = re.split('(>=|==|<)', requirement.replace(',', ''))
    pairs = zip(bounds[::2], bounds[1::2], strict=True)
    return name in versions and all(compare[sign](_numbers(versions[name]), _numbers(bound)) for sign, bound in pairs)


def _numbers(version: str) -> list[int]:
    """Return the parts of a version, filled up with zeros: 3.10 and 3.10.0 are the same."""
    return [*(int(part) for part in version.split('.') if part.isdecimal()), *[0] * 6][:6]


# Set-up


def _set_up(arguments: Sequence[str]) -> None:
    """Make .venv, or bring it to what the lock says; one that is not ours is entered first, for it may have it all."""
    testing = arguments[:1] == ['test']
    not_ours = not _inside() and _usable() and not os.path.exists(STAMP)
    if not_ours or _fresh(testing):
        return
    _provide_pango(arguments)
    try:
        with _turn():
            if not _fresh(testing):
                _make(TEST_LOCK if testing or b'\npytest==' in _read(STAMP) else LOCK)
    except OSError as fault:
        from chapbook.native import failure

        raise failure('setting up', str(fault)) from fault


def _turn() -> io.BufferedReader:
    """Wait for any other set-up to end, even one whose build.py was killed: its installer holds the lock as well."""
    file = open(os.path.join(HERE, LOCK), 'rb')  # noqa: SIM115 - who waited closes it
    os.set_inheritable(file.fileno(), True)
    if os.name == 'posix':
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX)
    return file


def _make(lock: str) -> None:
    """Make .venv unless there is a usable one, and install into it what `lock` says."""
    from chapbook.native import provide_ensurepip, run_installer

    uv = _uv()
    if not uv:
        provide_ensurepip(_say)
    _say(f'setting up {VENV} with {"uv" if uv else "pip, which takes a minute"} (only this once)')
    if not (_usable() and (uv or os.path.exists(os.path.join(os.path.dirname(PYTHON), 'pip')))):
        _make_empty(uv)
    _mark(HALF_MADE)
    installer = [PYTHON, '-m', 'pip', 'install', '--no-input']
    if uv:
        installer = [uv, 'pip', 'install', '--compile-bytecode', '--python', PYTHON]
    run_installer([*installer, '--require-hashes', '--no-deps', '-r', os.path.join(HERE, lock)])
    # Compiled now, while nobody waits for a pamphlet: where Python may not write bytecode, each run would compile anew.
    run_installer([PYTHON, '-m', 'compileall', '-q', os.path.join(HERE, 'chapbook')])
    _mark(_stamp(lock))


def _make_empty(uv: str | None) -> None:
    """Make an empty .venv in place of whatever is there."""
    import shutil

    from chapbook.native import run_installer

    # Not the Python of the .venv that is about to go, should that be the one that runs.
    base = getattr(sys, '_base_executable', sys.executable)
    if os.path.lexists(VENV):
        _mark(HALF_MADE)
        shutil.rmtree(VENV)
    os.mkdir(VENV)
    _mark(HALF_MADE)
    run_installer([uv, 'venv', '--allow-existing', '--python', base, VENV] if uv else [base, '-m', 'venv', VENV])


def _mark(stamp: bytes) -> None:
    with open(STAMP, 'wb') as file:
        file.write(stamp)


def _usable() -> bool:
    """Return whether .venv is an environment at all, and not one left half-made."""
    return os.path.exists(PYTHON) and os.path.exists(os.path.join(VENV, 'pyvenv.cfg')) and _read(STAMP) != HALF_MADE


def _uv() -> str | None:
    """Return a uv that works; one on the PATH may be an empty promise."""
    import shutil
    import subprocess

    uv = shutil.which('uv')
    return uv if uv and subprocess.run([uv, '--version'], capture_output=True, check=False).returncode == 0 else None


def _start_again() -> int:  # noqa: RET503 - execv does not return
    """Run the same command with the Python in .venv, in place of this process where the system can do that."""
    command = [PYTHON, os.path.join(HERE, 'build.py'), *sys.argv[1:]]
    if os.environ.pop(STARTED, '') == PYTHON:
        sys.exit(f'error: {VENV} leads to another Python, {sys.prefix}\nhint: delete it and run the same command again')
    os.environ[STARTED] = PYTHON
    os.environ.pop('PYTHONHOME', None)  # it would lead back out of .venv
    if sys.platform == 'darwin':
        os.environ.setdefault('DYLD_FALLBACK_LIBRARY_PATH', '/opt/homebrew/lib:/usr/local/lib:/usr/lib')
    if os.name == 'nt':
        import subprocess

        return subprocess.call(command)
    os.execv(PYTHON, command)


def _end(status: int) -> None:
    """End at once: what Python would still do is to free, piece by piece, memory that the system takes back whole."""
    import atexit

    atexit._run_exitfuncs()  # noqa: SLF001 - there is no other way to run them before the end
    try:
        for stream in filter(None, (sys.stdout, sys.stderr)):
            stream.flush()
    finally:
        os._exit(status)


def _provide_pango(arguments: Sequence[str]) -> None:
    """See to Pango if WeasyPrint will be asked for an edition; wrong arguments are left to the command to judge."""
    if not _needs_pango(arguments):
        return
    from chapbook import native

    native.provide_pango(_say, None if _inside() else native.HOMEBREW)


def _keep_compiled() -> None:
    from chapbook import compiled

    compiled.keep()


def _needs_pango(arguments: Sequence[str]) -> bool:
    from itertools import pairwise

    from chapbook.cli import with_command
    from chapbook.editions import EDITIONS

    command = 'test' if arguments[:1] == ['test'] else with_command([*arguments])[0]
    if command not in ('build', 'test') or {'-h', '--help', '--version'}.intersection(arguments):
        return False

    asked = [word for option, word in pairwise(arguments) if option in ('-e', '--edition')]
    asked += [word.removeprefix('--edition=') for word in arguments if word.startswith('--edition=')]
    need_pango = (edition.name for edition in EDITIONS.values() if edition.needs_pango)
    return command == 'test' or not asked or not {*need_pango, 'all'}.isdisjoint(asked)


if __name__ == '__main__':
    _end(main())
