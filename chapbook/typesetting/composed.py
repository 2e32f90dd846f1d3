"""Paragraphs composed as a whole, justified or ragged, and set by WeasyPrint line by line.

`chapbook.paragraph` chooses where the lines end, and `chapbook.typesetting.paragraphs` reads what there is to choose
from; here each line is handed to WeasyPrint already broken, at the moment it asks for one, so that boxes, links, notes
and tags are as they always are. A justified line gives where its spaces and, a little, its letters do; hyphens and
points hang in the margin. Ragged lines are as nearly alike as their words allow. Paragraphs that hold more than words,
or stand beside a float, are WeasyPrint’s, with the limits of `lines`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import inf, isfinite
from typing import Any

import weasyprint
from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline
from weasyprint.text import line_break
from weasyprint.text.ffi import FROM_UNITS, pango

from chapbook.paragraph import TORN
from chapbook.typesetting.paragraphs import Known, read
from chapbook.typesetting.plans import Line, Plan, is_ragged, setting_of
from chapbook.typesetting.spacing import count_glyphs, texts, widen

# Letters so wide that a text of them on one line surely is one.
WIDEST_LETTER_EM = 0.62
# Nothing WeasyPrint does with a line that is already broken may break it again: wider than any page.
ENDLESS = 1e6
# A paragraph may be laid out more than once while its page is made; those before it are not needed any more.
REMEMBERED = 64
REPLACED = ('get_next_linebox', 'split_inline_box', 'split_text_box', 'split_first_line', 'text_align')


@contextmanager
def paragraphs(hyphen_cost: float, word_space_em: float) -> Iterator['Composer | None']:
    """Compose every justified paragraph laid out inside; only in the version of WeasyPrint this was written for.

    `hyphen_cost` is what a hyphen costs against `paragraph.AT_LIMIT`; `word_space_em` is added to the face’s own space.
    """
    if not weasyprint.__version__.startswith('70.0'):
        yield None
        return
    theirs = {name: getattr(inline, name) for name in REPLACED}
    composer = Composer(theirs, hyphen_cost, word_space_em)
    inline.get_next_linebox = composer.next_line
    inline.split_inline_box = composer.split_inline_box
    inline.split_text_box = composer.split_text_box
    inline.split_first_line = composer.split_first_line
    inline.text_align = composer.text_align
    try:
        yield composer
    finally:
        for name, function in theirs.items():
            setattr(inline, name, function)


@dataclass(frozen=True, slots=True)
class Piece:
    """What a page holds of a paragraph: how it is set, and where its first line on the page begins, with its indent."""

    plan: Plan
    place: int
    indent: float


Taken = list[tuple[Plan, dict[int, int], dict[int, int]]]


class Composer:
    """WeasyPrint’s functions that make lines, each with what it is at work on, if that is composed."""

    def __init__(self, theirs: dict[str, Any], hyphen_cost: float, word_space_em: float) -> None:
        self.theirs = theirs
        self.hyphen_cost = hyphen_cost
        self.word_space_em = word_space_em
        self.plans: dict[tuple[Any, float], Plan | None] = {}
        self.known: Known = {}
        # The paragraphs of the page at work, but for those in its notes.
        self.pieces: dict[tuple[Any, float], Piece] = {}
        self.plan: Plan | None = None
        self.line: Line | None = None
        # The part of a text box that is on the line: what is drawn, its bytes, where the text goes on,
        # and what is drawn as it is told, where that is something else.
        self.slice: tuple[str, int, int | None, str | None] | None = None

    def next_line(
        self, context: Any, linebox: Any, position_y: float, bottom: float, skip_stack: Any, *more: Any
    ) -> Any:
        """Return the next line of a paragraph, as it was composed or as WeasyPrint breaks it."""
        block, _, _, first_letter, first_line = more
        is_plain = not first_letter and not first_line and not _is_beside(context, position_y)
        plan = self._plan(context, linebox, block) if is_plain else None
        line = None
        if plan is not None:
            room = _room(context, linebox.style, position_y, bottom)
            place = plan.paragraph.place(skip_stack)
            if room:
                self.pieces.setdefault((linebox, block.width), Piece(plan, place, linebox.text_indent))
            line = plan.line_at(place, linebox.text_indent, room)
        if plan is None or line is None:
            return self.theirs['get_next_linebox'](context, linebox, position_y, bottom, skip_stack, *more)
        self.plan, self.line = plan, line
        try:
            set_line, resume_at = WEASYPRINT_NEXT_LINE(context, linebox, position_y, bottom, skip_stack, *more)
            if set_line is not None:
                set_line.composed = line
            return set_line, resume_at
        finally:
            self.plan = self.line = None

    def lines(self) -> list[tuple[Plan, dict[int, Line]]]:
        """Return the lines found so far of each paragraph."""
        return [(plan, dict(plan.lines)) for plan in self.plans.values() if plan]

    def restore(self, lines: list[tuple[Plan, dict[int, Line]]]) -> None:
        """Forget what lines were found since then."""
        for plan in filter(None, self.plans.values()):
            plan.lines, plan.bound = {}, None
        for plan, found in lines:
            plan.lines = dict(found)

    def taken(self) -> Taken:
        """Return by how many lines more than is best each paragraph is set so far, and what room it was told of."""
        return [(plan, dict(plan.more), dict(plan.rooms)) for plan in self.plans.values() if plan]

    def retake(self, taken: Taken) -> None:
        """Set every paragraph as it was then."""
        for plan in filter(None, self.plans.values()):
            plan.more, plan.rooms = {}, {}
        for plan, more, rooms in taken:
            plan.more, plan.rooms = dict(more), dict(rooms)

    def _plan(self, context: Any, linebox: Any, block: Any) -> Plan | None:
        style = linebox.style
        if style['direction'] != 'ltr':
            return None
        key = (linebox, block.width)
        if key not in self.plans:
            narrowest = block.width - max(0.0, linebox.text_indent)
            is_one_line = _is_one_ragged_line(linebox, block.width)
            paragraph = None if is_one_line else read(context, linebox, narrowest, self.known)
            self.plans[key] = (
                Plan(paragraph, setting_of(paragraph, block.width, style, self.hyphen_cost, self.word_space_em))
                if paragraph
                else None
            )
            if len(self.plans) > REMEMBERED:
                del self.plans[next(iter(self.plans))]
        return self.plans[key]

    def split_inline_box(self, context: Any, box: Any, position_x: float, max_x: float, *more: Any) -> Any:
        """Set a line without end: it is broken where the text is."""
        if self.line is not None and isinstance(box, boxes.LineBox):
            max_x += ENDLESS
        return self.theirs['split_inline_box'](context, box, position_x, max_x, *more)

    def split_text_box(self, context: Any, box: Any, width: float | None, skip: int, is_line_start: bool = True) -> Any:
        """Set the part of a text box that is on the line."""
        if self.line is not None and self.plan is not None and width is not None:
            leaf = next((leaf for leaf in self.plan.paragraph.leaves if leaf.box is box), None)
            if leaf is not None:
                self.slice = _slice(self.plan.paragraph.text, leaf.start + skip, leaf.end, self.line)
        try:
            return self.theirs['split_text_box'](context, box, width, skip, is_line_start)
        finally:
            self.slice = None

    def split_first_line(self, text: str, style: Any, context: Any, *more: Any, **named: Any) -> Any:
        """Return what WeasyPrint asks Pango for, of a text that is already broken."""
        if self.slice is None:
            return self.theirs['split_first_line'](text, style, context, *more, **named)
        shown, length, resume_at, told = self.slice
        layout = line_break.create_layout(shown, style, context, None, 0)
        line, _ = layout.get_first_line()
        width, height = line_break.line_size(line, style)
        baseline = pango.pango_layout_get_baseline(layout.layout) * FROM_UNITS
        layout.glyphs, layout.told = count_glyphs(line), told
        layout.deactivate()
        return layout, length, resume_at, width, height, baseline

    def text_align(self, context: Any, line: Any, width: float, last: bool) -> Any:
        """Fill the measure, and hang the ends of the line; return how far it begins in the margin."""
        if self.line is None or self.plan is None or self.plan.setting.ragged:
            return self.theirs['text_align'](context, line, width, last)
        extra = width - line.width + self.line.hang_start + self.line.hang_end
        ragged = self.line.is_last and line.style['text_align_last'] != 'justify'
        spaces = inline.count_expandable_spaces(line)
        if ragged or self.line.looseness > TORN:
            extra = min(extra, spaces * self.plan.setting.space)
        glyphs = sum(text.pango_layout.glyphs for text in texts(line))
        widen(line, *self.plan.setting.spacing(extra, spaces, glyphs), 0.0)
        return -self.line.hang_start


# Called for composed lines, past the limits of `lines`, which are for those WeasyPrint breaks.
WEASYPRINT_NEXT_LINE = inline.get_next_linebox


def _slice(text: bytes, begin: int, end: int, line: Line) -> tuple[str, int, int | None, str | None]:
    """Return the part of a text box, from and to a place, that is on a line; places become bytes of the rest of it."""
    spot = line.spot
    if spot.resume > end or (spot.resume == end and line.is_last):
        stop = max(begin, min(end, spot.end)) if line.is_last else end
        return text[begin:stop].decode(), stop - begin, None, None
    stop = max(begin, spot.end)
    letters = text[begin:stop].decode().removesuffix('\xad')
    hyphen = '\u2010' if spot.hyphen else ''
    told = letters + hyphen if spot.letters else None
    return letters + spot.letters + hyphen, stop - begin, spot.resume - begin, told


def _is_beside(context: Any, position_y: float) -> bool:
    """Tell whether a line stands beside something that floats, so that its measure is not that of its paragraph."""
    return any(shape.position_y + shape.margin_height() > position_y for shape in context.excluded_shapes)


def _is_one_ragged_line(linebox: Any, measure: float) -> bool:
    """Tell whether a ragged text is so short that it surely stands on one line, which WeasyPrint sets at less cost."""
    widest = WIDEST_LETTER_EM * linebox.style['font_size']
    return is_ragged(linebox.style) and sum(len(box.text) for box in texts(linebox)) * widest < measure


def _room(context: Any, style: Any, position_y: float, bottom_space: float) -> int:
    """Return how many lines there is room for on the page, 0 for no end of them."""
    left = (context.page_bottom or inf) - bottom_space - position_y
    height, _ = line_break.strut(style)
    # A hundredth of a line is what sums of lengths may be off by.
    return max(0, int(left / height + 0.01)) if isfinite(left) else 0
