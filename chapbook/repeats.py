"""Warnings that hold of several texts alike, told once: of the first in full, of the others how many there were."""

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from chapbook.problems import Place, Problem, Severity, note

if TYPE_CHECKING:
    from pathlib import Path


class Repeats:
    """What was told of whole texts so far."""

    def __init__(self) -> None:
        self._told: dict[tuple[Severity, str, str | None], Path] = {}
        self._again: Counter[Path] = Counter()

    def holds(self, problem: Problem) -> bool:
        """Tell whether a warning about a whole text was told of another in the same words; count it if it was."""
        place = problem.place
        # What stands in a line of the text itself is to be mended there.
        if place is None or place.page or (place.line or 1) > 1 or problem.severity is not Severity.WARNING:
            return False
        first = self._told.setdefault((problem.severity, problem.message, problem.hint), place.path)
        self._again[place.path] += first != place.path
        return first != place.path

    def rest(self) -> Iterator[Problem]:
        """Yield a note for each text of which such warnings hold."""
        for path, count in self._again.items():
            if count:
                what = 'a warning told above holds' if count == 1 else f'{count} warnings told above hold'
                yield note(f'{what} of this text, too', Place(path), '-v tells them in full')
