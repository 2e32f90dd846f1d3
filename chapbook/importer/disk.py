"""The edge of the import: reads the raw file or the edition, writes the text into `source/`."""

import os
import re
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

from chapbook.importer import office, web_page
from chapbook.importer.conversion import ITALICS, LONGEST_SLUG, convert, slugify
from chapbook.importer.decoding import decode
from chapbook.importer.editions import take_out
from chapbook.importer.records import Imported
from chapbook.original import Original
from chapbook.problems import ChapbookError, Place, UsageError, error

SLUG = re.compile(r'[a-z0-9]+(?:-[a-z0-9]+)*')


@dataclass(frozen=True, slots=True)
class Import:
    """What an import wrote, and where; None was guessed of a text that came out of an edition as it went in."""

    path: Path
    imported: Imported | None


def import_file(file: Path, project: Path, name: str | None = None) -> Import:
    """Write the raw text in `file` to `project/source/<slug>.md`, whole or not at all; with pictures, to a folder.

    An edition gives back the text it was made from, as a folder where that is more than one file.
    `name` is the slug to use instead of one made from the title. An existing text is never overwritten.
    Raises UsageError for a name, a file or a project that cannot be used, ChapbookError for what is in the file.
    """
    _check_name(name)
    if not project.is_dir():
        raise UsageError(error('there is no such folder', Place(project), 'make it, or say --project DIR'))
    data = _read(file)
    if original := take_out(data, file):
        return Import(_write_original(original, project / 'source', name), None)
    written = office.read(data, file) or web_page.read(data, file)
    text, findings = written.as_text() if written else decode(data, file)
    imported = convert(text, file.stem)
    imported = replace(imported, slug=name or imported.slug, findings=(*findings, *imported.findings))
    if written:
        # Italics were no guess there.
        sure = tuple(each for each in imported.findings if each.reason != ITALICS)
        imported = replace(imported, markdown=written.put_back(imported.markdown), findings=sure)
    target = project / 'source' / f'{imported.slug}.md'
    _refuse_taken(target)
    if written and written.pictures:
        target = target.with_suffix('')
        _write_folder(target, {'index.md': imported.markdown.encode(), **written.pictures})
    else:
        _write(target, imported.markdown.encode())
    return Import(target, imported)


def _write_original(original: Original, source: Path, name: str | None) -> Path:
    """Write the files of a text as they are and return the path of the text: one file, or a folder."""
    slug = name or slugify(original.slug) or 'text'
    target = source / f'{slug}.md'
    _refuse_taken(target)
    if len(original.files) == 1:
        _write(target, *original.files.values())
        return target
    files = dict(original.files)
    markdown = [file for file in files if '/' not in file and file.lower().endswith('.md')]
    if len(markdown) == 1:
        # A text of one file with pictures beside it becomes a folder of its own.
        files['index.md'] = files.pop(markdown[0])
    _write_folder(target.with_suffix(''), files)
    return target.with_suffix('')


def _refuse_taken(target: Path) -> None:
    """Raise ChapbookError where a text of this name is there, as a file or a folder."""
    for taken in (target, target.with_suffix('')):
        if taken.exists():
            hint = 'choose another name with --name SLUG, or delete the old text first'
            raise ChapbookError(error('there is a text of this name already', Place(taken), hint))


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


def _write(target: Path, data: bytes) -> None:
    """Write a file under another name beside its place, then move it there."""
    part = target.with_name(f'.{target.name}.{os.getpid()}.part')
    try:
        target.parent.mkdir(exist_ok=True)
        part.write_bytes(data)
        part.replace(target)
    except OSError as fault:
        part.unlink(missing_ok=True)
        raise _not_written(target, fault) from fault


def _write_folder(target: Path, files: dict[str, bytes]) -> None:
    """Write a folder under another name beside its place, then move it there; find_texts passes such names over."""
    part = target.with_name(f'.{target.name}.{os.getpid()}.part')
    try:
        for name, data in files.items():
            (part / name).parent.mkdir(parents=True, exist_ok=True)
            (part / name).write_bytes(data)
        part.replace(target)
    except OSError as fault:
        shutil.rmtree(part, ignore_errors=True)
        raise _not_written(target, fault) from fault


def _not_written(target: Path, fault: OSError) -> ChapbookError:
    hint = 'look at the permissions of source/ and the space left'
    return ChapbookError(error(f'the text cannot be written: {fault.strerror}', Place(target), hint))
