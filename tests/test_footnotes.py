"""Notes at the foot: white space, long notes over several pages, and where the last of them go."""

import re

import pytest
from pamphlets import BOTTOM, TOP, body, furniture, join, lines, made, measure, printed, runs, text_pages, tree

from chapbook.typesetting import footnotes

SENTENCE = 'A sentence of the note, which is number {} of very many and goes on for a while.'
NOTE = ' '.join(SENTENCE.format(number) for number in range(120))


def notes_of(page_runs):
    """Return the lines of the notes of a page."""
    return [line for line in lines(body(page_runs)) if line.size == 8.5]


def test_a_note_longer_than_a_page_goes_on_over_pages():
    """Each of its words stands on a page once, in order, between the margins."""
    pages = measure(printed(f'Words.^[{NOTE}] More words.').data)[2:-1]
    words = join(run for page in pages for line in notes_of(page) for run in line.runs)
    assert words.removeprefix('1').strip() == NOTE
    assert len(pages) > 2


def test_a_note_over_pages_is_one_note():
    """A listener hears it whole, after the paragraph that calls it."""
    note = max(tree('page-notes').all('Note'), key=lambda heard: len(heard.text))
    assert len({run.page for run in note.pieces}) > 1
    assert [kid.type for kid in note.kids] == ['Lbl', 'P']


def test_a_line_where_a_note_goes_on_fills_the_measure():
    """The last line before the break is justified like any other."""
    page = next(page for page in text_pages('page-notes') if any('19' in run.text for run in page if run.size == 8.5))
    last = notes_of(page)[-1]
    assert last.right - last.left > 300


def test_notes_never_run_into_the_text():
    """The first line of the notes stands below the last of the text, and the last above the folio."""
    for page in text_pages('page-notes'):
        notes, text = notes_of(page), [line for line in lines(body(page)) if line.size > 8.5]
        assert not notes or notes[0].baseline - text[-1].baseline >= 10.5


def test_a_long_note_leaves_room_for_the_text():
    """Where text and the rest of a note share a page, the text has a quarter of it."""
    firsts = [notes_of(page)[0].baseline for page in text_pages('page-notes') if notes_of(page)]
    assert min(firsts) > TOP + (BOTTOM - TOP) / 4


def test_no_note_goes_on_to_the_back_cover():
    """What is left of the notes when the text is over has pages of its own, numbered like the others."""
    pages = measure(printed(f'Words.^[{NOTE}]').data)
    assert notes_of(pages[-1]) == []
    alone = [page for page in pages[2:-1] if all(line.size == 8.5 for line in lines(body(page)))]
    assert alone
    assert all(any(run.text.strip().isdecimal() for run in furniture(page)) for page in alone)


def test_lines_of_the_source_are_no_lines_of_the_page():
    """A note wrapped in its source, or with blank lines between its blocks, is set like any text."""
    wrapped = printed('Words.[^1]\n\n[^1]: One\n    two\n    three.\n\n    - four\n    - five\n')
    found = [line.text.strip() for line in notes_of(measure(wrapped.data)[2])]
    assert [' '.join(line.split()) for line in found] == ['1 One two three.', '– four', '– five']


def test_a_table_in_a_long_note_goes_on_in_each_of_its_cells():
    """Where a note is parted within a row, one cell may be over and the other goes on; each word stands once."""
    words, more = ' '.join(f'a{number}' for number in range(150)), ' '.join(f'b{number}' for number in range(400))
    file = printed(
        f'Words.[^1]\n\n[^1]: A note.\n\n    | one | two |\n    |---|---|\n    | {words} | {more} |\n\n    After.\n'
    )
    pages = [' '.join(line.text for line in notes_of(page)) for page in measure(file.data)]
    for letter, count in (('a', 150), ('b', 400)):
        assert [*map(int, re.findall(rf'{letter}(\d+)', ' '.join(pages)))] == [*range(count)]
    assert pages[-2].endswith('After.')


def test_notes_keep_their_order_and_numbers():
    """However they move from page to page, notes follow each other as their calls do."""
    numbers = [run.text.strip() for page in runs('page-notes') for line in notes_of(page) for run in line.runs[:1]]
    told = [int(number) for number in numbers if number.isdecimal()]
    assert told == list(range(1, len(told) + 1))


def test_two_calls_side_by_side_are_two_numbers():
    """A comma stands between them."""
    text = next(each.text for each in tree('page-notes').all('P') if each.text.startswith('Emphasis'))
    assert '31,32' in text.replace(' ', '')


def test_another_version_sets_notes_by_itself(monkeypatch):
    """Parting reaches into WeasyPrint 70.0; any other version is left as it is."""
    monkeypatch.setattr(footnotes.weasyprint, '__version__', '71.0')
    theirs = footnotes.page.remake_page
    with footnotes.parted():
        assert footnotes.page.remake_page is theirs


def test_what_was_reached_into_is_put_back():
    """After a layout WeasyPrint is as it was, even where the layout failed."""
    theirs = [getattr(footnotes.LayoutContext, name) for name in footnotes.METHODS]
    with pytest.raises(ZeroDivisionError), footnotes.parted():
        raise ZeroDivisionError
    assert [getattr(footnotes.LayoutContext, name) for name in footnotes.METHODS] == theirs


def test_every_case_is_laid_out_without_a_word_from_weasyprint():
    """The parts of notes leave no anchor twice, no box without a place."""
    assert made('page-notes').problems == ()
