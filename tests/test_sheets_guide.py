"""Fold guides: a page of pictures for every scheme, the same as SVG and as PDF, with the numbers of its own pages."""

from io import BytesIO

import pypdfium2
import pytest
from folding import A5, A6, A7, page_file, saved
from lxml import etree
from pikepdf import Pdf
from PIL import Image, ImageChops

from chapbook.cli import main
from chapbook.problems import UsageError
from chapbook.sheets import PAPERS, SCHEMES, Job, drawing, guide, lay_out, writing
from chapbook.sheets.guide.whole import Job as Shown
from chapbook.sheets.manual import habit

SIZES = {'saddle': A5, 'signatures': A5, 'zine': A7, 'n-up': A6, 'cut-and-stack': A6}


def imposed(scheme, count=8, on='a4', **kind):
    """Impose small pages by a scheme."""
    return lay_out(saved(page_file(count, SIZES[scheme])), PAPERS[on], Job(scheme, fit=True, **kind))


def drawn(scheme, count=8, on='a4', **kind):
    """Return the guide of an imposition."""
    made = imposed(scheme, count, on, **kind)
    return guide.draw(scheme, made.imposition, made.layout)


def picture(pdf):
    """Return the last page in grey, 500 dots wide."""
    page = list(pypdfium2.PdfDocument(pdf))[-1]
    return page.render(scale=500 / page.get_width(), grayscale=True).to_pil().convert('L')


@pytest.mark.parametrize('scheme', sorted(SCHEMES))
@pytest.mark.parametrize('on', ['a4', 'letter'])
def test_every_scheme_has_a_guide_that_stays_on_its_page(scheme, on):
    """A guide stands upright on the paper it is about, and nothing in it touches an edge that printers cannot reach."""
    made = drawn(scheme, 8, on)
    assert (made.width_mm, made.height_mm) == (PAPERS[on].height_mm, PAPERS[on].width_mm)
    points = [point for shape in made.shapes for _, points in shape.path for point in points]
    assert all(5 < x < made.width_mm - 5 and 5 < y < made.height_mm - 5 for x, y in points)
    assert ImageChops.invert(picture(writing.drawn([made]))).getbbox()


@pytest.mark.parametrize('scheme', sorted(SCHEMES))
def test_svg_and_pdf_are_one_drawing(scheme):
    """The SVG, read by a program that is not ours, looks as the page of PDF does."""
    import weasyprint

    made = drawn(scheme)
    text = drawing.svg(made)
    assert etree.fromstring(text.encode()).tag.endswith('svg')
    size = f'@page {{ size: {made.width_mm}mm {made.height_mm}mm; margin: 0 }}'
    style = f'{size} body {{ margin: 0 }} svg {{ display: block }}'
    other = weasyprint.HTML(string=f'<style>{style}</style>{text}').write_pdf()
    one, two = picture(writing.drawn([made])), picture(other)
    coarse = [each.resize((60, 84), Image.Resampling.BOX) for each in (one, two)]
    assert max(value for _, value in [ImageChops.difference(*coarse).getextrema()]) < 40


def test_a_guide_shows_its_own_pages():
    """What lies on the first sheet is what the file has there: a guide of other pages is another picture."""
    eight, twelve = imposed('saddle', 8), imposed('saddle', 12)
    left, right = Shown(eight.imposition, eight.layout).halves(eight.imposition.sheets[0])
    assert (left.page, right.page) == (8, 1)
    pages = [writing.drawn([guide.draw('saddle', made.imposition, made.layout)]) for made in (eight, twelve)]
    assert ImageChops.difference(*map(picture, pages)).getbbox()


@pytest.mark.parametrize('scheme', sorted(SCHEMES))
def test_books_bound_on_the_right_fold_the_other_way(scheme):
    """A right-bound book has a guide of its own; what lies loose is bound nowhere, but lies mirrored."""
    made = imposed(scheme, right_bound=True)
    assert Shown(made.imposition, made.layout).right_bound == (scheme in {'saddle', 'signatures', 'zine'})
    one, other = (writing.drawn([drawn(scheme, 8, right_bound=bound)]) for bound in (False, True))
    assert ImageChops.difference(picture(one), picture(other)).getbbox()


@pytest.mark.parametrize('scheme', ['saddle', 'zine'])
def test_a_guide_is_the_last_page_and_disturbs_no_sheet(scheme):
    """With its guide a file has one page more, after all sheets, and the sheets are what they were."""
    with_guide, without = (
        Pdf.open(BytesIO(imposed(scheme, guide=asked).pdf)) for asked in (True, False)
    )  # fmt: skip
    assert len(with_guide.pages) == len(without.pages) + 1
    for one, other in zip(with_guide.pages, without.pages, strict=False):
        assert one.obj.Contents.read_bytes() == other.obj.Contents.read_bytes()
    assert with_guide.check_pdf_syntax() == []


def test_no_guide_comes_out_among_the_fronts():
    """With fronts and backs apart a guide would lie in the pile: it is refused, with what to say instead."""
    with pytest.raises(UsageError, match='--guide file'):
        imposed('saddle', manual=habit('1A'), guide=True)


@pytest.mark.parametrize(
    ('where', 'name', 'begins'),
    [('page', None, b''), ('file', 'out-guide.pdf', b'%PDF-'), ('svg', 'out-guide.svg', b'<svg ')],
)
def test_the_command_puts_a_guide_where_it_is_wanted(tmp_path, where, name, begins):
    """`--guide` adds a page, or writes a file beside the sheets that can be printed or drawn on."""
    (tmp_path / 'pages.pdf').write_bytes(saved(page_file(8)))
    out = tmp_path / 'out.pdf'
    assert main(['impose', str(tmp_path / 'pages.pdf'), '-o', str(out), '--guide', where]) == 0
    assert len(Pdf.open(out).pages) == 4 + (where == 'page')
    assert name is None or (tmp_path / name).read_bytes().startswith(begins)
