"""Every word: an edition that lost, doubled, added or moved one is found out, and one that did not is left in peace."""

import copy
import io
import pickle
import re
import zipfile
from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from judges import judge
from PIL import Image

from chapbook.check import audit, hear
from chapbook.check.align import gaps
from chapbook.check.compare import Fault, compare, same
from chapbook.check.content import marked_text, read_codes, reading_order
from chapbook.check.places import Finder
from chapbook.check.sources import lost_in_parsing
from chapbook.check.words import Side, Spoken, letters, split, words_of_book
from chapbook.compose import print_document
from chapbook.editions import epub, html
from chapbook.markup import parse
from chapbook.pages import A5
from chapbook.project import SourceFile, find_texts, read_manuscript
from chapbook.theme import load_theme
from chapbook.typesetting import pdf

HOUSE = Path(__file__).parent.parent
FRONT = '---\ntitle: Every Word\nlang: {}\n---\n'
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><text x="1" y="9">drawn words</text></svg>'
EDITIONS = ('pdf', 'epub', 'html')

# What is said here in one edition's way and in another's in another is the same to a reader.
RICH = (
    """
Opening words with a note.[^one] And the same note again.[^one] An inline^[Inline *note* with `code`.] one.

## A heading with a note[^two] {#first}

A working-class para&shy;graph, un**believ**able and office‑like: fjord, Kauffläche, Straße, NFD cafe\u0301; H~2~O
& 50 %. [NASA and Small Caps]{.smallcaps} with words—joined by—dashes. Ἐν ἀρχῇ ἦν ὁ λόγος. Привет мир.
See [the top](#first).
"""
    + 'Long-winded self-emancipation goes on, sentence upon sentence, until a page is full of it. ' * 60
    + """

- one item
    1. nested, first
    2. nested, second

3. third by number

Term
:   Definition[^three]

| Head | Number |
|:-----|-------:|
"""
    + ''.join(f'| row {number} | {number * 7} |\n' for number in range(60))
    + """
Table: The caption

::: verse
Roses are red
  Violets blue
-- Anonymous
:::

::: epigraph
Hello

-- *Me*
:::

::: pullquote
Pulled out
:::

\\newpage

![A drawing](drawing.svg "A caption with ‘quotes’")

    code = "indented"  # and a line so long that it has to be broken somewhere, for no page is as wide as all that

---

### Last

Arabic السلام عليكم ورحمة الله, Hebrew שלום עולם, 漢字. End.

[^one]: First note.

    Its second paragraph, """
    + 'which runs on and on over the foot of the page, ' * 40
    + """ends.
[^two]: Note of a heading.
[^three]: Note of a definition.
"""
)


@pytest.fixture
def book_of(tmp_path):
    """Return a function that parses Markdown with a drawing beside it."""

    def build(markdown, lang='en-GB'):
        folder = tmp_path / 'source' / 'text'
        folder.mkdir(parents=True, exist_ok=True)
        (folder / 'drawing.svg').write_text(DRAWING, 'utf-8')
        (folder / 'index.md').write_text(FRONT.format(lang) + markdown, 'utf-8')
        return parse(read_manuscript(find_texts(tmp_path, [])[0], tmp_path))

    return build


@cache
def cover():
    """Return a picture to stand for a cover."""
    buffer = io.BytesIO()
    Image.new('L', (8, 12)).save(buffer, 'PNG')
    return buffer.getvalue()


def make(book, edition):
    """Return one edition of a text."""
    theme = load_theme(HOUSE)
    if edition == 'pdf':
        return pdf.render(print_document(book, theme, A5)).data
    return epub.render(book, theme, cover()) if edition == 'epub' else html.render(book, theme)


def changed(book, old, new):
    """Return a text whose trees say `new` where they said `old`, its sources as they were."""

    def change(tree):
        tree = copy.deepcopy(tree)
        for element in tree.iter('*'):
            element.text = element.text and element.text.replace(old, new)
            element.tail = element.tail and element.tail.replace(old, new)
        return tree

    sections = tuple(
        replace(
            section,
            tree=change(section.tree),
            notes=tuple(replace(note, tree=change(note.tree)) for note in section.notes),
        )
        for section in book.sections
    )
    return replace(book, sections=sections)


def messages(problems):
    """Return problems without their hints."""
    return [str(problem).split('\n')[0] for problem in problems]


@pytest.mark.parametrize('edition', EDITIONS)
def test_an_edition_that_says_every_word_is_left_in_peace(book_of, edition):
    """Some of everything, over many pages, raises no alarm; and it is not because nothing was heard."""
    judge('face-chinese')
    book = book_of(RICH)
    data = make(book, edition)
    assert messages(audit(book, {edition: data})) == []
    heard, told = hear(data), words_of_book(book)
    assert len(letters(' '.join(heard.flow))) == len(letters(' '.join(told.flow))) > 5000
    assert sorted(heard.notes) == [1, 2, 3, 4]
    assert 'drawn' not in heard.flow


@pytest.mark.parametrize('edition', EDITIONS)
@pytest.mark.parametrize(
    ('said', 'found'),
    [
        ('alpha gamma', 'source/text/index.md:7: error: {} lost “beta” after “Here are alpha”'),
        ('alpha beta beta gamma', 'source/text/index.md:7: error: {} doubled “beta” after “are alpha beta”'),
        (
            'alpha gamma beta',
            'source/text/index.md:7: error: {} moved “gamma” from after “are alpha beta” to after “Here are alpha”',
        ),
        ('alpha beta new gamma', 'source/text/index.md:7: error: {} added “new” after “are alpha beta”'),
    ],
)
def test_a_lost_doubled_moved_or_added_word_is_named_with_its_place(book_of, edition, said, found):
    """Whatever befalls one word of the text on the way into an edition, the error says which, how, and where."""
    book = book_of('## Words\n\nHere are alpha beta gamma, in one row.\n')
    data = make(changed(book, 'alpha beta gamma', said), edition)
    name = {'pdf': 'the PDF', 'epub': 'the EPUB', 'html': 'the web page'}[edition]
    (message,) = messages(audit(book, {edition: data}))
    assert message == found.format(name)


@pytest.mark.parametrize('edition', EDITIONS)
def test_a_word_lost_in_a_note_is_named_with_the_note(book_of, edition):
    """A note is compared for itself, and its place is the line it is written on."""
    book = book_of('Text[^a] and[^b] more.\n\n[^a]: First.\n[^b]: The second note.\n')
    data = make(changed(book, 'second ', ''), edition)
    (message,) = messages(audit(book, {edition: data}))
    assert message.startswith('source/text/index.md:8: error: ')
    assert message.endswith('lost “second” after “The” in note 2')


@pytest.mark.parametrize('edition', EDITIONS)
def test_a_word_that_strays_from_a_note_into_the_text_is_one_move(book_of, edition):
    """Words that leave a note and turn up in the flow are told once, with both places."""
    book = book_of('Text[^a] and more.\n\n[^a]: A very particular note.\n')
    strayed = changed(changed(book, 'particular ', ''), 'and more', 'and particular more')
    (message,) = messages(audit(book, {edition: make(strayed, edition)}))
    assert message.endswith('moved “particular” from after “A very” in note 1 to after “Text and”')


@pytest.mark.parametrize('edition', EDITIONS)
def test_what_an_author_calls_like_our_own_parts_is_text(book_of, edition):
    """Classes and roles that the editions use for notes hide nothing where an author wrote them."""
    book = book_of(
        'A [one]{.note-number} and [two]{.note-call} and a note.^[With [three]{.note-number} in it.]\n\n'
        '::: note\nfour\n:::\n\n::: {.pullquote .note}\nfive\n:::\n\n::: side-notes\nsix\n:::\n\n'
        '<aside class="note" role="doc-backlink">seven</aside>\n'
    )
    assert messages(audit(book, {edition: make(book, edition)})) == []


def test_an_edition_that_differs_everywhere_is_told_briefly(book_of):
    """A hundred losses are eight errors and a count, not a hundred errors."""
    book = book_of('\n\n'.join(f'Paragraph {number} says word{number} here.' for number in range(100)))
    problems = audit(book, {'epub': make(changed(book, 'says', ''), 'epub')})
    assert len(problems) == 9
    assert '92 more places' in problems[-1].message


def test_a_long_loss_is_named_by_its_ends(book_of):
    """A lost passage is one error with its first and last words and their number."""
    book = book_of('Before it.\n\n' + ' '.join(f'lost{number}' for number in range(50)) + '\n\nAfter it.')
    passage = ' '.join(f'lost{number}' for number in range(50))
    (message,) = messages(audit(book, {'html': make(changed(book, passage, ''), 'html')}))
    assert message.endswith('lost “lost0 lost1 lost2 lost3 … lost46 lost47 lost48 lost49” (50 words) after “Before it”')


def test_page_files_are_heard_under_any_name(book_of):
    """The pages that sheets are made of are no edition of their own, and are heard all the same."""
    book = book_of('One two three.')
    data = make(changed(book, 'two ', ''), 'pdf')
    assert messages(audit(book, {'half-letter': data}))[0].endswith('the edition “half-letter” lost “two” after “One”')


@pytest.mark.parametrize(
    'data', [b'%PDF-1.7 nothing', b'PK\x03\x04 nothing', b'', b'<html><p>no main', b'\xff\xfe\x00']
)
def test_what_cannot_be_read_back_is_an_error_and_no_traceback(book_of, data):
    """A broken output is a problem like any other."""
    (problem,) = audit(book_of('One.'), {'pdf': data})
    assert problem.message.startswith('the PDF cannot be read back: ')


# --- The PDF itself ------------------------------------------------------------------------------------------------


def test_the_reader_of_the_pdf_agrees_with_one_that_is_not_ours(book_of):
    """PDFium finds the same letters on the pages as our reader finds in the tags."""
    book = book_of('Words of *all* **kinds**, office and fjord, Straße, λόγος, мир.^[A note.] {#x}\n\n' + 'More. ' * 30)
    data = make(book, 'pdf')
    pages = pypdfium2.PdfDocument(data)
    seen = Counter(letters(' '.join(page.get_textpage().get_text_range() for page in pages)))
    heard = hear(data)
    said = Counter(letters(' '.join((*heard.flow, *heard.notes[1]))))
    assert sum(said.values()) > 100
    assert said - seen == Counter()


@pytest.fixture
def pages(book_of):
    """A text of three paragraphs, and its PDF opened to be spoilt."""
    book = book_of('First of all.\n\nSecond paragraph here.\n\nThird and last.\n')
    return book, pikepdf.open(io.BytesIO(make(book, 'pdf')))


def paragraphs_of(document):
    """Return the element that holds the paragraphs of the text."""
    (part,) = [kid for kid in document.Root.StructTreeRoot.K[0].K if kid.S == '/Part']
    return part.K[0]


def audited(book, document):
    """Return what is wrong with a spoilt PDF."""
    buffer = io.BytesIO()
    document.save(buffer)
    return [message.partition('error: ')[2] for message in messages(audit(book, {'pdf': buffer.getvalue()}))]


def test_a_pdf_whose_tags_skip_a_paragraph_has_lost_it(pages):
    """What is printed but not tagged is lost to whoever listens."""
    book, document = pages
    del paragraphs_of(document).K[1]
    assert audited(book, document) == ['the PDF lost “Second paragraph here” after “First of all”']


def test_a_pdf_whose_tags_are_in_another_order_has_moved_words(pages):
    """Reading order is the order of the tags."""
    book, document = pages
    kids = paragraphs_of(document).K
    kids[0], kids[1] = kids[1], kids[0]
    moved = 'the PDF moved “Second paragraph here” from after “First of all” to before the first word'
    assert audited(book, document) == [moved]


def test_a_pdf_that_draws_less_than_it_tags_has_lost_words(pages):
    """The words are read off the page’s content, not off anything the tags say of it."""
    book, document = pages
    paragraph = paragraphs_of(document).K[1]
    contents, mark = paragraph.Pg.Contents, int(paragraph.K[0])
    drawn = rb'(/MCID %d>>\s+BDC.*?)\[[^\]]*\] TJ' % mark
    contents.write(re.sub(drawn, rb'\1', contents.read_bytes(), count=1, flags=re.DOTALL))
    assert audited(book, document) == ['the PDF lost “Second paragraph here” after “First of all”']


def test_a_pdf_without_tags_cannot_be_read(pages):
    """The PDF says in which order it is read, or the audit says that it does not."""
    book, document = pages
    del document.Root.StructTreeRoot
    assert audited(book, document) == ['the PDF cannot be read back: it has no tags']


TO_UNICODE = b'2 beginbfchar\n<0001> <0066>\n<0002> <00660069>\nendbfchar\n1 beginbfchar <000A> <0061> endbfchar'


def test_a_code_may_stand_for_several_letters():
    """A ligature is read as the letters it was made of; what the map lacks is a replacement character."""
    codes = read_codes(TO_UNICODE)
    assert codes.read(b'\0\x02\0\x0a\0\x07') == ['fi', 'a', '\ufffd']


@pytest.mark.parametrize(
    ('stream', 'said'),
    [
        (b'/Span <</MCID 0>> BDC BT /F 9 Tf [<0001>-8<000a>] TJ ET EMC', {0: 'fa'}),
        (b'/Span <</MCID 0>> BDC /F 9 Tf [<0001>] TJ 1 Ts [<000a>] TJ EMC', {0: 'fa'}),
        (b'/F 9 Tf /Artifact BMC [<0001>] TJ EMC /P <</MCID 3>> BDC [<000A>] TJ EMC [<0001>] TJ', {3: 'a'}),
        (b'/F 9 Tf /P <</MCID 1>> BDC /Artifact BMC [<0001>] TJ EMC [<000a>] TJ EMC', {1: 'a'}),
        (b'/F 9 Tf /P <</MCID 1>> BDC /Span <</Lang (en)>> BDC [<0001>] TJ EMC EMC', {1: 'f'}),
        (b'/F 9 Tf /P <</MCID 1>> BDC [(\\000\\001)-8<000a>(\\000\\n)] TJ EMC', {1: 'faa'}),
        (b'/F 9 Tf /P <</MCID 1>> BDC (\\0\\1) Tj <00 0A> Tj [(\0\1\\000\\])] TJ EMC', {1: 'faf\ufffd'}),
        (b'/F 9 Tf /Figure <</MCID 1>> BDC [<0001>] TJ EMC', {}),
        (b'/F 9 Tf /Span <</ActualText <FEFF00780079>/MCID 1>> BDC [<0001>] TJ EMC', {1: 'xy'}),
        (b'/F 9 Tf /Span <</MCID 1/ActualText <FEFF0078>>> BDC [<0001>] TJ EMC', {1: 'x'}),
        (
            b'/F 9 Tf /P <</MCID 1>> BDC [<0001>] TJ /Span <</ActualText <FEFF0078>>> BDC [<0001>] TJ EMC [<000a>] TJ',
            {1: 'fxa'},
        ),
    ],
)
def test_marked_content_is_read_as_the_standard_says(stream, said):
    """Fonts, arrays, nesting, artifacts, pictures and replacement text."""
    codes = read_codes(TO_UNICODE)
    assert marked_text(stream, lambda _: codes) == said


@pytest.mark.parametrize(
    ('seen', 'read'),
    [
        ('abc def', 'abc def'),
        ('םולש', 'שלום'),
        ('in םלוע םולש we say', 'in שלום עולם we say'),
        ('םולש 12 םולש', 'שלום 12 שלום'),
        ('a (םולש) b', 'a (שלום) b'),
        ('1 םולש 2', '1 שלום 2'),
        ('x 3.5 םולש 1917, 12 םולש', 'x 3.5 שלום 12 ,1917 שלום'),
    ],
)
def test_words_from_right_to_left_are_turned_back(seen, read):
    """Within a line from left to right, what runs the other way is read in its own order, numbers in theirs."""
    assert reading_order(list(seen)) == read


@pytest.mark.parametrize(
    ('seen', 'read'),
    [
        ('abc def', 'abc def'),
        ('םלוע םולש', 'שלום עולם'),
        ('.12 םלוע we say 3 םולש', 'שלום we say 3 עולם 12.'),
        ('םולש 1917', '1917 שלום'),
    ],
)
def test_lines_from_the_right_are_turned_back(seen, read):
    """A line that begins at the right is read from there; words from left to right in it stand as they are."""
    assert reading_order(list(seen), Side.RIGHT) == read


# --- The other editions --------------------------------------------------------------------------------------------


def test_the_spine_gives_the_order(book_of):
    """An e-book whose spine has two chapters the wrong way round has moved words."""
    book = book_of('# One\n\nFirst words.\n\n# Two\n\nOther words here.\n')
    data = io.BytesIO(make(book, 'epub'))
    spoilt = io.BytesIO()
    with zipfile.ZipFile(data) as old, zipfile.ZipFile(spoilt, 'w') as new:
        for name in old.namelist():
            content = old.read(name)
            if name.endswith('.opf'):
                spine = re.search(rb'<spine.*</spine>', content, re.DOTALL)[0]
                references = re.findall(rb'<itemref[^>]*>', spine)
                one, two = references[-3:-1]
                content = content.replace(one, b'<!-- -->').replace(two, one).replace(b'<!-- -->', two)
            new.writestr(name, content)
    (message,) = messages(audit(book, {'epub': spoilt.getvalue()}))
    assert 'the EPUB moved “' in message


# --- What a word is ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ('one', 'other'),
    [
        ('office', 'of\ufb01ce'),
        ('caf\u00e9', 'cafe\u0301'),
        ('Dampf\u00adschiff', 'Dampf\u2010schiff'),
        ('working-class', 'working- class'),
        ('x\u00b2', 'x2'),
        ('don’t', "don't"),
        ('Straße', 'STRASSE'),
        ('50\u202f%', '50 %'),
        ('wait…', 'wait ...'),
    ],
)
def test_what_typesetting_changes_is_no_difference(one, other):
    """Ligatures, composed accents, hyphens, quotes, spaces and small capitals leave a word what it is."""
    assert letters(one) == letters(other)


@pytest.mark.parametrize(('one', 'other'), [('a', 'b'), ('a b', 'b a'), ('R & D', 'R D'), ('5 €', '5'), ('é', 'e')])
def test_what_changes_a_word_is_one(one, other):
    """Letters, accents, order and spoken signs are compared."""
    assert letters(one) != letters(other)


WORDS = st.lists(st.text('abcdefg', min_size=1, max_size=4), max_size=60).map(tuple)


@given(WORDS, WORDS)
def test_gaps_are_all_that_differs(one, other):
    """What stands outside the gaps is the same in both, so that putting the gaps in turns one into the other."""
    rebuilt, place = [], 0
    for gap in gaps(one, other):
        rebuilt += one[place : gap.a_start]
        assert len(rebuilt) == gap.b_start
        rebuilt += other[gap.b_start : gap.b_end]
        place = gap.a_end
    assert tuple(rebuilt) + one[place:] == other


def test_gaps_in_a_long_text_are_found_one_by_one():
    """A text of many thousand words is parted at what is surely the same, and its few differences stay small."""
    text = tuple(f'{number * number % 7919}' for number in range(20_000))
    spoilt = text[:50] + text[51:9_000] + ('new',) + text[9_000:15_000] + text[15_100:]
    found = [(gap.a_start, gap.a_end - gap.a_start, gap.b_end - gap.b_start) for gap in gaps(text, spoilt)]
    assert found == [(50, 1, 0), (9_000, 0, 1), (15_000, 100, 0)]


@given(WORDS.filter(bool), st.data())
def test_one_lost_word_is_one_finding(words, data):
    """Whichever word goes missing, what is reported is one loss of those letters."""
    place = data.draw(st.integers(0, len(words) - 1))
    (finding,) = compare(Spoken(words, {}), Spoken(words[:place] + words[place + 1 :], {}))
    assert (finding.fault, finding.words) == (Fault.LOST, (words[place],))


@given(WORDS, st.data())
def test_how_letters_are_parted_into_words_is_no_difference(words, data):
    """Lines may end anywhere, and markup may part a word."""
    row = ''.join(words)
    cuts = sorted(data.draw(st.sets(st.integers(1, len(row) - 1)))) if len(row) > 1 else []
    parts = tuple(row[start:end] for start, end in zip([0, *cuts], [*cuts, len(row)], strict=True))
    assert compare(Spoken(words, {}), Spoken(parts, {})) == []


def test_order_from_right_to_left_is_compared_as_far_as_it_can_be():
    """Where such words on a page differ in order alone there is no error; where a letter is lost there is one."""
    told = split('before שלום 12 עולם after')
    assert same(told, split('before עולם 12 שלום after'), Side.LEFT)
    assert not same(told, split('before עולם 12 שלו after'), Side.LEFT)
    assert not same(told, split('before עולם 12 שלום after'))
    assert same(split('one two'), split('two one'), Side.RIGHT)
    assert not same(split('one two'), split('two one'), Side.LEFT)


# --- Places --------------------------------------------------------------------------------------------------------


def test_a_place_is_found_whatever_marks_stand_between():
    """Markup, typography and line ends do not hide a word; of two places it is the one as far into the text."""
    body = 'the same words\n\nand *other* “things”,\n[in](http://x.y/z) a-row\n\nthe same words\n'
    finder = Finder([SourceFile(Path('a.md'), b'', body, 5)])
    words = split('the same words and other things, in a‐row the same words')
    lines = [finder.place_of(words, position, in_order=True).line for position in range(len(words))]
    assert lines == [5, 5, 5, 7, 7, 7, 8, 8, 10, 10, 10]
    assert finder.place_of(('nowhere',), 0, in_order=True).line is None


# --- The source ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ('markdown', 'lost'),
    [
        ('| a | b |\n|---|---|\n| one | two | extra cell |\n', [('extra cell', 7)]),
    ],
)
def test_words_that_markdown_drops_are_named(book_of, markdown, lost):
    """What no edition could have, since the parser lost it, is found by reading the source without it."""
    book = book_of(markdown)
    found = lost_in_parsing(book, words_of_book(book))
    assert [(' '.join(word.letters for word in run), run[0].place.line) for run in found] == lost
    assert all('but in no edition' in message for message in messages(audit(book, {})))


@pytest.mark.parametrize(
    'markdown',
    [
        RICH,
        '# Every Word\n\nA text that repeats its title.\n',
        '```python title="x"\nx = {1}  # <b>code</b> [a](b)\n```\n\n~~~\n![no picture](x)\n~~~\n',
        'A [link][ref], a [ref], an <http://auto.link/x> and [more](http://a.b/c_(d) "Title").\n\n[ref]:\n  http://x.y/z\n',
        'fo*o*b**ar** `co`de a`b`c x^2^ H~2~O un<b>be</b>liev<i>able</i>. `ref`ed and `unref`ed, the end.\n',
        'Run `f&ouml;o x&shy;y`:\n\n```\nfoo &#x62;&#x61;&#x72; caf&eacute;s &ne; no&nbsp;break\n```\n\n    &#98;ar\n',
        'Fran&ccedil;ois &amp; caf&eacute; &#8211; x&shy;y &\\#124; \\*no\\* C:\\system32 a&#124b\n',
        'The HTML of it.\n\n*[HTML]: Words that are no text\n\n<!-- nor these --> after\n',
        'A [span]{.smallcaps lang=la} {braces} and ![alt words](drawing.svg "A caption"){.wide} here.\n',
        'Setext\n======\n\n1. one\n2. two\n\n1848. That year\n',
        '::: a\n::: {.b lang=fr}\ninner\n:::\nouter\n:::\n\n\\newpage\n\n> quote\n>\n> -- *Who*\n',
        'Notes^[with [a link](http://x.y) and `x`] in^[two] places[^n] and again[^n].\n\n[^n]:\n    The body.\n',
        '> [!NOTE] Title\n> in %%never%% it\n\n!!! tip "So"\n    done\n\n- [x] a\n- [ ] b\n\n[TOC]\n\n• c\n• d\n',
        ':::tip[Title]\n[[Other page|words]] and ==marked==\n:::\n\n| one\n|   two\n\n\\clearpage\n\n1) e\n2) f\n',
        '漢字と`code`だ。[リンク](http://x.y)だ。文*だ*。\n',
        '<details><summary>More</summary>inside</details>\n\n<table><tr><td>a<td>b</table>\n',
    ],
)
def test_no_legal_markdown_raises_an_alarm(book_of, markdown):
    """Whatever the source says in marks, addresses, labels and attributes is not missed in the text."""
    book = book_of(markdown)
    assert lost_in_parsing(book, words_of_book(book)) == []
    assert split(markdown)


# --- The property --------------------------------------------------------------------------------------------------

LATIN = st.text('abcdefghijklmnopqrstuvwxyzéüßñøœ', min_size=1, max_size=14)
SCRIPTS = st.one_of(
    LATIN,
    st.text('αβγδεζηθλμνξπρστυφχψωάέή', min_size=1, max_size=10),
    st.text('абвгдежзиклмнопрстуфхцчшщыьюя', min_size=1, max_size=10),
    st.text('אבגדהוזחטיכלמנסעפצקרשת', min_size=1, max_size=8),
    st.text('0123456789', min_size=1, max_size=4),
    st.sampled_from(['office', 'fjord', 'Kauffläche', 'e\u0301te\u0301', 'NASA', 'self-made', 'co\u00adop', '&', '§']),
    st.lists(LATIN, min_size=2, max_size=6).map('-'.join),
)
MARKS = (
    '{}', '*{}*', '**{}**', '`{}`', '[{}](http://x.y/z)', '[{}]{{.smallcaps}}', 'pre*{}*', '({}),', '“{}”', '{}—so',
)  # fmt: skip
MARKED = st.builds(str.format, st.sampled_from(MARKS), SCRIPTS)
LINE = st.lists(MARKED, min_size=1, max_size=40).map(' '.join)
BLOCKS = (
    '{}', '## {}', '- {}', '> {}', 'Begin {}', '::: verse\n{}\n:::', '| {} | b |\n|---|---|\n| c | d |', 'Said^[{}]',
)  # fmt: skip
PARAGRAPHS = st.lists(st.builds(str.format, st.sampled_from(BLOCKS), LINE), min_size=1, max_size=6).map('\n\n'.join)
SLOW = settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@SLOW
@given(PARAGRAPHS, st.sampled_from(['en-GB', 'de', 'he']))
def test_every_word_of_any_text_is_in_every_edition(book_of, markdown, lang):
    """Words of several scripts in random markup are all in all editions, and the audit says nothing."""
    book = book_of(markdown, lang)
    assert messages(audit(book, {edition: make(book, edition) for edition in EDITIONS})) == []


def test_words_reach_another_process_as_they_were():
    """Words come out of a pickle as they went in, those of notes and of none, in any script."""
    words = Spoken(('one', 'deux…', '三'), {1: ('four',), 2: ()}, Side.RIGHT)
    assert pickle.loads(pickle.dumps(words)) == words  # noqa: S301 - our own
    assert pickle.loads(pickle.dumps(Spoken((), {}))) == Spoken((), {})  # noqa: S301
