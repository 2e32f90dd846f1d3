"""The feeds for reading programs: all that is there, as OPDS 1.2 and 2.0 want it, and as a reading program reads it."""

import json
import posixpath
import re
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from urllib.parse import unquote, urljoin, urlsplit

import judges
import pytest
from lxml import etree
from PIL import Image
from projects import SHORT, files, write_project

from chapbook import catalogue
from chapbook.catalogue import feeds, particulars
from chapbook.catalogue.checksums import Digest
from chapbook.catalogue.media import media_type
from chapbook.catalogue.record import Record
from chapbook.catalogue.shelf import Cover, File, ShelvedText
from chapbook.cli import main

ATOM, DC = '{http://www.w3.org/2005/Atom}', '{http://purl.org/dc/terms/}'
LANG = '{http://www.w3.org/XML/1998/namespace}lang'
OPDS, THREAD = '{http://opds-spec.org/2010/catalog}', '{http://purl.org/syndication/thread/1.0}'
BUYING = 'http://opds-spec.org/acquisition'
KINDS = {f'application/atom+xml;profile=opds-catalog;kind={kind}' for kind in ('navigation', 'acquisition')}
EDITIONS = (
    ('.html', 'html', 'web page'), ('.epub', 'epub', 'EPUB'), ('.kepub.epub', 'kepub', 'EPUB'),
    ('.azw3', 'azw3', 'AZW3'), ('.pdf', 'pdf', 'PDF'), ('-booklet-a4.pdf', 'booklet-a4', 'PDF'),
)  # fmt: skip
# RFC 3339, as RFC 4287 wants it in section 3.3, and no more than a month has days.
TIME = re.compile(r'\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z')


def shelved(number):
    """A text of a made-up shelf: three languages, subjects that are shared, identifiers of every sort."""
    slug = f'text {number} é'
    record = Record(
        title=f'Title {number:03} & <b>',
        lang=('en', 'de-AT', 'ar')[number % 3],
        identifier=(f'urn:x:{number}', 'one for many', '978-3-16-148410-0', '')[number % 4],
        subtitle='Sub' * (number % 2),
        authors=('Ann', 'Bob')[: number % 3],
        date=('', '2024', '2024-05', '2023-02-30', '2025-11-03', 'May 2024')[number % 6],
        description='A line & <more>.' * (number % 2),
        subjects=(('Work', 'work', 'Brot')[number % 3], f'only {number}', 'ends\x0bhere'),
        publisher='Press',
        rights='CC BY',
        modified='2024-05-01T12:00:00Z' * (number % 2),
    )
    found = tuple(
        File(f'{slug}/{slug}{ending}', edition, f'for {edition}', kind, 12 if kind == 'PDF' else None, Digest(7, '0'))
        for ending, edition, kind in EDITIONS
    )
    covers = (Cover(f'catalogue/{slug}.jpg', 400, 565), Cover(f'catalogue/thumbnails/{slug}.jpg', 160, 226))
    return ShelvedText(slug, record, found, *(covers if number % 5 else (None, None)))


def made(number):
    """Return the files of the feeds of a shelf with so many texts."""
    return catalogue.feed_files([shelved(each) for each in range(number)])


SHELVES = pytest.mark.parametrize('texts', [1, 3, 50, 51, 120])


def atoms(found):
    return {name: etree.fromstring(data) for name, data in found.items() if name.endswith('.xml')}


def manifests(found):
    return {name: json.loads(data) for name, data in found.items() if name.endswith('.json')}


def links(element, rel=None):
    return [link for link in element.iterfind(f'{ATOM}link') if rel in (None, link.get('rel'))]


def everywhere(name, href):
    """Return the name below `dist/` that an address leads to, the first feed also served as /opds; no other is used."""
    assert not urlsplit(href).scheme
    assert not href.startswith('/')
    bases = {f'https://example.org/shelf/{name}'} | ({'https://example.org/shelf/opds'} if '/' not in name else set())
    (found,) = {urljoin(base, href) for base in bases}
    return unquote(found.removeprefix('https://example.org/shelf/'))


# --- OPDS 1.2 ---------------------------------------------------------------------------------------------------------


@SHELVES
def test_feeds_and_entries_have_what_atom_requires(texts):
    """RFC 4287, sections 4.1.1 and 4.1.2: one id, title and time each, ids that differ, an author of the feed."""
    for feed in atoms(made(texts)).values():
        ids = [element.text for element in feed.iter(f'{ATOM}id')]
        assert len(ids) == len(set(ids)) == 1 + len(feed.findall(f'{ATOM}entry'))
        assert all(particulars.SCHEME.fullmatch(each) for each in ids)
        assert feed.find(f'{ATOM}author/{ATOM}name').text
        for element in (feed, *feed.findall(f'{ATOM}entry')):
            assert [len(element.findall(ATOM + name)) for name in ('id', 'title', 'updated')] == [1, 1, 1]
            assert TIME.fullmatch(element.findtext(f'{ATOM}updated'))
            assert datetime.fromisoformat(element.findtext(f'{ATOM}updated'))
            assert element.findtext(f'{ATOM}title')
        assert feed.findtext(f'{ATOM}updated') == max(each.text for each in feed.iter(f'{ATOM}updated'))


@SHELVES
def test_every_feed_is_of_one_kind_and_says_which(texts):
    """Sections 2.1 to 2.3: texts that can all be had, or ways to other feeds; types as section 7.1.3 writes them."""
    found = atoms(made(texts))
    for feed in found.values():
        entries = feed.findall(f'{ATOM}entry')
        having = [any(link.get('rel').startswith(BUYING) for link in links(entry)) for entry in entries]
        assert all(having) or not any(having)
        kind = f'application/atom+xml;profile=opds-catalog;kind={"acquisition" if all(having) else "navigation"}'
        assert [link.get('type') for link in links(feed, 'self')] == [kind]
        assert len(links(feed, 'start')) == 1
        if not all(having):
            assert not links(feed, 'http://opds-spec.org/facet')  # section 4: in acquisition feeds alone
            assert all(link.get('type') in KINDS for entry in entries for link in links(entry))
    assert found['opds.xml'].findall(f'{ATOM}entry')


@SHELVES
def test_entries_tell_all_that_is_known(texts):
    """Sections 5.1 to 5.3: Dublin Core where Atom has no word of its own; a type on every file."""
    seen = {}
    for feed in atoms(made(texts)).values():
        for entry in feed.findall(f'{ATOM}entry'):
            assert not {element.tag for element in entry} & {
                DC + name for name in 'title creator subject rights'.split()
            }
            if entry.find(f'{DC}language') is not None:
                seen[entry.findtext(f'{ATOM}id')] = entry
    assert len(seen) == texts
    for number in range(texts):
        text = shelved(number)
        (entry,) = (each for each in seen.values() if each.findtext(f'{ATOM}title').startswith(text.record.title))
        assert [name.text for name in entry.iterfind(f'{ATOM}author/{ATOM}name')] == list(text.record.authors)
        assert entry.findtext(f'{DC}language') == text.record.lang
        assert entry.findtext(f'{DC}issued') == {4: '2025-11-03', 1: '2024', 2: '2024-05'}.get(number % 6)
        assert entry.findtext(f'{ATOM}summary') == (text.record.description or None)
        assert {each.get('term') for each in entry.iterfind(f'{ATOM}category')} >= {text.record.subjects[0]}
        buying = [link for link in links(entry) if link.get('rel').startswith(BUYING)]
        assert [link.get('type') for link in buying[:4]] == [
            'application/epub+zip', 'application/pdf', 'text/html', 'application/kepub+zip',
        ]  # fmt: skip
        assert len({link.get('title') for link in buying}) == len(buying) == len(text.files)
        for rel in ('image', 'image/thumbnail'):
            small = [
                unquote(link.get('href')).endswith(f'thumbnails/{text.slug}.jpg')
                for link in links(entry, f'http://opds-spec.org/{rel}')
            ]
            assert small == [rel == 'image/thumbnail'] * bool(text.cover)


@SHELVES
def test_one_facet_of_a_group_is_active(texts):
    """Section 4: a facet is in one group, at most one of a group is active, and each says how many texts it has."""
    for name, feed in atoms(made(texts)).items():
        facets = links(feed, 'http://opds-spec.org/facet')
        groups = {link.get(f'{OPDS}facetGroup') for link in facets}
        assert None not in groups
        for group in groups:
            active = [
                each for each in facets if each.get(f'{OPDS}facetGroup') == group and each.get(f'{OPDS}activeFacet')
            ]
            assert [everywhere(name, link.get('href')) for link in active] in (
                [re.sub(r'-\d+(?=\.)', '', name)],
                [name],
            )
        assert all(int(link.get(f'{THREAD}count')) > 0 for link in facets)


# --- OPDS 2.0 ---------------------------------------------------------------------------------------------------------


@SHELVES
def test_manifests_have_what_opds_2_requires(texts):
    """Sections 1.1, 2.1, 2.4, 2.5, 4 and 5: titles, a link to itself, something in it, no empty values."""
    for feed in manifests(made(texts)).values():
        assert feed['metadata']['title']
        assert [link['type'] for link in feed['links'] if link['rel'] == 'self'] == ['application/opds+json']
        assert {'navigation', 'publications', 'groups'} & feed.keys()
        assert all(feed[key] for key in feed)
        assert all(link['title'] for link in feed.get('navigation', []))
        for group in feed.get('groups', []):
            assert group['metadata']['title']
            assert len({'navigation', 'publications'} & group.keys()) == 1
        for facet in feed.get('facets', []):
            assert facet['metadata']['title']
            assert len(facet['links']) >= 2
            assert sum(link['rel'] == 'self' for link in facet['links']) == 1
        for each in publications(feed):
            assert all(value not in (None, '', [], {}) for value in each['metadata'].values())
            assert particulars.SCHEME.fullmatch(each['metadata']['identifier'])
            assert all(link['type'] and link['size'] for link in each['links'])
            assert all(link['rel'].startswith(BUYING) for link in each['links'])
            images = [(image['type'], image['width'], image['height']) for image in each.get('images', [])]
            assert images in ([('image/jpeg', 400, 565), ('image/jpeg', 160, 226)], [])


def publications(feed):
    return [each for part in (feed, *feed.get('groups', [])) for each in part.get('publications', [])]


# --- Both -------------------------------------------------------------------------------------------------------------


@SHELVES
def test_every_address_leads_to_a_file_from_anywhere(texts):
    """Relative addresses, from the file and from /opds: to a feed of the same form, an edition or a cover."""
    found = made(texts)
    there = set(found) | {file.name for number in range(texts) for file in shelved(number).files}
    covers = [cover for number in range(texts) for cover in (shelved(number).cover, shelved(number).thumbnail)]
    there |= {cover.name for cover in covers if cover}
    reached = set()
    for name, feed in atoms(found).items():
        reached |= {everywhere(name, link.get('href')) for link in feed.iter(f'{ATOM}link')}
    for name, feed in manifests(found).items():
        reached |= {everywhere(name, each) for each in re.findall(r'"href": "([^"]*)"', json.dumps(feed))}
    assert reached == there


@SHELVES
def test_pages_follow_each_other_and_hold_every_text_once(texts):
    """RFC 5005, section 3, and OPDS 2.0, section 4: next and previous lead through all, at most fifty on a page."""
    found = made(texts)
    xml, manifest = atoms(found), manifests(found)
    name = 'opds' if texts <= 50 else 'catalogue/feeds/all'
    pages = [name]
    while following := links(xml[f'{pages[-1]}.xml'], 'next'):
        pages.append(everywhere(f'{pages[-1]}.xml', following[0].get('href')).removesuffix('.xml'))
    for before, after in pairwise(pages):
        (back,) = links(xml[f'{after}.xml'], 'previous')
        assert everywhere(f'{after}.xml', back.get('href')) == f'{before}.xml'
        (back,) = (link for link in manifest[f'{after}.json']['links'] if link['rel'] == 'previous')
        assert everywhere(f'{after}.json', back['href']) == f'{before}.json'
    assert len(pages) == -(-texts // 50)
    titles = [entry.findtext(f'{ATOM}id') for page in pages for entry in xml[f'{page}.xml'].iter(f'{ATOM}entry')]
    assert len(titles) == len(set(titles)) == texts
    numbers = [each['metadata']['identifier'] for page in pages for each in manifest[f'{page}.json']['publications']]
    assert numbers == titles
    assert [manifest[f'{page}.json']['metadata']['currentPage'] for page in pages] == list(range(1, len(pages) + 1))


def test_only_what_several_texts_share_is_a_subject():
    """“Work” and “work” are one subject; one that a single text has is no menu; the languages have their own names."""
    (feed,) = (feed for feed in feeds.plan_feeds([shelved(number) for number in range(6)]) if feed.name == 'opds')
    assert {menu.title: [(way.title, way.texts) for way in menu.ways] for menu in feed.menus} == {
        'Language': [('Every language', 6), ('Deutsch', 2), ('English', 2), ('العربية', 2)],
        'Subject': [('Every subject', 6), ('Brot', 2), ('ends\x0bhere', 6), ('Work', 4)],
    }


@pytest.mark.parametrize(
    ('langs', 'lang', 'title', 'way'),
    [
        (['de-AT', 'de', 'de-CH', 'pl'], 'de', 'Lesen, drucken, weitergeben', 'Alle Sprachen'),
        (['fr', 'fr-CA', 'en'], 'fr', 'Lire, imprimer, transmettre', 'Toutes les langues'),
        (['de', 'de', 'en', 'en-GB'], 'en', 'Read, print, pass on', 'Every language'),
        (['ar', 'ar', 'de'], 'en', 'Read, print, pass on', 'Every language'),
    ],
)
def test_feeds_speak_the_language_of_most_texts(langs, lang, title, way):
    """Titles and menus are in the language that most texts are in, in English where it is none of ours; and say so."""
    texts = [shelved(number) for number in range(len(langs))]
    texts = [replace(text, record=replace(text.record, lang=each)) for text, each in zip(texts, langs, strict=True)]
    found = catalogue.feed_files(texts)
    first = atoms(found)['opds.xml']
    assert (first.get(LANG), first.findtext(f'{ATOM}title')) == (lang, title)
    assert way in [link.get('title') for link in links(first)]
    told = manifests(found)['opds.json']
    assert told['metadata']['title'] == title
    assert way in [link['title'] for facet in told['facets'] for link in facet['links']]


def test_a_feed_is_known_by_the_same_name_as_texts_are_added():
    """The id stays as newer texts come, and differs from that of another shelf."""
    first, more, other = (
        feeds.plan_feeds([shelved(number) for number in numbers])[0].id for numbers in ((0, 4), (0, 4, 16), (4, 16))
    )
    assert first == more != other


@pytest.mark.parametrize(
    ('identifier', 'iri'),
    [
        ('urn:uuid:0f0e0d0c-0000-4000-8000-000000000000', 'urn:uuid:0f0e0d0c-0000-4000-8000-000000000000'),
        ('0F0E0D0C-0000-4000-8000-000000000000', 'urn:uuid:0f0e0d0c-0000-4000-8000-000000000000'),
        ('https://example.org/a?b#c', 'https://example.org/a?b#c'),
        ('978-3-16-148410-0', 'urn:isbn:9783161484100'),
        ('ISBN 0-19-852663-x', 'urn:isbn:019852663X'),
        ('note: a title', None),
        ('', None),
    ],
)
def test_what_is_no_address_becomes_one(identifier, iri):
    """An identifier that is an IRI stays, an ISBN or UUID is written as one, anything else is computed from."""
    text = ShelvedText('a', Record('A', 'en', identifier), (), None)
    found = particulars.identifiers([text])['a']
    assert found == iri or (iri is None and found.startswith('urn:uuid:'))


@pytest.mark.parametrize(
    ('name', 'kind'),
    [
        ('a/a.epub', 'application/epub+zip'), ('a/a.kepub.epub', 'application/kepub+zip'), ('A.PDF', 'application/pdf'),
        ('a.azw3', 'application/vnd.amazon.mobi8-ebook'), ('a', 'application/octet-stream'),
    ],
)  # fmt: skip
def test_every_file_has_its_type(name, kind):
    """The longest ending that is known counts."""
    assert media_type(name) == kind


def test_a_text_without_a_date_was_not_changed_in_1980():
    """JSON leaves out what nobody knows; Atom, which must name a time, names the latest that is known of the others."""
    undated = replace(shelved(0), record=replace(shelved(0).record, modified='1980-01-01T00:00:00Z', date=''))
    found = catalogue.feed_files([undated, shelved(1)])
    first, second = json.loads(found['opds.json'])['publications']
    assert 'modified' not in first['metadata']
    assert second['metadata']['modified'] == '2024-05-01T12:00:00Z'
    updated = [entry.findtext(f'{ATOM}updated') for entry in atoms(found)['opds.xml'].iterfind(f'{ATOM}entry')]
    assert updated == ['2024-05-01T12:00:00Z'] * 2
    assert 'modified' not in json.loads(catalogue.feed_files([undated])['opds.json'])['metadata']


@pytest.mark.judge
@pytest.mark.parametrize('texts', [1, 3, 120])
def test_a_reading_program_reads_the_same_from_both(texts, tmp_path):
    """Thorium’s own library: titles, identifiers, languages, times, files and covers are those of the shelf."""
    found = made(texts)
    for name, data in found.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    name = 'opds' if texts <= 50 else 'catalogue/feeds/all'
    one, two = judges.opds(tmp_path / f'{name}.xml', tmp_path / f'{name}.json')
    assert len(one['publications']) == len(two['publications']) == min(texts, 50)
    for old, new in zip(one['publications'], two['publications'], strict=True):
        for key in ('identifier', 'language', 'author', 'publisher', 'description'):
            assert old['metadata'].get(key) == new['metadata'].get(key)
        # Atom must name a time where there is none.
        assert new['metadata'].get('modified') in (old['metadata']['modified'], None)
        assert [(link['href'], link['type'], link['title']) for link in old['links']] == [
            (link['href'], link['type'], link['title']) for link in new['links']
        ]
        assert {image['href'] for image in old.get('images', [])} == {image['href'] for image in new.get('images', [])}
    assert one['metadata']['numberOfItems'] == two['metadata']['numberOfItems'] == texts
    if texts >= 3:
        assert [facet['metadata']['title'] for facet in one['facets']] == ['Language', 'Subject']
    if texts > 50:
        root = judges.opds(tmp_path / 'opds.xml', tmp_path / 'opds.json')
        ways = [{everywhere('opds', link['href']) for link in feed['navigation']} for feed in root]
        assert ways[1] == {'catalogue/feeds/all.json', 'catalogue/feeds/newest.json'}
        assert {posixpath.splitext(name)[0] for name in ways[0]} > {posixpath.splitext(name)[0] for name in ways[1]}
        assert len(root[1]['groups'][0]['publications']) == 10


# --- Built ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def project(tmp_path):
    return write_project(tmp_path / 'project', one=SHORT, two=SHORT)


def build(project, *arguments):
    return main(['--project', str(project), '-e', 'html', '-q', *arguments])


def test_a_build_ends_with_feeds_and_their_checksums(project, monkeypatch):
    """Feeds of what is there, dated by the text and never by the clock; a feed that is no more goes."""
    assert build(project) == 0
    stale = project / 'dist' / 'catalogue' / 'feeds' / 'all-9.xml'
    stale.parent.mkdir()
    stale.write_text('x')
    before = files(project / 'dist')
    monkeypatch.setenv('SOURCE_DATE_EPOCH', '1')
    assert build(project) == 0
    assert not stale.exists()
    after = files(project / 'dist')
    assert after == {name: data for name, data in before.items() if 'all-9' not in name}
    assert etree.fromstring(after['opds.xml']).findtext(f'{ATOM}updated') == '2024-05-01T00:00:00Z'
    assert b'  opds.xml\n' in after['SHA256SUMS']
    assert b'  opds.json\n' in after['SHA256SUMS']
    assert b'type="application/opds+json"' in after['index.html']
    (project / 'dist' / 'one' / 'one.html').unlink()
    assert build(project, 'two') == 0
    assert b'one/one.html' not in (project / 'dist' / 'opds.json').read_bytes()


def test_a_thumbnail_is_a_small_file_beside_the_cover(project):
    """Lists load few bytes: 160 pixels wide, shaped as the cover; made anew where it is missing."""
    assert build(project) == 0
    cover, small = (project / 'dist' / 'catalogue' / name for name in ('one.jpg', 'thumbnails/one.jpg'))
    with Image.open(cover) as large, Image.open(small) as picture:
        assert picture.size == (160, round(160 * large.height / large.width))
    assert small.stat().st_size < 6000
    drawn = small.read_bytes()
    assert b'  catalogue/thumbnails/one.jpg\n' in (project / 'dist' / 'SHA256SUMS').read_bytes()
    small.unlink()
    assert build(project) == 0
    assert small.read_bytes() == drawn
    cover.write_bytes(b'damaged')
    small.unlink()
    assert build(project) == 0
    assert not small.exists()
    assert b'one.jpg' not in (project / 'dist' / 'opds.xml').read_bytes()


def test_a_bundle_has_feeds_of_its_own_names(tmp_path):
    """Where a name is made fit for sticks, the feeds of the bundle say the new one."""
    project = write_project(tmp_path, **{'dog: 50% #1?': SHORT, 'two': SHORT, 'three': SHORT})
    assert build(project) == 0
    assert main(['bundle', '--project', str(project)]) == 0
    found = files(project / 'bundle' / 'chapbook')
    for name, feed in atoms(found).items():
        assert {everywhere(name, link.get('href')) for link in feed.iter(f'{ATOM}link')} <= set(found)
    pictures = {name.rpartition('/')[2] for name in found if name.startswith('catalogue/') and name.endswith('.jpg')}
    assert len(pictures) == 3, 'a cover and its thumbnail are called alike'


def test_an_identifier_that_changes_is_told(project, capsys):
    """A new title makes a new identifier where the text gives none: build says so once, and how to keep the old one."""
    assert build(project) == 0
    before = json.loads((project / 'dist' / 'catalogue' / 'one.json').read_text())['identifier']
    path = project / 'source' / 'one.md'
    path.write_text(path.read_text().replace('title: "One"', 'title: "Uno"'))
    capsys.readouterr()
    assert main(['--project', str(project), '-e', 'html', 'one', '--fail-on-warnings']) == 1
    told = capsys.readouterr().err
    assert re.search(rf'one\.md:1: warning: the identifier was {before} and is now urn:\S+: readers', told)
    assert f'write identifier: {before}' in told
    path.write_text(path.read_text().replace('lang: en', f'lang: en\nidentifier: {before}'))
    assert main(['--project', str(project), '-e', 'html', 'one', '--fail-on-warnings']) == 1
    assert main(['--project', str(project), '-e', 'html', 'one', '--fail-on-warnings']) == 0


def test_two_texts_with_one_identifier_are_told(project, capsys):
    """A warning names both, whatever was built; in the feeds each still has an id of its own."""
    for name in ('one', 'two'):
        path = project / 'source' / f'{name}.md'
        path.write_text(path.read_text().replace('lang: en', 'lang: en\nidentifier: urn:x:same'))
    assert build(project) == 0
    capsys.readouterr()
    assert main(['--project', str(project), '-e', 'html', 'one', '--fail-on-warnings']) == 1
    assert 'warning: 2 texts have the identifier urn:x:same: one, two\nhint: ' in capsys.readouterr().err
    ids = [each.text for each in etree.parse(project / 'dist' / 'opds.xml').iter(f'{ATOM}id')]
    assert 'urn:x:same' in ids
    assert len(ids) == len(set(ids)) == 3
