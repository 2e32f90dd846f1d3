"""The faces inside the web page: those that it calls for, each with the letters that are set in it alone.

And of those the glyphs alone that its words are set with: small capitals of the words in small capitals, the ligatures
that occur. Styles that are not the house’s may set any word in any way, so with them a face keeps all it has for its
letters.
"""

import base64
from collections import defaultdict
from dataclasses import dataclass, replace

from lxml import etree
from lxml.etree import _Element

from chapbook import compose, fonts
from chapbook.fonts import Face

# What the styles set otherwise than the words around, by tag and class.
CODE = frozenset('code kbd samp pre'.split())
SLANTED = frozenset(
    'em i cite dfn var address dt th h3 caption figcaption epigraph pullquote standfirst subtitle pass-on'.split()
)
UPRIGHT = frozenset('attribution note-text note-number noteref use'.split())
HEAVY = frozenset('h1 h2 strong b'.split())
LIGHT = frozenset('h3 h4 h5 h6 note-text note-number noteref'.split())
RAISED = frozenset('sup noteref'.split())
CAPITALS = frozenset('smallcaps publisher summary use h4 h5 h6'.split())
# What the styles write themselves: the numbers of lists, dashes, hyphens, the stars of a break.
WRITTEN_BY_STYLES = frozenset(map(ord, '0123456789. -‐–—×*\u00a0\u2003\u2009'))
# How numbers are set: in lists and tables, in text, in small capitals, as calls.
DIGITS = '0123456789'
NUMBERS = (('lnum',), ('lnum', 'tnum'), ('onum',), ('onum', 'smcp', 'c2sc'), ('sups',))
WITHOUT_CAPITALS = tuple(tag for tag in fonts.FEATURES if tag not in ('smcp', 'c2sc'))


@dataclass(frozen=True, slots=True)
class Cut:
    """How words are set: the family, slope and weight of their face, and whether in small capitals or raised."""

    family: str = compose.FACE
    style: str = 'normal'
    weight: int = 400
    capitals: bool = False
    raised: bool = False


ROMAN = Cut()
MONO = Cut('IBM Plex Mono')

Said = dict[Cut, set[str]]


def face_rules(page: str, *, house_styles: bool) -> str:
    """Return the `@font-face` rules, faces and all, that a page needs under the styles of the house or others."""
    tree = etree.fromstring(page.encode(), etree.HTMLParser(encoding='utf-8', huge_tree=True))
    said = _words_by_cut(tree)
    langs = tuple(sorted({str(lang) for lang in tree.xpath('//@lang')})) if house_styles else ()
    return ''.join(_rule(face, said, langs) for face in fonts.FACES)


def _words_by_cut(tree: _Element) -> Said:
    """Return the words that a page sets in each cut."""
    body = tree.find('body')
    said: Said = defaultdict(set)
    cuts: dict[_Element | None, Cut] = {}
    for element in body.iter('*') if body is not None else ():
        around = cuts.get(element.getparent(), ROMAN)
        cuts[element] = _cut(element, around)
        if element.tag != 'script':
            said[cuts[element]].update((element.text or '').split())
        said[around].update((element.tail or '').split())
    return said


def _cut(element: _Element, around: Cut) -> Cut:
    """Return the cut an element is set in, from the cut of what it stands in."""
    names = {str(element.tag), *(element.get('class') or '').split()}
    if around == MONO or names & CODE:
        return MONO
    return replace(
        around,
        style='normal' if names & UPRIGHT else 'italic' if names & SLANTED else around.style,
        weight=400 if names & LIGHT else 600 if names & HEAVY else around.weight,
        capitals=around.capitals or bool(names & CAPITALS),
        raised=around.raised or bool(names & RAISED),
    )


def _rule(face: Face, said: Said, langs: tuple[str, ...]) -> str:
    """Return the rule of one face, '' where no word is set in it; with languages, the face has no glyph too many."""
    cuts = [cut for cut in said if (cut.family, cut.style, cut.weight) == (face.family, face.style, face.weight)]
    needed = {ord(letter) for cut in cuts for word in said[cut] for letter in word} & fonts.coverage(face)
    if not needed:
        return ''
    glyphs = frozenset().union(*(_glyphs(face, cuts, said, lang) for lang in langs)) if langs else None
    features = fonts.FEATURES if any(cut.capitals for cut in cuts) else WITHOUT_CAPITALS
    subset = fonts.subset(face, needed | WRITTEN_BY_STYLES, features, glyphs)
    return (
        f'@font-face{{font-family:"{face.family}";font-style:{face.style};font-weight:{face.weight};font-display:swap;'
        f'src:url(data:font/woff;base64,{base64.b64encode(fonts.pack_woff(subset)).decode()}) format("woff")}}\n'
    )


def _glyphs(face: Face, cuts: list[Cut], said: Said, lang: str) -> frozenset[int]:
    """Return the glyphs that a face sets its words with, and numbers in any way."""
    found = [fonts.glyphs_of(face, [DIGITS], features, lang) for features in NUMBERS]
    for cut in cuts:
        small = ('smcp', 'c2sc') if cut.capitals else ()
        settings = (('sups',),) if cut.raised else (('lnum', *small), ('onum', *small))
        found += [fonts.glyphs_of(face, said[cut], features, lang) for features in settings]
    return frozenset().union(*found)
