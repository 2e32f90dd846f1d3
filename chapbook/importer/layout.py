"""Lines to pieces: which lines make one paragraph, which end where the author wanted."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise

from chapbook.importer.bylines import read_byline
from chapbook.importer.dashes import Words, join
from chapbook.importer.records import Form, Line, Piece

QUOTE_MARKS = re.compile(r'\s{0,3}((?:>[ \t]?)+)')
BREAK = re.compile(r'(?:[*=_~+⁂✻❦-]\s*){3,}|#{3,}|--|[*⁂✻❦]')
UNDERLINE = re.compile(r'([=~*#-])\1{2,}')
ATX = re.compile(r'(#{1,6})\s+(.*?)\s*#*')
ITEM = re.compile(r'([•·‣◦▪●\uf0a7\uf0a8\uf0b7\uf0d8\uf0fc*+-]|\(?\d{1,3}[.)])\s+(?=\S)')
NOTE = re.compile(r'\[\^?\d{1,3}\]:?\s+\S|[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}\s*\w')
WIDEST_WRAP = 110
NARROWEST_WRAP = 45
# Greedy wrapping fills lines up to the measure; mail that was quoted or re-wrapped stays a little under it.
FILLED = 0.85
LONGEST_VERSE_LINE = 70
FEWEST_LINES = 3
# A text of so many lines, none longer than that, is a poem or the like from its first line to its last.
LONGEST_SHORT_LINE, FEWEST_SHORT_LINES = 60, 8
WRAPPED_SHARE = 0.8
TERMINALS = ('.', '!', '?', '…', '”', '"', '»')
LEVELS = {'=': 2, '#': 2, '*': 2, '-': 3, '~': 3}


@dataclass(frozen=True, slots=True)
class Layout:
    """How a text is laid out: the measure it is wrapped to in characters, None where each paragraph is one line.

    `short` are the lines of a text that has no others.
    """

    measure: int | None
    words: Words
    short: bool = False

    def fills(self, line: Line, following: Line) -> bool:
        """Tell whether `line` is as long as wrapping leaves it, so that `following` runs on from it."""
        first_word = following.text.partition(' ')[0]
        return self.measure is not None and line.width + 1 + len(first_word) > FILLED * self.measure


def read_line(number: int, raw: str) -> Line:
    """Return a raw line parted into quote marks, indent and text."""
    raw = raw.expandtabs(4)
    marks = QUOTE_MARKS.match(raw)
    rest = raw[marks.end() :] if marks else raw
    depth = marks[1].count('>') if marks else 0
    return Line(number, rest.strip(), len(raw.rstrip()), len(rest) - len(rest.lstrip()), depth)


def cut(lines: Sequence[Line], words: Words) -> list[Piece]:
    """Return the pieces of a text in order, blank lines gone; `words` are the words of the whole text."""
    layout = Layout(measure(lines), words, _is_short(lines))
    pieces: list[Piece] = []
    groups = _groups(lines)
    keeps = [_keeps_lines(group, layout) for group in groups]
    margin = min((line.indent for line in lines if line.text), default=0)
    for number, group in enumerate(groups):
        # Two lines are a stanza only beside another, or where they are set in.
        apart = any(keeps[max(number - 1, 0) : number + 2]) or _is_set_in(group, margin)
        beside = apart and _keeps_lines(group, layout, fewest=2)
        pieces += [_lines_piece(group, number)] if keeps[number] or beside else _cut_group(group, layout, number)
    return pieces


def _is_short(lines: Sequence[Line]) -> bool:
    widths = [line.width for line in lines if line.text]
    return len(widths) >= FEWEST_SHORT_LINES and max(widths) <= LONGEST_SHORT_LINE


def _is_set_in(group: list[Line], margin: int) -> bool:
    return all(line.indent > margin + 1 for line in group)


def measure(lines: Sequence[Line]) -> int | None:
    """Return the width in characters a text is wrapped to, None where it is not."""
    widths = sorted(line.width for line in lines if line.text)
    long = sum(width for width in widths if width > WIDEST_WRAP)
    wrapped = [width for width in widths if width <= WIDEST_WRAP]
    if not wrapped or long > sum(widths) / 2:
        return None
    measure = wrapped[int(0.95 * (len(wrapped) - 1))]
    return measure if measure >= NARROWEST_WRAP else None


def _as_wrapped(group: list[Line], layout: Layout) -> Layout:
    """Return how a run of lines is laid out: one that was wrapped may stand in a text that is not.

    It is wrapped where nearly no line has room for the next one’s first word, and most begin within a sentence.
    """
    widest = max(line.width for line in group)
    if layout.measure is not None or len(group) < FEWEST_LINES or not NARROWEST_WRAP <= widest <= WIDEST_WRAP:
        return layout
    own = Layout(widest, layout.words)
    pairs = list(pairwise(group))
    filled = sum(own.fills(*pair) for pair in pairs) >= WRAPPED_SHARE * len(pairs)
    within = sum(line.text[:1].islower() for line in group[1:]) * 2 > len(pairs)
    return own if filled and within else layout


def _groups(lines: Sequence[Line]) -> list[list[Line]]:
    """Return the runs of lines between blank ones, parted too where the quote marks change."""
    groups: list[list[Line]] = [[]]
    for line in lines:
        if groups[-1] and (not line.text or line.depth != groups[-1][-1].depth):
            groups.append([])
        if line.text:
            groups[-1].append(line)
    return [group for group in groups if group]


def _cut_group(group: list[Line], layout: Layout, number: int) -> list[Piece]:
    """Return the pieces of one run of lines."""
    pieces: list[Piece] = []
    rest = group
    layout = _as_wrapped(group, layout)
    while rest:
        taken, piece = _take_marked(rest, number, first=not pieces)
        if piece is None:
            end = next((at for at in range(1, len(rest)) if _is_marked(rest[at:])), len(rest))
            pieces += _cut_plain(rest[:end], layout, number)
            taken = end
        else:
            pieces.append(piece)
        rest = rest[taken:]
    return pieces


def _is_marked(lines: list[Line]) -> bool:
    return _take_marked(lines, 0, first=False)[1] is not None


def _take_marked(lines: list[Line], number: int, *, first: bool) -> tuple[int, Piece | None]:
    """Return a heading or a break that its signs give away, and how many lines it took."""
    line = lines[0]
    over = UNDERLINE.fullmatch(line.text)
    if over and len(lines) > 2 and lines[2].text[:3] == line.text[:3] and UNDERLINE.fullmatch(lines[2].text):
        return 3, Piece(Form.HEADING, (lines[1],), lines[1].text, level=LEVELS[over[1]], group=number)
    under = UNDERLINE.fullmatch(lines[1].text) if len(lines) > 1 else None
    if first and under and not over and len(line.text) <= WIDEST_WRAP and re.search(r'\w', line.text):
        return 2, Piece(Form.HEADING, (line,), line.text, level=LEVELS[under[1]], group=number)
    if match := ATX.fullmatch(line.text):
        return 1, Piece(Form.HEADING, (line,), match[2], level=max(2, len(match[1])), group=number)
    if BREAK.fullmatch(line.text):
        return 1, Piece(Form.BREAK, (line,), line.text, group=number)
    return 0, None


def _cut_plain(lines: list[Line], layout: Layout, number: int) -> list[Piece]:
    """Return the paragraphs, list items and lines of verse in a run without headings."""
    if _keeps_lines(lines, layout):
        return [_lines_piece(lines, number)]
    marked = [line for line in lines if ITEM.match(line.text)]
    runs: list[list[Line]] = []
    for line in lines:
        starts = not runs or _starts_item(line, runs[-1], len(marked)) or _starts_paragraph(runs[-1], line, layout)
        if starts:
            runs.append([line])
        else:
            runs[-1].append(line)
    return [_piece(run, layout, number) for run in runs]


def _starts_item(line: Line, run: list[Line], marked: int) -> bool:
    """Tell whether a line begins a list item or a note; one sign at a line start in running prose does not."""
    if NOTE.match(line.text):
        return run[-1].text.endswith((*TERMINALS, ':'))
    return bool(ITEM.match(line.text)) and (marked > 1 or run[-1].text.endswith(':'))


def _starts_paragraph(run: list[Line], line: Line, layout: Layout) -> bool:
    # The lines of an item hang under it; an indent after the end of a sentence begins a paragraph.
    if ITEM.match(run[0].text) and line.indent > run[0].indent and not ITEM.match(line.text):
        return False
    if layout.measure is None:
        return True
    if line.indent > run[-1].indent + 1 and run[-1].text.endswith(TERMINALS):
        return True
    if layout.fills(run[-1], line):
        return False
    begins = not line.text.lstrip('-–—( ')[:1].islower()
    return begins or run[-1].text.endswith((*TERMINALS, ':')) or read_byline(line.text) is not None


def _keeps_lines(lines: list[Line], layout: Layout, fewest: int = FEWEST_LINES) -> bool:
    """Tell whether lines end where the author wanted: verse, an address, a list without bullets."""
    layout = _as_wrapped(lines, layout)
    fewest = 2 if layout.short else fewest
    if len(lines) < fewest or max(len(line.text) for line in lines) > LONGEST_VERSE_LINE:
        return False
    if any(ITEM.match(line.text) or NOTE.match(line.text) or BREAK.fullmatch(line.text) for line in lines):
        return False
    if layout.measure is None:
        sentences = sum(line.text.endswith(TERMINALS) for line in lines)
        return layout.short or sentences <= len(lines) / 2
    pairs = list(pairwise(lines))
    return sum(layout.fills(*pair) for pair in pairs) < len(pairs) / 2


def _lines_piece(lines: list[Line], number: int) -> Piece:
    return Piece(Form.LINES, tuple(lines), ' '.join(line.text for line in lines), group=number)


def _piece(run: list[Line], layout: Layout, number: int) -> Piece:
    """Return lines that belong together as one paragraph or list item."""
    text = reduce(lambda first, second: join(first, second, layout.words), [line.text for line in run])
    match = ITEM.match(text)
    if match:
        return Piece(Form.ITEM, tuple(run), text[match.end() :], mark=match[1], group=number)
    return Piece(Form.PROSE, tuple(run), text, group=number)


def split_lines(piece: Piece) -> list[Piece]:
    """Return each line of a piece that kept its lines as a piece of its own."""
    return [Piece(Form.PROSE, (line,), line.text, group=piece.group) for line in piece.lines]
