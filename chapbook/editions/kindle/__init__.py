"""The e-book for Kindle: calibre, where it is installed, turns the EPUB into AZW3, in a folder of its own."""

import os
import shutil
import subprocess
import sys
import tempfile
from datetime import datetime
from pathlib import Path

from chapbook.editions.kindle import palm
from chapbook.problems import ChapbookError, error

PROGRAM = 'ebook-convert'
# Where calibre is when it is not on the PATH: https://manual.calibre-ebook.com/generated/en/ebook-convert.html
USUAL_PLACES = {
    'darwin': (Path('/Applications/calibre.app/Contents/MacOS'),),
    'win32': (Path('C:/Program Files/Calibre2'), Path('C:/Program Files (x86)/Calibre2')),
    'linux': (Path('/opt/calibre'),),
}
HOW_TO_INSTALL = {
    'darwin': 'brew install --cask calibre, or https://calibre-ebook.com/download_osx',
    'win32': 'winget install calibre.calibre, or https://calibre-ebook.com/download_windows',
    'linux': 'sudo apt install calibre (Debian, Ubuntu), sudo dnf install calibre (Fedora)',
}
INSTEAD = 'Send to Kindle (https://www.amazon.com/sendtokindle) takes the EPUB as it is'
LONGEST_S = 600
# As the text has them: no smaller pictures or type, no wider lines, no guesses at chapters, no second contents.
OPTIONS = (
    *('--output-profile=tablet', '--disable-font-rescaling', '--minimum-line-height=0', '--no-inline-toc'),
    *('--chapter=/', '--chapter-mark=none', '--page-breaks-before=/'),
)
# No window, no settings of the user’s, no network, and the same order of everything at each run.
AROUND = {
    'QT_QPA_PLATFORM': 'offscreen', 'QTWEBENGINE_CHROMIUM_FLAGS': '--no-sandbox', 'PYTHONHASHSEED': '0',
    'http_proxy': 'http://127.0.0.1:9', 'https_proxy': 'http://127.0.0.1:9',
}  # fmt: skip


def convert(epub: bytes, urn: str, modified: datetime) -> bytes:
    """Return an e-book as AZW3; raises ChapbookError where calibre is missing or fails.

    Two runs differ in nothing but the order of faces and pictures: calibre takes it from where in memory they lie.
    """
    program = find_program()
    if program is None:
        hint = f'{HOW_TO_INSTALL.get(sys.platform, "install calibre")}\nhint: without it: {INSTEAD}'
        raise ChapbookError(error('the edition azw3 needs calibre, which is not on this machine', None, hint))
    with tempfile.TemporaryDirectory(prefix='chapbook-', ignore_cleanup_errors=True) as name:
        folder = Path(name)
        made = folder / 'book.azw3'
        (folder / 'book.epub').write_bytes(epub)
        said = _run(program, folder)
        if not made.exists():
            raise ChapbookError(error(f'calibre made no azw3: {said}', None, f'without it: {INSTEAD}'))
        return palm.steadied(made.read_bytes(), urn, modified)


def _run(program: Path, folder: Path) -> str:
    """Let calibre convert the book in a folder; return the last line it says."""
    folders = {
        f'CALIBRE_{name}': str(folder / name.lower()) for name in ('CONFIG_DIRECTORY', 'TEMP_DIR', 'CACHE_DIRECTORY')
    }
    for each in folders.values():
        Path(each).mkdir()
    try:
        done = subprocess.run(  # noqa: S603 - the user’s own calibre
            [program, folder / 'book.epub', folder / 'book.azw3', *OPTIONS],
            env={**os.environ, **AROUND, **folders}, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, encoding='utf-8', errors='replace', timeout=LONGEST_S, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return f'it was still at work after {LONGEST_S // 60} minutes'
    except OSError as fault:
        return str(fault)
    return next((line.strip() for line in reversed(done.stdout.splitlines()) if line.strip()), 'and says nothing')


def find_program() -> Path | None:
    """Return where calibre’s converter is, on the PATH or in one of the usual places; None where it is not."""
    if found := shutil.which(PROGRAM):
        return Path(found)
    folders = os.pathsep.join(map(str, USUAL_PLACES.get(sys.platform, ())))
    return Path(found) if folders and (found := shutil.which(PROGRAM, path=folders)) else None
