"""Tags: the structure elements of a PDF to be (ISO 32000-1, 14.7.2), before they are written."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True, eq=False)
class Content:
    """Marked content on one page: its identifier there."""

    page: int
    mcid: int


@dataclass(slots=True, eq=False)
class Annotation:
    """A link on one page: an annotation for each of its boxes."""

    page: int
    dictionaries: list[Any]


@dataclass(slots=True, eq=False)
class Tag:
    """One structure element to be: its type, what it holds in reading order, and more entries of its dictionary."""

    type: str
    parent: 'Tag | None' = None
    kids: 'list[Tag | Content | Annotation]' = field(default_factory=list)
    entries: dict[str, Any] = field(default_factory=dict)

    def add(self, type_: str) -> 'Tag':
        """Return a new tag at the end of this one."""
        child = Tag(type_, self)
        self.kids.append(child)
        return child

    def add_after(self, type_: str) -> 'Tag':
        """Return a new tag that follows this one and the notes already put there."""
        assert self.parent is not None  # noqa: S101 - the root is never spoken whole
        place = next(number for number, kid in enumerate(self.parent.kids) if kid is self) + 1
        while place < len(self.parent.kids) and getattr(self.parent.kids[place], 'type', '') == 'Note':
            place += 1
        child = Tag(type_, self.parent)
        self.parent.kids.insert(place, child)
        return child
