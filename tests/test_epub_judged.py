"""The e-book before its judges: epubcheck, Ace by DAISY, and a reader in a browser."""

import io

import pytest
from epubs import RICH, book_of, theme

from chapbook.editions.epub import render

# --- The judges -------------------------------------------------------------------------------------------------------

CASES = {
    'rich': (
        RICH,
        {'title': 'Words & “Others” <all>', 'subtitle': 'Said Twice', 'url': 'https://example.org/?a=1&b=2'},
    ),
    'no headings': ('Only words, *some* of them leaning.', {}),
    'long title': ('# One\n\n# Two\n\n# Three', {'title': 'Word ' * 300 + 'x' * 500}),
    'odd letters': (
        '# 🎉 \ue001\n\n中文 \ue002 العربية',
        {'title': '🎉 \ue001', 'identifier': 'ISBN 978-3-16-148410-0'},
    ),
    'from the right': ('# אחת\n\nמילים.^[הערה.]\n\n# שתיים\n\n# שלוש', {'lang': 'he', 'title': 'ספר', 'date': 'x'}),
    'headings alone': ('#\n\n# 2 times\n\n# ![A box](a.svg)\n\n# Contents', {}),
}


@pytest.fixture(params=CASES)
def epub(request, tmp_path):
    """The file of each case, with a real picture as its cover."""
    image = pytest.importorskip('PIL.Image')
    markdown, meta = CASES[request.param]
    buffer = io.BytesIO()
    image.new('RGB', (60, 85), 'white').save(buffer, 'JPEG')
    path = tmp_path / 'text.epub'
    path.write_bytes(render(book_of(markdown, tmp_path, **meta), theme(), buffer.getvalue()))
    return path
