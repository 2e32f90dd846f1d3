"""`import` of what word processors write: Word files and OpenDocument texts, as a text with its pictures."""

import io
import re
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from chapbook.importer import import_file
from chapbook.importer.office import read
from chapbook.problems import ChapbookError

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
ODF = ' '.join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{value}:1.0"'
    for name, value in {
        'office': 'office', 'text': 'text', 'style': 'style', 'table': 'table', 'draw': 'drawing',
        'fo': 'xsl-fo-compatible', 'svg': 'svg-compatible',
    }.items()
)  # fmt: skip
PROSE = 'Water pays no wages, said the miller, and went on to say it to everybody who came to the mill that year.'
ROWS = ('Year', 'Mills'), ('1800', '12 | 13')
EXPECTED = f"""## Mills

*{PROSE}* And more.[^1]

- rye
- oat

> {PROSE}

| Year | Mills |
| --- | --- |
| 1800 | 12 \\| 13 |

![A wheel](wheel.png)

[^1]: In *French*."""


def picture():
    """Return a small PNG."""
    buffer = io.BytesIO()
    Image.new('RGB', (4, 3)).save(buffer, 'PNG')
    return buffer.getvalue()


def packed(files):
    """Return an archive of these files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, 'w') as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def paragraph(inner, style='', more=''):
    """Return a paragraph of Word’s."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{more}</w:pPr>{inner}</w:p>'


def run(words, more=''):
    """Return a run of Word’s."""
    return f'<w:r><w:rPr>{more}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


def word(body, **more):
    """Return a Word file of a body, with a style that is called a heading in another language."""
    styles = {'berschrift1': 'heading 1', 'Zitat': 'Quote', 'Beschriftung': 'caption'}
    style = ''.join(f'<w:style w:styleId="{key}"><w:name w:val="{name}"/></w:style>' for key, name in styles.items())
    files = {
        'word/document.xml': f'<w:document {W}><w:body>{body}</w:body></w:document>',
        'word/styles.xml': f'<w:styles {W}>{style}</w:styles>',
    }
    return packed(files | more)


def word_of_everything():
    """Return a Word file with one of each kind."""
    items = '<w:numPr><w:numId w:val="1"/></w:numPr>'
    half = PROSE.index(',')
    italic = '<w:i/>'
    cells = [[f'<w:tc>{paragraph(run(cell))}</w:tc>' for cell in row] for row in ROWS]
    body = ''.join(
        (
            paragraph(run('The Mill'), 'Titel'),
            paragraph(run('Mills', italic), 'berschrift1'),
            paragraph(
                run(PROSE[:half], italic) + run(PROSE[half:], italic) + f'<w:del>{run("gone")}</w:del>'
                + run(' And more.') + '<w:r><w:footnoteReference w:id="2"/></w:r>'
            ),
            *(paragraph(run(name), more=items) for name in ('rye', 'oat')),
            paragraph(run(PROSE), 'Zitat'),
            '<w:tbl>' + ''.join(f'<w:tr>{"".join(row)}</w:tr>' for row in cells) + '</w:tbl>',
            paragraph(
                '<w:r><w:drawing><wp:docPr xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
                ' descr="A wheel"/><a:blip xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" r:embed="r1"'
                ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"/></w:drawing></w:r>'
            ),
        )
    )  # fmt: skip
    note = paragraph(run('In ') + run('French', italic) + run('.'))
    return word(
        body,
        **{
            'word/footnotes.xml': f'<w:footnotes {W}><w:footnote w:id="2">{note}</w:footnote></w:footnotes>',
            'word/_rels/document.xml.rels': '<r><l Id="r1" Target="media/wheel.png"/></r>',
            'word/media/wheel.png': picture(),
        },
    )


def open_document(body, **more):
    """Return an OpenDocument text of a body."""
    styles = (
        '<style:style style:name="T1"><style:text-properties fo:font-style="italic"/></style:style>'
        '<style:style style:name="P1" style:parent-style-name="Quotations"/>'
    )
    content = (
        f'<office:document-content {ODF}><office:automatic-styles>{styles}</office:automatic-styles>'
        f'<office:body><office:text>{body}</office:text></office:body></office:document-content>'
    )
    files = {'mimetype': 'application/vnd.oasis.opendocument.text', 'content.xml': content}
    return packed(files | more)


def open_document_of_everything():
    """Return an OpenDocument text with one of each kind."""
    rows = ''.join(
        '<table:table-row>'
        + ''.join(f'<table:table-cell><text:p>{cell}</text:p></table:table-cell>' for cell in row)
        + '</table:table-row>'
        for row in ROWS
    )
    half = PROSE.index(',')
    italic = [f'<text:span text:style-name="T1">{part}</text:span>' for part in (PROSE[:half], PROSE[half:], 'French')]
    said = f'<text:p>In {italic[2]}.</text:p>'
    note = f'<text:note-citation>7</text:note-citation><text:note-body>{said}</text:note-body>'
    body = (
        '<text:tracked-changes><text:p>gone</text:p></text:tracked-changes><text:p>The Mill</text:p>'
        '<text:h text:outline-level="1">Mills</text:h>'
        f'<text:p>{italic[0]}{italic[1]}<text:s/>And more.<text:note>{note}</text:note></text:p>'
        '<text:list>' + ''.join(f'<text:list-item><text:p>{name}</text:p></text:list-item>' for name in ('rye', 'oat'))
        + f'</text:list><text:p text:style-name="P1">{PROSE}</text:p><table:table>{rows}</table:table>'
        '<text:p><draw:frame><draw:image xlink:href="Pictures/wheel.png" xmlns:xlink="http://www.w3.org/1999/xlink"/>'
        '<svg:desc>A wheel</svg:desc></draw:frame></text:p>'
    )  # fmt: skip
    return open_document(body, **{'Pictures/wheel.png': picture()})


@pytest.mark.parametrize(
    ('name', 'data'), [('a.docx', word_of_everything()), ('a.odt', open_document_of_everything())], ids=['word', 'odt']
)
def test_a_word_processors_file_becomes_a_text(tmp_path, name, data):
    """Headings, italics, lists, quotations, notes, tables and pictures are Markdown; what was deleted stays away."""
    (tmp_path / name).write_bytes(data)
    done = import_file(tmp_path / name, tmp_path)
    assert done.path == tmp_path / 'source' / 'the-mill'
    assert sorted(path.name for path in done.path.iterdir()) == ['index.md', 'wheel.png']
    front, _, body = (done.path / 'index.md').read_text('utf-8').partition('\n---\n')
    assert 'title: The Mill' in front
    assert re.sub('&#124;', r'\\|', body.strip()) == EXPECTED
    assert not [each for each in done.imported.findings if 'underscores' in each.reason]


def test_without_pictures_it_is_one_file(tmp_path):
    """As any other import; a picture that no edition can show is told."""
    (tmp_path / 'a.odt').write_bytes(open_document(f'<text:p>The Mill</text:p><text:p>{PROSE}</text:p>'))
    assert import_file(tmp_path / 'a.odt', tmp_path).path == tmp_path / 'source' / 'the-mill.md'
    held = '<text:p><draw:frame><draw:image xlink:href="a.emf" xmlns:xlink="http://www.w3.org/1999/xlink"/></draw:frame></text:p>'
    found = read(open_document(f'<text:p>One</text:p>{held}', **{'a.emf': b'x'}), tmp_path)
    assert [each.text for each in found.as_text()[1]] == ['a.emf']


def test_a_caption_stands_below_its_picture():
    """As emphasis on the next line is a caption; where no picture is above it, it is a paragraph."""
    shown = '<w:r><w:drawing><a:blip xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" r:embed="r1"'
    shown += ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"/></w:drawing></w:r>'
    links = {'word/_rels/document.xml.rels': '<r><l Id="r1" Target="media/a.png"/></r>', 'word/media/a.png': picture()}
    said = paragraph(run('A wheel'), 'Beschriftung')
    found = read(word(paragraph(shown) + said + said, **links), None)
    assert found.put_back(found.as_text()[0]) == '![](a.png)\n*A wheel*\n\nA wheel\n'


@given(st.lists(st.lists(st.tuples(st.sampled_from(['', '<w:i/>']), st.text('ab _', min_size=1, max_size=4)))))
def test_no_word_of_a_word_file_is_lost(paragraphs):
    """However its runs are cut and slanted."""
    body = ''.join(paragraph(''.join(run(words, slant) for slant, words in runs)) for runs in paragraphs)
    found = read(word(body), None)
    told = found.as_text()[0] if found else ''
    wanted = ''.join(words for runs in paragraphs for _, words in runs)
    assert re.sub(r'[\s_]', '', told) == re.sub(r'[\s_]', '', wanted)


def test_boxes_and_tables_in_tables_say_each_word_once():
    """A box that hangs at a paragraph is read with it, a table in a cell with the cell."""
    box = f'<w:r><w:pict><w:txbxContent>{paragraph(run("two"))}{paragraph(run("three"))}</w:txbxContent></w:pict></w:r>'
    inner = f'<w:tbl><w:tr><w:tc>{paragraph(run("five"))}</w:tc></w:tr></w:tbl>'
    table = f'<w:tbl><w:tr><w:tc>{paragraph(run("four"))}{inner}</w:tc></w:tr></w:tbl>'
    found = read(word(paragraph(run('one') + box) + table), None)
    assert found.put_back(found.as_text()[0]).split() == 'one two three | four five | | --- |'.split()


@pytest.mark.parametrize('data', [b'PK\x03\x04half', packed({'word/document.xml': '<w:document'}), b'PK\x03\x04'])
def test_a_damaged_file_is_told(tmp_path, data):
    """Cut off, or not what its names say: one error with a way out, and nothing is written."""
    (tmp_path / 'a.docx').write_bytes(data)
    with pytest.raises(ChapbookError, match='damaged or locked'):
        import_file(tmp_path / 'a.docx', tmp_path)
    assert not (tmp_path / 'source').exists()


@pytest.mark.parametrize('data', [b'Plain words.', packed({'a.txt': 'Words'}), word('')])
def test_other_files_are_left_to_others(data):
    """Plain text, other archives, and a file without a word."""
    assert read(data, None) is None
