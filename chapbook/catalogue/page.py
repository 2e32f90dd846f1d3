"""The landing page and the README: every text with what is there of it, from the shelf as it stands."""

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from chapbook import __version__
from chapbook.catalogue.checksums import SIGNATURE, SUMS
from chapbook.catalogue.languages import language_name
from chapbook.catalogue.shelf import ShelvedText
from chapbook.direction import direction
from chapbook.editions.html.faces import face_rules
from chapbook.editions.html.policy import digest, inert
from chapbook.filling import fill
from chapbook.report import size
from chapbook.theme import Theme

SHEETS = ('tokens.css', 'type.css', 'catalogue.css')
# OPDS 1.2, section 7, and 2.0, section 1.1: how reading programs find their feeds from a page.
FEEDS = {'application/atom+xml;profile=opds-catalog': 'opds.xml', 'application/opds+json': 'opds.json'}
# Fewer texts are looked through sooner than a filter is filled in.
FEWEST_TO_FILTER = 3


@dataclass(frozen=True, slots=True)
class Choice:
    """One language or subject that texts can be filtered by: the value on each text, and what to call it."""

    value: str
    label: str


def landing_page(texts: list[ShelvedText], theme: Theme) -> bytes:
    """Return index.html, the same bytes for the same shelf."""
    script = inert(fill('catalogue.js', theme, {})).strip()
    around = _around(texts) | {
        'languages': _languages(texts),
        'subjects': _subjects(texts),
        'filter': len(texts) >= FEWEST_TO_FILTER,
        'tokens': theme.tokens('tokens.css'),
        'script': Markup(script),  # noqa: S704 - the theme’s own
    }
    # The page is filled twice: what it says decides which letters of which faces go into its style.
    bare = fill('catalogue.html', theme, around | {'style': '', 'policies': ()})
    style = inert(face_rules(bare, house_styles=theme.is_house) + '\n'.join(map(theme.read_style, SHEETS))).strip()
    ready = {'style': Markup(style), 'policies': _policies(style, script)}  # noqa: S704 - the theme’s own
    return fill('catalogue.html', theme, around | ready).encode()


def readme(texts: list[ShelvedText], theme: Theme) -> bytes:
    """Return README.txt, its lines ended as every editor knows them."""
    return fill('readme.txt', theme, _around(texts)).replace('\n', '\r\n').encode()


def _around(texts: list[ShelvedText]) -> dict[str, Any]:
    """Return what both pages are given."""
    return {
        'texts': texts,
        'language_name': language_name,
        'direction': direction,
        'subject_values': _subject_values,
        'size': size,
        'sums': SUMS,
        'feeds': FEEDS,
        'signature': SIGNATURE,
        'version': __version__,
    }


def _policies(style: str, script: str) -> tuple[str, str]:
    """Return what the page may load and do; the Nu checker reads the last alone, as in `chapbook.editions.html`."""
    # Pictures lie beside the page, on a stick too, where browsers differ on what 'self' is.
    load = f"default-src 'none'; img-src 'self' file: data:; font-src data:; style-src {digest(style)}"
    return f'{load}; script-src {digest(script)}', "base-uri 'none'; form-action 'none'"


def _languages(texts: list[ShelvedText]) -> list[Choice]:
    found = {_primary(text): language_name(text.record.lang) for text in texts}
    return sorted((Choice(*each) for each in found.items()), key=lambda choice: choice.label.casefold())


def _primary(text: ShelvedText) -> str:
    return text.record.lang.partition('-')[0].lower()


def _subjects(texts: list[ShelvedText]) -> list[Choice]:
    """Return every subject once, as the first text writes it."""
    found: dict[str, str] = {}
    for text in texts:
        for subject in text.record.subjects:
            found.setdefault(subject.casefold(), subject)
    return [Choice(value, label) for value, label in sorted(found.items())]


def _subject_values(text: ShelvedText) -> str:
    """Return the subjects of a text for the script, a line each: no subject has the end of a line in it."""
    return '\n'.join(dict.fromkeys(subject.casefold() for subject in text.record.subjects))
