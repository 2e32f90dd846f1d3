"""Draws hyphens against unevenness: a panel for each text, a point for each setter, the better the lower and lefter."""

from html import escape
from math import ceil

from measure import Figures

PANEL, GAP, LEFT, LEGEND, TOP, BOTTOM = 260, 34, 62, 52, 92, 66
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


def plot(results: dict[str, dict[str, Figures]]) -> str:
    """Return the picture as SVG of the figures by text and setter."""
    every = [figures for setters in results.values() for figures in setters.values()]
    most_hyphens = ceil(max(figures.hyphens for figures in every) / 10 + 0.2) * 10
    most_cv = ceil(max(figures.cv for figures in every) * 10 + 0.3) / 10
    width = LEFT + len(results) * (PANEL + GAP) + 10
    height = TOP + PANEL + BOTTOM
    panels = [
        _panel(LEFT + number * (PANEL + GAP), name, setters, most_hyphens, most_cv)
        for number, (name, setters) in enumerate(results.items())
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" {STYLE}>\n'
        '<title>Lines that end in a hyphen against the unevenness of word spaces</title>\n'
        f'<rect width="{width}" height="{height}" fill="{PAPER}"/>\n'
        f'<text x="{LEFT}" y="24" font-size="17">Hyphens against uneven spaces: lower and further left is better'
        '</text>\n'
        + '\n'.join(_legend(list(dict.fromkeys(each for setters in results.values() for each in setters))) + panels)
        + f'\n<text x="{LEFT}" y="{height - 16}">across: lines that end in a hyphen, per cent; '
        'up: variation of the width of word spaces from line to line</text>\n</svg>\n'
    )


def _panel(left: int, name: str, setters: dict[str, Figures], most_hyphens: int, most_cv: float) -> str:
    bottom = TOP + PANEL
    drawn = [f'<text x="{left}" y="{TOP - 12}" font-style="italic">{escape(name)}</text>']
    for step in range(0, most_hyphens + 1, 10):
        x = left + PANEL * step / most_hyphens
        drawn.append(f'<path d="M{x:.1f} {TOP}V{bottom}" stroke="{FAINT}" stroke-width="0.4"/>')
        drawn.append(f'<text x="{x:.1f}" y="{bottom + 18}" text-anchor="middle" font-size="12">{step}</text>')
    for step in range(round(most_cv * 10) + 1):
        y = bottom - PANEL * step / 10 / most_cv
        drawn.append(f'<path d="M{left} {y:.1f}h{PANEL}" stroke="{FAINT}" stroke-width="0.4"/>')
        drawn.append(f'<text x="{left - 6}" y="{y + 4:.1f}" text-anchor="end" font-size="12">.{step}</text>')
    drawn += _points(left, setters, most_hyphens, most_cv)
    return '\n'.join(drawn)


def _points(left: int, setters: dict[str, Figures], most_hyphens: int, most_cv: float) -> list[str]:
    return [
        _mark(setter, left + PANEL * it.hyphens / most_hyphens, TOP + PANEL * (1 - it.cv / most_cv))
        for setter, it in setters.items()
    ]


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
