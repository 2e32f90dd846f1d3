"""The pamphlet as a PDF: what it claims, what it holds, what it is made of."""

import pikepdf
import pytest
from pamphlets import CASES, opened


def streams(name):
    """Yield every content stream of a case: of its pages, and of the forms and patterns they draw."""
    document = opened(name)
    for item in document.objects:
        if isinstance(item, pikepdf.Stream) and (item.get('/Subtype') == '/Form' or '/PatternType' in item):
            yield item
    yield from document.pages


@pytest.mark.parametrize('name', CASES)
def test_words_are_set_by_strings_and_numbers_alone(name):
    """No array of glyphs holds an empty string, which PDFium cannot follow, nor anything that is no number."""
    for stream in streams(name):
        for instruction in pikepdf.parse_content_stream(stream, 'TJ'):
            for part in instruction.operands[0] if instruction.operands else ():
                assert bytes(part) if isinstance(part, pikepdf.String) else float(part) is not None
