"""The benchmark of paragraphs: it runs on any machine, names whom it skips, accounts for every line, and is fair."""

import shutil
import sys
from dataclasses import replace
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from judges import judge

FOLDER = Path(__file__).parent.parent / 'benchmarks' / 'typography'
WORDS = 'The committee met on Thursdays in a room above the bakery, and whoever came had a vote and a chair. ' * 8


@pytest.fixture
def bench(monkeypatch, tmp_path):
    """Return the benchmark’s modules and a sample for its setters."""
    judge('pdftotext')
    monkeypatch.syspath_prepend(FOLDER)
    import measure
    import peers
    import plot

    peers.lend_faces(tmp_path)
    yield measure, peers, plot, peers.Sample([WORDS.strip()] * 3, 'en', 0.035, tmp_path)
    for name in ('measure', 'peers', 'plot', '__main__'):
        if FOLDER in Path(getattr(sys.modules.get(name), '__file__', None) or '/').parents:
            del sys.modules[name]


def command():
    """Return the benchmark’s own command as a module."""
    spec = spec_from_file_location('typography_benchmark', FOLDER / '__main__.py')
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_peer_that_is_not_installed_is_skipped_by_name(bench, monkeypatch, tmp_path, capsys):
    """Without XeLaTeX and Typst the others are measured, both are named with their reason, and a plot is drawn."""
    _, _, plot, sample = bench
    tools = tmp_path / 'bin'
    tools.mkdir()
    (tools / 'pdftotext').symlink_to(shutil.which('pdftotext'))
    monkeypatch.setenv('PATH', str(tools))
    monkeypatch.setitem(sys.modules, 'typst', None)
    found = command().compare(sample)
    assert list(found) == ['WeasyPrint', 'chapbook']
    told = [line.split('skipped: ') for line in capsys.readouterr().out.splitlines() if 'skipped' in line]
    assert [(name.strip(), why) for name, why in told] == [
        ('XeLaTeX', 'xelatex is not installed'),
        ('XeLaTeX + microtype', 'xelatex is not installed'),
        ('Typst', 'typst is not installed: pip install typst'),
    ]
    drawn = plot.plot({'the face’s word space': {'A text': found}})
    assert 'WeasyPrint' in drawn
    assert 'XeLaTeX' not in drawn


def test_a_line_that_falls_short_is_told(bench, monkeypatch):
    """A line that ends before the margin, and does not end its paragraph, is counted as lost and as nothing else."""
    measure, peers, _, sample = bench
    whole = measure.measure(peers.greedy(sample), command().MEASURE_PT)
    monkeypatch.setattr(peers, 'escape', str)
    short = replace(sample, paragraphs=[sample.paragraphs[0], f'{WORDS} short.<br/>{WORDS}'])
    found = measure.measure(peers.greedy(short), command().MEASURE_PT)
    assert (whole.lost, found.lost) == (0, 1)


@pytest.mark.parametrize('setter', ['greedy', 'chapbook'])
def test_a_wider_word_space_is_set_by_all(bench, setter):
    """The same words with wider spaces take no fewer lines, and every line is accounted for."""
    measure, peers, _, sample = bench
    narrow, wide = (
        measure.measure(getattr(peers, setter)(replace(sample, space_em=space)), command().MEASURE_PT)
        for space in (0.0, 0.3)
    )
    assert wide.lines > narrow.lines
    assert narrow.lost == wide.lost == 0


def test_better_on_both_counts_is_below_and_left(bench):
    """Who has no more hyphens and no less even spaces is named; who wins one of them alone is not."""
    measure, *_ = bench

    def figures(hyphens, cv):
        return measure.Figures(100, 0, hyphens, 1, 0.0, 1.5, cv, 0)

    found = {
        'chapbook': figures(10, 0.2),
        'fewer hyphens': figures(5, 0.3),
        'more even': figures(20, 0.1),
        'as good': figures(10, 0.2),
        'better': figures(9, 0.19),
    }
    assert command().better(found) == ['as good', 'better']
