"""The page opens by itself on who joins the hotspot; a name leads to it; and e-readers and browsers find their way."""

import socket
from contextlib import closing

import pytest
from judges import axe, nu
from servers import PAGES, run_apart, serving

from chapbook.serve.announce import Announcement
from chapbook.serve.portal import ASKERS, leads_to

PROBES = {
    'Android': ('connectivitycheck.gstatic.com', '/generate_204', '/'),
    'Android, the other': ('www.google.com', '/gen_204', '/'),
    'Chrome': ('clients3.google.com', '/generate_204', '/'),
    'Apple': ('captive.apple.com', '/hotspot-detect.html', '/welcome'),
    'Apple, of old': ('www.apple.com', '/library/test/success.html', '/welcome'),
    'Windows': ('www.msftconnecttest.com', '/connecttest.txt', '/'),
    'Windows, then': ('www.msftconnecttest.com', '/redirect', '/'),
    'Windows, of old': ('www.msftncsi.com', '/ncsi.txt', '/'),
    'Firefox': ('detectportal.firefox.com', '/success.txt?ipv4', '/'),
    'Firefox, the page': ('detectportal.firefox.com', '/canonical.html', '/'),
    'GNOME': ('nmcheck.gnome.org', '/check_network_status.txt', '/'),
    'Kindle': ('spectrum.s3.amazonaws.com', '/kindle-wifi/wifistub.html', '/'),
}


@pytest.fixture(scope='module')
def served(tmp_path_factory):
    """A server of one page."""
    folder = tmp_path_factory.mktemp('dist')
    (folder / 'index.html').write_bytes(b'<!DOCTYPE html><title>The page</title>')
    with serving(folder) as running:
        yield running


@pytest.mark.parametrize('who', PROBES)
def test_who_asks_where_it_is_is_led_to_the_page(served, who):
    """Every maker’s question has another answer than at home, so each shows the page at the address it reached."""
    host, path, page = PROBES[who]
    status, headers, body = served.ask(path, f'Host: {host}')
    assert (status, headers['location'], body) == (302, served.address + page, b'')
    assert headers['cache-control'] == 'no-store'
    assert served.ask(page)[0] == 200


def test_no_other_question_is_answered_so(served):
    """A path that nobody asks for, and a host that is no maker’s, lead nowhere."""
    assert leads_to('example.org', '/somewhere') is None
    assert served.ask('/somewhere', 'Host: example.org')[0] == 404
    assert leads_to('CAPTIVE.APPLE.COM.:80', '/any') == '/welcome'
    assert len({host for asker in ASKERS for host in asker.hosts}) == sum(len(asker.hosts) for asker in ASKERS)


def test_a_text_of_that_name_comes_before_a_question(tmp_path):
    """A file that was built is given out even where its name is a question of someone’s."""
    for name in ('index.html', 'redirect'):
        (tmp_path / name).write_bytes(name.encode())
    with serving(tmp_path) as served:
        assert served.ask('/redirect')[::2] == (200, b'redirect')


@pytest.mark.judge
def test_our_own_pages_are_sound(served, page, tmp_path):
    """The pages that the server says itself are valid, are read aloud rightly, and ask for nothing."""
    said = {'missing': PAGES.missing, 'feed': PAGES.no_feed, 'welcome': PAGES.welcome(served.address)}
    for name, body in said.items():
        (tmp_path / f'{name}.html').write_bytes(body)
    assert nu(*sorted(tmp_path.glob('*.html'))) == []
    for path in ('/nothing', '/opds', '/welcome'):
        page.goto(served.address + path)
        assert axe(page) == []
        page.get_by_role('link').click()
        page.wait_for_url(f'{served.address}/')


def test_a_name_leads_to_the_page(monkeypatch):
    """Who asks the network for the name gets the address, and who browses it finds the page; then it is taken back."""
    from zeroconf import AddressResolver
    from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf

    monkeypatch.setattr('chapbook.serve.announce.ASK_MS', 400)

    async def found():
        announcement = Announcement('chapbook-test', 8123)
        assert await announcement.make(['127.0.0.1']) == 'chapbook-test'
        asker = AsyncZeroconf(interfaces=['127.0.0.1'])
        other = Announcement('chapbook-test', 8124)
        try:
            resolver = AddressResolver('chapbook-test.local.')
            await resolver.async_request(asker.zeroconf, 3000)
            page = AsyncServiceInfo('_http._tcp.local.', 'chapbook-test._http._tcp.local.')
            await page.async_request(asker.zeroconf, 3000)
            # Another laptop with the same name, that is at another address, takes the next one.
            second = await other.make(['127.0.0.2'])
        finally:
            await other.take_back()
            await announcement.take_back()
            await asker.async_close()
        return resolver.parsed_addresses(), page.port, page.server, second

    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.setsockopt(
                socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, socket.inet_aton('224.0.0.251') + b'\x7f\0\0\1'
            )
        except OSError:
            pytest.skip('this machine has no multicast')
    assert run_apart(found()) == (['127.0.0.1'], 8123, 'chapbook-test.local.', 'chapbook-test-2')


def test_where_nothing_can_be_announced_nothing_is():
    """On an address that is not this machine’s there is no announcement, and no error."""
    announcement = Announcement('chapbook-test', 8123)
    assert run_apart(announcement.make(['203.0.113.7'])) is None
