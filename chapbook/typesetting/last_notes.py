"""Keeps notes on the page that calls them, where the page ends with the line that does or soon after it.

Where the second line of a paragraph is the first that does not fit, `_linebox_layout` of WeasyPrint 70 makes room for
it by putting the page’s last notes off to the next page, though `footnote-policy: line` forbids it; here the paragraph
goes over instead. And where it has put off the notes of a line to make room for that line, it does not lay out its own:
they are nowhere in the document. Here they are put off, too.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import weasyprint
from weasyprint.layout import LayoutContext, block

LINE = 'line'
REPLACED = ('_linebox_layout', '_break_line', 'iter_line_boxes')
METHODS = ('layout_footnote', 'report_footnote')


@contextmanager
def kept() -> Iterator[None]:
    """Keep the notes of every document laid out inside; only in the version this was written for."""
    if not weasyprint.__version__.startswith('70.0'):
        yield
        return
    keeper = _Keeper()
    for name in REPLACED:
        setattr(block, name, getattr(keeper, name.removeprefix('_')))
    for name in METHODS:
        setattr(LayoutContext, name, _method(getattr(keeper, name)))
    try:
        yield
    finally:
        for owner, functions in ((block, keeper.functions), (LayoutContext, keeper.methods)):
            for name, function in functions.items():
                setattr(owner, name, function)


def _method(function: Any) -> Any:
    def method(context: Any, note: Any) -> Any:
        return function(context, note)

    return method


def _functions() -> dict[str, Any]:
    return {name: getattr(block, name) for name in REPLACED}


def _methods() -> dict[str, Any]:
    return {name: getattr(LayoutContext, name) for name in METHODS}


@dataclass(slots=True)
class _Keeper:
    """WeasyPrint’s functions that lay out the lines of a paragraph, and what they are at."""

    functions: dict[str, Any] = field(default_factory=_functions)
    methods: dict[str, Any] = field(default_factory=_methods)
    # How many paragraphs are being laid out, one in another; the note that the line at work has just called.
    depth: int = 0
    called: Any = None
    # The notes of the page while they are kept from being put off.
    hidden: list[Any] | None = None

    def linebox_layout(
        self, context: Any, box: Any, index: int, child: Any, new_children: list[Any], *more: Any
    ) -> Any:
        """Lay out the lines of a paragraph, and put off the notes of the last one where that was forgotten."""
        self.depth += 1
        try:
            result = self.functions['_linebox_layout'](context, box, index, child, new_children, *more)
        finally:
            self.depth -= 1
        abort, stop, _, _, new_footnotes, _ = result
        if stop and not abort and new_children:
            for each in new_children[-1].descendants():
                if each.footnote in context.footnotes:
                    context.layout_footnote(each.footnote)
                    context.report_footnote(each.footnote)
                    new_footnotes.append(each.footnote)
        return result

    def iter_line_boxes(self, *arguments: Any) -> Iterator[Any]:
        """Yield the lines of a paragraph; what the line before has called is called no more."""
        for found in self.functions['iter_line_boxes'](*arguments):
            self.called = None
            yield found

    def layout_footnote(self, context: Any, note: Any) -> Any:
        """Set a note that a line calls."""
        overflows = self.methods['layout_footnote'](context, note)
        self.called = note
        return overflows

    def report_footnote(self, context: Any, note: Any) -> Any:
        """Put a note off, unless it stays with a line that is on the page already."""
        if self.depth and note is not self.called and note.style['footnote_policy'] == LINE:
            # The loop that would put off one note after the other ends where there are none.
            self.hidden, context.current_page_footnotes = context.current_page_footnotes, []
            return None
        return self.methods['report_footnote'](context, note)

    def break_line(self, context: Any, *more: Any) -> Any:
        """End the page before a line, with the notes it has."""
        if self.hidden is not None:
            context.current_page_footnotes, self.hidden = self.hidden, None
        return self.functions['_break_line'](context, *more)
