"""The edge of the import: reads the raw file, writes the text into `source/`."""

import os
import re
from dataclasses import dataclass, replace
from pathlib import Path

from chapbook.importer.conversion import LONGEST_SLUG, convert, slugify
from chapbook.importer.decoding import decode
from chapbook.importer.records import Imported
from chapbook.problems import ChapbookError, Place, UsageError, error

SLUG = re.compile(r'[a-z0-9]+(?:-[a-z0-9]+)*')


@dataclass(frozen=True, slots=True)
class Import:
    """What an import wrote, and where."""

    path: Path
    imported: Imported


def import_file(file: Path, project: Path, name: str | None = None) -> Import:
    """Write the raw text in `file` to `project/source/<slug>.md`, whole or not at all.

    `name` is the slug to use instead of one made from the title. An existing text is never overwritten.
    Raises UsageError for a name, a file or a project that cannot be used, ChapbookError for what is in the file.
    """
    _check_name(name)
    if not project.is_dir():
        raise UsageError(error('there is no such folder', Place(project), 'make it, or say --project DIR'))
    text, findings = decode(_read(file), file)
    imported = convert(text, file.stem)
    imported = replace(imported, slug=name or imported.slug, findings=(*findings, *imported.findings))
    target = project / 'source' / f'{imported.slug}.md'
    for taken in (target, target.with_suffix('')):
        if taken.exists():
            hint = 'choose another name with --name SLUG, or delete the old text first'
            raise ChapbookError(error('there is a text of this name already', Place(taken), hint))
    _write(target, imported.markdown)
    return Import(target, imported)


def _check_name(name: str | None) -> None:
    if name is None:
        return
    if not SLUG.fullmatch(name) or len(name) > LONGEST_SLUG or name != slugify(name):
        proposal = slugify(name)
        hint = f'lower-case letters, digits and hyphens, at most {LONGEST_SLUG}' + (f': {proposal}' if proposal else '')
        raise UsageError(error(f'“{name}” cannot be the name of a text', None, hint))


def _read(file: Path) -> bytes:
    if file.is_dir():
        raise UsageError(error('this is a folder', Place(file), 'name the one file to import'))
    try:
        return file.read_bytes()
    except FileNotFoundError as fault:
        raise UsageError(error('there is no such file', Place(file), 'look at its name and folder')) from fault
    except OSError as fault:
        hint = 'look at its permissions'
        raise ChapbookError(error(f'the file cannot be read: {fault.strerror}', Place(file), hint)) from fault


def _write(target: Path, text: str) -> None:
    """Write a file under another name beside its place, then move it there."""
    part = target.with_name(f'.{target.name}.{os.getpid()}.part')
    try:
        target.parent.mkdir(exist_ok=True)
        part.write_text(text, encoding='utf-8', newline='\n')
        part.replace(target)
    except OSError as fault:
        part.unlink(missing_ok=True)
        hint = 'look at the permissions of source/ and the space left'
        raise ChapbookError(error(f'the text cannot be written: {fault.strerror}', Place(target), hint)) from fault
