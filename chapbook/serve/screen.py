"""Draws QR codes in a terminal, two rows of modules in a line of letters."""

from collections.abc import Iterator

from chapbook.codes import QUIET, Code

# Black on white whatever the terminal’s colours are: not every telephone reads white on black.
BLACK_ON_WHITE, AS_BEFORE = '\x1b[38;5;16;48;5;231m', '\x1b[0m'
HALVES = {(False, False): ' ', (True, False): '▀', (False, True): '▄', (True, True): '█'}
BETWEEN = 3


def drawn(code: Code, *, coloured: bool) -> list[str]:
    """Return a code with its quiet zone as lines; without colours it is right where letters are light on dark."""
    side = code.modules + 2 * QUIET
    light = (False,) * side
    rows = [light] * QUIET + [(False,) * QUIET + row + (False,) * QUIET for row in code.rows] + [light] * (QUIET + 1)
    lines = []
    for upper, lower in zip(rows[0::2], rows[1::2], strict=False):
        line = ''.join(HALVES[above == coloured, below == coloured] for above, below in zip(upper, lower, strict=True))
        lines.append(f'{BLACK_ON_WHITE}{line}{AS_BEFORE}' if coloured else line)
    return lines


def beside(blocks: list[tuple[str, list[str]]], width: int) -> Iterator[str]:
    """Yield the lines of captioned codes, as many beside each other as a width in letters lets."""
    while blocks:
        fits = 1
        while fits < len(blocks) and sum(map(_width, blocks[: fits + 1])) + BETWEEN * fits <= width:
            fits += 1
        row, blocks = blocks[:fits], blocks[fits:]
        yield (' ' * BETWEEN).join(caption.ljust(_width((caption, lines))) for caption, lines in row).rstrip()
        for at in range(max(len(lines) for _, lines in row)):
            yield (' ' * BETWEEN).join(
                lines[at] if at < len(lines) else ' ' * _width((caption, lines)) for caption, lines in row
            )
        yield ''


def _width(block: tuple[str, list[str]]) -> int:
    caption, lines = block
    shown = lines[0].removeprefix(BLACK_ON_WHITE).removesuffix(AS_BEFORE) if lines else ''
    return max(len(caption), len(shown))
