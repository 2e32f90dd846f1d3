"""The edition for a copier: black and paper, nothing between, nothing thin, and the addresses that links would lose."""

import io
from dataclasses import replace
from functools import cache

import pikepdf
import pypdfium2
import pytest
from judges import page_validation, verapdf
from lxml import etree
from pamphlets import book, made, theme

from chapbook import addresses, check, compose
from chapbook.editions import copier
from chapbook.editions.copier import dots
from chapbook.pages import A5, COPIER
from chapbook.problems import ChapbookError
from chapbook.typesetting import pdf

CASES = ('page-pictures', 'page-tables', 'page-notes')
LINKED = (
    '<section><p id="in">See <a href="https://example.org/a/">this</a> and <a href="https://example.org/a/">that</a>, '
)
LINKED += '<a href="https://example.org/b">example.org/b</a>, <a href="#in">inside</a>.</p></section>'


@cache
def copied(name):
    """Return the file of a case for a copier."""
    return copier.for_copier(made(name, COPIER).data)


@pytest.mark.parametrize('name', CASES)
def test_no_colour_and_no_grey_is_left(name):
    """Everything is painted black, white or in dots, on pages and in what they draw."""
    with pikepdf.open(io.BytesIO(copied(name))) as document:
        streams = [page.obj.Contents for page in document.pages]
        streams += [
            thing
            for thing in document.objects
            if isinstance(thing, pikepdf.Stream) and thing.get('/Subtype') == '/Form'
        ]
        for stream in streams:
            for operands, operator in pikepdf.parse_content_stream(stream):
                assert str(operator) not in ('rg', 'RG', 'k', 'K')
                if str(operator) in ('g', 'G'):
                    assert float(operands[0]) in (0, 1)
                if str(operator) == 'w':
                    assert float(operands[0]) > 0


@pytest.mark.parametrize('name', CASES)
def test_every_word_is_heard(name):
    """Letters beside links and the list of addresses are no words of the text; all of those are there."""
    assert check.audit(book(name), {'copier': copied(name)}) == ()


def test_pictures_are_dots_a_copier_can_tell_apart():
    """A picture in colour becomes one bit deep, of 150 dots to the inch at its size."""
    with pikepdf.open(io.BytesIO(copied('page-pictures'))) as document:
        images = [
            thing
            for thing in document.objects
            if isinstance(thing, pikepdf.Stream) and thing.get('/Subtype') == '/Image' and '/ColorSpace' in thing
        ]
        assert images
        for image in images:
            assert (int(image.BitsPerComponent), image.ColorSpace) == (1, '/DeviceGray')
            assert image.Width <= 148 / 25.4 * dots.Settings().dots_per_inch


def test_it_is_as_dark_as_it_was():
    """A tint of dots covers about as much of the paper as it was dark, and letters stay where they were."""
    drawing = b'%PDF-'  # the frame comes from pikepdf
    with pikepdf.new() as document:
        page = document.add_blank_page(page_size=(100, 100))
        page.obj.Contents = document.make_stream(b'0.5 g 0 0 100 100 re f')
        buffer = io.BytesIO()
        document.save(buffer)
    assert buffer.getvalue().startswith(drawing)
    picture = pypdfium2.PdfDocument(copier.for_copier(buffer.getvalue()))[0].render(scale=8).to_pil().convert('L')
    assert 0.3 < 1 - sum(picture.tobytes()) / 255 / picture.width / picture.height < 0.55


def test_thin_lines_and_rules_are_thickened():
    """A hairline and a thin rectangle come out 0.75 points thick, however they are scaled."""
    with pikepdf.new() as document:
        page = document.add_blank_page(page_size=(100, 100))
        page.obj.Contents = document.make_stream(b'q 0.5 0 0 0.5 0 0 cm 0.1 w 0 20 m 90 20 l S 0 60 90 0.2 re f Q')
        buffer = io.BytesIO()
        document.save(buffer)
    with pikepdf.open(io.BytesIO(copier.for_copier(buffer.getvalue()))) as document:
        said = {
            str(operator): [float(each) for each in operands]
            for operands, operator in pikepdf.parse_content_stream(document.pages[0].obj.Contents)
            if str(operator) in ('w', 're')
        }
    assert said['w'] == [1.5]
    assert said['re'][3] == pytest.approx(1.5)
    assert said['re'][1] + said['re'][3] / 2 == pytest.approx(60.1)


def test_the_same_source_gives_the_same_file():
    """Two runs give the same bytes."""
    assert copier.for_copier(made('page-pictures', COPIER).data) == copied('page-pictures')


def test_each_address_is_printed_once_unless_the_text_says_it():
    """Links that lead out get a letter, the same address the same letter; links inside and plain addresses none."""
    section = etree.fromstring(LINKED)
    found = addresses.gather([section], 3, codes=False)
    assert [(each.letter, each.id, each.shown, each.code) for each in found] == [('a', 'note-3', 'example.org/a', '')]
    assert [call.text for call in section.iter('a') if 'noteref' in call.get('class', '')] == ['a', 'a']


def test_letters_go_on_after_z():
    """The twenty-seventh address is aa, as in the columns of a table."""
    assert [addresses.letter(number) for number in (0, 25, 26, 27, 52)] == ['a', 'z', 'aa', 'ab', 'ba']


def test_codes_are_printed_where_the_text_asks_for_them():
    """With `link-codes` each address has a QR code, described by the address; other editions print no addresses."""
    linked = book('page-notes')
    section = replace(linked.sections[0], tree=etree.fromstring(LINKED), headings=(), notes=())
    metadata = replace(linked.metadata, link_codes=True)
    linked = replace(linked, sections=(section,), metadata=metadata)
    said = compose.print_document(linked, theme(), COPIER).xhtml
    assert said.count('class="coded"') == 1
    assert 'alt="https://example.org/a/"' in said
    assert 'class="addresses"' not in compose.print_document(linked, theme(), A5).xhtml
    file = pdf.render(compose.print_document(linked, theme(), COPIER))
    assert file.problems == ()


@pytest.mark.judge
def test_it_is_still_pdf_ua(tmp_path):
    """What a listener was given stays: page-validation and veraPDF accept the rewritten file as PDF/UA-1."""
    path = tmp_path / 'copier.pdf'
    path.write_bytes(copied('page-pictures'))
    assert page_validation(path) == []
    assert verapdf([path], flavour='ua1') == []


def drawn(content, **resources):
    """Return a page of 100 points with these operators."""
    with pikepdf.new() as document:
        page = document.add_blank_page(page_size=(100, 100))
        page.obj.Resources = pikepdf.Dictionary(**resources)
        page.obj.Contents = document.make_stream(content)
        buffer = io.BytesIO()
        document.save(buffer)
    return buffer.getvalue()


def gradient():
    """Return a gradient from red to white, across a page of 100 points."""
    function = pikepdf.Dictionary(
        FunctionType=2, C0=pikepdf.Array([1, 0, 0]), C1=pikepdf.Array([1, 1, 1]), N=1, Domain=pikepdf.Array([0, 1])
    )
    coords = pikepdf.Array([0, 0, 100, 0])
    return pikepdf.Dictionary(ShadingType=2, ColorSpace=pikepdf.Name.DeviceRGB, Coords=coords, Function=function)


def rendered(data):
    return pypdfium2.PdfDocument(data)[0].render(scale=6).to_pil().convert('L')


def darkness(picture, box):
    """Return how dark a part of a picture is, from 0 to 1; the box in shares of its sides."""
    part = picture.crop(tuple(round(share * picture.width) for share in box))
    return 1 - sum(part.tobytes()) / 255 / part.width / part.height


@pytest.mark.parametrize('content', [b'/G sh', b'/Pattern cs /P scn 0 0 100 100 re f', b'/F Do'])
def test_a_gradient_becomes_dots(content):
    """Painted as such, as a pattern or inside a form it is dithered, dark where it was; no colour is left of it."""
    with pikepdf.new() as scratch:
        form = scratch.make_stream(b'q 1 0 0 1 0 0 cm /G sh Q', Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form,
                                   BBox=pikepdf.Array([0, 0, 100, 100]))  # fmt: skip
        form.Resources = pikepdf.Dictionary(Shading=pikepdf.Dictionary(G=gradient()))
        page = scratch.add_blank_page(page_size=(100, 100))
        pattern = pikepdf.Dictionary(PatternType=2, Shading=gradient())
        page.obj.Resources = pikepdf.Dictionary(
            Shading=pikepdf.Dictionary(G=gradient()), Pattern=pikepdf.Dictionary(P=scratch.make_indirect(pattern)),
            XObject=pikepdf.Dictionary(F=form),
        )  # fmt: skip
        page.obj.Contents = scratch.make_stream(content)
        buffer = io.BytesIO()
        scratch.save(buffer)
    data = copier.for_copier(buffer.getvalue())
    assert b'DeviceRGB' not in plain(data)
    picture = rendered(data)
    assert darkness(picture, (0, 0, 0.2, 1)) == pytest.approx(0.63, abs=0.08)
    assert darkness(picture, (0.4, 0, 0.6, 1)) == pytest.approx(0.35, abs=0.08)
    assert darkness(picture, (0.8, 0, 1, 1)) < 0.12
    greys = picture.histogram()
    assert greys[0] + greys[255] > 0.5 * sum(greys)


def plain(data):
    """Return all of a PDF that is not packed."""
    with pikepdf.open(io.BytesIO(data)) as document:
        kinds = pikepdf.Dictionary | pikepdf.Array | pikepdf.Stream
        return b'\n'.join(thing.unparse(resolved=True) for thing in document.objects if isinstance(thing, kinds))


def test_what_is_half_transparent_is_half_as_dark():
    """Opacity becomes a tint, a mask is heeded, and neither is left for the copier to make greys of."""
    with pikepdf.new() as scratch:
        mask = scratch.make_stream(b'1 g 0 0 50 100 re f', Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form,
                                   BBox=pikepdf.Array([0, 0, 100, 100]))  # fmt: skip
        mask.Group = pikepdf.Dictionary(S=pikepdf.Name.Transparency, CS=pikepdf.Name.DeviceGray)
        soft = pikepdf.Dictionary(S=pikepdf.Name.Luminosity, G=mask)
        page = scratch.add_blank_page(page_size=(100, 100))
        states = pikepdf.Dictionary(A=pikepdf.Dictionary(ca=0.5), M=pikepdf.Dictionary(SMask=soft))
        page.obj.Resources = pikepdf.Dictionary(ExtGState=states)
        page.obj.Contents = scratch.make_stream(
            b'0 g q /A gs 0 60 100 40 re f Q q /M gs 0 0 100 40 re f Q 0 45 100 10 re f'
        )
        buffer = io.BytesIO()
        scratch.save(buffer)
    picture = rendered(copier.for_copier(buffer.getvalue()))
    assert darkness(picture, (0, 0, 1, 0.4)) == pytest.approx(0.45, abs=0.1)
    assert darkness(picture, (0, 0.6, 0.48, 1)) > 0.98
    assert darkness(picture, (0.52, 0.6, 1, 1)) < 0.02
    assert darkness(picture, (0, 0.46, 1, 0.54)) > 0.98


def test_a_colour_of_lab_is_as_dark_as_it_is_light():
    """Its first number says how light it is, of 100."""
    white = pikepdf.Dictionary(WhitePoint=pikepdf.Array([0.9642, 1, 0.8249]))
    space = pikepdf.Array([pikepdf.Name.Lab, white])
    data = drawn(
        b'/L cs 15 20 20 scn 0 0 100 50 re f 99 0 0 scn 0 50 100 50 re f', ColorSpace=pikepdf.Dictionary(L=space)
    )
    picture = rendered(copier.for_copier(data))
    assert darkness(picture, (0, 0.55, 1, 1)) > 0.98
    assert darkness(picture, (0, 0, 1, 0.45)) < 0.02


def test_pictures_may_stay_grey():
    """By the theme’s word pictures are not dithered, and a finer copier gets finer dots; other words are refused."""
    data = made('page-pictures', COPIER).data
    tokens = theme().tokens(*COPIER.tokens)
    usual = dots.settings(tokens)
    assert (usual.dpi, usual.dithered) == (600, True)
    grey = copier.for_copier(data, dots.settings({**tokens, '--copier-pictures': 'grey'}))
    fine = copier.for_copier(data, dots.settings({**tokens, '--copier-dpi': '1200'}))
    assert {depth for depth, _ in depths(grey)} == {8}
    assert sum(wide for _, wide in depths(fine)) == pytest.approx(
        2 * sum(wide for _, wide in depths(copied('page-pictures'))), rel=0.02
    )
    for token, word in (('--copier-dpi', 'many'), ('--copier-dpi', '20'), ('--copier-pictures', 'blue')):
        with pytest.raises(ChapbookError, match=token):
            dots.settings({**tokens, token: word})


def depths(data):
    """Return how many bits deep and how wide each picture is."""
    with pikepdf.open(io.BytesIO(data)) as document:
        images = [thing for thing in document.objects if isinstance(thing, pikepdf.Stream)
                  and thing.get('/Subtype') == '/Image' and '/ColorSpace' in thing]  # fmt: skip
        return [(int(image.BitsPerComponent), int(image.Width)) for image in images]


def test_line_art_stays_sharp():
    """A picture of black and white alone is printed dot for dot."""
    with pikepdf.new() as scratch:
        page = scratch.add_blank_page(page_size=(100, 100))
        art = scratch.make_stream(b'\xaa\x55' * 400, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=8,
                                  Height=800, BitsPerComponent=1, ColorSpace=pikepdf.Name.DeviceGray)  # fmt: skip
        page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=art))
        page.obj.Contents = scratch.make_stream(b'100 0 0 100 0 0 cm /I Do')
        buffer = io.BytesIO()
        scratch.save(buffer)
    with pikepdf.open(io.BytesIO(copier.for_copier(buffer.getvalue()))) as document:
        kept = document.pages[0].resources.XObject.I
        assert (kept.Height, kept.read_bytes()) == (800, b'\xaa\x55' * 400)
