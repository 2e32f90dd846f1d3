"""chapbook/native.py: what pip cannot bring is installed where that may be done, and named where it may not."""

import importlib.util
import os
import shutil
import sys
from pathlib import Path

import pytest

from chapbook import native
from chapbook.problems import UsageError


@pytest.fixture
def no_pango(monkeypatch):
    """Make one of the libraries impossible to find, until it is put back."""
    monkeypatch.setitem(native.LIBRARIES, 'libpango-1.0', ('libnowhere.so.0',))


def test_pango_is_looked_for_by_the_names_weasyprint_uses():
    """Whatever this machine has, WeasyPrint names each of these files itself."""
    source = Path(importlib.util.find_spec('weasyprint').origin).with_name('text') / 'ffi.py'
    text = source.read_text()
    assert all(f"'{file}'" in text for files in native.LIBRARIES.values() for file in files)


@pytest.mark.usefixtures('no_pango')
def test_a_library_that_is_nowhere_is_named():
    """Only what is missing is told."""
    assert native.missing_libraries() == ('libpango-1.0',)


@pytest.mark.usefixtures('no_pango')
def test_a_library_is_found_by_its_path(tmp_path, monkeypatch):
    """A folder that the system does not search, such as Homebrew’s, can be given."""
    there, load = str(tmp_path / 'libnowhere.so.0'), native.ctypes.CDLL
    monkeypatch.setattr(native.ctypes, 'CDLL', lambda path: path if path == there else load(path))
    assert native.missing_libraries(tmp_path) == ()
    assert native.missing_libraries(tmp_path / 'elsewhere') == ('libpango-1.0',)


@pytest.mark.parametrize(
    ('tool', 'line'),
    [
        ('apt-get', 'sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0'),
        ('dnf', 'sudo dnf install '),
        ('pacman', 'sudo pacman -S '),
        ('apk', 'sudo apk add '),
        ('brew', 'brew install pango'),
        ('none', 'install Pango 1.44 or newer'),
    ],
)
def test_each_system_is_told_its_own_line(monkeypatch, tool, line):
    """One line to type, for the package manager that is on the PATH; root needs no sudo."""
    monkeypatch.setattr(shutil, 'which', lambda name: name if name == tool else None)
    monkeypatch.setattr(os, 'geteuid', lambda: 1000)
    assert native.how_to_install().startswith(line)
    monkeypatch.setattr(os, 'geteuid', lambda: 0)
    assert native.how_to_install().startswith(line.removeprefix('sudo '))


@pytest.mark.usefixtures('no_pango')
def test_windows_and_macos_are_told_theirs(monkeypatch):
    """MSYS2 and Homebrew go by the system; where Homebrew has it already, Python must be told to look there."""
    monkeypatch.setattr(sys, 'platform', 'win32')
    assert native.how_to_install().startswith('pacman -S mingw-w64-ucrt-x86_64-pango')
    monkeypatch.setattr(sys, 'platform', 'darwin')
    assert native.how_to_install() == 'brew install pango'
    monkeypatch.setattr(native, 'missing_libraries', lambda *_: ())
    assert native.how_to_install() == f'export DYLD_FALLBACK_LIBRARY_PATH={native.HOMEBREW}'


@pytest.mark.usefixtures('no_pango')
def test_root_on_debian_installs_pango(calls, monkeypatch):
    """With the list of packages fetched first where apt-get does not know them; one line says so."""
    told = []
    monkeypatch.setattr(os, 'geteuid', lambda: 0)
    answers = iter([('libpango-1.0',), ()])
    monkeypatch.setattr(native, 'missing_libraries', lambda *_: next(answers))
    native.provide_pango(told.append)
    assert [line.split()[0] for line in calls()] == ['install', 'update', 'install']
    assert calls()[-1].endswith(' '.join(native.DEBIAN_PACKAGES))
    assert len(told) == 1


@pytest.mark.usefixtures('calls', 'no_pango')
def test_pango_that_is_still_missing_when_installed_is_an_error(monkeypatch):
    """apt-get being content is not enough."""
    monkeypatch.setattr(os, 'geteuid', lambda: 0)
    with pytest.raises(UsageError, match='though its packages are installed'):
        native.provide_pango(print)


@pytest.mark.parametrize('root', [True, False])
def test_a_debian_python_without_ensurepip(calls, monkeypatch, root):
    """As root its package is installed; anyone else is told the line to type."""
    monkeypatch.setitem(sys.modules, 'ensurepip', None)
    monkeypatch.setattr(os, 'geteuid', lambda: 0 if root else 1000)
    package = f'python3.{sys.version_info.minor}-venv'
    if root:
        told = []
        native.provide_ensurepip(told.append)
        assert calls()[-1] == f'install -y -qq --no-install-recommends {package}'
        assert package in told[0]
    else:
        with pytest.raises(UsageError, match=f'hint: sudo apt-get install {package}'):
            native.provide_ensurepip(print)
        assert calls() == []
