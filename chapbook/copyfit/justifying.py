"""Pages that are short: lines are made up for by the white between their blocks, so that facing pages end alike.

What a compositor does by hand: a line of white more before a heading, and half a line more on either side of a
quotation or a figure.
"""

from collections.abc import Iterator
from math import floor

from chapbook.copyfit.breaking import DUST
from chapbook.copyfit.flow import Flow, Gap

HALF = 0.5


def whites(flow: Flow, most: int) -> tuple[tuple[int, float], ...]:
    """Return the white that blocks shall have before them: the number of an element, and points.

    A gap grows by `most` lines at most, and a page by no more than it is short; the last page may be short.
    """
    found: list[tuple[int, float]] = []
    for page, free_pt in enumerate(flow.free_pt[:-1]):
        gaps = [gap for gap in flow.gaps if gap.page == page]
        for gap, lines in _spread(gaps, max(0, floor(free_pt / flow.leading_pt + DUST)), most):
            found.append((gap.element, gap.white_pt + lines * flow.leading_pt))
    return tuple(found)


def _spread(gaps: list[Gap], short: int, most: int) -> Iterator[tuple[Gap, float]]:
    """Yield by how many lines gaps grow: those before headings first, the others by halves, so that pairs stay even."""
    headings = [gap for gap in gaps if gap.before_heading]
    others = [gap for gap in gaps if not gap.before_heading]
    # A line for each, first for headings, before any has a second.
    full, rest = divmod(min(short, most * len(gaps)), max(1, len(gaps)))
    lines = min(rest, len(headings))
    yield from _shared(headings, full * len(headings) + lines, 1.0)
    yield from _shared(others, 2 * (full * len(others) + rest - lines), HALF)


def _shared(gaps: list[Gap], parts: int, part: float) -> Iterator[tuple[Gap, float]]:
    """Yield gaps with their share of so many parts, the upper ones with one more where they do not come out even."""
    for at, gap in enumerate(gaps):
        each = parts // len(gaps) + (at < parts % len(gaps))
        if each:
            yield gap, each * part
