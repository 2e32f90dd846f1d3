"""Resolves straight quotes: which opens, which closes, which is an apostrophe or a prime, and which belong together."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import Enum, auto

from chapbook.markup.punctuation import BREAK, THING, Edit, Style

QUOTES = re.compile('["\'“”„‘’‚«»‹›「」『』]')
BRACKETS = frozenset('([{')
OPENERS = BRACKETS | frozenset('–—-/¡¿=“')
STOPS = frozenset('.,;:!?)]}')
CLOSERS = STOPS | frozenset('–—-/…')
# Hair spaces and joiners that part two marks, as in “ ‘No’ ”, are not there for reading.
GLUE = '\u200a\u200b\u2060\ufeff'
OPENED, CLOSED, APOSTROPHE = '“', '”', '’'
PRIMES = '″′'
MEASURE = re.compile(r'(?<![\w.,])\d{1,3}(?:[.,/]\d+)?\Z')
LONGEST_MEASURE = 8
DECADE = re.compile(r"'\d\ds?(?![\w'])")
# After these a mark is as likely an apostrophe: the workers' party, goin' home, o' the north.
APOSTROPHE_ENDS = ('s', 'x', 'z', 'S', 'X', 'Z', 'in', 'an', 'th', ' o')
NEARBY = 6


class Role(Enum):
    """What a mark does."""

    OPEN = auto()
    CLOSE = auto()
    APOSTROPHE = auto()
    PRIME = auto()


@dataclass(slots=True)
class Mark:
    """A quotation mark at the offset `at`, between the characters `before` and `after` it and its neighbour marks."""

    at: int
    level: int
    """0 for a double mark or the outer one of its language, 1 for a single or inner one."""
    straight: bool
    style: Style
    role: Role | None = None
    before: str = BREAK
    after: str = BREAK
    partner: 'Mark | None' = None

    @property
    def kind(self) -> tuple[int, bool]:
        """What a partner must be too: marks of one level, both straight or both set by the author."""
        return self.level, self.straight


@dataclass(slots=True)
class Reading:
    """The marks of one block and, while they are read from first to last, those still open."""

    text: str
    marks: list[Mark]
    opened: list[Mark] = field(default_factory=list)
    count: Counter[tuple[int, bool]] = field(default_factory=Counter)


def has_straight(text: str) -> bool:
    """Tell whether a text has marks that are to be set."""
    return '"' in text or "'" in text


def quote_edits(text: str, style_at: Callable[[int], Style]) -> Iterable[Edit]:
    """Return what each straight quote of a block becomes; marks that the author set are context and stay."""
    found = (_mark(match, style_at(match.start())) for match in QUOTES.finditer(text))
    reading = Reading(text, [mark for mark in found if mark])
    _look_ahead(reading)
    for index, mark in enumerate(reading.marks):
        _look_back(reading, index)
        mark.role = _apostrophe(reading, index) or _role(reading, index)
        _pair(reading, index)
    return _glyphs(reading)


def _mark(match: re.Match[str], style: Style) -> Mark | None:
    """Return a mark; None for one that the author set and that means nothing in its language."""
    glyph = match[0]
    if glyph in '"\'':
        return Mark(match.start(), int(glyph == "'"), straight=True, style=style)
    place = style.marks.find(glyph)
    if place < 0:
        return None
    one_for_both = style.marks.count(glyph) > 1
    role = None if one_for_both else (Role.CLOSE if place % 2 else Role.OPEN)
    return Mark(match.start(), place // 2, straight=False, style=style, role=role)


def _look_ahead(reading: Reading) -> None:
    """Tell each mark the next character that is no mark."""
    following: Mark | None = None
    for mark in reversed(reading.marks):
        at = mark.at + 1
        if reading.text[at : at + 1] in GLUE:
            at += 1
        if following and following.at == at:
            mark.after = following.after
        else:
            mark.after = reading.text[at : at + 1] or BREAK
        following = mark


def _look_back(reading: Reading, index: int) -> None:
    """Tell a mark the character before it, or what the mark before it does."""
    mark, previous = reading.marks[index], reading.marks[index - 1] if index else None
    at = mark.at - 1
    if at > 0 and reading.text[at] in GLUE:
        at -= 1
    if previous and previous.at == at:
        mark.before = OPENED if previous.role is Role.OPEN else CLOSED
    elif at >= 0:
        mark.before = reading.text[at]


def _apostrophe(reading: Reading, index: int) -> Role | None:
    """Return APOSTROPHE for a single mark inside a word or before a shortened one."""
    mark = reading.marks[index]
    if mark.level == 0 or mark.role is Role.OPEN:
        return None
    if _in_word(mark):
        return Role.APOSTROPHE
    begins = mark.before.isspace() or mark.before in OPENERS
    if not mark.straight:
        return Role.APOSTROPHE if begins and not mark.after.isspace() else None
    shortened = mark.style.elision.match(reading.text, mark.at) or DECADE.match(reading.text, mark.at)
    firm = mark.style.firm_elision.match(reading.text, mark.at)
    if begins and (firm or (shortened and not _closes_soon(reading, index))):
        return Role.APOSTROPHE
    return None


def _in_word(mark: Mark) -> bool:
    word_before = mark.before.isalnum() or mark.before in (THING, CLOSED)
    return word_before and (mark.after.isalnum() or mark.after == THING)


def _closes_soon(reading: Reading, index: int) -> bool:
    """Tell whether a mark that surely closes comes before the next one that opens."""
    text = reading.text
    for mark in reading.marks[index + 1 : index + 1 + NEARBY]:
        before = text[mark.at - 1]
        if mark.kind != (1, True) or (before.isalnum() and mark.after.isalnum()):
            continue
        if before.isspace() or before in OPENERS:
            return False
        if not text.endswith(APOSTROPHE_ENDS, 0, mark.at):
            return True
    return False


def _role(reading: Reading, index: int) -> Role:
    """Return whether a mark opens or closes, by the characters on either side, then by what is open."""
    mark = reading.marks[index]
    if mark.role:
        return mark.role
    after_space, before_space = mark.before.isspace(), mark.after.isspace()
    opens = mark.before in OPENERS and mark.after not in CLOSERS
    closes = mark.after in CLOSERS and mark.before not in OPENERS
    if after_space != before_space:
        opens = after_space and mark.after not in STOPS
        closes = before_space and mark.before not in BRACKETS
    if opens != closes:
        return Role.OPEN if opens else Role.CLOSE
    if mark.level == 1:
        return Role.CLOSE
    alone = after_space and before_space and '"' not in reading.text[mark.at + 1 :]
    return Role.CLOSE if reading.count[mark.kind] or alone else Role.OPEN


def _pair(reading: Reading, index: int) -> None:
    """Open a pair, or close the one that a mark can close; a single mark that closes nothing is an apostrophe."""
    mark, opened = reading.marks[index], reading.opened
    if mark.role is Role.OPEN:
        opened.append(mark)
        reading.count[mark.kind] += 1
    elif mark.role is Role.CLOSE and _can_close(reading, mark):
        while _is_elision_inside(reading, index):
            _pop(reading).role = Role.APOSTROPHE
        while not mark.partner:
            last = _pop(reading)
            if last.kind == mark.kind:
                mark.partner, last.partner = last, mark
            elif last.level == 1:
                # A quotation inside another ends before it: this one never opened.
                last.role = Role.APOSTROPHE
    elif mark.role is Role.CLOSE and MEASURE.search(reading.text, max(0, mark.at - LONGEST_MEASURE), mark.at):
        mark.role = Role.PRIME
    elif mark.role is Role.CLOSE and mark.level == 1:
        mark.role = Role.APOSTROPHE


def _pop(reading: Reading) -> Mark:
    last = reading.opened.pop()
    reading.count[last.kind] -= 1
    return last


def _can_close(reading: Reading, mark: Mark) -> bool:
    """Tell whether a partner is open: for a single mark it must be the last, or an apostrophe would cut pairs."""
    if mark.level == 1:
        return bool(reading.opened) and reading.opened[-1].kind == mark.kind
    return reading.count[mark.kind] > 0


def _is_elision_inside(reading: Reading, index: int) -> bool:
    """Tell whether the last mark opened stands for a letter inside the quotation that the mark closes."""
    mark = reading.marks[index]
    if mark.kind != (1, True) or len(reading.opened) < 2:
        return False
    outer, last = reading.opened[-2:]
    inside = outer.kind == mark.kind and _may_be_elision(reading.text, last)
    return inside and not _may_be_elision(reading.text, outer) and not _closes_soon(reading, index)


def _glyphs(reading: Reading) -> Iterable[Edit]:
    """Yield the glyph of every straight mark; inside a pair of its own level a pair takes the other."""
    levels: list[int] = []
    for mark in reading.marks:
        level, style = mark.level, mark.style
        if mark.role is Role.OPEN and mark.partner:
            level = 1 - level if mark.straight and levels and levels[-1] == level else level
            levels.append(level)
        elif mark.role is Role.CLOSE and mark.partner:
            level, style = levels.pop(), mark.partner.style
        if mark.straight:
            yield mark.at, mark.at + 1, _glyph(reading.text, mark, level, style)


def _glyph(text: str, mark: Mark, level: int, style: Style) -> str:
    never_closed = mark.level == 1 and mark.role is Role.OPEN and not mark.partner
    if mark.role is Role.APOSTROPHE or (never_closed and _may_be_elision(text, mark)):
        return APOSTROPHE
    if mark.role is Role.PRIME:
        return PRIMES[mark.level]
    return style.marks[2 * level + (mark.role is Role.CLOSE)]


def _may_be_elision(text: str, mark: Mark) -> bool:
    """Tell whether a single mark may stand for a letter, as in `give 'im`."""
    return mark.before.isspace() and mark.after.islower() and text[max(0, mark.at - 2) : mark.at - 1].isalnum()
