"""Photographs as those take them who show them: upright, in RGB, no larger than can be shown, as JPEG or PNG.

Pillow is loaded for texts that hold some.
"""

import io
from dataclasses import replace
from functools import lru_cache
from typing import Any

from chapbook.book import Picture

# What e-readers show, those of 2010 too: OPF 2.0.1, section 1.3.7. WebP came with EPUB 3.3, AVIF has not come yet.
EVERYWHERE = ('image/jpeg', 'image/png', 'image/gif', 'image/svg+xml')
DRAWING, MOVING = 'image/svg+xml', 'image/gif'
# A tablet of 13 inches shows as many, and no shop’s reader has to take more.
MOST_PX = 5_600_000
JPEG_QUALITY = 85
# The chunk of a WebP picture that is packed without loss: RFC 9649, section 2.6.
LOSSLESS = b'VP8L'
ORIENTATION, UPRIGHT = 0x0112, 1


@lru_cache(maxsize=64)
def for_ebook(picture: Picture) -> Picture:
    """Return a picture as every e-reader shows it: JPEG, PNG, GIF or SVG, `MOST_PX` pixels at most."""
    from PIL import Image, ImageOps

    if picture.media_type in (DRAWING, MOVING):
        return picture
    with Image.open(io.BytesIO(picture.data)) as image:
        smaller = (picture.width_px * picture.height_px / MOST_PX) ** 0.5
        if smaller <= 1 and picture.media_type in EVERYWHERE and _is_plain(image):
            return picture
        # A JPEG picture is unpacked no larger than it has to be.
        image.draft(None, tuple(round(side / smaller) for side in image.size) if smaller > 1 else image.size)
        shown = in_rgb(ImageOps.exif_transpose(image))
    if smaller > 1:
        shown.thumbnail((picture.width_px / smaller, picture.height_px / smaller), Image.Resampling.LANCZOS)
    lossless = picture.media_type == 'image/png' or LOSSLESS in picture.data[:64] or 'A' in shown.mode
    return _encoded(picture, shown, 'PNG' if lossless else 'JPEG')


@lru_cache(maxsize=64)
def for_browser(picture: Picture) -> Picture:
    """Return a picture as browsers have long shown it: AVIF, which came to telephones in 2022, as JPEG or PNG."""
    from PIL import Image, ImageOps

    if picture.media_type != 'image/avif':
        return picture
    with Image.open(io.BytesIO(picture.data)) as image:
        # Pillow tells as a note of a camera how the picture is to be turned: ISO 23008-12, “irot”.
        shown = in_rgb(ImageOps.exif_transpose(image))
        return _encoded(picture, shown, 'PNG' if 'A' in shown.mode else 'JPEG')


@lru_cache(maxsize=64)
def for_screen_colours(picture: Picture) -> Picture:
    """Return a picture in inks as one in RGB, which PDF/A asks for beside text in RGB: ISO 19005-3, 6.2.4.3."""
    from PIL import Image, ImageOps

    if picture.media_type != 'image/jpeg':
        return picture
    with Image.open(io.BytesIO(picture.data)) as image:
        if image.mode != 'CMYK':
            return picture
        return _encoded(picture, in_rgb(ImageOps.exif_transpose(image)), 'JPEG')


def thumbnail(jpeg: bytes, width_px: int) -> bytes:
    """Return a JPEG picture so wide and no wider; raises OSError where there is none to read."""
    from PIL import Image

    buffer = io.BytesIO()
    with Image.open(io.BytesIO(jpeg)) as image:
        height_px = max(1, round(image.height * width_px / image.width))
        small = image.resize((width_px, height_px), Image.Resampling.LANCZOS)
    small.save(buffer, 'JPEG', quality=JPEG_QUALITY, optimize=True)
    return buffer.getvalue()


def in_rgb(image: Any) -> Any:
    """Return a Pillow image in RGB or grey, transparent or not; the profile it brings is heeded for inks."""
    if image.mode == 'CMYK' and (turned := in_srgb(image)):
        return turned
    if image.mode in ('RGB', 'RGBA', 'L', 'LA'):
        return image
    return image.convert('RGBA' if image.has_transparency_data else 'L' if image.mode == '1' else 'RGB')


def in_srgb(image: Any) -> Any | None:
    """Return a Pillow image in sRGB by the profile it brings, None where that is none, or broken, or sRGB itself."""
    from PIL import ImageCms

    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(image.info.get('icc_profile') or b''))
        if 'srgb' in ImageCms.getProfileDescription(own).lower():
            return None
        mode = 'RGBA' if image.mode == 'RGBA' else 'RGB'
        turned = ImageCms.profileToProfile(image, own, ImageCms.createProfile('sRGB'), outputMode=mode)
    except (ImageCms.PyCMSError, OSError):
        return None
    if turned is not None:
        turned.info.pop('icc_profile', None)
    return turned


def _is_plain(image: Any) -> bool:
    """Tell whether any reader shows a picture as it is meant: none but browsers turns it, few know inks."""
    return bool(image.mode != 'CMYK' and image.getexif().get(ORIENTATION, UPRIGHT) == UPRIGHT)


def _encoded(picture: Picture, image: Any, kind: str) -> Picture:
    buffer = io.BytesIO()
    profile = image.info.get('icc_profile') if image.mode in ('RGB', 'RGBA') else None
    image.save(buffer, kind, quality=JPEG_QUALITY, optimize=True, icc_profile=profile)
    return replace(
        picture,
        data=buffer.getvalue(),
        media_type=f'image/{kind.lower()}',
        width_px=image.width,
        height_px=image.height,
    )
