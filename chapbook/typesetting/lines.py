"""Lines as WeasyPrint breaks them, with limits it does not know: on hyphens, and on the spaces of justified lines.

At most two hyphens in a row, none at a page’s foot, none that leaves a piece of a word alone on the last line.
`hyphenate-limit-lines` and `hyphenate-limit-last` (CSS Text 4, 6.3) would say most of it; WeasyPrint 70 has neither. A
line that breaks a limit is broken once more, without hyphens; the others cost nothing. A line whose spaces would grow
too wide, because the next word is long and cannot be broken, is not justified.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import weasyprint
from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline, preferred
from weasyprint.text import line_break

from chapbook.typesetting import initials

HYPHEN = '\u2010'
MOST_IN_A_ROW = 2
# Widow control may take the last line of a page over to the next, so the one before it counts as last too.
LAST_LINES = 2
# A longer piece of a word may be a line of its own: it has to be, where the word is longer than a line.
LONGEST_PIECE = 12
SPACE_EM = 0.5
# What justification may add to a space.
WIDEST_SPACE_EM = 0.8
# Hebrew, Arabic and all scripts after them, but for punctuation and signs.
OTHER_SCRIPTS = re.compile('[\u0590-\u1dff\u2e80-\ufaff\ufb1d-\uffff]')
# What may be broken off a text first, and the letter after it.
FIRST_PIECE = re.compile('[^ \xad]+[ \xad]?.?', re.DOTALL)
# How often a width is brought nearer to what it shall be: Pango does not widen every space alike.
STEPS = 2
REPLACED = ('get_next_linebox', 'split_first_line', 'justify_line', 'remove_last_whitespace', 'first_letter_to_box')


@contextmanager
def limits() -> Iterator[None]:
    """Hold every paragraph laid out inside to the limits; only in the version this was written for."""
    if not weasyprint.__version__.startswith('70.0'):
        yield
        return
    theirs = {name: getattr(inline, name) for name in REPLACED}
    limited = _Limits(partial(initials.next_line, theirs['get_next_linebox']), theirs['split_first_line'])
    inline.get_next_linebox, inline.split_first_line = limited.next_line, limited.split
    inline.justify_line = partial(_justify, theirs['justify_line'])
    inline.remove_last_whitespace = partial(_remove_last_space, theirs['remove_last_whitespace'])
    inline.first_letter_to_box = partial(initials.make_once, theirs['first_letter_to_box'])
    preferred.split_first_line = _Narrowest(theirs['split_first_line']).split
    try:
        yield
    finally:
        preferred.split_first_line = theirs['split_first_line']
        for name, function in theirs.items():
            setattr(inline, name, function)


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
        floats = len(context.excluded_shapes)
        line, resume_at = self.their_next_line(context, linebox, position_y, bottom_space, skip_stack, *more)
        if line is not None and linebox.style['direction'] == 'rtl':
            line.translate(-linebox.text_indent)  # WeasyPrint 70 indents these lines at their end
        if line is None or resume_at is None or not _ends_in_hyphen(line):
            return line, resume_at
        in_a_row = self.in_a_row.get((linebox, str(skip_stack)), 0)
        foot = context.page_bottom is not None and context.overflows_page(
            bottom_space, line.position_y + (LAST_LINES + 1) * line.height
        )
        rest = _rest(linebox, resume_at).strip()
        alone = ' ' not in rest and len(rest) <= LONGEST_PIECE
        refused = in_a_row >= MOST_IN_A_ROW or foot or alone
        # What floats on the line would be laid out twice.
        if refused and len(context.excluded_shapes) == floats:
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


class _Narrowest:
    """WeasyPrint’s function that breaks lines, as it is asked how narrow the cell of a table may be.

    WeasyPrint 70 tries the soft hyphens of all that follows for each of its words, and asks more than once. What counts
    is the first piece alone.
    """

    def __init__(self, split: Any) -> None:
        self.their_split = split
        # The styles are kept lest another one come to stand in their place.
        self.known: dict[tuple[Any, ...], tuple[Any, Any]] = {}

    def split(self, text: str, style: Any, context: Any, max_width: Any, *more: Any, **named: Any) -> Any:
        """Return the first line of a text in no room at all, or the whole of it."""
        if max_width != 0 or style['white_space'] != 'normal':
            return self.their_split(text, style, context, max_width, *more, **named)
        first = FIRST_PIECE.match(text)
        text = first[0] if first else text
        key = (text, id(style), *more, *named.values())
        if key not in self.known:
            self.known[key] = (self.their_split(text, style, context, max_width, *more, **named), style)
        return self.known[key][0]


def _justify(justify_line: Any, context: Any, line: Any, extra_width: float) -> None:
    """Widen the spaces of a line so that it fills the measure, unless they would grow too wide."""
    spaces = inline.count_expandable_spaces(line)
    if spaces and extra_width / spaces <= line.style['font_size'] * WIDEST_SPACE_EM:
        justify_line(context, line, extra_width)
        for child in line.children:
            child.translate(-getattr(line, 'space_moved', 0), ignore_floats=True)
        for box in _texts(line):
            if OTHER_SCRIPTS.search(box.text):
                _space_as_drawn(context, box)


def _space_as_drawn(context: Any, box: Any) -> None:
    """Mend the spacing of a justified text that comes from a face of another script.

    A widened space is drawn from the first face of the style, but was measured in the face of the letters around it.
    """
    spaces = inline.count_expandable_spaces(box)
    if spaces == 0:
        return
    layout = inline.create_layout(box.text, box.style, context, None, box.justification_spacing)
    for _ in range(STEPS):
        layout.set_text(box.text, justify=True)
        width, _ = line_break.line_size(layout.get_first_line()[0], box.style)
        layout.justification_spacing += (box.width - width) / spaces
    layout.deactivate()
    box.pango_layout = layout


def _remove_last_space(remove_last_whitespace: Any, context: Any, line: Any) -> None:
    """Drop the space at the end of a line, and remember how far that moved its words.

    WeasyPrint 70 moves the words of a line from the right aside by the space, which it still draws on their left; once
    the line is justified it is not drawn any more, and they would stand a space away from the margin.
    """
    before = line.children[0].position_x if line.children else 0
    remove_last_whitespace(context, line)
    line.space_moved = line.children[0].position_x - before if line.children else 0


def _texts(box: Any) -> Iterator[Any]:
    """Yield the text boxes of a line."""
    if isinstance(box, boxes.TextBox):
        yield box
    for child in getattr(box, 'children', ()):
        yield from _texts(child)


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
