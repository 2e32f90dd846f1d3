"""Markdown to XHTML, by Python-Markdown; of a long text a copy of the program reads one half."""

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import partial
from importlib import import_module
from itertools import accumulate
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from markdown.util import STX

from chapbook.beside import beside, in_halves, is_worth
from chapbook.markup import signs
from chapbook.markup.extensions import Chapbook

# Each extension of Markdown, and what must be found in a text for it to be worth loading. They go by their modules: to
# look shorter names up among all packages that are installed takes longer than a short text.
EXTENSIONS: tuple[tuple[str, str], ...] = (
    ('markdown.extensions.footnotes', r'\[\^'),
    ('markdown.extensions.tables', r'\|'),
    ('markdown.extensions.attr_list', r'\{'),
    ('markdown.extensions.def_list', ':'),
    ('markdown.extensions.abbr', r'\*\['),
    ('markdown.extensions.md_in_html', '<'),
    ('markdown.extensions.sane_lists', ''),
    ('pymdownx.highlight', '```|~~~'),
    ('pymdownx.superfences', '```|~~~'),
    ('pymdownx.tilde', '~'),
    ('pymdownx.caret', r'\^[^\s^\[\]]+\^'),
    ('pymdownx.mark', '=='),
)
CONFIGS: dict[str, dict[str, bool | str]] = {
    'pymdownx.caret': {'insert': False},
    # Code is black on paper; to mark its words up, where Pygments happens to be there, would only make files larger.
    'pymdownx.highlight': {'use_pygments': False, 'css_class': ''},
}
# After the notes have been put behind the text, before words are looked into, which takes longest.
BEFORE_WORDS = 30


def convert(texts: Sequence[str]) -> list[str]:
    """Return each of the texts, which make one book, as XHTML."""
    letters = sum(map(len, texts))
    longest = max(texts, key=len, default='')
    if is_worth(letters) and len(longest) * 2 > letters:
        return [_convert_in_halves(text) if text is longest else _convert(text) for text in texts]
    return in_halves(_convert, texts, letters)


def _convert(text: str) -> str:
    return _converter(text).convert(text)


def _convert_in_halves(text: str) -> str:
    """Return a text as XHTML; a copy of the program looks into the words of its second half."""
    converter = _converter(text)
    with ExitStack() as copies:
        halves = _Halves(converter, copies, len(text))
        converter.treeprocessors.register(halves, 'chapbook-halves', BEFORE_WORDS)
        return '\n'.join(filter(None, (converter.convert(text), halves.second())))


def _converter(text: str) -> Markdown:
    """Return what converts a text, with no more rules than it needs."""
    names = dict.fromkeys(name for name, trigger in EXTENSIONS if re.search(trigger, text))
    extensions = [import_module(name).makeExtension(**CONFIGS.get(name, {})) for name in names]
    converter = Markdown(extensions=[*extensions, Chapbook()], output_format='xhtml')
    signs.spare(converter, text)
    if re.search(r'<a\s', text, re.IGNORECASE):
        # An address inside a link of raw HTML would become a link in a link.
        converter.inlinePatterns.deregister('chapbook-bare-links', strict=False)
    return converter


class _Halves(Treeprocessor):
    """Leaves the first half of the blocks: notes, links and abbreviations are known by then, wherever defined."""

    def __init__(self, converter: Markdown, copies: ExitStack, letters: int) -> None:
        super().__init__(converter)
        self.copies = copies
        self.letters = letters
        self.second: Callable[[], str] = str
        """Waits for the XHTML of the second half."""

    def run(self, root: Element) -> None:
        """Take the second half of the blocks out of the tree, and let it be converted beside the first."""
        middle = _middle(root)
        rest = Element(root.tag)
        rest[:] = root[middle:]
        del root[middle:]
        self.second = self.copies.enter_context(beside(partial(self._finish, rest), self.letters))

    def _finish(self, root: Element) -> str:
        """Return blocks as XHTML, by the steps of Python-Markdown that come after this one."""
        steps = list(self.md.treeprocessors)
        for step in steps[steps.index(self) + 1 :]:
            step.run(root)
        text = self.md.serializer(root).strip().removeprefix(f'<{root.tag}>').removesuffix(f'</{root.tag}>').strip()
        for last in self.md.postprocessors:
            text = last.run(text)
        return text.strip()


def _middle(root: Element) -> int:
    """Return how many of the blocks of a text are the first half of its letters."""
    ends = list(accumulate(sum(len(element.text or '') for element in block.iter()) for block in root))
    middle = bisect_left(ends, ends[-1] / 2) if ends else 0
    # Blank lines are kept where raw HTML, for which a mark stands here, meets its neighbours.
    while middle < len(root) and any(STX in (block.text or '') for block in root[max(0, middle - 1) : middle + 1]):
        middle += 1
    return middle
