"""Pairs the cold build of an e-book with pandoc making one of the same Markdown, in one run.

Usage: python benchmarks/epub.py [--runs 7] [--shape NAME …]         pandoc comes with a wheel, made once by

    python3 -m venv peer && peer/bin/pip install pypandoc_binary     # then --pandoc peer/lib/…/pypandoc/files/pandoc

The books are made here, the same every time: a megabyte in a hundred sections, of words that were never a language's.
`mixed` has some of everything that a book has; the others are nearly all of one kind, so that what is gained on one
is not lost on the next; `files` is `mixed` with a file for each section. The commands take turns, each as a whole cold
process; figures are medians, and the ratio is the median of the pairs. CPU is of all processes, peak memory of the
largest. Nothing here passes or fails.
"""

import argparse
import ctypes
import random
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from itertools import accumulate, count
from pathlib import Path

from editions import PR_SET_CHILD_SUBREAPER, ROOT, run

SECTIONS, SIZE = 100, 1_000_000
SYLLABLES = 'ka lor mi ten sha vu rel ost bri ane dom hul pi ster wen gla tho ic ure mon fal det ing er en ly'.split()
FRONT_MATTER = '---\ntitle: A made-up book\nauthor: Nobody\nlang: en\nidentifier: urn:x-book:made-up\n---\n\n'
COMMON = 'the of and to in a is that it was for on as with be by at this had not are but from or have'.split()

Block = Callable[['Writer'], str]


class Writer:
    """Writes blocks of Markdown in a made-up language whose few common words make half of a text, as in any other."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - nobody guards a secret with a made-up book
        self.notes = count(1)
        rare = [''.join(self.chance.choices(SYLLABLES, k=self.chance.choice((2, 2, 3, 4)))) for _ in range(8000)]
        self.words = [*COMMON, *rare]
        # Zipf’s law: the nth of the words stands in a text an nth as often as the first.
        self.weights = list(accumulate(1 / place for place in range(1, len(self.words) + 1)))

    def some(self, least: int, most: int) -> list[str]:
        """Return a few words."""
        return self.chance.choices(self.words, cum_weights=self.weights, k=self.chance.randint(least, most))

    def phrase(self, least: int = 2, most: int = 6) -> str:
        """Return a few words in a row."""
        return ' '.join(self.some(least, most))

    def sentence(self) -> str:
        """Return a sentence: two parts with a comma, a dash, a quotation or a shortened word in some of them."""
        joint = self.chance.choice((', ', ', ', '; ', ' -- ', ' ', "n't "))
        words = f'{self.phrase(4, 10)}{joint}{self.phrase(4, 10)}'
        return f'{words[0].upper()}{words[1:]}{self.chance.choice("...?!")}'

    def passage(self, least: int, most: int) -> str:
        """Return sentences."""
        return ' '.join(self.sentence() for _ in range(self.chance.randint(least, most)))


def prose(writer: Writer) -> str:
    """Return a paragraph without any markup."""
    return writer.passage(4, 9)


def emphatic(writer: Writer) -> str:
    """Return a paragraph with words in italics and in bold."""
    return f'{writer.passage(2, 4)} *{writer.phrase()}*, **{writer.phrase()}**. {writer.passage(1, 3)}'


def noted(writer: Writer) -> str:
    """Return a paragraph with a note, which stands behind it."""
    call = f'[^{next(writer.notes)}]'
    return f'{writer.passage(2, 4)}{call} {writer.passage(1, 3)}\n\n{call}: {writer.sentence()} *{writer.phrase()}*.'


def linked(writer: Writer) -> str:
    """Return a paragraph with a link and a piece of code."""
    target = '-'.join(writer.some(2, 4))
    link = f'[{writer.phrase()}](https://example.org/{target})'
    return f'{writer.passage(1, 4)} See {link} or `{target}`. {writer.sentence()}'


def spoken(writer: Writer) -> str:
    """Return a line or two of dialogue."""
    return f'"{writer.sentence()}" said {writer.phrase(1, 3)}. "{writer.passage(1, 2)}"'


def quoted(writer: Writer) -> str:
    """Return a quotation and where it is from."""
    return f'> {writer.passage(2, 4)}\n>\n> — {writer.phrase(2, 3)}'


def listed(writer: Writer) -> str:
    """Return a list, with marks or numbers."""
    mark = writer.chance.choice(('-', '1.'))
    return '\n'.join(f'{mark} {writer.sentence()}' for _ in range(writer.chance.randint(3, 7)))


def tabled(writer: Writer) -> str:
    """Return a table of three columns."""
    rows = [[writer.phrase(1, 3) for _ in range(3)] for _ in range(writer.chance.randint(3, 8))]
    lines = [' | '.join(row) for row in rows]
    return '\n'.join(f'| {line} |' for line in (lines[0], '--- | --- | ---', *lines[1:]))


def headed(writer: Writer) -> str:
    """Return a heading within a section."""
    return f'## {writer.phrase()}'


# How often each kind of block stands in a book of each shape.
KINDS: dict[Block, int] = {
    prose: 30, emphatic: 20, noted: 12, linked: 10, spoken: 12, quoted: 5, listed: 5, tabled: 2, headed: 4,
}  # fmt: skip
SHAPES: dict[str, dict[Block, int]] = {
    'mixed': KINDS,
    'files': KINDS,
    'plain': {prose: 1},
    'notes': {noted: 4, prose: 1},
    'dialogue': {spoken: 9, prose: 1},
    'manual': {listed: 3, tabled: 2, linked: 4, headed: 1, emphatic: 2},
}


def sections(shape: str) -> Iterator[str]:
    """Yield the sections of a book, each a heading and its blocks."""
    writer = Writer(len(shape))
    kinds = SHAPES[shape]
    for _ in range(SECTIONS):
        blocks = [f'# {writer.phrase().capitalize()}']
        while sum(map(len, blocks)) < SIZE / SECTIONS:
            block = writer.chance.choices(list(kinds), list(kinds.values()))[0]
            blocks.append(block(writer))
        yield '\n\n'.join(blocks) + '\n'


def write_book(project: Path, shape: str) -> list[Path]:
    """Write a book into a project; return its files in their order."""
    made = list(sections(shape))
    texts = made if shape == 'files' else ['\n'.join(made)]
    folder = project / 'source' / 'book'
    folder.mkdir(parents=True)
    names = ['index.md', *(f'{number:03}.md' for number in range(1, len(texts)))]
    for name, text in zip(names, texts, strict=True):
        (folder / name).write_text(FRONT_MATTER * (name == 'index.md') + text, 'utf-8')
    return [folder / name for name in names]


def pair(project: Path, shape: str, options: argparse.Namespace) -> None:
    """Run both commands in turn, once to warm up, and report."""
    files = [str(path) for path in write_book(project, shape)]
    ours = [options.python, str(ROOT / 'build.py'), '--project', str(project), '-q', '-e', 'epub']
    theirs = [options.pandoc, *files, '--file-scope', '--toc', '-o', str(project / 'peer.epub')]
    pairs = [(run(ours), run(theirs)) for _ in range(options.runs + 1)][1:]
    told = [
        (statistics.median(each.wall_s for each in side), statistics.median(each.cpu_s for each in side),
         max(each.peak_mib for each in side))
        for side in zip(*pairs, strict=True)
    ]  # fmt: skip
    ratios = [theirs.wall_s / ours.wall_s for ours, theirs in pairs]
    figures = ''.join(f'{wall:9.2f}{cpu:7.2f}{peak:6.0f}' for wall, cpu, peak in told)
    print(f'{shape:10}{figures}{statistics.median(ratios):8.2f}  ({min(ratios):.2f}-{max(ratios):.2f})', flush=True)


def main() -> None:
    """Make each book, pair the two on it, print a table."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument('--runs', type=int, default=7)
    arguments.add_argument('--shape', action='append', choices=SHAPES, help='which books (default: all)')
    arguments.add_argument('--keep', type=Path, help='write the books into this folder, and pair nothing')
    arguments.add_argument('--pandoc', default=shutil.which('pandoc'))
    arguments.add_argument('--python', default=sys.executable, help='the Python that builds')
    options = arguments.parse_args()
    shapes = options.shape or list(SHAPES)
    if options.keep:
        for shape in shapes:
            write_book(options.keep / shape, shape)
        return
    if not options.pandoc:
        sys.exit('skipped: pandoc is not on the PATH; make it an environment as above, and name it with --pandoc')
    # Whatever a command leaves running becomes a child of ours, so that its time is counted too.
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)
    print(
        f'{f"{options.runs} pairs":10}'
        f'{"build s":>9}{"cpu":>7}{"MiB":>6}{"pandoc s":>10}{"cpu":>6}{"MiB":>6}{"faster":>8}'
    )
    with tempfile.TemporaryDirectory() as folder:
        for shape in shapes:
            pair(Path(folder) / shape, shape, options)


if __name__ == '__main__':
    main()
