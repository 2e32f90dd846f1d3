"""The cover on a poster: drawn in the place that was kept for it, once both are laid out."""

import io

from chapbook.book import Picture

# What keeps the place of the cover: a picture of one pixel.
PLACE = Picture(
    'cover', b'\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\0\0\0\0:~\x9bU\0\0\0\nIDATx\x9cc\xf8\x0f\0\1\1\1'
    b'\0\x1b\xb6\xeeV\0\0\0\0IEND\xaeB`\x82', 'image/png', 1, 1,
)  # fmt: skip


def with_cover(sheet: bytes, cover: bytes) -> bytes:
    """Return a poster with the first of some pages where its place was kept, if there is one: drawn, not a picture.

    Its marks go, for there it is one thing, a figure that is described.
    """
    import pikepdf

    from chapbook.prepress.streams import TAGS

    with pikepdf.open(io.BytesIO(sheet)) as made, pikepdf.open(io.BytesIO(cover)) as source:
        drawings = made.pages[0].resources.get('/XObject', pikepdf.Dictionary())
        kept = [name for name, each in drawings.items() if each.get('/Subtype') == '/Image' and each.Width == 1]
        if not kept:
            return sheet
        page = source.pages[0]
        left, bottom, right, top = map(float, page.cropbox)
        drawing = [step for step in pikepdf.parse_content_stream(page) if str(step.operator) not in TAGS]
        form = made.make_stream(pikepdf.unparse_content_stream(drawing))
        form.Type, form.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
        form.BBox = pikepdf.Array([left, bottom, right, top])
        # What a picture is drawn on is one unit wide and high: ISO 32000-1, 8.9.5.
        wide, high = right - left, top - bottom
        matrix = (1 / wide, 0, 0, 1 / high, -left / wide, -bottom / high)
        form.Matrix = pikepdf.Array([round(number, 9) for number in matrix])
        form.Resources = made.copy_foreign(source.make_indirect(page.resources))
        drawings[kept[0]] = form
        buffer = io.BytesIO()
        made.save(buffer, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return buffer.getvalue()
