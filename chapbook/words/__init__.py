"""The words the program itself adds to a text, by language: a module for each."""

from collections.abc import Sequence
from dataclasses import fields, replace
from string import Formatter

from chapbook.words.english import ENGLISH
from chapbook.words.french import FRENCH
from chapbook.words.german import GERMAN
from chapbook.words.italian import ITALIAN
from chapbook.words.record import Words
from chapbook.words.spanish import SPANISH

__all__ = ['ENGLISH', 'LANGUAGES', 'Words', 'blanks', 'missing', 'speaks', 'words_for']

LANGUAGES = {'en': ENGLISH, 'de': GERMAN, 'fr': FRENCH, 'es': SPANISH, 'it': ITALIAN}


def speaks(lang: str) -> bool:
    """Tell whether there are words for a BCP 47 tag."""
    return lang.partition('-')[0].lower() in LANGUAGES


def words_for(lang: str, own: Sequence[tuple[str, str]] = ()) -> tuple[Words, str]:
    """Return the words for a BCP 47 tag and the language they are in: English where there are none of its own.

    `own` are words that a text brings along, by field: they are in its language, and stand in the place of ours.
    """
    primary = lang.partition('-')[0].lower()
    words = replace(LANGUAGES.get(primary, ENGLISH), **dict(own))
    return words, primary if own or primary in LANGUAGES else 'en'


def missing(lang: str, own: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """Return the names of words that stand in English in a text of a BCP 47 tag which brings `own` along."""
    brought = {name for name, _ in own}
    return () if speaks(lang) else tuple(field.name for field in fields(Words) if field.name not in brought)


def blanks(words: str) -> tuple[str, ...]:
    """Return the blanks in words, in order; raises ValueError where braces are open."""
    return tuple(name for _, name, _, _ in Formatter().parse(words) if name is not None)
