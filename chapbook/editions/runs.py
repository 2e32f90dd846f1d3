"""The words of a paragraph of WeasyPrint’s boxes one after the other, as if on one line: how far it is to each letter.

Read from the glyphs that Pango will draw: the theme’s faces and whatever stands in for a letter they lack, kerned and
joined.
"""

from dataclasses import dataclass
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.text.ffi import FROM_UNITS, ffi, pango
from weasyprint.text.line_break import create_layout


@dataclass(frozen=True, slots=True)
class Leaf:
    """A text box of a paragraph: the boxes it is in, the way to it through them, and its place, from and to."""

    box: Any
    within: tuple[Any, ...]
    path: tuple[int, ...]
    start: int
    end: int


class Run:
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
