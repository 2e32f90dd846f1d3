"""The catalogue: the landing page, the README and the checksums tell what is there, all of it and nothing else."""

import os
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import PurePosixPath
from urllib.parse import unquote

import judges
import pytest
from hypothesis import given
from hypothesis import strategies as st
from projects import ROOT, SHORT, files, write_project
from test_html_screen import SCREENS, sizes_and_spacing

from chapbook import catalogue, publish
from chapbook.catalogue import checksums, page
from chapbook.catalogue.checksums import Digest
from chapbook.catalogue.record import Record
from chapbook.catalogue.shelf import ShelvedText
from chapbook.cli import main
from chapbook.editions import EDITIONS, Use
from chapbook.metadata import Metadata, Person
from chapbook.theme import load_theme

SHORT_DE = (
    '---\ntitle: Zwei\nsubtitle: Über „Brot“ & <b>\nauthor: Ann\nlang: de\nsubject: [Brot, Work]\n---\n\nWörter.\n'
)
SHORT_AR = '---\ntitle: كلمات\nauthor: كاتب\nlang: ar\ndescription: كلمات وأخرى\n---\n\nكلمات.\n'
SHORT_SUBJECT = '---\ntitle: Three\nlang: en-GB\nsubject: [work]\ndate: 2024-05-01\n---\n\nWords.\n'


def build(project, *arguments):
    """Build the web pages of a project."""
    return main(['--project', str(project), '-e', 'html', '-q', *arguments])


@pytest.fixture(scope='module')
def built_once(tmp_path_factory):
    """A project with four texts in three languages, built; one has a name that is awkward in an address."""
    texts = {'one': SHORT, 'zwei': SHORT_DE, 'dog: 50% #1?': SHORT_SUBJECT, 'arabic': SHORT_AR}
    project = write_project(tmp_path_factory.mktemp('built') / 'project', **texts)
    assert build(project) == 0
    return project


@pytest.fixture
def project(built_once, tmp_path):
    """A copy of that project for a test to change."""
    return shutil.copytree(built_once, tmp_path / 'project')


class Links(HTMLParser):
    """Every address a page leads to or shows."""

    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):  # noqa: ARG002, D102
        self.found += [value for key, value in attrs if key in ('href', 'src') and not value.startswith(('#', 'data:'))]


def test_every_link_leads_to_a_file(project):
    """Each edition and each cover is on the page, by an address that is right from a stick and from a server."""
    dist = project / 'dist'
    found = Links((dist / 'index.html').read_text('utf-8')).found
    assert not any(':' in link or link.startswith('/') for link in found)
    everything = {name for name in files(dist) if '/' in name and not name.startswith('catalogue/')}
    covers = {name for name in files(dist) if name.startswith('catalogue/') and name.endswith('.jpg')}
    covers -= {name for name in covers if name.startswith('catalogue/thumbnails/')}
    about = {'SHA256SUMS', 'README.txt', 'opds.xml', 'opds.json'}
    assert {unquote(link) for link in found} == everything | covers | about


def test_the_checksums_are_those_that_others_compute(project):
    """`sha256sum -c` finds every file whole, and every file but the checksums has a line."""
    done = subprocess.run(
        ['sha256sum', '--strict', '-c', 'SHA256SUMS'],
        cwd=project / 'dist',
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, 'LC_ALL': 'C'},
    )
    assert len(done.stdout.splitlines()) == len(files(project / 'dist')) - 1
    assert all(line.endswith(': OK') for line in done.stdout.splitlines())


def test_one_text_of_many_keeps_the_others(project):
    """Built alone, a text is as it was and so is the whole catalogue, byte for byte; one that is deleted has gone."""
    before = files(project / 'dist')
    assert build(project, 'one') == 0
    assert files(project / 'dist') == before
    (project / 'dist' / 'zwei' / 'zwei.html').unlink()
    assert build(project, 'one') == 0
    after = files(project / 'dist')
    assert 'zwei/zwei.html' not in after['index.html'].decode() + after['SHA256SUMS'].decode()
    assert 'one/one.html' in after['index.html'].decode()


def test_a_text_that_was_taken_away_leaves_nothing(project):
    """Where the folder of a text is deleted, its record and the pictures of its cover go with it, and no other’s."""
    there = {name for name in files(project / 'dist') if name.startswith('catalogue/')}
    assert {'catalogue/zwei.json', 'catalogue/zwei.jpg', 'catalogue/thumbnails/zwei.jpg'} <= there
    shutil.rmtree(project / 'dist' / 'zwei')
    assert build(project, 'one') == 0
    left = {name for name in files(project / 'dist') if name.startswith('catalogue/')}
    assert {name for name in there - left if '/feeds/' not in name} == {name for name in there if 'zwei' in name}
    assert 'zwei' not in (project / 'dist' / 'SHA256SUMS').read_text()


def test_the_order_of_building_leaves_no_trace(project, tmp_path):
    """Built one after the other in another order, everything is the same, byte for byte."""
    for slug in ('zwei', 'arabic', 'one', 'dog: 50% #1?'):
        assert build(project, slug, '-o', str(tmp_path / 'other')) == 0
    assert files(tmp_path / 'other') == files(project / 'dist')


def test_a_damaged_record_is_told_and_leaves_the_others(project, capsys):
    """A warning with its path and what to do; the file is still summed up."""
    (project / 'dist' / 'catalogue' / 'zwei.json').write_text('{"title": 1}')
    (project / 'dist' / 'catalogue' / 'arabic.json').write_bytes(b'\xff')
    assert main(['--project', str(project), '-e', 'html', 'one', '--fail-on-warnings']) == 1
    told = capsys.readouterr().err
    assert re.search(r'zwei\.json: warning: the record of a text cannot be read.*\nhint: build the text again', told)
    assert 'arabic.json: warning: ' in told
    listed = (project / 'dist' / 'index.html').read_text('utf-8')
    assert ('one/one.html' in listed, 'zwei/zwei.html' in listed) == (True, False)
    assert 'zwei/zwei.html' in (project / 'dist' / 'SHA256SUMS').read_text('utf-8')


def test_a_text_that_fails_stays_listed_as_it_was(project):
    """What was built of it earlier is still there to be handed out."""
    write_project(project, one='A call[^1] of nothing.\n')
    assert build(project) == 1
    assert 'one/one.html' in (project / 'dist' / 'index.html').read_text('utf-8')


def test_what_is_not_ours_to_hand_out_is_left_out(project, tmp_path):
    """Dot files, links and half-written files have no checksum; a file that someone put there has."""
    dist = project / 'dist'
    (tmp_path / 'secret').write_text('secret')
    (dist / 'link.txt').symlink_to(tmp_path / 'secret')
    (dist / 'folder').symlink_to(tmp_path)
    (dist / '.hidden').write_text('x')
    (dist / 'one' / f'{publish.PREFIX}half.html').write_text('x')
    (dist / 'map.txt').write_text('where to find us')
    assert build(project, 'one') == 0
    names = checksums.read_listing((dist / 'SHA256SUMS').read_bytes(), dist / 'SHA256SUMS')
    assert 'map.txt' in names
    assert not [name for name in names if re.search('secret|link|folder|hidden|half', name)]


def test_a_signature_of_other_checksums_goes(project):
    """Signed checksums that change are signed no longer; those that stay keep their signature."""
    signature = project / 'dist' / 'SHA256SUMS.minisig'
    signature.write_text('signed')
    assert build(project) == 0
    assert signature.exists()
    write_project(project, one='Other words.\n')
    assert build(project) == 0
    assert not signature.exists()


def test_a_cover_that_was_laid_out_is_kept(project):
    """A build without pages draws a cover where there is none, and leaves the one that was laid out."""
    cover = project / 'dist' / 'catalogue' / 'one.jpg'
    drawn = cover.read_bytes()
    assert main(['--project', str(project), '-e', 'epub', '-q', 'one']) == 0
    laid_out = cover.read_bytes()
    assert laid_out != drawn
    assert build(project, 'one') == 0
    assert cover.read_bytes() == laid_out


NAMES = st.text(st.characters(codec='utf-8', exclude_characters='\0/'), min_size=1).filter(
    lambda name: name not in ('.', '..')
)


@given(st.dictionaries(NAMES, st.binary().map(Digest.of)))
def test_a_listing_is_read_as_it_was_written(found):
    """Whatever files are called, the end of a line in a name included."""
    read = checksums.read_listing(checksums.listing(found), ROOT)
    assert read == {name: digest.sha256 for name, digest in found.items()}


@given(
    title=st.text(min_size=1),
    subjects=st.lists(st.text()).map(tuple),
    names=st.lists(st.text(min_size=1)).map(tuple),
)
def test_a_record_is_read_as_it_was_written(title, subjects, names):
    """Metadata to JSON and back, unchanged."""
    record = Record.of(Metadata(title, subjects=subjects, authors=tuple(map(Person, names)), identifier='urn:x'))
    assert Record.from_json(record.to_json()) == record


def test_hundreds_of_texts_are_one_page(tmp_path):
    """With five hundred texts the page stays small, and an empty shelf says that it is empty."""
    theme = load_theme(tmp_path)
    file = catalogue.shelf.File('a/a.html', 'html', 'open in a browser', 'web page', None, Digest.of(b'x'))
    record = Record('Title', 'en', 'urn:x', subjects=('One', 'Two'), description='A line on what it is.' * 3)
    texts = [ShelvedText(f'text-{number}', record, (file,) * 5, None) for number in range(500)]
    assert len(page.landing_page(texts, theme)) < 2_000_000
    assert b'There is nothing here yet' in page.landing_page([], theme)


def test_who_has_a_telephone_alone_is_told_how_to_verify(project):
    """The README, to which the page leads, says for iPhone and Android how a checksum and a signature are compared."""
    dist = project / 'dist'
    told = ' '.join((dist / 'README.txt').read_bytes().decode().split())
    for words in (
        'sha256sum -c SHA256SUMS',
        'iPhone, iPad In the app Shortcuts',
        'Android Install Termux',
        'minisign -Vm SHA256SUMS -P THEIR-PUBLIC-KEY',
        'a public key that did not come with the files',
    ):
        assert words in told
    assert 'with a phone alone' in (dist / 'index.html').read_text('utf-8')


def test_files_are_listed_by_what_they_are_for(tmp_path):
    """What is read comes first, then what is printed, then posters and cards, each under its heading."""
    there = {f'a/{row.file_name("a")}': Digest.of(b'x') for row in EDITIONS.values() if row.name != 'html'}
    (tmp_path / 'catalogue').mkdir()
    (tmp_path / 'catalogue' / 'a.json').write_bytes(Record('Title', 'en', 'urn:x').to_json())
    (tmp_path / 'a').mkdir()
    for name in there:
        (tmp_path / name).write_bytes(b'x')
    ((text,), _) = catalogue.shelf.read_shelf(tmp_path, {'catalogue/a.json': Digest.of(b''), **there})
    uses = [use for use, _ in text.uses]
    assert uses == [use for use in Use if use in uses]
    assert {uses[0], uses[-1]} == {Use.READ, Use.SHOW}
    shown = page.landing_page([text], load_theme(tmp_path)).decode()
    places = [shown.index(f'>{use.value}<') for use in uses]
    assert places == sorted(places)
    assert (
        shown.index('a.epub')
        < places[1]
        < shown.index('a-booklet-a4.pdf')
        < places[-1]
        < shown.index('a-poster-a4.pdf')
    )


# --- Before a browser and its judges ----------------------------------------------------------------------------------


@pytest.fixture
def shown(new_page, project):
    """Return a function that opens the landing page from its file on a screen."""

    def show(screen='desk', **more):
        opened = new_page(**{**SCREENS[screen], **more})
        opened.heard = []
        opened.on('console', lambda message: opened.heard.append(message.text))
        opened.goto((project / 'dist' / 'index.html').as_uri())
        return opened

    return show


@pytest.fixture(scope='module')
def stick(tmp_path_factory):
    """A folder of files as it lies on a stick: a text to read, to print and to load."""
    project = write_project(tmp_path_factory.mktemp('stick') / 'project', one=SHORT)
    wanted = [word for name in ('html', 'epub', 'pdf', 'booklet-a4') for word in ('-e', name)]
    assert main(['--project', str(project), '-q', *wanted]) == 0
    return project / 'dist'


def linked(dist):
    """Return the names of all files that the landing page leads to, in its order."""
    return [unquote(name) for name in re.findall(r'<li><a href="([^"]+)"', (dist / 'index.html').read_text('utf-8'))]


def test_chromium_takes_every_file_from_a_stick(new_page, stick):
    """Opened from a folder, each link is saved with the bytes of its file, and what can be read opens by a click."""
    opened, names = new_page(), linked(stick)
    assert [PurePosixPath(name).suffix for name in names] == ['.html', '.epub', '.pdf', '.pdf']
    for number, name in enumerate(names):
        opened.goto((stick / 'index.html').as_uri())
        with opened.expect_download() as saved:
            opened.locator('.files a').nth(number).click(modifiers=['Alt'])
        assert saved.value.path().read_bytes() == (stick / name).read_bytes()
    for number, name in enumerate(names):
        opened.goto((stick / 'index.html').as_uri())
        if name.endswith('.epub'):
            with opened.expect_download() as saved:
                opened.locator('.files a').nth(number).click()
            assert saved.value.path().read_bytes() == (stick / name).read_bytes()
        else:
            opened.locator('.files a').nth(number).click()
            opened.wait_for_url((stick / name).as_uri())


@pytest.mark.judge
def test_firefox_takes_every_file_from_a_stick(stick, tmp_path):
    """The same in Firefox, whose viewer has every page of the PDF."""
    dist, names = stick, linked(stick)
    steps = [('size', (1200, 900)), ('goto', (dist / 'index.html').as_uri())]
    for number, _ in enumerate(names):
        mark = f'document.querySelectorAll(".files a")[{number}].dataset.number = {number}'
        steps += [('evaluate', mark), ('save', f'[data-number="{number}"]'), ('saved', number + 1)]
    pdf = next(number for number, name in enumerate(names) if name.endswith('.pdf'))
    steps += [('click', f'[data-number="{pdf}"]'), ('wait', 'window.PDFViewerApplication?.pagesCount'),
              ('evaluate', '[location.href, PDFViewerApplication.pagesCount]')]  # fmt: skip
    results, _ = judges.in_firefox(steps, tmp_path)
    saved = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert saved == {path.name: path.read_bytes() for path in (dist / name for name in names)}
    assert results[-1] == [(dist / names[pdf]).as_uri(), 4]


def titles(shown_page):
    return [title.inner_text() for title in shown_page.locator('article:visible h2').all()]


def test_the_filter_narrows_by_words_language_and_subject(shown):
    """Each narrows by itself and together, and says how many are left; accents and capitals do not matter."""
    opened = shown()
    everything = ['One', 'Three', 'Zwei', 'كلمات']
    assert titles(opened) == everything
    opened.locator('#words').fill('uber BROT')
    assert titles(opened) == ['Zwei']
    assert opened.locator('#count').inner_text() == '1 text'
    opened.locator('#words').fill('')
    opened.locator('#subject').select_option(label='work')
    assert titles(opened) == ['Three', 'Zwei']
    opened.locator('#language').select_option(label='English')
    assert titles(opened) == ['Three']
    opened.locator('#words').fill('nothing like it')
    assert titles(opened) == []
    assert opened.locator('#none').is_visible()
    assert opened.heard == []


def test_without_scripts_every_text_is_there(shown):
    """Nothing is hidden but the filter; the pictures are shown from a file."""
    opened = shown(java_script_enabled=False)
    assert len(titles(opened)) == 4
    assert not opened.locator('#filter').is_visible()


@pytest.mark.parametrize('width', [320, 768, 1440, 3840])
def test_nothing_runs_off_the_screen(shown, width):
    """From a telephone to 4K there is nothing to scroll sideways, checksums open; every cover has its picture."""
    opened = shown(viewport={'width': width, 'height': 3000})
    for summary in opened.locator('summary').all():
        summary.click()
    assert opened.evaluate('document.documentElement.scrollWidth') == width
    opened.wait_for_function('[...document.images].every(image => image.naturalWidth)')
    assert opened.heard == []


@pytest.mark.parametrize('screen', ['telephone', 'desk'])
def test_text_is_as_large_and_as_wide_as_the_reader_has_it(shown, screen):
    """Letters twice as large, as a browser may be set to, and wider spacing: all is there, nothing runs off."""
    assert sizes_and_spacing(shown(screen, bypass_csp=True)) == (pytest.approx(2, abs=0.15), 0)


@pytest.mark.judge
def test_the_nu_checker_finds_nothing(project, tmp_path):
    """HTML and CSS: no error in a full page, in one of few texts, in an empty one."""
    theme = load_theme(tmp_path)
    (tmp_path / 'empty.html').write_bytes(page.landing_page([], theme))
    paths = (project / 'dist' / 'index.html', tmp_path / 'empty.html')
    assert judges.nu(*paths) == []
    assert judges.html_validate(*paths) == []


@pytest.mark.judge
@pytest.mark.parametrize('screen', SCREENS)
def test_axe_finds_nothing(shown, screen):
    """WCAG 2.2 and good practice, as far as a machine can tell."""
    opened = shown(screen)
    opened.locator('summary').first.click()
    assert judges.axe(opened) == []
