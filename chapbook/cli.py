"""The command line: reads the arguments, runs the command they name, and turns errors into an exit status."""

import argparse
import io
import os
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from chapbook import __version__, stopping
from chapbook.commands import DONE, INTERRUPTED, MISUSED, WRONG
from chapbook.commands.build import BUILD
from chapbook.commands.bundle import BUNDLE
from chapbook.commands.check import CHECK
from chapbook.commands.import_text import IMPORT
from chapbook.commands.impose import IMPOSE
from chapbook.commands.keys import NEW_KEY
from chapbook.commands.load import LOAD
from chapbook.commands.serve import SERVE
from chapbook.commands.verify import VERIFY
from chapbook.problems import ChapbookError, Place, UsageError, did_you_mean, error

COMMANDS = {
    'build': BUILD, 'check': CHECK, 'import': IMPORT, 'impose': IMPOSE, 'load': LOAD, 'bundle': BUNDLE, 'serve': SERVE,
    'verify': VERIFY, 'new-key': NEW_KEY,
}  # fmt: skip
# Every option, and whether a word follows it. The parsers are made after this is needed; a test holds them together.
OPTIONS = {
    '--binding': True,
    '--device': True,
    '--dry-run': False,
    '-e': True,
    '--edition': True,
    '--fail-on-warnings': False,
    '--fit': False,
    '--flip': True,
    '--for': True,
    '--guide': True,
    '-h': False,
    '--help': False,
    '--host': True,
    '--jobs': True,
    '--key': True,
    '--last': True,
    '--manual-duplex': False,
    '--marks': True,
    '--name': True,
    '-o': True,
    '--output': True,
    '--output-dir': True,
    '--paper': True,
    '--paper-count': True,
    '--port': True,
    '--prices': True,
    '--printer': True,
    '--project': True,
    '--proof': False,
    '-q': False,
    '--quiet': False,
    '--scheme': True,
    '--sheets-per-signature': True,
    '--sign': True,
    '--stock': True,
    '--test-sheet': False,
    '--to': True,
    '-v': False,
    '--verbose': False,
    '--version': False,
    '--wifi': True,
    '--wifi-password': True,
    '--without-password': False,
}
# What other programs have a command for: what to do here.
ELSEWHERE = {
    'help': '--help tells what there is',
    'version': '--version tells which this is',
    'new': 'a text begins with a file such as source/my-text.md',
    'preview': 'build, then open dist/index.html',
    'clean': 'what was built may be deleted: it stands in dist/ alone',
}
MEANT = ELSEWHERE | {name: f'did you mean the command “{name}”?' for name in COMMANDS}
# How argparse begins what it says of options it does not know, and of words that are none of a few.
UNKNOWN = 'unrecognized arguments: '
CHOICE = re.compile(r"(?P<where>.*): invalid choice: '(?P<word>[^']*)' \(choose from (?P<names>.*)\)")


class Parser(argparse.ArgumentParser):
    """An argument parser that reports wrong use the way everything else is reported."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the arguments, and the nearest right ones."""
        if choice := CHOICE.fullmatch(message):
            names = choice['names'].replace("'", '')
            message = f'{choice["where"]}: “{choice["word"]}” is none of {names}'
            raise UsageError(
                error(message, None, did_you_mean(choice['word'], names.split(', ')) or 'write one of them')
            )
        mistyped = message.removeprefix(UNKNOWN).split() if message.startswith(UNKNOWN) else []
        options = (did_you_mean(word.partition('=')[0], [*OPTIONS]) for word in mistyped if word.startswith('-'))
        hint = next(filter(None, options), None)
        raise UsageError(error(message, None, hint or f'{self.prog} --help tells what there is'))


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    _let_every_name_be_printed()
    stopping.listen()
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
        words = with_command(arguments)
        options = _parser(words[0]).parse_args(words)
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


def with_command(arguments: list[str]) -> list[str]:
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


def _parser(named: str) -> Parser:
    """Return what parses the named command; of the others it knows what `--help` tells."""
    parser = Parser(prog=_program(), description='Turns Markdown texts into pamphlets, e-books and web pages.')
    parser.add_argument('--version', action='version', version=f'chapbook {__version__}')
    commands = parser.add_subparsers(dest='command', metavar='COMMAND', required=True)
    for name, row in COMMANDS.items():
        # An option is its whole name: build.py looks for some of them too.
        command = commands.add_parser(name, help=row.summary, description=row.summary, allow_abbrev=False)
        if name != named:
            continue
        command.add_argument('--project', type=Path, metavar='DIR', help='the folder that holds source/')
        row.arguments(command)
        command.set_defaults(
            run=row.run, commands=ELSEWHERE | {each: f'did you mean the command “{each}”?' for each in COMMANDS}
        )
    parser.epilog = (
        f'Without a command: build. {parser.prog} build --help tells the options of that. '
        'python3 build.py test runs the tests.'
    )
    return parser


def _program() -> str:
    return 'build.py' if Path(sys.argv[0]).name == 'build.py' else 'chapbook'
