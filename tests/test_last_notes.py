"""Notes stand on the page that calls them, and none is lost where a page ends with the line that does."""

from pathlib import Path

import pypdfium2
import pytest
from pamphlets import MADE

from chapbook import check
from chapbook.compose import print_document
from chapbook.markup import parse
from chapbook.original import Original
from chapbook.pages import A5, HALF_LETTER, PrintDocument
from chapbook.project import find_texts, read_manuscript
from chapbook.theme import load_theme
from chapbook.typesetting import pdf

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize('page', [A5, HALF_LETTER], ids=lambda page: page.name)
def test_every_note_of_a_text_is_on_its_pages(page):
    """The text that ships calls a note on a page’s last line, where WeasyPrint by itself loses it on Letter."""
    text, *_ = find_texts(ROOT, ['socialism-from-below'])
    book = parse(read_manuscript(text, ROOT))
    file = pdf.render(print_document(book, load_theme(ROOT), page))
    assert sorted(check.hear(file.data).notes) == [note.number for note in book.notes]
    assert check.audit(book, {page.name: file.data}) == ()


@pytest.mark.parametrize('height_mm', [115, 120])
def test_a_note_stands_on_the_page_that_calls_it(height_mm):
    """Where the second line of a paragraph does not fit, the paragraph goes over, not a note of the lines above it."""
    pages = noted([20 + number * 7 % 23 for number in range(24)], height_mm)
    for number in range(24):
        called, stands = (
            [at for at, text in enumerate(pages) if f'{words}{number}.' in text] for words in ('call', 'Note')
        )
        assert called == stands
        assert len(stands) == 1


def noted(lengths, height_mm):
    """Return the text of each page of paragraphs of so many words, each of which calls a note with its second."""
    note = '<span style="float: footnote; footnote-policy: line">Note{0}.</span>'
    words = 'of the committee and everybody '.split()
    body = ''.join(
        f'<p>of call{number}.{note.format(number)} {" ".join(words[at % 4] for at in range(length))} end.</p>'
        for number, length in enumerate(lengths)
    )
    css = f"""@page {{ size: 90mm {height_mm}mm; margin: 10mm }} body {{ margin: 0 }}
    p {{ margin: 0; font: 11pt/14pt "EB Garamond"; text-align: justify; orphans: 2; widows: 2 }}"""
    xhtml = f'<html lang="en"><head><title>Notes</title></head><body>{body}</body></html>'
    document = PrintDocument(xhtml, css, {}, Original('notes', {}), 'urn:notes', MADE)
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf.render(document).data)]
