"""The faces of the theme: found through their packages, instanced, subset, and packed. Nothing is downloaded.

The `fontpkg-*` packages carry variable TrueType files under the OFL. HarfBuzz makes a static instance of one in
10 ms and a subset in 1 ms, where fontTools takes a second.
"""

import importlib.util
import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import uharfbuzz as hb

from chapbook.kept import kept

# OpenType features that our stylesheets ask for, beyond those HarfBuzz keeps by itself.
FEATURES = ('smcp', 'c2sc', 'onum', 'lnum', 'pnum', 'tnum', 'sups', 'case')
# What a face must hold for the words the templates add and the numbers the styles count, whatever the text.
ALWAYS = frozenset(range(0x20, 0x7F)) | frozenset(map(ord, '\u00a0«»·×–—‘’“”„•…‹›\u2010\u2011\u202f↑→©'))

# How many characters are one byte in UTF-8.
ASCII = 128
# Where the blocks of Latin letters end that are set one beside the other.
LATIN_ENDS = '\u0250'


@dataclass(frozen=True, slots=True)
class Face:
    """One style of a family: the package and file it comes from, its weight on the `wght` axis, upright or italic."""

    family: str
    package: str
    file: str
    weight: int = 400
    style: str = 'normal'

    @property
    def name(self) -> str:
        """A file name for this face, without an ending."""
        cut = {400: 'Regular', 500: 'Medium', 600: 'SemiBold', 700: 'Bold'}[self.weight]
        if self.style == 'italic':
            cut = 'Italic' if cut == 'Regular' else f'{cut}Italic'
        return f'{self.family.replace(" ", "")}-{cut}'


_PLEX_MONO = ('IBM Plex Mono', 'fontpkg_ibm_plex_mono')
_GARAMOND = ('EB Garamond', 'fontpkg_eb_garamond')
FACES = (
    Face(*_GARAMOND, 'EBGaramond[wght].ttf'),
    Face(*_GARAMOND, 'EBGaramond-Italic[wght].ttf', style='italic'),
    Face(*_GARAMOND, 'EBGaramond[wght].ttf', weight=600),
    Face(*_GARAMOND, 'EBGaramond-Italic[wght].ttf', weight=600, style='italic'),
    Face(*_PLEX_MONO, 'IBMPlexMono-Regular.ttf'),
)
# Those of the large-print edition, which has no italics.
_ATKINSON = ('Atkinson Hyperlegible', 'fontpkg_atkinson_hyperlegible')
LARGE_PRINT_FACES = (
    Face(*_ATKINSON, 'AtkinsonHyperlegible-Regular.ttf'),
    Face(*_ATKINSON, 'AtkinsonHyperlegible-Bold.ttf', weight=700),
)


def heaviest(family: str) -> Face:
    """Return the face of a family that titles are set in, the theme’s where it is none of ours."""
    faces = [face for face in FACES + LARGE_PRINT_FACES if face.family == family and face.style == 'normal']
    return max(faces or [FACES[2]], key=lambda face: face.weight)


@cache
def instance(face: Face) -> bytes:
    """Return the static TrueType file of one face, with all its characters and features."""
    path = _path(face)
    if not _is_variable(path):
        return path.read_bytes()
    request, file = hb.SubsetInput(), path.stat()
    request.keep_everything()
    # As bytecode is known to be that of its source.
    made_from = f'{hb.version_string()} {path} {file.st_size} {file.st_mtime_ns}'
    return kept(face.name, made_from.encode(), lambda: _cut(face, request))


def _cut(face: Face, request: hb.SubsetInput) -> bytes:
    """Return what a request leaves of a face, as a static file."""
    path = _path(face)
    whole = hb.Face(hb.Blob.from_file_path(str(path)))
    if _is_variable(path):
        request.pin_axis_location(whole, 'wght', face.weight)
    return bytes(hb.subset(whole, request).blob.data)


def _path(face: Face) -> Path:
    """Return where the package of a face keeps it."""
    spec = importlib.util.find_spec(face.package)
    if spec is None or spec.origin is None:
        raise FileNotFoundError(face.package)
    return Path(spec.origin).parent / 'files' / face.file


def _is_variable(path: Path) -> bool:
    return '[wght]' in path.name


def subset(
    face: Face, characters: set[int], features: tuple[str, ...] = FEATURES, glyphs: frozenset[int] | None = None
) -> bytes:
    """Return the face with the given Unicode code points alone, and these features beside those all text needs.

    With `glyphs`, as `glyphs_of` finds them, the features keep none but these: a third of a face, where there are few
    words in small capitals.
    """
    request = hb.SubsetInput()
    request.unicode_set.update(characters)
    if glyphs is not None:
        request.glyph_set.update(glyphs)
        request.flags |= hb.SubsetFlags.NO_LAYOUT_CLOSURE
    request.layout_feature_tag_set.update(int.from_bytes(tag.encode(), 'big') for tag in features)
    # Of the variable face itself: to make an instance of all its glyphs first takes five times as long.
    return _cut(face, request)


@cache
def coverage(face: Face) -> frozenset[int]:
    """Return the Unicode code points that a face can set."""
    return frozenset(hb.Face(hb.Blob.from_file_path(str(_path(face)))).unicodes)


def characters_of(text: str) -> set[int]:
    """Return the Unicode code points of a text; of the many letters of a book nearly all are ASCII, quickly told."""
    data = text.encode()
    return {*filter(data.__contains__, range(ASCII)), *map(ord, data.translate(None, bytes(range(ASCII))).decode())}


def advance_em(face: Face, words: str) -> float:
    """Return the width of one line of words in em, with kerning and ligatures."""
    shaped = hb.Face(instance(face))
    buffer = hb.Buffer()
    buffer.add_str(words)
    buffer.guess_segment_properties()
    hb.shape(hb.Font(shaped), buffer)
    return float(sum(position.x_advance for position in buffer.glyph_positions or ()) / shaped.upem)


def glyphs_of(face: Face, words: Iterable[str], features: tuple[str, ...], lang: str) -> frozenset[int]:
    """Return the glyphs of a face that words are set with in a language: small capitals, ligatures and all."""
    font, switches = hb.Font(hb.Face(instance(face))), dict.fromkeys(features, True)
    found: set[int] = set()
    # Words of one script make one line; any other word is a line of its own, as each may be of another script.
    words = set(words)
    latin = {word for word in words if max(word, default=' ') < LATIN_ENDS}
    for line in (' '.join(sorted(latin)), *sorted(words - latin)):
        buffer = hb.Buffer()
        buffer.add_str(line)
        buffer.guess_segment_properties()
        buffer.language = lang
        hb.shape(font, buffer, switches)
        found.update(info.codepoint for info in buffer.glyph_infos)
    return frozenset(found)


def pack_woff(ttf: bytes) -> bytes:
    """Return a TrueType file packed as WOFF 1.0 (https://www.w3.org/TR/WOFF/, sections 3 to 5).

    On a subset of one text it is within 7 % of WOFF 2, which takes 400 ms a face to make.
    """
    count = struct.unpack('>H', ttf[4:6])[0]
    records = [struct.unpack('>4sLLL', ttf[12 + 16 * i : 28 + 16 * i]) for i in range(count)]
    offset = 44 + 20 * count
    directory, tables = b'', b''
    for tag, checksum, start, length in records:
        table = ttf[start : start + length]
        # Of two equally long the table itself: a length that is not less says that nothing was compressed (section 5).
        packed = min(table, zlib.compress(table, 9), key=len)
        directory += struct.pack('>4sLLLL', tag, offset + len(tables), len(packed), length, checksum)
        tables += packed + b'\0' * (-len(packed) % 4)
    size = 12 + 16 * count + sum((length + 3) & ~3 for *_, length in records)
    total = offset + len(tables)
    header = struct.pack('>4s4sLHHLHHLLLLL', b'wOFF', ttf[:4], total, count, 0, size, 1, 0, 0, 0, 0, 0, 0)
    return header + directory + tables
