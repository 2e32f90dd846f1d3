"""The lines of a page as they are read: PDFium’s letters put together by the line they stand on."""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pypdfium2.raw as pdfium

from chapbook.preflight.finding import Box
from chapbook.preflight.matrix import Matrix, moved, moved_box, scale_of, union
from chapbook.sheets.papers import POINTS_PER_MM

# How far letters of one line may stand above and below each other, and apart, as a share of their size.
SAME_LINE, APART = 0.45, 3.0
# Smaller spaces are even in any setting, and need not be remembered.
SMALLEST_GAP = 0.3
SPACES = (10, 13, 32, 160, 0x2002, 0x2003, 0x2007, 0x2009, 0x202F)
UNSEEN = (0, 0xAD, *SPACES)
# PDFium’s own mark for a hyphen at the end of a line.
HYPHEN_MARK = '\x02'


@dataclass(slots=True)
class Line:
    """A line: its box in mm, the size of its letters, its text, the wide spaces in it, and the mark of its content."""

    page: int
    box: Box
    baseline: float
    size_pt: float
    text: str
    mark: int
    spaced: bool = False
    """Whether there is a space before it."""
    gaps: list[tuple[float, float]] = field(default_factory=list)

    @property
    def em(self) -> float:
        """The size of its letters in mm."""
        return self.size_pt / POINTS_PER_MM


def read_lines(page: Any, number: int, ctm: Matrix) -> list[Line]:
    """Return the lines of a page of PDFium’s, in the order they are painted; those that do not run across are left out.

    `ctm` brings the space of the page to mm as they are seen.
    """
    if abs(ctm[1]) > 1e-6:
        # A page that is turned is read turned, which letters on their side tell nothing of.
        return []
    text = page.get_textpage()
    found: list[Line] = []
    for letter in _letters(text, number, ctm):
        line = found[-1] if found else None
        if line is not None and _goes_on(line, letter):
            _add(line, letter)
        else:
            found.append(letter)
    text.close()
    return [line for line in found if line.text.strip()]


def _letters(text: Any, number: int, ctm: Matrix) -> Iterator[Line]:
    """Yield each letter that shows as a line of its own."""
    raw, edges = text.raw, [ctypes.c_double() for _ in range(6)]
    left, right, bottom, top, x, y = edges
    box_at, origin_at = [ctypes.byref(edge) for edge in edges[:4]], [ctypes.byref(edge) for edge in edges[4:]]
    unit = scale_of(ctm) * POINTS_PER_MM
    sizes: dict[int | None, tuple[float, int, bool]] = {}
    spaced = False
    for at in range(pdfium.FPDFText_CountChars(raw)):
        code = pdfium.FPDFText_GetUnicode(raw, at)
        spaced = spaced or code in SPACES
        if code in UNSEEN or not pdfium.FPDFText_GetCharBox(raw, at, *box_at):
            continue
        pdfium.FPDFText_GetCharOrigin(raw, at, *origin_at)
        item = pdfium.FPDFText_GetTextObject(raw, at)
        key = ctypes.addressof(item.contents) if item else None
        if key not in sizes:
            sizes[key] = _of_object(raw, at, item)
        size, mark, shows = sizes[key]
        if shows and size:
            box = moved_box(ctm, left.value, bottom.value, right.value, top.value)
            yield Line(number, box, moved(ctm, x.value, y.value)[1], size * unit, chr(code), mark, spaced)
            spaced = False


def _of_object(raw: Any, at: int, item: Any) -> tuple[float, int, bool]:
    """Return the size of the letters of a text object as printed, the mark of its content, and whether it shows."""
    turned = abs(pdfium.FPDFText_GetCharAngle(raw, at)) > 0.01
    transform = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(raw, at, transform)
    size = pdfium.FPDFText_GetFontSize(raw, at) * abs(transform.a * transform.d - transform.b * transform.c) ** 0.5
    unpainted = pdfium.FPDFTextObj_GetTextRenderMode(item) == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE
    return size, pdfium.FPDFPageObj_GetMarkedContentID(item), not (turned or unpainted)


def _goes_on(line: Line, letter: Line) -> bool:
    em = max(line.em, letter.em)
    level = abs(line.baseline - letter.baseline) < SAME_LINE * em
    return level and -em < letter.box[0] - line.box[2] < APART * em


def _add(line: Line, letter: Line) -> None:
    gap = letter.box[0] - line.box[2]
    if letter.spaced:
        line.text += ' '
    if letter.spaced and gap > SMALLEST_GAP * line.em:
        line.gaps.append((line.box[2], letter.box[0]))
    line.text += '-' if letter.text == HYPHEN_MARK else letter.text
    line.box = union(line.box, letter.box)
    if letter.size_pt > line.size_pt:
        line.size_pt, line.baseline = letter.size_pt, letter.baseline
