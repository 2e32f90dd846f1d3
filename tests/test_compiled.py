"""What Python would compile anew in every run is kept: it is the same as compiled, and nothing depends on it."""

import collections
import dataclasses
import marshal
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module

import pytest

from chapbook import compiled, kept

PATTERNS = (
    ('', 0),
    ('a|bc*', 0),
    (r'(?P<year>\d{4})-(?P<month>\d\d)(x)?', 0),
    ('[äöü’–]+', re.IGNORECASE),
    (r'(?<!\w)q (?# a word) ', re.VERBOSE | re.MULTILINE),
    (r'(?i:k)\s(?=s)', re.DOTALL | re.ASCII),
    (rb'/(\w+)\s*<<', 0),
)
TEXT = "2026-11x\nÄpfel–ÖL\nqk s k s\n' abccc"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Return the folder in which Python keeps bytecode now."""
    monkeypatch.setattr(sys, 'dont_write_bytecode', False)
    monkeypatch.setattr(sys, 'pycache_prefix', str(tmp_path))
    return tmp_path


@pytest.fixture(autouse=True)
def importing(monkeypatch):
    """Let everything be compiled as if a module were being imported."""
    monkeypatch.setattr(compiled, '_importing', lambda: True)


def known_from_before():
    """Return a store that has what an earlier run wrote."""
    store = compiled.Store()
    store.read()
    return store


@pytest.mark.usefixtures('folder')
def test_a_pattern_is_the_same_and_not_compiled_again(monkeypatch):
    """Flags, groups, names and what it finds are those of a pattern that was compiled."""
    before = compiled.Store()
    fresh = [before.pattern(source, int(flags)) for source, flags in PATTERNS]
    before.write()
    store = known_from_before()
    monkeypatch.setattr(compiled, '_compile_pattern', lambda *_: pytest.fail('it is there'))
    for pattern, (source, flags) in zip(fresh, PATTERNS, strict=True):
        again, plain = store.pattern(source, int(flags)), re.compile(source, flags)
        text = TEXT if isinstance(source, str) else b'/Artifact << >>'
        assert again == pattern == plain
        assert (again.flags, again.groups, again.groupindex) == (plain.flags, plain.groups, plain.groupindex)
        assert [*map(str, again.finditer(text))] == [*map(str, plain.finditer(text))]


@pytest.mark.usefixtures('folder')
def test_a_record_is_the_same_and_not_compiled_again(monkeypatch):
    """Dataclasses and named tuples are made, shown and compared as ever."""

    def made(store):
        monkeypatch.setattr(dataclasses, 'exec', store.exec, raising=False)
        monkeypatch.setattr(collections, 'eval', store.eval, raising=False)
        place = dataclasses.make_dataclass('Place', [('line', int), ('column', int, 1)], frozen=True)
        pair = collections.namedtuple('pair', 'one other', defaults=[2])  # noqa: PYI024
        return place(3), pair(1)

    before = compiled.Store()
    first = made(before)
    before.write()
    store = known_from_before()
    monkeypatch.setattr(compiled, 'compile', lambda *_, **__: pytest.fail('it is there'), raising=False)
    place, pair = made(store)
    assert repr((place, pair)) == repr(first)
    assert (place.line, place.column, pair.one, pair.other) == (3, 1, 1, 2)
    assert place == dataclasses.replace(place)
    with pytest.raises(dataclasses.FrozenInstanceError):
        place.line = 4


@pytest.mark.usefixtures('folder')
@pytest.mark.parametrize(
    'kept_data',
    [b'', b'no marshal', marshal.dumps([1]), marshal.dumps({('a+', 0): b'?', ('b', 0): marshal.dumps((0,))})],
)
def test_what_is_damaged_is_compiled_anew(kept_data):
    """A file with anything else in it costs time alone."""
    kept.write(compiled.NAME, compiled._made_from(), kept_data)
    store = known_from_before()
    assert store.pattern('a+').findall('caab') == ['aa']
    assert store.pattern('b').findall('caab') == ['b']


@pytest.mark.usefixtures('folder')
def test_code_that_the_engine_finds_faulty_is_compiled_anew():
    """The engine of `re` looks at code before it takes it."""
    kept.write(
        compiled.NAME, compiled._made_from(), marshal.dumps({('a', 0): marshal.dumps((32, [99, 99], 0, {}, (None,)))})
    )
    assert known_from_before().pattern('a').findall('caab') == ['a', 'a']


def test_what_nothing_is_added_to_is_not_written_again(folder, monkeypatch):
    """A run that compiled nothing new writes nothing; two processes keep what each compiled."""
    one, other = compiled.Store(), compiled.Store()
    one.pattern('a'), other.pattern('b')
    one.write(), other.write()
    monkeypatch.setattr(kept, 'write', lambda *_: pytest.fail('nothing is new'))
    store = known_from_before()
    store.pattern('a'), store.pattern('b')
    store.write()
    assert len([path for path in folder.rglob('*') if path.is_file()]) == 1


def test_a_pattern_that_cannot_be_is_told_as_ever():
    """Wrong patterns, and arguments that are none, raise what `re` raises; afterwards others are compiled."""
    store = compiled.Store()
    with pytest.raises(re.error, match='unterminated'):
        store.pattern('(')
    assert store.pattern('x').match('x')


@pytest.mark.usefixtures('folder')
def test_threads_keep_each_their_own_pattern():
    """What two threads compile at once is not mixed up."""
    store = compiled.Store()
    sources = [f'{letter}{{{number}}}' for number in range(2, 40) for letter in 'abcdef']
    with ThreadPoolExecutor(8) as threads:
        [*threads.map(store.pattern, sources)]
    store.write()
    again = known_from_before()
    for source in sources:
        letter, number = source[0], int(source[2:-1])
        assert again.pattern(source).fullmatch(letter * number), source


def test_commands_keep_what_they_compile(tmp_path):
    """The command line takes what the run before it compiled: the second time, no dataclass is compiled."""
    script = (
        'import sys; from chapbook import compiled; compiled.keep(); '
        'compiled.compile = lambda *_, **__: sys.exit("compiled"); import chapbook.cli'
    )
    environment = {
        'PYTHONPYCACHEPREFIX': str(tmp_path),
        'PATH': '',
        'PYTHONPATH': str(compiled.kept.__file__).rpartition('/chapbook/')[0],
    }
    command = [sys.executable, '-c', script]
    assert subprocess.run(command, env=environment, check=False, capture_output=True).returncode == 1
    first = [sys.executable, '-m', 'chapbook', '--version']
    subprocess.run(first, env=environment, check=True, capture_output=True)
    assert subprocess.run(command, env=environment, check=False, capture_output=True).returncode == 0


def test_what_a_text_says_is_not_kept(folder, monkeypatch):
    """Of patterns made while a program runs, perhaps of words that are nobody else’s, none is written."""
    monkeypatch.undo()
    monkeypatch.setattr(sys, 'dont_write_bytecode', False)
    monkeypatch.setattr(sys, 'pycache_prefix', str(folder))
    monkeypatch.syspath_prepend(folder)
    (folder / 'module_with_a_pattern.py').write_text("import re\nPATTERN = re.compile('of a module')\n")
    store = compiled.Store()
    monkeypatch.setattr(compiled.COMPILER, 'compile', store.pattern)
    re.compile('a secret')
    import_module('module_with_a_pattern')
    store.write()
    (file,) = folder.rglob('*.kept')
    assert b'of a module' in file.read_bytes()
    assert b'a secret' not in file.read_bytes()
