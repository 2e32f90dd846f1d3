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
    """A text that was built: its slug, its record, the folder of its files, the file of its text changed last."""

    slug: str
    record: Record
    folder: Path
    latest: Path | None = None

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
            record, latest = Record.from_json(path.read_bytes()), _latest(path.stem, project / 'source')
            found[path.stem] = Built(path.stem, record, output / path.stem, latest)
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
    """Return for each text the file that suits a make of readers best, and what is amiss with it."""
    picks, without = [], []
    for text in texts:
        found = [suffix for suffix in make.opens if text.file(suffix).is_file()]
        if found:
            path = text.file(found[0])
            picks.append(Pick(text, path, found[0], path.stat().st_size))
        else:
            without.append(text)
    second = [each for each in picks if each.suffix != make.opens[0]]
    problems = _stale(picks)
    if second:
        kinds = ' or '.join(dict.fromkeys(EDITIONS_OF[each.suffix] for each in second))
        what = f'{EDITIONS_OF[make.opens[0]]} suits a {make.name} better than {kinds}'
        problems.append(warning(f'{what}: {_names([each.text for each in second])}', None, _how(second, make)))
    if without:
        message = f'nothing was built that a {make.name} opens: {_names(without)}'
        problems.append(error(message, None, _how(without, make)))
    return picks, problems


def _stale(picks: list[Pick]) -> list[Problem]:
    """Return a warning for each text of which a file in `source/` was changed after what is loaded was built."""
    problems = []
    for each in picks:
        latest = each.text.latest
        if latest and latest.stat().st_mtime_ns > each.path.stat().st_mtime_ns:
            message = f'{each.path.name} is older than its text: it was built before this was changed'
            hint = f'python3 build.py {each.text.slug} -e {EDITIONS_OF[each.suffix]} builds it anew'
            problems.append(warning(message, Place(latest), hint))
    return problems


def _latest(slug: str, source: Path) -> Path | None:
    """Return the file of a text that was changed last, None where its text is not here."""
    files = (path for path in (source / f'{slug}.md', *(source / slug).rglob('*')) if path.is_file())
    return max(files, key=lambda path: path.stat().st_mtime_ns, default=None)


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
