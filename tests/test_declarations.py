"""Declarations of C libraries: kept from one process to the next, and as cffi reads them."""

import sys

import cffi
import pytest

from chapbook.typesetting import declarations
from chapbook.typesetting.declarations import Declarations

DECLARED = (
    'typedef struct { int x, width; } Box; typedef Box *Boxes;',
    'typedef unsigned int Glyph; typedef ... Secret; size_t strlen(const char *text);',
)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Return where bytecode is kept, and with it what cffi has read."""
    monkeypatch.setattr(sys, 'dont_write_bytecode', False)
    monkeypatch.setattr(sys, 'pycache_prefix', str(tmp_path))
    return tmp_path


def declared():
    """Return all declarations, not read yet."""
    made = Declarations()
    for source in DECLARED:
        made.cdef(source)
    return made


def kept(folder):
    """Return the files that were kept."""
    return list(folder.rglob('declarations-*'))


@pytest.mark.usefixtures('folder')
def test_types_and_functions_are_those_that_cffi_reads():
    """What was declared has the names and sizes that cffi gives it, and functions are called."""
    ours, theirs = declared(), cffi.FFI()
    theirs.cdef('\n'.join(DECLARED))
    for name in ('Box', 'Box *', 'Boxes', 'Glyph[3]', 'int *', 'Box[2]', 'Secret *'):
        assert ours.getctype(name) == theirs.getctype(name)
        assert ours.sizeof(name) == theirs.sizeof(name)
    assert ours.dlopen(None).strlen(ours.new('char[]', b'five!')) == len('five!')
    with pytest.raises(ours.error):
        ours.typeof('Unknown *')


def test_cffi_reads_once(folder, monkeypatch):
    """A second process takes what the first has kept."""
    assert declared().sizeof('Glyph') == cffi.FFI().sizeof('unsigned int')
    assert len(kept(folder)) == 1
    monkeypatch.setattr(declarations, '_written', lambda _: pytest.fail('cffi has read it before'))
    assert declared().sizeof('Box') == 2 * cffi.FFI().sizeof('int')


@pytest.mark.parametrize(
    'damage', [lambda data: data[:-80], lambda data: data.replace(b'Glyph', b'Glyfs'), lambda _: b'\xff']
)
def test_what_is_damaged_is_read_anew(folder, damage):
    """A file that is cut short or changed is not believed, and mended."""
    declared().sizeof('Box')
    (file,) = kept(folder)
    whole = file.read_bytes()
    file.write_bytes(damage(whole))
    assert declared().sizeof('Glyph')
    assert file.read_bytes() == whole


def test_nothing_is_kept_where_bytecode_is_not(folder, monkeypatch):
    """Whoever wants no bytecode gets no file of ours either, and the same types."""
    monkeypatch.setattr(sys, 'dont_write_bytecode', True)
    assert declared().sizeof('Box')
    assert not kept(folder)


def test_a_folder_that_cannot_be_written_costs_time_alone(tmp_path, monkeypatch):
    """Where nothing can be kept, all is read each time."""
    (tmp_path / 'file').write_text('in the way')
    monkeypatch.setattr(sys, 'dont_write_bytecode', False)
    monkeypatch.setattr(sys, 'pycache_prefix', str(tmp_path / 'file'))
    assert declared().sizeof('Box')
