"""Pairs `impose` with pdfimpose 2.10, and with pdfjam where there is one, in one run: time, and peak memory.

Usage: python benchmarks/sheets.py [--runs 7]        with pdfimpose in an environment of its own, made once by

    python3 -m venv peer && peer/bin/pip install pdfimpose==2.10.0      # then --pdfimpose peer/bin/pdfimpose

The page files are laid out here: A5 pages full of hyphenated text, with tags, links and an embedded face. Every job is
imposed with creep and with crop and fold marks; `in one` nests four hundred pages in a single fold, where creep moves
pages so far that their margins are measured too. The commands take turns, each as a whole cold process; figures are
medians, and the ratio is the median of the pairs. Two thousand pages are imposed alone, for their memory.
Nothing here passes or fails.
"""

import argparse
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

from editions import ROOT, Run, run

WORDS = (
    'Nobody who has folded a pamphlet by lamplight forgets how an inconsiderate margin disappears into the fold. ' * 14
)
STYLE = """@page { size: 148mm 210mm; margin: 20mm 22mm 27mm 16mm }
p { font: 11pt/14pt 'EB Garamond', serif; text-align: justify; hyphens: auto; break-after: page; margin: 0 }"""
# What is imposed: pages, then our options and theirs. Theirs for creep is the nearest that they have.
JOBS = {
    '32 pages': (32, ['--paper', 'A3', '--marks', 'crop,fold'], ['--creep', '0.2s']),
    '400 pages': (400, ['--paper', 'A3', '--scheme', 'signatures', '--marks', 'crop,fold'], ['--creep', '0.2s']),
    '400 in one': (400, ['--paper', 'A3', '--stock', '40um', '--marks', 'crop,fold'], ['--creep', '0.08s']),
}
MANY = 2000


def main() -> None:
    """Make the page files, pair the commands, print a table."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument('--runs', type=int, default=7)
    arguments.add_argument('--pdfimpose', default=shutil.which('pdfimpose'))
    arguments.add_argument('--pdfjam', default=shutil.which('pdfjam'))
    arguments.add_argument('--python', default=sys.executable, help='the Python that imposes')
    options = arguments.parse_args()
    if not options.pdfimpose:
        sys.exit('skipped: pdfimpose is not on the PATH; make it an environment as above, and name it with --pdfimpose')
    with tempfile.TemporaryDirectory() as folder:
        print(f'{options.runs} pairs{"":8}{"impose s":>10}{"MiB":>6}{"peer s":>10}{"MiB":>6}{"ratio":>8}')
        for name, (count, mine, theirs) in JOBS.items():
            pages = page_file(Path(folder), count)
            ours = command(options, pages, mine)
            peer = [options.pdfimpose, 'saddle', str(pages), '-o', f'{folder}/peer.pdf', '--mark', 'crop',
                    '--mark', 'bind', '--omargin', '20mm', *theirs]  # fmt: skip
            pair(name, ours, peer, options.runs)
            if options.pdfjam:
                jam = [options.pdfjam, '--booklet', 'true', '--landscape', str(pages), '-o', f'{folder}/jam.pdf']
                pair(f'{name}, jam', ours, jam, options.runs)
        alone = run(command(options, page_file(Path(folder), MANY), ['--paper', 'A3', '--scheme', 'signatures']))
        print(f'{MANY} pages{"":6}{alone.wall_s:10.2f}{alone.peak_mib:6.0f}')


def command(options: argparse.Namespace, pages: Path, more: list[str]) -> list[str]:
    """Return our command line."""
    output = str(pages.with_suffix('.sheets.pdf'))
    return [options.python, str(ROOT / 'build.py'), 'impose', str(pages), '-o', output, *more]


def page_file(folder: Path, count: int) -> Path:
    """Return a page file of so many pages, made by another process: what starts a command lends it its peak memory."""
    path = folder / f'{count}.pdf'
    if not path.exists():
        run([sys.executable, __file__, '--lay-out', str(path), str(count)])
    return path


def lay_out(path: Path, count: int) -> None:
    """Write a page file of so many pages, laid out by WeasyPrint."""
    import weasyprint

    body = ''.join(f'<p id="p{at}">{at} <a href="#p0">first</a> {WORDS}' for at in range(count))
    html = f'<html lang="en"><style>{STYLE}</style><title>Pages</title><body>{body}'
    weasyprint.HTML(string=html).write_pdf(path, pdf_variant='pdf/ua-1')


def pair(name: str, ours: list[str], theirs: list[str], runs: int) -> None:
    """Run both commands in turn, once to warm up, and report."""
    pairs = [(run(ours), run(theirs)) for _ in range(runs + 1)][1:]
    ratio = statistics.median(mine.wall_s / other.wall_s for mine, other in pairs)
    print(f'{name:16}{told([mine for mine, _ in pairs])}{told([other for _, other in pairs])}{ratio:8.2f}')


def told(runs: list[Run]) -> str:
    """Return the median time and the highest memory of some runs."""
    return f'{statistics.median(each.wall_s for each in runs):10.2f}{max(each.peak_mib for each in runs):6.0f}'


if __name__ == '__main__':
    if sys.argv[1:2] == ['--lay-out']:
        lay_out(Path(sys.argv[2]), int(sys.argv[3]))
    else:
        main()
