"""The title on the cover: broken by meaning rather than by width, and as large as its lines allow."""

import math
import re
import unicodedata
from dataclasses import dataclass
from itertools import combinations, pairwise

from chapbook import fonts

MOST_LINES = 5
MOST_WORDS = 14
# Words that lean on the next one: a line does not end in them.
LEANING = frozenset(
    'a an the of to in on at by for from with and or but nor as is it its our your no not '  # English
    'der die das den dem des ein eine von vom zu zur zum im am und oder mit für auf aus bei '  # German
    'le la les un une des du de d’ l’ et ou à au aux en dans pour par sur avec '  # French
    'el los las una y o del al con por para sin lo gli i il della dei e di'.split()  # Spanish, Italian
)
# Signs that hang on the word before: a line does not begin with them.
HANGING = frozenset('–—')
# How wide signs of other faces are in em, by their width in East Asia (UAX 11): wide, full.
WIDTHS_EM = {'W': 1.0, 'F': 1.0}
# No-break spaces hold a word and its punctuation together; any other space may end a line.
BREAKING_SPACE = re.compile(r'[^\S\u00a0\u2007\u202f]+')


@dataclass(frozen=True, slots=True)
class Display:
    """The lines of a title and the size they are set in."""

    lines: tuple[str, ...]
    size_pt: float


def set_title(
    title: str, measure_pt: float, largest_pt: float, smallest_pt: float, face: fonts.Face | None = None
) -> Display:
    """Return the title in the lines that let it be largest, fewer lines before more; long titles wrap by themselves.

    Without a face it is measured in the theme’s own.
    """
    words = list(filter(None, BREAKING_SPACE.split(title)))
    if not 0 < len(words) <= MOST_WORDS:
        return Display((title,), smallest_pt)
    widths = {word: width_em(word, face) for word in {*words, ' '}}
    candidates = [
        _measure(lines, widths, measure_pt, largest_pt)
        for count in range(min(MOST_LINES, len(words)))
        for lines in _breaks(words, count)
    ]
    best = max(candidates, key=lambda found: (round(found[0], 1), -len(found[1])))
    display_pt = min(measure_pt / max(widths.values()), best[2])
    if display_pt < smallest_pt:
        return Display((title,), smallest_pt)
    return Display(tuple(' '.join(line) for line in best[1]), math.floor(display_pt * 10) / 10)


def width_em(word: str, face: fonts.Face | None = None) -> float:
    """Return the width of a word in em; what the face does not have comes from another, and is taken to be wide."""
    face = face or next(face for face in fonts.FACES if face.weight == 600)
    covered = fonts.coverage(face)
    own = ''.join(sign for sign in word if ord(sign) in covered)
    others = sum(WIDTHS_EM.get(unicodedata.east_asian_width(sign), 0.6) for sign in word if ord(sign) not in covered)
    return max(fonts.advance_em(face, own) + others, 0.1)


def lines_of(words: str, measure_em: float, face: fonts.Face | None = None) -> int:
    """Return how many lines words take at most that are set ragged."""
    lines, filled = 1, 0.0
    for word in filter(None, BREAKING_SPACE.split(words)):
        width = width_em(word, face)
        if filled and filled + width > measure_em:
            lines, filled = lines + 1, 0.0
        lines += int(width / measure_em)
        filled += width + 0.25
    return lines


def _breaks(words: list[str], count: int) -> list[list[list[str]]]:
    """Return every way to break `words` at `count` places."""
    ends = ((0, *places, len(words)) for places in combinations(range(1, len(words)), count))
    return [[words[a:b] for a, b in pairwise(cut)] for cut in ends]


def _measure(
    lines: list[list[str]], widths: dict[str, float], measure_pt: float, largest_pt: float
) -> tuple[float, list[list[str]], float]:
    """Return the worth of a way to break, the way itself, and the size in points it can be set in."""
    em = [sum(widths[word] for word in line) + widths[' '] * (len(line) - 1) for line in lines]
    size = min(largest_pt, measure_pt / max(em))
    leaning = sum(line[-1].lower() in LEANING or after[0] in HANGING for line, after in pairwise(lines))
    uneven = (max(em) - min(em)) / max(em)
    return size * (1 - 0.25 * leaning - 0.15 * uneven - 0.08 * len(lines)), lines, size
