"""The words of the PDF as a screen reader hears them: along its tag tree (ISO 32000-1, 14.7), not down its pages."""

import io
import re
from dataclasses import dataclass, field
from typing import Any

import pikepdf

from chapbook.check.content import Codes, marked_text, read_codes
from chapbook.check.words import Side, Spoken, split

HYPHENS = ('\u2010', '\u00ad', '-')
NOTE = re.compile(r'note-0*(\d+)')

# How a PDF names an object: its number and generation.
Key = tuple[int, int]


def words_of_pdf(data: bytes) -> Spoken:
    """Return the words of the text in a tagged PDF; raises ValueError where it cannot be read or has no tags.

    The text is what the first `Part` holds. Each `Note` in it is a note, by the number in its identifier. Note calls
    and the numbers and bullets of notes and lists are no words.
    """
    try:
        with pikepdf.open(io.BytesIO(data)) as document:
            part = _find_part(document.Root.get('/StructTreeRoot'))
            if part is None:
                raise ValueError('it has no tags')
            return _Listener(document, _side(document)).hear(part)
    except pikepdf.PdfError as fault:
        raise ValueError(str(fault)) from fault


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
    notes: dict[int, list[str]] = field(default_factory=dict)
    pages: dict[Key, Any] = field(default_factory=dict)
    texts: dict[Key, dict[int, str]] = field(default_factory=dict)
    codes: dict[Key, Codes] = field(default_factory=dict)

    def hear(self, part: Any) -> Spoken:
        """Return all words below a structure element."""
        self.pages = {page.objgen: page for page in self.document.pages}
        waiting = [(part, None, self.flow)]
        while waiting:
            kid, page, said = waiting.pop()
            if isinstance(kid, int):
                said.append(self._text(page, kid))
            elif '/MCID' in kid:
                said.append(self._text(kid.get('/Pg', page), kid.MCID))
            elif '/S' in kid and not _is_no_word(kid):
                if kid.S == '/Note':
                    said = self.notes.setdefault(_number(kid), [])
                waiting += [(inner, kid.get('/Pg', page), said) for inner in reversed(_kids(kid))]
        notes = {number: split(''.join(parts)) for number, parts in self.notes.items()}
        return Spoken(split(''.join(self.flow)), notes, self.side)

    def _text(self, page: Any, mark: int) -> str:
        """Return the text of marked content with a space behind it, unless it ends in a hyphen."""
        key = page.objgen
        if key not in self.texts:
            self.texts[key] = self._read_page(self.pages[key])
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
