"""`impose`: puts the pages of any PDF on sheets that are folded, cut or stacked into a book."""

import re
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from chapbook.commands import DONE, Command
from chapbook.problems import ChapbookError, Place, UsageError, did_you_mean, error

if TYPE_CHECKING:
    from chapbook.sheets import Imposed, Job, Paper
    from chapbook.sheets.costs import Prices

# Their rows stand in chapbook.sheets, which is too heavy to load for a usage message. A test holds the two together.
SCHEME_NAMES = ('saddle', 'signatures', 'zine', 'n-up', 'cut-and-stack')
PAPER_NAMES = ('A4', 'Letter', 'Legal', 'A3', 'Tabloid', 'SRA3')
TURNED = {'short': 'print both sides, flip on the short edge', 'long': 'print both sides, flip on the long edge',
          'none': 'print one side'}  # fmt: skip
MOST_COPIES = 1_000_000
PRICES = 'ream=4.50,side=0.03,staples=2.90,currency=€; also sheet, staple, copy'
GUIDES = ('page', 'file', 'svg')
# Of a sheet that is folded once.
PAGES_PER_SHEET = 4
MANUALLY = 'print the fronts, put the pile back as you did with the test sheet, print the backs'
SUPPOSED = 'your printer is taken for a 1A; impose --test-sheet makes a sheet that tells what it is'


def _arguments(command: ArgumentParser) -> None:
    command.add_argument('file', type=Path, nargs='?', metavar='FILE', help='a PDF with one page after another')
    command.add_argument('-o', '--output', type=Path, metavar='OUT.pdf', help='the sheets (default: beside FILE)')
    command.add_argument('--scheme', choices=SCHEME_NAMES, default=SCHEME_NAMES[0],
                         help='how pages lie on a sheet (default: saddle)')  # fmt: skip
    command.add_argument('--paper', default='A4', metavar='NAME',
                         help=f'{", ".join(PAPER_NAMES)}, or mm such as 320x450 (default: A4)')  # fmt: skip
    command.add_argument(
        '--fit', action='store_true', help='make the pages smaller if they are too large for the paper'
    )
    command.add_argument('--sheets-per-signature', type=_range, metavar='N or A-B',
                         help='signatures: as leaves the fewest blanks (default: 4-6)')  # fmt: skip
    command.add_argument('--last', type=_count, metavar='N',
                         help='pages that stay at the end, blanks before them (default: 1, the back)')  # fmt: skip
    command.add_argument('--binding', choices=('left', 'right'),
                         help='the edge a book is bound on (default: as FILE says, or left)')  # fmt: skip
    command.add_argument('--flip', choices=('short', 'long', 'none'),
                         help='the edge printers turn it on (default: the upright one)')  # fmt: skip
    command.add_argument('--stock', default='80gsm', metavar='STOCK',
                         help='the paper, for creep: 80gsm, 115gsm-silk, 90um, none (default: 80gsm)')  # fmt: skip
    command.add_argument('--marks', default='', metavar='KINDS',
                         help='crop,fold,staple,collation,sewing or all, outside the trim (default: none)')  # fmt: skip
    command.add_argument('--guide', choices=GUIDES, metavar='WHERE',
                         help='show how to fold: page (the last of the sheets), file or svg (of its own)')  # fmt: skip
    command.add_argument('--paper-count', type=copies, metavar='N',
                         help='tell how much paper, how many staples and how much money N copies take')  # fmt: skip
    command.add_argument('--prices', metavar='LIST', help=f'{PRICES} (default: as the text in FILE says)')
    command.add_argument('--manual-duplex', action='store_true',
                         help='for printers that print one side: fronts and backs in two files')  # fmt: skip
    command.add_argument('--printer', metavar='NAME', help='1A, 1B, 2A or 2B: what the test sheet says of your printer')
    command.add_argument('--test-sheet', action='store_true',
                         help='make a sheet that tells what your printer does to paper, nothing else')  # fmt: skip


def refuse_idle_prices(options: Namespace) -> None:
    """Refuse prices where nothing is counted."""
    if options.prices is not None and not options.paper_count:
        raise UsageError(error('--prices means nothing without copies', hint='say --paper-count N as well'))


def copies(word: str) -> int:
    """Return a number of copies."""
    if not word.isdecimal() or not 1 <= int(word) <= MOST_COPIES:
        raise ArgumentTypeError(f'“{word}” is not a number of copies from 1 to {MOST_COPIES}')
    return int(word)


def _count(word: str) -> int:
    if not word.isdecimal():
        raise ArgumentTypeError(f'“{word}” is not a number of pages')
    return int(word)


def _range(words: str) -> tuple[int, int]:
    bounds = re.fullmatch(r'([1-9]\d?)(?:-([1-9]\d?))?', words)
    if not bounds or int(bounds[2] or bounds[1]) < int(bounds[1]):
        raise ArgumentTypeError(f'“{words}” is not a number from 1 to 99, nor a range such as 4-6')
    return int(bounds[1]), int(bounds[2] or bounds[1])


def _run(options: Namespace) -> int:
    """Impose one file, and tell what to do with the sheets."""
    if options.file is None and not options.test_sheet:
        raise UsageError(error('no FILE was named', hint='name the PDF whose pages are to be imposed'))
    if options.file and options.test_sheet:
        raise UsageError(error('--test-sheet needs no FILE', Place(options.file), 'leave one of them away'))
    refuse_idle_prices(options)
    from chapbook.sheets.papers import paper

    on = paper(options.paper)
    return _make_test_sheet(options, on) if options.test_sheet else _impose(options, on)


def _make_test_sheet(options: Namespace, on: 'Paper') -> int:
    """Make the sheet that tells what a printer does that prints one side."""
    from chapbook.sheets import testing

    output = _output(options, Path(f'printer-test-{options.paper.lower()}.pdf'))
    _write(output, testing.sheet(on))
    print('print both pages one-sided, put the two sheets back into the tray, print both again; they say what to do')
    return DONE


def _impose(options: Namespace, on: 'Paper') -> int:
    from chapbook import sheets

    data = _read(options.file)
    name = f'{options.file.stem}-{options.scheme}-{options.paper.lower()}.pdf'
    output = _output(options, options.file.with_name(name))
    prices = _prices(options, data) if options.paper_count else None
    try:
        imposed = sheets.lay_out(data, on, _job(options))
    except ChapbookError as fault:
        raise type(fault)(*(replace(problem, place=Place(options.file)) for problem in fault.problems)) from fault
    for path, made in [*_files(output, imposed), *_guide(output, imposed, options)]:
        _write(path, made)
    for problem in imposed.problems:
        print(problem, file=sys.stderr)
    print(_told(imposed, on, options))
    if prices is not None:
        print(_counted(imposed, options, prices))
    return DONE


def _prices(options: Namespace, data: bytes) -> 'Prices':
    """Return the prices asked for, else those of the text that a page file carries."""
    from chapbook.sheets import costs

    if options.prices is None:
        return costs.prices(_text_prices(data, options.file))
    return costs.listed(options.prices)


def _text_prices(data: bytes, file: Path) -> tuple[tuple[str, str], ...]:
    """Return what the text in a page file says of prices; a file that carries none, or is damaged, says nothing."""
    from chapbook.front_matter import read_metadata
    from chapbook.importer.editions import take_out
    from chapbook.project import split_front_matter

    try:
        original = take_out(data, file)
        files = {} if original is None else original.files
        name = min((name for name in files if name.endswith('.md')), key=lambda name: (name != 'index.md', name))
        front, _ = split_front_matter(files[name], file)
    except (ChapbookError, ValueError):
        return ()
    metadata, _ = read_metadata(front or '', file)
    return metadata.prices if metadata else ()


def _counted(imposed: 'Imposed', options: Namespace, prices: 'Prices') -> str:
    from chapbook.sheets import costs

    stapled, guide = options.scheme == 'saddle', options.guide in ('page', 'file')
    run = costs.of_imposition(imposed.imposition, options.paper_count, stapled=stapled, guide=guide)
    return costs.told(run, prices)


def _files(output: Path, imposed: 'Imposed') -> list[tuple[Path, bytes]]:
    """Return the files to write: one for a printer that prints both sides, two for any other."""
    if imposed.backs is None:
        return [(output, imposed.pdf)]
    return [
        (output.with_name(f'{output.stem}-{which}{output.suffix}'), made)
        for which, made in (('fronts', imposed.pdf), ('backs', imposed.backs))
    ]


def _guide(output: Path, imposed: 'Imposed', options: Namespace) -> list[tuple[Path, bytes]]:
    """Return the guide if it is to be a file of its own."""
    if options.guide not in ('file', 'svg'):
        return []
    from chapbook.sheets import drawing, guide, writing

    drawn = guide.draw(options.scheme, imposed.imposition, imposed.layout)
    if options.guide == 'svg':
        return [(output.with_name(f'{output.stem}-guide.svg'), drawing.svg(drawn).encode())]
    return [(output.with_name(f'{output.stem}-guide.pdf'), writing.drawn([drawn]))]


def _write(path: Path, data: bytes) -> None:
    from chapbook import publish, report

    publish.write_whole(path, data)
    print(f'written: {report.shown(path)}')


def _output(options: Namespace, usual: Path) -> Path:
    """Return where the sheets go; the pages are not written over."""
    output: Path = options.output or usual
    if output.is_dir():
        output /= usual.name
    if options.file and output.resolve() == options.file.resolve():
        raise UsageError(error('the sheets would be written over the pages', Place(output), 'give -o another name'))
    if output.exists() and not output.is_file():
        raise UsageError(error('this is no file that can be written over', Place(output), 'give -o another name'))
    return output


def _read(file: Path) -> bytes:
    if file.is_dir() or not file.exists():
        what = 'this is a folder' if file.is_dir() else 'there is no such file'
        raise UsageError(error(what, Place(file), 'name the PDF whose pages are to be imposed'))
    return file.read_bytes()


def _job(options: Namespace) -> 'Job':
    from chapbook.sheets import Job
    from chapbook.sheets.creep import thickness_mm
    from chapbook.sheets.manual import USUAL, habit

    if options.sheets_per_signature and options.scheme != 'signatures':
        hint = 'say --scheme signatures as well'
        raise UsageError(error(f'--sheets-per-signature means nothing to the scheme {options.scheme}', hint=hint))
    if options.last is not None and options.scheme in ('n-up', 'cut-and-stack'):
        hint = 'leaves that are cut apart have no back cover'
        raise UsageError(error(f'--last means nothing to the scheme {options.scheme}', hint=hint))
    job = Job(
        scheme=options.scheme,
        right_bound=options.binding and options.binding == 'right',
        flip=options.flip,
        fit=options.fit,
        thickness_mm=thickness_mm(options.stock),
        marks=_marks(options),
        guide=options.guide == 'page',
        manual=habit(options.printer or USUAL) if options.manual_duplex or options.printer else None,
    )
    last = job.last if options.last is None else options.last
    return replace(job, last=last, sheets_per_signature=options.sheets_per_signature or job.sheets_per_signature)


def _marks(options: Namespace) -> frozenset[str]:
    """Return the marks asked for; all are those that the scheme has use for."""
    from chapbook.sheets.marks import DRAWN, MARKS

    kinds = {kind.strip() for kind in options.marks.split(',')} - {''}
    for kind in kinds - {'all', *DRAWN}:
        hint = did_you_mean(kind, [*DRAWN]) or f'there are: {", ".join(DRAWN)}, all'
        raise UsageError(error(f'there are no marks “{kind}”', hint=hint))
    return frozenset(MARKS[options.scheme] if 'all' in kinds else kinds)


def _told(imposed: 'Imposed', paper: 'Paper', options: Namespace) -> str:
    """Return in words what was made, and what is to be done with it."""
    from chapbook.sheets import SCHEMES

    sheets, blanks = len(imposed.imposition.sheets), imposed.imposition.blanks
    what = f'{sheets} {"sheet" if sheets == 1 else "sheets"} of {paper.name}'
    # The last page stays the back of a book, unless it is the first; leaves that are cut apart have none.
    single = sheets == 1 and blanks == PAGES_PER_SHEET - 1
    last = 1 if options.last is None else options.last
    where = f' before the last{f" {last}" if last > 1 else ""}' if last and imposed.layout.folded and not single else ''
    blank = f', {blanks} blank {"page" if blanks == 1 else "pages"}{where}' if blanks else ''
    scale = imposed.layout.scale
    small = f', pages at {int(scale * 100)} %' if scale < 1 else ''
    how = TURNED[imposed.flip] if imposed.backs is None else MANUALLY
    finish = SCHEMES[options.scheme].finish
    told = f'{what}{blank}{small}: {how}, {finish}'
    return told if imposed.backs is None or options.printer else f'{told}\n{SUPPOSED}'


IMPOSE = Command('Put the pages of a PDF on sheets to fold, cut and bind.', _arguments, _run)
