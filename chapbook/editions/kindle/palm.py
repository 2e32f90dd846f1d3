"""An AZW3 without what calibre draws by lot or reads off the clock, and with its faces as they are.

The container: https://wiki.mobileread.com/wiki/PDB; its headers and records: https://wiki.mobileread.com/wiki/MOBI.
Nothing here changes the length of anything, so no offset needs to be written anew.
"""

import struct
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

# Palm counts seconds from 1904 when the first bit is set, from 1970 otherwise.
DATES = slice(36, 48)
COUNT, LIST = 76, 78
BOOK_NUMBER = slice(32, 36)
# Values of EXTH: when the book was published, its source, and what the store would call its ASIN.
PUBLISHED, SOURCE, ASIN = 106, 112, 113
SOURCE_PREFIX = b'calibre:'
# A face: its magic, size, flags, where its data begins, how long its key is and where that begins, in bytes.
FONT = struct.Struct('>4s5L')
VEILED, VEILED_BYTES = 2, 1040


def book_number(identifier: str) -> uuid.UUID:
    """Return what stands for the identifier of a text in an AZW3."""
    return uuid.uuid5(uuid.NAMESPACE_URL, identifier)


def steadied(data: bytes, urn: str, modified: datetime) -> bytes:
    """Return an AZW3 whose numbers and dates come from the identifier and the date of the text, its faces unveiled."""
    book = bytearray(data)
    number = book_number(urn)
    seconds = max(0, int((modified - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(seconds=1))) & 0x7FFFFFFF
    book[DATES] = struct.pack('>3L', seconds, seconds, 0)
    first, *others = _records(book)
    book[first.start + BOOK_NUMBER.start : first.start + BOOK_NUMBER.stop] = number.bytes[:4]
    for kind, place in _values(book, first):
        book[place] = _value(kind, bytes(book[place]), str(number).encode(), modified)
    for record in others:
        if book[record.start : record.start + 4] == b'FONT':
            book[record] = _unveiled(bytes(book[record]))
    return bytes(book)


def _records(book: bytearray) -> list[slice]:
    (count,) = struct.unpack_from('>H', book, COUNT)
    starts = [struct.unpack_from('>L', book, LIST + 8 * number)[0] for number in range(count)]
    return [slice(start, end) for start, end in zip(starts, [*starts[1:], len(book)], strict=True)]


def _values(book: bytearray, record: slice) -> Iterator[tuple[int, slice]]:
    """Yield each value of EXTH: its kind and where it stands."""
    start = book.find(b'EXTH', record.start, record.stop)
    if start < 0:
        return
    (count,) = struct.unpack_from('>L', book, start + 8)
    start += 12
    for _ in range(count):
        kind, length = struct.unpack_from('>2L', book, start)
        yield kind, slice(start + 8, start + length)
        start += length


def _value(kind: int, value: bytes, number: bytes, modified: datetime) -> bytes:
    """Return a value as the text has it, if it is one that is drawn by lot; the length stays."""
    drawn = {ASIN: number, SOURCE: SOURCE_PREFIX + number, PUBLISHED: _moment(value, modified)}.get(kind, value)
    return drawn if len(drawn) == len(value) else value


def _moment(value: bytes, modified: datetime) -> bytes:
    """Return when a book was published: a date with fractions of seconds was read off the clock."""
    return modified.strftime('%Y-%m-%dT%H:%M:%S.000000+00:00').encode() if b'.' in value else value


def _unveiled(record: bytes) -> bytes:
    """Return a face in whose first bytes no key is mixed: hidden letters help nobody."""
    magic, size, flags, data, key_length, key = FONT.unpack_from(record)
    if not flags & VEILED or not key_length:
        return record
    hidden = record[data : data + VEILED_BYTES]
    clear = bytes(byte ^ record[key + place % key_length] for place, byte in enumerate(hidden))
    head = FONT.pack(magic, size, flags & ~VEILED, data, key_length, key)
    return head + bytes(data - len(head)) + clear + record[data + VEILED_BYTES :]
