"""Nothing but what was built is given out, only to who reads, and nobody keeps the others waiting."""

import os
import shutil
import socket
import time
from contextlib import closing, suppress

import pytest
from servers import parsed, read_all, serving, wait_until

from chapbook.serve.limits import Limits

SECRET = b'not for you'
LARGE = os.urandom(1 << 16) * 512
NEXT = b'GET /text/text.txt HTTP/1.1\r\nHost: x\r\n\r\n'


@pytest.fixture(scope='module')
def folder(tmp_path_factory):
    """A folder to hand out, among files that are not."""
    around = tmp_path_factory.mktemp('around')
    folder = around / 'dist'
    (folder / 'text').mkdir(parents=True)
    (folder / '.git').mkdir()
    for path in (
        around / 'secret.txt',
        folder / '.hidden',
        folder / '.git' / 'config',
        folder / 'text' / '.chapbook-1',
    ):
        path.write_bytes(SECRET)
    for name, data in {'index.html': b'<!DOCTYPE html>words', 'text/text.txt': b'text', 'large.pdf': LARGE}.items():
        (folder / name).write_bytes(data)
    for link, target in (('link.txt', around / 'secret.txt'), ('out', around), ('inside.txt', folder / 'index.html')):
        (folder / link).symlink_to(target)
    return folder


@pytest.fixture(scope='module')
def served(folder):
    """A server of that folder."""
    with serving(folder) as running:
        yield running


@pytest.fixture
def short(folder):
    """A server of that folder with little patience."""
    limits = Limits(head_s=0.6, idle_s=1, stall_s=0.6, connections=12)
    with serving(folder, limits) as running:
        yield running


@pytest.mark.parametrize(
    'path',
    [
        '/../secret.txt', '/..%2fsecret.txt', '/%2e%2e/secret.txt', '/%2e%2e%2fsecret.txt', '/text/../../secret.txt',
        '/..\\secret.txt', '/..%5csecret.txt', '/text/..%5c..%5csecret.txt', '/%252e%252e/secret.txt',
        '//secret.txt', '//etc/passwd', '/%2fetc/passwd', '/%2f%2fetc%2fpasswd', '///../secret.txt', '//text/text.txt',
        '/text//text.txt', '/text%2ftext.txt', '/text/./text.txt', '/text/text.txt/', '/./index.html', '/text',
        '/.hidden', '/%2ehidden', '/.git/config', '/text/.chapbook-1', '/link.txt', '/out/secret.txt', '/inside.txt',
        '/index.html%00', '/%00', '/index.html%00.txt', '/index.html::$DATA', '/index.html.', '/index.html%20',
        '/INDEX.HTML', '/CON', '/aux', '/text/nul.txt', '/com1', '/C:/secret.txt', '/c%3a%5csecret.txt',
        '/..;/secret.txt', '/%c0%ae%c0%ae/secret.txt', '/%ff', '/%', '/%zz', '/text/', '/\u00ff'
    ],
)  # fmt: skip
def test_no_other_file_is_found(served, path):
    """No way of writing a path leads to a file that was not built to be handed out."""
    status, _, body = served.ask(path)
    assert status in (400, 404)
    assert SECRET not in body


@pytest.mark.skipif(os.name == 'nt', reason='no such things there')
def test_what_is_no_file_is_not_waited_for(tmp_path):
    """A pipe or a link among what was built is left out, and stops nothing."""
    (tmp_path / 'index.html').write_bytes(b'words')
    os.mkfifo(tmp_path / 'SHA256SUMS')
    (tmp_path / 'SHA256SUMS.minisig').symlink_to('/etc/passwd')
    with serving(tmp_path) as served:
        assert [served.ask(f'/{name}')[0] for name in ('SHA256SUMS', 'SHA256SUMS.minisig', '')] == [404, 404, 200]


@pytest.mark.skipif(os.name == 'nt', reason='no such things there')
def test_what_is_put_there_later_is_held_to_the_same(folder, tmp_path):
    """Links and dot files made while it serves lead nowhere, even in the place of a file that it knew."""
    with serving(shutil.copytree(folder, tmp_path / 'dist', symlinks=True)) as served:
        (tmp_path / 'secret.txt').write_bytes(SECRET)
        (tmp_path / 'dist' / 'late.txt').symlink_to(tmp_path / 'secret.txt')
        (tmp_path / 'dist' / '.late').write_bytes(SECRET)
        (tmp_path / 'dist' / 'large.pdf').unlink()
        (tmp_path / 'dist' / 'large.pdf').symlink_to(tmp_path / 'secret.txt')
        (tmp_path / 'dist' / 'new.txt').write_bytes(b'new')
        assert served.ask('/large.pdf')[0] == 404
        wait_until(lambda: served.ask('/new.txt')[0] == 200)
        assert [served.ask(path)[0] for path in ('/late.txt', '/.late', '/large.pdf')] == [404, 404, 404]


def test_a_file_that_is_replaced_amid_a_download_comes_whole_as_it_was(folder, tmp_path):
    """Who began to take a file has all of that one; a build never makes a mixture of two."""
    with (
        serving(shutil.copytree(folder, tmp_path / 'dist', symlinks=True)) as served,
        closing(served.connect()) as reader,
    ):
        reader.sendall(b'GET /large.pdf HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
        begun = reader.recv(1000)
        (tmp_path / 'other').write_bytes(LARGE[::-1])
        (tmp_path / 'other').replace(tmp_path / 'dist' / 'large.pdf')
        assert parsed(begun + read_all(reader))[2] == LARGE
        assert served.ask('/large.pdf')[2] == LARGE[::-1]


@pytest.mark.parametrize('ranges', ['0-,0-,0-,0-', ','.join(f'{at}-{at}' for at in range(900))])
def test_many_ranges_are_no_way_to_make_it_send_more(served, ranges):
    """Several parts at once are answered with the whole, once."""
    status, _, body = served.ask('/large.pdf', f'Range: bytes={ranges}')
    assert (status, body == LARGE) == (200, True)


def test_a_whole_address_is_as_good_as_a_path(served):
    """The request of a proxy names a host, which changes nothing."""
    assert served.ask('http://example.org/text/text.txt')[::2] == (200, b'text')
    assert served.ask('http://example.org/../secret.txt')[0] == 404


@pytest.mark.parametrize('method', ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE', 'PROPFIND'])
def test_only_reading_is_allowed(served, method):
    """Any other method is refused, and which are allowed is said."""
    status, headers, _ = served.ask('/', method=method)
    assert (status, headers['allow']) == (405, 'GET, HEAD')
    assert headers['x-content-type-options'] == 'nosniff'


@pytest.mark.parametrize(
    ('words', 'status'),
    [
        (b'GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nsomething', 413),
        (b'GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n', 413),
        (b'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n', 405),
        (b'GET /' + b'a' * 5000 + b' HTTP/1.1\r\nHost: x\r\n\r\n', 414),
        (b'GET / HTTP/1.1\r\nHost: x\r\nA: ' + b'a' * 20000 + b'\r\n\r\n', 431),
        (b'GET / HTTP/1.1\r\nHost: x\r\nA: ' + b'a' * 20000, 431),
        (b'GET / HTTP/1.1\r\n' + b'A: a\r\n' * 100 + b'\r\n', 431),
        (b'BREW / HTTP/1.1\r\n\r\n', 400),
        (b'GET / HTTP/1.1\r\n\r\n', 400),
        (b'GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n', 400),
        (b'\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 400),
        (b'GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n', 400),
        # What one server takes for a body and another for the next request.
        (b'GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n' + NEXT, 400),
        (b'GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n' + NEXT, 400),
        (b'GET / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n' % len(NEXT) + NEXT, 413),
        (b'GET / HTTP/1.1\r\nHost: x\r\nContent-Length: +0\r\n\r\n' + NEXT, 400),
        (b'GET / HTTP/1.1\nHost: x\n\n' + NEXT, 400),
        (b'GET / HTTP/1.1\r\nHost: x\r\n folded\r\n\r\n' + NEXT, 400),
        (b'GET / HTTP/1.1\r\nHost: x\r\nA\0: a\0\r\n\r\n', 400),
        (b'GET /text/text.txt and more HTTP/1.1\r\nHost: x\r\n\r\n', 400),
        (b'GET / HTTP/1.1\r\nHost: x\r\nA: ' + b'a' * (1 << 20) + b'\r\n\r\n', 431),
        (b'GET / HTTP/1.1\r\nHost: x\r\nConnection: upgrade, close\r\nUpgrade: websocket\r\n\r\n', 200),
    ],
)
def test_what_is_out_of_bounds_is_refused(served, words, status):
    """Bodies, long addresses, long heads, many headers, and what is no HTTP get an answer, and then no more."""
    answer = served.say(words)
    found, headers, _ = parsed(answer)
    assert found == status
    assert headers['connection'] == 'close'
    assert answer.count(b'HTTP/1.1 ') == 1


def test_many_requests_in_one_are_answered_in_order(served):
    """Who sends several requests at once has the answers in their order; who sends very many is cut off."""
    one, other = (f'GET {path} HTTP/1.1\r\nHost: x\r\n'.encode() for path in ('/text/text.txt', '/none'))
    answer = served.say(one + b'\r\n' + other + b'\r\n' + one + b'Connection: close\r\n\r\n')
    assert [piece[:3] for piece in answer.split(b'HTTP/1.1 ')[1:]] == [b'200', b'404', b'200']
    assert served.say((one + b'\r\n') * 200).count(b'HTTP/1.1 ') < 20


def test_where_one_is_led_goes_by_the_connection(served):
    """What a reader calls this machine leads nobody anywhere."""
    for path in ('/generate_204', '/hotspot-detect.html'):
        status, headers, _ = served.ask(path, 'Host: evil.example', 'X-Forwarded-Host: evil.example')
        assert status == 302
        assert headers['location'].startswith(f'{served.address}/')
    assert b'evil' not in served.ask('/welcome', 'Host: evil.example')[2]


def test_slow_writers_are_cut_off_and_stop_nobody(short):
    """Who dribbles a request, says nothing, or only ends lines, is gone in time; others are served meanwhile."""
    clients = [short.connect() for _ in range(9)]
    for letter in b'GET ':
        for client, words in zip(clients, (bytes([letter]), b'', b'\r\n') * 3, strict=True):
            client.sendall(words)
        assert short.ask('/text/text.txt')[::2] == (200, b'text')
        time.sleep(0.1)
    for client in clients:
        with closing(client):
            assert read_all(client) == b''


def test_slow_readers_are_cut_off_and_stop_nobody(short):
    """Who asks for a large file and takes nothing of it loses the connection; others have theirs meanwhile."""
    clients = [short.connect() for _ in range(5)]
    for client in clients:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.sendall(b'GET /large.pdf HTTP/1.1\r\nHost: x\r\n\r\n')
    assert short.ask('/large.pdf')[::2] == (200, LARGE)
    # The system goes on as long as it has bytes; that the server hung up is seen by its end.
    wait_until(lambda: all(_is_cut(client) for client in clients))
    assert short.ask('/text/text.txt')[::2] == (200, b'text')
    for client in clients:
        with closing(client):
            assert len(read_all(client)) < len(LARGE)


def _is_cut(client):
    with suppress(BlockingIOError):
        client.settimeout(0)
        try:
            client.send(b'\r\n')
        except (ConnectionResetError, BrokenPipeError):
            client.settimeout(5)
            return True
    return False


def test_who_comes_when_the_house_is_full_is_told(short):
    """There are only so many connections; the next one is told to come back, and is served when there is room."""
    clients = [short.connect() for _ in range(12)]
    for client in clients:
        client.sendall(b'GET /text/text.txt HTTP/1.1\r\nHost: x\r\n\r\n')
        assert client.recv(12) == b'HTTP/1.1 200'
    with closing(short.connect()) as late:
        answer = read_all(late)
    assert answer.startswith(b'HTTP/1.1 503 ')
    assert b'retry-after' in answer
    for client in clients:
        client.close()
    wait_until(lambda: b'HTTP/1.1 200' in short.say(b'GET / HTTP/1.0\r\n\r\n'))


def test_one_address_takes_no_more_than_its_share():
    """A neighbour has so many connections and no more; this machine itself may have all of them."""
    from chapbook.serve.limits import Door

    door = Door(Limits(connections=10, connections_each=3))
    assert [door.enter('192.0.2.1') for _ in range(4)] == [True, True, True, False]
    assert [door.enter('127.0.0.1') for _ in range(8)] == [True] * 7 + [False]
    door.leave('192.0.2.1')
    assert door.enter('192.0.2.2')
    assert not door.enter('192.0.2.1')
    for who in ('192.0.2.1', '192.0.2.1', '192.0.2.2', *['127.0.0.1'] * 7):
        door.leave(who)
    assert (door.total, dict(door.inside)) == (0, {})
