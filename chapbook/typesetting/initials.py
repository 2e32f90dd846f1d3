"""Large first letters beside their paragraphs, and what else floats among words: mends what WeasyPrint 70 does to them.

It makes a box for the first letter of a paragraph each time its page is laid out, and sets the words that follow a box
at the left below it on its first line (WeasyPrint #1859).
"""

from typing import Any

FIRST_LETTER = '::first-letter'


def make_once(first_letter_to_box: Any, box: Any, skip_stack: Any, style: Any) -> Any:
    """Make a box for the first letter of a paragraph, once: another one inside it could not float."""
    if style and any((child.element_tag or '').endswith(FIRST_LETTER) for child in box.children[:1]):
        return skip_stack
    return first_letter_to_box(box, skip_stack, style)


def next_line(get_next_linebox: Any, *arguments: Any) -> Any:
    """Return the next line of a paragraph, its words beside what floats at the left of it."""
    line, resume_at = get_next_linebox(*arguments)
    moved = 0.0
    for child in line.children if line is not None and line.style['direction'] == 'ltr' else ():
        if child.is_in_normal_flow():
            child.translate(moved, ignore_floats=True)
        elif child.is_floated() and child.style['float'] == 'left' and child.position_y < line.position_y + line.height:
            # Its room is taken off the line already.
            moved += max(0.0, child.margin_width())
    return line, resume_at
