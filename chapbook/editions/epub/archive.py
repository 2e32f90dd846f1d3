"""The archive: EbookLib’s writer, kept from its own clock and its guesses, and one date for every file."""

import io
import zipfile
from datetime import datetime
from typing import Any

from ebooklib import epub
from lxml import etree

from chapbook.book import Book

XML_LANG = '{http://www.w3.org/XML/1998/namespace}lang'
NCX = '{http://www.daisy.org/z3986/2005/ncx/}'
# What a ZIP archive can date: its years are counted from 1980 in seven bits.
ZIP_YEARS = (1980, 2107)
# How hard to pack: 6 takes half as long again, a thirtieth of a whole build, and makes a pamphlet smaller by one in two
# hundred, a megabyte of prose by one in fifty.
DEFLATE = 5
STORED = ('mimetype', '.jpg', '.png', '.gif', '.webp')


def write(package: Any, book: Book) -> bytes:
    """Return EbookLib’s package as an EPUB, dated by the text."""
    target = io.BytesIO()
    _Writer(target, package, book).write()
    return target.getvalue()


class _Writer(epub.EpubWriter):  # type: ignore[misc]
    """EbookLib's writer, with the languages it leaves out and one date for everything."""

    def __init__(self, target: io.BytesIO, package: Any, book: Book) -> None:
        options = {
            'mtime': book.modified,
            # EbookLib takes every note and call for a page of a printed book.
            'epub3_pages': False,
            'package_direction': package.direction == 'rtl',
            'play_order': {'enabled': True, 'start_from': 1},
        }
        super().__init__(target, package, options)
        self.meta = book.metadata
        self.modified = book.modified

    def write(self) -> None:
        """Write the archive, `mimetype` first and stored (OCF 3.3, section 4.2)."""
        with _Archive(self.file_name, self.modified) as self.out:
            self.out.writestr('mimetype', 'application/epub+zip')
            self._write_container()
            self._write_opf()
            self._write_items()

    def _write_opf_file(self, root: Any) -> None:
        root.set(XML_LANG, self.meta.lang)
        super()._write_opf_file(root)

    def _get_ncx(self) -> bytes:
        """Return the contents of old readers with language, depth and authors."""
        root: Any = etree.fromstring(super()._get_ncx())
        root.set(XML_LANG, self.meta.lang)
        depth = max(sum(1 for _ in point.iterancestors(f'{NCX}navPoint')) + 1 for point in root.iter(f'{NCX}navPoint'))
        root.find(f'{NCX}head/{NCX}meta[@name="dtb:depth"]').set('content', str(depth))
        if self.meta.byline:
            author = etree.Element(f'{NCX}docAuthor')
            etree.SubElement(author, f'{NCX}text').text = self.meta.byline
            root.find(f'{NCX}docTitle').addnext(author)
        return etree.tostring(root, encoding='utf-8', xml_declaration=True, pretty_print=True)


class _Archive(zipfile.ZipFile):
    """A ZIP archive in which every file has the date of the text, on any system."""

    def __init__(self, target: io.BytesIO, modified: datetime) -> None:
        super().__init__(target, 'w')
        year = min(max(modified.year, ZIP_YEARS[0]), ZIP_YEARS[1])
        self.date = (year, *modified.timetuple()[1:6])

    def writestr(self, name: Any, data: Any, *_: Any) -> None:
        """Write one file, packed unless it is packed already; EbookLib gives its name and its content."""
        info = zipfile.ZipInfo(name, self.date)
        info.create_system = 3
        info.external_attr = 0o644 << 16
        info.compress_type = zipfile.ZIP_STORED if name.endswith(STORED) else zipfile.ZIP_DEFLATED
        super().writestr(info, data, compresslevel=DEFLATE)
