"""How much ink what is painted lays down, where the file itself says which inks."""

import io
from typing import Any

import pikepdf

from chapbook.preflight.painted import Painted, Picture

SAMPLES_PX = 256
# A share of a picture this small may be noise.
SMALLEST_SHARE = 0.005
LARGEST_BYTES = 400_000_000


def most_percent(item: Painted) -> float:
    """Return the most ink of what is painted in percent, 100 for one plate in full; 0 where a conversion decides."""
    if not isinstance(item, Picture):
        return item.colour.ink_percent or 0.0
    if item.space.name != 'cmyk' or item.image is None or item.bits != 8:
        return 0.0
    try:
        return _of_picture(item.image, item.width_px, item.height_px)
    except (OSError, ValueError, pikepdf.PikepdfError, NotImplementedError):
        # A picture in a form that is not read here is not judged either.
        return 0.0


def _of_picture(image: Any, width_px: int, height_px: int) -> float:
    """Return what the fullest of its pixels lay down, but for a few of them."""
    from PIL import Image

    if width_px * height_px * 4 > LARGEST_BYTES:
        return 0.0
    turned = _decodes_turned(image)
    filters = image.get('/Filter', [])
    names = [str(each) for each in filters] if isinstance(filters, pikepdf.Array) else [str(filters)]
    if names == ['/DCTDecode']:
        picture: Any = Image.open(io.BytesIO(image.read_raw_bytes()))
        # Pillow turns the inks of every JPEG about, as Photoshop writes them; a PDF says itself whether they are.
        turned = not turned
    else:
        picture = Image.frombytes('CMYK', (width_px, height_px), image.read_bytes()[: width_px * height_px * 4])
    picture = picture.resize((min(SAMPLES_PX, width_px), min(SAMPLES_PX, height_px)), Image.Resampling.NEAREST)
    return _fullest(picture.tobytes(), turned=turned)


def _decodes_turned(image: Any) -> bool:
    decode = image.get('/Decode')
    return decode is not None and len(decode) > 1 and float(decode[0]) > float(decode[1])


def _fullest(samples: bytes, *, turned: bool) -> float:
    sums = map(sum, zip(*(samples[plate::4] for plate in range(4)), strict=True))
    ordered = sorted(4 * 255 - each if turned else each for each in sums)
    return ordered[-1 - int(len(ordered) * SMALLEST_SHARE)] / 2.55
