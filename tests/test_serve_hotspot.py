"""A laptop that is the hotspot, and a telephone that has joined it: each with a network of its own, as in a room."""

import contextlib
import os
import re
import subprocess
import sys
from dataclasses import dataclass

import pytest
from judges import judge
from projects import SHORT, command, environment, write_project

from chapbook.cli import main

LAPTOP, TELEPHONE = '10.42.0.1', '10.42.0.2'
# What each asks when it joins, and the answer by which it would know the internet.
ASKED = {
    'Android': ('http://connectivitycheck.gstatic.com/generate_204', '204'),
    'Samsung': ('http://www.google.com/gen_204', '204'),
    'Apple': ('http://captive.apple.com/hotspot-detect.html', 'Success'),
    'Windows': ('http://www.msftconnecttest.com/connecttest.txt', 'Microsoft Connect Test'),
    'Firefox': ('http://detectportal.firefox.com/canonical.html', 'success'),
    'GNOME': ('http://nmcheck.gnome.org/check_network_status.txt', 'NetworkManager is online'),
}
RESOLVE = """
import asyncio
from zeroconf import AddressResolver
from zeroconf.asyncio import AsyncZeroconf
async def ask():
    network, name = AsyncZeroconf(interfaces=['10.42.0.2']), AddressResolver('chapbook.local.')
    await name.async_request(network.zeroconf, 9000)
    print(*name.parsed_addresses())
    await network.async_close()
asyncio.run(ask())
"""


@dataclass(frozen=True)
class Telephone:
    """What is typed on the telephone: the words that come before any other there."""

    inside: tuple[str, ...]
    told: str

    def run(self, *words):
        """Run a program on the telephone and return what it prints."""
        done = subprocess.run(
            [*self.inside, *words], capture_output=True, text=True, check=True, timeout=90, env=environment()
        )
        return done.stdout

    def get(self, address, *options):
        """Ask for an address; return the status, where that leads, and the body."""
        said = self.run(judge('curl'), '-sS', '-m', '20', *options, '-w', r'\n%{http_code} %{redirect_url}', address)
        body, _, last = said.rpartition('\n')
        status, _, leads_to = last.partition(' ')
        return int(status), leads_to, body


def ip(*words):
    """Change the networks of this machine."""
    subprocess.run(['ip', *words], check=True, capture_output=True)


@contextlib.contextmanager
def running(*words, until=''):
    """Run a program until the end of the block, from when it has said something."""
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment()
    ) as process:
        try:
            told = ''
            while until not in told and process.poll() is None:
                told += process.stdout.readline()
            yield told
        finally:
            process.terminate()


@contextlib.contextmanager
def joined(folder):
    """Make the two networks and the wire between them, and take them down again."""
    laptop, telephone = (f'{name}-{os.getpid()}' for name in ('laptop', 'phone'))
    names = folder / 'resolv.conf'
    names.write_text(f'nameserver {LAPTOP}\n')
    try:
        for name in (laptop, telephone):
            ip('netns', 'add', name)
            ip('-n', name, 'link', 'set', 'lo', 'up')
        ip('link', 'add', 'radio', 'netns', laptop, 'type', 'veth', 'peer', 'name', 'radio', 'netns', telephone)
        for name, address in ((laptop, LAPTOP), (telephone, TELEPHONE)):
            ip('-n', name, 'address', 'add', f'{address}/24', 'dev', 'radio')
            ip('-n', name, 'link', 'set', 'radio', 'up')
        mounted = ('unshare', '-m', 'sh', '-c', f'mount --bind {names} /etc/resolv.conf && exec "$@"', '-')
        yield ('ip', 'netns', 'exec', laptop), ('ip', 'netns', 'exec', telephone, *mounted)
    finally:
        for name in (laptop, telephone):
            subprocess.run(['ip', 'netns', 'delete', name], check=False, capture_output=True)


@pytest.fixture(scope='module')
def telephone(tmp_path_factory):
    """A telephone in the room of a laptop that hands out a text, and names itself for every name."""
    names = str(judge('dnsmasq'))
    if os.geteuid():
        pytest.skip('judge absent: networks of their own (run as root)')
    project = write_project(tmp_path_factory.mktemp('built'), one=SHORT)
    assert main(['--project', str(project), '-e', 'html', '-q']) == 0
    resolver = (names, '-k', '-C', '/dev/null', '-R', '-h', '-u', 'root', '--pid-file', '--log-facility=-',
                '--bind-interfaces', f'--listen-address={LAPTOP}', f'--address=/#/{LAPTOP}')  # fmt: skip
    with (
        joined(tmp_path_factory.mktemp('room')) as (laptop, inside),
        running(*laptop, *resolver, until='started'),
        running(*laptop, *command('serve', '-o', project / 'dist'), until='Ctrl-C') as told,
    ):
        yield Telephone(inside, told)


@pytest.mark.judge
def test_the_laptop_tells_the_address_the_telephone_has(telephone):
    """Port 80 is taken where it may be, so that no address has a number behind it."""
    assert f'http://{LAPTOP}/' in telephone.told
    assert 'at port 80 alone' not in telephone.told


@pytest.mark.judge
@pytest.mark.parametrize('who', ASKED)
def test_the_page_opens_by_itself(telephone, who):
    """The question has not the answer of the internet, and leads to a page that is there."""
    address, usual = ASKED[who]
    status, leads_to, body = telephone.get(address)
    assert (status, usual in body) == (302, False)
    assert leads_to in (f'http://{LAPTOP}/', f'http://{LAPTOP}/welcome')
    status, _, body = telephone.get(address, '-L')
    assert status == 200
    assert 'Read, print, pass on' in body


@pytest.mark.judge
def test_a_browser_of_the_telephone_shows_it(telephone, tmp_path):
    """Chromium there, which asked Apple’s question, shows the greeting, and from that the texts."""
    flags = ('--headless=new', '--no-sandbox', '--disable-gpu', f'--user-data-dir={tmp_path}', '--dump-dom')
    shown = telephone.run(judge('chromium'), *flags, ASKED['Apple'][0])
    assert f'http://{LAPTOP}/' in shown
    assert re.search(r'<a href="/">Read here</a>', shown)
    assert 'one/one.html' in telephone.run(judge('chromium'), *flags, f'http://{LAPTOP}/')


@pytest.mark.judge
def test_a_name_leads_to_it(telephone):
    """`chapbook.local` is found by mDNS; a name of the internet gets no page of ours but the way to it."""
    assert telephone.run(sys.executable, '-c', RESOLVE).split() == [LAPTOP]
    status, _, body = telephone.get('http://example.org/')
    assert (status, 'Read, print, pass on' in body) == (200, True)
    assert telephone.get('http://example.org/one/', '-L')[0] == 200
