"""What pip cannot bring: the libraries WeasyPrint needs, Pango and HarfBuzz’s subsetter, and how to get them.

Standard library alone: build.py asks before there is an environment.
"""

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from textwrap import shorten

from chapbook.problems import ChapbookError, UsageError, error

# Each library by the name it is known by, and its file on Linux, macOS and Windows: the ones WeasyPrint looks for.
LIBRARIES = {
    'libpango-1.0': ('libpango-1.0.so.0', 'libpango-1.0.dylib', 'libpango-1.0-0.dll'),
    'libpangoft2-1.0': ('libpangoft2-1.0.so.0', 'libpangoft2-1.0.dylib', 'libpangoft2-1.0-0.dll'),
    'libharfbuzz-subset': ('libharfbuzz-subset.so.0', 'libharfbuzz-subset.0.dylib', 'libharfbuzz-subset-0.dll'),
}
DEBIAN_PACKAGES = ('libpango-1.0-0', 'libpangoft2-1.0-0', 'libharfbuzz-subset0')
# Where Homebrew puts libraries on Apple silicon; a Python that is not Homebrew’s own does not look there.
HOMEBREW = Path('/opt/homebrew/lib')
MSYS2 = ('C:\\msys64\\ucrt64\\bin', 'C:\\msys64\\mingw64\\bin')
# What is on the PATH, and what installs the libraries with it. The first that is found is the system’s own.
INSTALLERS = {
    'apt-get': f'sudo apt-get install {" ".join(DEBIAN_PACKAGES)}',
    'dnf': 'sudo dnf install pango harfbuzz',
    'pacman': 'sudo pacman -S pango harfbuzz',
    'apk': 'sudo apk add so:libpango-1.0.so.0 so:libpangoft2-1.0.so.0 so:libharfbuzz-subset.so.0',
    'zypper': 'sudo zypper install libpango-1_0-0 libharfbuzz-subset0',
    'brew': 'brew install pango',
}
# Words of an installer that has failed, what they mean, and how to mend it. The first row that fits is told.
AGAIN = 'and run the same command again'
REASONS = (
    (('No space left',), 'the disk is full', f'make room, a gigabyte at most, {AGAIN}'),
    (('ermission denied', 'ead-only'), 'this folder cannot be written to', 'work in a copy of it that is your own'),
    (('HASHES', 'ash mismatch'), 'a download is not the file that the lock names', f'wait a little {AGAIN}'),
    (
        ('onnection', 'dns error', 'resolution', 'esolving', 'imed out', 'versions: none'),
        'the packages cannot be downloaded',
        f'see that the network works {AGAIN}',
    ),
    (('',), 'its last words say why', f'mend that {AGAIN}'),
)

# Told one line about work that takes a while.
Tell = Callable[[str], None]


def missing_libraries(folder: Path | None = None) -> tuple[str, ...]:
    """Return the names of the libraries that cannot be loaded, from the usual places or from `folder`."""
    _look_in_msys2()
    return tuple(name for name, files in LIBRARIES.items() if not any(_loads(file, folder) for file in files))


def how_to_install() -> str:
    """Return the one line to type on this system to get the missing libraries."""
    if sys.platform == 'win32':
        return 'pacman -S mingw-w64-ucrt-x86_64-pango  (in a window of MSYS2 UCRT64)'
    if sys.platform == 'darwin':
        return INSTALLERS['brew'] if missing_libraries(HOMEBREW) else f'export DYLD_FALLBACK_LIBRARY_PATH={HOMEBREW}'
    line = next((line for tool, line in INSTALLERS.items() if shutil.which(tool)), None)
    if line is None:
        return 'install Pango 1.44 or newer, and HarfBuzz with its subset library'
    return line.removeprefix('sudo ') if _is_root() else line


def provide_pango(tell: Tell, folder: Path | None = None) -> None:
    """Install Pango where it is missing and may be installed, and `tell` so; say what to type where it may not."""
    if missing := missing_libraries(folder):
        hint = f'{how_to_install()}\nhint: to do without it: python3 build.py -e epub -e html'
        message = f'Pango is not on this machine ({", ".join(missing)})'
        _install(DEBIAN_PACKAGES, tell, message, hint)
        if missing_libraries(folder):
            raise UsageError(error(f'{message}, though its packages are installed', None, hint))


def provide_ensurepip(tell: Tell) -> None:
    """Install what Debian leaves out of its Python where that may be done, and `tell` so; else say what to type."""
    try:
        import ensurepip  # noqa: F401
    except ImportError:
        package = f'python3.{sys.version_info.minor}-venv'
        line = (
            f'sudo apt-get install {package}' if shutil.which('apt-get') else 'install uv, or a Python with ensurepip'
        )
        _install((package,), tell, f'{sys.executable} has no ensurepip, so it cannot make an environment', line)


def run_installer(command: Sequence[str]) -> None:
    """Run an installer; if it fails, raise its last words and what they mean."""
    environment = {name: value for name, value in os.environ.items() if name not in ('PYTHONHOME', 'PIP_USER')}
    quiet = {'stdin': subprocess.DEVNULL, 'stdout': subprocess.PIPE, 'stderr': subprocess.STDOUT}
    # Not closing files: the installer shares build.py’s lock on the set-up, should that be killed before it.
    done = subprocess.run(command, **quiet, env=environment, close_fds=False, check=False)  # type: ignore[call-overload]  # noqa: S603
    if done.returncode:
        name = command[2] if command[1] == '-m' else Path(command[0]).name
        raise failure(name, done.stdout.decode(errors='replace'))


def failure(what: str, words: str) -> ChapbookError:
    """Return the error for an installer that has failed with these last words."""
    reason, hint = next((reason, hint) for signs, reason, hint in REASONS if any(sign in words for sign in signs))
    lines = [line for line in words.splitlines() if line.strip() and 'Retrying' not in line]
    last = ''.join(f'\n    {shorten(line, 200)}' for line in lines[-6:])
    return ChapbookError(error(f'{what} failed: {reason}{last}', None, hint))


def _install(packages: Sequence[str], tell: Tell, message: str, hint: str) -> None:
    """Install Debian packages as root on a Debian-like system; anywhere else stop with `message` and `hint`."""
    if not (_is_root() and shutil.which('apt-get')):
        raise UsageError(error(message, None, hint))
    tell(f'{message}: installing {" ".join(packages)}')
    os.environ['DEBIAN_FRONTEND'] = 'noninteractive'
    command = ['apt-get', 'install', '-y', '-qq', '--no-install-recommends', *packages]
    try:
        run_installer(command)
    except ChapbookError:  # as on a machine that has never asked what packages there are
        run_installer(['apt-get', 'update', '-qq'])
        run_installer(command)


def _is_root() -> bool:
    return sys.platform != 'win32' and os.geteuid() == 0


def _loads(file: str, folder: Path | None) -> bool:
    """Return whether a library can be loaded, by its bare name or from `folder`."""
    for place in (file, folder and str(folder / file)):
        try:
            if place and ctypes.CDLL(place):
                return True
        except OSError:
            continue
    return False


def _look_in_msys2() -> None:
    """Let Windows find the libraries where WeasyPrint will look for them."""
    if sys.platform == 'win32':
        for folder in os.getenv('WEASYPRINT_DLL_DIRECTORIES', ';'.join(MSYS2)).split(';'):
            if Path(folder).is_dir():
                os.add_dll_directory(folder)
