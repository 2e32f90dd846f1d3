"""What is checked of every page by itself: fonts, glyphs, pictures, ink, colours, lines, margins, emptiness."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace

from chapbook.preflight import copier, inks
from chapbook.preflight.finding import ERROR, NOTE, WARNING, Box, Check, Finding, Kind
from chapbook.preflight.matrix import common, union
from chapbook.preflight.painted import Picture, Shape, Words
from chapbook.preflight.patterns import PATTERN_RGB
from chapbook.preflight.reading import Page
from chapbook.sheets.papers import POINTS_PER_MM

PageCheck = Callable[[Page, Kind], Iterator[Finding]]

# What is cut off by less than this, in mm, is not seen to be.
CUT_MM = 0.3
# Codes to be scanned are bitonal squares of few large pixels, and sharp at any size.
LARGEST_CODE_PX = 200
# Smaller pictures are dots, and pictures of one row or column are tints.
SMALLEST_PICTURE_MM = 3.0
FEWEST_PX = 3
# A line is a line from this length on; two that touch, as long as each other, are a tint in slices.
SHORTEST_LINE_MM = 1.0
TOUCHING_MM = 0.1
PER_SHEET = 4
# Below this, in any colour, letters are taken for black; above this size, in points, they need not register.
BLACK_LIGHTNESS = 0.12
LARGEST_TEXT_PT = 24.0


def fonts(page: Page, _: Kind) -> Iterator[Finding]:
    """Yield the fonts that do not travel in the file: another machine sets something else in their place."""
    for name, box in _boxes((item.font.name, item.box) for item in _words(page) if not item.font.embedded):
        hint = 'export the PDF again with “embed all fonts”'
        yield Finding(Check.FONTS, ERROR, page.number, box, f'the font {name or "of some words"} is not embedded', hint)


def glyphs(page: Page, _: Kind) -> Iterator[Finding]:
    """Yield where a font had no glyph for a letter."""
    for item in _words(page):
        if item.missing:
            message = f'the font {item.font.name} has no glyph for {_count(item.missing, "letter")}: empty boxes show'
            hint = 'choose a font that has it, or take it out of the text'
            yield Finding(Check.GLYPHS, ERROR, page.number, item.box, message, hint, words_at(page, item.box))


def pictures(page: Page, kind: Kind) -> Iterator[Finding]:
    """Yield pictures with too few pixels for the size they are printed in."""
    for item in page.painted:
        if not isinstance(item, Picture) or common(item.box, page.trim) is None or _is_no_picture(item):
            continue
        bitonal = item.bits == 1
        wanted, least = (kind.dpi_bitonal, kind.dpi_bitonal // 2) if bitonal else (kind.dpi, kind.dpi_least)
        if round(item.dpi) < wanted:
            severity = ERROR if round(item.dpi) < least else WARNING
            what = 'a picture in black and white alone' if bitonal else 'a picture'
            message = f'{what} has {item.dpi:.0f} dpi at its size; {wanted} print sharp'
            width_px = round(item.width_px * wanted / item.dpi) if item.dpi else 0
            hint = f'use one {width_px} pixels wide, or print it smaller'
            yield Finding(Check.PICTURES, severity, page.number, item.box, message, hint)


def _is_no_picture(item: Picture) -> bool:
    left, top, right, bottom = item.box
    tiny = min(right - left, bottom - top) < SMALLEST_PICTURE_MM or min(item.width_px, item.height_px) < FEWEST_PX
    code = item.bits == 1 and item.width_px == item.height_px <= LARGEST_CODE_PX
    return tiny or code


def ink(page: Page, kind: Kind) -> Iterator[Finding]:
    """Yield what lays down more ink than paper can take."""
    for item in page.painted:
        most = inks.most_percent(item)
        if most > kind.ink_percent + 0.5 and common(item.box, page.trim):
            message = f'{most:.0f} % of ink, {kind.ink_percent:.0f} % is the most'
            hint = 'it would not dry: make it of less cyan, magenta and yellow and more black'
            yield Finding(Check.INK, kind.ink, page.number, item.box, message, hint)


def colours(page: Page, kind: Kind) -> Iterator[Finding]:
    """Yield black text made of several inks, and where it matters everything in red, green and blue."""
    found: dict[tuple[str, str], Box] = {}
    for item in page.painted:
        if isinstance(item, Picture):
            continue
        space = item.colour.space.name
        if isinstance(item, Words) and _is_rich_black(item):
            made_of = 'red, green and blue' if space == 'rgb' else f'{item.colour.plates} inks'
            _join(found, ('rich', f'black text is made of {made_of}'), item.box)
        elif space == 'rgb' and not item.colour.is_white:
            _join(found, ('rgb', 'a colour is in red, green and blue'), item.box)
        elif item.colour.space == PATTERN_RGB:
            _join(found, ('rgb', 'a gradient or pattern is in red, green and blue'), item.box)
    hints = {'rich': 'make it black alone: several inks blur small letters', 'rgb': 'make it of the inks of the press'}
    severities = {'rich': kind.rich_black, 'rgb': kind.rgb}
    for (what, message), box in found.items():
        if severity := severities[what]:
            yield Finding(Check.COLOURS, severity, page.number, box, message, hints[what])


def rgb_pictures(page: Page, kind: Kind) -> Iterator[Finding]:
    """Yield, where it matters, pictures in red, green and blue: the print shop turns them into its inks, or asks."""
    for item in page.painted:
        if kind.rgb and isinstance(item, Picture) and item.space.name == 'rgb':
            message = 'a picture is in red, green and blue'
            yield Finding(Check.COLOURS, NOTE, page.number, item.box, message, 'ask the print shop whether it may be')


def _is_rich_black(item: Words) -> bool:
    light = item.colour.lightness
    several = item.colour.plates > 1 or item.colour.space.name == 'rgb'
    return several and item.size_pt < LARGEST_TEXT_PT and light is not None and light < BLACK_LIGHTNESS


def hairlines(page: Page, kind: Kind) -> Iterator[Finding]:
    """Yield lines too thin to print: drawn so, or surfaces as thin."""
    shapes = [item for item in page.painted if isinstance(item, Shape) and not item.colour.is_white]
    for item, thick_pt in _thin(shapes, kind.hairline_pt - 0.005):
        if common(item.box, page.trim):
            message = f'a line is {thick_pt:.2f} pt thick; below {kind.hairline_pt:g} pt it may not print'
            hint = f'draw it {kind.hairline_pt:g} pt or thicker'
            yield Finding(Check.HAIRLINES, kind.hairline, page.number, item.box, message, hint)


def _thin(shapes: list[Shape], below_pt: float) -> Iterator[tuple[Shape, float]]:
    """Yield the shapes thinner than a limit, and how thick they are."""
    slices: dict[tuple[float, float], list[tuple[float, float]]] = defaultdict(list)
    surfaces: list[tuple[Shape, float, tuple[float, float], tuple[float, float]]] = []
    for item in shapes:
        left, top, right, bottom = item.box
        if item.line_pt is not None:
            if item.line_pt < below_pt and max(right - left, bottom - top) >= SHORTEST_LINE_MM:
                yield item, item.line_pt
            continue
        lies = right - left >= bottom - top
        ends, sides = ((left, right), (top, bottom)) if lies else ((top, bottom), (left, right))
        if ends[1] - ends[0] >= SHORTEST_LINE_MM:
            slices[round(ends[0], 1), round(ends[1], 1)].append(sides)
            thick_pt = (sides[1] - sides[0]) * POINTS_PER_MM
            if thick_pt < below_pt:
                surfaces.append((item, thick_pt, (round(ends[0], 1), round(ends[1], 1)), sides))
    for item, thick_pt, key, (low, high) in surfaces:
        others = [each for each in slices[key] if each != (low, high)]
        if not any(low - TOUCHING_MM < other[1] and other[0] < high + TOUCHING_MM for other in others):
            yield item, thick_pt


def margins(page: Page, kind: Kind) -> Iterator[Finding]:
    """Yield text that is cut off, or so near to the trim or the fold that it may be lost."""
    nearest: dict[tuple[str, bool], tuple[float, Box]] = {}
    for item in _words(page):
        if item.colour.is_white or not _shows(item.box, page):
            continue
        left, top, right, bottom = item.box
        sides = {'left': left, 'top': top, 'right': page.width_mm - right, 'bottom': page.height_mm - bottom}
        for side, far_mm in sides.items():
            fold = kind.folded and side == ('left' if page.bound_on_left else 'right')
            if far_mm < (kind.text_to_fold_mm if fold else kind.text_to_trim_mm) - 0.05:
                least, box = nearest.get((side, fold), (far_mm, item.box))
                nearest[side, fold] = min(least, far_mm), union(box, item.box)
    for (_, fold), (far_mm, box) in nearest.items():
        yield _too_near(page, kind, box, far_mm, fold=fold)


def _shows(box: Box, page: Page) -> bool:
    """Tell whether the middle of a box is inside the trim; printer’s marks are not."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return 0 < x < page.width_mm and 0 < y < page.height_mm


def _too_near(page: Page, kind: Kind, box: Box, far_mm: float, *, fold: bool) -> Finding:
    words = words_at(page, box)
    where, limit = (kind.bound_at, kind.text_to_fold_mm) if fold else ('trim', kind.text_to_trim_mm)
    if far_mm < -CUT_MM:
        message, hint = f'text is cut off at the {where}, by {-far_mm:.1f} mm', 'move it in, or make the page larger'
        return Finding(Check.MARGINS, ERROR, page.number, box, message, hint, words)
    message = f'text is {max(0.0, far_mm):.1f} mm from the {where}; keep {limit:g} mm'
    return Finding(Check.MARGINS, WARNING, page.number, box, message, 'move it in, or use smaller type', words)


def blank(page: Page, kind: Kind) -> Iterator[Finding]:
    """Yield a page on which nothing shows: on the back of a leaf, or filling the last sheet, that may be meant."""
    if kind.read and not any(_is_seen(item, page) for item in page.painted):
        fills = page.number % 2 == 0 or page.number > page.count - PER_SHEET
        severity = NOTE if kind.folded and fills else WARNING
        hint = 'leave it out if it is not meant'
        yield Finding(Check.BLANK, severity, page.number, page.trim, 'the page is blank', hint)


def _is_seen(item: Words | Shape | Picture, page: Page) -> bool:
    return common(item.box, page.trim) is not None and (isinstance(item, Picture) or not item.colour.is_white)


def words_at(page: Page, box: Box) -> str:
    """Return the words of the first line that a box touches."""
    middle = next((line for line in page.lines if common(line.box, box) is not None), None)
    return middle.text if middle else ''


def _words(page: Page) -> Iterator[Words]:
    return (item for item in page.painted if isinstance(item, Words))


def _boxes(found: Iterator[tuple[str, Box]]) -> list[tuple[str, Box]]:
    """Return the box around all there is of each name."""
    joined: dict[str, Box] = {}
    for name, box in found:
        joined[name] = union(joined.get(name, box), box)
    return list(joined.items())


def _join(found: dict[tuple[str, str], Box], key: tuple[str, str], box: Box) -> None:
    found[key] = union(found.get(key, box), box)


def _count(number: int, name: str) -> str:
    return f'{number} {name}' if number == 1 else f'{number} {name}s'


def with_source(finding: Finding, page: Page) -> Finding:
    """Return a finding with the words it stands on, if it has none yet."""
    if finding.words or finding.box_mm is None:
        return finding
    return replace(finding, words=words_at(page, finding.box_mm))


PAGE_CHECKS: tuple[PageCheck, ...] = (
    fonts, glyphs, pictures, ink, colours, rgb_pictures, hairlines, margins, blank, copier.lost,
)  # fmt: skip
