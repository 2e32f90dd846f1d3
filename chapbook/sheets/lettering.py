"""Letters for drawings: their outlines, and a font of the few that a PDF uses, so that its words stay words."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from pikepdf import Array, Dictionary, Name, Object, Pdf

# An operator of SVG’s path data (M, L, C or Z) with its points.
Point = tuple[float, float]
Step = tuple[str, tuple[Point, ...]]
PDF_OPERATORS = {'M': 'm', 'L': 'l', 'C': 'c', 'Z': 'h'}
MOST_LETTERS = 255
UNICODE = """/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CMapName /Letters def /CMapType 2 def 1 begincodespacerange <00> <ff> endcodespacerange
{} endcmap CMapName currentdict /CMap defineresource pop end end"""


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter in units of the face, y upward: its outline, and how far the next one is."""

    outline: tuple[Step, ...]
    advance: float


@cache
def letter(sign: str) -> Letter:
    """Return a letter of the face that drawings are lettered in."""
    font, _ = _face()
    glyph, pen = font.get_nominal_glyph(ord(sign)), _Pen()
    font.draw_glyph_with_pen(glyph, pen)
    return Letter(tuple(pen.steps), font.get_glyph_h_advance(glyph))


def units_per_em() -> int:
    """Return how many units of the face make an em."""
    return _face()[1]


@cache
def _face() -> tuple[Any, int]:
    import uharfbuzz as hb

    from chapbook import fonts

    face = hb.Face(fonts.instance(fonts.FACES[2]))
    return hb.Font(face), face.upem


class _Pen:
    """Takes the outline of a letter: the protocol of pens that HarfBuzz has from fontTools."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.at: Point = (0, 0)

    def moveTo(self, point: Point) -> None:  # noqa: N802 - the protocol's names
        self._add('M', point)

    def lineTo(self, point: Point) -> None:  # noqa: N802
        self._add('L', point)

    def curveTo(self, *points: Point) -> None:  # noqa: N802
        self._add('C', *points)

    def qCurveTo(self, handle: Point, end: Point) -> None:  # noqa: N802
        near = tuple((a + 2 * b) / 3 for a, b in zip(self.at, handle, strict=True))
        far = tuple((a + 2 * b) / 3 for a, b in zip(end, handle, strict=True))
        self._add('C', (near[0], near[1]), (far[0], far[1]), end)

    def closePath(self) -> None:  # noqa: N802
        self.steps.append(('Z', ()))

    def _add(self, operator: str, *points: Point) -> None:
        self.steps.append((operator, points))
        self.at = points[-1]


def codes(words: Iterable[str]) -> dict[str, int]:
    """Return a code for each letter of some words, from 1 on."""
    signs = sorted(set(''.join(words)))
    if len(signs) > MOST_LETTERS:
        raise ValueError(signs)
    return {sign: code for code, sign in enumerate(signs, 1)}


def font(pdf: Pdf, coded: dict[str, int]) -> Object:
    """Return a font of these letters, each drawn by a procedure of its own (Type 3: ISO 32000-1, 9.6.5)."""
    letters = [letter(sign) for sign in coded]
    names = [Name(f'/l{code}') for code in coded.values()]
    pairs = '\n'.join(f'1 beginbfchar <{code:02x}> <{_utf16(sign)}> endbfchar' for sign, code in coded.items())
    procedures = (pdf.make_stream(_procedure(each)) for each in letters)
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type3,
            FontBBox=Array([0, 0, 0, 0]),
            FontMatrix=Array([1 / units_per_em(), 0, 0, 1 / units_per_em(), 0, 0]),
            CharProcs=Dictionary({str(name): drawn for name, drawn in zip(names, procedures, strict=True)}),
            Encoding=Dictionary(Type=Name.Encoding, Differences=Array([1, *names])),
            FirstChar=1,
            LastChar=len(coded),
            Widths=Array([each.advance for each in letters]),
            Resources=Dictionary(),
            ToUnicode=pdf.make_stream(UNICODE.format(pairs).encode()),
        )
    )


def _utf16(sign: str) -> str:
    return sign.encode('utf-16-be').hex()


def _procedure(drawn: Letter) -> bytes:
    """Return how a letter is drawn; `d1` says that its ink is the text’s."""
    points = [point for _, points in drawn.outline for point in points] or [(0.0, 0.0)]
    box = (min(x for x, _ in points), min(y for _, y in points), max(x for x, _ in points), max(y for _, y in points))
    head = ' '.join(f'{value:.0f}' for value in (drawn.advance, 0, *box))
    path = ' '.join(
        ' '.join((*(f'{value:.0f}' for point in points for value in point), PDF_OPERATORS[operator]))
        for operator, points in drawn.outline
    )
    return f'{head} d1 {path} f'.encode()
