"""Pictures: reads them through the text’s own folder and says what is wrong with each."""

import base64
import hashlib
import io
import re
import warnings
from collections import Counter
from urllib.parse import unquote

from lxml.etree import _Element

from chapbook.book import Picture
from chapbook.markup import rows, svg
from chapbook.markup.draft import Draft
from chapbook.markup.places import place_of
from chapbook.problems import Place, did_you_mean, error, warning

MEDIA_TYPES = {
    'png': 'image/png', 'jpg': 'image/jpeg', 'jpeg': 'image/jpeg', 'gif': 'image/gif',
    'svg': 'image/svg+xml', 'webp': 'image/webp','avif': 'image/avif',
}  # fmt: skip
# A picture inside the text, as Google Docs writes it: RFC 2397.
DATA = re.compile(r'data:(?P<type>image/(?:png|jpeg|gif|webp));base64,(?P<data>.+)', re.IGNORECASE | re.DOTALL)
LONGEST_NEEDLE = 60
# How wide a picture shall be of the room it has.
SHARE = re.compile(r'(\d{1,3})%')
# Exif: a camera held upright writes rows that are columns.
ORIENTATION, ON_ITS_SIDE = 0x0112, (5, 6, 7, 8)


def gather(draft: Draft) -> dict[str, Picture]:
    """Return every picture of the text, the cover’s too, by the name the text gives it; `src` becomes that name."""
    found: dict[str, Picture] = {}
    seen = Counter[tuple[str, str]]()
    for source, image in draft.elements('img'):
        held = DATA.fullmatch(image.get('src', ''))
        name = _name_of(held) if held else unquote(image.get('src', ''))
        needle = (image.get('src') or f'![{image.get("alt", "")}](')[:LONGEST_NEEDLE]
        # The same picture may be shown more than once; places are found whatever the case of letters.
        place = place_of(needle, source, nth=seen[str(source.path), needle.casefold()])
        seen[str(source.path), needle.casefold()] += 1
        if 'src' not in image.attrib:
            continue  # an address that was taken out, and told
        if not (image.get('alt') or '').strip():
            hint = 'write what it shows: ![a crowd on a bridge](picture.jpg)'
            draft.problems.append(warning(f'the picture “{name}” has no description', place, hint))
        if name not in found and (picture := _read(name, place, draft, held)):
            found[name] = picture
        if name in found:
            _describe(image, found[name])
    rows.arrange(draft, found)
    cover = draft.manuscript.metadata.cover_image
    if cover and cover not in found and (picture := _read(cover, _place_of_cover(draft), draft)):
        found[cover] = picture
    return found


def _place_of_cover(draft: Draft) -> Place:
    """Return the line of the front matter that names the picture on the cover."""
    source = draft.manuscript.sources[0]
    front = source.data.decode('utf-8-sig', 'replace').splitlines()[: source.first_line]
    lines = (number for number, line in enumerate(front, 1) if line.startswith('cover-image:'))
    return Place(source.path, next(lines, 1))


def _describe(image: _Element, picture: Picture) -> None:
    image.set('src', picture.name)
    image.set('alt', ' '.join((image.get('alt') or '').split()))
    if share := SHARE.fullmatch(image.get('width') or ''):
        tenths = min(10, max(1, round(int(share[1]) / 10)))
        image.set('class', f'{image.get("class", "")} share-{tenths}'.strip())
    for side, pixels in (('width', picture.width_px), ('height', picture.height_px)):
        given = image.get(side) or ''
        image.set(side, given if given.isdecimal() else str(max(1, round(pixels))))


def _name_of(held: re.Match[str]) -> str:
    """Return a name for a picture that the text itself holds: the same for the same picture."""
    ending = next(ending for ending, media_type in MEDIA_TYPES.items() if media_type == held['type'].lower())
    return f'picture-{hashlib.sha256(held["data"].encode()).hexdigest()[:8]}.{ending}'


def _read(name: str, place: Place, draft: Draft, held: re.Match[str] | None = None) -> Picture | None:
    """Return one picture, or None and a problem that says why not."""
    folder = draft.manuscript.folder
    try:
        data = base64.b64decode(unquote(held['data'])) if held else folder.read(name)
        picture = _recognise(name, data)
    except (ValueError, OSError) as fault:
        hint = fault.hint if isinstance(fault, _UnusableError) else _hint(name, folder.names())
        draft.problems.append(error(f'the picture “{name}” cannot be used: {fault}', place, hint))
        return None
    if picture.media_type != 'image/svg+xml' and _tells_place(data):
        hint = 'it is handed out as it is: if that is not wanted, export it again without metadata'
        draft.problems.append(warning(f'the picture “{name}” tells where it was taken (GPS)', place, hint))
    return picture


class _UnusableError(ValueError):
    """A picture that is there but cannot be used, and what to do about it."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


def _hint(name: str, names: list[str]) -> str:
    if name in names:
        return 'open it in the program it was made with, and export it again'
    return did_you_mean(name, names) or 'put the picture beside the text and name it from there'


def _recognise(name: str, data: bytes) -> Picture:
    """Return the picture with its real type and size; ValueError where it is none of the types all editions take."""
    media_type = MEDIA_TYPES.get(name.rpartition('.')[2].lower())
    if media_type is None:
        hint = 'export a photograph as JPEG, a drawing as SVG or PNG'
        raise _UnusableError('its type is not one of ' + ', '.join(MEDIA_TYPES), hint)
    if media_type == 'image/svg+xml':
        return Picture(name, data, media_type, *svg.size_of(data))
    actual, size = _measure(data)
    if actual != media_type:
        endings = [ending for ending, each in MEDIA_TYPES.items() if each == actual]
        hint = f'let its name end in .{endings[0]}' if endings else 'export it as JPEG or PNG'
        raise _UnusableError(f'it is {actual or "of an unknown type"}, not what its name says', hint)
    return Picture(name, data, media_type, *size)


def _measure(data: bytes) -> tuple[str, tuple[int, int]]:
    """Return the media type of a photograph and its size in pixels as it is shown; ValueError where it is unusable."""
    # Pillow is loaded only for texts that hold photographs.
    from PIL import Image, ImageFile, UnidentifiedImageError

    # WeasyPrint, once it is there, lets half a picture pass for a whole one.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with (
            warnings.catch_warnings(action='error', category=Image.DecompressionBombWarning),
            Image.open(io.BytesIO(data)) as image,
        ):
            image.load()
            if image.mode.startswith('I'):
                raise _UnusableError('its greys have 16 bits each, and would be printed black', 'export it with 8 bits')
            width, height = image.size
            turned = image.getexif().get(ORIENTATION, 1) in ON_ITS_SIDE
            return _media_type(image.format or ''), (height, width) if turned else (width, height)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as fault:
        raise _UnusableError('it has too many pixels', 'make it smaller: 2000 pixels across are enough') from fault
    except (UnidentifiedImageError, OSError, SyntaxError) as fault:
        hint = 'open it and export it again, or copy it anew from where it came'
        raise _UnusableError('it is damaged, or not what its name says', hint) from fault


def _media_type(kind: str) -> str:
    """Return the media type of what Pillow calls a kind; a JPEG picture may have others behind it (CIPA DC-007)."""
    from PIL import Image

    return 'image/jpeg' if kind == 'MPO' else Image.MIME.get(kind, '')


def _tells_place(data: bytes) -> bool:
    """Return whether the metadata of a photograph hold a place: Exif 2.32, section 4.6.6."""
    from PIL import ExifTags, Image

    with Image.open(io.BytesIO(data)) as image:
        return bool(image.getexif().get_ifd(ExifTags.IFD.GPSInfo))
