"""Markdown to XHTML, by Python-Markdown; of a long text a copy of the program reads one half."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import partial
from itertools import accumulate
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from markdown.util import STX

from chapbook import beside
from chapbook.markup import signs
from chapbook.markup.extensions import Chapbook

# Each extension of Markdown, and what must be found in a text for it to be worth loading.
EXTENSIONS: tuple[tuple[str, str], ...] = (
    ('footnotes', r'\[\^'),
    ('tables', r'\|'),
    ('attr_list', r'\{'),
    ('def_list', ':'),
    ('abbr', r'\*\['),
    ('md_in_html', '<'),
    ('sane_lists', ''),
    ('pymdownx.superfences', '```'),
    ('pymdownx.superfences', '~~~'),
    ('pymdownx.tilde', '~'),
    ('pymdownx.caret', r'\^[^\s^\[\]]+\^'),
    ('pymdownx.mark', '=='),
)
CONFIGS = {'pymdownx.caret': {'insert': False}}
# After the notes have been put behind the text, before words are looked into, which takes longest.
BEFORE_WORDS = 30


def convert(texts: Sequence[str]) -> list[str]:
    """Return each of the texts, which make one book, as XHTML."""
    letters = sum(map(len, texts))
    if not beside.is_worth(letters):
        return [_convert(text) for text in texts]
    halves = beside.in_halves(partial(_half_of, texts), (0, 1), letters)
    return ['\n'.join(filter(None, parts)) for parts in zip(*halves, strict=True)]


def _half_of(texts: Sequence[str], number: int) -> list[str]:
    """Return one half of the XHTML: of a text that is most of the book a half, of the others every other one."""
    most = sum(map(len, texts)) / 2
    return [
        _convert(text, number) if len(text) > most else _convert(text) if place % 2 == number else ''
        for place, text in enumerate(texts)
    ]


def _convert(text: str, half: int | None = None) -> str:
    """Return a text as XHTML, or the first or the second half of it."""
    names = dict.fromkeys(name for name, trigger in EXTENSIONS if re.search(trigger, text))
    converter = Markdown(extensions=[*names, Chapbook()], extension_configs=CONFIGS, output_format='xhtml')
    signs.spare(converter, text)
    if re.search(r'<a\s', text, re.IGNORECASE):
        # An address inside a link of raw HTML would become a link in a link.
        converter.inlinePatterns.deregister('chapbook-bare-links', strict=False)
    if half is not None:
        converter.treeprocessors.register(_Half(half), 'chapbook-half', BEFORE_WORDS)
    return converter.convert(text)


class _Half(Treeprocessor):
    """Leaves half of the blocks: notes, links and abbreviations are known by then, wherever they are defined."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number

    def run(self, root: Element) -> None:
        """Take the blocks of the other half out of the tree."""
        ends = list(accumulate(sum(len(element.text or '') for element in block.iter()) for block in root))
        middle = bisect_left(ends, ends[-1] / 2) if ends else 0
        # Blank lines are kept where raw HTML, for which a mark stands here, meets its neighbours.
        while middle < len(root) and any(STX in (block.text or '') for block in root[max(0, middle - 1) : middle + 1]):
            middle += 1
        if self.number:
            del root[:middle]
        else:
            del root[middle:]
