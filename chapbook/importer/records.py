"""What the import works with: lines, pieces of text, blocks of Markdown, and findings."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

LONGEST_SHOWN = 70


class Kind(StrEnum):
    """What a finding is about; `KEPT` is a doubt that changed nothing."""

    ENCODING = 'encoding'
    LANGUAGE = 'language'
    TITLE = 'title'
    SUBTITLE = 'subtitle'
    AUTHOR = 'author'
    DATE = 'date'
    SUBJECT = 'subject'
    STANDFIRST = 'standfirst'
    EPIGRAPH = 'epigraph'
    HEADING = 'heading'
    QUOTATION = 'quotation'
    NOTE = 'note'
    LIST = 'list'
    VERSE = 'verse'
    LINES = 'lines'
    BREAK = 'break'
    MENDED = 'mended'
    DROPPED = 'dropped'
    KEPT = 'kept'


@dataclass(frozen=True, slots=True)
class Finding:
    """One guess, one repair or one dropped line: `line` counts from 1 in the input."""

    kind: Kind
    line: int
    text: str
    reason: str

    def __str__(self) -> str:
        return f'line {self.line}: {self.said}'

    @property
    def said(self) -> str:
        """The finding without its line; what was dropped is given whole, anything else may be shortened."""
        whole = self.kind is Kind.DROPPED or len(self.text) <= LONGEST_SHOWN
        shown = self.text if whole else self.text[:LONGEST_SHOWN].rsplit(' ', 1)[0] + ' …'
        quoted = f' “{shown}”' if shown else ''
        return f'{self.kind}:{quoted} ({self.reason})'


@dataclass(frozen=True, slots=True)
class Imported:
    """A text made from a raw one: Markdown with front matter, its slug, the findings, and the words of its body."""

    markdown: str
    slug: str
    findings: tuple[Finding, ...]
    words: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the input without its quote marks and indent.

    `width` is its length in characters as it stood, `indent` the spaces before it, `depth` its quote marks `>`.
    """

    number: int
    text: str
    width: int = 0
    indent: int = 0
    depth: int = 0


class Form(StrEnum):
    """What the layout of a piece says about it."""

    PROSE = 'prose'
    LINES = 'lines'  # lines that break where the author wanted
    HEADING = 'heading'  # underlined, or marked with #
    ITEM = 'item'
    BREAK = 'break'


@dataclass(frozen=True, slots=True)
class Piece:
    """Lines that belong together. `text` is their words on one line, `mark` the bullet or number of an item."""

    form: Form
    lines: tuple[Line, ...]
    text: str
    mark: str = ''
    level: int = 0
    group: int = 0

    @property
    def words(self) -> str:
        """Its words with the bullet or number they began with."""
        return f'{self.mark} {self.text}' if self.mark else self.text

    @property
    def number(self) -> int:
        """The line it begins on."""
        return self.lines[0].number

    @property
    def depth(self) -> int:
        """How many quote marks stood before it."""
        return self.lines[0].depth

    @property
    def single(self) -> bool:
        """Whether it is one line of plain text, as a title or a heading is."""
        return len(self.lines) == 1 and self.form in (Form.PROSE, Form.ITEM) and not self.depth


class Style(StrEnum):
    """What a block becomes in Markdown."""

    PARAGRAPH = 'paragraph'
    HEADING = 'heading'
    QUOTE = 'quote'
    BULLETS = 'bullets'
    NUMBERS = 'numbers'
    VERSE = 'verse'
    LINES = 'lines'
    BREAK = 'break'
    STANDFIRST = 'standfirst'
    EPIGRAPH = 'epigraph'
    NOTE = 'note'


@dataclass(frozen=True, slots=True)
class Block:
    """One block of Markdown, its words still unescaped.

    `level` is a heading’s level, a quotation’s depth, or the number a list begins with; `label` is a note’s number,
    or `guessed` for a heading that no sign marks;
    `inner` are the blocks of a quotation or an epigraph.
    """

    style: Style
    texts: tuple[str, ...] = ()
    level: int = 0
    label: str = ''
    inner: tuple['Block', ...] = ()


@dataclass(frozen=True, slots=True)
class View:
    """The pieces of a text seen from one of them."""

    pieces: Sequence[Piece]
    at: int

    @property
    def piece(self) -> Piece:
        """The piece itself."""
        return self.pieces[self.at]

    def look(self, step: int) -> Piece | None:
        """Return the piece `step` further on, None beyond the ends."""
        place = self.at + step
        return self.pieces[place] if 0 <= place < len(self.pieces) else None

    def move(self, step: int) -> 'View':
        """Return the view from the piece `step` further on, which must exist."""
        return View(self.pieces, self.at + step)

    def finding(self, kind: Kind, reason: str, text: str | None = None) -> Finding:
        """Return a finding about the piece."""
        return Finding(kind, self.piece.number, self.piece.words if text is None else text, reason)


def plain(words: Iterable[str]) -> str:
    """Return words on one line, parted by single spaces."""
    return ' '.join(' '.join(words).split())
