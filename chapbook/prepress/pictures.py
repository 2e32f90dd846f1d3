"""Pictures in inks: colours go through the profile of the press, others are grey; some stay in red, green and blue.

Each says in metadata of its own (ISO 32000-1, 14.3.2) which of the text’s pictures it is: what a check finds wrong with
it leads there.
"""

import io
import zlib
from typing import Any
from xml.sax.saxutils import escape

import pikepdf
from pikepdf import Array, Name, Pdf

from chapbook.prepress.colours import Inks

SPACES = {'1': Name.DeviceGray, 'L': Name.DeviceGray, 'CMYK': Name.DeviceCMYK}
# Components of what is right as it is.
RIGHT = ('/DeviceGray', '/DeviceCMYK')
# What marks a picture of which the text says that it stays in red, green and blue.
RGB_MARK = '/ChapbookRGB'
# What says the name of a picture, until its metadata does.
NAME_MARK = '/ChapbookName'
XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:source>{}</dc:source></rdf:Description>
</rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>
"""
# Where an ICC profile says when it was made, and when all of ours were: ICC.1, 7.2.8.
DATED, DATE = slice(24, 36), bytes((7, 228, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0))


def ink_all(pdf: Pdf, inks: Inks) -> None:
    """Turn every picture of a file into inks, in place; masks of transparency stay as they are."""
    for thing in pdf.objects:
        if not isinstance(thing, pikepdf.Stream) or thing.get('/Subtype') != '/Image':
            continue
        stays = bool(thing.get(RGB_MARK))
        if NAME_MARK in thing:
            said = XMP.format(escape(str(thing[NAME_MARK])))
            thing.Metadata = pdf.make_stream(said.encode(), Type=Name.Metadata, Subtype=Name.XML)
        for key in ('/Interpolate', RGB_MARK, NAME_MARK):
            if key in thing:
                del thing[key]
        if thing.get('/ImageMask') or thing.get('/ColorSpace') in RIGHT:
            continue
        if stays:
            _keep(pdf, thing)
        else:
            _ink(thing, inks)


def _keep(pdf: Pdf, stream: Any) -> None:
    """Say by which profile a picture in red, green and blue is meant: its own, or sRGB (ISO 15930-7, 6.13)."""
    from PIL import Image

    profile = None
    if stream.get('/Filter') == '/DCTDecode':
        with Image.open(io.BytesIO(stream.read_raw_bytes())) as image:
            profile = image.info.get('icc_profile')
    data = profile or _srgb()
    stream.ColorSpace = Array([Name.ICCBased, pdf.make_stream(data, N=3, Alternate=Name.DeviceRGB)])


def _srgb() -> bytes:
    """Return the profile of sRGB, the same every time."""
    from PIL import ImageCms

    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile('sRGB')).tobytes())
    data[DATED] = DATE
    return bytes(data)


def _ink(stream: Any, inks: Inks) -> None:
    picture = inks.of_picture(pikepdf.PdfImage(stream).as_pil_image())
    picture = picture.convert('L') if picture.mode == '1' else picture
    stream.write(zlib.compress(picture.tobytes()), filter=Name.FlateDecode)
    stream.ColorSpace, stream.BitsPerComponent = SPACES[picture.mode], 8
    for key in ('/Decode', '/DecodeParms'):
        if key in stream:
            del stream[key]
