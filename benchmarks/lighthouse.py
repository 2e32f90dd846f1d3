"""Asks Lighthouse how fast the landing page and the page of a text are, as `serve` gives them out.

Usage: python benchmarks/lighthouse.py [DIR] [--rounds 5]     needs Chromium, Node.js, and `npm ci` in .ci/judges

DIR is what was built into (default: dist/). Lighthouse plays a telephone of the middle class on a slow network: it
multiplies what the page’s work took here, so whatever else this machine is at counts fourfold. Told are the medians of
the rounds and the best one, which was disturbed least. Nothing here passes or fails.
"""

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LIGHTHOUSE = ROOT / '.ci' / 'judges' / 'node_modules' / 'lighthouse' / 'cli' / 'index.js'
CATEGORIES = ('performance', 'accessibility', 'best-practices')
TIMES = ('first-contentful-paint', 'largest-contentful-paint', 'total-blocking-time', 'cumulative-layout-shift')


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument('folder', type=Path, nargs='?', default=ROOT / 'dist')
    arguments.add_argument('--rounds', type=int, default=5)
    options = arguments.parse_args()
    chromium = shutil.which('chromium') or shutil.which('google-chrome')
    if not (LIGHTHOUSE.exists() and chromium):
        sys.exit('skipped: Chromium is not on the PATH, or Lighthouse is not installed: npm ci in .ci/judges')
    pages = [
        'index.html',
        *sorted(path.relative_to(options.folder).as_posix() for path in options.folder.glob('*/*.html')),
    ]
    with serving(options.folder) as address:
        for page in pages:
            tell(page, [judged(f'{address}{page}', chromium) for _ in range(options.rounds)])


def tell(page: str, reports: list[dict[str, Any]]) -> None:
    """Print the scores and times of one page: the median, and the best."""
    print(page)
    for name in CATEGORIES:
        scores = [round(100 * report['categories'][name]['score']) for report in reports]
        print(f'  {name:26} {statistics.median(scores):8.0f} {max(scores):8.0f}')
    for name in TIMES:
        values = [report['audits'][name]['numericValue'] for report in reports]
        print(f'  {name:26} {statistics.median(values):8.3g} {min(values):8.3g}')


def judged(address: str, chromium: str) -> dict[str, Any]:
    """Return what Lighthouse reports of a page."""
    with tempfile.TemporaryDirectory() as home:
        words = ['node', LIGHTHOUSE, address, '--quiet', '--output=json', f'--only-categories={",".join(CATEGORIES)}',
                 '--chrome-flags=--headless=new --no-sandbox --disable-gpu']  # fmt: skip
        environment = {**os.environ, 'CHROME_PATH': chromium, 'HOME': home}
        done = subprocess.run(words, env=environment, capture_output=True, check=True, timeout=300)
    return dict(json.loads(done.stdout))


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve a folder on this machine alone; give its address."""
    words = [sys.executable, '-m', 'chapbook', 'serve', '-o', folder, '--host', '127.0.0.1', '--port', '0']
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            told = ''
            while 'Ctrl-C' not in told:
                told += process.stdout.readline() if process.stdout else ''
            yield re.findall(r'http://\S+', told)[0]
        finally:
            process.terminate()


if __name__ == '__main__':
    main()
