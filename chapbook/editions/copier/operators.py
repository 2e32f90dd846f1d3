"""Operators of a page as a copier likes them: colours black or white, lines and rules no thinner than it sees."""

from typing import Any

import pikepdf
from pikepdf import Name, Operator

from chapbook.preflight.matrix import Matrix, scale_of

# The thinnest line that comes off, in points.
THINNEST_PT = 0.75
# How light red, green and blue are, of one: ITU-R BT.601.
LIGHTNESS = (0.299, 0.587, 0.114)
FILLS, STROKES = frozenset(('g', 'rg', 'k', 'sc', 'scn')), frozenset(('G', 'RG', 'K', 'SC', 'SCN'))
SMALL = 1e-6
Instruction = tuple[list[Any], Operator]


def copied(operands: list[Any], operator: Operator, matrix: Matrix) -> Instruction | None:
    """Return an instruction for a copier: lines thick and black; None for colours, which are said when used."""
    name = str(operator)
    if name in STROKES:
        darkness = darkness_of(operands)
        return [1 if darkness is not None and not settled(darkness) else 0], Operator('G')
    if name in FILLS or name in ('cs', 'CS'):
        return None
    if name == 'w':
        return [max(float(operands[0]), THINNEST_PT / max(scale_of(matrix), SMALL))], operator
    return operands, operator


def numbers(matrix: Matrix) -> str:
    """Return a matrix as the operands of `cm`."""
    return ' '.join(f'{part:.6f}' for part in matrix)


def written(instructions: list[Instruction]) -> bytes:
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


def darkness_of(operands: list[Any]) -> float | None:
    """Return how dark a colour of one, three or four components is, from 0 to 1; None for a pattern."""
    if not operands or isinstance(operands[-1], Name):
        return None
    values = [float(each) for each in operands]
    if max(map(abs, values)) > 1:
        # None but CIE L*a*b* has numbers so large: its first says how light a colour is, from 0 to 100.
        return 1 - values[0] / 100
    if len(values) == 4:
        values = [(1 - values[at]) * (1 - values[3]) for at in range(3)]
    if len(values) == 3:
        return 1 - sum(share * value for share, value in zip(LIGHTNESS, values, strict=True))
    return 1 - values[0]


def settled(darkness: float) -> float:
    """Return black for all that a letter or a line can be but white."""
    return 0.0 if darkness <= 0.2 else 1.0


def thickened(numbers: list[float], matrix: Matrix) -> list[float]:
    """Return a rectangle that is at least as thick as the thinnest line, about its own middle."""
    x, y, width, height = numbers
    least = THINNEST_PT / max(scale_of(matrix), SMALL)
    if 0 < abs(height) < least < abs(width):
        return [x, y - (least - abs(height)) / 2 if height > 0 else y - (abs(height) + least) / 2, width, least]
    if 0 < abs(width) < least < abs(height):
        return [x - (least - abs(width)) / 2 if width > 0 else x - (abs(width) + least) / 2, y, least, height]
    return numbers
