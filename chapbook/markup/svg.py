"""Drawings: their size, and whether they are still, whole in themselves, and no more than can be drawn."""

import re

from lxml import etree
from lxml.etree import _Element

SVG = '{http://www.w3.org/2000/svg}'
XLINK_HREF = '{http://www.w3.org/1999/xlink}href'
ACTIVE = ('script', 'foreignObject', 'animate', 'set', 'animateTransform', 'animateMotion')
# Where a link in a drawing may lead: nowhere that does something.
LINKS = ('https://', 'http://', 'mailto:')
LENGTH = re.compile(r'\s*(\d+\.?\d*|\.\d+)\s*(px|pt|mm|cm|in)?\s*')
NUMBER = re.compile(r'[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?')
OUTSIDE = re.compile(r'url\(\s*["\']?(?!#|["\']?data:)')
PX_PER_UNIT = {'px': 1.0, 'pt': 96 / 72, 'mm': 96 / 25.4, 'cm': 96 / 2.54, 'in': 96.0}
# A map of a city has fewer; more would keep a printer, and a reader’s battery, at work for minutes.
MOST_DRAWN = 50_000
# How many letters of an address an error shows.
MOST_SHOWN = 60
# Of an element whose parts are being counted.
RING = -1


def size_of(data: bytes) -> tuple[float, float]:
    """Return the size of a drawing in CSS pixels; ValueError where it is not safe or not SVG."""
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as fault:
        if 'XML_PARSE_HUGE' in (fault.msg or ''):
            raise ValueError('the drawing is too large or too deep; simplify it, or export it as PNG') from fault
        raise ValueError(f'it is not well-formed SVG: {fault.msg}') from fault
    if root.tag != f'{SVG}svg':
        raise ValueError('it is not SVG: its first element must be svg with xmlns="http://www.w3.org/2000/svg"')
    document_type = root.getroottree().docinfo.internalDTD
    if document_type is not None and any(True for _ in document_type.iterentities()):
        raise ValueError('the drawing defines entities; export it as plain SVG')
    if any('stylesheet' in getattr(node, 'target', '') for node in root.itersiblings(preceding=True)):
        raise ValueError('the drawing has a stylesheet outside itself; export it as plain SVG')
    for element in root.iter():
        _refuse_active(element)
    try:
        drawn = _drawn(root, _named(root), {})
    except RecursionError:
        drawn = MOST_DRAWN + 1
    if drawn > MOST_DRAWN:
        raise ValueError(f'the drawing holds more than {MOST_DRAWN:,} elements; simplify it, or export it as PNG')
    box = [float(part) for part in NUMBER.findall(root.get('viewBox', ''))]
    width, height = (_pixels(root.get(side, '')) for side in ('width', 'height'))
    default = (box[2], box[3]) if len(box) == 4 else (300.0, 150.0)
    return width or default[0], height or default[1]


def _refuse_active(element: _Element) -> None:
    if not isinstance(element.tag, str):
        return
    name, line = etree.QName(element).localname, f'line {element.sourceline} of the drawing'
    if name in ACTIVE:
        raise ValueError(f'{line} holds <{name}>; export it as plain SVG')
    if name == 'style' and ('@import' in (element.text or '') or OUTSIDE.search(element.text or '')):
        raise ValueError(f'the style in {line} refers to something outside itself; export it as plain SVG')
    for key, value in element.attrib.items():
        attribute = etree.QName(key).localname.lower()
        inside = value.strip().startswith(('#', 'data:image/') if name != 'a' else ('#', *LINKS))
        outside = attribute in ('href', 'src') and not inside
        if attribute.startswith('on'):
            raise ValueError(f'{line} holds a script ({attribute}); export it as plain SVG')
        if outside or OUTSIDE.search(value):
            shown = value.strip() if len(value) <= MOST_SHOWN else f'{value.strip()[:MOST_SHOWN]}…'
            raise ValueError(f'{line} refers to something outside itself, {attribute}="{shown}"; embed it')


def _named(root: _Element) -> dict[str, _Element]:
    return {f'#{element.get("id")}': element for element in root.iter('*') if element.get('id')}


def _drawn(element: _Element, named: dict[str, _Element], known: dict[_Element, int]) -> int:
    """Return how many elements are drawn where one is, those that are used again counted again; ValueError for a ring.

    A few lines that use each other ten times over are a thousand million: https://www.w3.org/TR/SVG2/struct.html.
    """
    if element not in known:
        known[element] = RING
        used = named.get(_reference(element)) if element.tag == f'{SVG}use' else None
        parts = [*element.iterchildren('*'), *([used] if used is not None else [])]
        known[element] = 1 + sum(_drawn(part, named, known) for part in parts)
    if known[element] == RING:
        raise ValueError('the drawing holds itself; export it as plain SVG')
    return known[element]


def _reference(element: _Element) -> str:
    return (element.get('href') or element.get(XLINK_HREF) or '').strip()


def _pixels(length: str) -> float | None:
    match = LENGTH.fullmatch(length)
    return float(match[1]) * PX_PER_UNIT[match[2] or 'px'] if match else None
