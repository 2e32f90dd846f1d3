"""The words of the PDF as a screen reader hears them: along its tag tree (ISO 32000-1, 14.7), not down its pages."""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import pikepdf

from chapbook.check.content import Codes, marked_text, read_codes
from chapbook.check.words import Side, Spoken, split

HYPHENS = ('\u2010', '\u00ad', '-')
NOTE = re.compile(r'note-0*(\d+)')

# How a PDF names an object: its number and generation.
Key = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Heard:
    """A piece of the flow: the number of the page it is on, its words, and whether it is a picture."""

    page: int
    words: str
    is_picture: bool


def words_of_pdf(data: bytes) -> Spoken:
    """Return the words of the text in a tagged PDF; raises ValueError where it cannot be read or has no tags.

    The text is what the first `Part` holds. Each `Note` in it is a note, by the number in its identifier. Note calls
    and the numbers and bullets of notes and lists are no words.
    """
    words, _, _ = _heard(data)
    return words


def flow_of_pdf(data: bytes) -> tuple[tuple[Heard, ...], int]:
    """Return the flow of a tagged PDF piece by piece, notes apart, and how many pages it has; raises as above."""
    _, flow, pages = _heard(data)
    return flow, pages


@lru_cache(maxsize=1)
def _heard(data: bytes) -> tuple[Spoken, tuple[Heard, ...], int]:
    """Return the words, the flow and the number of pages of a PDF, of which an e-book and the audit ask in turn."""
    with _open(data) as document:
        listener = _Listener(document, _side(document))
        words = listener.hear(_part(document))
        return words, tuple(listener.heard), len(listener.pages)


@contextmanager
def _open(data: bytes) -> Iterator[Any]:
    try:
        with pikepdf.open(io.BytesIO(data)) as document:
            yield document
    except pikepdf.PdfError as fault:
        raise ValueError(str(fault)) from fault


def _part(document: Any) -> Any:
    """Return what holds the text; ValueError where there is none."""
    part = _find_part(document.Root.get('/StructTreeRoot'))
    if part is None:
        raise ValueError('it has no tags')
    return part


def is_tagged(data: bytes) -> bool:
    """Tell whether a PDF says in which order it is read; sheets to be folded do not."""
    with pikepdf.open(io.BytesIO(data)) as document:
        return '/StructTreeRoot' in document.Root


@dataclass(slots=True)
class _Listener:
    """Goes through a tag tree and keeps what it says, the flow and each note apart."""

    document: Any
    side: Side
    flow: list[str] = field(default_factory=list)
    heard: list[Heard] = field(default_factory=list)
    notes: dict[int, list[str]] = field(default_factory=dict)
    pages: dict[Key, tuple[int, Any]] = field(default_factory=dict)
    texts: dict[Key, dict[int, str]] = field(default_factory=dict)
    codes: dict[Key, Codes] = field(default_factory=dict)

    def hear(self, part: Any) -> Spoken:
        """Return all words below a structure element."""
        self.pages = {page.objgen: (number, page) for number, page in enumerate(self.document.pages, 1)}
        waiting = [(part, None, self.flow, False)]
        while waiting:
            kid, page, said, is_picture = waiting.pop()
            if isinstance(kid, int):
                self._say(said, page, kid, is_picture=is_picture)
            elif '/MCID' in kid:
                self._say(said, kid.get('/Pg', page), kid.MCID, is_picture=is_picture)
            elif '/S' in kid and not _is_no_word(kid):
                if kid.S == '/Note':
                    said = self.notes.setdefault(_number(kid), [])
                # A picture may be linked: then the link stands between it and its tag.
                own_page, is_picture = kid.get('/Pg', page), kid.S == '/Figure' or (is_picture and kid.S == '/Link')
                waiting += [(inner, own_page, said, is_picture) for inner in reversed(_kids(kid))]
        notes = {number: split(''.join(parts)) for number, parts in self.notes.items()}
        return Spoken(split(''.join(self.flow)), notes, self.side)

    def _say(self, said: list[str], page: Any, mark: int, *, is_picture: bool) -> None:
        """Keep the text of marked content, and of the flow where it was heard."""
        text = self._text(page, mark)
        said.append(text)
        if said is self.flow:
            self.heard.append(Heard(self.pages[page.objgen][0], text, is_picture))

    def _text(self, page: Any, mark: int) -> str:
        """Return the text of marked content with a space behind it, unless it ends in a hyphen."""
        key = page.objgen
        if key not in self.texts:
            self.texts[key] = self._read_page(self.pages[key][1])
        text = self.texts[key].get(mark, '')
        return text if text.endswith(HYPHENS) else f'{text} '

    def _read_page(self, page: Any) -> dict[int, str]:
        fonts = page.resources.get('/Font', {})
        page.contents_coalesce()
        return marked_text(page.Contents.read_bytes(), lambda name: self._codes_of(fonts[f'/{name}']), self.side)

    def _codes_of(self, font: Any) -> Codes:
        key = font.objgen
        if key not in self.codes:
            self.codes[key] = read_codes(font.ToUnicode.read_bytes())
        return self.codes[key]


def _side(document: Any) -> Side:
    """Return where the lines of a document begin, as it tells a viewer that lays its pages side by side."""
    preferences = document.Root.get('/ViewerPreferences', {})
    return Side.RIGHT if preferences.get('/Direction') == '/R2L' else Side.LEFT


def _find_part(root: Any) -> Any:
    """Return the first `Part`, None where there is none."""
    waiting = [root] if root is not None else []
    while waiting:
        element = waiting.pop()
        if element.get('/S') == '/Part':
            return element
        waiting += [kid for kid in reversed(_kids(element)) if not isinstance(kid, int) and '/K' in kid]
    return None


def _kids(element: Any) -> list[Any]:
    kids = element.get('/K', [])
    return list(kids) if isinstance(kids, pikepdf.Array | list) else [kids]


def _is_no_word(element: Any) -> bool:
    """Tell whether a structure element says a number or a bullet."""
    kind = element.S
    if kind == '/Lbl':
        return not _is_term(element)
    return kind == '/Reference' or (kind == '/Link' and any(map(_leads_to_note, _kids(element))))


def _is_term(label: Any) -> bool:
    """Tell whether a label is the term of a definition: other lists say how they are numbered (14.8.5.5)."""
    list_ = label.P.get('/P', {}) if label.P.S == '/LI' else {}
    return bool(list_.get('/S') == '/L' and '/A' not in list_)


def _leads_to_note(kid: Any) -> bool:
    """Tell whether a piece of a link is the link itself, and a second call of a note."""
    if isinstance(kid, int) or '/Obj' not in kid:
        return False
    return NOTE.fullmatch(str(kid.Obj.get('/Dest', ''))) is not None


def _number(note: Any) -> int:
    match = NOTE.fullmatch(str(note.get('/ID', '')))
    return int(match[1]) if match else 0
