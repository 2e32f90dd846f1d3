"""The command `impose` as its users meet it: what it takes, where sheets go, what it tells."""

import pytest
from folding import A5, A7, Printed, page_file, saved

from chapbook import sheets
from chapbook.cli import main
from chapbook.commands import impose


@pytest.fixture
def pages(tmp_path, monkeypatch):
    """A file of ten A5 pages in the current folder."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / 'pages.pdf'
    path.write_bytes(saved(page_file(10, A5)))
    return path


def told(capsys):
    """Return what was printed to standard output and to standard error."""
    captured = capsys.readouterr()
    return captured.out, captured.err


def test_the_command_line_knows_every_scheme_and_paper():
    """Names that are listed for usage messages are those of the tables, in their order."""
    assert tuple(sheets.SCHEMES) == impose.SCHEME_NAMES
    assert tuple(paper.name for paper in sheets.PAPERS.values()) == impose.PAPER_NAMES


def test_sheets_go_beside_their_pages(pages, capsys):
    """Without any option: a booklet on A4 beside the pages, and what to do with it in a line."""
    assert main(['impose', 'pages.pdf']) == 0
    out, err = told(capsys)
    assert out.splitlines() == [
        'written: pages-saddle-a4.pdf',
        '3 sheets of A4, 2 blank pages before the last: print both sides, flip on the short edge, fold, nest, staple',
    ]
    assert err == ''
    assert (pages.parent / 'pages-saddle-a4.pdf').read_bytes() == sheets.impose(
        pages.read_bytes(), sheets.PAPERS['a4'], sheets.Job(thickness_mm=0.1)
    )


@pytest.mark.parametrize(
    ('arguments', 'said'),
    [
        (
            '--scheme signatures --sheets-per-signature 1-2 --paper a3',
            '3 sheets of A3, 2 blank pages before the last: print both sides',
        ),
        (
            '--scheme cut-and-stack --flip long',
            '3 sheets of A4, 2 blank pages: print both sides, flip on the long edge',
        ),
        ('--scheme n-up --flip none', '5 sheets of A4: print one side, cut apart'),
        ('--paper 250x176 --fit', '3 sheets of paper, 2 blank pages before the last, pages at 83 %: print both sides'),
        ('--stock 115gsm-silk --marks all --paper sra3', '3 sheets of SRA3, 2 blank pages before the last'),
        ('--last 0', '3 sheets of A4, 2 blank pages: print both sides, flip on the short edge'),
        ('--last 3', '3 sheets of A4, 2 blank pages before the last 3: print both sides, flip on the short edge'),
        ('--binding right', '3 sheets of A4, 2 blank pages before the last: print both sides, flip on the short edge'),
    ],
)
def test_options_reach_the_sheets(pages, capsys, arguments, said):
    """Each option does what it says, and what came of it is told."""
    output = pages.with_name('out.pdf')
    assert main(['impose', str(pages), '-o', str(output), *arguments.split()]) == 0
    assert said in told(capsys)[0]
    assert len({face.name for face in Printed(output.read_bytes()).found}) == 10


@pytest.mark.parametrize(
    ('arguments', 'status', 'said'),
    [
        ('none.pdf', 2,
         ('none.pdf: error: there is no such file', 'name the PDF whose pages are to be imposed')),
        ('.', 2,
         ('.: error: this is a folder', 'name the PDF whose pages are to be imposed')),
        ('pages.pdf --paper A44', 2,
         ('error: there is no paper “A44”', 'did you mean “A4”?')),
        ('pages.pdf --stock card', 2, ('error: there is no paper stock “card”', 'say 80gsm, 115gsm-silk')),
        ('pages.pdf --marks crop,flod', 2, ('error: there are no marks “flod”', 'did you mean “fold”?')),
        ('pages.pdf --scheme zine', 1,
         ('pages.pdf: error: a zine has 8 pages, and this has 10: 2 too many', 'shorten it, or use --scheme saddle')),
        ('pages.pdf --paper 200x100', 1,
         ('pages.pdf: error: paper (200 × 100 mm) is too small for two pages of 148',
          '--fit makes the pages smaller, 47 % of their size')),
        ('pages.pdf --sheets-per-signature 4', 2,
         ('error: --sheets-per-signature means nothing to the scheme saddle', 'say --scheme signatures as well')),
        ('pages.pdf --sheets-per-signature 6-4', 2,
         ('“6-4” is not a number from 1 to 99, nor a range such as 4-6', '(default: 4-6)')),
        ('pages.pdf --last 2 --scheme n-up', 2,
         ('error: --last means nothing to the scheme n-up', 'leaves that are cut apart have no back cover')),
        ('pages.pdf --last two', 2, ('--last: “two” is not a number of pages', '--last N: pages that stay at the end')),
        ('pages.pdf --flip none', 2,
         ('pages.pdf: error: saddle needs both sides of the paper', 'say --flip short or --flip long')),
        ('pages.pdf -o pages.pdf', 2,
         ('pages.pdf: error: the sheets would be written over the pages', 'give -o another name')),
        ('pages.pdf --prices side=1', 2,
         ('error: --prices means nothing without copies', 'say --paper-count N as well')),
        ('pages.pdf --prices ink=1 --paper-count 3', 2,
         ('error: nothing called “ink” has a price', 'there are: ream, sheet, side')),
        ('pages.pdf --printer laser', 2,
         ('error: no printer is called “laser”', 'say 1A, 1B, 2A, 2B')),
        ('pages.pdf --guide page --manual-duplex', 2,
         ('pages.pdf: error: a guide among the fronts', 'say --guide file')),
        ('text.md', 1,
         ('text.md: error: this is no PDF', 'a text is made into one by build')),
        ('pages.pdf -o /dev/null', 2,
         ('/dev/null: error: this is no file that can be written over', 'give -o another name')),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_told_with_a_way_out(pages, capsys, arguments, status, said):
    """What is wrong is one error with its file and one hint; nothing is written, no traceback seen."""
    (pages.parent / 'text.md').write_text('# Not a PDF', 'utf-8')
    before = sorted(pages.parent.iterdir())
    assert main(['impose', *arguments.split()]) == status
    out, err = told(capsys)
    assert out == ''
    problem, way_out = err.splitlines()
    message, hint = said
    assert message in problem
    assert way_out.startswith('hint: ')
    assert hint in way_out
    assert sorted(pages.parent.iterdir()) == before


def test_marks_without_room_are_a_warning(pages, capsys):
    """What finds no room is told, with the paper that has it; the sheets are made all the same."""
    assert main(['impose', str(pages), '--marks', 'fold']) == 0
    out, err = told(capsys)
    assert out.startswith('written: ')
    assert err.splitlines()[0] == 'warning: there is no room on A4 (297 × 210 mm) for marks: fold'


def test_a_folder_may_be_named_for_the_sheets(pages, capsys):
    """`-o` with a folder puts the sheets into it under their usual name."""
    (pages.parent / 'out').mkdir()
    assert main(['impose', str(pages), '-o', str(pages.parent / 'out'), '--scheme', 'n-up', '--paper', 'Letter']) == 0
    assert (pages.parent / 'out' / 'pages-n-up-letter.pdf').is_file()
    assert 'out/pages-n-up-letter.pdf' in told(capsys)[0]


def test_a_zine_is_printed_on_one_side(tmp_path, capsys):
    """Eight small pages are one side of one sheet, and the user is told what to fold."""
    path = tmp_path / 'mini.pdf'
    path.write_bytes(saved(page_file(8, A7)))
    assert main(['impose', str(path), '--scheme', 'zine']) == 0
    assert told(capsys)[0].splitlines()[1] == (
        '1 sheet of A4: print one side, fold to eighths, slit the middle, fold into a book'
    )


def test_blanks_of_a_single_page_follow_it(tmp_path, capsys):
    """One page is a front cover: its three blanks are not before it."""
    path = tmp_path / 'one.pdf'
    path.write_bytes(saved(page_file(1, A5)))
    assert main(['impose', str(path)]) == 0
    assert '1 sheet of A4, 3 blank pages: print both sides' in told(capsys)[0]


def test_a_printer_of_one_side_gets_two_files(pages, capsys):
    """Fronts and backs go beside the pages, and who has not said what the printer does is told how to find out."""
    assert main(['impose', str(pages), '--manual-duplex']) == 0
    out, _ = told(capsys)
    assert [line for line in out.splitlines() if line.startswith('written')] == [
        'written: pages-saddle-a4-fronts.pdf',
        'written: pages-saddle-a4-backs.pdf',
    ]
    assert 'print the fronts, put the pile back as you did with the test sheet, print the backs' in out
    assert 'your printer is taken for a 1A' in out
    assert main(['impose', str(pages), '--printer', '2b', '-o', 'out.pdf']) == 0
    assert 'taken for' not in told(capsys)[0]
    assert (pages.parent / 'out-backs.pdf').read_bytes() != (pages.parent / 'pages-saddle-a4-backs.pdf').read_bytes()


def test_the_test_sheet_is_made_without_pages(pages, capsys):
    """`--test-sheet` needs no file, and takes none; its paper is the one that will be printed on."""
    assert main(['impose', '--test-sheet', '--paper', 'Letter']) == 0
    assert told(capsys)[0].splitlines()[0] == 'written: printer-test-letter.pdf'
    assert main(['impose', str(pages), '--test-sheet']) == 2
    assert '--test-sheet needs no FILE' in told(capsys)[1]
