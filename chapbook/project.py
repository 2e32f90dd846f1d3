"""The project on disk: finds the texts in `source/` and reads each into a Manuscript. The edge of the program."""

import os
import re
import subprocess
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from chapbook.problems import ChapbookError, Place, Problem, Severity, UsageError, did_you_mean, error, nearest, note

if TYPE_CHECKING:
    # It brings YAML along, which a mistyped name should not have to wait for.
    from chapbook.metadata import Metadata

# What a ZIP archive can date back to, for a text that no date, variable or commit dates.
UNDATED = datetime(1980, 1, 1, tzinfo=UTC)
NOTHING: Mapping[str, str] = MappingProxyType({})
MEGABYTE = 1_000_000
LARGEST_FILE_MB = 100
FRONT_MATTER = re.compile(
    r'(?P<blank>(?:[ \t]*\n)+(?=---[ \t]*\n[\w-]+[ \t]*:))?'
    r'---[ \t]*\n(?P<keys>.*?\n)??(?:---|\.\.\.)[ \t]*(?:\n|\Z)',
    re.DOTALL,
)


RENAME = 'if it is a text, let its name end in .md'
IMPORT = 'python3 build.py import FILE makes a text of it'
SAVE = f'{IMPORT}, once it is saved as plain text or as a web page'
# What else may hold a text, and what to do with it.
UNREAD = {
    '.markdown': RENAME, '.mdown': RENAME, '.mkd': RENAME, '.qmd': RENAME, '.rmd': RENAME, '.mdx': RENAME,
    '.txt': f'{IMPORT}; or, if it is Markdown, let its name end in .md', '.html': IMPORT, '.htm': IMPORT,
    '.docx': SAVE, '.doc': SAVE, '.odt': SAVE, '.rtf': SAVE, '.pages': SAVE,
}  # fmt: skip


# A text that begins with a heading of the first level.
HEADING = re.compile(r'\s*(?:#[ \t]|[^\n]+\n=+[ \t]*(?:\n|\Z))')


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One Markdown file: the path to show, its bytes, its body, and the line its body begins on (from 1)."""

    path: Path
    data: bytes
    body: str
    first_line: int = 1


@dataclass(frozen=True, slots=True)
class Folder:
    """A text's own folder: the one door to its pictures and stylesheets."""

    path: Path

    def read(self, name: str) -> bytes:
        """Return the bytes of the file `name` below this folder; ValueError says why there are none."""
        if '://' in name or name.startswith(('//', 'data:')):
            raise ValueError('it is on the network, and nothing is fetched while building')
        target = (self.path / name).resolve()
        if not target.is_relative_to(self.path.resolve()):
            raise ValueError('it is outside the text’s own folder')
        if Path(name).is_absolute():
            raise ValueError('it is named by its place on this machine; name it from the text’s own folder')
        target = target if target.is_file() else self._same_letters(target)
        if not target.is_file():
            raise ValueError('there is no such file')
        if target.stat().st_size > LARGEST_FILE_MB * MEGABYTE:
            raise ValueError(f'it is larger than {LARGEST_FILE_MB} MB')
        return target.read_bytes()

    def _same_letters(self, target: Path) -> Path:
        """Return the file whose name has the same letters: an accent may be a character of its own, as on a Mac."""
        wanted = _composed(target.relative_to(self.path.resolve()).as_posix())
        return next((self.path / name for name in self.names() if _composed(name) == wanted), target)

    def names(self) -> list[str]:
        """Return the names of all files below this folder, for “did you mean”."""
        found = (path for path in sorted(self.path.rglob('*')) if path.is_file())
        return [path.relative_to(self.path).as_posix() for path in found]


@dataclass(frozen=True, slots=True)
class Manuscript:
    """A text as its author gave it: metadata, Markdown files in reading order, and the folder of its pictures."""

    slug: str
    metadata: 'Metadata'
    sources: tuple[SourceFile, ...]
    folder: Folder
    modified: datetime
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Text:
    """A text found in `source/`, not yet read: its slug and its files, the first with the front matter."""

    slug: str
    folder: Path
    files: tuple[Path, ...]

    @property
    def path(self) -> Path:
        """The text’s one file, or the folder that is a text of its own."""
        return self.files[0] if self.files[0].stem == self.slug and len(self.files) == 1 else self.folder


def find_texts(project: Path, wanted: list[str], commands: Mapping[str, str] = NOTHING) -> list[Text]:
    """Return the texts in `project/source`, or those of them that `wanted` names (by slug or by path).

    A word that names none may have been meant as one of `commands`, which say what to do then.
    """
    source = project / 'source'
    if not source.is_dir():
        raise UsageError(error('there is no folder source/ here', Place(project), 'make it, or say --project DIR'))
    texts = [text for path in sorted(source.iterdir()) if (text := _as_text(path))]
    if not texts:
        other = next(iter(unread(project)), None)
        hint = f'{other.place}: {other.hint}' if other else 'put a file such as source/my-text.md there'
        raise UsageError(error('source/ holds no text', Place(source), hint))
    picked = [_pick(texts, name, commands) for name in dict.fromkeys(wanted)] if wanted else texts
    for text in picked:
        _check_name(text, texts, source)
    return picked


def _as_text(path: Path) -> Text | None:
    if path.name.startswith(('.', '_')) or _is_readme(path):
        return None
    if path.is_file() and path.suffix.lower() == '.md':
        return Text(path.stem, path.parent, (path,))
    files = [file for file in sorted(path.glob('*.md'), key=_in_order) if not file.name.startswith(('.', '_'))]
    if path.is_dir() and not all(map(_is_readme, files)):
        # Without an index.md too: reading it then tells what is missing.
        index = path / 'index.md'
        return Text(path.name, path, (index, *(file for file in files if file != index and not _is_readme(file))))
    return None


def count_letters(text: Text) -> int:
    """Return how long a text is, its front matter too, 0 where it cannot be read."""
    try:
        return sum(len(path.read_bytes().decode(errors='replace')) for path in text.files)
    except OSError:
        return 0


def _is_readme(path: Path) -> bool:
    """Tell whether a file tells people about the folder it is in, and is no part of a text."""
    return path.name.lower() == 'readme.md'


def _in_order(path: Path) -> tuple[tuple[int, int, str], ...]:
    """Return what names are put in order by: numbers in them count as numbers, so that 2 comes before 10."""
    parts = re.findall(r'[0-9]+|[^0-9]+', path.name)
    return tuple((0, int(part), part) if part[0].isdigit() else (1, 0, part) for part in parts)


def unread(project: Path) -> list[Problem]:
    """Return a note for each file beside the texts that looks like one, and is none."""
    source = project / 'source'
    files = (path for path in sorted(source.iterdir()) if path.is_file() and not path.name.startswith(('.', '_', '~')))
    return [
        note('this file is not read: texts are Markdown, in files that end in .md', _place(path, project), hint)
        for path in files
        if (hint := UNREAD.get(path.suffix.lower()))
    ]


def _place(path: Path, project: Path) -> Place:
    return Place(_shown(path, project))


def _check_name(text: Text, texts: list[Text], source: Path) -> None:
    """Raise UsageError where another text would be written into the same folder of `dist/`, on a stick at least."""
    name = _composed(text.slug).casefold()
    others = [each for each in texts if each is not text and _composed(each.slug).casefold() == name]
    if others:
        names = ' and '.join(sorted(each.path.name for each in (text, others[0])))
        raise UsageError(error(f'two texts have one name: {names}', Place(source), 'rename one of the two'))


def _composed(name: str) -> str:
    """Return a name with its accents as parts of their letters."""
    return unicodedata.normalize('NFC', name)


def _pick(texts: list[Text], wanted: str, commands: Mapping[str, str]) -> Text:
    for text in texts:
        if wanted in (text.slug, str(text.path)) or Path(wanted).resolve() in (text.path.resolve(), *text.files):
            return text
    slugs = [text.slug for text in texts]
    near = nearest(wanted, [*slugs, *commands])
    hint = commands.get(near or '') or did_you_mean(wanted, slugs) or f'there are: {", ".join(slugs)}'
    if Path(wanted).is_file():
        hint = 'a text stands in source/: put the file there, or make a text of it with the command import'
    raise UsageError(error(f'there is no text “{wanted}” in source/', None, hint))


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
        shown = _shown(path, project)
        if not _can_be_told(path):
            problems.append(error('the name of this file is not UTF-8', Place(shown), 'rename it'))
            continue
        try:
            data = path.read_bytes()
            front, source = split_front_matter(data, shown)
        except ChapbookError as fault:
            problems += fault.problems
            continue
        except FileNotFoundError:
            problems.append(_no_file(shown))
            continue
        except OSError as fault:
            problems.append(
                error(f'the file cannot be read: {fault.strerror}', Place(shown), 'look at its permissions')
            )
            continue
        sources.append(source if number == 0 else _chapter(front, source, problems))
        if number == 0:
            metadata, found = (
                read_metadata(front or '', shown) if front is not None else (None, [_no_front(shown, source.body)])
            )
            problems += found
    problems += [
        note('this file is about its folder, and left out', _place(path, project), 'to print it, give it another name')
        for path in (sorted(text.folder.iterdir()) if text.path == text.folder else ())
        if _is_readme(path)
    ]
    if len(sources) < len(text.files):
        raise ChapbookError(*problems)
    metadata = metadata or Metadata(title=text.slug)
    modified = _modified(metadata, text)
    return Manuscript(text.slug, metadata, tuple(sources), Folder(text.folder), modified, tuple(problems))


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


def _shown(path: Path, project: Path) -> Path:
    """Return the path as a message gives it: below the project where it is, so that messages are the same anywhere."""
    return path.relative_to(project) if path.is_relative_to(project) else path


def _modified(metadata: 'Metadata', text: Text) -> datetime:
    """Return the date that goes into every file: the text’s own, SOURCE_DATE_EPOCH, or the last commit’s."""
    if metadata.iso_date:
        # What the date leaves open begins with the first.
        written = f'{metadata.iso_date}-01-01'[:10]
        return max(datetime.fromisoformat(f'{written}T00:00:00+00:00'), UNDATED)
    epoch = os.environ.get('SOURCE_DATE_EPOCH') or _last_commit(text)
    if epoch.isdecimal():
        return max(datetime.fromtimestamp(int(epoch), UTC), UNDATED)
    return UNDATED


def _last_commit(text: Text) -> str:
    """Return the time of the last commit that touched the text, in seconds since 1970; '' where there is none."""
    command = [
        'git',
        '-C',
        str(text.folder),
        'log',
        '-1',
        '--format=%ct',
        '--',
        *(str(path.resolve()) for path in text.files),
    ]
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=10, check=False).stdout.strip()  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return ''
