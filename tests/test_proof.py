"""The proof: one page that asks for nothing, with every spread and sheet, and each finding where it belongs."""

import pytest
from leaves import column, full, pdf, words
from lxml import etree
from pikepdf import Dictionary, Name

from chapbook import preflight
from chapbook.catalogue import checksums
from chapbook.cli import main
from chapbook.preflight import matrix, spreads
from chapbook.preflight.proof import proof
from chapbook.sheets.sizes import Trim
from chapbook.theme import load_theme

WELL = words('All is well', font='E')
FAULTY = (words('near', x=10, font='E') + '0.1 w 100 400 m 300 400 l S', *[WELL] * 7)


def page_of(data, tmp_path):
    """Return the proof of a PDF as a tree."""
    report = preflight.check(data)
    return etree.HTML(proof(data, report, 'a <b>.pdf', load_theme(tmp_path)))


@pytest.fixture
def faulty(tmp_path):
    """The proof of eight pages, the first with two faults."""
    return page_of(pdf(*FAULTY), tmp_path)


def test_every_page_lies_beside_its_neighbour(faulty):
    """The first page alone, then two by two; a sheet has two sides; a name with signs is shown as it is."""
    leaves = [[each.get('alt') for each in spread.iter('img')] for spread in faulty.iter('section')]
    assert leaves == [['page 1'], ['page 2', 'page 3'], ['page 4', 'page 5'], ['page 6', 'page 7'], ['page 8']]
    sides = [each.get('alt') for each in faulty.xpath('//div[@class="sheets"]//img')]
    assert sides == ['sheet 1, front', 'sheet 1, back', 'sheet 2, front', 'sheet 2, back']
    assert faulty.findtext('.//h1') == 'Proof of a <b>.pdf'


def test_a_finding_is_drawn_where_it_is_and_listed(faulty):
    """A box on its page and on its sheet leads to its line in the list, and back."""
    boxes = faulty.xpath('//section//rect[@class="warning"]')
    listed = faulty.xpath('//section//ol[@class="findings"]/li')
    assert len(boxes) == len(listed) == 2
    assert [box.getparent().get('href') for box in boxes] == [f'#{item.get("id")}' for item in listed]
    assert [box.getparent().get('id') for box in boxes] == [item.find('a').get('href')[1:] for item in listed]
    (line,) = [box for box in boxes if float(box.get('width')) > 50]
    assert float(line.get('x')) + 0.8 == pytest.approx(100 / 72 * 25.4, abs=0.1)
    assert float(line.get('y')) + 0.8 == pytest.approx((595.28 - 400) / 72 * 25.4, abs=0.1)
    # Page 1 is the right half of the front of the first sheet.
    front = faulty.xpath('(//div[@class="sheets"]/figure)[1]//rect')
    moved = [float(box.get('x')) for box in front if float(box.get('width')) > 50]
    assert moved == [pytest.approx(float(line.get('x')) + 148.5, abs=0.7)]


def test_what_is_wrong_with_the_whole_file_is_told_first(tmp_path):
    """The number of pages has no place on one."""
    told = page_of(pdf(*[WELL] * 3), tmp_path).xpath('//section[1]//li')
    assert ['no multiple of four' in ''.join(item.itertext()) for item in told] == [True]


def test_pages_of_a_book_read_from_the_right_lie_so(tmp_path):
    """Page 2 lies on the right of page 3."""

    def turned(document):
        document.Root['/ViewerPreferences'] = Dictionary(Direction=Name.R2L)

    data = pdf(*[WELL] * 4, change=turned)
    pages = [[each.get('alt') for each in spread.iter('img')] for spread in page_of(data, tmp_path).iter('section')]
    assert pages == [['page 1'], ['page 3', 'page 2'], ['page 4']]


def test_of_a_long_file_pages_with_findings_are_shown(tmp_path, monkeypatch):
    """Thousands of pictures would open nowhere."""
    monkeypatch.setattr(spreads, 'MOST_SHOWN', 4)
    monkeypatch.setattr('chapbook.preflight.proof.MOST_SHOWN', 4)
    tree = page_of(pdf(*FAULTY), tmp_path)
    assert [each.get('alt') for each in tree.xpath('//section//img')] == ['page 1']
    assert 'The file is long' in ''.join(tree.itertext())


def test_the_same_file_gives_the_same_proof(tmp_path):
    """Byte for byte."""
    data = pdf(*FAULTY)
    report, theme = preflight.check(data), load_theme(tmp_path)
    assert proof(data, report, 'a.pdf', theme) == proof(data, report, 'a.pdf', theme)


@pytest.mark.parametrize('turn', [0, 90, 180, 270])
def test_a_matrix_can_be_undone(turn):
    """What is seen of a page leads back to its own space."""
    to_mm = matrix.seen(Trim(10.0, 20.0, 300.0, 500.0, turn, 2.0, (0.0,) * 4))
    there = matrix.moved(to_mm, 50.0, 60.0)
    assert matrix.moved(matrix.inverse(to_mm), *there) == pytest.approx((50.0, 60.0))
    assert min(matrix.moved_box(to_mm, 10.0, 20.0, 300.0, 500.0)) == pytest.approx(0.0, abs=1e-9)


def test_a_proof_stands_beside_its_pdf_and_is_not_handed_out(tmp_path, capsys):
    """It is for whoever makes the pamphlet: no checksum and no bundle holds it."""
    (tmp_path / 'a.pdf').write_bytes(pdf(*FAULTY))
    assert main(['check', str(tmp_path / 'a.pdf'), '--proof']) == 0
    assert 'a-proof.html' in capsys.readouterr().out
    assert (tmp_path / 'a-proof.html').read_text().startswith('<!DOCTYPE html>')
    assert checksums.handed_out(tmp_path) == ['a.pdf']


def test_a_proof_opens_in_a_browser_and_asks_for_nothing(tmp_path, page):
    """Its policy lets its own style and pictures be; it can be seen as copied; it is no wider than a phone."""
    said = []
    page.on('console', lambda message: said.append(message.text))
    data = pdf(column(full(20)), *FAULTY)
    (tmp_path / 'a.html').write_bytes(proof(data, preflight.check(data), 'a.pdf', load_theme(tmp_path)))
    page.set_viewport_size({'width': 390, 'height': 800})
    page.goto((tmp_path / 'a.html').as_uri())
    assert page.evaluate('document.documentElement.scrollWidth') <= 390
    assert page.evaluate('[...document.images].every(each => each.complete && each.naturalWidth > 0)')
    page.check('#copied')
    assert 'contrast(5)' in page.evaluate('getComputedStyle(document.images[0]).filter')
    page.check('#unmarked')
    assert page.evaluate('getComputedStyle(document.querySelector("svg")).display') == 'none'
    assert said == []
