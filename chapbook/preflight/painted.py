"""What is painted on a page, one record for each thing, in the order it is painted; boxes in mm on the trim."""

import re
from dataclasses import dataclass, replace
from typing import Any, Self
from xml.sax.saxutils import unescape

import pikepdf

from chapbook.preflight.colours import Colour, Space
from chapbook.preflight.finding import Box
from chapbook.preflight.fonts import Font
from chapbook.preflight.matrix import union

SAME_MM = 0.01
SOURCE = re.compile(rb'<dc:source>([^<]*)</dc:source>')


@dataclass(frozen=True, slots=True)
class Words:
    """A string of glyphs: its size as printed, its colour, its font, how many of its glyphs the font lacks."""

    box: Box
    mark: int | None
    size_pt: float
    colour: Colour
    font: Font
    missing: int

    def is_before(self, other: Self) -> bool:
        """Tell whether other words go on where these end, alike in all."""
        alike = (self.mark, self.size_pt, self.colour) == (other.mark, other.size_pt, other.colour)
        level = abs(self.box[1] - other.box[1]) < SAME_MM and abs(self.box[3] - other.box[3]) < SAME_MM
        return alike and level and self.font is other.font and abs(other.box[0] - self.box[2]) < self.size_pt

    def with_next(self, other: Self) -> 'Words':
        """Return these words and those that go on from them as one."""
        return replace(self, box=union(self.box, other.box), missing=self.missing + other.missing)


@dataclass(frozen=True, slots=True)
class Shape:
    """A surface that is filled, or a line that is drawn: then `line_pt` is how thick."""

    box: Box
    mark: int | None
    colour: Colour
    line_pt: float | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture: its pixels, the least of its resolutions across and down, and its own dictionary."""

    box: Box
    mark: int | None
    width_px: int
    height_px: int
    dpi: float
    bits: int
    space: Space
    stencil: bool
    image: Any
    """None for one that stands among the operators, which is small."""

    @property
    def name(self) -> str:
        """The name of its file, where its metadata says it (ISO 32000-1, 14.3.2)."""
        metadata = self.image.get('/Metadata') if self.image is not None else None
        said = SOURCE.search(metadata.read_bytes()) if isinstance(metadata, pikepdf.Stream) else None
        return unescape(said[1].decode(errors='replace')) if said else ''


Painted = Words | Shape | Picture
