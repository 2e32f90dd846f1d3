"""Makes the editions of a text: read, parse, render, check, publish. The pipeline, in the order it runs."""

import errno
import re
import signal
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from chapbook.problems import ChapbookError, Place, Problem, Severity, error, note, warning
from chapbook.project import Text

if TYPE_CHECKING:
    # Named here only: these modules load the heavy libraries.
    from chapbook.book import Book
    from chapbook.check import Told
    from chapbook.editions import Edition, Pages
    from chapbook.page_files import PageFiles
    from chapbook.press import Press
    from chapbook.sheets.costs import Prices
    from chapbook.theme import Theme

# What page files go through once they are there: loaded while the press works on them.
AFTER_PAGES = (
    'chapbook.editions.epub', 'chapbook.editions.epub.breaks', 'chapbook.editions.cover', 'chapbook.check.pdf',
    'chapbook.check.epub', 'chapbook.check.html', 'pypdfium2', 'PIL.JpegImagePlugin', 'PIL.PngImagePlugin',
)  # fmt: skip
ONTO_SHEETS = ('chapbook.sheets',)
FRAME = re.compile(r'File "(.+)", line (\d+)')


@dataclass(frozen=True, slots=True)
class Request:
    """What to make: the project, where files go, and the editions by name; none for those each text asks for.

    `everything` tells that the editions were asked for as a whole, not each by name: what cannot be made of a text is
    then left out with a warning. `copies` is how many are to be printed, to tell what booklets take; `prices` are those
    of an option, None for each text’s own.
    """

    project: Path
    output: Path
    editions: tuple[str, ...] = ()
    everything: bool = False
    copies: int | None = None
    prices: 'Prices | None' = None


@dataclass(frozen=True, slots=True)
class Made:
    """One file that was made: where it is, what it is for, its pages if it has any, its size and the time it took."""

    path: Path
    edition: str
    purpose: str
    pages: int | None
    size_bytes: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Step:
    """Word of what is being worked on, for a progress bar: which edition, of how many."""

    slug: str
    edition: str
    editions: int


@dataclass(frozen=True, slots=True)
class _Rendered:
    """An edition that is ready to be written, and how long that took."""

    edition: 'Edition'
    data: bytes
    seconds: float


Event = Made | Problem | Step


def make_all(texts: list[Text], request: Request, press: 'Press') -> Iterator[Event]:
    """Make every text, telling each step, file and problem as it comes; one that is broken leaves the others alone."""
    # Texts are begun a few ahead of the one that is being finished, so that the press is never idle.
    begun: deque[Iterator[Event]] = deque()
    for text in texts:
        steps = _guarded(text, request, press)
        yield next(steps)
        begun.append(steps)
        if len(begun) > press.workers:
            yield from begun.popleft()
    for steps in begun:
        yield from steps


def _guarded(text: Text, request: Request, press: 'Press') -> Iterator[Event]:
    """Make one text; what is wrong with it is told, not raised."""
    try:
        yield from _make(text, request, press)
    except ChapbookError as fault:
        yield from fault.problems
    except Exception as fault:  # noqa: BLE001 - a fault of ours must not take the other texts down
        yield _full() if isinstance(fault, OSError) and fault.errno == errno.ENOSPC else _our_fault(fault, text)


def _full() -> Problem:
    """Return what to tell where faces and pages find no room while they are made."""
    import tempfile

    hint = 'delete what is not needed there, or set TMPDIR to a folder that has room'
    return error('there is no space left for temporary files', Place(Path(tempfile.gettempdir())), hint)


def _our_fault(fault: Exception, text: Text) -> Problem:
    """Return what to tell where the program itself fails: enough to report it by, and no traceback."""
    frames = [(frame.filename, frame.lineno) for frame in traceback.extract_tb(fault.__traceback__)]
    # What failed in another process brings its own traceback along, as text.
    file, line = (FRAME.findall(str(fault.__cause__)) or frames)[-1]
    where = f'{Path(file).name}, line {line}'
    message = f'chapbook itself failed: {type(fault).__name__}: {fault} ({where})'
    hint = 'this is a fault of ours: please report this line, with the text or the part of it that does it'
    return error(message, Place(text.files[0]), hint)


def _make(text: Text, request: Request, press: 'Press') -> Iterator[Event]:
    """Make one text; the first step is told once its pages are being laid out."""
    from chapbook import page_files
    from chapbook.beside import beside, is_worth
    from chapbook.editions import named
    from chapbook.markup import parse
    from chapbook.project import read_with_faults
    from chapbook.theme import load_theme

    manuscript, theme = read_with_faults(text, request.project), load_theme(request.project)
    editions = named(request.editions or manuscript.metadata.editions, manuscript.metadata.papers)
    with page_files.cover_beside(manuscript, theme, editions, press) as drawn:
        book = parse(manuscript)
        letters = sum(len(source.body) for source in book.sources)
        is_long = is_worth(letters)
        # A long text is compared with its source while its editions are made, a short one while its pages are laid out.
        with beside(cache(partial(_told, book)), letters) as told:
            pages = page_files.begin(book, theme, editions, press, drawn)
            if not is_long:
                told()
            yield from _make_editions(pages, theme, editions, told, request)


def _told(book: 'Book') -> 'Told':
    from chapbook.check import tell

    return tell(book)


def _make_editions(
    pages: 'PageFiles', theme: 'Theme', editions: 'Sequence[Edition]', told: 'Callable[[], Told]', request: Request
) -> Iterator[Event]:
    """Make the editions of a text, which `told` waits to say the words of."""
    from chapbook import check
    from chapbook.catalogue import shelf

    book, found = pages.book, pages.found
    yield Step(book.slug, 'text', len(editions))
    yield from book.problems
    rendered: list[_Rendered] = []
    left_out: list[Problem] = []
    # Those without pages first, while the press works, then each when its pages are there.
    for edition in sorted(editions, key=pages.turn):
        if edition.page and not pages.are_drawn:
            _load(ONTO_SHEETS + AFTER_PAGES if any(each.paper for each in editions) else AFTER_PAGES)
        yield Step(book.slug, edition.name, len(editions))
        started = time.perf_counter()
        try:
            data = edition.render(book, theme, pages)
        except ChapbookError as fault:
            left_out += _softened(fault.problems) if request.everything and not edition.usual else fault.problems
        else:
            rendered.append(_Rendered(edition, data, time.perf_counter() - started))
    rendered.sort(key=lambda each: editions.index(each.edition))
    found += check.audit(book, _heard(rendered, pages, book), told())
    found += [problem for each in rendered for problem in each.edition.remarks(book, theme)]
    yield from dict.fromkeys([*found, *left_out])
    if rendered and not any(problem.severity is Severity.ERROR for problem in found):
        yield from _published(request.output / book.slug, book.slug, rendered)
        yield from _counted(book, rendered, request) if request.copies else ()
        yield from shelf.shelve(request.output, book, *_cover(book, theme, rendered, pages, request.output))


def _published(folder: Path, slug: str, rendered: 'Sequence[_Rendered]') -> Iterator[Made]:
    """Write the files of a text, and tell each."""
    from chapbook import publish

    publish.sweep(folder)
    paths = {each.edition: folder / each.edition.file_name(slug) for each in rendered}
    publish.write_all({paths[each.edition]: each.data for each in rendered})
    for each in rendered:
        edition, data = each.edition, each.data
        yield Made(paths[edition], edition.name, edition.purpose, count_pages(data), len(data), each.seconds)


def _counted(book: 'Book', rendered: 'Sequence[_Rendered]', request: Request) -> Iterator[Problem]:
    """Tell how much paper and how many staples copies of each booklet take, and what they cost."""
    from chapbook.editions import Use
    from chapbook.sheets import costs

    copies, guide = request.copies or 0, bool(book.metadata.guide)
    prices = costs.prices(book.metadata.prices) if request.prices is None else request.prices
    sheets = [each for each in rendered if each.edition.use is Use.PRINT and not each.edition.heard]
    for each in sheets:
        folded = each.edition.paper is not None
        run = costs.of_sheets(each.data, copies, stapled=folded, guide=guide and folded)
        yield note(f'{each.edition.file_name(book.slug)}: {costs.told(run, prices)}')
    if not sheets:
        place = Place(book.sources[0].path) if book.sources else None
        hint = f'say -e booklet as well; other pages are counted by impose FILE.pdf --paper-count {copies}'
        yield warning('--paper-count counts booklets and zines, and none was made of this text', place, hint)


def _cover(
    book: 'Book', theme: 'Theme', rendered: 'Sequence[_Rendered]', pages: 'Pages', output: Path
) -> tuple[bytes | None, ...]:
    """Return the small pictures of the cover, None where no page was laid out and the one that is there will do."""
    from chapbook.catalogue import shelf
    from chapbook.editions import cover
    from chapbook.native import missing_libraries
    from chapbook.pages import A4_FOLDED, A5, COVER, HALF_LETTER

    sizes = [each.edition.page for each in rendered if each.edition.page in (A5, A4_FOLDED, COVER, HALF_LETTER)]
    if not sizes or missing_libraries():
        return (None if shelf.has_cover(output, book.slug) else cover.plain_picture(book, theme),)
    return tuple(pages.picture(sizes[0], width_px) for width_px in (cover.SMALL_PX, cover.THUMBNAIL_PX))


def _load(modules: tuple[str, ...]) -> None:
    """Import modules; Ctrl-C waits until they are there, as some written in C end the program over it."""
    heard: list[int] = []
    # A build that does not hear Ctrl-C, as one in the background, shall not hear it here either.
    hears = threading.current_thread() is threading.main_thread() and callable(signal.getsignal(signal.SIGINT))
    handler = signal.signal(signal.SIGINT, lambda number, _: heard.append(number)) if hears else None
    try:
        for module in modules:
            import_module(module)
    finally:
        if hears:
            signal.signal(signal.SIGINT, handler)
    if heard:
        raise KeyboardInterrupt


def _softened(problems: 'Sequence[Problem]') -> list[Problem]:
    return [replace(problem, severity=Severity.WARNING) for problem in problems]


def _heard(rendered: 'Sequence[_Rendered]', pages: 'Pages', book: 'Book') -> dict[str, bytes]:
    """Return what says the text in reading order: editions, and the page files of those that come out as sheets."""
    from chapbook.trims import page_for

    size_mm, papers = book.metadata.size_mm, book.metadata.papers
    heard = {each.edition.name: each.data for each in rendered if each.edition.heard}
    # The pamphlet is its own page file; an e-book takes no more than the cover from one.
    listened = {
        page_for(page, size_mm, papers) for each in rendered if each.edition.heard and (page := each.edition.page)
    }
    for edition in (each.edition for each in rendered):
        if edition.page and not edition.page.cover_only and page_for(edition.page, size_mm, papers) not in listened:
            listened.add(page_for(edition.page, size_mm, papers))
            heard[f'pages of {edition.name}'] = pages(edition.page)
    return heard


def count_pages(data: bytes) -> int | None:
    """Return how many pages a PDF has, None for anything else."""
    if not data.startswith(b'%PDF-'):
        return None
    import pypdfium2

    return len(pypdfium2.PdfDocument(data))
