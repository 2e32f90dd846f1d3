"""The bundle: everything that was built, whole, under names that any stick takes, the same bytes every time."""

import re
import shutil
import subprocess
import zipfile
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from projects import SHORT, files, write_project
from test_catalogue import Links
from test_minisign import KEY

from chapbook import bundle
from chapbook.cli import main

ODD = ('aux', 'dog: 50% #1?', 'schöne-texte', 'end.')
# What https://en.wikipedia.org/wiki/Filename#Comparison_of_filename_limitations sums up for FAT and NTFS.
UNFIT = re.compile(r'[<>:"\\|?*\x00-\x1f\x7f]|[. ]$|^(con|prn|aux|nul|com\d|lpt\d)(\.|$)', re.IGNORECASE)


@pytest.fixture(scope='module')
def built_once(tmp_path_factory):
    """A project with a text of a fit name and some of odd ones, built and signed."""
    project = write_project(tmp_path_factory.mktemp('built') / 'project', one=SHORT, **dict.fromkeys(ODD, SHORT))
    (project / 'my.key').write_bytes(KEY.to_file(''))
    return project


@pytest.fixture
def project(built_once, tmp_path):
    """A copy of that project with one text built and signed."""
    copy = shutil.copytree(built_once, tmp_path / 'project')
    assert build(copy, 'one', '--sign', str(copy / 'my.key')) == 0
    return copy


def build(project, *arguments):
    return main(['--project', str(project), '-e', 'html', '-q', *arguments])


def bundled(project, *arguments):
    """Make the bundle of a project; return the files in its folder."""
    assert main(['bundle', '--project', str(project), *arguments]) == 0
    return files(project / 'bundle' / 'chapbook')


def test_a_bundle_is_what_was_built_signature_and_all(project):
    """Where every name is fit the folder is dist/, byte for byte, and the archive holds the same."""
    inside = bundled(project)
    assert inside == files(project / 'dist')
    assert 'SHA256SUMS.minisig' in inside
    with zipfile.ZipFile(project / 'bundle' / 'chapbook.zip') as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == {
            f'chapbook/{name}': data for name, data in inside.items()
        }
        assert archive.testzip() is None
    assert main(['verify', str(project / 'bundle' / 'chapbook.zip'), '--key', KEY.public.line]) == 0


def test_the_same_bytes_every_time(project, tmp_path):
    """Made again, elsewhere, after others: the archive is the same, and nothing is left beside it."""
    bundled(project)
    first = (project / 'bundle' / 'chapbook.zip').read_bytes()
    for path in sorted((project / 'dist').rglob('*')):
        path.touch()
    bundled(project)
    assert (project / 'bundle' / 'chapbook.zip').read_bytes() == first
    assert main(['bundle', '--project', str(project), '--to', str(tmp_path / 'stick')]) == 0
    assert (tmp_path / 'stick' / 'chapbook.zip').read_bytes() == first
    assert sorted(path.name for path in (project / 'bundle').iterdir()) == ['chapbook', 'chapbook.zip']


def test_odd_names_are_made_fit_and_the_links_with_them(project, capsys):
    """No name is left that Windows or a stick refuses; every link and checksum is right; the signature goes."""
    assert build(project) == 0
    assert build(project, '--sign', str(project / 'my.key')) == 0
    inside = bundled(project)
    assert not [part for name in inside for part in name.split('/') if UNFIT.search(part)]
    found = {unquote(link) for link in Links(inside['index.html'].decode()).found} - {
        'SHA256SUMS',
        'README.txt',
        'opds.xml',
        'opds.json',
    }
    assert found == {
        name for name in inside if '/' in name and not re.search(r'\.json$|^catalogue/(feeds|thumbnails)/', name)
    }
    assert len([name for name in found if name.endswith('.html')]) == 5
    subprocess.run(['sha256sum', '-c', '--quiet', 'SHA256SUMS'], cwd=project / 'bundle' / 'chapbook', check=True)
    assert 'warning: the bundle differs from what was signed' in capsys.readouterr().err
    assert 'SHA256SUMS.minisig' not in inside
    bundled(project, '--sign', str(project / 'my.key'))
    assert main(['verify', str(project / 'bundle' / 'chapbook'), '--key', KEY.public.line]) == 0


NAMES = st.text(st.characters(codec='utf-8', exclude_characters='\0/'), min_size=1, max_size=200).filter(
    lambda name: name.strip('.')
)


@given(st.lists(NAMES, unique=True))
def test_any_names_are_made_fit(names):
    """Whatever files are called: fit for every file system, no two alike but for case, and fit ones stay."""
    fit = bundle.portable_names([f'catalogue/{name}.json' for name in names] + [f'{name}/{name}.pdf' for name in names])
    assert len({name.casefold() for name in fit.values()}) == 2 * len(names)
    for name in fit.values():
        assert len(name.encode()) < 255 * 2
        assert not [part for part in name.split('/') if UNFIT.search(part) or len(part.encode()) > 255]
        assert bundle.portable(name.split('/')[0]) == name.split('/')[0]


def test_a_new_bundle_takes_the_place_of_the_old(project):
    """What is no longer there is not in the folder either; what a killed run left is swept away."""
    bundled(project)
    (project / 'bundle' / 'chapbook' / 'old.pdf').write_bytes(b'x')
    (project / 'bundle' / '.chapbook-left').mkdir()
    assert 'old.pdf' not in bundled(project)
    assert not (project / 'bundle' / '.chapbook-left').exists()


@pytest.mark.parametrize(
    ('arguments', 'message'),
    [('-o nothing', 'nothing has been built here'), ('--to dist/bundle', 'cannot lie in what it is made of')],
)
def test_wrong_use_is_told(project, capsys, monkeypatch, arguments, message):
    """Nothing to bundle, or into itself: one error with a way out, status 2."""
    monkeypatch.chdir(project)
    assert main(['bundle', '--project', str(project), *arguments.split()]) == 2
    out, err = capsys.readouterr()
    assert (out, message in err, '\nhint: ' in err) == ('', True, True)


def test_a_place_that_cannot_be_written_to_is_told(project, capsys):
    """A file where the folder should be: an error with its path, status 1, and the file is as it was."""
    (project / 'bundle').write_text('a file')
    assert main(['bundle', '--project', str(project)]) == 1
    assert re.search(r'bundle: error: cannot be written: .+\nhint: ', capsys.readouterr().err)
    assert (project / 'bundle').read_text() == 'a file'
