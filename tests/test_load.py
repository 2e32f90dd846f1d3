"""`load`: the right file of each text, whole or not at all, in the place of an older edition, and nothing else."""

import errno
import json
import os
import re
import shutil
import struct
import subprocess
import threading
import uuid
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace

import pikepdf
import pytest
from drives import detach, fat_drive, remount
from projects import SHORT, command, environment, files, write_project

from chapbook.cli import main
from chapbook.load import copying, devices
from chapbook.load.known import identify
from chapbook.problems import ChapbookError, UsageError

# What each make of readers leaves on its drive, and where its books are then.
LAYOUTS = {
    'Kobo': (('.kobo/KoboReader.sqlite', '.adobe-digital-editions/x'), 'one.kepub.epub'),
    'Kindle': (('documents/My Clippings.txt', 'system/version.txt', 'music/x'), 'documents/one.azw3'),
    'PocketBook': (('system/config/device.cfg', 'Books/x.txt', 'applications/x'), 'Books/one.epub'),
    'tolino': (('.tolino/x', 'Books/x.txt', 'Android/data/x', 'Digital Editions/x'), 'Books/one.epub'),
    'Android': (('Android/data/x', 'DCIM/x.jpg', 'books/x.txt'), 'books/one.epub'),
    'e-reader': (('.adobe-digital-editions/x',), 'one.epub'),
    'folder': (('anything.txt',), 'one.epub'),
}


@pytest.fixture(scope='module')
def built_once(tmp_path_factory):
    """A project of two texts as EPUB; stand-ins for the other editions lie beside them."""
    project = write_project(tmp_path_factory.mktemp('load') / 'project', one=SHORT, two=SHORT)
    assert main(['--project', str(project), '-e', 'epub', '-q']) == 0
    return project


@pytest.fixture
def project(built_once, tmp_path):
    return shutil.copytree(built_once, tmp_path / 'project')


@pytest.fixture
def reader(tmp_path):
    """Return a function that lays a reader out and returns its folder."""

    def lay_out(make):
        return layout(tmp_path / 'media' / f'my {make}', make)

    return lay_out


def layout(folder, make):
    for name in LAYOUTS[make][0]:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return folder


def build(project, *arguments):
    assert main(['--project', str(project), '-e', 'epub', '-q', *map(str, arguments)]) == 0


def load(project, *arguments):
    """Load; the status."""
    return main(['load', '--project', str(project), *map(str, arguments)])


def edit(project, slug, before, after):
    path = project / 'source' / f'{slug}.md'
    path.write_text(path.read_text('utf-8').replace(before, after), 'utf-8')


def azw3(identifier, title):
    """The beginning of an AZW3 as calibre writes it, as far as anything here reads it."""
    records = [(112, f'calibre:{identifier}'.encode()), (503, title.encode()), (113, b'elsewhere')]
    exth = b''.join(struct.pack('>II', kind, len(data) + 8) + data for kind, data in records)
    exth = b'EXTH' + struct.pack('>II', len(exth) + 12, len(records)) + exth
    mobi = b'MOBI' + struct.pack('>I', 232) + bytes(224)
    return (
        b'A book'.ljust(60, b'\0')
        + b'BOOKMOBI'
        + bytes(8)
        + struct.pack('>HIIH', 1, 88, 0, 0)
        + bytes(16)
        + mobi
        + exth
    )


def identifier_of(project, slug):
    return json.loads((project / 'dist' / 'catalogue' / f'{slug}.json').read_text('utf-8'))['identifier']


# --- Finding ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize('make', [make for make in LAYOUTS if make != 'folder'])
def test_each_make_is_told_by_what_is_on_it(reader, make):
    """By its folders alone, whatever its drive is called."""
    assert [(found.make.name, found.path) for found in devices.find_devices([reader(make)])] == [(make, reader(make))]


def test_drives_that_are_no_readers_are_passed_over(reader, tmp_path):
    """A stick, a file, a folder that is gone or closed: none is a reader, and none is in the way of one."""
    (tmp_path / 'file').write_text('x')
    closed = tmp_path / 'stick'
    (closed / 'documents').mkdir(parents=True)
    drives = [tmp_path / 'file', tmp_path / 'gone', closed, reader('Kobo')]
    assert [found.make.name for found in devices.find_devices(drives)] == ['Kobo']


def test_every_place_where_drives_appear_is_looked_at(reader, monkeypatch, tmp_path):
    """On Linux below /media and /run/media, and what GNOME shows of a device that speaks MTP."""
    monkeypatch.setenv('XDG_RUNTIME_DIR', str(tmp_path / 'run'))
    store = tmp_path / 'run' / 'gvfs' / 'mtp:host=Amazon_Kindle' / 'Internal Storage'
    layout(store, 'Kindle')
    monkeypatch.setattr(devices.sys, 'platform', 'linux')
    assert store in list(devices.mounted())
    inside = {Path('/media'): [Path('/media/me')], Path('/media/me'): [reader('Kobo')]}
    monkeypatch.setattr(devices, '_inside', lambda folder: inside.get(folder, []))
    assert [found.make.name for found in devices.find_devices()] == ['Kobo']


def test_no_reader_and_several_are_told_with_a_way_out(reader):
    """None: what to do with the cable, status 1. Several: each with what to type, status 2."""
    with pytest.raises(ChapbookError, match=r'there is no e-reader on this machine\nhint: connect it by cable') as none:
        devices.the_one([])
    assert not isinstance(none.value, UsageError)
    both = devices.find_devices([reader('Kobo'), reader('Kindle')])
    with pytest.raises(UsageError, match='there are 2 e-readers') as several:
        devices.the_one(both)
    assert f'--device "{reader("Kobo")}"    my Kobo' in str(several.value)
    assert devices.the_one(both[:1]).make.name == 'Kindle'


@pytest.mark.parametrize(
    ('device', 'words'),
    [
        ('nowhere', 'nowhere: error: there is no reader: No such file'),
        ('file', 'file: error: this is a file, not a reader'),
        ('https://10.11.99.1', 'error: “https://10.11.99.1” is not the address of a reMarkable'),
        ('http://', 'error: “http://” is not the address of a reMarkable'),
        ('http://10.11.99.1/upload', 'is not the address of a reMarkable'),
        ('http://10.11.99.1:port', 'is not the address of a reMarkable'),
    ],
)
def test_a_device_that_is_none_is_wrong_use(built_once, tmp_path, capsys, device, words):
    """Said as it was typed, with what would be right."""
    (tmp_path / 'file').write_text('x')
    assert load(built_once, '--device', device if '://' in device else tmp_path / device) == 2
    assert re.search(rf'{re.escape(words)}.*\nhint: ', capsys.readouterr().err)


# --- Choosing ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize('make', LAYOUTS)
def test_each_make_gets_what_it_reads_best_where_it_wants_it(project, reader, make):
    """A kepub for a Kobo, AZW3 for a Kindle, the EPUB for all others, in the folder of their books; the same bytes."""
    one = project / 'dist' / 'one'
    shutil.copy(one / 'one.epub', one / 'one.kepub.epub')
    (one / 'one.azw3').write_bytes(azw3('x', 'One'))
    before = files(reader(make))
    assert load(project, 'one', '--device', reader(make)) == 0
    name = LAYOUTS[make][1]
    source = one / Path(name).name
    assert files(reader(make)) == before | {name: source.read_bytes()}


def test_what_was_not_built_is_told_with_the_command_that_builds_it(project, reader, capsys):
    """A second best is a warning; nothing that the reader opens is an error, and the other texts are loaded."""
    assert load(project, '--device', reader('Kobo')) == 0
    told = capsys.readouterr().err
    assert 'warning: kepub suits a Kobo better than epub: one, two\n' in told
    assert 'hint: python3 build.py one two -e kepub builds it\n' in told
    (project / 'dist' / 'two' / 'two.azw3').write_bytes(azw3('x', 'Two'))
    assert load(project, '--device', reader('Kindle')) == 1
    told = capsys.readouterr().err
    assert 'error: nothing was built that a Kindle opens: one\n' in told
    assert 'python3 build.py one -e azw3 builds it; or send the EPUB with Send to Kindle' in told
    assert (reader('Kindle') / 'documents' / 'two.azw3').exists()


def test_what_is_older_than_its_text_is_told(project, reader, capsys):
    """A warning names the file that was changed and what builds the book anew; it is loaded all the same."""
    for name in ('one.epub', 'one.azw3'):
        (project / 'dist' / 'one' / name).write_bytes((project / 'dist' / 'one' / 'one.epub').read_bytes())
    assert load(project, '--device', reader('tolino')) == 0
    assert capsys.readouterr().err == ''
    built = (project / 'dist' / 'one' / 'one.epub').stat().st_mtime
    os.utime(project / 'source' / 'one.md', (built + 5, built + 5))
    assert load(project, '--device', reader('Android')) == 0
    warning, hint = capsys.readouterr().err.splitlines()
    assert warning.endswith(
        'source/one.md: warning: one.epub is older than its text: it was built before this was changed'
    )
    assert hint == 'hint: python3 build.py one -e epub builds it anew'
    assert (reader('Android') / 'books' / 'one.epub').is_file()


def test_what_is_wrong_with_a_file_is_told_once(project, reader, capsys):
    """However many readers it goes to."""
    kobo, other = reader('Kobo'), shutil.copytree(reader('Kobo'), reader('Kobo').parent / 'KOBO two')
    assert load(project, '--device', kobo, '--device', other) == 0
    assert capsys.readouterr().err.count('kepub suits a Kobo better') == 1
    assert (other / 'one.epub').is_file()


def test_texts_go_by_name_or_path(project, reader, capsys):
    """As for build; one that is not there is wrong use, with the nearest that is, or how to build it."""
    assert load(project, project / 'source' / 'one.md', '--device', reader('folder')) == 0
    assert not (reader('folder') / 'two.epub').exists()
    write_project(project, three=SHORT)
    for word, hint in (
        ('three', 'python3 build.py three builds it'),
        ('twp', 'did you mean “two”?'),
        ('x', 'one, two'),
    ):
        assert load(project, word, '--device', reader('folder')) == 2
        assert hint in capsys.readouterr().err
    shutil.rmtree(project / 'dist')
    assert load(project, '--device', reader('folder')) == 2
    assert 'nothing has been built here\nhint: build first' in capsys.readouterr().err


# --- Replacing --------------------------------------------------------------------------------------------------------


def test_the_same_edition_stays_and_a_newer_one_takes_its_place(project, reader, capsys):
    """Loaded again nothing is written; once the words have changed, the old file is gone and the new one there."""
    drive = reader('PocketBook')
    assert load(project, '--device', drive) == 0
    stamp = (drive / 'Books' / 'one.epub').stat().st_mtime_ns
    assert load(project, '--device', drive) == 0
    assert 'Books/one.epub  78 kB: there already' in re.sub(r'\d+ kB', '78 kB', capsys.readouterr().out)
    assert (drive / 'Books' / 'one.epub').stat().st_mtime_ns == stamp
    edit(project, 'one', 'Words of a text', 'Other words')
    build(project, 'one')
    assert load(project, '--device', drive) == 0
    assert 'one.epub' in (told := capsys.readouterr().out)
    assert told.count('replaces an older edition') == told.count('there already') == 1
    assert (drive / 'Books' / 'one.epub').read_bytes() == (project / 'dist' / 'one' / 'one.epub').read_bytes()


def test_a_text_that_was_renamed_or_moved_is_still_known(project, reader):
    """By the identifier inside: the old name goes, and the folder its reader put it in stays."""
    drive = reader('Kobo')
    assert load(project, 'one', '--device', drive) == 0
    (drive / 'My shelf').mkdir()
    (drive / 'one.epub').rename(drive / 'My shelf' / 'one.epub')
    (project / 'source' / 'one.md').rename(project / 'source' / 'uno.md')
    shutil.rmtree(project / 'dist' / 'one')
    (project / 'dist' / 'catalogue' / 'one.json').unlink()
    build(project, 'uno')
    assert load(project, 'uno', '--device', drive) == 0
    assert [path.relative_to(drive).as_posix() for path in drive.rglob('*.epub')] == ['My shelf/uno.epub']


def test_a_name_passes_from_one_text_to_another(project, reader, monkeypatch, capsys):
    """The text that had it goes first; where that fails, its older edition stays, and nothing is written over it."""
    drive = reader('folder')
    assert load(project, 'two', '--device', drive) == 0
    source = project / 'source'
    (source / 'two.md').rename(source / 'a.md')
    (source / 'one.md').rename(source / 'two.md')
    shutil.rmtree(project / 'dist')
    build(project)
    before = files(drive)
    write = copying._write

    def write_but_a(item, *more):
        if item.pick.text.slug == 'a':
            raise OSError(errno.EFBIG, 'File too large')
        write(item, *more)

    monkeypatch.setattr(copying, '_write', write_but_a)
    assert load(project, '--device', drive) == 1
    assert 'two.epub is still the name of another book on folder' in capsys.readouterr().err.replace('my ', '')
    assert files(drive) == before
    monkeypatch.undo()
    assert load(project, '--device', drive) == 0
    assert files(drive) == {
        'anything.txt': b'anything.txt',
        **{f'{slug}.epub': (project / 'dist' / slug / f'{slug}.epub').read_bytes() for slug in ('a', 'two')},
    }


def test_another_edition_of_the_same_text_goes(project, reader):
    """A Kobo that had the EPUB has the kepub instead: a book that is there twice is no help."""
    drive = reader('Kobo')
    assert load(project, 'one', '--device', drive) == 0
    shutil.copy(project / 'dist' / 'one' / 'one.epub', project / 'dist' / 'one' / 'one.kepub.epub')
    assert load(project, 'one', '--device', drive) == 0
    assert [path.name for path in drive.rglob('*.epub')] == ['one.kepub.epub']


def test_nothing_that_is_not_ours_is_touched(project, reader, capsys):
    """A book of the same name, of the same identifier by another maker, damaged, or no book: all stay as they were."""
    drive = reader('Kobo')
    theirs = (project / 'dist' / 'one' / 'one.epub').read_bytes()
    (drive / 'ONE.epub').write_bytes(b'PK\x03\x04 no book at all')
    with (
        zipfile.ZipFile(project / 'dist' / 'one' / 'one.epub') as ours,
        zipfile.ZipFile(drive / 'b.epub', 'w') as other,
    ):
        for name in ours.namelist():
            other.writestr(name, ours.read(name).replace(b'content="chapbook', b'content="another'))
    (drive / 'half.epub').write_bytes(theirs[: len(theirs) // 2])
    (drive / '.kobo' / 'one.epub').write_bytes(theirs)
    (drive / 'link.epub').symlink_to(project / 'dist' / 'one' / 'one.epub')
    before = files(drive)
    assert load(project, 'one', '--device', drive) == 0
    assert files(drive) == before | {'one-2.epub': theirs}
    assert 'one.epub is another book there' in capsys.readouterr().out
    assert load(project, 'one', '--device', drive) == 0
    assert files(drive) == before | {'one-2.epub': theirs}
    assert 'one-2.epub  ' in (told := capsys.readouterr().out)
    assert 'there already' in told


def test_two_texts_with_one_identifier_do_not_take_each_others_place(project, reader):
    """Each is known by its name as well then."""
    number = uuid.uuid5(uuid.NAMESPACE_URL, 'urn:x:same')
    for slug in ('one', 'two'):
        edit(project, slug, 'lang: en', 'lang: en\nidentifier: urn:x:same')
        (project / 'dist' / slug / f'{slug}.azw3').write_bytes(azw3(number, slug))
    build(project)
    for make, ending in (('folder', 'epub'), ('Kindle', 'azw3')):
        for _ in range(2):
            assert load(project, '--device', reader(make)) == 0
            assert sorted(path.name for path in reader(make).rglob('*.?[pz]*')) == [f'one.{ending}', f'two.{ending}']


def test_a_file_is_known_by_what_it_says_itself(project, reader):
    """An EPUB that is older than the record beside it is loaded once, not again and again."""
    edit(project, 'one', 'lang: en', 'lang: en\nidentifier: urn:x:new')
    assert main(['--project', str(project), '-e', 'html', '-q', 'one']) == 0
    for _ in range(2):
        assert load(project, 'one', '--device', reader('folder')) == 0
        assert [path.name for path in reader('folder').glob('*.epub')] == ['one.epub']
    build(project, 'one')
    for _ in range(2):
        assert load(project, 'one', '--device', reader('folder')) == 0
        assert sorted(path.name for path in reader('folder').glob('*.epub')) == ['one-2.epub', 'one.epub']


def test_an_azw3_and_a_pdf_are_known(project, reader, tmp_path):
    """An AZW3 by the UUID that is made of the identifier, whatever its name; a PDF by name, title and maker."""
    drive, books = reader('Kindle'), reader('Kindle') / 'documents'
    number = uuid.uuid5(uuid.NAMESPACE_URL, identifier_of(project, 'one'))
    (books / 'old name.azw3').write_bytes(azw3(number, 'An old title'))
    (books / 'two.azw3').write_bytes(azw3(uuid.uuid4(), 'Two'))
    for slug in ('one', 'two'):
        (project / 'dist' / slug / f'{slug}.azw3').write_bytes(azw3(number, slug) + b'new')
    assert load(project, '--device', drive) == 0
    assert sorted(each.name for each in books.glob('*.azw3')) == ['one.azw3', 'two-2.azw3', 'two.azw3']
    for number, data in enumerate((b'', b'x' * 100, azw3('x', 'y')[:90], b'\0' * 60 + b'BOOKMOBI' + b'\xff' * 50)):
        (tmp_path / f'{number}.azw3').write_bytes(data)
        (tmp_path / f'{number}.pdf').write_bytes(data)
        assert identify(tmp_path / f'{number}.azw3') is identify(tmp_path / f'{number}.pdf') is None


def test_a_pdf_is_replaced_where_it_is_ours(project, reader):
    """By the same name and title; one of that name that another program made stays."""
    drive, page = reader('Kindle'), pikepdf.new()
    page.add_blank_page()
    for slug, maker in (('one', 'chapbook 0.0.1'), ('two', 'Word')):
        page.docinfo['/Creator'], page.docinfo['/Title'] = maker, slug.title()
        page.save(drive / 'documents' / f'{slug}.pdf')
        (project / 'dist' / slug / f'{slug}.pdf').write_bytes(b'%PDF-1.7 new')
    assert load(project, '--device', drive) == 0
    found = {each.name: each.read_bytes() for each in (drive / 'documents').glob('*.pdf')}
    assert found.pop('two.pdf') != b'%PDF-1.7 new'
    assert found == dict.fromkeys(('one.pdf', 'two-2.pdf'), b'%PDF-1.7 new')


def test_a_dry_run_tells_and_changes_nothing(project, reader, capsys):
    """The same lines as a load, and not a byte is different."""
    drive = reader('tolino')
    assert load(project, 'one', '--device', drive) == 0
    edit(project, 'one', 'Words of a text', 'Other words')
    build(project)
    before = files(drive)
    capsys.readouterr()
    assert load(project, '--device', drive, '--dry-run') == 0
    told = capsys.readouterr().out
    assert files(drive) == before
    assert re.search(r'my tolino: Books/one\.epub  \d+ kB: replaces an older edition\n', told)
    assert re.search(r'my tolino: Books/two\.epub  \d+ kB: new\n', told)
    assert told.endswith('Nothing was changed: this was a dry run.\n')


def test_what_was_built_is_no_reader(project, tmp_path, capsys):
    """Nothing is loaded into dist/ or a bundle, nor is either touched in a folder or on a stick that holds it."""
    shutil.copy(project / 'dist' / 'one' / 'one.epub', project / 'dist' / 'one' / 'one.kepub.epub')
    build(project, 'two')
    assert load(project, '--device', project / 'dist') == 2
    assert 'this is what was built, or a bundle of it, not a reader\nhint: ' in capsys.readouterr().err
    stick = tmp_path / 'stick'
    assert main(['bundle', '--project', str(project), '--to', str(stick)]) == 0
    (stick / '.kobo').mkdir()
    before = files(stick)
    edit(project, 'one', 'Words of a text', 'Other words')
    build(project)
    assert load(project, 'two', '--device', stick) == 0
    assert files(stick) == before | {'two.epub': (project / 'dist' / 'two' / 'two.epub').read_bytes()}
    assert load(project, '--device', project) == 0
    assert (project / 'dist' / 'one' / 'one.kepub.epub').exists()


def test_a_folder_may_hold_several_editions(project, reader):
    """Where no reader is told by its marks, an edition takes the place of one of its kind alone."""
    shutil.copy(project / 'dist' / 'one' / 'one.epub', reader('folder') / 'one.kepub.epub')
    shutil.copy(project / 'dist' / 'one' / 'one.epub', reader('folder') / 'old.epub')
    assert load(project, 'one', '--device', reader('folder')) == 0
    assert sorted(path.name for path in reader('folder').glob('*.epub')) == ['one.epub', 'one.kepub.epub']


# --- What goes wrong --------------------------------------------------------------------------------------------------


@pytest.fixture
def loaded(project, reader, capsys):
    """A Kobo with the first edition of both texts, of which there are newer ones; what is on it."""
    drive = reader('Kobo')
    assert load(project, '--device', drive) == 0
    for slug in ('one', 'two'):
        edit(project, slug, 'Words of a text', 'Other words')
    build(project)
    capsys.readouterr()
    return SimpleNamespace(
        drive=drive, files=files(drive), load=lambda: load(project, '--device', drive), project=project
    )


def failing(number, after=0):
    """Return a way to pour that fails with an error of the system, once so many bytes are written."""

    def pour(_source, file, _tell):
        file.write(b'x' * after)
        raise OSError(number, os.strerror(number))

    return pour


@pytest.mark.parametrize(
    ('number', 'words'),
    [
        (errno.ENOSPC, 'my Kobo is full\nhint: delete books'),
        (errno.EROFS, 'my Kobo can only be read\nhint: eject it'),
        (errno.EFBIG, 'my Kobo takes no file as large as this\nhint: '),
        (errno.EACCES, 'my Kobo may not be written to by you\nhint: '),
        (errno.ENAMETOOLONG, 'my Kobo takes no name as long as this\nhint: '),
        (errno.EDOM, 'my Kobo cannot be written: Numerical argument out of domain\nhint: '),
    ],
)
def test_what_cannot_be_written_is_told_and_the_older_edition_stays(loaded, monkeypatch, capsys, number, words):
    """In words for each error, for every text; the drive is as it was, without a half of anything."""
    monkeypatch.setattr(copying, '_pour', failing(number, after=5000))
    assert loaded.load() == 1
    assert capsys.readouterr().err.count(words) == 2
    assert files(loaded.drive) == loaded.files


@pytest.mark.parametrize('number', [errno.EIO, errno.ENODEV, errno.ENOTCONN])
def test_a_reader_that_is_pulled_out_ends_it(loaded, monkeypatch, capsys, number):
    """Said once, the other texts are not tried, and what was on it is what it was."""
    monkeypatch.setattr(copying, '_pour', failing(number, after=5000))
    assert loaded.load() == 1
    told = capsys.readouterr()
    assert told.err.count('my Kobo is gone: pulled out, or asleep\nhint: connect it again') == 1
    assert 'Eject' not in told.out
    assert files(loaded.drive) == loaded.files


def test_nothing_is_written_where_a_reader_was(loaded, monkeypatch, capsys):
    """Pulled out, its folder may be an empty one on this machine’s own disk."""
    monkeypatch.setattr(devices.Device, 'is_there', lambda _: False)
    assert loaded.load() == 1
    assert 'my Kobo is gone' in capsys.readouterr().err
    assert files(loaded.drive) == loaded.files


def test_a_reader_without_room_is_not_begun_with(loaded, monkeypatch, capsys):
    """How much is needed and how much is there; a device that does not tell its size is tried."""
    usage = SimpleNamespace(total=10**9, free=70_000)
    monkeypatch.setattr(copying.shutil, 'disk_usage', lambda _: usage)
    assert loaded.load() == 1
    assert re.search(r'my Kobo is full: \d+ kB are needed for one.epub, 70 kB are free', capsys.readouterr().err)
    assert files(loaded.drive) == loaded.files
    usage.free = 200_000
    capsys.readouterr()
    assert load(loaded.project, '--device', loaded.drive, '--dry-run') == 1
    told = capsys.readouterr()
    assert ('one.epub' in told.out, 'for two.epub' in told.err) == (True, True)
    usage.total = usage.free = 0
    assert loaded.load() == 0


def test_bytes_that_come_back_different_are_no_copy(loaded, monkeypatch, capsys):
    """What the device gives back is compared before the older edition goes."""
    monkeypatch.setattr(copying, '_forget', lambda file: file.truncate(1000))
    assert loaded.load() == 1
    assert capsys.readouterr().err.count('my Kobo gave back other bytes than it was given\nhint: try once more') == 2
    assert files(loaded.drive) == loaded.files


@pytest.mark.parametrize('number', [errno.EEXIST, errno.ENOTSUP])
def test_a_drive_that_renames_over_nothing(loaded, monkeypatch, number):
    """As over MTP: the older edition steps aside, and is back where the new one gets no name."""

    def replace(path, _target):
        raise OSError(number, os.strerror(number), str(path))

    rename = Path.rename
    monkeypatch.setattr(Path, 'replace', replace)
    monkeypatch.setattr(
        Path, 'rename', lambda path, to: replace(path, to) if path.suffix == '.part' else rename(path, to)
    )
    assert loaded.load() == 1
    assert files(loaded.drive) == loaded.files
    monkeypatch.setattr(Path, 'rename', rename)
    assert loaded.load() == 0
    assert (loaded.drive / 'one.epub').read_bytes() == (loaded.project / 'dist' / 'one' / 'one.epub').read_bytes()
    assert not list(loaded.drive.glob('.chapbook-*'))


def test_what_a_load_that_was_cut_off_left_is_swept(loaded):
    """Its half a file goes with the next load."""
    (loaded.drive / '.chapbook-99999999-abc.part').write_text('half')
    assert loaded.load() == 0
    assert not list(loaded.drive.glob('.chapbook-*'))


def test_several_readers_are_loaded_in_turn(loaded, reader, capsys):
    """Each as it is asked for; one that fails leaves the others."""
    devices_asked = ('--device', loaded.drive, '--device', reader('PocketBook'), '--device', loaded.drive)
    assert load(loaded.project, 'one', *devices_asked) == 0
    assert [line.partition(':')[0] for line in capsys.readouterr().out.splitlines()] == ['my Kobo', 'my PocketBook']


def test_a_terminal_gets_a_bar_and_a_table(loaded):
    """The bar goes when it is done, the table stays."""
    program = ' '.join(
        f"'{word}'" for word in command('load', 'one', '--project', loaded.project, '--device', loaded.drive)
    )
    done = subprocess.run(
        ['script', '-qec', program, '/dev/null'],
        capture_output=True,
        text=True,
        check=True,
        env=environment(COLUMNS='100'),
    )
    assert re.search(r'my Kobo +one\.epub +\d+ kB +replaces an older edition', done.stdout)
    assert '━' in done.stdout


# --- A drive of its own -----------------------------------------------------------------------------------------------


@pytest.fixture
def fat(tmp_path):
    """Return a drive of two megabytes, laid out as a Kobo."""
    with fat_drive(tmp_path, 4) as drive:
        layout(drive, 'Kobo')
        yield drive


@pytest.mark.judge
def test_names_that_fat_cannot_hold(fat, tmp_path, capsys):
    """A text of any name is loaded, under a name that the drive takes, and known by it the next time."""
    project = write_project(tmp_path / 'odd', **{'dog: 50% #1?': SHORT, 'aux': SHORT, 'schöne texte.': SHORT})
    build(project)
    for words in ('new', 'there already'):
        assert load(project, '--device', fat) == 0
        told = capsys.readouterr().out
        assert told.count(f' kB: {words}\n') == 3
        assert ('Eject KOBOeReader before you pull the cable' in told) == (words == 'new')
    assert {path.name for path in fat.glob('*.epub')} == {'dog- 50% #1-.epub', '_aux.epub', 'schöne texte.epub'}


@pytest.mark.judge
def test_capitals_make_no_other_name_on_fat(fat, loaded):
    """A book whose name a reader wrote in capitals is replaced, and is not deleted as its own older edition."""
    assert load(loaded.project, 'one', '--device', fat) == 0
    (fat / 'one.epub').rename(fat / 'ONE.EPUB')
    edit(loaded.project, 'one', 'Other words', 'Third words')
    build(loaded.project)
    for _ in range(2):
        assert load(loaded.project, 'one', '--device', fat) == 0
        assert [path.name for path in fat.iterdir() if path.suffix.lower() == '.epub'] == ['ONE.EPUB']
        assert (fat / 'ONE.EPUB').read_bytes() == (loaded.project / 'dist' / 'one' / 'one.epub').read_bytes()


@pytest.mark.judge
def test_a_full_drive_keeps_what_it_has(fat, loaded, capsys, monkeypatch):
    """Found out before, or only in the middle of writing: the older editions are whole, and nothing is left over."""
    assert load(loaded.project, '--device', fat) == 0
    for slug in ('one', 'two'):
        edit(loaded.project, slug, 'Other words', 'Third words')
    build(loaded.project)
    before = files(fat)
    free = shutil.disk_usage(fat).free
    (fat / 'filler').write_bytes(bytes(free - 40_000))
    capsys.readouterr()
    assert load(loaded.project, '--device', fat) == 1
    assert capsys.readouterr().err.count('KOBOeReader is full: ') == 2
    monkeypatch.setattr(copying, 'find_room', lambda *_: None)
    assert load(loaded.project, '--device', fat) == 1
    assert capsys.readouterr().err.count('KOBOeReader is full\nhint: ') == 2
    after = files(fat)
    assert {name: data for name, data in after.items() if name != 'filler'} == before


@pytest.mark.judge
def test_a_drive_pulled_out_in_the_middle(fat, loaded, capsys, monkeypatch):
    """The older edition is whole when it is plugged in again, nothing went on to this machine, and a load mends it."""
    assert load(loaded.project, '--device', fat) == 0
    edit(loaded.project, 'one', 'Other words', 'Third words')
    build(loaded.project)
    before = files(fat)
    pour = copying._pour

    def pour_until_pulled_out(source, file, tell):
        written = pour(source, file, tell)
        detach(fat)
        return written

    monkeypatch.setattr(copying, '_pour', pour_until_pulled_out)
    capsys.readouterr()
    assert load(loaded.project, '--device', fat) == 1
    assert 'KOBOeReader is gone: pulled out' in capsys.readouterr().err
    assert list(fat.iterdir()) == []
    monkeypatch.undo()
    remount(fat)
    assert {name: data for name, data in files(fat).items() if not name.startswith('.chapbook-')} == before
    assert load(loaded.project, '--device', fat) == 0
    assert (fat / 'one.epub').read_bytes() == (loaded.project / 'dist' / 'one' / 'one.epub').read_bytes()
    assert not list(fat.glob('.chapbook-*'))


@pytest.mark.judge
def test_a_drive_that_can_only_be_read(fat, loaded, capsys):
    """As one is mounted that was pulled out once too often: said so, with a way out."""
    remount(fat, read_only=True)
    assert load(loaded.project, 'one', '--device', fat) == 1
    assert 'KOBOeReader can only be read\nhint: eject it, connect it again' in capsys.readouterr().err


# --- A reMarkable -----------------------------------------------------------------------------------------------------


class _Tablet(BaseHTTPRequestHandler):
    """What answers at a reMarkable’s address, as far as it is asked here."""

    def do_GET(self):
        self.server.asked.append(self.path)
        listed = [{'ID': name, 'VissibleName': name, 'Type': 'DocumentType'} for name in self.server.documents]
        self.answer(
            200, self.server.page or json.dumps([{'ID': 'f', 'VissibleName': 'two', 'Type': 'CollectionType'}, *listed])
        )

    def do_POST(self):
        body = self.rfile.read(int(self.headers['Content-Length']))
        boundary = self.headers['Content-Type'].partition('boundary=')[2].encode()
        _, part, end = body.split(b'--' + boundary)
        head, _, data = part.partition(b'\r\n\r\n')
        name = re.search(r'name="file"; filename="([^"]*)"', head.decode())[1]
        assert (end, data[-2:]) == (b'--\r\n', b'\r\n')
        self.server.asked.append(self.path)
        if self.server.status == 201:
            self.server.documents[name.rpartition('.')[0]] = (head.decode().rpartition(': ')[2], data[:-2])
        self.answer(self.server.status, '{"status": "Upload successful"}')

    def answer(self, status, words):
        self.send_response(status)
        self.send_header('Content-Length', str(len(words)))
        self.end_headers()
        self.wfile.write(words.encode())

    def log_message(self, *_):
        pass


@pytest.fixture
def tablet():
    server = ThreadingHTTPServer(('127.0.0.1', 0), _Tablet)
    server.documents, server.asked, server.status, server.page = {}, [], 201, ''
    server.address = f'http://127.0.0.1:{server.server_port}'
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_a_remarkable_gets_the_page_file_where_there_is_one(project, tablet, capsys):
    """Whole, by its type; what it has by that name already stays, with a word on what to do."""
    (project / 'dist' / 'one' / 'one.pdf').write_bytes(b'%PDF-1.7 ' + bytes(200_000))
    assert load(project, '--device', tablet.address, '--dry-run') == 0
    assert tablet.documents == {}
    assert load(project, '--device', tablet.address) == 0
    assert tablet.documents == {
        'one': ('application/pdf', (project / 'dist' / 'one' / 'one.pdf').read_bytes()),
        'two': ('application/epub+zip', (project / 'dist' / 'two' / 'two.epub').read_bytes()),
    }
    tablet.asked.clear()
    capsys.readouterr()
    assert load(project, '--device', tablet.address) == 0
    assert tablet.asked == ['/documents/']
    assert (
        capsys.readouterr().out.count('there already (to send this edition, delete that one on the tablet first)') == 2
    )


def test_a_remarkable_gets_names_as_they_are(tablet, tmp_path):
    """Letters of any language, as a browser would send them, and known by them the next time."""
    project = write_project(tmp_path, **{'schöne „Texte“': SHORT})
    build(project)
    for _ in range(2):
        assert load(project, '--device', tablet.address) == 0
    assert (list(tablet.documents), tablet.asked.count('/upload')) == (['schöne „Texte“'], 1)


def test_a_remarkable_that_refuses_is_told(project, tablet, capsys):
    """A status that is none of success, an upload it does not show, and what is no tablet at all; each text once."""
    tablet.status = 507
    assert load(project, '--device', tablet.address) == 1
    assert capsys.readouterr().err.count('is no reMarkable, or is at a loss (507)\nhint: ') == 2
    tablet.status = 200
    assert load(project, '--device', tablet.address) == 1
    assert 'took one.epub and does not show it' in capsys.readouterr().err
    tablet.page = '<!DOCTYPE html>'
    assert load(project, '--device', tablet.address) == 1
    assert 'is no reMarkable, or is at a loss (200)' in capsys.readouterr().err
    tablet.shutdown()
    tablet.server_close()
    assert load(project, '--device', tablet.address) == 1
    assert re.search(
        r'no reMarkable answers at http://127.*: Connection refused\nhint: connect it', capsys.readouterr().err
    )
