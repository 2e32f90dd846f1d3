"""How pages end: full, in whole words, and facing pages on the same line where their paragraphs can bear it."""

from contextlib import nullcontext
from random import Random
from types import SimpleNamespace

import pypdfium2
import pytest
from pamphlets import GRID, MADE, body, lines, measure, printed, text_pages

from chapbook.original import Original
from chapbook.pages import PrintDocument
from chapbook.paragraph import Fitted
from chapbook.typesetting import facing, page_ends, pdf
from chapbook.typesetting.composed import Piece
from chapbook.typesetting.plans import Plan

STYLE = """@page { size: 128mm 120mm; margin: 10mm 10mm calc(110mm - 280pt) } body { margin: 0 }
p { margin: 0; font: 11pt/14pt "EB Garamond"; text-align: justify; hyphens: auto; orphans: 2; widows: 2 }"""
LINES = 20
WORDS = """the of and to in is that it was for on with as be by at from they which one you were all her there been their
has would what will more when who out said about up into than its time only some could these two may then other do first
any my now such like our over man even most made after also did many before must through years where much your way well
should because each just those people how little state good very make world still own see men work long here between
both life being under never day same another know while last might us great old year off come since against go came
right used take three committee neighbourhood representation understanding particular""".split()


def talk(words, seed):
    """Return so many words of talk, never the same for another seed."""
    chosen = Random(seed)  # noqa: S311 - no secret
    return ' '.join(chosen.choice(WORDS) for _ in range(words)).capitalize() + '.'


# Paragraphs of a dozen lines, and between them some of two, which are never parted.
TEXT = ''.join(f'<p>{talk(160, seed)}</p><p>{talk(15, seed + 100)}</p>' for seed in range(16))


def opened(text, style=STYLE):
    """Return the pages of a text."""
    document = PrintDocument(
        f'<html lang="en"><head><title>Ends</title></head><body>{text}</body></html>',
        style, {}, Original('ends', {}), 'urn:ends', MADE,
    )  # fmt: skip
    return pypdfium2.PdfDocument(pdf.render(document).data)


# The page of a zine: a narrow column, on which many lines end in a hyphen.
SMALL = """@page { size: 74mm 105mm; margin: 8mm 7mm 12mm } body { margin: 0 }
p { margin: 0; font: 8.5pt/10.5pt "EB Garamond"; text-align: justify; hyphens: auto; orphans: 2; widows: 2 }"""


@pytest.mark.parametrize('before', range(12, 28))
def test_no_line_of_code_stands_alone(before):
    """A block of code that goes over to the next page leaves two lines there at least, and two behind."""
    document = pypdfium2.PdfDocument(printed('Words.\n\n' * before + '```\none\ntwo\nthree\nfour\n```\n').data)
    pages = [page.get_textpage().get_text_range().split() for page in document]
    found = [[word for word in page if word in ('one', 'two', 'three', 'four')] for page in pages]
    assert [word for page in found for word in page] == ['one', 'two', 'three', 'four']
    assert {len(words) for words in found} <= {0, 2, 4}


@pytest.mark.parametrize('before', range(20, 28))
def test_a_list_takes_nothing_along_to_the_next_page(before):
    """What stands before a list stays where it has room, but for a line that leads to it."""

    def page_of(word, after, quoted='> Quoted'):
        text = 'Words.\n\n' * before + f'{quoted}\n\n{after} one\n{after} two\n{after} three\n\nLast.\n\nEnd.'
        pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(printed(text).data)]
        return next(number for number, words in enumerate(pages) if word in words)

    assert page_of('Quoted', '-') == page_of('Quoted', '')
    assert page_of('These', '-', 'These:') == page_of('one', '-', 'These:')


def lines_by_page(text=TEXT, style=STYLE):
    """Return how many lines each page but the last has, and the last sign of each."""
    found = []
    for page in opened(text, style):
        words = page.get_textpage()
        tops = {round(words.get_rect(number)[1] / 7) for number in range(words.count_rects())}
        found.append((len({top // 2 for top in tops}), words.get_text_range().rstrip()[-1]))
    return found[:-1]


def test_pages_end_on_the_same_line(monkeypatch):
    """Where the next paragraph may not be parted a page is filled by another one that takes a line more or less."""
    with_ends = lines_by_page()
    monkeypatch.setattr(facing, 'weighed', lambda _: nullcontext())
    without = lines_by_page()
    assert len(without) > 6
    assert sum(count < LINES for count, _ in without) > sum(count < LINES for count, _ in with_ends)


@pytest.mark.parametrize('style', [STYLE, SMALL])
def test_no_page_ends_in_a_hyphen(style):
    """However often a page is laid out again, and however small it is, its last word is whole."""
    assert not {sign for _, sign in lines_by_page(style=style)} & set('-\u2010\x02\ufffe')


def noted(seed):
    """Return paragraphs with notes at the foot, some of many lines."""
    chosen = Random(seed)  # noqa: S311 - no secret
    note = '<span style="float: footnote; footnote-policy: line; font: 7pt/8.75pt EB Garamond">Note: {}</span>'
    found = []
    for number in range(24):
        words = talk(chosen.randint(30, 160), seed * 100 + number).split()
        for call in range(chosen.randint(0, 2)):
            words[chosen.randrange(len(words))] += note.format(talk(chosen.randint(8, 70), number * 10 + call))
        found.append(f'<p>{" ".join(words)}</p>')
    return ''.join(found)


@pytest.mark.parametrize(('seed', 'style'), [(1, STYLE), (0, SMALL)])
def test_no_page_ends_in_a_hyphen_where_a_note_finds_no_room(seed, style):
    """A page that ends early, because the next line calls a note that is too long for it, ends in a whole word too."""
    pages = opened(noted(seed), style + '::footnote-marker { content: none }')
    ends = [page.get_textpage().get_text_range().split('Note:')[0].rstrip()[-1] for page in pages]
    assert len(ends) > 9
    assert not {*ends} & set('-\u2010\x02\ufffe')


def test_no_page_is_filled_at_the_price_of_hyphens_in_a_row():
    """A paragraph gives no line for it if two of its lines would end in a hyphen, one below the other, for that."""

    def ways(in_a_row):
        return {0: Fitted((1,), (0.5,), 700.0), 1: Fitted((1,), (0.5,), 800.0, in_a_row)}

    def given(in_a_row):
        plan = SimpleNamespace(more={}, alternatives=lambda *_: ways(in_a_row))
        trial = page_ends.Trial((None, None), 10.0, 1, 14.0, 14.0, {0: Piece(plan, 0, 0.0)})
        return [more for _, more, _ in page_ends.Pages(None, None)._alternatives(trial)]

    assert given(0) == [1]
    assert given(1) == []


def test_what_made_a_page_better_stays(monkeypatch):
    """Where a paragraph ends a page better a line longer, and not a line shorter, it is a line longer in the end."""
    plan = Plan(None, None)
    piece = Piece(plan, 0, 0.0)
    composer = SimpleNamespace(
        lines=list, restore=lambda _: None,
        taken=lambda: [dict(plan.more)], retake=lambda taken: plan.__setattr__('more', dict(taken[0])),
    )  # fmt: skip

    def lay_out(*_):
        badness = 20.0 if not plan.more else 10.0 if plan.more[0] == 1 else 30.0
        return page_ends.Trial((None, None), badness, 1, 14.0, 14.0, {0: piece})

    monkeypatch.setattr(page_ends.Start, 'of', lambda _: SimpleNamespace(restore=lambda _: None))
    monkeypatch.setattr(page_ends.Pages, '_lay_out', lay_out)
    monkeypatch.setattr(page_ends.Pages, '_alternatives', lambda *_: [(piece, 1, 0), (piece, -1, 0)])
    monkeypatch.setattr(page_ends, '_whole_at_foot', lambda _: [])
    assert page_ends.Pages(None, composer).settle(None, 14.0).badness == 10.0
    assert plan.more == {0: 1}


def test_notes_stand_once_on_the_page_that_calls_them():
    """A page that is laid out again takes its notes with it: none is lost, doubled, or left on a page of its own."""
    note = '<span style="float: footnote; footnote-policy: line">Note {}.</span></p>'
    parts = TEXT.split('</p>')
    text = ''.join(part + note.format(number) for number, part in enumerate(parts[:-1]))
    pages = [page.get_textpage().get_text_range() for page in opened(text)]
    for number in range(len(parts) - 1):
        assert sum(page.count(f'Note {number}.') for page in pages) == 1


@pytest.mark.parametrize('case', ['page-everything', 'page-lists', 'page-quotations', 'page-tables'])
def test_facing_pages_share_their_lines(case):
    """Text, headings, quotations and tables stand on lines of one leading, which are the same on every page."""
    on_grid = [line for page in text_pages(case) for line in lines(body(page)) if line.size in (11.5, 13, 10)]
    assert len({line.size for line in on_grid}) > 1
    first = min(line.baseline for line in on_grid)
    off = [(line.baseline - first + GRID / 2) % GRID - GRID / 2 for line in on_grid]
    assert max(map(abs, off)) < 0.05


def test_a_table_that_is_set_smaller_stands_on_the_lines_of_the_text():
    """Where its words would find no room otherwise, the type is smaller and the lines are the same."""
    text = next(line for line in lines(body(text_pages('page-words')[1])) if line.size == 11.5)
    rows = [line for line in lines(body(text_pages('page-words')[1])) if line.text.startswith(('https', 'address'))]
    assert [line.size for line in rows] == [8.5, 8.5]
    assert all(abs((line.baseline - text.baseline + GRID / 2) % GRID - GRID / 2) < 0.05 for line in rows)


def test_code_keeps_its_heading():
    """No heading above a block of code is the last line of a page."""
    sections = (
        'Words.\n\n' * (2 + number % 7) + '### Heading\n\n```js\nfirst\n' + 'code\n' * (1 + number % 4) + 'last\n```\n'
        for number in range(60)
    )
    pages = measure(printed('\n'.join(sections), toc=False).data)
    told = [[line.text.strip() for line in lines(body(page))] for page in pages]
    full = [words for words in told if len(words) > 20]
    assert len(full) > 10
    assert 'Heading' not in {words[-1] for words in full}
