"""The Book: one text, parsed, set in its language, and ready for any edition."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from chapbook.problems import Problem
from chapbook.project import SourceFile

if TYPE_CHECKING:
    # Named here only: the press takes pictures, and need not load what reads YAML and trees.
    from lxml.etree import _Element

    from chapbook.metadata import Metadata


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of the text: its name as the text gives it, its bytes and media type, its size in CSS pixels."""

    name: str
    data: bytes
    media_type: str
    width_px: float
    height_px: float


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote: its number in the text, and a `div` with its paragraphs."""

    number: int
    tree: '_Element'

    @property
    def id(self) -> str:
        """The identifier its call links to."""
        return f'note-{self.number}'


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading for contents and bookmarks: its level (1 for a section), identifier and words."""

    level: int
    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the text under one top heading; `tree` is a `section` element whose headings begin at `h2`.

    The words before the first heading are a section without a title. A call of note 3 is
    `<a class="noteref" id="call-3" href="#note-3">3</a>`; the notes themselves stand in `notes`, in order.
    """

    id: str
    title: str | None
    tree: '_Element'
    headings: tuple[Heading, ...]
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Book:
    """A whole text, in reading order, with all that an edition needs to know of it.

    Pictures go by the name the text gives them; `css` is the text’s own stylesheets as one, `sheets` each as it is.
    `profile` is the ICC profile of the press that the text names.
    """

    slug: str
    metadata: 'Metadata'
    sections: tuple[Section, ...]
    pictures: dict[str, Picture]
    sources: tuple[SourceFile, ...]
    modified: datetime
    css: str = ''
    sheets: dict[str, bytes] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    profile: bytes | None = None

    @property
    def headings(self) -> tuple[Heading, ...]:
        """Every heading that the contents may list, in reading order."""
        depth = self.metadata.toc_depth
        return tuple(head for section in self.sections for head in section.headings if head.level <= depth)

    @property
    def notes(self) -> tuple[Note, ...]:
        """Every note, in the order of the first calls."""
        return tuple(note for section in self.sections for note in section.notes)

    @property
    def has_contents(self) -> bool:
        """Whether editions print a table of contents: as the text says, else from three headings on."""
        wanted = self.metadata.toc
        return len(self.headings) >= 3 if wanted is None else wanted and bool(self.headings)
