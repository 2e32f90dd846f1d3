"""How the spaces and letters of a composed line are widened, and drawn so."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from weasyprint.draw import text as draw_text
from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline
from weasyprint.text.ffi import ffi, pango


@contextmanager
def drawn() -> Iterator[None]:
    """Draw what was composed: the letters of a line stand as far apart as they were set."""
    theirs = draw_text.draw_first_line

    def draw_first_line(stream: Any, box: Any, *more: Any) -> Any:
        spacing = getattr(box, 'letter_spacing', 0.0)
        if not spacing:
            return theirs(stream, box, *more)
        # ISO 32000-1, 9.3.2; Pango would part the letters of a ligature.
        stream.stream.append(f'{spacing:.4f} Tc'.encode())
        emojis = theirs(stream, box, *more)
        stream.stream.append(b'0 Tc')
        return emojis

    draw_text.draw_first_line = draw_first_line
    try:
        yield
    finally:
        draw_text.draw_first_line = theirs


def widen(box: Any, space: float, letter: float, moved: float) -> float:
    """Widen the spaces and letters of a box, and move it by what that was before it; return what it was to its end."""
    box.position_x += moved
    before = moved
    if isinstance(box, boxes.TextBox):
        box.pango_layout.justification_spacing = box.justification_spacing = space
        box.letter_spacing = letter
        moved += space * inline.count_expandable_spaces(box) + letter * box.pango_layout.glyphs
    else:
        for child in box.children:
            moved = widen(child, space, letter, moved)
    box.width += moved - before
    return moved


def texts(box: Any) -> Iterator[Any]:
    """Yield the text boxes of a line."""
    if isinstance(box, boxes.TextBox):
        yield box
    for child in getattr(box, 'children', ()):
        yield from texts(child)


def count_glyphs(line: Any) -> int:
    """Return how many glyphs a line of Pango’s draws."""
    glyphs = 0
    run = line.runs
    while run != ffi.NULL:
        string = run.data.glyphs
        glyphs += sum(glyph.glyph != pango.PANGO_GLYPH_EMPTY for glyph in string.glyphs[0 : string.num_glyphs])
        run = run.next
    return glyphs
