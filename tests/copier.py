"""A worn photocopier and a telephone’s camera, for codes that are to be read after both."""

import random

import zxingcpp
from PIL import Image, ImageChops, ImageFilter

DPI = 300
# What a hand does between two pictures: it turns by degrees, and comes nearer by a share of the distance.
FRAMES = ((0, 1.0), (-3, 0.97), (4, 1.03), (1, 0.94), (-6, 1.05))


def photocopied(page, *, times=2, degrees=2.5, speckles=0.002, seed=1):
    """Return a grey picture at 300 dpi as copies of copies show it: blurred, askew, black and white alone, speckled."""
    chance = random.Random(seed)  # noqa: S311 - dirt, not secrets
    for _ in range(times):
        page = page.convert('L').rotate(degrees / times, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
        page = page.filter(ImageFilter.GaussianBlur(1.6)).point(lambda grey: 255 * (grey > 140))
        page = _speckled(page, int(speckles * page.width * page.height), chance)
    return page


def _speckled(page, count, chance):
    dirt = Image.new('L', page.size, 0)
    for _ in range(count):
        x, y, size = chance.randrange(page.width), chance.randrange(page.height), chance.choice((1, 1, 2, 3))
        dirt.paste(255, (x, y, x + size, y + size))
    return ImageChops.difference(page, dirt)


def seen(page, pixels_per_mm):
    """Return what the codes in a picture at 300 dpi say to a camera for which a millimetre is so many pixels wide.

    A hand is not still: the camera takes a few pictures, each from a little elsewhere, and the first that it reads is
    enough.
    """
    for degrees, nearer in FRAMES:
        scale = pixels_per_mm * nearer / (DPI / 25.4)
        turned = page.convert('L').rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
        small = turned.resize((round(turned.width * scale), round(turned.height * scale)), Image.Resampling.BOX)
        frame = small.filter(ImageFilter.GaussianBlur(0.6)).point(lambda grey: 40 + grey * 170 // 255)
        if said := codes_in(frame):
            return said
    return []


def codes_in(picture):
    """Return what the QR codes in a picture say, in any order."""
    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
    return sorted(code.text for code in found)
