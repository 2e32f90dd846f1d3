"""What a text was made from: its Markdown, stylesheets and pictures, as they travel inside its editions."""

import io
import posixpath
import zipfile
from dataclasses import dataclass

from chapbook.book import Book

# A ZIP archive dates its files from here on; who takes them out gets them with the date of that day.
UNDATED = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Original:
    """A text’s own files by their names in its folder, byte for byte, and the name of the text."""

    slug: str
    files: dict[str, bytes]


def original_of(book: Book) -> Original:
    """Return the files that a book was made from: Markdown in reading order, stylesheets, pictures."""
    files = {source.path.name: source.data for source in book.sources}
    files |= {posixpath.normpath(name): data for name, data in book.sheets.items()}
    files |= {posixpath.normpath(picture.name): picture.data for picture in book.pictures.values()}
    return Original(book.slug, files)


def pack(files: dict[str, bytes]) -> bytes:
    """Return files as a ZIP archive, the same bytes every time."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, 'w') as archive:
        for name, data in files.items():
            info = zipfile.ZipInfo(name, UNDATED)
            info.create_system, info.external_attr = 3, 0o644 << 16
            archive.writestr(info, data, zipfile.ZIP_DEFLATED, 9)
    return buffer.getvalue()
