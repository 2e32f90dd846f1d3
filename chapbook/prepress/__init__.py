"""What a print shop is given: pages and covers as PDF/X-4 (ISO 15930-7), made from a page file with bleed."""

import io
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pikepdf
from pikepdf import Pdf

from chapbook.prepress import boxes, claims, pictures, streams
from chapbook.prepress.colours import Inks
from chapbook.prepress.profiles import Condition
from chapbook.problems import Place

__all__ = ['Condition', 'Job', 'press_ready', 'saved']

# What paper has no use for, or PDF/X does not let through.
LEFT_OUT = ('/StructTreeRoot', '/MarkInfo', '/AF', '/Names', '/Dests', '/OpenAction', '/AA', '/Outlines')
LEFT_OUT_OF_PAGES = ('/Annots', '/StructParents', '/Tabs', '/Metadata', '/PieceInfo', '/AA', '/CropBox', '/ArtBox')


@dataclass(frozen=True, slots=True)
class Job:
    """What a file is told to be: its title, who wrote it, its identifier and date, and how it will be printed."""

    title: str
    author: str
    identifier: str
    modified: datetime
    condition: Condition
    folds_pt: tuple[float, ...] = ()
    """Where a cover is folded, from its left edge."""
    place: Place | None = None
    """The text it is made of, for what is wrong with it."""


def press_ready(pdf: Pdf, job: Job) -> None:
    """Turn an open page file into PDF/X-4 in place: inks for colours, black that overprints, boxes, marks, claims."""
    _leave_out(pdf.Root, LEFT_OUT)
    inks = Inks(job.condition.profile)
    painter = streams.Painter(pdf, inks, job.place)
    for number, page in enumerate(pdf.pages, 1):
        _leave_out(page.obj, LEFT_OUT_OF_PAGES)
        painter.page(page, number)
    pictures.ink_all(pdf, inks)
    for page in pdf.pages:
        boxes.mark(pdf, page, job.folds_pt)
    claims.claim(pdf, job)


def _leave_out(dictionary: Any, keys: tuple[str, ...]) -> None:
    for key in keys:
        if key in dictionary:
            del dictionary[key]


def saved(pdf: Pdf) -> bytes:
    """Return the bytes of a finished file, the same every time; PDF/X-4 is PDF 1.6."""
    pdf.remove_unreferenced_resources()
    buffer = io.BytesIO()
    pdf.save(
        buffer,
        force_version='1.6',
        deterministic_id=True,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        compress_streams=True,
    )
    return buffer.getvalue()
