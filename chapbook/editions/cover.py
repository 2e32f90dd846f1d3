"""What the e-book takes from the pamphlet’s pages: a picture of the cover, and where each page begins."""

import io
from typing import Any

from chapbook import compose, fonts
from chapbook.book import Book
from chapbook.check.paging import Paging, read_paging
from chapbook.editions import Pages
from chapbook.native import missing_libraries
from chapbook.pages import COVER
from chapbook.theme import Theme

WIDTH_PX = 1200
JPEG_QUALITY = 82
MARGIN_PX = 130
SMALL_PX = 400
# A page has some 1700 letters and takes a twentieth of a second: nobody shall wait long for an e-book alone.
MOST_LETTERS = 200_000


def picture(book: Book, theme: Theme, pages: Pages) -> bytes:
    """Return the cover as a JPEG picture 1200 pixels wide; drawn in plain type where Pango is missing."""
    if missing_libraries():
        return _encode(_plain_cover(book, theme))
    return _encode(_page_picture(pages(COVER)))


def numbers_pages(book: Book) -> bool:
    """Tell whether the pages of the pamphlet are laid out for the page numbers of its e-book.

    The text alone decides, and whether there is Pango: so an e-book is the same whatever is made beside it.
    """
    return letters_of(book) <= MOST_LETTERS and not missing_libraries()


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


def small_picture(book: Book, theme: Theme, page: bytes | None) -> bytes:
    """Return the cover as a JPEG picture 400 pixels wide, from the pages it begins; drawn in plain type without any."""
    if page:
        return _encode(_page_picture(page, SMALL_PX))
    image = _plain_cover(book, theme)
    image.thumbnail((SMALL_PX, 2 * SMALL_PX))
    return _encode(image)


def _page_picture(pdf: bytes, width_px: int = WIDTH_PX) -> Any:
    """Return the first page of a PDF as a Pillow image."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    page = document[0]
    return page.render(scale=width_px / page.get_width()).to_pil()


def _plain_cover(book: Book, theme: Theme) -> Any:
    """Return a cover with the title and the author’s name, drawn by Pillow in the theme’s face and proportions."""
    from PIL import Image, ImageDraw, ImageFont

    tokens = theme.tokens(*COVER.tokens)
    width_pt, height_pt = (compose.points(tokens[f'--page-{side}']) for side in ('width', 'height'))
    scale = WIDTH_PX / width_pt
    image = Image.new('RGB', (WIDTH_PX, round(height_pt * scale)), 'white')
    draw = ImageDraw.Draw(image)
    face = next(face for face in fonts.FACES if face.weight == 600)
    title = compose.cover_title(book, tokens)
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
