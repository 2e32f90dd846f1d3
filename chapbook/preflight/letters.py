"""Asks PDFium for the letters of a page: what they are, where they stand, and what they are painted with.

A long book has millions of them. Each question is put without what ctypes does for pointers that have a type, which
takes seven times as long as the answer.
"""

import ctypes
from ctypes import c_double, c_int, c_uint, c_void_p
from typing import Any

import pypdfium2.raw as pdfium

from chapbook.preflight.finding import Box


def _quick(function: Any, result: Any, *arguments: Any) -> Any:
    """Return a function of PDFium that takes and gives plain numbers."""
    address: Any = ctypes.cast(function, c_void_p).value
    return ctypes.PYFUNCTYPE(result, *arguments)(address)


_letter = _quick(pdfium.FPDFText_GetUnicode, c_uint, c_void_p, c_int)
_object = _quick(pdfium.FPDFText_GetTextObject, c_void_p, c_void_p, c_int)
_box = _quick(pdfium.FPDFText_GetCharBox, c_int, c_void_p, c_int, *[c_void_p] * 4)
_origin = _quick(pdfium.FPDFText_GetCharOrigin, c_int, c_void_p, c_int, *[c_void_p] * 2)


class Letters:
    """The letters of a page of PDFium’s, by their number."""

    def __init__(self, text: Any) -> None:
        self.raw = text.raw
        self.page = ctypes.cast(text.raw, c_void_p).value
        self.numbers = (c_double * 4)()
        first = ctypes.addressof(self.numbers)
        # Where PDFium writes its answers.
        self.places = [first + at * ctypes.sizeof(c_double) for at in range(4)]

    def shown(self) -> str:
        """Return all letters."""
        return ''.join([chr(_letter(self.page, at)) for at in range(pdfium.FPDFText_CountChars(self.raw))])

    def painted_by(self, at: int) -> int | None:
        """Return what tells the object that a letter is painted by from all others of the page."""
        found: int | None = _object(self.page, at)
        return found

    def box(self, at: int) -> Box | None:
        """Return left, bottom, right and top of a letter, as PDFium measures."""
        left, bottom, right, top = self.places
        known = _box(self.page, at, left, right, bottom, top)
        x0, y0, x1, y1 = self.numbers
        return (x0, y0, x1, y1) if known else None

    def origin(self, at: int) -> tuple[float, float]:
        """Return where on its line a letter stands."""
        _origin(self.page, at, *self.places[:2])
        return self.numbers[0], self.numbers[1]

    def style(self, at: int) -> tuple[float, int, bool]:
        """Return the size a letter is printed in, the mark of its content, and whether it shows."""
        turned = abs(pdfium.FPDFText_GetCharAngle(self.raw, at)) > 0.01
        transform = pdfium.FS_MATRIX()
        pdfium.FPDFText_GetMatrix(self.raw, at, transform)
        area = abs(transform.a * transform.d - transform.b * transform.c)
        item = pdfium.FPDFText_GetTextObject(self.raw, at)
        unpainted = pdfium.FPDFTextObj_GetTextRenderMode(item) == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE
        size = pdfium.FPDFText_GetFontSize(self.raw, at) * area**0.5
        return size, pdfium.FPDFPageObj_GetMarkedContentID(item), not (turned or unpainted)
