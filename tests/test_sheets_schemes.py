"""Schemes: whatever the scheme, the paper and the printer, the finished thing reads from first page to last."""

import pytest
from folding import A5, A6, A7, FINISHED, MM, Printed, alike, cut_out, finish, page_file, pictures, saved, texts
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Dictionary, Name

from chapbook.problems import ChapbookError, UsageError
from chapbook.sheets import PAPERS, SCHEMES, Job, impose, lay_out, schemes
from chapbook.sheets.papers import paper


def finished(pages, on, job):
    """Impose a page file, finish the sheets in numbers, and return the sheets and the spots in reading order."""
    imposed = lay_out(pages, on, job)
    return imposed.pdf, finish(Printed(imposed.pdf), job, imposed.imposition)


CASES = st.fixed_dictionaries(
    {
        'scheme': st.sampled_from(sorted(FINISHED)),
        'right_bound': st.booleans(),
        'flip': st.sampled_from(['short', 'long', None]),
        'sheets_per_signature': st.tuples(st.integers(1, 4), st.integers(0, 3)).map(lambda two: (two[0], sum(two))),
    }
)


@given(case=CASES, count=st.integers(1, 40), on=st.sampled_from(sorted(PAPERS)), origin=st.integers(-9, 9))
@settings(max_examples=120, deadline=None)
def test_unimposing_is_the_inverse_of_imposing(case, count, on, origin):
    """Every page comes back, in order, at its place, as large as it was and the right way up: all schemes."""
    job = Job(**case, fit=True)
    count = min(count, 8) if job.scheme == 'zine' else count
    pages = saved(page_file(count, A7 if job.scheme == 'zine' else A6, (origin, 2 * origin)))
    sheets, spots = finished(pages, PAPERS[on], job)
    repeats = len(spots) // count
    assert repeats == 1 or job.scheme == 'n-up'
    assert texts(sheets, spots) == [['Folio', str(number)] for number in range(1, count + 1)] * repeats
    whole = pictures(pages) * repeats
    assert all(alike(one, other) for one, other in zip(whole, cut_out(sheets, spots, 2), strict=True))


# --- Orders -----------------------------------------------------------------------------------------------------------


@given(count=st.integers(1, 500), fewest=st.integers(1, 12), more=st.integers(0, 12))
@settings(max_examples=300, deadline=None)
def test_signatures_leave_as_few_blanks_as_any_could(count, fewest, more):
    """Between the bounds, sizes differ by one sheet at most, and no other sizes would leave fewer blanks."""
    sizes = schemes.signature_sizes(count, fewest, fewest + more)
    assert all(fewest <= size <= fewest + more for size in sizes)
    assert max(sizes) - min(sizes) <= 1
    needed = -(-count // 4)
    reachable = {sheets for many in range(1, needed + 2) for sheets in range(many * fewest, many * (fewest + more) + 1)}
    assert sum(sizes) == min(sheets for sheets in reachable if sheets >= needed)


@pytest.mark.parametrize(
    ('count', 'bounds', 'sizes'),
    [
        (64, (4, 4), (4, 4, 4, 4)),
        (68, (4, 4), (4, 4, 4, 4, 4)),
        (68, (4, 6), (6, 6, 5)),
        (64, (3, 6), (4, 4, 4, 4)),
        (8, (4, 6), (4,)),
        (1, (1, 3), (1,)),
    ],
)
def test_signatures_are_alike_where_they_can_be(count, bounds, sizes):
    """Signatures of one size are preferred to fewer of different sizes, where that costs no blanks."""
    assert schemes.signature_sizes(count, *bounds) == sizes


@pytest.mark.parametrize('scheme', ['saddle', 'signatures', 'zine'])
@pytest.mark.parametrize(
    ('last', 'blanks'), [(0, [6, 7, 8]), (1, [5, 6, 7]), (2, [4, 5, 6]), (4, [2, 3, 4]), (9, [2, 3, 4])]
)
def test_blanks_stand_before_as_many_pages_as_shall_stay_last(scheme, last, blanks):
    """None leaves the blanks at the end; however many there are, the first page is the front cover."""
    job = Job(scheme, last=last, sheets_per_signature=(2, 2))
    _, spots = finished(saved(page_file(5, A7)), PAPERS['a4'], job)
    assert [spot.name for spot in spots] == [f'/Page{number}' for number in range(1, 6)]
    places = blank_places(job)
    assert places == blanks


def blank_places(job):
    """Return which places of eight stay blank when five pages are imposed, as the finished thing is read."""
    imposed = lay_out(saved(page_file(5, A7)), PAPERS['a4'], job)
    full = lay_out(saved(page_file(8, A7)), PAPERS['a4'], job)
    read = finish(Printed(full.pdf), job, full.imposition)
    taken = {(spot.index, round(spot.place.llx), round(spot.place.lly)) for spot in finish(
        Printed(imposed.pdf), job, imposed.imposition
    )}  # fmt: skip
    at = [(spot.index, round(spot.place.llx), round(spot.place.lly)) for spot in read]
    return [number for number, spot in enumerate(at, 1) if spot not in taken]


def test_order_of_a_zine_is_the_one_every_maker_knows():
    """The upper row 7 6 5 4 on its head, the lower one 8 1 2 3: the front cover beside the back cover."""
    (sheet,) = schemes.zine(8).sheets
    rows = [sorted((c.column, c.page, c.head_down) for c in sheet.front if c.row == row) for row in (0, 1)]
    assert [[page for _, page, _ in row] for row in rows] == [[7, 6, 5, 4], [8, 1, 2, 3]]
    assert [{down for _, _, down in row} for row in rows] == [{True}, {False}]


def test_stacks_cut_from_a_pile_follow_each_other():
    """Ten leaves four up take three sheets; the first stack has leaves 1 to 3, the last one what is left."""
    sheets = schemes.cut_and_stack(20, 2, 2).sheets
    stacks = [[sheet.front[at].page for sheet in sheets if at < len(sheet.front)] for at in range(4)]
    assert stacks == [[1, 3, 5], [7, 9, 11], [13, 15, 17], [19]]


def test_cards_fill_their_sheet():
    """A card with two sides, four up, is four cards; three cards are one set."""
    assert [cell.page for cell in schemes.n_up(2, 2, 2).sheets[0].front] == [1, 1, 1, 1]
    assert [cell.page for cell in schemes.n_up(6, 2, 2).sheets[0].front] == [1, 3, 5]


def test_one_side_is_never_mixed_with_two():
    """A handbill has no back; of several leaves each has one, if a blank one, or the printer would lose step."""
    assert not schemes.n_up(1, 2, 2).two_sided
    assert not schemes.cut_and_stack(9, 2, 2, one_sided=True).two_sided
    assert all(sheet.back for sheet in schemes.cut_and_stack(9, 2, 2).sheets)


# --- On paper ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ('scheme', 'size', 'on', 'lies', 'cells'),
    [
        ('n-up', A6, 'a4', (210, 297), 4),
        ('n-up', (85 * MM, 55 * MM), 'letter', (215.9, 279.4), 10),
        ('cut-and-stack', A5, 'sra3', (320, 450), 4),
        ('zine', A7, 'a4', (297, 210), 8),
        ('zine', (69.85 * MM, 107.95 * MM), 'letter', (279.4, 215.9), 8),
        ('saddle', (100 * MM, 290 * MM), 'a4', (210, 297), 2),
    ],
)
def test_paper_lies_as_it_holds_most(scheme, size, on, lies, cells):
    """Of both ways a paper can lie, the one that takes the pages is used, or the one that takes more of them."""
    imposed = lay_out(saved(page_file(8, size)), PAPERS[on], Job(scheme))
    printed = Printed(imposed.pdf)
    assert (printed.width / MM, printed.height / MM) == pytest.approx(lies, abs=1e-3)
    assert imposed.layout.columns * imposed.layout.rows == cells


@pytest.mark.parametrize('on', ['a4', 'letter'])
def test_a_zine_folds_at_the_quarters_of_any_paper(on):
    """Whatever was made for A4 folds right on Letter: each page inside its eighth, its spine on the fold."""
    imposed = lay_out(saved(page_file(8, A7)), PAPERS[on], Job('zine', fit=True))
    printed = Printed(imposed.pdf)
    assert imposed.layout.scale == pytest.approx(1 if on == 'a4' else 279.4 / 4 / 74)
    for face in printed.found:
        left, right = (edge / (printed.width / 4) for edge in (face.place.llx, face.place.urx))
        column = int((left + right) / 2)
        assert column - 1e-3 <= left < right <= column + 1 + 1e-3
        assert (right if column % 2 == 0 else left) == pytest.approx(column + (column % 2 == 0), abs=1e-4)


def test_a_book_says_itself_that_it_is_bound_on_the_right():
    """A file that is read from right to left is bound on the right, unless the job knows better."""
    pdf = page_file(4)
    pdf.Root.ViewerPreferences = Dictionary(Direction=Name.R2L)
    pages = saved(pdf)
    for job, left in ((Job(), True), (Job(right_bound=False), False), (Job(right_bound=True), True)):
        (cover,) = [face for face in Printed(impose(pages, PAPERS['a4'], job)).found if face.name == '/Page1']
        assert (cover.place.llx < 400) == left


@pytest.mark.parametrize(('words', 'size'), [('A4', (297, 210)), ('sra3', (450, 320)), ('320 x 450 mm', (450, 320))])
def test_papers_go_by_name_or_by_size(words, size):
    """A paper is known by its name, however written, or by its sides in millimetres."""
    assert (paper(words).width_mm, paper(words).height_mm) == size


@pytest.mark.parametrize(('words', 'hint'), [('lettre', 'did you mean “Letter”'), ('papyrus', 'or any size in mm')])
def test_an_unknown_paper_is_wrong_use(words, hint):
    """A name that is in no table is told with the nearest one, or with all of them."""
    with pytest.raises(UsageError, match=hint):
        paper(words)


@pytest.mark.parametrize(
    ('job', 'count', 'size', 'said'),
    [
        (Job('zine'), 12, A7, 'a zine has 8 pages, and this has 12: 4 too many'),
        (Job('zine'), 8, A6, 'too small for eight pages .*\nhint: A3 or SRA3 would do; --fit .* 70 %'),
        (Job('n-up'), 8, (700, 1000), 'too small for a page .*\nhint: A3 or .* 84 %'),
        (Job('signatures', flip='none'), 8, A5, 'signatures needs both sides'),
    ],
)
def test_what_cannot_be_folded_is_refused(job, count, size, said):
    """Too many pages, too small a paper, one side where both are needed: an error with a way out."""
    with pytest.raises(ChapbookError, match=said):
        lay_out(saved(page_file(count, size)), PAPERS['a4'], job)


@pytest.mark.parametrize('scheme', sorted(SCHEMES))
def test_pages_that_are_too_large_are_made_to_fit_if_asked(scheme):
    """`fit` makes pages smaller, none larger, until they lie on the paper whole."""
    imposed = lay_out(saved(page_file(4, (612, 792))), PAPERS['a4'], Job(scheme, fit=True))
    printed = Printed(imposed.pdf)
    assert imposed.layout.scale <= 1
    assert all(
        face.place.llx > -1e-3 and face.place.lly > -1e-3
        and face.place.urx < printed.width + 1e-3 and face.place.ury < printed.height + 1e-3
        for face in printed.found
    )  # fmt: skip
