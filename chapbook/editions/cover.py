"""What the e-book takes from the pamphlet’s pages: a picture of the cover, and where each page begins."""

import io
from dataclasses import replace
from typing import Any

from chapbook import compose, editions, fonts, front_cover
from chapbook.book import Book
from chapbook.check.paging import Paging, read_paging
from chapbook.editions import Pages
from chapbook.lengths import points
from chapbook.native import missing_libraries
from chapbook.pages import COVER, PageFile
from chapbook.theme import Theme
from chapbook.trims import page_for

WIDTH_PX = 1200
JPEG_QUALITY = 82
MARGIN_PX = 130
# On the landing page and in the feeds of reading programs, whole and in lists.
SMALL_PX = 400
THUMBNAIL_PX = 160
WIDTHS_PX = (WIDTH_PX, SMALL_PX, THUMBNAIL_PX)


def picture(book: Book, theme: Theme, pages: Pages) -> bytes:
    """Return the cover as a JPEG picture 1200 pixels wide; drawn in plain type where Pango is missing."""
    if missing_libraries():
        return _encode(_plain_cover(book, theme))
    return pages.picture(COVER, WIDTH_PX)


def numbers_pages(book: Book) -> bool:
    """Tell whether the pages of the pamphlet are laid out for the page numbers of its e-book.

    The text alone decides, and whether there is Pango: so an e-book is the same whatever is made beside it.
    """
    return letters_of(book) <= editions.MOST_LETTERS and not missing_libraries()


def letters_of(book: Book) -> int:
    """Return how long the Markdown of a text is."""
    return sum(len(source.body) for source in book.sources)


def paging(book: Book, pages: Pages) -> Paging | None:
    """Return where the pages of the pamphlet begin, None where they are not laid out for the e-book."""
    if not numbers_pages(book):
        return None
    try:
        return read_paging(pages(COVER))
    except ValueError:
        return None


def plain_picture(book: Book, theme: Theme) -> bytes:
    """Return the cover as a JPEG picture 400 pixels wide, drawn in plain type."""
    image = _plain_cover(book, theme)
    image.thumbnail((SMALL_PX, 2 * SMALL_PX))
    return _encode(image)


def picture_of(pdf: bytes, width_px: int) -> bytes:
    """Return the first page of a PDF as a JPEG picture."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    page = document[0]
    return _encode(page.render(scale=width_px / page.get_width()).to_pil())


def draw(book: Book, theme: Theme) -> PageFile:
    """Return the page file of the cover alone, and the pictures that are taken of it."""
    from chapbook.typesetting import pdf

    file = pdf.render(compose.print_document(book, theme, page_for(COVER, book.metadata.size_mm)))
    return replace(file, pictures={width_px: picture_of(file.data, width_px) for width_px in WIDTHS_PX})


def _plain_cover(book: Book, theme: Theme) -> Any:
    """Return a cover with the title and the author’s name, drawn by Pillow in the theme’s face and proportions."""
    from PIL import Image, ImageDraw, ImageFont

    tokens = theme.tokens(*COVER.tokens)
    width_pt, height_pt = (points(tokens[f'--page-{side}']) for side in ('width', 'height'))
    scale = WIDTH_PX / width_pt
    image = Image.new('RGB', (WIDTH_PX, round(height_pt * scale)), 'white')
    draw = ImageDraw.Draw(image)
    face = next(face for face in fonts.FACES if face.weight == 600)
    title = front_cover.title(book, tokens)
    bold = ImageFont.truetype(io.BytesIO(fonts.instance(face)), round(title.size_pt * scale))
    plain = ImageFont.truetype(io.BytesIO(fonts.instance(fonts.FACES[0])), round(15 * scale))
    draw.rectangle((MARGIN_PX, 146, MARGIN_PX + 178, 187), fill=tokens['--print-accent'])
    draw.multiline_text((MARGIN_PX, 300), '\n'.join(title.lines), font=bold, fill='black', spacing=0)
    draw.text((MARGIN_PX, image.height - 200), book.metadata.byline, font=plain, fill='black')
    return image


def _encode(image: Any) -> bytes:
    buffer = io.BytesIO()
    image.convert('RGB').save(buffer, 'JPEG', quality=JPEG_QUALITY, optimize=True)
    return buffer.getvalue()
