"""What every step asks of a tree: the words of an element, the level of a heading, and to take one out."""

from lxml import etree
from lxml.etree import _Element

HEADINGS = ('h1', 'h2', 'h3', 'h4', 'h5', 'h6')


def text_of(element: _Element) -> str:
    """Return the words of an element on one line."""
    return ' '.join(''.join(element.itertext()).split())


def words_of_heading(heading: _Element) -> str:
    """Return the words of a heading without the numbers of its notes; of a mere picture what it shows."""
    if not len(heading):
        return text_of(heading)
    copy = etree.fromstring(etree.tostring(heading, with_tail=False))
    for call in [link for link in copy.iter('a') if link.get('class') == 'noteref']:
        call.text = None
    return text_of(copy) or ' '.join(image.get('alt', '') for image in copy.iter('img'))


def level_of(heading: _Element) -> int:
    """Return the level of a heading as its tag gives it: 2 for `h2`."""
    return int(str(heading.tag)[1])


def remove(element: _Element) -> None:
    """Take an element out of its tree and leave the text that follows it."""
    parent = element.getparent()
    if parent is None:
        return
    before = element.getprevious()
    if element.tail and before is not None:
        before.tail = (before.tail or '') + element.tail
    elif element.tail:
        parent.text = (parent.text or '') + element.tail
    parent.remove(element)
