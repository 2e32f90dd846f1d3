"""Walks along the operators of a page, each by the row of a table: ISO 32000-1, annex A."""

from copy import copy
from typing import Any

import pikepdf

from chapbook.preflight import matrix
from chapbook.preflight.colours import CMYK, GREY, RGB, Colour, Space, colour, first_colour, read_space
from chapbook.preflight.fonts import NO_FONT, Font, read_font
from chapbook.preflight.matrix import EVERYWHERE, IDENTITY, Matrix, times
from chapbook.preflight.painting import State, Step, Walk
from chapbook.preflight.patterns import space_of_pattern, space_of_shading


def walk(page: Any, ctm: Matrix, fonts: dict[tuple[int, int], Font], forms: dict[tuple[int, int], list[Any]]) -> Walk:
    """Return a walk along a page; `ctm` brings its space to mm."""
    walked = Walk(State(ctm), STEPS, fonts, forms)
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
        if _names_pattern(operands):
            state.fill = Colour(space_of_pattern(operands[-1], walked.resources), (), state.fill_alpha)
            return
        state.fill = colour(state.fill_space, _components(operands), state.fill_alpha)

    return step


def _stroke(space: Space | None) -> Step:
    def step(walked: Walk, operands: Any) -> None:
        state = walked.state
        state.stroke_space = space or state.stroke_space
        if _names_pattern(operands):
            state.stroke = Colour(space_of_pattern(operands[-1], walked.resources), (), state.stroke_alpha)
            return
        state.stroke = colour(state.stroke_space, _components(operands), state.stroke_alpha)

    return step


def _names_pattern(operands: Any) -> bool:
    return bool(len(operands)) and isinstance(operands[-1], pikepdf.Name)


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
    """Show strings with small moves between them as one, up to a move that is larger than a space."""
    size, upright = walked.state.size, walked.state.font.upright
    # Lines are kerned letter by letter: the strings are put together, and the moves between them added up.
    strings, moves, after = list[bytes](), 0.0, 0.0
    for part in operands[0]:
        if isinstance(part, pikepdf.String):
            strings.append(bytes(part))
            moves, after = moves + after, 0.0
            continue
        by = -float(part) / 1000 * size
        if upright or abs(by) > abs(size):
            walked.show(b''.join(strings), moves, after)
            walked.move(0.0, by) if upright else walked.move(by * walked.state.stretch, 0.0)
            strings, moves, after = [], 0.0, 0.0
        else:
            after += by
    walked.show(b''.join(strings), moves, after)


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


def _shade(walked: Walk, operands: Any) -> None:
    clip = walked.state.clip
    if clip != EVERYWHERE:
        space = space_of_shading(operands[0], walked.resources)
        walked.shape(clip, Colour(space, (), walked.state.fill_alpha), None)


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
