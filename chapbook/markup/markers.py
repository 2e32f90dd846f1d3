"""Finds which lines begin the items of lists that count by letters, by Roman numbers, in brackets, or by `#.`.

They are a list where they follow each other, and no names, abbreviations, verse or code.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from chapbook.markup.lists import BLOCK_END, FENCE, ITEM, LEVEL, NOTE, VERSE
from chapbook.numerals import roman_value

MARKER = re.compile(
    r'(?P<before>[ \t>]*)(?P<number>(?P<open>\(?)'
    r'(?P<name>[A-Za-z]|[ivxlcdm]{2,9}|[IVXLCDM]{2,9}|(?<=\()\d{1,3}|(?<!\()\#(?=\.))'
    r'(?P<close>(?<!\()\.|\)))(?P<gap>[ \t]+)(?=\S)'
)
MARGIN = ' \t>'
# The values of `type` in HTML (4.4.5).
KINDS = ('1', 'a', 'A', 'i', 'I')
# How many lines an item may have; how many above an indented one are asked whether it stands in a list, or is code.
FARTHEST = 200
# “A. Smith” begins many a line: with one space only so many in a row, and no blank line between them, are a list.
FEWEST_CAPITALS = 3


@dataclass(frozen=True, slots=True)
class Number:
    """The number of an item: its kind as HTML has it, its value, and how it and the space behind it were written."""

    kind: str
    value: int
    written: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line that may begin an item: where it is in the text, and what stands at its beginning."""

    at: int
    match: re.Match[str]

    @property
    def looks(self) -> tuple[str, ...]:
        """What the items of one list share: their indent, their brackets, and whether they are letters or figures."""
        name = self.match['name']
        return self.match['before'], self.match['open'], self.match['close'], '#' if name == '#' else _case(name)

    def value(self, kind: str) -> int:
        """Return what its number is if it is of this kind, 0 if it cannot be."""
        name = self.match['name']
        if name == '#' or _case(name) != _case(kind):
            return 0
        if kind == '1':
            return int(name)
        if kind in 'iI':
            return roman_value(name.lower())
        return ord(name.lower()) - ord('a') + 1 if len(name) == 1 else 0


def numbers(lines: list[str]) -> Iterator[tuple[Line, Number]]:
    """Yield each line that begins an item of a list, with its number."""
    found = [Line(at, match) for at, line in enumerate(lines) if (match := MARKER.match(line))]
    verse = _verses(lines) if found else ()
    found = [line for line in found if line.at not in verse and not _is_code(lines, line)]
    taken: set[int] = set()
    for place, line in enumerate(found):
        row = [] if line.at in taken else _row(lines, (found[at] for at in range(place, len(found))))
        kind = _kind(row) if row else ''
        if not kind or not _is_list(lines, row, kind):
            continue
        taken |= {each.at for each in row}
        for at, each in enumerate(row, 1):
            yield each, Number(kind, each.value(kind) or at, each.match['number'] + each.match['gap'])


def _row(lines: list[str], rest: Iterator[Line]) -> list[Line]:
    """Return the first of these lines, and those after it that look alike, count on, and stand in its list."""
    row = [next(rest)]
    for line in rest:
        last = row[-1]
        if line.at > last.at + FARTHEST or _ends(lines[last.at : line.at + 1], len(last.match['before'])):
            break
        if line.looks == last.looks:
            kind = _kind([*row[:2], line])
            if not kind or line.value(kind) < last.value(kind):
                break
            row.append(line)
    return row


def _kind(row: list[Line]) -> str:
    """Return the kind of a list by its first two numbers, '' where they do not follow each other."""
    if row[0].match['name'] == '#':
        return '1'
    if len(row) < 2:
        return ''
    return next((kind for kind in KINDS if row[0].value(kind) and row[1].value(kind) == row[0].value(kind) + 1), '')


def _is_list(lines: list[str], row: list[Line], kind: str) -> bool:
    """Tell whether lines whose numbers follow each other are a list, and no names or the ends of sentences."""
    first = row[0]
    above = lines[first.at - 1].strip(MARGIN) if first.at else ''
    if above and first.value(kind) > 1 and not ITEM.match(above):
        return False
    if kind != 'A' or first.match['close'] == ')' or all(len(line.match['gap']) > 1 for line in row):
        return True
    return len(row) >= FEWEST_CAPITALS and all(line.strip(MARGIN) for line in lines[first.at : row[-1].at])


def _ends(lines: list[str], indent: int) -> bool:
    """Tell whether a list that the first of these lines may begin has ended before the last of them."""
    return any(
        FENCE.match(after) or (not before.strip(MARGIN) and after.strip(MARGIN) and _indent(after) <= indent)
        for before, after in pairwise(lines[:-1])
    )


def _is_code(lines: list[str], line: Line) -> bool:
    """Tell whether a line is code by its indent, for no list and no note is above it."""
    before = line.match['before']
    if '>' in before or len(before.expandtabs(LEVEL)) < LEVEL:
        return False
    for at in range(line.at - 1, max(-1, line.at - FARTHEST), -1):
        above = lines[at]
        if _indent(above) < len(before) and any(begins.match(above) for begins in (ITEM, MARKER, NOTE)):
            return False
        if above.strip() and not _indent(above) and (not at or not lines[at - 1].strip()):
            return True
    return True


def _verses(lines: list[str]) -> set[int]:
    """Return which lines stand in verse, which keeps them as they are."""
    told: set[int] = set()
    verse = False
    for at, line in enumerate(lines):
        verse = bool(VERSE.match(line)) or (verse and not BLOCK_END.match(line))
        if verse:
            told.add(at)
    return told


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(MARGIN))


def _case(name: str) -> str:
    return 'figures' if name.isdecimal() else 'capitals' if name.isupper() else 'letters'
