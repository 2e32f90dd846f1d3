"""The command check: what it takes, what it tells, and its exit status."""

import re
import threading

import pikepdf
import pytest
from leaves import column, full, pdf, words
from PIL import Image
from projects import run, write_project

from chapbook import beside, preflight
from chapbook.cli import main
from chapbook.commands import check
from chapbook.editions import EDITIONS
from chapbook.problems import ChapbookError

WELL = words('All is well', font='E')


@pytest.fixture
def told(capsys, tmp_path, monkeypatch):
    """Run the command in an empty folder; return its status, what it told, and what it found wrong."""
    monkeypatch.chdir(tmp_path)

    def run_check(*arguments):
        status = main(['check', *map(str, arguments)])
        out, err = capsys.readouterr()
        return status, out.splitlines(), err.splitlines()

    return run_check


def test_the_command_knows_every_kind():
    """Names that are listed for usage messages are those of the table of kinds."""
    assert tuple(preflight.KINDS) == check.KIND_NAMES
    assert set(check.KINDS_BY_SUFFIX) <= set(EDITIONS)


def test_a_right_file_is_told_in_a_line(told, tmp_path):
    """Nothing wrong: a summary, and status 0; quiet tells nothing."""
    (tmp_path / 'a.pdf').write_bytes(pdf(*[WELL] * 4))
    assert told('a.pdf') == (0, ['a.pdf: 4 pages, pages to be folded and bound: nothing found'], [])
    assert told('a.pdf', '-q') == (0, [], [])


def test_what_is_wrong_is_told_with_its_page_and_place(told, tmp_path):
    """An error gives status 1; what is alike on many pages is told once."""
    (tmp_path / 'a.pdf').write_bytes(pdf(WELL, words('no'), words('no'), words('no')))
    status, out, err = told('a.pdf')
    assert status == 1
    assert err == [
        'a.pdf:page 2 (35–40 × 102–105 mm): error: the font Courier is not embedded, and on pages 3, 4',
        'hint: export the PDF again with “embed all fonts”',
    ]
    assert out == ['a.pdf: 4 pages, pages to be folded and bound: 3 errors']


def test_pages_that_follow_each_other_are_told_as_ranges(told, tmp_path):
    """A long file names what is on all its pages in a line; two pages side by side are no range."""
    (tmp_path / 'a.pdf').write_bytes(pdf(*[words('no') if at in (1, 3, 4, 7, 8, 9) else WELL for at in range(12)]))
    assert told('a.pdf')[2][0].endswith('is not embedded, and on pages 4, 5, 8–10')
    (tmp_path / 'a.pdf').write_bytes(pdf(*[words('no') if at % 2 == 0 or at < 5 else WELL for at in range(30)]))
    assert told('a.pdf')[2][0].endswith('is not embedded, and on pages 2–5, 7, 9, 11, 13, 15, 17, 19 and 5 more')


def test_warnings_fail_where_asked(told, tmp_path):
    """A warning leaves the status 0 but with --fail-on-warnings; a note always does."""
    (tmp_path / 'a.pdf').write_bytes(pdf('0.1 w 100 100 m 200 100 l S', *[WELL] * 3))
    (tmp_path / 'b.pdf').write_bytes(pdf(*[WELL] * 3))
    assert told('a.pdf')[0] == 0
    assert told('a.pdf', '--fail-on-warnings')[0] == 1
    assert told('b.pdf', '--fail-on-warnings')[0] == 0
    assert told('a.pdf', '-q') == (0, [], [])


def test_a_file_is_held_to_what_it_is_for(told, tmp_path):
    """--for says what a file is to be printed as."""
    (tmp_path / 'a.pdf').write_bytes(pdf('0.4 w 100 100 m 200 100 l S', *[WELL] * 3))
    assert told('a.pdf')[0] == 0
    assert told('a.pdf', '--for', 'copier')[0] == 1


def test_a_file_that_cannot_be_read_leaves_the_others_alone(told, tmp_path):
    """Each is told with its name, and the others are checked."""
    (tmp_path / 'a.pdf').write_bytes(b'%PDF-1.7 and no more')
    (tmp_path / 'b.pdf').write_bytes(pdf(*[WELL] * 4))
    status, out, err = told('a.pdf', 'b.pdf')
    assert status == 1
    assert err[0].startswith('a.pdf: error: the PDF is damaged')
    assert out == ['b.pdf: 4 pages, pages to be folded and bound: nothing found']


def test_what_is_not_there_is_wrong_use(told, tmp_path):
    """A file or a text that does not exist, or was not built, is said to be so."""
    write_project(tmp_path, one='Words.')
    for name, message in (
        ('a.pdf', 'there is no such file'),
        ('two', 'there is no text'),
        ('one', 'no pages of “one”'),
    ):
        status, _, err = told(name)
        assert status == 2
        assert message in ' '.join(err)


def test_what_was_built_is_found_and_led_back_to_its_source(tmp_path):
    """Pages and sheets of a text are checked by its name; a finding says the line of the source it is about."""
    project = write_project(tmp_path, one='Words of one.\n\nHere \U000f0000 is a letter that no face has.\n')
    assert run('one', '-e', 'pdf', '-e', 'booklet-a4', cwd=project).returncode == 0
    done = run('check', 'one', cwd=project)
    assert done.returncode == 1
    assert 'dist/one/one.pdf:page 3 (' in done.stderr
    assert '(at source/one.md:10)' in done.stderr
    assert re.search(r'one-booklet-a4\.pdf:page .*\(at source/one\.md:10\)', done.stderr)
    summaries = done.stdout.splitlines()
    assert [line.partition(':')[0] for line in summaries] == ['dist/one/one-booklet-a4.pdf', 'dist/one/one.pdf']
    assert 'sheets with several pages each' in summaries[0]


def test_a_picture_for_the_print_shop_is_led_back_to_its_line(tmp_path):
    """Its name travels with it where no tags do; one that is the cover’s is named in the front matter."""
    project = write_project(tmp_path, one='Words.\n\n![A square](small & odd.png)\n')
    text = project / 'source' / 'one.md'
    text.write_text(text.read_text().replace('---\n', '---\ncover-image: cover.png\n', 1))
    for name, grey in (('small & odd.png', 90), ('cover.png', 160)):
        Image.new('RGB', (60, 60), (grey, 20, 20)).save(project / 'source' / name)
    assert run('one', '-e', 'press', cwd=project).returncode == 0
    told = run('check', 'one', cwd=project).stderr
    lines = [line for line in told.splitlines() if 'dpi' in line]
    wanted = [1 + at for at, line in enumerate(text.read_text().splitlines()) if '.png' in line]
    assert [int(re.search(r'source/one\.md:(\d+)', line)[1]) for line in lines] == wanted
    with pikepdf.open(project / 'dist' / 'one' / 'one-press.pdf') as document:
        assert not [thing for thing in document.objects if '/ChapbookName' in str(list(getattr(thing, 'keys', list)()))]


def test_a_file_is_held_to_how_its_text_is_bound(told, tmp_path):
    """By its path as by its name; of a file from elsewhere --binding says it."""
    (tmp_path / 'source').mkdir()
    (tmp_path / 'source' / 'one.md').write_text('---\ntitle: One\nbinding: glued\n---\nWords.\n')
    built = tmp_path / 'dist' / 'one' / 'one-press.pdf'
    built.parent.mkdir(parents=True)
    for path in (built, tmp_path / 'a.pdf'):
        path.write_bytes(pdf(*[WELL] * 6))
    assert told('one') == told(built.relative_to(tmp_path)) == (0, [told('one')[1][0]], [])
    assert 'pages for a print shop: nothing found' in told('one')[1][0]
    assert 'no multiple of four' in ' '.join(told('a.pdf', '--for', 'press')[2])
    assert told('a.pdf', '--for', 'press', '--binding', 'glued')[2] == []


@pytest.mark.parametrize(('processes', 'told_here'), [(1, range(1, 61)), (2, [*range(1, 31), 60])])
def test_a_long_file_tells_how_far_it_has_come(monkeypatch, processes, told_here):
    """Pages are read one after the other, each told as it is read, but for those that a copy of the program reads."""
    monkeypatch.setattr(beside, '_most', processes)
    monkeypatch.setattr(threading, 'active_count', lambda: 1)
    seen = []
    preflight.check(pdf(*[column(full(30))] * 60), None, lambda page, pages: seen.append((page, pages)))
    assert seen == [(page, 60) for page in told_here]


@pytest.mark.parametrize('damaged', [1, 20])
def test_who_reads_a_page_makes_no_difference(monkeypatch, damaged):
    """A long file is judged alike with one processor and with two, and so is one with a damaged page in either half."""
    found = []
    monkeypatch.setattr(threading, 'active_count', lambda: 1)
    monkeypatch.setattr(beside, 'FEWEST', 1)
    pages = [column(full(30, 20 + at % 3)) for at in range(20)]
    broken = ['q 1 0 cm' if at == damaged else page for at, page in enumerate(pages, 1)]
    for processes in (1, 2):
        monkeypatch.setattr(beside, '_most', processes)
        with pytest.raises(ChapbookError) as refused:
            preflight.check(pdf(*broken))
        found.append((preflight.check(pdf(*pages)), str(refused.value)))
    assert found[0] == found[1]
    assert found[0][0].findings
    assert f'page {damaged} of the PDF is damaged' in found[0][1]
