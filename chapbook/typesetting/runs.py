"""The words of a paragraph of WeasyPrint’s boxes one after the other, as if on one line: how far it is to each letter.

Read from the glyphs that Pango will draw: the theme’s faces and whatever stands in for a letter they lack, kerned and
joined.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from struct import Struct
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.text.ffi import FROM_UNITS, ffi, pango
from weasyprint.text.line_break import create_layout

# PangoGlyphInfo: glyph, width, two offsets, attributes.
GLYPH_INFO = Struct('=Ii12x')


@dataclass(frozen=True, slots=True)
class Leaf:
    """A text box of a paragraph: the boxes it is in, the way to it through them, and its place, from and to."""

    box: Any
    within: tuple[Any, ...]
    path: tuple[int, ...]
    start: int
    end: int


@dataclass(slots=True)
class Run:
    """The text boxes of a paragraph one after the other, and what there is before each and after the last: margins."""

    leaves: list[Leaf] = field(default_factory=list)
    rooms: list[float] = field(default_factory=lambda: [0.0])
    text: str = ''
    # Up to each letter, and to the end: the width, the glyphs.
    widths: list[float] = field(default_factory=lambda: [0.0])
    glyphs: list[int] = field(default_factory=lambda: [0])

    @property
    def key(self) -> tuple[Any, ...]:
        """What a run has in common with that of a copy of its boxes."""
        return tuple((leaf.box.text, id(leaf.box.style), len(leaf.within)) for leaf in self.leaves)

    def take(self, box: Any, within: tuple[Any, ...], path: tuple[int, ...] = ()) -> bool:
        """Take in what a box holds; tell whether it was words alone."""
        for index, child in enumerate(box.children):
            if isinstance(child, boxes.TextBox):
                if child.style['white_space'] not in ('normal', 'nowrap') or not child.style['font_size']:
                    return False
                if child.text:
                    self._take_text(child, within, (*path, index))
            elif isinstance(child, boxes.InlineBox) and child.is_in_normal_flow() and not child.is_leader:
                sides = _sides(child)
                if sides is None:
                    return False
                self.rooms[-1] += sides[0]
                if not self.take(child, (*within, child), (*path, index)):
                    return False
                self.rooms[-1] += sides[1]
            else:
                return False
        return True

    def _take_text(self, box: Any, within: tuple[Any, ...], path: tuple[int, ...]) -> None:
        start = self.leaves[-1].end if self.leaves else 0
        self.leaves.append(Leaf(box, within, path, start, start + len(box.text.encode())))
        self.rooms.append(0.0)
        self.text += box.text

    def measure(self, context: Any) -> bool:
        """Find how far it is to each letter; tell whether that can be told of all."""
        for leaf, room in zip(self.leaves, self.rooms, strict=False):
            clusters = _clusters(context, leaf.box)
            if clusters is None:
                return False
            self.widths[-1] += room
            width, glyphs = self.widths[-1], self.glyphs[-1]
            for letters, advance, count in clusters:
                if letters == 1:
                    self.widths.append(width + advance)
                else:
                    self.widths += [width + advance * part / letters for part in range(1, letters + 1)]
                self.glyphs += [glyphs + count] * letters
                width, glyphs = width + advance, glyphs + count
        self.widths[-1] += self.rooms[-1]
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


def _glyphs(string: Any, size: int) -> Iterator[tuple[int, int]]:
    """Yield the number of each glyph of a PangoGlyphString, and its advance in Pango’s units."""
    # One after the other in memory: much faster than field by field.
    return GLYPH_INFO.iter_unpack(ffi.buffer(string.glyphs, size * GLYPH_INFO.size))


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
        offset, size = item.offset, string.num_glyphs
        places = ffi.unpack(string.log_clusters, size)
        for (glyph, advance), place in zip(_glyphs(string, size), places, strict=True):
            if not starts or starts[-1] != offset + place:
                starts.append(offset + place)
                advances.append(0.0)
                counts.append(0)
            advances[-1] += advance * FROM_UNITS
            counts[-1] += glyph != pango.PANGO_GLYPH_EMPTY
        run = run.next
    layout.deactivate()
    ends = [*starts[1:], len(text)]
    letters = [len(text[start:end].decode()) for start, end in zip(starts, ends, strict=True)]
    return list(zip(letters, advances, counts, strict=True)) if sum(letters) == len(box.text) else None
