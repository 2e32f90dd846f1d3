"""The command line: reads the arguments, runs the command they name, and turns errors into an exit status."""

import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path

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
from chapbook.problems import ChapbookError, Place, UsageError, error
from chapbook.usage import Parser, unknown

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
        parser, command = _parsers(words[0])
        options, rest = parser.parse_known_args(words)
        if rest:
            raise unknown(rest, command, _owners)
        return int(options.run(options))
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


def _parsers(named: str) -> tuple[Parser, Parser]:
    """Return what parses the named command and its own part of it; of the others it knows what `--help` tells."""
    parser = Parser(prog=_program(), description='Turns Markdown texts into pamphlets, e-books and web pages.')
    parser.add_argument('--version', action='version', version=f'chapbook {__version__}')
    commands = parser.add_subparsers(dest='command', metavar='COMMAND', required=True)
    own = parser
    for name, row in COMMANDS.items():
        # An option is its whole name: build.py looks for some of them too.
        command = commands.add_parser(name, help=row.summary, description=row.summary, allow_abbrev=False)
        if name == named:
            own = command
            command.add_argument('--project', type=Path, metavar='DIR', help='the folder that holds source/')
            row.arguments(command)
            command.set_defaults(run=row.run, commands=MEANT)
    tests = ' python3 build.py test runs the tests.' if parser.prog == 'build.py' else ''
    parser.epilog = f'Without a command: build. {parser.prog} build --help tells the options of that.{tests}'
    return parser, own


def _owners(option: str) -> list[str]:
    """Return the commands that have an option."""
    return [name for name in COMMANDS if option in _parsers(name)[1].options]


def _program() -> str:
    return 'build.py' if Path(sys.argv[0]).name == 'build.py' else 'chapbook'
