"""Sends files to a reMarkable over its USB web interface, at the address its user gives: the only use of a network.

What it answers to is described at https://remarkable.guide/tech/usb-web-interface.html.
"""

import http.client
import json
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from chapbook.catalogue.media import media_type
from chapbook.load.choosing import Pick
from chapbook.problems import ChapbookError, UsageError, error

# As long as a tablet takes to wake, and as much as the names of all its documents are.
TIMEOUT_S, LONGEST_ANSWER = 30, 10_000_000
CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Tablet:
    """A reMarkable by its address."""

    address: str
    host: str
    port: int

    @property
    def name(self) -> str:
        """What to call it."""
        return f'reMarkable {self.host}'


def tablet_at(address: str) -> Tablet:
    """Return the tablet at an address; raises UsageError for what is none."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port or 80
    except ValueError:
        parts, host, port = urlsplit(''), None, 0
    if parts.scheme != 'http' or not host or parts.path not in ('', '/'):
        hint = 'it is told on the tablet, in Settings, Storage: usually --device http://10.11.99.1'
        raise UsageError(error(f'“{address}” is not the address of a reMarkable', None, hint))
    return Tablet(address, host, port)


def documents(tablet: Tablet) -> set[str]:
    """Return the names of the documents in the first folder of a tablet, which is where uploads go from then on."""
    status, data = _ask(tablet, 'GET', '/documents/')
    try:
        found = json.loads(data if status == http.client.OK else b'')
        # It is spelt so.
        return {str(each['VissibleName']) for each in found if each.get('Type') == 'DocumentType'}
    except (ValueError, TypeError, KeyError, AttributeError) as fault:
        raise _other(tablet, status) from fault


def upload(tablet: Tablet, pick: Pick, tell: Callable[[int], None]) -> None:
    """Send one file, whole; `tell` hears of each part, in bytes. Raises ChapbookError where it is not there then."""
    boundary = f'chapbook-{secrets.token_hex(16)}'
    # As browsers send it (WHATWG HTML, “multipart form data”); a name on a reader holds no quotes and no line ends.
    head = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{pick.name}"\r\n'
        f'Content-Type: {media_type(pick.name)}\r\n\r\n'
    ).encode()
    tail = f'\r\n--{boundary}--\r\n'.encode()
    headers = {
        'Content-Type': f'multipart/form-data; boundary={boundary}',
        'Content-Length': str(len(head) + pick.size_bytes + len(tail)),
        'Origin': f'http://{tablet.host}',
        'Referer': f'http://{tablet.host}/',
    }
    status, _ = _ask(tablet, 'POST', '/upload', _body(head, pick, tail, tell), headers)
    if status not in (http.client.OK, http.client.CREATED):
        raise _other(tablet, status)
    if not is_among(pick, documents(tablet)):
        hint = 'look at its screen, and at how much room it has left'
        raise ChapbookError(error(f'{tablet.name} took {pick.name} and does not show it', None, hint))


def is_among(pick: Pick, names: set[str]) -> bool:
    """Return whether a tablet shows a file, with its ending or without."""
    return not names.isdisjoint((pick.name, pick.name.removesuffix(pick.suffix)))


def _body(head: bytes, pick: Pick, tail: bytes, tell: Callable[[int], None]) -> Iterator[bytes]:
    yield head
    with pick.path.open('rb') as file:
        while chunk := file.read(CHUNK):
            yield chunk
            tell(len(chunk))
    yield tail


def _ask(
    tablet: Tablet, method: str, path: str, body: Iterator[bytes] | None = None, headers: dict[str, str] | None = None
) -> tuple[int, bytes]:
    """Return the status and the answer to one request, which goes to this address and nowhere else."""
    connection = http.client.HTTPConnection(tablet.host, tablet.port, timeout=TIMEOUT_S)
    try:
        connection.request(method, path, body, {'Connection': 'close', **(headers or {})})
        answer = connection.getresponse()
        return answer.status, answer.read(LONGEST_ANSWER)
    except (OSError, http.client.HTTPException) as fault:
        hint = 'connect it by cable, wake it, and turn on its USB web interface in Settings, Storage'
        what = getattr(fault, 'strerror', None) or str(fault) or type(fault).__name__
        message = f'no reMarkable answers at {tablet.address}: {what}'
        raise ChapbookError(error(message, None, hint)) from fault
    finally:
        connection.close()


def _other(tablet: Tablet, status: int) -> ChapbookError:
    hint = 'turn its USB web interface off and on again in Settings, Storage'
    message = f'what answers at {tablet.address} is no reMarkable, or is at a loss ({status})'
    return ChapbookError(error(message, None, hint))
