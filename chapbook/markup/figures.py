"""Figures: pictures on a line of their own stand by themselves, with their caption, whatever the lines around hold.

One picture fills its line, several stand beside each other on it.
"""

import copy
import re
from collections.abc import Iterator

from lxml import etree
from lxml.etree import _Element

from chapbook.markup.draft import Draft

# What may hold pictures among lines of words, and what it then must not hold.
HOLDERS = ('p', 'li', 'td', 'th', 'dd', 'div')
BLOCKS = frozenset('p div ul ol dl table figure blockquote pre details hr h1 h2 h3 h4 h5 h6'.split())

# Between the captions of pictures that stand beside each other.
BETWEEN = ' · '
# A note within a caption, or the name of one that stands elsewhere.
CALL = re.compile(r'\^\[([^\[\]]+)\]|\[\^([^\[\]\s]+)\]')
LINE = re.compile('[^\n]*\n|[^\n]+')
Node = str | _Element


def make(draft: Draft) -> None:
    """Turn every picture that has a line for itself into a figure, in place."""
    if next(draft.elements('img'), None):
        for _, holder in draft.elements(*HOLDERS):
            if any(map(_is_picture, holder)) and BLOCKS.isdisjoint(child.tag for child in holder):
                _part(holder)
        for _, paragraph in draft.elements('p'):
            _make_figure(paragraph)
    for _, figure in draft.elements('figure'):
        _require_picture(figure)


def _part(holder: _Element) -> None:
    """Part a holder into paragraphs of words and of one picture each, where pictures have lines for themselves."""
    lines = [*filter(_says_something, _lines(holder))]
    shown = list(map(_pictures, lines))
    # Pictures alone in an item or a cell are fitted to it, and a paragraph that is one picture becomes the figure.
    fitted = holder.tag != 'div' and (holder.tag != 'p' or sum(map(len, shown)) == 1)
    if not any(shown) or (all(shown) and fitted):
        return
    parts: list[_Element] = []
    below_picture = False
    for line, pictures in zip(lines, shown, strict=True):
        if pictures:
            parts.append(_row(pictures) if len(pictures) > 1 else _paragraph([*pictures]))
        elif below_picture and (caption := _emphasis(line)) is not None:
            caption.tag = 'figcaption'
            parts[-1].append(caption)
        elif parts and not (below_picture or parts[-1].find('figcaption') is not None):
            _add(parts[-1], line)
        else:
            parts.append(_paragraph(line))
        below_picture = bool(pictures)
    _replace(holder, parts)


def _lines(holder: _Element) -> Iterator[list[Node]]:
    """Yield copies of what stands on each line, what ends it included: a line’s end in the source, or `<br>`."""
    line: list[Node] = []
    for node in _nodes(holder):
        if isinstance(node, str):
            for words in LINE.findall(node):
                line.append(words)
                if words.endswith('\n'):
                    yield line
                    line = []
        else:
            line.append(node)
            if node.tag == 'br':
                yield line
                line = []
    yield line


def _nodes(holder: _Element) -> Iterator[Node]:
    """Yield what stands directly inside a holder, each element as a copy without the words behind it."""
    if holder.text:
        yield holder.text
    for child in holder:
        alone = copy.deepcopy(child)
        alone.tail = None
        yield alone
        if child.tail:
            yield child.tail


def _said(line: list[Node]) -> list[Node]:
    """Return what of a line is seen."""
    return [node for node in line if (node.strip() if isinstance(node, str) else node.tag != 'br')]


def _says_something(line: list[Node]) -> bool:
    return bool(_said(line))


def _pictures(line: list[Node]) -> list[_Element]:
    """Return the pictures of a line that holds nothing else, linked or not."""
    said = _said(line)
    return [node for node in said if _is_picture(node)] if all(map(_is_picture, said)) else []  # type: ignore[misc]


def _is_picture(node: Node) -> bool:
    if isinstance(node, str):
        return False
    linked = node.tag == 'a' and [child.tag for child in node] == ['img'] and not ''.join(node.itertext()).strip()
    return node.tag == 'img' or linked


def _emphasis(line: list[Node]) -> _Element | None:
    """Return the emphasis that a line is nothing but: so captions are written below pictures in many places."""
    match _said(line):
        case [_Element(tag='em') as words]:
            return words
    return None


def _paragraph(line: list[Node]) -> _Element:
    paragraph = etree.Element('p')
    _add(paragraph, line)
    return paragraph


def _row(pictures: list[_Element]) -> _Element:
    """Return pictures beside each other as one figure; what their titles say is one caption."""
    figure = etree.Element('figure', {'class': 'row'})
    etree.SubElement(figure, 'div').extend(pictures)
    titles = [image.attrib.pop('title', '').strip() for image in figure.iter('img')]
    if any(titles):
        etree.SubElement(figure, 'figcaption').text = BETWEEN.join(filter(None, titles))
    return figure


def _add(paragraph: _Element, line: list[Node]) -> None:
    """Put what stands on a line behind what a paragraph holds already."""
    for node in line:
        if not isinstance(node, str):
            paragraph.append(node)
        elif len(paragraph):
            paragraph[-1].tail = (paragraph[-1].tail or '') + node
        else:
            paragraph.text = (paragraph.text or '') + node


def _replace(holder: _Element, parts: list[_Element]) -> None:
    """Put paragraphs into the place of a paragraph, or into an item, a cell or a block."""
    for part in parts:
        while len(part) and part[-1].tag == 'br' and not (part[-1].tail or '').strip():
            part.remove(part[-1])
    if holder.tag != 'p':
        holder.text, holder[:] = None, parts
        return
    for name, value in holder.items():
        parts[0].set(name, value)
    for part in parts:
        holder.addprevious(part)
    parts[-1].tail = holder.tail
    holder.tail = None
    parent = holder.getparent()
    if parent is not None:
        parent.remove(holder)


def _make_figure(paragraph: _Element) -> None:
    """Turn a paragraph that is one picture, linked or not, into a figure; the title is its caption."""
    children = [child for child in paragraph if child.tag != 'figcaption']
    if len(children) != 1 or (paragraph.text or '').strip() or (children[0].tail or '').strip():
        return
    child = children[0]
    image = child if child.tag == 'img' else child.find('img')
    if image is None or (child is not image and not _is_picture(child)):
        return
    paragraph.tag = 'figure'
    for name in ('id', 'class'):
        if name in image.attrib:
            paragraph.set(name, image.attrib.pop(name))
    title = image.attrib.pop('title', '')
    if title.strip() and paragraph.find('figcaption') is None:
        paragraph.append(_caption(title))


def _caption(title: str) -> _Element:
    """Return the title of a picture as a caption; it has no markup but calls of notes, as notes.py looks for them."""
    caption = etree.Element('figcaption')
    caption.text, *calls = CALL.split(title)
    for within, name, rest in zip(*[iter(calls)] * 3, strict=True):
        if name:
            call = etree.SubElement(caption, 'sup', {'id': f'fnref:{name}'})
            etree.SubElement(call, 'a', {'class': 'footnote-ref', 'href': f'#fn:{name}'})
        else:
            call = etree.SubElement(caption, 'span', {'class': 'inline-note'})
            call.text = within
        call.tail = rest
    return caption


def _require_picture(figure: _Element) -> None:
    """Make a figure of raw HTML that shows no picture a block: a listener would be promised one."""
    if figure.find('.//img') is None:
        figure.tag = 'div'
        for caption in figure.findall('figcaption'):
            caption.tag = 'p'
