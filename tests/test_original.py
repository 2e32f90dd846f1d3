"""The source travels: whoever holds an edition gets back the text it was made from, byte for byte."""

import base64
import io
import json
import re
import zipfile
from pathlib import Path

import pikepdf
import pytest
from epubs import DRAWING, theme
from judges import epubcheck, nu
from PIL import Image
from projects import files, run

from chapbook.compose import print_document
from chapbook.editions import epub, html
from chapbook.importer import import_file
from chapbook.importer.editions import take_out
from chapbook.markup import parse
from chapbook.original import Original, pack
from chapbook.pages import A5
from chapbook.problems import ChapbookError
from chapbook.project import find_texts, read_manuscript
from chapbook.typesetting import pdf

EDITIONS = {
    'pdf': lambda book: pdf.render(print_document(book, theme(), A5)).data,
    'epub': lambda book: epub.render(book, theme(), picture('JPEG', (60, 90))),
    'html': lambda book: html.render(book, theme()),
}
# What an editor may leave behind: a mark at the start, line ends of all kinds, no line end at the end, and what looks
# like the operators of a page.
INDEX = (
    b'\xef\xbb\xbf---\r\ntitle: The Mill\r\nlang: en\r\ncss: [own.css]\r\ncover-image: Cover Picture.png\r\n---\r\n\r\n'
    b'Words.\n\n![A drawing](a.svg)\n\n![A photograph](pictures/\xc3\xa9t\xc3\xa9.jpg)\r\n'
)
SECOND = (
    b'# More\n\n![It again](pictures/%C3%A9t%C3%A9.jpg) and ![another](./tiny.gif)\n\nLast words [<> -161 <0009>] TJ'
)


def picture(kind, size=(40, 30)):
    """Return a picture in a format that Pillow names."""
    buffer = io.BytesIO()
    Image.linear_gradient('L').resize(size).save(buffer, kind)
    return buffer.getvalue()


@pytest.fixture
def project(tmp_path):
    """A project with one text that has some of everything, in a folder of its own."""
    folder = tmp_path / 'theirs' / 'source' / 'mill'
    (folder / 'pictures').mkdir(parents=True)
    for name, data in {
        'index.md': INDEX, '02 More.md': SECOND, 'own.css': b'p { orphans: 3 }\r\n', 'a.svg': DRAWING + b'\r\n',
        'pictures/été.jpg': picture('JPEG'), 'tiny.gif': picture('GIF'), 'Cover Picture.png': picture('PNG'),
    }.items():  # fmt: skip
        (folder / name).write_bytes(data)
    return tmp_path / 'theirs'


def book_in(project):
    """Return the Book of the only text of a project."""
    (text,) = find_texts(project, [])
    return parse(read_manuscript(text, project))


@pytest.mark.parametrize('edition', EDITIONS)
def test_an_edition_gives_back_every_file_of_its_text(edition, project, tmp_path):
    """Markdown, stylesheets and pictures, shown or not, in folders or not, come back as they were."""
    copy = tmp_path / f'mill.{edition}'
    copy.write_bytes(EDITIONS[edition](book_in(project)))
    (tmp_path / 'mine').mkdir()
    written = import_file(copy, tmp_path / 'mine')
    assert written.path == tmp_path / 'mine' / 'source' / 'mill'
    assert files(tmp_path / 'mine') == files(project)


@pytest.mark.parametrize('edition', EDITIONS)
def test_what_comes_back_makes_the_same_edition(edition, project, tmp_path):
    """Reprinted from a copy, an edition is the same to the byte: so is the copy of a copy."""
    made = EDITIONS[edition](book_in(project))
    (tmp_path / f'mill.{edition}').write_bytes(made)
    (tmp_path / 'mine').mkdir()
    import_file(tmp_path / f'mill.{edition}', tmp_path / 'mine')
    assert EDITIONS[edition](book_in(tmp_path / 'mine')) == made


@pytest.mark.parametrize('edition', EDITIONS)
def test_a_text_of_one_file_comes_back_as_one(edition, tmp_path):
    """A single Markdown file is written as one, under its own name or the one asked for, and over no other."""
    source = tmp_path / 'source'
    source.mkdir()
    (source / 'the-mill.md').write_bytes(b'---\ntitle: Another Title\nlang: en\n---\nWords.\n')
    copy = tmp_path / f'renamed.{edition}'
    copy.write_bytes(EDITIONS[edition](book_in(tmp_path)))
    with pytest.raises(ChapbookError, match='a text of this name already'):
        import_file(copy, tmp_path)
    assert import_file(copy, tmp_path, 'second').path == source / 'second.md'
    assert (source / 'second.md').read_bytes() == (source / 'the-mill.md').read_bytes()


@pytest.mark.parametrize('edition', EDITIONS)
def test_a_text_of_one_file_with_pictures_gets_a_folder(edition, tmp_path):
    """Pictures from beside a single file would be anyone’s in source/: the text becomes a folder."""
    source = tmp_path / 'theirs' / 'source'
    source.mkdir(parents=True)
    (source / 'mill.md').write_bytes(b'---\ntitle: Mill\nlang: en\n---\n![A dot](dot.png)\n')
    (source / 'dot.png').write_bytes(picture('PNG'))
    copy = tmp_path / f'copy.{edition}'
    copy.write_bytes(EDITIONS[edition](book_in(tmp_path / 'theirs')))
    (tmp_path / 'mine').mkdir()
    import_file(copy, tmp_path / 'mine')
    written = files(tmp_path / 'mine' / 'source' / 'mill')
    assert written == {'index.md': (source / 'mill.md').read_bytes(), 'dot.png': (source / 'dot.png').read_bytes()}


def test_no_picture_travels_twice(project):
    """The e-book lists the pictures that it shows; the page’s archive leaves out those that the page shows."""
    book = book_in(project)
    package = zipfile.ZipFile(io.BytesIO(EDITIONS['epub'](book)))
    contents = [package.read(name) for name in package.namelist()]
    assert all(contents.count(picture.data) == 1 for picture in book.pictures.values())
    page = EDITIONS['html'](book).decode()
    (held,) = re.findall(r'href="data:application/zip;base64,([^"]+)"', page)
    inside = zipfile.ZipFile(io.BytesIO(base64.b64decode(held))).namelist()
    assert inside == ['index.md', '02 More.md', 'own.css', 'a.svg']


def test_the_command_says_what_it_did(project, tmp_path):
    """`import` of an edition says where the text is now, and that nothing was guessed."""
    copy = tmp_path / 'mill.epub'
    copy.write_bytes(EDITIONS['epub'](book_in(project)))
    (tmp_path / 'mine').mkdir()
    ran = run('import', copy, '--project', tmp_path / 'mine', cwd=tmp_path / 'mine')
    assert (ran.returncode, ran.stderr) == (0, '')
    assert ran.stdout.splitlines() == ['the text is as it was when the edition was made', 'written: source/mill']


def test_the_page_hands_out_its_source_without_the_program(project, page, tmp_path):
    """In a browser, under the page’s own policy, its last link saves an archive that any computer opens."""
    (tmp_path / 'mill.html').write_bytes(EDITIONS['html'](book_in(project)))
    page.goto((tmp_path / 'mill.html').as_uri())
    with page.expect_download() as saved:
        page.click('#source')
    assert saved.value.suggested_filename == 'mill.zip'
    with zipfile.ZipFile(saved.value.path()) as archive:
        assert archive.read('index.md') == INDEX


@pytest.mark.judge
def test_the_judges_find_nothing(project, tmp_path):
    """With its source inside, the e-book is still valid, and so is the page."""
    for name, judge in (('epub', epubcheck), ('html', nu)):
        copy = tmp_path / f'mill.{name}'
        copy.write_bytes(EDITIONS[name](book_in(project)))
        assert judge(copy) == []


# --- Files from anywhere ----------------------------------------------------------------------------------------------


def page_with(**held):
    """Return a web page that carries an archive of files."""
    packed = base64.b64encode(pack(held)).decode()
    return f'<!DOCTYPE html><a id="source" download="x.zip" href="data:application/zip;base64,{packed}">x</a>'.encode()


@pytest.mark.parametrize(
    'name', ['../x.md', '/x.md', 'a/../../x.md', 'c:x.md', '..\\x.md', '.git/x.md', 'x.sh', 'x', 'a/.md', 'x.md\n.md']
)
def test_nothing_leaves_the_folder_of_the_text(name):
    """A file with a name that leads elsewhere, or that no text is made of, is refused and nothing is written."""
    with pytest.raises(ChapbookError, match='which no text is made of'):
        take_out(page_with(**{'index.md': b'', name: b''}), Path('x.html'))


@pytest.mark.parametrize(
    'data',
    [
        b'%PDF-1.7 broken',
        b'PK\x03\x04....mimetypeapplication/epub+zip broken',
        page_with(**{'index.md': b'x'}).replace(b'UEsDB', b'UEsXX'),
        b'<!DOCTYPE html><a id="source" href="https://example.org/x.zip">x</a>',
        b'<!DOCTYPE html><a id="source">x</a>',
    ],
)
def test_a_damaged_edition_is_an_error(data):
    """What cannot be read to its end is said to be damaged, with what to do."""
    with pytest.raises(ChapbookError, match='damaged') as fault:
        take_out(data, Path('x'))
    assert fault.value.problems[0].hint


def test_a_picture_that_was_changed_is_an_error(project):
    """Programs that tidy e-books make pictures smaller: then the source is no longer what it was."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(EDITIONS['epub'](book_in(project)))) as old, zipfile.ZipFile(buffer, 'w') as new:
        for name in old.namelist():
            new.writestr(name, old.read(name) + (b'x' if name.endswith('.gif') else b''))
    with pytest.raises(ChapbookError, match='tiny.gif is no longer'):
        take_out(buffer.getvalue(), Path('x.epub'))


def test_an_archive_that_unpacks_without_end_is_refused(monkeypatch):
    """What a list says of the size of files is believed before they are unpacked."""
    monkeypatch.setattr('chapbook.importer.editions.LARGEST', 1000)
    with pytest.raises(ChapbookError, match='larger than'):
        take_out(page_with(**{'index.md': b'x' * 1001}), Path('x.html'))


def test_editions_of_other_programs_are_left_to_others():
    """A file without a source of its own inside is no edition of ours: None, and the import says what it is."""
    plain = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(plain)
    book = io.BytesIO()
    with zipfile.ZipFile(book, 'w') as archive:
        archive.writestr('mimetype', 'application/epub+zip')
    for data in (plain.getvalue(), book.getvalue(), b'<!DOCTYPE html><p>x</p>', b'Words.'):
        assert take_out(data, Path('x')) is None


def test_an_edition_without_markdown_is_refused():
    """Pictures alone are no text."""
    with pytest.raises(ChapbookError, match='no Markdown'):
        take_out(page_with(**{'a.png': b''}), Path('x.html'))


def test_a_list_that_says_nonsense_is_damage():
    """The list inside an e-book may say anything; what it says is held to its form."""
    for said in ([], {'text': 'x', 'files': [{'name': 'index.md', 'path': 'gone', 'sha256': ''}]}, {'files': 3}):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, 'w') as archive:
            archive.writestr('mimetype', 'application/epub+zip')
            archive.writestr('EPUB/Source/files.json', json.dumps(said))
        with pytest.raises(ChapbookError, match='damaged'):
            take_out(buffer.getvalue(), Path('x.epub'))


def test_packed_files_are_the_same_bytes_every_time():
    """Neither clock nor order of a machine is in the archive."""
    original = Original('x', {'b.md': b'1', 'a.md': b'2'})
    assert pack(original.files) == pack(dict(original.files))
    assert zipfile.ZipFile(io.BytesIO(pack(original.files))).namelist() == ['b.md', 'a.md']
