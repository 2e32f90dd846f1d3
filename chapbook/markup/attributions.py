"""Quotations, epigraphs, verse and pull quotes, and the line of theirs that names who said it."""

import re

from lxml import etree
from lxml.etree import _Element

ATTRIBUTION = re.compile(r'\s*(?:—|–|-{2,3})\s*')
SENTENCE_END = re.compile(r'[.!?…;:”"’\'»“]\W*\Z')
LONGEST_ATTRIBUTION = 120
QUOTING = ('epigraph', 'verse', 'pullquote')


def arrange(block: _Element) -> None:
    """Make epigraphs and verse quotations, pull quotes asides, and find the line that names the source."""
    kind = next((name for name in QUOTING if name in block.get('class', '').split()), None)
    if block.tag == 'div' and kind is None:
        return
    block.tag = 'aside' if kind == 'pullquote' else 'blockquote' if kind != 'verse' else 'div'
    paragraphs = block.findall('p')
    if not paragraphs:
        return
    last = paragraphs[-1] if kind == 'verse' else _split_attribution(paragraphs[-1])
    lines = last.findall('span[@class="line"]')
    if kind == 'verse' and len(lines) > 1 and ATTRIBUTION.match(lines[-1].text or ''):
        last = _split_last_line(last, lines[-1])
    if (kind or len(block) > 1) and ATTRIBUTION.match(_leading_text(last)):
        _strip_dash(last)
        last.set('class', 'attribution')


def _split_attribution(paragraph: _Element) -> _Element:
    """Return the last line of a paragraph as one of its own, where it names who said the others; else the paragraph.

    No wrapped prose does that: a name begins with no small letter, or stands behind the end of a sentence. Nor does
    dialogue, of which the line before begins with a dash, too.
    """
    before, _, line = ''.join(map(str, paragraph.itertext())).rpartition('\n')
    dash = ATTRIBUTION.match(line)
    if not dash or not before.strip() or len(line) > LONGEST_ATTRIBUTION:
        return paragraph
    named = not line[dash.end() : dash.end() + 1].islower() or SENTENCE_END.search(before)
    if not named or ATTRIBUTION.match(before.rpartition('\n')[2]):
        return paragraph
    return _split_after_break(paragraph)


def _split_after_break(paragraph: _Element) -> _Element:
    """Move what stands behind the last line end of a paragraph, outside its elements, into one of its own."""
    own = etree.Element('p')
    for child in reversed(paragraph):
        words, found, rest = (child.tail or '').rpartition('\n')
        if found:
            own.text, child.tail = rest, words
            if child.tag == 'br' and not words.strip():
                paragraph.remove(child)
            break
        own.insert(0, child)
    else:
        paragraph.text, _, own.text = (paragraph.text or '').rpartition('\n')
    own.tail, paragraph.tail = paragraph.tail, '\n'
    paragraph.addnext(own)
    return own


def _split_last_line(stanza: _Element, line: _Element) -> _Element:
    """Move the last line of a stanza into a paragraph of its own."""
    paragraph = etree.Element('p')
    break_before = line.getprevious()
    stanza.remove(line)
    if break_before is not None and break_before.tag == 'br':
        stanza.remove(break_before)
    paragraph.text, line.tail = line.text, None
    paragraph.extend(list(line))
    stanza.addnext(paragraph)
    return paragraph


def _leading_text(paragraph: _Element) -> str:
    line = paragraph.find('span[@class="line"]')
    return (line.text if line is not None and not paragraph.text else paragraph.text) or ''


def _strip_dash(paragraph: _Element) -> None:
    """Take the dash of an attribution away: each edition sets its own."""
    line = paragraph.find('span[@class="line"]')
    holder = line if line is not None and not paragraph.text else paragraph
    holder.text = ATTRIBUTION.sub('', holder.text or '', count=1)
