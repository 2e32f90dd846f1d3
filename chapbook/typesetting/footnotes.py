"""Notes at the foot of the page as WeasyPrint sets them, and what it does not know of: white space, and long notes.

WeasyPrint 70 takes notes out of the text before it collapses white space, so that each line of their source and each
gap between their blocks is a line on the page. And it never parts a note: one that is longer than its page runs off
it. Here a long note is cut into parts of a few lines. The first stands on the page that calls it; the others follow on
the next pages, as many on each as leave room for the text.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import inf
from typing import Any

import weasyprint
from weasyprint.css.properties import ZERO_PIXELS
from weasyprint.formatting_structure import boxes, build
from weasyprint.layout import LayoutContext, block_level_layout, inline, page

# A note of more lines than twice these is cut into parts of so many.
PART_LINES = 7
METHODS = ('layout_footnote', 'unlayout_footnote', 'report_footnote')
# What the later parts of notes leave of a page.
TEXT_SHARE = 0.3


@contextmanager
def parted() -> Iterator[None]:
    """Part the long notes of a document laid out inside; only in the version this was written for."""
    if not weasyprint.__version__.startswith('70.0'):
        yield
        return
    notes = _Notes()
    theirs = (build.create_anonymous_boxes, page.remake_page)
    methods = {name: getattr(LayoutContext, name) for name in METHODS}
    build.create_anonymous_boxes = notes.create_anonymous_boxes
    page.remake_page = notes.remake_page
    for name in methods:
        setattr(LayoutContext, name, _method(getattr(notes, name)))
    try:
        yield
    finally:
        build.create_anonymous_boxes, page.remake_page = theirs
        for name, method in methods.items():
            setattr(LayoutContext, name, method)


def _method(function: Any) -> Any:
    def method(context: Any, note: Any) -> Any:
        return function(context, note)

    return method


@dataclass(slots=True)
class _Notes:
    """The notes of one document: the later parts of each, and those that wait for the next page."""

    create: Any = build.create_anonymous_boxes
    remake: Any = page.remake_page
    lay_out: Any = LayoutContext.layout_footnote
    take_back: Any = LayoutContext.unlayout_footnote
    put_off: Any = LayoutContext.report_footnote
    prepared: set[Any] = field(default_factory=set)
    parts: dict[Any, list[Any]] = field(default_factory=dict)
    policies: dict[Any, str] = field(default_factory=dict)
    # Of the page at work: what follows on the next, and whether a new note waits for it, too.
    later: list[Any] = field(default_factory=list)
    waits: bool = False
    # By page: what it carries over, its name, and the side the next page had asked for.
    carried: dict[int, list[Any]] = field(default_factory=dict)
    names: dict[int, Any] = field(default_factory=dict)
    sides: dict[int, str] = field(default_factory=dict)

    def create_anonymous_boxes(self, box: Any) -> Any:
        """Leave the area of the notes as it is: each note in it has its lines and blocks already."""
        return box if isinstance(box, boxes.FootnoteAreaBox) else self.create(box)

    def remake_page(self, index: int, context: Any, root_box: Any, html: Any) -> Any:
        """Lay out a page that begins with what the page before it carried over, in whatever order pages are made."""
        for note in context.footnotes:
            self._prepare(note)
        self.later, self.waits = [], False
        context.reported_footnotes = list(self.carried.get(index - 1, ()))
        self._hold_back(index, context)
        sheet, resume_at = self.remake(index, context, root_box, html)
        context.reported_footnotes = self.later + context.reported_footnotes
        self.carried[index], self.names[index] = list(context.reported_footnotes), sheet.page_type.name
        return sheet, resume_at

    def _hold_back(self, index: int, context: Any) -> None:
        """Let a page of notes alone come before one of another name, such as the back cover, while notes wait."""
        resume_at, following, is_right, *more = context.page_maker[index]
        side = self.sides.pop(index, following['break'])
        if context.reported_footnotes and following['page'] not in (None, self.names.get(index - 1)):
            self.sides[index] = side
            side = 'left' if is_right else 'right'
        context.page_maker[index] = (resume_at, {**following, 'break': side}, is_right, *more)

    def _prepare(self, note: Any) -> None:
        """Do for a note what WeasyPrint does for the text before it lays it out."""
        if note in self.prepared:
            return
        self.prepared.add(note)
        note.process_whitespace()
        note.process_text_transform()
        note.children = self.create(note).children

    def layout_footnote(self, context: Any, note: Any) -> bool:
        """Set a note, or the first part of a long one; return whether it takes too much of the page."""
        if note not in self.parts:
            self._part(context, note)
        # While parts of another note wait for the next page, one new note may wait with them: its line need not.
        waits = bool(context.reported_footnotes) and not self.waits
        self.waits |= waits
        note.style['footnote_policy'] = 'auto' if waits else self.policies[note]
        # What this returns is not used: as no area has a most height, it is true by errors of rounding alone.
        self.lay_out(context, note)
        self.later += [part for part in self.parts[note] if part not in self.later]
        is_later = any(note in parts for parts in self.parts.values())
        return is_later and context.page_bottom < _least_bottom(context)

    def unlayout_footnote(self, context: Any, note: Any) -> None:
        """Take back a note, and what waits of it."""
        self._forget(note)
        self.take_back(context, note)

    def report_footnote(self, context: Any, note: Any) -> None:
        """Put a note off to the next page, whole."""
        self._forget(note)
        self.put_off(context, note)

    def _forget(self, note: Any) -> None:
        self.later = [part for part in self.later if part not in self.parts.get(note, ())]

    def _part(self, context: Any, note: Any) -> None:
        """Cut a note that is too long; its own box becomes the first part."""
        line_height, _ = inline.strut(note.style)
        later: list[Any] = []
        rest = note
        if _height(context, note) > 2 * PART_LINES * line_height:
            while (cut := _cut(context, rest, PART_LINES * line_height)) is not None:
                head, tail = _split(rest, cut)
                rest.children, rest.style = head.children, head.style
                later.append(tail)
                rest = tail
        self.parts[note] = later
        self.parts |= {part: [] for part in later}
        self.policies |= {part: part.style['footnote_policy'] for part in (note, *later)}


def _least_bottom(context: Any) -> float:
    """Return where the text of a page may not end above."""
    sheet = context.current_footnote_area.page
    return float(sheet.content_box_y() + sheet.height * TEXT_SHARE)


def _height(context: Any, note: Any) -> float:
    laid_out, _ = _try(context, note, inf)
    return float(laid_out.height)


def _cut(context: Any, note: Any, height: float) -> Any:
    """Return where a note goes on once it has filled a height, None where it is over before."""
    _, resume_at = _try(context, note, height)
    return resume_at[0] if resume_at and 0 in resume_at else None


def _try(context: Any, note: Any, height: float) -> tuple[Any, Any]:
    """Return a note laid out in an area of its own, and where it was broken off."""
    area = context.current_footnote_area.copy_with_children([note.deepcopy()])
    area.height = 'auto'
    bottom, context.page_bottom = context.page_bottom, area.position_y + area.margin_top + height
    laid_out, resume_at, *_ = block_level_layout(context, area, 0, None, area.page)
    context.page_bottom = bottom
    return laid_out, resume_at


def _split(box: Any, cut: dict[int, Any]) -> tuple[Any, Any]:
    """Return what stands before and after a place in a box, which is given as WeasyPrint’s `resume_at`."""
    if isinstance(box, boxes.TableRowBox):
        return _split_row(box, cut)
    ((index, deeper),) = cut.items()
    head, tail = box.copy(), box.copy()
    tail.style = tail.style.copy()
    tail.style['anchor'] = None
    if isinstance(box, boxes.TextBox):
        words = box.text.encode()
        head.text, tail.text = words[:index].decode(), words[index:].decode()
        return head, tail
    before, after = list(box.children[:index]), list(box.children[index:])
    if deeper is not None:
        upper, lower = _split(box.children[index], deeper)
        before, after[0] = [*before, upper], lower
    if isinstance(box, boxes.LineBox):
        head.style = head.style.copy()
        head.style['text_align_last'] = 'justify'
        tail.style['text_indent'] = ZERO_PIXELS
    head.children, tail.children = before, after
    return head, tail


def _split_row(row: Any, cut: dict[int, Any]) -> tuple[Any, Any]:
    """Return a row twice: with what stands before a place in each of its cells, and with what stands after it.

    A cell that no place is given of is over before.
    """
    over = [{len(cell.children): None} for cell in row.children]
    cells = [_split(cell, cut.get(index) or over[index]) for index, cell in enumerate(row.children)]
    return row.copy_with_children([head for head, _ in cells]), row.copy_with_children([tail for _, tail in cells])
