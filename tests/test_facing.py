"""Facing pages: they end on the same line, and what stands on them is what stood there before."""

from types import SimpleNamespace

import pytest
from test_page_ends import STYLE, TEXT, opened, talk

from chapbook.typesetting import facing, page_ends

# Paragraphs of two lines are never parted: a page of them alone has nothing that could take a line more or less.
SHORT = ''.join(f'<p>{talk(24 + seed % 3 * 9, seed)}</p>' for seed in range(150))


def feet(pages):
    """Return where the last line of each page stands, in half lines."""
    found = []
    for page in pages:
        words = page.get_textpage()
        found.append(min(round(words.get_rect(number)[1] / 7) for number in range(words.count_rects())))
    return found


def unlike(text):
    """Return how many spreads end on two lines, but for the last, and all words."""
    pages = list(opened(text))
    ends = feet(pages[:-1])
    words = ' '.join(page.get_textpage().get_text_range() for page in pages)
    return sum(abs(left - right) > 1 for left, right in zip(ends[1::2], ends[2::2], strict=False)), words


@pytest.mark.parametrize('text', [TEXT, SHORT])
def test_facing_pages_end_on_the_same_line(monkeypatch, text):
    """Where one of them cannot be filled the other is left short as well; no word is lost or doubled."""
    with_both, words = unlike(text)
    monkeypatch.setattr(facing._Spreads, '_facing', lambda *_: None)
    alone, words_alone = unlike(text)
    assert with_both < alone or alone == 0
    assert sorted(bare(words)) == sorted(bare(words_alone))


def done(above, badness=0.0):
    """Return a page as it was laid out: how far above its bottom it ends, and how badly."""
    sheet = SimpleNamespace(children=[None, SimpleNamespace(children=())])
    return facing._Done(None, None, None, None, page_ends.Trial((sheet, None), badness, 0, above, 14.0, {}), None)


@pytest.mark.parametrize(('first', 'second', 'tried'), [(0.0, 14.0, [14.0, 28.0]), (14.0, 0.0, [28.0])])
def test_both_pages_end_a_line_higher_where_one_cannot_end_where_the_other_does(monkeypatch, first, second, tried):
    """Of two that end one line apart both end two lines short, if that can be had, and else they are as they were."""
    asked = []

    def again(_, _page, given=0.0, *, as_it_was=False):
        asked.append(given)
        return done(given, 0.0 if (possible and given == 28.0) or as_it_was else 100.0)

    monkeypatch.setattr(facing._Spreads, '_again', again)
    monkeypatch.setattr(facing._Spreads, '_next', lambda _, _job, given=0.0: done(given))
    for possible, left in ((True, []), (False, [first])):
        asked.clear()
        last = facing._Spreads(None)._both(done(first), done(second))
        assert asked == tried + left
        assert last.above == (28.0 if possible else 0.0)


def bare(words):
    """Return the letters of some words."""
    return [letter for letter in words if letter.isalpha()]


def test_what_the_text_ends_itself_is_left_alone():
    """A page that ends early for a break of the text is not matched by the page that it faces."""
    text = ''.join(f'<p>{talk(160, seed)}</p>' for seed in range(2)) + '<p style="break-before: page">'
    ends = feet(opened(text + talk(160, 9) + '</p>' + TEXT))
    assert max(ends) > min(ends) + 4


def test_the_foot_is_where_it_was():
    """A page that is left short keeps its size and its margins: what stands in them does not move."""
    style = STYLE.replace('margin: 10mm', '@bottom-center { content: "n" } margin: 10mm')
    places = {round(folio(page), 2) for page in opened(SHORT, style)}
    assert len(places) == 1


def folio(page):
    """Return how high what stands in the margin below a page does."""
    words = page.get_textpage()
    return min(words.get_rect(number)[1] for number in range(words.count_rects()))
