"""Papers: what sheets there are, and which of them would do."""

from dataclasses import dataclass

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
    )
}


def larger(width_mm: float, height_mm: float) -> str:
    """Return which papers would do: more than one, for nobody has both A3 and Tabloid."""
    fitting = [paper.name for paper in PAPERS.values() if paper.holds(width_mm, height_mm)]
    if not fitting:
        return f'use paper of at least {millimetres(width_mm, height_mm)}, or make the pages smaller'
    return f'{" or ".join(fitting)} would do'


def millimetres(width_mm: float, height_mm: float) -> str:
    """Return a size in words."""
    return f'{round(width_mm, 1):g} × {round(height_mm, 1):g} mm'
