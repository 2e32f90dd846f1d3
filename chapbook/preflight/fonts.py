"""Fonts as the pages of a PDF use them: whether they are embedded, how wide their glyphs are, which are missing."""

import re
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pikepdf

FILES = ('/FontFile', '/FontFile2', '/FontFile3')
USUAL_WIDTH, COURIER_WIDTH = 500.0, 600.0
USUAL_CID_WIDTH = 1000.0
SUBSET_TAG = 7
CHARS = re.compile(rb'begincidchar(.*?)endcidchar', re.DOTALL)
CHAR = re.compile(rb'<([0-9a-fA-F]+)>\s*(\d+)')
RANGES = re.compile(rb'begincidrange(.*?)endcidrange', re.DOTALL)
RANGE = re.compile(rb'<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>\s*(\d+)')


@dataclass(frozen=True, slots=True)
class Font:
    """A font: its name, whether it travels in the file, its widths in thousandths of its size, and what it lacks."""

    name: str
    embedded: bool
    code_bytes: int
    widths: dict[int, float]
    usual_width: float
    missing: frozenset[int]
    upright: bool = False
    """Whether its lines run from the top down."""
    unit: float = 0.001

    def width_of(self, codes: Sequence[int]) -> float:
        """Return how far glyphs move on together, of a size of one."""
        widths, usual = self.widths, self.usual_width
        return sum([widths.get(code, usual) for code in codes]) * self.unit

    def codes(self, shown: bytes) -> Sequence[int]:
        """Return the character codes of a string as it is shown: ISO 32000-1, 9.4.3."""
        return shown if self.code_bytes == 1 else struct.unpack(f'>{len(shown) // 2}H', shown[: len(shown) & ~1])


NO_FONT = Font('', embedded=True, code_bytes=1, widths={}, usual_width=USUAL_WIDTH, missing=frozenset())


def read_font(font: Any) -> Font:
    """Return what a font dictionary says: ISO 32000-1, 9.6 and 9.7."""
    kind = str(font.get('/Subtype', ''))
    name = str(font.get('/BaseFont', font.get('/Name', '')))[1:]
    name = name[SUBSET_TAG:] if name[SUBSET_TAG - 1 : SUBSET_TAG] == '+' else name
    if kind == '/Type0':
        return _composite(font, name)
    embedded = kind == '/Type3' or _is_embedded(font)
    first = int(font.get('/FirstChar', 0))
    widths = {first + at: float(width) for at, width in enumerate(font.get('/Widths', []))}
    unit = abs(float(font.get('/FontMatrix', [0.001])[0])) if kind == '/Type3' else 0.001
    descriptor = font.get('/FontDescriptor', {})
    unknown = COURIER_WIDTH if name.startswith('Courier') else USUAL_WIDTH
    usual = float(descriptor.get('/MissingWidth', 0)) if widths else unknown
    return Font(name, embedded, 1, widths, usual, _undefined(font), unit=unit)


def _composite(font: Any, name: str) -> Font:
    inner = font.DescendantFonts[0]
    widths = dict(_cid_widths(inner.get('/W', [])))
    usual = float(inner.get('/DW', USUAL_CID_WIDTH))
    encoding = font.get('/Encoding')
    glyphs: dict[int, int] = {0: 0}
    if isinstance(encoding, pikepdf.Stream):
        glyphs = _cids(encoding.read_bytes())
        widths = {code: widths.get(cid, usual) for code, cid in glyphs.items()}
    elif not str(encoding).startswith('/Identity'):
        glyphs = {}
    # Glyph 0 is the one drawn for letters that a font lacks; one without width is not drawn at all.
    missing = frozenset(code for code, cid in glyphs.items() if cid == 0 and widths.get(code, usual))
    upright = isinstance(encoding, pikepdf.Name) and str(encoding).endswith('-V')
    return Font(name, _is_embedded(inner), 2, widths, usual, missing, upright)


def _cids(encoding: bytes) -> dict[int, int]:
    """Return the glyph that each code stands for, by a CMap with a font of its own: ISO 32000-1, 9.7.5.4."""
    found = {int(code, 16): int(cid) for block in CHARS.findall(encoding) for code, cid in CHAR.findall(block)}
    for first, last, cid in (row for block in RANGES.findall(encoding) for row in RANGE.findall(block)):
        begin, end = int(first, 16), min(int(last, 16), 0xFFFF)
        found.update({code: int(cid) + code - begin for code in range(begin, end + 1)})
    return found


def _is_embedded(font: Any) -> bool:
    return any(file in font.get('/FontDescriptor', {}) for file in FILES)


def _cid_widths(row: Any) -> list[tuple[int, float]]:
    """Return the widths in a W array: `first [w …]`, or `first last w` (ISO 32000-1, 9.7.4.3)."""
    found: list[tuple[int, float]] = []
    values = list(row)
    at = 0
    while at + 1 < len(values):
        first = int(values[at])
        if isinstance(values[at + 1], pikepdf.Array):
            found += [(first + number, float(width)) for number, width in enumerate(values[at + 1])]
            at += 2
        elif at + 2 < len(values):
            last = min(int(values[at + 1]), 0xFFFF)
            found += [(code, float(values[at + 2])) for code in range(first, last + 1)]
            at += 3
        else:
            break
    return found


def _undefined(font: Any) -> frozenset[int]:
    """Return the codes for which a simple font’s encoding names no glyph: `/.notdef` among its differences."""
    encoding = font.get('/Encoding')
    differences: Any = encoding.get('/Differences', []) if isinstance(encoding, pikepdf.Dictionary) else []
    found, code = set(), 0
    for entry in differences:
        if isinstance(entry, pikepdf.Name):
            if str(entry) == '/.notdef':
                found.add(code)
            code += 1
        else:
            code = int(entry)
    return frozenset(found)
