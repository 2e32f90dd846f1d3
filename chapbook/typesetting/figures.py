"""Figures that just find no room: their picture gives some lines of its height, rather than leave a page white.

A picture is a whole number of lines high, and stays so: the text keeps its grid.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from weasyprint.formatting_structure import boxes

# By what share a picture may be lower than it would be: less than most see, and no lettering in it becomes too small.
MOST_LOWER = 0.2
# A photograph has no lettering, and may give more, as long as so many lines of it stay, a third of an A5 page.
MOST_LOWER_PHOTOGRAPH, LEAST_LINES = 0.4, 12
# What is shorter than this, in lines, is made up for by paragraphs and by white.
LEAST_WHITE = 3


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture that waits for the next page, its style as it was, its height in lines, and how many it must give."""

    picture: Any
    style: Any
    lines: int
    least: int

    def cuts(self) -> Iterator[int]:
        """Yield by how many lines the picture may be lower, the fewest first."""
        yield from range(max(1, self.least), self._most() + 1)

    def _most(self) -> int:
        # By their formats: drawings and whatever else has letters in it come as PNG or SVG.
        if getattr(self.picture.replacement, 'format', None) != 'JPEG':
            return int(self.lines * MOST_LOWER)
        lower = min(int(self.lines * MOST_LOWER_PHOTOGRAPH), self.lines - LEAST_LINES)
        return max(int(self.lines * MOST_LOWER), lower)

    def cut(self, by: int) -> None:
        """Make the picture so many lines lower than it was."""
        height = self.style['height']
        self.picture.style = self.style.copy()
        self.picture.style['height'] = height._replace(value=height.value * (self.lines - by) / self.lines)

    def restore(self) -> None:
        """Make the picture as high as it was."""
        self.picture.style = self.style

    def is_on(self, sheet: Any) -> bool:
        """Tell whether the picture has come to stand on a page."""
        return any(box.element is self.picture.element for box in _pictures(sheet))


def waiting(sheet: Any, resume_at: Any, root: Any, bottom: float) -> Figure | None:
    """Return the figure that comes next and leaves white on a page whose text ends at `bottom`, None for none."""
    figure = _next(root, resume_at)
    pictures = _pictures(figure) if figure is not None else []
    text = [box for box in sheet.children[0].descendants() if isinstance(box, boxes.LineBox)]
    if len(pictures) != 1 or not text:
        return None
    (picture,), leading = pictures, text[-1].height
    height = picture.style['height']
    if not leading or getattr(height, 'unit', None) != 'px':
        return None
    lowest = max(box.position_y + box.height for box in text)
    free, lines = (bottom - lowest) / leading, round(height.value / leading)
    # Above it stands a line of white, below it the caption, if there is one.
    around = 1 + any(box.element_tag == 'figcaption' for box in figure.descendants())
    least = round(lines + around - free)
    return Figure(picture, picture.style, lines, least) if free >= LEAST_WHITE and lines else None


def _next(root: Any, resume_at: Any) -> Any:
    """Return the figure that the next page begins with, None where it begins with something else."""
    box = root
    while resume_at:
        # A row of a table is broken off in each of its cells.
        (at, resume_at), *others = resume_at.items()
        if others or at >= len(box.children):
            return None
        box = box.children[at]
    while box.element_tag != 'figure':
        if not isinstance(box, boxes.BlockContainerBox) or not box.children:
            return None
        box = box.children[0]
    return box


def _pictures(box: Any) -> list[Any]:
    return [each for each in box.descendants() if isinstance(each, boxes.ReplacedBox)]
