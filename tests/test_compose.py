"""Book, theme and page to a document: contents, notes at their calls, pictures on the grid, templates."""

import copy
import io
import re
import zipfile
from dataclasses import replace

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from epubs import ROOT, book_of
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree
from PIL import Image

from chapbook import compose
from chapbook.book import Heading, Note, Picture, Section
from chapbook.check import audit
from chapbook.compose import Frame, contents_list, print_document
from chapbook.editions import epub, html
from chapbook.lengths import number_of, points
from chapbook.metadata import Person
from chapbook.pages import A5, COVER, HALF_LETTER, LARGE_PRINT, ZINE
from chapbook.problems import ChapbookError
from chapbook.theme import load_theme
from chapbook.typesetting import pdf

FRAME = Frame(measure_pt=312.0, highest_pt=300.0, leading_pt=14.0)
ANY_BOOK = book_of('Words.')


@pytest.fixture
def project(tmp_path):
    """A project that can be given stylesheets and templates of its own."""
    (tmp_path / 'styles').mkdir()
    (tmp_path / 'templates').mkdir()
    return tmp_path


def printed(markdown, folder=None, page=A5, **meta):
    """Return the pamphlet of a Markdown text as a tree."""
    return etree.fromstring(print_document(book_of(markdown, folder, **meta), load_theme(ROOT), page).xhtml)


def contents(*headings):
    """Return the contents of headings given as level and title."""
    return contents_list(tuple(Heading(level, title.lower(), title) for level, title in headings))


# --- Contents ---------------------------------------------------------------------------------------------------------


def nested(element):
    """Return nested lists of links as nested lists of titles."""
    return [
        [item.findtext('a'), nested(item.find('ol'))] if item.find('ol') is not None else item.findtext('a')
        for item in element.findall('li')
    ]


@pytest.mark.parametrize(
    ('headings', 'lists'),
    [
        ([], []),
        ([(1, 'A'), (1, 'B')], ['A', 'B']),
        ([(1, 'A'), (2, 'B'), (2, 'C'), (1, 'D')], [['A', ['B', 'C']], 'D']),
        ([(1, 'A'), (3, 'B'), (2, 'C')], [['A', ['B', 'C']]]),
        ([(2, 'A'), (1, 'B'), (2, 'C')], ['A', ['B', ['C']]]),
        ([(1, 'A'), (2, 'B'), (3, 'C'), (1, 'D')], [['A', [['B', ['C']]]], 'D']),
    ],
)
def test_contents_are_nested_as_the_headings_are(headings, lists):
    """A deeper heading stands below the one before it, whatever levels are left out."""
    assert nested(etree.fromstring(contents(*headings))) == lists


@given(st.lists(st.tuples(st.integers(1, 6), st.text('abc <&>"é', max_size=5)), max_size=12))
def test_contents_name_every_heading_in_order(headings):
    """However the levels jump, each heading is there once, in order, in lists that HTML allows."""
    tree = etree.fromstring(contents(*headings))
    assert [link.text or '' for link in tree.iter('a')] == [title for _, title in headings]
    for item in tree.iter('li'):
        assert [child.tag for child in item] in (['a'], ['a', 'ol'])
        assert item.getparent().tag == 'ol'


def test_contents_lead_to_places_of_a_page():
    """Links are addresses inside the page that is named."""
    assert '<a href="one.xhtml#x">X</a>' in contents_list((Heading(1, 'x', 'X'),), 'one.xhtml')


def test_contents_stand_where_there_are_three_headings():
    """The pamphlet lists its headings from three on, or as the text wants."""
    headings = '# A\n\nx\n\n# B\n\ny\n\n# C\n\nz'
    assert printed(headings).find('.//nav') is not None
    assert printed('# A\n\nx\n\n# B\n\ny').find('.//nav') is None
    assert printed(headings, toc=False).find('.//nav') is None


# --- Notes ------------------------------------------------------------------------------------------------------------


def print_section(tree, notes=(), pictures=()):
    """Return a section as the pamphlet gets it."""
    section = Section('s', 'S', tree, (), tuple(notes))
    book = replace(ANY_BOOK, pictures={picture.name: picture for picture in pictures})
    return compose._print_section(section, book, FRAME)


def note(number):
    """Return a note with words of its own."""
    return Note(number, etree.fromstring(f'<div><p>Note <em>{number}</em></p><p>Its end.</p></div>'))


def section(inner):
    """Return a section from what stands in its one paragraph."""
    return etree.fromstring(f'<section><p>{inner}</p></section>')


def call(number=1):
    """Return the call of a note as XHTML."""
    return f'<a class="noteref" id="call-{number}" href="#note-{number}">{number}</a>'


def test_a_note_stands_at_its_call():
    """The call becomes the note, with its identifier, its paragraphs and what they hold; the text goes on after it."""
    tree = print_section(section(f'One word{call()} more'), [note(1)])
    (found,) = tree.xpath('//span[@class="footnote"]')
    assert found.get('id') == 'note-1'
    assert [child.tag for child in found] == ['p', 'p']
    assert ''.join(tree.itertext()) == 'One wordNote 1Its end. more'


def test_a_second_call_is_a_link_to_the_note():
    """A note stands in the pamphlet once; calls after the first lead to it."""
    tree = print_section(section(f'a{call()} b<a class="noteref" href="#note-1">1</a>'), [note(1)])
    assert len(tree.xpath('//span[@class="footnote"]')) == 1
    assert tree.xpath('//a[@class="noteref"]/@href') == ['#note-1']


@pytest.mark.parametrize(
    ('before', 'bound'),
    [
        ('One word', 'word'),
        ('word', 'word'),
        ('one\nword.', 'word.'),
        ('un mot\u202f!', 'mot\u202f!'),
        ('“a quotation”', 'quotation”'),
        ('<em>one</em> word', 'word'),
        ('<em>one</em>, ', None),
        ('<em>one</em>', None),
        ('one ', None),
        ('', None),
        ('中文字', '字'),
        ('中文。', '。'),
        ('e\u0301' * 20, 'e\u0301' * 12),
        ('x' * 80, 'x' * 24),
        ('か\u3099か\u3099', 'か\u3099'),
    ],
)
def test_a_call_is_kept_with_the_word_before_it(before, bound):
    """The last word and its call do not part; but never a whole paragraph, in scripts that put no spaces or not."""
    tree = print_section(section(f'{before}{call()} after'), [note(1)])
    found = tree.xpath('//span[@class="bound"]')
    assert [element.text for element in found] == ([bound] if bound else [])
    assert all(element[-1].get('class') == 'footnote' for element in found)
    assert tree.xpath('string(/section/p)').endswith(' after')


WORDS = st.text('ab \n\u00a0中—e\u0301é', max_size=12)
TAGS = st.sampled_from(['em', 'strong', 'code', 'span', 'a', 'NOTE', 'NOTE'])
INLINE = st.recursive(
    st.lists(st.tuples(TAGS, st.just(()), WORDS), max_size=4),
    lambda inner: st.lists(st.tuples(TAGS, inner, WORDS), max_size=4),
    max_leaves=12,
)


def grow(parent, children, numbers):
    """Add random inline elements, and calls numbered in order, to an element."""
    for tag, inner, tail in children:
        if tag == 'NOTE':
            number = len(numbers) + 1
            numbers.append(number)
            child = etree.SubElement(
                parent, 'a', {'class': 'noteref', 'id': f'call-{number}', 'href': f'#note-{number}'}
            )
            child.text = str(number)
        else:
            child = etree.SubElement(parent, tag)
            child.text = tag[0]
            grow(child, inner, numbers)
        child.tail = tail


@settings(deadline=None, max_examples=150)
@given(WORDS, INLINE)
@example('word', [('NOTE', (), ''), ('NOTE', (), ' '), ('em', (), '')])
def test_no_word_is_lost_or_moved_by_notes(text, children):
    """Whatever stands around calls, the words of the flow and of each note are those of the book, in order."""
    tree, numbers = section(''), []
    tree[0].text = text
    grow(tree[0], children, numbers)
    before = etree.tostring(tree)
    flow = copy.deepcopy(tree)
    for element in flow.xpath('//a[@class="noteref"]'):
        element.text = None
    found = print_section(tree, map(note, numbers))
    assert etree.tostring(tree) == before, 'the book is not changed'
    notes = found.xpath('//span[@class="footnote"]')
    assert [each.get('id') for each in notes] == [f'note-{number}' for number in numbers]
    for element, number in zip(notes, numbers, strict=True):
        assert ''.join(element.itertext()) == f'Note {number}Its end.'
        element.text = None
        for child in list(element):
            element.remove(child)
    assert ''.join(found.itertext()) == ''.join(flow.itertext())
    assert not any(
        re.search(r'[ \n](?!\u0301)', element.text or '') for element in found.xpath('//span[@class="bound"]')
    )


# --- Pictures and tables ----------------------------------------------------------------------------------------------


def picture(width, height, media_type='image/jpeg'):
    """Return a picture of a size in pixels."""
    return Picture('p', b'', media_type, width, height)


def fitted(image, inner='<figure><img src="p" width="9" height="9"/></figure>'):
    """Return the height in points that a picture is given, None for none of our own."""
    tree = print_section(etree.fromstring(f'<section>{inner}</section>'), pictures=[image])
    style = tree.find('.//img').get('style')
    return style and float(re.fullmatch(r'height: ([\d.]+)pt; width: auto', style)[1])


@given(st.floats(1, 8000), st.floats(1, 8000), st.sampled_from(['image/jpeg', 'image/svg+xml']))
def test_a_picture_is_a_whole_number_of_lines_high(width, height, media_type):
    """So that the text below it keeps the grid; no picture is higher than its frame, or wider than the measure."""
    image = picture(width, height, media_type)
    found = fitted(image)
    assert found % FRAME.leading_pt == pytest.approx(0)
    assert FRAME.leading_pt <= found <= FRAME.highest_pt
    if found > FRAME.leading_pt:
        assert found * width / height <= FRAME.measure_pt * 1.01


def test_a_drawing_takes_the_measure_and_a_photograph_what_its_dots_allow():
    """A drawing has no size of its own; a photograph is not enlarged beyond 150 dots per inch."""
    assert fitted(picture(40, 20, 'image/svg+xml')) == 154
    assert fitted(picture(4000, 2000)) == 154
    assert fitted(picture(300, 150)) == 70
    assert fitted(picture(10, 10)) == 14


def test_a_picture_in_a_line_is_left_as_it_is():
    """Only figures are fitted to the grid."""
    assert fitted(picture(40, 20), '<p>a <img src="p"/> b</p>') is None


def test_the_frame_comes_from_the_tokens_of_the_page():
    """The measure is the page less its margins, the highest picture two thirds of what is left of its height."""
    tokens = load_theme(ROOT).tokens(*A5.tokens)
    frame = Frame.of(tokens)
    assert frame.measure_pt == pytest.approx((148 - 17 - 23) / 25.4 * 72)
    assert frame.highest_pt == pytest.approx((210 - 20 - 27) / 25.4 * 72 * 2 / 3)
    assert frame.leading_pt == 14


def test_a_short_table_is_kept_whole_and_a_long_one_may_break():
    """Each table stands in a block of its own; what follows it stays where it was."""
    rows = '<tr><td>x</td></tr>'
    inner = f'<table class="own">{rows}</table>tail<table>{rows * 20}</table>'
    tree = print_section(etree.fromstring(f'<section>{inner}</section>'))
    short, long = tree.findall('div[@class="table"]/table')
    assert (short.get('class'), long.get('class')) == ('own short', None)
    assert tree[0].tail == 'tail'


# --- The document -----------------------------------------------------------------------------------------------------


def test_a_running_head_is_one_line():
    """What is too long for the head of a page ends in an ellipsis after a word; what fits stays whole."""
    assert compose.running_head('A title', FRAME) == 'A title'
    long = compose.running_head('An account of the repairs that the neighbours of the lower street undertook', FRAME)
    assert long == 'An account of the repairs that the neighbours of the…'
    assert compose.running_head('x' * 99, FRAME) == 'x' * 54 + '…'


def test_a_short_title_stands_at_the_head_of_pages():
    """A long title is for the cover; where there is room for few words the author says which."""
    heading = printed('Words', title='A title of very many words', short_title='A title').find('.//h1')
    assert heading.get('data-title') == 'A title'
    assert ''.join(heading.itertext()) == 'A title of very many words'


def test_a_row_taller_than_a_page_may_break():
    """It begins below the head of its table, and goes on overleaf; the words keep their order."""
    book = book_of(f'Before.\n\n| a | b |\n|---|---|\n| {"word and more words " * 250}| x |\n| c | d |\n\nEnd.\n')
    file = pdf.render(print_document(book, load_theme(ROOT), A5))
    assert [str(problem) for problem in audit(book, {'pdf': file.data})] == []


def test_the_same_book_gives_the_same_document(tmp_path):
    """Composing a book twice, for one page or two, changes nothing in it."""
    book, theme = book_of('# A\n\nWords^[A note].\n\n![x](a.svg "y")\n', tmp_path), load_theme(ROOT)
    first = print_document(book, theme, A5)
    letter = print_document(book, theme, HALF_LETTER)
    assert print_document(book, theme, A5) == first
    assert letter.css != first.css
    assert re.sub(r'style="[^"]*"', '', letter.xhtml) == re.sub(r'style="[^"]*"', '', first.xhtml)


def test_a_cover_holds_no_text():
    """What is laid out for the e-book’s cover is the first page alone."""
    tree = printed('# A\n\nWords.', page=COVER)
    assert [element.get('class') for element in tree.find('body')] == ['cover']


@pytest.mark.parametrize('page', [A5, HALF_LETTER, LARGE_PRINT, ZINE], ids=lambda page: page.name)
@pytest.mark.parametrize('subtitle', [None, 'A subtitle that goes on and on until it needs another line, or two'])
@pytest.mark.parametrize('title', ['Low Tide', 'Weeds, Beans and Other Friends of Ours'])
def test_the_picture_on_a_cover_leaves_room_for_the_words(tmp_path, page, title, subtitle):
    """However high it is, and however many lines title and subtitle take, it ends above the names at the foot."""
    Image.new('RGB', (300, 900), 'red').save(tmp_path / 'high.png')
    people = (Person('Ada Quill'), Person('Mo Ferreira'))
    meta = {'title': title, 'subtitle': subtitle, 'cover_image': 'high.png', 'authors': people, 'publisher': 'P'}
    file = pdf.render(print_document(book_of('Words.', tmp_path, **meta), load_theme(ROOT), page))
    cover = pypdfium2.PdfDocument(file.data)[0]
    (picture,) = cover.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=4)
    text = cover.get_textpage()
    byline = text.search('Ada Quill').get_next()
    assert picture.get_bounds()[1] > text.get_charbox(byline[0])[3]
    assert picture.get_bounds()[3] - picture.get_bounds()[1] > cover.get_height() / 12


@pytest.mark.parametrize(('page', 'files'), [(A5, ['text.md']), (COVER, [])])
def test_the_source_travels_with_the_text_alone(page, files):
    """A page file of the text carries its source; a cover alone, of which a picture is taken, carries nothing."""
    assert [*print_document(book_of('Words.'), load_theme(ROOT), page).original.files] == files


def test_front_matter_is_said_around_the_text():
    """Roles, publisher, place, date and rights stand in the imprint; markup in them is words."""
    people = (Person('A & B'), Person('C', 'trl'), Person('D', 'trl'), Person('E', 'edt'))
    tree = printed(
        'Words.', title='<i>T</i>', authors=people, publisher='P', place='L', date='2024-05-01', rights='CC0'
    )
    said = [''.join(each.itertext()) for each in tree.iterfind('.//section[@class="imprint"]//p')]
    assert said == ['<i>T</i>A & B', 'Edited by E', 'Translated by C, D', 'P, L, 1 May 2024', 'CC0']


@pytest.mark.parametrize(
    ('meta', 'said'),
    [
        ({'date': '2024'}, 'Published 2024'),
        ({'publisher': 'P'}, 'P'),
        ({'place': 'L', 'date': 'spring 2024'}, 'L, spring 2024'),
        ({}, None),
        ({'date': '2024-05', 'lang': 'fr'}, 'Parution\u00a0: mai 2024'),
    ],
)
def test_what_is_known_of_the_publication_is_said(meta, said):
    """As much as the text tells, and nothing where it tells nothing."""
    tree = printed('Words.', **meta)
    paragraphs = [''.join(each.itertext()) for each in tree.iterfind('.//section[@class="imprint"]//p')]
    assert paragraphs[1:] == ([said] if said else [])


def test_a_texts_own_stylesheet_reaches_print_with_its_tokens():
    """`css` in the front matter comes last, so that it wins, and may use the theme’s tokens."""
    css = print_document(replace(ANY_BOOK, css='h2 { color: var(--accent) }'), load_theme(ROOT), A5).css
    assert css.endswith('h2 { color: #9b1c1c }')


def test_a_texts_own_stylesheet_reaches_the_other_editions_too():
    """The web page and the e-book wear it as well, the e-book with its tokens resolved."""
    book, theme = (
        replace(ANY_BOOK, css=':root { --own: 3pt } p { margin: var(--own); color: var(--accent) }'),
        load_theme(ROOT),
    )
    package = zipfile.ZipFile(io.BytesIO(epub.render(book, theme, b'\xff\xd8')))
    assert 'p { margin: 3pt; color: #9b1c1c }' in package.read('EPUB/Styles/own.css').decode()
    assert book.css in html.render(book, theme).decode()


def test_an_address_becomes_a_code_to_scan():
    """A text with an address has it as a QR code that the copier keeps sharp, and as words."""
    tree = printed('Words.', url='https://example.org/a?b=c&d')
    image = tree.find('.//img[@class="qr"]')
    assert image.get('src').startswith('data:image/svg+xml')
    assert image.get('alt') == 'https://example.org/a?b=c&d'
    assert printed('Words.').find('.//img[@class="qr"]') is None


# --- What a designer can get wrong ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ('template', 'message'),
    [
        ('a\n{% if %}', r'print\.html:2: error: the template print\.html cannot be filled'),
        ('a\n\n{{ meta.tilte }}', r'print\.html:3: error: .*tilte'),
        ('{{ nothing }}', r'print\.html:1: error: .*nothing'),
        ('{% include "none.html" %}', r'print\.html:1: error: .*none\.html'),
    ],
)
def test_a_faulty_template_is_told_with_its_line(project, template, message):
    """The mistake of a designer is an error with a place and a hint, not a traceback."""
    (project / 'templates' / 'print.html').write_text(template, 'utf-8')
    with pytest.raises(ChapbookError, match=message) as caught:
        print_document(ANY_BOOK, load_theme(project), A5)
    assert caught.value.problems[0].hint


@pytest.mark.parametrize('width', ['wide', '12', '12em', '-3mm', 'calc(1mm + 2mm)'])
def test_a_page_of_no_length_is_told(project, width):
    """A token that is not a length is an error that quotes it."""
    (project / 'styles' / 'tokens.css').write_text(f':root {{ --page-width: {width}; }}', 'utf-8')
    with pytest.raises(ChapbookError, match=f'“{re.escape(width)}” is not a length'):
        print_document(ANY_BOOK, load_theme(project), A5)


def test_what_a_hyphen_costs_is_a_number():
    """A token of the theme that is not a number is an error that quotes it."""
    assert number_of('--hyphen-cost', {'--hyphen-cost': '12.5'}) == 12.5
    with pytest.raises(ChapbookError, match='--hyphen-cost is “few”, which is not a number'):
        number_of('--hyphen-cost', {'--hyphen-cost': 'few'})


@pytest.mark.parametrize(
    ('length', 'pt'),
    [('72pt', 72), ('1in', 72), ('25.4mm', 72), ('2.54cm', 72), ('6pc', 72), ('96px', 72), ('.5in', 36)],
)
def test_lengths_are_given_in_points(length, pt):
    """Every absolute unit of CSS but the quarter-millimetre."""
    assert points(length) == pytest.approx(pt)
