"""Front matter: everything as typed, every fault with its place."""

from pathlib import Path

import pytest

from chapbook.front_matter import KEYS, read_metadata
from chapbook.metadata import Hotspot, Person
from chapbook.problems import Severity

PATH = Path('source/text.md')


def read(front: str):
    return read_metadata(front, PATH)


@pytest.mark.parametrize('word', ['No', 'yes', '2026-11-23', '1984', '0x1F', '1_000', '12:30:00', 'null', '~', '007'])
def test_a_title_comes_out_as_typed(word):
    """What YAML 1.1 would turn into a truth, a date or a number stays the author’s word."""
    metadata, problems = read(f'title: {word}\nlang: en\n')
    assert metadata.title == word
    assert problems == []


def test_only_the_title_is_required():
    """A text with a title alone is built, in English, with a warning that says so."""
    metadata, problems = read('title: Bread\n')
    assert metadata.lang == 'en'
    assert [problem.severity for problem in problems] == [Severity.WARNING]
    assert 'lang: en' in problems[0].hint


def test_an_unknown_key_is_an_error_with_the_nearest_known_one():
    """A mistyped key names its line and what was meant."""
    _, problems = read('title: Bread\nlang: en\nsubtilte: And salt\n')
    (problem,) = problems
    assert str(problem).startswith('source/text.md:4: error: unknown front-matter key “subtilte”')
    assert problem.hint == 'did you mean “subtitle”?'


def test_all_faults_are_told_at_once():
    """Three wrong keys are three problems of one run."""
    _, problems = read('title: A\nlang: en\ntoc: perhaps\ntoc-depth: 9\nlang: de\n')
    assert [problem.place.line for problem in problems] == [4, 5, 6]


@pytest.mark.parametrize(
    ('front', 'message'),
    [
        ('', 'no “key: value” lines'),
        ('title:\n', 'no title'),
        ('title: ""\n', 'no title'),
        ('title: [a, b]\n', 'one text'),
        ('title: One: two\n', 'not YAML'),
        ('title: "open\n', 'not YAML'),
        ('- a\n- b\n', 'no “key: value” lines'),
        ('title: A\nlang: english please\n', 'not a language tag'),
        ('title: A\nlang: en\nauthor: {role: aut}\n', 'no name'),
        ('title: A\nlang: en\nauthor: {name: B, role: cook}\n', 'unknown role'),
        ('title: A\nlang: en\nauthor: {name: B, shoe: 43}\n', 'unknown key “shoe”'),
        ('title: A\nlang: en\nrights: "a\\x01b"\n', 'control character'),
        ('title: A\nlang: en\n? [x]\n: y\n', 'unknown front-matter key'),
    ],
)
def test_what_cannot_be_used_is_refused_with_a_place(front, message):
    """Every fault says what is wrong, in which file and on which line, and how to mend it."""
    _, problems = read(front)
    found = [problem for problem in problems if message in problem.message]
    assert found
    assert found[0].place.path == PATH
    assert found[0].place.line
    assert found[0].hint


def test_authors_may_be_a_name_or_a_list_with_roles():
    """One name, several, or names with roles and sorting forms."""
    metadata, _ = read('title: A\nlang: en\nauthor:\n- Ada B\n- {name: Carl D, role: translator, file-as: "D, Carl"}\n')
    assert metadata.authors == (Person('Ada B'), Person('Carl D', 'trl', 'D, Carl'))
    assert metadata.byline == 'Ada B'


def test_the_identifier_is_the_same_at_every_build():
    """Without an identifier of its own a text gets one that depends on title, authors and language alone."""
    first, _ = read('title: A\nlang: en\nrights: CC0\n')
    second, _ = read('title: A\nlang: en\n')
    other, _ = read('title: B\nlang: en\n')
    assert first.urn == second.urn != other.urn
    assert first.urn.startswith('urn:uuid:')


def test_every_key_fills_a_field():
    """The table of keys and the record agree."""
    metadata, _ = read('title: A\nlang: en\n')
    assert all(hasattr(metadata, name) for name, _ in KEYS.values())


@pytest.mark.parametrize(
    ('front', 'hint'),
    [
        ('Title: A\n', 'did you mean “title”?'),
        ('title: A\nLanguage: en\n', 'its name here is “lang”'),
        ('title: A\ntags: [a, b]\n', 'its name here is “subject”'),
        ('title:\tA\n', 'write spaces instead of the tab'),
        ("title: 'Don't panic'\n", 'a value in quotes ends at the next such quote'),
        ('title: A\nauthor: @ann\n', 'must stand in quotes'),
    ],
)
def test_what_people_write_is_hinted_at(front, hint):
    """The names other programs give a key, and the slips of YAML, are told with what to write instead."""
    _, problems = read(front)
    assert hint in problems[0].hint


def test_editions_are_those_of_the_table():
    """A text names the editions it wants; one that does not exist is told with what is near."""
    assert read('title: A\nlang: en\neditions: [epub, html]\n')[0].editions == ('epub', 'html')
    (problem,) = read('title: A\nlang: en\neditions: epbu\n')[1]
    assert (problem.message, problem.hint) == ('there is no edition “epbu”', 'did you mean “epub”?')


def test_an_author_says_where_words_are_broken():
    """`hyphenation` lists words with a hyphen wherever they may be broken; what is no such word is refused."""
    told = 'title: A\nlang: en\nhyphenation: [Mar-xis-mus, Kropotkin]\n'
    assert read(told)[0].hyphenation == ('Mar-xis-mus', 'Kropotkin')
    for word in ('two words', '-ism', 'a--b', 'B2'):
        _, (problem,) = read(f'title: A\nlang: en\nhyphenation: ["{word}"]\n')
        assert problem.place.line == 4
        assert 'is not a word with its hyphens' in problem.message


def test_paragraphs_are_composed_or_greedy():
    """Paragraphs are composed unless the text says otherwise; any other word is refused with the nearest right one."""
    assert read('title: A\nlang: en\n')[0].paragraphs == 'composed'
    assert read('title: A\nlang: en\nparagraphs: greedy\n')[0].paragraphs == 'greedy'
    (problem,) = read('title: A\nlang: en\nparagraphs: greed\n')[1]
    assert (problem.message, problem.hint) == ('paragraphs is “greed”', 'did you mean “greedy”?')


def test_a_hotspot_has_a_name_and_an_address():
    """The network of a table is read whole; without a password it is open."""
    front = 'title: A\nlang: en\nhotspot: {ssid: Corner table, password: pass it on, address: "http://10.42.0.1/"}\n'
    assert read(front)[0].hotspot == Hotspot('Corner table', 'http://10.42.0.1/', 'pass it on')
    assert read(front.replace('password: pass it on, ', ''))[0].hotspot.password == ''


@pytest.mark.parametrize(
    ('hotspot', 'message'),
    [
        ('Corner table', 'a hotspot has a name and an address'),
        ('{ssid: T, adress: "http://a/", address: "http://a/"}', 'unknown key “adress” for a hotspot'),
        ('{address: "http://a/"}', 'the ssid of a hotspot is the name of its network'),
        ('{ssid: "%s", address: "http://a/"}' % ('é' * 17), 'the ssid of a hotspot'),
        ('{ssid: T, password: short, address: "http://a/"}', 'has 8 to 63 letters'),
        ('{ssid: T, address: chapbook}', 'no address that a browser could open'),
        ('{ssid: T}', 'no address that a browser could open'),
    ],
)
def test_a_hotspot_that_no_telephone_could_join_is_refused(hotspot, message):
    """Name, password and address are held to what networks and browsers take; each fault is told with its line."""
    _, problems = read(f'title: A\nlang: en\nhotspot: {hotspot}\n')
    assert [problem.place.line for problem in problems] == [4]
    assert message in problems[0].message
    assert problems[0].hint


def test_a_text_says_the_size_of_its_pages_and_its_papers():
    """`size` is read into millimetres, `paper` into the booklets to make, whatever their case."""
    metadata, problems = read('title: Bread\nlang: en\nsize: A6\npaper: [A4, letter]\n')
    assert problems == []
    assert metadata.size_mm == (105, 148)
    assert metadata.papers == ('a4', 'letter')


def test_a_size_that_is_none_and_a_paper_without_booklet_are_errors_with_a_way_out():
    """What is near is named, and what there is where nothing is near."""
    _, problems = read('title: Bread\nlang: en\nsize: half-leter\npaper: A3\n')
    assert [problem.place.line for problem in problems] == [4, 5]
    assert problems[0].hint == 'did you mean “half-letter”?'
    assert 'A4' in problems[1].hint


@pytest.mark.parametrize('written', ['31.02.2026', '2026-13-01', '30 February 2026', 'Februar 30, 2026', '2/31/2026'])
def test_a_date_the_calendar_does_not_have_is_refused(written):
    """A day that never comes is an error with its line; nothing prints it."""
    _, problems = read(f'title: A\nlang: en\ndate: {written}\n')
    assert [(one.severity, one.place.line) for one in problems] == [(Severity.ERROR, 4)]
    assert written in problems[0].message


@pytest.mark.parametrize(
    ('written', 'iso'),
    [('2026-03-01', '2026-03-01'), ('1. März 2026', '2026-03-01'), ('Spring 2026', '2026'), ('3/5/2026', '2026')],
)
def test_a_date_stays_as_typed_and_is_understood(written, iso):
    """What is printed is the author’s; what catalogues sort by is ISO 8601, and no more than is sure."""
    metadata, problems = read(f'title: A\nlang: en\ndate: {written}\n')
    assert (metadata.date, metadata.iso_date, problems) == (written, iso, [])


def test_a_date_without_a_year_is_told():
    """`yesterday` is printed, and told."""
    metadata, problems = read('title: A\nlang: en\ndate: yesterday\n')
    assert (metadata.date, metadata.iso_date) == ('yesterday', '')
    assert [(one.severity, one.place.line) for one in problems] == [(Severity.WARNING, 4)]


@pytest.mark.parametrize(
    ('written', 'hint'),
    [
        ('example.org/x', 'did you mean https://example.org/x?'),
        ('ftp://example.org', 'as a browser shows it'),
        ('my page', 'as a browser shows it'),
        ('https://', 'as a browser shows it'),
    ],
)
def test_an_address_that_no_browser_opens_is_refused(written, hint):
    """QR codes would lead nowhere."""
    _, problems = read(f'title: A\nlang: en\nurl: {written}\n')
    assert [(one.severity, one.place.line) for one in problems] == [(Severity.ERROR, 4)]
    assert hint in problems[0].hint


def test_a_language_without_words_of_its_own_is_told_once():
    """Furniture in English inside a Polish text is no surprise: a note says how to give other words."""
    _, problems = read('title: A\nlang: pl\n')
    assert [(one.severity, 'words: {contents: ' in one.hint) for one in problems] == [(Severity.NOTE, True)]
    assert not read('title: A\nlang: de-AT\n')[1]


@pytest.mark.parametrize('key', ['draft', 'slug', 'weight', 'aliases', 'cssclasses', 'layout'])
def test_a_key_for_another_program_is_told_as_such(key):
    """What Hugo, Jekyll, Obsidian or Quarto is told stops no text: it is left out, and no key of ours is proposed."""
    metadata, problems = read(f'title: A\nlang: en\n{key}: x\n')
    assert metadata.title == 'A'
    assert [problem.severity for problem in problems] == [Severity.WARNING]
    assert problems[0].message.endswith('is meant for another program: left out')
    assert problems[0].hint.startswith('take it out')


def test_tags_stop_no_text():
    """They are told by the name they have here."""
    _, (problem,) = read('title: A\nlang: en\ntags: [a, b]\n')
    assert (problem.severity, problem.hint) == (Severity.WARNING, 'its name here is “subject”')


def test_more_about_a_person_stops_no_text():
    """An affiliation, as Quarto has it, is told and left out; a mistyped key is still an error."""
    metadata, (problem,) = read('title: A\nlang: en\nauthor: {name: B, affiliation: C}\n')
    assert (problem.severity, metadata.byline) == (Severity.WARNING, 'B')
    assert read('title: A\nlang: en\nauthor: {name: B, rol: C}\n')[1][0].severity is Severity.ERROR


def test_a_language_may_be_named_wrong():
    """Its tag is proposed, and nothing else is said of it."""
    _, (problem,) = read('title: A\nlang: German\n')
    assert problem.hint == 'write lang: de'


@pytest.mark.parametrize(
    ('front', 'said', 'line'),
    [
        ('title: Bread: a history\n', 'there is a colon too many', 2),
        ('title: A\nauthor:\n\t- B\n', 'a line begins with a tab', 4),
        ('title: "Unclosed\nlang: en\n', 'a quote is opened and not closed', 4),
        ('title: *Star* story\n', 'a value begins with', 2),
        ('title: @me\n', 'a value begins with @', 2),
        ('title: A\nauthor B\n', 'a line has no colon behind its key', None),
        ('title: A\nsubject: [a, b\n', 'a list in brackets is not closed', None),
    ],
)
def test_what_is_no_yaml_is_told_in_plain_words(front, said, line):
    """Nobody who writes a text needs to know what a mapping or a scalar is."""
    metadata, (problem,) = read(front)
    assert metadata is None
    assert problem.message.startswith(f'the front matter is not YAML: {said}')
    assert problem.place.line == line or line is None


@pytest.mark.parametrize('said', ['cover-image-fill: yes', 'cover-image-alt: A mill'])
def test_what_is_said_of_no_picture_is_told(said):
    """A cover without a picture has none to fill it and none to describe: a warning with the line and the way out."""
    _, (problem,) = read(f'title: Bread\nlang: en\n{said}\n')
    key = said.partition(':')[0]
    assert str(problem).startswith(f'source/text.md:4: warning: “{key}” says nothing without “cover-image”')
    assert 'cover-image' in problem.hint
    assert read(f'title: Bread\nlang: en\n{said}\ncover-image: mill.jpg\n')[1] == []


def test_words_of_a_languages_own_are_taken_with_their_blanks():
    """What stands around a text may be said in any language; what still stands in English is told by name."""
    metadata, problems = read('title: Chleb\nlang: pl\nwords: {contents: Spis treści, made-with: "Zrobione z {}."}\n')
    assert dict(metadata.words) == {'contents': 'Spis treści', 'made_with': 'Zrobione z {}.'}
    (problem,) = problems
    assert problem.severity is Severity.NOTE
    assert 'stand in English: notes, note, close, ' in problem.message
    assert 'contents' not in problem.message
    assert read('title: Bread\nlang: en\nwords: {contents: Inside}\n')[1] == []


@pytest.mark.parametrize(
    ('words', 'said'),
    [
        ('Spis treści', 'a group of names'),
        ('{content: Spis}', 'there are no words “content”'),
        ('{note: Przypis}', 'the words “note” cannot stand for “Note {}”'),
        ('{contents: "Spis {}"}', 'the words “contents” cannot stand'),
        ('{contents: "Spis {"}', 'the words “contents” cannot stand'),
        ('{contents: ""}', 'the words “contents” cannot stand'),
    ],
)
def test_words_that_cannot_stand_are_refused(words, said):
    """A mistyped name, or more or fewer blanks than there are names and numbers, is an error with its line."""
    (problem,) = [
        each for each in read(f'title: Chleb\nlang: pl\nwords: {words}\n')[1] if each.severity is Severity.ERROR
    ]
    assert said in problem.message
    assert problem.place.line == 4
    assert problem.hint
