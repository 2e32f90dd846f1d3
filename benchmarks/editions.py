"""Pairs a whole build with `pandoc → WeasyPrint` making its PDF alone, in one run.

Usage: python benchmarks/editions.py TEXT.md [--runs 7]     needs pandoc and an environment with plain WeasyPrint 70

The text is a chapbook text with front matter. The two commands take turns, each as a whole cold process; figures are
medians, and the ratio is the median of the pairs, so that a machine whose speed drifts does not decide. Peak memory is
the largest single process. Nothing here passes or fails.
"""

import argparse
import ctypes
import os
import shutil
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import resource
    from collections.abc import Callable, Iterator

PR_SET_CHILD_SUBREAPER = 36
# Either side may keep what Python compiles; WeasyPrint, compiled anew in each run, would take twice as long.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != 'PYTHONDONTWRITEBYTECODE'}
ROOT = Path(__file__).resolve().parent.parent
# The pandoc side gets the geometry and the face, so that both set the same page.
PEER_CSS = """@page { size: 148mm 210mm; margin: 20mm 22mm 27mm 16mm; @bottom-center { content: counter(page) } }
html { font: 11pt/14pt 'EB Garamond', serif } p { margin: 0; text-indent: 1em; text-align: justify; hyphens: auto }
"""


@dataclass(frozen=True, slots=True)
class Run:
    """One finished process and what it started: wall seconds, processor seconds, peak MiB of the largest."""

    wall_s: float
    cpu_s: float
    peak_mib: float


def run(command: list[str]) -> Run:
    """Run a command to its end with its output thrown away."""
    started = time.perf_counter()
    process = os.posix_spawn(
        command[0],
        command,
        ENVIRONMENT,
        file_actions=[(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_WRONLY, 0) for number in (1, 2)],
    )
    _, status, usage = os.wait4(process, 0)
    wall_s = time.perf_counter() - started
    if status:
        sys.exit(f'this failed: {" ".join(command)}')
    usages = [usage, *inherited()]
    cpu_s = sum(each.ru_utime + each.ru_stime for each in usages)
    return Run(wall_s, cpu_s, max(each.ru_maxrss for each in usages) / 1024)


def adopt() -> None:
    """Make whatever a command leaves running a child of ours, so that its time is counted too."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)


def inherited() -> 'Iterator[resource.struct_rusage]':
    """Yield what the processes used that outlived the one which started them, once each has ended."""
    while True:
        try:
            yield os.wait4(-1, 0)[2]
        except ChildProcessError:
            return


def main() -> None:
    """Pair the two and print a table."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument('text', type=Path)
    arguments.add_argument('--runs', type=int, default=7)
    arguments.add_argument('--pandoc', default=shutil.which('pandoc'))
    arguments.add_argument('--weasyprint', default=shutil.which('weasyprint'))
    arguments.add_argument('--python', default=sys.executable, help='the Python that builds')
    options = arguments.parse_args()
    if not options.pandoc or not options.weasyprint:
        sys.exit('skipped: pandoc or weasyprint is not on the PATH; name them with --pandoc and --weasyprint')
    adopt()
    with tempfile.TemporaryDirectory() as folder:
        pair(Path(folder), options)


def pair(folder: Path, options: argparse.Namespace) -> None:
    """Run both commands in turn, once to warm up, and report."""
    (folder / 'source').mkdir()
    text = folder / 'source' / options.text.name
    shutil.copy(options.text, text)
    (folder / 'peer.css').write_text(PEER_CSS, 'utf-8')
    ours = [options.python, str(ROOT / 'build.py'), '--project', str(folder), '-q']
    theirs = [options.pandoc, str(text), '-s', '--css', str(folder / 'peer.css'),
              f'--pdf-engine={options.weasyprint}', '-o', str(folder / 'peer.pdf')]  # fmt: skip
    pairs = [(run(ours), run(theirs)) for _ in range(options.runs + 1)][1:]
    report(pairs, 'chapbook, all', 'pandoc, PDF')


def report(pairs: list[tuple[Run, Run]], first: str, second: str) -> None:
    """Print medians and ratios of two commands."""
    figures: tuple[tuple[str, Callable[[Run], float]], ...] = (
        ('wall s', lambda run: run.wall_s),
        ('cpu s', lambda run: run.cpu_s),
        ('peak MiB', lambda run: run.peak_mib),
    )
    print(f'{len(pairs)} pairs{"":10}{first:>16}{second:>16}{"ratio":>10}')
    for name, figure in figures:
        mine, other = (statistics.median(figure(pair[side]) for pair in pairs) for side in (0, 1))
        ratios = [figure(one) / figure(other) for one, other in pairs]
        spread = f'{min(ratios):.2f}-{max(ratios):.2f}'
        print(f'{name:18}{mine:16.2f}{other:16.2f}{statistics.median(ratios):10.2f}  ({spread})')


if __name__ == '__main__':
    main()
