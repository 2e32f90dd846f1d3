"""What the e-book was made from, inside it: the text’s own files that it does not show as they are, a list of all."""

import hashlib
import json
from pathlib import PurePosixPath

from chapbook.book import Book
from chapbook.editions.epub.files import Resource, unused
from chapbook.original import original_of

FOLDER = 'Source/'
# The list of the files: their names in the text’s folder, where in the package they are, and their digests.
LIST = 'Source/files.json'
# A stylesheet is plain text here, so that no reader takes it for one of the package.
MEDIA_TYPES = {
    'md': 'text/markdown', 'css': 'text/plain', 'png': 'image/png', 'jpg': 'image/jpeg', 'jpeg': 'image/jpeg',
    'gif': 'image/gif', 'svg': 'image/svg+xml', 'webp': 'image/webp', 'avif': 'image/avif',
}  # fmt: skip


def resources(book: Book, shown: list[Resource]) -> list[Resource]:
    """Return the text’s own files but for those whose bytes are `shown` already, and the list of them all."""
    original = original_of(book)
    paths = {resource.data: resource.name for resource in shown}
    taken = {LIST.lower()}
    added: list[Resource] = []
    for name, data in original.files.items():
        if data not in paths:
            stem, ending = PurePosixPath(name).stem, name.rpartition('.')[2].lower()
            paths[data] = unused(stem, 'file', ending, taken, FOLDER)
            added.append(Resource(paths[data], MEDIA_TYPES[ending], data))
    files = [
        {'name': name, 'path': paths[data], 'sha256': hashlib.sha256(data).hexdigest()}
        for name, data in original.files.items()
    ]
    listed = json.dumps({'text': original.slug, 'files': files}, ensure_ascii=False, indent=1)
    return [*added, Resource(LIST, 'application/json', listed.encode())]
