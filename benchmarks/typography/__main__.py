"""Measures how chapbook sets paragraphs beside WeasyPrint, XeLaTeX and Typst, in one run, and draws a plot.

Usage: python benchmarks/typography [TEXT.md ...] [--plot docs/pictures/typography.svg] [--keep FOLDER]

Needs poppler; xelatex (Debian: texlive-xetex, texlive-latex-recommended, texlive-lang-german, texlive-lang-french) and
the package typst where they are to be compared, each skipped by name if it is absent. Without texts it takes those in
its own folder and the one that ships. Of each text the paragraphs of running text alone are set: the same words, face,
size, leading and measure; once with the word space of the face, and once with the theme’s, for all alike. Nothing here
passes or fails: below each table stands who has fewer hyphens than chapbook and more even spaces too.
"""

import argparse
import sys
import tempfile
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[2])]

from measure import Figures, measure
from peers import ROOT, SETTERS, Sample, lend_faces
from plot import Results, plot

from chapbook.lengths import number_of
from chapbook.markup import parse
from chapbook.project import Text, read_manuscript
from chapbook.theme import load_theme

MEASURE_PT = 108 * 72 / 25.4
OWN_TEXTS = (ROOT / 'source/socialism-from-below/index.md', *sorted((Path(__file__).parent / 'texts').glob('*.md')))


def paragraphs_of(path: Path) -> tuple[str, str, list[str]]:
    """Return the title of a text, its language, and its paragraphs as chapbook’s typography leaves them, bare."""
    book = parse(read_manuscript(Text(path.stem, path.parent, (path,)), path.parent))
    found = []
    for section in book.sections:
        for paragraph in section.tree.findall('p'):
            for call in paragraph.findall('.//a[@class="noteref"]'):
                call.text = ''
            found.append(' '.join(''.join(paragraph.itertext()).split(' ')).strip())
    return book.metadata.title, book.metadata.lang, [' '.join(each.split('\n')) for each in found if each]


def main() -> None:
    """Set every text by every setter at each word space, and print a table of each."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument('texts', type=Path, nargs='*', default=list(OWN_TEXTS))
    arguments.add_argument('--plot', type=Path)
    arguments.add_argument('--keep', type=Path, help='a folder in which to leave the PDFs')
    options = arguments.parse_args()
    spaces_em = (0.0, number_of('--word-space', load_theme(ROOT).tokens('tokens.css'), 'em'))
    results: Results = {_said(space_em): {} for space_em in spaces_em}
    with tempfile.TemporaryDirectory() as folder:
        for path in options.texts:
            title, lang, paragraphs = paragraphs_of(path)
            name = f'{title} ({lang})'
            print(f'\n{name}: {sum(len(each.split()) for each in paragraphs)} words')
            for space_em in spaces_em:
                place = (options.keep or Path(folder)) / f'{path.parent.name}-{path.stem}' / f'{space_em}'
                place.mkdir(parents=True, exist_ok=True)
                lend_faces(place)
                results[_said(space_em)][name] = compare(Sample(paragraphs, lang, space_em, place.resolve()))
    if options.plot:
        options.plot.write_text(plot(results), 'utf-8')


def compare(sample: Sample) -> dict[str, Figures]:
    """Set a sample by every setter there is, and print what was measured."""
    print(
        f'{_said(sample.space_em):34}{"lines":>7}{"lost":>6}{"hyphens":>10}{"in a row":>10}{"loose":>9}{"loosest":>9}'
        f'{"cv":>7}{"ends":>6}'
    )
    found = {}
    for name, setter in SETTERS.items():
        made = setter(sample)
        if isinstance(made, str):
            print(f'  {name:32}skipped: {made}')
            continue
        it = found[name] = measure(made, MEASURE_PT)
        print(
            f'  {name:32}{it.lines:7}{it.lost:6}{it.hyphens:8.1f} %{it.in_a_row:10}{it.loose:7.1f} %{it.loosest:9.2f}'
            f'{it.cv:7.3f}{it.short_ends:6}'
        )
    print(f'  better than chapbook on both counts: {", ".join(better(found)) or "none"}')
    return found


def better(found: dict[str, Figures]) -> list[str]:
    """Return the setters with no more hyphens than chapbook and no less even spaces: below and left on the plot."""
    ours = found['chapbook']
    return [name for name, it in found.items() if it is not ours and it.hyphens <= ours.hyphens and it.cv <= ours.cv]


def _said(space_em: float) -> str:
    return f'the face’s word space and {space_em:g} em' if space_em else 'the face’s word space'


if __name__ == '__main__':
    main()
