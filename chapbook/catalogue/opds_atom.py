"""Writes a feed as OPDS Catalog 1.2, which is Atom: https://specs.opds.io/opds-1.2. The numbers are its sections."""

import uuid
from typing import Any

from lxml import etree

from chapbook.catalogue.feeds import PAGE_TEXTS, ROOT, Feed, Menu, Way
from chapbook.catalogue.media import media_type
from chapbook.catalogue.particulars import FREE, clean, file_title, files_in_order, is_dated, issued, updated
from chapbook.catalogue.shelf import ShelvedText

TYPE = 'application/atom+xml;profile=opds-catalog;kind={}'
IMAGES = ('http://opds-spec.org/image', 'http://opds-spec.org/image/thumbnail')
FACET = 'http://opds-spec.org/facet'
ATOM, DC = '{http://www.w3.org/2005/Atom}', '{http://purl.org/dc/terms/}'
SPEC, THREAD = '{http://opds-spec.org/2010/catalog}', '{http://purl.org/syndication/thread/1.0}'
SEARCH, XML_LANG = '{http://a9.com/-/spec/opensearch/1.1/}', '{http://www.w3.org/XML/1998/namespace}lang'
SPACES = {None: ATOM, 'dc': DC, 'opds': SPEC, 'thr': THREAD, 'opensearch': SEARCH}
MAKER = 'chapbook'


def write(feed: Feed, known: dict[str, str]) -> bytes:
    """Return a feed as Atom (RFC 4287); `known` gives each text its IRI."""
    root: Any = etree.Element(
        f'{ATOM}feed', {XML_LANG: feed.sayings.lang}, nsmap={key: uri.strip('{}') for key, uri in SPACES.items()}
    )
    _say(root, 'id', feed.id)
    _say(root, 'title', feed.title)
    _say(root, 'updated', feed.updated)
    # Who made the feed: else each text without an author would have to name one (RFC 4287, section 4.1.1).
    _say(etree.SubElement(root, f'{ATOM}author'), 'name', MAKER)
    for rel, name in feed.links():
        _link(root, rel, feed.address(f'{name}.xml'), _kind(feed, name))
    if feed.is_menu:
        for menu in feed.menus:
            for way in menu.ways:
                _way(root, feed, menu, way)
    else:
        _narrow(root, feed)
        for text in feed.texts:
            _entry(root, feed, text, known[text.slug])
    etree.indent(root, space=' ')
    return etree.tostring(root, encoding='utf-8', xml_declaration=True) + b'\n'


def _kind(feed: Feed, name: str) -> str:
    return TYPE.format('navigation' if feed.large and name == ROOT else 'acquisition')


def _narrow(root: Any, feed: Feed) -> None:
    """Write how many texts there are (OpenSearch 1.1) and the facets to narrow them by (section 4)."""
    for name, number in (('totalResults', feed.total), ('itemsPerPage', PAGE_TEXTS)):
        etree.SubElement(root, SEARCH + name).text = str(number)
    for menu in feed.menus:
        for way in menu.ways:
            more = {f'{SPEC}facetGroup': menu.title, f'{THREAD}count': str(way.texts), 'title': way.title}
            more |= {f'{SPEC}activeFacet': 'true'} if way.active else {}
            _link(root, FACET, feed.address(f'{way.name}.xml'), _kind(feed, way.name), **more)


def _way(root: Any, feed: Feed, menu: Menu, way: Way) -> None:
    """Write an entry that leads to another feed (section 2.2)."""
    entry = etree.SubElement(root, f'{ATOM}entry')
    _say(entry, 'id', uuid.uuid5(uuid.NAMESPACE_URL, f'{feed.id}|{way.name}').urn)
    _say(entry, 'title', f'{menu.title}: {way.title}' if menu.title else way.title)
    _say(entry, 'updated', way.updated)
    _say(entry, 'content', feed.sayings.count(way.texts), type='text')
    _link(entry, way.rel, feed.address(f'{way.name}.xml'), _kind(feed, way.name))


def _entry(root: Any, feed: Feed, text: ShelvedText, iri: str) -> None:
    """Write a text, complete (section 5)."""
    record = text.record
    entry = etree.SubElement(root, f'{ATOM}entry', {XML_LANG: clean(record.lang)})
    _say(entry, 'id', iri)
    _say(entry, 'title', f'{record.title}: {record.subtitle}' if record.subtitle else record.title)
    when = updated(text)
    # It may not be left out (RFC 4287, section 4.1.2): as late as the feed is true of a text without a date.
    _say(entry, 'updated', when if is_dated(when) else feed.updated)
    for name in record.authors:
        _say(etree.SubElement(entry, f'{ATOM}author'), 'name', name)
    for name, value in (
        ('identifier', iri), ('language', record.lang), ('issued', issued(text)), ('publisher', record.publisher),
    ):  # fmt: skip
        if value:
            _say(entry, name, value, DC)
    for subject in record.subjects:
        etree.SubElement(entry, f'{ATOM}category', term=clean(subject), label=clean(subject))
    for name, value in (('rights', record.rights), ('summary', record.description)):
        if value:
            _say(entry, name, value)
    for rel, picture in zip(IMAGES, (text.cover, text.thumbnail or text.cover), strict=True):
        if picture:
            _link(entry, rel, feed.address(picture.name), media_type(picture.name))
    for file in files_in_order(text):
        more = {'length': str(file.digest.size_bytes), 'title': file_title(text, file)}
        _link(entry, FREE, feed.address(file.name), media_type(file.name), hreflang=record.lang, **more)


def _say(parent: Any, name: str, words: str, space: str = ATOM, **attributes: str) -> None:
    etree.SubElement(parent, space + name, attributes).text = clean(words)


def _link(parent: Any, rel: str, href: str, kind: str, **more: str) -> None:
    attributes = {'rel': rel, 'href': href, 'type': kind, **more}
    etree.SubElement(parent, f'{ATOM}link', {key: clean(value) for key, value in attributes.items()})
