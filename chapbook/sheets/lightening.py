"""Takes the tags out of a page file before it is opened: sheets have no use for them, and they fill the memory.

WeasyPrint puts all the objects of a file that are no streams into a single object stream (ISO 32000-1, 7.5.7), and
qpdf holds all of a stream once it needs one object of it: of two thousand tagged pages that is more than a hundred MiB.
"""

import re
import zlib

STREAM = re.compile(rb'<<(?P<entries>[^<>]{0,200}/ObjStm\b[^<>]{0,200})>>\s*stream\r?\n')
PLAINLY_PACKED = re.compile(rb'(?!.*/(?:DecodeParms|Extends)\b).*/Filter\s*/FlateDecode\b', re.DOTALL)
END = re.compile(rb'\s*endstream\s*endobj')
ELEMENT = re.compile(rb'\s*<<\s*/Type\s*/StructElem\b')
NOTHING = b'null'
# Other programs put a hundred or two into a stream.
MANY_OBJECTS = 1000


def without_tags(pdf: bytes) -> bytes:
    """Return a PDF whose large object streams have no structure elements: null in their place (14.7.2), all else as is.

    No byte of the rest moves, so that cross-references stay right. What is not plainly such a stream is left alone.
    """
    for found in STREAM.finditer(pdf):
        if lighter := _without_tags(pdf, found):
            pdf = lighter
    return pdf


def _without_tags(pdf: bytes, found: re.Match[bytes]) -> bytes | None:
    """Return the PDF with one object stream emptied of structure elements, None where that cannot be done safely."""
    entries, start = found['entries'], found.end()
    count, first, length = (_number(entries, key) for key in (b'N', b'First', b'Length'))
    end = END.match(pdf, start + length)
    if count < MANY_OBJECTS or not end or not PLAINLY_PACKED.match(entries):
        return None
    try:
        emptied = _emptied(zlib.decompress(pdf[start : start + length]), count, first)
    except (zlib.error, ValueError):
        return None
    packed = zlib.compress(emptied, 1)
    room = length - len(packed)
    if room < 0:
        return None
    entries = re.sub(
        rb'(/Length\s+)\d+', lambda said: said[1] + b'%0*d' % (len(said[0]) - len(said[1]), len(packed)), entries
    )
    head = pdf[: found.start('entries')] + entries + pdf[found.end('entries') : start]
    return b''.join((head, packed, end[0], b' ' * room, pdf[end.end() :]))


def _number(entries: bytes, key: bytes) -> int:
    """Return a number from the dictionary of a stream, 0 where it is not said there."""
    said = re.search(rb'/' + key + rb'\s+(\d+)(?!\d|\s+\d+\s+R)', entries)
    return int(said[1]) if said else 0


def _emptied(content: bytes, count: int, first: int) -> bytes:
    """Return the content of an object stream, as long as it was; raises ValueError for one that is out of order."""
    starts = [first + int(offset) for offset in content[:first].split()[1::2]]
    if len(starts) != count or starts != sorted(starts):
        raise ValueError(first)
    pieces = [content[: starts[0]]]
    for start, end in zip(starts, [*starts[1:], len(content)], strict=True):
        is_element = ELEMENT.match(content, start) and end - start > len(NOTHING)
        pieces.append(NOTHING.ljust(end - start) if is_element else content[start:end])
    return b''.join(pieces)
