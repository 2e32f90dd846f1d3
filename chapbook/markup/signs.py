"""Spares Python-Markdown vain searches: each rule is tried on every stretch of a text, and most find nothing in most.

Where the sign of a rule does not stand, the rule finds nothing either; to look for the sign takes a tenth of the time.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

# Behind the first sign of a line, which may be indented: a pattern that begins with a sign is found at once.
FIRST = r'(?:(?<=^.)|(?<=^ .)|(?<=^  .)|(?<=^   .))'
# Blocks whose every line begins with a letter, or a letter in quotes: no rule about blocks reads more into them.
PROSE = re.compile(r'["“„‘«]?[^\W\d_].*(?:\n["“„‘«]?[^\W\d_].*)*\n?\Z')
# Before any rule about blocks.
FIRST_OF_ALL = 200
# What a text must hold for a search to find anything: a sign, or one of several.
Signs = str | tuple[str, ...]

# What must stand in words for a rule about words to find anything, and in a block for one about blocks.
INLINE: dict[str, Signs] = {
    'backtick': '`', 'escape': '\\', 'chapbook-line-breaks': '\\\n', 'linebreak': '  \n', 'html': '<', 'entity': '&',
    'autolink': '<', 'automail': '<', 'image_link': '![', 'image_reference': '![', 'short_image_ref': '![',
    'reference': '[', 'short_reference': '[', 'link': '[', 'chapbook-notes': '^[', 'chapbook-spans': ']{',
    'chapbook-wiki-links': '[[', 'chapbook-bare-links': ('://', 'www.'),
}  # fmt: skip
# The same of rules that stay untouched, for they are tried on few stretches.
OTHERS: dict[str, Signs] = {'footnote': '[^', 'em_strong': ('*', '_')}
# Behind what takes a text apart, before words are looked into.
BEFORE_WORDS = 25
BLOCKS = {
    'chapbook-page-breaks': '\\', 'chapbook-blocks': ':::', 'table': '|', 'hashheader': '#', 'setextheader': '\n',
    'deflist': ':', 'quote': '>', 'footnote': ']:', 'abbr': '*[', 'reference': ']:',
}  # fmt: skip


def holds(text: str, signs: Signs) -> bool:
    """Tell whether a text holds a sign, or one of several."""
    return signs in text if isinstance(signs, str) else any(map(text.__contains__, signs))


@dataclass(frozen=True, slots=True)
class _Pattern:
    """The pattern of a rule about words, as far as Python-Markdown uses one: tried only where a sign of it stands."""

    signs: tuple[str, ...]
    pattern: re.Pattern[str]

    def finditer(self, text: str, start: int = 0) -> Iterable[re.Match[str]]:
        """Return the matches in a text from a place on."""
        for sign in self.signs:
            if text.find(sign, start) >= 0:
                return self.pattern.finditer(text, start)
        return ()


def spare(converter: Markdown, text: str) -> None:
    """Let a converter try its rules only where they can find something in `text`, in place."""
    for name, sign in INLINE.items():
        signs = (sign,) if isinstance(sign, str) else sign
        if any(each in text for each in signs):
            rule: Any = converter.inlinePatterns[name]
            rule.compiled_re = _Pattern(signs, rule.compiled_re)
        else:
            converter.inlinePatterns.deregister(name)
    _spare_plain_words(converter)
    blocks = converter.parser.blockprocessors
    for name, sign in BLOCKS.items():
        if name in blocks:
            rule = blocks[name]
            rule.test = _test(sign, rule.test)
    blocks.register(_Prose(converter.parser), 'chapbook-prose', FIRST_OF_ALL)


class _Prose(BlockProcessor):
    """Makes blocks that can be nothing else paragraphs, before any other rule is tried on them."""

    def test(self, parent: Element, block: str) -> bool:  # noqa: ARG002 - as Python-Markdown calls it
        """Tell whether a block is such a one."""
        return PROSE.match(block) is not None

    def run(self, parent: Element, blocks: list[str]) -> None:
        """Make the first block a paragraph, by Python-Markdown’s own rule."""
        self.parser.blockprocessors['paragraph'].run(parent, blocks)


def _spare_plain_words(converter: Markdown) -> None:
    """Let no rule be tried on words without any sign, unless a rule is not known here, or abbreviations are sought."""
    rules, steps = converter.inlinePatterns, converter.treeprocessors
    known = [sign for name, sign in (INLINE | OTHERS).items() if name in rules]
    if len(known) == len(rules) and 'abbr' not in steps:
        signs = chain.from_iterable((sign,) if isinstance(sign, str) else sign for sign in known)
        steps.register(_PlainWords(converter, tuple(dict.fromkeys(signs))), 'chapbook-plain-words', BEFORE_WORDS)


class _PlainWords(Treeprocessor):
    """Marks words without any sign as read."""

    def __init__(self, converter: Markdown, signs: tuple[str, ...]) -> None:
        super().__init__(converter)
        self.signs = signs

    def run(self, root: Element) -> None:
        """Mark the words of elements, in place."""
        for element in root.iter():
            if element.text and not holds(element.text, self.signs):
                element.text = AtomicString(element.text)


def _test(sign: str, test: Callable[[Any, str], bool]) -> Callable[[Any, str], bool]:
    """Return the test of a rule about blocks, tried only where its sign stands."""
    return lambda parent, block: sign in block and test(parent, block)
