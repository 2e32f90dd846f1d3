"""What is written appears whole or not at all, and can be handed out."""

import errno
import os
import random
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from projects import environment

from chapbook import publish
from chapbook.problems import ChapbookError

# A process that ends before it has written anything: its number belongs to nobody afterwards.
GONE = [sys.executable, '-c', 'import os; print(os.getpid())']


def leftovers(folder):
    """Return the names in a folder that a writer uses before its file is whole."""
    return [path.name for path in folder.iterdir() if path.name.startswith(publish.PREFIX)]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(old=st.none() | st.binary(), new=st.binary())
def test_a_file_holds_what_was_written_last(tmp_path, old, new):
    """New or not, empty or not, the file is the last bytes given, and nothing is left beside it."""
    path = tmp_path / 'some' / 'deep' / 'folder' / 'a.pdf'
    if old is not None:
        publish.write_whole(path, old)
    publish.write_whole(path, new)
    assert path.read_bytes() == new
    assert not leftovers(path.parent)


def test_a_file_may_be_read_by_everybody(tmp_path):
    """Files are to be handed out: 0644, whatever the umask of the one who builds."""
    before = os.umask(0o077)
    try:
        publish.write_whole(tmp_path / 'a.pdf', b'x')
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / 'a.pdf').stat().st_mode) == 0o644


def test_a_stick_that_knows_no_permissions_is_written_to(tmp_path, monkeypatch):
    """A FAT file system refuses chmod; the file is what matters."""

    def refuse(path, mode):
        raise PermissionError(errno.EPERM, 'Operation not permitted', str(path), mode)

    monkeypatch.setattr(Path, 'chmod', refuse)
    publish.write_whole(tmp_path / 'a.pdf', b'x')
    assert (tmp_path / 'a.pdf').read_bytes() == b'x'


def test_the_file_is_flushed_before_it_takes_its_name(tmp_path, monkeypatch):
    """Write, flush to the disk, rename: in this order, so that a power cut leaves no empty file under the name."""
    done = []
    fsync, replace = os.fsync, Path.replace
    monkeypatch.setattr(os, 'fsync', lambda handle: (done.append('flush'), fsync(handle))[1])
    monkeypatch.setattr(Path, 'replace', lambda path, target: (done.append('rename'), replace(path, target))[1])
    publish.write_whole(tmp_path / 'a.pdf', b'x')
    assert done == ['flush', 'rename']


@pytest.mark.parametrize('broken', ['fsync', 'replace'])
def test_a_disk_error_leaves_the_old_file_and_says_what_to_do(tmp_path, monkeypatch, broken):
    """No space, no permission: one error with the path and a hint, the old file untouched, nothing left beside it."""

    def fail(*_):
        raise OSError(errno.ENOSPC, 'No space left on device')

    path = tmp_path / 'a.pdf'
    publish.write_whole(path, b'old')
    monkeypatch.setattr(*{'fsync': (os, 'fsync'), 'replace': (Path, 'replace')}[broken], fail)
    with pytest.raises(ChapbookError, match=r'a\.pdf: error: cannot be written: No space left on device\nhint: '):
        publish.write_whole(path, b'new')
    assert path.read_bytes() == b'old'
    assert not leftovers(tmp_path)


def test_an_interrupted_write_leaves_the_old_file(tmp_path, monkeypatch):
    """Ctrl-C in the middle of writing is passed on, and nothing of the new file is left."""

    def interrupt(_):
        raise KeyboardInterrupt

    path = tmp_path / 'a.pdf'
    publish.write_whole(path, b'old')
    monkeypatch.setattr(os, 'fsync', interrupt)
    with pytest.raises(KeyboardInterrupt):
        publish.write_whole(path, b'new')
    assert [entry.name for entry in tmp_path.iterdir()] == ['a.pdf']
    assert path.read_bytes() == b'old'


def test_a_place_that_is_taken_is_told(tmp_path):
    """A file where a folder should be, a folder where the file should be: an error, not a traceback."""
    (tmp_path / 'file').write_bytes(b'')
    (tmp_path / 'a.pdf').mkdir()
    for path in (tmp_path / 'file' / 'a.pdf', tmp_path / 'a.pdf'):
        with pytest.raises(ChapbookError, match='cannot be written'):
            publish.write_whole(path, b'x')
    assert not leftovers(tmp_path)


WRITER = """
import itertools, sys
from pathlib import Path
from chapbook.publish import write_whole
for round in itertools.count():
    for name in 'abc':
        write_whole(Path(sys.argv[1]) / name, bytes([round % 256]) * 300_000)
    print(round, flush=True)
"""


def test_a_writer_killed_at_any_moment_leaves_whole_files(tmp_path):
    """Each file is entirely of one round, and what was half-written is swept away by the next."""
    chance = random.Random(1)  # noqa: S311 - no secret
    for _ in range(5):
        words = [sys.executable, '-c', WRITER, str(tmp_path)]
        process = subprocess.Popen(words, stdout=subprocess.PIPE, env=environment())
        process.stdout.readline()
        time.sleep(chance.uniform(0, 0.05))
        process.kill()
        process.communicate()
        for name in 'abc':
            data = (tmp_path / name).read_bytes()
            assert (len(data), len(set(data))) == (300_000, 1)
    publish.sweep(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ['a', 'b', 'c']


def test_what_a_killed_writer_left_is_swept(tmp_path):
    """Half-written files of a process that is gone are removed; files of the folder’s owner are not."""
    gone = int(subprocess.run(GONE, capture_output=True, check=True).stdout)
    (tmp_path / f'{publish.PREFIX}{gone}-abc.pdf').write_bytes(b'half')
    (tmp_path / f'{publish.PREFIX}old-form.pdf').write_bytes(b'half')
    (tmp_path / 'a.pdf').write_bytes(b'whole')
    publish.sweep(tmp_path)
    assert [entry.name for entry in tmp_path.iterdir()] == ['a.pdf']


def test_what_another_build_is_writing_is_left_alone(tmp_path):
    """Two builds at once do not sweep each other’s files away; a number that has come round to us again is no other."""
    (tmp_path / f'{publish.PREFIX}{os.getppid()}-abc.pdf').write_bytes(b'half')
    (tmp_path / f'{publish.PREFIX}{os.getpid()}-abc.pdf').write_bytes(b'half')
    publish.sweep(tmp_path)
    assert leftovers(tmp_path) == [f'{publish.PREFIX}{os.getppid()}-abc.pdf']


def test_a_writer_gives_its_number(tmp_path, monkeypatch):
    """The name of a half-written file tells which process writes it."""
    names = []
    replace = Path.replace
    monkeypatch.setattr(Path, 'replace', lambda path, target: (names.append(path.name), replace(path, target))[1])
    publish.write_whole(tmp_path / 'a.pdf', b'x')
    assert [publish.WRITER.match(name)[1] for name in names] == [str(os.getpid())]


def test_sweeping_stops_at_nothing(tmp_path, monkeypatch):
    """A folder goes with all that is in it; what cannot be removed, or is not there, is no reason to stop."""
    (tmp_path / f'{publish.PREFIX}folder' / 'deep').mkdir(parents=True)
    (tmp_path / f'{publish.PREFIX}file').write_bytes(b'')
    (tmp_path / 'file').write_bytes(b'')
    monkeypatch.setattr(Path, 'unlink', lambda _: Path('/none').stat())
    for folder in (tmp_path, tmp_path / 'none', tmp_path / 'file'):
        publish.sweep(folder)
    assert sorted(path.name for path in tmp_path.iterdir()) == [f'{publish.PREFIX}file', 'file']


def test_files_are_written_side_by_side(tmp_path):
    """Many files are all there afterwards; where one cannot be written, that is told, and the others are."""
    files = {tmp_path / f'{number}.txt': str(number).encode() for number in range(20)}
    publish.write_all(files)
    assert all(path.read_bytes() == data for path, data in files.items())
    (tmp_path / 'in the way').write_bytes(b'')
    refused, last = tmp_path / 'in the way' / 'a.txt', tmp_path / 'last.txt'
    with pytest.raises(ChapbookError) as caught:
        publish.write_all({refused: b'', last: b'there'})
    assert caught.value.problems[0].place.path == refused
    assert last.read_bytes() == b'there'
    assert not leftovers(tmp_path)
