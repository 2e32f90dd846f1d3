"""The import of raw web texts: every rule by an example, and the promise that no word is lost by properties."""

import html
import re
import textwrap
from pathlib import Path

import markdown
import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from chapbook.front_matter import read_metadata
from chapbook.importer import Finding, Imported, Kind, convert, decode, import_file, report
from chapbook.importer.bylines import read_byline
from chapbook.importer.conversion import slugify
from chapbook.importer.dates import find_date
from chapbook.importer.writing import escape, write_front_matter
from chapbook.markup.convert import CONFIGS, EXTENSIONS
from chapbook.markup.extensions import Chapbook
from chapbook.markup.parse import parse
from chapbook.problems import ChapbookError, Severity, UsageError
from chapbook.project import find_texts, read_manuscript, split_front_matter

PLAIN = ['footnotes', 'tables', 'attr_list', 'def_list', 'sane_lists', 'fenced_code', 'md_in_html']
ALL = [*dict.fromkeys(name for name, _ in EXTENSIONS), Chapbook()]
LONG = 'The mill stood where the river bends, and nobody had thought of it as anything but the place of flour.'
LONGER = f'{LONG} When the owners left, the people of the village met in the yard and took it over themselves.'


def made(*paragraphs: str, name: str = 'raw') -> Imported:
    """Return the import of a text of these paragraphs below a title and an author."""
    return convert('\n\n'.join(('The Mill', 'by Anna Roe', *paragraphs)), name)


def body(imported: Imported) -> str:
    """Return the Markdown below the front matter."""
    return imported.markdown.partition('\n---\n')[2].strip()


def front(imported: Imported) -> dict:
    """Return the front matter as plain words."""
    return yaml.load(imported.markdown.split('---\n')[1], yaml.BaseLoader)  # noqa: S506 - reads only strings


def found(imported: Imported, kind: Kind) -> list[Finding]:
    """Return the findings of one kind."""
    return [finding for finding in imported.findings if finding.kind is kind]


def words_of(source: str, extensions=ALL) -> list[str]:
    """Return the words a reader sees of a piece of Markdown, the signs of blocks rendered away."""
    page = markdown.markdown(source, extensions=list(extensions), extension_configs=CONFIGS, output_format='xhtml')
    return html.unescape(re.sub(r'<[^>]*>', ' ' if '<br' in page or '</p>' in page else '', page)).split()


def letters(text: str) -> str:
    """Return the letters and digits of a text alone."""
    return ''.join(filter(str.isalnum, text))


# --- the head of a text


def test_title_and_author_go_into_the_front_matter():
    """The first line is the title and `by X` the author; neither is repeated in the body."""
    imported = made(LONGER, LONG)
    assert front(imported) == {'title': 'The Mill', 'author': 'Anna Roe', 'lang': 'en'}
    assert body(imported) == f'{LONGER}\n\n{LONG}'
    assert imported.slug == 'the-mill'
    assert [str(finding) for finding in found(imported, Kind.TITLE)] == ['line 1: title: “The Mill” (the first line)']


@pytest.mark.parametrize(
    ('line', 'people', 'date'),
    [
        ('By Anna Roe', ['Anna Roe'], None),
        ('BY ANNA ROE', ['ANNA ROE'], None),
        ('Written by Anna Roe', ['Anna Roe'], None),
        ('by Anna Roe on 3 May 2019', ['Anna Roe'], '2019-05-03'),
        ('By Anna Roe | May 3rd, 2019', ['Anna Roe'], '2019-05-03'),
        ('Posted on Friday, May 3, 2019 at 10:15 am by Anna Roe', ['Anna Roe'], '2019-05-03'),
        ('Anna Roe, 3 May 2019', ['Anna Roe'], '2019-05-03'),
        ('By Anna Roe, Bert de Wit and C. D. Low', ['Anna Roe', 'Bert de Wit', 'C. D. Low'], None),
        ('By the Editorial Collective', ['the Editorial Collective'], None),
        ('Von Jürgen Groß, 3. März 2020', ['Jürgen Groß'], '2020-03-03'),
        ('Par Claire Petit, le 1er mai 2020', ['Claire Petit'], '2020-05-01'),
        ('Por Luis Cano el 12 de enero de 2020', ['Luis Cano'], '2020-01-12'),
        ('Published: 2019-05-03', [], '2019-05-03'),
        ('3 May 2019', [], '2019-05-03'),
        ('May 2019', [], '2019-05'),
    ],
)
def test_bylines(line, people, date):
    """A line that names author and date is understood in the ways pages write it."""
    byline = read_byline(line)
    assert byline is not None
    assert [name for _, name in byline.people] == people
    assert (byline.date.date if byline.date else None) == date


@pytest.mark.parametrize(
    'line',
    [
        'By the river',
        'by chance we met in May 2019 at the gate',
        'By noon they had come',
        'By 3 May 2019 it was all over and done with',
        'Anna Roe',
        'In May 2019',
        'Von nichts kommt nichts.',
        'by all means, no',
    ],
)
def test_lines_that_only_sound_like_bylines(line):
    """A sentence that begins with `by`, or holds a date, is no byline."""
    assert read_byline(line) is None


def test_translator_keeps_the_role():
    """A translator is not made the author."""
    imported = made('Translated by Bert Low', LONGER)
    assert front(imported)['author'] == ['Anna Roe', {'name': 'Bert Low', 'role': 'translator'}]


def test_by_and_name_on_two_lines():
    """A page that breaks the line after `By` still names its author."""
    imported = convert(f'The Mill\nBy\nAnna Roe\n\n{LONGER}\n\n{LONG}', 'raw')
    assert front(imported)['author'] == 'Anna Roe'


@pytest.mark.parametrize(
    ('text', 'date', 'sure'),
    [('13/5/2019', '2019-05-13', True), ('5/13/2019', '2019-05-13', True), ('3/5/2019', '3/5/2019', False)],
)
def test_dates_in_numbers(text, date, sure):
    """Day and month in numbers are told apart only where one of them cannot be a month."""
    assert (find_date(text).date, find_date(text).sure) == (date, sure)


def test_no_author_is_said():
    """A text without an author line says so, once, and gives none."""
    imported = convert(f'The Mill\n\n{LONGER}', 'raw')
    assert 'author' not in front(imported)
    assert len(found(imported, Kind.AUTHOR)) == 1


def test_standfirst_is_kept_and_not_doubled():
    """One short sentence under the author becomes a block of its own and stands nowhere else."""
    imported = made('How a village kept its mill.', LONGER)
    assert body(imported).startswith('::: standfirst\nHow a village kept its mill.\n:::\n\nThe mill stood')
    assert imported.markdown.count('How a village') == 1
    assert found(imported, Kind.STANDFIRST)[0].line == 5


def test_standfirst_above_the_author():
    """The author line may follow the standfirst."""
    imported = convert(f'The Mill\n\nHow a village kept its mill.\n\nBy Anna Roe\n\n{LONGER}', 'raw')
    assert front(imported)['author'] == 'Anna Roe'
    assert body(imported).startswith('::: standfirst')


@pytest.mark.parametrize(
    ('head', 'people'),
    [
        ('The Mill\nAnna Roe', 'Anna Roe'),
        ('The Mill\n\nAnna Roe\n\n3 May 2019', 'Anna Roe'),
        ('The Mill\n\nA history of one winter\n\nAnna Roe', 'Anna Roe'),
        ('THE MILL\n\nANNA ROE', 'ANNA ROE'),
        ('The Mill\n\nAnna Roe and B. van der Doe', ['Anna Roe', 'B. van der Doe']),
    ],
)
def test_a_name_alone_under_the_title_is_the_author(head, people):
    """Whoever stands under the title needs no `by`; the report says that it was guessed."""
    imported = convert(f'{head}\n\n{LONGER}', 'raw')
    assert front(imported)['author'] == people
    assert body(imported) == LONGER
    assert [finding.reason for finding in found(imported, Kind.AUTHOR)] == ['a name alone under the title, it seems']


@pytest.mark.parametrize('line', ['The River', 'Chapter One', 'First Steps', 'Village People', 'Roe', 'Monthly Review'])
def test_capitals_alone_are_no_name(line):
    """What has an article, one word, a word that the text writes small, or names a paper, names nobody."""
    imported = convert(f'The Mill\n\n{line}\n\n{LONGER} They took the first steps.', 'raw')
    assert 'author' not in front(imported)


def test_subtitle_directly_under_the_title():
    """A short line under the title without a blank line between is the subtitle."""
    imported = convert(f'The Mill\nA history of one winter\n\nby Anna Roe\n\n{LONGER}', 'raw')
    assert front(imported)['subtitle'] == 'A history of one winter'


def test_title_in_two_lines_and_a_subtitle_above_the_author():
    """Lines in capitals in a row are one title; a line between title and author line is the subtitle."""
    imported = convert(f'THE WINTER\nAT THE MILL\n\nA history\n\nBy Anna Roe\n\n{LONGER}', 'raw')
    assert front(imported)['title'] == 'THE WINTER AT THE MILL'
    assert front(imported)['subtitle'] == 'A history'
    assert body(imported) == LONGER


def test_author_line_with_parts_of_the_page():
    """What the page added to the author line is dropped and reported, the rest understood."""
    imported = convert(f'The Mill\n\nMay 3, 2019 · Anna Roe · 5 Comments\n\n{LONGER}', 'raw')
    assert (front(imported)['author'], front(imported)['date']) == ('Anna Roe', '2019-05-03')
    assert [finding.text for finding in found(imported, Kind.DROPPED)] == ['5 Comments']


def test_doubled_title_is_dropped():
    """The title that a page repeats above its text is dropped and reported; one further down is a heading."""
    imported = convert(f'The Mill\n\nThe Mill\n\nby Anna Roe\n\n{LONGER}\n\nThe Mill\n\n{LONG}', 'raw')
    assert [finding.line for finding in found(imported, Kind.DROPPED)] == [3]
    assert '## The Mill' in body(imported)


def test_a_text_without_a_title_takes_the_files_name():
    """Where the text begins at once, the file gives the title and every word stays in the body."""
    imported = convert(f'{LONGER}\n\n{LONG}', 'my_raw-text')
    assert front(imported)['title'] == 'My raw text'
    assert body(imported) == f'{LONGER}\n\n{LONG}'


@pytest.mark.parametrize('title', ['No: a: "b"', '2019', 'null', "'Quoted' # not a comment", '*stars* & <b>', '- dash'])
def test_titles_survive_yaml(title):
    """The front matter gives back the very words of a title, whatever they mean to YAML."""
    imported = convert(f'{title}\n\n{LONGER}\n\n{LONG}', 'raw')
    text, _ = split_front_matter(imported.markdown.encode(), Path('raw.md'))
    metadata, problems = read_metadata(text or '', Path('raw.md'))
    assert metadata is not None
    assert metadata.title == title
    assert problems == []


def test_title_in_capitals_is_kept_and_said():
    """Capitals stay, for no program knows which are names; the report says so."""
    imported = convert(f'THE MILL\n\n{LONGER}', 'raw')
    assert front(imported)['title'] == 'THE MILL'
    assert 'capitals' in found(imported, Kind.TITLE)[0].reason


def test_mail_header_becomes_front_matter():
    """Subject, From and Date of a saved e-mail are title, author and date; the rest is dropped and reported."""
    header = (
        'From: Anna Roe <a@example.org>\nTo: b@example.org\nSubject: Re: The Mill\nDate: Fri, 3 May 2019 10:15 +0200'
    )
    imported = convert(f'{header}\n\n{LONGER}\n\n{LONG}', 'raw')
    assert front(imported) == {'title': 'The Mill', 'author': 'Anna Roe', 'date': '2019-05-03', 'lang': 'en'}
    assert [finding.text for finding in found(imported, Kind.DROPPED)] == ['To: b@example.org']
    assert body(imported) == f'{LONGER}\n\n{LONG}'


# --- headings


def test_short_line_between_paragraphs_is_a_heading():
    """A short line without a full stop between two paragraphs is a heading, and the guess is reported."""
    imported = made(LONGER, 'What they did have', LONG)
    assert '\n## What they did have\n' in body(imported)
    finding = found(imported, Kind.HEADING)[0]
    assert str(finding) == 'line 7: heading: “What they did have” (short line between paragraphs, no full stop)'


@pytest.mark.parametrize(
    'line',
    [
        'They went home.',
        'and then they went home',
        '“Not I”',
        '— Not I',
        'Photo: the mill in winter',
        'See https://example.org/mill',
        'They asked three things:',
        'To be continued …',
        '12',
    ],
)
def test_lines_that_are_no_headings(line):
    """Sentences, speech, captions, addresses and numbers between paragraphs stay paragraphs."""
    imported = made(LONGER, line, LONG)
    assert '## ' not in body(imported)
    assert found(imported, Kind.HEADING) == []


def test_no_heading_without_a_text_below():
    """A short last line, as of a signature, heads nothing."""
    assert '## ' not in body(made(LONGER, LONG, 'Anna Roe'))


def test_no_headings_in_a_row_of_short_lines():
    """Three short lines in a row are no headings of each other."""
    imported = made(LONGER, 'Bread', 'Salt', 'Oil', 'Water', LONG)
    assert body(imported).count('## ') <= 2


@pytest.mark.parametrize(
    ('raw', 'markdown_line'),
    [
        ('What they had\n=============', '## What they had'),
        ('What they had\n-------------', '## What they had'),
        ('1. What they had', '## 1. What they had'),
        ('2.1 What they had', '## 2.1 What they had'),
        ('## What they had', '## What they had'),
        ('IV', '## IV'),
        ('CHAPTER TWO.', '## CHAPTER TWO.'),
        ('What is to be done?', '## What is to be done?'),
        ('On C# and F#', '## On C\\# and F\\#'),
    ],
)
def test_marked_headings(raw, markdown_line):
    """Underlined, numbered, marked and asking headings are headings of their level, their words untouched."""
    imported = made(LONGER, raw, LONG)
    assert f'\n{markdown_line}\n' in body(imported)
    assert len(found(imported, Kind.HEADING)) == 1


def test_heading_levels_skip_none():
    """Marked headings rank by their signs, guessed ones stand below them, and no level is skipped."""
    signs = ('Part one\n========', 'The yard\n--------', 'Of water', 'Part two\n========')
    imported = made(*(part for sign in signs for part in (sign, LONG)))
    lines = [line for line in body(imported).split('\n') if line.startswith('#')]
    assert lines == ['## Part one', '### The yard', '#### Of water', '## Part two']
    assert '## The yard' in body(made(LONG, 'The yard\n--------', LONGER)).split('\n')


# --- quotations, lists, verse, breaks, notes

QUOTED = 'We have no master, and the wheel turns all the same, and the bread is good.'


def test_quotation_after_a_colon():
    """A paragraph after one that ends with a colon is a block quotation, and the guess is reported."""
    imported = made(f'{LONG} One of them wrote:', QUOTED, LONG)
    assert f'\n> {QUOTED}\n' in body(imported)
    assert str(found(imported, Kind.QUOTATION)[0]).startswith('line 7: quotation: “We have no master')


@pytest.mark.parametrize(
    ('lead', 'follows'),
    [
        ('They wrote:', 'and then they went home, for the evening was cold and nobody had wood.'),
        ('They gave three reasons:', QUOTED),
        ('They said this:', 'First, we have no master. Then the wheel turns all the same, and well.'),
        ('They wrote:', 'We came.'),
        ('They wrote:', ' '.join([QUOTED] * 40)),
        ('They wrote.', QUOTED),
    ],
)
def test_no_quotation(lead, follows):
    """What goes on with the sentence, counts points, or is too short or too long is no quotation."""
    assert '> ' not in body(made(f'{LONG} {lead}', follows, LONG))


def test_short_points_after_a_colon_are_no_quotation():
    """Several short sentences after a colon are points, not somebody’s words."""
    points = ('No fence is to be burnt before the spring.', 'No tree is to be felled by one man alone.')
    assert '> ' not in body(made(f'{LONG} These rules came of it:', *points, LONG))


@pytest.mark.parametrize('quoted', [textwrap.indent(textwrap.fill(QUOTED, 50), '    '), f'\t{QUOTED}'])
def test_a_paragraph_set_in_from_the_margin(quoted):
    """A paragraph that stands further in than both its neighbours is a quotation."""
    imported = made(LONGER, 'As the widow says', quoted, LONG)
    assert f'As the widow says\n\n> {QUOTED}' in body(imported)
    assert found(imported, Kind.HEADING) == []


def test_first_lines_set_in_are_no_quotations():
    """Where the first line of each paragraph is set in, nothing is quoted."""
    assert '> ' not in body(made(*(f'    {LONGER}' for _ in range(3))))


def test_quotation_of_several_paragraphs_ends_with_its_mark():
    """Paragraphs that each open with a mark belong to one quotation up to the one that closes it."""
    imported = made(f'{LONG} They wrote:', f'“{QUOTED}', f'“{QUOTED} So it is.”', LONG)
    assert f'> “{QUOTED}\n>\n> “{QUOTED} So it is.”' in body(imported)
    assert body(imported).endswith(f'\n\n{LONG}')


def test_quote_marks_of_mail():
    """Lines behind `>` are a quotation, those behind `>>` one within it; the marks themselves go."""
    imported = made(LONG, f'> {LONG}\n> {LONG}\n>\n>> Were they many?', LONG)
    assert f'> {LONG} {LONG}'[:40] in body(imported)
    assert '> > Were they many?' in body(imported)


def test_epigraph_and_attribution():
    """A quotation with a name under it at the head of the text is an epigraph."""
    imported = made(QUOTED, '— Emil Low', LONGER)
    assert body(imported).startswith(f'::: epigraph\n{QUOTED}\n\n— Emil Low\n:::')


def test_dialogue_is_no_attribution():
    """Lines of speech that begin with dashes name nobody."""
    imported = made(LONG, '— Good morning', '— Good morning to you', LONG)
    assert found(imported, Kind.QUOTATION) == []


@pytest.mark.parametrize('bullet', ['-', '*', '•', '+'])
def test_bullets(bullet):
    """Two or more lines with the same bullet are a list."""
    imported = made(LONG, f'{bullet} flour and oil\n{bullet} bread', LONG)
    assert '\n- flour and oil\n- bread\n' in body(imported)


def test_numbers_in_order_are_a_list():
    """Numbers that follow each other are a list that begins where they do."""
    assert '\n3. flour\n4. bread\n' in body(made(LONG, '3) flour', '4) bread', LONG))


def test_one_number_is_no_list():
    """A sentence that begins with a year stays a sentence."""
    imported = made(LONG, '1842. It was a year of hunger in all the land.', LONG)
    assert '1842\\. It was' in body(imported)
    assert words_of(body(imported)) == f'{LONG} 1842. It was a year of hunger in all the land. {LONG}'.split()


def test_verse_keeps_lines_and_indents():
    """Short lines that end like verse stay lines; stanzas in a row are one poem."""
    first = 'The wheel goes round, the wheel goes round,\n  And who shall make it stand?\nThe miller is gone,'
    second = 'We grind the corn, we grind the corn,\nAnd all of us shall eat.'
    imported = made(LONGER, f'{first}\n\n{second}', LONGER)
    assert f'::: verse\n{first}\n\n{second}\n:::' in body(imported)
    assert len(found(imported, Kind.VERSE)) == 1


def test_verse_set_in_by_turns_keeps_its_indents():
    """Lines set in by turns are verse whatever they end with, in a text that is wrapped and in one that is not."""
    verse = '    We climbed it in the morning light\n      with nobody to say\n    who brought it up\n      at night'
    expected = '::: verse\n' + textwrap.dedent(verse) + '\n:::'
    assert expected in body(made(LONGER, verse, LONGER))
    assert expected in body(made(textwrap.fill(LONGER, 64), verse, textwrap.fill(LONGER, 64)))


def test_two_lines_set_in_are_not_joined():
    """A couplet in a wrapped text keeps its lines where it is set in from the margin."""
    imported = made(
        textwrap.fill(LONGER, 64), '    A rung, a hand,\n    a hand upon the rail', textwrap.fill(LONGER, 64)
    )
    assert 'A rung, a hand,  \na hand upon the rail' in body(imported)


def test_addresses_keep_their_lines():
    """Short lines that are no verse are broken where they were."""
    imported = made(LONGER, LONG, 'The Mill\nRiver Street 5\nLower Town')
    assert body(imported).endswith('The Mill  \nRiver Street 5  \nLower Town')


@pytest.mark.parametrize('signs', ['* * *', '***', '-----', '___', '⁂', '#', '~~~'])
def test_breaks(signs):
    """A line of signs alone is a break; at the end of a text it parts nothing and is dropped."""
    expected = [] if signs == '#' else [Kind.BREAK]
    imported = made(LONGER, signs, LONG)
    assert [finding.kind for finding in imported.findings if finding.text == signs] == expected
    if expected:
        assert '\n\n* * *\n\n' in body(imported)
        assert '* * *' not in body(made(LONGER, LONG, signs))


def test_notes():
    """`[1]` becomes a note where the note is there; the heading “Notes” goes, for editions give their own."""
    imported = made(f'{LONGER}[1] {LONG} [2]', 'Notes', '[1] So the parish book.\n[2] A quarter-sack.')
    assert f'{LONGER}[^1] {LONG}[^2]' in body(imported)
    assert body(imported).endswith('[^1]: So the parish book.\n\n[^2]: A quarter-sack.')
    assert [finding.text for finding in found(imported, Kind.DROPPED)] == ['Notes']


def test_notes_without_partners_stay_words():
    """A call without a note, and a note that nothing calls, stay in the text and are reported."""
    imported = made(f'{LONGER}[7] {LONG}', 'Notes', '[1] So the parish book.')
    assert 'themselves.\\[7\\]' in body(imported)
    assert '\\[1\\] So the parish book.' in body(imported)
    assert len(found(imported, Kind.KEPT)) == 2


def test_what_looks_like_a_chapbook_note_does_not_stop_the_build():
    """`[^x]` in a raw text is words, not the call of a note that does not exist."""
    assert '[^' not in body(made(f'{LONGER} See [^x] there.')).replace('\\', '')


# --- lines and paragraphs


@pytest.mark.parametrize('ends', ['\n', '\r\n', '\r'])
def test_hard_wrapped_lines_are_joined(ends):
    """Lines wrapped at a measure are one paragraph; every kind of line end will do."""
    raw = '\n\n'.join(['The Mill', 'by Anna Roe', *(textwrap.fill(LONGER, 60) for _ in range(3))])
    assert body(convert(raw.replace('\n', ends), 'raw')) == f'{LONGER}\n\n{LONGER}\n\n{LONGER}'


def test_one_line_a_paragraph_without_blank_lines():
    """Where lines are long, each is a paragraph, blank lines or not."""
    imported = convert(f'The Mill\nby Anna Roe\n{LONGER}\nWhat they had\n{LONGER}', 'raw')
    assert body(imported) == f'{LONGER}\n\n## What they had\n\n{LONGER}'


def test_words_parted_at_line_ends():
    """A hyphen at a line end goes where the whole word stands elsewhere, and stays where it does not."""
    wrapped = textwrap.fill(LONGER, 60, break_on_hyphens=False)
    parted = 'The machinery was old. They knew of it what they knew of machin-\nery, and kept an account-\nbook of it.'
    raw = f'{wrapped}\n\n{parted}'
    text = body(convert(f'The Mill\n\nby Anna Roe\n\n{raw}', 'raw'))
    assert 'knew of machinery, and kept an account-book of it.' in text


def test_doubled_paragraphs_are_kept_and_reported():
    """A paragraph that stands twice stays twice, and the report says so."""
    imported = made(LONGER, LONG, LONGER)
    assert body(imported).count(LONGER) == 2
    assert 'the same paragraph stands on line 5' in found(imported, Kind.KEPT)[0].reason


# --- residue

RESIDUE = [
    'Share this:',
    'Like Loading...',
    'Like this:',
    'Click to share on Twitter (Opens in new window)',
    'Click to email a link to a friend (Opens in new window)',
    '%d bloggers like this:',
    '12 bloggers like this:',
    'Read more',
    'Continue reading →',
    'Advertisement',
    'Subscribe',
    'Subscribe to our newsletter',
    'Skip to content',
    'Posted in News, Mills',
    'Filed under: Mills',
    'Leave a comment',
    '3 Comments',
    'Tags: mills, villages',
    'Share on Facebook',
    'This website uses cookies to improve your experience.',
    'Back to top',
    '5 min read',
    'Home | About | Contact',
    '2 thoughts on “The Mill”',
    'Your email address will not be published. Required fields are marked *',
    'Proudly powered by WordPress',
    'Lire la suite',
    'Teilen:',
]


@pytest.mark.parametrize('line', RESIDUE)
def test_residue_is_dropped_and_reported(line):
    """A line that a page put around the text goes, wherever it stands, and the report gives it whole."""
    for raw in ((line, LONGER, LONG), (LONGER, line, LONG), (LONGER, LONG, line)):
        imported = made(*raw)
        assert body(imported) == f'{LONGER}\n\n{LONG}'
        assert [finding.text for finding in found(imported, Kind.DROPPED)] == [line]
        assert f'dropped: “{line}”' in report(imported)


@pytest.mark.parametrize(
    'bar',
    [
        *('Share on Facebook Tweet Email', 'Facebook Twitter WhatsApp', 'Share Tweet Pin', 'Text size A A A'),
        *('Share on Facebook Share on X Save', 'Listen Share Save Gift this article', 'f t in ✉'),
    ],
)
def test_a_bar_of_buttons_is_no_title(bar):
    """What a page lets its readers click on is dropped and reported, wherever it stands."""
    imported = convert(f'{bar}\n\nThe Mill\n\nby Anna Roe\n\n{LONG}\n', 'raw')
    assert front(imported)['title'] == 'The Mill'
    assert [finding.text for finding in found(imported, Kind.DROPPED)] == [bar]


@pytest.mark.parametrize(
    ('line', 'reason'),
    [
        ('Archive > Roe > The Mill', 'the way to the page'),
        ('The Project Gutenberg eBook of The Mill', 'says which library the text comes from'),
        ('Roe Archive | Top of page', 'a link for finding one’s way on the page'),
    ],
)
def test_what_a_library_adds_is_dropped(line, reason):
    """The frame of an archive is not the text."""
    imported = convert(f'{line}\n\nThe Mill\n\nby Anna Roe\n\n{LONG}\n', 'raw')
    assert front(imported)['title'] == 'The Mill'
    assert [(finding.text, finding.reason) for finding in found(imported, Kind.DROPPED)] == [(line, reason)]


def test_the_lines_of_an_item_stay_with_it():
    """An item that was wrapped is one item, in a text that is not wrapped too."""
    assert '3. Knead for ten minutes, and rest.\n4. Bake.' in body(
        made(LONGER, '1. Mix.\n2. Stir.\n3. Knead for ten minutes,\n   and rest.\n4. Bake.', LONGER)
    )


def test_a_paragraph_that_was_wrapped_is_joined_among_others():
    """Lines that have no room for the next word run on, though the rest of the text has a line a paragraph."""
    wrapped = textwrap.fill(LONGER, 60)
    assert LONGER in body(made(f'{LONGER} {LONGER} {LONGER}', wrapped, f'{LONG} {LONGER} {LONGER}'))


def test_neither_times_nor_whoever_signs_a_letter_are_headings():
    """A transcript notes when something was said; below the end of a letter stand a name and an office."""
    spoken = made(LONG, '00:12:40 INTERVIEWER: And after that?', '00:12:52 SAM: After that we oiled it.')
    assert found(spoken, Kind.HEADING) == []
    letter = made(
        LONG, 'Yours sincerely,', 'Harriet Lowe', 'Secretary of the Friends', 'P.S. The key is under the pot.'
    )
    assert found(letter, Kind.HEADING) == []


def test_a_poem_is_verse_from_its_first_stanza_to_its_last():
    """Whatever its lines end with, where no line of the text is long; among paragraphs, sentences are paragraphs."""
    stanzas = ('A chair, a lamp,\na table with three legs,\nthe fourth a pile of books\nnobody finished.',
               'Rain on the tin.\n  The cat, who is not ours.\n  It has come to count.')  # fmt: skip
    poem = body(convert('\n\n'.join(('Inventory\nLena Marsh', *stanzas)), 'raw'))
    assert poem == f'::: verse\n{stanzas[0]}\n\n{stanzas[1]}\n:::'
    assert '::: verse' not in body(made(LONG, 'We came late.\nNobody asked.\nWe sat down.'))


def test_a_file_of_a_library_is_read():
    """The label before the title and the lines around the text go and are told; underscores are emphasis."""
    text = f'Title: The Mill\nAuthor: Paul Dorn\n\n*** START OF THE EBOOK ***\n\nIt was _very_ old. {LONG}\n\n{LONGER}'
    imported = convert(text, 'raw')
    assert front(imported) == {'title': 'The Mill', 'author': 'Paul Dorn', 'lang': 'en'}
    assert [str(each) for each in found(imported, Kind.TITLE)] == ['line 1: title: “The Mill” (from “Title: The Mill”)']
    assert [each.text for each in found(imported, Kind.DROPPED)] == ['*** START OF THE EBOOK ***']
    assert body(imported).startswith('It was *very* old.')
    assert [each.text for each in found(imported, Kind.MENDED)] == ['_very_']
    assert r'a\_name\_here' in body(made(f'Write a_name_here, and __init__. {LONG}'))


def test_who_speaks_is_no_heading():
    """The questions of an interview are paragraphs."""
    assert '#' not in body(made('Q: How did it begin?', f'A: {LONG}', 'Q: And then?', f'A: {LONGER}'))
    assert '## NOTE: on the mill' in body(made(LONGER, 'NOTE: on the mill', LONGER))


def test_what_was_heard_is_no_title():
    """[Applause] is left in the text."""
    imported = convert(f'[Applause]\n\n{LONG}\n\n{LONGER}\n', 'raw')
    assert front(imported)['title'] == 'Raw'
    assert '[Applause' in body(imported)


def test_menus_are_dropped_but_not_single_words():
    """Words of a menu go in company; one alone may be a heading."""
    menu = 'Skip to content\nMenu\nHome\nAbout\n\n'
    imported = convert(f'{menu}The Mill\n\nby Anna Roe\n\n{LONGER}\n\nHome\n\n{LONG}', 'raw')
    assert front(imported)['title'] == 'The Mill'
    assert '## Home' in body(imported)


@pytest.mark.parametrize(
    'line',
    [
        'Read more books than papers.',
        'They share this:',
        'We do not advertise.',
        'Subscribe to nothing, said the miller.',
    ],
)
def test_sentences_that_only_begin_like_residue_stay(line):
    """Only whole lines are residue."""
    assert line in body(made(LONGER, line, LONG))


def test_residue_words_in_wrapped_prose_stay():
    """A last line such as “newsletter” of a wrapped paragraph belongs to its sentence."""
    lines = textwrap.fill(LONGER, 60)
    tail = 'and so it was that they came to print, in that year, their\nnewsletter'
    imported = made(lines, tail, lines)
    assert 'their newsletter' in body(imported)
    assert found(imported, Kind.DROPPED) == []


def test_tags_become_subjects():
    """The tags of a page are kept as subjects in the front matter."""
    assert front(made(LONGER, LONG, 'Tags: mills, #villages.'))['subject'] == ['mills', 'villages']


def test_nothing_but_residue_is_an_error():
    """A file that holds the frame of a page alone is refused with a hint."""
    with pytest.raises(ChapbookError) as fault:
        convert('Skip to content\n\nShare this:\n', 'raw')
    assert fault.value.problems[0].hint


# --- repairs


@pytest.mark.parametrize(
    ('raw', 'mended'),
    [
        ('the bakerâ€™s bread', 'the baker’s bread'),
        ('â€œbreadâ€\x9d and cafÃ©', '“bread” and café'),
        ('the baker\x92s bread', 'the baker’s bread'),
        ('the baker´s bread', 'the baker’s bread'),
        ('the baker‘s bread', 'the baker’s bread'),
        ("``bread'' they said", '“bread” they said'),
        ('bread\xa0and  salt', 'bread and salt'),
        ('bre\u200bad and sa\xadlt\ufeff', 'bread and salt'),
        ('bread , and salt . And oil', 'bread, and salt. And oil'),
        ('bread ; and salt !', 'bread; and salt!'),
        ('bread &amp; salt&nbsp;here', 'bread & salt here'),
        ('the ﬁrst ﬂour', 'the first flour'),
        ('cafe\u0301 and flour', 'café and flour'),
        ('the bread of ages”- are gone', 'the bread of ages” – are gone'),
        ('bread- that is to say flour- was dear', 'bread – that is to say flour – was dear'),
        ('bread -they said- was dear', 'bread – they said – was dear'),
        ('bread - and flour', 'bread – and flour'),
    ],
)
def test_repairs(raw, mended):
    """Damaged characters, white space, quotes and dashes are mended, and each repair is reported."""
    imported = made(LONGER, f'Of {raw} and of no other thing.', LONG)
    assert f'Of {mended} and of no other thing.' in body(imported)
    assert all(finding.line == 7 for finding in found(imported, Kind.MENDED))
    assert found(imported, Kind.MENDED)


@pytest.mark.parametrize(
    'sound',
    [
        'pre- and post-war bread',
        'mid- to late-winter bread',
        'a well-known e-mail of 2007-08',
        '"straight" and “curly” quotes of the miller\'s',
        'an ellipsis . . . and .NET and :-) there',
        'IRMÃ” and MANHÃ… in capitals',
        'می‌خواهم',
        'a -- dash',
    ],
)
def test_what_is_sound_is_left_alone(sound):
    """Hanging hyphens, straight quotes, joiners of other scripts and the like are not touched."""
    imported = made(LONGER, f'Of {sound} and of no other thing.', LONG)
    assert found(imported, Kind.MENDED) == []
    assert words_of(body(imported)) == f'{LONGER} Of {sound} and of no other thing. {LONG}'.split()


def test_french_keeps_its_spaces():
    """French sets a space before its high signs; it stays, and stays unbreakable where it was."""
    french = 'Qui avait bâti ce four\xa0? Nul ne le savait : les uns disaient que c’était « un moine », les autres non.'
    imported = convert(f'Le four\n\npar Claire Petit\n\n{french}\n\n{french[:-1]} et voilà !', 'raw')
    assert front(imported)['lang'] == 'fr'
    assert french in body(imported)
    assert 'voilà !' in body(imported)


@pytest.mark.parametrize(
    ('lang', 'text'),
    [
        (
            'de',
            'Im Dorf gab es einen Ofen, und das war die Regel, und niemand dachte daran, sie zu ändern. So ist es.',
        ),
        ('fr', 'Dans le village il y avait un four, et les gens du village ne le vendaient pas, car il est à tous.'),
        ('es', 'En el pueblo había un horno, y los vecinos no lo vendían, porque el horno es de todos y para todos.'),
        (
            'it',
            'Nel paese c’è un forno, e gli abitanti non lo vendono, perché il forno è di tutti, come la piazza.',
        ),
        (
            'pt',
            'O forno não é de uma pessoa, é de todos, e os vizinhos não o vendem, como não se vende a praça da vila.',
        ),
        (
            'nl',
            'In het dorp is een oven, en de oven is van niemand, maar het is niet zo dat men hem ook zou verkopen.',
        ),
    ],
)
def test_languages(lang, text):
    """The language is told by its commonest words."""
    assert front(convert(f'Title\n\n{text}\n\n{text}', 'raw'))['lang'] == lang


def test_language_unsure():
    """Where nothing tells, English is taken and the report says that it is unsure."""
    imported = convert('Xyz\n\nQwerty zxcv uiop.', 'raw')
    assert front(imported)['lang'] == 'en'
    assert 'unsure' in found(imported, Kind.LANGUAGE)[0].reason


# --- the report


def test_report_joins_what_is_the_same():
    """The same repair on many lines is one line of the report, and words are counted."""
    text = report(made('Of\xa0bread.', 'Of\xa0salt.', LONGER))
    assert 'lines 5, 7: mended: “no-break space” (now an ordinary space)' in text
    assert text.endswith('words in the text; 0 words dropped in 0 line(s)\n')


def test_report_names_every_finding():
    """No guess and no dropped line is missing from the report."""
    imported = made(LONGER, 'What they had', f'{LONG} They wrote:', QUOTED, 'Share this:', 'Read more')
    text = report(imported)
    assert all(finding.said in text for finding in imported.findings)


# --- what stands at the edges of pages

NOUNS = (
    'mill river winter yard wheel flour people village owners water stone night morning door road bread hand'.split()
)


def sentences(count):
    """Return so many sentences of 12 words, no two of a kind."""
    lines = (
        f'{NOUNS[at % 17]} {" ".join(NOUNS[(at * step + step) % 17] for step in range(1, 11))} x{at}.' for at in count
    )
    return ' '.join(line.capitalize() for line in lines)


STORY = [sentences(range(at, at + 7)) for at in range(0, 84, 7)]
WRAPPED = [line for each in STORY for line in (*textwrap.wrap(each, 64), '')]


def paged(lines, edge, every=16):
    """Return lines with what `edge` gives for each page after so many of them."""
    cut = range(0, len(lines), every)
    return '\n'.join(line for at in cut for line in (*lines[at : at + every], *edge(11 + at // every)))


EDGES = {
    'folios': lambda page: [str(page)],
    'folios apart': lambda page: ['', f'– {page} –', ''],
    'head and folio': lambda page: ['The Mill' if page % 2 else 'A. Roe', str(page)],
    'in one line': lambda page: [f'{page} | THE MILL' if page % 2 else f'A. ROE {page}'],
    'form feeds': lambda page: ['', f'Page {page} of 40', '', '\fThe Mill', ''],
    'heads alone': lambda page: ['A. Roe'] if page < 20 else [],
}


@pytest.mark.parametrize('edge', EDGES)
def test_running_heads_and_folios_are_dropped_and_reported(edge):
    """What stood at the edges of pages leaves the sentences it cut in two whole, and the report tells each."""
    raw = f'The Mill\n\nby Anna Roe\n\n{paged(WRAPPED, EDGES[edge])}'
    imported = convert(raw, 'raw')
    assert body(imported).split('\n\n') == STORY
    stood = [line.strip('\f') for page in range(11, 11 + len(WRAPPED[::16])) for line in EDGES[edge](page) if line]
    assert [finding.text for finding in found(imported, Kind.DROPPED)] == stood


def test_pages_cut_paragraphs_of_one_line_too():
    """A paragraph that a page cut in two is one line again."""
    halves = [(*each.split(' ', 40)[:40], each.split(' ', 40)[40]) for each in STORY]
    raw = '\n'.join(
        line
        for page, words in enumerate(halves, 3)
        for line in (' '.join(words[:-1]), str(page), 'The Mill', words[-1], '')
    )
    imported = convert(f'The Mill\n\nby Anna Roe\n\n{raw}', 'raw')
    assert body(imported).split('\n\n') == STORY
    assert len(found(imported, Kind.DROPPED)) == 2 * len(STORY)


@pytest.mark.parametrize('sections', [range(1, 7), range(1871, 1877)])
def test_numbers_between_paragraphs_are_no_folios(sections):
    """The numbers of sections count up as well, but cut no sentence: they stay."""
    raw = '\n\n'.join(f'{number}\n\n{STORY[at]}\n\n{STORY[-at - 1]}' for at, number in enumerate(sections))
    imported = convert(f'The Mill\n\nby Anna Roe\n\n{raw}', 'raw')
    assert found(imported, Kind.DROPPED) == []
    assert all(f'\n\n{number}\n\n' in f'\n\n{body(imported)}' for number in sections)


def test_refrains_and_repeated_headings_stay():
    """Lines that recur are running heads only where they cut sentences, page after page."""
    raw = '\n\n'.join(f'{each}\n\nSources\n\nA list of them, and where each was found.' for each in STORY[:5])
    imported = convert(f'The Mill\n\nby Anna Roe\n\n{raw}', 'raw')
    assert found(imported, Kind.DROPPED) == []
    assert body(imported).count('Sources') == 5


# --- files


@pytest.mark.parametrize(
    ('data', 'text'),
    [
        ('é “x”'.encode(), 'é “x”'),
        ('\ufeffé'.encode(), 'é'),
        ('é “x”'.encode('cp1252'), 'é “x”'),
        ('é x'.encode('utf-16'), 'é x'),
        ('a bc'.encode('utf-16-le'), 'a bc'),
        ('Лампа, и всё.'.encode('utf-16-le'), 'Лампа, и всё.'),
        ('Η λάμπα, και τέλος.'.encode('utf-16-be'), 'Η λάμπα, και τέλος.'),
        ('é “x”\n'.encode() + 'ü'.encode('cp1252'), 'é “x”\nü'),
        (b'a\r\nb\rc', 'a\nb\nc'),
    ],
)
def test_encodings(data, text):
    """UTF-8, UTF-16 and Windows-1252, even mixed by line, come out as the same words."""
    assert decode(data, Path('raw.txt'))[0] == text


@pytest.mark.parametrize(
    ('data', 'said'),
    [
        (b'', 'empty'),
        (b' \r\n\t\n', 'empty'),
        (b'%PDF-1.7 ...', 'PDF'),
        (b'PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.text', 'OpenDocument'),
        (b'PK\x03\x04Index/Document.iwa', 'Pages'),
        (b'PK\x03\x04xl/workbook.xml', 'spreadsheet'),
        (b'PK\x03\x04a.txt', 'ZIP'),
        (b'GIF89a', 'picture'),
        (b'RIFF\x10\0\0\0WEBPVP8 ', 'picture'),
        (b'\0\0\0\x18ftypheic', 'picture'),
        (b'7z\xbc\xaf\x27\x1c', 'compressed'),
        (b'A Book'.ljust(60, b'\0') + b'BOOKMOBI', 'Kindle'),
        (b'\\documentclass{article}\n', 'LaTeX'),
        (b'From: <Saved by Blink>\nMIME-Version: 1.0\n', 'MHTML'),
        (b'PK\x03\x04....word/document.xml', 'Word'),
        (b'PK\x03\x04mimetypeapplication/epub+zip', 'e-book'),
        (b'{\\rtf1 hello}', 'rich-text'),
        (b'\xd0\xcf\x11\xe0 old', 'Word'),
        (b'<!DOCTYPE html><p>x</p>', 'HTML'),
        (b'<p>a</p><p>b</p><p>c</p><p>d</p><p>e</p>', 'HTML'),
        (b'\x89PNG\r\n', 'picture'),
        (b'\x00\x01\x02\x03binary\x00', 'binary'),
        (b'\x01\x02\x03\x04\x05\x06', 'binary'),
        ('Привет, мир и труд'.encode('koi8-r'), 'Western'),
        (b'\x81\x8d\x8f text', 'neither'),
        (b'---\ntitle: The Mill\n---\n\nText.\n', 'front matter'),
    ],
)
def test_files_that_are_no_raw_text(data, said):
    """What is no plain text is refused, with what it is and how to get at the text."""
    with pytest.raises(ChapbookError) as fault:
        decode(data, Path('raw.txt'))
    problem = fault.value.problems[0]
    assert said in problem.message
    assert problem.hint


def test_a_chapbook_text_is_told_where_to_go():
    """A text that has its front matter belongs into source/ as it is."""
    with pytest.raises(ChapbookError, match='this is already a chapbook text: put it into source/'):
        decode(b'---\ntitle: The Mill\nlang: en\n---\nText.\n', Path('raw.md'))


@pytest.mark.parametrize(
    'sign', ['[a link](https://example.org)', '**strong** words', '```\ncode\n```', '[^1]: A note.']
)
def test_markdown_is_told_where_to_go(sign):
    """The signs of Markdown would be kept as words: a file that has them is one step from being a text."""
    with pytest.raises(ChapbookError, match=r'raw.md:1: error: this is Markdown already\nhint: put it into source/'):
        decode(f'# Mill\n\nWords.\n\n{sign}\n'.encode(), Path('raw.md'))
    assert decode(f'Mill\n\n{sign}\n'.encode(), Path('raw.txt'))
    assert decode(b'Mill\n\n- one\n\nWords * and [words] (more).\n', Path('raw.md'))


@pytest.fixture
def raw(tmp_path):
    """A raw text on disk."""
    path = tmp_path / 'raw text.txt'
    path.write_bytes(f'The Mill\r\n\r\nby Anna Roe\r\n\r\n{LONGER}\r\n'.encode())
    return path


def test_import_writes_one_file(raw, tmp_path):
    """The text is written whole into source/, made where it is missing, and nothing else stays behind."""
    made_file = import_file(raw, tmp_path)
    assert made_file.path == tmp_path / 'source' / 'the-mill.md'
    assert made_file.path.read_bytes().decode() == made_file.imported.markdown
    assert [path.name for path in (tmp_path / 'source').iterdir()] == ['the-mill.md']


def test_import_takes_a_name(raw, tmp_path):
    """`--name` names the file."""
    assert import_file(raw, tmp_path, 'one-mill').path.name == 'one-mill.md'


@pytest.mark.parametrize('taken', ['the-mill.md', 'the-mill/index.md'])
def test_import_never_overwrites(raw, tmp_path, taken):
    """A text of that name, file or folder, stays as it was."""
    path = tmp_path / 'source' / taken
    path.parent.mkdir(parents=True)
    path.write_text('mine')
    with pytest.raises(ChapbookError, match='--name'):
        import_file(raw, tmp_path)
    assert path.read_text() == 'mine'


@pytest.mark.parametrize('name', ['The Mill', '../x', 'x/y', '', 'é', '-x', 'x' * 61, 'readme'])
def test_import_refuses_odd_names(raw, tmp_path, name):
    """A name that could not be a file, or leaves source/, is wrong use."""
    with pytest.raises(UsageError):
        import_file(raw, tmp_path, name)


def test_import_of_what_is_not_there(tmp_path):
    """A missing file, a folder and a missing project are wrong use."""
    for file, project in ((tmp_path / 'no.txt', tmp_path), (tmp_path, tmp_path), (tmp_path / 'x', tmp_path / 'no')):
        with pytest.raises(UsageError):
            import_file(file, project)


@pytest.mark.parametrize(
    ('title', 'slug'),
    [
        ('The Right to Be Lazy', 'the-right-to-be-lazy'),
        ('Größe & Ærger: l’été', 'grosse-aerger-lete'),
        ('Что делать', ''),
        ('a ' * 60, ('a-' * 30)[:-1]),
        ('README', 'read-me'),
    ],
)
def test_slugs(title, slug):
    """A slug is short ASCII; a title without a Latin letter gives none, and the file’s name is taken."""
    assert slugify(title) == slug
    assert len(slug) <= 60


SPECIMEN = f"""\ufeffSkip to content
THE MILL

By Anna Roe | May 3, 2019 | 5 Comments

How a village kept its mill.

{LONGER}[1] *Not* a star_red [word](x) <b>there</b> & &lt; ~~no~~ ::: $1 {{.x}} `tick` C:\\dir [^z]

::: verse

What they had

{LONG} One of them wrote:

{QUOTED}

— Emil Low

- flour
- bread

The wheel goes round, the wheel goes round,
  And who shall make it stand?
The miller is gone,

> So it was.

* * *

{LONG}

Notes

[1] So the parish book.

Share this:
%d bloggers like this:
"""


def test_an_imported_text_parses_with_all_its_words(tmp_path):
    """What the import writes is a text without a single problem, and every word of the raw one is in it."""
    file = tmp_path / 'raw.txt'
    file.write_text(SPECIMEN, encoding='utf-8')
    imported = import_file(file, tmp_path).imported
    book = parse(read_manuscript(find_texts(tmp_path, [])[0], tmp_path))
    assert book.problems == ()
    shown = [
        book.metadata.title,
        book.metadata.byline,
        *(text for part in book.sections for text in part.tree.itertext()),
    ]
    shown += [text for part in book.sections for note in part.notes for text in note.tree.itertext()]
    shown += [finding.text for finding in found(imported, Kind.DROPPED)]
    lost = set(re.findall(r'\w+', SPECIMEN)) - set(re.findall(r'\w+', ' '.join(shown)))
    assert lost == {'By', 'May', '3', '2019', 'lt'}


# --- properties

SPECIALS = '\\`*_{}[]()#+-.!|<>&~^:=$"\'%@/1.9)'
CHARACTERS = st.characters(exclude_categories=['C', 'Z'], exclude_characters='\u0378')
TOKENS = st.text(
    st.one_of(CHARACTERS, st.sampled_from(SPECIALS), st.sampled_from('abcdeghXYZ')), min_size=1, max_size=9
)
PARAGRAPHS = st.lists(TOKENS, min_size=1, max_size=25).map(' '.join)
TEXTS = st.lists(PARAGRAPHS, min_size=2, max_size=8)
CHANGING = {Kind.MENDED, Kind.DROPPED, Kind.NOTE, Kind.LIST, Kind.DATE, Kind.BREAK, Kind.QUOTATION}


def head_words(imported: Imported) -> list[str]:
    """Return the words that editions show from the front matter, in the order they stood in."""
    values = front(imported)
    return f'{values["title"]} {values.get("subtitle", "")}'.split()


@given(st.lists(TOKENS, min_size=1, max_size=12))
@settings(max_examples=300, deadline=None)
def test_escaped_words_come_back(tokens):
    """Whatever the signs, Markdown gives back the words that were escaped, with all extensions or the plain ones."""
    text = ' '.join(tokens)
    expected = text.replace('[^', '[ ^').split()
    assert words_of(escape(text)) == expected
    assert words_of(escape(text), PLAIN) == expected


@given(TEXTS)
@settings(max_examples=100, deadline=None)
def test_every_word_survives_in_order(paragraphs):
    """Title, then body: all words of the input in their order, where nothing was mended, dropped or given a bullet."""
    assume(letters(''.join(paragraphs)))
    imported = convert('\n\n'.join(paragraphs), 'zzz')
    assume(not {finding.kind for finding in imported.findings} & CHANGING)
    assume(not any(map(read_byline, paragraphs)))
    named = front(imported)['title'] == 'Zzz'
    words = ([] if named else head_words(imported)) + words_of(body(imported))
    assert words == ' '.join(paragraphs).replace('[^', '[ ^').split()


@given(TEXTS)
@settings(max_examples=100, deadline=None)
def test_every_letter_survives_or_is_reported(paragraphs):
    """Letters and digits of the input are those of title and body, but for repairs and what the report drops."""
    raw = '\n\n'.join(paragraphs)
    assume(letters(raw))
    imported = convert(raw, 'zzz')
    kinds = {finding.kind for finding in imported.findings}
    assume(not kinds & {Kind.MENDED, Kind.NOTE, Kind.LIST, Kind.DATE} and not any(map(read_byline, paragraphs)))
    dropped = {finding.line for finding in found(imported, Kind.DROPPED)}
    expected = ' '.join(line for number, line in enumerate(raw.split('\n'), 1) if number not in dropped)
    named = front(imported)['title'] == 'Zzz'
    words = ([] if named else head_words(imported)) + words_of(body(imported))
    assert letters(' '.join(words)) == letters(expected)


@given(st.text(st.one_of(CHARACTERS, st.sampled_from(SPECIALS + '\n\n \t\r\xa0\u200b\x0c\x00 >-*[1]')), max_size=300))
@settings(max_examples=100, deadline=None)
def test_any_text_is_converted_or_refused(text):
    """Any text at all gives a readable chapbook source with a title and a report, or the one error."""
    try:
        imported = convert(text, 'raw')
    except ChapbookError:
        assert not letters(re.sub(r'&[#\w]+;', '', text)) or len(text.split()) < 12
        return
    source, file = split_front_matter(imported.markdown.encode(), Path('raw.md'))
    metadata, problems = read_metadata(source or '', Path('raw.md'))
    assert metadata is not None
    assert [problem for problem in problems if problem.severity is not Severity.NOTE] == []
    assert file.body.strip()
    assert report(imported)
    assert convert(text, 'raw') == imported


PLAIN_WORDS = st.lists(st.text('abcdeghiklmnoprstuvw', min_size=3, max_size=9), min_size=40, max_size=70)


@given(st.lists(PLAIN_WORDS, min_size=2, max_size=5), st.integers(55, 90))
@settings(max_examples=60, deadline=None)
def test_wrapping_changes_nothing(paragraphs, measure):
    """A text wrapped at any usual measure gives the same body as the text with a line a paragraph."""
    lines = [' '.join(words).capitalize() + '.' for words in paragraphs]
    wrapped = [textwrap.fill(line, measure) for line in lines]
    assert body(made(*wrapped)) == body(made(*lines))


@given(st.text(st.characters(exclude_categories=['Cs', 'Cc']), min_size=1, max_size=60))
@settings(max_examples=100, deadline=None)
def test_front_matter_gives_back_any_title(title):
    """Any words at all survive as a title."""
    title = ' '.join(title.split())
    assume(title)
    text, _ = split_front_matter(write_front_matter({'title': title, 'lang': 'en'}).encode(), Path('raw.md'))
    metadata, _ = read_metadata(text or '', Path('raw.md'))
    assert metadata is not None
    assert metadata.title == title
