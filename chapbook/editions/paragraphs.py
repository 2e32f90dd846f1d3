"""Paragraphs of WeasyPrint’s boxes as `chapbook.paragraph` sees them: where they break, and how wide they are.

Read once for each paragraph, from the glyphs that Pango will draw: the theme’s faces and whatever stands in for a
letter they lack, kerned and joined. A place in a paragraph is a number of bytes in all its text, as in WeasyPrint.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import pyphen
from weasyprint.formatting_structure import boxes
from weasyprint.text.ffi import FROM_UNITS, ffi, pango
from weasyprint.text.line_break import create_layout, get_log_attrs

from chapbook.paragraph import Break

SOFT_HYPHEN = '\xad'
OWN_HYPHENS = '-\u2010'
WORD = re.compile(r'[^\W\d_]+')
# Written from the right, in clusters, or without spaces: WeasyPrint and Pango break these.
OTHER_SCRIPTS = re.compile('[\u0590-\u1dff\u2e80-\ufaff\ufb1d-\ufdff\ufe20-\ufeff\U00010800-\U0003ffff]')
# How much of a sign hangs in the margin, as a share of its width.
HANGING_AT_END = {
    **dict.fromkeys('-\u2010', 0.7), **dict.fromkeys('.,', 0.8), **dict.fromkeys('’”\'"»', 0.6),
    **dict.fromkeys(';:', 0.5), **dict.fromkeys('–—', 0.25), **dict.fromkeys('!?)', 0.15),
}  # fmt: skip
HANGING_AT_START = {**dict.fromkeys('‘“„‚\'"«', 0.6), '(': 0.15}
# What a break costs, against `paragraph.AT_LIMIT`: within a part of a compound, after the compound’s own hyphen, and
# after a word of one letter, which some languages hardly ever do.
IN_COMPOUND, AFTER_OWN_HYPHEN, AFTER_LETTER, NEVER_AFTER_LETTER = 80.0, 15.0, 25.0, 900.0
KEEP_LETTERS = ('cs', 'pl', 'sk')


@dataclass(frozen=True, slots=True)
class Leaf:
    """A text box of a paragraph: the boxes it is in, the way to it through them, and its place, from and to."""

    box: Any
    within: tuple[Any, ...]
    path: tuple[int, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Spot:
    """What a break is in the text: where its line ends, where the next one begins, and whether a hyphen is drawn."""

    end: int
    resume: int
    hyphen: bool = False


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


def read(context: Any, linebox: Any) -> Paragraph | None:
    """Return a paragraph as it can be set, None for one that holds more than words or is in another kind of script."""
    run = _Run(context)
    if not run.take(linebox, (linebox,), ()) or OTHER_SCRIPTS.search(run.text) or not run.text.strip():
        return None
    return _paragraph(run, context, linebox)


class _Run:
    """The text boxes of a paragraph one after the other, as if on one line: for each letter, how far it is to it."""

    def __init__(self, context: Any) -> None:
        self.context = context
        self.text = ''
        self.leaves: list[Leaf] = []
        # Up to each letter, and to the end: the width, the glyphs.
        self.widths = [0.0]
        self.glyphs = [0]
        self.size_bytes = 0

    def take(self, box: Any, within: tuple[Any, ...], path: tuple[int, ...]) -> bool:
        """Take in what a box holds; tell whether it was words alone."""
        for index, child in enumerate(box.children):
            if isinstance(child, boxes.TextBox):
                if not self._take_text(child, within, (*path, index)):
                    return False
            elif isinstance(child, boxes.InlineBox) and child.is_in_normal_flow() and not child.is_leader:
                sides = _sides(child)
                if sides is None:
                    return False
                self.widths[-1] += sides[0]
                if not self.take(child, (*within, child), (*path, index)):
                    return False
                self.widths[-1] += sides[1]
            else:
                return False
        return True

    def _take_text(self, box: Any, within: tuple[Any, ...], path: tuple[int, ...]) -> bool:
        if box.style['white_space'] not in ('normal', 'nowrap') or not box.style['font_size']:
            return False
        if not box.text:
            return True
        clusters = _clusters(self.context, box)
        if clusters is None:
            return False
        width, glyphs = self.widths[-1], self.glyphs[-1]
        for letters, advance, count in clusters:
            self.widths += [width + advance * part / letters for part in range(1, letters + 1)]
            self.glyphs += [glyphs + count] * letters
            width, glyphs = width + advance, glyphs + count
        start = self.size_bytes
        self.size_bytes += len(box.text.encode())
        self.leaves.append(Leaf(box, within, path, start, self.size_bytes))
        self.text += box.text
        return True


def _sides(box: Any) -> tuple[float, float] | None:
    """Return the room an inline box takes before and after its text, None where that depends on the layout."""
    sides = []
    for side in ('left', 'right'):
        lengths = (box.style[f'margin_{side}'], box.style[f'padding_{side}'])
        if any(getattr(length, 'unit', None) != 'px' for length in lengths):
            return None
        sides.append(sum(length.value for length in lengths) + box.style[f'border_{side}_width'])
    return sides[0], sides[1]


def _clusters(context: Any, box: Any) -> list[tuple[int, float, int]] | None:
    """Return the clusters of a text box: letters, width, and glyphs; None where some are written from the right."""
    layout = create_layout(box.text, box.style, context, None, 0)
    line, _ = layout.get_first_line()
    text = layout.text.encode()
    starts: list[int] = []
    advances: list[float] = []
    counts: list[int] = []
    run = line.runs
    while run != ffi.NULL:
        item, string = run.data.item, run.data.glyphs
        if item.analysis.level % 2:
            return None
        for glyph, cluster in zip(
            string.glyphs[0 : string.num_glyphs], string.log_clusters[0 : string.num_glyphs], strict=True
        ):
            place = item.offset + cluster
            if not starts or starts[-1] != place:
                starts.append(place)
                advances.append(0.0)
                counts.append(0)
            advances[-1] += glyph.geometry.width * FROM_UNITS
            counts[-1] += glyph.glyph != pango.PANGO_GLYPH_EMPTY
        run = run.next
    layout.deactivate()
    ends = [*starts[1:], len(text)]
    letters = [len(text[start:end].decode()) for start, end in zip(starts, ends, strict=True)]
    return list(zip(letters, advances, counts, strict=True)) if sum(letters) == len(box.text) else None


def _paragraph(run: _Run, context: Any, linebox: Any) -> Paragraph:
    text = run.text
    places = [0, *accumulate(len(letter.encode()) for letter in text)]
    spaces = [0, *accumulate(letter in ' \u00a0' for letter in text)]
    language = (linebox.style['lang'] or '').split('-')[0]
    breaks: list[Break] = []
    spots: list[Spot] = []

    def add(at: int, hyphen: float, penalty: float, *, drawn: bool, own: bool = False) -> None:
        """Add the break before a letter."""
        end, start = at, at
        while end and text[end - 1] == ' ':
            end -= 1
        while start < len(text) and text[start] == ' ':
            start += 1
        sign = OWN_HYPHENS[0] if drawn else text[end - 1 : end]
        sign_width = hyphen if drawn else run.widths[end] - run.widths[end - 1] if end else 0.0
        first_width = run.widths[start + 1] - run.widths[start] if start < len(text) else 0.0
        breaks.append(
            Break(
                run.widths[end], run.widths[start], spaces[end], spaces[start], run.glyphs[end], run.glyphs[start],
                hyphen, HANGING_AT_END.get(sign, 0.0) * sign_width,
                HANGING_AT_START.get(text[start : start + 1], 0.0) * first_width, penalty, drawn or own,
            )
        )  # fmt: skip
        spots.append(Spot(places[end], places[start], drawn))

    add(0, 0.0, 0.0, drawn=False)
    hyphens = {at: (width, penalty) for at, width, penalty in _hyphenations(run, context)}
    allowed = _allowed(run, linebox)
    for at in sorted(hyphens.keys() | allowed):
        if at in allowed:
            if text[at - 1] == SOFT_HYPHEN:
                add(at, _hyphen_width(context, _leaf_at(run, places[at - 1]).box.style), 0.0, drawn=True)
            else:
                own = text[at - 1] in OWN_HYPHENS
                add(at, 0.0, _penalty(text, at, language), drawn=False, own=own)
        else:
            width, penalty = hyphens[at]
            add(at, width, penalty, drawn=True)
    add(len(text), 0.0, 0.0, drawn=False)
    return Paragraph(tuple(run.leaves), text.encode(), tuple(breaks), tuple(spots))


def _allowed(run: _Run, linebox: Any) -> set[int]:
    """Return the letters before which a line may break without a hyphen: Unicode says so, and the style."""
    attributes = get_log_attrs(run.text, linebox.style['lang'])
    last = len(run.text.rstrip(' '))
    found = set()
    begin = 0
    before: Leaf | None = None
    for leaf in run.leaves:
        end = begin + len(leaf.box.text)
        if before is not None and begin < last and _wraps(_shared(before, leaf)) and attributes[begin].is_line_break:
            found.add(begin)
        if _wraps(leaf.box):
            found.update(at for at in range(begin + 1, min(end, last)) if attributes[at].is_line_break)
        begin, before = end, leaf
    return found


def _wraps(box: Any) -> bool:
    return bool(box.style['white_space'] == 'normal')


def _shared(one: Leaf, other: Leaf) -> Any:
    """Return the innermost box that two text boxes are both in."""
    return next(box for box in reversed(one.within) if any(box is outer for outer in other.within))


def _leaf_at(run: _Run, place: int) -> Leaf:
    return next(leaf for leaf in run.leaves if leaf.start <= place < leaf.end)


def _penalty(text: str, at: int, language: str) -> float:
    """Return what a break without a drawn hyphen costs."""
    before = text[:at].rstrip(' ')
    if before[-1:] in OWN_HYPHENS:
        return AFTER_OWN_HYPHEN
    if before[-1:].isalpha() and not before[-2:-1].strip('\u00a0('):
        return NEVER_AFTER_LETTER if language in KEEP_LETTERS else AFTER_LETTER
    return 0.0


def _hyphenations(run: _Run, context: Any) -> Iterator[tuple[int, float, float]]:
    """Yield the letters before which a hyphen may be put: the hyphen’s width and what the break costs."""
    begin = 0
    for leaf in run.leaves:
        style, text = leaf.box.style, leaf.box.text
        dictionary = _dictionary(context, style) if style['hyphens'] == 'auto' and _wraps(leaf.box) else None
        if dictionary is not None:
            width = _hyphen_width(context, style)
            for word in WORD.finditer(text):
                around = text[word.start() - 1 : word.start()] + text[word.end() : word.end() + 1]
                if len(word[0]) < style['hyphenate_limit_chars'][0] or SOFT_HYPHEN in around:
                    continue
                penalty = IN_COMPOUND if set(around) & set(OWN_HYPHENS) else 0.0
                for position in dictionary.positions(word[0]):
                    # One with data changes the letters around it, which WeasyPrint’s boxes have no room for.
                    if position.data is None:
                        yield begin + word.start() + position, width, penalty
        begin += len(text)


def _dictionary(context: Any, style: Any) -> Any:
    """Return the hyphenation dictionary of a style’s language, None where there is none."""
    language = style['lang'] and pyphen.language_fallback(style['lang'])
    if not language:
        return None
    total, left, right = style['hyphenate_limit_chars']
    key = (language, left, right, total)
    if key not in context.dictionaries:
        context.dictionaries[key] = pyphen.Pyphen(lang=language, left=left, right=right)
    return context.dictionaries[key]


def _hyphen_width(context: Any, style: Any) -> float:
    """Return the width of the hyphen that a style draws at the end of a line."""
    key = ('hyphen', str(style['font_family']), style['font_size'], style['font_style'], style['font_weight'])
    if key not in context.dictionaries:
        layout = create_layout(style['hyphenate_character'], style, context, None, 0)
        line, _ = layout.get_first_line()
        extents = ffi.new('PangoRectangle *')
        pango.pango_layout_line_get_extents(line, ffi.NULL, extents)
        context.dictionaries[key] = extents.width * FROM_UNITS
        layout.deactivate()
    return float(context.dictionaries[key])
