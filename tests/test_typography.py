"""The punctuation of each language, through inline elements and never inside code."""

import re
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from chapbook.markup.punctuation import MARKS
from chapbook.markup.typography import set_text, set_type

# Spaces that cannot be seen are written so in the expectations below.
SIGNS = str.maketrans({'\u00a0': '~', '\u202f': '_'})
LANGUAGES = ['en', 'en-US', 'de', 'de-CH', 'fr', 'fr-CA', 'pl', 'cs', 'sv', 'hu', 'ru', 'nl', 'it', 'xx', '']
TYPED = st.text(alphabet=' \t\n"\'.-–—…«»“”„‘’‚‹›;:!?()[]<%§0159aAbBsS\u00a0\u202f′″éWn/', max_size=40)
PIECES = st.lists(st.tuples(st.sampled_from(['b', 'br', 'code', 'i']), TYPED, TYPED), max_size=5)
ANY_TEXT = st.one_of(TYPED, st.text(st.characters(exclude_categories=['Cs']), max_size=40))


def line(text, lang='en'):
    return set_text(text, lang).translate(SIGNS)


def tree(markup, lang='en'):
    root = etree.fromstring(f'<body>{markup}</body>')
    set_type([root], lang)
    return etree.tostring(root, encoding='unicode').translate(SIGNS)[len('<body>') : -len('</body>')]


def words(text):
    return re.sub(r'[\W_]', '', text)


@pytest.mark.parametrize(
    ('lang', 'expected'),
    [
        ('en', '“a ‘b’ c”'),
        ('en-GB', '“a ‘b’ c”'),
        ('en-US', '“a ‘b’ c”'),
        ('de', '„a ‚b‘ c“'),
        ('de-AT', '„a ‚b‘ c“'),
        ('de-CH', '«a ‹b› c»'),
        ('de_CH', '«a ‹b› c»'),
        ('de-Latn-CH', '«a ‹b› c»'),
        ('fr', '«_a “b” c_»'),
        ('fr-CA', '«_a “b” c_»'),
        ('fr-CH', '«_a ‹b› c_»'),
        ('es', '«a “b” c»'),
        ('es-MX', '«a “b” c»'),
        ('it', '«a “b” c»'),
        ('pt', '“a ‘b’ c”'),
        ('pt-BR', '“a ‘b’ c”'),
        ('pt-PT', '«a “b” c»'),
        ('nl', '“a ‘b’ c”'),
        ('pl', '„a~«b» c”'),
        ('cs', '„a~‚b‘ c“'),
        ('sk', '„a~‚b‘ c“'),
        ('da', '»a ›b‹ c«'),
        ('sv', '”a ’b’ c”'),
        ('fi', '”a ’b’ c”'),
        ('nb', '«a ‘b’ c»'),
        ('ru', '«a „b“ c»'),
        ('uk', '«a „b“ c»'),
        ('hu', '„a »b« c”'),
        ('ro', '„a «b» c”'),
        ('el', '«a “b” c»'),
        ('tr', '“a ‘b’ c”'),
        ('ja', '「a 『b』 c」'),
        ('zh-Hant', '「a 『b』 c」'),
        ('tlh', '“a ‘b’ c”'),
        ('', '“a ‘b’ c”'),
        ('!!', '“a ‘b’ c”'),
    ],
)
def test_marks_by_language(lang, expected):
    """Each language has its own two pairs; a tag that is unknown or malformed has those of English."""
    assert line('"a \'b\' c"', lang) == expected
    assert line('"a "b" c"', lang) == expected


def test_table_is_whole():
    """Every row has four marks, and no language stands in two rows."""
    languages = [name for row in MARKS.values() for name in row.split()]
    assert {len(marks) for marks in MARKS} == {4}
    assert len(languages) == len(set(languages))


@pytest.mark.parametrize(
    ('typed', 'expected'),
    [
        ("He said: 'No.'", 'He said: ‘No.’'),
        ('"Well," she said, "no."', '“Well,” she said, “no.”'),
        ('\'a "b" c\'', '‘a “b” c’'),
        ('"\'No,\' he said," she said.', '“‘No,’ he said,” she said.'),
        ('("word")', '(“word”)'),
        ('word--"quoted"--word', 'word–“quoted”–word'),
        ('"quoted"---word', '“quoted”—word'),
        ('"--he went', '“–he went'),
        ('he went--"', 'he went–”'),
        ('the "war"-time and pre-"war"', 'the “war”-time and pre-“war”'),
        ('"...and so on..."', '“…and so on…”'),
        ('"Titanic"\'s', '“Titanic”’s'),
        ('"One" "two" "three"', '“One” “two” “three”'),
        ('"\u200a\'No\'\u200a"', '“\u200a‘No’\u200a”'),
        ('"Who said "no"?"', '“Who said ‘no’?”'),
        ('"a "b "c" b" a"', '“a ‘b “c” b’ a”'),
        ('""', '“”'),
        ('"First of two paragraphs.', '“First of two paragraphs.'),
        ('"An "open" quotation', '“An “open” quotation'),
        ('second of two."', 'second of two.”'),
        ("'First of two paragraphs.", '‘First of two paragraphs.'),
    ],
)
def test_quotes(typed, expected):
    """Straight quotes become pairs: double stays double, single stays single, and what is open stays open."""
    assert line(typed) == expected


@pytest.mark.parametrize(
    ('lang', 'typed', 'expected'),
    [
        ('en', "can't, l'eau, o'clock, O'Brien", 'can’t, l’eau, o’clock, O’Brien'),
        ('en', "'tis, 'Twas, the '90s, in '68 and", '’tis, ’Twas, the ’90s, in ’68 and'),
        ('en', "rock 'n' roll and rock'n'roll", 'rock ’n’ roll and rock’n’roll'),
        ('en', '"Rock \'n\' roll," he said.', '“Rock ’n’ roll,” he said.'),
        ('en', "'I like rock 'n' roll.'", '‘I like rock ’n’ roll.’'),
        ('en', "the dogs' tails and the cats' paws", 'the dogs’ tails and the cats’ paws'),
        ('en', "\"The workers' party\" and 'the workers' state'", '“The workers’ party” and ‘the workers’ state’'),
        ('en', "give 'em hell, goin' home", 'give ’em hell, goin’ home'),
        ('en', "give 'im hell", 'give ’im hell'),
        ('en', "'And 'ow are you?' 'Well.'", '‘And ’ow are you?’ ‘Well.’'),
        ('en', "'The 'free' market', he said", '‘The “free” market’, he said'),
        ('en', '"Poor \'Arry \'Awk!"', '“Poor ’Arry ’Awk!”'),
        ('en', "'20 years on', she said", '‘20 years on’, she said'),
        ('en', "the '68 students' revolt", 'the ’68 students’ revolt'),
        ('en', "'cause and effect', he wrote", '‘cause and effect’, he wrote'),
        ('en', "not 'cause I say so", 'not ’cause I say so'),
        ('nl', "'s avonds in 't huis", '’s avonds in ’t huis'),
        ('de', "Hans' Hut, 's geht, 'n Bier", 'Hans’ Hut, ’s geht, ’n Bier'),
        ('fr', 'l\'"eau" d\'«hier»', 'l’«_eau_» d’«_hier_»'),
        ('it', "un po' d'acqua, l'\"acqua\"", 'un po’ d’acqua, l’«acqua»'),
        ('uk', "п'ять", 'п’ять'),
        ('en', "the 1960s' end, the 70's", 'the 1960s’ end, the 70’s'),
    ],
)
def test_apostrophes(lang, typed, expected):
    """An apostrophe is never mistaken for a quote, in words, before them or after them."""
    assert line(typed, lang) == expected


@pytest.mark.parametrize(
    ('typed', 'expected'),
    [
        ('He is 5\' 10" tall.', 'He is 5′ 10″ tall.'),
        ('a 12" record', 'a 12″ record'),
        ("a 6' fence", 'a 6′ fence'),
        ('40° 26\' 46" north', '40° 26′ 46″ north'),
        ('"in 1917"', '“in 1917”'),
        ('"the class of 12"', '“the class of 12”'),
        ('and so to 1917."', 'and so to 1917.”'),
    ],
)
def test_primes(typed, expected):
    """Feet, inches and minutes get primes; a quotation that ends in a number is closed."""
    assert line(typed) == expected


@pytest.mark.parametrize(
    ('typed', 'expected'),
    [
        ('one--two', 'one–two'),
        ('one---two', 'one—two'),
        ('one -- two', 'one~– two'),
        ('one  --\ntwo', 'one~–\ntwo'),
        ('one --- two', 'one~— two'),
        ('one – two', 'one~– two'),
        ('----', '----'),
        ('a --> b <-- c', 'a --> b <-- c'),
        ('1914-18', '1914–18'),
        ('1914-1918', '1914–1918'),
        ('pp. 3-5', 'pp.~3–5'),
        ('pp. 998-1002', 'pp.~998–1002'),
        ('pages 12-19', 'pages 12–19'),
        ('S. 123-25', 'S.~123–25'),
        ('(3-5)', '(3–5)'),
        ('2024-05-01', '2024-05-01'),
        ('2024-05', '2024-05'),
        ('a 20-year plan', 'a 20-year plan'),
        ('3-5-year-olds', '3-5-year-olds'),
        ('020-7946-0958', '020-7946-0958'),
        ('020 7946-0958', '020 7946-0958'),
        ('+44 20-79', '+44 20-79'),
        ('Tel. 12-34 56', 'Tel. 12-34 56'),
        ('tel: 123-456', 'tel: 123-456'),
        ('555-1234', '555-1234'),
        ('ISBN 978-3-16-148410-0', 'ISBN 978-3-16-148410-0'),
        ('ISSN 1234-1567', 'ISSN 1234-1567'),
        ('COVID-19, B-52, A4-5, 1.2-3', 'COVID-19, B-52, A4-5, 1.2-3'),
        ('12345-67890', '12345-67890'),
        ('well-known', 'well-known'),
        ('wait...', 'wait…'),
        ('wait....', 'wait….'),
        ('1 ..... 5', '1 ..... 5'),
    ],
)
def test_dashes_and_ellipses(typed, expected):
    """Hyphens become dashes in dashes' places and between the ends of a range, never in names, dates or numbers."""
    assert line(typed) == expected


@pytest.mark.parametrize(
    ('typed', 'expected'),
    [
        ('10 % of 5 km', '10~% of 5~km'),
        ('10% of 5km', '10% of 5km'),
        ('§ 3, p. 5, Nr. 4, No. 4', '§~3, p.~5, Nr.~4, No.~4'),
        ('20 °C', '20~°C'),
        ('5 kilometres in 3 months', '5 kilometres in 3 months'),
        ('K. Marx and J. R. R. Tolkien', 'K.~Marx and J.~R.~R.~Tolkien'),
        ('z. B. so', 'z.~B. so'),
        ('art. 4, sec. 2, Dr. Falk, Mme Roy, St. John', 'art.~4, sec.~2, Dr.~Falk, Mme~Roy, St.~John'),
        ('a dr. is no Dr. who came', 'a dr. is no Dr. who came'),
        ('The end. And so', 'The end. And so'),
        ("it's 5 s'", 'it’s 5 s’'),
    ],
)  # fmt: skip
def test_spaces_that_hold(typed, expected):
    """A typed space holds a number to its unit, initial or title to a name; where none was typed none is added."""
    assert line(typed) == expected


@pytest.mark.parametrize(
    ('lang', 'typed', 'expected'),
    [
        ('fr', 'Oui ! Non ? Si ; ou :', 'Oui_! Non_? Si_; ou~:'),
        ('fr', 'Oui! Non? Si; ou:', 'Oui_! Non_? Si_; ou~:'),
        ('fr', 'Oui\u00a0! Non\u202f?', 'Oui_! Non_?'),
        ('fr', 'Quoi ?! Non !!! (!) [?]', 'Quoi_?! Non_!!! (!) [?]'),
        ('fr', '12:30 et http://a.b/c?d;e', '12:30 et http://a.b/c?d;e'),
        ('fr', '«Oui»,  « non »', '«_Oui_»,  «_non_»'),
        ('fr', '"Oui !" dit-il.', '«_Oui_!_» dit-il.'),
        ('fr', '"Qui ?" "Lui."', '«_Qui_?_» «_Lui._»'),
        ('fr', '« Il dit "non" »', '«_Il dit “non”_»'),
        ('fr', 'Il dit " oui " et " non ".', 'Il dit «_oui_» et «_non_».'),
        ('fr', 'mot ... et [ ...]', 'mot… et [ …]'),
        ('fr-CA', '"Oui!" Non? Voici: « a »; b', '«_Oui!_» Non? Voici~: «_a_»; b'),
        ('fr-CA', 'Non ?', 'Non_?'),
        ('fr-BE', 'Oui!', 'Oui_!'),
        ('pl', 'i w domu o Z tym ...', 'i~w~domu o~Z~tym…'),
        ('cs', 'k domu v Praze, a i', 'k~domu v~Praze, a~i'),
        ('sk', 'u nás', 'u~nás'),
        ('en', 'a home', 'a home'),
        ('en', 'Really ! No : yes', 'Really ! No : yes'),
        ('de', '»Ja«, „nein“', '»Ja«, „nein“'),
    ],
)
def test_spaces_by_language(lang, typed, expected):
    """French spaces its marks and guillemets once each; Polish, Czech and Slovak bind words of one letter."""
    assert line(typed, lang) == expected


@pytest.mark.parametrize(
    ('markup', 'expected'),
    [
        ('<p>"<em>No</em>", he said</p>', '<p>“<em>No</em>”, he said</p>'),
        ('<p><a href="#">"x"</a>\'s</p>', '<p><a href="#">“x”</a>’s</p>'),
        ('<p><em>"</em>a<b>"</b></p>', '<p><em>“</em>a<b>”</b></p>'),
        ("<p>dog<b>'</b>s -<b>-</b> x</p>", '<p>dog<b>’</b>s~–<b/> x</p>'),
        ('<p>"One."<a class="noteref" href="#n">1</a> Two</p>', '<p>“One.”<a class="noteref" href="#n">1</a> Two</p>'),
        ('<p>"One<a class="noteref">1</a>"</p>', '<p>“One<a class="noteref">1</a>”</p>'),
        ('<p>one<br/>"two"<br/>\'three\'</p>', '<p>one<br/>“two”<br/>‘three’</p>'),
        ('<p>"One</p><p>"Two"</p><p>three"</p>', '<p>“One</p><p>“Two”</p><p>three”</p>'),
        ('<ul><li>"a <p>"b"</p></li><li>"c"</li></ul>', '<ul><li>“a <p>“b”</p></li><li>“c”</li></ul>'),
        ('<table><tr><td>"a</td><td>"b"</td></tr></table>', '<table><tr><td>“a</td><td>“b”</td></tr></table>'),
        ('<p>"a<!-- "\'... -->b"</p>', '<p>“a<!-- "\'... -->b”</p>'),
        ('<p>the <code>"x"</code>\'s "<code>y</code>"</p>', '<p>the <code>"x"</code>’s “<code>y</code>”</p>'),
        ('<p>a "<img alt="&quot;"/>" b</p>', '<p>a “<img alt="&quot;"/>” b</p>'),
        ("<p title=\"'a'\">'a'</p>", '<p title="\'a\'">‘a’</p>'),
        ('"loose" <b>words</b>...', '“loose” <b>words</b>…'),
    ],
)
def test_tree(markup, expected):
    """Quotes are resolved through inline elements and note calls, within one block, in place."""
    assert tree(markup) == expected


@pytest.mark.parametrize('tag', ['code', 'pre', 'kbd', 'samp', 'script', 'style', 'math', 'svg'])
def test_left_alone(tag):
    """Nothing changes inside code, scripts, formulas and drawings, at any depth; what follows them is set."""
    inside = f'<{tag}>"a" -- <b>\'b\'</b>...</{tag}>'
    assert tree(f'<div>{inside} "c"</div>') == f'<div>{inside} “c”</div>'


def test_notype():
    """An element of class `notype` stays as it is, inline or block."""
    assert tree('<p>"a" <b class="x notype">"b"</b> "c"</p>') == '<p>“a” <b class="x notype">"b"</b> “c”</p>'
    assert tree('<p class="notype">"a"</p>') == '<p class="notype">"a"</p>'


@pytest.mark.parametrize(
    ('markup', 'expected'),
    [
        ('<p>"a" <i lang="fr">"b" oui !</i> "c"</p>', '<p>“a” <i lang="fr">«_b_» oui_!</i> “c”</p>'),
        ('<p>"<i lang="fr">Oui !</i>"</p>', '<p>“<i lang="fr">Oui_!</i>”</p>'),
        ('<p lang="de">"a" <i lang="zz">"b"</i></p>', '<p lang="de">„a“ <i lang="zz">“b”</i></p>'),
        ('<div lang="fr"><p>Oui !</p></div><p>No !</p>', '<div lang="fr"><p>Oui_!</p></div><p>No !</p>'),
        ('<p xml:lang="pl">w domu</p>', '<p xml:lang="pl">w~domu</p>'),
    ],
)
def test_languages_inside(markup, expected):
    """The `lang` of an element holds for what is in it and for nothing after it."""
    assert tree(markup) == expected


def test_french_mark_after_code():
    """A space that has to be added beside an element stands outside it, in the text."""
    expected = '<p>«_<code>x</code>_»_; <em>y</em>_!</p>'
    assert tree('<p>"<code>x</code>"; <em>y</em>!</p>', 'fr') == expected


def test_deep_tree():
    """A tree of any depth is set."""
    root = element = etree.Element('p')
    for _ in range(5000):
        element = etree.SubElement(element, 'b')
    element.text = '"x"'
    set_type([root], 'en')
    assert element.text == '“x”'


@given(ANY_TEXT, st.sampled_from(LANGUAGES))
def test_words_stay(text, lang):
    """No letter or digit is changed, lost, doubled or moved."""
    assert words(set_text(text, lang)) == words(text)


@given(TYPED, st.sampled_from(LANGUAGES))
def test_idempotent(text, lang):
    """Setting what is set changes nothing."""
    once = set_text(text, lang)
    assert set_text(once, lang) == once


@given(TYPED, st.sampled_from(LANGUAGES))
def test_no_straight_quote_stays(text, lang):
    """Every straight quote becomes a mark."""
    assert not set(set_text(text, lang)) & set('"\'')


@given(TYPED, st.lists(st.integers(0, 40), max_size=6), st.sampled_from(LANGUAGES))
def test_inline_elements_change_nothing(text, cuts, lang):
    """A line cut anywhere by inline elements reads as the line without them."""
    bounds = [0, *sorted(cuts), len(text)]
    root = etree.Element('p')
    for start, end in pairwise(bounds):
        etree.SubElement(root, 'b').text = text[start:end]
    set_type([root], lang)
    assert ''.join(root.itertext()) == set_text(text, lang)


@given(PIECES, st.sampled_from(LANGUAGES))
def test_tree_is_idempotent_and_keeps_words(pieces, lang):
    """In a tree with breaks, code and other languages too, words stay and a second setting changes nothing."""
    root = etree.Element('p')
    for tag, text, tail in pieces:
        child = etree.SubElement(root, tag)
        child.text, child.tail = (None if tag == 'br' else text), tail
        if tag == 'i':
            child.set('lang', 'fr')
    before = words(''.join(root.itertext()))
    set_type([root], lang)
    once = etree.tostring(root)
    assert words(''.join(root.itertext())) == before
    set_type([root], lang)
    assert etree.tostring(root) == once


@pytest.mark.parametrize('unit', ['"', "'", "'a ", '"a ', 'a" ', '1-', ' ', "s' ", '« ', '"\'', '. ', 'A. ', '...'])
def test_long_lines_are_set_in_time(unit):
    """No repetition makes the time grow faster than the text."""
    start = time.process_time()
    set_text(unit * 20_000, 'fr')
    set_text(unit * 20_000, 'en')
    assert time.process_time() - start < 5
