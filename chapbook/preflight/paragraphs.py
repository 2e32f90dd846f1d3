"""Lines put together to paragraphs: by the tags of a PDF where it has them, else by how they stand on the page.

Without tags only what is plain is taken: one column, set justified, each paragraph indented or set apart. What may be
the end of one paragraph or the beginning of another is neither.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise

from chapbook.preflight.lines import Gaps, Line
from chapbook.preflight.tags import Tags

# Edges nearer than this, in mm, are one edge.
SAME_EDGE_MM = 0.8
# Lines farther from each other than so many times the leading have white between them.
APART = 1.3
# A page of fewer lines in the text’s own size shows no column.
FEWEST_LINES = 8
# The least share of its lines that reach the right edge of a column set justified.
FULL_LINES = 0.55
# The number of a page, and what stands around it.
FOLIO = re.compile(r'[\W\divxlcm]+')
SENTENCE_ENDS = '.!?:;…”’"\'»)]'

Paragraph = list[Line]


def by_tags(lines: Iterable[Line], tags: Tags) -> list[Paragraph]:
    """Return the paragraphs that the tags make of lines."""
    found: dict[int, Paragraph] = {}
    for line in lines:
        tag = tags.get((line.page, line.mark))
        if tag is not None and tag.paragraph is not None:
            found.setdefault(tag.paragraph, []).append(line)
    return [_without_overhang(paragraph) for paragraph in found.values()]


def _without_overhang(paragraph: Paragraph) -> Paragraph:
    """Return a paragraph from the top down, pieces that stand on one line put together."""
    found: Paragraph = []
    for line in sorted(paragraph, key=lambda line: (line.page, line.baseline)):
        last = found[-1] if found else None
        if last and last.page == line.page and abs(last.baseline - line.baseline) < 0.3 * last.em:
            first, second = sorted((last, line), key=lambda each: each.box[0])
            box = min(last.box[0], line.box[0]), last.box[1], max(last.box[2], line.box[2]), last.box[3]
            text = f'{first.text} {second.text}'
            gaps = Gaps((*last.gaps, *line.gaps))
            found[-1] = Line(last.page, box, last.baseline, last.size_pt, text, last.mark, gaps=gaps)
        else:
            found.append(line)
    return found


@dataclass(frozen=True, slots=True)
class Column:
    """The one column of a page: its lines from the top, its edges, and how far its lines are apart."""

    lines: tuple[Line, ...]
    left: float
    right: float
    leading: float

    def is_full(self, line: Line) -> bool:
        """Tell whether a line reaches the right edge."""
        return abs(line.box[2] - self.right) < SAME_EDGE_MM

    def begins(self, line: Line, before: Line | None) -> bool:
        """Tell whether a line is the first of a paragraph, as far as the line before it on the page can say."""
        indented = SAME_EDGE_MM < line.box[0] - self.left < 4 * line.em
        if before is None:
            return indented
        apart = line.baseline - before.baseline > APART * self.leading
        return indented or apart or not self.is_full(before)


def by_place(lines: Iterable[Line]) -> list[Paragraph]:
    """Return the paragraphs that can be told by how lines stand on the pages."""
    pages = [list(page) for _, page in groupby(lines, lambda line: line.page)]
    sizes = Counter[float]()
    for line in (line for page in pages for line in page):
        sizes[round(line.size_pt, 1)] += len(line.text)
    if not sizes:
        return []
    size = sizes.most_common(1)[0][0]
    columns = [_column(page, size) for page in pages]
    return list(_paragraphs(columns))


def _column(page: list[Line], size: float) -> Column | None:
    """Return the column of a page, None where there is not one and one alone."""
    of_text = (line for line in page if abs(line.size_pt - size) < 0.2 and not FOLIO.fullmatch(line.text))
    lines = sorted(of_text, key=lambda line: line.baseline)
    if len(lines) < FEWEST_LINES:
        return None
    left, right = (_commonest(line.box[edge] for line in lines) for edge in (0, 2))
    leading = _commonest((after.baseline - before.baseline for before, after in pairwise(lines)), 0.1)
    inside = tuple(line for line in lines if left - 2 * SAME_EDGE_MM < line.box[0] and line.box[2] < right + line.em)
    full = sum(abs(line.box[2] - right) < SAME_EDGE_MM for line in inside)
    beside = any(after.baseline - before.baseline < leading / 2 for before, after in pairwise(lines))
    if beside or leading <= 0 or len(inside) < len(lines) - 2 or full < FULL_LINES * len(lines):
        return None
    return Column(inside, left, right, leading)


def _commonest(values: Iterable[float], step: float = 0.5) -> float:
    """Return the commonest of some lengths, those within a step taken as alike."""
    values = list(values)
    counted = Counter(round(value / step) for value in values)
    best = min(counted, key=lambda at: (-counted[at] - 0.5 * counted[at - 1] - 0.5 * counted[at + 1], at))
    near = sorted(value for value in values if abs(round(value / step) - best) <= 1)
    return near[len(near) // 2]


def _paragraphs(columns: list[Column | None]) -> Iterator[Paragraph]:
    """Yield paragraphs; one goes on over a page where its sentence does."""
    open_: Paragraph = []
    for before, column in pairwise([None, *columns]):
        last: Line | None = None
        if open_ and not (column and before and _goes_on(open_[-1], before, column)):
            yield from _known(open_)
            open_ = []
        for line in column.lines if column else ():
            if last and column and column.begins(line, last):
                yield from _known(open_)
                open_ = []
            open_.append(line)
            last = line
    yield from _known(open_)


def _goes_on(last: Line, before: Column, column: Column) -> bool:
    """Tell whether the paragraph at the foot of a page goes on at the head of the next."""
    first = column.lines[0]
    follows = first.page == last.page + 1 and last is before.lines[-1] and before.is_full(last)
    # Contents, tables and verse that happen to be even are columns of another width.
    alike = abs((before.right - before.left) - (column.right - column.left)) < 2 * SAME_EDGE_MM
    return follows and alike and not column.begins(first, None) and not _ends_alone(last, column)


def _ends_alone(last: Line, column: Column) -> bool:
    """Tell whether a page ends with a sentence, or the next begins with a line that may well be all of a paragraph.

    Such a line begins and ends as a sentence does, and has white below it.
    """
    first = column.lines[0]
    apart = len(column.lines) > 1 and column.lines[1].baseline - first.baseline > APART * column.leading
    whole = apart and first.text[:1].isupper() and first.text[-1:] in SENTENCE_ENDS
    return last.text[-1:] in SENTENCE_ENDS or whole


def _known(paragraph: Paragraph) -> Iterator[Paragraph]:
    if paragraph:
        yield paragraph
