"""What is kept from one run to the next: taken again only if it is whole and was made from the same."""

import sys

import pytest

from chapbook.kept import kept


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Return the folder in which Python keeps bytecode now."""
    monkeypatch.setattr(sys, 'dont_write_bytecode', False)
    monkeypatch.setattr(sys, 'pycache_prefix', str(tmp_path))
    return tmp_path


def file_in(folder):
    """Return the one file in a folder, however deep."""
    (file,) = (path for path in folder.rglob('*') if path.is_file())
    return file


@pytest.mark.usefixtures('folder')
def test_it_is_made_once():
    """What was made from the same is not made again; from anything else it is."""
    assert kept('face', b'version 1', lambda: b'made') == b'made'
    assert kept('face', b'version 1', lambda: pytest.fail('it is there')) == b'made'
    assert kept('face', b'version 2', lambda: b'anew') == b'anew'
    assert kept('other', b'version 1', lambda: b'too') == b'too'


@pytest.mark.parametrize(
    'damage', [lambda _: b'', lambda data: data[:-1], lambda data: data[:-1] + b'!', lambda _: b'x']
)
def test_what_is_damaged_is_made_anew(folder, damage):
    """A file that is cut short or changed is not believed, and mended."""
    kept('face', b'', lambda: b'made')
    file = file_in(folder)
    whole = file.read_bytes()
    file.write_bytes(damage(whole))
    assert kept('face', b'', lambda: b'made') == b'made'
    assert file.read_bytes() == whole


def test_nothing_is_kept_where_bytecode_is_not(folder, monkeypatch):
    """Whoever wants no bytecode gets no file of ours either."""
    monkeypatch.setattr(sys, 'dont_write_bytecode', True)
    assert kept('face', b'', lambda: b'made') == b'made'
    assert not [*folder.iterdir()]


def test_a_folder_that_cannot_be_written_costs_time_alone(tmp_path, monkeypatch):
    """Where nothing can be kept, all is made each time."""
    (tmp_path / 'file').write_text('in the way')
    monkeypatch.setattr(sys, 'dont_write_bytecode', False)
    monkeypatch.setattr(sys, 'pycache_prefix', str(tmp_path / 'file'))
    for _ in range(2):
        assert kept('face', b'', lambda: b'made') == b'made'
