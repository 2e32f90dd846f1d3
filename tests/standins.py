"""Stand-ins for the programs that set a machine up: they write down what they are asked, and touch nothing."""

import importlib.util
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[1]

# Without its site-packages: it may have the dependencies, and here it must not.
BARE_PYTHON = (getattr(sys, '_base_executable', sys.executable), '-S')
UV = f"""#!/bin/sh
echo "$*" >> "$LOG"
for last; do :; done
case "$1" in
    venv) exec {BARE_PYTHON[0]} -m venv --without-pip "$last" ;;
    pip) sleep "${{UV_TAKES_S:-0}}"; printf '%s\\n' "$UV_SAYS" >&2; exit "${{UV_STATUS:-0}}" ;;
esac
"""
APT_GET = """#!/bin/sh
echo "$*" >> "$LOG"
case "$1" in
    install) [ -e "$LOG.updated" ] ;;
    update) touch "$LOG.updated" ;;
esac
"""


@pytest.fixture
def calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[str]]:
    """Put stand-ins for uv and apt-get on the PATH; call this for what they were asked, but for their version."""
    log, folder = tmp_path / 'log', tmp_path / 'bin'
    folder.mkdir()
    for name, script in (('uv', UV), ('apt-get', APT_GET)):
        (folder / name).write_text(script)
        (folder / name).chmod(0o755)
    monkeypatch.setenv('PATH', f'{folder}:/usr/bin:/bin')
    monkeypatch.setenv('LOG', str(log))
    monkeypatch.delenv('CHAPBOOK_STARTED', raising=False)
    return lambda: [line for line in log.read_text().splitlines() if line != '--version'] if log.exists() else []


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Copy what build.py needs into an empty folder with a space in its name."""
    folder = tmp_path / 'a checkout'
    shutil.copytree(ROOT / 'chapbook', folder / 'chapbook', ignore=shutil.ignore_patterns('__pycache__'))
    for name in ('build.py', 'pyproject.toml', 'requirements.lock', 'requirements-test.lock'):
        shutil.copy(ROOT / name, folder)
    return folder


@pytest.fixture
def program(checkout: Path) -> ModuleType:
    """Load the copy of build.py as a module."""
    return load(checkout / 'build.py')


def load(path: Path) -> ModuleType:
    """Load a script as a module, whatever its name may mean to others."""
    spec = importlib.util.spec_from_file_location('program', path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
