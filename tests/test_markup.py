"""Markdown to Book: structure, notes, pictures, links, and every fault with its place."""

import base64
import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree
from markdown import Markdown
from PIL import Image, ImageFile

from chapbook.editions.epub import accessibility
from chapbook.markup import parse
from chapbook.markup.lists import ListIndents
from chapbook.problems import ChapbookError, Severity
from chapbook.project import find_texts, read_manuscript

FRONT = '---\ntitle: A Title\nlang: en-GB\n---\n'
PIXEL = bytes.fromhex(
    '89504e470d0a1a0a0000000d494844520000000100000001080000000'
    '03a7e9b550000000a49444154789c6360000000020001737501180000000049454e44ae426082'
)
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><rect width="40" height="20"/></svg>'


@pytest.fixture
def book_of(tmp_path):
    """Return a function that parses Markdown with a picture `a.png` and a drawing `b.svg` beside it."""

    def build(markdown, **more):
        folder = tmp_path / 'source' / 'text'
        folder.mkdir(parents=True, exist_ok=True)
        (folder / 'a.png').write_bytes(PIXEL)
        (folder / 'b.svg').write_text(DRAWING, 'utf-8')
        (folder / 'index.md').write_text(FRONT + markdown, 'utf-8')
        for name, content in more.items():
            (folder / f'{name}.md').write_text(content, 'utf-8')
        return parse(read_manuscript(find_texts(tmp_path, [])[0], tmp_path))

    return build


@pytest.fixture
def html_of(book_of):
    """Return a function that gives the XHTML of all sections of a text."""
    return lambda markdown: ''.join(
        etree.tostring(section.tree, encoding='unicode') for section in book_of(markdown).sections
    )


def problems_of(build, markdown, **more):
    """Return what is wrong with a text, whether it is fatal or not."""
    try:
        return build(markdown, **more).problems
    except ChapbookError as fault:
        return fault.problems


@pytest.mark.parametrize(
    ('markdown', 'expected'),
    [
        ('::: verse\nOne\n  two\n\nThree\n:::\n', '<div class="verse">'),
        ('::: verse\nOne\n  two\n:::\n', '<span class="line indent-1">two</span>'),
        ('::: verse\nOne\ntwo\n-- Ann\n:::\n', '<p class="attribution">Ann</p>'),
        ('::: epigraph\nOne\n\n-- Ann\n:::\n', '<blockquote class="epigraph">'),
        ('::: epigraph\nOne\n\n-- *Ann*\n:::\n', '<p class="attribution"><em>Ann</em></p>'),
        ('::: pullquote\nOne\n:::\n', '<aside class="pullquote">'),
        ('> One\n>\n> — Ann\n', '<p class="attribution">Ann</p>'),
        ('> — one line alone is no attribution\n', '<p>— one'),
        ('> One\n> -- Ann\n', '<p>One</p>\n<p class="attribution">Ann</p>'),
        ('> *One*  \n> two  \n> — Ann, *Letters*, 2\n', '<p class="attribution">Ann, <em>Letters</em>, 2</p>'),
        ('> One.\n> — the committee\n', '<p class="attribution">the committee</p>'),
        ('> ![Dot](a.png)\n> -- Ann\n', '<p class="attribution">Ann</p>'),
        ('> wrapped words went on\n> – and on\n', '– and on'),
        ('> — Who is there?\n> — Nobody.\n', '— Nobody.'),
        ('::: {.box #here lang=fr}\nOne\n:::\n', '<div id="here" class="box" lang="fr">'),
        ('::: a\n::: b\nin\n:::\nout\n:::\n', '<p>out</p>'),
        ('A [word]{.smallcaps} here\n', '<span class="smallcaps">word</span>'),
        ('One\n\n\\newpage\n\nTwo\n', '<div class="page-break"/>'),
        ('One\n\n\\pagebreak\n\nTwo\n', '<div class="page-break"/>'),
        ('![A dot](a.png "Caption")\n', '<figcaption>Caption</figcaption></figure>'),
        ('Word ![A dot](a.png) word\n', '<p>Word <img'),
        ('| a | b |\n|--:|---|\n| 1 | 2 |\n\nTable: Numbers\n', '<caption>Numbers</caption>'),
        ('| a | b |\n|--:|---|\n| 1 | 2 |\n', '<th scope="col" class="right">a</th>'),
        ('Term\n: Meaning\n', '<dd>Meaning</dd>'),
        ('H~2~O\n', '<sub>2</sub>'),
        ('E = mc^2^\n', 'mc<sup>2</sup>'),
        ('a ==b c== d\n', '<mark>b c</mark>'),
        ('a ~~b c~~ d\n', '<del>b c</del>'),
        ('- [ ] tea\n- [x] cups\n', '<li class="task">□\u00a0tea</li>'),
        ('- [ ] tea\n\n- [x] cups\n', '<p>■\u00a0cups</p>'),
        ('Bring:\n- tea\n- cups\n', '<p>Bring:</p>\n<ul>'),
        ('1) tea\n2) cups\n', '<ol>\n<li>tea</li>'),
        ('•\ttea\n•\tcups\n', '<ul>\n<li>tea</li>'),
        ('> [!TIP] So\n> be it\n', '<div class="tip callout">\n<p class="callout-title"><strong>So</strong></p>'),
        ('!!! note "So"\n    be it\n\nAnd so.\n', '<p>be it</p>\n</div>\n<p>And so.</p>'),
        (':::tip[So]\nbe it\n:::\n', '<p class="callout-title"><strong>So</strong></p>'),
        ('::: {.callout-note}\nbe it\n:::\n', '<div class="callout-note callout">'),
        ('| One\n|   two\n', '<span class="line indent-1">two</span>'),
        ('Words\n| a | b |\n|---|---|\n| 1 | 2 |\nTable: Cap\n', '<p>Words</p>\n<table>\n<caption>Cap</caption>'),
        ('One\n\n<!-- pagebreak -->\n\nTwo\n', '<div class="page-break"/>'),
        ('See https://a.org/b--c_d_e.\n', '<a href="https://a.org/b--c_d_e">https://a.org/b--c_d_e</a>.'),
        ('See https://a.org/b\\_c\n', '<a href="https://a.org/b_c">https://a.org/b_c</a>'),
        ('See (www.a.org/b_(c)).\n', '<a href="https://www.a.org/b_(c)">www.a.org/b_(c)</a>).'),
        ('[[#My heading|there]]\n\n# My heading\n', '<a href="#my-heading">there</a>'),
        ('50\\% of \\$5 \\~ \\^ \\|\n', '50% of $5 ~ ^ |'),
        ('![A dot](a.png){width=52%}\n', 'class="share-5"'),
        ('![A dot](a.png =30x20)\n', '<img alt="A dot" src="a.png"'),
        ('`==a== ^b^ %%c%%`\n', '<code>==a== ^b^ %%c%%</code>'),
        ('```\n::: verse\n```\n', '::: verse'),
        ('`[^1]`\n', '<code>[^1]</code>'),
        ('<b>raw</b> words\n', '<b>raw</b>'),
    ],
)
def test_markup_becomes_structure(html_of, markdown, expected):
    """Each construction of the manual gives the element the editions know."""
    html = html_of(markdown)
    assert expected in html or expected.replace('id="here" class="box"', 'class="box" id="here"') in html


def test_headings_begin_below_the_title(book_of):
    """Whatever level a text begins on, its sections are h2 and level 1."""
    for marks in ('#', '##', '###'):
        book = book_of(f'{marks} One\n\nText\n\n{marks}# Sub\n\n{marks} Two\n')
        assert [(head.level, head.title) for head in book.headings] == [(1, 'One'), (2, 'Sub'), (1, 'Two')]
        assert [section.title for section in book.sections] == ['One', 'Two']


def test_words_before_the_first_heading_are_a_section(book_of):
    """An opening without a heading comes first and has no title."""
    book = book_of('Opening.\n\n# One\n')
    assert [section.title for section in book.sections] == [None, 'One']


def test_a_text_that_repeats_its_title_says_it_once(book_of):
    """The title as first heading is dropped with a warning."""
    book = book_of('# A Title\n\nText\n\n## One\n')
    assert [head.title for head in book.headings] == ['One']
    assert 'begins with its own title' in book.problems[0].message


def test_notes_are_numbered_through_all_files(book_of):
    """The same label in two files is two notes; inline notes count with the others."""
    book = book_of('One[^a] two^[second].\n\n[^a]: first\n', next='Three[^a].\n\n[^a]: third\n')
    assert [(note.number, ''.join(note.tree.itertext()).strip()) for note in book.notes] == [
        (1, 'first'),
        (2, 'second'),
        (3, 'third'),
    ]


def test_a_note_called_twice_is_one_note(book_of):
    """The second call has the first one’s number and no identifier of its own."""
    book = book_of('One[^a] two[^a] three[^b].\n\n[^a]: A\n[^b]: B\n')
    calls = [(call.text, call.get('id')) for call in book.sections[0].tree.iter('a')]
    assert calls == [('1', 'call-1'), ('1', None), ('2', 'call-2')]


def test_a_note_keeps_its_paragraphs_without_back_links(book_of):
    """What Markdown adds to a note is gone, what the author wrote is there."""
    book = book_of('One[^a].\n\n[^a]: First *part*.\n\n    Second part.\n')
    note = etree.tostring(book.notes[0].tree, encoding='unicode')
    assert '<p>First <em>part</em>.</p>' in note
    assert '<p>Second part.</p>' in note


@pytest.mark.parametrize(
    ('markdown', 'line', 'message'),
    [
        ('One\n\nTwo[^x]\n', 7, 'there is no note “x”'),
        ('One\n\n[^x]: Never\n', 7, 'the note “x” is never called'),
        ('::: verse\nOne\n', 5, 'is not closed'),
        ('One\n\n![Dot](b.png)\n', 7, 'the picture “b.png” cannot be used: there is no such file'),
        ('![Dot](../../a.png)\n', 5, 'outside'),
        ('![Dot](https://example.org/a.png)\n', 5, 'network'),
        ('![Dot](index.md)\n', 5, 'type'),
        ('# One {#a}\n\n# Two {#a}\n', 7, 'given twice'),
        ('# One {#note-1}\n', 5, 'chapbook’s own'),
        ('One[^a]\n\n[^a]: two[^b]\n[^b]: three\n', None, 'within a note'),
        ('\n', None, 'the text is empty'),
        ('One[^my note]\n', 5, 'there is no note “my note”'),
        ('One[^x]\n\n[^x]:\n', 7, 'the note [^x]: is empty'),
        ('One\n\nTwo^[] three\n', 7, 'the note ^[] is empty'),
        ('One\n\n:::\n\nTwo\n', 7, 'opens or closes no block'),
        ('::: note\na\n:::\n\n::: note\nb\n', 9, 'the block “::: note” is not closed'),
        ('One[^x]\n\n[^x]: Two\n\n[^x]: Three\n', 9, 'the note “x” is written twice'),
        ('One\n\n```js\nlet\n', 7, 'the code that begins “```js” is not closed'),
        ('One\n\n' + '<div>' * 150 + 'in' + '</div>' * 150 + '\n', 7, 'more than 100 deep'),
    ],
)
def test_faults_stop_the_text_with_a_place(book_of, markdown, line, message):
    """An author’s slip is an error with file and line and a hint."""
    errors = [one for one in problems_of(book_of, markdown) if one.severity is Severity.ERROR]
    found = [one for one in errors if message in one.message]
    assert found, errors
    assert found[0].place.path == Path('source/text/index.md')
    assert line is None or found[0].place.line == line
    assert found[0].hint


@pytest.mark.parametrize(
    ('markdown', 'message'),
    [
        ('![](a.png)\n', 'has no description'),
        ('[here](#nowhere)\n', 'leads nowhere'),
        ('[here](other.md)\n', 'leads nowhere'),
        ('# One\n\n### Three\n', 'skips a level'),
        ('One\n\nTwo 漢字\n', 'have no 漢 字'),
        ('A. tea\nB. cups\n', 'the lines from “A. tea” on are no list'),
        ('Words <b>here\n\nMore\n', 'the tag <b> holds whole paragraphs'),
        ('# \n\nWords\n', 'a heading without words'),
        ('<p>One <b>two</p>\n<ul><li>three</li></ul>\n', 'the tag <b> holds whole paragraphs'),
        ('<script>alert(1)</script>\n\nWords\n', 'removed'),
        ('<a href="javascript:alert(1)">x</a>\n', 'removed'),
    ],
)
def test_lesser_faults_are_warnings(book_of, markdown, message):
    """What a text survives is told and built."""
    problems = problems_of(book_of, markdown)
    assert [one.severity for one in problems if message in one.message] == [Severity.WARNING]


def test_a_link_that_leads_nowhere_is_no_link(html_of):
    """The words of a broken link stay, its address goes."""
    assert '<a>here</a>' in html_of('[here](#nowhere)\n')


def test_links_between_files_lead_to_headings(book_of):
    """A link to another file of the text is a link to its first heading."""
    book = book_of('[there](next.md)\n', next='# Next One\n')
    assert book.sections[0].tree.find('.//a').get('href') == '#next-one'


@pytest.mark.parametrize(
    'drawing',
    [
        DRAWING.replace('<rect', '<script>1</script><rect'),
        DRAWING.replace('<rect', '<rect onload="x()"'),
        DRAWING.replace('<rect', '<image href="https://example.org/a.png"/><rect'),
        DRAWING.replace('<rect', '<rect style="fill:url(https://example.org/a)"'),
        DRAWING.replace('xmlns="http://www.w3.org/2000/svg"', ''),
        DRAWING + '<',
        '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + DRAWING.replace('<rect', '<text>&a;</text><rect'),
    ],
)
def test_drawings_that_are_not_plain_are_refused(tmp_path, book_of, drawing):
    """An SVG with scripts, or with anything outside itself, is an error and is never embedded."""
    book_of('Words\n')
    (tmp_path / 'source' / 'text' / 'c.svg').write_text(drawing, 'utf-8')
    problems = problems_of(book_of, '![A drawing](c.svg)\n')
    assert any('cannot be used' in one.message for one in problems), problems


@pytest.mark.parametrize(
    ('part', 'told'),
    [
        (
            '\n<image href="https://example.org/a.png"/>',
            'line 2 of the drawing refers to something outside itself, href=',
        ),
        ('\n<image href="https://example.org/a.png"/>', '"https://example.org/a.png"; embed it'),
        ('<use href="b.svg#' + 'x' * 900 + '"/>', 'xxx…"; embed it'),
        ('\n\n<g onclick="alert(1)"/>', 'line 3 of the drawing holds a script (onclick)'),
        ('\n<style>@import "a.css";</style>', 'the style in line 2 of the drawing refers'),
    ],
)
def test_what_a_drawing_may_not_hold_is_told_with_its_line(tmp_path, book_of, part, told):
    """Who has to mend a drawing learns which line of it, and which address, shortened where it is long."""
    book_of('Words\n')
    (tmp_path / 'source' / 'text' / 'c.svg').write_text(DRAWING.replace('<rect', f'{part}<rect'), 'utf-8')
    (fault,) = problems_of(book_of, '![A drawing](c.svg)\n')
    assert told in fault.message
    assert len(fault.message) < 250


def test_an_identifier_given_twice_is_told_with_both_places(book_of):
    """The second is the error, in whatever file it stands; the hint says where the first one is."""
    (fault,) = problems_of(book_of, '', one='# One {#same}\n', two='Words.\n\n# Two {#same}\n')
    assert (fault.place.path.name, fault.place.line) == ('two.md', 3)
    assert 'one.md:1 already' in fault.hint


def test_a_picture_that_is_not_what_its_name_says_is_refused(tmp_path, book_of):
    """A damaged picture is found before any edition meets it."""
    book_of('Words\n')
    (tmp_path / 'source' / 'text' / 'c.jpg').write_bytes(PIXEL)
    (tmp_path / 'source' / 'text' / 'd.png').write_bytes(PIXEL[:40])
    problems = problems_of(book_of, '![A](c.jpg) ![B](d.png)\n')
    assert sum('not what its name says' in one.message for one in problems) == 2


def test_all_faults_of_a_text_are_told_in_one_run(book_of):
    """Three faults, three errors."""
    problems = problems_of(book_of, 'A[^x]\n\n![d](no.png)\n\n::: verse\nOne\n')
    assert sum(one.severity is Severity.ERROR for one in problems) == 3


def test_identifiers_are_stable_and_unique(book_of):
    """A heading’s identifier comes from its words; equal headings get numbers; reserved names are avoided."""
    book = book_of('# Ünïcode & more!\n\n# Contents\n\n# Notes\n\n# Twice\n\n# Twice\n\n# 1984\n\n# 漢字\n')
    ids = [head.id for head in book.headings]
    assert ids == ['unicode-more', 'contents-2', 'notes-2', 'twice', 'twice-2', 's-1984', 'section']


def test_a_note_may_hold_a_list(book_of):
    """Notes after one that holds a list are notes still."""
    book = book_of('One[^a] two[^b].\n\n[^a]: First\n\n    - x\n    - y\n\n[^b]: Second\n')
    assert [note.number for note in book.notes] == [1, 2]
    assert 'Second' in ''.join(book.notes[1].tree.itertext())


def test_a_heading_that_calls_a_note_is_named_by_its_words(book_of):
    """The number of the note is no part of the identifier or of the contents."""
    book = book_of('# One^[A note.]\n\nText\n')
    assert [(head.id, head.title) for head in book.headings] == [('one', 'One')]


def test_a_character_no_face_has_is_told_at_its_line(book_of):
    """The warning stands where the first of them does; what a face has, or has no shape, is not told."""
    problems = book_of('Ærøskøbing — “naïve” Ĳ ſ\u00ad\u200d\n\nA ☂ and 漢.\n').problems
    assert [(one.place.line, one.message.split(':')[0]) for one in problems] == [
        (7, 'the faces of the theme have no ☂ 漢')
    ]


def test_a_link_finds_a_heading_by_the_names_of_other_programs(html_of):
    """What GitHub calls a heading leads to it: with accents, in any script, numbered, and reserved here or not."""
    html = html_of(
        '# Täglich üben\n\n# Начало пути\n\n# Same\n\n# Same\n\n# Notes\n\n'
        '[a](#täglich-üben) [b](#начало-пути) [c](#same-1) [d](#notes) [e](#T%C3%A4glich-%C3%BCben)\n'
    )
    assert re.findall(r'<a href="#([^"]*)">', html) == ['taglich-uben', 'section', 'same-2', 'notes-2', 'taglich-uben']


@pytest.mark.parametrize(
    ('markdown', 'line'),
    [
        ('Words\n\n<p id="a b">x</p>\n', 7),
        ('<span id="dup">1</span>\n\nWords <span id="dup">2</span>\n', 7),
        ('<i id="notes">1</i>\n', 5),
    ],
)
def test_an_identifier_in_raw_html_has_a_place(book_of, markdown, line):
    """A fault of an identifier is told with the line of its tag."""
    (fault,) = problems_of(book_of, markdown)
    assert fault.place.line == line


@pytest.mark.parametrize(
    'markdown',
    [
        'It was\n- as he said - late.\n',
        'Am\n1. Mai 1890\n',
        '`a\n- b\n- c`\n',
        '```\n:::\n- a\n- b\n```\n',
        '    ~~~\n    :::\n',
        '::: verse\n- a\n- b\n:::\n',
        '- a\n- b\n',
        '\\::: verse\n\n\\```js\n',
    ],
)
def test_what_is_no_slip_is_not_told(book_of, markdown):
    """Dashes, dates, code, verse and lists that are lists pass without a word."""
    assert not book_of(markdown).problems


def test_a_block_may_begin_in_the_middle_of_a_paragraph(html_of):
    """No blank line is needed around a block."""
    html = html_of('Before.\n::: verse\nOne\ntwo\n:::\nAfter.\n')
    assert re.sub(r'\s+', '', html).startswith('<section><p>Before.</p><divclass="verse">')
    assert '<p>After.</p>' in html


def test_a_backslash_ends_a_line(html_of):
    """A line may be ended as CommonMark does, but not in code."""
    assert re.sub(r'>\s+', '>', html_of('One\\\ntwo `a\\\nb`\n')).startswith(
        '<section><p class="lines">One<br/>two <code>a\\'
    )


def test_an_unclosed_tag_loses_no_words(html_of):
    """The tag goes, the words and the paragraphs stay in their order."""
    html = html_of('<p>One <b>two</p>\n<ul><li>three</li></ul>\n<p>four</p>\n')
    assert '<b>' not in html.partition('<ul>')[2]
    assert re.findall(r'\b[a-z]{3,5}\b', re.sub(r'<[^>]*>', '', html)) == ['two', 'three', 'four']


def test_a_heading_of_a_picture_is_named_by_what_it_shows(book_of):
    """Contents and bookmarks have words for it."""
    (heading,) = book_of('# ![A red dot](a.png)\n\nWords\n').headings
    assert heading.title == 'A red dot'


def test_a_cell_claims_no_more_than_there_is(html_of):
    """A column count without end would take hours to lay out: what no other cell stands in is no column."""
    html = html_of('<table><tr><td colspan="99999" rowspan="x">a</td></tr></table>\n')
    assert '<td colspan="1" rowspan="1">' in html


@pytest.mark.parametrize(
    'info',
    [
        'rust,ignore', 'js:app.js', 'py title="a b" x=1', 'py title="a"', 'js linenums="1"', 'python runnable',
        '{r, echo=FALSE}', '{.py #x}', 'js {1,3}', 'c++', '', '@x',
    ],
)  # fmt: skip
def test_code_may_say_anything_behind_its_fence(html_of, info):
    """What other programs write there does not turn code into prose."""
    html = html_of(f'```{info}\n# one\n```\n\n````md\n```rust,ignore\nx\n```\n````\n')
    words = re.sub(r'<[^>]*>', '', html)
    assert html.count('<pre>') == 2
    assert '# one' in words
    assert '```rust,ignore' in words


@pytest.mark.parametrize(
    ('name', 'data', 'hint'),
    [
        ('A.PNG', None, 'did you mean “a.png”?'),
        ('c.gif', PIXEL, 'let its name end in .png'),
        ('c.bmp', b'BM', 'as JPEG'),
        ('c.png', PIXEL[:30], 'export it again'),
    ],
)
def test_a_picture_that_cannot_be_used_has_a_hint_of_its_own(tmp_path, book_of, name, data, hint):
    """What to do differs: look at the name, rename the file, export it as another type, or again."""
    book_of('Words\n')
    if data:
        (tmp_path / 'source' / 'text' / name).write_bytes(data)
    (fault,) = problems_of(book_of, f'![Dot]({name})\n')
    assert 'cannot be used' in fault.message
    assert hint in fault.hint


def test_a_picture_with_too_many_pixels_is_refused(monkeypatch, book_of):
    """It is said before memory runs out, and nothing is printed beside."""
    monkeypatch.setattr(Image, 'MAX_IMAGE_PIXELS', 0.7)
    (fault,) = problems_of(book_of, '![Dot](a.png)\n')
    assert 'too many pixels' in fault.message


def test_half_a_photograph_is_damaged_whoever_would_take_it(tmp_path, monkeypatch, book_of):
    """Though another library in this process told Pillow to take what there is."""
    book_of('Words\n')
    monkeypatch.setattr(ImageFile, 'LOAD_TRUNCATED_IMAGES', True)
    path = tmp_path / 'source' / 'text' / 'c.jpg'
    Image.effect_noise((80, 60), 50).save(path)
    path.write_bytes(path.read_bytes()[:-900])
    (fault,) = problems_of(book_of, '![Dot](c.jpg)\n')
    assert 'it is damaged' in fault.message


@pytest.mark.parametrize(
    ('markdown', 'shape'),
    [
        ('Before\n![A](a.png)\nbehind *it*', '<p>Before\n</p>{A}<p>behind <em>it</em></p>'),
        ('![A](a.png)\n![B](a.png)', '{A}{B}'),
        ('![A](a.png) ![B](a.png)', '<figure class="row"><div><img A/><img B/></div></figure>'),
        ('![A](a.png)  \nbehind', '{A}<p>behind</p>'),
        ('Words ![A](a.png) go on', '<p>Words <img A/> go on</p>'),
        ('Words\n![A](a.png) go on', '<p>Words\n<img A/> go on</p>'),
        ('- Item\n  ![A](a.png)\n- Other', '<ul>\n<li><p>Item\n</p>{A}</li>\n<li>Other</li>\n</ul>'),
        ('<div><img src="a.png" alt="A"></div>', '<div>{A}</div>'),
    ],
)
def test_a_picture_on_a_line_of_its_own_is_a_figure(html_of, markdown, shape):
    """Whether or not blank lines part it from words or other pictures; among words it stays where it is."""
    shown = re.sub(r' (?:width|height)="1"| src="a.png"|alt="(\w)"', r'\1', html_of(markdown))
    for name in 'AB':
        shape = shape.replace(f'{{{name}}}', f'<figure><img {name}/></figure>')
    assert re.sub('</?section>|  +', '', shown.replace('<img  ', '<img ')).strip() == shape


@pytest.mark.parametrize('markdown', ['![Dot](a.png)\n*Under **it***', '![Dot](a.png)  \n_Under **it**_'])
def test_emphasis_below_a_picture_is_its_caption(html_of, markdown):
    """As captions are written where Markdown has none; in a paragraph of their own, words are words."""
    assert '<figcaption>Under <strong>it</strong></figcaption></figure>' in html_of(markdown)
    assert 'figcaption' not in html_of('![Dot](a.png)\n\n*Under it*')


@pytest.fixture
def row_of(tmp_path, book_of):
    """Return a function that gives the figures of a text with a wide, a high and a drawn picture."""

    def build(markdown):
        book_of('Words\n')
        for name, size in (('wide', (80, 40)), ('high', (20, 40)), ('low', (60, 20)), ('less', (20, 20))):
            Image.new('RGB', size).save(tmp_path / 'source' / 'text' / f'{name}.jpg')
        return [figure for section in book_of(markdown).sections for figure in section.tree.iter('figure')]

    return build


def test_pictures_on_one_line_are_a_row_of_one_height(row_of):
    """That of the lowest photograph; a drawing has whatever height the others have; their titles are one caption."""
    (row,) = row_of('![A](wide.jpg "One") ![B](b.svg) ![C](less.jpg "Two")\n')
    sizes = [(image.get('width'), image.get('height')) for image in row.iter('img')]
    assert sizes == [('40', '20'), ('40', '20'), ('20', '20')]
    assert row.findtext('figcaption') == 'One · Two'
    (row,) = row_of('[![A](wide.jpg)](https://example.org) ![B](high.jpg)\n*Both*\n')
    assert [item.tag for item in row[0]] == ['a', 'img']
    assert row.findtext('figcaption') == 'Both'


def test_a_row_takes_the_share_that_its_pictures_ask_for(row_of):
    """Thirty and thirty of a hundred are sixty for the row; where one asks for nothing, it fills the measure."""
    (row,) = row_of('![A](wide.jpg){width=30%} ![B](high.jpg){width=30%}\n')
    assert row.get('class') == 'row share-6'
    assert not any('share' in image.get('class', '') for image in row.iter('img'))
    (row,) = row_of('![A](wide.jpg){width=30%} ![B](high.jpg)\n')
    assert row.get('class') == 'row'


def test_many_pictures_on_a_line_are_several_rows(row_of):
    """They are about as wide as each other; no picture is lost or moved, and the caption stands below the last."""
    names = ['wide', 'high', 'wide', 'low', 'wide', 'high', 'low', 'wide']
    rows = row_of(' '.join(f'![{name}]({name}.jpg)' for name in names) + '\n*All*\n')
    assert [image.get('alt') for row in rows for image in row.iter('img')] == names
    assert [row.findtext('figcaption') for row in rows] == [None] * (len(rows) - 1) + ['All']
    assert all(
        sum(int(image.get('width')) / int(image.get('height')) for image in row.iter('img')) <= 6 for row in rows
    )


@pytest.mark.parametrize(
    ('opening', 'closing'),
    [
        ('<div align="center">', '</div>'),
        ('<details>\n<summary>More</summary>', '</details>'),
        ('<details><summary>More</summary>', '</details>'),
        ('<section>', '</section>'),
        ('<div>\n\n<div>', '</div>\n\n</div>'),
    ],
)
def test_a_blank_line_lets_markdown_into_a_block_of_html(html_of, opening, closing):
    """As on GitHub: a tag that stands alone before a blank line holds Markdown, notes of the text too."""
    held = f'{opening}\n\n## Two\n\nSome *words*[^1].\n\n- one\n\n{closing}\n\nBehind *it*.\n\n[^1]: A note.\n'
    shown = html_of(held)
    assert '<em>words</em>' in shown
    assert '<li>one</li>' in shown
    assert '<p>Behind <em>it</em>.</p>' in shown
    assert 'class="noteref"' in shown
    assert '*' not in shown


def test_html_without_a_blank_line_stays_as_it_is(html_of):
    """What is indented below a tag is HTML of a program, and signs in it are no marks."""
    assert '2 * 3 * 4' in html_of('<div>\n<p>2 * 3 * 4</p>\n</div>')
    assert '<p>Words</p>' in html_of('<div>\n\n    <p>Words</p>\n\n</div>')


def test_a_block_of_html_that_is_never_closed_is_told(book_of):
    """With the line of its tag, since it takes all that follows; closed ones and code are not told."""
    text = '<div>\n<div>a</div>\n</div>\n\n`<div>` is code\n\n<div class="x">\nWords\n\n# Two\n'
    (problem,) = [each for each in problems_of(book_of, text) if 'closed' in each.message]
    assert (problem.place.line, problem.hint) == (11, 'write </div> where it ends')


@pytest.mark.parametrize('line', ['#tag #other', '#3 on the list', '#Recipe', '#. one', '#'])
def test_a_sign_without_a_space_makes_no_heading(html_of, line):
    """A tag of Obsidian’s, or a number, stays in its line."""
    assert '<h' not in html_of(f'Words.\n\n{line}\n\nMore words.\n')


def test_a_tag_at_the_beginning_of_a_line_is_told(book_of):
    """Since it may have been meant as a heading; two signs are one even without the space."""
    (problem,) = problems_of(book_of, 'Words.\n\n#Recipe for bread\n\n##Two\n')
    assert problem.message.startswith('“#Recipe for bread” is no heading')
    assert problem.place.line == 7


@pytest.mark.parametrize(
    'lines',
    [
        'NINA: How long?\nDOCTOR: As long as it takes.',
        '**Interviewer**: When did you start?\n**M.S.**: Early.',
        '**Q.** And then?\n**A.** We stopped.',
        '*Nina*: No.\n*Doctor*: Yes.',
        '— Who is there?\n— Nobody.',
        'Q. Was it worth it?\nA. Ask me in ten years.',
        'Tel.: 01632 960 184\nMail: soup at example',
        '“Is it hot?”\n“It is soup.”',
    ],
)
def test_speakers_that_run_together_are_told(book_of, lines):
    """Each line of a play or an interview was meant to begin anew; where breaks say so, it does."""
    (problem,) = problems_of(book_of, f'Before.\n\n{lines}\n')
    assert 'run together into one paragraph' in problem.message
    assert problem.place.line == 7
    assert problems_of(book_of, lines.replace('\n', '  \n')) == ()
    assert problems_of(book_of, lines.replace('\n', '\n\n')) == ()


def test_prose_with_a_colon_is_no_talk(book_of):
    """A wrapped line that happens to begin with a name is prose."""
    assert problems_of(book_of, 'She said what she always said about the\nDoctor: that he was late.\n') == ()


def test_letters_that_number_items_inside_a_list_are_told(book_of):
    """Two capitals with a stop may be names; they run on in the line of the item above."""
    (problem,) = problems_of(book_of, '1. Workshops\n    A. Darning\n    B. Bread\n2. Choir\n')
    assert (problem.message, problem.place.line) == ('the lines from “A. Darning” on are no list', 6)


def test_a_table_of_tabs_is_told(book_of):
    """As it comes out of a spreadsheet or a word processor; prose that has two spaces after its sentences is none."""
    (problem,) = problems_of(book_of, 'Item\tPrice\nRice\t12.00\n')
    assert (problem.message, problem.place.line) == ('the lines from “Item Price” on are no table', 5)
    assert problems_of(book_of, 'One is here.  Two is there, and\nthree goes on to the end.  Four.\nFive.\n') == ()


def test_headings_in_bold_alone_are_told(book_of):
    """As they come out of a word processor; a text that has headings knows what it does."""
    text = '**Bread**\n\nWords.\n\n**Soup**\n\nMore words.\n'
    (problem,) = problems_of(book_of, text)
    assert (problem.severity, problem.place.line) == (Severity.NOTE, 5)
    assert problem.message == '“Bread” is in bold and no heading (and 1 more)'
    assert problems_of(book_of, f'# Kitchen\n\n{text}') == ()
    assert problems_of(book_of, '**Stop!**\n\nWords.\n\n**One alone**\n\nWords.\n') == ()


def test_a_drawing_in_code_is_told(book_of):
    """Obsidian and GitHub draw it, paper shows its code."""
    (problem,) = problems_of(book_of, 'Words.\n\n```mermaid\ngraph TD; A-->B\n```\n')
    assert (problem.message, problem.place.line) == ('a drawing for Mermaid is set as code', 7)
    assert problems_of(book_of, 'Words.\n\n```python\nmermaid\n```\n') == ()


@pytest.mark.parametrize('bullet', ['•', '·\t', '·   ', 'o   ', 'o\t', '\uf0b7\t', '§  '])
def test_bullets_of_word_processors_make_lists(html_of, bullet):
    """However they come out of Word; a word of one letter and a paragraph sign of a law begin none."""
    assert '<ul>\n<li>tea</li>\n<li>cups</li>\n</ul>' in html_of(f'{bullet}tea\n{bullet}cups\n')
    assert '<li>' not in html_of('o menino\ne a menina\n\n§ 3 says so\n')


@pytest.mark.parametrize(
    'box', ['::: {.callout-note title="Own title"}\nBody.\n:::', '::: callout-tip\n## Head\n\nBody.\n:::']
)
def test_quartos_titles_of_boxes_are_titles(book_of, box):
    """Whether an attribute or a heading, they head the box and no part of the text."""
    book = book_of(f'# A\n\n{box}\n')
    tree = etree.tostring(book.sections[0].tree, encoding='unicode')
    assert '<p class="callout-title"><strong>' in tree
    assert [heading.title for heading in book.headings] == ['A']


@pytest.mark.parametrize('written', ['CafÃ©', 'â€œquoted', 'GrÃ¼n'])
def test_letters_from_a_wrong_encoding_are_told(book_of, written):
    """What was read wrong before it came here is sound UTF-8: it would be printed five hundred times."""
    problems = problems_of(book_of, f'Words and {written} more.\n')
    assert any('another encoding' in problem.message for problem in problems)
    assert problems_of(book_of, 'Écoute, Ângela: MANHÃ, IRMÃ… Âge «AMANHû\n') == ()


@pytest.mark.parametrize(('markdown', 'told'), [('[a][b]', '[b]'), ('![a][b]', '[b]'), ('[a c][]', '[a c]')])
def test_a_link_by_a_name_without_an_address_is_told(book_of, markdown, told):
    """With the line to write; where that line is there, all is well."""
    (problem,) = problems_of(book_of, f'See {markdown} there.\n')
    assert problem.hint == f'write below, on a line of its own: {told}: https://…'
    problems = problems_of(book_of, f'See [a][b] there.\n\n{told}: https://example.org\n\n[b]: <https://example.org>\n')
    assert problems == ()


@pytest.mark.parametrize('address', ['example.org', 'www.example.net/a', 'a.example.org/b.html'])
def test_an_address_without_its_scheme_is_told_with_it(book_of, address):
    """A link to the web that lacks https:// leads nowhere."""
    (problem,) = problems_of(book_of, f'[Words]({address})\n')
    assert problem.hint == f'did you mean https://{address}?'


def test_a_caption_may_call_notes(tmp_path, book_of):
    """One that is a picture’s title too: written within it, or elsewhere."""
    book_of('Words\n')
    (tmp_path / 'source' / 'text' / 'a.svg').write_text(DRAWING)
    book = book_of('![A box](a.svg "One^[Two (three).], four[^n] five.")\n\nSix ^[with ![b](a.svg)].\n\n[^n]: Seven.\n')
    caption = book.sections[0].tree.find('.//figcaption')
    assert ''.join(caption.itertext()) == 'One1, four2 five.'
    assert [link.get('href') for link in caption] == ['#note-1', '#note-2']
    assert [''.join(note.tree.itertext()).strip() for note in book.notes] == ['Two (three).', 'Seven.', 'with']
    assert book.problems == ()


@pytest.mark.parametrize('markdown', ['[a[^1] b](https://c.d) e\n\n[^1]: F', '[a^[F] b](https://c.d) e\n'])
def test_a_note_called_inside_a_link_stands_behind_it(book_of, markdown):
    """There is no link in a link: the call goes behind the words that lead away, and no word is lost."""
    book = book_of(markdown)
    paragraph = book.sections[0].tree[0]
    assert ''.join(paragraph.itertext()).replace('1', '') == 'a b e'
    assert [link.get('href') for link in paragraph.findall('a')] == ['https://c.d', '#note-1']
    assert paragraph.find('.//a//a') is None
    assert ''.join(book.notes[0].tree.itertext()).strip() == 'F'
    assert book.problems == ()


@pytest.mark.parametrize(
    ('markdown', 'line'),
    [('Look at it\n\n[it](its)\n\n[this](it)\n', 9), ('it\n\n<a href="it">so</a>\n', 7), ('it\n\n[[it]]\n', 7)],
)
def test_a_broken_link_is_told_on_its_own_line(book_of, markdown, line):
    """Words like its address may stand anywhere before it."""
    assert [each.place.line for each in problems_of(book_of, markdown)][-1] == line


def test_pictures_are_told_on_their_own_lines(book_of):
    """Whatever the case of their names, and once each; one named by a place on somebody’s disk is an error."""
    problems = problems_of(book_of, '![x](nope.png)\n\n![y](Nope.PNG)\n\n![z](file:///C:/me/x.jpg)\n')
    assert [(each.severity, each.place.line) for each in problems] == [
        (Severity.ERROR, 9), (Severity.ERROR, 5), (Severity.ERROR, 7),
    ]  # fmt: skip
    assert problems[0].message == 'no picture can be shown from the address “file:///C:/me/x.jpg”'


@pytest.mark.parametrize('end', ['  ', '\\', '<br>'])
def test_short_lines_that_were_broken_are_no_prose(html_of, end):
    """An address and verse in plain lines are told from a paragraph that has one break among long lines."""
    assert '<p class="lines">14 Row<br/>' in html_of(f'Words.\n\n14 Row{end}\nTown\n')
    assert 'class="lines"' not in html_of(f'{"Many words in a line of prose. " * 5}{end}\nTown\n')
    assert 'class="lines"' not in html_of('::: verse\nOne\ntwo\n:::\n')


def test_a_link_into_another_file_finds_the_heading_there(book_of):
    """Two chapters may have a heading in common; a link names the one it means by its file, with or without ./."""
    links = '[a](one.md#descent) [b](two.md#descent) [c](./two.md#descent) [d](./Two.md)'
    book = book_of(links, one='# One\n\n## Descent\n\nx\n', two='# Two\n\n## Descent\n\nx\n')
    assert book.problems == ()
    found = [link.get('href') for section in book.sections for link in section.tree.iter('a')]
    assert found == ['#descent', '#descent-2', '#descent-2', '#two']


def test_a_table_of_many_columns_is_named(html_of):
    """A week of seven days is wider than a telephone, three columns of words are not: styles set the one smaller.

    Where words have to be broken, numbers are not, as long as they have room.
    """
    week = '| ' + ' | '.join('Toddlers Tuesday Wednesday Homework Computer Repair Quakers'.split()) + ' |'
    assert '<table class="wide">' in html_of(f'{week}\n{"|---" * 7}|\n{"| x " * 7}|\n')
    assert '<table class="wide widest">' in html_of(f'{week * 2}\n{"|---" * 15}|\n{"| x " * 15}|\n')
    row = '| −1,204.50 | 12 % | v2.0 ' + '| Incomprehensibilities ' * 4 + '|'
    html = html_of(f'{row}\n{"|---" * 7}|\n{row}\n')
    assert html.count('"number">−1,204.50<') == html.count('"number">12') == 2
    assert 'number">v2' not in html
    many = html_of(f'{"| 1,204.50 " * 12}|\n{"|--:" * 12}|\n')
    assert 'widest' in many
    assert 'number' not in many
    assert '<table>' in html_of('| a | Homework | Computer |\n|---|---|---|\n| b | c | d |\n')


def test_a_photograph_may_have_another_behind_it(tmp_path, book_of):
    """As telephones make them, for depth or for brighter screens: a JPEG that does not move."""
    book_of('Words\n')
    path, other = tmp_path / 'source' / 'text' / 'c.jpg', Image.new('RGB', (40, 30), 'red')
    Image.new('RGB', (40, 30)).save(path, 'MPO', save_all=True, append_images=[other])
    picture = book_of('![Dot](c.jpg)\n').pictures['c.jpg']
    assert (picture.media_type, picture.width_px) == ('image/jpeg', 40)
    assert not accessibility.moves(picture)


def test_a_photograph_taken_upright_is_as_high_as_it_is_shown(tmp_path, book_of):
    """The camera’s note on how it was held counts."""
    book_of('Words\n')
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new('RGB', (40, 30)).save(tmp_path / 'source' / 'text' / 'c.jpg', exif=exif)
    picture = book_of('![Dot](c.jpg)\n').pictures['c.jpg']
    assert (picture.width_px, picture.height_px) == (30, 40)


@pytest.mark.parametrize(
    'drawing',
    [
        DRAWING.replace('<rect', '<style>@import "a.css";</style><rect'),
        DRAWING.replace('<rect', '<style>rect{fill:url(https://example.org/a.svg#x)}</style><rect'),
        DRAWING.replace('<rect', '<image href="https://example.org/a.png"/><rect'),
        DRAWING.replace('<rect', '<use href="b.svg#x"/><rect'),
        DRAWING.replace('<rect', '<a href="javascript:alert(1)"><text>x</text></a><rect'),
        f'<?xml-stylesheet href="https://example.org/a.css"?>{DRAWING}',
    ],
)
def test_a_drawing_refers_to_nothing_outside_itself(tmp_path, book_of, drawing):
    """No style, picture, part or script comes from elsewhere; the line is that of the drawing in the text."""
    book_of('Words\n')
    (tmp_path / 'source' / 'text' / 'c.svg').write_text(drawing, 'utf-8')
    (fault,) = problems_of(book_of, 'Words\n\n![Dot](c.svg)\n')
    assert 'outside itself' in fault.message
    assert fault.place.line == FRONT.count('\n') + 3


USES = ''.join('<g id="a{}">{}</g>'.format(n, f'<use href="#a{n - 1}"/>' * 10) for n in range(1, 9))


@pytest.mark.parametrize(
    ('inside', 'fault'),
    [
        ('<rect/>' * 50_001, 'more than 50,000 elements'),
        (f'<g id="a0"><rect/></g>{USES}', 'more than 50,000 elements'),
        ('<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>', 'holds itself'),
        ('<g>' * 300 + '</g>' * 300, 'too deep'),
        (''.join(f'<g id="a{n}"><use href="#a{n + 1}"/></g>' for n in range(2000)), 'more than 50,000 elements'),
    ],
)
def test_a_drawing_can_be_drawn(tmp_path, book_of, inside, fault):
    """One that would take for ever, or has no end, is refused in words and with its line."""
    book_of('Words\n')
    drawing = DRAWING.replace('<rect', f'{inside}<rect')
    (tmp_path / 'source' / 'text' / 'c.svg').write_text(drawing, 'utf-8')
    (told,) = problems_of(book_of, 'Words\n\n![Dot](c.svg)\n')
    assert fault in told.message
    assert told.place.line == FRONT.count('\n') + 3


@pytest.mark.parametrize('name', ['script', 'foreignObject', 'animate', 'set'])
def test_a_drawing_does_nothing(tmp_path, book_of, name):
    """Scripts, pages within and movement are refused with the element’s name and the line."""
    book_of('Words\n')
    drawing = DRAWING.replace('<rect', f'<{name}></{name}><rect')
    (tmp_path / 'source' / 'text' / 'c.svg').write_text(drawing, 'utf-8')
    (fault,) = problems_of(book_of, 'Words\n\n![Dot](c.svg)\n')
    assert f'<{name}>' in fault.message
    assert fault.place.line == FRONT.count('\n') + 3


@pytest.mark.parametrize(('marks', 'hint'), [('###', 'take one # away'), ('#####', 'take 3 # away')])
def test_a_heading_that_skips_levels_is_told_by_how_many(book_of, marks, hint):
    """The line it is on is the one to change."""
    (told,) = problems_of(book_of, f'# One\n\n{marks} Two\n')
    assert (told.severity, told.hint, told.place.line) == ('warning', hint, FRONT.count('\n') + 3)


def test_each_picture_without_a_description_has_its_own_line(book_of):
    """One that is shown twice, and one that shares a line with another, are told where they stand."""
    told = problems_of(book_of, '![](a.png)\n\n![](b.svg) ![](a.png)\n\n![Told](a.png)\n\n![](a.png)\n')
    first = FRONT.count('\n') + 1
    assert [(fault.place.line - first, fault.message) for fault in told] == [
        (line, f'the picture “{name}” has no description')
        for line, name in ((0, 'a.png'), (2, 'b.svg'), (2, 'a.png'), (6, 'a.png'))
    ]


def test_a_drawing_may_have_a_frame_that_is_none(tmp_path, book_of):
    """A view box of no numbers is passed over, as browsers do."""
    book_of('Words\n')
    (tmp_path / 'source' / 'text' / 'c.svg').write_text(DRAWING.replace('0 0 40 20', 'a b'), 'utf-8')
    assert book_of('![Dot](c.svg)\n').pictures['c.svg'].width_px == 300


def test_a_photograph_that_tells_where_it_was_taken_is_told(tmp_path, book_of):
    """Whoever gets the file can read the place in it: a warning says so, with its line."""
    book_of('Words\n')
    exif = Image.Exif()
    exif[0x8825] = {1: 'N', 2: (48.0, 12.0, 3.0)}
    Image.new('RGB', (40, 30)).save(tmp_path / 'source' / 'text' / 'c.jpg', exif=exif)
    Image.new('RGB', (40, 30)).save(tmp_path / 'source' / 'text' / 'd.jpg')
    (told,) = book_of('![Dot](c.jpg)\n\n![Dot](d.jpg)\n').problems
    assert (told.severity, told.message) == ('warning', 'the picture “c.jpg” tells where it was taken (GPS)')


def test_a_photograph_that_would_be_printed_black_is_refused(tmp_path, book_of):
    """Greys of 16 bits are no greys to a PDF."""
    book_of('Words\n')
    Image.new('I;16', (4, 3), 40_000).save(tmp_path / 'source' / 'text' / 'c.png')
    (fault,) = problems_of(book_of, '![Dot](c.png)\n')
    assert 'printed black' in fault.message


@pytest.mark.parametrize(
    ('markdown', 'expected'),
    [
        ('- a\n  - b\n    - c\n- d\n', 'ul(li(a ul(li(b ul(li(c))))) li(d))'),
        ('1. a\n   - b\n   - c\n2. d\n', 'ol(li(a ul(li(b) li(c))) li(d))'),
        ('- a\n\n  b\n- c\n', 'ul(li(p(a) p(b)) li(p(c)))'),
        ('- a\n  - b\n    wrapped\nlazy\n- c\n', 'ul(li(a ul(li(b wrapped lazy))) li(c))'),
        ('1. a\n\n   > b\n\n2. c\n', 'ol(li(p(a) blockquote(p(b))) li(p(c)))'),
        ('- a\n    - b\n- c\n', 'ul(li(a ul(li(b))) li(c))'),
        ('- a\n  b\n- c\n', 'ul(li(a b) li(c))'),
        ('- a\n\nb\n', 'ul(li(a)) p(b)'),
        ('- a\n  - b\n\nc\n', 'ul(li(a ul(li(b)))) p(c)'),
        ('- a\n  - b\n\n* * *\n\nc\n', 'ul(li(a ul(li(b)))) hr p(c)'),
        ('- a\n  - b\n\n        code\n', 'ul(li(a ul(li(b pre(code(code))))))'),
        ('- a\n\n        code\n', 'ul(li(a pre(code(code))))'),
        ('::: verse\n- a\n  - b\n:::\n', 'div(p(span(- a) br span(- b)))'),
        ('::: note\n- a\n  - b\n:::\n', 'div(ul(li(a ul(li(b)))))'),
        ('> - a\n>   - b\n> - c\n', 'blockquote(ul(li(a ul(li(b))) li(c)))'),
        ('> > - a\n> >   - b\n', 'blockquote(blockquote(ul(li(a ul(li(b))))))'),
        ('> ```\n> - a\n>   - b\n> ```\n', 'blockquote(pre(code(- a - b)))'),
    ],
)
def test_lists_may_be_indented_as_their_words_are(book_of, markdown, expected):
    """Two spaces under a bullet and three under a number make a list within a list, and four do as well."""

    def outline(element):
        parts = [(element.text or '').strip()]
        for child in element:
            inner = outline(child)
            parts += [f'{child.tag}({inner})' if inner else child.tag, (child.tail or '').strip()]
        return re.sub(r'\s+', ' ', ' '.join(filter(None, parts)))

    (section,) = book_of(markdown).sections
    assert outline(section.tree) == expected


def test_marks_that_cannot_be_told_apart_are_told(book_of):
    """Where Markdown loses a link among entangled stars, that is an error with its line, and no word goes missing."""
    (fault,) = problems_of(book_of, 'Fine.\n\nA *one**two*[a link](https://example.org)\n')
    assert (fault.severity, fault.place.line) == ('error', 7)


def test_lists_of_notes_may_be_indented_so_too(book_of):
    """A note is indented by four spaces, and a list in it as its words are."""
    (section,) = book_of('a[^b]\n\n[^b]: c\n\n    - d\n      - e\n    - f\n').sections
    assert [item.text.strip() for item in section.notes[0].tree.findall('ul/li/ul/li')] == ['e']


@given(
    st.lists(st.tuples(st.integers(0, 9), st.text('-1. a:*>', max_size=5)).map(lambda pair: ' ' * pair[0] + pair[1]))
)
@example(['>' * 3000])
def test_indenting_lists_keeps_every_line(lines):
    """Only what lines begin with changes, spaces and marks of a quotation, and blank lines, whatever the lines are."""
    told = ListIndents(Markdown()).run(lines)
    before, after = ([line.strip(' >') for line in each if line.strip(' >')] for each in (lines, told))
    assert after == before


@pytest.mark.parametrize(
    ('markdown', 'expected'),
    [
        ('<figure><pre>a</pre><figcaption>b</figcaption></figure>\n', '<div><pre>a</pre><p>b</p></div>'),
        ('<details open><p>a</p></details>\n', '<div><p>a</p></div>'),
        ('<details>a<summary>b</summary>c</details>\n', '<details><summary>b</summary>ac</details>'),
        ('<details><summary>b</summary>c</details>\n', '<details><summary>b</summary>c</details>'),
    ],
)
def test_raw_html_becomes_what_every_edition_can_show(html_of, markdown, expected):
    """Figures without pictures and folds without summaries are blocks."""
    assert expected in html_of(markdown)


@pytest.mark.parametrize(
    'markdown', ['::: footnote\nMy own words.\n:::\n', '# T {#t}\n\n[My own words.](#t){.noteref}\n']
)
def test_classes_of_ours_in_a_text_do_no_harm(html_of, markdown):
    """An author’s block or link of a name the editions use keeps its words."""
    assert 'My own words.' in html_of(markdown)


@pytest.mark.parametrize(
    ('markdown', 'mark', 'line'),
    [
        ('One\n\nIt is $E = mc^2$.\n', '$E = mc^2$', 7),
        ('$$\nx = y\n$$\n', '$$ x = y $$', 5),
        ('So it is [@draper, p. 3].\n', '[@draper, p. 3]', 5),
        ('One \\newpage two\n', '\\newpage', 5),
        ('\\textit{One}\n', '\\textit{One}', 5),
        ('{{< youtube x >}} one\n', '{{< youtube x >}}', 5),
        ('{++One++} two\n', '{++One++}', 5),
        ('One :smile: two\n', ':smile:', 5),
        ('One\n\n+---+---+\n| a | b |\n+---+---+\n', '+---+---+', 7),
        ('One\n  ~ two\n', '~ two', 6),
        ('(@) One\n(@) Two\n', '(@) One', 5),
        ('::: spoiler A Title\none\n:::\n', '::: spoiler A Title', 5),
        ('One %%two%% three\n', '%%two%%', 5),
        ('[TOC]\n\nOne\n', '[TOC]', 5),
        ('One ^block-id\n', '^block-id', 5),
        ('See @fig-one.\n', '@fig-one', 5),
        ('“It”[1] was.\n\n[1] A saying.\n', '[1]', 7),
    ],
)
def test_marks_of_other_programs_are_told(book_of, markdown, mark, line):
    """What would be printed as plain signs, or left out, is a warning with its line and what to write instead."""
    (told,) = [each for each in problems_of(book_of, markdown) if f'“{mark}”' in each.message]
    assert (told.severity, told.place.line) == (Severity.WARNING, line)
    assert told.hint


@pytest.mark.parametrize(
    'markdown',
    [
        'It costs $5 and $10, or $5–$10.\n',
        'Mail ann@example.org or [Ann](mailto:ann@example.org).\n',
        'At 10:30:15 he said: so: it.\n',
        '`$x_1$ [@a] \\textit{b} :c: {{d}}`\n',
        '```\n$x_1$ [@a]\n[TOC]\n```\n',
        'Up 50 %, or 100%% of it.\n',
        '::: verse small\nOne\n:::\n',
        'x^2 and y^2 and [^1].\n\n[^1]: A note.\n',
        'a == b, c == d, ~5 to ~6\n',
    ],
)
def test_what_is_no_mark_is_not_told(book_of, markdown):
    """Prices, addresses, times, code and plain signs pass without a word."""
    assert not book_of(markdown).problems


def test_one_kind_of_mark_is_told_once(book_of):
    """Forty citations are one warning that counts them."""
    (told,) = book_of('One [@a].\n\nTwo [@b] and [@c].\n').problems
    assert told.message.endswith('(and 2 more)')


def test_a_block_left_open_is_told_alone(book_of):
    """The notes it swallows are not told as missing."""
    assert len(problems_of(book_of, 'One[^1].\n\n::: verse\nTwo\n\n[^1]: A note.\n')) == 1


@pytest.mark.parametrize('markdown', ['Words <b>not *shut* here\n\nMore\n', '<b>a</b>\n\nOn\n\n<b>Words\n\nMore\n'])
def test_a_tag_left_open_has_a_line(book_of, markdown):
    """The line is that of the tag which is not closed."""
    (told,) = book_of(markdown).problems
    assert told.place.line == (5 if '*' in markdown else 9)


def test_words_in_another_direction_say_which(html_of):
    """The language tells it: within a line, for a block, and back again inside of that."""
    html = html_of('One [שלום]{lang=he} two.\n\n::: {lang=ar}\nالسلام [peace]{lang=en}\n:::\n\n[un]{lang=fr}\n')
    assert '<span lang="he" dir="rtl">' in html
    assert '<div lang="ar" dir="rtl">' in html
    assert '<span lang="en" dir="ltr">' in html
    assert '<span lang="fr">' in html


def test_a_poem_in_plain_lines_is_told(book_of):
    """Lines that an author broke would run together, or be set as code: verse has marks of its own."""
    plain = 'The ladder leans\nAgainst the wall,\nAnd that is all.\n'
    (told,) = book_of(f'Words.\n\n{plain}').problems
    assert (told.severity, told.place.line) == (Severity.WARNING, 7)
    assert '::: verse' in told.hint
    indented = plain.replace('\n', '\n    ').rstrip(' ')
    (told,) = book_of(f'Words.\n\n    {indented}').problems
    assert 'set as code' in told.message
    assert told.place.line == 7


@pytest.mark.parametrize(
    'markdown',
    [
        'The committee met for the first time on a wet evening in the\nback room, and nobody\nhad a pencil.\n',
        '    $ make all\n    cc -o a\n    done\n',
        '```\nThe ladder\nLeans\nThere\n```\n',
        'The ladder leans\\\nAgainst the wall,\\\nAnd that is all.\n',
    ],
)
def test_wrapped_prose_and_code_are_no_poems(book_of, markdown):
    """What was wrapped by an editor, and what is code, passes without a word."""
    assert not book_of(markdown).problems


def test_a_picture_may_stand_in_the_text_itself(book_of):
    """As Google Docs writes it: it gets a name, and its message is one line."""
    book = book_of(f'![A dot][one]\n\n[one]: <data:image/png;base64,{base64.b64encode(PIXEL).decode()}>\n')
    ((name, picture),) = book.pictures.items()
    assert re.fullmatch(r'picture-[0-9a-f]{8}\.png', name)
    assert picture.data == PIXEL
    assert not book.problems
    (fault,) = problems_of(book_of, '![A dot](data:image/png;base64,AAAA)\n')
    assert len(fault.message) < 120


def test_a_name_of_old_html_can_be_linked_to(book_of, html_of):
    """What `name` says of an anchor is its identifier, as far as nothing else has it; none of it is told."""
    calls = '[to](#x) [or](#1.2) <a name="x"></a><a name="cover" id="k">a</a>'
    markdown = f'<a name="x"></a>\n## One\n\n{calls}\n\n<a name="1.2">b</a>\n'
    html = html_of(markdown)
    assert [*re.findall(r'<a id="([^"]*)"', html)] == ['x', 'k', 's-1-2']
    assert [*re.findall(r'href="#([^"]*)"', html)] == ['x', 's-1-2']
    assert not book_of(markdown).problems


def test_a_heading_numbered_by_another_program_can_be_linked_to(html_of):
    """Google Docs gives `{#1.-what}`, which no identifier may be; the link finds it."""
    assert '<a href="#s-1-what">there</a>' in html_of('# What {#1.-what}\n\nSee [there](#1.-what).\n')


def test_a_break_below_a_note_is_a_break(book_of):
    """The row of hyphens makes no heading of the note."""
    book = book_of('One[^1].\n\n[^1]: A note.\n---\nTwo.\n')
    assert [note.number for note in book.notes] == [1]


def test_an_address_at_the_end_of_a_note_is_that_address(book_of):
    """What Markdown puts behind a note, to lead back, is no part of it."""
    (note,) = book_of('One[^1].\n\n[^1]: At https://a.org/b\n').notes
    assert note.tree.find('.//a').get('href') == 'https://a.org/b'
