"""Pamphlets for the tests: each case in books/page-* laid out once, its pages measured, its tags heard.

Lengths are in points, from the left and the top of the page.
"""

import ctypes
import io
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from itertools import groupby
from pathlib import Path

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
from judges import judge

from chapbook.compose import print_document
from chapbook.markup import parse
from chapbook.metadata import Metadata
from chapbook.pages import A5
from chapbook.project import Folder, Manuscript, SourceFile, Text, read_manuscript
from chapbook.theme import load_theme
from chapbook.typesetting import pdf

HERE = Path(__file__).parent
BOOKS, GOLDEN = HERE / 'books', HERE / 'golden'
CASES = tuple(sorted(path.name for path in BOOKS.glob('page-*')))
MADE = datetime(2024, 5, 1, 12, 30, 4, tzinfo=UTC)
# Cases with letters that the theme’s faces lack, and the face a system lends them.
LENT = {'page-arabic': 'face-arabic', 'page-hebrew': 'face-hebrew', 'page-chinese': 'face-chinese'}
GRID = 14
WIDTH, HEIGHT = 419.53, 595.28
TOP, BOTTOM = 56.69, HEIGHT - 76.54
INNER, OUTER = 48.19, 65.2
HYPHEN = '\u2010'


@dataclass(frozen=True, slots=True)
class Run:
    """Words set in one go: where they begin, their size, the box of their ink, and the mark of their content."""

    page: int
    x: float
    baseline: float
    size: float
    left: float
    top: float
    right: float
    bottom: float
    text: str
    mark: int


@dataclass(frozen=True, slots=True)
class Line:
    """The runs that stand on one baseline of one page."""

    runs: tuple[Run, ...]

    @property
    def text(self):
        """Its words, as they stand."""
        return ''.join(run.text for run in self.runs)

    @property
    def size(self):
        """The size most of its letters are set in."""
        return max(self.runs, key=lambda run: len(run.text)).size

    @property
    def baseline(self):
        """The baseline of its largest run."""
        return max(self.runs, key=lambda run: len(run.text)).baseline

    @property
    def left(self):
        """Where its ink begins."""
        return min(run.left for run in self.runs)

    @property
    def right(self):
        """Where its ink ends."""
        return max(run.right for run in self.runs)


@cache
def theme():
    """Return the house’s theme."""
    return load_theme(HERE.parent)


@cache
def book(name):
    """Return the Book of a case, dated alike at every run."""
    folder = BOOKS / name
    files = (folder / 'index.md', *(path for path in sorted(folder.glob('*.md')) if path.name != 'index.md'))
    return parse(replace(read_manuscript(Text(name, folder, files), BOOKS), modified=MADE))


@cache
def made(name, page=A5):
    """Return the page file of a case, laid out once however many tests look at it."""
    if name in LENT:
        judge(LENT[name])
    return pdf.render(print_document(book(name), theme(), page))


def printed(markdown, page=A5, **meta):
    """Return the page file of a Markdown text."""
    metadata = Metadata(**{'title': 'A Title', 'lang': 'en-GB', **meta})
    source = SourceFile(Path('text.md'), markdown.encode(), markdown)
    manuscript = Manuscript('text', metadata, (source,), Folder(Path('/nowhere')), MADE)
    return pdf.render(print_document(parse(manuscript), theme(), page))


@cache
def opened(name):
    """Return the PDF of a case, open."""
    return pikepdf.open(io.BytesIO(made(name).data))


@cache
def runs(name):
    """Return the runs of every page of a case, those of page 1 first."""
    return measure(made(name).data)


def measure(data):
    """Return the runs of every page of a PDF: a tuple of runs for each page, in the order they are painted."""
    document = pypdfium2.PdfDocument(data)
    return tuple(tuple(_runs(document[number], number + 1)) for number in range(len(document)))


def _runs(page, number):
    text, height = page.get_textpage(), page.get_height()
    for item in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT], max_depth=4):
        matrix, size = item.get_matrix(), ctypes.c_float()
        pdfium.FPDFTextObj_GetFontSize(item.raw, size)
        left, bottom, right, top = item.get_bounds()
        mark = pdfium.FPDFPageObj_GetMarkedContentID(item.raw)
        words = _words(item, text)
        ink = (round(edge, 2) for edge in (left, height - top, right, height - bottom))
        size = round(size.value * abs(matrix.d), 2)
        yield Run(number, round(matrix.e, 2), round(height - matrix.f, 2), size, *ink, words, mark)


def _words(item, text):
    size = pdfium.FPDFTextObj_GetText(item.raw, text.raw, None, 0)
    buffer = ctypes.create_string_buffer(size)
    pdfium.FPDFTextObj_GetText(item.raw, text.raw, ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR)), size)
    # PDFium’s own mark for the text’s own hyphen at the end of a line.
    return buffer.raw[: size - 2].decode('utf-16-le').replace('\x02', '-')


def lines(page_runs):
    """Return the lines of a page from the top; what stands less than 2 pt higher or lower is on the same line."""
    found = []
    for run in sorted(page_runs, key=lambda run: run.baseline):
        if found and run.baseline - found[-1][-1].baseline < 2:
            found[-1].append(run)
        else:
            found.append([run])
    return [Line(tuple(sorted(line, key=lambda run: run.x))) for line in found]


def lines_of(heard):
    """Return the lines of one paragraph in reading order, over all its pages."""
    found = []
    for run in heard.pieces:
        if found and run.page == found[-1][-1].page and abs(run.baseline - found[-1][-1].baseline) < 5:
            found[-1].append(run)
        else:
            found.append([run])
    return [Line(tuple(line)) for line in found]


def text_pages(name):
    """Return the runs of each page that holds text: neither cover, imprint, contents nor back cover."""
    first = 3 if book(name).has_contents else 2
    return runs(name)[first:-1]


def body(page_runs):
    """Return the runs between the margins of a page: no running head, no folio."""
    return [run for run in page_runs if TOP < run.baseline < BOTTOM + 1]


def furniture(page_runs):
    """Return the runs in the margins at the head and the foot of a page."""
    return [run for run in page_runs if not TOP < run.baseline < BOTTOM + 1]


# --- The tag tree -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Heard:
    """A structure element as a listener meets it: its type, what is said of it, and what it holds in order."""

    type: str
    entries: dict
    kids: tuple

    @property
    def text(self):
        """All its words."""
        return join(self.pieces)

    @property
    def pieces(self):
        """The runs it holds, at any depth."""
        for kid in self.kids:
            if isinstance(kid, Heard):
                yield from kid.pieces
            elif isinstance(kid, Run):
                yield kid

    def all(self, *types):
        """Yield the elements of these types below this one, in reading order."""
        for kid in self.kids:
            if isinstance(kid, Heard):
                if kid.type in types:
                    yield kid
                yield from kid.all(*types)


@cache
def tree(name):
    """Return the root of the tag tree of a case."""
    document = opened(name)
    places = {page.objgen: number for number, page in enumerate(document.pages)}
    marked = {}
    for number, page_runs in enumerate(runs(name)):
        for run in page_runs:
            marked.setdefault((number, run.mark), []).append(run)
    return _hear(document.Root.StructTreeRoot.K[0], None, places, marked)


def _hear(element, page, places, marked):
    page = element.get('/Pg', page)
    kids = element.get('/K', [])
    # Content without words is a picture, or a space that is not painted.
    unheard, heard = ['picture'] if element.S in ('/Figure', '/Link') else [], []
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, int):
            heard += marked.get((places[page.objgen], kid), unheard)
        elif '/MCID' in kid:
            heard += marked.get((places[kid.get('/Pg', page).objgen], int(kid.MCID)), unheard)
        elif '/Obj' in kid:
            heard.append(f'link: {kid.Obj.get("/Contents", "")}')
        else:
            heard.append(_hear(kid, page, places, marked))
    entries = {key[1:]: value for key, value in element.items() if key not in ('/K', '/P', '/Pg', '/S', '/Type')}
    return Heard(str(element.S)[1:], entries, tuple(heard))


def join(pieces):
    """Return runs as words: lines put together, hyphens at their ends taken out."""
    words, last = '', None
    for run in pieces:
        new_line = last is not None and (run.page, run.baseline) != (last.page, last.baseline)
        if new_line and abs(run.baseline - last.baseline) > 5 and words.endswith(HYPHEN):
            words = words[:-1]
        elif new_line and abs(run.baseline - last.baseline) > 5:
            words += ' '
        words, last = words + run.text, run
    return ' '.join(words.split())


def spoken(heard, depth=0):
    """Return a tag tree as lines to read: a type, what is said of it, its words; long texts without their middle."""
    said = ' '.join(filter(None, (heard.type, _entries(heard.entries))))
    yield '  ' * depth + said
    for runs_together, kids in groupby(heard.kids, lambda kid: isinstance(kid, Run)):
        if runs_together:
            yield '  ' * (depth + 1) + f'“{_short(join(kids))}”'
            continue
        for kid in kids:
            if isinstance(kid, Heard):
                yield from spoken(kid, depth + 1)
            else:
                yield '  ' * (depth + 1) + kid


def _entries(entries):
    said = []
    for key, value in sorted(entries.items()):
        if key == 'A':
            said += [
                f'{name[1:]}={_plain(each)}' for name, each in sorted(value.items()) if name not in ('/O', '/BBox')
            ]
        elif key != 'ID':
            said.append(f'{key}={_plain(value)}')
    return ' '.join(said)


def _plain(value):
    words = str(value)
    return words[1:] if words.startswith('/') else words if isinstance(value, int) else f'“{words}”'


def _short(words):
    parts = words.split()
    return words if len(parts) <= 14 else f'{" ".join(parts[:8])} … {" ".join(parts[-4:])}'
