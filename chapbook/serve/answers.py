"""What is answered to whoever asks for a file: which shape of it, all of it or a part, or that it is unchanged."""

from dataclasses import dataclass, field

from chapbook.serve import conditions
from chapbook.serve.conditions import Asked
from chapbook.serve.holdings import Headers, Holding, Shape

NOTHING = range(0)
UNSATISFIABLE = 416


@dataclass(frozen=True, slots=True)
class Answer:
    """A status, headers, and the bytes of a shape that go with them, none for a question about them alone."""

    status: int
    headers: Headers
    shape: Shape
    part: range = field(default=NOTHING)

    @property
    def from_disk(self) -> bool:
        """Whether its bytes must be read."""
        return bool(self.part) and self.shape.body is None

    @property
    def body(self) -> bytes:
        """Its bytes, where they are in the memory."""
        whole = self.shape.body or b''
        return whole if len(self.part) == len(whole) else whole[self.part.start : self.part.stop]


def answer(held: Holding, method: str, asked: Asked) -> Answer:
    """Return the answer to GET or HEAD with these headers, their names in lower case."""
    shape = held.plain
    # Parts are of the file as it is, so that a reader may take them up from any other server as well.
    if held.packed and b'range' not in asked and conditions.takes_gzip(asked.get(b'accept-encoding', b'')):
        shape = held.packed
    status = conditions.status(asked, shape.etag, held.modified)
    if status == conditions.FAILED:
        return Answer(status, [(b'content-length', b'0')], shape)
    if status == conditions.UNCHANGED:
        return Answer(status, _sized(shape), shape)
    if method == 'HEAD':
        return Answer(status, shape.headers, shape)
    part = conditions.wanted(asked, shape.etag, held.modified, shape.size_bytes) if b'range' in asked else None
    if part is None:
        return Answer(status, shape.headers, shape, range(shape.size_bytes))
    return _partial(shape, part)


def _partial(shape: Shape, part: range) -> Answer:
    """Return the answer with a part, or that there is none such (RFC 9110, sections 14.4, 15.3.7 and 15.5.17)."""
    if not part:
        nothing = [(b'content-range', b'bytes */%d' % shape.size_bytes), (b'content-length', b'0')]
        return Answer(UNSATISFIABLE, nothing, shape)
    place = b'bytes %d-%d/%d' % (part.start, part.stop - 1, shape.size_bytes)
    sized = _sized(shape, (b'content-length', b'%d' % len(part)), (b'content-range', place))
    return Answer(206, sized, shape, part)


def _sized(shape: Shape, *instead: tuple[bytes, bytes]) -> Headers:
    """Return the headers of a shape with others instead of its size."""
    return [*(header for header in shape.headers if header[0] != b'content-length'), *instead]
