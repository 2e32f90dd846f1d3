"""Pairs `check` with Ghostscript, which prints every page to count its ink, in one run: processor time, peak memory.

Usage: python benchmarks/check.py [--runs 3] [--pages 100]

The page files are those of benchmarks/sheets.py: A5 pages full of hyphenated text, with tags. The commands take turns,
each as a whole cold process; figures are medians, and the ratio is the median of the pairs. Two thousand pages are
checked alone with --many, for their memory. Nothing here passes or fails.
"""

import argparse
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

from editions import ROOT, Run, run
from sheets import page_file

MANY = 2000


def main() -> None:
    """Make a page file, pair the commands, print a table."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument('--runs', type=int, default=3)
    arguments.add_argument('--pages', type=int, default=100)
    arguments.add_argument('--many', action='store_true', help=f'check {MANY} pages, too')
    arguments.add_argument('--gs', default=shutil.which('gs'))
    options = arguments.parse_args()
    if not options.gs:
        sys.exit('skipped: gs is not on the PATH; apt-get install ghostscript')
    with tempfile.TemporaryDirectory() as folder:
        pages = page_file(Path(folder), options.pages)
        theirs = [options.gs, '-q', '-dBATCH', '-dNOPAUSE', '-sDEVICE=inkcov', '-r150', '-o', '-', str(pages)]
        pairs = [(run(ours(pages)), run(theirs)) for _ in range(options.runs)]
        ratio = statistics.median(mine.cpu_s / other.cpu_s for mine, other in pairs)
        print(f'{options.runs} pairs{"":8}{"check s":>10}{"MiB":>6}{"gs s":>10}{"MiB":>6}{"ratio":>8}')
        mine, other = ([pair[at] for pair in pairs] for at in (0, 1))
        print(f'{f"{options.pages} pages":15}{told(mine)}{told(other)}{ratio:8.2f}')
        if options.many:
            print(f'{f"{MANY} pages":15}{told([run(ours(page_file(Path(folder), MANY)))])}')


def ours(pages: Path) -> list[str]:
    """Return our command line."""
    return [sys.executable, str(ROOT / 'build.py'), 'check', str(pages)]


def told(runs: list[Run]) -> str:
    """Return the median processor time and the highest memory of some runs."""
    return f'{statistics.median(each.cpu_s for each in runs):10.2f}{max(each.peak_mib for each in runs):6.0f}'


if __name__ == '__main__':
    main()
