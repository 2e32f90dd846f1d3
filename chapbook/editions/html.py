"""The web page: one file that holds its styles, faces and pictures, asks for nothing, and runs no script."""

import base64
import hashlib
from collections import defaultdict
from dataclasses import replace

from lxml import etree
from lxml.etree import _Element
from markupsafe import Markup

from chapbook import compose, fonts
from chapbook.book import Book, Heading
from chapbook.editions.html_text import as_html, data_uri, house_attributes, section_html
from chapbook.theme import Theme

SHEETS = ('tokens.css', 'type.css', 'screen.css')
SHEET_BESIDE = 'screen-beside.css'
# Longer contents stand folded up.
MOST_OPEN_ENTRIES = 12

# The cut of a face: its family, slope and weight.
Cut = tuple[str, str, int]
ROMAN: Cut = (compose.FACE, 'normal', 400)
MONO: Cut = ('IBM Plex Mono', 'normal', 400)
# What the styles set otherwise than the words around, by tag and class.
SLANTED = frozenset(
    'em i cite dfn var address dt th h3 caption figcaption epigraph pullquote standfirst subtitle pass-on'.split()
)
UPRIGHT = frozenset('attribution note noteref'.split())
HEAVY = frozenset('h1 h2 strong b'.split())
LIGHT = frozenset('h3 h4 h5 h6 note noteref'.split())
CODE = frozenset('code kbd samp pre'.split())
# What the styles write themselves: the numbers of lists, dashes, hyphens, the stars of a break.
WRITTEN_BY_STYLES = '0123456789. -‐–—×*\u00a0\u2003\u2009'


def render(book: Book, theme: Theme) -> bytes:
    """Return the web page of a text, the same bytes every time."""
    house = house_attributes(book.metadata.lang)
    cover = book.pictures.get(book.metadata.cover_image or '')
    around = {
        'address': compose.clean_address(book.metadata.url or ''),
        'beside': _sheet_beside(book, theme),
        'contents': _contents(book),
        'contents_open': len(book.headings) <= MOST_OPEN_ENTRIES,
        'cover': cover,
        'cover_uri': data_uri(cover) if cover else '',
        'direction': compose.direction(book.metadata.lang),
        'house': Markup('').join(Markup(' {}="{}"').format(*pair) for pair in house.items()),
        'sections': [Markup(section_html(section, book)) for section in book.sections],  # noqa: S704 - serialised there
        'tokens': theme.tokens('tokens.css'),
    }
    # The page is filled twice: what it says decides which letters of which faces go into its style.
    letters = _letters_by_cut(compose.render('page.html', theme, book, style='', policies=(), **around))
    style = (_face_rules(letters) + _sheets(book, theme) + _title_rule(book)).strip()
    return compose.render('page.html', theme, book, style=Markup(style), policies=_policies(style), **around).encode()  # noqa: S704


def _sheets(book: Book, theme: Theme) -> str:
    """Return the styles of the page, the text’s own last; nothing in them may end the element they stand in."""
    return '\n'.join((*map(theme.read_style, SHEETS), book.css, '')).replace('\r', '').replace('</', '<\\/')


def _title_rule(book: Book) -> str:
    """Return the width of the longest word of the title in em, so that the styles can make it fit the screen."""
    face = next(face for face in fonts.FACES if (face.family, face.weight) == (compose.FACE, 600))
    widest = max(fonts.advance_em(face, word) for word in book.metadata.title.split())
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


def _policies(style: str) -> tuple[str, str]:
    """Return what the page may load, which is nothing from outside, and what it may do: https://www.w3.org/TR/CSP3/.

    Browsers hold a page to both. The Nu checker reads the last alone, which spares it the first: it takes every picture
    in a `data:` address for forbidden, whatever the policy says.
    """
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    load = f"default-src 'none'; img-src data:; font-src data:; style-src 'sha256-{digest}' data:"
    return load, "script-src 'none'; base-uri 'none'; form-action 'none'"


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


# --- Faces ------------------------------------------------------------------------------------------------------------


def _letters_by_cut(page: str) -> dict[Cut, set[int]]:
    """Return the code points that a page sets in each cut."""
    body = etree.fromstring(page.encode(), etree.HTMLParser(encoding='utf-8', huge_tree=True)).find('body')
    letters: dict[Cut, set[int]] = defaultdict(set)
    cuts: dict[_Element | None, Cut] = {}
    for element in body.iter('*') if body is not None else ():
        around = cuts.get(element.getparent(), ROMAN)
        cuts[element] = _cut(element, around)
        letters[cuts[element]].update(map(ord, element.text or ''))
        letters[around].update(map(ord, element.tail or ''))
    return letters


def _cut(element: _Element, around: Cut) -> Cut:
    """Return the cut an element is set in, from the cut of what it stands in."""
    names = {str(element.tag), *(element.get('class') or '').split()}
    if around == MONO or names & CODE:
        return MONO
    family, slope, weight = around
    slope = 'normal' if names & UPRIGHT else 'italic' if names & SLANTED else slope
    return family, slope, 400 if names & LIGHT else 600 if names & HEAVY else weight


def _face_rules(letters: dict[Cut, set[int]]) -> str:
    """Return the `@font-face` rules of the faces that the page needs, each with its letters alone."""
    return ''.join(
        f'@font-face{{font-family:"{face.family}";font-style:{face.style};font-weight:{face.weight};font-display:swap;'
        f'src:url(data:font/woff;base64,{base64.b64encode(_packed(face, needed)).decode()}) format("woff")}}\n'
        for face in fonts.FACES
        if (needed := letters.get((face.family, face.style, face.weight), set()) & fonts.coverage(face))
    )


def _packed(face: fonts.Face, letters: set[int]) -> bytes:
    return fonts.pack_woff(fonts.subset(face, letters | set(map(ord, WRITTEN_BY_STYLES))))
