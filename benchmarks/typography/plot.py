"""Draws hyphens against unevenness: a row for each word space, a panel for each text, a point for each setter."""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from math import ceil

from measure import Figures

PANEL, GAP, LEFT, LEGEND, TOP, BOTTOM = 260, 34, 62, 52, 122, 66
# From the top of one row of panels to that of the next.
ROW = PANEL + 96
INK, FAINT, ACCENT, PAPER = '#1b1a17', '#8a847a', '#9b1c1c', '#fffdf8'
CIRCLE, SQUARE = 'M-5 0a5 5 0 1 0 10 0a5 5 0 1 0 -10 0z', 'M-4.5 -4.5h9v9h-9z'
TRIANGLE, DIAMOND = 'M0 -5.5L5.5 4.5H-5.5z', 'M0 -6L6 0L0 6L-6 0z'
# The mark of each setter: its shape, its colour, and whether it is filled.
MARKS = {
    'WeasyPrint': (DIAMOND, INK, False),
    'XeLaTeX': (SQUARE, INK, False),
    'XeLaTeX + microtype': (SQUARE, INK, True),
    'Typst': (TRIANGLE, INK, True),
    'chapbook': (CIRCLE, ACCENT, True),
}
STYLE = f'font-family="EB Garamond, Georgia, serif" font-size="14" fill="{INK}"'


# The figures by word space, text and setter.
Results = dict[str, dict[str, dict[str, Figures]]]


@dataclass(frozen=True, slots=True)
class Scale:
    """What a side of a panel stands for: the most hyphens, in per cent, and the most variation of spaces."""

    most_hyphens: int
    most_cv: float

    def x(self, hyphens: float) -> float:
        """Return how far right in its panel a share of hyphens stands."""
        return PANEL * hyphens / self.most_hyphens

    def y(self, cv: float) -> float:
        """Return how far down in its panel a variation stands."""
        return PANEL * (1 - cv / self.most_cv)


def plot(results: Results) -> str:
    """Return the picture as SVG: a row of panels for each word space, a panel for each text."""
    every = [it for texts in results.values() for setters in texts.values() for it in setters.values()]
    scale = Scale(
        ceil(max(figures.hyphens for figures in every) / 10 + 0.2) * 10,
        ceil(max(figures.cv for figures in every) * 10 + 0.3) / 10,
    )
    width = LEFT + max(map(len, results.values())) * (PANEL + GAP) + 10
    height = TOP + (len(results) - 1) * ROW + PANEL + BOTTOM
    names = dict.fromkeys(setter for texts in results.values() for setters in texts.values() for setter in setters)
    rows = [_row(TOP + row * ROW, space, texts, scale) for row, (space, texts) in enumerate(results.items())]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" {STYLE}>\n'
        '<title>Lines that end in a hyphen against the unevenness of word spaces</title>\n'
        f'<rect width="{width}" height="{height}" fill="{PAPER}"/>\n'
        f'<text x="{LEFT}" y="24" font-size="17">Hyphens against uneven spaces: lower and further left is better'
        '</text>\n'
        + '\n'.join(_legend(list(names)) + rows)
        + f'\n<text x="{LEFT}" y="{height - 16}">across: lines that end in a hyphen, per cent; '
        'up: variation of the width of word spaces from line to line</text>\n</svg>\n'
    )


def _row(top: int, space: str, texts: dict[str, dict[str, Figures]], scale: Scale) -> str:
    """Return the panels of one word space, side by side, what it is above them."""
    drawn = [f'<text x="{LEFT}" y="{top - 34}" font-size="15">{escape(space[0].upper() + space[1:])}</text>']
    for column, (text, setters) in enumerate(texts.items()):
        drawn.append(f'<g transform="translate({LEFT + column * (PANEL + GAP)} {top})">')
        drawn += [*_panel(text, setters, scale), '</g>']
    return '\n'.join(drawn)


def _panel(name: str, setters: dict[str, Figures], scale: Scale) -> Iterator[str]:
    """Yield the grid of a panel and the marks in it, from its own upper left corner."""
    yield f'<text y="-12" font-style="italic">{escape(name)}</text>'
    for step in range(0, scale.most_hyphens + 1, 10):
        x = scale.x(step)
        yield f'<path d="M{x:.1f} 0V{PANEL}" stroke="{FAINT}" stroke-width="0.4"/>'
        yield f'<text x="{x:.1f}" y="{PANEL + 18}" text-anchor="middle" font-size="12">{step}</text>'
    for step in range(round(scale.most_cv * 10) + 1):
        y = scale.y(step / 10)
        yield f'<path d="M0 {y:.1f}h{PANEL}" stroke="{FAINT}" stroke-width="0.4"/>'
        yield f'<text x="-6" y="{y + 4:.1f}" text-anchor="end" font-size="12">.{step}</text>'
    for setter, it in setters.items():
        yield _mark(setter, scale.x(it.hyphens), scale.y(it.cv))


def _mark(setter: str, x: float, y: float) -> str:
    """Return the mark of a setter, its middle at a place."""
    shape, colour, filled = MARKS[setter]
    paint = f'fill="{colour if filled else PAPER}" stroke="{colour}" stroke-width="1.5"'
    return f'<path transform="translate({x:.1f} {y:.1f})" d="{shape}" {paint}/>'


def _legend(setters: list[str]) -> list[str]:
    drawn, x = [], float(LEFT + 6)
    for setter in setters:
        drawn.append(_mark(setter, x, LEGEND - 4))
        drawn.append(f'<text x="{x + 11:.1f}" y="{LEGEND}">{escape(setter)}</text>')
        x += 40 + 7 * len(setter)
    return drawn
