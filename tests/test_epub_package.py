"""The package of the e-book: its archive, what it says of itself, and what it claims of its accessibility."""

import copy
import io
import zipfile
from datetime import UTC, datetime

import pytest
from epubs import COVER, DRAWING, RICH, Package, book_of, rich_package, theme
from lxml import etree

from chapbook.book import Picture
from chapbook.direction import direction
from chapbook.editions.epub import accessibility, remarks, render
from chapbook.problems import ChapbookError, Severity
from chapbook.words import LANGUAGES


@pytest.fixture
def rich(tmp_path):
    """The e-book of a text with some of everything."""
    return rich_package(tmp_path)


# --- The archive ------------------------------------------------------------------------------------------------------


def test_the_same_text_gives_the_same_bytes(tmp_path):
    """Nothing of the clock or of chance is in the file."""
    book = book_of(RICH, tmp_path)
    assert render(book, theme(), COVER) == render(book, theme(), COVER)


def test_the_archive_is_as_ocf_wants_it_and_dated_by_the_text(rich):
    """`mimetype` stands first and plain; every file has the date of the text."""
    first, *_ = infos = rich.archive.infolist()
    assert (first.filename, first.compress_type, first.extra) == ('mimetype', zipfile.ZIP_STORED, b'')
    assert rich.data[30:58] == b'mimetypeapplication/epub+zip'
    assert {info.date_time for info in infos} == {(2024, 5, 1, 12, 30, 4)}
    assert rich.xpath('string(//o:meta[@property="dcterms:modified"])') == '2024-05-01T12:30:04Z'


@pytest.mark.parametrize('year', [1, 1979, 2108, 9999])
def test_no_date_is_beyond_the_archive(year):
    """A ZIP archive knows the years 1980 to 2107; others are taken to the nearest."""
    book = book_of('Words.')
    dated = copy.copy(book)
    object.__setattr__(dated, 'modified', datetime(year, 1, 2, tzinfo=UTC))
    years = {info.date_time[0] for info in Package(dated).archive.infolist()}
    assert years == {min(max(year, 1980), 2107)}


def test_the_trees_of_the_book_stay_as_they_are(tmp_path):
    """Other editions are made of the same trees."""
    book = book_of(RICH, tmp_path)
    before = [etree.tostring(section.tree) for section in book.sections]
    before += [etree.tostring(note.tree) for note in book.notes]
    render(book, theme(), COVER)
    after = [etree.tostring(section.tree) for section in book.sections]
    assert before == after + [etree.tostring(note.tree) for note in book.notes]


@pytest.mark.parametrize(
    ('cover', 'name', 'media_type'),
    [(COVER, 'Images/cover.jpg', 'image/jpeg'), (b'\x89PNG\r\n', 'Images/cover.png', 'image/png')],
)
def test_the_cover_is_what_its_bytes_say(cover, name, media_type):
    """Readers old and new find the cover picture, under its real type."""
    package = Package(book_of('Words.'), cover)
    (item,) = package.xpath('//o:item[@properties="cover-image"]')
    assert (item.get('href'), item.get('media-type')) == (name, media_type)
    assert package.xpath('string(//o:meta[@name="cover"]/@content)') == item.get('id')
    assert package.xpath('string(//x:img/@src)', 'cover.xhtml') == name


def test_a_cover_of_another_type_is_refused():
    """A picture no reader would show is an error that says so."""
    with pytest.raises(ChapbookError, match='neither PNG nor JPEG'):
        render(book_of('Words.'), theme(), b'GIF89a')


# --- The package document ---------------------------------------------------------------------------------------------


def test_the_package_says_what_the_text_says_of_itself(rich):
    """Titles, people and their parts, dates and subjects stand in Dublin Core with their refinements."""
    says = {name: rich.xpath(f'//dc:{name}/text()') for name in ('title', 'creator', 'contributor', 'subject', 'date')}
    assert says == {
        'title': ['Words & “Others” <all>', 'Said Twice'],
        'creator': ['Ann Onymous'],
        'contributor': ['Ed Itor'],
        'subject': ['Words', 'Others'],
        'date': ['2024-05-01'],
    }
    refined = {(meta.get('refines'), meta.get('property')): meta.text for meta in rich.xpath('//o:meta[@refines]')}
    assert refined == {
        ('#title', 'title-type'): 'main',
        ('#subtitle', 'title-type'): 'subtitle',
        ('#person-1', 'role'): 'aut',
        ('#person-1', 'file-as'): 'Onymous, Ann',
        ('#person-2', 'role'): 'edt',
    }
    assert rich.package.get('{http://www.w3.org/XML/1998/namespace}lang') == 'en-GB'
    assert rich.xpath('string(//dc:identifier)').startswith('urn:uuid:')


@pytest.mark.parametrize('date', ['last spring', '2024-02-30', '2024-13', '0000', None])
def test_a_date_that_is_none_is_left_out(date):
    """dc:date holds dates of the calendar alone; the imprint still says what the author wrote."""
    assert Package(book_of('Words.', date=date)).xpath('//dc:date') == []


def test_the_spine_is_the_reading_order(rich):
    """Cover, title page, contents, the sections in order, colophon."""
    assert rich.spine == [
        'cover.xhtml', 'imprint.xhtml', 'contents.xhtml', 'opening.xhtml', 'one.xhtml', 'verse.xhtml', 'tables.xhtml',
        'bare-heading.xhtml', 'fin.xhtml', 'colophon.xhtml',
    ]  # fmt: skip


def test_contents_that_are_not_printed_are_no_page():
    """A text without contents has them in the reader’s menu alone, and no landmark leads to them."""
    package = Package(book_of('Words.\n\n# One\n\nMore.'))
    assert 'contents.xhtml' in package.pages
    assert 'contents.xhtml' not in package.spine
    kinds = package.xpath('//x:nav[@e:type="landmarks"]//x:a/@e:type', 'contents.xhtml')
    assert kinds == ['cover', 'bodymatter']


def test_everything_in_the_archive_is_in_the_manifest_and_back(rich):
    """No file is lost on the way, none is there for nothing."""
    listed = {item.get('href') for item in rich.xpath('//o:item')} | {'content.opf'}
    packed = {name.removeprefix('EPUB/') for name in rich.names if name.startswith('EPUB/')}
    assert listed == packed


def test_a_text_from_the_right_turns_its_pages_that_way():
    """Arabic runs from the right in package, spine and pages; English words the program adds stay as they are."""
    package = Package(book_of('نص', lang='ar', title='عنوان'))
    assert package.package.get('dir') == 'rtl'
    assert package.xpath('string(o:spine/@page-progression-direction)') == 'rtl'
    assert package.tree('opening.xhtml').get('dir') == 'rtl'
    assert package.xpath('string(//x:section/@dir)', 'colophon.xhtml') == 'ltr'


@pytest.mark.parametrize(
    ('tag', 'expected'),
    [('en', 'ltr'), ('he', 'rtl'), ('ur-PK', 'rtl'), ('az-Arab', 'rtl'), ('ks-Deva-IN', 'ltr'), ('ar-Latn', 'ltr')],
)
def test_a_language_tag_tells_its_direction(tag, expected):
    """The script decides where the tag names one."""
    assert direction(tag) == expected


# --- Accessibility ----------------------------------------------------------------------------------------------------


def test_what_is_claimed_is_there(rich):
    """Modes, features and hazards follow from the content; conformance is claimed nowhere."""
    assert rich.said('accessMode') == ['textual', 'visual']
    assert rich.said('accessModeSufficient') == ['textual', 'textual,visual']
    assert set(rich.said('accessibilityFeature')) == {
        'tableOfContents', 'readingOrder', 'structuralNavigation', 'ARIA', 'alternativeText', 'displayTransformability',
    }  # fmt: skip
    assert rich.said('accessibilityHazard') == ['none']
    assert 'Every picture has a description.' in rich.said('accessibilitySummary')[0]
    assert b'conformsTo' not in rich.read('content.opf')


def test_a_picture_without_description_is_admitted(tmp_path):
    """Where one description is missing, words alone do not suffice."""
    package = Package(book_of('![](a.svg)\n\n![Told](a.svg)', tmp_path))
    assert package.said('accessModeSufficient') == ['textual,visual']
    assert 'alternativeText' not in package.said('accessibilityFeature')
    assert 'Some pictures have no description.' in package.said('accessibilitySummary')[0]
    assert package.xpath('//x:img/@alt', 'opening.xhtml') == ['', 'Told']


def test_words_alone_claim_no_pictures():
    """A text without pictures and headings says nothing of either."""
    package = Package(book_of('Words.'))
    assert package.said('accessMode') == ['textual']
    assert not {'alternativeText', 'structuralNavigation'} & set(package.said('accessibilityFeature'))
    assert 'picture' not in package.said('accessibilitySummary')[0]


def test_conformance_is_claimed_where_a_person_vouches_and_no_check_fails(tmp_path):
    """Claim and certifier stand in the package and in the summary, in the language of the text; no warning is given."""
    book = book_of(RICH, tmp_path, certified_by='Ann Onymous', lang='de')
    package = Package(book)
    (claim,) = package.xpath('//o:meta[@property="dcterms:conformsTo"]')
    assert claim.text == 'EPUB Accessibility 1.1 - WCAG 2.2 Level AA'
    path = f'string(//o:meta[@refines="#{claim.get("id")}" and @property="a11y:certifiedBy"])'
    assert package.xpath(path) == 'Ann Onymous'
    assert 'Ann Onymous bestätigt' in package.said('accessibilitySummary')[0]
    assert 'Niemand' not in package.said('accessibilitySummary')[0]
    assert [told for told in remarks.remarks(book, theme()) if told.severity is Severity.WARNING] == []


@pytest.mark.parametrize(
    ('markdown', 'meta', 'fault'),
    [
        ('![](a.svg)', {}, 'a picture has no description (1.1.1)'),
        ('<table><tr><td>1</td></tr></table>', {}, 'a table has no header cells (1.3.1)'),
        ('Words.', {'css': ('own.css',)}, 'a stylesheet fixes colours or sizes (1.4.3)'),
        ('![Told](b.svg)', {}, 'a picture moves (2.2.2)'),
        ('<a href="https://example.org"></a> Words.', {}, 'a link has no words (2.4.4)'),
        ('Words.', {'lang_is_said': False}, 'the language is not said (3.1.1)'),
    ],
)
def test_no_conformance_is_claimed_where_a_check_fails(tmp_path, markdown, meta, fault):
    """Whoever vouches: the claim is left out, and a warning tells which criterion is not met."""
    (tmp_path / 'own.css').write_text('p { color: red }', 'utf-8')
    (tmp_path / 'b.svg').write_bytes(DRAWING.replace(b'<rect', b'<style>rect { animation: a 1s }</style><rect'))
    book = book_of(markdown, tmp_path, certified_by='Ann Onymous', **meta)
    package = Package(book)
    assert b'conformsTo' not in package.read('content.opf')
    assert 'Nobody has certified' in package.said('accessibilitySummary')[0]
    (told,) = [told for told in remarks.remarks(book, theme()) if told.severity is Severity.WARNING]
    assert told.message.endswith(f': {fault}')
    assert told.place.line == 1


@pytest.mark.parametrize('lang', LANGUAGES)
def test_the_summary_is_in_the_language_of_the_text(lang):
    """Each language that chapbook has words of gets sentences of its own."""
    (said,) = Package(book_of('Words.^[A note.]', lang=lang)).said('accessibilitySummary')
    words = LANGUAGES[lang]
    assert said == f'{words.access_text} {words.access_notes} {words.access_unchecked}'
    assert (said.split()[0] == 'The') == (lang == 'en')


@pytest.mark.parametrize(('lang', 'told'), [('pl', 'en'), ('de-AT', None), ('en', None)])
def test_a_summary_in_other_words_than_the_text_says_their_language(lang, told):
    """Where there are no words in the language of the text they are English, and say so."""
    (summary,) = Package(book_of('Words.', lang=lang)).xpath('//o:meta[@property="schema:accessibilitySummary"]')
    assert summary.get('{http://www.w3.org/XML/1998/namespace}lang') == told


def test_a_longer_description_is_told_of(tmp_path):
    """A picture may name words of the text that describe it."""
    markdown = '<img src="a.svg" alt="Told" aria-describedby="more">\n\n<p id="more">It shows more.</p>'
    assert 'longDescriptions' in Package(book_of(markdown, tmp_path)).said('accessibilityFeature')


def test_a_picture_that_moves_may_be_a_hazard():
    """Nobody has watched an animation: whether it flashes is not known. Still pictures are none."""
    image = pytest.importorskip('PIL.Image')

    def picture(kind, frames):
        first, *others = (image.new('RGB', (4, 4)) for _ in range(frames))
        for number, other in enumerate(others, 1):
            other.putpixel((number, 0), (255, 255, 255))
        buffer = io.BytesIO()
        first.save(buffer, kind, save_all=frames > 1, append_images=others)
        return Picture(f'a.{kind}', buffer.getvalue(), f'image/{kind}', 4, 4)

    for kind in ('gif', 'webp', 'png'):
        assert not accessibility.moves(picture(kind, 1))
        assert accessibility.moves(picture(kind, 2))
    style = DRAWING.replace(b'<rect', b'<style>rect { animation: a 1s }</style><rect')
    assert accessibility.moves(Picture('a.svg', style, 'image/svg+xml', 4, 4))
