"""How the sheets of a pamphlet are printed, folded, nested and stapled, drawn as SVG from the imposition itself."""

from dataclasses import dataclass
from math import cos, radians, sin

from chapbook.sheets import Side, saddle_order

Point = tuple[float, float]
Sheet = tuple[Side, Side]

# In units of the drawing.
INK, FAINT, SHEET, SHADE = '#1f1f1f', '#6b6b6b', '#ffffff', '#efeeea'
PAPER_RATIO = 297 / 210
PAGE_WIDTH, PAGE_HEIGHT = 110, 156
# Where flat sheets begin and end, the line folded ones stand on, and where the words below begin.
TOP, BOTTOM, FLAT_GAP, GROUND, WORDS = 56, 291, 22, 240, 328
# How far the innermost sheet opens and how much less far the outermost; how far apart two sheets and all of them stand.
OPENING_DEGREES, EASING_DEGREES, GAP, DEPTH = 38, 16, 18, 54
# How far a step toward the reader goes down the drawing: parallel projection from a little above.
FORESHORTENING = 0.42
DRAWING = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 380" role="img" aria-labelledby="title desc">
<title id="title">How a sheet becomes a pamphlet</title>
<desc id="desc">A pamphlet of {pages} pages: {orders}. Each sheet is folded in half, the sheets are nested, two staples
go through the fold, and the pages read in order.</desc>
<style>
text {{ font-family: Georgia, "Times New Roman", serif; text-anchor: middle }}
polygon {{ stroke: #4a4a4a; stroke-width: 1.6; stroke-linejoin: round }}
path {{ fill: none; stroke: #8c8c8c; stroke-width: 1.4; stroke-linecap: round }}
.fold {{ stroke-dasharray: 5 5 }}
.staple {{ stroke: #1f1f1f; stroke-width: 4 }}
</style>
<rect width="1200" height="380" rx="10" fill="#ffffff"/>
{drawn}</svg>
"""


@dataclass(frozen=True, slots=True)
class Leaf:
    """Half a sheet standing on its foot, in the drawing’s units.

    `hinge` is where its fold stands: how far to the right, how far toward the reader. `turn_degrees` is how far it has
    swung about the fold, from lying to the right toward the reader.
    """

    hinge: Point
    turn_degrees: float
    page: int | None
    fill: str = SHEET

    def draw(self) -> str:
        """Return its outline and its number, foreshortened with it."""
        turn = radians(self.turn_degrees)
        across_x, across_y = PAGE_WIDTH * cos(turn), PAGE_WIDTH * sin(turn) * FORESHORTENING
        x, y = self.hinge[0], GROUND + self.hinge[1] * FORESHORTENING
        outer_x, outer_y = x + across_x, y + across_y
        shape = _shape(((x, y), (outer_x, outer_y), (outer_x, outer_y - PAGE_HEIGHT), (x, y - PAGE_HEIGHT)), self.fill)
        if self.page is None:
            return shape
        lie = f'{abs(cos(turn)):.4f} {across_y / PAGE_WIDTH * (1 if across_x > 0 else -1):.4f} 0 1'
        middle = f'{x + across_x / 2:.1f} {y + across_y / 2 - PAGE_HEIGHT / 2:.1f}'
        return f'{shape}<g transform="matrix({lie} {middle})">{_text(str(self.page), (0, 16), 46)}</g>'


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the folding: where its middle stands, what is done, how, and the drawing of it."""

    x: float
    name: str
    how: str
    drawing: str

    def draw(self, number: int) -> str:
        """Return the drawing with its number and words below."""
        words = _text(f'{number}. {self.name}', (0, WORDS), 24) + _text(self.how, (0, WORDS + 26), 16, FAINT)
        return f'<g transform="translate({self.x} 0)">{self.drawing}{words}</g>\n'


def folded_sheet(page_count: int = 8) -> bytes:
    """Return an SVG of how the sheets of a pamphlet are printed, folded, nested and stapled, and then read.

    Page numbers come from the imposition itself. Drawn for 4 to 16 pages, at least one.
    """
    sides = saddle_order(page_count)
    sheets = list(zip(sides[::2], sides[1::2], strict=True))
    steps = (
        Step(216, 'Print', 'both sides, flipped on the short edge', _printed(sheets)),
        Step(558, 'Fold', 'each sheet in half', _folded(sheets[0])),
        Step(848, 'Nest, staple', 'twice, through the fold', _nested(sheets)),
        Step(1083, 'Read', f'{page_count} pages in order', _bound(sheets)),
    )
    arrows = ''.join(f'<path d="M{x} 162h22m-7 -6l7 6l-7 6"/>' for x in (398, 696, 978))
    drawn = arrows + ''.join(step.draw(number) for number, step in enumerate(steps, 1))
    return DRAWING.format(drawn=drawn, orders=_orders(sheets), pages=page_count).encode()


def _orders(sheets: list[Sheet]) -> str:
    """Return in words which pages share which side."""
    return '; '.join(
        f'sheet {number} has pages {_pair(front)} on its front, {_pair(back)} on its back'
        for number, (front, back) in enumerate(sheets, 1)
    )


def _pair(side: Side) -> str:
    return ' and '.join(str(page or 'none') for page in (side.left, side.right))


def _printed(sheets: list[Sheet]) -> str:
    """Draw fronts and backs as they leave the printer, a row for each sheet."""
    pitch = (BOTTOM - TOP) / max(2, len(sheets))
    height = pitch * 0.86
    columns = (-height * PAPER_RATIO - FLAT_GAP / 2, FLAT_GAP / 2)
    top = (TOP + BOTTOM - pitch * len(sheets)) / 2
    labels = [
        _text(label, (x + height * PAPER_RATIO / 2, top - 12), 15, FAINT)
        for x, label in zip(columns, ('front', 'back'), strict=True)
    ]
    rows = [
        _flat(side, (x, top + row * pitch), height)
        for row, sheet in enumerate(sheets)
        for x, side in zip(columns, sheet, strict=True)
    ]
    return ''.join(labels + rows)


def _flat(side: Side, corner: Point, height: float) -> str:
    (x, y), width = corner, height * PAPER_RATIO
    fold = x + width / 2
    numbers = ((x + width / 4, side.left), (x + width * 3 / 4, side.right))
    return (
        _shape(((x, y), (x + width, y), (x + width, y + height), (x, y + height)), SHEET)
        + f'<path class="fold" d="M{fold:.1f} {y:.1f}v{height:.1f}"/>'
        + ''.join(_text(str(page), (at, y + height * 0.63), height * 0.36) for at, page in numbers if page)
    )


def _folded(sheet: Sheet) -> str:
    """Draw a sheet half folded, and how it lay before."""
    lay = f'<path class="fold" d="M{-PAGE_WIDTH} {GROUND}v{-PAGE_HEIGHT}h{2 * PAGE_WIDTH}v{PAGE_HEIGHT}z"/>'
    return lay + _standing(sheet[1], 0, OPENING_DEGREES)


def _nested(sheets: list[Sheet]) -> str:
    """Draw the sheets one in the other, open in the middle, with two staples."""
    inner = max(1, len(sheets) - 1)
    gap, easing = min(GAP, DEPTH / inner), EASING_DEGREES / inner
    drawn = [
        _standing(back, gap * depth, OPENING_DEGREES - easing * (len(sheets) - 1 - depth))
        for depth, (_, back) in enumerate(sheets)
    ]
    return ''.join(drawn) + _staples((0, GROUND + gap * (len(sheets) - 1) * FORESHORTENING))


def _standing(inside: Side, toward: float, opening_degrees: float) -> str:
    left = Leaf((0, toward), 180 - opening_degrees, inside.left, SHADE)
    right = Leaf((0, toward), opening_degrees, inside.right)
    return left.draw() + right.draw()


def _staples(foot: Point) -> str:
    marks = [f'M{foot[0]:.1f} {foot[1] - PAGE_HEIGHT * share - 8:.1f}v16' for share in (0.25, 0.75)]
    return f'<path class="staple" d="{"".join(marks)}"/>'


def _bound(sheets: list[Sheet]) -> str:
    """Draw the pamphlet standing, its cover a little open."""
    spine, fan = -PAGE_WIDTH / 2, 24 / len(sheets)
    leaves = [Leaf((spine, 0), 8 - fan * index, None, SHADE) for index in range(2 * len(sheets) - 1, 0, -1)]
    cover = Leaf((spine, 0), 14, sheets[0][0].right)
    return ''.join(leaf.draw() for leaf in (*leaves, cover)) + _staples((spine, GROUND))


def _shape(corners: tuple[Point, ...], fill: str) -> str:
    points = ' '.join(f'{x:.1f},{y:.1f}' for x, y in corners)
    return f'<polygon points="{points}" fill="{fill}"/>'


def _text(words: str, at: Point, size: float, fill: str = INK) -> str:
    return f'<text x="{at[0]:.1f}" y="{at[1]:.1f}" font-size="{size:.1f}" fill="{fill}">{words}</text>'
