"""Tables come out with even rows and columns, and nothing that was in them is lost."""

from hypothesis import given
from hypothesis import strategies as st
from judges import page_validation
from lxml import etree
from pamphlets import printed

from chapbook.markup.tables import even_out

UNEVEN = """<table><thead><tr><th rowspan="2">A</th><th colspan="9">B</th></tr><tr><th>C</th><th>D</th></tr></thead>
<tbody><tr><td rowspan="3">e</td><td>f</td><td>g</td></tr><tr><td>h</td></tr><tr></tr>
<tr><td>i</td><td rowspan="4">j</td><td>k</td></tr></tbody></table>"""

CELL = st.builds('<td colspan="{}" rowspan="{}">x</td>'.format, st.integers(1, 4), st.integers(0, 4))
ROWS = st.lists(st.lists(CELL, max_size=4).map(lambda cells: f'<tr>{"".join(cells)}</tr>'), min_size=1, max_size=5)
TABLE = st.lists(ROWS.map(lambda rows: f'<tbody>{"".join(rows)}</tbody>'), min_size=1, max_size=3)


def columns_of(group):
    """Return how many columns each row of a group has, counting what reaches into it from above."""
    rows = group.findall('tr')
    reaching = [0] * len(rows)
    for number, row in enumerate(rows):
        for cell in row:
            deep = int(cell.get('rowspan', 1))
            assert 1 <= deep <= len(rows) - number
            for below in range(number, number + deep):
                reaching[below] += int(cell.get('colspan', 1))
    return reaching


def test_short_rows_are_filled_and_long_cells_end_with_their_group():
    """Empty cells at the end of a row; a cell spans what there is."""
    table = etree.fromstring(UNEVEN)
    even_out(table)
    assert [columns for group in table for columns in columns_of(group)] == [3] * 6
    assert ''.join(''.join(table.itertext()).split()) == 'ABCDefghijk'


@given(TABLE)
def test_no_cell_is_lost(groups):
    """Whatever spans what: every cell stays, and a table that is even is left as it is."""
    table = etree.fromstring(f'<table>{"".join(groups)}</table>')
    before = list(table.iter('td'))
    even_out(table)
    assert [cell for cell in table.iter('td') if cell.text] == before
    once = etree.tostring(table)
    even_out(table)
    assert etree.tostring(table) == once


def test_an_uneven_table_passes_as_accessible(tmp_path):
    """PDF/UA-1 asks for the same number of columns in every row."""
    path = tmp_path / 'table.pdf'
    path.write_bytes(printed(f'{UNEVEN}\n').data)
    assert page_validation(path) == []
