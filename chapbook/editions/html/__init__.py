"""The web page: one file that holds its styles, faces and pictures, asks for nothing, and needs no script.

The one it has keeps the reader’s place and makes links to words.
"""

import base64
from dataclasses import replace
from urllib.parse import urljoin

from lxml import etree
from markupsafe import Markup

from chapbook import compose, fonts
from chapbook.book import Book, Heading
from chapbook.direction import direction
from chapbook.editions.html.faces import face_rules
from chapbook.editions.html.names import Names
from chapbook.editions.html.policy import digest, inert
from chapbook.editions.html.text import as_html, data_uri, file_name, house_attributes, section_html
from chapbook.filling import fill
from chapbook.original import original_of, pack
from chapbook.theme import Theme

SHEETS = ('tokens.css', 'type.css', 'screen.css')
SHEET_BESIDE = 'screen-beside.css'
# Longer contents stand folded up.
MOST_OPEN_ENTRIES = 12


def render(book: Book, theme: Theme) -> bytes:
    """Return the web page of a text, the same bytes every time."""
    house = house_attributes(book.metadata)
    cover = book.pictures.get(book.metadata.cover_image or '')
    names, script = Names(book), inert(fill('page.js', theme, {})).strip()
    address = compose.clean_address(book.metadata.url or '')
    around = {
        'address': address,
        'beside': _sheet_beside(book, theme),
        'card': _card(address, book.slug),
        'contents': _contents(book),
        'contents_open': len(book.headings) <= MOST_OPEN_ENTRIES,
        'cover': cover,
        'cover_file': file_name(cover) if cover else '',
        'cover_uri': data_uri(cover) if cover else '',
        'direction': direction(book.metadata.lang),
        'house': Markup('').join(Markup(' {}="{}"').format(*pair) for pair in house.items()),
        'sections': [Markup(section_html(section, book, names)) for section in book.sections],  # noqa: S704 - serialised there
        'script': Markup(script),  # noqa: S704 - the theme’s own
        'source_uri': _source_uri(book),
        'tokens': theme.tokens('tokens.css'),
    }
    # The page is filled twice: what it says decides which letters of which faces go into its style.
    bare = compose.render('page.html', theme, book, style='', policies=(), **around)
    faces = face_rules(bare, house_styles=theme.is_house and not book.css)
    style = f'{faces}{_sheets(book, theme)}{_title_rule(book)}'.strip()
    ready = {'style': Markup(style), 'policies': _policies(style, script)}  # noqa: S704 - the theme’s own
    return compose.render('page.html', theme, book, **ready, **around).encode()


def _source_uri(book: Book) -> str:
    """Return as an address what the page was made from, but for the pictures that it shows as they are."""
    trees = [tree for section in book.sections for tree in (section.tree, *(note.tree for note in section.notes))]
    names = {book.metadata.cover_image, *(image.get('src') for tree in trees for image in tree.iter('img'))}
    shown = {file_name(book.pictures[name]) for name in names if name}
    packed = pack({name: data for name, data in original_of(book).files.items() if name not in shown})
    return f'data:application/zip;base64,{base64.b64encode(packed).decode()}'


def _sheets(book: Book, theme: Theme) -> str:
    """Return the styles of the page, the text’s own last; nothing in them may end the element they stand in."""
    return inert('\n'.join((*map(theme.read_style, SHEETS), book.css, '')))


def _card(address: str | None, slug: str) -> str:
    """Return the address of the picture for a social card, '' where it cannot be known.

    The picture is the cover that lies in the catalogue. Where that is can be told from an address that ends as the page
    does in `dist/`; any other may be a short link, or a place where the page lies alone.
    """
    if not (address or '').endswith(f'/{slug}/{slug}.html'):
        return ''
    return urljoin(address or '', f'../catalogue/{slug}.jpg')


def _title_rule(book: Book) -> str:
    """Return the width of the longest word of the title in em, so that the styles can make it fit the screen."""
    face = next(face for face in fonts.FACES if (face.family, face.weight) == (compose.FACE, 600))
    widest = max([1.0, *(fonts.advance_em(face, word) for word in book.metadata.title.split())])
    return f':root{{--title-em:{widest:.2f}}}'


def _sheet_beside(book: Book, theme: Theme) -> str:
    """Return the sheet that sets notes beside their calls, with the anchors of each, as an address that holds it.

    A note begins at the line of its call, or where the note before ends: https://www.w3.org/TR/css-anchor-position-1/.
    """
    if not book.notes:
        return ''
    anchors = ''.join(
        f'#call-{n}{{anchor-name:--c{n}}}#{note.id}{{anchor-name:--n{n};'
        f'--top:max(anchor(--c{n} top),anchor(--n{n - 1} bottom,0px) + var(--apart))}}\n'
        for note in book.notes
        for n in (note.number,)
    )
    sheet = theme.read_style(SHEET_BESIDE) + anchors
    return f'data:text/css;base64,{base64.b64encode(sheet.encode()).decode()}'


def _policies(style: str, script: str) -> tuple[str, str]:
    """Return what the page may load, which is nothing from outside, and what it may do: https://www.w3.org/TR/CSP3/.

    Browsers hold a page to both. The Nu checker reads the last alone, which spares it the first: it takes every picture
    in a `data:` address for forbidden, whatever the policy says.
    """
    load = f"default-src 'none'; img-src data:; font-src data:; style-src {digest(style)} data:"
    return f'{load}; script-src {digest(script)}', "base-uri 'none'; form-action 'none'"


def _contents(book: Book) -> str:
    """Return the contents as nested lists of links, '' where the text has none."""
    if not book.has_contents:
        return ''
    headings = tuple(replace(heading, title=heading.title or _label(heading, book)) for heading in book.headings)
    return as_html(etree.fromstring(compose.contents_list(headings)))


def _label(heading: Heading, book: Book) -> str:
    """Return what to call a heading that is a picture: its description, else its identifier."""
    described = (section.tree.xpath('.//*[@id=$name]//img/@alt', name=heading.id) for section in book.sections)
    return ' '.join(filter(None, (alt for alts in described for alt in alts))) or heading.id.replace('-', ' ')
