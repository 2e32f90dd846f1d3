"""What a proof shows: the spreads of a file and its sheets, as pictures with findings marked on them."""

import base64
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from chapbook.preflight.finding import Box, Finding
from chapbook.preflight.matrix import Matrix, inverse, moved_box, seen, times
from chapbook.problems import ChapbookError
from chapbook.sheets import PAPERS, USUAL, lay_out, reading
from chapbook.sheets.papers import POINTS_PER_MM
from chapbook.sheets.placing import Layout, place
from chapbook.sheets.sizes import Trim

PX_PER_MM = 4.0
LARGEST_PX = 1400
QUALITY = 78
# Of a longer file only what has findings is shown, and so many of those; its sheets are not.
MOST_SHOWN, MOST_IMPOSED = 120, 64


@dataclass(frozen=True, slots=True)
class Mark:
    """A finding on a picture: its number in the list, how bad it is, and where it is in mm."""

    number: int
    severity: str
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page or one side of a sheet: what to call it, its size in mm, its picture as an address, and its marks."""

    label: str
    width_mm: float
    height_mm: float
    picture: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Spread:
    """What lies open at once: one or two leaves, and what was found on them, by number."""

    leaves: tuple[Leaf, ...]
    findings: tuple[tuple[int, Finding], ...]


def spreads(data: bytes, found: tuple[Finding, ...], *, folded: bool, right_bound: bool) -> Iterator[Spread]:
    """Yield the spreads of a file; of a long one those with findings."""
    import pypdfium2

    with reading.opened(data) as pdf:
        trims = [reading.trim(page, number) for number, page in enumerate(pdf.pages, 1)]
    document = pypdfium2.PdfDocument(data)
    numbered = list(enumerate(found, 1))
    shown = 0
    for pages in _open_at_once(len(trims), folded=folded, right_bound=right_bound):
        on_these = tuple(each for each in numbered if each[1].page in pages)
        if shown >= MOST_SHOWN or (len(trims) > MOST_SHOWN and not on_these):
            continue
        shown += 1
        leaves = tuple(_leaf(document, page, trims[page - 1], on_these) for page in pages)
        yield Spread(leaves, on_these)
    document.close()


def sheets(data: bytes, found: tuple[Finding, ...]) -> Iterator[Leaf]:
    """Yield both sides of the sheets that a file is folded from, on the smallest paper that will do, if one does."""
    import pypdfium2

    with reading.opened(data) as pdf:
        trims = [reading.trim(page, number) for number, page in enumerate(pdf.pages, 1)]
    if len(trims) > MOST_IMPOSED:
        return
    for paper in PAPERS.values():
        try:
            imposed = lay_out(data, paper, USUAL)
        except ChapbookError:
            continue
        document = pypdfium2.PdfDocument(imposed.pdf)
        sides = [(sheet, name, cells) for sheet in imposed.imposition.sheets
                 for name, cells in (('front', sheet.front), ('back', sheet.back))]  # fmt: skip
        for number, (sheet, name, cells) in enumerate(sides):
            marks = _marks_on_side(sheet, cells, imposed.layout, trims, found)
            label = f'sheet {number // 2 + 1}, {name}'
            yield Leaf(label, paper.width_mm, paper.height_mm, _picture(document[number], paper.width_mm), marks)
        document.close()
        return


def _open_at_once(count: int, *, folded: bool, right_bound: bool) -> Iterator[tuple[int, ...]]:
    """Yield the pages that lie open together, as they lie: the first alone, then two by two."""
    if not folded:
        yield from ((page,) for page in range(1, count + 1))
        return
    yield (1,)
    for page in range(2, count + 1, 2):
        pair = (page, page + 1) if page < count else (page,)
        yield pair[::-1] if right_bound else pair


def _leaf(document: Any, page: int, trim: Trim, findings: tuple[tuple[int, Finding], ...]) -> Leaf:
    width_mm, height_mm = trim.size_mm
    loaded = document[page - 1]
    loaded.set_cropbox(trim.left, trim.bottom, trim.right, trim.top)
    marks = tuple(
        _mark(number, finding, finding.box_mm) for number, finding in findings
        if finding.page == page and finding.box_mm is not None
    )  # fmt: skip
    return Leaf(f'page {page}', width_mm, height_mm, _picture(loaded, width_mm), marks)


def _mark(number: int, finding: Finding, box: Box) -> Mark:
    left, top, right, bottom = box
    sides = (round(value, 2) for value in (left, top, right - left, bottom - top))
    return Mark(number, finding.severity, *sides)


def _marks_on_side(
    sheet: Any, cells: Any, layout: Layout, trims: list[Trim], found: tuple[Finding, ...]
) -> tuple[Mark, ...]:
    """Return the findings on one side of a sheet, each where its page lies on it."""
    marks = []
    for placed in place(sheet, cells, layout, trims):
        a, b, c, d, e, f = map(float, placed.matrix.split())
        unit = 1 / POINTS_PER_MM
        on_paper: Matrix = (unit, 0.0, 0.0, -unit, 0.0, layout.paper.height_mm)
        to_sheet = times(times(inverse(seen(trims[placed.page - 1])), (a, b, c, d, e, f)), on_paper)
        marks += [
            _mark(number, finding, moved_box(to_sheet, *finding.box_mm))
            for number, finding in enumerate(found, 1)
            if finding.page == placed.page and finding.box_mm
        ]
    return tuple(marks)


def _picture(page: Any, width_mm: float) -> str:
    """Return a page as a picture in an address."""
    scale = min(LARGEST_PX, width_mm * PX_PER_MM) / page.get_width()
    buffer = io.BytesIO()
    page.render(scale=scale).to_pil().convert('RGB').save(buffer, 'WEBP', quality=QUALITY)
    page.close()
    return f'data:image/webp;base64,{base64.b64encode(buffer.getvalue()).decode()}'
