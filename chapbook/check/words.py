"""Words as a reader hears them: what they are, and those of a Book."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from lxml import etree
from lxml.etree import _Element

from chapbook.book import Book

# What parts words. Dashes do; hyphens do not, for a line may end at one that is the word’s own or at one that is not.
DASHES = '\u2012\u2013\u2014\u2015'
SEPARATORS = re.compile(rf'[\s{DASHES}]+')
# Signs that are spoken as words. All other punctuation is set differently by every edition and language.
SIGNS = '&%§¶@#+=<>°©®$£¥¢\u20a0-\u20cf\u2190-\u22ff'
UNSPOKEN = re.compile(rf'[^\w{SIGNS}]+|_+')
RIGHT_TO_LEFT = re.compile('[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]')
# Elements within a sentence: all others part words.
INLINE = frozenset(
    'a abbr acronym b bdi bdo big button cite code data del dfn em font i ins kbd mark q rp rt ruby s samp small span '
    'strike strong sub sup time tt u var wbr'.split()
)
SILENT = frozenset('datalist noembed noframes rp script style template title'.split())


class Side(StrEnum):
    """Where a line begins."""

    LEFT = 'left'
    RIGHT = 'right'


LeaveOut = Callable[[_Element], bool]


@dataclass(frozen=True, slots=True)
class Spoken:
    """The words of a text in reading order: those of the flow, and those of each note by its number.

    Words read off a page that is laid out stand as they are seen: `seen_from` says whether its lines begin at the left
    or at the right.
    """

    flow: tuple[str, ...]
    notes: dict[int, tuple[str, ...]]
    seen_from: Side | None = None

    def __reduce__(self) -> tuple[Callable[..., 'Spoken'], tuple[object, ...]]:
        """Go to another process as a few long lines: many short words take ten times as long."""
        notes = {number: ' '.join(words) for number, words in self.notes.items()}
        return _parted, (' '.join(self.flow), notes, self.seen_from)


def _parted(flow: str, notes: dict[int, str], seen_from: Side | None) -> Spoken:
    """Return what `__reduce__` has joined."""
    return Spoken(tuple(flow.split()), {number: tuple(words.split()) for number, words in notes.items()}, seen_from)


def split(text: str) -> tuple[str, ...]:
    """Return the words of a text as they are written; a dash between two words is not part of either."""
    for dash in DASHES:
        text = text.replace(dash, ' ')
    return tuple(text.split())


def letters(text: str) -> str:
    """Return what of a text is compared: letters, digits and spoken signs, without case, ligatures, accents apart.

    Hyphens and spaces are gone, so that it does not matter where lines end; a mark that Unicode has no letter with
    rides on its letter, so that it does not matter in which order a font draws the two.
    """
    folded = unicodedata.normalize('NFKC', text).casefold()
    return UNSPOKEN.sub('', unicodedata.normalize('NFKC', folded))


def words_of_book(book: Book) -> Spoken:
    """Return the words of a text as it was parsed, without the numbers of its note calls."""
    flow = ' '.join(text_of(section.tree, _is_call) for section in book.sections)
    return Spoken(split(flow), {note.number: split(text_of(note.tree)) for note in book.notes})


def text_of(tree: _Element, leave_out: LeaveOut = lambda _: False) -> str:
    """Return the text of a tree in its order, a line for each block; `leave_out` names elements that are no text."""
    parts: list[str] = []
    walk = etree.iterwalk(tree, events=('start', 'end', 'comment', 'pi'))
    for event, element in walk:
        if event == 'start':
            if _is_silent(str(element.tag)) or leave_out(element):
                walk.skip_subtree()
            else:
                parts += _break_at(str(element.tag)), element.text or ''
        elif event == 'end':
            parts.append(_break_at(str(element.tag)))
        if event != 'start' and element is not tree:
            parts.append(element.tail or '')
    return ''.join(parts)


def name_of(tag: str) -> str:
    """Return the name of an element, given its tag, without its namespace."""
    return tag.rpartition('}')[2]


def has_class(element: _Element, name: str) -> bool:
    """Tell whether an element has a class."""
    return name in (element.get('class') or '').split()


# A text has thousands of elements, and few names for them.
@cache
def _is_silent(tag: str) -> bool:
    return name_of(tag) in SILENT


@cache
def _break_at(tag: str) -> str:
    return '' if name_of(tag) in INLINE else '\n'


def _is_call(element: _Element) -> bool:
    return element.tag == 'a' and has_class(element, 'noteref')
