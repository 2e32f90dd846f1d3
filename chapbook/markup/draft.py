"""The state of a text between Markdown and Book."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml.etree import _Element

from chapbook.problems import Problem
from chapbook.project import Manuscript, SourceFile


@dataclass(slots=True)
class Draft:
    """A text while it is being parsed: one tree a file, in order, and what was found wrong so far."""

    manuscript: Manuscript
    trees: list[tuple[SourceFile, _Element]] = field(default_factory=list)
    notes: list[tuple[SourceFile, _Element]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def all_trees(self) -> list[tuple[SourceFile, _Element]]:
        """The trees of the files and, once they are taken out of the flow, of the notes."""
        return self.trees + self.notes

    def elements(self, *tags: str) -> Iterator[tuple[SourceFile, _Element]]:
        """Yield every element of these tags with the file it came from, in reading order."""
        for source, tree in self.all_trees:
            for element in list(tree.iter(*tags)):
                yield source, element
