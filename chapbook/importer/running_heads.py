"""Takes running heads and folios out of a text that was copied from pages: there they cut sentences in two."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from statistics import median

from chapbook.importer.dashes import Words, join
from chapbook.importer.layout import NARROWEST_WRAP, TERMINALS, WIDEST_WRAP, measure
from chapbook.importer.records import Finding, Kind, Line

FOLIO = re.compile(
    r'\W*(?:page|seite|página|pagina|pp?\.|s\.)?\W*(\d{1,4})\W*(?:(?:of|von|sur|de|di)?\s*\d{1,4}\W*)?', re.IGNORECASE
)
NUMBERED = (re.compile(r'(?P<number>\d{1,4})\W+(?P<words>\D.*)'), re.compile(r'(?P<words>.*\D)\W(?P<number>\d{1,4})'))
LONGEST_HEAD = 80
# The foot of one page and the head of the next; more short lines in a row are a list or a table of contents.
MOST_IN_A_ROW = 4
FEWEST_FOLIOS, FEWEST_HEADS = 2, 3
# In characters: a small page with a picture on it, and a large one in two columns.
SHORTEST_PAGE, LONGEST_PAGE = 300, 8000
# Of the usual page: the last of a chapter may be short, none is much longer.
REGULAR, REGULAR_SHARE = (0.25, 1.8), 0.75
MOST_UNNUMBERED = 3
# Numbers of sections cut no sentence at all; of pages, only some end where a paragraph does.
CUTTING_SHARE = 1 / 3
MOST_ALIKE = 20
FOLIO_REASON = 'the number of a page, within the text that was copied from it'
HEAD_REASON = 'a running head, within the text that was copied from its pages'


@dataclass(frozen=True, slots=True)
class _Edge:
    """A short line that may be a head or a folio: where it begins in the text, the number and the words on it."""

    line: Line
    start: int
    number: int | None
    words: str


@dataclass(frozen=True, slots=True)
class _Gap:
    """Such lines in a row and the lines of text around them; whether a sentence, or a page, ends within them."""

    edges: tuple[_Edge, ...]
    after: Line
    in_sentence: bool
    new_page: bool


def drop_running_heads(lines: Sequence[Line], pages: frozenset[int], words: Words) -> tuple[list[Line], list[Finding]]:
    """Return the lines without what stood at the edges of pages, sentences whole again, and what was dropped.

    `pages` are the numbers of the lines that begin a page, known where a text has form feeds; `words` are those of
    the whole text.
    """
    spoken = [line for line in lines if line.text]
    # A folio may be the last line.
    end = Line(len(lines) + 1, '.')
    gaps = _gaps([*spoken, end], pages)
    folios = _counting_up(gaps)
    reasons = dict.fromkeys(folios, FOLIO_REASON) | dict.fromkeys(_recurring(spoken, gaps, folios), HEAD_REASON)
    findings = [Finding(Kind.DROPPED, line.number, line.text, reasons[line.number]) for line in spoken
                if line.number in reasons]  # fmt: skip
    return _without(lines, gaps, frozenset(reasons), words), findings


def _gaps(spoken: Sequence[Line], pages: frozenset[int]) -> list[_Gap]:
    """Return where heads and folios may stand: between two lines of text."""
    read = [_read(line.text) for line in spoken]
    often = {words for words, count in Counter(words for _, words in read if words).items() if count > 1}
    starts = accumulate((len(line.text) for line in spoken), initial=0)
    edges = [_Edge(line, start, *said) for line, start, said in zip(spoken, starts, read, strict=False)]
    is_text = [bool(edge.words and edge.words not in often) or not (edge.words or edge.number) for edge in edges]
    gaps = []
    for first, last in pairwise(at for at, text in enumerate(is_text) if text):
        before, after = spoken[first], spoken[last]
        new_page = not pages.isdisjoint(range(before.number + 1, after.number + 1))
        if (last - first > 1 or new_page) and last - first <= MOST_IN_A_ROW + 1:
            gaps.append(_Gap(tuple(edges[first + 1 : last]), after, _is_within(before, after), new_page))
    return gaps


def _read(text: str) -> tuple[int | None, str]:
    """Return the number and the words of a line as they are compared, `(None, '')` for one too long for a head."""
    if len(text) > LONGEST_HEAD:
        return None, ''
    if match := FOLIO.fullmatch(text):
        return int(match[1]), ''
    found = next((match for pattern in NUMBERED if (match := pattern.fullmatch(text))), None)
    words = found['words'] if found else text
    if words[:1].islower() or words.endswith((*TERMINALS, ',', ';', ':')):
        return None, ''
    return int(found['number']) if found else None, ''.join(filter(str.isalnum, words.casefold()))


def _is_within(before: Line, after: Line) -> bool:
    """Tell whether a sentence runs from one line to the other."""
    if before.text.endswith((*TERMINALS, ':', ';')):
        return False
    return after.text[:1].islower() or before.width >= NARROWEST_WRAP


def _counting_up(gaps: Sequence[_Gap]) -> set[int]:
    """Return the numbers of the lines that are folios: they count up page by page, and cut sentences in two."""
    alike = Counter(edge.words for gap in gaps for edge in gap.edges if edge.words and edge.number is not None)
    found = [
        (edge, gap) for gap in gaps for edge in gap.edges
        if edge.number is not None and (not edge.words or alike[edge.words] > 1)
    ]  # fmt: skip
    chain = [found[at] for at in _longest([edge for edge, _ in found])]
    pages = _lengths([edge for edge, _ in chain])
    # The last page may be as short as it likes.
    chain += [last for last in found[-1:] if chain and (last[0].number or 0) - (chain[-1][0].number or 0) == 1]
    heads = Counter(edge.words for gap in gaps for edge in gap.edges if edge.words)
    cutting = sum(
        gap.in_sentence or gap.new_page or any(heads[edge.words] >= FEWEST_HEADS for edge in gap.edges)
        for _, gap in chain
    )
    if cutting < max(FEWEST_FOLIOS, len(chain) * CUTTING_SHARE):
        return set()
    return {edge.line.number for edge, _ in chain} if _is_regular(pages) else set()


def _lengths(edges: Sequence[_Edge]) -> list[float]:
    return [
        (second.start - first.start) / ((second.number or 0) - (first.number or 0)) for first, second in pairwise(edges)
    ]


def _longest(edges: Sequence[_Edge]) -> list[int]:
    """Return the places of the longest run of numbers that go up with the length of the text between them."""
    lengths, before = [1] * len(edges), [-1] * len(edges)
    seen: dict[int, list[int]] = defaultdict(list)
    for at, edge in enumerate(edges):
        number = edge.number or 0
        for step in range(1, MOST_UNNUMBERED + 1):
            for other in seen[number - step][-MOST_ALIKE:]:
                page = (edge.start - edges[other].start) / step
                if SHORTEST_PAGE <= page <= LONGEST_PAGE and lengths[other] >= lengths[at]:
                    lengths[at], before[at] = lengths[other] + 1, other
        seen[number].append(at)
    at = max(range(len(edges)), key=lengths.__getitem__, default=-1)
    chain = []
    while at >= 0:
        chain.append(at)
        at = before[at]
    return chain[::-1]


def _is_regular(distances: Iterable[float]) -> bool:
    distances = list(distances)
    if not distances:
        return False
    usual = median(distances)
    least, most = (usual * share for share in REGULAR)
    return sum(least <= each <= most for each in distances) >= REGULAR_SHARE * len(distances)


def _recurring(spoken: Sequence[Line], gaps: Sequence[_Gap], folios: set[int]) -> set[int]:
    """Return the numbers of the lines that are running heads: the same words where most times a page must end.

    The first time they may be title or heading: there they stay where they cut nothing and no folio is below them.
    """
    first: dict[str, int] = {}
    for line in spoken:
        first.setdefault(_read(line.text)[1], line.number)
    places: dict[str, list[tuple[_Edge, _Gap]]] = defaultdict(list)
    for gap in gaps:
        for edge in gap.edges:
            if edge.words and edge.line.number not in folios:
                places[edge.words].append((edge, gap))
    return {
        edge.line.number
        for words, found in places.items() if _is_head(found, folios, first[words])
        for edge, gap in found
        if gap.in_sentence or edge.line.number != first[words] or _has_folio_below(edge, gap, folios)
    }  # fmt: skip


def _has_folio_below(edge: _Edge, gap: _Gap, folios: set[int]) -> bool:
    return any(other.line.number in folios for other in gap.edges[gap.edges.index(edge) :])


def _is_head(found: Sequence[tuple[_Edge, _Gap]], folios: set[int], first: int) -> bool:
    numbered = [gap.new_page or any(edge.line.number in folios for edge in gap.edges) for _, gap in found]
    cutting = sum(at_folio or gap.in_sentence for at_folio, (_, gap) in zip(numbered, found, strict=True))
    if cutting * 2 <= len(found):
        return False
    if any(numbered):
        return True
    distances = [second.start - first.start for (first, _), (second, _) in pairwise(found)]
    distances = distances[:-1] or distances
    times = len(found) + (found[0][0].line.number != first)
    return times >= FEWEST_HEADS and _is_regular(distances) and min(distances) >= SHORTEST_PAGE


def _without(lines: Sequence[Line], gaps: Sequence[_Gap], dropped: frozenset[int], words: Words) -> list[Line]:
    """Return the lines that stay, with nothing between the two halves of a sentence."""
    halves = {
        gap.after.number for gap in gaps
        if gap.in_sentence and (gap.edges or gap.after.text[:1].islower())
        and all(edge.line.number in dropped for edge in gap.edges)
    }  # fmt: skip
    is_wrapped = measure(lines) is not None
    kept: list[Line] = []
    for line in (line for line in lines if line.number not in dropped):
        if line.number in halves:
            while not kept[-1].text:
                kept.pop()
        if line.number in halves and not (is_wrapped and line.width <= WIDEST_WRAP):
            kept[-1] = replace(kept[-1], text=join(kept[-1].text, line.text, words))
        else:
            kept.append(line)
    return kept
