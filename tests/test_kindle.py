"""The e-book for Kindle: what calibre makes of the EPUB, what it draws by lot, and what is said where it is missing."""

import io
import os
import posixpath
import struct
import subprocess
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import judges
import pytest
from epubs import RICH, book_of, theme
from lxml import etree

from chapbook.check.words import letters, text_of
from chapbook.editions import kindle
from chapbook.editions.epub import render
from chapbook.editions.kindle import palm
from chapbook.problems import ChapbookError

MODIFIED = datetime(2024, 5, 1, 12, 30, 4, tzinfo=UTC)
CALIBRE_LINE = '#!/bin/sh\n'


def program(folder, script, monkeypatch):
    """Put a program that stands in for calibre’s on the PATH, alone there."""
    path = folder / kindle.PROGRAM
    path.write_text(CALIBRE_LINE + script, 'utf-8')
    path.chmod(0o755)
    monkeypatch.setenv('PATH', f'{folder}{os.pathsep}/usr/bin:/bin')


def azw3(fonts=()):
    """Return a container as calibre writes one, as far as it is touched: dates, a number, EXTH and faces."""
    values = [(113, b'1' * 36), (112, b'calibre:' + b'2' * 36), (106, b'2026-01-02T03:04:05.678901+00:00'), (503, b'A')]
    exth = b''.join(struct.pack('>2L', kind, 8 + len(value)) + value for kind, value in values)
    first = b'\0' * 32 + b'lots' + b'\0' * 20 + b'EXTH' + struct.pack('>2L', 12 + len(exth), len(values)) + exth
    records = [first, *fonts, b'end']
    starts = [78 + 8 * len(records) + sum(map(len, records[:number])) for number in range(len(records))]
    table = b''.join(struct.pack('>2L', start, 2 * number) for number, start in enumerate(starts))
    return (
        b'A book'.ljust(36, b'\0')
        + b'now!' * 2
        + b'\0' * 32
        + struct.pack('>H', len(records))
        + table
        + b''.join(records)
    )


def test_what_calibre_draws_by_lot_comes_from_the_text():
    """Numbers come from the identifier, moments from the date of the text; nothing changes its length."""
    steady = palm.steadied(azw3(), 'urn:a', MODIFIED)
    assert len(steady) == len(azw3())
    assert b'lots' not in steady
    assert b'now!' not in steady
    assert b'2024-05-01T12:30:04.000000+00:00' in steady
    assert steady == palm.steadied(azw3().replace(b'1' * 36, b'3' * 36), 'urn:a', MODIFIED)
    assert steady != palm.steadied(azw3(), 'urn:b', MODIFIED)


def test_faces_are_unveiled():
    """The key that is mixed into a face is taken out again: the same bytes, and no obfuscation."""
    clear, key = bytes(range(256)) * 8, b'\x01\x02\x03'
    veiled = bytes(byte ^ key[at % 3] for at, byte in enumerate(clear[:1040])) + clear[1040:]
    record = struct.pack('>4s5L', b'FONT', len(clear), 3, 27, 3, 24) + key + veiled
    steady = palm.steadied(azw3([record]), 'urn:a', MODIFIED)
    assert clear in steady
    assert struct.pack('>4s5L', b'FONT', len(clear), 1, 27, 3, 24) in steady


def test_where_calibre_is_missing_a_line_says_what_to_install(monkeypatch):
    """The error names the edition, the package, and the way without."""
    monkeypatch.setattr(kindle, 'find_program', lambda: None)
    with pytest.raises(ChapbookError) as caught:
        kindle.convert(b'', 'urn:a', MODIFIED)
    (problem,) = caught.value.problems
    assert 'needs calibre' in problem.message
    assert 'Send to Kindle' in problem.hint


def test_calibre_is_found_where_it_is_usually_put(tmp_path, monkeypatch):
    """An application folder that is on no PATH is looked into as well."""
    monkeypatch.setenv('PATH', '')
    monkeypatch.setattr(kindle, 'USUAL_PLACES', {kindle.sys.platform: (tmp_path,)})
    assert kindle.find_program() is None
    (tmp_path / kindle.PROGRAM).write_text('')
    (tmp_path / kindle.PROGRAM).chmod(0o755)
    assert kindle.find_program() == tmp_path / kindle.PROGRAM


@pytest.mark.parametrize(
    ('script', 'told'),
    [('echo no such thing >&2; exit 1', 'no such thing'), ('exit 0', 'says nothing'), ('sleep 30', 'still at work')],
)
def test_a_calibre_that_fails_is_told(tmp_path, monkeypatch, script, told):
    """What it said last stands in the error; one that never ends is stopped."""
    program(tmp_path, script, monkeypatch)
    monkeypatch.setattr(kindle, 'LONGEST_S', 1)
    with pytest.raises(ChapbookError, match=told):
        kindle.convert(b'', 'urn:a', MODIFIED)


def test_calibre_works_in_a_folder_of_its_own(tmp_path, monkeypatch):
    """Its settings, its cache and its files are in a folder that is gone afterwards; it opens no window."""
    told = tmp_path / 'told'
    program(tmp_path, f'env > {told}; pwd >> {told}; cp "$1" "$2"', monkeypatch)
    kindle.convert(azw3(), 'urn:a', MODIFIED)
    lines = told.read_text('utf-8').splitlines()
    assert 'QT_QPA_PLATFORM=offscreen' in lines
    folder = lines[-1]
    assert f'CALIBRE_CONFIG_DIRECTORY={folder}/config_directory' in lines
    assert not Path(folder).exists()


@pytest.fixture(scope='module')
def there_and_back(tmp_path_factory):
    """A text with some of everything, as an EPUB, as AZW3, and as it comes back from calibre."""
    calibre, folder = judges.judge('ebook-convert'), tmp_path_factory.mktemp('kindle')
    image = pytest.importorskip('PIL.Image')
    buffer = io.BytesIO()
    image.new('RGB', (1200, 1700), 'teal').save(buffer, 'JPEG')
    book = book_of(RICH, folder, title='Words & “Others”')
    epub = render(book, theme(), buffer.getvalue())
    made = kindle.convert(epub, book.metadata.urn, book.modified)
    (folder / 'a.azw3').write_bytes(made)
    around = {**os.environ, **kindle.AROUND, 'CALIBRE_CONFIG_DIRECTORY': str(folder)}
    subprocess.run(
        [calibre, folder / 'a.azw3', folder / 'b.epub', '--output-profile=tablet'],
        env=around,
        check=True,
        capture_output=True,
    )
    return zipfile.ZipFile(io.BytesIO(epub)), zipfile.ZipFile(folder / 'b.epub'), made


def words_of(package):
    """Return the letters of every document of a package in the order of its spine, by the file they stand in."""
    (path,) = (name for name in package.namelist() if name.endswith('.opf'))
    opf = etree.fromstring(package.read(path))
    hrefs = {item.get('id'): item.get('href') for item in opf.iter('{*}item')}
    names = [hrefs[reference.get('idref')] for reference in opf.iter('{*}itemref')]
    return {
        name: letters(
            text_of(etree.fromstring(package.read(posixpath.join(posixpath.dirname(path), name))).find('{*}body'))
        )
        for name in names
    }


@pytest.mark.judge
def test_no_word_is_lost_on_the_way_to_a_kindle_and_back(there_and_back):
    """From the first section to the colophon every word is there, in order."""
    before, after, _ = there_and_back
    told = words_of(before)
    text = ''.join(
        words for name, words in told.items() if name not in ('cover.xhtml', 'imprint.xhtml', 'contents.xhtml')
    )
    assert len(text) > 400
    assert text in ''.join(words_of(after).values())


@pytest.mark.judge
def test_cover_and_faces_survive(there_and_back):
    """The picture of the cover is there in its size; so are the faces, none of them hidden by a key."""
    before, after, made = there_and_back
    image = pytest.importorskip('PIL.Image')
    pictures = [after.read(name) for name in after.namelist() if name.endswith(('.jpg', '.jpeg'))]
    assert (1200, 1700) in [image.open(io.BytesIO(picture)).size for picture in pictures]
    fonts = {before.read(name) for name in before.namelist() if name.endswith('.ttf')}
    assert len(fonts) > 3
    assert fonts == {after.read(name) for name in after.namelist() if name.endswith(('.ttf', '.otf'))}
    veiled = [record for record in made.split(b'FONT')[1:] if struct.unpack('>L', record[4:8])[0] & 2]
    assert veiled == []
