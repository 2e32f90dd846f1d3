"""Lines as WeasyPrint breaks them, with two limits on hyphens it does not know: two in a row, none at a page’s foot.

`hyphenate-limit-lines` and `hyphenate-limit-last` (CSS Text 4, 6.3) would say it; WeasyPrint 70 has neither. A line
that breaks a limit is broken once more, without hyphens; the others cost nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import weasyprint
from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline

HYPHEN = '\u2010'
MOST_IN_A_ROW = 2
# Widow control may take the last line of a page over to the next, so the one before it counts as last too.
LAST_LINES = 2
SPACE_EM = 0.5


@contextmanager
def limits() -> Iterator[None]:
    """Hold every paragraph laid out inside to the limits; only in the version this was written for."""
    if not weasyprint.__version__.startswith('70.0'):
        yield
        return
    limited = _Limits(inline.get_next_linebox, inline.split_first_line)
    inline.get_next_linebox, inline.split_first_line = limited.next_line, limited.split
    try:
        yield
    finally:
        inline.get_next_linebox, inline.split_first_line = limited.their_next_line, limited.their_split


class _Limits:
    """WeasyPrint’s two functions that break lines, and the paragraph they are at work on."""

    def __init__(self, next_line: Any, split: Any) -> None:
        self.their_next_line = next_line
        self.their_split = split
        self.paragraph: Any = None
        self.in_a_row = 0
        self.may_hyphenate = True

    def next_line(self, context: Any, linebox: Any, position_y: float, bottom_space: float, *more: Any) -> Any:
        """Return the next line of a paragraph, broken again without a hyphen where one may not stand."""
        if linebox is not self.paragraph:
            self.paragraph, self.in_a_row = linebox, 0
        line, resume_at = self.their_next_line(context, linebox, position_y, bottom_space, *more)
        if line is None or resume_at is None or not _ends_in_hyphen(line):
            self.in_a_row = 0
            return line, resume_at
        foot = context.page_bottom is not None and context.overflows_page(
            bottom_space, line.position_y + (LAST_LINES + 1) * line.height
        )
        if (self.in_a_row >= MOST_IN_A_ROW or foot) and not context.excluded_shapes:
            self.may_hyphenate = False
            line, resume_at = self.their_next_line(context, linebox, position_y, bottom_space, *more)
            self.may_hyphenate = True
        self.in_a_row = self.in_a_row + 1 if line is not None and _ends_in_hyphen(line) else 0
        return line, resume_at

    def split(self, text: str, style: Any, context: Any, max_width: Any, *more: Any, **named: Any) -> Any:
        """Return the first line of a text, with automatic hyphens only where they may stand."""
        if not self.may_hyphenate and style['hyphens'] == 'auto':
            style = style.copy()
            style['hyphens'] = 'manual'
        found = self.their_split(text, style, context, max_width, *more, **named)
        if max_width is None or not _is_one_word(text, found, max_width):
            return found
        wider = self.their_split(text, style, context, max_width + style['font_size'] * SPACE_EM, *more, **named)
        return wider if wider[2] is None else found


def _is_one_word(text: str, found: Any, max_width: float) -> bool:
    """Tell whether a line holds its first word alone though all of a text that ends in a space may fit.

    Where such a text fits without that space but not with it, WeasyPrint 70 takes the line to be one word that does not
    fit, and leaves the rest of it empty. Given room for the space it sets the whole line, and drops the space itself.
    """
    _, length, resume_at, width, _, _ = found
    if resume_at is None or width * 2 > max_width or not text.endswith(' '):
        return False
    return ' ' not in text.encode()[:length].decode().strip()


def _ends_in_hyphen(line: Any) -> bool:
    """Tell whether the last text of a line ends in a hyphen that was put there."""
    box = line
    while getattr(box, 'children', ()):
        box = box.children[-1]
    return isinstance(box, boxes.TextBox) and box.text.endswith(HYPHEN)
