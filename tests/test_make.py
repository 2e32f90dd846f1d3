"""The pipeline: files whole or not at all, the same bytes anywhere, and one broken text no one else’s business."""

import io
import os
import random
import shutil
import subprocess
import threading
import time
import zipfile
from dataclasses import replace

import pypdfium2
import pytest
from epubs import DRAWING, RICH, ROOT, book_of
from projects import EDITIONS, SHORT, built, command, environment, files, run, write_project

from chapbook import beside, compose, editions, make, page_files, publish
from chapbook.catalogue import publish_catalogue
from chapbook.editions import EDITIONS as ROWS
from chapbook.editions import Edition, cover, named
from chapbook.make import Made, Request, Step
from chapbook.press import Press
from chapbook.problems import ChapbookError, Problem, Severity, error
from chapbook.project import find_texts
from chapbook.theme import Theme, load_theme

USUAL = [edition.name for edition in named(())]
UNDATED = '---\ntitle: Undated\nauthor: [Ann Onymous, Ben Ondas]\nlang: de\nsubject: [b, a, c]\n---\n\n'
OWN_SHEET = '---\ntitle: Rich\nlang: en\ndate: 2024-05-01\nurl: https://example.org/rich\n---\n\n'


@pytest.fixture
def project(tmp_path):
    """A project with two texts."""
    return write_project(tmp_path / 'project', one=SHORT, two=SHORT)


def events(project, editions=('html',), jobs=1):
    """Return what is told while a project is made."""
    request = Request(project, project / 'dist', editions)
    with Press(jobs) as press:
        return list(make.make_all(find_texts(project, []), request, press))


def whole(name, data):
    """Tell whether a file can be opened to its end."""
    if name.endswith('.pdf'):
        document = pypdfium2.PdfDocument(data)
        return len([page.get_textpage().get_text_range() for page in document]) == len(document) > 0
    if name.endswith('.epub'):
        return zipfile.ZipFile(io.BytesIO(data)).testzip() is None
    if name.endswith('.jpg'):
        return data.endswith(b'\xff\xd9')
    if name.endswith('.html'):
        return data.decode().rstrip().endswith('</html>')
    return data.decode().endswith('\n')


# --- The order of things ----------------------------------------------------------------------------------------------


def test_each_step_file_and_problem_is_told_as_it_comes(project):
    """A text begins, goes through its editions, tells what is wrong and then its files; texts follow each other."""
    write_project(project, two='---\ntitle: Two\n---\n\nNo language.\n')
    told = events(project)
    of_one = [event for event in told if getattr(event, 'slug', 'one') == 'one' and not isinstance(event, Problem)]
    assert of_one[:2] == [Step('one', 'text', 1), Step('one', 'html', 1)]
    assert [event.path.name for event in told if isinstance(event, Made)] == ['one.html', 'two.html']
    (problem,) = [event for event in told if isinstance(event, Problem)]
    assert (problem.severity, str(problem.place)) == (Severity.WARNING, 'source/two.md:1')


def test_a_file_is_told_with_what_there_is_to_know_of_it(project):
    """Where it is, what it is for, its pages if it has any, its size, and how long it took."""
    told = {event.path.name: event for event in events(project, ('html', 'pdf')) if isinstance(event, Made)}
    for made in told.values():
        assert made.path.stat().st_size == made.size_bytes
        assert made.purpose == ROWS[made.edition].purpose
        assert 0 <= made.seconds < 60
    assert told['one.html'].pages is None
    assert told['one.pdf'].pages == len(pypdfium2.PdfDocument(told['one.pdf'].path)) > 2


def test_a_word_that_is_lost_keeps_its_text_from_being_written(project, monkeypatch):
    """What an edition does not say as the text does is an error, and the old files stay as they are."""
    events(project)
    before = files(project / 'dist')
    render = ROWS['html'].render
    lossy = replace(ROWS['html'], render=lambda *given: render(*given).replace(b'Words of', b'Words'))
    monkeypatch.setitem(ROWS, 'html', lossy)
    told = events(project)
    errors = [event for event in told if isinstance(event, Problem)]
    assert len(errors) == 2
    assert all(problem.severity is Severity.ERROR and 'of' in problem.message for problem in errors)
    assert not [event for event in told if isinstance(event, Made)]
    assert files(project / 'dist') == before


def test_pages_are_laid_out_once(monkeypatch):
    """Five editions need two sizes of page; the e-book has its cover and its page numbers from the pamphlet."""
    composed = []
    print_document = compose.print_document

    def count(book, theme, page):
        composed.append(page.name)
        return print_document(book, theme, page)

    monkeypatch.setattr(compose, 'print_document', count)
    book, theme = book_of('Words.'), load_theme(ROOT)
    cases = (
        (USUAL, ['a5', 'half-letter'], 99),
        (('epub', 'html'), ['a5'], 99),
        (('html',), [], 99),
        (('epub', 'kepub'), ['cover'], 1),
    )
    for names, wanted, most in cases:
        composed.clear()
        monkeypatch.setattr(editions, 'MOST_LETTERS', most)
        with Press(1) as none:
            page_files.begin(book, theme, [ROWS[name] for name in names], none)
        assert composed == wanted


@pytest.mark.parametrize('most', [200_000, 100])
def test_an_ebook_is_the_same_whatever_is_made_beside_it(tmp_path, monkeypatch, most):
    """Short texts have page numbers, long ones none and a note that says so, alone and beside the PDF."""
    monkeypatch.setattr(editions, 'MOST_LETTERS', most)
    project = write_project(tmp_path / 'project', one=SHORT + '\nMore *words*, and a 中.\n' * 20)
    made = []
    for names in (('epub',), ('pdf', 'booklet-a4', 'epub')):
        told = events(project, names)
        made.append((project / 'dist/one/one.epub').read_bytes())
        notes = [event.message for event in told if isinstance(event, Problem) and event.severity is Severity.NOTE]
        assert bool(notes) == (most == 100)
        assert all('no page numbers' in message for message in notes)
    assert made[0] == made[1]
    with zipfile.ZipFile(io.BytesIO(made[0])) as archive:
        assert (b'doc-pagelist' in archive.read('EPUB/contents.xhtml')) == (most > 100)


@pytest.mark.skipif(not hasattr(os, 'fork'), reason='this system copies no processes')
def test_the_cover_of_a_long_text_is_drawn_while_it_is_read(tmp_path, monkeypatch):
    """Drawn by a copy of the program from the front matter alone, it is the one that other builds give the e-book."""
    monkeypatch.setattr(editions, 'MOST_LETTERS', 10)
    monkeypatch.setattr(beside, 'FEWEST', 0)
    monkeypatch.setattr(beside, '_most', 2)
    monkeypatch.setattr(threading, 'active_count', lambda: 1)
    project = write_project(tmp_path / 'project', one=OWN_SHEET + SHORT.rpartition('---')[2])
    with monkeypatch.context() as context:
        context.setattr(Press, 'lay_out', None)
        events(project, ('epub', 'kepub'))
    beside_it = files(project / 'dist')
    monkeypatch.setattr(beside, '_most', 1)
    monkeypatch.setattr(cover, 'draw', None)
    monkeypatch.setattr(Theme, 'is_house', False)
    started = []
    monkeypatch.setattr(Press, 'start', lambda press: started.append(press.workers))
    events(project, ('epub', 'kepub'))
    assert files(project / 'dist') == beside_it
    # Once as it is entered, once more as it is known that the cover is to be laid out.
    assert len(started) == 2


@pytest.fixture
def short_texts_only(monkeypatch):
    """An edition that cannot be made of any text, after the others in the table."""

    def refuse(*_):
        raise ChapbookError(error('this is too long'))

    monkeypatch.setitem(ROWS, 'leaf', Edition('leaf', 'pin on a door', '-leaf.html', refuse))


@pytest.mark.usefixtures('short_texts_only')
@pytest.mark.parametrize('everything', [False, True])
def test_an_edition_that_cannot_be_made_leaves_the_others_alone(project, everything):
    """Asked for by its name that is an error; among all editions a warning. The text’s other files are written."""
    request = Request(project, project / 'dist', ('html', 'leaf'), everything=everything)
    with Press(1) as press:
        told = list(make.make_all(find_texts(project, ['one']), request, press))
    assert [event.edition for event in told if isinstance(event, Made)] == ['html']
    (problem,) = [event for event in told if isinstance(event, Problem)]
    assert (problem.severity, problem.message) == ('warning' if everything else 'error', 'this is too long')


def test_a_text_says_which_editions_it_wants(project):
    """Where none is asked for by name, each text has its own, or the usual ones."""
    asking = '---\ntitle: Asking\nlang: en\neditions: [html]\n---\n\nWords.\n'
    write_project(project, one=asking)
    made = {(event.path.parent.name, event.edition) for event in events(project, ()) if isinstance(event, Made)}
    assert made == {('one', 'html'), *(('two', name) for name in USUAL)}
    made = {(event.path.parent.name, event.edition) for event in events(project, ('epub',)) if isinstance(event, Made)}
    assert made == {('one', 'epub'), ('two', 'epub')}


def test_only_a_pdf_has_pages():
    """Pages are counted in what is a PDF by its first bytes."""
    assert make.count_pages(b'<!DOCTYPE html>') is None
    assert make.count_pages(b'PK') is None


# --- Repeatable -------------------------------------------------------------------------------------------------------


def test_the_same_bytes_anywhere(tmp_path):
    """Another folder, time zone, hash seed and number of processes: every edition is the same, byte for byte.

    A text without a date is dated by SOURCE_DATE_EPOCH, in every edition that says when it was made.
    """
    write_project(tmp_path / 'a', rich=OWN_SHEET + RICH, undated=UNDATED + SHORT)
    (tmp_path / 'a' / 'source' / 'a.svg').write_bytes(DRAWING)
    shutil.copytree(tmp_path / 'a', tmp_path / 'elsewhere' / 'b')
    epoch = {'SOURCE_DATE_EPOCH': '1000000000'}
    one = run(
        '--project', 'a', '--jobs', '1', cwd=tmp_path, env=epoch | {'TZ': 'Pacific/Kiritimati', 'PYTHONHASHSEED': '1'}
    )
    other = run(
        '-q', '-o', '../../out', cwd=tmp_path / 'elsewhere' / 'b',
        env=epoch | {'TZ': 'America/Anchorage', 'PYTHONHASHSEED': '2', 'LC_ALL': 'C', 'HOME': str(tmp_path)},
    )  # fmt: skip
    assert (one.returncode, one.stderr) == (other.returncode, other.stderr) == (0, '')
    made, again = files(tmp_path / 'a' / 'dist'), files(tmp_path / 'out')
    assert set(built(tmp_path / 'a' / 'dist')) == {
        f'{slug}/{slug}{suffix}' for slug in ('rich', 'undated') for suffix in EDITIONS
    }
    assert [name for name in made if made[name] != again.get(name)] == []
    assert all(whole(name, data) for name, data in made.items())
    assert b'20010909' in made['undated/undated.pdf']
    package = zipfile.ZipFile(io.BytesIO(made['undated/undated.epub']))
    assert b'2001-09-09T01:46:40Z' in package.read('EPUB/content.opf')
    assert {info.date_time for info in package.infolist()} == {(2001, 9, 9, 1, 46, 40)}
    assert b'2001' not in made['rich/rich.pdf']


# --- Whole ------------------------------------------------------------------------------------------------------------


def kill_at_random(words, chance):
    """Run a build and kill it a random moment after it has begun with the last edition of its first text."""
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment())
    while 'epub' not in (line := process.stdout.readline()) and line:
        pass
    time.sleep(chance.uniform(0, 0.3))
    process.kill()
    process.communicate()
    return process.returncode


@pytest.mark.parametrize('seed', range(3))
def test_a_killed_build_leaves_whole_files(project, seed):
    """After SIGKILL at any moment each file is the old one or the new one, and the next build sweeps the rest away."""
    write_project(project, one='Old words.\n', two='Old words.\n')
    events(project)
    old = files(project / 'dist')
    write_project(project, one=SHORT, two=SHORT)
    words = command('--project', project, '-v', '--jobs', '1', '-e', 'html', '-e', 'epub', '-e', 'pdf')
    assert kill_at_random(words, random.Random(seed)) in (0, -9)  # noqa: S311 - no secret
    left = {name: data for name, data in files(project / 'dist').items() if publish.PREFIX not in name}
    assert [name for name, data in left.items() if not whole(name, data)] == []
    (project / 'dist' / 'two' / f'{publish.PREFIX}half.pdf').write_bytes(b'%PDF-1.7')
    (project / 'dist' / 'catalogue' / 'feeds').mkdir(exist_ok=True)
    (project / 'dist' / 'catalogue' / 'feeds' / f'{publish.PREFIX}half.xml').write_bytes(b'<feed')
    events(project)
    publish_catalogue(project / 'dist', load_theme(ROOT))
    new = files(project / 'dist')
    assert all(left[name] in (old[name], new[name]) for name in old)
    assert not [name for name in new if publish.PREFIX in name]
