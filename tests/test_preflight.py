"""Preflight: each check finds its fault, where it is and nowhere else, and lets pass what is right."""

import io

import pikepdf
import pytest
from leaves import A5_PT, column, full, pdf, words
from pamphlets import CASES, made, printed
from pikepdf import Array, Dictionary, Name

from chapbook import preflight
from chapbook.preflight import KINDS, Check, reading
from chapbook.preflight.lines import Line
from chapbook.preflight.setting import is_ragged, loose
from chapbook.problems import ChapbookError, Severity
from chapbook.sheets import lightening

NOTE, WARNING, ERROR = Severity.NOTE, Severity.WARNING, Severity.ERROR
MM = 72 / 25.4
INDENT = '\t'


def found(data, check, kind=None):
    """Return what one check finds in a PDF."""
    report = preflight.check(data, KINDS[kind] if kind else None)
    return [finding for finding in report.findings if finding.check is check]


def said(findings):
    """Return how bad each finding is, on which page."""
    return [(finding.severity, finding.page) for finding in findings]


def near(box, wanted):
    """Tell whether a box is where it should be, within a millimetre."""
    return box == pytest.approx(wanted, abs=1.0)


# --- Nothing wrong ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize('case', CASES)
def test_what_chapbook_makes_has_no_errors(case):
    """Our own pages have their fonts, glyphs, margins and lines as a print shop wants them; test pictures are small."""
    report = preflight.check(made(case).data)
    assert report.kind.name == 'pamphlet'
    assert [each for each in report.findings if each.severity is ERROR and each.check is not Check.PICTURES] == []


def test_a_plain_page_has_nothing_to_find():
    """Black text of an embedded font well inside the page is right."""
    data = pdf(*[words('All is well', font='E')] * 4)
    assert preflight.check(data).findings == ()


# --- Fonts and glyphs -------------------------------------------------------------------------------------------------


def test_a_font_that_is_not_embedded_is_an_error():
    """It is told with its name and the place of its words; an embedded font and unpainted text are not."""
    (finding,) = found(pdf(words('All is well', font='E'), words('Not mine')), Check.FONTS)
    assert said([finding]) == [(ERROR, 2)]
    assert 'Courier' in finding.message
    assert near(finding.box_mm, (100 / MM, (A5_PT[1] - 307) / MM, 148 / MM, (A5_PT[1] - 298) / MM))
    assert found(pdf('BT 3 Tr ET ' + words('Scanned')), Check.FONTS) == []


def test_a_missing_glyph_is_an_error():
    """A letter that the font has no glyph for shows as an empty box."""
    assert said(found(pdf(words('a\x01b', font='E')), Check.GLYPHS)) == [(ERROR, 1)]
    assert found(pdf(words('ab', font='E')), Check.GLYPHS) == []


def test_a_glyph_that_our_faces_lack_is_found_in_our_own_pages(weasyprint_log):
    """A letter that no face on the machine has is drawn as glyph 0."""
    data = printed('Here \U000f0000 it is.').data
    weasyprint_log.clear()
    assert said(found(data, Check.GLYPHS)) == [(ERROR, 3)]


# --- Pictures ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ('image', 'severity'),
    [
        ((600, 600), None),
        ((390, 390), WARNING),
        ((190, 190), ERROR),
        ((1300, 1300, '/DeviceGray', 1), None),
        ((1000, 1000, '/DeviceGray', 1), WARNING),
        ((500, 500, '/DeviceGray', 1), ERROR),
        # A code to be scanned: large squares are sharp.
        ((33, 33, '/DeviceGray', 1), None),
        # A tint of one row.
        ((1, 100), None),
    ],
)
def test_pictures_need_pixels_for_their_size(image, severity):
    """Two inches wide: 200 dpi are enough, below 100 it is an error; without greys it takes 600."""
    data = pdf('q 144 0 0 144 100 200 cm /I Do Q', images={'I': image})
    assert [finding.severity for finding in found(data, Check.PICTURES)] == ([severity] if severity else [])


def test_a_picture_is_measured_as_it_is_printed():
    """The same picture is sharp where it is small, turned or not, and where the page has a unit of its own."""
    data = pdf('q 72 0 0 72 100 200 cm /I Do Q', 'q 0 144 -144 0 300 200 cm /I Do Q', images={'I': (220, 220)})
    assert said(found(data, Check.PICTURES)) == [(WARNING, 2)]

    def doubled(document):
        for page in document.pages:
            page.obj.UserUnit = 2

    (small, large) = (
        found(
            pdf(*['q 72 0 0 72 100 100 cm /I Do Q'] * 1, images={'I': (220, 220)}, size=(200, 300), change=doubled),
            Check.PICTURES,
        )
        * 2
    )
    assert small is large
    assert small.severity is WARNING
    assert near(small.box_mm, (2 * 100 / MM, 2 * 128 / MM, 2 * 172 / MM, 2 * 200 / MM))


def test_a_picture_inside_a_form_is_found_where_it_shows():
    """A form moves and scales what it holds; what its box clips away does not show."""

    def formed(document):
        page = document.pages[0]
        form = document.make_stream(
            b'q 100 0 0 100 0 0 cm /I Do Q',
            Type=Name.XObject,
            Subtype=Name.Form,
            BBox=Array([0, 0, 50, 100]),
            Matrix=Array([2, 0, 0, 2, 0, 0]),
            Resources=Dictionary(XObject=Dictionary(I=page.Resources.XObject['/I'])),
        )
        page.Resources.XObject['/F'] = form

    data = pdf('q 1 0 0 1 80 200 cm /F Do Q', images={'I': (300, 300)}, change=formed)
    (finding,) = found(data, Check.PICTURES)
    assert '108 dpi' in finding.message
    assert near(finding.box_mm, (80 / MM, (A5_PT[1] - 400) / MM, 180 / MM, (A5_PT[1] - 200) / MM))


# --- Ink and colours --------------------------------------------------------------------------------------------------


def test_more_ink_than_paper_takes_is_found():
    """Over 300 % of four inks, as a surface or in a picture; 300 % are right."""
    data = pdf('0.8 0.8 0.8 0.8 k 100 100 100 100 re f', '0.75 0.75 0.75 0.75 k 100 100 100 100 re f')
    assert said(found(data, Check.INK)) == [(WARNING, 1)]
    assert said(found(data, Check.INK, 'press')) == [(ERROR, 1)]
    full_ink = {'I': (400, 400, '/DeviceCMYK', 8, b'\xff\xff\xff\x40')}
    assert said(found(pdf('q 100 0 0 100 100 200 cm /I Do Q', images=full_ink), Check.INK)) == [(WARNING, 1)]
    some_ink = {'I': (400, 400, '/DeviceCMYK', 8, b'\xff\xff\x40\x40')}
    assert found(pdf('q 100 0 0 100 100 200 cm /I Do Q', images=some_ink), Check.INK) == []


@pytest.mark.parametrize(('decode', 'findings'), [(None, 1), ([1, 0] * 4, 0)])
def test_the_ink_of_a_jpeg_is_that_which_the_pdf_says(decode, findings):
    """A JPEG of four inks may hold them turned about, which its PDF says."""
    from PIL import Image

    buffer = io.BytesIO()
    # Pillow turns what it writes about: the bytes in the file are all but full.
    Image.new('CMYK', (400, 400), (10, 10, 10, 10)).save(buffer, 'JPEG')

    def as_jpeg(document):
        image = document.pages[0].Resources.XObject['/I']
        image.write(buffer.getvalue(), filter=Name.DCTDecode)
        if decode:
            image.Decode = Array(decode)

    data = pdf('q 100 0 0 100 100 200 cm /I Do Q', images={'I': (400, 400, '/DeviceCMYK')}, change=as_jpeg)
    assert len(found(data, Check.INK)) == findings


def test_black_text_of_several_inks_is_found():
    """Small letters blur where their inks do not register; for a print shop it is an error, at home worth knowing."""
    for operators in ('0 0 0 rg ', '0.6 0.5 0.5 1 k '):
        data = pdf(operators + words('Black'))
        assert said(found(data, Check.COLOURS)) == [(NOTE, 1)]
        assert (ERROR, 1) in said(found(data, Check.COLOURS, 'press'))
    for operators in ('0 g ', '0 0 0 1 k ', '0.6 0.1 0.1 rg '):
        assert found(pdf(operators + words('Black')), Check.COLOURS) == []


def test_a_print_shop_wants_no_red_green_and_blue():
    """Surfaces and letters warn, a picture is worth asking about; grey and the press’s own inks are right."""
    data = pdf('1 0 0 rg 100 100 50 50 re f', '0.5 g 100 100 50 50 re f', '0 1 1 0 k 100 100 50 50 re f')
    assert said(found(data, Check.COLOURS, 'press')) == [(WARNING, 1)]
    picture = pdf('q 50 0 0 50 100 200 cm /I Do Q', images={'I': (400, 400, '/DeviceRGB')})
    assert said(found(picture, Check.COLOURS, 'press')) == [(NOTE, 1)]


@pytest.mark.parametrize(('space', 'findings'), [('/DeviceRGB', [(WARNING, 1)]), ('/DeviceCMYK', [])])
@pytest.mark.parametrize(
    'content',
    ['q 0 0 200 200 re W n /S sh Q', '/Pattern cs /P scn 9 9 90 90 re f', '/Pattern cs /T scn 9 9 90 90 re f'],
)
def test_gradients_and_patterns_are_looked_into(content, space, findings):
    """A gradient, one that is a pattern, and what a tile is painted with are in colours of a screen or in inks."""

    def change(document):
        shading = document.make_indirect(Dictionary(ShadingType=2, ColorSpace=Name(space)))
        tile = document.make_stream(b'/S sh', PatternType=1, Resources=Dictionary(Shading=Dictionary(S=shading)))
        patterns = Dictionary(P=Dictionary(PatternType=2, Shading=shading), T=tile)
        resources = document.pages[0].obj.Resources
        resources.Shading, resources.Pattern = Dictionary(S=shading), patterns

    assert said(found(pdf(content, change=change), Check.COLOURS, 'press')) == findings


# --- Lines ------------------------------------------------------------------------------------------------------------


def test_lines_too_thin_to_print_are_found():
    """Below 0.25 pt a line may not print, drawn or as a surface; on a copier below 0.5 pt it is lost."""
    thin = pdf('0.1 w 100 100 m 200 100 l S', '100 100 100 0.2 re f', '0 w 100 100 m 200 100 l S')
    assert said(found(thin, Check.HAIRLINES)) == [(WARNING, 1), (WARNING, 2), (WARNING, 3)]
    right = pdf('0.25 w 100 100 m 200 100 l S', '100 100 100 0.4 re f', '0.4 w 100 100 m 200 100 l B')
    assert found(right, Check.HAIRLINES) == []
    assert said(found(right, Check.HAIRLINES, 'copier')) == [(ERROR, 1), (ERROR, 2), (ERROR, 3)]


def test_what_only_seems_a_hairline_is_none():
    """Slices of a tint that touch, white lines, clipped lines and the scale of the page are taken for what they are."""
    slices = ''.join(f'100 {100 + 0.2 * number} 100 0.2 re f ' for number in range(50))
    assert found(pdf(slices), Check.HAIRLINES) == []
    assert found(pdf('1 G 0.1 w 100 100 m 200 100 l S'), Check.HAIRLINES) == []
    assert found(pdf('q 0 0 50 50 re W n 0.1 w 100 100 m 200 100 l S Q'), Check.HAIRLINES) == []
    assert found(pdf('10 0 0 10 0 0 cm 0.1 w 10 10 m 20 10 l S'), Check.HAIRLINES) == []


# --- Margins ----------------------------------------------------------------------------------------------------------


def test_text_too_near_to_the_trim_or_the_fold_is_found():
    """5 mm from the trim, 10 mm from the fold, which odd pages have on the left and even ones on the right."""
    data = pdf(words('near', x=8 * MM), words('near', x=8 * MM), words('low', y=3 * MM), words('well', x=11 * MM))
    margins = found(data, Check.MARGINS)
    assert said(margins) == [(WARNING, 1), (WARNING, 3)]
    assert 'fold' in margins[0].message
    assert 'trim' in margins[1].message
    assert margins[0].words == 'near'


def test_a_book_read_from_the_right_is_bound_there():
    """Its odd pages have the fold on their right."""

    def turned(document):
        document.Root.ViewerPreferences = Dictionary(Direction=Name.R2L)

    data = pdf(words('near', x=8 * MM), words('near', x=8 * MM), change=turned)
    assert said(found(data, Check.MARGINS)) == [(WARNING, 2)]


def test_text_that_is_cut_off_is_an_error():
    """Half a word outside the trim is lost; printer’s marks wholly outside it are meant to be."""

    def trimmed(document):
        for page in document.pages:
            page.obj.TrimBox = Array([30, 30, 389, 565])

    data = pdf(words('cut off here', x=340), words('MARK', x=395), words('well'), change=trimmed)
    margins = found(data, Check.MARGINS)
    assert said(margins) == [(ERROR, 1)]
    assert 'cut off' in margins[0].message


@pytest.mark.parametrize('turn', [0, 90, 180, 270])
def test_a_page_that_is_turned_is_measured_as_it_is_seen(turn):
    """What stands at the left of a page before it is turned clockwise stands at its top after a quarter."""

    def turned(document):
        document.pages[0].obj.Rotate = turn

    (finding,) = found(pdf(words('near', x=2, y=300), change=turned), Check.MARGINS, 'flat')
    edges = {0: 0, 90: 1, 180: 2, 270: 3}
    width, height = A5_PT[turn % 180 == 90] / MM, A5_PT[turn % 180 == 0] / MM
    distance = [finding.box_mm[0], finding.box_mm[1], width - finding.box_mm[2], height - finding.box_mm[3]]
    assert distance[edges[turn]] == pytest.approx(2 / MM, abs=0.1)


# --- Pages ------------------------------------------------------------------------------------------------------------


def test_pages_that_fill_no_sheet_are_told():
    """Five pages leave three blank; worth knowing at home, a warning for a print shop, nothing where none is folded."""
    data = pdf(*[words('well', font='E')] * 5)
    assert said(found(data, Check.BINDING)) == [(NOTE, 5)]
    assert said(found(data, Check.BINDING, 'press')) == [(WARNING, 5)]
    assert found(data, Check.BINDING, 'flat') == []
    assert '3 pages' in found(data, Check.BINDING)[0].message
    assert found(pdf(words('well', font='E')), Check.BINDING, 'press') == []


def test_a_glued_book_is_of_leaves():
    """A shop prints leaves of two pages for it, and none of it is folded; of other files the pages are not counted."""

    def told(count, kind):
        report = preflight.check(pdf(*[words('well', font='E')] * count), KINDS[kind], binding='glued')
        return [finding.message for finding in report.findings if finding.check is Check.BINDING]

    assert ['1 page at the end' in message for message in told(5, 'press')] == [True]
    assert told(6, 'press') == told(5, 'pamphlet') == []


def test_text_keeps_from_a_glued_spine_as_the_book_is_thick():
    """Twelve millimetres do for a pamphlet and a thin book; one of two hundred pages opens less wide."""

    def told(count, binding):
        near = words('near', x=12 * MM, font='E')
        report = preflight.check(pdf(near, *[words('well', font='E')] * (count - 1)), KINDS['press'], binding=binding)
        return [finding.message for finding in report.findings if finding.check is Check.MARGINS]

    assert told(4, 'stapled') == told(4, 'glued') == told(200, 'stapled') == []
    assert told(200, 'glued') == ['text is 12.0 mm from the spine; keep 12.7 mm']


def test_a_fold_of_too_many_sheets_is_told():
    """Twenty-five sheets can be stapled; twenty-six are told, unless they are glued."""

    def told(count, binding='stapled'):
        report = preflight.check(pdf(*[words('well', font='E')] * count), KINDS['press'], binding=binding)
        return [finding.message for finding in report.findings if 'stapler' in finding.message]

    assert told(100) == told(104, 'glued') == []
    assert ['26 sheets in one fold' in message for message in told(104)] == [True]


def test_blank_pages_are_told():
    """The back of a leaf may be blank, and what fills the last sheet; a front rarely is. White paint is no paint."""
    data = pdf(words('well'), '1 g 100 100 50 50 re f', '', *[words('well')] * 3, '', words('well'))
    assert said(found(data, Check.BLANK)) == [(NOTE, 2), (WARNING, 3), (NOTE, 7)]
    assert said(found(data, Check.BLANK, 'flat')) == [(WARNING, 2), (WARNING, 3), (WARNING, 7)]


# --- How text is set --------------------------------------------------------------------------------------------------


def paged(first, second):
    """Return two pages of justified text."""
    return pdf(column(first), column(second))


def test_widows_and_orphans_are_found_without_tags():
    """The last line of a paragraph alone at the head of a page, the first alone at the foot of one."""
    lone_end = paged(full(12), ['the end of it', INDENT + full(1, 38)[0], *full(10)])
    assert said(found(lone_end, Check.WIDOWS)) == [(WARNING, 2)]
    lone_beginning = paged([*full(10), 'so it ended.', INDENT + full(1, 38)[0]], full(12))
    assert said(found(lone_beginning, Check.WIDOWS)) == [(WARNING, 1)]


@pytest.mark.parametrize(
    ('first', 'second'),
    [
        # The last two lines, and the first two.
        (full(12), [full(1)[0], 'the end of it', INDENT + full(1, 38)[0], *full(10)]),
        ([*full(9), 'so it ended.', INDENT + full(1, 38)[0], full(1)[0]], full(12)),
        # A page that ends where a paragraph does, by chance at the measure: the next may be one line.
        ([*full(11), full(1)[0][:-1] + '.'], ['A paragraph of a line.', INDENT + full(1, 38)[0], *full(10)]),
        # Contents that happen to be even, before a text that begins with a paragraph of one line.
        ([line[:24] for line in full(12)], [full(1)[0], '', *full(10)]),
        # A page that ends within a heading of the text’s own size, at the measure.
        (full(12), ['A paragraph of a line.', '', *full(10)]),
        # A page of lines as they come.
        ([line[: 20 + 3 * at] for at, line in enumerate(full(12))], ['alone', *full(11)]),
    ],
)
def test_what_may_be_no_widow_is_none(first, second):
    """Without tags only what is plain is told."""
    assert found(paged(first, second), Check.WIDOWS) == []


def test_a_line_that_begins_with_code_is_a_line():
    """Lines of text are counted whatever stands in them; code that stands by itself is no paragraph."""
    text = '\n\n'.join('word `and the code` ' * (19 + number % 7) for number in range(30))
    assert found(printed(text).data, Check.WIDOWS) == []
    assert found(printed('```\none\n' + 'more\n' * 90 + '\n```').data, Check.RUNTS) == []


def test_a_folio_is_no_line_of_the_text():
    """The number of a page, set as large as its text, is neither widow nor orphan."""
    first = column(full(12)) + words('5', x=294, y=380)
    second = words('6', x=60, y=552) + column(full(12))
    assert found(pdf(first, second), Check.WIDOWS) == []


def test_runts_are_found():
    """A paragraph whose last line is the end of a word."""
    broken = [*full(8), full(1)[0][:-4] + 'con-', 'tinued.', INDENT + full(1, 38)[0], *full(5)]
    assert said(found(pdf(column(broken)), Check.RUNTS)) == [(NOTE, 1)]
    whole = [*full(8), full(1)[0][:-4] + 'con-', 'tinued here.', INDENT + full(1, 38)[0], *full(5)]
    assert found(pdf(column(whole)), Check.RUNTS) == []


def test_rivers_are_found():
    """Wide spaces one below the other through four lines; three may be chance."""

    def flowing(count):
        river = ['so it runs down   the middle of the text'] * count
        return pdf(column([*full(6), *river, *full(6)]))

    (finding,) = found(flowing(4), Check.RIVERS)
    assert 'runs down 4 lines' in finding.message
    assert near(finding.box_mm[::2], ((60 + 15 * 6 - 10) / MM, (60 + 18 * 6 + 10) / MM))
    assert found(flowing(3), Check.RIVERS) == []


def test_a_line_that_sticks_out_is_found():
    """A line longer than the others of its paragraph by more than what may hang in the margin."""
    lines = full(12)
    lines[5] += 'x'
    (finding,) = found(pdf(column(lines)), Check.OVERFULL)
    assert finding.severity is WARNING
    assert 'by 2.1 mm' in finding.message
    assert found(pdf(column(full(12))), Check.OVERFULL) == []


def test_a_loose_line_is_found():
    """A line of a justified paragraph whose spaces are much wider than those of the others."""
    lines = full(12)
    lines[5] = 'stretched   stretched   stretched   stre'
    (finding,) = found(pdf(column(lines)), Check.LOOSE)
    assert finding.severity is WARNING
    assert 'the spaces of a line are 1.9 em wide' in finding.message
    assert 'hyphenation:' in finding.hint
    assert found(pdf(column(full(12))), Check.LOOSE) == []


def test_even_lines_of_a_ragged_text_prove_nothing():
    """Where most paragraphs end unevenly, a few that happen to end alike are not held to it."""

    def paragraph(*rights):
        return [Line(1, (20, 5 * at, right, 5 * at + 4), 5 * at, 11, 'words', 0) for at, right in enumerate(rights)]

    even, ragged = paragraph(120, 120, 120, 60), paragraph(120, 108, 115, 60)
    assert not is_ragged([even, even, ragged])
    assert is_ragged([even, ragged, ragged])
    assert not is_ragged([even, paragraph(90, 60)])
    assert not is_ragged([])


def test_a_line_that_falls_short_is_found():
    """A line of a justified paragraph that ends before its edge, but for the last one."""
    lines = [Line(1, (20, 10 + 5 * at, 120, 14 + 5 * at), 14 + 5 * at, 11, 'a few words', 0) for at in range(8)]
    lines[3].box = (20, 25, 112, 29)
    lines[-1].box = (20, 45, 60, 49)
    (finding,) = loose(lines)
    assert 'falls short of its paragraph by 8.0 mm' in finding.message


# --- What a copier loses ----------------------------------------------------------------------------------------------


def test_what_a_copier_loses_is_found():
    """Light letters, light tints, small white letters on black; not what is dark, or white on large letters."""
    lost = pdf(
        '0.8 g ' + words('light'),
        '0.95 g 100 100 100 100 re f',
        '0 g 90 290 200 30 re f 1 g ' + words('small', size=6),
        words('dark'),
    )
    assert said(found(lost, Check.COPIER)) == [(WARNING, 1), (NOTE, 2), (WARNING, 3)]
    assert said(found(lost, Check.COPIER, 'copier')) == [(ERROR, 1), (ERROR, 2), (ERROR, 3)]
    assert found(lost, Check.COPIER, 'press') == []
    kept = pdf(
        '0.5 g ' + words('grey'),
        '0.8 g 100 100 100 100 re f',
        '0 g 90 290 200 30 re f 1 g ' + words('large', size=12),
        '1 g ' + words('unseen'),
        '0 G 1 w 0.95 g 100 100 100 100 re B',
    )
    assert found(kept, Check.COPIER) == []


# --- Files that are not right -----------------------------------------------------------------------------------------


def test_a_locked_a_damaged_and_an_empty_file_say_so():
    """Each is an error that says what to do, none a traceback."""
    locked = io.BytesIO()
    pikepdf.open(io.BytesIO(pdf(words('well')))).save(locked, encryption=pikepdf.Encryption(owner='a', user='b'))
    empty = io.BytesIO()
    pikepdf.new().save(empty)
    cases = {'locked': locked.getvalue(), 'damaged': pdf(words('well'))[:300], 'no pages': empty.getvalue()}
    for message, data in cases.items():
        with pytest.raises(ChapbookError, match=message):
            preflight.check(data)


def test_operators_that_make_no_sense_are_an_error():
    """A page whose stream cannot be followed is damaged."""
    with pytest.raises(ChapbookError, match='page 1 of the PDF is damaged'):
        preflight.check(pdf('1 2 cm'))


def test_a_form_that_draws_itself_comes_to_an_end():
    """A form may not, but a file may hold one that does."""

    def looped(document):
        form = document.make_indirect(document.make_stream(b'/F Do 0.1 w 100 100 m 200 100 l S'))
        form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array([0, 0, 400, 400])
        form.Resources = Dictionary(XObject=Dictionary(F=form))
        document.pages[0].Resources.XObject['/F'] = form

    assert found(pdf('/F Do', change=looped), Check.HAIRLINES)


def test_what_a_file_is_checked_for_is_seen():
    """Small upright pages are folded; large or wide ones, or one alone, lie flat; those for a print shop say so."""

    def for_press(document):
        document.Root.OutputIntents = Array([Dictionary(S=Name.GTS_PDFX)])

    kinds = [
        preflight.check(pdf(*[words('well')] * 2, **options)).kind.name
        for options in ({}, {'size': (595, 842)}, {'size': (595, 420)}, {'change': for_press})
    ]
    assert kinds == ['pamphlet', 'flat', 'flat', 'press']
    assert preflight.check(pdf(words('well'))).kind.name == 'flat'


@pytest.mark.parametrize(
    'content',
    [
        '',
        'Q Q EMC ET (a) Tj /None Do f S W n',
        'BT /None 10 Tf 100 100 Td (abc) Tj ET',
        '/None gs /None cs 1 scn 100 100 m 200 100 l S',
        'q 200 0 0 200 100 100 cm BI /W 4 /H 4 /BPC 8 /CS /G ID 0123456789abcdef EI Q',
    ],
)
def test_pages_that_name_what_is_not_there_are_read_all_the_same(content):
    """Viewers pass over such operators, and so does preflight."""
    assert len(preflight.check(pdf(content, words('well', font='E'))).sizes_mm) == 2


def test_tags_of_a_long_file_are_read(monkeypatch):
    """However many objects a file holds, what is found is led to its paragraph and the description of its picture."""
    data = made('page-everything').data
    with reading.opened(data) as document:
        usual = document.tags
    monkeypatch.setattr(lightening, 'MANY_OBJECTS', 1)
    assert lightening.without_tags(data) != data
    with reading.opened(data) as document:
        assert document.tags == usual != {}


def test_a_page_may_be_huge_and_a_file_locked_against_changes():
    """14,400 points at a unit of ten are 50 metres; a password that only forbids changes keeps nobody from reading."""

    def enlarged(document):
        document.pages[0].obj.UserUnit = 10

    report = preflight.check(pdf(words('well', font='E'), size=(14400, 14400), change=enlarged))
    assert report.sizes_mm == (pytest.approx((50800, 50800)),)
    locked = io.BytesIO()
    pikepdf.open(io.BytesIO(pdf(words('well', font='E')))).save(locked, encryption=pikepdf.Encryption(owner='a'))
    assert preflight.check(locked.getvalue()).findings == ()


def test_pages_of_another_size_are_told():
    """A book is trimmed in one cut: a page that is larger, or lies the other way, is an error with both sizes."""

    def change(document):
        document.pages[1].obj.MediaBox = [0, 0, 500, 700]
        document.pages[2].obj.Rotate = 90

    found = [
        each for each in preflight.check(pdf(*['q Q'] * 4, change=change)).findings if 'the first is' in each.message
    ]
    assert [(each.page, each.severity) for each in found] == [(2, Severity.ERROR), (3, Severity.ERROR)]
    assert found[0].message == 'the page is 176.4 × 246.9 mm, the first is 148 × 210 mm'
    flat = preflight.check(pdf(*['q Q'] * 4, change=change), preflight.KINDS['flat']).findings
    assert not any('the first is' in each.message for each in flat)
