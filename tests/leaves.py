"""PDFs for the tests that nobody’s program made: a content stream for each page, and whatever it needs."""

import io

import pikepdf
from pikepdf import Array, Dictionary, Name

A5_PT = (419.53, 595.28)
# Letters of Courier are 0.6 of its size wide, so that lines of as many letters are as long.
COURIER = {'/Type': Name.Font, '/Subtype': Name.Type1, '/BaseFont': Name.Courier}


def pdf(*contents, size=A5_PT, images=None, change=None):
    """Return a PDF with a page for each content stream, /F being Courier; `change` may do more to it."""
    document = pikepdf.new()
    for content in contents:
        page = document.add_blank_page(page_size=size)
        page.obj.Contents = document.make_stream(content.encode('latin-1'))
        drawn = {f'/{name}': _image(document, *image) for name, image in (images or {}).items()}
        fonts = Dictionary(F=document.make_indirect(Dictionary(COURIER)), E=_embedded(document))
        page.obj.Resources = Dictionary(Font=fonts, XObject=Dictionary(drawn))
    if change:
        change(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _embedded(document):
    """Return a font that says it travels in the file; nobody reads it here."""
    descriptor = Dictionary(Type=Name.FontDescriptor, FontName=Name('/ABCDEF+Own'), FontFile=document.make_stream(b''))
    widths = Array([600] * 224)
    return document.make_indirect(
        Dictionary(
            Type=Name.Font, Subtype=Name.Type1, BaseFont=Name('/ABCDEF+Own'), FirstChar=32, LastChar=255, Widths=widths,
            FontDescriptor=document.make_indirect(descriptor),
            Encoding=Dictionary(Differences=Array([1, Name('/.notdef')])),
        )
    )  # fmt: skip


def _image(document, width, height, space='/DeviceGray', bits=8, sample=b'\x80'):  # noqa: PLR0917
    plates = {'/DeviceGray': 1, '/DeviceRGB': 3, '/DeviceCMYK': 4}[space]
    row = (width * plates * bits + 7) // 8
    data = sample * (row * height // len(sample))
    return document.make_stream(
        data, Type=Name.XObject, Subtype=Name.Image, Width=width, Height=height, ColorSpace=Name(space),
        BitsPerComponent=bits,
    )  # fmt: skip


def words(text, x=100.0, y=300.0, size=10.0, font='F'):
    """Return the operators that show words."""
    escaped = text.replace('\\', r'\\').replace('(', r'\(').replace(')', r'\)')
    return f'BT /{font} {size} Tf 1 0 0 1 {x} {y} Tm ({escaped}) Tj ET\n'


def column(lines, top=540.0, leading=12.0, left=60.0):
    """Return the operators that set lines one below the other, 10 pt high; one with a tab is indented."""
    return ''.join(
        words(line.lstrip('\t'), left + 12.0 * line.startswith('\t'), top - leading * number)
        for number, line in enumerate(lines)
    )


def full(count, letters=40):
    """Return so many lines of text that are all as long; one from a tab on ends where the others do."""
    return [('word goes after word and so on it runs ' * 2)[: letters - 1] + 'x' for _ in range(count)]
