"""Gives each picture of a pamphlet its size: as wide as its room, and a whole number of lines high."""

from math import inf
from typing import TYPE_CHECKING

from lxml.etree import _Element

if TYPE_CHECKING:
    from chapbook.book import Picture
    from chapbook.compose import Frame

# What print.css takes from the measure for each, in points where type has 11: margins of a quotation, indent of a list.
NARROWER_PT = {'blockquote': 32.0, 'ul': 16.0, 'ol': 16.0, 'dd': 16.0}
CELLS = ('td', 'th')
# The space between the columns of a table, and between pictures beside each other, in points.
GUTTER_PT = 8.0
# A photograph is not enlarged beyond so many dots per inch.
LEAST_DPI = 150


def fit(tree: _Element, pictures: 'dict[str, Picture]', frame: 'Frame') -> None:
    """Fit the pictures of a section to its page, in place; those among words are left to the style."""
    for row in [figure for figure in tree.iter('figure') if 'row' in figure.get('class', '').split()]:
        _fit_row(row, pictures, frame)
    for image in tree.iter('img'):
        if 'style' not in image.attrib and (holder := _holder(image)) is not None:
            _fit_picture(image, holder, pictures[image.get('src', '')], frame)


def _fit_row(row: _Element, pictures: 'dict[str, Picture]', frame: 'Frame') -> None:
    """Make the pictures of a row one height, in which they fill the measure beside each other."""
    images = list(row.iter('img'))
    shown = [pictures[image.get('src', '')] for image in images]
    room, highest = _room(images[0], frame)
    room = room * _share(row) - GUTTER_PT * (len(images) - 1)
    height = min(highest, *map(_greatest_pt, shown), room / sum(map(_ratio, shown)))
    for image in images:
        image.set('style', f'height: {_whole_lines(height, frame) * frame.leading_pt:g}pt; width: auto')
        for side in ('width', 'height'):
            image.attrib.pop(side, None)


def _holder(image: _Element) -> _Element | None:
    """Return the figure, cell or item that holds nothing but a picture, None for a picture among words."""
    for holder in image.iterancestors('figure', 'td', 'th', 'li', 'dd'):
        words = ''.join(holder.itertext()).strip()
        return holder if holder.tag == 'figure' or not words else None
    return None


def _fit_picture(image: _Element, holder: _Element, picture: 'Picture', frame: 'Frame') -> None:
    """Give a picture a size that fits its room and is a whole number of lines high, so that the text keeps its grid.

    A drawing has no size of its own and takes the measure; a photograph is not enlarged beyond 150 dots per inch.
    """
    room, highest = _room(image, frame)
    room *= _share(image)
    height = min(highest, _greatest_pt(picture), room / _ratio(picture))
    lines = _whole_lines(height, frame)
    inline = '' if holder.tag == 'figure' else '; vertical-align: bottom'
    image.set('style', f'height: {lines * frame.leading_pt:g}pt; width: auto{inline}')
    for side in ('width', 'height'):
        image.attrib.pop(side, None)


def _share(image: _Element) -> float:
    """Return how much of its room a picture asks for, in tenths by the name of its class."""
    asked = [name.removeprefix('share-') for name in image.get('class', '').split() if name.startswith('share-')]
    return int(asked[0]) / 10 if asked else 1.0


def _room(image: _Element, frame: 'Frame') -> tuple[float, float]:
    """Return how wide and how high a picture may be where it stands, in points."""
    room, highest = frame.measure_pt, frame.highest_pt
    for parent in image.iterancestors():
        room -= NARROWER_PT.get(str(parent.tag), 0) * frame.larger
        if parent.tag in CELLS:
            row = parent.getparent()
            room, highest = room / len(row if row is not None else [0]) - GUTTER_PT, highest / 2
    return max(room, frame.leading_pt), highest


def _ratio(picture: 'Picture') -> float:
    return picture.width_px / picture.height_px


def _greatest_pt(picture: 'Picture') -> float:
    """Return how high a picture can be: a drawing has no size of its own."""
    return inf if picture.media_type == 'image/svg+xml' else picture.height_px * 72 / LEAST_DPI


def _whole_lines(height: float, frame: 'Frame') -> int:
    return max(1, int(height / frame.leading_pt + 0.01))
