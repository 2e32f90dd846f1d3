"""Posters and cards: their codes lead where they should from where people stand, and nothing runs into anything."""

import io
import re
from dataclasses import replace
from functools import cache
from itertools import combinations

import judges
import pikepdf
import pypdfium2
import pytest
import zxingcpp
from copier import DPI, codes_in, photocopied, seen
from epubs import book_of
from pamphlets import lines, measure, theme
from PIL import ImageChops, ImageStat
from projects import built, write_project
from projects import run as program
from pypdfium2 import raw as pdfium

from chapbook.codes import DISTANCE_PER_MODULE, QUIET, wifi
from chapbook.compose import print_document
from chapbook.editions import posters
from chapbook.editions.posters import LEAST_COVER, SHEETS, codes
from chapbook.editions.posters.cover import with_cover
from chapbook.metadata import Hotspot, Person
from chapbook.pages import CARDS_A4, CARDS_LETTER, COVER, POSTER_A3, POSTER_A4, POSTER_LETTER
from chapbook.problems import ChapbookError
from chapbook.typesetting import pdf

PAGES = (POSTER_A4, POSTER_A3, POSTER_LETTER, CARDS_A4, CARDS_LETTER)
ADDRESS = 'https://example.org/repairs'
PLAIN = {'title': 'The Office of Small Repairs', 'subtitle': 'Notes on keeping things going', 'url': ADDRESS}
NETWORK = Hotspot('Corner table', 'http://10.42.0.1:8000/', 'pass it on')
LONG = 'https://example.org/a-rather-long-address/that-somebody-has-copied/from-a-browser?of=theirs'
TEXTS = {
    'plain': PLAIN,
    'hotspot': {**PLAIN, 'hotspot': NETWORK},
    'short': {'title': 'Repairs', 'hotspot': NETWORK},
    'long': {
        'title': 'An Account of the Conversations, Misunderstandings and Reconciliations That Took Place in the '
        'Course of Eleven Winters around One Stove',
        'subtitle': 'With remarks on the price of coal, on the keeping of minutes, and on whose turn it was',
        'authors': (Person('A. Committee of Seven'),),
        'description': 'What was said. ' * 60,
        'url': LONG,
    },
    'hyphens': {**PLAIN, 'url': 'https://the-office-of-small-repairs.example.org/what-is-left/of-the-old-kettles/'},
    'words': {'title': 'Donaudampfschifffahrtsgesellschaftskapitänsmütze', 'lang': 'de', 'url': ADDRESS},
    'right': {'title': 'كلمات من الشارع', 'lang': 'ar', 'url': ADDRESS, 'description': 'كلمات. ' * 12},
}
PIXELS_PER_MM_AT_A_METRE = 1.16


@cache
def laid_out(text, page):
    """Return a poster whose place for the cover is empty yet, or a sheet of cards, as a page file."""
    return pdf.render(posters.document(book_of('Words.', **TEXTS[text]), theme(), page))


@cache
def made(text, page):
    """Return a poster with its cover, or a sheet of cards, as a page file."""
    file = laid_out(text, page)
    return replace(file, data=with_cover(file.data, cover(text))) if 'poster' in page.name else file


@cache
def cover(text):
    """Return the cover of a text as a PDF."""
    return pdf.render(print_document(book_of('Words.', **TEXTS[text]), theme(), COVER)).data


def picture(data):
    """Return the first page of a PDF as it is printed at 300 dpi, in grey."""
    return pypdfium2.PdfDocument(data)[0].render(scale=DPI / 72).to_pil().convert('L')


# --- Codes ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize('page', PAGES, ids=lambda page: page.name)
def test_the_codes_of_a_sheet_are_read_off_a_copy(page):
    """Copied twice on a worn copier, and seen from where it is meant to be read, a sheet leads where it should."""
    sheet = posters.SHEETS[page.name]
    printed = picture(made('plain', page).data)
    one = printed.crop((0, 0, printed.width // sheet.across, printed.height // sheet.down))
    assert seen(photocopied(one), 1000 * PIXELS_PER_MM_AT_A_METRE / sheet.distance_mm[0]) == [ADDRESS]


@pytest.mark.parametrize('page', PAGES, ids=lambda page: page.name)
def test_a_hotspot_has_two_codes(page):
    """The first joins the network, the second opens the page there; the address on the internet is not printed."""
    sheet = posters.SHEETS[page.name]
    found = codes_in(picture(made('hotspot', page).data))
    assert found == sorted([wifi('Corner table', 'pass it on'), NETWORK.address] * sheet.across * sheet.down)


def where(data):
    """Return the codes of a page: what each says, and its box in points."""
    image = picture(data)
    for code in zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCode):
        corners = [code.position.top_left, code.position.bottom_right]
        (left, top), (right, bottom) = ((corner.x * 72 / DPI, corner.y * 72 / DPI) for corner in corners)
        yield code.text, (left, top, right, bottom)


@pytest.mark.parametrize('page', PAGES, ids=lambda page: page.name)
@pytest.mark.parametrize('text', ['plain', 'hotspot'])
def test_a_code_is_as_large_as_its_distance_asks(text, page):
    """A module is a 250th of the distance, in print as by the rule."""
    sheet = posters.SHEETS[page.name]
    wanted_mm = sheet.distance_mm[text == 'hotspot'] / DISTANCE_PER_MODULE
    codes = leads(TEXTS[text])
    finest = max(code.modules for code, _ in codes)
    widths_mm = [(box[2] - box[0]) * 25.4 / 72 for _, box in where(made(text, page).data)]
    assert len(widths_mm) == len(codes) * sheet.across * sheet.down
    assert all(width == pytest.approx(wanted_mm * finest, rel=0.02, abs=0.5) for width in widths_mm)


def test_a_long_address_is_told_of():
    """A code that has no room to be as large as it should says from where it is read, and how to mend that."""
    (problem,) = [each for each in made('long', POSTER_A4).problems if 'read from' in each.message]
    assert 'poster-a4' in problem.message
    assert 'shorter address' in problem.hint
    assert made('plain', POSTER_A4).problems == ()


@pytest.mark.parametrize('url', [None, 'see the notice board'])
def test_a_text_that_leads_nowhere_has_no_poster(url):
    """Without an address there is an error with the place and the keys to add."""
    with pytest.raises(ChapbookError, match='for a poster') as fault:
        posters.document(book_of('Words.', url=url), theme(), POSTER_A4)
    assert 'hotspot' in str(fault.value)
    assert 'text.md' in str(fault.value)


def test_an_address_too_long_for_any_code_is_refused():
    """The error says so, with the place of the address and what to do."""
    with pytest.raises(ChapbookError, match=r'text.md: error: a QR code .* too fine') as fault:
        posters.document(book_of('Words.', url=f'{ADDRESS}/{"x" * 600}'), theme(), POSTER_A4)
    assert 'shorter address' in str(fault.value)


# --- The sheet --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize('page', PAGES, ids=lambda page: page.name)
@pytest.mark.parametrize('text', TEXTS)
def test_nothing_runs_into_anything(text, page, weasyprint_log):
    """Whatever the title, all is on one page inside its margins, and words keep off each other and the quiet zones."""
    sheet, file = posters.SHEETS[page.name], laid_out(text, page)
    weasyprint_log.clear()
    (runs,) = measure(file.data)
    card = (sheet.width_mm * 72 / 25.4, sheet.height_mm * 72 / 25.4)
    first = [run for run in runs if run.right <= card[0] and run.bottom <= card[1]]
    margin = sheet.margin * sheet.unit_mm * 72 / 25.4 - 4  # ink hangs a little over
    assert first
    assert len(runs) == len(first) * sheet.across * sheet.down
    boxes = [
        (line.left, min(run.top for run in line.runs), line.right, max(run.bottom for run in line.runs))
        for line in lines(first)
    ]
    for left, top, right, bottom in boxes:
        assert margin <= left < right <= card[0] - margin
        assert margin <= top < bottom <= card[1] - margin
    for code, box in quiet_zones(file.data, card):
        assert not [other for other in boxes if overlap(box, other) > 0.5], code
    for one, other in combinations(boxes, 2):
        # The ink of two lines may meet, as a g over a d; lines that stand in each other do more than that.
        assert overlap(one, other) < 0.35 * min(one[3] - one[1], other[3] - other[1])


def overlap(one, other):
    """Return how deep two boxes stand in each other, in points: the lesser of width and height of what they share."""
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return max(0, min(wide, high))


def quiet_zones(data, card):
    """Return the codes of the first card, or the poster, each with its box and the white it needs around it."""
    modules = {code.says: code.modules for text in TEXTS.values() for code, _ in leads(text)}
    for says, (left, top, right, bottom) in where(data):
        if right <= card[0] and bottom <= card[1]:
            quiet = QUIET * (right - left) / modules[says] * 0.9
            yield says, (left - quiet, top - quiet, right + quiet, bottom + quiet)


def leads(text):
    """Return the codes of a text with what they lead to."""
    return codes.leads(book_of('Words.', **text))


@pytest.mark.parametrize('page', [POSTER_A4, POSTER_A3, POSTER_LETTER], ids=lambda page: page.name)
@pytest.mark.parametrize('text', TEXTS)
def test_a_poster_shows_the_cover(text, page, weasyprint_log):
    """The cover stands on it as it was laid out, in its own shape and sharp, off the codes and large enough to see."""
    data = made(text, page).data
    weasyprint_log.clear()
    document = pypdfium2.PdfDocument(data)
    (kept,) = pypdfium2.PdfDocument(laid_out(text, page).data)[0].get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE])
    left, bottom, right, top = kept.get_bounds()
    height_pt = document[0].get_height()
    box = (left, height_pt - top, right, height_pt - bottom)
    assert (top - bottom) / (right - left) == pytest.approx(210 / 148, rel=0.01)
    assert top - bottom >= LEAST_COVER * SHEETS[page.name].unit_mm * 72 / 25.4
    for _, code in quiet_zones(data, document[0].get_size()):
        assert overlap(code, box) == 0
    for run in measure(laid_out(text, page).data)[0]:
        assert overlap((run.left, run.top, run.right, run.bottom), box) == 0
    shown = document[0].render(scale=DPI / 72).to_pil().convert('L').crop([round(edge * DPI / 72) for edge in box])
    wanted = picture(cover(text)).resize(shown.size)
    assert ImageStat.Stat(ImageChops.difference(shown, wanted)).mean[0] < 6


def test_without_a_place_for_it_there_is_no_cover():
    """A sheet of cards stays as it is, byte for byte."""
    data = made('plain', CARDS_A4).data
    assert with_cover(data, cover('plain')) == data


def test_what_a_text_says_of_itself_stands_where_there_is_room():
    """A description that fits is there, below the title; one of sixty lines is not."""
    assert 'كلمات. كلمات' in posters.document(book_of('Words.', **TEXTS['right']), theme(), POSTER_A4).xhtml
    assert 'class="blurb"' not in posters.document(book_of('Words.', **TEXTS['long']), theme(), POSTER_A4).xhtml


@pytest.mark.parametrize('page', PAGES, ids=lambda page: page.name)
@pytest.mark.parametrize('text', TEXTS)
def test_nothing_below_the_title_is_larger_than_it(text, page):
    """However long the title is, subtitle and byline are smaller."""
    xhtml = posters.document(book_of('Words.', **TEXTS[text]), theme(), page).xhtml
    title_mm = float(re.search(r'<h1 style="font-size: ([\d.]+)pt', xhtml)[1]) * 25.4 / 72
    sizes = [float(size) for size in re.findall(r'class="(?:subtitle|byline)" style="font-size: ([\d.]+)mm', xhtml)]
    assert all(size < title_mm for size in sizes)


@pytest.mark.parametrize('page', PAGES, ids=lambda page: page.name)
@pytest.mark.parametrize('text', ['long', 'hyphens', 'hotspot'])
def test_no_line_of_an_address_ends_in_its_own_hyphen(text, page):
    """Who copies an address by hand cannot take a hyphen for one of ours: lines end after a slash, or before a sign."""
    sheet = SHEETS[page.name]
    printed = codes.codes_of(book_of('Words.', **TEXTS[text]), sheet)[-1]
    card = (sheet.width_mm * 72 / 25.4, sheet.height_mm * 72 / 25.4)
    runs = [run for run in measure(laid_out(text, page).data)[0] if run.right <= card[0] and run.bottom <= card[1]]
    there = [''.join(run.text for run in line.runs) for line in lines(runs)]
    assert all(any(line in each for each in there) for line in printed.lines), 'each line is one in print'
    assert not [line for line in printed.lines if line.endswith('-')]
    assert printed.letters in printed.code.says


# --- The file ---------------------------------------------------------------------------------------------------------


@pytest.mark.judge
@pytest.mark.parametrize('text', TEXTS)
def test_a_poster_is_tagged(text, tmp_path, weasyprint_log):
    """Posters and cards pass PDF/UA-1, the codes described by where they lead."""
    for page in (POSTER_A4, CARDS_A4):
        path = tmp_path / f'{page.name}.pdf'
        path.write_bytes(made(text, page).data)
        weasyprint_log.clear()
        assert judges.page_validation(path) == []


def test_a_listener_hears_where_codes_lead():
    """Each code is a figure whose description is what it joins, or the address it opens."""
    document = pikepdf.open(io.BytesIO(made('hotspot', POSTER_A4).data))
    figures = [str(each.Alt) for each in document.objects if isinstance(each, pikepdf.Dictionary) and '/Alt' in each]
    assert sorted(figures) == ['Cover', 'Join the Wi-Fi: Corner table', NETWORK.address]


@pytest.mark.judge
def test_verapdf_agrees(tmp_path):
    """A poster and a sheet of cards are PDF/UA-1 and PDF/A-3a in one file, as the pamphlet is."""
    paths = [tmp_path / f'{page.name}.pdf' for page in (POSTER_A4, CARDS_A4)]
    for path, page in zip(paths, (POSTER_A4, CARDS_A4), strict=True):
        path.write_bytes(made('hotspot', page).data)
    assert judges.verapdf(paths, ('ua1', '3a')) == []


@pytest.mark.parametrize('page', PAGES, ids=lambda page: page.name)
def test_black_is_black_alone(page):
    """All but the bar and the accent is printed with black ink: no grey of three colours."""
    document = pikepdf.open(io.BytesIO(made('plain', page).data))
    streams = [document.pages[0].Contents.read_bytes()]
    streams += [form.read_bytes() for form in document.pages[0].resources.get('/XObject', {}).values()]
    colours = set(re.findall(rb'(\S+ \S+ \S+) (?:rg|RG)\b', b'\n'.join(streams)))
    assert len(colours) <= 1
    assert b'0 0 0' not in colours


def test_the_same_text_gives_the_same_poster():
    """Twice the same bytes, and a name of its own in the file."""
    again = pdf.render(posters.document(book_of('Words.', **PLAIN), theme(), POSTER_A4)).data
    assert with_cover(again, cover('plain')) == made('plain', POSTER_A4).data
    assert made('plain', POSTER_A4).data != made('plain', POSTER_LETTER).data


def test_a_group_of_editions_goes_by_the_beginning_of_its_names(tmp_path):
    """`-e poster` is posters of every size; a text without an address keeps its other editions, and is told of."""
    address = f'---\ntitle: One\nlang: en\nurl: {ADDRESS}\n---\n\nWords.\n'
    project = write_project(tmp_path, one=address, two='Words.\n')
    done = program('--project', project, '-e', 'poster', '-e', 'html')
    assert done.returncode == 1
    assert 'two.md: error: the text has no address' in done.stderr
    names = [f'one/one-{name}.pdf' for name in SHEETS if name.startswith('poster')]
    assert set(built(project / 'dist')) == {*names, 'one/one.html', 'two/two.html'}
    assert codes_in(picture((project / 'dist' / names[0]).read_bytes())) == [ADDRESS]
    everything = program('--project', project, 'two', '-e', 'all')
    assert (everything.returncode, 'two.md: warning: the text has no address' in everything.stderr) == (0, True)
