"""No note is lost where a page ends with the line that calls it."""

from pathlib import Path

import pytest

from chapbook import check
from chapbook.compose import print_document
from chapbook.editions import pdf
from chapbook.markup import parse
from chapbook.pages import A5, HALF_LETTER
from chapbook.project import find_texts, read_manuscript
from chapbook.theme import load_theme

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize('page', [A5, HALF_LETTER], ids=lambda page: page.name)
def test_every_note_of_a_text_is_on_its_pages(page):
    """The text that ships calls a note on a page’s last line, where WeasyPrint by itself loses it on Letter."""
    text, *_ = find_texts(ROOT, ['socialism-from-below'])
    book = parse(read_manuscript(text, ROOT))
    file = pdf.render(print_document(book, load_theme(ROOT), page))
    assert sorted(check.hear(file.data).notes) == [note.number for note in book.notes]
    assert check.audit(book, {page.name: file.data}) == ()
