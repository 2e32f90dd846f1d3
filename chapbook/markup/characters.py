"""Characters that the theme’s faces cannot set: each page, reader and printer would show them in a face of its own."""

import unicodedata
from itertools import chain

from lxml import etree

from chapbook import fonts
from chapbook.markup.draft import Draft
from chapbook.markup.places import place_of
from chapbook.problems import warning

# Format characters, marks that combine, spaces and private use have no shape of their own, or none we could know.
WITHOUT_SHAPE = ('Cc', 'Cf', 'Co', 'Mn', 'Me', 'Zs', 'Zl', 'Zp')
NAMED = 12


def check(draft: Draft) -> None:
    """Warn of the characters of a text that no face of the theme has, once, at the first of them."""
    texts = [(source, etree.tostring(tree, method='text', encoding='unicode')) for source, tree in draft.all_trees]
    used = frozenset(chain.from_iterable(fonts.characters_of(text) for _, text in texts))
    unset = frozenset(filter(_has_shape, map(chr, used - fonts.coverage(fonts.FACES[0]))))
    if not unset:
        return
    missing = {
        character: source
        for source, text in reversed(texts)
        for character in reversed(dict.fromkeys(text))
        if character in unset
    }
    *_, (first, source) = missing.items()
    shown = ' '.join(list(reversed(missing))[:NAMED]) + (' …' if len(missing) > NAMED else '')
    message = f'the faces of the theme have no {shown}: each device will choose a face of its own'
    hint = 'name a face that has them, and that is on your machine, as --serif in styles/tokens.css'
    draft.problems.append(warning(message, place_of(first, source), hint))


def _has_shape(character: str) -> bool:
    return unicodedata.category(character) not in WITHOUT_SHAPE
