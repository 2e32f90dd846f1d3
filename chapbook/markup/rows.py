"""Pictures beside each other: of one height, and in as many rows as they need not to become too low."""

from math import ceil

from lxml import etree
from lxml.etree import _Element

from chapbook.book import Picture
from chapbook.markup.draft import Draft
from chapbook.markup.trees import remove

# How high drawings in a row are taken to be, which have no size of their own.
DRAWN_PX = 1000
# How many times as wide as it is high a row may be.
WIDEST = 5.0


def arrange(draft: Draft, found: dict[str, Picture]) -> None:
    """Arrange the rows of pictures in every tree of `draft`, in place; `found` are the pictures that can be shown."""
    for _, row in list(draft.elements('figure')):
        if 'row' in row.get('class', '').split() and all(image.get('src') in found for image in row.iter('img')):
            _gather_shares(row)
            for part in _parted(row, found):
                _even_out(part, found)


def _gather_shares(row: _Element) -> None:
    """Let a row take the share of the measure that all its pictures together ask for."""
    shares = [_take_share(image) for image in row.iter('img')]
    if all(shares):
        row.set('class', f'{row.get("class")} share-{min(10, sum(shares))}')


def _take_share(image: _Element) -> int:
    """Take away the class that says how much of the measure a picture asks for; return it in tenths, 0 for none."""
    names = image.get('class', '').split()
    asked = [name for name in names if name.startswith('share-')]
    if asked:
        image.attrib.pop('class')
    if kept := [name for name in names if name not in asked]:
        image.set('class', ' '.join(kept))
    return int(asked[0].removeprefix('share-')) if asked else 0


def _parted(row: _Element, found: dict[str, Picture]) -> list[_Element]:
    """Return a row as several that are about as wide as each other, where one would be too low; the caption is last."""
    items = list(row[0])
    ratios = [_ratio(image, found) for image in row.iter('img')]
    count = ceil(sum(ratios) / WIDEST)
    parts = [etree.Element('figure', {'class': row.get('class', '')}) for _ in range(count - 1)]
    for part in parts:
        etree.SubElement(part, 'div')
        row.addprevious(part)
    reached = 0.0
    for item, ratio in zip(items, ratios, strict=True):
        [*parts, row][int((reached + ratio / 2) / sum(ratios) * count)][0].append(item)
        reached += ratio
    for empty in [part for part in parts if not len(part[0])]:
        remove(empty)
    return [part for part in (*parts, row) if len(part[0])]


def _even_out(row: _Element, found: dict[str, Picture]) -> None:
    """Say of pictures in a row that they are as high as the lowest photograph: so screens show them."""
    shown = [found[image.get('src', '')] for image in row.iter('img')]
    height = min((each.height_px for each in shown if each.media_type != 'image/svg+xml'), default=DRAWN_PX)
    for image in row.iter('img'):
        image.set('height', str(max(1, round(height))))
        image.set('width', str(max(1, round(height * _ratio(image, found)))))


def _ratio(image: _Element, found: dict[str, Picture]) -> float:
    picture = found[image.get('src', '')]
    return picture.width_px / picture.height_px
