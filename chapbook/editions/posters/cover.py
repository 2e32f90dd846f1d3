"""The cover on a poster: drawn in the place that was kept for it, once both are laid out."""

import io

import pikepdf

from chapbook.prepress.streams import TAGS


def with_cover(sheet: bytes, cover: bytes) -> bytes:
    """Return a poster with the first of some pages where its place was kept, if there is one: drawn, not a picture."""
    with pikepdf.open(io.BytesIO(sheet)) as made, pikepdf.open(io.BytesIO(cover)) as source:
        drawings = made.pages[0].resources.get('/XObject', pikepdf.Dictionary())
        kept = [name for name, each in drawings.items() if each.get('/Subtype') == '/Image' and each.Width == 1]
        if not kept:
            return sheet
        drawings[kept[0]] = _drawn(source.pages[0], source, made)
        buffer = io.BytesIO()
        made.save(buffer, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return buffer.getvalue()


def _drawn(page: pikepdf.Page, source: pikepdf.Pdf, made: pikepdf.Pdf) -> pikepdf.Object:
    """Return a page as a drawing for another file, one unit wide and high as pictures are (ISO 32000-1, 8.9.5).

    Its marks go, for there it is one thing, a figure that is described.
    """
    left, bottom, right, top = map(float, page.cropbox)
    wide, high = right - left, top - bottom
    steps = [step for step in pikepdf.parse_content_stream(page) if str(step.operator) not in TAGS]
    form = made.make_stream(pikepdf.unparse_content_stream(steps))
    form.Type, form.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
    form.BBox = pikepdf.Array([left, bottom, right, top])
    matrix = (1 / wide, 0, 0, 1 / high, -left / wide, -bottom / high)
    form.Matrix = pikepdf.Array([round(number, 9) for number in matrix])
    form.Resources = made.copy_foreign(source.make_indirect(page.resources))
    return form
