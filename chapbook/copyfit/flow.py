"""The text as its pages hold it: blocks of lines in their order, what keeps them together, and how full each page is.

Records alone, which travel back from the process that lays out pages. Heights are in points.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that follow each other, or one whole piece that no page may part.

    `lines` are how many there are, the last counted as full as it is; a whole piece is one line, however high.
    `before_pt` is the white before it, where it does not begin a page. `notes` are the heights of the notes it calls,
    by the line that calls them, counted from 0.
    """

    lines: float
    line_pt: float
    before_pt: float = 0.0
    whole: bool = False
    section: bool = False
    """Whether it is a heading with the white before it that sections have."""
    orphans: int = 1
    widows: int = 1
    with_next: bool = False
    new_page: bool = False
    notes: tuple[tuple[int, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Gap:
    """White between two blocks of one page: where it may be more, and how much it is.

    `page` counts the text pages from 0. `element` is that of the block after it, as elements follow each other in the
    document, counted from 0.
    """

    page: int
    element: int
    white_pt: float
    before_heading: bool


@dataclass(frozen=True, slots=True)
class Flow:
    """What the text pages of a page file hold: their blocks, and the room left on each, the last one’s last.

    `pages` are all pages of the file, `first` is the number of the first of the text’s; `gaps` are the white between
    blocks, from half a line on.
    """

    pages: int
    first: int
    blocks: tuple[Block, ...]
    free_pt: tuple[float, ...]
    leading_pt: float
    gaps: tuple[Gap, ...] = ()
