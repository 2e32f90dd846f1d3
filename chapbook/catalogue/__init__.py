"""The catalogue: from what is in `dist/`, a landing page, a README, feeds, and the checksums of everything.

It is made anew after every build from the files that are there, so that building one text of many keeps the others
listed. What no file tells of itself, such as the languages and the subjects of a text, stands in `dist/catalogue/`:
a record and a picture of the cover for each text, written with its editions.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from chapbook import publish
from chapbook.catalogue import checksums, feeds, opds_atom, opds_json, page, particulars, shelf
from chapbook.catalogue.checksums import SIGNATURE, SUMS, Digest
from chapbook.catalogue.shelf import ShelvedText
from chapbook.problems import Problem
from chapbook.theme import Theme

if TYPE_CHECKING:
    from chapbook.minisign import SecretKey

__all__ = ['is_made', 'publish_catalogue', 'sign_catalogue']

INDEX, README = 'index.html', 'README.txt'


def is_made(name: str) -> bool:
    """Return whether a file below `dist/` is made from the others, and so made anew after every build."""
    return name in (INDEX, README, f'{feeds.ROOT}.xml', f'{feeds.ROOT}.json') or name.startswith(f'{feeds.FOLDER}/')


def publish_catalogue(output: Path, theme: Theme) -> list[Problem]:
    """Write all that tells of what is in `output`, and SHA256SUMS of it all; return what is wrong with its records.

    What is left of texts that somebody took away is removed, and so is a signature of other checksums than these: it
    would call everything forged.
    """
    for folder in (output, output / feeds.FOLDER):
        publish.sweep(folder)
    for name in shelf.left_over(checksums.handed_out(output)):
        (output / name).unlink(missing_ok=True)
    names = checksums.handed_out(output)
    digests = checksums.digests(output, [name for name in names if not is_made(name)])
    texts, problems = shelf.read_shelf(output, digests)
    made = {INDEX: page.landing_page(texts, theme), README: page.readme(texts, theme), **feed_files(texts)}
    digests |= {name: Digest.of(data) for name, data in made.items()}
    publish.write_all({output / name: data for name, data in made.items() if not _says(output / name, data)})
    for name in names:
        if is_made(name) and name not in made:
            (output / name).unlink(missing_ok=True)
    listing = checksums.listing(digests)
    if not _says(output / SUMS, listing):
        publish.write_whole(output / SUMS, listing)
        (output / SIGNATURE).unlink(missing_ok=True)
    return problems


def feed_files(texts: list[ShelvedText]) -> dict[str, bytes]:
    """Return every feed in both forms, by its name below `dist/`: opds.xml and opds.json begin; none for no texts."""
    known = particulars.identifiers(texts)
    made: dict[str, bytes] = {}
    for feed in feeds.plan_feeds(texts) if texts else ():
        made[f'{feed.name}.xml'] = opds_atom.write(feed, known)
        made[f'{feed.name}.json'] = opds_json.write(feed, known)
    return made


def sign_catalogue(output: Path, key: 'SecretKey') -> None:
    """Write the signature of SHA256SUMS beside it, and with it of every file it names."""
    signature = key.sign((output / SUMS).read_bytes(), SUMS)
    if not _says(output / SIGNATURE, signature):
        publish.write_whole(output / SIGNATURE, signature)


def _says(path: Path, data: bytes) -> bool:
    return path.is_file() and path.read_bytes() == data
