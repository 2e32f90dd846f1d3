"""Where a stream is while it is rewritten for a copier: what it fills with, through what, and the path it is at."""

from dataclasses import dataclass, field, replace
from typing import Any

from pikepdf import Operator

from chapbook.editions.copier.operators import FILLS, Instruction, darkness_of, thickened
from chapbook.preflight.matrix import IDENTITY, Matrix, moved, moved_box, times


@dataclass(frozen=True, slots=True)
class State:
    """The state of a stream while it is read: where it draws, how dark it fills, and what the new stream fills with.

    `pattern` is what it fills with instead of a colour, `alpha` how opaque, and `masks` are the states that let only a
    part of it through, each with the matrix it was set under.
    """

    matrix: Matrix = IDENTITY
    darkness: float = 1.0
    now: float = 1.0
    pattern: str = ''
    alpha: float = 1.0
    masks: tuple[tuple[str, Matrix], ...] = ()


@dataclass(slots=True)
class Stream:
    """A stream that is rewritten: what it names, the matrix it begins with, how deep it lies, the path it is at."""

    resources: Any
    base: Matrix = IDENTITY
    depth: int = 0
    path: list[Instruction] = field(default_factory=list)
    points: list[tuple[float, float]] = field(default_factory=list)


def after(state: State, kept: list[State], operands: list[Any], operator: str) -> State:
    """Return the state after an operator; `kept` holds those that were put aside."""
    if operator == 'q':
        kept.append(state)
    elif operator == 'Q' and kept:
        return kept.pop()
    elif operator == 'cm':
        inner = tuple(map(float, operands))
        return replace(state, matrix=times(inner, state.matrix))  # type: ignore[arg-type]
    elif operator in FILLS:
        darkness = darkness_of(operands)
        return replace(state, darkness=darkness or 0.0, pattern=str(operands[-1]) if darkness is None else '')
    return state


def add(stream: Stream, state: State, operands: list[Any], operator: Operator) -> None:
    """Put an operator to the path of a stream, and note where it leads."""
    values = [float(each) for each in operands]
    if str(operator) == 're':
        values = thickened(values, state.matrix)
        x, y, width, height = values
        stream.points += [moved(state.matrix, *at) for at in ((x, y), (x + width, y), (x, y + height))]
        stream.points.append(moved(state.matrix, x + width, y + height))
    else:
        stream.points += [moved(state.matrix, *at) for at in zip(values[::2], values[1::2], strict=True)]
    stream.path.append(([*values], operator))


def corners(operands: list[Any], stream: Stream, state: State) -> list[tuple[float, float]]:
    """Return two corners of what is drawn by its name: a picture fills the unit square, a form its box."""
    thing: Any = stream.resources.get('/XObject', {}).get(str(operands[0]), {})
    box = thing.get('/BBox', (0, 0, 1, 1)) if thing.get('/Subtype') == '/Form' else (0, 0, 1, 1)
    left, bottom, right, top = moved_box(state.matrix, *(float(edge) for edge in box))
    return [(left, bottom), (right, top)]
