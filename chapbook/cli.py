"""The command line: reads the arguments, prints, and turns errors into an exit status.

0: done. 1: something is wrong with a text or its outputs. 2: wrong use.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from chapbook import __version__
from chapbook.problems import ChapbookError, Severity, UsageError, did_you_mean, error

DONE, WRONG, MISUSED, INTERRUPTED = 0, 1, 2, 130
# Their rows stand in chapbook.editions, which is too heavy to load for a usage message. A test holds the two together.
EDITION_NAMES = ('pdf', 'booklet-a4', 'booklet-letter', 'epub', 'html')
NEED_PANGO = ('pdf', 'booklet-a4', 'booklet-letter')


class Parser(argparse.ArgumentParser):
    """An argument parser that reports wrong use the way everything else is reported."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the arguments, and the nearest right ones."""
        raise UsageError(error(message, None, f'{self.prog} --help tells what there is'))


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        options = _parser().parse_args(_with_command(arguments))
        run: Callable[[argparse.Namespace], int] = options.run
        return run(options)
    except UsageError as fault:
        print(fault, file=sys.stderr)
        return MISUSED
    except ChapbookError as fault:
        print(fault, file=sys.stderr)
        return WRONG
    except KeyboardInterrupt:
        print('stopped; what was finished is there, nothing is half-written', file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has gone: `| head` is not an error.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE


def _with_command(arguments: list[str]) -> list[str]:
    """Return the arguments with the word `build` where no command is given."""
    first = next((word for word in arguments if not word.startswith('-')), None)
    if first in COMMANDS or any(word in ('-h', '--help', '--version') for word in arguments):
        return arguments if first is None or first in COMMANDS or not arguments else ['build', *arguments]
    return ['build', *arguments]


def _parser() -> Parser:
    parser = Parser(prog=_program(), description='Turns Markdown texts into pamphlets, e-books and web pages.')
    parser.add_argument('--version', action='version', version=f'chapbook {__version__}')
    commands = parser.add_subparsers(dest='command', metavar='COMMAND', required=False)
    for name, (summary, arguments, run) in COMMANDS.items():
        command = commands.add_parser(name, help=summary, description=summary)
        command.add_argument('--project', type=Path, metavar='DIR', help='the folder that holds source/')
        arguments(command)
        command.set_defaults(run=run)
    parser.epilog = 'Without a command: build. python3 build.py test runs the tests.'
    parser.set_defaults(run=lambda options: _build(options))  # noqa: PLW0108 - defined below
    return parser


def _program() -> str:
    return 'build.py' if Path(sys.argv[0]).name == 'build.py' else 'chapbook'


def _build_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        'texts', nargs='*', metavar='TEXT', help='a text in source/, by name; all of them if none is given'
    )
    command.add_argument(
        '-o', '--output-dir', type=Path, metavar='DIR', help='where files go (default: dist/ in the project)'
    )
    command.add_argument('-e', '--edition', action='append', metavar='NAME',
                         help=f'an edition to make, repeatable: {", ".join(EDITION_NAMES)} (default: all)')  # fmt: skip
    command.add_argument(
        '--jobs',
        type=_positive,
        metavar='N',
        help='how many processes may work at once (default: one for each processor)',
    )
    command.add_argument('-q', '--quiet', action='store_true', help='tell errors alone')
    command.add_argument('-v', '--verbose', action='store_true', help='tell each step')
    command.add_argument('--fail-on-warnings', action='store_true', help='exit with status 1 if there was a warning')


def _positive(word: str) -> int:
    if not word.isdecimal() or int(word) < 1:
        raise argparse.ArgumentTypeError(f'“{word}” is not a number from 1 on')
    return int(word)


def _import_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument('file', type=Path, metavar='FILE', help='a plain text, as copied or scraped from somewhere')
    command.add_argument('--name', metavar='SLUG', help='the name of the new text (default: made from its title)')


def _build(options: argparse.Namespace) -> int:
    """Build the texts asked for; one that is broken does not keep the others from being built."""
    editions = _editions(options.edition or [])
    _require_pango(editions)
    from chapbook import make, report
    from chapbook.project import find_texts

    project = _project(options)
    texts = find_texts(project, options.texts)
    request = make.Request(project, (options.output_dir or project / 'dist').resolve(), editions, options.jobs)
    tell = report.reporter(quiet=options.quiet, verbose=options.verbose, colours='NO_COLOR' not in os.environ)
    files: list[make.Made] = []
    severities: set[Severity] = set()
    with tell.running(len(texts), len(editions)):
        for event in make.make_all(texts, request):
            if isinstance(event, make.Made):
                files.append(event)
                tell.made(event)
            elif isinstance(event, make.Step):
                tell.step(event)
            else:
                severities.add(event.severity)
                tell.problem(event)
    tell.end(files)
    failed = Severity.ERROR in severities or (options.fail_on_warnings and Severity.WARNING in severities)
    return WRONG if failed else DONE


def _import(options: argparse.Namespace) -> int:
    """Turn a raw text into a chapbook text, and tell every guess and every dropped line."""
    from chapbook import importer, report

    result = importer.import_file(options.file, _project(options), options.name)
    print(importer.report(result.imported))
    print(f'written: {report.shown(result.path)}')
    return DONE


def _editions(asked: list[str]) -> tuple[str, ...]:
    """Return the editions asked for, in the table’s order; all of them if none is."""
    for name in asked:
        if name not in (*EDITION_NAMES, 'all'):
            hint = did_you_mean(name, list(EDITION_NAMES)) or f'there are: {", ".join(EDITION_NAMES)}'
            raise UsageError(error(f'there is no edition “{name}”', None, hint))
    everything = not asked or 'all' in asked
    return tuple(name for name in EDITION_NAMES if everything or name in asked)


def _require_pango(editions: tuple[str, ...]) -> None:
    """Stop before any work where WeasyPrint’s libraries are missing and an edition needs them."""
    from chapbook.native import how_to_install, missing_libraries

    wanted = [name for name in editions if name in NEED_PANGO]
    if wanted and (missing := missing_libraries()):
        message = f'the editions {", ".join(wanted)} need Pango, which is not on this machine ({", ".join(missing)})'
        hint = f'{how_to_install()}\nhint: without it: -e epub -e html'
        raise UsageError(error(message, None, hint))


def _project(options: argparse.Namespace) -> Path:
    """Return the project: the one asked for, the folder of build.py, or the current folder."""
    if options.project:
        return Path(options.project).resolve()
    script = Path(sys.argv[0])
    return script.resolve().parent if script.name == 'build.py' else Path.cwd()


# Each command: what it does in a line, its arguments, and the function that runs it.
Command = tuple[str, Callable[[argparse.ArgumentParser], None], Callable[[argparse.Namespace], int]]
COMMANDS: dict[str, Command] = {
    'build': ('Make the editions of texts in source/.', _build_arguments, _build),
    'import': ('Turn a raw text into Markdown with front matter in source/.', _import_arguments, _import),
}
