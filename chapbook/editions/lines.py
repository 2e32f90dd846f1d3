"""Lines as WeasyPrint breaks them, with limits it does not know: on hyphens, and on the spaces of justified lines.

At most two hyphens in a row, none at a page’s foot, none that leaves a piece of a word alone on the last line.
`hyphenate-limit-lines` and `hyphenate-limit-last` (CSS Text 4, 6.3) would say most of it; WeasyPrint 70 has neither. A
line that breaks a limit is broken once more, without hyphens; the others cost nothing. A line whose spaces would grow
too wide, because the next word is long and cannot be broken, is not justified.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import weasyprint
from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline

HYPHEN = '\u2010'
MOST_IN_A_ROW = 2
# Widow control may take the last line of a page over to the next, so the one before it counts as last too.
LAST_LINES = 2
SPACE_EM = 0.5
# What justification may add to a space.
WIDEST_SPACE_EM = 0.8


@contextmanager
def limits() -> Iterator[None]:
    """Hold every paragraph laid out inside to the limits; only in the version this was written for."""
    if not weasyprint.__version__.startswith('70.0'):
        yield
        return
    limited = _Limits(inline.get_next_linebox, inline.split_first_line)
    justify_line = inline.justify_line
    inline.get_next_linebox, inline.split_first_line = limited.next_line, limited.split
    inline.justify_line = partial(_justify, justify_line)
    try:
        yield
    finally:
        inline.get_next_linebox, inline.split_first_line = limited.their_next_line, limited.their_split
        inline.justify_line = justify_line


class _Limits:
    """WeasyPrint’s two functions that break lines, and the paragraph they are at work on."""

    def __init__(self, next_line: Any, split: Any) -> None:
        self.their_next_line = next_line
        self.their_split = split
        # How many hyphens in a row a paragraph has come to where its next line begins. One may be left for another and
        # taken up again: the notes a line calls are laid out before the line after it.
        self.in_a_row: dict[tuple[Any, str], int] = {}
        self.may_hyphenate = True

    def next_line(
        self, context: Any, linebox: Any, position_y: float, bottom_space: float, skip_stack: Any, *more: Any
    ) -> Any:
        """Return the next line of a paragraph, broken again without a hyphen where one may not stand."""
        line, resume_at = self.their_next_line(context, linebox, position_y, bottom_space, skip_stack, *more)
        if line is None or resume_at is None or not _ends_in_hyphen(line):
            return line, resume_at
        in_a_row = self.in_a_row.get((linebox, str(skip_stack)), 0)
        foot = context.page_bottom is not None and context.overflows_page(
            bottom_space, line.position_y + (LAST_LINES + 1) * line.height
        )
        refused = in_a_row >= MOST_IN_A_ROW or foot or ' ' not in _rest(linebox, resume_at).strip()
        if refused and not context.excluded_shapes:
            self.may_hyphenate = False
            line, resume_at = self.their_next_line(context, linebox, position_y, bottom_space, skip_stack, *more)
            self.may_hyphenate = True
        if line is not None and _ends_in_hyphen(line):
            self.in_a_row[linebox, str(resume_at)] = in_a_row + 1
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


def _justify(justify_line: Any, context: Any, line: Any, extra_width: float) -> None:
    """Widen the spaces of a line so that it fills the measure, unless they would grow too wide."""
    spaces = inline.count_expandable_spaces(line)
    if spaces and extra_width / spaces <= line.style['font_size'] * WIDEST_SPACE_EM:
        justify_line(context, line, extra_width)


def _rest(box: Any, skip_stack: Any) -> str:
    """Return the words of a paragraph that come after a line."""
    if isinstance(box, boxes.TextBox):
        return str(box.text.encode()[next(iter(skip_stack or (0,))) :].decode())
    index, deeper = next(iter(skip_stack.items())) if skip_stack else (0, None)
    rest = [_rest(box.children[index], deeper)] if index < len(getattr(box, 'children', ())) else []
    return ''.join(rest + [_rest(child, None) for child in getattr(box, 'children', ())[index + 1 :]])


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
