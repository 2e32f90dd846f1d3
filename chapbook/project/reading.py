"""Reads a text into a manuscript: its files, its front matter, and what is wrong with either."""

import re
from dataclasses import replace
from pathlib import Path

from chapbook.problems import ChapbookError, Place, Problem, Severity, error, note
from chapbook.project.dating import modified
from chapbook.project.finding import Text, is_readme, shown
from chapbook.project.manuscript import Folder, Manuscript, SourceFile

FRONT_MATTER = re.compile(
    r'(?P<blank>(?:[ \t]*\n)+(?=---[ \t]*\n[\w-]+[ \t]*:))?'
    r'---[ \t]*\n(?P<keys>.*?\n)??(?:---|\.\.\.)[ \t]*(?:\n|\Z)',
    re.DOTALL,
)
# A text that begins with a heading of the first level.
HEADING = re.compile(r'\s*(?:#[ \t]|[^\n]+\n=+[ \t]*(?:\n|\Z))')


def read_manuscript(text: Text, project: Path) -> Manuscript:
    """Read `text`; raises ChapbookError with all that is wrong in its front matter and its encoding."""
    manuscript = read_with_faults(text, project)
    if any(problem.severity is Severity.ERROR for problem in manuscript.problems):
        raise ChapbookError(*manuscript.problems)
    return manuscript


def read_with_faults(text: Text, project: Path) -> Manuscript:
    """Read `text` with whatever is wrong in its front matter among its problems, for parsing to tell with the rest.

    Raises ChapbookError where a file cannot be read, is not UTF-8, or its front matter has no end.
    """
    from chapbook.front_matter import read_metadata
    from chapbook.metadata import Metadata

    problems: list[Problem] = []
    sources: list[SourceFile] = []
    metadata: Metadata | None = None
    for number, path in enumerate(text.files):
        told = shown(path, project)
        if not _can_be_told(path):
            problems.append(error('the name of this file is not UTF-8', Place(told), 'rename it'))
            continue
        try:
            data = path.read_bytes()
            front, source = split_front_matter(data, told)
        except ChapbookError as fault:
            problems += fault.problems
            continue
        except FileNotFoundError:
            problems.append(_no_file(told))
            continue
        except OSError as fault:
            problems.append(error(f'the file cannot be read: {fault.strerror}', Place(told), 'look at its permissions'))
            continue
        sources.append(source if number == 0 else _chapter(front, source, problems))
        if number == 0:
            metadata, found = (
                read_metadata(front or '', told) if front is not None else (None, [_no_front(told, source.body)])
            )
            problems += found
    problems += _left_out(text, project)
    if len(sources) < len(text.files):
        raise ChapbookError(*problems)
    metadata = metadata or Metadata(title=text.slug)
    folder, changed = Folder(text.folder), modified(metadata, text)
    return Manuscript(text.slug, metadata, tuple(sources), folder, changed, tuple(problems))


def _left_out(text: Text, project: Path) -> list[Problem]:
    message, hint = 'this file is about its folder, and left out', 'to print it, give it another name'
    files = sorted(text.folder.iterdir()) if text.path == text.folder else []
    return [note(message, Place(shown(path, project)), hint) for path in files if is_readme(path)]


def _chapter(front: str | None, source: SourceFile, problems: list[Problem]) -> SourceFile:
    """Return a file of a folder as a chapter: the title that it says of itself is its heading, where it has none."""
    if front is None:
        return source
    from chapbook.front_matter import read_chapter

    title, found = read_chapter(front, source.path)
    problems += found
    if not title or HEADING.match(source.body):
        return source
    # Two lines more in the body, and none moved.
    return replace(source, body=f'# {title}\n\n{source.body}', first_line=source.first_line - 2)


def split_front_matter(data: bytes, path: Path) -> tuple[str | None, SourceFile]:
    """Return the front matter of a Markdown file, None where it has none, and the file with its body."""
    from chapbook.metadata import CONTROL

    try:
        text = data.decode('utf-8-sig')
    except UnicodeDecodeError as fault:
        line = data[: fault.start].count(b'\n') + 1
        hint = 'save the file as UTF-8 in your editor'
        raise ChapbookError(error('this is not UTF-8 text', Place(path, line), hint)) from fault
    text = text.replace('\r\n', '\n').replace('\r', '\n')
    if control := CONTROL.search(text):
        line = text.count('\n', 0, control.start()) + 1
        hint = 'delete it: it is invisible, and no reader can show it'
        if control[0] == '\f':
            hint = 'delete it, or write \\newpage on a line of its own where a page shall end'
        elif control[0] >= '\x80':
            hint = 'it comes from another encoding: copy the text anew and save it as UTF-8, or import it'
        raise ChapbookError(error(f'a control character (U+{ord(control[0]):04X})', Place(path, line), hint))
    match = FRONT_MATTER.match(text)
    if match is None:
        if re.match(r'---[ \t]*\n', text):
            hint = 'add a line --- after the last key'
            raise ChapbookError(error('the front matter is not closed', Place(path, 1), hint))
        return None, SourceFile(path, data, text)
    first_line = text[: match.end()].count('\n') + 1
    # Lines of YAML are counted from the opening mark: blank ones before it belong to it.
    return (match['blank'] or '') + (match['keys'] or ''), SourceFile(path, data, text[match.end() :], first_line)


def _can_be_told(path: Path) -> bool:
    """Return whether a name has letters alone: on some systems it may be any bytes, and no edition could hold those."""
    return str(path).encode(errors='replace').decode() == str(path)


def _no_front(path: Path, body: str) -> Problem:
    title = re.match(r'\s*#[ \t]+(?P<words>[^\n]*[^\s#])', body)
    hint = f'begin the file with three lines: ---, title: {title["words"] if title else "…"}, ---'
    if body.startswith('+++'):
        hint = 'what stands between +++ is TOML: write it as title: … between two lines ---'
    return error('the text has no front matter', Place(path, 1), hint)


def _no_file(path: Path) -> Problem:
    if path.name == 'index.md':
        hint = 'name the file that comes first index.md; or, if this is no text, begin the folder’s name with _'
        return error('this folder of Markdown has no index.md', Place(path.parent), hint)
    return error('the file is gone', Place(path), 'if it is a link, look at where it leads')
