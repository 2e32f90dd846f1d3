"""The project on disk: finds the texts in `source/` and reads each into a Manuscript. The edge of the program."""

import os
import re
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from chapbook.metadata import CONTROL, Metadata, read_metadata
from chapbook.problems import ChapbookError, Place, Problem, UsageError, did_you_mean, error

# What a ZIP archive can date back to, for a text that no date, variable or commit dates.
UNDATED = datetime(1980, 1, 1, tzinfo=UTC)
MEGABYTE = 1_000_000
LARGEST_FILE_MB = 100
ISO_DATE = re.compile(r'(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?')


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
        if not target.is_file():
            raise ValueError('there is no such file')
        if target.stat().st_size > LARGEST_FILE_MB * MEGABYTE:
            raise ValueError(f'it is larger than {LARGEST_FILE_MB} MB')
        return target.read_bytes()

    def names(self) -> list[str]:
        """Return the names of all files below this folder, for “did you mean”."""
        found = (path for path in sorted(self.path.rglob('*')) if path.is_file())
        return [path.relative_to(self.path).as_posix() for path in found]


@dataclass(frozen=True, slots=True)
class Manuscript:
    """A text as its author gave it: metadata, Markdown files in reading order, and the folder of its pictures."""

    slug: str
    metadata: Metadata
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


def find_texts(project: Path, wanted: list[str]) -> list[Text]:
    """Return the texts in `project/source`, or those of them that `wanted` names (by slug or by path)."""
    source = project / 'source'
    if not source.is_dir():
        raise UsageError(error('there is no folder source/ here', Place(project), 'make it, or say --project DIR'))
    texts = [text for path in sorted(source.iterdir()) if (text := _as_text(path))]
    if not texts:
        raise UsageError(error('source/ holds no text', Place(source), 'put a file such as source/my-text.md there'))
    return [_pick(texts, name) for name in dict.fromkeys(wanted)] if wanted else texts


def _as_text(path: Path) -> Text | None:
    if path.name.startswith(('.', '_')) or path.name.lower() == 'readme.md':
        return None
    if path.is_file() and path.suffix == '.md':
        return Text(path.stem, path.parent, (path,))
    index = path / 'index.md'
    if path.is_dir() and index.is_file():
        others = sorted(
            other for other in path.glob('*.md') if other != index and not other.name.startswith(('.', '_'))
        )
        return Text(path.name, path, (index, *others))
    return None


def _pick(texts: list[Text], wanted: str) -> Text:
    for text in texts:
        if wanted in (text.slug, str(text.files[0])) or Path(wanted).resolve() in (text.folder.resolve(), *text.files):
            return text
    slugs = [text.slug for text in texts]
    hint = did_you_mean(wanted, slugs) or f'there are: {", ".join(slugs)}'
    raise UsageError(error(f'there is no text “{wanted}” in source/', None, hint))


def read_manuscript(text: Text, project: Path) -> Manuscript:
    """Read `text`; raises ChapbookError with all that is wrong in its front matter and its encoding."""
    problems: list[Problem] = []
    sources: list[SourceFile] = []
    metadata: Metadata | None = None
    for number, path in enumerate(text.files):
        shown = _shown(path, project)
        try:
            data = path.read_bytes()
            front, source = split_front_matter(data, shown)
        except ChapbookError as fault:
            problems += fault.problems
            continue
        except OSError as fault:
            problems.append(
                error(f'the file cannot be read: {fault.strerror}', Place(shown), 'look at its permissions')
            )
            continue
        sources.append(source)
        if number == 0:
            metadata, found = read_metadata(front or '', shown) if front is not None else (None, [_no_front(shown)])
            problems += found
        elif front is not None:
            hint = 'only index.md has front matter: move the keys there'
            problems.append(error('a second front matter', Place(shown, 1), hint))
    if metadata is None or any(problem.severity == 'error' for problem in problems):
        raise ChapbookError(*problems)
    modified = _modified(metadata, text)
    return Manuscript(text.slug, metadata, tuple(sources), Folder(text.folder), modified, tuple(problems))


def split_front_matter(data: bytes, path: Path) -> tuple[str | None, SourceFile]:
    """Return the front matter of a Markdown file, None where it has none, and the file with its body."""
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
        raise ChapbookError(error(f'a control character (U+{ord(control[0]):04X})', Place(path, line), hint))
    match = re.match(r'---[ \t]*\n(.*?\n)??(?:---|\.\.\.)[ \t]*(?:\n|\Z)', text, re.DOTALL)
    if match is None:
        if re.match(r'---[ \t]*\n', text):
            hint = 'add a line --- after the last key'
            raise ChapbookError(error('the front matter is not closed', Place(path, 1), hint))
        return None, SourceFile(path, data, text)
    first_line = text[: match.end()].count('\n') + 1
    return match.group(1) or '', SourceFile(path, data, text[match.end() :], first_line)


def _no_front(path: Path) -> Problem:
    hint = 'begin the file with three lines: ---, title: …, ---'
    return error('the text has no front matter', Place(path, 1), hint)


def _shown(path: Path, project: Path) -> Path:
    """Return the path as a message gives it: below the project where it is, so that messages are the same anywhere."""
    return path.relative_to(project) if path.is_relative_to(project) else path


def _modified(metadata: Metadata, text: Text) -> datetime:
    """Return the date that goes into every file: the text’s own, SOURCE_DATE_EPOCH, or the last commit’s."""
    if metadata.date and (match := ISO_DATE.fullmatch(metadata.date)):
        year, month, day = (int(part or 1) for part in match.groups())
        try:
            return max(datetime(year, month, day, tzinfo=UTC), UNDATED)
        except ValueError:
            pass
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
