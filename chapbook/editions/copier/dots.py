"""Dots for a copier: tints as patterns, and pictures, gradients and masks as black dots on paper."""

import io
import re
import zlib
from dataclasses import dataclass
from math import ceil, floor
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf

from chapbook.preflight.finding import Box
from chapbook.preflight.matrix import Matrix
from chapbook.problems import ChapbookError, error

# The side of a dot of a dithered picture, in dots of the copier: such a dot comes off whole.
DOT = 4
# Dots of a copier that scans 600 to the inch make a tint of this cell, in points.
CELL_PT, CELL_DPI = 3.36, 600
# How much dots spread on a copier.
DOT_GAIN = 1.25
# A picture that stays grey needs no more pixels to the inch.
GREY_DPI = 300
LEAST_DPI, MOST_DPI = 200, 2400
LARGEST_PX = 20_000_000
# What a stream may draw by its name: ISO 32000-1, table 33.
KINDS = ('/XObject', '/Pattern', '/Shading', '/ExtGState', '/ColorSpace')
NAME = re.compile(r'/[^\s/<>\[\]()]+')


@dataclass(frozen=True, slots=True)
class Settings:
    """What the copier can: dots to the inch that it scans, and whether pictures are dithered for it or stay grey."""

    dpi: int = 600
    dithered: bool = True

    @property
    def dots_per_inch(self) -> float:
        """How many dots of a dither it can tell apart."""
        return self.dpi / DOT


def settings(tokens: dict[str, str]) -> Settings:
    """Return what the tokens of a theme say of the copier; ChapbookError where they say what no copier does."""
    dpi, pictures = tokens['--copier-dpi'], tokens['--copier-pictures']
    if not dpi.isdecimal() or not LEAST_DPI <= int(dpi) <= MOST_DPI:
        hint = f'give it a number from {LEAST_DPI} to {MOST_DPI}, such as 600, in styles/page-copier.css'
        raise ChapbookError(error(f'--copier-dpi is “{dpi}”, which no copier scans', None, hint))
    if pictures not in ('dithered', 'grey'):
        hint = 'say dithered or grey in styles/page-copier.css'
        raise ChapbookError(error(f'--copier-pictures is “{pictures}”, which is neither', None, hint))
    return Settings(int(dpi), pictures == 'dithered')


def tint(pdf: Pdf, darkness: float, settings: Settings) -> Any:
    """Return a tiling pattern (ISO 32000-1, 8.7.3) of black dots, in rows on a slant, as dark as this."""
    # Beyond the half it is paper that stays open between the dots.
    share, cell = darkness**DOT_GAIN, CELL_PT * CELL_DPI / settings.dpi
    side = cell * (min(share, 1 - share) / 2) ** 0.5
    ground = f'0 g 0 0 {cell:g} {cell:g} re f 1 g' if share > 0.5 else '0 g'
    corners = (cell / 4 - side / 2, cell * 3 / 4 - side / 2)
    drawn = ground + ''.join(f' {at:.3f} {at:.3f} {side:.3f} {side:.3f} re f' for at in corners)
    pattern = pdf.make_stream(drawn.encode())
    entries = {
        'Type': Name.Pattern,
        'PatternType': 1,
        'PaintType': 1,
        'TilingType': 1,
        'BBox': Array([0, 0, cell, cell]),
        'XStep': cell,
        'YStep': cell,
        'Resources': Dictionary(),
    }
    for key, value in entries.items():
        pattern[f'/{key}'] = value
    return pattern


def picture(stream: Any, width_pt: float, settings: Settings) -> None:
    """Turn a picture into black dots on paper, as many as a copier can tell apart at its size, or into greys."""
    from PIL import Image, ImageOps

    if stream.get('/BitsPerComponent') == 1:
        # Line art is dots already, and sharper than any that would be made of it.
        return
    grey = pikepdf.PdfImage(stream).as_pil_image().convert('L')
    if '/SMask' in stream:
        mask = pikepdf.PdfImage(stream.SMask).as_pil_image().convert('L').resize(grey.size)
        grey = Image.composite(grey, Image.new('L', grey.size, 255), mask)
        del stream['/SMask']
    wanted = max(1, round(width_pt / 72 * (settings.dots_per_inch if settings.dithered else GREY_DPI)))
    width = wanted if settings.dithered else min(wanted, grey.width)
    size = (width, max(1, round(width * grey.height / grey.width)))
    _write(stream, ImageOps.autocontrast(grey.resize(size, Image.Resampling.LANCZOS), cutoff=0.5), settings)


def _write(stream: Any, grey: Any, settings: Settings) -> None:
    shown = grey.convert('1') if settings.dithered else grey
    stream.write(zlib.compress(shown.tobytes(), 9), filter=Name.FlateDecode)
    stream.Width, stream.Height = shown.size
    stream.BitsPerComponent = 1 if settings.dithered else 8
    stream.ColorSpace = Name.DeviceGray
    for key in ('/Decode', '/DecodeParms', '/Mask', '/Interpolate'):
        if key in stream:
            del stream[key]


@dataclass(frozen=True, slots=True)
class Painting:
    """Something that is painted: its operators, what they name, and the matrix of the stream that they stand in."""

    content: str
    resources: Any
    base: Matrix

    @property
    def named(self) -> Dictionary:
        """What it names of the resources: those of a page are those of all pages."""
        names = set(NAME.findall(self.content))
        kinds = {kind: self.resources[kind] for kind in KINDS if kind in self.resources}
        return Dictionary(
            {
                kind: Dictionary({name: thing for name, thing in things.items() if name in names})
                for kind, things in kinds.items()
            }
        )


def painted(pdf: Pdf, painting: Painting, box: Box, settings: Settings) -> tuple[Any, Box] | None:
    """Return what is painted within a box of the page, in points, as a picture, and the box of that; None for nothing.

    PDFium draws it by itself on white paper.
    """
    import pypdfium2

    scale = (settings.dots_per_inch if settings.dithered else GREY_DPI) / 72
    left, bottom, right, top = (
        floor(box[0] * scale),
        floor(box[1] * scale),
        ceil(box[2] * scale),
        ceil(box[3] * scale),
    )
    if right <= left or top <= bottom or (right - left) * (top - bottom) > LARGEST_PX:
        return None
    shown = (left / scale, bottom / scale, right / scale, top / scale)
    with pikepdf.new() as alone:
        page = alone.add_blank_page(page_size=(10, 10))
        form = alone.make_stream(painting.content.encode('latin-1'), Type=Name.XObject, Subtype=Name.Form)
        form.Matrix, form.BBox = Array(painting.base), Array([-1e5, -1e5, 1e5, 1e5])
        form.Resources = alone.copy_foreign(pdf.make_indirect(painting.named))
        page.Resources, page.Contents = Dictionary(XObject=Dictionary(A=form)), alone.make_stream(b'/A Do')
        page.MediaBox = Array(shown)
        buffer = io.BytesIO()
        alone.save(buffer)
    document = pypdfium2.PdfDocument(buffer.getvalue())
    grey = document[0].render(scale=scale).to_pil().convert('L')
    document.close()
    image = pdf.make_stream(b'', Type=Name.XObject, Subtype=Name.Image)
    _write(image, grey, settings)
    return image, shown
