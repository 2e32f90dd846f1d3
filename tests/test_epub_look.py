"""The look of the e-book: sheets that old engines survive and readers overrule, and the faces it needs."""

import re

import pytest
from epubs import Package, book_of, rich_package

from chapbook import fonts
from chapbook.editions.epub import accessibility


@pytest.fixture
def rich(tmp_path):
    """The e-book of a text with some of everything."""
    return rich_package(tmp_path)


def test_no_sheet_holds_what_an_old_engine_falls_over(rich):
    """Functions and media queries cost a book on Adobe’s engine its style or its life; so does `vh` in a shorthand."""
    for name in ('Styles/ebook.css', 'Styles/modern.css'):
        sheet = rich.read(name).decode()
        assert not re.findall(r'(?<!\w)(?!url)[a-z-]+\(', re.sub(r'"[^"]*"', '', sheet))
        assert set(re.findall(r'@[\w-]+', sheet)) <= {'@font-face'}
        assert not re.findall(r'(?:margin|padding|border)\s*:[^;]*\d(?:v[hw]|ch|rem)\b', sheet)
    plain = re.sub(r'\{[^}]*\}', '', rich.read('Styles/ebook.css').decode())
    assert set(re.findall(r':[\w-]+|::[\w-]+', plain)) <= {':before'}


def test_face_size_colour_and_leading_are_the_readers(rich):
    """The sheets give the running text no size, leading or colour, and nothing a reader could not overrule."""
    sheets = rich.read('Styles/ebook.css').decode() + rich.read('Styles/modern.css').decode()
    running = ''.join(re.findall(r'(?:^|[,}]\s*)(?:html|body|p)\s*\{([^}]*)\}', sheets, re.MULTILINE))
    assert 'text-indent' in running
    assert not re.search(r'font-size|line-height|color|background|text-align|!important', running)
    assert not accessibility.FIXED.search(sheets)


def test_only_the_faces_a_text_calls_for_are_packed(rich):
    """Plain words need the upright faces; emphasis brings italics, code its own face; all are TrueType."""

    def packed(package):
        return {name.rpartition('-')[2] for name in package.names if name.endswith('.ttf')}

    assert packed(Package(book_of('Words.'))) == {'Regular.ttf', 'SemiBold.ttf'}
    assert packed(Package(book_of('*Words*.'))) == {'Regular.ttf', 'SemiBold.ttf', 'Italic.ttf'}
    assert 'SemiBoldItalic.ttf' in packed(Package(book_of('***Words***.')))
    for name in rich.names:
        assert not name.endswith('.ttf') or rich.archive.read(name)[:4] == b'\x00\x01\x00\x00'


def test_the_faces_hold_every_letter_of_the_text():
    """What the face can set, the packed face sets; what it cannot is left to the reader’s own."""
    hb = pytest.importorskip('uharfbuzz')
    words = 'Ünïcödé, Ελληνικά, кириллица, “quotes” – 中文 🎉 \ue001'
    data = Package(book_of(words, title=words)).read('Fonts/EBGaramond-Regular.ttf')
    wanted = set(map(ord, words)) & fonts.coverage(fonts.FACES[0])
    assert set(hb.Face(data).unicodes) >= wanted
    assert len(wanted) > 30


def test_rows_of_wide_tables_may_wrap(rich):
    """Each column says how wide it is, and the sheet knows each width; where cells span others nothing is wrapped."""
    row = '| Featherstonehaugh | Northumberland | county | compositor | 1822 | a sentence of very many short words |\n'
    wide = Package(book_of(f'{row}{"|---" * 6}|\n{"| x " * 6}|\n\n| a | b |\n|---|---|\n| c | d |'))
    first, second = ([cell.get('class') for cell in row] for row in wide.xpath('//x:table[1]//x:tr', 'opening.xhtml'))
    assert first == second == [f'column-{letters}' for letters in (18, 14, 6, 10, 4, 8)]
    assert wide.xpath('//x:table/@class', 'opening.xhtml') == ['wide wrapped']
    assert {*first} <= {*re.findall(r'column-\d+', rich.read('Styles/modern.css').decode())}
    cells = ''.join(f'<td>{"x" * 12}</td>' for _ in range(6))
    spans = Package(book_of(f'<table><tr>{cells}</tr><tr><td colspan="6">y</td></tr></table>'))
    assert spans.xpath('//x:table/@class', 'opening.xhtml') == ['wide']


def test_a_text_brings_its_own_sheet(tmp_path):
    """The stylesheet of a text comes last, its tokens resolved, and counts in what the reader may still change."""
    (tmp_path / 'own.css').write_text('p { color: var(--accent); margin: var(--unknown, 0) }', 'utf-8')
    package = Package(book_of('Words.', tmp_path, css=('own.css',)))
    assert package.xpath('//x:link/@href', 'opening.xhtml')[-1] == 'Styles/own.css'
    assert package.read('Styles/own.css') == b'p { color: #9b1c1c; margin: 0 }'
    assert 'displayTransformability' not in package.said('accessibilityFeature')
