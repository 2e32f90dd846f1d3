"""What patterns and gradients are painted with: whether any of it is red, green and blue (ISO 32000-1, 8.7)."""

from collections.abc import Iterator
from typing import Any

import pikepdf

from chapbook.preflight.colours import RGB, Space, read_space

# A pattern whose paint is its own; what it is made of stands where other spaces have their colorants.
PATTERN, PATTERN_RGB = Space('pattern'), Space('pattern', ('rgb',))
RGB_OPERATORS = frozenset(('rg', 'RG'))
DEEPEST = 6


def space_of_shading(name: Any, resources: Any) -> Space:
    """Return the space of a gradient that is painted by its name."""
    shading = resources.get('/Shading', {}).get(str(name))
    return PATTERN_RGB if shading is not None and _is_rgb(shading.get('/ColorSpace'), resources) else PATTERN


def space_of_pattern(name: Any, resources: Any) -> Space:
    """Return the space of a pattern that is painted with by its name: a gradient, or a tile of anything."""
    pattern = resources.get('/Pattern', {}).get(str(name))
    if pattern is None:
        return PATTERN
    if '/Shading' in pattern:
        return PATTERN_RGB if _is_rgb(pattern.Shading.get('/ColorSpace'), resources) else PATTERN
    return PATTERN_RGB if any(_painted_in_rgb(pattern, 0)) else PATTERN


def _painted_in_rgb(stream: Any, depth: int) -> Iterator[bool]:
    """Yield of all that a stream paints with whether it is red, green and blue."""
    if not isinstance(stream, pikepdf.Stream) or depth > DEEPEST:
        return
    if stream.get('/Subtype') == '/Image':
        yield _is_rgb(stream.get('/ColorSpace'), {})
        return
    resources: Any = stream.get('/Resources', {})
    for shading in resources.get('/Shading', {}).values():
        yield _is_rgb(shading.get('/ColorSpace'), resources)
    for instruction in pikepdf.parse_content_stream(stream):
        yield str(instruction.operator) in RGB_OPERATORS
    masks = {state.SMask.G.objgen for state in resources.get('/ExtGState', {}).values()
             if isinstance(state.get('/SMask'), pikepdf.Dictionary)}  # fmt: skip
    for drawn in resources.get('/XObject', {}).values():
        # Masks paint nothing.
        yield from () if drawn.objgen in masks else _painted_in_rgb(drawn, depth + 1)


def _is_rgb(space: Any, resources: Any) -> bool:
    return space is not None and read_space(space, resources) == RGB
