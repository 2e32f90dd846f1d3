"""Gradients of drawings as poppler and PDFium paint them."""

import io
import subprocess
from itertools import pairwise

import pypdfium2
import pytest
from judges import judge
from pamphlets import MADE
from PIL import Image

from chapbook.book import Picture
from chapbook.original import Original
from chapbook.pages import PrintDocument
from chapbook.typesetting import pdf

# A square that goes from white on the left to red, in a line a fifth as wide that does the same.
DRAWING = b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" width="100" height="100">
<linearGradient id="a"><stop offset="0" stop-color="#fff"/><stop offset="1" stop-color="#f00"/></linearGradient>
<rect x="20" y="20" width="60" height="60" fill="url(#a)" stroke="url(#a)" stroke-width="12"/></svg>"""


def painted_by_poppler(data):
    """Return the first page, a pixel for each point."""
    command = [judge('pdftoppm'), '-r', '72', '-png', '-singlefile', '-']
    return Image.open(io.BytesIO(subprocess.run(command, input=data, capture_output=True, check=True).stdout))


def painted_by_pdfium(data):
    """Return the first page, a pixel for each point."""
    return pypdfium2.PdfDocument(data)[0].render().to_pil()


@pytest.mark.parametrize('painted', [painted_by_poppler, painted_by_pdfium])
def test_a_gradient_is_painted_as_far_as_its_line_reaches(painted):
    """It fills the shape without a seam, and goes on under the outer half of the line around it."""
    pictures = {'a.svg': Picture('a.svg', DRAWING, 'image/svg+xml', 100, 100)}
    xhtml = '<html lang="en"><head><title>A</title></head><body><img src="a.svg" alt="A square"/></body></html>'
    css = '@page { size: 100pt 100pt; margin: 0 } body { margin: 0 } img { display: block; width: 100pt }'
    made = pdf.render(PrintDocument(xhtml, css, pictures, Original('a', {}), 'urn:a', MADE))
    page = painted(made.data).convert('RGB')
    greens = [page.getpixel((x, 50))[1] for x in range(100)]
    # From left to right: the paper, the line around the shape, what it holds, and the other side of the line.
    assert greens[10] == 255
    assert 235 < greens[16] < 255
    assert all(after < before for before, after in pairwise(greens[28:72]))
    assert 110 < greens[50] < 145
    assert greens[83] < 20
    assert greens[90] == 255
