"""What is told, and to whom: plain lines in a pipe, bars and a table on a terminal."""

import io
import os
import re
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.console import Console

from chapbook import report
from chapbook.make import Made, Step
from chapbook.problems import Place, detail, error, warning
from chapbook.report import PlainReporter, TerminalReporter

PAMPHLET = Made(Path.cwd() / 'dist' / 'one' / 'one.pdf', 'pdf', 'read on a screen', 16, 123_456, 1.26)
PAGE = Made(Path('/elsewhere/one.html'), 'html', 'open in a browser', None, 1_234_567, 0.04)
PROBLEM = error('what is [bold]wrong[/] :dog:', Place(Path('a.md'), 3), 'mend it')


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self):
        """Say so."""
        return True


def plain(shown):
    """Return what was shown without its escape codes."""
    return re.sub(r'\x1b\[[0-9;?]*[A-Za-z]', '', shown)


@pytest.fixture
def screen(monkeypatch):
    """A reporter for a terminal of 100 columns, and what that shows."""
    shown = Terminal()
    monkeypatch.setattr(report, 'sys', SimpleNamespace(stdout=shown, stderr=shown))
    tell = TerminalReporter()
    tell.console = Console(file=shown, force_terminal=True, width=100)
    return tell, shown


# --- Words ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ('count', 'said'),
    [(0, '1 kB'), (1, '1 kB'), (1499, '1 kB'), (123_456, '123 kB'), (999_499, '999 kB'), (1_000_000, '1.0 MB'),
     (1_250_000, '1.2 MB'), (23_456_789, '23.5 MB')],
)  # fmt: skip
def test_sizes_are_said_as_people_say_them(count, said):
    """Thousands of bytes are kB and millions MB; nothing is smaller than 1 kB."""
    assert report.size(count) == said


@given(st.integers(0, 10**10))
@example(999_999)
def test_a_size_is_never_off_by_more_than_half_of_its_last_digit(count):
    """What is said of a size is true to its last digit, and never “1000 kB”."""
    number, unit = report.size(count).split()
    worth = {'kB': 1000, 'MB': 1_000_000}[unit]
    assert abs(float(number) * worth - max(count, 500)) <= worth / (2 if unit == 'kB' else 20) + 0.001
    assert number != '1000'


def test_a_file_is_told_in_a_line():
    """Pages where there are any, size, time and purpose."""
    assert report.describe(PAMPHLET) == '16 pages, 123 kB, 1.3 s: read on a screen'
    assert report.describe(PAGE) == '1.2 MB, 0.0 s: open in a browser'


def test_paths_are_as_short_as_they_can_be():
    """Below the current folder a path is told from there, elsewhere in full."""
    assert report.shown(PAMPHLET.path) == Path('dist/one/one.pdf')
    assert report.shown(PAGE.path) == PAGE.path


# --- In a pipe --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ('options', 'out', 'err'),
    [
        ({}, 1, 4),
        ({'verbose': True}, 2, 4),
        ({'quiet': True}, 0, 2),
        ({'quiet': True, 'verbose': True}, 1, 2),
    ],
)
def test_plain_lines_go_where_they_belong(capsys, options, out, err):
    """Files and steps to standard output, problems to standard error; quiet keeps files and warnings to itself."""
    tell = PlainReporter(**options)
    with tell.running(1):
        tell.step(Step('one', 'text', 1))
        tell.problem(PROBLEM)
        tell.problem(warning('look at this', None, 'or not'))
        tell.made(PAMPHLET)
    tell.end([PAMPHLET])
    captured = capsys.readouterr()
    assert (captured.out.count('\n'), captured.err.count('\n')) == (out, err)
    assert captured.err.startswith('a.md:3: error: what is [bold]wrong[/] :dog:\nhint: mend it\n')


@pytest.mark.parametrize(
    ('options', 'stream', 'kind'),
    [
        ({}, Terminal, TerminalReporter),
        ({}, io.StringIO, PlainReporter),
        ({'quiet': True}, Terminal, PlainReporter),
        ({'colours': False}, Terminal, PlainReporter),
        ({}, lambda: None, PlainReporter),
    ],
)
def test_who_tells_depends_on_where_words_go(monkeypatch, options, stream, kind):
    """Bars and a table on a terminal that wants them; lines in a pipe, with NO_COLOR, and where there is no output."""
    monkeypatch.setattr(sys, 'stdout', stream())
    assert type(report.reporter(**{'quiet': False, 'verbose': False, 'colours': True, **options})) is kind


def test_a_line_nobody_reads_is_no_error():
    """After the reader has gone nothing more is told, and nothing is raised."""
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, 'w', closefd=True) as stream:
        report.say('a line', stream)
        report.say('another', stream)


# --- On a terminal ----------------------------------------------------------------------------------------------------


def test_a_table_of_what_was_made(screen):
    """File, what it is for, pages, size and seconds, a row each; nothing where nothing was made."""
    tell, shown = screen
    tell.end([])
    assert shown.getvalue() == ''
    tell.end([PAMPHLET, PAGE])
    head, *rows = (re.split(r' {2,}', line.strip()) for line in plain(shown.getvalue()).splitlines())
    assert head == ['file', 'for', 'pages', 'size', 'seconds']
    assert rows == [
        ['dist/one/one.pdf', 'read on a screen', '16', '123 kB', '1.3'],
        ['/elsewhere/one.html', 'open in a browser', '1.2 MB', '0.0'],
    ]


def test_a_bar_moves_on_with_each_edition(screen):
    """A text has a bar from its first step; each edition that is finished moves it, its files fill it."""
    tell, shown = screen
    with tell.running(1):
        done = []
        for edition in ('text', 'html', 'pdf'):
            tell.step(Step('one', edition, 2))
            done.append(tell._progress.tasks[0].completed)
        tell.made(PAMPHLET)
        done.append(tell._progress.tasks[0].completed)
    assert done == [0, 0, 1, 2]
    assert 'one' in plain(shown.getvalue())


def test_a_problem_is_told_above_the_bars(screen):
    """As it is: brackets are no markup, colons no picture; what kind it is stands out in colour."""
    tell, shown = screen
    with tell.running(1):
        tell.step(Step('one', 'text', 1))
        tell.problem(PROBLEM)
    assert 'a.md:3: error: what is [bold]wrong[/] :dog:\nhint: mend it\n' in plain(shown.getvalue())
    assert '\x1b[1;31merror: ' in shown.getvalue()


def test_a_problem_goes_to_standard_error_where_that_is_no_terminal(screen, monkeypatch):
    """Sent elsewhere, errors are plain lines there and not on the screen."""
    tell, shown = screen
    monkeypatch.setattr(report.sys, 'stderr', io.StringIO())
    tell.problem(PROBLEM)
    assert report.sys.stderr.getvalue() == f'{PROBLEM}\n'
    assert shown.getvalue() == ''


def test_steps_are_told_where_asked_to_tell_more(screen):
    """Verbose on a terminal is a line for each step, above the bars."""
    tell, shown = screen
    tell.verbose = True
    with tell.running(1):
        tell.step(Step('a[b]:dog:', 'text', 1))
    assert 'a[b]:dog:: text\n' in plain(shown.getvalue())


@pytest.mark.parametrize('verbose', [True, False])
def test_details_are_told_where_asked_for(capsys, verbose):
    """What was done on the way is told with -v, and else kept."""
    PlainReporter(verbose=verbose).problem(detail('a picture is smaller'))
    assert ('a picture is smaller' in capsys.readouterr().err) == verbose
