"""What the program needs: pyproject.toml asks for it, the locks say which, and build.py can read both."""

import tomllib
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standins import ROOT, load

LOCKS = ('requirements.lock', 'requirements-test.lock')


NUMBERS = st.lists(st.integers(0, 12), min_size=1, max_size=4).map(lambda parts: '.'.join(map(str, parts)))


@given(NUMBERS, NUMBERS, st.sampled_from(['>=', '<', '==']))
def test_versions_are_compared_as_pip_does(version, bound, sign):
    """For releases without letters, the packaging library’s answer is ours."""
    from packaging.specifiers import SpecifierSet

    program = load(ROOT / 'build.py')
    assert program._satisfied(f'x{sign}{bound}', {'x': version}) is SpecifierSet(f'{sign}{bound}').contains(version)


@pytest.mark.parametrize('group', [[], ['test']])
def test_every_requirement_is_one_that_build_py_can_read(program, group):
    """pyproject.toml asks with >=, == and < alone, and the locked versions satisfy it."""
    project = tomllib.loads((ROOT / 'pyproject.toml').read_text())
    wanted = [
        *project['project']['dependencies'],
        *(line for name in group for line in project['dependency-groups'][name]),
    ]
    pins = _pins('requirements-test.lock' if group else 'requirements.lock')
    assert all(program._satisfied(requirement, pins) for requirement in wanted)
    assert not program._satisfied(wanted[0], {})


def _pins(lock):
    lines = [line for line in (ROOT / lock).read_text().splitlines() if '==' in line]
    return dict(line.split()[0].split('==') for line in lines)


def test_the_locks_agree_and_name_no_address():
    """The one for tests holds all of the other, so one environment serves both; every package has its hashes."""
    texts = [(ROOT / lock).read_text() for lock in LOCKS]
    pins = [
        {line.rstrip(' \\') for line in text.splitlines() if '==' in line and '--hash' not in line} for text in texts
    ]
    # What one needs on some Pythons, the other may need on all.
    assert all({pin, pin.partition(' ;')[0]} & pins[1] for pin in pins[0])
    assert len(pins[0]) < len(pins[1])
    for text in texts:
        assert '://' not in text
        entries = text.split('\n')
        assert all('--hash=sha256:' in after for line, after in pairwise(entries) if '==' in line)
