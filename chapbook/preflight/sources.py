"""Leads from words on a page to their line in the source, where the PDF brings its source along."""

from dataclasses import replace
from pathlib import Path

from chapbook.check.places import Finder
from chapbook.importer.editions import take_out
from chapbook.original import Original
from chapbook.preflight.finding import Finding
from chapbook.problems import ChapbookError, Place
from chapbook.project import SourceFile
from chapbook.sheets.lightening import without_tags

# Fewer letters stand in too many places to lead to one.
FEWEST_LETTERS = 10


def original_in(data: bytes, path: Path) -> Original | None:
    """Return the source that a PDF brings along, None for none."""
    try:
        return take_out(without_tags(data), path)
    except ChapbookError:
        # Files of another kind are attached, or damaged ones: that is no fault of the pages.
        return None


def placed(findings: tuple[Finding, ...], original: Original, folder: Path) -> tuple[Finding, ...]:
    """Return findings with the line their words stand in, in the files of a text’s folder."""
    markdown = {name: data for name, data in original.files.items() if name.endswith('.md')}
    finder = Finder([SourceFile(folder / name, data, data.decode(errors='replace')) for name, data in markdown.items()])
    return tuple(
        replace(each, source=_named(each.picture, markdown, folder) or _place(each.words, finder)) for each in findings
    )


def _named(picture: str, markdown: dict[str, bytes], folder: Path) -> Place | None:
    """Return the first line that names a picture: where it is put into the text, or is said to be the cover’s."""
    for name, data in markdown.items() if picture else ():
        before, found, _ = data.partition(picture.encode())
        if found:
            return Place(folder / name, before.count(b'\n') + 1)
    return None


def _place(words: str, finder: Finder) -> Place | None:
    """Return where the words of a line stand: all of them, or one half where a note’s number parts them."""
    parts = words.rstrip('-\u2010\u00ad').split()
    half = len(parts) // 2
    tries = (parts, parts[1:-1], parts[:half], parts[half:])
    found = (finder.find(' '.join(each), FEWEST_LETTERS) for each in tries)
    return next((place for place in found if place), None)
