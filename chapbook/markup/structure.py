"""Gives the tree the structure an author meant: figures, captions, attributions, heading levels."""

import re
from collections.abc import Iterator
from itertools import repeat

from lxml import etree
from lxml.etree import _Element

from chapbook.direction import direction
from chapbook.markup import attributions, figures, headings, tables
from chapbook.markup.dialects import BOXES
from chapbook.markup.draft import Draft
from chapbook.markup.safety import CODE
from chapbook.markup.trees import HEADINGS, remove, text_of
from chapbook.problems import Place, error
from chapbook.project import SourceFile

BLOCK = re.compile(r'[ \t>]*:{3,}[ \t]*(?P<name>[^:\n]*?)[ \t]*:*[ \t]*')
LONGEST_LINE = 60
# A task that is open, and one that is done, as GitHub writes them, and their signs in print.
TASK = re.compile(r'\s*\[([ xX])\]\s+')
# Whether any words may be in another language, or run the other way.
TURNED = 'boolean(descendant-or-self::*[@lang or @dir])'
OPEN, DONE = '□\u00a0', '■\u00a0'


def arrange(draft: Draft) -> None:
    """Arrange every tree of `draft` in place."""
    _report_unclosed(draft)
    for _, tree in draft.trees:
        _unwrap_stray_text(tree)
    figures.make(draft)
    for _, paragraph in draft.elements('p'):
        _keep_lines(paragraph)
    for _, details in draft.elements('details'):
        _require_summary(details)
    for _, table in draft.elements('table'):
        tables.arrange(table)
    for _, item in draft.elements('li'):
        _make_task(item)
    for _, block in draft.elements('div'):
        _make_box(block)
    for _, block in draft.elements('blockquote', 'div'):
        attributions.arrange(block)
    for _, tree in draft.trees:
        if tree.xpath(TURNED):
            _turn(tree, direction(draft.manuscript.metadata.lang))
    headings.make_levels(draft)


def _report_unclosed(draft: Draft) -> None:
    for source, tree in draft.trees:
        unclosed = tree.findall('.//div[@data-unclosed]')
        for element, place in zip(unclosed, _places_of_unclosed(source) if unclosed else (), strict=False):
            line = element.attrib.pop('data-unclosed')
            hint = 'end it with a line of its own: :::'
            draft.problems.append(error(f'the block “{line}” is not closed', place, hint))


def _places_of_unclosed(source: SourceFile) -> Iterator[Place]:
    """Yield where each block opens that is never closed, then the file alone."""
    opened: list[int] = []
    prose = CODE.sub(lambda code: re.sub(r'[^\n]', ' ', code[0]), source.body)
    for number, line in enumerate(prose.split('\n'), source.first_line):
        match = BLOCK.fullmatch(line)
        if match and match['name']:
            opened.append(number)
        elif match and opened:
            opened.pop()
    yield from (Place(source.path, line) for line in opened)
    yield from repeat(Place(source.path))


def _turn(element: _Element, around: str) -> None:
    """Say of words in a language that is written the other way which way that is, as HTML has it (3.2.6.4)."""
    lang = element.get('lang')
    here = element.get('dir') or (direction(lang) if lang else around)
    if here != around:
        element.set('dir', here)
    for child in element:
        _turn(child, here)


def _unwrap_stray_text(tree: _Element) -> None:
    """Wrap words that stand outside any block, as raw HTML leaves them, into paragraphs."""
    if tree.text and tree.text.strip():
        paragraph = etree.Element('p')
        paragraph.text, tree.text = tree.text, None
        tree.insert(0, paragraph)
    for child in list(tree):
        if child.tail and child.tail.strip():
            paragraph = etree.Element('p')
            paragraph.text, child.tail = child.tail, '\n'
            tree.insert(tree.index(child) + 1, paragraph)


def _keep_lines(paragraph: _Element) -> None:
    """Say of a paragraph that is short lines, such as an address, that it is no prose whose first line is indented."""
    if paragraph.find('br') is None or paragraph.get('class'):
        return
    lengths = [len(paragraph.text or '')]
    for child in paragraph:
        if child.tag == 'br':
            lengths.append(0)
        lengths[-1] += len(''.join(map(str, child.itertext()))) + len(child.tail or '')
    if max(lengths) <= LONGEST_LINE:
        paragraph.set('class', 'lines')


def _require_summary(details: _Element) -> None:
    """Put the summary of what can be folded away first, as HTML has it (4.11.1); without one, make it a block."""
    summary = details.find('summary')
    if summary is None:
        details.tag = 'div'
        details.attrib.pop('open', None)
    elif (details.text or '').strip() or details[0] is not summary:
        remove(summary)
        summary.tail, details.text = details.text, None
        details.insert(0, summary)


def _make_task(item: _Element) -> None:
    """Make an item that begins `[ ]` or `[x]` a box to tick, or one that is ticked."""
    holder = item[0] if len(item) and item[0].tag == 'p' and not (item.text or '').strip() else item
    if task := TASK.match(holder.text or ''):
        holder.text = (OPEN if task[1] == ' ' else DONE) + (holder.text or '')[task.end() :]
        item.set('class', f'{item.get("class", "")} task'.strip())


def _make_box(block: _Element) -> None:
    """Let a block of one of the kinds that are boxes elsewhere be one; a first paragraph all in bold is its title."""
    kinds = block.get('class', '').replace('callout-', '').split()
    if BOXES.isdisjoint(kinds):
        return
    block.set('class', ' '.join(dict.fromkeys((*block.get('class', '').split(), 'callout'))))
    if title := block.attrib.pop('title', ''):
        heading = etree.Element('p')
        etree.SubElement(heading, 'strong').text = title
        block.insert(0, heading)
    first = block[0] if len(block) > 1 else block
    if first.tag in HEADINGS:
        # As Quarto writes its titles: they head no part of the text.
        heading = etree.Element('strong')
        heading.text, heading[:], first[:] = first.text, list(first), [heading]
        first.tag, first.text = 'p', None
    if first.tag == 'p' and [each.tag for each in first] == ['strong'] and text_of(first) == text_of(first[0]):
        first.set('class', 'callout-title')
