"""The questions by which telephones and laptops find out where they are, so that the page opens by itself.

Who joins a network asks a known address for a known answer; where another comes back, it shows the page it was led to,
as it does for the logging in at a hotel. That works where this machine is the hotspot, names itself for every name, and
answers at port 80. The addresses are those of the makers:

- Android: `NetworkMonitor.java` in packages/modules/NetworkStack; makers of telephones have hosts of their own
- Apple: “Use captive Wi-Fi networks on your iPhone or iPad”; older systems asked several hosts for a page “Success”
- Windows: “Network Connectivity Status Indicator”
- Firefox: `toolkit/components/captivedetect`
- Linux: what NetworkManager is set up with by Debian, Ubuntu, Fedora, Arch and GNOME
"""

from dataclasses import dataclass

# Apple’s window for such a page keeps no file, and opens no other: what to do about that stands on a page of its own.
WELCOME = '/welcome'


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, which hosts and paths for, and the page it is led to."""

    name: str
    hosts: tuple[str, ...]
    paths: tuple[str, ...]
    leads_to: str = '/'


ASKERS = (
    Asker(
        'Android',
        ('connectivitycheck.gstatic.com', 'connectivitycheck.android.com', 'clients1.google.com', 'clients3.google.com',
         'clients4.google.com', 'play.googleapis.com', 'connect.rom.miui.com', 'connectivitycheck.platform.hicloud.com',
         'conn1.coloros.com', 'wifi.vivo.com.cn'),
        ('/generate_204', '/gen_204', '/generate204'),
    ),
    Asker(
        'Apple',
        ('captive.apple.com', 'www.appleiphonecell.com', 'www.airport.us', 'www.ibook.info', 'www.itools.info',
         'www.thinkdifferent.us'),
        ('/hotspot-detect.html', '/library/test/success.html'),
        WELCOME,
    ),
    Asker(
        'Windows',
        ('www.msftconnecttest.com', 'ipv6.msftconnecttest.com', 'www.msftncsi.com', 'ipv6.msftncsi.com',
         'edge-http.microsoft.com'),
        ('/connecttest.txt', '/ncsi.txt', '/redirect', '/captiveportal/generate_204'),
    ),
    Asker('Firefox', ('detectportal.firefox.com',), ('/canonical.html', '/success.txt')),
    Asker(
        'Linux',
        ('connectivity-check.ubuntu.com', 'network-test.debian.org', 'nmcheck.gnome.org', 'ping.archlinux.org'),
        ('/nm', '/nm-check.txt', '/check_network_status.txt', '/static/hotspot.txt'),
    ),
    Asker('Kindle', ('spectrum.s3.amazonaws.com',), ('/kindle-wifi/wifistub.html',)),
)  # fmt: skip
BY_HOST = {host: asker for asker in ASKERS for host in asker.hosts}
BY_PATH = {path: asker for asker in ASKERS for path in asker.paths}


def leads_to(host: str, path: str) -> str | None:
    """Return the path of the page that whoever asks this is led to, None for what is no such question."""
    asker = BY_PATH.get(path) or BY_HOST.get(host.partition(':')[0].lower().rstrip('.'))
    return asker.leads_to if asker else None
