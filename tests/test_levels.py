"""Levels of lines: a word in a script that the theme’s face lacks moves no line of the page."""

from contextlib import nullcontext

import pytest
from judges import judge
from pamphlets import MADE
from test_page_ends import STYLE, talk
from weasyprint.formatting_structure import boxes

from chapbook.original import Original
from chapbook.pages import PrintDocument
from chapbook.typesetting import levels
from chapbook.typesetting.engine import faces, lay_out

LEADING_PX = 14 * 4 / 3
WORDS = {'face-hebrew': 'שלום', 'face-arabic': 'السلام', 'face-chinese': '漢字仮名', 'face-thai': 'สวัสดี'}


def heights(word):
    """Return how high each line of a paragraph is with a word in it, in CSS pixels."""
    text = f'<p>{talk(20, 1)} {word} {talk(20, 2)} <em>{word} {word}</em></p>'
    document = PrintDocument(
        f'<html lang="en"><head><title>Levels</title></head><body>{text}</body></html>',
        STYLE, {}, Original('levels', {}), 'urn:levels', MADE,
    )  # fmt: skip
    with faces() as configuration:
        page = lay_out(document, configuration).pages[0]._page_box
        return [
            box.height for box in page.descendants() if isinstance(box, boxes.LineBox) and box.style['font_size'] > 12
        ]


@pytest.mark.parametrize('face', WORDS)
def test_a_word_in_another_script_moves_no_line(face):
    """Every line is as high as the leading, whatever faces its letters come from."""
    judge(face)
    assert heights(WORDS[face]) == pytest.approx([LEADING_PX] * len(heights(WORDS[face])))


def test_it_would_without(monkeypatch):
    """WeasyPrint by itself makes room for the tallest of the faces; when it does not any more, this can go."""
    judge('face-chinese')
    monkeypatch.setattr(levels, 'kept', nullcontext)
    assert max(heights(WORDS['face-chinese'])) > LEADING_PX + 0.5
