"""The feeds of a catalogue for reading programs: which there are and what stands in each, before they are written.

A shelf that fits on one page is one feed, of texts. A larger one begins with a feed of ways into it: by title, the
newest, by language, by subject; each is as many pages as it takes, at most 50 texts on one.
"""

import posixpath
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from itertools import chain
from urllib.parse import quote

from chapbook.catalogue.languages import language_name
from chapbook.catalogue.particulars import MOST_KEPT, latest, updated
from chapbook.catalogue.sayings import ENGLISH, Sayings, sayings_for
from chapbook.catalogue.shelf import ShelvedText

ROOT, FOLDER = 'opds', 'catalogue/feeds'
NEWEST = f'{FOLDER}/newest'
NEW = 'http://opds-spec.org/sort/new'
PAGE_TEXTS, NEWEST_TEXTS = 50, 10
# As on the landing page, fewer texts are looked through at once. A longer list of subjects helps nobody.
FEWEST_TO_CHOOSE, MOST_SUBJECTS = 3, 40


@dataclass(frozen=True, slots=True)
class Way:
    """A link to another feed: the name of that, what to call it, of how many texts, whether it is the one shown."""

    name: str
    title: str
    texts: int
    updated: str
    active: bool = False

    @property
    def rel(self) -> str:
        """What the other feed is to this one: what OPDS 1.2 calls it in section 6."""
        return NEW if self.name == NEWEST else 'subsection'


@dataclass(frozen=True, slots=True)
class Menu:
    """Ways that belong together: `title` is '' for the main ones, `every` what to call the way back to all texts."""

    title: str
    ways: tuple[Way, ...]
    every: str = ''


@dataclass(frozen=True, slots=True)
class Feed:
    """One page of one feed; `name` is its file below `dist/`, without an ending.

    It holds texts, with menus to narrow them by; the first one of a `large` shelf holds menus and the newest texts.
    """

    name: str
    title: str
    id: str
    updated: str
    texts: tuple[ShelvedText, ...]
    menus: tuple[Menu, ...] = ()
    newest: tuple[ShelvedText, ...] = ()
    number: int = 1
    pages: int = 1
    total: int = 0
    large: bool = False
    sayings: Sayings = ENGLISH

    @property
    def is_menu(self) -> bool:
        """Whether this is the first feed of a large shelf."""
        return self.large and self.name == ROOT

    def links(self) -> list[tuple[str, str]]:
        """Return the relations of this page to other pages and feeds, each with the name of the other."""
        found = [('self', self.name), ('start', ROOT)]
        if self.name != ROOT:
            found.append(('up', ROOT))
        others = (('first', 1), ('previous', self.number - 1), ('next', self.number + 1), ('last', self.pages))
        if self.pages > 1:
            found += [(rel, self.page_name(number)) for rel, number in others if 1 <= number <= self.pages]
        return found

    def page_name(self, number: int) -> str:
        """Return the name of another page of this feed."""
        base = self.name.removesuffix(f'-{self.number}') if self.number > 1 else self.name
        return base if number == 1 else f'{base}-{number}'

    def address(self, name: str) -> str:
        """Return the address of a file below `dist/` as this feed says it."""
        return _address(name, posixpath.dirname(self.name))


@lru_cache(maxsize=MOST_KEPT)
def _address(name: str, folder: str) -> str:
    """Return the address of a file from a folder, both below `dist/`."""
    return quote(posixpath.relpath(f'/{name}', f'/{folder}'))


@dataclass(frozen=True, slots=True)
class _Choice:
    """The texts that are in one language, or about one subject: a row of a menu, which also leads to `every` text."""

    menu: str
    every: str
    name: str
    title: str
    texts: tuple[ShelvedText, ...]


def plan_feeds(shelf: list[ShelvedText]) -> list[Feed]:
    """Return every feed of a shelf, the first one first; `shelf` is in the order of titles."""
    texts = tuple(shelf)
    sayings = sayings_for(text.record.lang for text in texts)
    small = len(texts) <= PAGE_TEXTS
    everything = _Choice('', '', ROOT if small else f'{FOLDER}/all', sayings.everything, texts)
    choices = [*_languages(texts, sayings), *_subjects(texts, sayings)] if len(texts) >= FEWEST_TO_CHOOSE else []
    newest = tuple(sorted(texts, key=updated, reverse=True))
    if small:
        feeds = [replace(_feed(everything, choices, everything), title=sayings.title)]
    else:
        recent = _Choice('', '', NEWEST, sayings.newest_first, newest)
        ways = (everything, recent)
        menus = (Menu('', tuple(_way(way) for way in ways)), *_menus(choices))
        first = Feed(ROOT, sayings.title, '', latest(texts), (), menus, newest[:NEWEST_TEXTS], total=len(texts))
        feeds = [first, _feed(everything, choices, everything), _feed(recent, [], everything)]
    feeds += [
        _feed(choice, [other for other in choices if other.menu == choice.menu], everything) for choice in choices
    ]
    feeds = [replace(feed, id=_feed_id(texts, feed.name), large=not small, sayings=sayings) for feed in feeds]
    return list(chain.from_iterable(map(_pages, feeds)))


def _feed(choice: _Choice, others: list[_Choice], everything: _Choice) -> Feed:
    menus = tuple(_narrowing(menu, choice, everything) for menu in _menus(others))
    return Feed(choice.name, choice.title, '', latest(choice.texts), choice.texts, menus, total=len(choice.texts))


def _narrowing(menu: Menu, shown: _Choice, everything: _Choice) -> Menu:
    """Return a menu that begins with the way back to all texts and tells which of its ways is the one shown."""
    ways = (replace(_way(everything), title=menu.every), *menu.ways)
    return replace(menu, ways=tuple(replace(way, active=way.name == shown.name) for way in ways))


def _menus(choices: list[_Choice]) -> list[Menu]:
    titles = {choice.menu: choice.every for choice in choices}
    return [
        Menu(title, tuple(_way(choice) for choice in choices if choice.menu == title), every)
        for title, every in titles.items()
    ]


def _way(choice: _Choice) -> Way:
    return Way(choice.name, choice.title, len(choice.texts), latest(choice.texts))


def _pages(feed: Feed) -> Iterator[Feed]:
    """Divide a feed into pages, each a feed of its own."""
    pages = max(1, -(-len(feed.texts) // PAGE_TEXTS))
    for number in range(1, pages + 1):
        texts = feed.texts[(number - 1) * PAGE_TEXTS : number * PAGE_TEXTS]
        yield replace(feed, name=feed.page_name(number), texts=texts, number=number, pages=pages)


def _languages(texts: tuple[ShelvedText, ...], words: Sayings) -> list[_Choice]:
    """Return the languages by their own names, nothing where all texts are in one."""
    found: dict[str, list[ShelvedText]] = {}
    for text in texts:
        found.setdefault(text.record.lang.partition('-')[0].lower(), []).append(text)
    choices = [
        _Choice(words.language, words.every_language, f'{FOLDER}/language-{lang}', language_name(lang), tuple(each))
        for lang, each in found.items()
    ]
    return sorted(choices, key=lambda choice: choice.title.casefold()) if len(choices) > 1 else []


def _subjects(texts: tuple[ShelvedText, ...], words: Sayings) -> list[_Choice]:
    """Return the subjects that several texts share, the most frequent of them; each as the first text writes it."""
    found: dict[str, tuple[str, list[ShelvedText]]] = {}
    for text in texts:
        for key, subject in {each.casefold(): each for each in text.record.subjects}.items():
            found.setdefault(key, (subject, []))[1].append(text)
    shared = sorted(((key, *each) for key, each in found.items() if len(each[1]) > 1), key=lambda row: -len(row[2]))
    # The letters of a subject are no file name everywhere; its checksum is, and stays the same.
    names = {key: f'{FOLDER}/subject-{sha256(key.encode()).hexdigest()[:12]}' for key, *_ in shared}
    return [
        _Choice(words.subject, words.every_subject, names[key], title, tuple(each))
        for key, title, each in sorted(shared[:MOST_SUBJECTS])
    ]


def _feed_id(texts: tuple[ShelvedText, ...], name: str) -> str:
    """Return what a feed is known by: it stays as texts are added, and no other shelf has it (RFC 4287, 4.2.6).

    Nothing tells whose shelf this is, so it goes by the oldest text there.
    """
    oldest = min(((updated(text), text.record.identifier) for text in texts), default=('', ''))
    return uuid.uuid5(uuid.NAMESPACE_URL, f'chapbook|{oldest[1]}|{name}').urn
