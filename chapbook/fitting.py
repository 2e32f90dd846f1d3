"""Fits what an author wrote to the page of the pamphlet: pictures, tables, lists, and lines that should be even."""

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from lxml import etree
from lxml.etree import _Element

from chapbook import fonts, picture_sizes
from chapbook.numerals import numeral
from chapbook.picture_sizes import CELLS, GUTTER_PT

if TYPE_CHECKING:
    from chapbook.book import Picture
    from chapbook.compose import Frame

ROWS_KEPT_TOGETHER = 14
# How wide a letter of a table is, in points.
LETTER_PT = 4.8
# How much wider than measured bold words and figures may be.
MEASURED_SLACK = 1.03
# Hours, days or pages from and to: a cell of nothing else is not broken at its dash.
RANGE = re.compile(r'[\d.:]{1,5} ?[–-] ?[\d.:]{1,5}')
# How small the type of a table may be against the others’, as notes are; never where print is large.
DENSE, LARGE = 0.85, 1.3
NUMBERINGS = {'a': 'lower-alpha', 'A': 'upper-alpha', 'i': 'lower-roman', 'I': 'upper-roman'}
# How far print.css sets lists in; from how many letters on a number may take more, and how many of those are measured.
LIST_EM, WIDE_LETTERS, WIDE_MEASURED = 1.4, 3, 12
# Which words are set in lines of even length: their face among the theme’s, and their size by its name in the frame.
EVEN = {'h2': (2, 'section_pt'), 'h3': (1, 'text_pt'), 'aside': (1, 'pullquote_pt')}
# How much wider than its widest line a measure is, so that it surely stays one line.
SLACK = 1.01
# How wide a letter of code is, and how much further in than its beginning a line of code goes on.
MONO_EM, HANG_EM = 0.6, 2.4
QUOTE_MARGIN_EM = 1.6
LEADS_TO = frozenset('ul ol dl table pre blockquote figure div'.split())


def fit(tree: _Element, pictures: 'dict[str, Picture]', frame: 'Frame') -> None:
    """Fit a section to its page, in place; no word is changed."""
    picture_sizes.fit(tree, pictures, frame)
    for table in list(tree.iter('table')):
        _fit_table(table, frame)
    for list_ in tree.iter('ol'):
        number(list_)
    for code in tree.iter('pre'):
        _hang_lines(code)
    for paragraph in tree.iter('p'):
        _keep_with_next(paragraph)
    for element in tree.iter('h2', 'h3', 'aside'):
        _even_out(element, frame)


def number(list_: _Element) -> None:
    """Say in CSS how a list is numbered, which WeasyPrint does not read from HTML, and give wide numbers room."""
    said = []
    if (start := list_.get('start', '')).removeprefix('-').isdecimal():
        said.append(f'counter-reset: list-item {int(start) - 1}')
    if kind := NUMBERINGS.get(list_.get('type', '')):
        said.append(f'list-style-type: {kind}')
    if (room := _number_em(list_)) > LIST_EM:
        said.append(f'padding-inline-start: {room:.2f}em')
    if said:
        list_.set('style', '; '.join(said))
    for item in list_.findall('li'):
        if (value := item.get('value', '')).removeprefix('-').isdecimal():
            item.set('style', f'counter-set: list-item {int(value)}')


def _number_em(list_: _Element) -> float:
    """Return how much room the numbers of a list take, with the point and the space behind them."""
    kind, start = list_.get('type', ''), list_.get('start', '')
    first = int(start) if start.isdecimal() else 1
    told = [numeral(kind, value) for value in range(first, first + len(list_))]
    # Few lists have any that are wide, and only those are measured.
    wide = sorted(told, key=len)[-WIDE_MEASURED:] if max(map(len, told), default=0) >= WIDE_LETTERS else []
    return max((fonts.advance_em(fonts.FACES[0], f'{each}. ') for each in wide), default=0.0)


def even_measure_em(words: str, face: int, widest_em: float) -> float | None:
    """Return the narrowest measure in em that takes no more lines than the widest would; None for a single line.

    `face` counts the faces of the theme.
    """
    parts = [fonts.advance_em(fonts.FACES[face], part) for part in words.split()]
    space = fonts.advance_em(fonts.FACES[face], ' ')
    most = _count_lines(parts, space, widest_em)
    if most < 2:
        return None
    candidates = [widest_em * step / 100 for step in range(50, 101)]
    return candidates[bisect_left(candidates, -most, hi=50, key=lambda measure: -_count_lines(parts, space, measure))]


def _count_lines(parts: list[float], space: float, measure: float) -> int:
    lines, used = 1, 0.0
    for part in parts:
        used += part + (space if used else 0)
        if used > measure and used > part:
            lines, used = lines + 1, part
    return lines


def _even_out(element: _Element, frame: 'Frame') -> None:
    """Give a heading or a pull quote a measure in which its lines are of even length."""
    face, size = EVEN[str(element.tag)]
    room_em = frame.measure_pt / getattr(frame, size) - (2 * QUOTE_MARGIN_EM if element.tag == 'aside' else 0)
    for block in element.findall('p') or [element]:
        if measure := even_measure_em(''.join(block.itertext()), face, room_em / SLACK):
            block.set('style', f'max-width: {measure * SLACK:.2f}em')


def _fit_table(table: _Element, frame: 'Frame') -> None:
    """Keep a short table whole, set a wide one smaller, let words and rows be broken that find no room even then.

    It stands in a block: WeasyPrint lets go of a block’s margin at the top of a page, not of a table’s.
    """
    rows = list(table.iter('tr'))
    if len(rows) <= ROWS_KEPT_TOGETHER:
        _add_class(table, 'short')
    most, size = _letters_kept(rows, frame), 1.0
    longest = max(map(_longest_word, table.iter(*CELLS)), default=0)
    if frame.larger < LARGE and most < longest and not _has_room(rows, frame):
        size = DENSE
        most = _letters_kept(rows, frame, size)
        _add_class(table, 'dense')
    breaks = most < longest and not _has_room(rows, frame, size)
    for cell in table.iter(*CELLS):
        if breaks and _longest_word(cell) > most:
            _add_class(cell, 'tight')
        elif RANGE.fullmatch(''.join(cell.itertext()).strip()):
            _add_class(cell, 'whole')
    for row in rows:
        if len(''.join(row.itertext())) * LETTER_PT * frame.leading_pt > frame.measure_pt * frame.highest_pt:
            _add_class(row, 'tall')
    wrapper = etree.Element('div', {'class': 'table'})
    table.addprevious(wrapper)
    wrapper.tail, table.tail = table.tail, None
    wrapper.append(table)


def _letters_kept(rows: list[_Element], frame: 'Frame', share: float = 1.0) -> int:
    """Return the length of the longest words that all columns can keep whole beside each other, in letters."""
    columns = max((len(row) for row in rows), default=0)
    longest = [max((_longest_word(row[at]) for row in rows if at < len(row)), default=0) for at in range(columns)]
    room = int((frame.measure_pt - columns * GUTTER_PT * share) / (LETTER_PT * frame.larger * share))
    kept = max(longest, default=0)
    while kept > 1 and sum(min(letters, kept) for letters in longest) > room:
        kept -= 1
    return kept


def _has_room(rows: list[_Element], frame: 'Frame', share: float = 1.0) -> bool:
    """Tell whether the longest words of all columns stand beside each other, measured in the theme’s face."""
    columns = max((len(row) for row in rows), default=0)
    words = [{max(_words(row[at]), key=len, default='') for row in rows if at < len(row)} for at in range(columns)]
    widths = [max((fonts.advance_em(fonts.FACES[0], word) for word in column), default=0) for column in words]
    return sum(widths) * frame.small_pt * share * MEASURED_SLACK + columns * GUTTER_PT * share <= frame.measure_pt


def _words(cell: _Element) -> list[str]:
    return ''.join(cell.itertext()).split()


def _longest_word(cell: _Element) -> int:
    return max(map(len, _words(cell)), default=0)


def _code(block: _Element) -> _Element:
    """Return the code in a block; what was written as HTML without it becomes code, and is read as such by all."""
    code = block.find('code')
    if code is None:
        code = etree.Element('code')
        code.text, block.text = block.text, None
        code.extend(list(block))
        block.append(code)
    return code


def _hang_lines(block: _Element) -> None:
    """Make each line of code a block of its own, so that what finds no room hangs under it and looks like no new line.

    Code whose coloured words run over a line end stays as it is.
    """
    holder = _code(block)
    if any('\n' in ''.join(child.itertext()) for child in holder):
        return
    line = etree.Element('span', {'class': 'line'})
    lines = [line]
    pieces = [(None, holder.text), *((child, child.tail) for child in holder)]
    for child, text in pieces:
        first, *others = (text or '').split('\n')
        if child is not None:
            line.append(child)
            child.tail = first
        else:
            line.text = first
        for words in others:
            line = etree.Element('span', {'class': 'line'})
            line.text = words
            lines.append(line)
    if not ''.join(lines[-1].itertext()):
        lines.pop()
    holder.text = None
    for number, each in enumerate(lines):
        words = ''.join(each.itertext())
        hang_em = (len(words) - len(words.lstrip(' '))) * MONO_EM + HANG_EM
        each.set('style', f'padding-left: {hang_em:g}em; text-indent: -{hang_em:g}em')
        if number:
            etree.SubElement(holder, 'br')
        holder.append(each)


def _keep_with_next(paragraph: _Element) -> None:
    """Keep a paragraph that ends in a colon with the block it leads to."""
    following = paragraph.getnext()
    if following is not None and following.tag in LEADS_TO and ''.join(paragraph.itertext()).rstrip().endswith(':'):
        _add_class(paragraph, 'lead')


def _add_class(element: _Element, name: str) -> None:
    element.set('class', f'{element.get("class", "")} {name}'.strip())
