"""Those who come: browsers click through the page and keep files, reading programs browse the feed."""

from urllib.parse import unquote, urljoin

import pytest
from epubs import RICH, book_of, theme
from judges import in_firefox, lighthouse, opds
from pages import WHOLE
from projects import SHORT, write_project
from servers import serving

from chapbook.cli import main
from chapbook.editions import html

PAGES = bytes(range(256)) * 2000


@pytest.fixture(scope='module')
def dist(tmp_path_factory):
    """A folder that two texts were built into."""
    project = write_project(tmp_path_factory.mktemp('built'), one=SHORT, other=SHORT)
    assert main(['--project', str(project), '-e', 'html', '-e', 'epub', '-q']) == 0
    # Laying out pages takes longer than all the rest, and how they look does not matter here.
    (project / 'dist' / 'one' / 'one.pdf').write_bytes(b'%PDF-1.7\n' + PAGES)
    assert main(['--project', str(project), 'one', '-e', 'html', '-q']) == 0
    rich = html.render(book_of(RICH, tmp_path_factory.mktemp('rich'), **WHOLE), theme())
    (project / 'dist' / 'rich.html').write_bytes(rich)
    return project / 'dist'


@pytest.fixture(scope='module')
def served(dist):
    """A server of that folder."""
    with serving(dist) as running:
        yield running


@pytest.mark.judge
def test_chromium_clicks_through(served, dist, new_page):
    """In Chromium the page looks as it should, every file is kept byte for byte, every text is read."""
    page, faults = new_page(accept_downloads=True), []
    page.on('console', lambda message: faults.append(message.text) if message.type in ('error', 'warning') else None)
    page.goto(served.address)
    assert 'Garamond' in page.locator('h1').evaluate('heading => getComputedStyle(heading).fontFamily')
    links = page.locator('ul.files a')
    hrefs = links.evaluate_all("links => links.map((link) => link.getAttribute('href'))")
    assert {unquote(href) for href in hrefs} >= {'one/one.epub', 'one/one.html', 'one/one.pdf', 'other/other.epub'}
    for href in hrefs:
        link = page.locator(f'ul.files a[href="{href}"]')
        if href.endswith('.html'):
            link.click()
            page.wait_for_url(f'**/{href}')
            assert page.title()
            page.go_back()
        else:
            # It shows a PDF at once; with Alt it keeps it.
            with page.expect_download(timeout=10000) as download:
                link.click(modifiers=['Alt'] if href.endswith('.pdf') else [])
            assert download.value.path().read_bytes() == (dist / unquote(href)).read_bytes()
    assert faults == []


HREFS = """[...document.querySelectorAll('ul.files a')].map((link) => link.getAttribute('href'))"""
FACE = "getComputedStyle(document.querySelector('h1')).fontFamily"


@pytest.mark.judge
@pytest.mark.parametrize('name', ['', 'rich.html'])
def test_lighthouse_counts_a_hundred(served, name):
    """Accessibility, best practices and being found: 100 each, and nothing in it that makes a page slow."""
    assert lighthouse(f'{served.address}/{name}') == []


@pytest.mark.judge
def test_firefox_clicks_through(served, dist, tmp_path):
    """So it is in Firefox: what it shows is opened by a click and kept with Alt, the rest kept by a click."""
    start = f'{served.address}/'
    (links, font), said = in_firefox([('visit', start), ('evaluate', HREFS), ('evaluate', FACE)], tmp_path)
    assert ('Garamond' in font, said) == (True, [])
    assert {unquote(href) for href in links} >= {'one/one.epub', 'one/one.html', 'one/one.pdf', 'other/other.epub'}
    steps, kept = [], [unquote(href) for href in links if not href.endswith('.html')]
    for href in links:
        link = f'ul.files a[href="{href}"]'
        steps += [('visit', start), ('save' if href.endswith('.pdf') else 'click', link)]
        if href.endswith('.html'):
            steps += [('wait', f'location.pathname === "/{href}"'), ('evaluate', 'document.title')]
    titles, said = in_firefox([*steps, ('saved', len(kept))], tmp_path)
    assert (sorted(titles), said) == (['One', 'Other'], [])
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(name.rpartition('/')[2] for name in kept)
    for name in kept:
        assert (tmp_path / name.rpartition('/')[2]).read_bytes() == (dist / name).read_bytes()


@pytest.mark.judge
@pytest.mark.parametrize('form', ['application/atom+xml', 'application/opds+json'])
def test_a_reading_program_browses_the_feed(served, dist, tmp_path, form):
    """Thorium’s library reads the feed in both forms; each file it finds there comes whole, in the type it says."""
    status, headers, body = served.ask('/opds', f'Accept: {form}')
    assert (status, headers['content-type'].partition(';')[0]) == (200, form)
    path = tmp_path / f'feed.{form[-4:].strip("+")}'
    path.write_bytes(body)
    [feed] = opds(path)
    assert len(feed['publications']) == 2
    taken = 0
    for publication in feed['publications']:
        for link in [*publication['links'], *publication.get('images', [])]:
            address = urljoin(f'{served.address}/opds', link['href'])
            status, headers, body = served.ask(address.removeprefix(served.address))
            assert status == 200, address
            assert headers['content-type'].partition(';')[0] == link['type'].partition(';')[0]
            assert body == (dist / unquote(address.removeprefix(f'{served.address}/'))).read_bytes()
            taken += 1
    assert taken >= 5
