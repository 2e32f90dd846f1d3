"""The faces inside the package: TrueType, since old readers take no WOFF, cut down to the letters of the text."""

from dataclasses import dataclass

from lxml.etree import _Element

from chapbook import fonts
from chapbook.book import Book
from chapbook.editions.epub.files import trees
from chapbook.editions.epub.pages import Document
from chapbook.fonts import Face

# Hyphens that a reader may set, and what the styles put before attributions.
ADDED = frozenset(map(ord, '-\u2010\u2014\u2009'))
# What the e-book's styles, or a reader's own, set in italics and in the heavier weight.
SLANTED_TAGS = frozenset('em i cite dfn var address dt th h3 caption figcaption'.split())
SLANTED_CLASSES = frozenset(('epigraph', 'pullquote'))
HEAVY_TAGS = frozenset('strong b h1 h2'.split())
CODE_TAGS = ('code', 'pre', 'kbd', 'samp')
# A cut of the theme: for code, slanted, heavy.
Cut = tuple[bool, bool, bool]


@dataclass(frozen=True, slots=True)
class Font:
    """A face as a file of the package."""

    face: Face
    name: str
    data: bytes


def embed(documents: list[Document], book: Book) -> list[Font]:
    """Return the faces the text calls for, each with every character of it: styles may set any word in any of them."""
    # Markup adds nothing but ASCII, most of which any text needs anyway.
    characters = ADDED.union(*(fonts.characters_of(document.xhtml) for document in documents))
    wanted = _called_for(book)
    return [
        Font(face, f'Fonts/{face.name}.ttf', fonts.subset(face, set(characters)))
        for face in fonts.FACES
        if _cut(face) in wanted
    ]


def rules(embedded: list[Font]) -> str:
    """Return the `@font-face` rules for the sheet in `Styles/`; old engines know no weights but two."""
    return ''.join(
        f'@font-face {{ font-family: "{font.face.family}"; font-style: {font.face.style}; '
        f'font-weight: {"bold" if _is_heavy(font.face) else "normal"}; src: url(../{font.name}); }}\n'
        for font in embedded
    )


def _is_heavy(face: Face) -> bool:
    return face.weight >= 600


def _cut(face: Face) -> Cut:
    return face.family != fonts.FACES[0].family, face.style == 'italic', _is_heavy(face)


def _called_for(book: Book) -> set[Cut]:
    """Return the cuts that the text uses; the title page has the upright ones."""
    wanted = {(False, False, False), (False, False, True)}
    if book.metadata.subtitle:
        wanted.add((False, True, False))
    for tree in (tree for section in book.sections for tree in trees(section)):
        if next(tree.iter(*CODE_TAGS), None) is not None:
            wanted.add((True, False, False))
        for element in filter(_is_slanted, (*tree.iter(*SLANTED_TAGS), *tree.xpath('descendant-or-self::*[@class]'))):
            near = {*element.iterancestors(*HEAVY_TAGS), *element.iterdescendants(*HEAVY_TAGS)}
            wanted |= {(False, True, False), (False, True, bool(near))}
    return wanted


def _is_slanted(element: _Element) -> bool:
    slanted = element.tag in SLANTED_TAGS or SLANTED_CLASSES.intersection((element.get('class') or '').split())
    return bool(slanted) and element.tag not in CODE_TAGS
