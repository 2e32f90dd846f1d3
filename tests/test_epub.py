"""The documents of the e-book: well-formed, linked, named, and every word in its place."""

import re
from urllib.parse import urldefrag

import pytest
from epubs import NAMES, OPS, VOID, Package, book_of, rich_package
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from chapbook.editions.epub.chapters import clean_address


@pytest.fixture
def rich(tmp_path):
    """The e-book of a text with some of everything."""
    return rich_package(tmp_path)


def test_every_document_is_xhtml_that_html_readers_survive(rich):
    """Well-formed, in the text’s language, no comments, and no element closed in its start tag but the void ones."""
    for name in rich.pages:
        tree = rich.tree(name)
        assert tree.get('lang') == tree.get('{http://www.w3.org/XML/1998/namespace}lang') == 'en-GB'
        assert tree.findtext('x:head/x:title', namespaces=NAMES)
        assert not [node for node in tree.iter() if not isinstance(node.tag, str)]
        closed = re.findall(r'<(\w+)[^<>]*/>', rich.read(name).decode())
        assert set(closed) <= VOID


def test_every_link_inside_leads_somewhere(rich):
    """Each address in a document names a file of the package and, where it has one, an identifier in it."""
    for page in rich.pages:
        for address in rich.xpath('//@href | //@src', page):
            if address.startswith('https:'):
                continue
            name, fragment = urldefrag(address)
            target = name or page
            assert f'EPUB/{target}' in rich.names
            assert not fragment or rich.xpath(f'//*[@id="{fragment}"]', target)


def test_a_note_and_its_call_know_each_other(rich):
    """The call pops the note up or leads to it; the note leads back; a later call leads to the same note’s file."""
    (call,) = rich.xpath('//*[@id="call-1"]', 'opening.xhtml')
    assert (call.get('href'), call.get(f'{OPS}type'), call.get('role')) == ('#note-1', 'noteref', 'doc-noteref')
    (note,) = rich.xpath('//x:aside[@id="note-1"]', 'opening.xhtml')
    assert (note.get(f'{OPS}type'), note.get('role')) == ('footnote', 'doc-footnote')
    assert note.xpath('string(.//*[@role="doc-backlink"]/@href)') == '#call-1'
    (again,) = rich.xpath('//x:p//x:a[@role="doc-noteref" and text()="1"]', 'one.xhtml')
    assert (again.get('href'), again.get('id')) == ('opening.xhtml#note-1', None)


def test_the_number_of_a_note_is_in_no_name_of_its_section(rich):
    """A note called from a heading shows in neither contents, NCX, document title nor the name a listener hears."""
    assert rich.xpath('string(//x:title)', 'one.xhtml') == 'One'
    assert rich.xpath('string(//x:section/@aria-label)', 'one.xhtml') == 'One'
    assert 'One' in rich.xpath('//x:nav//x:a/text()', 'contents.xhtml')
    assert 'One' in rich.xpath('//n:navLabel/n:text/text()', 'toc.ncx')
    assert rich.xpath('string(//x:section/@aria-labelledby)', 'verse.xhtml') == 'verse'


def test_sections_and_quotations_say_what_they_are(rich):
    """What a reading system can offer by kind has its epub:type and its role."""
    kinds = {
        (element.get(f'{OPS}type'), element.get('role'))
        for name in rich.pages
        for element in rich.xpath('//*[@role]', name)
    }
    assert kinds >= {
        ('chapter', 'doc-chapter'), ('epigraph', 'doc-epigraph'), ('pullquote', 'doc-pullquote'),
        ('noteref', 'doc-noteref'), ('footnote', 'doc-footnote'), ('toc', 'doc-toc'), ('colophon', 'doc-colophon'),
    }  # fmt: skip
    assert [rich.tree(name)[1].get(f'{OPS}type') for name in rich.spine] == [
        'cover', 'frontmatter', 'frontmatter', *['bodymatter'] * 6, 'backmatter',
    ]  # fmt: skip


def test_contents_and_ncx_say_the_same_in_the_same_order(rich):
    """Readers new and old are led to the same places; the NCX counts them from 1."""
    new = [(link.text, link.get('href')) for link in rich.xpath('//x:nav[@e:type="toc"]//x:a', 'contents.xhtml')]
    labels = rich.xpath('//n:navPoint/n:navLabel/n:text/text()', 'toc.ncx')
    places = rich.xpath('//n:navPoint/n:content/@src', 'toc.ncx')
    assert new == list(zip(labels, places, strict=True))
    assert new[:3] == [
        ('Words & “Others” <all>', 'opening.xhtml'), ('One', 'one.xhtml'), ('A step down', 'one.xhtml#a-step-down'),
    ]  # fmt: skip
    orders = rich.xpath('//n:navPoint/@playOrder', 'toc.ncx')
    assert orders == [str(number) for number in range(1, len(new) + 1)]
    assert rich.xpath('string(//n:meta[@name="dtb:depth"]/@content)', 'toc.ncx') == '2'


@pytest.mark.parametrize(
    ('markdown', 'labels'),
    [
        ('Only words.', ['A Title']),
        ('# ![A crowd](a.svg)\n\nWords.', ['A crowd']),
        ('# One\n\n## Two\n\n### Three\n\n# Four', ['One', 'Two', 'Four']),
        ('#\n\nWords.', ['A Title']),
    ],
)
def test_contents_always_have_something_to_choose(markdown, labels, tmp_path):
    """A text without headings goes by its title, a heading without words by its picture."""
    package = Package(book_of(markdown, tmp_path))
    assert package.xpath('//x:nav[@e:type="toc"]//x:a/text()', 'contents.xhtml') == labels


def test_names_of_files_differ_in_more_than_case():
    """Headings named like the program’s own files, or alike but for case and accents, get files of their own."""
    markdown = '\n\n'.join(f'# {title}' for title in ('Intro', 'INTRO', 'Ïntro', 'Cover', 'Contents', 'Opening', '中'))
    package = Package(book_of(f'Before.\n\n{markdown}'))
    names = [name.lower() for name in package.names]
    assert len(set(names)) == len(names)
    assert all(name.isascii() for name in names)


def test_words_of_another_language_say_so_to_old_readers_too(rich):
    """`lang` on a word is repeated as `xml:lang`, which EPUB 2 knows."""
    (span,) = rich.xpath('//x:span[@lang="fr"]', 'one.xhtml')
    assert span.get('{http://www.w3.org/XML/1998/namespace}lang') == 'fr'


@pytest.mark.parametrize(
    ('written', 'address'),
    [
        ('https://example.org/a b?c=d|e', 'https://example.org/a%20b?c=d%7Ce'),
        ('https://example.org/50%', 'https://example.org/50%25'),
        ('https://example.org/ü', 'https://example.org/%C3%BC'),
        ('mailto:ann@example.org', 'mailto:ann@example.org'),
        ('http://[bad', None),
        ('https://exa mple.org', None),
        ('http://example.org:port/', None),
        ('https://', None),
        ('elsewhere.html', None),
        ('', None),
    ],
)
def test_web_addresses_are_made_good_or_left_out(written, address):
    """An address is written in the characters an address may hold; what is none is no link."""
    assert clean_address(written) == address


def test_comments_stay_behind_and_empty_elements_are_closed():
    """A comment may hold what XML cannot; an empty element must not swallow what follows it in an HTML reader."""
    book = book_of('# One\n\nWords.')
    paragraph = book.sections[0].tree[-1]
    paragraph.append(etree.Comment('no'))
    paragraph[-1].tail = ' More'
    etree.SubElement(paragraph, 'span')
    page = Package(book).read('one.xhtml').decode()
    assert '<p>Words. More<span></span></p>' in page


# --- Every word -------------------------------------------------------------------------------------------------------

WORDS = st.text('abcé “—ß', min_size=1, max_size=12).filter(str.strip)
BLOCKS = st.one_of(
    WORDS,
    WORDS.map('# {}'.format),
    WORDS.map('## {}'.format),
    WORDS.map('x^[{}]'.format),
    WORDS.map('> {}'.format),
    WORDS.map('*x* {}'.format),
    WORDS.map('::: verse\n{}\n:::'.format),
)


def words_of(element):
    """Return the words of an element."""
    return ' '.join(element.itertext()).split()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(blocks=st.lists(BLOCKS, min_size=1, max_size=8))
def test_every_word_arrives_in_order(blocks):
    """The sections hold the words of the flow, and the notes those of the notes, none lost and none moved."""
    book = book_of('\n\n'.join(blocks))
    package = Package(book)
    flow, notes = [], []
    for name in package.spine:
        body = package.tree(name).find('x:body', NAMES)
        if body.get('class') != 'text':
            continue
        for aside in body.findall('.//x:aside[@role="doc-footnote"]', NAMES):
            back = aside.find('.//x:a[@role="doc-backlink"]', NAMES)
            assert back.text == str(len(notes) + 1)
            back.text = None
            notes.append(words_of(aside))
            aside.clear()
        flow += words_of(body)
    assert flow == [word for section in book.sections for word in words_of(section.tree)]
    assert notes == [words_of(note.tree) for note in book.notes]
