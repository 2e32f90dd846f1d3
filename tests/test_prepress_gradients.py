"""Gradients, masks and other colours for a print shop: in inks as the profile says, or refused with a place."""

import io
from dataclasses import replace

import pikepdf
import pytest
from judges import judge
from pamphlets import MADE, theme
from test_prepress import inked, separated

from chapbook.compose import print_document
from chapbook.editions import shop
from chapbook.markup import parse
from chapbook.pages import PRESS
from chapbook.prepress import colours, streams
from chapbook.problems import ChapbookError
from chapbook.project import Text, read_manuscript
from chapbook.typesetting import pdf

CSS = """
.band { height: 14mm; width: 100mm; break-inside: avoid; margin: 2mm 0 }
.colour { background: linear-gradient(to right, #c00000, #0030c0) }
.grey { background: linear-gradient(to right, #222222, #dddddd) }
.faint { background: linear-gradient(to right, rgba(200, 0, 0, 1), rgba(200, 0, 0, 0)) }
.round { background: radial-gradient(circle, #00aa44, #ffee00 60%, #ffffff) }
.lab { background: lab(40% 60 20) }
"""
SVG = """<svg xmlns="http://www.w3.org/2000/svg" width="200" height="100" viewBox="0 0 200 100">
<defs><linearGradient id="a"><stop offset="0" stop-color="#ff0000"/><stop offset="1" stop-color="#00ff00"
stop-opacity="0.2"/></linearGradient><mask id="m"><rect width="200" height="100" fill="#ff0000"/></mask></defs>
<rect width="100" height="100" fill="url(#a)"/><rect x="100" width="100" height="100" fill="#0000ff" mask="url(#m)"/>
</svg>"""
NAMES = ('colour', 'grey', 'faint', 'round', 'lab')
BANDS = '\n\n'.join(f'::: {{.band .{name}}}\n&nbsp;\n:::' for name in NAMES)
TEXT = f'---\ntitle: A Title\nlang: en-GB\ncss: own.css\n---\n\n{BANDS}\n\n![A drawing](own.svg)\n'


@pytest.fixture(scope='module')
def text(tmp_path_factory):
    """A text with gradients and masks of its own, and its pages."""
    folder = tmp_path_factory.mktemp('gradients')
    for name, content in (('index.md', TEXT), ('own.css', CSS), ('own.svg', SVG)):
        (folder / name).write_text(content, encoding='utf-8')
    book = parse(replace(read_manuscript(Text('own', folder, (folder / 'index.md',)), folder), modified=MADE))
    metadata = replace(book.metadata, profile='shop.icc')
    book = replace(book, metadata=metadata, profile=judge('press-profile').read_bytes())
    return book, pdf.render(print_document(book, theme(), PRESS)).data


@pytest.fixture(scope='module')
def pressed(text):
    """The file for the shop of it."""
    book, data = text
    return shop.press(book, None, lambda _: data)


# Where the bands stand on the page at 60 dpi.
LEFT, WIDE = 65, 234


def masks(document):
    """Return the numbers of the drawings that are masks of transparency."""
    holders = (thing for thing in document.objects if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream))
    found = set()
    for holder in holders:
        resources = holder.get('/Resources', holder)
        for state in resources.get('/ExtGState', {}).values():
            if isinstance(state.get('/SMask'), pikepdf.Dictionary):
                found.add(state.SMask.G.objgen)
    return found


def test_what_is_painted_is_ink_and_masks_are_grey(pressed):
    """No red, green and blue, no Lab is left in any operator, gradient or group; masks keep to grey."""
    with pikepdf.open(io.BytesIO(pressed)) as document:
        inked(document, masks(document))
        shadings = [thing for thing in document.objects
                    if isinstance(thing, pikepdf.Dictionary) and '/ShadingType' in thing]  # fmt: skip
        assert len(shadings) == 7
        assert {str(each.ColorSpace) for each in shadings} == {'/DeviceCMYK', '/DeviceGray'}
        assert masks(document)
        for thing in document.objects:
            if isinstance(thing, pikepdf.Stream) and thing.objgen in masks(document):
                assert thing.Group.CS == '/DeviceGray'


@pytest.mark.judge
def test_ghostscript_sees_the_inks_that_the_profile_says(pressed, tmp_path):
    """At its ends and in its middle a gradient is as the profile has each colour; a grey one is black ink alone."""
    plates = separated(pressed, 3, tmp_path, dpi=60)
    inks = colours.Inks(judge('press-profile').read_bytes())
    colour, grey, faint, _, lab = bands(plates)
    left, middle, right = LEFT, LEFT + WIDE // 2, LEFT + WIDE - 2
    for x, rgb in ((left, (192, 0, 0)), (middle, (96, 24, 96)), (right, (0, 48, 192))):
        assert ink_at(plates, x, colour) == pytest.approx(inks.of_colour(*(part / 255 for part in rgb)), abs=0.05)
    assert ink_at(plates, middle, grey) == pytest.approx((0, 0, 0, 0.5), abs=0.02)
    full, half, none = (ink_at(plates, x, faint)[1] for x in (left, middle, right))
    assert (full, half, none) == pytest.approx((inks.of_colour(200 / 255, 0, 0)[1], full / 2, 0), abs=0.05)
    assert ink_at(plates, middle, lab) == pytest.approx(inks.of_lab(40, 60, 20), abs=0.02)


def ink_at(plates, x, y):
    return [part / 255 for part in plates.getpixel((x, y))]


def bands(plates):
    """Return the middle of each band on a page at 60 dpi: what has ink through more than half of its height."""
    rows = [any(plates.getpixel((LEFT + WIDE // 2, y))) for y in range(plates.height)]
    found, begin = [], None
    for y, has_ink in enumerate([*rows, False]):
        if has_ink and begin is None:
            begin = y
        elif not has_ink and begin is not None:
            found += [(begin + y) // 2] if y - begin > 25 else []
            begin = None
    return found[:5]


@pytest.mark.parametrize(
    'said', [{'ShadingType': 4}, {'ColorSpace': pikepdf.Name.DeviceN}, {'Function': pikepdf.Dictionary(FunctionType=4)}]
)
def test_what_cannot_be_told_in_inks_is_refused_with_its_page(said):
    """A gradient of triangles, of other inks or by a program is no guess of ours: the page is told, and what to do."""
    function = pikepdf.Dictionary(FunctionType=2, C0=pikepdf.Array([1, 0, 0]), C1=pikepdf.Array([0, 0, 1]), N=1,
                                      Domain=pikepdf.Array([0, 1]))  # fmt: skip
    right = {'ShadingType': 2, 'ColorSpace': pikepdf.Name.DeviceRGB, 'Function': function}
    for entries, refused in ((right, False), ({**right, **said}, True)):
        with pikepdf.new() as document:
            page = document.add_blank_page(page_size=(100, 100))
            shading = document.make_indirect(pikepdf.Dictionary(**entries))
            page.Resources = pikepdf.Dictionary(Shading=pikepdf.Dictionary(S=shading))
            page.Contents = document.make_stream(b'/S sh')
            if not refused:
                painter(document).page(page, 7)
                continue
            with pytest.raises(ChapbookError, match='page 7 paints a gradient'):
                painter(document).page(page, 7)


def test_a_colour_of_an_unknown_space_is_refused():
    """A colour of another ink is told with its page; it would be printed as something else."""
    with pikepdf.new() as document:
        page = document.add_blank_page(page_size=(100, 100))
        spot = pikepdf.Array([pikepdf.Name.Separation, pikepdf.Name('/Gold'), pikepdf.Name.DeviceRGB])
        page.Resources = pikepdf.Dictionary(ColorSpace=pikepdf.Dictionary(G=spot))
        page.Contents = document.make_stream(b'/G cs 1 scn 0 0 9 9 re f')
        with pytest.raises(ChapbookError, match='page 1 paints a colour of Separation'):
            painter(document).page(page, 1)


def painter(document):
    return streams.Painter(document, colours.Inks(judge('press-profile').read_bytes()))
