"""Where words stand in the source: found by their letters, whatever marks stand between them there."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from chapbook.check.words import letters
from chapbook.problems import Place
from chapbook.project import SourceFile

WORD = re.compile(r'\w+')
# How many words on each side are looked for together, the most telling first; marks and links may come between.
NEIGHBOURS = ((3, 4), (3, 1), (0, 4), (2, 1), (0, 2), (3, 0), (0, 1), (2, 0), (1, 0))


class Finder:
    """The letters of the sources, in one row, and the place that each word of it has."""

    def __init__(self, sources: Sequence[SourceFile]) -> None:
        self.sources = sources
        self.starts: list[int] = []
        self.places: list[tuple[SourceFile, int]] = []
        row: list[str] = []
        length = 0
        for source in sources:
            for match in WORD.finditer(source.body):
                self.starts.append(length)
                self.places.append((source, match.start()))
                row.append(letters(match[0]))
                length += len(row[-1])
        self.row = ''.join(row)

    def place_of(self, words: Sequence[str], position: int, *, in_order: bool) -> Place:
        """Return where the word at `position` of `words` stands; the first file alone where nothing like it is found.

        Of several places it is the one as far into the source as into `words`, if these are `in_order`.
        """
        near = position / len(words) * len(self.row) if words and in_order else 0
        for before, after in NEIGHBOURS:
            lead = letters(' '.join(words[max(0, position - before) : position]))
            key = lead + letters(' '.join(words[position : position + after]))
            found = self._nearest(key, near)
            if key and found is not None:
                return self._place(found + min(len(lead), len(key) - 1))
        return Place(self.sources[0].path)

    def find(self, words: str, fewest: int = 1) -> Place | None:
        """Return where words stand, None where they do not, or are fewer letters than `fewest`."""
        key = letters(words)
        start = self.row.find(key) if len(key) >= fewest else -1
        return None if start < 0 else self._place(start)

    def _nearest(self, key: str, near: float) -> int | None:
        """Return where in the row a string stands, where it stands more than once the nearest to `near`."""
        return min(self._all(key), key=lambda start: abs(start - near), default=None) if key else None

    def _all(self, key: str) -> Iterator[int]:
        start = self.row.find(key)
        while start >= 0:
            yield start
            start = self.row.find(key, start + 1)

    def _place(self, letter: int) -> Place:
        source, start = self.places[bisect_right(self.starts, letter) - 1]
        return Place(source.path, source.first_line + source.body.count('\n', 0, start))
