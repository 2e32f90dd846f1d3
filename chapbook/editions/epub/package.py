"""The package: what it says of itself, what it holds, and in which order it is read; EbookLib keeps the list."""

from typing import Any

from ebooklib import epub

from chapbook import __version__
from chapbook.book import Book
from chapbook.direction import direction
from chapbook.editions.epub import conformance
from chapbook.editions.epub.accessibility import statements
from chapbook.editions.epub.archive import XML_LANG, write
from chapbook.editions.epub.files import COLOPHON, CONTENTS, COVER, IMPRINT, Plan, Resource
from chapbook.editions.epub.pages import Document, Entry, entries
from chapbook.metadata import Metadata
from chapbook.trims import size_name
from chapbook.words import words_for

XHTML = 'application/xhtml+xml'
APPLE = 'http://vocabulary.itunes.apple.com/rdf/ibooks/vocabulary-extensions-1.0/'


def pack(book: Book, plan: Plan, documents: list[Document], cover: Resource, resources: list[Resource]) -> bytes:
    """Return the EPUB that holds the documents in their order and the resources."""
    package = epub.EpubBook()
    package.IDENTIFIER_ID = 'identifier'
    package.metadata.clear()
    sheets = '\n'.join(resource.data.decode() for resource in resources if resource.media_type == 'text/css')
    _describe(package, book)
    _tell_access(package, book, plan, sheets)
    _add_items(package, book, documents, cover, resources)
    package.toc = _links(entries(book, plan))
    package.guide = _guide(book, plan)
    return write(package, book)


def _tell_access(package: Any, book: Book, plan: Plan, sheets: str) -> None:
    """Write what EPUB Accessibility 1.1 asks for; words of ours in another language than the text’s say theirs."""
    words, house = words_for(book.metadata.lang, book.metadata.words)
    ours = {} if book.metadata.lang.partition('-')[0].lower() == house else {XML_LANG: house}
    certifier = conformance.certifier(book, sheets)
    for name, value in statements(book, plan, sheets, certifier):
        _add_meta(package, f'schema:{name}', value, **(ours if name == 'accessibilitySummary' else {}))
    if certifier:
        _add_meta(package, 'dcterms:conformsTo', conformance.CLAIM, id='conformance')
        _refine(package, 'conformance', 'a11y:certifiedBy', certifier)
    if plan.breaks:
        # Section 3.2: page numbers without their edition mean nothing.
        source = words.printed.format(book.metadata.title, size_name(book.metadata.size_mm), plan.printed_pages)
        _add_meta(package, 'pageBreakSource', source, **ours)


def _describe(package: Any, book: Book) -> None:
    """Write what the text says of itself as Dublin Core (EPUB 3.3, section 5.5)."""
    meta = book.metadata
    package.add_metadata('OPF', 'generator', '', {'name': 'generator', 'content': f'chapbook {__version__}'})
    package.set_identifier(meta.urn)
    package.title, package.language, package.direction = meta.title, meta.lang, direction(meta.lang)
    package.add_metadata('DC', 'title', meta.title, {'id': 'title'})
    _refine(package, 'title', 'title-type', 'main')
    if meta.subtitle:
        package.add_metadata('DC', 'title', meta.subtitle, {'id': 'subtitle'})
        _refine(package, 'subtitle', 'title-type', 'subtitle')
    package.add_metadata('DC', 'language', meta.lang)
    _credit(package, meta)
    for name, value in (
        ('date', meta.iso_date),
        ('description', meta.description),
        ('publisher', meta.publisher),
        ('rights', meta.rights),
        *(('subject', subject) for subject in meta.subjects),
    ):
        if value:
            package.add_metadata('DC', name, value)
    # Apple Books shows embedded faces only when told that they are meant.
    package.add_prefix('ibooks', APPLE)
    _add_meta(package, 'ibooks:specified-fonts', 'true')


def _credit(package: Any, meta: Metadata) -> None:
    """Name who made the text: authors as creators, all others as contributors."""
    for number, person in enumerate(meta.authors, 1):
        name = f'person-{number}'
        package.add_metadata('DC', 'creator' if person.role == 'aut' else 'contributor', person.name, {'id': name})
        _refine(package, name, 'role', person.role, scheme='marc:relators')
        if person.file_as:
            _refine(package, name, 'file-as', person.file_as)


def _refine(package: Any, identifier: str, name: str, value: str, **more: str) -> None:
    package.add_metadata(None, 'meta', value, {'refines': f'#{identifier}', 'property': name, **more})


def _add_meta(package: Any, name: str, value: str, **more: str) -> None:
    package.add_metadata(None, 'meta', value, {'property': name, **more})


def _add_items(package: Any, book: Book, documents: list[Document], cover: Resource, resources: list[Resource]) -> None:
    """Put every file into the manifest, and the documents into the spine; the contents only where they are printed."""
    # Readers of EPUB 2 find the cover by this name: https://wiki.mobileread.com/wiki/Ebook_Covers
    package.add_metadata(None, 'meta', None, {'name': 'cover', 'content': 'cover-picture'})
    for number, document in enumerate(documents, 1):
        item = epub.EpubItem(f'page-{number}', document.name, XHTML, document.xhtml.encode())
        if document.name == CONTENTS:
            item.properties = ['nav']
        package.add_item(item)
        if document.name != CONTENTS or book.has_contents:
            package.spine.append(item)
    picture = epub.EpubItem('cover-picture', cover.name, cover.media_type, cover.data)
    picture.properties = ['cover-image']
    package.add_item(picture)
    for number, resource in enumerate(resources, 1):
        package.add_item(epub.EpubItem(f'resource-{number}', resource.name, resource.media_type, resource.data))
    package.add_item(epub.EpubNcx())


def _links(lines: tuple[Entry, ...]) -> list[Any]:
    """Return the contents as EbookLib takes them for the NCX."""
    found: list[Any] = []
    for entry in lines:
        link = epub.Link(entry.href, entry.title, f'to-{entry.href.replace("#", "-")}')
        found.append((link, _links(entry.entries)) if entry.entries else link)
    return found


def _guide(book: Book, plan: Plan) -> list[dict[str, str]]:
    """Return the landmarks for readers of EPUB 2 (OPF 2.0.1, section 2.6)."""
    words, _ = words_for(book.metadata.lang, book.metadata.words)
    return [
        {'type': 'cover', 'title': words.cover, 'href': COVER},
        {'type': 'title-page', 'title': words.imprint, 'href': IMPRINT},
        *([{'type': 'toc', 'title': words.contents, 'href': CONTENTS}] if book.has_contents else []),
        {'type': 'text', 'title': book.metadata.title, 'href': plan.sections[0]},
        {'type': 'colophon', 'title': words.colophon, 'href': COLOPHON},
    ]
