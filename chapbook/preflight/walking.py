"""Walks along the operators of a page and tells what they paint: ISO 32000-1, 8 and 9.

Shadings and patterns are surfaces without a colour of their own, clips are taken for the boxes around them, and what
lies below transparent paint is not added to it.
"""

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, field
from typing import Any

import pikepdf

from chapbook.preflight import matrix
from chapbook.preflight.colours import BLACK, CMYK, GREY, RGB, Colour, Space, colour, first_colour, read_space
from chapbook.preflight.finding import Box
from chapbook.preflight.fonts import NO_FONT, Font, read_font
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
            elif step := STEPS.get(name):
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

    def show(self, shown: bytes) -> None:
        """Show a string of glyphs and move on by it: ISO 32000-1, 9.4.4."""
        state, font = self.state, self.state.font
        codes = font.codes(shown)
        spaces = codes.count(32) if font.code_bytes == 1 else 0
        wide = sum(map(font.width, codes)) * state.size + len(codes) * state.letter + spaces * state.word
        size_mm = state.size * matrix.scale_of(times(self.text, state.ctm))
        if codes and state.mode not in UNPAINTED:
            self.words(wide * state.stretch, size_mm * POINTS_PER_MM, sum(code in font.missing for code in codes))
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


Step = Callable[[Walk, Any], object]


def walk(page: Any, ctm: Matrix, fonts: dict[tuple[int, int], Font], forms: dict[tuple[int, int], list[Any]]) -> Walk:
    """Return a walk along a page; `ctm` brings its space to mm."""
    walked = Walk(State(ctm), fonts, forms)
    walked.along(list(pikepdf.parse_content_stream(page)), page.resources)
    return walked


def _numbers(operands: Any) -> tuple[float, ...]:
    return tuple(float(value) for value in operands)


def _restore(walked: Walk, _: Any) -> None:
    if walked.saved:
        walked.state = walked.saved.pop()


def _concatenate(walked: Walk, operands: Any) -> None:
    a, b, c, d, e, f = _numbers(operands)
    walked.state.ctm = times((a, b, c, d, e, f), walked.state.ctm)


def _begin_subpath(walked: Walk, operands: Any) -> None:
    walked.subpaths.append([matrix.moved(walked.state.ctm, *_numbers(operands))])


def _go_on(walked: Walk, operands: Any) -> None:
    values = _numbers(operands)
    if not walked.subpaths:
        walked.subpaths.append([])
    walked.subpaths[-1] += [
        matrix.moved(walked.state.ctm, x, y) for x, y in zip(values[::2], values[1::2], strict=True)
    ]


def _rectangle(walked: Walk, operands: Any) -> None:
    x, y, width, height = _numbers(operands)
    corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height))
    walked.subpaths.append([matrix.moved(walked.state.ctm, *corner) for corner in corners])


def _clip(walked: Walk, _: Any) -> None:
    walked.clips = True


def _fill_space(walked: Walk, operands: Any) -> None:
    walked.state.fill_space = read_space(operands[0], walked.resources)
    walked.state.fill = first_colour(walked.state.fill_space)


def _stroke_space(walked: Walk, operands: Any) -> None:
    walked.state.stroke_space = read_space(operands[0], walked.resources)
    walked.state.stroke = first_colour(walked.state.stroke_space)


def _fill(space: Space | None) -> Step:
    def step(walked: Walk, operands: Any) -> None:
        state = walked.state
        state.fill_space = space or state.fill_space
        state.fill = colour(state.fill_space, _components(operands), state.fill_alpha)

    return step


def _stroke(space: Space | None) -> Step:
    def step(walked: Walk, operands: Any) -> None:
        state = walked.state
        state.stroke_space = space or state.stroke_space
        state.stroke = colour(state.stroke_space, _components(operands), state.stroke_alpha)

    return step


def _components(operands: Any) -> tuple[float, ...]:
    return tuple(float(value) for value in operands if not isinstance(value, pikepdf.Name))


def _settings(walked: Walk, operands: Any) -> None:
    """Take what a dictionary of graphics state says: ISO 32000-1, table 58."""
    said = walked.resources.get('/ExtGState', {}).get(str(operands[0]), {})
    state = walked.state
    state.line_width = float(said.get('/LW', state.line_width))
    state.fill_alpha = float(said.get('/ca', state.fill_alpha))
    state.stroke_alpha = float(said.get('/CA', state.stroke_alpha))
    state.fill = Colour(state.fill.space, state.fill.values, state.fill_alpha)
    state.stroke = Colour(state.stroke.space, state.stroke.values, state.stroke_alpha)
    if '/Font' in said:
        state.font, state.size = _font(walked, said.Font[0]), float(said.Font[1])


def _font(walked: Walk, font: Any) -> Font:
    key = font.objgen
    if key == (0, 0):
        return read_font(font)
    if key not in walked.fonts:
        walked.fonts[key] = read_font(font)
    return walked.fonts[key]


def _set_font(walked: Walk, operands: Any) -> None:
    font = walked.resources.get('/Font', {}).get(str(operands[0]))
    walked.state.font = _font(walked, font) if font is not None else NO_FONT
    walked.state.size = float(operands[1])


def _begin_text(walked: Walk, _: Any) -> None:
    walked.text = walked.line = IDENTITY


def _text_matrix(walked: Walk, operands: Any) -> None:
    a, b, c, d, e, f = _numbers(operands)
    walked.text = walked.line = (a, b, c, d, e, f)


def _move_line(walked: Walk, operands: Any) -> None:
    walked.next_line(*_numbers(operands))


def _move_line_with_leading(walked: Walk, operands: Any) -> None:
    walked.state.leading = -float(operands[1])
    walked.next_line(*_numbers(operands))


def _new_line(walked: Walk, _: Any) -> None:
    walked.next_line(0.0, -walked.state.leading)


def _show(walked: Walk, operands: Any) -> None:
    walked.show(bytes(operands[-1]))


def _show_on_new_line(walked: Walk, operands: Any) -> None:
    if len(operands) == 3:
        walked.state.word, walked.state.letter = float(operands[0]), float(operands[1])
    _new_line(walked, ())
    _show(walked, operands)


def _show_array(walked: Walk, operands: Any) -> None:
    for part in operands[0]:
        if isinstance(part, pikepdf.String):
            walked.show(bytes(part))
        else:
            by = -float(part) / 1000 * walked.state.size
            walked.move(0.0, by) if walked.state.font.upright else walked.move(by * walked.state.stretch, 0.0)


def _set(name: str, share: float = 1.0) -> Step:
    def step(walked: Walk, operands: Any) -> None:
        setattr(walked.state, name, float(operands[0]) * share)

    return step


def _mark(walked: Walk, operands: Any) -> None:
    """Open marked content; what lies in content with a number of its own belongs to that."""
    properties = operands[1] if len(operands) > 1 else None
    if isinstance(properties, pikepdf.Name):
        properties = walked.resources.get('/Properties', {}).get(str(properties))
    own = properties.get('/MCID') if isinstance(properties, pikepdf.Dictionary) else None
    walked.marks.append(walked.mark if own is None else int(own))


def _end_mark(walked: Walk, _: Any) -> None:
    if walked.marks:
        walked.marks.pop()


def _inline_picture(walked: Walk, operands: Any) -> None:
    image = operands[0].obj
    walked.picture(image, int(image.get('/W', image.get('/Width', 0))), int(image.get('/H', image.get('/Height', 0))),
                   inline=True)  # fmt: skip


def _shade(walked: Walk, _: Any) -> None:
    clip = walked.state.clip
    if clip != EVERYWHERE:
        walked.shape(clip, Colour(Space('pattern'), (), walked.state.fill_alpha), None)


STEPS: dict[str, Step] = {
    'q': lambda walked, _: walked.saved.append(copy(walked.state)), 'Q': _restore, 'cm': _concatenate,
    'm': _begin_subpath, 'l': _go_on, 'c': _go_on, 'v': _go_on, 'y': _go_on, 're': _rectangle, 'W': _clip, 'W*': _clip,
    'w': _set('line_width'), 'gs': _settings, 'cs': _fill_space, 'CS': _stroke_space,
    'g': _fill(GREY), 'rg': _fill(RGB), 'k': _fill(CMYK), 'sc': _fill(None), 'scn': _fill(None),
    'G': _stroke(GREY), 'RG': _stroke(RGB), 'K': _stroke(CMYK), 'SC': _stroke(None), 'SCN': _stroke(None),
    'Do': lambda walked, operands: walked.draw(operands[0]), 'INLINE IMAGE': _inline_picture, 'sh': _shade,
    'BT': _begin_text, 'Tf': _set_font, 'Tm': _text_matrix, 'Td': _move_line, 'TD': _move_line_with_leading,
    'T*': _new_line, 'Tj': _show, 'TJ': _show_array, "'": _show_on_new_line, '"': _show_on_new_line,
    'Tc': _set('letter'), 'Tw': _set('word'), 'Tz': _set('stretch', 0.01), 'TL': _set('leading'), 'Ts': _set('rise'),
    'Tr': lambda walked, operands: setattr(walked.state, 'mode', int(operands[0])),
    'BDC': _mark, 'BMC': _mark, 'EMC': _end_mark,
}  # fmt: skip
