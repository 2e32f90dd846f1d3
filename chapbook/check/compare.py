"""Two tellings of one text, word for word: what the second lost, added, doubled or moved."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from chapbook.check.align import Words, common, gaps, narrowed
from chapbook.check.words import RIGHT_TO_LEFT, Side, Spoken, letters

# How many words before a place are kept to name it by.
CONTEXT = 3
# How many letters away a word from right to left may be and still have set others in another order.
NEAR = 200


class Fault(StrEnum):
    """What can befall words."""

    LOST = 'lost'
    ADDED = 'added'
    DOUBLED = 'doubled'
    MOVED = 'moved'


@dataclass(frozen=True, slots=True)
class Finding:
    """Words that differ: what befell them, the words, the note they belong to, and where.

    `position` counts the words of that flow or note before the place; `before` are the last few of them. For words that
    were moved, `now_after` are the words they stand behind now, in the note `now_note` or the flow.
    """

    fault: Fault
    words: Words
    note: int | None
    position: int
    before: Words
    now_after: Words = ()
    now_note: int | None = None


def compare(told: Spoken, heard: Spoken) -> list[Finding]:
    """Return what became of the words of `told` in `heard`, in the order of the text; nothing where all is well."""
    found = list(_differences(told.flow, heard.flow, None, heard.seen_from))
    for number in sorted(told.notes.keys() | heard.notes.keys()):
        found += _differences(told.notes.get(number, ()), heard.notes.get(number, ()), number, heard.seen_from)
    return _join_moves(found)


def same(told: Words, heard: Words, seen_from: Side | None = None) -> bool:
    """Tell whether two sequences of words have the same letters in the same order.

    Words that run against their line are seen in an order that cannot always be turned back. Between the first and the
    last place where the two differ, if there are such words at all, the same letters in any order will do.
    """
    if told == heard:
        return True
    a, b = letters(' '.join(told)), letters(' '.join(heard))
    if a == b:
        return True
    if seen_from is None or len(a) != len(b):
        return False
    start = common(a, b)
    end = len(a) - common(a[start:][::-1], b[start:][::-1])
    against = seen_from is Side.RIGHT or RIGHT_TO_LEFT.search(a, max(0, start - NEAR), end + NEAR)
    return bool(against) and Counter(a[start:end]) == Counter(b[start:end])


def _differences(told: Words, heard: Words, note: int | None, seen_from: Side | None) -> Iterator[Finding]:
    """Yield what one flow or note lost and gained."""
    if same(told, heard, seen_from):
        return
    told, heard = (tuple(filter(letters, words)) for words in (told, heard))
    a, b = tuple(map(letters, told)), tuple(map(letters, heard))
    for gap in (narrowed(gap, a, b) for gap in gaps(a, b)):
        before = told[max(0, gap.a_start - CONTEXT) : gap.a_start]
        if lost := told[gap.a_start : gap.a_end]:
            yield Finding(Fault.LOST, lost, note, gap.a_start, before)
        if more := heard[gap.b_start : gap.b_end]:
            count = gap.b_end - gap.b_start
            beside = a[max(0, gap.a_start - count) : gap.a_start], a[gap.a_end : gap.a_end + count]
            fault = Fault.DOUBLED if b[gap.b_start : gap.b_end] in beside else Fault.ADDED
            yield Finding(fault, more, note, gap.a_start, before)


def _join_moves(found: list[Finding]) -> list[Finding]:
    """Return the findings with words that are lost in one place and added in another made one."""
    added = {letters(''.join(each.words)): each for each in found if each.fault is Fault.ADDED}
    lost = {letters(''.join(each.words)): each for each in found if each.fault is Fault.LOST}
    moved = {
        id(each): replace(each, fault=Fault.MOVED, now_after=added[words].before, now_note=added[words].note)
        for words, each in lost.items()
        if words in added
    }
    arrived = {id(added[words]) for words in lost.keys() & added.keys()}
    return [moved.get(id(each), each) for each in found if id(each) not in arrived]
