"""The words of the Markdown itself, read without Markdown: what a parser lost is missed nowhere else.

This reading knows too little rather than too much. Whatever might be markup is taken away with the words it holds, so
that what is left is text beyond doubt; a word of it that the Book has less often was lost while it was parsed.
"""

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, filterfalse, groupby

from chapbook.book import Book
from chapbook.check.align import gaps
from chapbook.check.words import Spoken
from chapbook.fonts import characters_of
from chapbook.markup.dialects import CONTENTS_SIGNS
from chapbook.markup.signs import FIRST, Signs, holds
from chapbook.problems import Place
from chapbook.project import SourceFile

# HTML elements whose words are no text, or are removed with them.
NO_TEXT = (
    'applet|audio|button|canvas|embed|form|frameset|head|iframe|math|noembed|noframes|noscript|object|script|select|'
    'style|svg|template|textarea|title|video'
)
# What may be markup, in the order it is taken away, behind what a text must hold of it.
MARKUP: tuple[tuple[Signs, str], ...] = (
    ('<!--', r'<!--.*?(?:-->|\Z)'),
    ('<', rf'<({NO_TEXT})\b[^<>]*>.*?</\1\s*>'),
    ('<', r'<[a-z/!?][^<>]*>'),
    # What other Markdowns have: comments, names of boxes, contents, the pages that links lead to.
    ('%%', r'%%(?<![\d%(]%%)(?!%).*?%%'),
    ('[!', r'^> ?\[!\w+\][-+]?'),
    (('!!!', '???'), r'^(?:!!!|\?\?\?\+?)[ \t]+[\w-]+(?:[ \t]+[\w-]+)*'),
    (
        (*CONTENTS_SIGNS, '\\'),
        r'^ {0,3}(?:\[TOC\]|\[\[_?TOC_?\]\]|\{:toc\}|\$\{toc\}|\{\{ ?toc ?\}\}|\\clearpage)[ \t]*$',
    ),
    ('[[', r'!\[\[[^\[\]]*\]\]|\[\[[^\[\]|\n]*\|'),
    # The lines that open fenced blocks and code.
    ((':::', '```', '~~~'), r'^[ \t>]*(?::::|```|~~~)[^\n]*$'),
    # Definitions of abbreviations and links; the labels of notes.
    ('*[', r'^[ ]{0,3}\*\[[^\]\n]*\]:[^\n]*$'),
    (']:', rf'\[{FIRST}(?!\^)[^\]\n]+\]:(?:[ \t]*\n)?[^\n]*(?:\n[ \t]*["\'(][^\n]*$)?'),
    ('[^', r'\[\^[^\]\n]*\]:?'),
    # Pictures, with their descriptions and captions; what stands behind the words of a link.
    ('![', r'!\[(?:[^\[\]]|\[[^\[\]]*\])*\](?:\((?:[^()]|\([^()]*\))*\)|\s?\[[^\]]*\])?'),
    (']', r'(?<=\])\s?(?:\((?:[^()]|\([^()]*\))*\)|\[[^\[\]]*\])'),
    ('{', r'\{[^{}\n]*\}'),
    ('\\', r'^[ \t>]*\\(?:newpage|pagebreak)[ \t]*$'),
    # Whether a task is done.
    (('[ ]', '[x]', '[X]'), r'^[ \t>]*(?:[-*+•]|\d+[.)])[ \t]+\[[ x]\](?=\s)'),
    # The numbers of lists and the label of a caption.
    ('', r'^[ \t>]*(?:\(?(?:\d+|[a-z]|[ivxlcdm]{2,9}|\#)[.)](?=\s)|o(?=\t|  )|Table:(?=\s))'),
)
ESCAPE = re.compile(r'\\(?=[!-/:-@\[-`{-~])')
ENTITY = re.compile(r'&(?:#\d+|#x[0-9a-f]+|\w+);', re.IGNORECASE)
# From the start of a word, and without a way back into it: most words of a text have none.
WITH_ENTITIES = re.compile(rf'(?<!\w)\w*+(?:{ENTITY.pattern}\w*+)+', re.IGNORECASE)
INVISIBLE = re.compile('[\u00ad\u200b-\u200d\u2060\ufeff]')
WORD = re.compile(r'[^\W_]+')
# In how many pieces, at most, a word may be that has markup inside it.
LONGEST_CHAIN = 5


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the source as it is compared, and where it stands."""

    letters: str
    place: Place


def lost_in_parsing(book: Book, spoken: Spoken) -> list[tuple[Word, ...]]:
    """Return the words of the sources, those in a row together, that a Book, which says `spoken`, has less often."""
    told = [_without_markup(source.body) for source in book.sources]
    keys = tuple(chain.from_iterable(map(_split, told)))
    heard = tuple(_split(_plain(_text_of(book, spoken))))
    missing = Counter(keys) - Counter(heard)
    missing -= _parted(keys, missing, heard) if missing else Counter()
    if not missing:
        return []
    rows = Counter(_threes(keys)) - Counter(_threes(heard))
    unmatched = (index for gap in gaps(keys, heard) for index in range(gap.a_start, gap.a_end))
    # What stands between the same neighbours elsewhere was moved: a note is not where it is written.
    lost = [index for index in unmatched if keys[index] in missing and _row(keys, index) in rows]
    words = list(_words(book.sources, told)) if lost else []
    runs = groupby(enumerate(lost), key=lambda pair: pair[1] - pair[0])
    return [tuple(words[index] for _, index in run) for _, run in runs]


def _parted(keys: Sequence[str], missing: Counter[str], heard: Sequence[str]) -> Counter[str]:
    """Return how many of the missing words are pieces of a word that markup runs through."""
    words, row = frozenset(heard), ' '.join(heard)

    def is_heard(chain: str) -> bool:
        # Chinese and Japanese have no spaces: markup may run through a whole sentence.
        return chain in words or (not chain.isascii() and chain in row)

    return Counter(key for index, key in enumerate(keys) if key in missing and any(map(is_heard, _chains(keys, index))))


def _chains(keys: Sequence[str], index: int) -> Iterator[str]:
    """Yield the words that one and its neighbours make when nothing parts them."""
    for start in range(max(0, index - LONGEST_CHAIN + 1), index + 1):
        for end in range(max(index + 1, start + 2), start + LONGEST_CHAIN + 1):
            yield ''.join(keys[start:end])


def _row(keys: Sequence[str], index: int) -> tuple[str, ...]:
    start = min(max(0, index - 1), max(0, len(keys) - 3))
    return tuple(keys[start : start + 3])


def _threes(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return zip(words, words[1:], words[2:], strict=False)


def _text_of(book: Book, spoken: Spoken) -> str:
    """Return all words of a text: the title too, which a text may repeat as its first heading."""
    return ' '.join((book.metadata.title, *spoken.flow, *chain.from_iterable(spoken.notes.values())))


def _words(sources: Sequence[SourceFile], told: Sequence[str]) -> Iterator[Word]:
    """Yield each word of the sources, read without their markup, with its place."""
    for source, text in zip(sources, told, strict=True):
        line, seen = source.first_line, 0
        for match in WORD.finditer(text):
            line, seen = line + text.count('\n', seen, match.start()), match.start()
            yield Word(match[0], Place(source.path, line))


def _without_markup(body: str) -> str:
    """Return the words of Markdown, without all that may be markup, line by line as it was."""
    for signs, pattern in MARKUP:
        if holds(body, signs):
            body = re.sub(pattern, _blank, body, flags=re.DOTALL | re.MULTILINE | re.IGNORECASE)
    body = ESCAPE.sub('', body)
    return _plain(WITH_ENTITIES.sub(_said, body) if '&' in body else body)


def _blank(match: re.Match[str]) -> str:
    return ' ' + '\n' * match[0].count('\n')


def _said(match: re.Match[str]) -> str:
    """Return words with what their entities say, but no word with a letter among these, which code has as it stands."""
    signs = [_plain(html.unescape(entity)) for entity in ENTITY.findall(match[0])]
    return html.unescape(match[0]) if all(sign and not WORD.search(sign) for sign in signs) else ' '


def _split(text: str) -> list[str]:
    """Return what WORD finds in a text; to part a long one at each of its signs takes half the time."""
    for sign in filterfalse(str.isalnum, map(chr, characters_of(text))):
        text = text.replace(sign, ' ')
    return text.split()


def _plain(text: str) -> str:
    """Return text without what distinguishes letters in no reader’s eye: case, ligatures, invisible characters."""
    return INVISIBLE.sub('', unicodedata.normalize('NFKC', text)).casefold()
