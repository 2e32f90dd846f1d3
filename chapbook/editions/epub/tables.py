"""Tables that are too wide for a narrow screen: their rows are wrapped, every row in the same way as the heads above.

The words of such a table, one from each column, do not stand beside each other on a telephone even in small type. Each
column says by a class how wide it has to be, in letters, and the newer sheet sets rows as flexible lines: in full on a
wide screen, with columns that stand below each other, and in as many lines as it takes on a narrow one. An engine that
knows no flexible lines sets a table as ever.
"""

from lxml.etree import _Element

# The class of such tables, and of columns by their width, as styles/ebook-modern.css has them.
WRAPPED, COLUMN = 'wrapped', 'column-{}'
WIDEST = 24
# How much of a cell’s words shall stand on one line, where they are many.
SHARE = 3


def wrap_rows(table: _Element) -> None:
    """Let the rows of a table be wrapped if they are wide; those of cells that span others cannot be."""
    rows = [list(row.iterchildren('td', 'th')) for row in table.iter('tr')]
    spans = table.xpath('.//*[@colspan > 1 or @rowspan > 1]')
    if 'wide' not in (table.get('class') or '').split() or spans or len({len(row) for row in rows}) != 1:
        return
    _add_class(table, WRAPPED)
    for column in zip(*rows, strict=True):
        name = COLUMN.format(_width(column))
        for cell in column:
            _add_class(cell, name)


def _width(column: tuple[_Element, ...]) -> int:
    """Return how many letters wide a column has to be: as its longest word, or as a part of many words."""
    texts = [''.join(map(str, cell.itertext())) for cell in column]
    longest = max(map(len, ' '.join(texts).split()), default=1)
    wanted = max(longest, sum(map(len, texts)) // len(texts) // SHARE)
    # In steps of two, so that the sheet stays short.
    return min(WIDEST, wanted + wanted % 2)


def _add_class(element: _Element, name: str) -> None:
    element.set('class', f'{element.get("class", "")} {name}'.strip())
