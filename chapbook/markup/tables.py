"""Tables: their captions, what their cells head, and rows and columns that come out even, however cells were written.

HTML lets a row have too few cells, and a cell reach past the last row or column. A listener who goes through a table
by its columns cannot follow that, and PDF/UA-1 refuses it (ISO 14289-1, 7.5).
"""

import re
from collections.abc import Iterator
from itertools import count, islice, takewhile

from lxml import etree
from lxml.etree import _Element

from chapbook.markup.trees import remove, text_of

CAPTION = re.compile(r'\s*Table:\s+')
WIDEST_SPAN = 1000
# What is taken of a row: by column, the cell that is there.
Row = dict[int, _Element]
# How many letters stand on a line of a telephone, and how many there at the size that tables of this name are set in.
WIDTHS = {'wide': 44, 'widest': 85}
COLUMN_GAP = 2
# How many letters of figures may stand beside each other unbroken in the widest, in large type on a narrow screen.
UNBROKEN = 30
# A number as people write it, with its unit or sign: 1,204 or −3.50 € or 12 %.
NUMBER = re.compile(r'[^\w\s]?\d[\d.,:/’\'\u2009\u202f\xa0–-]*\s?\W?')


def arrange(table: _Element) -> None:
    """Arrange a table in place: what stands beside it as its caption, and each cell where a listener looks for it."""
    _make_caption(table)
    _make_scopes(table)
    even_out(table)
    _mark_wide(table)


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


def even_out(table: _Element) -> None:
    """End each cell with its group of rows and with the last column, and fill up short rows with empty cells.

    Spans are numbers, and no larger than a table may have.
    """
    groups = [rows for rows in _groups(table) if rows]
    taken = [places for rows in groups for places in _places(rows)]
    width = max((min(_columns(places, cell)) + 1 for places in taken for cell in places.values()), default=0)
    for row, places in zip((row for rows in groups for row in rows), taken, strict=True):
        for cell in row.iterchildren('td', 'th'):
            if 'colspan' in cell.attrib:
                cell.set('colspan', str(sum(column < width for column in _columns(places, cell)) or 1))
        for _ in range(width - sum(column < width for column in places)):
            etree.SubElement(row, 'td')


def _mark_wide(table: _Element) -> None:
    """Name a table whose longest words, one from each column, do not stand beside each other on a narrow screen.

    Those of the widest do not even when they are set smaller: they are broken, but for numbers that have room.
    """
    columns: dict[int, int] = {}
    numbers: dict[int, int] = {}
    whole: list[_Element] = []
    for row in table.iter('tr'):
        for column, cell in enumerate(row.iterchildren('td', 'th')):
            words = ''.join(map(str, cell.itertext())).strip()
            columns[column] = max(columns.get(column, 0), *map(len, ('', *words.split())))
            if NUMBER.fullmatch(words):
                numbers[column] = max(numbers.get(column, 0), len(words))
                whole.append(cell)
    named = [name for name, room in WIDTHS.items() if _letters(columns) > room]
    if named:
        _name(table, *named)
    if 'widest' in named and _letters(numbers) <= UNBROKEN:
        for cell in whole:
            _name(cell, 'number')


def _letters(columns: dict[int, int]) -> int:
    """Return how many letters columns take beside each other."""
    return sum(columns.values()) + COLUMN_GAP * len(columns)


def _name(element: _Element, *names: str) -> None:
    element.set('class', ' '.join([element.get('class', ''), *names]).strip())


def _groups(table: _Element) -> Iterator[list[_Element]]:
    """Yield the rows of each group of a table; rows outside of any are a group of their own."""
    yield table.findall('tr')
    for group in table.iterchildren('thead', 'tbody', 'tfoot'):
        yield group.findall('tr')


def _places(rows: list[_Element]) -> list[Row]:
    """Return what is taken in each row of a group, once no cell reaches past the last of them: HTML, 4.9.12.1."""
    taken: list[Row] = [{} for _ in rows]
    for number, row in enumerate(rows):
        for cell in row.iterchildren('td', 'th'):
            left = len(rows) - number
            # A cell that spans no rows spans all that are left.
            deep = min(int(cell.get('rowspan', '1')) or left, left)
            if 'rowspan' in cell.attrib:
                cell.set('rowspan', str(deep))
            reached = taken[number : number + deep]
            columns = _free(reached, max(1, int(cell.get('colspan', '1'))))
            for places in reached:
                places.update(dict.fromkeys(columns, cell))
    return taken


def _free(rows: list[Row], wide: int) -> list[int]:
    """Return the first column that is free in the first of these rows, and those after it that are free in all."""
    first = next(column for column in count() if column not in rows[0])
    free = takewhile(lambda column: not any(column in places for places in rows), count(first))
    return list(islice(free, wide)) or [first]


def _columns(places: Row, cell: _Element) -> list[int]:
    return [column for column, found in places.items() if found is cell]
