"""The shelf: every text in `dist/`, with its record, its cover, and the files of its editions that are there."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from chapbook import publish, rasters
from chapbook.book import Book
from chapbook.catalogue.checksums import Digest
from chapbook.catalogue.record import Record
from chapbook.editions import EDITIONS, Edition, Use
from chapbook.problems import Place, Problem, warning

FOLDER = 'catalogue'
# In a folder of its own, where no text’s name can be that of another’s thumbnail.
THUMBNAILS = f'{FOLDER}/thumbnails'
# Who stands at a table with a telephone wants to read first and to print later.
KINDS = {'.html': 'web page', '.epub': 'EPUB', '.pdf': 'PDF'}


@dataclass(frozen=True, slots=True)
class File:
    """One edition of a text: its name below `dist/`, what it is for, its kind in a word, pages if it has any."""

    name: str
    edition: str
    purpose: str
    kind: str
    pages: int | None
    digest: Digest
    use: Use = Use.READ

    @property
    def href(self) -> str:
        """The address of the file from the landing page."""
        return quote(self.name)


@dataclass(frozen=True, slots=True)
class Cover:
    """The picture of a cover: its name below `dist/`, and its size in pixels."""

    name: str
    width_px: int
    height_px: int

    @property
    def href(self) -> str:
        """The address of the picture from the landing page."""
        return quote(self.name)


@dataclass(frozen=True, slots=True)
class ShelvedText:
    """A text that is there to be handed out."""

    slug: str
    record: Record
    files: tuple[File, ...]
    cover: Cover | None
    thumbnail: Cover | None = None
    """The same picture for lists, 160 pixels wide."""

    @property
    def uses(self) -> list[tuple[Use, list[File]]]:
        """What its files are taken for, each with those that are."""
        return [(use, list(files)) for use, files in groupby(self.files, key=lambda file: file.use)]


def shelve(output: Path, book: Book, cover: bytes | None, thumbnail: bytes | None = None) -> list[Problem]:
    """Write the record of a text, and its cover where there is a new one, beside those of the others.

    A thumbnail is made of the cover where none is given.

    Returns a warning where the text is known by another identifier than when it was built last.
    """
    folder = output / FOLDER
    for each in (folder, output / THUMBNAILS):
        publish.sweep(each)
    path, record = folder / f'{book.slug}.json', Record.of(book.metadata, book.modified)
    problems = _changes(path, record, book)
    publish.write_all({path: record.to_json(), **_pictures(output, book.slug, cover, thumbnail)})
    return problems


def _pictures(output: Path, slug: str, cover: bytes | None, thumbnail: bytes | None) -> dict[Path, bytes]:
    """Return the cover where there is a new one, and its thumbnail where that is missing or no longer like it."""
    large, small = output / FOLDER / f'{slug}.jpg', output / THUMBNAILS / f'{slug}.jpg'
    if cover is None and small.is_file():
        return {}
    from chapbook.editions.cover import THUMBNAIL_PX

    try:
        whole = cover or large.read_bytes()
        return {large: whole, small: thumbnail or rasters.thumbnail(whole, THUMBNAIL_PX)}
    except OSError:
        # A cover that is damaged stays away from the catalogue, and so does what would be made of it.
        return {}


def _changes(path: Path, record: Record, book: Book) -> list[Problem]:
    try:
        before = Record.from_json(path.read_bytes()).identifier
    except (ValueError, OSError):
        return []
    if before == record.identifier:
        return []
    message = f'the identifier was {before} and is now {record.identifier}: readers will take this for another text'
    hint = f'to stay the same text, write identifier: {before}'
    if not book.metadata.identifier:
        hint = f'it is made of title, author and language, and one of them changed; {hint}'
    return [warning(message, Place(book.sources[0].path, 1), hint)]


def has_cover(output: Path, slug: str) -> bool:
    """Return whether there is a picture of the cover from an earlier build."""
    return (output / FOLDER / f'{slug}.jpg').is_file()


def left_over(names: Iterable[str]) -> list[str]:
    """Return which files, by their names below `dist/`, are records and covers of texts that somebody took away."""
    known = set(names)
    there = {name.partition('/')[0] for name in known if '/' in name}
    own = {(FOLDER, '.json'), (FOLDER, '.jpg'), (THUMBNAILS, '.jpg')}
    paths = [path for path in map(PurePosixPath, sorted(known)) if (path.parent.as_posix(), path.suffix) in own]
    return [path.as_posix() for path in paths if path.stem not in there]


def read_shelf(output: Path, digests: dict[str, Digest]) -> tuple[list[ShelvedText], list[Problem]]:
    """Return the texts whose files are there, by title, and what is wrong with their records."""
    texts: list[ShelvedText] = []
    problems: list[Problem] = []
    for name in digests:
        path = PurePosixPath(name)
        if path.parent.as_posix() != FOLDER or path.suffix != '.json':
            continue
        try:
            record = Record.from_json((output / name).read_bytes())
        except (ValueError, OSError) as fault:
            message = f'the record of a text cannot be read, so the catalogue leaves it out: {fault}'
            problems.append(warning(message, Place(output / name), 'build the text again'))
            continue
        files = tuple(_files(output, path.stem, digests))
        if files:
            covers = (_cover(output, f'{below}/{path.stem}.jpg') for below in (FOLDER, THUMBNAILS))
            texts.append(ShelvedText(path.stem, record, files, *covers))
    problems += _doubles(texts)
    return sorted(texts, key=lambda text: (text.record.title.casefold(), text.slug)), problems


def _doubles(texts: list[ShelvedText]) -> list[Problem]:
    """Return a warning for each identifier that several texts have."""
    known: dict[str, list[str]] = {}
    for text in texts:
        known.setdefault(text.record.identifier, []).append(text.slug)
    hint = 'readers keep one of them only: write another identifier: in the front matter of each but one'
    return [
        warning(f'{len(slugs)} texts have the identifier {identifier}: {", ".join(sorted(slugs))}', None, hint)
        for identifier, slugs in known.items()
        if len(slugs) > 1
    ]


def _cover(output: Path, name: str) -> Cover | None:
    """Return the picture of a text’s cover, None where it is missing or damaged."""
    from PIL import Image

    try:
        with Image.open(output / name) as picture:
            return Cover(name, *picture.size)
    except OSError:
        return None


def _files(output: Path, slug: str, digests: dict[str, Digest]) -> Iterator[File]:
    """Find the editions of a text among the files: by their use, and what is read at once before what is printed."""
    for edition in sorted(EDITIONS.values(), key=_order):
        name = f'{slug}/{edition.file_name(slug)}'
        if name in digests:
            kind = KINDS.get(_suffix(name), _suffix(name).removeprefix('.').upper())
            pages = _pages(output / name) if kind == 'PDF' else None
            yield File(name, edition.name, edition.purpose, kind, pages, digests[name], edition.use)


def _order(edition: Edition) -> tuple[int, int]:
    kinds = [*KINDS]
    return [*Use].index(edition.use), kinds.index(suffix) if (suffix := _suffix(edition.file_name('x'))) in kinds else 1


def _suffix(name: str) -> str:
    return PurePosixPath(name).suffix


def _pages(path: Path) -> int | None:
    """Return how many pages a PDF has, None where it is damaged."""
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(path) as document:
            return len(document)
    except pypdfium2.PdfiumError:
        return None
