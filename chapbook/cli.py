"""The command line: reads the arguments, prints, and turns errors into an exit status.

0: done. 1: something is wrong with a text or its outputs. 2: wrong use.
"""

import argparse
import io
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from chapbook import __version__
from chapbook.problems import ChapbookError, Place, Severity, UsageError, did_you_mean, error

DONE, WRONG, MISUSED, INTERRUPTED = 0, 1, 2, 130
# Their rows stand in chapbook.editions, which is too heavy to load for a usage message. A test holds the two together.
EDITION_NAMES = ('pdf', 'booklet-a4', 'booklet-letter', 'epub', 'html')
NEED_PANGO = ('pdf', 'booklet-a4', 'booklet-letter')
# Every option, and whether a word follows it. The parsers are made after this is needed; a test holds them together.
OPTIONS = {
    '--project': True, '-o': True, '--output-dir': True, '-e': True, '--edition': True, '--jobs': True, '--name': True,
    '-q': False, '--quiet': False, '-v': False, '--verbose': False, '--fail-on-warnings': False,
    '-h': False, '--help': False, '--version': False,
}  # fmt: skip
# How argparse begins what it says of options it does not know.
UNKNOWN = 'unrecognized arguments: '


class Parser(argparse.ArgumentParser):
    """An argument parser that reports wrong use the way everything else is reported."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the arguments, and the nearest right ones."""
        mistyped = message.removeprefix(UNKNOWN).split() if message.startswith(UNKNOWN) else []
        near = (did_you_mean(word.partition('=')[0], [*OPTIONS]) for word in mistyped if word.startswith('-'))
        hint = next(filter(None, near), None)
        raise UsageError(error(message, None, hint or f'{self.prog} --help tells what there is'))


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    _let_every_name_be_printed()
    try:
        status = _run(list(sys.argv[1:] if argv is None else argv))
        for stream in filter(None, (sys.stdout, sys.stderr)):
            stream.flush()
    except BrokenPipeError:
        # Whoever read our words has gone: `| head` is not an error.
        _hush()
        return DONE
    except OSError as fault:
        _hush()
        where = Place(Path(fault.filename)) if fault.filename else None
        what = fault.strerror if where else f'what there is to tell cannot be written: {fault.strerror}'
        print(error(what or str(fault), where), file=sys.stderr)
        return WRONG
    return status


def _run(arguments: list[str]) -> int:
    try:
        options = _parser().parse_args(_with_command(arguments))
        run: Callable[[argparse.Namespace], int] = options.run
        return run(options)
    except SystemExit as end:
        # After --help and --version.
        return int(end.code or DONE)
    except ChapbookError as fault:
        print(fault, file=sys.stderr)
        return MISUSED if isinstance(fault, UsageError) else WRONG
    except KeyboardInterrupt:
        print('stopped; what was finished is there, nothing is half-written', file=sys.stderr)
        return INTERRUPTED


def _let_every_name_be_printed() -> None:
    """Let a name be printed in another form where a terminal or pipe has no letters for it."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors='backslashreplace')


def _hush() -> None:
    """Send what is still to be told nowhere, so that Python does not try again as it ends."""
    for stream in filter(None, (sys.stdout, sys.stderr)):
        try:
            stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _with_command(arguments: list[str]) -> list[str]:
    """Return the arguments with their command first: the one they name, else `build`."""
    if '--version' in arguments:
        return ['--version']
    words = [
        at for at, word in enumerate(arguments)
        if not word.startswith('-') and not (at and OPTIONS.get(arguments[at - 1]))
    ]  # fmt: skip
    if words and arguments[words[0]] in COMMANDS:
        command = words[0]
        return [arguments[command], *arguments[:command], *arguments[command + 1 :]]
    return arguments if arguments in (['-h'], ['--help']) else ['build', *arguments]


def _parser() -> Parser:
    parser = Parser(prog=_program(), description='Turns Markdown texts into pamphlets, e-books and web pages.')
    parser.add_argument('--version', action='version', version=f'chapbook {__version__}')
    commands = parser.add_subparsers(dest='command', metavar='COMMAND', required=True)
    for name, (summary, arguments, run) in COMMANDS.items():
        # An option is its whole name: build.py looks for some of them too.
        command = commands.add_parser(name, help=summary, description=summary, allow_abbrev=False)
        command.add_argument('--project', type=Path, metavar='DIR', help='the folder that holds source/')
        arguments(command)
        command.set_defaults(run=run)
    parser.epilog = (
        f'Without a command: build. {parser.prog} build --help tells the options of that. '
        'python3 build.py test runs the tests.'
    )
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
    from chapbook.project import find_texts

    project = _project(options)
    texts = find_texts(project, options.texts)
    from chapbook import make, report

    request = make.Request(project, (options.output_dir or project / 'dist').resolve(), editions, options.jobs)
    # https://no-color.org: set, and not to nothing.
    colours = not os.environ.get('NO_COLOR') and os.environ.get('TERM') != 'dumb'
    tell = report.reporter(quiet=options.quiet, verbose=options.verbose, colours=colours)
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
