"""Where pages would end under another setting: the blocks of a flow put on pages of so many lines, as a layout would.

Everything is measured in lines of the leading. What a layout may do beyond this, such as parting a long note, is left
to the layout, which has the last word.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil, floor

from chapbook.copyfit.flow import Block, Flow

# What sums of lengths may be off by, and how little more than a line is still a line.
DUST = 0.02
SPILL = 0.04
# White that may grow is half a line at least.
LEAST_GAP = 0.48
# The white before notes, in lines: print.css says so too.
BEFORE_NOTES = 0.5


@dataclass(frozen=True, slots=True)
class Measures:
    """How a text is set, against how its flow was laid out.

    `lines` are those of a page, `leading_pt` how far they are apart, `wider` is how many times more goes on a line, and
    `section` how many lines of white stand before a section. `white` is by how many lines each gap may grow where a
    page is short.
    """

    lines: int
    leading_pt: float
    wider: float
    section: float
    white: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """A line, or a whole piece: the white before it, its height, that of its notes; whether a page may end before.

    `may_grow` tells whether there is white before it that may be more: none between a heading and what it heads.
    """

    before: float
    height: float
    notes: float
    may_break: bool
    must_break: bool
    may_grow: bool = False


def free_lines(flow: Flow, measures: Measures) -> list[float]:
    """Return the room that would be left on each text page, in lines, the last page’s last; gaps have grown into it."""
    rows = [row for at, block in enumerate(flow.blocks) for row in _rows(flow, at, block, measures)]
    free: list[float] = []
    start = 0
    while start < len(rows):
        first = start
        start, left = _page(rows, start, measures.lines)
        gaps = sum(row.may_grow for row in rows[first + 1 : start])
        free.append(left if start == len(rows) else stretched(left, gaps, measures.white))
    return free


def stretched(left: float, gaps: int, white: int) -> float:
    """Return the room that is left of some once gaps have grown into it by whole lines, each by so much at most."""
    return left - max(0, min(floor(left + DUST), gaps * white))


def _rows(flow: Flow, at: int, block: Block, measures: Measures) -> Iterator[Row]:
    kept = at > 0 and flow.blocks[at - 1].with_next
    before = measures.section if block.section else block.before_pt / flow.leading_pt
    may_grow = before >= LEAST_GAP and not (at > 0 and flow.blocks[at - 1].section)
    if block.whole:
        notes = sum(height for _, height in block.notes) / measures.leading_pt
        yield Row(before, block.line_pt / flow.leading_pt, notes, not kept, block.new_page, may_grow)
        return
    count = max(1, ceil(block.lines / measures.wider - SPILL))
    calls: dict[int, float] = {}
    for line, height in block.notes:
        moved = min(count - 1, int(line / measures.wider))
        calls[moved] = calls.get(moved, 0.0) + height / measures.leading_pt
    for number in range(count):
        inside = block.orphans <= number <= count - block.widows
        height = block.line_pt / flow.leading_pt
        white = 0.0 if number else before
        may_break = inside if number else not kept
        must_break, grows = block.new_page and not number, may_grow and not number
        yield Row(white, height, calls.get(number, 0.0), may_break, must_break, grows)


def _page(rows: list[Row], start: int, lines: int) -> tuple[int, float]:
    """Return the row that the next page begins with, and the room that is left on this one."""
    height, notes, end, left = 0.0, 0.0, start, 0.0
    for at in range(start, len(rows)):
        row = rows[at]
        if at > start and row.may_break:
            end, left = at, lines - _used(height, notes)
            if row.must_break:
                return end, left
        height += row.height + (row.before if at > start else 0.0)
        notes += row.notes
        if _used(height, notes) > lines + DUST:
            # What fits nowhere stands where it comes.
            return (end, left) if end > start else (at + 1, 0.0)
    return len(rows), lines - _used(height, notes)


def _used(height: float, notes: float) -> float:
    return height + (notes + BEFORE_NOTES if notes else 0.0)
