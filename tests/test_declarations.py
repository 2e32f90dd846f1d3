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


def declared():
    """Return all declarations, not read yet."""
    made = Declarations()
    for source in DECLARED:
        made.cdef(source)
    return made


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


def test_cffi_reads_once(monkeypatch, tmp_path):
    """A second process takes what the first has kept."""
    monkeypatch.setattr(sys, 'dont_write_bytecode', False)
    monkeypatch.setattr(sys, 'pycache_prefix', str(tmp_path))
    assert declared().sizeof('Glyph') == cffi.FFI().sizeof('unsigned int')
    monkeypatch.setattr(declarations, '_written', lambda _: pytest.fail('cffi has read it before'))
    assert declared().sizeof('Box') == 2 * cffi.FFI().sizeof('int')
