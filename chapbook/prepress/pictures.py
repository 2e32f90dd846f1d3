"""Pictures in inks: those in colour go through the profile of the press, others are grey."""

import zlib
from typing import Any

import pikepdf
from pikepdf import Name, Pdf

from chapbook.prepress.colours import Inks

SPACES = {'1': Name.DeviceGray, 'L': Name.DeviceGray, 'CMYK': Name.DeviceCMYK}
# Components of what is right as it is.
RIGHT = ('/DeviceGray', '/DeviceCMYK')


def ink_all(pdf: Pdf, inks: Inks) -> None:
    """Turn every picture of a file into inks, in place; masks of transparency stay as they are."""
    for thing in pdf.objects:
        if not isinstance(thing, pikepdf.Stream) or thing.get('/Subtype') != '/Image':
            continue
        if '/Interpolate' in thing:
            del thing['/Interpolate']
        if thing.get('/ImageMask') or thing.get('/ColorSpace') in RIGHT:
            continue
        _ink(thing, inks)


def _ink(stream: Any, inks: Inks) -> None:
    picture = inks.of_picture(pikepdf.PdfImage(stream).as_pil_image())
    picture = picture.convert('L') if picture.mode == '1' else picture
    stream.write(zlib.compress(picture.tobytes(), 9), filter=Name.FlateDecode)
    stream.ColorSpace, stream.BitsPerComponent = SPACES[picture.mode], 8
    for key in ('/Decode', '/DecodeParms'):
        if key in stream:
            del stream[key]
