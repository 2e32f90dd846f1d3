"""The edition for a black-and-white copier: what a copier loses is taken from it before it can.

Letters and lines are black, tints are dots that a copier holds, thin lines are thicker, pictures are dithered in dots
of the size it can tell apart.
"""

import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Operator, Page, Pdf

from chapbook.preflight.matrix import IDENTITY, Matrix, scale_of, times

# Dots to the inch of a dithered picture: each is four by four of a copier that scans 600, and comes off whole.
DOTS_PER_INCH = 150
# The thinnest line that comes off, in points.
THINNEST_PT = 0.75
# How dark, of 1, a surface is that becomes black, and how light one that becomes paper.
BLACK_FROM, WHITE_TO = 0.75, 0.04
# The square of paper that two dots of a tint have, how many steps of tint there are, and how much dots spread.
CELL_PT, STEPS, DOT_GAIN = 3.36, 12, 1.25
# How light red, green and blue are, of one: ITU-R BT.601.
LIGHTNESS = (0.299, 0.587, 0.114)
FILLS, STROKES = frozenset(('g', 'rg', 'k', 'sc', 'scn')), frozenset(('G', 'RG', 'K', 'SC', 'SCN'))
FILLING = frozenset(('f', 'F', 'f*', 'B', 'B*', 'b', 'b*'))
WORDS = frozenset(('Tj', 'TJ', "'", '"'))
PAINTING = FILLING | WORDS | {'Do'}
DEEPEST = 20
SMALL = 1e-6
Instruction = tuple[list[Any], Operator]


@dataclass(frozen=True, slots=True)
class _State:
    """The state of a stream while it is read: where it draws, how dark it fills, and what the new stream fills with."""

    matrix: Matrix = IDENTITY
    darkness: float = 1.0
    now: float = 1.0
    patterned: bool = False


@dataclass(slots=True)
class Copier:
    """Rewrites the pages of a file for a copier; `sizes_pt` are the widths at which pictures are drawn."""

    pdf: Pdf
    sizes_pt: dict[tuple[int, int], float] = field(default_factory=dict)
    seen: set[tuple[int, int]] = field(default_factory=set)
    tints: dict[int, Any] = field(default_factory=dict)

    def page(self, page: Page) -> None:
        """Rewrite a page and all it draws."""
        page.contents_coalesce()
        resources = _part(page.obj, '/Resources')
        drawn = list(self._rewritten(page.obj.Contents, resources, _State(), 0))
        page.obj.Contents = self.pdf.make_stream(_written(drawn))

    def _rewritten(self, stream: Any, resources: Any, state: _State, depth: int) -> Iterator[Instruction]:
        """Yield the instructions of a stream for a copier."""
        kept: list[_State] = []
        for instruction in pikepdf.parse_content_stream(stream):
            operands, operator = [*instruction.operands], str(instruction.operator)
            state = _after(state, kept, operands, operator)
            if operator == 'Do':
                self._draw(str(operands[0]), resources, state, depth)
            if operator in PAINTING and not state.patterned:
                wanted = _settled(state.darkness) if operator in WORDS else state.darkness
                if wanted != state.now:
                    yield from self._fill(wanted, resources)
                    state = replace(state, now=wanted)
            if copied := _copied(operands, instruction.operator, state.matrix):
                yield copied

    def _fill(self, darkness: float, resources: Any) -> Iterator[Instruction]:
        """Yield what sets a filling: black, paper, or dots between."""
        if darkness >= BLACK_FROM or darkness <= WHITE_TO:
            yield [0 if darkness >= BLACK_FROM else 1], Operator('g')
            return
        step = max(1, round(darkness * STEPS))
        if step not in self.tints:
            self.tints[step] = _dots(self.pdf, step / STEPS)
        _part(resources, '/Pattern')[f'/Tint{step}'] = self.tints[step]
        yield [Name.Pattern], Operator('cs')
        yield [Name(f'/Tint{step}')], Operator('scn')

    def _draw(self, name: str, resources: Any, state: _State, depth: int) -> None:
        """Rewrite what is drawn by its name, or note how large a picture comes out."""
        thing = resources.get('/XObject', {}).get(name)
        if thing is None or depth > DEEPEST:
            return
        matrix = state.matrix
        if thing.get('/Subtype') == '/Image':
            width = (matrix[0] ** 2 + matrix[1] ** 2) ** 0.5
            self.sizes_pt[thing.objgen] = max(width, self.sizes_pt.get(thing.objgen, 0))
        elif thing.objgen not in self.seen:
            self.seen.add(thing.objgen)
            inner = tuple(float(each) for each in thing.get('/Matrix', IDENTITY))
            own = _part(thing, '/Resources')
            # What it is filled with at first is up to who draws it, so it says it itself.
            state = replace(state, matrix=times(inner, matrix), now=-1.0)  # type: ignore[arg-type]
            drawn = list(self._rewritten(thing, own, state, depth + 1))
            thing.write(_written(drawn))


def for_copier(data: bytes) -> bytes:
    """Return a page file as a copier likes it; its words, tags and links stay as they are."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        copier = Copier(pdf)
        for page in pdf.pages:
            copier.page(page)
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Stream) and thing.objgen in copier.sizes_pt:
                _dither(thing, copier.sizes_pt[thing.objgen])
        buffer = io.BytesIO()
        pdf.save(buffer, deterministic_id=True)
        return buffer.getvalue()


def _after(state: _State, kept: list[_State], operands: list[Any], operator: str) -> _State:
    """Return the state after an operator; `kept` holds those that were put aside."""
    if operator == 'q':
        kept.append(state)
    elif operator == 'Q' and kept:
        return kept.pop()
    elif operator == 'cm':
        inner = tuple(map(float, operands))
        return replace(state, matrix=times(inner, state.matrix))  # type: ignore[arg-type]
    elif operator in FILLS:
        darkness = _darkness(operands)
        patterned = darkness is None
        # After a pattern the filling must be said anew.
        now = -1.0 if patterned else state.now
        return replace(state, darkness=darkness or 0.0, patterned=patterned, now=now)
    return state


def _copied(operands: list[Any], operator: Operator, matrix: Matrix) -> Instruction | None:
    """Return an instruction for a copier: lines thick and black; None for colours, which are said when used."""
    name = str(operator)
    if name in FILLS | STROKES and (darkness := _darkness(operands)) is not None:
        return None if name in FILLS else ([round(1 - _settled(darkness))], Operator('G'))
    if name in ('cs', 'CS') and operands[0] != Name.Pattern:
        return None
    if name == 'w':
        return [max(float(operands[0]), THINNEST_PT / max(scale_of(matrix), SMALL))], operator
    if name == 're':
        return _thickened([float(each) for each in operands], matrix), operator
    return operands, operator


def _written(instructions: list[Instruction]) -> bytes:
    """Return the bytes of instructions, words as hexadecimal strings, which every reader takes alike."""
    lines = []
    for operands, operator in instructions:
        if str(operator) == 'TJ':
            inside = ' '.join(_string(each) if isinstance(each, pikepdf.String) else str(each) for each in operands[0])
            lines.append(f'[{inside}] TJ'.encode())
        elif str(operator) == 'Tj':
            lines.append(f'{_string(operands[0])} Tj'.encode())
        else:
            lines.append(pikepdf.unparse_content_stream([(operands, operator)]))
    return b'\n'.join(lines)


def _string(words: Any) -> str:
    return f'<{bytes(words).hex()}>'


def _part(dictionary: Any, key: str) -> Any:
    if key not in dictionary:
        dictionary[key] = Dictionary()
    return dictionary[key]


def _darkness(operands: list[Any]) -> float | None:
    """Return how dark a colour of one, three or four components is, from 0 to 1; None for a pattern."""
    if not operands or isinstance(operands[-1], Name):
        return None
    values = [float(each) for each in operands]
    if len(values) == 4:
        values = [(1 - values[at]) * (1 - values[3]) for at in range(3)]
    if len(values) == 3:
        return 1 - sum(share * value for share, value in zip(LIGHTNESS, values, strict=True))
    return 1 - values[0]


def _settled(darkness: float) -> float:
    """Return black for all that a letter or a line can be but white."""
    return 0.0 if darkness <= 0.2 else 1.0


def _thickened(numbers: list[float], matrix: Matrix) -> list[float]:
    """Return a rectangle that is at least as thick as the thinnest line, about its own middle."""
    x, y, width, height = numbers
    least = THINNEST_PT / max(scale_of(matrix), SMALL)
    if 0 < abs(height) < least < abs(width):
        return [x, y - (least - abs(height)) / 2 if height > 0 else y - (abs(height) + least) / 2, width, least]
    if 0 < abs(width) < least < abs(height):
        return [x - (least - abs(width)) / 2 if width > 0 else x - (abs(width) + least) / 2, y, least, height]
    return numbers


def _dots(pdf: Pdf, darkness: float) -> Any:
    """Return a tiling pattern (ISO 32000-1, 8.7.3) of black dots, in rows on a slant, as dark as this."""
    # Dots spread on a copier; beyond the half it is paper that stays open between them.
    share = darkness**DOT_GAIN
    side = CELL_PT * (min(share, 1 - share) / 2) ** 0.5
    ground = f'0 g 0 0 {CELL_PT} {CELL_PT} re f 1 g' if share > 0.5 else '0 g'
    corners = (CELL_PT / 4 - side / 2, CELL_PT * 3 / 4 - side / 2)
    drawn = ground + ''.join(f' {at:.3f} {at:.3f} {side:.3f} {side:.3f} re f' for at in corners)
    pattern = pdf.make_stream(drawn.encode())
    entries = {
        'Type': Name.Pattern,
        'PatternType': 1,
        'PaintType': 1,
        'TilingType': 1,
        'BBox': Array([0, 0, CELL_PT, CELL_PT]),
        'XStep': CELL_PT,
        'YStep': CELL_PT,
        'Resources': Dictionary(),
    }
    for key, value in entries.items():
        pattern[f'/{key}'] = value
    return pattern


def _dither(stream: Any, width_pt: float) -> None:
    """Turn a picture into black dots on paper, as many as a copier can tell apart at its size."""
    from PIL import Image, ImageOps

    picture = pikepdf.PdfImage(stream).as_pil_image().convert('L')
    if '/SMask' in stream:
        mask = pikepdf.PdfImage(stream.SMask).as_pil_image().convert('L').resize(picture.size)
        picture = Image.composite(picture, Image.new('L', picture.size, 255), mask)
        del stream['/SMask']
    width = max(1, round(width_pt / 72 * DOTS_PER_INCH))
    size = (width, max(1, round(width * picture.height / picture.width)))
    dots = ImageOps.autocontrast(picture.resize(size, Image.Resampling.LANCZOS), cutoff=0.5).convert('1')
    stream.write(zlib.compress(dots.tobytes(), 9), filter=Name.FlateDecode)
    stream.Width, stream.Height, stream.BitsPerComponent = size[0], size[1], 1
    stream.ColorSpace = Name.DeviceGray
    for key in ('/Decode', '/DecodeParms', '/Mask', '/Interpolate'):
        if key in stream:
            del stream[key]
