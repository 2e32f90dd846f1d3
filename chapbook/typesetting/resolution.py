"""Photographs as large as their print can show, and no larger; those of other profiles in sRGB, line art in one bit.

WeasyPrint can make pictures smaller too, but packs them as thumbnails; it takes all colours for sRGB, and makes eight
bits of one.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import pydyf
import weasyprint
from PIL import Image
from weasyprint import images

from chapbook import rasters
from chapbook.pages import PrintDocument
from chapbook.problems import Problem, detail

# Packed so, a picture of 300 dpi shows no trace of it.
JPEG_QUALITY = 90
# A picture hardly larger than it has to be is left as it is.
NEARLY = 0.95
# What marks a picture that a print shop gets in red, green and blue: the text says so.
RGB_MARK = 'ChapbookRGB'
# What says which of the text’s pictures it is.
NAME_MARK = 'ChapbookName'


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a document asks of its photographs: those that stay in RGB, names, the resolution, and whom to tell."""

    rgb: frozenset[bytes]
    names: dict[bytes, str]
    dpi: int
    told: list[Problem]


@contextmanager
def kept(document: PrintDocument) -> Iterator[list[Problem]]:
    """Keep photographs laid out and written inside to the document’s resolution; give word of what was made smaller."""
    theirs, told = images.RasterImage, list[Problem]()
    # Only in the version this was written for.
    if weasyprint.__version__.startswith('70.0'):
        rgb = frozenset(document.pictures[name].data for name in document.rgb if name in document.pictures)
        names = {picture.data: name for name, picture in document.pictures.items()} if document.named else {}
        images.RasterImage = partial(_Raster, _Asked(rgb, names, document.dpi, told))
    try:
        yield told
    finally:
        images.RasterImage = theirs


class _Raster(images.RasterImage):  # type: ignore[misc]
    """A photograph: its pixels as many as show, unless it is line art, which keeps all of them."""

    width: int
    height: int
    image_data: Any

    def __init__(self, asked: _Asked, image: Any, key: str, data: bytes, *others: Any) -> None:
        filename, cache, orientation, options = others
        self.asked, self.stays_rgb, self.name = asked, data in asked.rgb, asked.names.get(data)
        self.line_art = data if image.mode == '1' and image.format == 'PNG' and _is_plain(image) else None
        if not self.stays_rgb:
            image, data = _in_srgb(image, data)
        super().__init__(image, key, data, filename, cache, orientation, {**options, 'dpi': asked.dpi})

    def get_x_object(self, interpolate: bool, dpi_ratio: float) -> Any:
        """Return the picture for the file, made smaller where `dpi_ratio` tells that not all of it shows."""
        if dpi_ratio < NEARLY and not self.line_art:
            self._shrink(dpi_ratio)
        drawn = self._of_line_art(interpolate) if self.line_art else super().get_x_object(interpolate, 1)
        if self.stays_rgb and not self.line_art:
            drawn.extra[RGB_MARK] = 'true'
        if self.name:
            drawn.extra[NAME_MARK] = pydyf.String(self.name)
        return drawn

    def _shrink(self, ratio: float) -> None:
        before = self.width, self.height
        self.width, self.height = (max(1, round(side * ratio)) for side in before)
        with Image.open(io.BytesIO(self.image_data.data)) as image:
            # A JPEG picture is unpacked no larger than it has to be.
            image.draft(None, (2 * self.width, 2 * self.height))
            smaller = image.resize((self.width, self.height), Image.Resampling.LANCZOS)
        self.image_data = self.cache_image_data(_packed(smaller, self.format, image.info.get('icc_profile')))
        # Pillow writes inks as Adobe does, turned about.
        self.invert_colors = self.mode == 'CMYK'
        sizes = ' and '.join(f'{wide} × {high}' for wide, high in (before, (self.width, self.height)))
        message = f'a picture has more pixels than show, and is smaller in print: {sizes} ({self.asked.dpi} dpi)'
        self.asked.told.append(detail(message))

    def _of_line_art(self, interpolate: bool) -> Any:
        extra = {
            'Type': '/XObject', 'Subtype': '/Image', 'Width': self.width, 'Height': self.height,
            'ColorSpace': '/DeviceGray', 'BitsPerComponent': 1, 'Interpolate': 'true' if interpolate else 'false',
            'Filter': '/FlateDecode',
            'DecodeParms': pydyf.Dictionary({'Predictor': 15, 'Columns': self.width, 'BitsPerComponent': 1}),
        }  # fmt: skip
        with Image.open(io.BytesIO(self.line_art or b'')) as image:
            packed = self.cache_image_data(self._get_png_data(image), slot='stream')
        return pydyf.Stream([packed], pydyf.Dictionary(extra))


def _is_plain(image: Any) -> bool:
    return 'transparency' not in image.info and 'exif' not in image.info


def _in_srgb(image: Any, data: bytes) -> tuple[Any, bytes]:
    """Return a photograph and its bytes in sRGB, where it brings another profile."""
    turned = rasters.in_srgb(image) if image.mode in ('RGB', 'RGBA') else None
    if turned is None:
        return image, data
    turned.format = image.format if image.format in ('JPEG', 'PNG') else 'PNG'
    return turned, _packed(turned, turned.format, None)


def _packed(image: Any, kind: str, profile: bytes | None) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, quality=JPEG_QUALITY, icc_profile=profile)
    return buffer.getvalue()
