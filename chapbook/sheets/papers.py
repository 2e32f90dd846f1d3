"""Papers: what sheets there are, and which of them would do."""

import re
from dataclasses import dataclass

from chapbook.problems import UsageError, did_you_mean, error

POINTS_PER_MM = 72 / 25.4
# Sizes rounded to whole points or millimetres still count as fitting.
FITTING_MM = 0.5


@dataclass(frozen=True, slots=True)
class Paper:
    """A sheet of paper as it lies: its name, how wide it is, how high."""

    name: str
    width_mm: float
    height_mm: float

    def __str__(self) -> str:
        return f'{self.name} ({millimetres(self.width_mm, self.height_mm)})'

    def turned(self) -> 'Paper':
        """Return the same paper lying the other way."""
        return Paper(self.name, self.height_mm, self.width_mm)

    def holds(self, width_mm: float, height_mm: float) -> bool:
        """Return whether something of this size lies on it."""
        return width_mm <= self.width_mm + FITTING_MM and height_mm <= self.height_mm + FITTING_MM


# They lie wide, as for folding once.
PAPERS = {
    paper.name.lower(): paper
    for paper in (
        Paper('A4', 297, 210),
        Paper('Letter', 279.4, 215.9),
        Paper('Legal', 355.6, 215.9),
        Paper('A3', 420, 297),
        Paper('Tabloid', 431.8, 279.4),
        Paper('SRA3', 450, 320),
    )
}


def larger(width_mm: float, height_mm: float) -> str:
    """Return which papers would do: more than one, for nobody has both A3 and Tabloid."""
    fitting = [paper.name for paper in PAPERS.values() if lying(paper, width_mm, height_mm)]
    if not fitting:
        return f'paper of at least {millimetres(width_mm, height_mm)} would do'
    return f'{" or ".join(fitting)} would do'


def lying(paper: Paper, width_mm: float, height_mm: float) -> Paper | None:
    """Return the paper lying so that it holds this, as it is listed if it can; None if neither way does."""
    return next((way for way in (paper, paper.turned()) if way.holds(width_mm, height_mm)), None)


def millimetres(width_mm: float, height_mm: float) -> str:
    """Return a size in words."""
    return f'{round(width_mm, 1):g} × {round(height_mm, 1):g} mm'


def paper(words: str) -> Paper:
    """Return the paper of this name, or of this size: `A4`, `sra3`, `320x450` in millimetres; it lies wide.

    Raises UsageError for a name that is not in the table and a size that is none.
    """
    if known := PAPERS.get(words.lower()):
        return known
    size = re.fullmatch(r'(\d{2,4}(?:\.\d+)?)\s*[x×]\s*(\d{2,4}(?:\.\d+)?)(?:\s*mm)?', words.lower())
    if not size:
        names = [paper.name for paper in PAPERS.values()]
        hint = did_you_mean(words, names) or f'there are: {", ".join(names)}, or any size in mm, such as 320x450'
        raise UsageError(error(f'there is no paper “{words}”', hint=hint))
    high, wide = sorted((float(size[1]), float(size[2])))
    return Paper('paper', wide, high)
