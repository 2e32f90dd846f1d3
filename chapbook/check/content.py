"""The text of marked content on a page of a PDF: ISO 32000-1, 9.4.3 (showing text), 9.10.3 (ToUnicode) and 14.6.

Strings are read as ISO 32000-1, 7.3.4 has them, hexadecimal or literal, alone or in arrays; every font has a ToUnicode
map. Text written in any other way would be missing here, and so be reported as lost. The words inside a picture are the
picture’s own.
"""

import re
import struct
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from chapbook.check.words import RIGHT_TO_LEFT, Side

FONT, TAG, PROPERTIES, BEGIN, END, ARRAY, STRING = range(1, 8)
# A literal string, whose brackets stand in pairs or behind a backslash; two deep is more than any writer goes.
LITERAL = rb'\((?:[^()\\]++|\\.|\((?:[^()\\]++|\\.|\((?:[^()\\]++|\\.)*\))*\))*\)'
OPERATORS = re.compile(
    rb'/([^\s/<>\[\]()]+)\s+[-\d.]+\s+Tf\b'
    rb'|/(\w+)\s*<<((?:[^<>()]|<[^<>]*>|\((?:[^()\\]|\\.)*\))*)>>\s*BDC\b'
    rb'|\b(BMC)\b'
    rb'|\b(EMC)\b'
    rb'|\[([^\]()]*+(?:' + LITERAL + rb'[^\]()]*+)*+)\]\s*TJ\b'
    rb'|(<[0-9a-fA-F\s]*+>|' + LITERAL + rb')\s*Tj\b',
    re.DOTALL,
)
MCID = re.compile(rb'/MCID\s+(\d+)')
ACTUAL_TEXT = re.compile(rb'/ActualText\s*<([0-9a-fA-F]*)>')
HEX = re.compile(rb'<([0-9a-fA-F\s]*)>')
STRINGS = re.compile(rb'<([0-9a-fA-F\s]*)>|(' + LITERAL + rb')', re.DOTALL)
# What stands behind a backslash in a literal string: up to three octal digits, a letter for a control, a line end.
ESCAPE = re.compile(rb'\\(?:([0-7]{1,3})|(\r\n|.))', re.DOTALL)
CONTROLS = {b'n': b'\n', b'r': b'\r', b't': b'\t', b'b': b'\b', b'f': b'\f', b'\n': b'', b'\r': b'', b'\r\n': b''}
CHARACTERS = re.compile(rb'beginbfchar(.*?)endbfchar', re.DOTALL)
PAIR = re.compile(rb'<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]*)>')
UNKNOWN = '\ufffd'
# Runs of glyphs by kind: against a line from the left, and with the left in a line from the right.
AGAINST = re.compile('R(?:[RNS_]*R)?')
KEPT = re.compile('L(?:[LNS_]*[LN])?|N(?:[NS]*N)?')


@dataclass(frozen=True, slots=True)
class Codes:
    """The text that each character code of a font stands for, and how many bytes make a code."""

    texts: dict[int, str]
    width: int

    def read(self, shown: bytes) -> list[str]:
        """Return the text of each glyph in a string as it is shown."""
        codes = struct.unpack(f'>{len(shown) // 2}H', shown) if self.width == 2 else shown
        return [self.texts.get(code, UNKNOWN) for code in codes]


def read_codes(to_unicode: bytes) -> Codes:
    """Return what a ToUnicode map says."""
    pairs = [pair for block in CHARACTERS.findall(to_unicode) for pair in PAIR.findall(block)]
    texts = {int(code, 16): bytes.fromhex(text.decode()).decode('utf-16-be', 'replace') for code, text in pairs}
    return Codes(texts, max((len(code) // 2 for code, _ in pairs), default=2))


def marked_text(stream: bytes, font: Callable[[str], Codes], side: Side = Side.LEFT) -> dict[int, str]:
    """Return the text of a content stream by marked-content identifier; `font` gives the codes of a font by name."""
    shown: dict[int, list[str]] = {}
    spoken: dict[int, str] = {}
    open_marks: list[int | None] = []
    codes = Codes({}, 2)
    for match in OPERATORS.finditer(stream):
        kind = match.lastindex
        if kind in (ARRAY, STRING):
            if open_marks and open_marks[-1] is not None:
                shown.setdefault(open_marks[-1], []).extend(codes.read(_shown(match[kind])))
        elif kind == FONT:
            codes = font(match[FONT].decode())
        elif kind == PROPERTIES:
            picture = match[TAG] == b'Figure'
            open_marks.append(None if picture else _open(match[PROPERTIES], open_marks, shown, spoken))
        elif kind == BEGIN:
            open_marks.append(None)
        elif open_marks:
            open_marks.pop()
    return {mark: reading_order(glyphs, side) for mark, glyphs in shown.items()} | spoken


def _open(
    properties: bytes, outer: list[int | None], shown: dict[int, list[str]], spoken: dict[int, str]
) -> int | None:
    """Return the identifier that marked content has, or takes from what it stands in; keep what it says it reads as.

    None where its glyphs stand for nothing: what they say has been said in letters already.
    """
    found = MCID.search(properties)
    mark = int(found[1]) if found else outer[-1] if outer else None
    actual = ACTUAL_TEXT.search(properties)
    if mark is None or not actual:
        return mark
    letters = bytes.fromhex(actual[1].decode()).decode('utf-16', 'replace')
    if found:
        spoken[mark] = letters
        return mark
    shown.setdefault(mark, []).append(letters)
    return None


def _shown(strings: bytes) -> bytes:
    """Return the strings that an operator shows as one."""
    if b'(' not in strings:
        return bytes.fromhex(b''.join(HEX.findall(strings)).decode())
    return b''.join(_literal(text) if text else _hexadecimal(digits) for digits, text in STRINGS.findall(strings))


def _hexadecimal(digits: bytes) -> bytes:
    """Return a hexadecimal string; a last digit that is missing is 0."""
    plain = b''.join(digits.split()).decode()
    return bytes.fromhex(plain + '0' * (len(plain) % 2))


def _literal(text: bytes) -> bytes:
    """Return a literal string without its brackets, what stands behind backslashes resolved."""

    def resolved(escape: re.Match[bytes]) -> bytes:
        return bytes([int(escape[1], 8) & 0xFF]) if escape[1] else CONTROLS.get(escape[2], escape[2])

    return ESCAPE.sub(resolved, text[1:-1])


def reading_order(glyphs: list[str], side: Side = Side.LEFT) -> str:
    """Return the text of a line’s glyphs, given as they are seen from the left, in the order in which they are read.

    `side` is where the line begins. Unicode’s bidirectional algorithm (UAX 9) cannot be undone with certainty: a number
    between two directions may belong to either. What is undone here is the common case.
    """
    if side is Side.RIGHT:
        return ''.join(_turned(glyphs))
    text = ''.join(glyphs)
    if not RIGHT_TO_LEFT.search(text):
        return text
    parts, place = [], 0
    for run in AGAINST.finditer(_kinds(glyphs)):
        parts += [*glyphs[place : run.start()], *_turned(glyphs[run.start() : run.end()])]
        place = run.end()
    return ''.join((*parts, *glyphs[place:]))


def _turned(glyphs: list[str]) -> list[str]:
    """Return the glyphs from the last to the first, but words and numbers from left to right as they stand."""
    parts: list[str] = []
    place = len(glyphs)
    for run in reversed(list(KEPT.finditer(_kinds(glyphs)))):
        parts += [*reversed(glyphs[run.end() : place]), *glyphs[run.start() : run.end()]]
        place = run.start()
    return [*parts, *reversed(glyphs[:place])]


def _kinds(glyphs: Iterable[str]) -> str:
    """Return a letter for each glyph: R and L for its direction, N for a digit, S for what joins digits, else `_`."""
    return ''.join(map(_kind, glyphs))


@cache
def _kind(glyph: str) -> str:
    if RIGHT_TO_LEFT.match(glyph):
        return 'R'
    first = glyph[:1]
    return 'N' if first.isdecimal() else 'L' if first.isalpha() else 'S' if first and first in '.,:/' else '_'
