"""Pairs a whole build with one whose paragraphs are not composed but broken by WeasyPrint, in one run.

Usage: python benchmarks/composing.py TEXT.md [--runs 7] [--edition pdf ...]

The text is a chapbook text with front matter, and both builds make the same editions of it: the usual ones, or those
named. The second has `paragraphs: greedy`. They take turns, each as a whole cold process; figures are medians, and the
ratio is the median of the pairs. Nothing here passes or fails.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from editions import ROOT, adopt, report, run

FENCE = '---\n'


def main() -> None:
    """Pair the two and print a table."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument('text', type=Path)
    arguments.add_argument('--runs', type=int, default=7)
    arguments.add_argument('--edition', action='append', default=[])
    arguments.add_argument('--python', default=sys.executable, help='the Python that builds')
    options = arguments.parse_args()
    text = options.text.read_text('utf-8')
    if not text.startswith(FENCE):
        sys.exit(f'{options.text} has no front matter')
    adopt()
    with tempfile.TemporaryDirectory() as folder:
        builds = [
            build(Path(folder), options, 'composed', text),
            build(Path(folder), options, 'greedy', text.replace(FENCE, f'{FENCE}paragraphs: greedy\n', 1)),
        ]
        pairs = [(run(builds[0]), run(builds[1])) for _ in range(options.runs + 1)][1:]
    report(pairs, 'composed', 'greedy')


def build(folder: Path, options: argparse.Namespace, name: str, text: str) -> list[str]:
    """Write a text into a project of its own, and return the command that builds it."""
    source = folder / name / 'source'
    source.mkdir(parents=True)
    (source / options.text.name).write_text(text, 'utf-8')
    editions = [part for edition in options.edition for part in ('-e', edition)]
    return [options.python, str(ROOT / 'build.py'), '--project', str(folder / name), '-q', *editions]


if __name__ == '__main__':
    main()
