"""The edition for a black-and-white copier: what a copier loses is taken from it before it can.

Letters and lines are black, tints are dots that a copier holds, thin lines are thicker, pictures are dithered in dots
of the size it can tell apart.
"""

import io
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pikepdf
from pikepdf import Dictionary, Name, Operator, Page, Pdf

from chapbook.editions.copier import dots
from chapbook.editions.copier.dots import Painting, Settings
from chapbook.editions.copier.operators import (
    SMALL,
    Instruction,
    copied,
    numbers,
    settled,
    written,
)
from chapbook.editions.copier.state import State, Stream, add, after, corners
from chapbook.preflight.matrix import IDENTITY, box_of, inverse, scale_of, times
from chapbook.prepress.streams import part

# How dark, of 1, a surface is that becomes black, and how light one that becomes paper.
BLACK_FROM, WHITE_TO = 0.75, 0.04
# How many steps of tint there are.
STEPS = 12
PATH = frozenset(('m', 'l', 'c', 'v', 'y', 'h', 're', 'W', 'W*'))
# What ends a path, and what is left of it where nothing is filled.
UNFILLED = {'f': 'n', 'F': 'n', 'f*': 'n', 'B': 'S', 'B*': 'S', 'b': 's', 'b*': 's'}
# What nothing is painted with once pages are rewritten.
UNPAINTED = ('/Shading', '/ColorSpace', '/ExtGState')
ENDS = frozenset((*UNFILLED, 'S', 's', 'n'))
WORDS = frozenset(('Tj', 'TJ', "'", '"'))
DEEPEST = 20


@dataclass(slots=True)
class Copier:
    """Rewrites the pages of a file for a copier; `sizes_pt` are the widths at which pictures are drawn."""

    pdf: Pdf
    settings: Settings
    sizes_pt: dict[tuple[int, int], float] = field(default_factory=dict)
    seen: set[tuple[int, int]] = field(default_factory=set)
    tints: dict[int, Any] = field(default_factory=dict)
    rewritten: list[Any] = field(default_factory=list)

    def page(self, page: Page) -> None:
        """Rewrite a page and all it draws."""
        page.contents_coalesce()
        stream = Stream(part(page.obj, '/Resources'))
        page.obj.Contents = self.pdf.make_stream(written(list(self._rewritten(page.obj.Contents, stream, State()))))

    def _rewritten(self, source: Any, stream: Stream, state: State) -> Iterator[Instruction]:
        """Yield the instructions of a stream for a copier."""
        self.rewritten.append(stream.resources)
        kept: list[State] = []
        for instruction in pikepdf.parse_content_stream(source):
            operands, name = [*instruction.operands], str(instruction.operator)
            state = after(state, kept, operands, name)
            if name == 'gs':
                state = self._with(state, str(operands[0]), stream)
            elif name in PATH:
                add(stream, state, operands, instruction.operator)
            elif name in ENDS:
                state = yield from self._end(stream, state, name)
            elif name == 'sh':
                yield from self._as_dots(f'{operands[0]} sh', stream, state, [])
            elif name == 'Do' and state.masks:
                yield from self._as_dots(f'{operands[0]} Do', stream, state, corners(operands, stream, state))
            else:
                if name == 'Do':
                    self._draw(str(operands[0]), stream, state)
                if name in WORDS or name == 'Do':
                    state = yield from self._filling(stream, state, is_word=name in WORDS)
                if kept_one := copied(operands, instruction.operator, state.matrix):
                    yield kept_one

    def forget(self) -> None:
        """Take out of what streams may name all that none paints any more: gradients, their patterns, opacity."""
        for resources in self.rewritten:
            for kind in (kind for kind in UNPAINTED if kind in resources):
                del resources[kind]
            patterns = resources.get('/Pattern', {})
            for name in [name for name in patterns if not name.startswith('/Tint')]:
                del patterns[name]

    def _with(self, state: State, name: str, stream: Stream) -> State:
        """Return the state with what a dictionary of graphics state says of opacity: ISO 32000-1, table 58."""
        said: Any = stream.resources.get('/ExtGState', {}).get(name, {})
        if '/ca' in said:
            state = replace(state, alpha=float(said.ca))
        mask = said.get('/SMask')
        if isinstance(mask, Dictionary):
            return replace(state, masks=((name, times(state.matrix, inverse(stream.base))),))
        return replace(state, masks=()) if mask is not None else state

    def _end(self, stream: Stream, state: State, name: str) -> Generator[Instruction, None, State]:
        """End a path: fill it black, white, or with dots; return the state after that."""
        path, points, stream.path, stream.points = stream.path, stream.points, [], []
        if name in UNFILLED and (state.pattern or state.masks) and state.alpha:
            yield [], Operator('q')
            yield from path
            yield [], Operator('W*' if name.endswith('*') else 'W')
            yield [], Operator('n')
            colour = f'/Pattern cs {state.pattern} scn' if state.pattern else f'{1 - state.darkness:.4f} g'
            drawn = f'{colour} {written(path).decode("latin-1")} f'
            yield from self._as_dots(drawn, stream, state, points)
            yield [], Operator('Q')
        elif name in UNFILLED and state.alpha:
            state = yield from self._filling(stream, state)
            yield from path
            yield [], Operator(name)
            return state
        yield from path
        yield [], Operator(UNFILLED.get(name, name))
        return state

    def _filling(self, stream: Stream, state: State, *, is_word: bool = False) -> Generator[Instruction, None, State]:
        """Yield what sets the filling, if it is not set yet: black, paper, dots between; return the state then."""
        darkness = state.darkness * state.alpha if not state.pattern else 1.0
        wanted = settled(darkness) if is_word else darkness
        if wanted == state.now:
            return state
        if wanted >= BLACK_FROM or wanted <= WHITE_TO:
            yield [0 if wanted >= BLACK_FROM else 1], Operator('g')
        else:
            step = max(1, round(wanted * STEPS))
            if step not in self.tints:
                self.tints[step] = dots.tint(self.pdf, step / STEPS, self.settings)
            part(stream.resources, '/Pattern')[f'/Tint{step}'] = self.tints[step]
            yield [Name.Pattern], Operator('cs')
            yield [Name(f'/Tint{step}')], Operator('scn')
        return replace(state, now=wanted)

    def _as_dots(
        self, drawn: str, stream: Stream, state: State, points: list[tuple[float, float]]
    ) -> Iterator[Instruction]:
        """Yield what paints a gradient, a pattern or something masked as a picture; without points on all of a page."""
        if scale_of(state.matrix) < SMALL:
            return
        local = times(state.matrix, inverse(stream.base))
        masks = (f'{numbers(at)} cm {name} gs {numbers(inverse(at))} cm ' for name, at in state.masks)
        begun = ''.join(masks)
        painting = Painting(f'{begun}{numbers(local)} cm {drawn}', stream.resources, stream.base)
        page: Any = self.pdf.pages[0]
        box = box_of(points) if points else tuple(float(edge) for edge in page.mediabox)
        made = dots.painted(self.pdf, painting, box, self.settings)  # type: ignore[arg-type]
        if made is None:
            return
        image, (left, bottom, right, top) = made
        name = f'/Dots{len(part(stream.resources, "/XObject"))}'
        stream.resources.XObject[name] = image
        yield [], Operator('q')
        yield [*map(float, inverse(state.matrix))], Operator('cm')
        yield [right - left, 0, 0, top - bottom, left, bottom], Operator('cm')
        yield [Name(name)], Operator('Do')
        yield [], Operator('Q')

    def _draw(self, name: str, stream: Stream, state: State) -> None:
        """Rewrite what is drawn by its name, or note how large a picture comes out."""
        thing = stream.resources.get('/XObject', {}).get(name)
        if thing is None or stream.depth > DEEPEST:
            return
        matrix = state.matrix
        if thing.get('/Subtype') == '/Image':
            width = (matrix[0] ** 2 + matrix[1] ** 2) ** 0.5
            self.sizes_pt[thing.objgen] = max(width, self.sizes_pt.get(thing.objgen, 0))
        elif thing.objgen not in self.seen:
            self.seen.add(thing.objgen)
            inner = tuple(float(each) for each in thing.get('/Matrix', IDENTITY))
            base = times(inner, matrix)  # type: ignore[arg-type]
            # What it is filled with at first is up to who draws it, so it says it itself.
            state = replace(state, matrix=base, now=-1.0)
            own = Stream(part(thing, '/Resources'), base, stream.depth + 1)
            thing.write(written(list(self._rewritten(thing, own, state))))


def for_copier(data: bytes, settings: Settings | None = None) -> bytes:
    """Return a page file as a copier likes it; its words, tags and links stay as they are."""
    settings = settings or Settings()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        copier = Copier(pdf, settings)
        for page in pdf.pages:
            copier.page(page)
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Stream) and thing.objgen in copier.sizes_pt:
                dots.picture(thing, copier.sizes_pt[thing.objgen], settings)
        copier.forget()
        pdf.remove_unreferenced_resources()
        buffer = io.BytesIO()
        pdf.save(buffer, deterministic_id=True)
        return buffer.getvalue()
