"""What the package says of its accessibility, read off its content and nothing more.

Vocabulary: https://www.w3.org/2021/a11y-discov-vocab/latest/. Whether it conforms to a standard, `conformance` tells.
"""

import io
import re

from chapbook.book import Book, Picture
from chapbook.editions.epub.files import Plan, trees
from chapbook.words import words_for

# What in a sheet would take size or colour out of the reader's hands.
FIXED = re.compile(r'(?<![\w-])(?:color\s*:(?!\s*inherit)|font-size\s*:\s*[\d.]+(?:px|pt|pc|mm|cm|in)\b)|!important')
# The marks of a drawing that moves: by elements or by styles.
MOVING = re.compile(rb'animation|@keyframes|<(?:\w+:)?(?:animate|set)', re.IGNORECASE)

Statements = list[tuple[str, str]]


def statements(book: Book, plan: Plan, sheets: str, certifier: str | None = None) -> Statements:
    """Return schema.org properties and values, in the order they are written; `sheets` is all CSS of the package."""
    pictures = [book.pictures[name] for name in plan.pictures]
    described = all(descriptions(book))
    modes = ['textual', *(['visual'] if pictures else [])]
    enough = (['textual'] if described else []) + (['textual,visual'] if pictures else [])
    features = {
        'tableOfContents': True,
        'readingOrder': True,
        'structuralNavigation': bool(book.headings),
        'ARIA': True,
        'alternativeText': bool(pictures) and described,
        'longDescriptions': bool(pictures) and _is_explained(book),
        'displayTransformability': not FIXED.search(sheets),
        'pageBreakMarkers': bool(plan.breaks),
        'pageNavigation': bool(plan.breaks),
    }
    return [
        *(('accessMode', mode) for mode in modes),
        *(('accessModeSufficient', mode) for mode in enough),
        *(('accessibilityFeature', feature) for feature, present in features.items() if present),
        ('accessibilityHazard', 'unknown' if any(map(moves, pictures)) else 'none'),
        ('accessibilitySummary', _summary(book, certifier, pictures=bool(pictures), described=described)),
    ]


def moves(picture: Picture) -> bool:
    """Tell whether a picture may move, and so might flash: nobody has watched it."""
    if picture.media_type == 'image/svg+xml':
        return bool(MOVING.search(picture.data))
    if picture.media_type == 'image/jpeg':
        # What stands behind a telephone’s picture, as one for each eye, is shown by nobody.
        return False
    # Loaded already where a text has photographs: the markup reads their size with it.
    from PIL import Image

    with Image.open(io.BytesIO(picture.data)) as image:
        return bool(getattr(image, 'is_animated', False))


def descriptions(book: Book) -> list[bool]:
    """Return for every picture of the text whether it is described."""
    return [
        bool((image.get('alt') or '').strip())
        for section in book.sections
        for tree in trees(section)
        for image in tree.iter('img')
    ]


def _is_explained(book: Book) -> bool:
    """Tell whether a picture names a longer description in the text (WAI-ARIA 1.2, aria-describedby)."""
    attributes = './/img[@aria-describedby or @aria-details]'
    return any(tree.xpath(attributes) for section in book.sections for tree in trees(section))


def _summary(book: Book, certifier: str | None, *, pictures: bool, described: bool) -> str:
    """Return the same in sentences, in the words of the text's language."""
    words, _ = words_for(book.metadata.lang, book.metadata.words)
    sentences = (
        (words.access_text, True),
        (words.access_described, pictures and described),
        (words.access_undescribed, pictures and not described),
        (words.access_notes, bool(book.notes)),
        (words.access_unchecked, certifier is None),
        (words.access_certified.format(certifier), certifier is not None),
    )
    return ' '.join(sentence for sentence, holds in sentences if holds)
