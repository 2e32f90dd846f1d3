"""What a text says of itself: records alone. `chapbook.front_matter` reads them."""

import re
import uuid
from dataclasses import dataclass

from chapbook.dates import read_date

# What XML 1.0 cannot hold, section 2.2.
CONTROL = re.compile('[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x84\\x86-\\x9f\\ud800-\\udfff\\ufffe\\uffff]')
# `fit` for as many pages as fill their sheets.
FIT_SHEET = 0


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who made the text; `role` is a MARC relator code, `file_as` the name to sort by."""

    name: str
    role: str = 'aut'
    file_as: str | None = None


@dataclass(frozen=True, slots=True)
class Hotspot:
    """The network of a table without internet: its name, its password or '', and the address of the page there."""

    ssid: str
    address: str
    password: str = ''


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a text says of itself, in the author's own words; `lang` is a BCP 47 tag."""

    title: str
    subtitle: str | None = None
    short_title: str | None = None
    """What stands for the title where there is room for few words."""
    authors: tuple[Person, ...] = ()
    date: str | None = None
    lang: str = 'en'
    lang_is_said: bool = True
    """False where nobody said it, and English is assumed."""
    description: str | None = None
    subjects: tuple[str, ...] = ()
    publisher: str | None = None
    place: str | None = None
    rights: str | None = None
    identifier: str | None = None
    url: str | None = None
    hotspot: Hotspot | None = None
    price: str | None = None
    cover_image: str | None = None
    cover_image_alt: str | None = None
    cover_image_fill: bool = False
    """Whether the picture fills the cover, to its edges and beyond."""
    toc: bool | None = None
    toc_depth: int = 2
    paragraphs: str = 'composed'
    hyphenation: tuple[str, ...] = ()
    """Words with a hyphen wherever they may be broken."""
    fit: int | None = None
    """How many pages the printed text shall fill, 0 for as many as fill their sheets."""
    editions: tuple[str, ...] = ()
    size_mm: tuple[float, float] | None = None
    papers: tuple[str, ...] = ()
    binding: str = 'stapled'
    stock: str = '90gsm book'
    profile: str | None = None
    rgb: tuple[str, ...] = ()
    """Pictures that a print shop gets in red, green and blue."""
    prices: tuple[tuple[str, str], ...] = ()
    guide: bool | None = None
    link_codes: bool = False
    certified_by: str | None = None
    """Who vouches that the e-book is accessible."""
    css: tuple[str, ...] = ()
    words: tuple[tuple[str, str], ...] = ()
    """What the program shall say around the text instead of its own words, by their names."""

    @property
    def iso_date(self) -> str:
        """The date as ISO 8601 writes it, as far as it is understood, and '' where it is not."""
        try:
            return read_date(self.date or '')
        except ValueError:
            return ''

    @property
    def byline(self) -> str:
        """The names of the authors, as a cover gives them."""
        return ', '.join(person.name for person in self.authors if person.role == 'aut')

    @property
    def urn(self) -> str:
        """The identifier given, or one computed from title, authors and language: the same at every build."""
        if self.identifier:
            return self.identifier
        names = '|'.join(person.name for person in self.authors)
        return uuid.uuid5(uuid.NAMESPACE_URL, f'chapbook|{self.title}|{names}|{self.lang}').urn
