"""Keeps the notes of a page’s last line, which WeasyPrint 70 may lose.

Where the notes of a line leave no room for the next one, `_linebox_layout` takes the line and ends the page, but does
not lay out that line’s own notes: they are nowhere in the document. Here they are put off to the next page.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import weasyprint
from weasyprint.layout import block


@contextmanager
def kept() -> Iterator[None]:
    """Keep the notes of every document laid out inside; only in the version this was written for."""
    if not weasyprint.__version__.startswith('70.0'):
        yield
        return
    theirs = block._linebox_layout  # noqa: SLF001 - there is no other way in

    def linebox_layout(context: Any, box: Any, index: int, child: Any, new_children: list[Any], *more: Any) -> Any:
        result = theirs(context, box, index, child, new_children, *more)
        abort, stop, _, _, new_footnotes, _ = result
        if stop and not abort and new_children:
            for each in new_children[-1].descendants():
                if each.footnote in context.footnotes:
                    context.layout_footnote(each.footnote)
                    context.report_footnote(each.footnote)
                    new_footnotes.append(each.footnote)
        return result

    block._linebox_layout = linebox_layout  # noqa: SLF001
    try:
        yield
    finally:
        block._linebox_layout = theirs  # noqa: SLF001
