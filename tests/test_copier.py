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
from chapbook.editions import copier, pdf
from chapbook.pages import A5, COPIER

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
            assert image.Width <= 148 / 25.4 * copier.DOTS_PER_INCH


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
