"""Measures the setting of justified paragraphs from the outside, by the boxes that poppler gives for words.

The paragraphs are of one size and measure, their first lines indented, their last ones short. Every line is accounted
for: it is flush with both margins, or ends a paragraph, or is lost, because its hyphen was not drawn or its end falls
short. Lost lines flatter the other figures, so they are told. Folios, contents and other sizes are not lines.
"""

import re
import statistics
import subprocess
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from xml.etree import ElementTree

WORD = '{http://www.w3.org/1999/xhtml}word'
PAGE = '{http://www.w3.org/1999/xhtml}page'
UNREADABLE = re.compile('[\x00-\x08\x0b\x0c\x0e-\x1f]')
ENDS_IN_HYPHEN = re.compile('[-\u2010\u00ad]$')
# Boxes of words on one line are as high as each other and end at one height, within these, in points.
SAME_LINE_PT, SAME_SIZE_PT = 1.2, 0.3
# How far a line may end before the margin, in points, and how far a sign may hang in it, in shares of the height.
SHORT_PT, HANGING = 1.5, 0.7
INDENT = 0.5
LOOSE = 1.6
SHORTEST_END = 3.0


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a page: its words from left to right, the box of each, and how high they are, in points."""

    words: tuple[tuple[float, float, str], ...]
    height: float

    @property
    def left(self) -> float:
        """Where it begins."""
        return self.words[0][0]

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.words[-1][1]

    @property
    def gap(self) -> float | None:
        """How wide the spaces between its words are on average, in shares of the height."""
        gaps = [after[0] - before[1] for before, after in zip(self.words, self.words[1:], strict=False)]
        return statistics.mean(gaps) / self.height if gaps else None


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured; shares are in per cent."""

    lines: int
    lost: int
    hyphens: float
    in_a_row: int
    loose: float
    loosest: float
    cv: float
    short_ends: int


def measure(path: Path, measure_pt: float) -> Figures:
    """Return the figures of a PDF whose paragraphs are set to a measure."""
    pages = [list(_rows(page)) for page in _pages(path)]
    body = Counter(round(row.height, 1) for rows in pages for row in rows for _ in row.words).most_common(1)[0][0]
    flush: list[tuple[bool, float | None]] = []
    ends: list[Row] = []
    lost = 0
    for rows in pages:
        text = [row for row in rows if abs(row.height - body) < SAME_SIZE_PT and not _is_folio(row)]
        left = Counter(round(row.left) for row in text).most_common(1)[0][0] if text else 0
        for row, following in zip(text, [*text[1:], None], strict=False):
            if left + measure_pt - SHORT_PT <= row.right <= left + measure_pt + HANGING * body:
                flush.append((bool(ENDS_IN_HYPHEN.search(row.words[-1][2])), row.gap))
            elif following is None or following.left > left + INDENT * body:
                ends.append(row)
            else:
                lost += 1
    return _figures(flush, ends, lost)


def _figures(flush: list[tuple[bool, float | None]], ends: list[Row], lost: int) -> Figures:
    gaps = [gap for _, gap in flush if gap is not None]
    median = statistics.median(gaps)
    runs = [len(list(run)) for hyphenated, run in groupby(hyphenated for hyphenated, _ in flush) if hyphenated]
    return Figures(
        lines=len(flush),
        lost=lost,
        hyphens=100 * sum(runs) / len(flush),
        in_a_row=max(runs, default=0),
        loose=100 * sum(gap > LOOSE * median for gap in gaps) / len(flush),
        loosest=max(gaps) / median,
        cv=statistics.pstdev(gaps) / statistics.mean(gaps),
        short_ends=sum(row.right - row.left < SHORTEST_END * row.height for row in ends),
    )


def _pages(path: Path) -> Iterator[ElementTree.Element]:
    command = ['pdftotext', '-bbox-layout', str(path), '-']
    found = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return ElementTree.fromstring(UNREADABLE.sub('', found)).iter(PAGE)


def _rows(page: ElementTree.Element) -> Iterator[Row]:
    """Yield the lines of a page from the top."""
    rows: dict[tuple[float, float], list[tuple[float, float, str]]] = {}
    for word in page.iter(WORD):
        left, top, right, bottom = (float(word.get(side, 0)) for side in ('xMin', 'yMin', 'xMax', 'yMax'))
        place = (bottom, bottom - top)
        near = (key for key in rows if abs(key[0] - bottom) < SAME_LINE_PT and abs(key[1] - place[1]) < SAME_SIZE_PT)
        rows.setdefault(next(near, place), []).append((left, right, word.text or ''))
    for (_, height), words in sorted(rows.items()):
        yield Row(tuple(sorted(words)), height)


def _is_folio(row: Row) -> bool:
    return len(row.words) == 1 and row.words[0][2].isdecimal()
