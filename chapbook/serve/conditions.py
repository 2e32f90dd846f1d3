"""What a request depends on: HTTP’s conditions and ranges (RFC 9110, sections 13 and 14), as plain functions."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

OK, UNCHANGED, FAILED = 200, 304, 412
TAG = re.compile(rb'(W/)?("[^"]*")')
RANGE = re.compile(rb'bytes\s*=\s*(\d{0,18})\s*-\s*(\d{0,18})')

Asked = Mapping[bytes, bytes]


def status(asked: Asked, etag: bytes, modified: bytes) -> int:
    """Return 200, 304 or 412 by what the reader has already: the order is that of section 13.2.2."""
    if (match := asked.get(b'if-match')) is not None:
        if not _lists(match, etag, weakly=False):
            return FAILED
    elif (since := _date(asked.get(b'if-unmodified-since'))) and _changed(modified, since):
        return FAILED
    if (match := asked.get(b'if-none-match')) is not None:
        return UNCHANGED if _lists(match, etag, weakly=True) else OK
    since = _date(asked.get(b'if-modified-since'))
    return UNCHANGED if since and not _changed(modified, since) else OK


def _lists(tags: bytes, etag: bytes, *, weakly: bool) -> bool:
    found = TAG.findall(tags)
    return tags.strip() == b'*' or any(tag == etag and (weakly or not weak) for weak, tag in found)


def _changed(modified: bytes, since: datetime) -> bool:
    changed = _date(modified)
    return changed is not None and changed > since


def _date(value: bytes | None) -> datetime | None:
    """Return a date, None for what is none: a condition that cannot be read counts for nothing."""
    try:
        found = parsedate_to_datetime(value.decode('ascii')) if value else None
    except (ValueError, OverflowError):
        return None
    return found.replace(tzinfo=UTC) if found and found.tzinfo is None else found


def wanted(asked: Asked, etag: bytes, modified: bytes, size_bytes: int) -> range | None:
    """Return which bytes are asked for, an empty range for such as there are none, None for all of them.

    A range is for the file that the reader has a part of already: If-Range names it by its ETag or its date. Several
    ranges at once, and any that cannot be read, are answered with all of it, as section 14.2 allows.
    """
    found = RANGE.fullmatch(asked.get(b'range', b'').strip())
    had = asked.get(b'if-range', etag).strip()
    if not found or had not in (etag, modified) or not any(found.groups()):
        return None
    first, last = found.groups()
    if not first:
        return range(max(0, size_bytes - int(last)), size_bytes) if int(last) else range(0)
    if last and int(last) < int(first):
        return None
    return range(int(first), min(size_bytes, int(last) + 1 if last else size_bytes))


def takes_gzip(value: bytes) -> bool:
    """Return whether an Accept-Encoding lets gzip through; without one nothing is compressed (section 12.5.3)."""
    weights = dict(map(_coding, value.lower().split(b',')))
    return weights.get(b'gzip', weights.get(b'x-gzip', weights.get(b'*', 0.0))) > 0


def prefers(value: bytes, media: bytes, other: bytes) -> bool:
    """Return whether an Accept asks for one type rather than the other (section 12.5.1)."""
    weights = dict(map(_coding, value.lower().split(b',')))
    return weights.get(media, 0.0) > weights.get(other, weights.get(b'*/*', 0.0))


def _coding(part: bytes) -> tuple[bytes, float]:
    """Return what is named, and the weight it is given; one that cannot be read is none."""
    name, *parameters = (piece.strip() for piece in part.split(b';'))
    weight = next((piece[2:] for piece in parameters if piece.startswith(b'q=')), b'1')
    try:
        return name, float(weight)
    except ValueError:
        return name, 0.0
