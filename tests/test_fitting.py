"""What an author wrote, fitted to the page: pictures, tables, lists, even lines."""

from dataclasses import replace

import pytest
from lxml import etree

from chapbook import fitting
from chapbook.book import Picture
from chapbook.compose import Frame

FRAME = Frame(measure_pt=312.0, highest_pt=300.0, leading_pt=14.0)
TALL = Picture('p', b'', 'image/svg+xml', 10, 400)
WIDE = Picture('p', b'', 'image/svg+xml', 400, 100)


def fitted(inner, picture=WIDE, frame=FRAME):
    """Return what stands in a section, fitted."""
    tree = etree.fromstring(f'<section>{inner}</section>')
    words = ''.join(tree.itertext())
    fitting.fit(tree, {'p': picture}, frame)
    assert ''.join(tree.itertext()) == words
    return tree


def height(tree):
    """Return the height in points that a picture is given, None for none."""
    style = tree.find('.//img').get('style')
    return style and float(style.removeprefix('height: ').partition('pt')[0])


@pytest.mark.parametrize(
    ('inner', 'lines'),
    [
        ('<figure><img src="p"/></figure>', 5),
        ('<blockquote><figure><img src="p"/></figure></blockquote>', 5),
        ('<ul><li><img src="p"/></li></ul>', 5),
        ('<table><tr><td><img src="p"/></td><td>x</td></tr></table>', 2),
        ('<table><tr><td><img src="p"/></td><td>x</td><td>y</td><td>z</td></tr></table>', 1),
    ],
)
def test_a_picture_alone_fits_where_it_stands(inner, lines):
    """In a quotation, a list or a cell a drawing is as wide as these are, and a whole number of lines high."""
    assert height(fitted(inner)) == lines * 14


def test_a_picture_takes_the_share_it_asks_for():
    """Half the measure is half the height, too."""
    half = height(fitted('<figure><img src="p" class="share-5"/></figure>'))
    assert half == pytest.approx(height(fitted('<figure><img src="p"/></figure>')) / 2, abs=14)


def test_pictures_in_a_row_are_of_one_height_and_fill_the_measure():
    """As far as whole lines allow, with a gap between them; half the measure is half of that."""
    row = '<figure class="row{}"><div><img src="p"/><img src="p"/><img src="p"/></div></figure>'
    heights = {image.get('style') for image in fitted(row.format('')).iter('img')}
    assert heights == {'height: 14pt; width: auto'}
    (style,) = {image.get('style') for image in fitted(row.format(''), replace(WIDE, height_px=400)).iter('img')}
    assert style == 'height: 98pt; width: auto'
    assert 312 - 3 * 14 < 3 * 98 + 2 * 8 <= 312
    (style,) = {
        image.get('style') for image in fitted(row.format(' share-5'), replace(WIDE, height_px=400)).iter('img')
    }
    assert style == 'height: 42pt; width: auto'


def test_a_tall_picture_is_lower_in_a_cell():
    """A row of a table is at most a third of the page high."""
    assert height(fitted('<table><tr><td><img src="p"/></td></tr></table>', TALL)) == 140
    assert height(fitted('<figure><img src="p"/></figure>', TALL)) == 294


WEEK = ('Toddlers', 'beginners', 'Toddlers', 'intermediate', 'Computer', 'Repair', 'Quakers')


def test_a_wide_table_is_set_smaller_before_its_words_are_broken():
    """Seven columns of a week find room in the type of notes; where print is large no type is small."""
    week = f'<table><tr>{"".join(f"<td>{word}</td>" for word in WEEK)}</tr></table>'
    table = fitted(week).find('.//table')
    assert 'dense' in table.get('class').split()
    assert not any(cell.get('class') for cell in table.iter('td'))
    large = fitted(week, frame=replace(FRAME, text_pt=18.0)).find('.//table')
    assert 'dense' not in large.get('class').split()
    assert any(cell.get('class') == 'tight' for cell in large.iter('td'))


@pytest.mark.parametrize(('words', 'whole'), [('9–11', True), ('7.30–10', True), ('1–2 times', False), ('9', False)])
def test_hours_from_and_to_stay_on_one_line(words, whole):
    """A cell that is nothing else is not broken at its dash."""
    cell = fitted(f'<table><tr><td>{words}</td><td>x</td></tr></table>').find('.//td')
    assert ('whole' in cell.get('class', '')) == whole


def test_a_table_that_has_room_keeps_its_size():
    """Two columns of words are no reason for small type."""
    table = fitted('<table><tr><td>Some words</td><td>and others</td></tr></table>').find('.//table')
    assert 'dense' not in table.get('class').split()


def test_a_picture_among_words_is_left_to_the_style():
    """It has no size of its own here: print.css makes it as high as the words."""
    for holder in ('p', 'li', 'td'):
        assert height(fitted(f'<{holder}>a <img src="p"/> b</{holder}>')) is None


def test_a_cell_breaks_words_that_its_column_cannot_hold():
    """The others keep theirs whole."""
    tree = fitted(f'<table><tr><td>short</td><td>{"long" * 20}</td></tr></table>')
    assert [cell.get('class') for cell in tree.iter('td')] == [None, 'tight']


def test_a_column_takes_the_room_that_others_leave():
    """Words stay whole as long as all columns have room for their longest; then those of the widest are broken."""
    words = ['a', 'Twickenham', 'b', 'c', 'd', 'e', 'f']
    row = ''.join(f'<td>{word}</td>' for word in words)
    assert [cell.get('class') for cell in fitted(f'<table><tr>{row}</tr></table>').iter('td')] == [None] * 7
    row = ''.join(f'<td>{word}</td>' for word in ['a', 'Twickenham' * 5, 'condition', *words[2:]])
    classes = [cell.get('class') for cell in fitted(f'<table><tr>{row}</tr></table>').iter('td')]
    assert classes == [None, 'tight', *[None] * 6]


@pytest.mark.parametrize(
    ('given', 'style'),
    [
        ({}, None),
        ({'start': '3'}, 'counter-reset: list-item 2'),
        ({'start': '-1', 'type': 'A'}, 'counter-reset: list-item -2; list-style-type: upper-alpha'),
        ({'type': 'i'}, 'list-style-type: lower-roman'),
        ({'start': 'x', 'type': 'y'}, None),
    ],
)
def test_a_list_is_numbered_as_it_says(given, style):
    """Where it begins and in which figures is said in CSS."""
    attributes = ' '.join(f'{name}="{value}"' for name, value in given.items())
    assert fitted(f'<ol {attributes}><li>x</li></ol>').find('ol').get('style') == style


def test_an_item_has_the_number_it_says():
    """A number given to one item is its own."""
    assert fitted('<ol><li value="7">x</li></ol>').find('.//li').get('style') == 'counter-set: list-item 7'


@pytest.mark.parametrize(('words', 'is_lead'), [('So we bought:', True), ('We bought it.', False)])
def test_a_paragraph_that_leads_to_a_list_stays_with_it(words, is_lead):
    """A line that ends in a colon is not left at the foot of a page."""
    tree = fitted(f'<p>{words}</p><ul><li>x</li></ul>')
    assert tree.find('p').get('class') == ('lead' if is_lead else None)


def test_a_colon_before_prose_keeps_nothing():
    """Two paragraphs may be parted wherever the page ends."""
    assert fitted('<p>He said:</p><p>Nothing.</p>').find('p').get('class') is None


def test_lines_of_a_heading_are_even():
    """A heading of several lines has none that is much shorter than the others; one of one line is left alone."""
    long = 'A heading that is so long that it cannot stand on one line and must be broken'
    style = fitted(f'<h2>{long}</h2>').find('h2').get('style')
    narrow = float(style.removeprefix('max-width: ').removesuffix('em'))
    assert 0.6 < narrow * 13 / FRAME.measure_pt < 0.9
    assert fitted('<h2>Short</h2>').find('h2').get('style') is None


def test_lines_are_even_at_the_size_they_are_set_in():
    """A larger pull quote is broken into more lines, and none is wider than its page."""
    words = 'Of any plan for a better world, ask first who may dismiss the people in charge of it.'
    quote = f'<aside class="pullquote"><p>{words}</p></aside>'
    styles = []
    for size_pt in (12.0, 18.0, 24.0):
        style = fitted(quote, frame=replace(FRAME, pullquote_pt=size_pt)).find('aside/p').get('style')
        styles.append(float(style.removeprefix('max-width: ').removesuffix('em')))
        assert styles[-1] * size_pt <= FRAME.measure_pt - 2 * fitting.QUOTE_MARGIN_EM * size_pt
    assert styles[0] > styles[-1]


@pytest.mark.parametrize('words', ['', 'One', 'x' * 300, 'a ' * 200])
def test_even_lines_never_take_more(words):
    """The narrower measure takes as many lines as the wide one, whatever the words."""
    narrow = fitting.even_measure_em(words, 0, 24.0)
    assert narrow is None or 12.0 <= narrow <= 24.0


def test_a_block_of_html_without_code_is_code():
    """Who listens is told that it is code, and `check` does not take its last line for that of a paragraph."""
    tree = etree.fromstring('<section><pre>a <b>b</b>\n}\n</pre></section>')
    fitting.fit(tree, {}, FRAME)
    assert [''.join(line.itertext()) for line in tree.findall('./pre/code/span[@class="line"]')] == ['a b', '}']
    assert ''.join(tree.itertext()) == 'a b}'


def test_a_line_of_code_hangs_under_its_beginning():
    """What finds no room on its line is set further in than the line began, and looks like no new line."""
    tree = etree.fromstring('<section><pre><code>a <b>b</b>\n\n    c\n</code></pre></section>')
    fitting.fit(tree, {}, FRAME)
    lines = tree.findall('.//span[@class="line"]')
    assert [''.join(line.itertext()) for line in lines] == ['a b', '', '    c']
    assert [line.get('style').partition(';')[0] for line in lines] == [
        'padding-left: 2.4em',
        'padding-left: 2.4em',
        'padding-left: 4.8em',
    ]
    assert len(tree.findall('.//br')) == 2


def test_code_whose_words_run_over_line_ends_stays():
    """Lines are not cut out of what is coloured as one."""
    tree = etree.fromstring('<section><pre><code>a <b>b\nc</b>\n</code></pre></section>')
    fitting.fit(tree, {}, FRAME)
    assert tree.find('.//span') is None
