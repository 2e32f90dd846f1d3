"""`import`: turns a raw text into Markdown with front matter in source/, or an edition back into its text."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from chapbook.commands import DONE, Command, project_folder


def _arguments(command: ArgumentParser) -> None:
    command.add_argument(
        'file',
        type=Path,
        metavar='FILE',
        help='a plain text, as copied from somewhere; a .docx, .odt or saved web page; or an edition made by chapbook',
    )
    command.add_argument('--name', metavar='SLUG', help='the name of the new text (default: made from its title)')


def _run(options: Namespace) -> int:
    """Turn a raw text into a chapbook text and tell every guess and dropped line, or take one out of an edition."""
    from chapbook import importer, report

    result = importer.import_file(options.file, project_folder(options), options.name)
    print(importer.report(result.imported) if result.imported else 'the text is as it was when the edition was made')
    print(f'written: {report.shown(result.path)}')
    return DONE


IMPORT = Command('Turn a raw text, or an edition, into Markdown with front matter in source/.', _arguments, _run)
