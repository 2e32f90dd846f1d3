"""`--sign` and `verify`: what is genuine, changed, missing and extra, in a folder, in a bundle, of one file."""

import errno
import os
import shutil
import stat
import zipfile

import pytest
from projects import SHORT, write_project
from test_minisign import KEY

from chapbook.catalogue.checksums import Digest
from chapbook.cli import main
from chapbook.minisign import SecretKey

BAD = ('extra', 'link', 'missing', 'changed')
MADE = ('index.html', 'opds.xml', 'opds.json')
PICTURES = ('catalogue/one.jpg', 'catalogue/thumbnails/one.jpg')


@pytest.fixture(scope='module')
def signed_once(tmp_path_factory):
    """A project with a text, built and signed."""
    project = write_project(tmp_path_factory.mktemp('signed'), one=SHORT)
    (project / 'my.key').write_bytes(KEY.to_file(''))
    (project / 'my.pub').write_bytes(KEY.public.to_file())
    assert main(['--project', str(project), '-e', 'html', '-q', '--sign', str(project / 'my.key')]) == 0
    return project


@pytest.fixture
def project(signed_once, tmp_path):
    """A copy of it for a test to change."""
    return shutil.copytree(signed_once, tmp_path / 'project')


@pytest.fixture
def verdicts(project, capsys):
    """Return a function that verifies a path with the key and returns the status and the verdict of each file."""

    def verify(path=None, *arguments):
        status = main(['verify', str(path or project / 'dist'), *(arguments or ('--key', str(project / 'my.pub')))])
        lines = capsys.readouterr().out.splitlines()[:-2]
        words = [line.split()[0] for line in lines]
        assert words == sorted(words, key=lambda word: word in BAD), 'what is bad stands at the end'
        return status, {name: verdict for verdict, name in (line.split(maxsplit=1) for line in lines)}

    return verify


def test_everything_is_genuine_as_it_was_built(verdicts):
    """Every file that was built, and status 0."""
    status, found = verdicts()
    assert status == 0
    assert set(found) == {*MADE, 'README.txt', 'one/one.html', 'catalogue/one.json', *PICTURES}
    assert set(found.values()) == {'genuine'}


def test_without_a_key_nothing_is_called_genuine(project, capsys):
    """The checksums alone tell damage: unchanged is all there is to say, and it is said why."""
    assert main(['verify', str(project / 'dist')]) == 0
    out = capsys.readouterr().out
    assert 'unchanged  one/one.html' in out
    assert 'genuine' not in out
    assert out.splitlines()[-1] == 'without --key nothing tells who made these files'


def test_a_change_a_loss_and_an_addition_are_told(verdicts, project):
    """Each by its name, the others genuine, and status 1; a link is told wherever it leads."""
    dist = project / 'dist'
    (dist / 'out').symlink_to(project)
    (dist / 'x-proof.html').write_text('nobody handed this out')
    (dist / 'one' / 'one.html').write_bytes((dist / 'one' / 'one.html').read_bytes()[:-1])
    (dist / 'catalogue' / 'one.jpg').unlink()
    (dist / 'more.pdf').write_bytes(b'%PDF')
    shutil.copy(dist / 'README.txt', project / 'elsewhere.txt')
    (dist / 'README.txt').unlink()
    (dist / 'README.txt').symlink_to(project / 'elsewhere.txt')
    status, found = verdicts()
    assert status == 1
    assert found == {
        'README.txt': 'link',
        'out': 'link',
        'x-proof.html': 'extra',
        **dict.fromkeys(MADE, 'genuine'),
        'one/one.html': 'changed',
        'catalogue/one.json': 'genuine',
        'catalogue/one.jpg': 'missing',
        'catalogue/thumbnails/one.jpg': 'genuine',
        'more.pdf': 'extra',
    }


def test_the_last_line_says_whether_all_is_well(project, capsys):
    """Who reads no more than the end knows: of what is good, whose it is; else that it is not, and how much."""
    assert main(['verify', str(project / 'dist'), '--key', KEY.public.line]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == f'signed with the key {KEY.public.name}'
    (project / 'dist' / 'README.txt').unlink()
    (project / 'dist' / 'index.html').write_text('other')
    assert main(['verify', str(project / 'dist'), '--key', KEY.public.line]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == 'NOT as it was handed out: 1 missing, 1 changed'


@pytest.mark.skipif(os.name == 'nt', reason='no such things there')
def test_what_is_no_file_is_not_waited_for(verdicts, project):
    """A pipe in the place of a file, and a name that is no letters, are told like anything else."""
    (project / 'dist' / 'index.html').unlink()
    os.mkfifo(project / 'dist' / 'index.html')
    (project / 'dist' / os.fsdecode(b'caf\xe9.pdf')).write_bytes(b'%PDF')
    status, found = verdicts()
    assert (status, found['index.html']) == (1, 'link')
    assert len([name for name, verdict in found.items() if verdict == 'extra']) == 1


def test_a_file_that_cannot_be_read_is_changed(verdicts, monkeypatch):
    """As on a stick that is failing: the others are still told."""
    read = Digest.of_file

    def failing(path):
        if path.name == 'index.html':
            raise OSError(errno.EIO, 'Input/output error')
        return read(path)

    monkeypatch.setattr(Digest, 'of_file', failing)
    status, found = verdicts()
    assert (status, found['index.html'], found['one/one.html']) == (1, 'changed', 'genuine')


def test_one_file_is_verified_by_the_folder_it_came_in(verdicts, project, capsys, tmp_path):
    """That one alone is told; one that came in no such folder is wrong use."""
    assert verdicts(project / 'dist' / 'one' / 'one.html') == (0, {'one/one.html': 'genuine'})
    alone = tmp_path / 'one.html'
    alone.write_text('x')
    assert main(['verify', str(alone)]) == 2
    assert 'there is no SHA256SUMS beside it or above it\nhint: ' in capsys.readouterr().err
    assert main(['verify', str(tmp_path / 'none')]) == 2
    assert verdicts(project / 'dist' / 'SHA256SUMS') == verdicts()
    (project / 'dist' / 'link.html').symlink_to(alone)
    assert verdicts(project / 'dist' / 'link.html') == (1, {'link.html': 'link'})


def test_an_archive_is_verified_as_it_is(verdicts, project):
    """A ZIP archive with everything in one folder needs no unpacking."""
    archive = project / 'all.zip'
    for name in ('whole', 'changed'):
        with zipfile.ZipFile(archive, 'w') as packed:
            for path in (project / 'dist').rglob('*'):
                if path.is_file():
                    packed.write(path, f'all/{path.relative_to(project / "dist").as_posix()}')
        assert verdicts(archive) == (
            (0, dict.fromkeys(verdicts()[1], 'genuine'))
            if name == 'whole'
            else (1, {**verdicts()[1], 'index.html': 'changed'})
        )
        (project / 'dist' / 'index.html').write_text('other')


def test_an_archive_that_unpacks_as_something_else_is_told(verdicts, project):
    """A link, a file beside the folder and a second one of the same name are not passed over."""
    archive = project / 'all.zip'
    link = zipfile.ZipInfo('all/one/link.html')
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(archive, 'w') as packed:
        for name in verdicts()[1] | {'SHA256SUMS': '', 'SHA256SUMS.minisig': ''}:
            packed.write(project / 'dist' / name, f'all/{name}')
        packed.writestr(link, '/etc/passwd')
        packed.writestr('index.html', 'beside it')
        with pytest.warns(UserWarning, match='Duplicate name'):
            packed.writestr('all/README.txt', (project / 'dist' / 'README.txt').read_bytes())
    bad = {name: verdict for name, verdict in verdicts(archive)[1].items() if verdict != 'genuine'}
    assert bad == {'../index.html': 'extra', 'one/link.html': 'link', 'README.txt': 'changed'}


@pytest.mark.parametrize(
    ('name', 'data', 'message'),
    [
        ('SHA256SUMS', b'0' * 64 + b'  other\n', 'the signature is false'),
        ('SHA256SUMS', None, 'there is no SHA256SUMS'),
        ('SHA256SUMS.minisig', None, 'nobody vouches for these files'),
        ('SHA256SUMS.minisig', b'what?', 'this is not a signature of minisign'),
        ('SHA256SUMS.minisig', SecretKey.make().sign(b'', 'x'), 'signed with another key'),
    ],
)
def test_a_false_signature_stops_everything(project, capsys, name, data, message):
    """No file is called anything where the checksums cannot be trusted: one error with a way out, status 1."""
    path = project / 'dist' / name
    path.unlink() if data is None else path.write_bytes(data)
    assert main(['verify', str(project / 'dist'), '--key', KEY.public.line]) == 1
    out, err = capsys.readouterr()
    assert (out, message in err, '\nhint: ' in err) == ('', True, True)


@pytest.mark.parametrize(
    'line', [b'no checksum', b'0' * 64 + b'  ../outside', b'0' * 64 + b'  /etc/passwd', b'\xff\xfe']
)
def test_checksums_of_what_lies_outside_are_refused(project, capsys, line):
    """A list that names what is not below its folder, or is none, is an error at its line."""
    (project / 'dist' / 'SHA256SUMS').write_bytes(b'\n' + line + b'\n')
    assert main(['verify', str(project / 'dist')]) == 1
    assert 'SHA256SUMS:2: error: this is not a line of checksums\nhint: ' in capsys.readouterr().err


def test_a_secret_key_is_not_handed_out(project, capsys):
    """Signing with a key that lies in the folder of the outputs is refused before any work."""
    shutil.copy(project / 'my.key', project / 'dist' / 'my.key')
    assert main(['--project', str(project), '-e', 'html', '--sign', str(project / 'dist' / 'my.key')]) == 2
    assert 'the secret key lies in the folder that is handed out' in capsys.readouterr().err


@pytest.mark.parametrize('name', ['none.key', 'my.pub', 'source', 'source/one.md'])
def test_a_key_that_is_none_is_told_before_any_work(project, capsys, name):
    """Missing, public, a folder, any file: one error with a way out, status 1, and nothing is built."""
    assert main(['--project', str(project), '-e', 'html', '--sign', str(project / name)]) == 1
    out, err = capsys.readouterr()
    assert (out, 'error: ' in err, 'hint: ' in err) == ('', True, True)


@pytest.mark.parametrize(
    ('key', 'message'),
    [
        (KEY.public.line[:-1], 'this is not all of a public key of minisign\nhint: it is cut or damaged'),
        (KEY.public.line[:30], 'this is not all of a public key of minisign'),
        (f'{KEY.public.line[:20]}…{KEY.public.line[21:]}', 'this is not all of a public key of minisign'),
        ('cut.pub', 'cut.pub: error: this is not all of a public key of minisign'),
        ('my.key', 'my.key: error: this is a secret key of minisign, not a public key'),
        ('one.md', 'one.md: error: this is not a public key of minisign'),
        ('none.pub', 'none.pub: error: the key cannot be read'),
    ],
)
def test_what_is_wrong_with_a_key_is_told(project, capsys, monkeypatch, key, message):
    """Cut, damaged, the wrong one of the pair, another file, none: each by its name, and nothing is verified."""
    monkeypatch.chdir(project)
    (project / 'cut.pub').write_bytes(KEY.public.to_file()[:-5])
    shutil.copy(project / 'source' / 'one.md', project / 'one.md')
    assert main(['verify', 'dist', '--key', key]) == 1
    out, err = capsys.readouterr()
    assert (out, message in err, '\nhint: ' in err) == ('', True, True)
