"""Copyfit: a text fills its pages by the least change that does, inside the theme’s limits, in at most six layouts."""

import io
import re
from dataclasses import replace

import pikepdf
import pytest
from epubs import ROOT
from folding import words
from pamphlets import book, theme
from projects import run, write_project

from chapbook import compose, copyfit
from chapbook.copyfit import search
from chapbook.copyfit.breaking import Measures, free_lines
from chapbook.copyfit.flow import Block, Flow, Gap
from chapbook.copyfit.justifying import whites
from chapbook.copyfit.settings import Room
from chapbook.lengths import POINTS, points
from chapbook.markup import parse
from chapbook.pages import A5, HALF_LETTER
from chapbook.press import Press
from chapbook.problems import Severity
from chapbook.project import find_texts, read_manuscript
from chapbook.typesetting import engine, measuring, pdf

LENGTHS = ('page-width', 'page-height', 'margin-inner', 'margin-outer', 'margin-top', 'margin-bottom')
PROSE = 'Words of a text that is neither short nor long, and goes on from line to line. ' * 12 + '\n\n'
HEADING = Block(1.0, 14.0, 28.0, section=True, with_next=True)


def room(page=A5):
    """Return what may be moved on a page of the house’s."""
    return Room.of(compose.page_tokens(theme(), page))


def flow_of(*blocks, pages=0, free_pt=()):
    """Return a flow of blocks on a leading of 14 pt."""
    return Flow(pages, 4, blocks, free_pt, 14.0)


def reckoned(*blocks, lines=10, **measures):
    """Return what would be left on pages of so many lines."""
    return free_lines(flow_of(*blocks), Measures(lines, **{'leading_pt': 14.0, 'wider': 1.0, 'section': 2, **measures}))


def fitted(text, wanted, page=A5):
    """Fit a text; return its file."""
    with Press(1) as press:
        asked = replace(text, metadata=replace(text.metadata, fit=wanted))
        return copyfit.begin(asked, theme(), page, press)()


# --- What may be moved ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize('page', [A5, HALF_LETTER])
def test_every_setting_keeps_the_limits_and_the_page(page):
    """Size, leading and measure stay inside the theme’s limits, and the lines inside the page with its margins."""
    found = room(page)
    tokens = found.tokens
    settings = [setting for _, setting in found.settings()]
    assert settings[0] == found.usual
    assert len(settings) == len(set(settings)) > 1000
    for setting in settings[:: len(settings) // 200]:
        moved = tokens | found.overrides(setting)
        assert 10 <= setting.size_pt <= 13
        assert 1.2 <= setting.leading_pt / setting.size_pt <= 1.42
        assert abs(setting.measure_mm - found.usual.measure_mm) <= 8
        lengths = {name: points(moved[f'--{name}']) for name in LENGTHS}
        measure = lengths['page-width'] - lengths['margin-inner'] - lengths['margin-outer']
        height = lengths['page-height'] - lengths['margin-top'] - lengths['margin-bottom']
        assert measure == pytest.approx(setting.measure_mm * POINTS['mm'], abs=0.01)
        assert 0 < height - setting.lines * setting.leading_pt < 0.5 * setting.leading_pt
        assert min(lengths['margin-inner'], lengths['margin-outer'], lengths['margin-bottom']) > 10 * POINTS['mm']


def test_what_is_moved_least_costs_least():
    """White costs less than the measure, that less than the type, and two small moves less than a large one."""
    found = room()
    usual = found.usual
    assert found.cost(usual) == 0
    white, leading, size = (
        found.cost(replace(usual, **moved)) for moved in
        ({'section': 3}, {'leading_pt': 16.0, 'lines': 29}, {'size_pt': 13.0})
    )  # fmt: skip
    assert white < leading < size
    both = found.cost(replace(usual, measure_mm=usual.measure_mm + 4, section=3))
    assert both < found.cost(replace(usual, measure_mm=usual.measure_mm + 8))


def test_what_was_moved_is_said():
    """Each length with its unit, before and after; nothing where nothing was."""
    found = room()
    moved = replace(found.usual, leading_pt=14.5, lines=32)
    assert found.moved(moved) == 'leading 14 → 14.5 pt, lines on a page 33 → 32'
    assert found.moved(found.usual) == 'nothing'


# --- Where pages would end --------------------------------------------------------------------------------------------


def test_lines_fill_pages_and_leave_no_widow():
    """A paragraph goes on over the page, with two lines at least on either."""
    assert reckoned(Block(25.0, 14.0)) == [0, 0, 5]
    assert reckoned(Block(11.0, 14.0, orphans=2, widows=2)) == [1, 8]
    assert reckoned(Block(9.0, 14.0), Block(8.0, 14.0, orphans=2, widows=2)) == [1, 2]


def test_what_belongs_together_stays_together():
    """A heading goes with what follows it, a piece is not parted, and a new page is one."""
    assert reckoned(Block(6.0, 14.0), HEADING, Block(4.0, 14.0, orphans=3, widows=2)) == [4, 5]
    assert reckoned(Block(6.0, 14.0), Block(1.0, 70.0, whole=True)) == [4, 5]
    assert reckoned(Block(3.0, 14.0), Block(3.0, 14.0, new_page=True)) == [7, 7]
    assert reckoned(Block(1.0, 200.0, whole=True), Block(1.0, 14.0)) == [0, 9]


def test_notes_take_their_room():
    """A line that calls a note needs room for both, and for the white above the first."""
    assert reckoned(Block(8.0, 14.0, notes=((0, 21.0),))) == [0]
    assert reckoned(Block(9.0, 14.0, notes=((8, 21.0),))) == [2, 7]


def test_a_wider_measure_takes_fewer_lines():
    """Twice as much on a line: half as many lines, and calls that move with their words."""
    assert reckoned(Block(10.0, 14.0), wider=2.0) == [5]
    assert reckoned(Block(10.4, 14.0, notes=((9, 14.0),)), wider=2.0) == [2.5]


@pytest.mark.parametrize('case', ['page-everything', 'page-quotations', 'page-pictures', 'page-lists'])
def test_what_is_reckoned_of_a_layout_is_what_it_gave(case):
    """The blocks of pages that were laid out come to as many pages, to within two lines of a page."""
    document = compose.print_document(book(case), theme(), A5)
    with engine.faces() as configuration:
        measured = measuring.measure(engine.lay_out(document, configuration), 14.0)
    again = free_lines(measured, Measures(33, 14.0, 1.0, 2))
    assert len(again) == len(measured.free_pt)
    assert again[-1] == pytest.approx(measured.free_pt[-1] / 14, abs=2)


# --- White that grows -------------------------------------------------------------------------------------------------


def short_flow(free_pt, *gaps):
    """Return a flow of two pages, the first so short, with white before elements 1, 2 and so on: headings or not."""
    found = tuple(Gap(0, number, 14.0, heading) for number, heading in enumerate(gaps, 1))
    return Flow(6, 4, (), (free_pt, 100.0), 14.0, found)


@pytest.mark.parametrize(
    ('free_pt', 'gaps', 'lines'),
    [
        (28.0, (True, True, True), {1: 1, 2: 1}),
        (70.0, (True,), {1: 1}),
        # Around a figure half a line on either side; a heading comes first.
        (14.0, (False, False), {1: 0.5, 2: 0.5}),
        (30.0, (False, False, True), {1: 0.5, 2: 0.5, 3: 1}),
        (14.0, (False,), {1: 1}),
        (42.0, (False, True, True), {1: 1, 2: 1, 3: 1}),
        (13.0, (True,), {}),
        (-3.0, (True,), {}),
        (28.0, (), {}),
    ],
)
def test_white_grows_by_as_much_as_a_page_is_short(free_pt, gaps, lines):
    """By whole lines on a page, each gap by one at most, headings first; less than a line is nothing."""
    grown = dict(whites(short_flow(free_pt, *gaps), 1))
    assert grown == {number: 14.0 * (1 + more) for number, more in lines.items()}


def test_no_gap_grows_twice_before_all_have_grown():
    """Where a theme lets white grow by two lines, headings have their second one after quotations have their first."""
    grown = dict(whites(short_flow(42.0, True, False), 2))
    assert grown == {1: 14.0 * 3, 2: 14.0 * 2}


def test_a_heading_stays_by_what_it_heads():
    """White grows before a heading, not between it and its text: neither where that is reckoned nor on pages."""
    blocks = (Block(2.0, 14.0), HEADING, Block(3.0, 14.0, 14.0), Block(1.0, 56.0, whole=True))
    assert reckoned(*blocks, white=5, lines=11) == reckoned(*blocks[:2], Block(4.0, 14.0), blocks[3], white=5, lines=11)
    document = replace(compose.print_document(book('page-quotations'), theme(), A5), leading_pt=14.0)
    with engine.faces() as configuration:
        pages = engine.lay_out(document, configuration)
    elements = list(pages.pages[0]._page_box.children[0].element.iter())
    for gap in measuring.measure(pages, 14.0).gaps:
        assert elements[gap.element - 1].tag not in measuring.HEADINGS


def test_the_last_page_keeps_its_white():
    """What ends a text ends where it ends."""
    flow = replace(short_flow(0.0), gaps=(Gap(1, 1, 14.0, before_heading=True),))
    assert whites(flow, 1) == ()


def test_white_that_may_grow_is_reckoned_with():
    """A page is short by what its gaps cannot make up for, and none grows where the theme says so."""
    blocks = (Block(2.0, 14.0), HEADING, Block(3.0, 14.0), Block(1.0, 56.0, whole=True))
    assert reckoned(*blocks, white=0) == [2, 6]
    assert reckoned(*blocks, white=1) == [1, 6]
    assert reckoned(*blocks, white=5) == [0, 6]


def test_pages_that_were_short_are_full_once_white_has_grown():
    """The same words on the same pages, and the lines that were missing in the white between blocks."""
    document = replace(compose.print_document(book('page-quotations'), theme(), A5), leading_pt=14.0)
    before = pdf.render(document)
    grown = whites(before.flow, 1)
    assert grown
    after = pdf.render(replace(document, whites=grown))
    assert words(after.data) == words(before.data)
    lines = sum(before.flow.free_pt[:-1]) - sum(after.flow.free_pt[:-1])
    added = sum(white_pt for _, white_pt in grown) - sum(
        gap.white_pt for gap in before.flow.gaps if gap.element in dict(grown)
    )
    assert lines == pytest.approx(added, abs=0.5)


# --- The search -------------------------------------------------------------------------------------------------------


class Reckoner:
    """Stands in for layouts: one long paragraph, laid out as it is reckoned."""

    def __init__(self, lines):
        self.block = Block(float(lines), 14.0, orphans=2, widows=2)
        self.usual = room().usual
        self.count = 0

    def __call__(self, setting):
        """Return the flow of a setting."""
        self.count += 1
        wider = setting.measure_mm / self.usual.measure_mm * self.usual.size_pt / setting.size_pt
        block = replace(self.block, lines=self.block.lines / wider, line_pt=setting.leading_pt)
        flow = Flow(0, 4, (block,), (), setting.leading_pt)
        free = free_lines(flow, Measures(setting.lines, setting.leading_pt, 1.0, setting.section))
        return replace(flow, pages=len(free) + 4, free_pt=tuple(each * setting.leading_pt for each in free))


@pytest.mark.parametrize(('lines', 'wanted'), [(330, 14), (330, 13), (330, 16), (330, 12), (20, 5)])
def test_a_search_comes_to_the_pages_wanted(lines, wanted):
    """In six layouts at most, none where the usual setting will do."""
    layouts = Reckoner(lines)
    found = search.Search(room(), layouts, wanted)
    found.try_out(found.room.usual)
    best = found.run()
    assert best.flow.pages == wanted
    assert search.is_even(best.free)
    assert layouts.count <= search.MOST_LAYOUTS
    assert (layouts.count == 1) == (best.setting == found.room.usual)


@pytest.mark.parametrize(('lines', 'wanted', 'missing'), [(330, 5, 240), (20, 16, 280)])
def test_a_search_in_vain_says_by_how_many_lines(lines, wanted, missing):
    """The setting that comes nearest is laid out, and what is over or short counted."""
    found = search.Search(room(), Reckoner(lines), wanted)
    found.try_out(found.room.usual)
    assert found.run() is None
    _, by = found.nearest()
    assert by == pytest.approx(missing, rel=0.1)


# --- The whole of it --------------------------------------------------------------------------------------------------


@pytest.fixture(scope='module')
def pamphlet():
    """The pamphlet that comes with the program."""
    (text,) = find_texts(ROOT, ['socialism-from-below'])
    return parse(read_manuscript(text, ROOT))


@pytest.mark.parametrize(('wanted', 'page'), [(12, A5), (16, A5), (16, HALF_LETTER)])
def test_the_pamphlet_fills_three_or_four_sheets(pamphlet, wanted, page):
    """Set to 12 and to 16 pages, it has as many, none is short by more than three lines, and what was moved is said."""
    file = fitted(pamphlet, wanted, page)
    (note,) = file.problems
    assert note.severity is Severity.NOTE
    assert f'fills {wanted} pages of {page.name}' in note.message
    assert 'leading 14 →' in note.message
    (layouts,) = re.findall(r'\((\d) layouts?\)', note.message)
    assert int(layouts) <= search.MOST_LAYOUTS
    assert max(file.flow.free_pt[:-1]) / file.flow.leading_pt < 4
    assert 'short of lines' not in note.message
    assert len(pikepdf.open(io.BytesIO(file.data)).pages) == wanted
    assert len(file.flow.free_pt) == wanted - 4


def test_a_text_is_fitted_the_same_way_every_time():
    """The same source gives the same setting, and the same bytes."""
    one, other = (fitted(book('page-lists'), 7) for _ in range(2))
    assert one == other


def test_pages_of_a_size_of_their_own_are_called_by_it():
    """A text that gives its trim size is told of pages of that size."""
    file = fitted(book('page-one-line'), 4, replace(A5, size_mm=(105.0, 148.0)))
    assert 'fills 4 pages of 105 × 148 mm' in file.problems[0].message


def test_a_text_that_cannot_be_fitted_is_set_as_usual():
    """A line of text fills no sixteen pages: a warning says what is missing, and the pages are there."""
    text = book('page-one-line')
    file = fitted(text, 16)
    (problem,) = file.problems
    assert problem.severity is Severity.WARNING
    assert 'lines short' in problem.message
    assert problem.hint.endswith('or say fit: 4')
    assert problem.place.path.name == 'index.md'
    assert len(pikepdf.open(io.BytesIO(file.data)).pages) == 4


@pytest.mark.parametrize('value', ['3', '0', 'sheets', '-4', '16 pages', '12345', '[16]'])
def test_a_fit_that_is_none_is_an_error(tmp_path, value):
    """What is no number of pages is refused, with what would be right."""
    front = f'---\ntitle: One\nlang: en\nfit: {value}\n---\n\nWords.\n'
    done = run('-e', 'html', cwd=write_project(tmp_path, one=front))
    assert done.returncode == 1
    assert 'source/one.md:4: error: ' in done.stderr
    assert 'hint: ' in done.stderr


def test_a_build_tells_what_was_moved_unless_it_is_to_be_quiet(tmp_path):
    """The note is told on its own line and fails nothing; -q keeps it to itself."""
    front = '---\ntitle: One\nlang: en\nfit: sheet\n---\n\n' + PROSE * 11
    project = write_project(tmp_path, one=front)
    done = run('-e', 'booklet-a4', '--fail-on-warnings', cwd=project)
    assert done.returncode == 0
    assert 'source/one.md: note: fills ' in done.stderr
    assert run('-e', 'booklet-a4', '-q', cwd=project).stderr == ''
