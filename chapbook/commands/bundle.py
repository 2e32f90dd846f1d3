"""`bundle`: everything that was built, as a folder and an archive ready for a stick."""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from chapbook.commands import DONE, Command, output_folder, project_folder
from chapbook.commands.keys import signing_key


def _arguments(command: ArgumentParser) -> None:
    command.add_argument(
        '-o', '--output-dir', type=Path, metavar='DIR', help='what was built into (default: dist/ in the project)'
    )
    command.add_argument(
        '--to', type=Path, metavar='DIR', help='where the folder and the archive go (default: bundle/ in the project)'
    )
    command.add_argument('--sign', type=Path, metavar='KEY', help='a secret key to sign the checksums with')


def _run(options: Namespace) -> int:
    """Make the bundle and tell where it is."""
    project, output = project_folder(options), output_folder(options)
    target = (options.to or project / 'bundle').resolve()
    key = signing_key(options.sign, output) if options.sign else None
    from chapbook import bundle, report
    from chapbook.theme import load_theme

    made = bundle.make_bundle(output, target, load_theme(project), key)
    for problem in made.problems:
        print(problem, file=sys.stderr)
    print(f'{report.shown(made.folder)}  {made.files} files, {report.size(made.size_bytes)}: copy it to a stick')
    print(f'{report.shown(made.archive)}  {report.size(made.archive.stat().st_size)}: the same, to send')
    return DONE


BUNDLE = Command('Put everything that was built into a folder and an archive ready for a stick.', _arguments, _run)
