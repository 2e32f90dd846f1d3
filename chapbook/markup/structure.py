"""Gives the tree the structure an author meant: figures, captions, attributions, heading levels."""

import re
from collections.abc import Iterator
from itertools import repeat

from lxml import etree
from lxml.etree import _Element

from chapbook.direction import direction
from chapbook.markup import figures, tables
from chapbook.markup.dialects import BOXES
from chapbook.markup.draft import Draft
from chapbook.markup.places import place_of
from chapbook.markup.safety import CODE
from chapbook.problems import Place, error, warning
from chapbook.project import SourceFile

ATTRIBUTION = re.compile(r'\s*(?:—|–|-{2,3})\s*')
BLOCK = re.compile(r'[ \t>]*:{3,}[ \t]*(?P<name>[^:\n]*?)[ \t]*:*[ \t]*')
SENTENCE_END = re.compile(r'[.!?…;:”"’\'»“]\W*\Z')
LONGEST_ATTRIBUTION = 120
LONGEST_LINE = 60
CAPTION = re.compile(r'\s*Table:\s+')
QUOTING = ('epigraph', 'verse', 'pullquote')
WIDEST_SPAN = 1000
# A task that is open, and one that is done, as GitHub writes them, and their signs in print.
TASK = re.compile(r'\s*\[([ xX])\]\s+')
OPEN, DONE = '□\u00a0', '■\u00a0'
HEADINGS = ('h1', 'h2', 'h3', 'h4', 'h5', 'h6')


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
        _make_caption(table)
        _make_scopes(table)
        tables.even_out(table)
        tables.mark_wide(table)
    for _, item in draft.elements('li'):
        _make_task(item)
    for _, block in draft.elements('div'):
        _make_box(block)
    for _, block in draft.elements('blockquote', 'div'):
        _rename_quotation(block)
    for _, tree in draft.trees:
        _turn(tree, direction(draft.manuscript.metadata.lang))
    _level_headings(draft)


def text_of(element: _Element) -> str:
    """Return the words of an element on one line."""
    return ' '.join(''.join(element.itertext()).split())


def words_of_heading(heading: _Element) -> str:
    """Return the words of a heading without the numbers of its notes; of a mere picture what it shows."""
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


def _make_caption(table: _Element) -> None:
    """Make the paragraph `Table: …` beside a table its caption."""
    for neighbour in (table.getnext(), table.getprevious()):
        if neighbour is not None and neighbour.tag == 'p' and CAPTION.match(neighbour.text or ''):
            neighbour.text = CAPTION.sub('', neighbour.text or '', count=1)
            neighbour.tag = 'caption'
            table.insert(0, neighbour)
            neighbour.tail = '\n'
            return


def _make_scopes(table: _Element) -> None:
    """Tell a listener what each header cell heads; drop a header row that is empty."""
    for head in list(table.iter('thead')):
        if not text_of(head):
            remove(head)
    for cell in table.iter('th'):
        in_head = any(parent.tag == 'thead' for parent in cell.iterancestors())
        cell.set('scope', cell.get('scope', 'col' if in_head else 'row'))
    for cell in table.iter('th', 'td'):
        _limit_span(cell)
        # Alignment asked for by the colons of a pipe table comes as an inline style.
        style = cell.attrib.pop('style', '')
        align = cell.attrib.pop('align', '') or style.rpartition('text-align:')[2].strip(' ;')
        if align in ('right', 'center'):
            cell.set('class', f'{cell.get("class", "")} {align}'.strip())


def _limit_span(cell: _Element) -> None:
    """Keep a cell from claiming more columns or rows than HTML allows (4.9.11): each of them costs time."""
    for side in ('colspan', 'rowspan'):
        if side in cell.attrib:
            wanted = cell.get(side, '').strip()
            cell.set(side, str(min(int(wanted), WIDEST_SPAN)) if wanted.isdecimal() else '1')


def _rename_quotation(block: _Element) -> None:
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


def _level_headings(draft: Draft) -> None:
    """Make heading levels begin at `h2`, since `h1` is the title; report where one skips a level."""
    found = list(draft.elements(*HEADINGS))
    if found and len(draft.trees) == 1 and _repeats_title(found[0][1], draft):
        source, heading = found.pop(0)
        hint = 'delete the line: the title comes from the front matter'
        draft.problems.append(warning('the text begins with its own title', place_of(text_of(heading), source), hint))
        remove(heading)
    if not found:
        return
    top = min(level_of(heading) for _, heading in found)
    previous = 1
    for source, heading in found:
        level = level_of(heading) - top + 2
        if level > previous + 1:
            message = f'the heading “{text_of(heading)}” skips a level'
            hint = f'take {"one" if level == previous + 2 else level - previous - 1} # away'
            draft.problems.append(warning(message, place_of(text_of(heading), source), hint))
            level = previous + 1
        previous = level
        heading.tag = f'h{min(level, 6)}'


def _repeats_title(heading: _Element, draft: Draft) -> bool:
    same = text_of(heading).casefold() == draft.manuscript.metadata.title.casefold()
    others = [element for _, element in draft.elements('h1')]
    first = next((child for child in draft.trees[0][1] if child.tag != 'div'), None)
    return same and heading.tag == 'h1' and others == [heading] and first is heading
