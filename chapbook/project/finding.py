"""Finds the texts in `source/`: which files are one, in which order, and which only look like one."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from chapbook.problems import Place, Problem, UsageError, did_you_mean, error, nearest, note
from chapbook.project.manuscript import composed

NOTHING: Mapping[str, str] = MappingProxyType({})
RENAME = 'if it is a text, let its name end in .md'
IMPORT = 'python3 build.py import FILE makes a text of it'
SAVE = f'{IMPORT}, once it is saved as .docx, as .odt or as plain text'
# What else may hold a text, and what to do with it.
UNREAD = {
    '.markdown': RENAME, '.mdown': RENAME, '.mkd': RENAME, '.qmd': RENAME, '.rmd': RENAME, '.mdx': RENAME,
    '.txt': f'{IMPORT}; or, if it is Markdown, let its name end in .md', '.html': IMPORT, '.htm': IMPORT,
    '.docx': IMPORT, '.odt': IMPORT, '.doc': SAVE, '.rtf': SAVE, '.pages': SAVE,
}  # fmt: skip


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
    if path.name.startswith(('.', '_')) or is_readme(path):
        return None
    if path.is_file() and path.suffix.lower() == '.md':
        return Text(path.stem, path.parent, (path,))
    files = [file for file in sorted(path.glob('*.md'), key=_in_order) if not file.name.startswith(('.', '_'))]
    if path.is_dir() and not all(map(is_readme, files)):
        # Without an index.md too: reading it then tells what is missing.
        index = path / 'index.md'
        return Text(path.name, path, (index, *(file for file in files if file != index and not is_readme(file))))
    return None


def count_letters(text: Text) -> int:
    """Return how long a text is, its front matter too, 0 where it cannot be read."""
    try:
        return sum(len(path.read_bytes().decode(errors='replace')) for path in text.files)
    except OSError:
        return 0


def is_readme(path: Path) -> bool:
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
        note('this file is not read: texts are Markdown, in files that end in .md', Place(shown(path, project)), hint)
        for path in files
        if (hint := UNREAD.get(path.suffix.lower()))
    ]


def _check_name(text: Text, texts: list[Text], source: Path) -> None:
    """Raise UsageError where another text would be written into the same folder of `dist/`, on a stick at least."""
    name = composed(text.slug).casefold()
    others = [each for each in texts if each is not text and composed(each.slug).casefold() == name]
    if others:
        names = ' and '.join(sorted(each.path.name for each in (text, others[0])))
        raise UsageError(error(f'two texts have one name: {names}', Place(source), 'rename one of the two'))


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


def shown(path: Path, project: Path) -> Path:
    """Return the path as a message gives it: below the project where it is, so that messages are the same anywhere."""
    return path.relative_to(project) if path.is_relative_to(project) else path
