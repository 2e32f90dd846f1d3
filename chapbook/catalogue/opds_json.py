"""Writes a feed as OPDS Catalog 2.0, which is JSON: https://drafts.opds.io/opds-2.0. The numbers are its sections."""

import json
from typing import Any

from chapbook.catalogue.feeds import NEWEST, PAGE_TEXTS, Feed, Menu
from chapbook.catalogue.media import media_type
from chapbook.catalogue.particulars import FREE, file_title, files_in_order, is_dated, issued, updated
from chapbook.catalogue.shelf import Cover, ShelvedText
from chapbook.direction import direction

TYPE = 'application/opds+json'


def write(feed: Feed, known: dict[str, str]) -> bytes:
    """Return a feed as JSON, on the model of the Readium Web Publication Manifest."""
    found: dict[str, Any] = {
        'metadata': {'identifier': feed.id, 'title': feed.title, **_modified(feed.updated)},
        'links': [
            {'rel': rel, 'href': feed.address(f'{name}.json'), 'type': TYPE} for rel, name in feed.links()
        ],
    }  # fmt: skip
    if feed.is_menu:
        main, *others = feed.menus
        newest = {
            'metadata': {'title': feed.sayings.newest, 'numberOfItems': feed.total},
            'links': [{'rel': 'self', 'href': feed.address(f'{NEWEST}.json'), 'type': TYPE}],
            'publications': [_publication(feed, text, known[text.slug]) for text in feed.newest],
        }
        found['navigation'] = _ways(feed, main)
        found['groups'] = [
            newest,
            *({'metadata': {'title': menu.title}, 'navigation': _ways(feed, menu)} for menu in others),
        ]
    else:
        numbers = {'numberOfItems': feed.total, 'itemsPerPage': PAGE_TEXTS, 'currentPage': feed.number}
        found['metadata'] |= numbers
        found['publications'] = [_publication(feed, text, known[text.slug]) for text in feed.texts]
        facets = [{'metadata': {'title': menu.title}, 'links': _ways(feed, menu)} for menu in feed.menus]
        found |= {'facets': facets} if facets else {}
    # Without indents, which Python writes slowly: there may be hundreds of texts.
    return (json.dumps(found, ensure_ascii=False) + '\n').encode(errors='replace')


def _modified(when: str) -> dict[str, str]:
    """Return when something was changed, nothing where that is not known."""
    return {'modified': when} if is_dated(when) else {}


def _ways(feed: Feed, menu: Menu) -> list[dict[str, Any]]:
    return [
        {
            'rel': 'self' if way.active else way.rel,
            'href': feed.address(f'{way.name}.json'),
            'type': TYPE,
            'title': way.title,
            'properties': {'numberOfItems': way.texts},
        }
        for way in menu.ways
    ]


def _publication(feed: Feed, text: ShelvedText, iri: str) -> dict[str, Any]:
    """Return a text as an OPDS publication (section 5.1)."""
    record = text.record
    pages = next((file.pages for file in text.files if file.edition == 'pdf'), None)
    metadata = {
        '@type': 'http://schema.org/Book',
        'identifier': iri,
        'title': record.title,
        'subtitle': record.subtitle,
        'author': list(record.authors),
        'language': record.lang,
        **_modified(updated(text)),
        'published': issued(text),
        'publisher': record.publisher,
        'subject': list(record.subjects),
        'description': record.description,
        'numberOfPages': pages,
        'readingProgression': direction(record.lang),
    }
    links = [
        {
            'rel': FREE,
            'href': feed.address(file.name),
            'type': media_type(file.name),
            'title': file_title(text, file),
            'size': file.digest.size_bytes,
            'language': record.lang,
        }
        for file in files_in_order(text)
    ]
    found: dict[str, Any] = {'metadata': {key: value for key, value in metadata.items() if value}, 'links': links}
    images = [_image(feed, picture) for picture in (text.cover, text.thumbnail) if picture]
    return found | ({'images': images} if images else {})


def _image(feed: Feed, picture: Cover) -> dict[str, Any]:
    """Return a picture of the cover with its size, by which a reading program takes the one it needs."""
    size = {'width': picture.width_px, 'height': picture.height_px}
    return {'href': feed.address(picture.name), 'type': media_type(picture.name), **size}
