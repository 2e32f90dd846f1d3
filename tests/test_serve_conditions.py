"""HTTP’s conditions and ranges, as RFC 9110 has them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chapbook.serve import conditions

ETAG, MODIFIED = b'"abc"', b'Thu, 26 Nov 2026 10:00:00 GMT'
EARLIER, LATER = b'Thu, 26 Nov 2026 09:59:59 GMT', b'Thu, 26 Nov 2026 10:00:01 GMT'


@pytest.mark.parametrize(
    ('asked', 'status'),
    [
        ({}, 200),
        ({b'if-none-match': b'"abc"'}, 304),
        ({b'if-none-match': b'W/"abc"'}, 304),
        ({b'if-none-match': b'"x", "abc", "y"'}, 304),
        ({b'if-none-match': b'*'}, 304),
        ({b'if-none-match': b'"x"'}, 200),
        ({b'if-none-match': b'abc'}, 200),
        ({b'if-modified-since': MODIFIED}, 304),
        ({b'if-modified-since': LATER}, 304),
        ({b'if-modified-since': EARLIER}, 200),
        ({b'if-modified-since': b'yesterday'}, 200),
        ({b'if-modified-since': b'Thu, 99 Nov 2026 10:00:00 GMT'}, 200),
        ({b'if-none-match': b'"x"', b'if-modified-since': LATER}, 200),
        ({b'if-match': b'"abc"'}, 200),
        ({b'if-match': b'*'}, 200),
        ({b'if-match': b'W/"abc"'}, 412),
        ({b'if-match': b'"x"'}, 412),
        ({b'if-unmodified-since': EARLIER}, 412),
        ({b'if-unmodified-since': MODIFIED}, 200),
        ({b'if-match': b'"abc"', b'if-unmodified-since': EARLIER}, 200),
        ({b'if-match': b'"abc"', b'if-none-match': b'"abc"'}, 304),
    ],
)
def test_what_a_reader_has_decides(asked, status):
    """Conditions are looked at in the order of section 13.2.2; one that cannot be read counts for nothing."""
    assert conditions.status(asked, ETAG, MODIFIED) == status


@pytest.mark.parametrize(
    ('wanted', 'part'),
    [
        (b'bytes=0-0', range(1)),
        (b'bytes=2-5', range(2, 6)),
        (b'bytes=2-', range(2, 10)),
        (b'bytes=2-99', range(2, 10)),
        (b'bytes=-3', range(7, 10)),
        (b'bytes=-99', range(10)),
        (b'bytes = 1 - 2', range(1, 3)),
        (b'bytes=10-', range(0)),
        (b'bytes=-0', range(0)),
        (b'bytes=5-2', None),
        (b'bytes=-', None),
        (b'bytes=1-2,4-5', None),
        (b'lines=1-2', None),
        (b'bytes=a-b', None),
        (b'bytes=' + b'9' * 40 + b'-', None),
    ],
)
def test_parts_are_what_is_asked_for(wanted, part):
    """A range gives those bytes, an empty one none; what cannot be understood gives all."""
    found = conditions.wanted({b'range': wanted}, ETAG, MODIFIED, 10)
    assert (list(found) if found is not None else None) == (list(part) if part is not None else None)


@pytest.mark.parametrize(
    ('had', 'goes_on'), [(ETAG, True), (MODIFIED, True), (b'W/"abc"', False), (b'"x"', False), (LATER, False)]
)
def test_a_part_belongs_to_one_file(had, goes_on):
    """If-Range names the file by its strong ETag or its very date; of another file there is no part."""
    found = conditions.wanted({b'range': b'bytes=2-', b'if-range': had}, ETAG, MODIFIED, 10)
    assert (found is not None) == goes_on


@given(st.binary(max_size=60), st.integers(0, 50))
def test_any_range_is_within_the_file(wanted, size):
    """Whatever is asked for, what is given is in the file."""
    for words in (wanted, b'bytes=' + wanted):
        part = conditions.wanted({b'range': words}, ETAG, MODIFIED, size)
        assert part is None or not part or 0 <= part.start < part.stop <= size


@given(st.dictionaries(st.sampled_from([b'if-match', b'if-none-match', b'if-modified-since']), st.binary(max_size=60)))
def test_any_condition_is_answered(asked):
    """No condition, however written, stops the server."""
    assert conditions.status(asked, ETAG, MODIFIED) in (200, 304, 412)


@pytest.mark.parametrize(
    ('value', 'takes'),
    [
        (b'gzip', True), (b'br, gzip;q=0.5', True), (b'*', True), (b'GZIP', True), (b'x-gzip', True), (b'', False),
        (b'br', False), (b'gzip;q=0', False), (b'*, gzip;q=0', False), (b'identity', False), (b'gzip;q=x', False),
    ],
)  # fmt: skip
def test_compressed_for_who_can_read_that(value, takes):
    """Accept-Encoding is believed, weights and all."""
    assert conditions.takes_gzip(value) == takes


@pytest.mark.parametrize(
    ('value', 'json'),
    [
        (b'a/json', True), (b'a/json, a/xml;q=0.9', True), (b'a/json, */*;q=0.5', True), (b'', False), (b'*/*', False),
        (b'a/xml', False), (b'a/json, a/xml', False), (b'a/json;q=0.1, a/xml', False), (b'a/json;q=0.5, */*', False),
    ],
)  # fmt: skip
def test_the_form_that_is_preferred(value, json):
    """One form is given rather than the usual only where it is asked for above it."""
    assert conditions.prefers(value, b'a/json', b'a/xml') == json
