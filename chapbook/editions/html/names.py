"""Names to link to for every paragraph of the web page, which stay the same when the text is edited elsewhere.

A paragraph is named by what it says: the first letters of a digest of its words, whatever their case, accents and
punctuation. So a link to it goes on leading there until its own words are changed, and its place does not matter.
"""

import base64
import hashlib
import unicodedata
from collections.abc import Iterable

from lxml.etree import _Element

from chapbook.book import Book

# Thirty bits: among a thousand paragraphs two of one name are as likely as one in two thousand.
LETTERS = 6
NAMED = ('p', 'pre', 'li', 'dt', 'dd', 'table', 'figcaption')
# What the page itself gives to its parts.
OUR_OWN = frozenset('contents contents-title text colophon source share'.split())


class Names:
    """The names that are taken on one page."""

    def __init__(self, book: Book) -> None:
        trees = (section.tree for section in book.sections)
        self._taken = OUR_OWN | {str(name) for tree in trees for name in tree.xpath('.//@id')}

    def give(self, tree: _Element) -> None:
        """Name what has words and no name yet: paragraphs, stanzas, items, tables, captions; not what holds such."""
        for element in tree.iter(*NAMED, 'div'):
            if element.get('id') or not _is_named(element):
                continue
            if words := _letters(element):
                element.set('id', self._free(f'p{_digest(words)}'))

    def _free(self, name: str) -> str:
        """Return a name, with a number where it is taken: the same words twice."""
        number, free = 1, name
        while free in self._taken:
            number += 1
            free = f'{name}-{number}'
        self._taken |= {free}
        return free


def _is_named(element: _Element) -> bool:
    if element.tag == 'div':
        return 'stanza' in (element.get('class') or '').split()
    return not any(child.tag in NAMED for child in element) and _outside(element.iterancestors())


def _outside(ancestors: Iterable[_Element]) -> bool:
    return not any('stanza' in (each.get('class') or '').split() for each in ancestors)


def _letters(element: _Element) -> str:
    """Return the letters and digits of an element, small and without accents, the numbers of notes left out."""
    said = element.xpath('.//text()[not(ancestor::*[contains(concat(" ", @class, " "), " noteref ")])]')
    return ''.join(sign for sign in unicodedata.normalize('NFKD', ''.join(said)).casefold() if sign.isalnum())


def _digest(words: str) -> str:
    return base64.b32encode(hashlib.sha256(words.encode()).digest())[:LETTERS].decode().lower()
