"""What a black-and-white copier loses: light letters, light tints, and small white letters on a dark ground."""

from collections.abc import Iterator

from chapbook.preflight.finding import NOTE, WARNING, Box, Check, Finding, Kind
from chapbook.preflight.matrix import common, union
from chapbook.preflight.painted import Painted, Picture, Shape, Words
from chapbook.preflight.reading import Page

# How light a thing may be, of 1, and still come off a copier: letters, and surfaces.
LIGHTEST_TEXT, LIGHTEST_TINT = 0.62, 0.88
SMALLEST_TINT_MM2 = 4.0
WHITE, DARK = 0.85, 0.5

MESSAGES = {
    'text': ('text is so light that a copier loses it', 'print it black'),
    'tint': ('a tint is so light that a copier loses it', 'make it darker, or let nothing depend on it'),
    'reversed': ('small white letters on a dark ground fill up on a copier', 'make them larger, or print them dark'),
}


def lost(page: Page, kind: Kind) -> Iterator[Finding]:
    """Yield what a copier would lose, each kind of it once for a page."""
    if kind.lost is None:
        return
    found: dict[str, Box] = {}
    for at, item in enumerate(page.painted):
        what = _lost(page.painted, at, kind)
        if what and common(item.box, page.trim):
            found[what] = union(found.get(what, item.box), item.box)
    for what, box in found.items():
        message, hint = MESSAGES[what]
        severity = kind.lost if kind.lost is not NOTE or what == 'tint' else WARNING
        yield Finding(Check.COPIER, severity, page.number, box, message, hint)


def _lost(painted: tuple[Painted, ...], at: int, kind: Kind) -> str | None:
    item = painted[at]
    if isinstance(item, Picture) or item.colour.lightness is None:
        return None
    light = item.colour.lightness
    if isinstance(item, Shape):
        if _is_outlined(painted, at):
            return None
        left, top, right, bottom = item.box
        tint = item.line_pt is None and light >= LIGHTEST_TINT and not item.colour.is_white
        return 'tint' if tint and (right - left) * (bottom - top) >= SMALLEST_TINT_MM2 else None
    if light < LIGHTEST_TEXT:
        return None
    if light >= WHITE and _ground(painted, at) < DARK:
        return 'reversed' if item.size_pt < kind.tiny_reversed_pt else None
    return None if item.colour.is_white else 'text'


def _is_outlined(painted: tuple[Painted, ...], at: int) -> bool:
    """Tell whether a line is drawn around a surface, which then shows where its tint does not."""
    line = painted[at + 1] if at + 1 < len(painted) else None
    around = isinstance(line, Shape) and line.line_pt and line.box == painted[at].box
    return bool(around and isinstance(line, Shape) and (line.colour.lightness or 0.0) < LIGHTEST_TEXT)


def _ground(painted: tuple[Painted, ...], at: int) -> float:
    """Return how light the last surface is that was painted below the middle of words; pictures count as dark."""
    box = painted[at].box
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    for each in reversed(painted[:at]):
        left, top, right, bottom = each.box
        if isinstance(each, Words) or not (left <= x <= right and top <= y <= bottom):
            continue
        if isinstance(each, Picture):
            return 0.0
        if each.line_pt is None:
            return 1.0 if each.colour.lightness is None else each.colour.lightness
    return 1.0
