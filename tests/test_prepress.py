"""The edition for a print shop, judged from outside: what is in the file, not what was meant."""

import io
import re
import shutil
import subprocess
from dataclasses import replace
from functools import cache

import pikepdf
import pytest
from judges import judge
from pamphlets import book, made, measure, theme
from PIL import Image, ImageCms

from chapbook.compose import print_document
from chapbook.editions import shop
from chapbook.pages import A5, PRESS
from chapbook.prepress import colours, conditions, profiles
from chapbook.problems import ChapbookError
from chapbook.typesetting import pdf

CASE = 'page-pictures'
MM = 72 / 25.4
SWORN = ('page-pictures', 'page-tables', 'page-notes')


def given(name, **meta):
    """Return the book of a case with the profile of a press and other front matter."""
    plain = book(name)
    metadata = replace(plain.metadata, profile='shop.icc', **meta)
    return replace(plain, metadata=metadata, profile=judge('press-profile').read_bytes())


@cache
def pressed(name=CASE, **meta):
    """Return the file for the shop of a case."""
    return shop.press(given(name, **meta), None, lambda page: laid_out(name, page, **meta))


@cache
def laid_out(name, page, **meta):
    """Return the pages of a case; those of a glued book are others."""
    if 'binding' not in meta:
        return made(name, page).data
    return pdf.render(print_document(given(name, **meta), theme(), page)).data


@cache
def opened(name=CASE):
    return pikepdf.open(io.BytesIO(pressed(name)))


def streams(document):
    """Yield every content stream of a document: pages, forms, patterns."""
    for page in document.pages:
        yield page.obj.Contents
    for thing in document.objects:
        if isinstance(thing, pikepdf.Stream) and (thing.get('/Subtype') == '/Form' or '/PatternType' in thing):
            yield thing


def laid_down(picture):
    """Return the sum of the four inks of each pixel, 255 for one plate in full."""
    parts = picture.tobytes()
    return list(map(sum, zip(*(parts[plate::4] for plate in range(4)), strict=True)))


def operators(document):
    """Yield every operator with its operands."""
    for stream in streams(document):
        for operands, operator in pikepdf.parse_content_stream(stream):
            yield str(operator), [*operands]


@pytest.mark.parametrize('name', SWORN)
def test_every_colour_is_ink(name):
    """No operator sets red, green and blue, nor grey outside a mask; no picture, gradient or group is in RGB."""
    inked(opened(name))


def inked(document, masks=()):
    """Assert that everything in a file is ink, but for masks, which paint nothing."""
    painting = [stream for stream in streams(document) if stream.objgen not in masks]
    found = [(str(operator), [*operands]) for stream in painting
             for operands, operator in pikepdf.parse_content_stream(stream)]  # fmt: skip
    assert not {operator for operator, _ in found} & {'rg', 'RG', 'g', 'G', 'sc', 'SC'}
    spaces = {str(operands[0]) for operator, operands in found if operator in ('cs', 'CS')}
    assert spaces <= {'/PressMarks', '/Pattern'}
    plain = b'\n'.join(
        thing.unparse(resolved=True)
        for thing in document.objects
        if isinstance(thing, pikepdf.Dictionary | pikepdf.Array | pikepdf.Stream)
    )
    assert b'DeviceCMYK' in plain
    assert b'DeviceRGB' not in plain
    assert b'CalRGB' not in plain


def separated(data, page, folder, dpi):
    """Return a page of a file for the shop as a picture in CMYK, as Ghostscript prints it."""
    (folder / 'press.pdf').write_bytes(data)
    command = [judge('gs'), '-q', '-dBATCH', '-dNOPAUSE', '-sDEVICE=tiff32nc', f'-r{dpi}', f'-dFirstPage={page}',
               f'-dLastPage={page}', f'-sOutputFile={folder / "page.tif"}', folder / 'press.pdf']  # fmt: skip
    subprocess.run(command, check=True, capture_output=True)
    return Image.open(folder / 'page.tif')


@pytest.mark.parametrize('name', SWORN)
def test_black_text_is_black_ink_alone_and_overprints(name):
    """Letters are painted in one ink where they are black, over what is below; every other colour knocks out."""
    document = opened(name)
    for page in document.pages:
        states = page.resources.ExtGState
        ink, over = None, None
        for operands, operator in pikepdf.parse_content_stream(page.obj.Contents):
            if str(operator) == 'k':
                ink = [float(each) for each in operands]
            if str(operator) == 'gs' and '/op' in (state := states[str(operands[0])]):
                over = (bool(state.op), int(state.OPM))
            if str(operator) in ('Tj', 'TJ', 'f', 'f*'):
                assert ink is not None
                assert over == (ink == [0, 0, 0, 1], 1)
                if str(operator) in ('Tj', 'TJ'):
                    # No rich black: dark letters have no other ink.
                    assert ink[3] < 0.5 or ink[:3] == [0, 0, 0]


@pytest.mark.parametrize('name', SWORN)
def test_boxes_lie_in_each_other(name):
    """Trim within 3 mm of bleed within the paper of the file, on every page; no ArtBox beside the TrimBox."""
    for page in opened(name).pages:
        media, bleed, trim = ([float(edge) for edge in page.obj[key]] for key in ('/MediaBox', '/BleedBox', '/TrimBox'))
        assert [trim[2] - trim[0], trim[3] - trim[1]] == pytest.approx([148 * MM, 210 * MM], abs=0.02)
        assert [abs(a - b) for a, b in zip(bleed, trim, strict=True)] == pytest.approx([3 * MM] * 4, abs=0.01)
        assert [abs(a - b) for a, b in zip(media, trim, strict=True)] == pytest.approx([10 * MM] * 4, abs=0.01)
        assert not {'/ArtBox', '/CropBox', '/Annots'} & set(page.obj.keys())


def test_no_mark_lies_on_the_page_or_its_bleed():
    """Every line of the crop marks begins beyond the bleed and ends on the paper."""
    page = opened().pages[0]
    left, bottom, right, top = (float(edge) for edge in page.obj.BleedBox)
    drawn = page.obj.Contents.read_bytes().rpartition(b'/PressMarks CS')[2]
    found = re.findall(rb'(\S+) (\S+) m (\S+) (\S+) l S', drawn)
    assert len(found) == 8
    for numbers in found:
        x0, y0, x1, y1 = map(float, numbers)
        assert max(x0, x1) <= left or min(x0, x1) >= right or max(y0, y1) <= bottom or min(y0, y1) >= top


def test_it_says_what_it_is():
    """An output intent with the profile embedded, PDF/X-4 in the metadata, not trapped, no tags or attachments."""
    document = opened()
    (intent,) = document.Root.OutputIntents
    assert intent.S == '/GTS_PDFX'
    assert str(intent.OutputConditionIdentifier)
    assert intent.DestOutputProfile.N == 4
    assert intent.DestOutputProfile.read_bytes() == judge('press-profile').read_bytes()
    assert document.docinfo.Trapped == '/False'
    assert b'PDF/X-4' in document.Root.Metadata.read_bytes()
    assert not {'/StructTreeRoot', '/MarkInfo', '/Names', '/AF', '/Outlines'} & set(document.Root.keys())
    assert document.pdf_version == '1.6'
    assert '/Encrypt' not in document.trailer


def test_the_same_source_gives_the_same_file():
    """Two runs give the same bytes: identifier and dates are the text’s own."""
    again = shop.press(given(CASE), None, lambda page: made(CASE, page).data)
    assert again == pressed()


def test_the_words_stand_where_they_stand_in_the_pamphlet():
    """Pages for the shop are the pamphlet’s: the same runs at the same places, but that nothing is attached to them."""
    plain, shopped = measure(made(CASE, A5).data), measure(made(CASE, PRESS).data)
    attached = [run.text for page in plain for run in page if 'attached' in run.text]
    assert len(attached) == 1
    assert [[(run.text, run.size) for run in page if run.text not in attached] for page in plain] == [
        [(run.text, run.size) for run in page] for page in shopped
    ]


@pytest.mark.parametrize(('binding', 'multiple'), [('stapled', 4), ('glued', 2)])
def test_pages_are_made_up_for_the_binding(binding, multiple):
    """Stapled pages are a multiple of four, the back cover last; glued ones are even, without either cover."""
    plain = len(measure(made(CASE, PRESS).data))
    with pikepdf.open(io.BytesIO(pressed(CASE, binding=binding))) as document:
        assert len(document.pages) % multiple == 0
        assert len(document.pages) >= plain - (binding == 'glued')


def test_a_glued_book_begins_with_a_title_page_in_black():
    """Its cover is printed apart: inside, the same words stand on page 1 without bar and picture, in black alone."""
    data = pressed(CASE, binding='glued')
    title, cover = (measure(each)[0] for each in (data, made(CASE, PRESS).data))
    assert [run.text for run in title] == [run.text for run in cover]
    inside, plain = ([(run.text, run.x) for run in measure(each)[3]] for each in (data, made(CASE, PRESS).data))
    assert inside == plain
    with pikepdf.open(io.BytesIO(data)) as document:
        drawn = document.pages[0].obj.Contents.read_bytes().partition(b'/PressMarks CS')[0]
        inks = [line.split()[:3] for line in drawn.splitlines() if line.endswith((b' k', b' K'))]
    assert inks
    assert {float(part) for ink in inks for part in ink} == {0.0}


@pytest.mark.judge
def test_ghostscript_prints_text_in_black_alone(tmp_path):
    """Separated by Ghostscript, a page of text without marks has ink on the black plate alone."""
    path = tmp_path / 'press.pdf'
    with pikepdf.open(io.BytesIO(pressed('page-notes'))) as document:
        for page in document.pages:
            page.obj.MediaBox = page.obj.TrimBox
        document.save(path)
    done = subprocess.run(
        [judge('gs'), '-q', '-o', '-', '-sDEVICE=inkcov', path], capture_output=True, text=True, check=True
    )
    plates = [[float(part) for part in line.split()[:4]] for line in done.stdout.splitlines() if 'CMYK' in line]
    for cyan, magenta, yellow, black in plates[1:-1]:
        assert (cyan, magenta, yellow) == (0, 0, 0)
        assert black > 0 or len(plates) > 4


@pytest.mark.judge
def test_qpdf_finds_no_damage(tmp_path):
    """The rewritten file is whole."""
    path = tmp_path / 'press.pdf'
    path.write_bytes(pressed())
    subprocess.run([judge('qpdf'), '--check', path], capture_output=True, check=True)


def test_colours_go_through_the_profile_and_greys_do_not():
    """A colour becomes several inks, at most 300 % together; a grey becomes black ink alone, and paper stays paper."""
    inks = colours.Inks(judge('press-profile').read_bytes())
    assert inks.of_rgb(0, 0, 0) == colours.BLACK
    assert inks.of_rgb(1, 1, 1) == (0, 0, 0, 0)
    assert inks.of_rgb(0.5, 0.5, 0.505)[:3] == (0, 0, 0)
    for colour in ((0.6, 0.1, 0.1), (0, 0, 0.3), (0.05, 0.1, 0), (0.2, 0.05, 0.1)):
        assert 0 < sum(inks.of_rgb(*colour)) <= 3.001
    assert inks.of_picture(Image.new('RGB', (2, 2), (90, 90, 90))).mode == 'L'
    assert inks.of_picture(Image.new('RGB', (2, 2), (90, 0, 90))).mode == 'CMYK'


def test_pictures_lay_down_no_more_ink_than_paper_takes():
    """Where the profile of the press goes over 300 %, pictures do not; light colours stay as it says."""
    inks = colours.Inks(judge('press-profile').read_bytes())
    dark = Image.new('RGB', (16, 16))
    dark.putdata([(7, 7, blue % 64) for blue in range(256)])
    by_profile = ImageCms.applyTransform(dark, inks.transform)
    assert max(laid_down(by_profile)) > 3 * 255
    assert max(laid_down(inks.of_picture(dark))) <= 3 * 255
    light = Image.new('RGB', (4, 4), (200, 120, 90))
    near = zip(inks.of_picture(light).tobytes(), ImageCms.applyTransform(light, inks.transform).tobytes(), strict=True)
    assert max(abs(one - other) for one, other in near) <= 4


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """A machine that has no profiles but those a test puts into the folder it returns."""
    folder = tmp_path / 'share' / 'color' / 'icc'
    folder.mkdir(parents=True)
    monkeypatch.setenv('XDG_DATA_DIRS', str(tmp_path / 'share'))
    monkeypatch.setenv('XDG_DATA_HOME', str(tmp_path / 'home'))
    monkeypatch.setattr(conditions, 'OF_SYSTEMS', {})
    return folder


def condition(profile, data=None):
    """Return the printing of a case that names a profile."""
    plain = book(CASE)
    return profiles.condition_of(replace(plain, metadata=replace(plain.metadata, profile=profile), profile=data))


@pytest.mark.usefixtures('machine')
def test_what_is_no_profile_of_a_press_is_refused():
    """A missing profile, one of a screen, and a machine without any are told, with what to ask the shop for."""
    for name, data in (('gone.icc', None), ('s.icc', b'\0' * 200), (None, None), ('../shop.icc', None)):
        with pytest.raises(ChapbookError) as raised:
            condition(name, data)
        assert 'profile' in raised.value.problems[0].hint
    with pytest.raises(ChapbookError) as raised:
        condition('FOGRA39')
    assert 'texlive-base' in raised.value.problems[0].hint
    with pytest.raises(ChapbookError) as raised:
        condition('fogra 52')
    assert 'eci.org' in raised.value.problems[0].hint


@pytest.mark.parametrize('name', ['FOGRA39', 'fogra-39', 'FOGRA39L_coated', 'FOGRA39L_coated.icc'])
def test_a_printing_is_found_by_its_name(machine, name):
    """What a text names and this machine has is used, and called as the ICC’s registry does."""
    shutil.copy(judge('press-profile'), machine / 'FOGRA39L_coated.icc')
    found = condition(name)
    assert (found.identifier, found.registered, found.assumed) == ('FOGRA39', True, None)
    assert found.profile == judge('press-profile').read_bytes()


def test_without_a_profile_the_usual_printing_is_taken_and_said(machine):
    """FOGRA39 first, another known printing next, a stand-in for proofs last; each time a warning says which."""
    found = {}
    for file in ('default_cmyk.icc', 'PSOuncoated_v3_FOGRA52.icc', 'FOGRA39L_coated.icc'):
        shutil.copy(judge('press-profile'), machine / file)
        found[file] = condition(None)
        assert file in found[file].assumed.message
    assert [each.identifier for each in found.values()] == ['FOGRA39L Coated', 'FOGRA52', 'FOGRA39']
    assert condition('FOGRA52').assumed is None


def test_nothing_is_read_by_a_path_outside_the_text(machine):
    """A name finds profiles in the folders that systems keep them in; a path is none."""
    shutil.copy(judge('press-profile'), machine.parent / 'secret.icc')
    for name in ('../secret.icc', str(machine.parent / 'secret.icc'), 'secret.icc'):
        with pytest.raises(ChapbookError):
            condition(name)


def test_a_picture_that_is_to_stay_in_rgb_and_is_not_there_is_told():
    """A name in `rgb` that no picture of the text has is a warning, with the name that may have been meant."""
    plain = given(CASE, rgb=('dor.png', 'door.png'))
    (problem,) = shop.assumed(plain)
    assert 'dor.png' in problem.message
    assert 'door.png' in problem.hint
