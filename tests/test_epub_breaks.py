"""The pages of the printed edition in the e-book: each mark where its page begins, and no word moved for it."""

import io
import re
import zipfile

import pytest
from epubs import COVER, book_of, theme
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from pamphlets import CASES, body, book, lines, made, runs

from chapbook import check
from chapbook.check.paging import PICTURE, PageStart, Paging, read_paging, units
from chapbook.check.words import letters, words_of_book
from chapbook.editions.epub import breaks, render
from chapbook.words import words_for

OPS = '{http://www.idpf.org/2007/ops}'
TO_THE_RIGHT = ('page-arabic', 'page-hebrew')


@pytest.fixture(scope='module')
def packages():
    """Return a function that gives the e-book of a case, made once."""
    known = {}

    def get(name):
        if name not in known:
            known[name] = render(book(name), theme(), COVER, read_paging(made(name).data))
        return known[name]

    return get


def documents(data):
    """Return the trees of an e-book’s documents by name."""
    archive = zipfile.ZipFile(io.BytesIO(data))
    names = [name for name in archive.namelist() if name.endswith(('.xhtml', '.opf'))]
    return {name.removeprefix('EPUB/'): etree.fromstring(archive.read(name)) for name in names}


def marks(data):
    """Return the marks of an e-book in the order of its page list, by number."""
    trees = documents(data)
    links = trees['contents.xhtml'].xpath('//*[@role="doc-pagelist"]//*[local-name()="a"]')
    targets = [link.get('href').split('#') for link in links]
    found = [trees[name].xpath('//*[@id=$id]', id=identifier)[0] for name, identifier in targets]
    return dict(zip([int(link.text) for link in links], found, strict=True))


def after(mark):
    """Return the words behind a mark, to the end of its file, without notes and their calls."""
    parts = mark.xpath('following::text()[not(ancestor::*[@role="doc-footnote" or @role="doc-noteref"])]')
    return ' '.join(''.join(parts).split())


def plain(words):
    """Return letters without digits, which calls of notes add on paper."""
    return re.sub(r'\d', '', letters(words))


@pytest.mark.parametrize('name', [name for name in CASES if name not in TO_THE_RIGHT])
def test_a_mark_stands_before_the_first_word_of_its_page(name, packages):
    """What stands first on the page of the PDF, as it is printed there, stands right behind the mark.

    Of a word that began on the page before, the rest is passed over. The heads of tables are printed again on each
    page; a picture is known by its caption; above the first page of a text its title may stand.
    """
    first_page, *others = marks(packages(name)).items()
    flow = plain(' '.join(words_of_book(book(name)).flow))
    assert flow.startswith(plain(after(first_page[1])))
    for page, mark in others:
        printed = [plain(line.text) for line in lines(body(runs(name)[page - 1]))]
        if mark.getparent().tag.endswith('td'):
            # The rows of a table follow its head.
            assert any(line and plain(after(mark)).startswith(line) for line in printed[:4]), page
            continue
        behind = plain(after(mark) if not next_is_figure(mark) else ''.join(mark.getnext().itertext()))
        first = next(filter(None, map(plain, after(mark).split())))
        line = printed[0]
        at = 0 if next_is_figure(mark) else line.find(first)
        assert 0 <= at < 20, (page, first, line)
        assert behind.startswith(line[at:]), (page, behind[:40], line)


def next_is_figure(mark):
    """Tell whether a mark stands before a picture of its own."""
    return mark.getnext() is not None and mark.getnext().tag.endswith('figure')


@pytest.mark.parametrize('name', CASES)
def test_every_page_with_text_has_its_mark(name, packages):
    """The page list names, in order, every page that holds some of the text, and says which edition they are of."""
    listed = list(marks(packages(name)))
    printed = [number for number, page in enumerate(runs(name), 1) if number >= listed[0] and body(page)]
    # Then come the back cover and, perhaps on a page of its own, the colophon.
    *colophon, _ = printed[len(listed) :]
    assert listed == printed[: len(listed)]
    begins = words_for(book(name).metadata.lang)[0].set_in.format('EB Garamond')
    assert all(lines(body(runs(name)[number - 1]))[0].text.startswith(begins) for number in colophon)
    package = documents(packages(name))['content.opf']
    (source,) = package.xpath('//*[@property="pageBreakSource"]/text()')
    assert str(len(runs(name))) in source
    features = package.xpath('//*[@property="schema:accessibilityFeature"]/text()')
    assert {'pageBreakMarkers', 'pageNavigation'} <= set(features)


@pytest.mark.parametrize('name', CASES)
def test_no_word_moves_for_a_mark(name, packages):
    """The audit hears the same words with marks as without."""
    assert check.audit(book(name), {'epub': packages(name)}) == ()


def test_an_ebook_alone_has_no_page_numbers():
    """Without pages there is nothing to number: no list, no mark, no claim."""
    trees = documents(render(book('page-words'), theme(), COVER))
    assert not trees['contents.xhtml'].xpath('//*[@role="doc-pagelist"]')
    assert not trees['content.opf'].xpath('//*[@property="pageBreakSource"]')
    assert not any(tree.xpath('//*[@role="doc-pagebreak"]') for tree in trees.values())


# --- Where a mark stands ----------------------------------------------------------------------------------------------


def marked(markdown, *before, folder=None):
    """Return the sections of a text in which pages begin after so many letters, as XHTML without line ends."""
    text = book_of(markdown, folder)
    paging = Paging(tuple(PageStart(number, count) for number, count in enumerate(before, 1)), count_units(text), 9)
    made_with, found = breaks.mark(text, paging)
    assert len(found) == len(before)
    said = ''.join(etree.tostring(section.tree, encoding='unicode') for section in made_with.sections)
    return re.sub(r'<(?:span|div) class="print-page" id="[^"]*" aria-label="(\d)"/>', r'|\1|', said)


def count_units(text):
    """Return how many letters and pictures a text has."""
    pictures = sum(1 for section in text.sections for image in section.tree.iter('img') if image.get('alt'))
    return units(' '.join(words_of_book(text).flow)) + pictures


@pytest.mark.parametrize(
    ('markdown', 'before', 'expected'),
    [
        ('One two.', 3, 'One |1|two.'),
        ('One two.', 0, '<p>|1|One two.</p>'),
        ('Window two three.', 3, 'Window |1|two three.'),
        ('Window\n\nTwo.', 3, '<p>|1|Two.</p>'),
        ('He said “two words”.', 6, 'said |1|“two words”'),
        ('One—two.', 3, 'One—|1|two.'),
        ('well-known words', 4, 'well-known |1|words'),
        ('One *two* three.', 3, 'One |1|<em>two</em>'),
        ('One ***two*** three.', 3, 'One |1|<strong><em>two</em></strong>'),
        ('*One two* three.', 3, '<em>One |1|two</em>'),
        ('un*happy* words', 2, 'un<em>happy</em> |1|words'),
        ('One *two* three.', 6, '</em> |1|three.'),
        ('One [two three](#x) four.\n\n## X {#x}', 6, 'One |1|<a href="#x">two three</a>'),
        ('One [*two* three](#x) four.\n\n## X {#x}', 3, 'One |1|<a href="#x">'),
        ('<ruby>漢字<rt>かんじ</rt></ruby>', 1, '<p>|1|<ruby>'),
        ('# One two', 3, '|1|<h2'),
        ('# A\n\nOne.\n\n## Two', 4, '</p>\n|1|<h3'),
        ('> One.\n>\n> Two.', 3, '<p>|1|Two.</p>'),
        ('- one\n- two', 3, '<li>|1|two</li>'),
        ('One.^[A note.] Two.', 3, '</a> |1|Two.'),
        ('| a | b |\n|---|---|\n| c | d |', 0, '|1|<table'),
        ('| a | b |\n|---|---|\n| c | d |', 2, '<td>|1|c</td>'),
        ('| a | b |\n|---|---|\n| c | d |\n\nTable: Letters', 0, '|1|<table'),
        ('::: verse\nOne\n  two\n:::', 3, '|1|<span class="line indent-1">two'),
        ('天地玄黄「宇宙」。', 4, '天地玄黄|1|「宇宙」。'),
        ('天地。玄黄。', 2, '天地。|1|玄黄。'),
        ('ภาษาไทย', 2, 'ภา|1|ษาไทย'),
    ],
)
def test_a_mark_parts_nothing(markdown, before, expected):
    """No word, link, ruby or heading: a mark waits for the next word, or stands before what is whole."""
    assert expected in marked(markdown, before)


def test_a_figure_is_marked_before_its_picture(tmp_path):
    """A page that begins with a picture is marked before it, and one that begins with the words behind it, behind."""
    said = marked('One.\n\n![A drawing](a.svg "Its caption")\n\nTwo.', 3, 14, folder=tmp_path)
    assert '|1|<figure' in said
    assert '<p>|2|Two.' in said


def test_marks_have_names_of_their_own():
    """A heading of the author’s may be called as a mark would be."""
    text = book_of('# Page 1 {#page-1}\n\nWords.')
    _, found = breaks.mark(text, Paging((PageStart(1, 0),), count_units(text), 1))
    assert [each.id for each in found] == ['print-page-1']


def test_pages_of_another_text_mark_nothing():
    """Where pages and text do not have the same letters, no page is claimed."""
    text = book_of('Words.')
    assert breaks.mark(text, Paging((PageStart(1, 0),), 4, 1)) == (text, ())


WORDS = st.lists(
    st.sampled_from(
        ['one', '“three', 'four”', 'co-op', '*em em*', '[li nk](#x)', '—', 'wor*d*', '漢字',
         '<ruby>字<rt>じ</rt></ruby>', '`a b`']
    ),
    min_size=1,
    max_size=12,
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(WORDS, min_size=1, max_size=4), st.data())
def test_wherever_pages_begin_no_word_changes(paragraphs, data):
    """Every page has its mark, in order; the words are the same; no mark is in a word, link or ruby."""
    text = book_of('# X {#x}\n\n' + '\n\n'.join(f'x {" ".join(words)} x' for words in paragraphs))
    total = count_units(text)
    before = sorted(data.draw(st.sets(st.integers(0, total - 2), min_size=1, max_size=5)))
    paging = Paging(tuple(PageStart(number, count) for number, count in enumerate(before, 1)), total, 9)
    made_with, found = breaks.mark(text, paging)
    assert words_of_book(made_with) == words_of_book(text)
    placed = [
        each
        for section in made_with.sections
        for each in section.tree.iter('span', 'div')
        if each.get('class') == 'print-page'
    ]
    assert [each.get('id') for each in placed] == [each.id for each in found]
    for each in placed:
        assert not [around for around in each.iterancestors() if around.tag in ('a', 'ruby', 'h2')]
        beside = (each.getprevious().tail if each.getprevious() is not None else each.getparent().text) or ' '
        if each.tag == 'span' and not re.search('[漢字]', beside[-1:] + (each.tail or '')[:1]):
            assert not beside[-1:].isalnum()


def test_a_picture_counts_as_one():
    """Letters count as the audit folds them, a picture counts as one."""
    assert (units('ﬁ é — ß'), units(PICTURE)) == (5, 1)


@pytest.mark.parametrize('last', ['# ' + 'x' * 60, 'x' * 60, '[' + 'x' * 60 + '](https://example.org)'])
def test_pages_that_begin_inside_the_last_word_are_marked_before_it(last):
    """No word follows that their marks could wait for: none is lost, they stand in order, and no word is changed."""
    text = book_of(f'Words.\n\n{last}')
    paging = Paging((PageStart(3, 0), PageStart(4, 20), PageStart(5, 50)), 65, 6)
    data = render(text, theme(), COVER, paging)
    assert [plain(after(mark))[:5] for mark in marks(data).values()] == ['words', 'xxxxx', 'xxxxx']
    assert list(marks(data)) == [3, 4, 5]
    assert check.audit(text, {'epub': data}) == ()
