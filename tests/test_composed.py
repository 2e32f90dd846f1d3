"""Composed paragraphs on the page: even lines, hanging points, whole words, and nothing that falls apart."""

import re
import statistics
from dataclasses import replace

import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pamphlets import MADE

from chapbook.original import Original
from chapbook.pages import PrintDocument
from chapbook.typesetting import composed as composing
from chapbook.typesetting import paragraphs, pdf

STYLE = """@page {{ size: {}mm 200mm; margin: 10mm }} body {{ margin: 0 }}
p {{ margin: 0; font: 11pt/14pt "EB Garamond"; text-align: justify; hyphens: auto; hyphenate-limit-chars: 6 2 3 }}"""
XHTML = '<html lang="en"><head><title>Bare</title></head><body><p>{}</p></body></html>'
MM = 72 / 25.4
TALK = (
    'The committee met on Thursdays in a room above the bakery, and whoever came had a vote; “nobody asked for cards,” '
    'she remembered, “and nobody counted chairs.” Representation, in that neighbourhood, was a rota, not a rank. '
) * 4
PIECES = (
    'word', '<em>stressed</em>', 'over<em>lapping</em>', 'self-made', 'https://example.org/a/b', 'Ωμέγα', 'straße',
    '<b>bold</b>,', '“quoted”', 'half-<i>way</i>', 'e\u0301tude', 'zero\u200dwidth', 'soft\u00adhyphen', '—', 'x' * 90,
)  # fmt: skip
# A hyphen at the end of a line, as PDFium gives it.
HYPHEN = '\u2010\ufffe\x02'


def document(text, width_mm, **more):
    """Return a text in one paragraph, composed for bare pages of a width, 10 mm of it margin on either side."""
    xhtml, css = XHTML.format(text), STYLE.format(width_mm)
    return PrintDocument(xhtml, css, {}, Original('bare', {}), 'urn:bare', MADE, **more)


def printed(text, width_mm, **more):
    """Return the PDF of such a text."""
    return pdf.render(document(text, width_mm, **more)).data


def printed_in(lang, text, width_mm):
    """Return the PDF of a text in another language."""
    english = document(text, width_mm)
    return pdf.render(replace(english, xhtml=english.xhtml.replace('lang="en"', f'lang="{lang}"'))).data


def pages(data):
    """Return the text of each page."""
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data)]


def words_of(data):
    """Return the words of a PDF, with those put together again that a hyphen parts."""
    return re.sub(rf'[{HYPHEN}]\s*', '', ' '.join(pages(data))).split()


def lines(text, width_mm):
    """Return where the lines of a text begin and end on its first page."""
    return ends_of(printed(text, width_mm))


def ends_of(data):
    """Return where the lines of the first page of a PDF begin and end."""
    words = pypdfium2.PdfDocument(data)[0].get_textpage()
    rows = {}
    for left, bottom, right, _ in (words.get_rect(number) for number in range(words.count_rects())):
        rows.setdefault(round(bottom / 14), []).append((left, right))
    return [(min(row)[0], max(row)[1]) for row in rows.values()]


def test_every_line_but_the_last_fills_the_measure():
    """Lines end at the margin, or hang a point or a hyphen over it by no more than the sign is wide."""
    ends = [right for _, right in lines(TALK, 128)][:-1]
    assert len(ends) > 6
    assert all(118 * MM - 3 < right < 118 * MM + 4 for right in ends)


def test_a_quotation_mark_hangs_in_the_margin():
    """A line that begins with a quotation mark begins left of the margin, so that its letters stand under others."""
    assert min(left for left, _ in lines('“Well,” ' * 120, 90)) < 10 * MM - 0.5


def test_nothing_hangs_before_the_first_line_where_a_style_says_so():
    """With `--hang-first: none` the first line of a paragraph begins at the margin, the next hang."""
    english = document('“Well,” ' * 120, 90)
    held = replace(english, css=english.css + ' body { --hang-first: none }')
    first, *others = [left for left, _ in ends_of(pdf.render(held).data)]
    assert first > 10 * MM - 0.2
    assert min(others) < 10 * MM - 0.5


def floating(height):
    """Return a box at the right, so high."""
    return f'</p><div style="float: right; width: 34mm; height: {height}"></div><p>'


def test_what_stands_below_a_box_is_composed():
    """Paragraphs below one that floats are set as they would be without it, though they begin on its page."""
    alone = pages(printed(TALK, 80))[0].split('\n')
    below = pages(printed(f'{floating("13pt")}Beside.</p><p>{TALK}', 80))[0].split('\n')
    assert below[1:] == alone


def test_no_three_lines_beside_a_box_end_in_a_hyphen():
    """Beside one that floats no more than two lines in a row do either, though they are set one by one."""
    text = 'Representation, neighbourhood understanding, extraordinary considerations and particular administration. '
    rows = pages(printed(f'{floating("150mm")}{text * 6}', 90))[0].split('\n')
    hyphens = [bool(re.search(f'[{HYPHEN}]\\s*$', row)) for row in rows]
    assert sum(hyphens) > 4
    assert not any(map(all, zip(hyphens, hyphens[1:], hyphens[2:], strict=False)))


def test_letters_that_a_break_adds_are_drawn_and_not_told(monkeypatch):
    """Hungarian breaks “asszony” into “asz-szony”: so it is drawn, within the measure, and the words stay whole."""
    theirs, drawn = composing._slice, set()

    def slices(*given):
        found = theirs(*given)
        drawn.add((found[0].split()[-1], (found[3] or found[0]).split()[-1]))
        return found

    monkeypatch.setattr(composing, '_slice', slices)
    text = 'Az asszony a hosszú úton meggyőzte a loccsanó poggyászos öccsét, és meghosszabbította az eddzést. ' * 9
    for width_mm in (60, 75, 90):
        data = printed_in('hu', text, width_mm)
        assert words_of(data) == text.split()
        assert max(right for _, right in ends_of(data)) < (width_mm - 10) * MM + 4
    changed = {(shown, told) for shown, told in drawn if shown != told}
    assert len(changed) > 2
    assert changed <= {
        ('asz‐', 'as‐'), ('hosz‐', 'hos‐'), ('meghosz‐', 'meghos‐'), ('locs‐', 'loc‐'), ('pogy‐', 'pog‐'),
        ('öcs‐', 'öc‐'), ('edz‐', 'ed‐'),
    }  # fmt: skip


def test_ragged_lines_are_nearly_alike():
    """Lines that end where their words do fall short more evenly than if each took all it holds, and by no hyphen."""
    style = STYLE.format(100).replace('justify', 'start').replace('hyphens: auto', 'hyphens: none')
    uneven = []
    for composed in (True, False):
        data = pdf.render(replace(document(TALK * 2, 100, composed=composed), css=style)).data
        assert words_of(data) == (TALK * 2).split()
        shortfalls = [90 * MM - right for _, right in ends_of(data)][:-1]
        assert min(shortfalls) > -1
        uneven.append((max(shortfalls), statistics.pstdev(shortfalls)))
    assert uneven[0][0] < uneven[1][0]
    assert uneven[0][1] < 0.8 * uneven[1][1]


@pytest.mark.parametrize('width_mm', [60, 80, 128])
def test_no_word_is_lost_at_any_measure(width_mm):
    """Every word is there, in order, in a narrow column as in a wide one."""
    assert words_of(printed(TALK, width_mm)) == TALK.split()


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=60))
def test_anything_may_stand_in_a_paragraph(pieces):
    """Emphasis inside words, addresses, joiners, soft hyphens and words wider than the line: nothing is lost."""
    unheard = rf'[\s\u200d\u00ad{HYPHEN}-]|<[^>]+>'
    wanted, found = ' '.join(pieces), ' '.join(pages(printed(' '.join(pieces), 90)))
    assert re.sub(unheard, '', found.replace('é', 'e\u0301')) == re.sub(unheard, '', wanted.replace('é', 'e\u0301'))


def test_a_paragraph_of_thousands_of_words_is_set():
    """It runs over as many pages as it needs, and no page of it ends in a hyphen."""
    text = TALK * 24
    data = printed(text, 100)
    assert len(words_of(data)) == len(text.split())
    ends = [page.rstrip()[-1] for page in pages(data)]
    assert len(ends) > 9
    assert not set(HYPHEN + '-') & set(ends)


def test_a_text_may_be_set_line_by_line():
    """`paragraphs: greedy` leaves the breaking of lines to WeasyPrint, and the pages come out otherwise."""
    greedy = printed(TALK, 128, composed=False)
    assert words_of(greedy) == TALK.split()
    assert pages(greedy) != pages(printed(TALK, 128))


def test_dearer_hyphens_are_fewer():
    """The one number of the theme decides between fewer hyphens and more even spaces."""
    cheap, dear = (
        sum(len(re.findall(f'[{HYPHEN}]', page)) for page in pages(printed(TALK * 3, 90, hyphen_cost=cost)))
        for cost in (0.0, 5000.0)
    )
    assert cheap > dear


def letters_at_ends(data):
    """Return the lines of a PDF that end in a word of one letter, but for the last."""
    rows = [row.rstrip() for page in pages(data) for row in page.split('\n')]
    return [row for row in rows[:-1] if re.search(r'(^|[ “„(—])[^\W\d_]$', row)]


@pytest.mark.parametrize(
    ('lang', 'text'),
    [
        ('pl', 'Pani z domu z psem i kotem szła w stronę rynku a za nią w deszczu sąsiad z wozem. '),
        ('cs', 'Pes a kočka s myší v domě u lesa čekali k večeru na pána i paní z města a z vesnice. '),
        ('sk', 'Pes a mačka s myšou v dome o jednej čakali k večeru na pána i pani z mesta a z dediny. '),
    ],
)  # fmt: skip
def test_no_line_ends_in_a_word_of_one_letter_where_the_language_minds(lang, text):
    """After Polish, Czech and Slovak words of one letter no line ends, though an ordinary space follows them."""
    data = printed_in(lang, text * 12, 90)
    assert words_of(data) == (text * 12).split()
    assert not letters_at_ends(data)


def test_few_lines_end_in_a_word_of_one_letter(monkeypatch):
    """A break after “a” or “I” is dearer than another, after a quotation mark or a dash as well."""
    said = 'Once I saw a cat, and “I asked a man” — a baker — if a cat or a dog is of use in a shop; I said “a cat”. '
    text = said * 12
    dear = letters_at_ends(printed(text, 100))
    monkeypatch.setattr(paragraphs, 'AFTER_LETTER', 0.0)
    assert 2 * len(dear) < len(letters_at_ends(printed(text, 100)))


@pytest.mark.parametrize(
    'before', ['a', 'such a', 'such\u00a0a', 'such\u00a0a ', '(I', '“I', 'said: «a', 'saw — a', 'well—I', 'A']
)
def test_a_break_after_a_word_of_one_letter_costs_something(before):
    """It is told by what stands before it: nothing, any space, a bracket, a quotation mark or a dash."""
    text = f'{before} word'
    costs = [paragraphs._penalty(text, len(text) - 4, lang) for lang in ('en', 'pl')]
    assert costs == [paragraphs.AFTER_LETTER, paragraphs.NEVER_AFTER_LETTER]


@pytest.mark.parametrize('before', ['seen', 'it’s', 'l’a', 'wait …', 'a …', 'a,', 'in 5', 'x²', 'a—', 'II'])
def test_a_break_after_more_or_less_than_a_letter_costs_nothing(before):
    """The last letter of a word, also behind an apostrophe, a number, a sign or an ellipsis is no word of a letter."""
    text = f'{before} word'
    assert paragraphs._penalty(text, len(text) - 4, 'pl') == 0
