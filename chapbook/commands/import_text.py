"""`import`: turns a raw text into Markdown with front matter in source/."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from chapbook.commands import DONE, Command, project_folder


def _arguments(command: ArgumentParser) -> None:
    command.add_argument('file', type=Path, metavar='FILE', help='a plain text, as copied or scraped from somewhere')
    command.add_argument('--name', metavar='SLUG', help='the name of the new text (default: made from its title)')


def _run(options: Namespace) -> int:
    """Turn a raw text into a chapbook text, and tell every guess and every dropped line."""
    from chapbook import importer, report

    result = importer.import_file(options.file, project_folder(options), options.name)
    print(importer.report(result.imported))
    print(f'written: {report.shown(result.path)}')
    return DONE


IMPORT = Command('Turn a raw text into Markdown with front matter in source/.', _arguments, _run)
