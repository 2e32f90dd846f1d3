"""Projects for the tests: folders with a few texts, and the program run on them as a user runs it."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
FRONT = '---\ntitle: "{}"\nauthor: Ann Onymous\nlang: en\ndate: 2024-05-01\n---\n\n'
SHORT = 'Words of a text.[^1]\n\n[^1]: A note.\n'
# What a tester's own environment may hold, and changes what the program does.
THEIRS = ('NO_COLOR', 'FORCE_COLOR', 'SOURCE_DATE_EPOCH', 'PYTHONUNBUFFERED', 'PYTHONIOENCODING')
EDITIONS = ('.pdf', '-booklet-a4.pdf', '-booklet-letter.pdf', '.epub', '.html')


def write_project(folder, **texts):
    """Write a text for each name, its body as given; one whose body has front matter of its own keeps that."""
    (folder / 'source').mkdir(parents=True, exist_ok=True)
    for slug, body in texts.items():
        whole = body if body.startswith('---') else FRONT.format(slug.title()) + body
        (folder / 'source' / f'{slug}.md').write_text(whole, 'utf-8')
    return folder


def environment(**more):
    """Return an environment in which Python finds chapbook and nothing of the tester’s own matters; None removes."""
    ours = {'PYTHONPATH': str(ROOT), 'TERM': 'xterm-256color', **more}
    kept = {name: value for name, value in os.environ.items() if name not in THEIRS}
    return {name: value for name, value in (kept | ours).items() if value is not None}


def command(*arguments):
    """Return the words that run the program."""
    return [sys.executable, '-m', 'chapbook', *map(str, arguments)]


def run(*arguments, cwd=None, env=None, **options):
    """Run the program to its end and return what became of it."""
    return subprocess.run(
        command(*arguments), cwd=cwd, env=environment(**(env or {})), capture_output=True, text=True, check=False,
        timeout=120, encoding='utf-8', **options,
    )  # fmt: skip


def built(folder):
    """Return the paths of the editions below a folder of outputs: all files but those of the catalogue."""
    return [name for name in files(folder) if '/' in name and not name.startswith('catalogue/')]


def files(folder):
    """Return the bytes of every file below a folder, by its path from there."""
    found = (path for path in sorted(folder.rglob('*')) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}
