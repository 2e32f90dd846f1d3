"""Files of word processors, Word’s and OpenDocument’s, as the plain text that the rest of the import reads."""

import io
import zipfile
import zlib
from pathlib import Path

from lxml import etree

from chapbook.importer import open_document, word
from chapbook.importer.extract import Extract
from chapbook.problems import ChapbookError, Place, error

MOST_BYTES = 100_000_000
OPEN_DOCUMENT = b'application/vnd.oasis.opendocument.text'
DAMAGED = (zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError, KeyError, RuntimeError, NotImplementedError)


def read(data: bytes, path: Path) -> Extract | None:
    """Return what a file says that a word processor wrote, None for any other file and for one without words.

    Raises ChapbookError where such a file is damaged or locked.
    """
    if not data.startswith(b'PK\x03\x04'):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            if sum(each.file_size for each in archive.infolist()) > MOST_BYTES:
                return None
            found = None
            if 'word/document.xml' in names:
                found = word.read(archive)
            elif 'mimetype' in names and archive.read('mimetype').strip() == OPEN_DOCUMENT:
                found = open_document.read(archive)
    except DAMAGED as fault:
        hint = 'open it in the program it was made with, and save it again, without a password'
        raise ChapbookError(error('the file is damaged or locked', Place(path), hint)) from fault
    return found if found and found.blocks else None
