"""The catalogue: from what is in `dist/`, a landing page, a README, and the checksums of everything.

It is made anew after every build from the files that are there, so that building one text of many keeps the others
listed. What no file tells of itself, such as the languages and the subjects of a text, stands in `dist/catalogue/`:
a record and a picture of the cover for each text, written with its editions.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from chapbook import publish
from chapbook.catalogue import checksums, page, shelf
from chapbook.catalogue.checksums import SIGNATURE, SUMS, Digest
from chapbook.problems import Problem
from chapbook.theme import Theme

if TYPE_CHECKING:
    from chapbook.minisign import SecretKey

__all__ = ['publish_catalogue', 'sign_catalogue']

INDEX, README = 'index.html', 'README.txt'


def publish_catalogue(output: Path, theme: Theme) -> list[Problem]:
    """Write index.html, README.txt and SHA256SUMS for all that is in `output`; return what is wrong with its records.

    A signature of other checksums than these is removed: it would call everything forged.
    """
    publish.sweep(output)
    digests = checksums.digests(output, leave_out=(INDEX, README))
    texts, problems = shelf.read_shelf(output, digests)
    made = {INDEX: page.landing_page(texts, theme), README: page.readme(texts, theme)}
    for name, data in made.items():
        _write(output / name, data)
        digests[name] = Digest.of(data)
    if _write(output / SUMS, checksums.listing(digests)):
        (output / SIGNATURE).unlink(missing_ok=True)
    return problems


def sign_catalogue(output: Path, key: 'SecretKey') -> None:
    """Write the signature of SHA256SUMS beside it, and with it of every file it names."""
    _write(output / SIGNATURE, key.sign((output / SUMS).read_bytes(), SUMS))


def _write(path: Path, data: bytes) -> bool:
    """Write a file unless it says this already; return whether it was written."""
    if path.is_file() and path.read_bytes() == data:
        return False
    publish.write_whole(path, data)
    return True
