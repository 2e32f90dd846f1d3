"""Two facing pages of a pamphlet as they lie on a table, as PNG."""

from io import BytesIO
from typing import Any

import pypdfium2
from PIL import Image, ImageChops, ImageFilter

from chapbook.problems import ChapbookError, error

Point = tuple[float, float]

# A table, a shadow on it, and pages; shares of the picture’s width.
TABLE = (236, 234, 229)
TABLE_EDGE = 0.04
SHADOW_REACH = 0.012
FOLD_REACH = 0.045
FOLD_DARKNESS = 60
EDGE_DARKNESS = 70
COLOURS = 256


def spread(pdf: bytes, left_page: int, width_px: int) -> bytes:
    """Return two facing pages as a PNG: `left_page`, counted from 1, and the one after it.

    Raises ChapbookError if the PDF cannot be read or has no such two pages.
    """
    edge = round(width_px * TABLE_EDGE)
    pages = _facing(pdf, left_page, (width_px - 2 * edge) // 2)
    paper = Image.new('RGB', (sum(page.width for page in pages), pages[0].height), 'white')
    for page, x in zip(pages, (0, pages[0].width), strict=True):
        paper.paste(page, (x, 0))
    paper = ImageChops.multiply(paper, _fold_shade(paper.size, pages[0].width, round(width_px * FOLD_REACH)))
    picture = _table((width_px, paper.height + 2 * edge), (edge, edge, *paper.size), round(width_px * SHADOW_REACH))
    picture.paste(paper, (edge, edge))
    return _png(picture)


def _facing(pdf: bytes, left_page: int, width_px: int) -> list[Image.Image]:
    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError as damage:
        raise ChapbookError(error(f'the PDF cannot be read: {damage}', hint='build it again')) from damage
    if not 1 <= left_page < len(document):
        message = f'there are no pages {left_page} and {left_page + 1} in a PDF of {len(document)}'
        raise ChapbookError(error(message, hint=f'choose a left page from 1 to {len(document) - 1}'))
    return [_render(document[left_page - 1 + index], width_px) for index in (0, 1)]


def _render(page: Any, width_px: int) -> Image.Image:
    picture: Image.Image = page.render(scale=width_px / page.get_width()).to_pil().convert('RGB')
    return picture


def _fold_shade(size: Point, fold_px: int, reach_px: int) -> Image.Image:
    """Return the light on two pages: it falls off toward the fold, more on the left, and has hair lines for edges."""
    width, height = round(size[0]), round(size[1])
    row = [_light(x - fold_px, reach_px) for x in range(width)]
    row[0] = row[-1] = 255 - EDGE_DARKNESS
    strip = Image.new('L', (width, 1))
    strip.putdata(row)
    return strip.resize((width, height)).convert('RGB')


def _light(from_fold_px: int, reach_px: int) -> int:
    near = max(0.0, 1 - abs(from_fold_px + 0.5) / reach_px)
    return 255 - round(FOLD_DARKNESS * near * near * (1 if from_fold_px < 0 else 0.7))


def _table(size: Point, paper: tuple[int, int, int, int], blur_px: int) -> Image.Image:
    """Return the table with the shadow of paper (left, top, width, height) on it."""
    canvas = (round(size[0]), round(size[1]))
    left, top, width, height = paper
    shadow = Image.new('L', canvas, 0)
    shadow.paste(95, (left, top + blur_px // 2, left + width, top + height + blur_px // 2))
    table = Image.new('RGB', canvas, TABLE)
    table.paste('black', mask=shadow.filter(ImageFilter.GaussianBlur(blur_px)))
    return table


def _png(picture: Image.Image) -> bytes:
    """Return a small PNG: pages have few colours, so a palette serves them."""
    buffer = BytesIO()
    palette = picture.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    palette.save(buffer, 'PNG', optimize=True)
    return buffer.getvalue()
