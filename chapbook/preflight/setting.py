"""How the text is set, over all pages: widows, orphans, runts, rivers, and lines too loose or too long."""

import re
from collections.abc import Iterator
from itertools import groupby

from chapbook.preflight.finding import NOTE, WARNING, Box, Check, Finding
from chapbook.preflight.lines import Line
from chapbook.preflight.paragraphs import Paragraph
from chapbook.problems import Severity

# The shortest a last line may be, in em.
SHORTEST_LAST_EM = 1.5
HYPHENS = ('-', '\u2010', '\u00ad')
# A river runs down so many lines, through spaces as wide as this that lie one below the other by so much, in em.
RIVER_LINES = 4
RIVER_EM, OVERLAP_EM = 0.5, 0.25
WIDER = 1.3
# How far the ends of justified lines may hang in the margin, in em.
HANGING_EM = 0.6
EVEN_EM = 0.3
# Spaces of a justified line wider than these on average, in em, are seen at once, and so is how far a line falls short.
LOOSE_EM, SHORT_EM, WIDEST = 0.5, 1.0, 1.8
FEWEST_LINES = 4
# A row of dots that leads to a number is no text.
LEADER = re.compile(r'(?:\. ?){5}')


def widows(paragraph: Paragraph) -> Iterator[Finding]:
    """Yield a last line alone at the head of a page, and a first line alone at the foot of one."""
    pages = [list(lines) for _, lines in groupby(paragraph, lambda line: line.page)]
    if len(pages) < 2:
        return
    first, last = pages[0], pages[-1]
    if len(first) == 1:
        yield _finding(Check.WIDOWS, first[0], 'the first line of a paragraph stands alone at the foot of the page')
    if len(last) == 1:
        yield _finding(Check.WIDOWS, last[0], 'the last line of a paragraph stands alone at the head of the page')


def runts(paragraph: Paragraph) -> Iterator[Finding]:
    """Yield a last line that is a piece of a word, or hardly longer than a sign."""
    if len(paragraph) < 2:
        return
    before, last = paragraph[-2:]
    if ' ' in last.text.strip():
        return
    if before.text.endswith(HYPHENS[1:]) or (before.text.endswith('-') and last.text[:1].islower()):
        yield _finding(Check.RUNTS, last, 'the last line of a paragraph is the end of a word', NOTE)
    elif last.box[2] - last.box[0] < SHORTEST_LAST_EM * last.em:
        yield _finding(Check.RUNTS, last, 'the last line of a paragraph is hardly more than a sign', NOTE)


def rivers(paragraph: Paragraph) -> Iterator[Finding]:
    """Yield where wide spaces lie one below the other through several lines."""
    running: list[tuple[tuple[float, float], list[Line]]] = []
    # A face whose letters are all as wide has wide spaces everywhere, and no rivers for it.
    spaces = sorted(right - left for line in paragraph for left, right in line.gaps)
    usual = WIDER * spaces[len(spaces) // 4] if spaces else 0.0
    for line in () if any(LEADER.search(line.text) for line in paragraph) else paragraph:
        wide = [gap for gap in line.gaps if gap[1] - gap[0] >= max(RIVER_EM * line.em, usual)]
        going: list[tuple[tuple[float, float], list[Line]]] = []
        for gap in wide:
            above = next((lines for other, lines in running if _flows(other, gap, line, lines[-1])), [])
            going.append((gap, [*above, line]))
        yield from (_river(gap, lines) for gap, lines in running if len(lines) >= RIVER_LINES
                    and not any(each[1][:-1] == lines for each in going))  # fmt: skip
        running = going
    yield from (_river(gap, lines) for gap, lines in running if len(lines) >= RIVER_LINES)


def _flows(above: tuple[float, float], gap: tuple[float, float], line: Line, before: Line) -> bool:
    overlap = min(above[1], gap[1]) - max(above[0], gap[0])
    return line.page == before.page and overlap >= OVERLAP_EM * line.em


def _river(gap: tuple[float, float], lines: list[Line]) -> Finding:
    box: Box = (gap[0] - lines[-1].em, lines[0].box[1], gap[1] + lines[-1].em, lines[-1].box[3])
    message = f'a river of white runs down {len(lines)} lines'
    hint = 'change a word in one of them'
    return Finding(Check.RIVERS, WARNING, lines[0].page, box, message, hint, lines[0].text)


def overfull(paragraph: Paragraph) -> Iterator[Finding]:
    """Yield lines that stick out of a justified paragraph."""
    for lines, right in _justified(paragraph):
        for line in lines:
            if line.box[2] > right + HANGING_EM * line.em:
                message = f'a line sticks out of its paragraph by {line.box[2] - right:.1f} mm'
                yield _finding(Check.OVERFULL, line, message)


def loose(paragraph: Paragraph) -> Iterator[Finding]:
    """Yield lines of a justified paragraph whose spaces had to grow too wide, or which fall short of its edge."""
    hint = 'change a word in it, or let hyphenation: in the front matter say where its words may be broken'
    # A face whose letters are all as wide has wide spaces everywhere.
    usual = sorted(map(_space_em, paragraph))[len(paragraph) // 2]
    widest = max(LOOSE_EM, WIDEST * usual)
    for lines, right in _justified(paragraph):
        for line in lines:
            short, space_em = right - line.box[2], _space_em(line)
            if line is paragraph[-1] or (short <= SHORT_EM * line.em and space_em <= widest):
                continue
            torn = f'the spaces of a line are {space_em:.1f} em wide'
            message = torn if space_em > widest else f'a line falls short of its paragraph by {short:.1f} mm'
            yield Finding(Check.LOOSE, WARNING, line.page, line.box, message, hint, line.text)


def _space_em(line: Line) -> float:
    """Return how wide the spaces of a line are on average, as far as they are wide enough to be told."""
    spaces = len(line.text.split()) - 1
    return sum(after - before for before, after in line.gaps) / line.em / spaces if spaces > 0 else 0.0


def _justified(paragraph: Paragraph) -> Iterator[tuple[list[Line], float]]:
    """Yield the lines of a paragraph on each page where they are justified, and their right edge."""
    for _, same_page in groupby(paragraph, lambda line: line.page):
        lines = list(same_page)
        if len(lines) < FEWEST_LINES:
            continue
        right = sorted(line.box[2] for line in lines)[len(lines) // 2]
        even = sum(abs(line.box[2] - right) < EVEN_EM * line.em for line in lines)
        if even >= len(lines) / 2 + 1:
            yield lines, right


def is_ragged(paragraphs: list[Paragraph]) -> bool:
    """Tell whether a text is set ragged: some of its paragraphs are even by chance, and prove nothing."""
    long = [paragraph for paragraph in paragraphs if len(paragraph) >= FEWEST_LINES]
    return sum(any(_justified(paragraph)) for paragraph in long) < len(long) / 2


def _finding(check: Check, line: Line, message: str, severity: Severity = WARNING) -> Finding:
    hint = 'add or take out a few words before it'
    return Finding(check, severity, line.page, line.box, message, hint, line.text)


PARAGRAPH_CHECKS = (widows, runts, rivers)
# Of lines that shall end alike.
JUSTIFIED_CHECKS = (loose, overfull)
