"""Where two long sequences of words differ: exact in short stretches, and never slow in long ones."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import accumulate, pairwise

# How many words in a row make a place that is found again, where they stand but once in either sequence.
SHINGLE = 4
# SequenceMatcher takes quadratic time: longer stretches are parted at such places first.
LARGEST_PRODUCT = 400_000

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """Where two sequences differ: from where to where, in the one and in the other."""

    a_start: int
    a_end: int
    b_start: int
    b_end: int

    def shifted(self, a: int, b: int) -> 'Gap':
        """Return the same gap counted from further back."""
        return Gap(self.a_start + a, self.a_end + a, self.b_start + b, self.b_end + b)


def gaps(a: Words, b: Words) -> Iterator[Gap]:
    """Yield the stretches in which two sequences of words differ, in order."""
    start = common(a, b)
    end = common(a[start:][::-1], b[start:][::-1])
    a, b = a[start : len(a) - end], b[start : len(b) - end]
    for gap in _gaps(a, b):
        yield gap.shifted(start, start)


def _gaps(a: Words, b: Words) -> Iterator[Gap]:
    """Yield the gaps of sequences that differ in their first words and in their last."""
    if not a or not b:
        if a or b:
            yield Gap(0, len(a), 0, len(b))
        return
    if len(a) * len(b) <= LARGEST_PRODUCT:
        for tag, *bounds in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
            if tag != 'equal':
                yield Gap(*bounds)
        return
    known = _landmarks(a, b)
    if not known:
        yield Gap(0, len(a), 0, len(b))
        return
    for (a_start, b_start), (a_end, b_end) in pairwise([(0, 0), *known, (len(a), len(b))]):
        for gap in gaps(a[a_start:a_end], b[b_start:b_end]):
            yield gap.shifted(a_start, b_start)


def _landmarks(a: Words, b: Words) -> list[tuple[int, int]]:
    """Return places in both sequences that are surely the same: a few words in a row, once in each, in one order."""
    here, there = _unique(a), _unique(b)
    pairs = [(start, there[words]) for words, start in here.items() if words in there]
    return [pairs[number] for number in _longest_rise([position for _, position in pairs])]


def _unique(words: Words) -> dict[Words, int]:
    """Return where each few words in a row stand, for those that stand once."""
    shingles = list(zip(*(words[start:] for start in range(SHINGLE)), strict=False))
    counts = Counter(shingles)
    return {shingle: start for start, shingle in enumerate(shingles) if counts[shingle] == 1}


def _longest_rise(values: Sequence[int]) -> list[int]:
    """Return the indices of a longest increasing subsequence, by patience sorting."""
    tops: list[int] = []
    top_indices: list[int] = []
    before: list[int | None] = []
    for index, value in enumerate(values):
        pile = bisect_left(tops, value)
        before.append(top_indices[pile - 1] if pile else None)
        tops[pile : pile + 1], top_indices[pile : pile + 1] = [value], [index]
    rise: list[int] = []
    current = top_indices[-1] if top_indices else None
    while current is not None:
        rise.append(current)
        current = before[current]
    return rise[::-1]


def narrowed(gap: Gap, a: Words, b: Words) -> Gap:
    """Return a gap without the words at its ends that have the same letters, however they are parted into words."""
    ours, theirs = a[gap.a_start : gap.a_end], b[gap.b_start : gap.b_end]
    a_first, b_first = _alike(ours, theirs)
    a_last, b_last = _alike(_backwards(ours[a_first:]), _backwards(theirs[b_first:]))
    return Gap(gap.a_start + a_first, gap.a_end - a_last, gap.b_start + b_first, gap.b_end - b_last)


def _alike(a: Words, b: Words) -> tuple[int, int]:
    """Return how many first words of each have the same letters together."""
    same = common(''.join(a), ''.join(b))
    a_counts, b_counts = _counts_by_length(a), _counts_by_length(b)
    length = max(length for length in a_counts.keys() & b_counts.keys() if length <= same)
    return a_counts[length], b_counts[length]


def _counts_by_length(words: Words) -> dict[int, int]:
    """Return how many first words of a sequence have how many letters together."""
    return {length: count for count, length in enumerate(accumulate(map(len, words), initial=0))}


def _backwards(words: Words) -> Words:
    return tuple(word[::-1] for word in reversed(words))


def common(a: Sequence[str], b: Sequence[str]) -> int:
    """Return how long two sequences are the same from their start."""
    return next((place for place, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
