"""Says in letters what is shown in glyphs, where these do not stand in the order of the letters.

In the scripts of South and South-East Asia a vowel may stand before its consonant, and letters join into shapes that
belong to no one of them: a map from glyphs to letters (ToUnicode) cannot tell them. So their words carry the letters
along as ActualText (ISO 32000-1, 14.9.4), for who listens, searches or copies.
"""

import codecs
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pydyf
from weasyprint.draw import text as draw_text

# Devanagari to Sinhala, Tibetan, Myanmar, Khmer, their later blocks (https://www.unicode.org/charts/), and the one
# vowel of Thai and of Lao that is drawn in two parts.
REORDERED = re.compile('[\u0e33\u0eb3\u0900-\u0dff\u0f00-\u109f\u1780-\u17ff\ua8e0-\ua8ff\ua9e0-\ua9ff\uaa60-\uaa7f]')
# A glyph that stands for no letter of its own still needs one in the map (ISO 14289-1, 7.21.7): one without width.
NO_LETTER = re.compile(rb'(<[0-9a-fA-F]+>) <>')
WITHOUT_WIDTH = rb'\1 <200b>'


@contextmanager
def told() -> Iterator[None]:
    """Let every line drawn inside tell its letters where its glyphs do not."""
    theirs = draw_text.draw_first_line

    def draw_first_line(stream: Any, box: Any, *more: Any) -> Any:
        if not REORDERED.search(box.text):
            return theirs(stream, box, *more)
        letters = codecs.BOM_UTF16_BE + box.text.replace('\xad', '').encode('utf-16-be')
        stream.begin_marked_content('Span', pydyf.Dictionary({'ActualText': f'<{letters.hex()}>'}))
        emojis = theirs(stream, box, *more)
        stream.end_marked_content()
        return emojis

    draw_text.draw_first_line = draw_first_line
    try:
        yield
    finally:
        draw_text.draw_first_line = theirs
