"""Printers that print one side: whatever they do to paper, the test sheet tells it, and the backs land."""

from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from folding import A5, A6, Printed, Printer, alike, cut_out, finish, page_file, pictures, saved, texts, words
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pikepdf import Name, Pdf
from PIL import ImageChops

from chapbook.problems import UsageError
from chapbook.sheets import PAPERS, Job, lay_out, testing
from chapbook.sheets.manual import HABITS, habit
from chapbook.sheets.testing import AGAIN, STEPS

PRINTERS = st.builds(
    Printer,
    *(st.booleans() for _ in range(6)),
    handling=st.sampled_from([None, 'long', 'short', 'round']),
)


def told_by_the_test_sheet(printer):
    """Print the two sheets of the test as it says, and read the name of the printer off them; None if it has none."""
    printed = printer.both_sides(len(testing.SHEETS))
    if printed is None:
        return None
    behind, flip = next(
        (testing.SHEETS[back if front == 0 else front], flip) for front, back, flip in printed if 0 in (front, back)
    )
    # About its long edge a standing sheet turns like a page, and its back is upright.
    return f'{behind}{"A" if flip == "long" else "B"}'


def together(imposed, printer):
    """Return the sheets as they leave a printer that was given fronts and backs, as a file for both sides."""
    fronts, backs = Pdf.open(BytesIO(imposed.pdf)), Pdf.open(BytesIO(imposed.backs))
    assert len(fronts.pages) == len(backs.pages)
    assert {pdf.Root.ViewerPreferences.Duplex for pdf in (fronts, backs)} == {Name.Simplex}
    printed = sorted(printer.both_sides(len(fronts.pages)))
    result = pikepdf.new()
    for front, back, _ in printed:
        result.pages.append(fronts.pages[front])
        result.pages.append(backs.pages[back])
    (flip,) = {flip for _, _, flip in printed}
    name = Name.DuplexFlipLongEdge if flip == 'long' else Name.DuplexFlipShortEdge
    result.Root.ViewerPreferences = pikepdf.Dictionary(Duplex=name)
    return saved(result)


@given(
    printer=PRINTERS,
    scheme=st.sampled_from(['saddle', 'signatures', 'n-up', 'cut-and-stack']),
    count=st.integers(2, 30),
    on=st.sampled_from(['a4', 'letter', 'sra3']),
    right_bound=st.booleans(),
)
@settings(max_examples=40, deadline=None)
def test_backs_land_behind_their_fronts(printer, scheme, count, on, right_bound):
    """For any printer and any habit of its owner, what the test sheet tells makes the finished thing read in order."""
    name = told_by_the_test_sheet(printer)
    assume(name is not None)
    job = Job(scheme, manual=habit(name), right_bound=right_bound, sheets_per_signature=(2, 3))
    pages = saved(page_file(count, A6))
    imposed = lay_out(pages, PAPERS[on], job)
    sheets = together(imposed, printer)
    spots = finish(Printed(sheets), job, imposed.imposition)
    repeats = len(spots) // count
    assert texts(sheets, spots) == [['Folio', str(number)] for number in range(1, count + 1)] * repeats
    assert all(
        alike(one, other) for one, other in zip(pictures(pages) * repeats, cut_out(sheets, spots, 2), strict=True)
    )


@given(printer=PRINTERS)
@settings(max_examples=200, deadline=None)
def test_a_printer_is_told_whatever_it_does(printer):
    """Where both sides get ink there is a name for it; where one gets all of it, turning the pile over helps."""
    name = told_by_the_test_sheet(printer)
    other = {'long': None, None: 'long', 'short': 'round', 'round': 'short'}[printer.handling]
    turned = Printer(*(getattr(printer, field) for field in Printer.__slots__[:-1]), handling=other)
    assert (name in HABITS) != (told_by_the_test_sheet(turned) in HABITS)


def test_printers_of_all_four_kinds_are_thought_of():
    """The model of printers knows every answer: none of them is a dead letter."""
    kinds = {
        told_by_the_test_sheet(Printer(True, top, True, up, turns, False, handling))
        for top in (True, False) for up in (True, False) for turns in (True, False)
        for handling in (None, 'long', 'short', 'round')
    }  # fmt: skip
    assert kinds == {*HABITS, None}


def test_the_wrong_name_would_be_noticed():
    """A printer taken for another kind gives a book that does not read, and the folding in numbers sees it."""
    printer = Printer(True, True, True, False, False, False, None)
    right = told_by_the_test_sheet(printer)
    read = []
    for name in HABITS:
        job = Job(manual=habit(name))
        imposed = lay_out(saved(page_file(12, A5)), PAPERS['a4'], job)
        sheets = together(imposed, printer)
        spots = finish(Printed(sheets), job, imposed.imposition)
        looks = zip(pictures(saved(page_file(12, A5))), cut_out(sheets, spots, 1), strict=True)
        read.append(all(alike(one, other) for one, other in looks))
    assert read == [name == right for name in HABITS]


@pytest.mark.parametrize('on', ['a4', 'letter'])
def test_the_test_sheet_is_two_pages_that_differ_in_their_numbers(on):
    """Each page stands upright on its paper, has ink at head and foot, and the two are not the same."""
    pdf = testing.sheet(PAPERS[on])
    booklet = Pdf.open(BytesIO(pdf))
    sizes = {tuple(round(float(value)) for value in page.mediabox[2:]) for page in booklet.pages}
    assert sizes == {tuple(round(side * 72 / 25.4) for side in sorted((PAPERS[on].width_mm, PAPERS[on].height_mm)))}
    assert booklet.check_pdf_syntax() == []
    one, two = (page.render(grayscale=True).to_pil().convert('L') for page in pypdfium2.PdfDocument(pdf))
    assert ImageChops.difference(one, two).getbbox()
    # A is not B: turned on its head, a page is another.
    head = (0, 0, one.width, one.height // 4)
    assert ImageChops.difference(one.crop(head), one.rotate(180).crop(head)).getbbox()
    assert testing.sheet(PAPERS[on]) == pdf


def test_the_test_sheet_says_its_words():
    """Its steps are text that can be read aloud and found, in a font that has no more letters than it uses."""
    pdf = testing.sheet(PAPERS['a4'])
    for number, said in enumerate(words(pdf), 1):
        assert {f'{number}A', f'{number}B'} <= set(said)
        assert ' '.join(STEPS[0].split()) in ' '.join(said)
    with Pdf.open(BytesIO(pdf)) as booklet:
        (font,) = {page.obj.Resources.Font.Letters.objgen for page in booklet.pages}
        letters = booklet.get_object(font).CharProcs
    used = set(''.join((*STEPS, AGAIN, '--printer 1A, 1B, 2A or 2B build.py impose FILE.pdf')))
    assert len(letters) == len(used)


@pytest.mark.parametrize(
    ('job', 'count', 'said'),
    [
        (Job('zine', manual=habit('1A')), 8, 'nothing comes on the backs'),
        (Job(flip='long', manual=habit('1A')), 8, '--flip is for printers that print both sides'),
        (Job('n-up', manual=habit('1A')), 1, 'nothing comes on the backs'),
    ],
)
def test_what_needs_no_second_pass_is_refused(job, count, said):
    """Two files are made only where there is something on the backs, and a printer has one way to turn paper."""
    with pytest.raises(UsageError, match=said):
        lay_out(saved(page_file(count, (200, 290))), PAPERS['a4'], job)


def test_an_unknown_printer_is_wrong_use():
    """A name that stands on no test sheet is told with those that do."""
    with pytest.raises(UsageError, match='say 1A, 1B, 2A, 2B: impose --test-sheet'):
        habit('laser')
