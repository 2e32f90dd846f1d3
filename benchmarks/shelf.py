"""Pairs the catalogue of a shelf of hundreds of texts with `sha256sum` reading the same files, in one run.

Usage: python benchmarks/shelf.py DIST [--texts 500] [--runs 7]     DIST holds at least one text that was built

The first text of DIST is copied under other names, with titles, languages and subjects of their own. Landing page,
README, feeds and checksums are then made anew, as after every build; figures are medians, and the ratio is the median
of the pairs. Nothing here passes or fails.
"""

import argparse
import json
import shutil
import statistics
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from chapbook import catalogue
from chapbook.theme import load_theme

if TYPE_CHECKING:
    from collections.abc import Callable

LANGUAGES, SUBJECTS = ('en', 'de', 'fr', 'es', 'ar', 'tr'), 60


def make_shelf(dist: Path, shelf: Path, texts: int) -> None:
    """Copy the first text of a folder under so many names."""
    record = min((dist / 'catalogue').glob('*.json'))
    known, slug = json.loads(record.read_bytes()), record.stem
    (shelf / 'catalogue').mkdir(parents=True)
    for number in range(texts):
        name = f'text-{number:04}'
        (shelf / name).mkdir()
        for path in (dist / slug).glob(f'{slug}*'):
            shutil.copy(path, shelf / name / path.name.replace(slug, name, 1))
        if (cover := record.with_suffix('.jpg')).exists():
            shutil.copy(cover, shelf / 'catalogue' / f'{name}.jpg')
        own = {
            'title': f'A made-up title {number}',
            'identifier': f'urn:x-shelf:{number}',
            'lang': LANGUAGES[number % len(LANGUAGES)],
            'subjects': [f'Subject {number * step % SUBJECTS}' for step in (1, 7, 11)],
        }
        (shelf / 'catalogue' / f'{name}.json').write_text(json.dumps(known | own), 'utf-8')


def seconds(work: 'Callable[[], object]') -> float:
    """Return the wall seconds that some work takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def main() -> None:
    """Make the shelf once, then let the two take turns."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('dist', type=Path)
    parser.add_argument('--texts', type=int, default=500)
    parser.add_argument('--runs', type=int, default=7)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        shelf = Path(name) / 'dist'
        make_shelf(options.dist, shelf, options.texts)
        theme = load_theme(Path(name))
        files = [path for path in shelf.rglob('*') if path.is_file()]
        print(f'{options.texts} texts, {len(files)} files, {sum(path.stat().st_size for path in files) / 1e6:.0f} MB')
        pairs = [
            (
                seconds(lambda: catalogue.publish_catalogue(shelf, theme)),
                seconds(lambda: subprocess.run(['sha256sum', '--', *files], check=True, stdout=subprocess.DEVNULL)),
            )
            for _ in range(options.runs)
        ]
    ours, theirs = (statistics.median(side) for side in zip(*pairs, strict=True))
    ratio = statistics.median(one / other for one, other in pairs)
    print(f'catalogue {ours:.2f} s, sha256sum alone {theirs:.2f} s: {ratio:.1f} times')


if __name__ == '__main__':
    main()
