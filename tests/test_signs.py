"""The signs by which rules of Markdown are spared: what comes out is the same with them and without."""

from pathlib import Path

import markdown
import pytest

from chapbook.markup import signs
from chapbook.markup.convert import EXTENSIONS
from chapbook.markup.extensions import Chapbook

BOOKS = sorted((Path(__file__).parent / 'books').glob('page-*/index.md'))
# One line or block for each rule, alone and beside others that lack its sign.
SAMPLES = (
    'A `code` and ``a ` tick``, \\`none\\`, \\*none\\*, a line\\\nand  \nanother.',
    'A [link](https://a.b), a [text][one], [short], ![a](a.png), ![a][one], ![one].',
    '[one] [two][short]\n\n[one]: https://a.b "One"\n[short]:\n  https://c.d',
    'An ^[inline note], a [span]{.small}, a note[^1].\n\n[^1]: Its *words*.\n\n    And more.',
    'See https://a.b/c, www.d.e and [[a page|of ours]].',
    '<https://a.b> <a@b.c> <b>bold</b> &amp; &copy; AT&T.',
    'One\n===\n\nTwo\n---\n\n# Three #\nfour\n\n### Five',
    '> A quotation\n> of two lines\n\nfor\n> another',
    'A term\n:   its meaning\n\nAn HTML page.\n\n*[HTML]: A language',
    'a | b\n--- | ---\n1 | 2\n\n| c |\n|---|\n| 3 |',
    '::: verse\nA line\n  another\n:::\n\n\\newpage\n\nwords\n::: note\n- a\n- b\n:::',
    'Prose\nof two lines\n\n"Quoted" prose\n“again”\n\nA line\n- no list\n\nno title\n ===\n\nA line\n: no meaning\n',
    'a | b\nc | d\n\na line\n    indented\n\na line\n> quoted\n\n1\n\n- an item\n\n    its words\n- another\nwrapped',
    '*em* **strong** ***both*** _em_ ~~gone~~\n\n***\n\n1. one\n2. two\n\n    code',
)


@pytest.mark.parametrize('text', [*SAMPLES, *(path.read_text('utf-8').split('---\n', 2)[2] for path in BOOKS)])
def test_no_rule_is_missed(text):
    """Whatever stands in a text, sparing the rules changes no byte of its XHTML."""
    plain, spared = (
        markdown.Markdown(
            extensions=[*dict.fromkeys(name for name, _ in EXTENSIONS), Chapbook()], output_format='xhtml'
        )
        for _ in range(2)
    )
    signs.spare(spared, text)
    assert spared.convert(text) == plain.convert(text)
