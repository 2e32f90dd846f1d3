"""Letters of a script that the theme’s face lacks leave their line where it is.

WeasyPrint 70 takes how high a text is from all faces that stand in for one, so that a line with a word in another
script would stand lower than the lines of its page, and all below it too. CSS 2.2, 10.6.1, leaves that to the program.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import weasyprint
from weasyprint.layout import inline
from weasyprint.text import line_break
from weasyprint.text.ffi import FROM_UNITS, pango

# Beyond Latin, Greek and Cyrillic, and the signs that stand among them.
LENT = re.compile('[^\x00-\u052f\u1d00-\u218f\u2c60-\u2c7f\ua720-\ua7ff\ufb00-\ufb06]')


@contextmanager
def kept() -> Iterator[None]:
    """Keep the lines of all documents laid out inside on their level; only in WeasyPrint 70.0."""
    if not weasyprint.__version__.startswith('70.0'):
        yield
        return
    theirs = inline.split_first_line

    def split_first_line(text: str, style: Any, context: Any, *more: Any, **named: Any) -> Any:
        found = theirs(text, style, context, *more, **named)
        if style['line_height'] == 'normal' or not style['font_size'] or not LENT.search(text):
            return found
        return *found[:4], *_face(style, context)

    inline.split_first_line = split_first_line
    try:
        yield
    finally:
        inline.split_first_line = theirs


def _face(style: Any, context: Any) -> tuple[float, float]:
    """Return how high the first face of a style is, and how far down it has its baseline."""
    key = (
        'face',
        str(style['font_family']),
        style['font_size'],
        style['font_style'],
        style['font_weight'],
        style['lang'],
    )
    if key not in context.dictionaries:
        layout = line_break.create_layout(' ', style, context, None, 0)
        line, _ = layout.get_first_line()
        _, height = line_break.line_size(line, style)
        context.dictionaries[key] = height, pango.pango_layout_get_baseline(layout.layout) * FROM_UNITS
        layout.deactivate()
    found: tuple[float, float] = context.dictionaries[key]
    return found
