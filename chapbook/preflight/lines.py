"""The lines of a page as they are read: PDFium’s letters put together by the line they stand on.

PDFium is asked for the ends of words alone, which takes a quarter of the time.
"""

import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from chapbook.preflight.finding import Box
from chapbook.preflight.letters import Letters
from chapbook.preflight.matrix import Matrix, moved, moved_box, scale_of, union
from chapbook.sheets.papers import POINTS_PER_MM

# How far letters of one line may stand above and below each other, and apart, as a share of their size.
SAME_LINE, APART = 0.45, 3.0
# Smaller spaces are even in any setting, and need not be remembered.
SMALLEST_GAP = 0.3
SPACES = frozenset((10, 13, 32, 160, 0x2002, 0x2003, 0x2007, 0x2009, 0x202F))
# Letters that show, in a row.
SEEN = re.compile(f'[^\0\u00ad{"".join(map(chr, sorted(SPACES)))}]+')
# PDFium’s own mark for a hyphen at the end of a line.
HYPHEN_MARK = '\x02'


class Gaps(Sequence[tuple[float, float]]):
    """Wide spaces, each from where to where in mm, in a fifth of the memory: a long book has a million of them."""

    __slots__ = ('ends',)

    def __init__(self, gaps: Iterable[tuple[float, float]] = ()) -> None:
        self.ends = array('f', chain.from_iterable(gaps))

    def __len__(self) -> int:
        return len(self.ends) // 2

    def __getitem__(self, at: Any) -> Any:
        pairs = list(zip(self.ends[::2], self.ends[1::2], strict=True))
        return pairs[at]

    def __iter__(self) -> Iterator[tuple[float, float]]:
        return zip(self.ends[::2], self.ends[1::2], strict=True)

    def add(self, left: float, right: float) -> None:
        """Add the space between two words."""
        self.ends.extend((left, right))


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
    gaps: Gaps = field(default_factory=Gaps)

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
    for piece in _pieces(text, number, ctm):
        line = found[-1] if found else None
        if line is not None and _goes_on(line, piece):
            _add(line, piece)
        else:
            piece.text = piece.text.replace(HYPHEN_MARK, '-')
            found.append(piece)
    text.close()
    return [line for line in found if line.text.strip()]


def _pieces(text: Any, number: int, ctm: Matrix) -> Iterator[Line]:
    """Yield each piece of a word that shows as a line of its own: it is painted at one go, and no space is in it."""
    letters = Letters(text)
    shown = letters.shown()
    edges = _Edges(letters, number, ctm, {})
    spaced, before = False, 0
    for found in SEEN.finditer(shown):
        first, last = found.start(), found.end() - 1
        spaced = spaced or not SPACES.isdisjoint(map(ord, shown[before:first]))
        before = last + 1
        for start, end in (
            [(first, last)] if edges.are_one(first, last) else [(at, at) for at in range(first, last + 1)]
        ):
            line = edges.line(start, end, shown[start : end + 1], spaced=spaced)
            if line:
                spaced = False
                yield line


@dataclass(slots=True)
class _Edges:
    """Where letters begin and end on a page, as they are seen."""

    letters: Letters
    number: int
    ctm: Matrix
    objects: dict[int | None, tuple[float, int, bool]]

    def line(self, first: int, last: int, words: str, *, spaced: bool) -> Line | None:
        """Return letters of one object as a line, None where they do not show."""
        size, mark, shows = self._style(first)
        box = self.letters.box(first) if shows and size else None
        end = box if first == last else self.letters.box(last)
        if box is None or end is None:
            return None
        baseline = moved(self.ctm, *self.letters.origin(first))[1]
        # A page that is read is upright: the ends of a word are its corners.
        around = moved_box(self.ctm, *union(box, end))
        size_pt = size * scale_of(self.ctm) * POINTS_PER_MM
        return Line(self.number, around, baseline, size_pt, words, mark, spaced)

    def are_one(self, first: int, last: int) -> bool:
        """Tell whether the letters from one to another are painted at one go."""
        return first == last or self.letters.painted_by(first) == self.letters.painted_by(last)

    def _style(self, at: int) -> tuple[float, int, bool]:
        key = self.letters.painted_by(at)
        if key not in self.objects:
            self.objects[key] = self.letters.style(at)
        return self.objects[key]


def _goes_on(line: Line, piece: Line) -> bool:
    em = max(line.em, piece.em)
    level = abs(line.baseline - piece.baseline) < SAME_LINE * em
    return level and -em < piece.box[0] - line.box[2] < APART * em


def _add(line: Line, piece: Line) -> None:
    gap = piece.box[0] - line.box[2]
    if piece.spaced:
        line.text += ' '
    if piece.spaced and gap > SMALLEST_GAP * line.em:
        line.gaps.add(line.box[2], piece.box[0])
    line.text += piece.text.replace(HYPHEN_MARK, '-')
    line.box = union(line.box, piece.box)
    if piece.size_pt > line.size_pt:
        line.size_pt, line.baseline = piece.size_pt, piece.baseline
