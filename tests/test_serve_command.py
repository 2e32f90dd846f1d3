"""`serve` as it is typed: what it tells, what it says where it cannot begin, and how it ends."""

import io
import os
import re
import signal
import socket
import subprocess
from contextlib import closing, contextmanager

import pytest
from copier import codes_in
from PIL import Image
from projects import command, environment
from servers import read_all

from chapbook.cli import main
from chapbook.codes import code_of, wifi
from chapbook.commands import serve as its_command
from chapbook.serve import network, screen
from chapbook.serve.holdings import Stock

PATIENCE_S = 30


@pytest.fixture
def dist(tmp_path):
    """A folder with a page and a file."""
    folder = tmp_path / 'dist'
    (folder / 'text').mkdir(parents=True)
    (folder / 'index.html').write_bytes(b'<!DOCTYPE html><title>words</title>')
    (folder / 'text' / 'text.epub').write_bytes(b'epub' * 1000)
    return folder


@contextmanager
def started(*arguments):
    """Start `serve` on this machine alone; give the process and its address once it tells it."""
    words = command('serve', '--host', '127.0.0.1', '--port', '0', *arguments)
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(), text=True, encoding='utf-8'
    ) as process:
        try:
            told = ''
            while 'Ctrl-C' not in told and process.poll() is None:
                told += process.stdout.readline()
            yield process, told, re.search(r'http://\S+', told)[0]
        finally:
            process.kill()


def connected(address):
    """Open a connection to an address."""
    return socket.create_connection(('127.0.0.1', int(address[:-1].rpartition(':')[2])), PATIENCE_S)


def fetched(address, path):
    """Return what a path has for an answer, head and all."""
    with closing(connected(address)) as reader:
        reader.sendall(f'GET {path} HTTP/1.0\r\n\r\n'.encode())
        return read_all(reader)


@pytest.mark.skipif(os.name == 'nt', reason='no such signals there')
@pytest.mark.parametrize('how', [signal.SIGINT, signal.SIGTERM])
def test_it_ends_when_it_is_told_to_and_tells_how_many_were_taken(dist, how):
    """Ctrl-C, and a quiet kill, end it at once, even while someone reads, with the counts and no other word."""
    (dist / 'large.pdf').write_bytes(bytes(1 << 24))
    with started('-o', dist) as (process, told, address):
        assert '3 files' in told
        for name in ('', 'text/text.epub', 'text/text.epub'):
            assert fetched(address, f'/{name}')
        with closing(connected(address)) as reader:
            reader.sendall(b'GET /large.pdf HTTP/1.1\r\nHost: x\r\n\r\n')
            assert reader.recv(100)
            process.send_signal(how)
            counted, faults = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0
    assert faults == ''
    assert '2  text/text.epub' in counted
    assert '2 files were taken, the page was opened 1 time;' in counted


def test_a_port_that_is_taken(dist, capsys):
    """Where another program has the port, that is said, with one that is free."""
    with closing(socket.create_server(('127.0.0.1', 0))) as other:
        port = other.getsockname()[1]
        assert main(['serve', '-o', str(dist), '--host', '127.0.0.1', '--port', str(port)]) == 1
    told = capsys.readouterr().err
    assert f'error: port {port} is taken by another program' in told
    free = int(re.search(r'say --port (\d+), which is free', told)[1])
    with closing(socket.create_server(('127.0.0.1', free))):
        pass


@pytest.mark.parametrize('host', [[], *(['--host', host] for host in network.EVERYWHERE)])
def test_no_network(dist, capsys, monkeypatch, host):
    """Where this machine is on no network, that is said, with what to do."""
    monkeypatch.setattr(network, 'addresses', list)
    assert main(['serve', '-o', str(dist), *host]) == 1
    told = capsys.readouterr().err
    assert 'this machine is on no network' in told
    assert 'hotspot' in told


@pytest.mark.parametrize(
    ('arguments', 'message'),
    [
        (['-o', 'nowhere'], 'there is no such folder'),
        (['-o', 'file.txt'], 'this is a file'),
        (['-o', 'empty'], 'nothing has been built here'),
        (['-o', 'dist', '--host', '203.0.113.7'], '“203.0.113.7” is not an address of this machine'),
        (['-o', 'dist', '--host', 'no such host'], '“no such host” is not an address of this machine'),
        (['-o', 'dist', '--host', 'x' * 70], 'is not an address of this machine'),
        (['-o', 'dist', '--port', '70000'], '“70000” is no port'),
        (['-o', 'dist', '--name', 'Unsere Bücher'], 'hint: such as “unsere-b-cher”'),
        (['-o', 'dist', '--wifi', 'x' * 33], 'no wireless network has such a name'),
        (['-o', 'dist', '--wifi', 'x', '--wifi-password', 'short'], 'no wireless network has such a password'),
        (['-o', 'dist', '--wifi-password', 'long enough'], 'hint: say --wifi SSID as well'),
    ],
)
def test_what_cannot_be(dist, arguments, message, monkeypatch, capsys):
    """Each mistake is told with how to mend it, before anything begins."""
    monkeypatch.chdir(dist.parent)
    (dist.parent / 'empty').mkdir()
    (dist.parent / 'file.txt').write_bytes(b'')
    assert main(['serve', *arguments]) in (1, 2)
    told = capsys.readouterr().err
    assert message in told
    assert 'hint: ' in told


def test_a_port_that_is_kept_for_the_system(monkeypatch):
    """Without --port it is 80, and 8080 where that may not be had."""
    asked = []

    def refuse(host, port):
        asked.append((host, port))
        if port == 80:
            raise network.ChapbookError(network._wrong(PermissionError(13, 'Permission denied'), host, port))
        return [], port

    monkeypatch.setattr(network, '_listen', refuse)
    assert network.listen('127.0.0.1', None) == ([], 8080)
    with pytest.raises(network.ChapbookError, match='ip_unprivileged_port_start'):
        network.listen('127.0.0.1', 80)


def test_addresses_of_this_machine(monkeypatch):
    """The likeliest address comes first; what only this machine itself can use does not come at all."""
    import ifaddr

    adapters = [
        ('lo', ['127.0.0.1', ('::1', 0, 0)]),
        ('docker0', ['172.17.0.1']),
        ('eth0', ['169.254.7.7', ('fe80::1', 0, 2)]),
        ('wlan0', [('2001:db8::7', 0, 0), '192.168.1.7']),
    ]
    made = [
        ifaddr.Adapter(name, name, [ifaddr.IP(ip, 24, name) for ip in ips], index)
        for index, (name, ips) in enumerate(adapters)
    ]
    monkeypatch.setattr(ifaddr, 'get_adapters', lambda: made)
    assert network.addresses() == ['192.168.1.7', '169.254.7.7', '2001:db8::7', '172.17.0.1']
    assert [network.address(ip, 80) for ip in network.addresses()[1:3]] == [
        'http://169.254.7.7/', 'http://[2001:db8::7]/',
    ]  # fmt: skip
    assert network.address('chapbook.local', 8080) == 'http://chapbook.local:8080/'


def pictured(lines, *, dark_letters):
    """Return lines of half blocks as a terminal shows them, dark letters on light or the other way round."""
    halves = {' ': (0, 0), '▀': (1, 0), '▄': (0, 1), '█': (1, 1)}
    picture = Image.new('L', (len(lines[0]) + 8, 2 * len(lines) + 8), 255 if dark_letters else 0)
    for y, line in enumerate(lines):
        for x, letter in enumerate(line):
            for half in (0, 1):
                picture.putpixel((x + 4, 2 * y + half + 4), 255 * (halves[letter][half] != dark_letters))
    return picture.resize((picture.width * 6, picture.height * 6), Image.Resampling.NEAREST)


@pytest.mark.parametrize('coloured', [True, False])
@pytest.mark.parametrize('says', ['http://192.168.1.7:8080/', wifi('Corner; table', 'pass:it,on')])
def test_codes_are_read_off_the_screen(says, coloured):
    """A code in a terminal is read by a telephone: black on white with colours, and without them light on dark."""
    lines = screen.drawn(code_of(says), coloured=coloured)
    if coloured:
        assert all(line.startswith(screen.BLACK_ON_WHITE) for line in lines)
        lines = [line.removeprefix(screen.BLACK_ON_WHITE).removesuffix(screen.AS_BEFORE) for line in lines]
    picture = pictured(lines, dark_letters=coloured)
    assert codes_in(picture) == [says]
    assert picture.getpixel((36, 36)) == 255, 'the quiet zone is light'


def test_codes_stand_beside_each_other_where_there_is_room():
    """A wide window shows codes in a row, a narrow one below each other, each under its caption."""
    blocks = [
        (f'http://192.168.1.{at}/', screen.drawn(code_of(f'http://192.168.1.{at}/'), coloured=False)) for at in (1, 2)
    ]
    wide, narrow = (list(screen.beside(blocks, width)) for width in (100, 40))
    assert re.fullmatch(r'http://192.168.1.1/ +http://192.168.1.2/', wide[0])
    assert [line for line in narrow if line.startswith('http')] == [caption for caption, _ in blocks]
    assert len(wide) == len(narrow) / 2


def test_what_is_shown_to_those_who_come(dist, capsys, monkeypatch):
    """The addresses, the network and its password stand there in letters, and as codes that say the same."""
    drawn = []
    monkeypatch.setattr(screen, 'drawn', lambda code, **_: drawn.append(code.says) or [''])
    options = its_command.Namespace(wifi='Table', wifi_password='pass it on')
    its_command._welcome(Stock(dist), ['192.168.1.7', '2001:db8::7'], 8080, options)
    told = capsys.readouterr().out
    for words in ('http://192.168.1.7:8080/', 'http://[2001:db8::7]:8080/', 'Table', 'pass it on', 'at port 80 alone'):
        assert words in told
    assert drawn == [wifi('Table', 'pass it on'), 'http://192.168.1.7:8080/', 'http://[2001:db8::7]:8080/']


def test_a_terminal_without_such_letters_shows_addresses(monkeypatch):
    """Where half blocks cannot be written, the addresses are, and nothing is garbled."""
    out = io.TextIOWrapper(io.BytesIO(), encoding='ascii')
    monkeypatch.setattr('sys.stdout', out)
    its_command._show([('http://192.168.1.7/', 'http://192.168.1.7/')])
    out.flush()
    assert out.buffer.getvalue().split() == [b'http://192.168.1.7/']


def test_a_reader_that_leaves_is_no_fault(dist):
    """Who goes away amid a file is not reported, and the file not counted."""
    (dist / 'large.pdf').write_bytes(bytes(1 << 24))
    with started('-o', dist) as (process, _, address):
        for _ in range(3):
            reader = connected(address)
            reader.sendall(b'GET /large.pdf HTTP/1.1\r\nHost: x\r\n\r\n')
            assert reader.recv(1000)
            reader.close()
        assert b'200' in fetched(address, '/')[:20]
        process.send_signal(signal.SIGINT)
        told, faults = process.communicate(timeout=PATIENCE_S)
    assert faults == ''
    assert '0 files were taken' in told
