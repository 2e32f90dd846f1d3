"""Trim sizes: how large the pages of a text are, and the margins and type that follow from it.

One page is designed, the one in `tokens.css`. Every other size derives from it by the same few proportions, so that a
small page keeps about as many letters in a line, as far as they can still be read.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from math import floor

from chapbook.pages import A4_FOLDED, A5, HALF_LETTER, LARGE_PRINT, LARGE_PRINT_LETTER, ZINE, ZINE_LETTER, Page

POINTS_PER_MM = 72 / 25.4
# Width and height in mm.
Size = tuple[float, float]
SIZES: dict[str, Size] = {
    'A4': (210, 297), 'B5': (176, 250), 'A5': (148, 210), 'B6': (125, 176), 'A6': (105, 148), 'A7': (74, 105),
    'half-letter': (139.7, 215.9), 'digest': (139.7, 215.9), 'quarter-letter': (107.95, 139.7), 'pocket': (108, 175),
    'trade': (152.4, 228.6),
}  # fmt: skip
SIZE_HINT = f'there are: {", ".join(SIZES)}, or a size of your own such as 120x180mm or 5x8in'
MEASURES = re.compile(r'(\d+(?:\.\d+)?)\s*(mm|cm|in)?\s*[x×]\s*(\d+(?:\.\d+)?)\s*(mm|cm|in)?')
UNITS_MM = {'mm': 1.0, 'cm': 10.0, 'in': 25.4}
# What can be held in a hand, folded and stapled.
SMALLEST_MM, LARGEST_MM = (60.0, 80.0), (220.0, 310.0)
# Type is neither set smaller nor larger than this, notes and furniture not smaller than that.
SIZES_PT, LEAST_PT = (9.0, 12.5), 7.0
# The least share of their designed size that words on covers are set in.
LEAST_COVER_TYPE = 0.7
# Room that thumbs and staples take whatever the page.
LEAST_MARGINS_MM = {'inner': 11.0, 'outer': 9.0, 'top': 12.0, 'bottom': 12.0}
# Pages that come out as two on a sheet, and the size of that sheet.
FOLDED = {A4_FOLDED: (297.0, 210.0), HALF_LETTER: (279.4, 215.9)}
FITTING_MM = 0.5
# Pages that are what they are by the paper, and what they are on Letter.
ON_LETTER = {ZINE: ZINE_LETTER, LARGE_PRINT: LARGE_PRINT_LETTER}


def read_size(words: str) -> Size | None:
    """Return width and height in mm of a trim size: `A6`, `half-letter`, `120x180mm`, `5 × 8 in`; None if it is none.

    Without a unit it is millimetres; one that stands at the end holds for both numbers.
    """
    named = {name.casefold(): size for name, size in SIZES.items()}
    if size := named.get(words.strip().casefold()):
        return size
    said = MEASURES.fullmatch(words.strip().lower())
    if not said:
        return None
    unit = UNITS_MM[said[4] or said[2] or 'mm']
    width_mm, height_mm = float(said[1]) * UNITS_MM.get(said[2] or '', unit), float(said[3]) * unit
    held = all(
        least <= side <= most for least, side, most in zip(SMALLEST_MM, (width_mm, height_mm), LARGEST_MM, strict=True)
    )
    return (round(width_mm, 2), round(height_mm, 2)) if held else None


def size_name(size_mm: Size | None) -> str:
    """Return what a trim size is called, its measures where it has no name; without one it is A5."""
    if size_mm is None:
        return 'A5'
    return next((name for name, size in SIZES.items() if size == size_mm), f'{size_mm[0]:g} × {size_mm[1]:g} mm')


def page_for(page: Page, size_mm: Size | None, papers: tuple[str, ...] = ()) -> Page:
    """Return a page as a text of this trim size needs it: its own size, unless that does not lie twice on the sheet.

    A zine is folded from the first of a text’s papers, and large print fills it.
    """
    if papers[:1] == ('letter',) and page in ON_LETTER:
        return ON_LETTER[page]
    sheet = FOLDED.get(page)
    usual = A5 if page is A4_FOLDED else page
    if size_mm is None or not page.of_text:
        return usual
    if sheet and (2 * size_mm[0] > sheet[0] + FITTING_MM or size_mm[1] > sheet[1] + FITTING_MM):
        return usual
    return replace(A5 if sheet else page, size_mm=size_mm)


def derive(tokens: Mapping[str, str], size_mm: Size) -> dict[str, str]:
    """Return the tokens of the designed page for another size: margins and type in proportion, the lines that fit."""
    from chapbook.lengths import points

    width_pt, height_pt = (side * POINTS_PER_MM for side in size_mm)
    wider, higher = width_pt / points(tokens['--page-width']), height_pt / points(tokens['--page-height'])
    size_pt, leading_pt = points(tokens['--size']), points(tokens['--leading'])
    if abs(wider - 1) < 0.001 and abs(higher - 1) < 0.001:
        return dict(tokens)
    larger = min(max(wider * size_pt, min(SIZES_PT[0], size_pt)), max(SIZES_PT[1], size_pt)) / size_pt
    section_leadings = points(tokens['--section-space']) / leading_pt
    leading_pt = round(leading_pt * larger * 4) / 4
    top_pt, bottom_pt = (_margin_pt(tokens, edge, higher) for edge in ('top', 'bottom'))
    lines = floor((height_pt - top_pt - bottom_pt) / leading_pt)
    lengths = {
        '--page-width': width_pt, '--page-height': height_pt,
        '--margin-inner': _margin_pt(tokens, 'inner', wider), '--margin-outer': _margin_pt(tokens, 'outer', wider),
        '--margin-top': top_pt, '--margin-bottom': height_pt - top_pt - lines * leading_pt,
        '--leading': leading_pt, '--half-leading': leading_pt / 2, '--two-leadings': 2 * leading_pt,
        '--section-space': section_leadings * leading_pt,
        '--leading-note': points(tokens['--leading-note']) * larger,
        '--title-largest': points(tokens['--title-largest']) * wider,
        '--title-smallest': points(tokens['--title-smallest']) * wider,
    }  # fmt: skip
    for name in tokens:
        if name.startswith('--size'):
            lengths[name] = max(points(tokens[name]) * larger, min(LEAST_PT, points(tokens[name])))
    told = {name: f'{length:.3f}pt' for name, length in lengths.items()}
    shares = {'--scale': wider, '--cover-type': max(wider, LEAST_COVER_TYPE)}
    return {**tokens, **told, '--lines': str(lines), **{name: f'{share:.4f}' for name, share in shares.items()}}


def _margin_pt(tokens: Mapping[str, str], edge: str, ratio: float) -> float:
    from chapbook.lengths import points

    designed_pt = points(tokens[f'--margin-{edge}'])
    return max(designed_pt * ratio, min(designed_pt, LEAST_MARGINS_MM[edge] * POINTS_PER_MM))
