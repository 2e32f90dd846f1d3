"""What a page’s operators change and paint, one after the other: ISO 32000-1, 8 and 9.

Shadings and patterns are surfaces without a colour of their own, clips are taken for the boxes around them, and what
lies below transparent paint is not added to it.
"""

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, field
from typing import Any

import pikepdf

from chapbook.preflight import matrix
from chapbook.preflight.colours import BLACK, GREY, Colour, Space, read_space
from chapbook.preflight.finding import Box
from chapbook.preflight.fonts import NO_FONT, Font
from chapbook.preflight.matrix import EVERYWHERE, IDENTITY, Matrix, Point, times
from chapbook.preflight.painted import Painted, Picture, Shape, Words
from chapbook.sheets.papers import POINTS_PER_MM

DEEPEST = 12
MM_PER_INCH = 25.4
# How far ink reaches above and below the line that letters stand on, as a share of their size.
ASCENT, DESCENT = 0.7, 0.22
# Text that is not painted: ISO 32000-1, table 106.
UNPAINTED = (3, 7)
FILLS, STROKES = ('f', 'F', 'f*', 'B', 'B*', 'b', 'b*'), ('S', 's', 'B', 'B*', 'b', 'b*')
PAINTS = frozenset((*FILLS, *STROKES, 'n'))
# What a page may hold before it is taken for one that would never end.
MOST_OPERATORS = 2_000_000


@dataclass(slots=True)
class State:
    """The graphics state, as far as what is painted depends on it: ISO 32000-1, 8.4 and 9.3."""

    ctm: Matrix
    clip: Box = EVERYWHERE
    fill: Colour = BLACK
    stroke: Colour = BLACK
    fill_space: Space = GREY
    stroke_space: Space = GREY
    fill_alpha: float = 1.0
    stroke_alpha: float = 1.0
    line_width: float = 1.0
    font: Font = NO_FONT
    size: float = 1.0
    letter: float = 0.0
    word: float = 0.0
    stretch: float = 1.0
    leading: float = 0.0
    rise: float = 0.0
    mode: int = 0


@dataclass(slots=True)
class Walk:
    """A walk along one page; fonts and the operators of forms are remembered from one page to the next."""

    state: State
    steps: 'dict[str, Step]'
    fonts: dict[tuple[int, int], Font]
    forms: dict[tuple[int, int], list[Any]]
    found: list[Painted] = field(default_factory=list)
    resources: Any = None
    saved: list[State] = field(default_factory=list)
    subpaths: list[list[Point]] = field(default_factory=list)
    clips: bool = False
    marks: list[int | None] = field(default_factory=list)
    text: Matrix = IDENTITY
    line: Matrix = IDENTITY
    depth: int = 0
    operators: int = 0

    def along(self, instructions: list[Any], resources: Any) -> None:
        """Take every operator of a stream in turn; those that paint nothing here are passed over."""
        outer, self.resources = self.resources, resources
        self.operators += len(instructions)
        if self.operators > MOST_OPERATORS:
            raise ValueError('a page has more to paint than any page can hold')
        for operands, operator in instructions:
            name = str(operator)
            if name in PAINTS:
                self.paint(name)
            elif step := self.steps.get(name):
                step(self, operands)
        self.resources = outer

    def paint(self, operator: str) -> None:
        """Paint or end a path."""
        state, pieces = self.state, [piece for piece in self.subpaths if piece]
        if operator in FILLS:
            for piece in pieces:
                box = matrix.box_of(piece)
                # A line that is filled and drawn shows as thick as it is drawn.
                if operator not in STROKES or min(box[2] - box[0], box[3] - box[1]) > 0:
                    self.shape(box, state.fill, None)
        if operator in STROKES and pieces:
            line_pt = state.line_width * matrix.scale_of(state.ctm) * POINTS_PER_MM
            for piece in pieces:
                self.shape(matrix.box_of(piece), state.stroke, line_pt)
        if self.clips and pieces:
            around = matrix.box_of(point for piece in pieces for point in piece)
            state.clip = matrix.common(state.clip, around) or (0.0, 0.0, -1.0, -1.0)
        self.subpaths, self.clips = [], False

    def shape(self, box: Box, paint: Colour, line_pt: float | None) -> None:
        """Keep a surface or a line, as much of it as is not clipped away."""
        if paint.alpha and (shown := matrix.common(box, self.state.clip)):
            self.found.append(Shape(shown, self.mark, paint, line_pt))

    @property
    def mark(self) -> int | None:
        """The marked content that is open."""
        return self.marks[-1] if self.marks else None

    def draw(self, name: Any) -> None:
        """Draw an XObject: a picture, or a form with operators of its own (ISO 32000-1, 8.10)."""
        drawn = self.resources.get('/XObject', {}).get(str(name))
        if drawn is None:
            return
        if drawn.get('/Subtype') == '/Image':
            self.picture(drawn, int(drawn.get('/Width', 0)), int(drawn.get('/Height', 0)))
        elif drawn.get('/Subtype') == '/Form' and self.depth < DEEPEST:
            self.form(drawn)

    def form(self, form: Any) -> None:
        """Walk along the operators of a form."""
        if form.objgen not in self.forms:
            self.forms[form.objgen] = list(pikepdf.parse_content_stream(form))
        outer, saved, marks = copy(self.state), self.saved, self.marks
        at: list[float] = [float(value) for value in form.get('/Matrix', IDENTITY)]
        self.state.ctm = times((at[0], at[1], at[2], at[3], at[4], at[5]), self.state.ctm)
        left, bottom, right, top = (float(value) for value in form.get('/BBox', EVERYWHERE))
        around = matrix.moved_box(self.state.ctm, left, bottom, right, top)
        self.state.clip = matrix.common(self.state.clip, around) or (0.0, 0.0, -1.0, -1.0)
        # A form that is marked as a whole says nothing inside of the marks of the page.
        self.saved, self.marks, self.depth = [], [self.mark], self.depth + 1
        self.along(self.forms[form.objgen], form.get('/Resources', self.resources))
        self.state, self.saved, self.marks, self.depth = outer, saved, marks, self.depth - 1

    def picture(self, image: Any, width_px: int, height_px: int, *, inline: bool = False) -> None:
        """Keep a picture, which fills the unit square."""
        box = matrix.common(matrix.moved_box(self.state.ctm, 0, 0, 1, 1), self.state.clip)
        if box is None or not width_px or not height_px:
            return
        a, b, c, d, _, _ = self.state.ctm
        sides_mm = ((a * a + b * b) ** 0.5, (c * c + d * d) ** 0.5)
        dpi = min(
            pixels / side_mm * MM_PER_INCH if side_mm else 0.0
            for pixels, side_mm in zip((width_px, height_px), sides_mm, strict=True)
        )
        stencil = bool(image.get('/ImageMask', image.get('/IM', False)))
        bits = 1 if stencil else int(image.get('/BitsPerComponent', image.get('/BPC', 8)))
        named = image.get('/ColorSpace', image.get('/CS'))
        space = read_space(named, self.resources) if named is not None else GREY
        kept = None if inline else image
        self.found.append(Picture(box, self.mark, width_px, height_px, dpi, bits, space, stencil, kept))

    def show(self, shown: bytes, moves: float = 0.0, after: float = 0.0) -> None:
        """Show glyphs with moves between them and after them, and move on by them: ISO 32000-1, 9.4.4."""
        state, font = self.state, self.state.font
        codes = font.codes(shown)
        spaces = codes.count(32) if font.code_bytes == 1 and state.word else 0
        inked = font.width_of(codes) * state.size + len(codes) * state.letter + spaces * state.word + moves
        if codes and state.mode not in UNPAINTED:
            size_mm = state.size * matrix.scale_of(times(self.text, state.ctm))
            missing = sum(map(font.missing.__contains__, codes)) if font.missing else 0
            self.words(inked * state.stretch, size_mm * POINTS_PER_MM, missing)
        wide = inked + after
        self.move(0.0, -len(codes) * state.size) if font.upright else self.move(wide * state.stretch, 0.0)

    def words(self, wide: float, size_pt: float, missing: int) -> None:
        """Keep the words that were just shown."""
        state = self.state
        at = times(self.text, state.ctm)
        low, high = state.rise - DESCENT * state.size, state.rise + ASCENT * state.size
        shown = matrix.common(matrix.moved_box(at, 0.0, low, wide, high), state.clip)
        paint = state.stroke if state.mode in (1, 5) else state.fill
        if not shown or not paint.alpha:
            return
        words = Words(shown, self.mark, abs(size_pt), paint, state.font, missing)
        last = self.found[-1] if self.found else None
        if isinstance(last, Words) and last.is_before(words):
            self.found[-1] = last.with_next(words)
        else:
            self.found.append(words)

    def move(self, across: float, up: float) -> None:
        """Move on within a line of text."""
        self.text = times((1.0, 0.0, 0.0, 1.0, across, up), self.text)

    def next_line(self, across: float, up: float) -> None:
        """Begin a line of text, measured from where the last one began."""
        self.text = self.line = times((1.0, 0.0, 0.0, 1.0, across, up), self.line)


# What an operator does with its operands.
Step = Callable[[Walk, Any], object]
