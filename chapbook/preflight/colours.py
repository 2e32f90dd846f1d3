"""Colours as a print shop sees them: their space, how much ink they lay down, how light they are on paper."""

from dataclasses import dataclass
from typing import Any

import pikepdf

# How light red, green and blue are, of one: ITU-R BT.601.
LIGHTNESS = (0.299, 0.587, 0.114)
DEVICE = {
    '/DeviceGray': 'grey', '/CalGray': 'grey', '/G': 'grey', '/DeviceRGB': 'rgb', '/CalRGB': 'rgb', '/RGB': 'rgb',
    '/Lab': 'rgb', '/DeviceCMYK': 'cmyk', '/CalCMYK': 'cmyk', '/CMYK': 'cmyk', '/Pattern': 'pattern',
}  # fmt: skip
ICC = {1: 'grey', 3: 'rgb', 4: 'cmyk'}
# A colorant that is laid on every plate: ISO 32000-1, 8.6.6.4.
EVERY_PLATE = '/All'
PLATES = 4


@dataclass(frozen=True, slots=True)
class Space:
    """A colour space: `grey`, `rgb`, `cmyk`, `spot` with its colorants, `pattern` or `other`."""

    name: str
    colorants: tuple[str, ...] = ()


GREY, RGB, CMYK = Space('grey'), Space('rgb'), Space('cmyk')


@dataclass(frozen=True, slots=True)
class Colour:
    """A colour in its space, components from 0 to 1, and how opaque it is."""

    space: Space
    values: tuple[float, ...]
    alpha: float = 1.0

    @property
    def ink_percent(self) -> float | None:
        """How much ink it lays down, 100 for one plate in full; None where that is up to a conversion."""
        if self.space == GREY:
            return 100 * (1 - self.values[0]) * self.alpha
        if self.space == CMYK:
            return 100 * sum(self.values) * self.alpha
        if self.space.name == 'spot':
            plates = (PLATES if name == EVERY_PLATE else name != '/None' for name in self.space.colorants)
            return 100 * self.alpha * sum(tint * on for tint, on in zip(self.values, plates, strict=False))
        return None

    @property
    def lightness(self) -> float | None:
        """How light it is on white paper, from 0 for black to 1; None where it cannot be told."""
        on_paper = _lightness(self)
        return None if on_paper is None else 1 - (1 - on_paper) * self.alpha

    @property
    def is_white(self) -> bool:
        """Whether nothing of it shows on paper."""
        return self.lightness is not None and self.lightness >= 0.995

    @property
    def plates(self) -> int:
        """How many plates it is printed with, where it says so itself."""
        return sum(value > 0.005 for value in self.values) if self.space == CMYK else 1


BLACK = Colour(GREY, (0.0,))


def _lightness(colour: Colour) -> float | None:
    values = colour.values
    if colour.space == GREY:
        return values[0]
    if colour.space == RGB:
        return sum(part * weight for part, weight in zip(values, LIGHTNESS, strict=True))
    if colour.space == CMYK:
        *inks, black = values
        return (1 - black) * sum((1 - ink) * weight for ink, weight in zip(inks, LIGHTNESS, strict=True))
    # A spot colour is taken to be as dark as black; a light one would only seem to hold better than it does.
    return 1 - max(values) if colour.space.name == 'spot' and values else None


def colour(space: Space, values: tuple[float, ...], alpha: float = 1.0) -> Colour:
    """Return a colour with as many components as its space has, each between 0 and 1."""
    wanted = {'grey': 1, 'rgb': 3, 'cmyk': 4}.get(space.name, len(space.colorants))
    parts = tuple(min(1.0, max(0.0, float(value))) for value in values)[:wanted]
    return Colour(space, (*parts, *(0.0,) * (wanted - len(parts))), alpha)


def first_colour(space: Space) -> Colour:
    """Return the colour that a space begins with (ISO 32000-1, 8.6.8): black, or every colorant in full."""
    start = {'cmyk': (0.0, 0.0, 0.0, 1.0), 'spot': (1.0,) * len(space.colorants)}
    return colour(space, start.get(space.name, (0.0, 0.0, 0.0)))


def read_space(value: Any, resources: Any) -> Space:
    """Return the colour space that an operand or an image names: ISO 32000-1, 8.6."""
    if isinstance(value, pikepdf.Name):
        named = resources.get('/ColorSpace', {}).get(str(value)) if str(value) not in DEVICE else None
        return read_space(named, {}) if named is not None else Space(DEVICE.get(str(value), 'other'))
    if not isinstance(value, pikepdf.Array) or not len(value):
        return Space('other')
    family = str(value[0])
    if family == '/ICCBased':
        return Space(ICC.get(int(value[1].get('/N', 0)), 'other'))
    if family in ('/Indexed', '/I'):
        return read_space(value[1], resources)
    if family in ('/Separation', '/DeviceN'):
        names = value[1] if family == '/DeviceN' else [value[1]]
        return Space('spot', tuple(map(str, names)))
    return Space(DEVICE.get(family, 'other'))
