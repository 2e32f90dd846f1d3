"""What kind of thing a file is, as a server says it: with the letters it is written in, and feeds told apart."""

import re

from chapbook.catalogue import media
from chapbook.catalogue.checksums import SUMS
from chapbook.catalogue.feeds import FOLDER, ROOT

OPDS_JSON, OPDS_ATOM = 'application/opds+json', 'application/atom+xml;profile=opds-catalog'
# A feed of texts or one of other feeds: OPDS 1.2, section 2; it says so of itself.
KIND = re.compile(rb'<link[^>]*\brel="self"[^>]*\bkind=(navigation|acquisition)')
# How our own files end that no list of types has.
OURS = {'.minisig': 'text/plain', '.pub': 'text/plain'}
# What is words inside grows small; the rest is compressed already.
WORDY = ('text/', 'image/svg', 'application/json', OPDS_ATOM, OPDS_JSON)


def media_type(name: str, body: bytes) -> str:
    """Return the media type of a file by its name; `body` is that of a small one, and tells what kind a feed is."""
    if name.startswith((f'{ROOT}.', f'{FOLDER}/')):
        return OPDS_JSON if name.endswith('.json') else _atom(body)
    ending = name[name.rfind('.') :]
    found = 'text/plain' if name == SUMS else OURS.get(ending) or media.media_type(name)
    return f'{found}; charset=utf-8' if found.startswith('text/') else found


def _atom(body: bytes) -> str:
    kind = KIND.search(body)
    return f'{OPDS_ATOM};kind={kind[1].decode() if kind else "acquisition"}'


def is_wordy(media: str) -> bool:
    """Return whether compressing things of this type is worth trying."""
    return media.startswith(WORDY)
