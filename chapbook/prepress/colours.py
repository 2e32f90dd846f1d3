"""Colours of a screen as inks of a press: grey is black ink alone, and colours go through the profile of the press."""

import io
from functools import cached_property
from typing import Any

# How far red, green and blue may lie apart and still be grey.
GREY_WITHIN = 0.012
# What paper takes before ink smears: the sum of the four plates.
MOST_INK = 3.0
# Steps along each side of the cube of colours by which pictures are kept below that.
STEPS = 33

Ink = tuple[float, float, float, float]
BLACK: Ink = (0.0, 0.0, 0.0, 1.0)
# How light red, green and blue are, of one, in a mask of transparency: ISO 32000-1, 11.5.3.
LIGHTNESS = (0.3, 0.59, 0.11)


def is_grey(red: float, green: float, blue: float) -> bool:
    """Tell whether a colour has no hue to speak of."""
    return max(red, green, blue) - min(red, green, blue) <= GREY_WITHIN


def lightness(values: list[float]) -> float:
    """Return how light a device colour of one, three or four components is, from 0 for black to 1."""
    if len(values) == 1:
        return values[0]
    if len(values) == 4:
        values = [(1 - part) * (1 - values[3]) for part in values[:3]]
    return sum(part * share for part, share in zip(values, LIGHTNESS, strict=True))


class Inks:
    """Turns colours into cyan, magenta, yellow and black, each from 0 to 1, by the ICC profile of a press."""

    def __init__(self, profile: bytes) -> None:
        self.profile = profile
        self._known: dict[tuple[int, int, int], Ink] = {}

    @cached_property
    def transform(self) -> Any:
        """The way from sRGB to the press: relative colorimetric, black point compensated (ICC.1, annex D)."""
        from PIL import ImageCms

        press = ImageCms.ImageCmsProfile(io.BytesIO(self.profile))
        flags, relative = ImageCms.Flags.BLACKPOINTCOMPENSATION, ImageCms.Intent.RELATIVE_COLORIMETRIC
        return ImageCms.buildTransform(ImageCms.createProfile('sRGB'), press, 'RGB', 'CMYK', relative, flags)

    def of_grey(self, grey: float) -> Ink:
        """Return a grey, 0 for black and 1 for white, in black ink alone."""
        return (0.0, 0.0, 0.0, round(1 - grey, 4))

    def of_rgb(self, red: float, green: float, blue: float) -> Ink:
        """Return a colour in inks, in whole percents; one that is grey in black alone."""
        if is_grey(red, green, blue):
            return self.of_grey((red + green + blue) / 3)
        return self.of_colour(red, green, blue)

    def of_colour(self, red: float, green: float, blue: float) -> Ink:
        """Return a colour in inks by the profile, grey or not: a step of a gradient is made as its neighbours are."""
        key = (round(red * 255), round(green * 255), round(blue * 255))
        if key not in self._known:
            self._known[key] = self._convert(key)
        return self._known[key]

    def of_lab(self, lightness: float, a: float, b: float) -> Ink:
        """Return a colour of CIE L*a*b* in inks, as sRGB has it."""
        from PIL import Image, ImageCms

        whole = (round(lightness * 2.55), round(a) % 256, round(b) % 256)
        lab = Image.frombytes('LAB', (1, 1), bytes(min(255, max(0, part)) for part in whole))
        to_rgb = ImageCms.buildTransform(ImageCms.createProfile('LAB'), ImageCms.createProfile('sRGB'), 'LAB', 'RGB')
        converted: Any = ImageCms.applyTransform(lab, to_rgb)
        red, green, blue = converted.tobytes()
        return self.of_rgb(red / 255, green / 255, blue / 255)

    def _convert(self, rgb: tuple[int, int, int]) -> Ink:
        from PIL import Image, ImageCms

        converted: Any = ImageCms.applyTransform(Image.new('RGB', (1, 1), rgb), self.transform)
        cyan, magenta, yellow, black = (round(part / 255, 2) for part in converted.tobytes())
        cyan, magenta, yellow, black = _limited((cyan, magenta, yellow, black))
        return (round(cyan, 2), round(magenta, 2), round(yellow, 2), black)

    @cached_property
    def cube(self) -> Any:
        """The way from sRGB to no more ink than paper takes, None where the profile keeps to that itself."""
        from PIL import Image, ImageCms, ImageFilter

        scale = [at * 255 // (STEPS - 1) for at in range(STEPS)]
        colours = bytes(part for blue in scale for green in scale for red in scale for part in (red, green, blue))
        cube = Image.frombytes('RGB', (STEPS * STEPS, STEPS), colours)
        inks: Any = ImageCms.applyTransform(cube, self.transform)
        samples = [part / 255 for part in inks.tobytes()]
        rows = list(zip(*(samples[plate::4] for plate in range(4)), strict=True))
        if max(map(sum, rows)) <= MOST_INK:
            return None
        # Half a step of 255 less on each plate, so that rounding goes over the limit nowhere.
        return ImageFilter.Color3DLUT(STEPS, [part for row in rows for part in _limited(row, MOST_INK - 2 / 255)],
                                      channels=4, target_mode='CMYK')  # fmt: skip

    def of_picture(self, image: Any) -> Any:
        """Return a Pillow picture in inks; one without colour as grey, which a press prints in black."""
        from PIL import ImageCms

        if image.mode in ('1', 'L', 'CMYK'):
            return image
        image = image.convert('RGB')
        if _is_grey(image):
            return image.convert('L')
        return image.filter(self.cube) if self.cube else ImageCms.applyTransform(image, self.transform)


def _limited(ink: Ink, most: float = MOST_INK) -> Ink:
    """Return inks that are together no more than paper takes: the three colours give way alike."""
    cyan, magenta, yellow, black = ink
    over = cyan + magenta + yellow + black - most
    if over <= 0:
        return ink
    share = 1 - over / (cyan + magenta + yellow)
    return (cyan * share, magenta * share, yellow * share, black)


def _is_grey(image: Any) -> bool:
    """Tell whether a picture has no colour in it."""
    from PIL import ImageChops

    red, green, blue = image.split()
    return all(max(ImageChops.difference(one, green).tobytes()) <= GREY_WITHIN * 255 for one in (red, blue))
