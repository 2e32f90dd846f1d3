"""Files are given out as they are: right types, conditions, parts, compressed where that helps, and counted."""

import asyncio
import gzip
import hashlib
import os
import re
import shutil
import subprocess
import sys

import pytest
from judges import judge
from projects import SHORT, environment, write_project
from servers import run_apart, serving, wait_until

from chapbook.cli import main
from chapbook.serve.holdings import SMALL

LARGE = bytes(range(256)) * (SMALL // 128)
PLAIN = '<!DOCTYPE html><title>Another</title><script>alert(1)</script>' + '<p>Words, words, words.</p>' * 50


@pytest.fixture(scope='module')
def dist(tmp_path_factory):
    """A folder that a text was built into, with more beside it."""
    project = write_project(tmp_path_factory.mktemp('built'), one=SHORT)
    assert main(['--project', str(project), '-e', 'html', '-e', 'epub', '-q']) == 0
    folder = project / 'dist'
    for name, data in {
        'large.pdf': LARGE, 'plain.html': PLAIN.encode(), 'one/one.kepub.epub': b'kepub', 'one/one.azw3': b'azw3',
        'one/Grüße & 50%.txt': b'hello', 'chapbook.zip': b'zip', 'odd.thing': b'?',
    }.items():  # fmt: skip
        (folder / name).write_bytes(data)
    return folder


@pytest.fixture(scope='module')
def served(dist):
    """A server of that folder."""
    with serving(dist) as running:
        yield running


def test_every_file_comes_as_it_is(served, dist):
    """Every file is given out under its name, byte for byte; the address alone gives the landing page."""
    names = [path.relative_to(dist).as_posix() for path in dist.rglob('*') if path.is_file()]
    assert sorted(served.stock.holdings) == sorted(names)
    for name in names:
        status, headers, body = served.ask(f'/{name}'.replace(' ', '%20').replace('%.', '%25.').replace('ü', '%C3%BC')
                                           .replace('ß', '%C3%9F'))  # fmt: skip
        assert (status, body) == (200, (dist / name).read_bytes()), name
        assert headers['content-length'] == str(len(body))
    assert served.ask('/')[2] == (dist / 'index.html').read_bytes()


@pytest.mark.parametrize(
    ('name', 'media'),
    [
        ('one/one.epub', 'application/epub+zip'),
        ('one/one.kepub.epub', 'application/kepub+zip'),
        ('one/one.azw3', 'application/vnd.amazon.mobi8-ebook'),
        ('one/one.html', 'text/html; charset=utf-8'),
        ('large.pdf', 'application/pdf'),
        ('chapbook.zip', 'application/zip'),
        ('SHA256SUMS', 'text/plain; charset=utf-8'),
        ('README.txt', 'text/plain; charset=utf-8'),
        ('opds.xml', 'application/atom+xml;profile=opds-catalog;kind=acquisition'),
        ('opds.json', 'application/opds+json'),
        ('odd.thing', 'application/octet-stream'),
    ],
)
def test_each_has_its_type(served, name, media):
    """E-readers and browsers are told what a file is, and that they need not guess."""
    status, headers, body = served.ask(f'/{name}', method='HEAD')
    assert (status, headers['content-type'], body) == (200, media, b'')
    assert headers['x-content-type-options'] == 'nosniff'
    assert headers['referrer-policy'] == 'no-referrer'


def test_what_one_has_is_not_sent_again(served):
    """The ETag is strong, goes by the bytes, and saves the reader what it has."""
    headers = served.ask('/large.pdf', method='HEAD')[1]
    assert headers['etag'] == f'"{hashlib.sha256(LARGE).hexdigest()[:32]}"'
    for condition in (f'If-None-Match: {headers["etag"]}', f'If-Modified-Since: {headers["last-modified"]}'):
        status, again, body = served.ask('/large.pdf', condition)
        assert (status, again['etag'], body) == (304, headers['etag'], b'')
    assert served.ask('/large.pdf', 'If-None-Match: "another"')[0] == 200
    assert served.ask('/large.pdf', 'If-Match: "another"')[0] == 412


def test_a_part_is_given_of_the_same_file_only(served):
    """A cut download goes on where it stopped; where the file is another by now, it begins anew."""
    etag = served.ask('/large.pdf', method='HEAD')[1]['etag']
    status, headers, body = served.ask('/large.pdf', 'Range: bytes=1000-', f'If-Range: {etag}')
    assert (status, body) == (206, LARGE[1000:])
    assert headers['content-range'] == f'bytes 1000-{len(LARGE) - 1}/{len(LARGE)}'
    assert served.ask('/large.pdf', 'Range: bytes=1000-', 'If-Range: "another"')[::2] == (200, LARGE)
    assert served.ask('/large.pdf', 'Range: bytes=-10')[2] == LARGE[-10:]
    status, headers, body = served.ask('/large.pdf', f'Range: bytes={len(LARGE)}-')
    assert (status, headers['content-range'], body) == (416, f'bytes */{len(LARGE)}', b'')


def test_pages_are_compressed_beforehand(served, dist):
    """A page comes compressed to who can read that, as another file with another ETag; a part of it never does."""
    page = (dist / 'one' / 'one.html').read_bytes()
    status, headers, body = served.ask('/one/one.html', 'Accept-Encoding: gzip, deflate')
    assert (status, headers['content-encoding'], gzip.decompress(body)) == (200, 'gzip', page)
    assert len(body) < len(page)
    plain = served.ask('/one/one.html', 'Accept-Encoding: gzip;q=0, br')
    assert 'content-encoding' not in plain[1]
    assert plain[1]['etag'] != headers['etag']
    assert plain[1]['vary'] == headers['vary'] == 'accept-encoding'
    assert served.ask('/one/one.html', 'Accept-Encoding: gzip', f'If-None-Match: {headers["etag"]}')[0] == 304
    assert served.ask('/one/one.html', 'Accept-Encoding: gzip', 'Range: bytes=5-9')[2] == page[5:10]
    assert 'content-encoding' not in served.ask('/one/one.epub', 'Accept-Encoding: gzip')[1]


def test_pages_do_what_they_say_themselves_and_others_run_nothing(served):
    """A page of ours has its own policy as a header as well; a page without one may run no script."""
    policy = served.ask('/one/one.html', method='HEAD')[1]['content-security-policy']
    assert "default-src 'none'" in policy
    assert "style-src 'sha256-" in policy
    assert "frame-ancestors 'none'" in policy
    policy = served.ask('/plain.html', method='HEAD')[1]['content-security-policy']
    assert policy.startswith("default-src 'none'")
    assert 'script-src' not in policy


def test_the_feed_comes_in_the_form_that_is_asked_for(served, dist):
    """E-readers find the catalogue at /opds: Atom, or JSON for those that ask for it."""
    atom, json = ((dist / f'opds.{ending}').read_bytes() for ending in ('xml', 'json'))
    assert served.ask('/opds')[2] == atom
    assert served.ask('/opds', 'Accept: */*')[2] == atom
    assert served.ask('/opds/')[1]['location'] == '/opds'
    assert served.ask('/opds', 'Accept: application/atom+xml, application/opds+json;q=0.5')[2] == atom
    status, headers, body = served.ask('/opds', 'Accept: application/opds+json, application/atom+xml;q=0.9')
    assert (status, headers['content-type'], body) == (200, 'application/opds+json', json)


@pytest.mark.parametrize('path', ['/one/', '/one'])
def test_the_folder_of_a_text_leads_to_its_page(served, path):
    """Who types the address without the file is led there, whatever host was asked for; other folders are none."""
    status, headers, _ = served.ask(path, 'Host: evil.example')
    assert (status, headers['location']) == (302, '/one/one.html')
    for other in ('/catalogue/', '/one/one/', '//one/', '/one//', '/one%2f', '/%2fone/', '/ONE/', '/one/..'):
        assert served.ask(other)[0] == 404


def test_without_a_feed_it_says_so(tmp_path):
    """Where no feed was made, /opds says that and shows the way to the page."""
    (tmp_path / 'index.html').write_bytes(b'words')
    with serving(tmp_path) as served:
        status, headers, body = served.ask('/opds')
    assert (status, headers['content-type']) == (404, 'text/html; charset=utf-8')
    assert b'no feed for e-readers' in body
    assert b'href="/"' in body


@pytest.mark.judge
def test_a_download_that_was_cut_goes_on(served, tmp_path):
    """`curl -C -` takes up a download and has the same file in the end, which counts once."""
    before = served.counts.copies().get('large.pdf', 0)
    (tmp_path / 'large.pdf').write_bytes(served.ask('/large.pdf', 'Range: bytes=0-99999')[2])
    command = [judge('curl'), '-sS', '-C', '-', '-o', tmp_path / 'large.pdf', f'{served.address}/large.pdf']
    subprocess.run(command, check=True, timeout=60)
    assert (tmp_path / 'large.pdf').read_bytes() == LARGE
    wait_until(lambda: served.counts.copies()['large.pdf'] == before + 1)


def test_files_that_are_made_anew_are_given_out_anew(dist, tmp_path):
    """A build while readers come: who asks gets the new file whole, and what is gone is not there."""
    folder = shutil.copytree(dist, tmp_path / 'dist')
    with serving(folder) as served:
        (tmp_path / 'new').write_bytes(LARGE[::-1])
        (tmp_path / 'new').replace(folder / 'large.pdf')
        assert served.ask('/large.pdf')[::2] == (200, LARGE[::-1])
        (folder / 'large.pdf').unlink()
        assert served.ask('/large.pdf')[0] == 404
        (folder / 'new.txt').write_bytes(b'new')
        wait_until(lambda: served.ask('/new.txt')[0] == 200)


def test_copies_are_counted_and_nobody_is_known(served):
    """A copy is a whole file, in one piece or several; asking about one is none. Nothing else is kept."""
    name = 'one/one.azw3'
    before = served.counts.copies().get(name, 0)
    served.ask(f'/{name}', method='HEAD')
    served.ask(f'/{name}')
    served.ask(f'/{name}', 'Range: bytes=0-1')
    served.ask(f'/{name}', 'Range: bytes=2-')
    wait_until(lambda: served.counts.copies().get(name) == before + 2)
    assert '127.0.0.1' not in repr(served.counts)


def test_a_large_page_goes_out_in_pieces(tmp_path):
    """A page of many pieces comes whole, compressed or not, and a page of none as well."""
    words = b''.join(hashlib.sha256(bytes([number % 251])).hexdigest().encode() for number in range(20000))
    (tmp_path / 'index.html').write_bytes(words)
    (tmp_path / 'empty.html').write_bytes(b'')
    with serving(tmp_path) as served:
        assert gzip.decompress(served.ask('/', 'Accept-Encoding: gzip')[2]) == words
        assert served.ask('/')[2] == words
        assert served.ask('/empty.html')[::2] == (200, b'')


def test_two_hundred_at_once_have_everything(served, dist):
    """Two hundred who take several files at the same time all have them whole."""
    names = ('large.pdf', 'one/one.epub', 'one/one.html', 'index.html')
    wanted = {name: (dist / name).read_bytes() for name in names}

    async def take(number):
        reader, writer = await asyncio.open_connection('127.0.0.1', served.port)
        right = []
        for at in range(len(names)):
            name = names[(at + number) % len(names)]
            writer.write(f'GET /{name} HTTP/1.1\r\nHost: x\r\n\r\n'.encode())
            head = await reader.readuntil(b'\r\n\r\n')
            size = int(re.search(rb'content-length: (\d+)', head)[1])
            right.append(head.startswith(b'HTTP/1.1 200 ') and await reader.readexactly(size) == wanted[name])
        writer.close()
        return all(right)

    async def take_all():
        return await asyncio.gather(*(take(number) for number in range(200)))

    assert run_apart(take_all()) == [True] * 200


@pytest.mark.skipif(os.name == 'nt', reason='no such file names there')
def test_a_name_that_is_not_fit_for_anything(tmp_path):
    """A file whose name has odd letters is found under them."""
    (tmp_path / 'index.html').write_bytes(b'words')
    (tmp_path / 'a?b#c"d\\e.txt').write_bytes(b'odd')
    with serving(tmp_path) as served:
        assert served.ask('/a%3Fb%23c%22d%5Ce.txt')[::2] == (200, b'odd')


@pytest.mark.skipif(os.name == 'nt', reason='no such bound there')
@pytest.mark.parametrize(('files', 'connections'), [(128, 32), (4096, 384)])
def test_there_are_as_many_connections_as_the_system_lets(files, connections):
    """Where a program may have few files open, fewer readers come in at once, and none of them goes wrong."""
    code = f"""
import resource
from chapbook.serve.limits import Limits
from chapbook.serve.running import fitting
resource.setrlimit(resource.RLIMIT_NOFILE, (64, {files}))
print(fitting(Limits()))
"""
    words = [sys.executable, '-c', code]
    done = subprocess.run(words, env=environment(), capture_output=True, text=True, check=True, timeout=60)
    assert int(done.stdout) == connections
