"""Reads page files that others made: opens them, measures their pages, and refuses what cannot be printed rightly."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, Page, Pdf, Rectangle

from chapbook.problems import ChapbookError, Problem, error
from chapbook.sheets.lightening import without_tags
from chapbook.sheets.sizes import Trim

# What qpdf has to say of a file becomes a problem here; it need not be said twice.
logging.getLogger('pikepdf').addHandler(logging.NullHandler())

REPAIR = 'export it again, or open it in a PDF viewer and print it to a new PDF'

# What sheets tell whoever prints them: ISO 32000-1, table 150.
PRINTING = {
    '/PrintScaling': Name('/None'),
    '/PickTrayByPDFSize': True,
    '/DisplayDocTitle': True,
}

# What begins a PDF, and within how many bytes readers look for it: ISO 32000-1, 7.5.2 and H.3.13.
HEADER, HEADER_WITHIN = b'%PDF-', 1024


@contextmanager
def opened(pages_pdf: bytes) -> Iterator[Pdf]:
    """Open a page file for as long as it is read; whatever turns out to be wrong in it becomes a problem."""
    if HEADER not in pages_pdf[:HEADER_WITHIN]:
        raise ChapbookError(error('this is no PDF', hint='name a PDF; a text is made into one by build'))
    try:
        with pikepdf.open(BytesIO(without_tags(pages_pdf))) as source:
            refuse_damage(source)
            if not source.pages:
                raise ChapbookError(error('the PDF has no pages', hint=REPAIR))
            yield source
    except pikepdf.PasswordError:
        raise ChapbookError(error('the PDF is locked with a password', hint='save a copy without a password')) from None
    except (pikepdf.PikepdfError, AttributeError, RuntimeError, TypeError, ValueError) as damage:
        raise ChapbookError(_damaged(damage)) from damage


def refuse_damage(source: Pdf) -> None:
    """Stop at what qpdf had to guess: a guessed page is a wrong sheet that nobody sees before it is printed."""
    for guess in source.get_warnings():
        raise ChapbookError(_damaged(guess))


def _damaged(damage: object) -> Problem:
    # qpdf names a file that has no name by its place in memory.
    what = re.sub('^.*<_io[^>]*>[:, ]*', '', str(damage))
    return error('the PDF is damaged' if what == 'file is damaged' else f'the PDF is damaged: {what}', hint=REPAIR)


def trim(page: Page, number: int) -> Trim:
    """Return what shows of a page: its trim, as far as crop and medium leave it, and the bleed around that.

    Bleed is what the file calls so: without a BleedBox there may be printer’s marks beyond the trim.
    """
    try:
        medium = Rectangle(page.mediabox)
        box = _common(_common(medium, page.cropbox), page.trimbox)
        bleed = _common(medium, page.bleedbox) if Name.BleedBox in page.obj else box
        unit = float(page.obj.get(Name.UserUnit, 1))
    except (pikepdf.PikepdfError, AttributeError, RuntimeError, TypeError, ValueError):
        raise ChapbookError(error(f'the size of page {number} cannot be read', hint=REPAIR)) from None
    if min(box.width, box.height, unit) <= 0:
        raise ChapbookError(error(f'page {number} has no area', hint=REPAIR))
    turn = page.rotation % 360
    beyond = (box.llx - bleed.llx, box.lly - bleed.lly, bleed.urx - box.urx, bleed.ury - box.ury)
    left, below, right, above = (max(0.0, edge) for edge in beyond)
    return Trim(box.llx, box.lly, box.urx, box.ury, 0 if turn % 90 else turn, unit, (left, below, right, above))


def _common(outer: Rectangle, box: Array) -> Rectangle:
    """Return what two boxes share; a box that lies wholly outside says nothing, and the outer one stays."""
    inner = Rectangle(box)
    left, right = max(outer.llx, inner.llx), min(outer.urx, inner.urx)
    bottom, top = max(outer.lly, inner.lly), min(outer.ury, inner.ury)
    return Rectangle(left, bottom, right, top) if left < right and bottom < top else outer


def refuse_sheets(source: Pdf) -> None:
    """Stop at what was imposed before, which tells printers how: folded again, its pages would follow no order."""
    wishes = source.Root.get(Name.ViewerPreferences)
    if isinstance(wishes, Dictionary) and all(wishes.get(key) == wish for key, wish in PRINTING.items()):
        hint = 'name the file that has one page after another; --scheme n-up puts sheets themselves on larger paper'
        raise ChapbookError(error('the pages of this file lie on sheets already', hint=hint))


def print_annotations(source: Pdf) -> None:
    """Draw onto the pages what would print beside their text: filled-in fields, stamps, remarks."""
    noted = [notes for page in source.pages if isinstance(notes := page.obj.get(Name.Annots), Array)]
    if any(isinstance(note, Dictionary) and Name.AP in note for notes in noted for note in notes):
        source.flatten_annotations('print')


def right_bound(source: Pdf) -> bool:
    """Return whether a page file says that it is read from right to left: ISO 32000-1, table 150."""
    wishes = source.Root.get(Name.ViewerPreferences)
    return isinstance(wishes, Dictionary) and wishes.get(Name.Direction) == Name.R2L
