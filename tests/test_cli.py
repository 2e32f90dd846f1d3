"""The command line as its users meet it: what it takes, what it prints, and the status it ends with."""

import errno
import os
import pty
import re
import signal
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from projects import ROOT, SHORT, built, command, environment, files, run, write_project

from chapbook import __version__, cli, editions, native, press
from chapbook.cli import main
from chapbook.commands import build
from chapbook.press import Press

HEAVY = (
    'cryptography',
    'weasyprint',
    'lxml',
    'jinja2',
    'rich',
    'pikepdf',
    'yaml',
    'markdown',
    'PIL',
    'uharfbuzz',
    'pypdfium2',
)
ESCAPE = '\x1b'


@pytest.fixture
def project(tmp_path):
    """A project with two texts."""
    return write_project(tmp_path / 'project', one=SHORT, two=SHORT)


@pytest.fixture
def quick(monkeypatch):
    """Commands that run in this process, with one edition that needs no pages where none is asked for."""
    for row in editions.named(()):
        monkeypatch.setitem(editions.EDITIONS, row.name, replace(row, usual=row.name == 'html'))


def told(capsys):
    """Return what was printed to standard output and to standard error."""
    captured = capsys.readouterr()
    return captured.out, captured.err


# --- What it takes ----------------------------------------------------------------------------------------------------


def test_the_command_line_knows_every_option():
    """Options that are listed to find the command among the arguments are those of the parsers."""
    parsers = [parser for name in cli.COMMANDS for parser in cli._parsers(name)]
    actions = [action for parser in parsers for action in parser._actions]
    options = {option: action.nargs != 0 for action in actions for option in action.option_strings}
    assert options == cli.OPTIONS


@pytest.mark.parametrize(
    ('arguments', 'understood'),
    [
        ('', 'build'),
        ('one', 'build one'),
        ('-e html one', 'build -e html one'),
        ('build one', 'build one'),
        ('build import', 'build import'),
        ('--project build one', 'build --project build one'),
        ('--project here import raw.txt', 'import --project here raw.txt'),
        ('-q build', 'build -q'),
        ('import raw.txt --name build', 'import raw.txt --name build'),
        ('-o import one', 'build -o import one'),
        ('--help', '--help'),
        ('one --help', 'build one --help'),
        ('--project here --version', '--version'),
    ],
)
def test_build_is_what_is_done_where_no_command_is_given(arguments, understood):
    """The command is the first word that is no option and belongs to none; without one it is `build`."""
    assert cli.with_command(arguments.split()) == understood.split()


@pytest.mark.parametrize(
    ('arguments', 'message', 'hint'),
    [
        ('tow', 'there is no text “tow” in source/', 'did you mean “two”?'),
        ('bulid', 'there is no text “bulid” in source/', 'did you mean the command “build”?'),
        ('help', 'there is no text “help” in source/', '--help tells what there is'),
        ('impose x.pdf --scheme sadle', 'n-up, cut-and-stack', 'did you mean “saddle”?'),
        ('novel', 'there is no text “novel” in source/', 'there are: one, two'),
        ('-e pfd', 'there is no edition “pfd”', 'did you mean “pdf”?'),
        ('-e scroll', 'there is no edition “scroll”', f'there are: {", ".join(editions.EDITIONS)}'),
        ('--editon html', 'build has no option --editon', 'did you mean “--edition”?'),
        ('--outputdir=x', 'build has no option --outputdir', 'did you mean “--output-dir”?'),
        ('--output x', 'build has no option --output', '--output belongs to impose'),
        ('--fit 16', 'build has no option --fit', '--fit belongs to impose'),
        ('-z', 'build has no option -z', '--help tells what there is'),
        ('import my text.txt', '“text.txt” is a word too many for import', 'in quotes: "My text.txt"'),
        ('-e', '--edition stands alone, and needs a word behind it', 'booklet-letter, epub, html)'),
        ('serve --host', '--host stands alone, and needs a word behind it', '(default: all of this machine)'),
        ('serve --port http', '--port: “http” is no port: they go from 1 to 65535', '8080 where that is kept)'),
        ('-q=3', '--quiet takes no word', 'leave “=3” out'),
        ('--jobs 0', '--jobs: “0” is not a number from 1 on', 'one for each processor)'),
        ('--jobs many', '--jobs: “many” is not a number from 1 on', 'one for each processor)'),
        ('import', 'no FILE was named', 'import FILE'),
        ('import none.txt', 'none.txt: error: there is no such file', 'look at its name and folder'),
    ],
)
def test_wrong_use_is_told_with_a_way_out(project, capsys, arguments, message, hint):
    """What cannot be done is one error and one hint on standard error, and status 2."""
    command, *rest = cli.with_command(arguments.split())
    assert main([command, '--project', str(project), *rest]) == 2
    out, err = told(capsys)
    assert out == ''
    problem, way_out = err.splitlines()
    assert problem.endswith(message)
    assert 'error: ' in problem
    assert way_out.startswith('hint: ')
    assert way_out.endswith(hint)


@pytest.mark.parametrize('folder', ['none', 'empty', 'project/source'])
def test_a_project_without_texts_is_wrong_use(project, capsys, folder):
    """No such folder, no source/ in it, no text in that: status 2 and what to do."""
    (project.parent / 'empty' / 'source').mkdir(parents=True)
    assert main(['--project', str(project.parent / folder), '-e', 'html']) == 2
    assert re.fullmatch(r'.*: error: .*\nhint: .*\n', told(capsys)[1])


@pytest.mark.usefixtures('quick')
def test_texts_that_were_not_built_are_named_at_the_end(project, capsys):
    """Who sees the last lines alone knows what is missing; of a single text the error before is enough."""
    (project / 'source' / 'three.md').write_text('No front matter.\n', 'utf-8')
    assert main(['--project', str(project), '-q']) == 1
    assert told(capsys)[1].splitlines()[-2:] == [
        'error: 1 of 3 texts were not built: three',
        'hint: mend what is told of them above',
    ]
    assert main(['--project', str(project), '-q', 'three']) == 1
    assert 'were not built' not in told(capsys)[1]


@pytest.mark.usefixtures('quick')
def test_what_holds_of_several_texts_alike_is_told_once(project, capsys):
    """Of the first in full, of each other how many; `-v` tells all, and each counts as a warning."""
    for name in ('one', 'two', 'three'):
        (project / 'source' / f'{name}.md').write_text(f'---\ntitle: {name}\n---\nWords.\n', 'utf-8')
    build = ['--project', str(project), '-e', 'html', '--jobs', '1']
    assert main([*build, '--fail-on-warnings']) == 1
    err = told(capsys)[1]
    assert err.count('warning: ') == 1
    assert err.count(': note: a warning told above holds of this text, too') == 2
    assert main([*build, '-v']) == 0
    assert told(capsys)[1].count('warning: ') == 3


@pytest.mark.usefixtures('quick')
def test_texts_go_by_name_or_path(project, capsys, monkeypatch):
    """Only the texts that are named are built, however they are named; one named twice is built once."""
    monkeypatch.chdir(project)
    assert main(['--project', '.', 'two', 'source/two.md', '-q']) == 0
    assert built(project / 'dist') == ['two/two.html']
    assert told(capsys) == ('', '')


@pytest.mark.parametrize(
    'arguments',
    ['--help', 'build --help', 'import --help', 'impose --help', 'verify --help', 'bundle --help', 'new-key --help'],
)
def test_help_is_not_an_error(capsys, arguments):
    """Help goes to standard output with status 0, and tells the way to the other helps."""
    assert main(arguments.split()) == 0
    out, err = told(capsys)
    assert out.startswith('usage: ')
    assert err == ''
    assert ('build --help' in out) == (arguments == '--help')


@pytest.mark.parametrize(('program', 'tests'), [('build.py', True), ('chapbook', False)])
def test_help_tells_of_tests_where_there_are_any(capsys, monkeypatch, program, tests):
    """They are beside build.py, and do not come with the installed command."""
    monkeypatch.setattr(sys, 'argv', [program])
    assert main(['--help']) == 0
    assert ('runs the tests' in told(capsys)[0]) == tests


LOADED = """
import sys
import tempfile
from chapbook.cli import main
status = main(sys.argv[1:])
print([name for name in %r if name in sys.modules], status)
"""


@pytest.mark.parametrize(
    ('arguments', 'status'),
    [('--version', 0), ('--help', 0), ('-e pfd', 2), ('--editon', 2), ('import', 2), ('impose', 2)],
)
def test_nothing_heavy_is_loaded_to_say_no(arguments, status):
    """Version, help and wrong use answer at once: no library is imported for them."""
    words = [sys.executable, '-c', LOADED % (HEAVY,), *arguments.split()]
    done = subprocess.run(words, capture_output=True, text=True, env=environment(), check=True)
    assert done.stdout.splitlines()[-1] == f'[] {status}'


def test_a_text_that_is_not_there_loads_no_more_than_its_project(project):
    """A mistyped name is told before anything that reads or makes texts is loaded."""
    words = [
        sys.executable,
        '-c',
        LOADED % (HEAVY,),
        '--project',
        str(project),
        'tow',
    ]
    done = subprocess.run(words, capture_output=True, text=True, env=environment(), check=True)
    assert done.stdout.splitlines()[-1] == '[] 2'


def test_the_version_is_told_in_a_line():
    """`--version` wherever it stands, by module as by build.py."""
    assert run('--version').stdout == run('one', '--project', 'none', '--version').stdout == f'chapbook {__version__}\n'


# --- What it prints ---------------------------------------------------------------------------------------------------


def test_a_pipe_gets_plain_lines(project):
    """Each file is a line with its path, size, time and purpose; no colours, no bars, nothing on standard error."""
    done = run('--project', project, '-e', 'html', env={'FORCE_COLOR': '1'}, cwd=project)
    lines = done.stdout.splitlines()
    assert (done.returncode, done.stderr) == (0, '')
    assert [line.split()[0] for line in lines] == ['dist/one/one.html', 'dist/two/two.html']
    assert re.fullmatch(r'dist/one/one\.html  \d+ kB, \d+\.\d s: open in a browser', lines[0])


@pytest.mark.usefixtures('quick')
def test_quiet_tells_errors_alone_and_verbose_each_step(project, capsys):
    """`-q` is silent but for errors; `-v` tells what is being worked on as well."""
    write_project(project, one='---\ntitle: One\n---\n\nNo language: a warning.\n')
    assert main(['--project', str(project), 'one', '-q']) == 0
    assert told(capsys) == ('', '')
    assert main(['--project', str(project), 'one', '-v']) == 0
    out, err = told(capsys)
    assert out.splitlines()[:2] == ['one: text', 'one: html']
    assert err.startswith('source/one.md:1: warning: ')
    write_project(project, one='---\ntitle: One\n---\n\nA call[^1] of nothing.\n')
    assert main(['--project', str(project), 'one', '-q']) == 1
    assert told(capsys)[1].startswith('source/one.md:5: error: ')


@pytest.mark.usefixtures('quick')
def test_warnings_can_be_made_to_fail(project):
    """A warning is status 0; with `--fail-on-warnings` it is 1, and the files are made all the same."""
    write_project(project, one='---\ntitle: One\n---\n\nNo language: a warning.\n')
    arguments = ['--project', str(project), 'one']
    assert main(arguments) == 0
    (project / 'dist' / 'one' / 'one.html').unlink()
    assert main([*arguments, '--fail-on-warnings']) == 1
    assert (project / 'dist' / 'one' / 'one.html').is_file()
    assert main(['--project', str(project), 'two', '--fail-on-warnings']) == 0


def on_a_terminal(*arguments, cwd=None, env=None, **options):
    """Run the program on a terminal of 120 columns; return what it shows and its status."""
    ours, theirs = pty.openpty()
    import fcntl
    import struct
    import termios

    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack('HHHH', 40, 120, 0, 0))
    streams = {'stdin': theirs, 'stdout': theirs, 'stderr': theirs, **options}
    process = subprocess.Popen(command(*arguments), cwd=cwd, env=environment(**(env or {})), **streams)
    os.close(theirs)
    shown = b''
    while True:
        try:
            chunk = os.read(ours, 65536)
        except OSError:
            break
        if not chunk:
            break
        shown += chunk
    os.close(ours)
    return shown.decode().replace('\r\n', '\n'), process.wait(timeout=60)


def test_a_terminal_gets_bars_and_a_table(project):
    """While it runs a bar for each text, at the end a table: file, for what, pages, size, seconds."""
    write_project(project, zwei='---\ntitle: Zwei\ntilte: x\n---\n\nA call[^1] of nothing.\n')
    shown, status = on_a_terminal('--project', project, '-e', 'html', cwd=project)
    assert status == 1
    assert ESCAPE in shown
    bars, _, table = shown.rpartition('file ')
    assert all(f'{slug} ' in bars for slug in ('one', 'two'))
    assert '1/1' in bars
    head, *rows = ('file ' + re.sub(r'\x1b\[[0-9;?]*[A-Za-z]', '', table)).strip().splitlines()
    assert head.split() == ['file', 'for', 'pages', 'size', 'seconds']
    assert [row.split()[0] for row in rows] == ['dist/one/one.html', 'dist/two/two.html']
    assert all(re.search(r'open in a browser +\d+ kB +\d+\.\d$', row) for row in rows)
    plain = re.sub(r'\x1b\[[0-9;?]*[A-Za-z]', '', bars)
    assert 'source/zwei.md:3: error: unknown front-matter key “tilte”\nhint: did you mean “title”?\n' in plain


def test_errors_go_where_they_are_sent(project, tmp_path):
    """With standard error sent to a file, the file has them as plain lines, whatever the terminal shows."""
    write_project(project, one='A call[^1] of nothing.\n')
    with (tmp_path / 'errors').open('w') as errors:
        shown, status = on_a_terminal('--project', project, '-e', 'html', stderr=errors, env={'FORCE_COLOR': '1'})
    assert status == 1
    assert (tmp_path / 'errors').read_text('utf-8').startswith('source/one.md:8: error: there is no note “1”\nhint: ')
    assert 'there is no note' not in shown


@pytest.mark.parametrize('env', [{'NO_COLOR': '1'}, {'TERM': 'dumb'}])
def test_a_terminal_that_wants_no_colours_gets_plain_lines(project, env):
    """NO_COLOR, or a terminal that can do nothing: the same lines as in a pipe, without an escape code."""
    shown, status = on_a_terminal('--project', project, 'one', '-e', 'html', env=env)
    assert status == 0
    assert ESCAPE not in shown
    assert shown.count('\n') == 1


def test_an_empty_no_color_is_none(project):
    """https://no-color.org: the variable counts when it is set to something."""
    assert ESCAPE in on_a_terminal('--project', project, 'one', '-e', 'html', env={'NO_COLOR': ''})[0]


def test_names_are_shown_as_they_are(tmp_path):
    """Square brackets and colons in a name are neither markup nor a picture."""
    project = write_project(tmp_path, **{'a[b]:dog:': SHORT, 'one': 'A call[^[b]:dog:] of nothing.\n'})
    shown, _ = on_a_terminal('--project', project, '-v', '-e', 'html', cwd=project)
    plain = re.sub(r'\x1b\[[0-9;?]*[A-Za-z]', '', shown)
    assert 'dist/a[b]:dog:/a[b]:dog:.html' in plain
    assert 'a[b]:dog:: html' in plain


def test_a_name_the_terminal_has_no_letters_for(project):
    """What cannot be printed is printed in another form, not a reason to fail."""
    project = write_project(project, **{'schöne-texte': SHORT})
    done = run('--project', project, 'schöne-texte', '-e', 'html', env={'PYTHONIOENCODING': 'ascii'})
    assert (done.returncode, done.stderr) == (0, '')
    assert r'sch\xf6ne-texte.html' in done.stdout


@pytest.mark.usefixtures('quick')
def test_a_name_that_is_no_letters_at_all(project, capsys):
    """A file whose name is bytes of another encoding is told so, and the other texts are built."""
    try:
        (project / 'source' / 'one.md').rename(project / 'source' / os.fsdecode(b'caf\xe9.md'))
    except OSError:
        pytest.skip('this system has no such names')
    assert main(['--project', str(project)]) == 1
    out, err = told(capsys)
    assert 'two.html' in out
    assert 'error: the name of this file is not UTF-8\nhint: rename it\n' in err


def test_a_reader_that_goes_away_stops_nothing(project):
    """Into `head` and gone: the files are made all the same, without a word of complaint."""
    words = command('--project', project, '-v', '-e', 'html', '-e', 'epub')
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment())
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == b''
    assert process.wait(timeout=60) == 0
    assert built(project / 'dist') == ['one/one.epub', 'one/one.html', 'two/two.epub', 'two/two.html']


@pytest.mark.parametrize(('arguments', 'closed'), [('--help', 1), ('--editon', 2), ('-e html one', 1)])
def test_nobody_to_read_a_word(project, arguments, closed):
    """A stream that is closed before anything is told is no traceback."""
    line = ' '.join([*command('--project', project), arguments, f'{closed}>&-'])
    done = subprocess.run(['sh', '-c', line], capture_output=True, text=True, env=environment(), check=False)
    assert 'Traceback' not in done.stdout + done.stderr
    assert done.returncode == (2 if closed == 2 else 0)


@pytest.mark.skipif(not Path('/dev/full').exists(), reason='no /dev/full on this system')
def test_a_full_disk_under_the_output_is_told(project):
    """What there is to tell cannot be written: one error, status 1."""
    with Path('/dev/full').open('w') as full:
        words = command('--project', project, '-e', 'html', 'one')
        done = subprocess.run(words, stdout=full, stderr=subprocess.PIPE, text=True, env=environment(), check=False)
    assert done.returncode == 1
    assert done.stderr == 'error: what there is to tell cannot be written: No space left on device\n'


# --- What can go wrong ------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures('quick')
def test_one_broken_text_of_three_leaves_the_others(project, capsys):
    """The other two are built, the status is 1, and all that is wrong with the broken one is told with its lines."""
    broken = (
        '---\ntitle: No\ntilte: x\nlang: xx-\n---\n\nA call[^1] and ![a picture](none.png)\n\nAnd [there](#nowhere).\n'
    )
    write_project(project, broken=broken)
    assert main(['--project', str(project)]) == 1
    out, err = told(capsys)
    assert [line.split('/')[-1].split()[0] for line in out.splitlines()] == ['one.html', 'two.html']
    places = re.findall(r'^source/broken\.md:(\d+): (error|warning): .+\nhint: ', err, re.MULTILINE)
    errors, warning = [('3', 'error'), ('4', 'error'), ('7', 'error'), ('7', 'error')], ('9', 'warning')
    assert sorted(places) == [*errors, warning]
    assert not (project / 'dist' / 'broken').exists()


@pytest.mark.usefixtures('quick')
def test_a_fault_of_our_own_is_told_as_one_problem(project, capsys, monkeypatch):
    """A defect in one text is an error that can be reported; no traceback, and the other text is built."""
    from chapbook import markup

    parse = markup.parse

    def fail_on_one(manuscript):
        return parse(manuscript) if manuscript.slug == 'two' else {}['x']

    monkeypatch.setattr(markup, 'parse', fail_on_one)
    assert main(['--project', str(project)]) == 1
    out, err = told(capsys)
    assert 'two.html' in out
    assert re.match(r".*one\.md: error: chapbook itself failed: KeyError: 'x' \(test_cli\.py, line \d+\)\nhint: ", err)


@pytest.mark.usefixtures('quick')
def test_a_full_folder_for_temporary_files_is_named(project, capsys, monkeypatch):
    """That there is no space left there is no fault of ours, nor of the text."""
    from chapbook import markup

    def write_nothing(_):
        raise OSError(errno.ENOSPC, 'No space left on device')

    monkeypatch.setattr(markup, 'parse', write_nothing)
    assert main(['--project', str(project)]) == 1
    _, err = told(capsys)
    assert f'{tempfile.gettempdir()}: error: there is no space left for temporary files\nhint: ' in err


@pytest.mark.usefixtures('quick')
def test_files_go_elsewhere_where_asked(project, tmp_path):
    """`-o` names the folder, which is made; nothing is written into the project."""
    assert main(['--project', str(project), '-o', str(tmp_path / 'far' / 'away'), 'one']) == 0
    assert built(tmp_path / 'far' / 'away') == ['one/one.html']
    assert not (project / 'dist').exists()


@pytest.mark.usefixtures('quick')
def test_a_place_that_cannot_be_written_to_is_told(project, capsys):
    """A file where the folder should be: an error with the path and a hint for each text, status 1."""
    (project / 'taken').write_bytes(b'')
    assert main(['--project', str(project), '-o', str(project / 'taken')]) == 1
    out, err = told(capsys)
    assert out == ''
    assert len(re.findall(r'taken/\w+/\w+\.html: error: cannot be written: .+\nhint: ', err)) == 2


WITHOUT_PANGO = """
import sys
import tempfile
import chapbook.native
chapbook.native.missing_libraries = lambda folder=None: ('libpango-1.0',)
from chapbook.cli import main
status = main(sys.argv[1:])
assert 'weasyprint' not in sys.modules
sys.exit(status)
"""


def test_without_pango_nothing_is_begun_and_the_rest_is_offered(project):
    """Status 2, the one line to type and the editions that do without; and these are then built, the cover too."""

    def build(*arguments):
        words = [sys.executable, '-c', WITHOUT_PANGO, '--project', str(project), 'one', *arguments]
        return subprocess.run(words, capture_output=True, text=True, env=environment(), check=False)

    refused = build()
    assert (refused.returncode, refused.stdout) == (2, '')
    message, line, other = refused.stderr.splitlines()
    assert message.startswith('error: the editions pdf, booklet-a4, booklet-letter need Pango')
    assert re.match('hint: .*(?:install|pacman|apk|export)', line)
    assert other == 'hint: without it: -e epub -e html'
    done = build('-e', 'epub', '-e', 'html')
    noted = 'note: the e-book has no page numbers: without Pango no pages are laid out\n'
    assert (done.returncode, done.stderr) == (0, noted)
    assert built(project / 'dist') == ['one/one.epub', 'one/one.html']


def test_ctrl_c_is_one_sentence(project):
    """Sent to every process, as a terminal does: status 130, one sentence, at once, and no process is left."""
    # So long that it is not done before Ctrl-C comes, on a machine that is busy.
    write_project(project, one=SHORT + '\n\nWords that take a while to set, line by line, page by page.' * 1000)
    words = command('--project', project, '-v', '--jobs', '2')
    # Whoever runs the tests in the background ignores Ctrl-C, and what is started there would, too.
    handler = signal.signal(signal.SIGINT, signal.default_int_handler)
    process = subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment(), start_new_session=True
    )
    signal.signal(signal.SIGINT, handler)
    assert process.stdout.readline() == 'one: text\n'
    os.killpg(process.pid, signal.SIGINT)
    try:
        # Standard output ends when the last process that could write to it has ended.
        _, said = process.communicate(timeout=10)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        pytest.fail('a process is left')
    assert said == 'stopped; what was finished is there, nothing is half-written\n'
    assert process.returncode == 130
    assert not (project / 'dist').exists()


# --- Import -----------------------------------------------------------------------------------------------------------

RAW = """The Right to Be Lazy

by Paul Lafargue

A strange delusion possesses the working classes of the nations where capitalist civilization holds its sway.

This delusion drags in its train the individual and social woes which for two centuries have tortured sad humanity.
"""


@pytest.mark.usefixtures('quick')
def test_a_raw_text_becomes_a_text_that_is_built(project, tmp_path, capsys):
    """`import` writes source/SLUG.md and reports; `build` makes editions of it; the words are there."""
    raw = tmp_path / 'raw.txt'
    raw.write_text(RAW, 'utf-8')
    assert main(['import', str(raw), '--project', str(project)]) == 0
    out, err = told(capsys)
    assert out.rstrip().endswith('written: ' + str(project / 'source' / 'the-right-to-be-lazy.md'))
    assert 'words in the text' in out
    assert err == ''
    assert main(['--project', str(project), 'the-right-to-be-lazy', '-q']) == 0
    assert 'tortured sad humanity' in (project / 'dist/the-right-to-be-lazy/the-right-to-be-lazy.html').read_text(
        'utf-8'
    )


def test_an_import_overwrites_nothing(project, tmp_path, capsys):
    """A text that is there stays as it is: status 1 and a way out; another name is taken."""
    raw = tmp_path / 'raw.txt'
    raw.write_text(RAW, 'utf-8')
    before = files(project)
    arguments = ['import', str(raw), '--project', str(project), '--name']
    assert main([*arguments, 'one']) == 1
    out, err = told(capsys)
    assert out == ''
    assert 'one.md: error: there is a text of this name already\nhint: choose another name with --name' in err
    assert files(project) == before
    assert main([*arguments, 'three']) == 0
    assert set(files(project)) - set(before) == {'source/three.md'}


def test_a_name_that_is_none_is_wrong_use(project, tmp_path, capsys):
    """A slug leads nowhere outside source/."""
    raw = tmp_path / 'raw.txt'
    raw.write_text(RAW, 'utf-8')
    assert main(['import', str(raw), '--project', str(project), '--name', '../Out']) == 2
    assert 'cannot be the name of a text' in told(capsys)[1]


def test_build_py_is_the_same_program():
    """The script beside the package answers as the command does, under its own name."""
    done = subprocess.run(
        [sys.executable, str(ROOT / 'build.py'), '--editon'],
        capture_output=True,
        text=True,
        env=environment(),
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, '')
    assert done.stderr == 'error: build has no option --editon\nhint: did you mean “--edition”?\n'


# --- What it starts --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ('names', 'missing', 'jobs'),
    [(('html',), (), 1), (('epub', 'html'), (), 7), (('pdf',), (), 7), (('epub', 'html'), ('libpango-1.0',), 1)],
)
def test_no_process_is_started_where_nothing_is_laid_out(monkeypatch, project, names, missing, jobs):
    """Neither for the web page alone, nor where Pango is missing, does anything load WeasyPrint."""
    asked = []
    monkeypatch.setattr(native, 'missing_libraries', lambda: missing)
    monkeypatch.setattr(press, 'Press', lambda workers, **_: (asked.append(workers), Press(1))[1])
    asked_for = [word for name in names for word in ('-e', name)]
    main(['no-such-text', '--project', str(project), '--jobs', '7', *asked_for])
    assert asked == [jobs]


@pytest.mark.parametrize(
    ('names', 'most', 'starts'), [('epub', 1, False), ('epub', 10_000, True), ('epub pdf', 1, True), ('', 1, True)]
)
def test_no_press_is_started_for_covers_of_long_texts_alone(monkeypatch, project, names, most, starts):
    """A copy of the program draws each; the press is for pages, which short texts and other editions have."""
    asked = []

    def start(_, *, at_once):
        asked.append(at_once)
        raise KeyboardInterrupt

    monkeypatch.setattr(build, 'MOST_LETTERS', most)
    monkeypatch.setattr(press, 'Press', start)
    main(['--project', str(project), '--jobs', '7', *(word for name in names.split() for word in ('-e', name))])
    assert asked == [starts]
