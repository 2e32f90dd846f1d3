"""Paragraphs of WeasyPrint’s boxes as `chapbook.paragraph` sees them: where they break, and how wide they are.

Read once for each paragraph. A place in a paragraph is a number of bytes in all its text, as in WeasyPrint.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from typing import Any
from unicodedata import category

from weasyprint.text.line_break import get_log_attrs

from chapbook.paragraph import Break
from chapbook.typesetting.hyphenation import SOFT_HYPHEN, hyphen_width, hyphenator
from chapbook.typesetting.runs import Leaf, Run

OWN_HYPHENS = '-\u2010'
WORD = re.compile(r'[^\W\d_]+')
# The end of a text that ends in a word of one letter: it begins the text, or a space, a bracket, a quotation mark or a
# dash stands before it.
ONE_LETTER = re.compile(r'[\s(\[„“”‚‘«»‹›"\'–—]?[^\W\d_]')
# Written from the right, in clusters, or without spaces: WeasyPrint and Pango break these.
OTHER_SCRIPTS = re.compile('[\u0590-\u1dff\u2e80-\ufaff\ufb1d-\ufdff\ufe20-\ufeff\U00010800-\U0003ffff]')
# Unicode (UAX 14, LB 13) breaks no line between a space and these, which begin words too: `.txt`, `/home`.
AFTER_SPACE = re.compile(r' [./:!?][^\W_]')
JOINER = '\u200d'
# How much of a sign hangs in the margin, as a share of its width.
HANGING_AT_END = {
    **dict.fromkeys('-\u2010', 0.7), **dict.fromkeys('.,', 0.8), **dict.fromkeys('’”\'"»', 0.6),
    **dict.fromkeys(';:', 0.5), **dict.fromkeys('–—', 0.25), **dict.fromkeys('!?)', 0.15),
}  # fmt: skip
# The property of a style that says `none` where nothing hangs before the first line of a paragraph.
HANG_FIRST = '__hang_first'
HANGING_AT_START = {**dict.fromkeys('‘“„‚\'"«', 0.6), '(': 0.15}
# What a break costs, against `paragraph.AT_LIMIT`: within a part of a compound, beside a syllable of one letter, after
# the compound’s own hyphen, and after a word of one letter, which some languages hardly ever do.
IN_COMPOUND, BESIDE_LETTER, AFTER_OWN_HYPHEN, AFTER_LETTER, NEVER_AFTER_LETTER = 80.0, 30.0, 15.0, 60.0, 900.0
# Of a break in the midst of what is wider than a line.
IN_WIDE = 3000.0
# And of a word with a capital, which is a name in most languages, and after two letters alone.
IN_NAME, AFTER_TWO = 30.0, 10.0
CAPITAL_NOUNS = ('de', 'lb')
KEEP_LETTERS = ('cs', 'pl', 'sk')


@dataclass(frozen=True, slots=True)
class Spot:
    """What a break is in the text: where its line ends, where the next one begins, whether a hyphen is drawn.

    `letters` are drawn before the hyphen that are not in the text.
    """

    end: int
    resume: int
    hyphen: bool = False
    letters: str = ''


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph as it was read: its text boxes, its text, and its breaks with what each is in the text."""

    leaves: tuple[Leaf, ...]
    text: bytes
    breaks: tuple[Break, ...]
    spots: tuple[Spot, ...]

    def place(self, skip_stack: Any) -> int:
        """Return the place where a line begins that WeasyPrint takes up from a `skip_stack`, after any spaces."""
        path: list[int] = []
        while skip_stack:
            ((index, skip_stack),) = skip_stack.items()
            path.append(index)
        place = next((leaf.start + path[-1] for leaf in self.leaves if [*leaf.path] == path[:-1]), None)
        if place is None:
            place = next((leaf.start for leaf in self.leaves if [*leaf.path] >= path), len(self.text))
        while self.text[place : place + 1] == b' ':
            place += 1
        return place


# By what a run and its copies have in common; the run keeps alive what that names.
Known = dict[tuple[Any, ...], tuple[Run, Paragraph | None]]
# More than the notes of one page are.
REMEMBERED = 64


def read(context: Any, linebox: Any, measure: float, known: Known) -> Paragraph | None:
    """Return a paragraph as it can be set, None for one that holds more than words or is in another kind of script.

    What no line of a measure holds may be broken anywhere. What was read is kept in `known`: notes are laid out in
    copies, again and again while their page is made.
    """
    run = Run()
    if not run.take(linebox, (linebox,)) or OTHER_SCRIPTS.search(run.text) or not run.text.strip():
        return None
    key = run.key, measure
    if key not in known:
        known[key] = (run, _paragraph(run, context, linebox, measure) if run.measure(context) else None)
        if len(known) > REMEMBERED:
            del known[next(iter(known))]
    _, found = known[key]
    return found and replace(found, leaves=tuple(run.leaves))


def _paragraph(run: Run, context: Any, linebox: Any, measure: float) -> Paragraph:
    text = run.text
    places = [0, *accumulate(len(letter.encode()) for letter in text)]
    spaces = [0, *accumulate(letter in ' \u00a0' for letter in text)]
    language = (linebox.style['lang'] or '').split('-')[0]
    breaks: list[Break] = []
    spots: list[Spot] = []

    def add(at: int, hyphen: float, penalty: float, drawn: str | None = None, *, own: bool = False) -> None:
        """Add the break before a letter; `drawn` is what letters are drawn before a hyphen, nothing without one."""
        end, start = at, at
        while end and text[end - 1] == ' ':
            end -= 1
        while start < len(text) and text[start] == ' ':
            start += 1
        sign = OWN_HYPHENS[0] if drawn is not None else text[end - 1 : end]
        sign_width = hyphen if drawn is not None else run.widths[end] - run.widths[end - 1] if end else 0.0
        if drawn:
            sign_width = hyphen_width(context, linebox.style)
        first_width = run.widths[start + 1] - run.widths[start] if start < len(text) else 0.0
        breaks.append(
            Break(
                run.widths[end], run.widths[start], spaces[end], spaces[start], run.glyphs[end], run.glyphs[start],
                hyphen, HANGING_AT_END.get(sign, 0.0) * sign_width,
                HANGING_AT_START.get(text[start : start + 1], 0.0) * first_width, penalty, drawn is not None or own,
            )
        )  # fmt: skip
        spots.append(Spot(places[end], places[start], drawn is not None, drawn or ''))

    add(0, 0.0, 0.0)
    if any(token.value == 'none' for token in linebox.style[HANG_FIRST] if token.type == 'ident'):
        breaks[0] = replace(breaks[0], hang_start=0.0)
    hyphens = {at: (width, penalty, letters) for at, width, penalty, letters in _hyphenations(run, context)}
    allowed = _allowed(run, linebox)
    inside = {*_inside_wide(run, sorted(hyphens.keys() | allowed), measure)} if _breaks_words(linebox) else set()
    for at in sorted(hyphens.keys() | allowed | inside):
        if at in inside:
            add(at, 0.0, IN_WIDE)
        elif at in allowed:
            if text[at - 1] == SOFT_HYPHEN:
                add(at, hyphen_width(context, _leaf_at(run, places[at - 1]).box.style), 0.0, '')
            else:
                own = text[at - 1] in OWN_HYPHENS
                add(at, 0.0, _penalty(text, at, language), own=own)
        else:
            add(at, *hyphens[at])
    add(len(text), 0.0, 0.0)
    return Paragraph(tuple(run.leaves), text.encode(), tuple(breaks), tuple(spots))


def _allowed(run: Run, linebox: Any) -> set[int]:
    """Return the letters before which a line may break without a hyphen: Unicode says so, and the style."""
    attributes = get_log_attrs(run.text, linebox.style['lang'])
    last = len(run.text.rstrip(' '))
    found = set()
    begin = 0
    before: Leaf | None = None

    def may_break(at: int) -> bool:
        return attributes[at].is_line_break or AFTER_SPACE.match(run.text, at - 1) is not None

    for leaf in run.leaves:
        end = begin + len(leaf.box.text)
        if before is not None and begin < last and _wraps(_shared(before, leaf)) and may_break(begin):
            found.add(begin)
        if _wraps(leaf.box):
            found.update(at for at in range(begin + 1, min(end, last)) if may_break(at))
        begin, before = end, leaf
    return found


def _inside_wide(run: Run, points: list[int], measure: float) -> Iterator[int]:
    """Yield the letters of a piece that is wider than a line, from the second on; marks stay with what they mark."""
    for start, end in pairwise([0, *points, len(run.text)]):
        piece = run.text[start:end].rstrip(' ')
        if run.widths[start + len(piece)] - run.widths[start] > measure:
            yield from (start + at for at in range(1, len(piece)) if not _is_joined(piece[at - 1], piece[at]))


def _is_joined(letter: str, following: str) -> bool:
    return JOINER in (letter, following) or category(following).startswith('M')


def _breaks_words(box: Any) -> bool:
    return bool(box.style['overflow_wrap'] != 'normal')


def _wraps(box: Any) -> bool:
    return bool(box.style['white_space'] == 'normal')


def _shared(one: Leaf, other: Leaf) -> Any:
    """Return the innermost box that two text boxes are both in."""
    return next(box for box in reversed(one.within) if any(box is outer for outer in other.within))


def _leaf_at(run: Run, place: int) -> Leaf:
    return next(leaf for leaf in run.leaves if leaf.start <= place < leaf.end)


def _penalty(text: str, at: int, language: str) -> float:
    """Return what a break without a drawn hyphen costs."""
    end = at
    while end and text[end - 1] == ' ':
        end -= 1
    if text[end - 1 : end] in OWN_HYPHENS:
        return AFTER_OWN_HYPHEN
    if ONE_LETTER.fullmatch(text, max(0, end - 2), end):
        return NEVER_AFTER_LETTER if language in KEEP_LETTERS else AFTER_LETTER
    return 0.0


def _hyphenations(run: Run, context: Any) -> Iterator[tuple[int, float, float, str]]:
    """Yield the letters before which a hyphen may be put: its width, what the break costs, letters written before it.

    The width is that of both.
    """
    begin = 0
    for leaf in run.leaves:
        style, text = leaf.box.style, leaf.box.text
        language = (style['lang'] or '').split('-')[0]
        breaker = hyphenator(context, style) if style['hyphens'] == 'auto' and _wraps(leaf.box) else None
        if breaker is not None:
            plain = hyphen_width(context, style)
            for word in WORD.finditer(text):
                around = text[word.start() - 1 : word.start()] + text[word.end() : word.end() + 1]
                if len(word[0]) < style['hyphenate_limit_chars'][0] or SOFT_HYPHEN in around:
                    continue
                compound = IN_COMPOUND if set(around) & set(OWN_HYPHENS) else 0.0
                name = IN_NAME if word[0][0].isupper() and language not in CAPITAL_NOUNS else 0.0
                places = breaker.places(word[0])
                for place, letters in places.items():
                    width = hyphen_width(context, style, letters) if letters else plain
                    beside = BESIDE_LETTER if {place - 1, place + 1} & {*places} else 0.0
                    penalty = compound + name + beside + AFTER_TWO * (place == 2)
                    yield begin + word.start() + place, width, penalty, letters
        begin += len(text)
