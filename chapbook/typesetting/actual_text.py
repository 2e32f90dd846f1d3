"""Says in letters what is shown in glyphs, where these do not stand in the order of the letters.

In the scripts of South and South-East Asia a vowel may stand before its consonant, and letters join into shapes that
belong to no one of them: a map from glyphs to letters (ToUnicode) cannot tell them. So their words carry the letters
along as ActualText (ISO 32000-1, 14.9.4), for who listens, searches or copies.

So do lines that end in letters of no word: Hungarian breaks `asszony` into `asz-szony`.

Where letters of other scripts share glyphs, the map is enough: a ligature over a soft hyphen, a letter with a mark of
its own. WeasyPrint 70 gives the first of such glyphs no letter, in all of the document, so they are mapped here.
"""

import codecs
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

import pydyf
import uharfbuzz as hb
from weasyprint.draw import text as draw_text
from weasyprint.text.ffi import ffi, pango

# Devanagari to Sinhala, Tibetan, Myanmar, Khmer, their later blocks (https://www.unicode.org/charts/), and the one
# vowel of Thai and of Lao that is drawn in two parts.
REORDERED = re.compile('[\u0e33\u0eb3\u0900-\u0dff\u0f00-\u109f\u1780-\u17ff\ua8e0-\ua8ff\ua9e0-\ua9ff\uaa60-\uaa7f]')
# Soft hyphens, marks, joiners and selectors: what may share the glyphs of the letter before it; points of Hebrew,
# vowels of Arabic and Syriac.
SHARING = re.compile(
    '[\xad\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0711\u0730-\u074a\u08d3-\u08ff\u1ab0-\u1aff\u1dc0-\u1dff\u200b-\u200f\u2060-\u2064\u20d0-\u20ff\ufe00-\ufe2f\ufeff]'
)
# A glyph that stands for no letter of its own still needs one in the map (ISO 14289-1, 7.21.7): one without width.
NO_LETTER = re.compile(rb'(<[0-9a-fA-F]+>) <>')
WITHOUT_WIDTH = rb'\1 <200b>'


@contextmanager
def told() -> Iterator[None]:
    """Let every line drawn inside tell its letters where its glyphs do not."""
    theirs = draw_text.draw_first_line

    def draw_first_line(stream: Any, box: Any, *more: Any) -> Any:
        if SHARING.search(box.text):
            _map_shared(stream, box.pango_layout)
        told = getattr(box.pango_layout, 'told', None)
        if not told and not REORDERED.search(box.text):
            return theirs(stream, box, *more)
        letters = codecs.BOM_UTF16_BE + (told or box.text).replace('\xad', '').encode('utf-16-be')
        stream.begin_marked_content('Span', pydyf.Dictionary({'ActualText': f'<{letters.hex()}>'}))
        emojis = theirs(stream, box, *more)
        stream.end_marked_content()
        return emojis

    draw_text.draw_first_line = draw_first_line
    try:
        yield
    finally:
        draw_text.draw_first_line = theirs


def _map_shared(stream: Any, layout: Any) -> None:
    """Map the glyphs of a line that share letters, before WeasyPrint does."""
    line, _ = layout.get_first_line()
    text, run = layout.text.encode(), line.runs
    while run != ffi.NULL:
        item, glyphs = run.data.item, run.data.glyphs
        font, _ = stream.add_font(item.analysis.font)
        clusters = list(glyphs.log_clusters[0 : glyphs.num_glyphs])
        for begin, end in pairwise([*sorted(set(clusters)), item.length]):
            shared = [glyphs.glyphs[number].glyph for number, place in enumerate(clusters) if place == begin]
            if len(shared) > 1:
                _map(font, shared, text[item.offset + begin : item.offset + end].decode())
        run = run.next


def _map(font: Any, glyphs: list[int], text: str) -> None:
    """Map glyphs to the letters they show together: each to its own, the first of the others to what is left."""
    face = hb.Font(hb.Face(font.file_content, font.index))
    letters = ''.join(each for each in text if unicodedata.category(each) != 'Cf' and not '\ufe00' <= each <= '\ufe0f')
    apart, together = (unicodedata.normalize(form, letters) for form in ('NFD', 'NFC'))
    own = {face.get_nominal_glyph(ord(each)): each for each in apart + together}
    told = unicodedata.normalize('NFD', ''.join(own.get(glyph, '') for glyph in glyphs))
    left = ''.join((Counter(apart) - Counter(told)).elements())
    for glyph in glyphs:
        if glyph == pango.PANGO_GLYPH_EMPTY or glyph & pango.PANGO_GLYPH_UNKNOWN_FLAG:
            continue
        if glyph not in own:
            font.to_unicode.setdefault(glyph, left)
            left = ''
        else:
            font.to_unicode.setdefault(glyph, own[glyph])
