"""What a feed of any form says of a text: what it is known by, when it was changed, what its files are called."""

import re
import uuid
from datetime import datetime
from functools import lru_cache

from chapbook.catalogue.media import EPUB, KEPUB, KINDLE, media_type
from chapbook.catalogue.shelf import File, ShelvedText
from chapbook.metadata import CONTROL

# OPDS 1.2, section 5.2.1: free to take, without any condition.
FREE = 'http://opds-spec.org/acquisition/open-access'
# What is computed once for the many feeds that a text stands in.
MOST_KEPT = 1 << 14
READ_FIRST = (EPUB, 'application/pdf', 'text/html', KEPUB, KINDLE)
# Of a text without a date that no commit dates either; the first day that an archive can hold.
UNDATED = '1980-01-01T00:00:00Z'
# RFC 3986, section 3.1: what makes a reference one that says its scheme.
SCHEME = re.compile(r'[A-Za-z][A-Za-z0-9+.-]*:[^\s<>{}|\\^`"]+')
ISBN = re.compile(r'(?:isbn[ :]*)?(97[89]\d{10}|\d{9}[\dX])', re.IGNORECASE)
DATE = re.compile(r'\d{4}(?:-\d{2}(?:-\d{2})?)?')


def identifiers(texts: list[ShelvedText]) -> dict[str, str]:
    """Return an IRI for each text by its slug: the identifier of the text where it is one; no two are the same."""
    found: dict[str, str] = {}
    for text in sorted(texts, key=lambda text: text.slug):
        known = _iri(text.record.identifier)
        found[text.slug] = known if known not in found.values() else _named(f'{known}|{text.slug}')
    return found


def _iri(identifier: str) -> str:
    """Return an identifier as an IRI (RFC 3987): as it is, as the ISBN it is, else a UUID made of it."""
    if SCHEME.fullmatch(identifier):
        return identifier
    isbn = ISBN.fullmatch(identifier.replace('-', ''))
    if isbn:
        return f'urn:isbn:{isbn[1].upper()}'
    try:
        return uuid.UUID(identifier).urn
    except ValueError:
        return _named(identifier)


def _named(words: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_URL, f'chapbook|{words}').urn


def updated(text: ShelvedText) -> str:
    """Return when a text was last changed, as RFC 3339 writes it in UTC: as it says itself, never by the clock."""
    return _updated(text.record.modified, text.record.date)


def is_dated(when: str) -> bool:
    """Tell whether a time is one, and not what stands for none."""
    return when != UNDATED


@lru_cache(maxsize=MOST_KEPT)
def _updated(modified: str, date: str) -> str:
    for written in (modified, f'{_issued(date)}-01-01'[:10]):
        try:
            return f'{datetime.fromisoformat(written):%Y-%m-%dT%H:%M:%SZ}'
        except ValueError:
            continue
    return UNDATED


def issued(text: ShelvedText) -> str:
    """Return the date a text gives itself, '' where that is no year, month or day of the calendar."""
    return _issued(text.record.date)


@lru_cache(maxsize=MOST_KEPT)
def _issued(date: str) -> str:
    try:
        datetime.fromisoformat(f'{date}-01-01'[:10])
    except ValueError:
        return ''
    return date if DATE.fullmatch(date) else ''


def latest(texts: tuple[ShelvedText, ...]) -> str:
    """Return when the last of some texts was changed."""
    return max(map(updated, texts), default=UNDATED)


def files_in_order(text: ShelvedText) -> list[File]:
    """Return the files of a text: the EPUB first, which some readers take unasked, and what is for paper last."""
    usual = {f'{text.slug}/{text.slug}{ending}' for ending in ('.pdf', '.html', '.epub', '.kepub.epub', '.azw3')}

    def place(file: File) -> tuple[bool, int]:
        kind = media_type(file.name)
        return file.name not in usual, READ_FIRST.index(kind) if kind in READ_FIRST else len(READ_FIRST)

    return sorted(text.files, key=place)


def file_title(text: ShelvedText, file: File) -> str:
    """Return what to call a file, so that two of one kind are told apart."""
    alike = [other for other in text.files if other.kind == file.kind]
    return file.kind if len(alike) == 1 else f'{file.kind}: {file.purpose}'


def clean(words: str) -> str:
    """Return words without what XML cannot hold: a record may have been written by anything."""
    return CONTROL.sub('', words)
