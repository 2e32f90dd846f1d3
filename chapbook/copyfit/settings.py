"""Settings of a page: size, leading, measure, lines and white, moved inside the limits that the theme’s tokens give."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from math import ceil, floor

from chapbook.lengths import POINTS, points

SIZE_STEP_PT = LEADING_STEP_PT = 0.25
MEASURE_STEP_MM = 1.0
# How much of what the measure takes or gives comes from the inner margin.
INNER_SHARE = 0.375
# Lengths are rounded somewhere: a page has this much more than its lines.
SLACK_PT = 0.05
# What keeps its proportion to the page, whatever its size.
MARGINS = ('measure', 'margin')
# What a move to its limit costs: readers see the white and the margin less than the measure, that less than the type.
WEIGHTS = {'section': 0.6, 'margin': 0.8, 'measure': 1.0, 'leading': 1.3, 'size': 1.7}


@dataclass(frozen=True, slots=True)
class Setting:
    """One way to set the text of a page: type in points, the measure in mm, its lines, and lines before a section."""

    size_pt: float
    leading_pt: float
    measure_mm: float
    lines: int
    section: int


@dataclass(frozen=True, slots=True)
class Room:
    """How a page is set by its theme, and how far each of that may be moved."""

    usual: Setting
    tokens: dict[str, str]

    @classmethod
    def of(cls, tokens: dict[str, str]) -> 'Room':
        """Return the room that the tokens of a page give."""
        leading_pt = points(tokens['--leading'])
        width, inner, outer = (points(tokens[f'--{name}']) for name in ('page-width', 'margin-inner', 'margin-outer'))
        section = round(points(tokens['--section-space']) / leading_pt)
        lines = floor(_height_pt(tokens) / leading_pt)
        measure_mm = (width - inner - outer) / POINTS['mm']
        return cls(Setting(points(tokens['--size']), leading_pt, measure_mm, lines, section), tokens)

    @property
    def white(self) -> int:
        """By how many lines the white between blocks may grow on pages that are short."""
        return int(self.tokens['--fit-white'])

    def settings(self) -> Iterator[tuple[float, Setting]]:
        """Yield every setting inside the limits with what it costs, the usual one, which costs nothing, first."""
        usual = self.usual
        yield 0.0, usual
        sizes = _steps(usual.size_pt, self._limit('size'), SIZE_STEP_PT, points(self.tokens['--fit-smallest']))
        leadings = _steps(usual.leading_pt, self._limit('leading'), LEADING_STEP_PT)
        measures = _steps(usual.measure_mm, self._limit('measure') / POINTS['mm'], MEASURE_STEP_MM)
        whites = [usual.section + by for by in (-1, 0, 1) if usual.section + by > 0]
        for size_pt, leading_pt, measure_mm, section in product(sizes, leadings, measures, whites):
            if not self._is_readable(size_pt, leading_pt):
                continue
            for lines in self._lines(leading_pt):
                setting = Setting(size_pt, leading_pt, measure_mm, lines, section)
                if setting != usual:
                    yield self.cost(setting), setting

    def cost(self, setting: Setting) -> float:
        """Return how much of a change a setting is: many small moves are less of one than a large one."""
        usual = self.usual
        height_pt = setting.lines * setting.leading_pt - usual.lines * usual.leading_pt
        moves = {
            'section': float(setting.section - usual.section),
            'margin': height_pt / (self._limit('margin') or 1.0),
            'measure': (setting.measure_mm - usual.measure_mm) * POINTS['mm'] / (self._limit('measure') or 1.0),
            'leading': (setting.leading_pt - usual.leading_pt) / (self._limit('leading') or 1.0),
            'size': (setting.size_pt - usual.size_pt) / (self._limit('size') or 1.0),
        }
        return sum((WEIGHTS[name] * by) ** 2 for name, by in moves.items())

    def overrides(self, setting: Setting) -> dict[str, str]:
        """Return the tokens that set a page so."""
        if setting == self.usual:
            return {}
        tokens, leading_pt = self.tokens, setting.leading_pt
        wider_pt = (setting.measure_mm - self.usual.measure_mm) * POINTS['mm']
        bottom_pt = points(tokens['--margin-bottom']) + _height_pt(tokens) - setting.lines * leading_pt - SLACK_PT
        share = setting.size_pt / self.usual.size_pt
        lengths = {
            'size': setting.size_pt,
            'leading': leading_pt,
            'half-leading': leading_pt / 2,
            'two-leadings': leading_pt * 2,
            'size-small': points(tokens['--size-small']) * share,
            'size-section': points(tokens['--size-section']) * share,
            'size-pullquote': points(tokens['--size-pullquote']) * share,
            'section-space': setting.section * leading_pt,
            'margin-inner': points(tokens['--margin-inner']) - wider_pt * INNER_SHARE,
            'margin-outer': points(tokens['--margin-outer']) - wider_pt * (1 - INNER_SHARE),
            'margin-bottom': bottom_pt,
        }
        return {'--lines': str(setting.lines), **{f'--{name}': f'{length:.4f}pt' for name, length in lengths.items()}}

    def moved(self, setting: Setting) -> str:
        """Return in words what a setting moves."""
        usual = self.usual
        said = [
            _move('size', usual.size_pt, setting.size_pt, 'pt'),
            _move('leading', usual.leading_pt, setting.leading_pt, 'pt'),
            _move('measure', usual.measure_mm, setting.measure_mm, 'mm'),
            _move('lines on a page', usual.lines, setting.lines),
            _move('lines before a section', usual.section, setting.section),
        ]
        return ', '.join(filter(None, said)) or 'nothing'

    def _limit(self, name: str) -> float:
        share = float(self.tokens['--scale']) if name in MARGINS else 1.0
        return points(self.tokens[f'--fit-{name}']) * share

    def _is_readable(self, size_pt: float, leading_pt: float) -> bool:
        least, most = (float(self.tokens[f'--fit-leading-{name}']) for name in ('least', 'most'))
        usual = self.usual.leading_pt / self.usual.size_pt
        return min(least, usual) <= leading_pt / size_pt <= max(most, usual)

    def _lines(self, leading_pt: float) -> Iterator[int]:
        """Yield how many lines a page may have, by what the margin at its foot may give."""
        usual_pt, margin_pt = self.usual.lines * self.usual.leading_pt, self._limit('margin')
        yield from range(ceil((usual_pt - margin_pt) / leading_pt), floor((usual_pt + margin_pt) / leading_pt) + 1)


def _height_pt(tokens: dict[str, str]) -> float:
    page, top, bottom = (points(tokens[f'--{name}']) for name in ('page-height', 'margin-top', 'margin-bottom'))
    return page - top - bottom


def _steps(usual: float, limit: float, step: float, least: float = 0.0) -> list[float]:
    """Return what a length may be moved to, in steps, the usual one among them."""
    count = floor(limit / step + 1e-6)
    moved = (usual + number * step for number in range(-count, count + 1))
    return [length for length in moved if length >= min(least, usual)]


def _move(name: str, before: float, after: float, unit: str = '') -> str:
    if abs(before - after) < 1e-6:
        return ''
    return f'{name} {round(before, 2):g} → {round(after, 2):g} {unit}'.rstrip()
