"""Picks the file of each text that suits a reader, from what was built."""

from dataclasses import dataclass
from pathlib import Path

from chapbook.bundle import portable
from chapbook.catalogue.record import Record
from chapbook.catalogue.shelf import FOLDER
from chapbook.load.devices import EDITIONS_OF, Make
from chapbook.problems import Place, Problem, UsageError, did_you_mean, error, warning

# How many texts are named in one sentence.
FEW = 5


@dataclass(frozen=True, slots=True)
class Built:
    """A text that was built: its slug, its record, and the folder of its files."""

    slug: str
    record: Record
    folder: Path

    def file(self, suffix: str) -> Path:
        """Return where the edition with this ending is, if it was built."""
        return self.folder / f'{self.slug}{suffix}'


@dataclass(frozen=True, slots=True)
class Pick:
    """A file to load: its text, where it is, the ending that says which edition, and its name on the reader."""

    text: Built
    path: Path
    suffix: str
    size_bytes: int

    @property
    def name(self) -> str:
        """The name on the reader, which every file system takes."""
        return portable(self.text.slug) + self.suffix


def built_texts(output: Path, wanted: list[str], project: Path) -> list[Built]:
    """Return the texts in `output`, or those that `wanted` names by slug or path; raises UsageError for another."""
    found: dict[str, Built] = {}
    for path in sorted((output / FOLDER).glob('*.json')):
        try:
            found[path.stem] = Built(path.stem, Record.from_json(path.read_bytes()), output / path.stem)
        except (ValueError, OSError):
            # The catalogue tells of a record that cannot be read.
            continue
    if not found:
        raise UsageError(error('nothing has been built here', Place(output), 'build first, or say -o DIR'))
    return [_named(word, found, project) for word in dict.fromkeys(wanted)] if wanted else list(found.values())


def _named(word: str, found: dict[str, Built], project: Path) -> Built:
    path = Path(word)
    for name in (word, path.name, path.stem, path.parent.name if path.name == 'index.md' else word):
        if name in found:
            return found[name]
    if any((project / 'source' / name).exists() for name in (word, f'{word}.md')):
        raise UsageError(error(f'the text “{word}” has not been built', None, f'python3 build.py {word} builds it'))
    hint = did_you_mean(word, list(found)) or f'there are: {", ".join(found)}'
    raise UsageError(error(f'there is no text “{word}” among what was built', None, hint))


def pick(texts: list[Built], make: Make) -> tuple[list[Pick], list[Problem]]:
    """Return for each text the file that suits a make of readers best, and what was not built that would suit it."""
    picks, without = [], []
    for text in texts:
        found = [suffix for suffix in make.opens if text.file(suffix).is_file()]
        if found:
            path = text.file(found[0])
            picks.append(Pick(text, path, found[0], path.stat().st_size))
        else:
            without.append(text)
    second = [each for each in picks if each.suffix != make.opens[0]]
    problems = []
    if second:
        kinds = ' or '.join(dict.fromkeys(EDITIONS_OF[each.suffix] for each in second))
        what = f'{EDITIONS_OF[make.opens[0]]} suits a {make.name} better than {kinds}'
        problems.append(warning(f'{what}: {_names([each.text for each in second])}', None, _how(second, make)))
    if without:
        message = f'nothing was built that a {make.name} opens: {_names(without)}'
        problems.append(error(message, None, _how(without, make)))
    return picks, problems


def _names(texts: list[Built]) -> str:
    """Return the names of texts, the first few of many."""
    slugs = [text.slug for text in texts]
    return ', '.join(slugs[:FEW]) + (f' and {len(slugs) - FEW} more' if len(slugs) > FEW else '')


def _how(texts: 'list[Pick] | list[Built]', make: Make) -> str:
    """Return which command builds what suits a make of readers best."""
    slugs = [each.text.slug if isinstance(each, Pick) else each.slug for each in texts]
    which = ' '.join(slugs) if len(slugs) <= FEW else ''
    hint = f'python3 build.py {which} -e {EDITIONS_OF[make.opens[0]]} builds it'.replace('  ', ' ')
    return f'{hint}; {make.besides}' if make.besides else hint
