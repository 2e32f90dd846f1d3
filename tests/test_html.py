"""The web page: whole in itself, every word in its place, and made of what HTML has for it."""

import base64
import copy
import hashlib
import io
import re
from itertools import product

import pytest
import uharfbuzz as hb
from epubs import DRAWING, RICH, book_of, theme
from fontTools.ttLib import TTFont
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from pages import ARABIC, CROWDED, ROOT, WHOLE, page_of

from chapbook import fonts
from chapbook.editions import html
from chapbook.editions.html import faces
from chapbook.markup import parse
from chapbook.project import find_texts, read_manuscript


@pytest.fixture
def rich(tmp_path):
    """A book with some of everything."""
    return book_of(RICH, tmp_path, **WHOLE)


# --- One file, whole in itself ----------------------------------------------------------------------------------------


def test_same_text_gives_same_bytes(rich):
    """The page of a text is the same every time, and making it leaves the text alone."""
    before = [etree.tostring(section.tree) for section in rich.sections]
    assert html.render(rich, theme()) == html.render(copy.deepcopy(rich), theme())
    assert [etree.tostring(section.tree) for section in rich.sections] == before


@pytest.mark.parametrize('slug', ['socialism-from-below', 'print-fold-and-hand-out'])
def test_the_shipped_pamphlets_are_small(slug):
    """A pamphlet with its faces and pictures is less than 160 kB."""
    (text,) = find_texts(ROOT, [slug])
    assert len(html.render(parse(read_manuscript(text, ROOT)), theme())) < 160_000


def test_nothing_points_outside(rich):
    """All that a browser would load stands inside; only links that a reader follows lead out."""
    page = page_of(rich)
    loaded = page.xpath('//@src | //link[not(@rel="canonical")]/@href')
    assert loaded
    assert all(address.startswith('data:') for address in loaded)
    assert not re.search(r'@import|url\((?!data:)', ''.join(page.xpath('//style/text()')))
    assert not page.xpath('//script[@src] | //@onclick | //@style')


def test_the_policy_lets_nothing_in(rich):
    """The Content-Security-Policy allows this one style, this one script and data, and nothing else."""
    page = page_of(rich)
    codes = (page.find('.//style').text, page.find('.//script').text)
    style, script = (base64.b64encode(hashlib.sha256(code.encode()).digest()).decode() for code in codes)
    first, second = page.xpath('//meta[@http-equiv="Content-Security-Policy"]/@content')
    load = f"default-src 'none'; img-src data:; font-src data:; style-src 'sha256-{style}' data:"
    assert first == f"{load}; script-src 'sha256-{script}'"
    assert second == "base-uri 'none'; form-action 'none'"


def test_a_style_of_the_text_cannot_leave_its_element(tmp_path):
    """The text’s own stylesheet comes last, and cannot end the element it stands in."""
    (tmp_path / 'own.css').write_text('main::after { content: "</style><b>out</b>"; color: teal }')
    page = page_of(book_of('Words.', tmp_path, css=('own.css',)))
    assert 'color: teal' in page.find('.//style').text
    assert page.find('.//b') is None


# --- Words ------------------------------------------------------------------------------------------------------------


def words_of(*trees, without=('noteref',)):
    """Return the words of trees, but for those in elements of some classes."""
    inside = ' or '.join(f"contains(concat(' ', @class, ' '), ' {name} ')" for name in without)
    path = f'.//text()[not(ancestor::*[{inside}])]'
    return [''.join(tree.xpath(path)).split() for tree in trees]


def flow_and_notes(page):
    """Return the words of a page: those of its text, and those of each note by number."""
    notes = {int(note.get('data-note')): words_of(note.find('div'))[0] for note in page.xpath('//aside[@data-note]')}
    return words_of(page.find('.//main'), without=('noteref', 'note'))[0], notes


def flow_and_notes_of(book):
    """Return the words of a book: those of its text, and those of each note by number."""
    flow = [word for words in words_of(*(section.tree for section in book.sections)) for word in words]
    return flow, {note.number: words_of(note.tree)[0] for note in book.notes}


def test_every_word_is_there_in_order(rich):
    """The flow is `main` without notes and their calls; each note stands by itself under its number."""
    assert flow_and_notes(page_of(rich)) == flow_and_notes_of(rich)


WORDS = st.text(
    st.characters(exclude_categories=('C', 'Zl', 'Zp'), exclude_characters='\\`<&'), min_size=1, max_size=40
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(WORDS.filter(str.strip), min_size=1, max_size=6), st.sampled_from(['en', 'de', 'fr', 'ar']))
def test_any_words_arrive(paragraphs, lang):
    """Whatever an author types, the page says what the parsed text says."""
    book = book_of('\n\n'.join(f'x {words.strip()} x^[y {words.strip()} y]' for words in paragraphs), lang=lang)
    assert flow_and_notes(page_of(book)) == flow_and_notes_of(book)


def test_the_head_says_what_the_text_says_of_itself(rich):
    """Title, authors, description and address are in the head, as written."""
    page = page_of(rich)
    named = {meta.get('name') or meta.get('property'): meta.get('content') for meta in page.iter('meta')}
    assert page.findtext('.//title') == named['og:title'] == page.find('.//h1').text == 'Words & “Others” <all>'
    assert (named['author'], named['description']) == ('Ann Onymous', 'A text with “everything” & more.')
    assert page.xpath('string(//link[@rel="canonical"]/@href)') == 'https://example.org/?a=1&b=2'
    assert (page.get('lang'), page.get('dir')) == ('en-GB', 'ltr')


def test_nothing_is_invented():
    """A text that says nothing of itself gets no description, no address, no byline."""
    page = page_of(book_of('Words.'))
    assert not page.xpath('//meta[@name="description"] | //link[@rel="canonical"] | //*[@class="byline"] | //nav')


def test_our_words_are_in_the_language_of_the_text_or_say_so():
    """A French text is surrounded by French; an Arabic one by English that says it is English and runs its own way."""
    french = page_of(book_of('# Un\n\n# Deux\n\n# Trois', lang='fr'))
    assert french.find('.//summary').text == 'Table des matières'
    assert french.find('.//summary').get('lang') is None
    arabic = page_of(book_of(ARABIC, lang='ar'))
    assert (arabic.get('dir'), arabic.find('.//summary').get('lang')) == ('rtl', 'en')
    assert {button.get('lang') for button in arabic.find('.//main').iter('button')} == {'en'}
    assert arabic.xpath('string(//*[@id="share"]/@lang)') == 'en'


# --- Structure --------------------------------------------------------------------------------------------------------


def test_every_link_arrives(rich):
    """Identifiers are there once, and contents, links and buttons lead to one."""
    page = page_of(rich)
    ids = page.xpath('//@id')
    assert len(ids) == len(set(ids))
    targets = [href[1:] for href in page.xpath('//a/@href') if href.startswith('#')]
    assert set(targets + page.xpath('//@popovertarget')) <= set(ids)
    assert [link.text for link in page.find('.//nav').iter('a')] == [heading.title for heading in rich.headings]


def test_a_page_is_made_of_landmarks(rich):
    """Skip link, header, contents, text, imprint: in this order, and nothing beside them but the script."""
    body = page_of(rich).find('body')
    assert [part.tag for part in body] == ['a', 'header', 'nav', 'main', 'footer', 'script']
    assert body[0].get('href') == f'#{body[3].get("id")}'


def names_in(markdown):
    """Return the names of the paragraphs of a text, each with its first word."""
    named = page_of(book_of(markdown)).xpath('//main//*[self::p or self::li or self::pre or self::div][@id]')
    return {element.get('id'): ''.join(element.itertext()).split()[0] for element in named}


def test_every_paragraph_can_be_linked(rich):
    """Whatever holds words in the text has a name, or stands in something that has one."""
    said = page_of(rich).xpath('//main//text()[normalize-space()][not(ancestor::*[@popover or @class="note-call"])]')
    nameless = [words for words in said if not words.getparent().xpath('ancestor-or-self::*[@id][not(self::main)][1]')]
    assert nameless == []


def test_names_survive_edits_elsewhere():
    """A paragraph keeps its name wherever it goes, whatever is numbered before it, and however it is punctuated."""
    before = names_in('# One\n\nA first.\n\nSays *who*? “Élan”.^[A note.]\n\n- item')
    after = names_in('# New\n\nOther.^[x]\n\n> SAYS who! Elan^[A note.]\n\n# One\n\n1. item')
    (kept,) = (name for name, word in before.items() if word == 'Says')
    assert after[kept] == 'SAYS'
    assert {name for name, word in before.items() if word == 'item'} <= set(after)
    assert not {name for name, word in before.items() if word == 'A'} & set(after)


def test_the_same_words_twice_have_two_names():
    """The second of two paragraphs that say the same is told from the first; names of the text’s own are not taken."""
    names = names_in('Again.\n\nAgain.\n\nAgain.')
    (first, *others) = names
    assert others == [f'{first}-2', f'{first}-3']
    mine = names_in(f'[Mine]{{#{first}}}\n\nAgain.')
    assert f'{first}-2' in mine


@pytest.mark.parametrize(
    ('url', 'picture'),
    [
        ('https://example.org/dist/text/text.html', 'https://example.org/dist/catalogue/text.jpg'),
        ('https://example.org/text', ''),
        ('https://example.org/text.html', ''),
        (None, ''),
    ],
)
def test_a_social_card_shows_a_picture_that_is_there(url, picture):
    """The cover is named where the page’s address tells where the catalogue lies, and only there."""
    assert page_of(book_of('Words.', url=url)).xpath('string(//meta[@property="og:image"]/@content)') == picture


def test_notes_follow_the_block_that_calls_them():
    """A note stands behind the outermost block of its first call; a second call opens the same note."""
    page = page_of(book_of(CROWDED))
    holders = page.xpath('//div[@class="side-notes"]')
    assert [holder.getprevious().tag for holder in holders] == ['p', 'ul', 'div', 'p']
    assert [len(holder) for holder in holders] == [4, 1, 1, 1]
    assert page.xpath('//button[@class="noteref"]/text()') == list('12345677')
    assert page.xpath('//button[@popovertarget="note-7"][@class="noteref"]/@id') == ['call-7']


def test_no_button_stands_in_a_link(tmp_path):
    """A note called inside a link is called behind it, and no word moves."""
    page = page_of(book_of('Go [there^[A note.] now](https://example.org) or *not*.', tmp_path))
    assert not page.xpath('//a//button')
    assert words_of(page.find('.//main/*/p')) == ['Go there now or not.'.split()]


@pytest.mark.parametrize(
    ('markdown', 'path'),
    [
        ('Words before any heading.', '//main/div[p]'),
        ('# One\n\nWords.', '//main/section[h2]'),
        ('<section><p>Words</p></section>', '//main//div[p="Words"]'),
        ('| | a |\n|---|---|\n| b | c |', '//thead/tr/td[1][not(text()) and not(@scope)]'),
        ('::: pullquote\nWords.\n:::', '//aside[@role="doc-pullquote"]'),
        ('[Words](http://[)', '//a[not(@href)] | //p[contains(., "Words")]'),
        ('![A drawing](a.svg "Its caption")', '//figure[img[@class="drawing"][@width][@height]]/figcaption'),
    ],
)
def test_what_html_wants_otherwise(markdown, path, tmp_path):
    """What an author wrote becomes what HTML has for it."""
    (tmp_path / 'a.svg').write_bytes(DRAWING)
    assert page_of(book_of(markdown, tmp_path)).xpath(path)


def test_only_tables_that_may_not_fit_scroll():
    """A wide table scrolls by itself, by keyboard too, under the name of its caption; a small one is just a table."""
    wide = '| Incomprehensibilities | Internationalisation |\n|---|---|\n| a | b |\n\nTable: *Long* words\n\n'
    frames = page_of(book_of(f'{wide}Words.\n\n| a | b |\n|---|---|\n| c | d |')).xpath('//div[@class="table-frame"]')
    assert [(frame.get('role'), frame.get('tabindex')) for frame in frames] == [('region', '0'), (None, None)]
    assert frames[0].get('aria-label') == 'Long words'


# --- Faces ------------------------------------------------------------------------------------------------------------


def faces_of(page):
    """Return the embedded faces: their code points by family, slope and weight."""
    rules = re.findall(
        r'@font-face\{font-family:"([^"]+)";font-style:(\w+);font-weight:(\d+);[^}]*base64,([^)]+)\)',
        page.find('.//style').text,
    )
    return {
        (family, slope, int(weight)): set(TTFont(io.BytesIO(base64.b64decode(data))).getBestCmap())
        for family, slope, weight, data in rules
    }


def test_no_word_waits_for_a_face(rich):
    """Each face stands inside the page and is swapped in, so words are painted at once, before any face is ready."""
    page = html.render(rich, theme()).decode()
    rules = re.findall(r'@font-face\{[^}]*\}', page)
    assert rules
    assert all('font-display:swap' in rule and 'src:url(data:' in rule for rule in rules)
    assert not re.search(r'<link[^>]+rel="(?:stylesheet|preload)"[^>]+href="(?!data:)', page)


def test_a_page_carries_the_faces_it_uses():
    """Plain words need two faces; italics and code bring theirs, with their own letters alone."""
    plain = faces_of(page_of(book_of('Words.', title='Title')))
    assert set(plain) == {
        ('EB Garamond', 'normal', 400),
        ('EB Garamond', 'normal', 600),
        ('EB Garamond', 'italic', 400),
    }
    rich = faces_of(page_of(book_of('Words *zigzag* **quux** ***q*** `fox`.', title='Title')))
    slanted, heavy = rich['EB Garamond', 'italic', 400], rich['EB Garamond', 'normal', 600]
    assert set(map(ord, 'zigzag')) <= slanted
    assert set(map(ord, 'quxTitle')) <= heavy
    assert ord('x') not in slanted
    assert ord('z') not in heavy
    assert ord('q') in rich['EB Garamond', 'italic', 600]
    assert ord('x') in rich['IBM Plex Mono', 'normal', 400]


def test_words_are_set_as_with_the_whole_face(rich):
    """What was left out of a face is not missed: words, small capitals and numbers have the widths they always have."""
    page = page_of(rich)
    files = re.findall(r'family:"([^"]+)";font-style:(\w+);font-weight:(\d+);[^}]*base64,([^)]+)', styles_of(page))
    said = faces._words_by_cut(page)
    assert len(files) >= 3
    for family, slope, weight, data in files:
        face = next(
            each for each in fonts.FACES if (each.family, each.style, each.weight) == (family, slope, int(weight))
        )
        own, whole = hb.Face(ttf_of(base64.b64decode(data))), hb.Face(fonts.instance(face))
        for cut, words in said.items():
            small = {'smcp': True, 'c2sc': True} if cut.capitals else {}
            ways = [{'sups': True}] if cut.raised else [{'onum': True, **small}, {'lnum': True, **small}]
            if (cut.family, cut.style, cut.weight) == (family, slope, int(weight)):
                for word, way in product(words, ways):
                    assert advances(own, word, way) == advances(whole, word, way), (word, way)
        assert own.glyph_count < 2.5 * len(own.unicodes)


def styles_of(page):
    """Return what stands in the style of a page."""
    return page.find('.//style').text


def advances(face, word, features):
    """Return the widths of the glyphs of a word, and whether each is there."""
    buffer = hb.Buffer()
    buffer.add_str(word)
    buffer.guess_segment_properties()
    hb.shape(hb.Font(face), buffer, features)
    return [(info.codepoint > 0, position.x_advance)
            for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)]  # fmt: skip


def ttf_of(woff):
    """Return a packed face as a TrueType file."""
    font, plain = TTFont(io.BytesIO(woff)), io.BytesIO()
    font.flavor = None
    font.save(plain)
    return plain.getvalue()


def test_a_style_of_the_text_may_set_any_word_anyhow(tmp_path):
    """With styles that are not the house’s a face keeps every form of its letters."""
    (tmp_path / 'own.css').write_text('h2 { font-variant-caps: small-caps }')
    markdown = '# A heading in small capitals\n\nAnd [words]{.smallcaps}.'
    glyphs = [
        hb.Face(ttf_of(base64.b64decode(re.search(r'base64,([^)]+)', page.find('.//style').text)[1]))).glyph_count
        for page in (page_of(book_of(markdown, tmp_path, css=css)) for css in ((), ('own.css',)))
    ]
    assert glyphs[0] < 0.7 * glyphs[1]


def test_a_face_without_the_letters_stays_at_home():
    """Words in a script that no face has bring no face along for them."""
    faces = faces_of(page_of(book_of('**中文** *中文* `中文`', title='中文', lang='zh')))
    assert ('EB Garamond', 'normal', 600) not in faces
    assert ('IBM Plex Mono', 'normal', 400) not in faces
