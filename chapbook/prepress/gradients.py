"""Gradients in inks, or in grey where they are part of a mask: ISO 32000-1, 7.10 and 8.7.4.5."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

from pikepdf import Array, Dictionary, Name

from chapbook.prepress.colours import Inks, is_grey, lightness

# Steps of a gradient that each go through the profile of the press; between them inks are mixed.
STEPS = 16
INTERPOLATED, STITCHED = 2, 3
RIGHT = ('/DeviceCMYK', '/DeviceGray')
KINDS = (2, 3)

Colour = list[float]
Turn = Callable[[Colour], tuple[float, ...]]


class UnknownError(ValueError):
    """A gradient that is of no kind known here: it is not guessed at."""


def ink(shading: Any, inks: Inks) -> None:
    """Turn a gradient from red, green and blue into inks, step by step; one from grey to grey into black alone."""
    if shading.get('/ColorSpace') in RIGHT:
        return
    leaves = _checked(shading)
    grey = all(is_grey(colour[0], colour[1], colour[2]) for leaf in leaves for colour in _ends(leaf))
    shading.ColorSpace = Name.DeviceCMYK
    for leaf in leaves:
        if grey:
            _turn(leaf, lambda colour: inks.of_grey(sum(colour) / 3))
        else:
            _sample(leaf, lambda colour: inks.of_colour(colour[0], colour[1], colour[2]))


def grey(shading: Any) -> None:
    """Turn a gradient into how light it is."""
    if shading.get('/ColorSpace') == '/DeviceGray':
        return
    leaves = _checked(shading)
    shading.ColorSpace = Name.DeviceGray
    for leaf in leaves:
        _turn(leaf, lambda colour: (lightness(colour),))


def _checked(shading: Any) -> list[Any]:
    """Return the functions that a gradient’s colours lie in; raises UnknownError for one that is not understood."""
    if not _is_rgb(shading.get('/ColorSpace')) or int(shading.get('/ShadingType', 0)) not in KINDS:
        raise UnknownError
    leaves = list(_leaves(shading.Function))
    if '/Background' in shading:
        del shading['/Background']
    return leaves


def _is_rgb(space: Any) -> bool:
    """Tell whether a space is red, green and blue; PDF/A has it by the profile of sRGB."""
    by_profile = isinstance(space, Array) and len(space) == 2 and space[0] == '/ICCBased'
    return space == '/DeviceRGB' or (by_profile and int(space[1].get('/N', 0)) == 3)


def _leaves(function: Any) -> Iterator[Any]:
    kind = int(function.get('/FunctionType', -1)) if isinstance(function, Dictionary) else -1
    if kind == STITCHED:
        for inner in function.Functions:
            yield from _leaves(inner)
    elif kind == INTERPOLATED and len(function.get('/C0', ())) == len(function.get('/C1', ())) == 3:
        yield function
    else:
        raise UnknownError


def _ends(leaf: Any) -> tuple[Colour, Colour]:
    return [float(part) for part in leaf.C0], [float(part) for part in leaf.C1]


def _turn(leaf: Any, turn: Turn) -> None:
    """Turn both ends of a gradient that is then mixed as it was."""
    leaf.C0, leaf.C1 = (Array([round(part, 4) for part in turn(end)]) for end in _ends(leaf))
    if '/Range' in leaf:
        del leaf['/Range']


def _sample(leaf: Any, turn: Turn) -> None:
    """Turn a gradient in steps: what lies between two colours of a screen is not what lies between their inks."""
    begin, end = _ends(leaf)
    if begin == end:
        _turn(leaf, turn)
        return
    exponent = float(leaf.get('/N', 1))
    shares = [(at / STEPS) ** exponent for at in range(STEPS + 1)]
    steps = [turn([one + (other - one) * share for one, other in zip(begin, end, strict=True)]) for share in shares]
    ends = [[round(part, 4) for part in step] for step in steps]
    pieces = [Dictionary(FunctionType=INTERPOLATED, Domain=Array([0, 1]), C0=Array(one), C1=Array(other), N=1)
              for one, other in pairwise(ends)]  # fmt: skip
    for key in ('/C0', '/C1', '/N', '/Range'):
        if key in leaf:
            del leaf[key]
    low, high = (float(limit) for limit in leaf.Domain)
    leaf.FunctionType = STITCHED
    leaf.Functions = Array(pieces)
    leaf.Bounds = Array([round(low + (high - low) * at / STEPS, 6) for at in range(1, STEPS)])
    leaf.Encode = Array([0, 1] * STEPS)
