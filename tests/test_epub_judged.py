"""The e-book before its judges: epubcheck, Ace by DAISY, and a reader in a browser."""

import io
import mimetypes
from pathlib import Path

import judges
import pytest
from epubs import RICH, book_of, theme

from chapbook.check.paging import read_paging
from chapbook.compose import print_document
from chapbook.editions.epub import render
from chapbook.pages import A5
from chapbook.typesetting import pdf

SHORT_LINES = """\
# One

::: verse
A line

-- Someone
:::

::: pullquote
It pulls.
:::

::: note
A box.

More.
:::

Marked x^2^.

::: epigraph
Before.
:::
"""
# Two tables that no telephone has the width for, and what is higher than its screen below a heading, in large type.
WIDE_TABLES = """# A table

| Year | Members | Meetings | Pamphlets printed | Hours worked | Income in pounds | Expenditure | Remarks by the clerk |
|---|--:|--:|--:|--:|--:|--:|---|
| 1901 | 1,204 | 52 | 12,000 | 3,400 | 1,250.50 | 1,199.75 | A good year, in spite of the flood |
| 1902 | 1,377 | 49 | 18,500 | 4,120 | 2,010.00 | 1,870.10 | The press was mended in October |

| Name | Born | Died | Trade | Town | County | Language | Works |
|---|---|---|---|---|---|---|---|
| Thomas Featherstonehaugh | 1790 | 1861 | compositor | Newcastle | Northumberland | English | Ballads |

# A poem

::: verse
The wind went over the hill,
and the grass bent low,
and the barn door shook on its pin
till the moon came slow.
:::

# A picture of a box

![A box](a.svg "Its caption")
"""
CASES = {
    'wide tables': (WIDE_TABLES, {}),
    'rich': (
        RICH,
        {
            'title': 'Words & “Others” <all>',
            'subtitle': 'Said Twice',
            'url': 'https://example.org/?a=1&b=2',
            'certified_by': 'Ann Onymous',
        },
    ),
    'no headings': (
        'Only 中文, \ue002 and *العربية*.',
        {'title': '🎉 \ue001 ' * 400 + 'x' * 400, 'identifier': 'ISBN 978'},
    ),
    'bad input': (
        'First <!-- a -- comment, ends ---> words.\n\n# One\n\n#### Deep\n\n# One\n\n![](a.svg)\n\n'
        '| `' + 'endless_' * 20 + '` | b |\n|---|---|\n| 1 |\n\n# ' + 'x' * 2000,
        {'title': '<b>&amp; -- “', 'identifier': 'a b<c>&"d"', 'date': 'May'},
    ),
    'from the right': ('# אחת\n\nמילים.^[הערה.]\n\n# שתיים\n\n# שלוש', {'lang': 'he', 'title': 'ספר', 'date': 'x'}),
    'short lines': (SHORT_LINES, {'title': 'Many words of a title ' * 6, 'subtitle': 'Said twice'}),
    'short lines from the right': (f'{SHORT_LINES}\n> Said.\n>\n> -- Someone\n', {'title': 'ספר', 'lang': 'he'}),
    'headings alone': ('#\n\n# 2 times\n\n# ![A box](a.svg)\n\n# Contents', {'lang': 'pl'}),
}
READER = """<!doctype html><title>reader</title><style>html, body, foliate-view { height: 100%; display: block }</style>
<script type="module">
import { View } from './view.js'
import { FootnoteHandler } from './footnotes.js'
const view = window.view = new View(), notes = window.notes = {}, handler = new FootnoteHandler()
document.body.append(view)
handler.addEventListener('before-render', event => document.body.append(event.detail.view))
handler.addEventListener('render', ({ detail }) => {
    notes[detail.href] = [detail.type, detail.view.renderer.getContents()[0].doc.body.innerText]
})
view.addEventListener('link', event => handler.handle(view.book, event))
await view.open('book.epub')
await view.init({})
window.ready = true
</script>"""

# An older engine, in many apps and shops: no notes that pop up, every link is followed.
OLD_READER = """<!doctype html><title>reader</title><style>html, body, div { height: 100%; margin: 0 }</style>
<div></div>
<script src="jszip.min.js"></script><script src="epub.min.js"></script>
<script type="module">
const book = window.book = ePub(await (await fetch('book.epub')).arrayBuffer())
const shown = window.shown = book.renderTo(document.querySelector('div'), { width: '100%', height: '100%' })
await book.ready
await shown.display()
window.documents = () => shown.getContents().map(each => each.document)
window.find = id => documents().map(each => each.getElementById(id)).find(Boolean)
window.is_seen = id => {
    const element = find(id), frame = element?.ownerDocument.defaultView.frameElement.getBoundingClientRect()
    const left = element && frame.left + element.getBoundingClientRect().left
    return left >= -2 && left < innerWidth
}
window.ready = true
</script>"""


def jpeg():
    """Return a small picture for a cover."""
    buffer = io.BytesIO()
    pytest.importorskip('PIL.Image').new('RGB', (60, 85), 'white').save(buffer, 'JPEG')
    return buffer.getvalue()


@pytest.fixture
def epub(request, tmp_path):
    """The file of a case, with a real picture as its cover."""
    markdown, meta = CASES[request.param]
    path = tmp_path / 'text.epub'
    book = book_of(markdown, tmp_path, **meta)
    # Of what no face has a letter for, pages are not laid out in silence.
    silent = request.param != 'no headings'
    paging = read_paging(pdf.render(print_document(book, theme(), A5)).data) if silent else None
    path.write_bytes(render(book, theme(), jpeg(), paging))
    return path


def open_in(browser, script, epub, *folders):
    """Return a page in which a reader in JavaScript, from these folders, has opened a book, with its complaints."""

    def answer(route):
        name = route.request.url.partition('//')[2].partition('/')[2]
        held = {'': script.encode(), 'book.epub': epub.read_bytes()}
        file = held[name] if name in held else next(filter(Path.exists, (each / name for each in folders))).read_bytes()
        route.fulfill(body=file, content_type=mimetypes.guess_type(name or 'a.html')[0] or 'application/octet-stream')

    page = browser.new_page(viewport={'width': 320, 'height': 480})
    page.complaints = []
    page.on('pageerror', lambda fault: page.complaints.append(str(fault)))
    page.route('**/*', lambda route: answer(route) if '//reader.test/' in route.request.url else route.continue_())
    page.goto('http://reader.test/')
    page.wait_for_function('window.ready')
    return page


@pytest.fixture
def reader(epub, browser):
    """A book opened by foliate-js in Chromium."""
    page = open_in(browser, READER, epub, judges.judge('foliate-js'))
    yield page
    page.close()


@pytest.fixture
def old_reader(epub, browser):
    """A book opened by epub.js in Chromium."""
    page = open_in(browser, OLD_READER, epub, judges.judge('epubjs').parent, judges.judge('jszip').parent)
    yield page
    page.close()


@pytest.mark.judge
@pytest.mark.parametrize('epub', CASES, indirect=True)
def test_epubcheck_finds_nothing(epub):
    """EPUB 3.3: no fault, no error, no warning."""
    assert judges.epubcheck(epub) == []


@pytest.mark.judge
def test_epubcheck_finds_nothing_in_the_book_for_kobo(tmp_path):
    """Spans, divisions and style are what EPUB 3.3 allows, in whatever stands in a text."""
    path = tmp_path / 'text.kepub.epub'
    book = book_of(
        f'{RICH}\n\n# Book inner {{#book-inner}}\n\n<ruby>漢<rt>kan</rt></ruby> `a. b` ![A box](a.svg).', tmp_path
    )
    path.write_bytes(render(book, theme(), jpeg(), kobo=True))
    assert judges.epubcheck(path) == []


@pytest.mark.judge
@pytest.mark.parametrize('epub', ['rich', 'from the right', 'headings alone'], indirect=True)
def test_ace_finds_nothing(epub):
    """EPUB Accessibility, as far as a machine can tell: no violation of any weight."""
    assert judges.ace(epub) == []


@pytest.mark.judge
@pytest.mark.parametrize('epub', ['rich'], indirect=True)
def test_a_reader_opens_the_book_and_pages_through_it(reader):
    """foliate-js shows every file of the spine, finds each line of the contents, and complains of nothing."""
    count = reader.evaluate('view.book.sections.length')
    seen = set()
    for _ in range(60):
        seen.add(reader.evaluate('view.renderer.getContents()[0].index'))
        if len(seen) == count:
            break
        reader.evaluate('view.next()')
        reader.wait_for_timeout(100)
    assert seen == set(range(count))
    lost = reader.evaluate(
        '(function lost(items) { return (items ?? []).flatMap(item => '
        '[...(view.resolveNavigation(item.href) ? [] : [item.href]), ...lost(item.subitems)]) })(view.book.toc)'
    )
    assert (lost, reader.complaints) == ([], [])


def set_as(reader, section, selector, name):
    """Return a property of style as it comes out for the first element of a section that a selector finds."""
    reader.evaluate(f'view.goTo({section})')
    reader.wait_for_function(f'view.renderer.getContents()[0].index === {section}')
    found = f'view.renderer.getContents()[0].doc.querySelector({selector!r})'
    return reader.evaluate(f'(found => found.ownerDocument.defaultView.getComputedStyle(found).{name})({found})')


@pytest.mark.judge
@pytest.mark.parametrize('epub', ['short lines'], indirect=True)
def test_a_reader_that_sets_paragraphs_full_leaves_short_lines_alone(reader):
    """Verse, pull quotes and epigraphs are never torn apart; whom a verse is by stands behind its dash, on one line."""
    reader.evaluate('view.renderer.setStyles("p { text-align: justify; text-indent: 2em }")')
    last = reader.evaluate('view.book.sections.length') - 2
    for section, selector, name, value in (
        (last, '.verse p', 'textAlign', 'left'),
        (last, '.verse .attribution .line', 'display', 'inline'),
        (last, '.pullquote p', 'textAlign', 'center'),
        (last, '.epigraph p', 'textAlign', 'left'),
        (last, '.callout p', 'textIndent', '0px'),
        (last, 'sup', 'fontSize', '12px'),
        (last, 'sup', 'fontVariantPosition', 'normal'),
        (1, 'h1', 'fontSize', '22.4px'),
        (1, '.subtitle', 'textAlign', 'left'),
    ):
        assert (selector, set_as(reader, section, selector, name)) == (selector, value)


@pytest.mark.judge
@pytest.mark.parametrize('epub', ['wide tables'], indirect=True)
@pytest.mark.parametrize('percent', [100, 140, 200])
def test_a_wide_table_is_whole_on_a_narrow_screen(reader, percent):
    """No cell is cut off or lies on another, and no word is broken but one wider than the screen, in large type too."""
    reader.evaluate('view.renderer.setAttribute("flow", "scrolled")')
    reader.evaluate(f'view.renderer.setStyles("html {{ font-size: {percent}% }}")')
    assert set_as(reader, 3, '.wrapped tr', 'display') == 'flex'
    reader.wait_for_timeout(300)
    cells = reader.evaluate(
        '[...view.renderer.getContents()[0].doc.querySelectorAll("table")].map(table => [table.clientWidth, '
        '...[...table.querySelectorAll("td, th")].map(cell => [cell.offsetWidth, cell.scrollWidth, cell.innerText])])'
    )
    assert [len(table) for table in cells] == [1 + 3 * 8, 1 + 2 * 8]
    for room, *found in cells:
        assert [words for width, needed, words in found if not needed <= width + 1 <= room + 2] == []


@pytest.mark.judge
@pytest.mark.parametrize('epub', ['wide tables'], indirect=True)
@pytest.mark.parametrize('section', [3, 4, 5])
def test_no_page_is_white_before_a_heading(reader, section):
    """Where a heading and what follows it are higher than the screen, the heading still stands on the first page."""
    reader.evaluate('view.renderer.setStyles("html { font-size: 200% }")')
    assert set_as(reader, section, 'h2', 'display') == 'block'
    reader.wait_for_timeout(300)
    left = reader.evaluate('view.renderer.getContents()[0].doc.querySelector("h2").getBoundingClientRect().left')
    assert 0 <= left < 320


@pytest.mark.judge
@pytest.mark.parametrize('epub', ['short lines from the right'], indirect=True)
def test_what_is_set_in_from_the_left_is_set_in_from_the_right(reader):
    """In a text from the right nothing hangs out of the page, and who said a quotation stands at its lines’ end."""
    last = reader.evaluate('view.book.sections.length') - 2
    for selector, name, value in (
        ('.verse', 'marginRight', '24px'),
        ('.verse', 'marginLeft', '0px'),
        ('.verse p', 'textAlign', 'right'),
        ('.verse .line', 'paddingRight', '40px'),
        ('.verse .line', 'paddingLeft', '0px'),
        ('.verse .line', 'textIndent', '-40px'),
        ('.verse .attribution .line', 'paddingRight', '0px'),
        ('.epigraph', 'marginLeft', '0px'),
        ('blockquote:not(.epigraph) p.attribution', 'textAlign', 'left'),
    ):
        assert (selector, set_as(reader, last, selector, name)) == (selector, value)


@pytest.mark.judge
@pytest.mark.parametrize('epub', ['rich'], indirect=True)
def test_a_reader_turns_to_every_page_of_the_printed_edition(reader):
    """The page list is there under the numbers on paper, and each leads to the mark of its page."""
    listed = reader.evaluate('view.book.pageList.map(({ label, href }) => [label, href])')
    assert len(listed) == 3
    for label, href in listed:
        reader.evaluate(f'view.goTo({href!r})')
        index = reader.evaluate(f'view.resolveNavigation({href!r}).index')
        reader.wait_for_function(f'view.renderer.getContents()[0].index === {index}')
        place = f'view.resolveNavigation({href!r}).anchor(view.renderer.getContents()[0].doc)'
        assert reader.evaluate(f'{place}.getAttribute("aria-label")') == label
    assert reader.complaints == []


@pytest.mark.judge
@pytest.mark.parametrize('epub', ['rich'], indirect=True)
def test_a_reader_pops_up_every_note(reader):
    """Each call, in whatever file, brings up its note and nothing else."""
    calls = 'view.renderer.getContents()[0].doc.querySelectorAll("[role=doc-noteref]")'
    for section in range(reader.evaluate('view.book.sections.length')):
        reader.evaluate(f'view.goTo({section})')
        reader.wait_for_function(f'view.renderer.getContents()[0].index === {section}')
        for number in range(reader.evaluate(f'{calls}.length')):
            reader.evaluate(f'{calls}[{number}].click()')
            reader.wait_for_timeout(300)
    notes = {href: (kind, ' '.join(text.split())) for href, (kind, text) in reader.evaluate('notes').items()}
    assert notes == {
        'EPUB/opening.xhtml#note-1': ('footnote', '1 The first note. Its second paragraph.'),
        'EPUB/one.xhtml#note-2': ('footnote', '2 Called from a heading, with a link.'),
        'EPUB/one.xhtml#note-3': ('footnote', '3 Written inline.'),
    }


@pytest.mark.judge
@pytest.mark.parametrize('epub', ['rich', 'from the right'], indirect=True)
def test_an_old_reader_pages_to_the_end(old_reader):
    """epub.js turns page after page through every file of the spine to the last, and complains of nothing."""
    seen = set()
    for _ in range(100):
        index, ended = old_reader.evaluate('(({ start, atEnd }) => [start.index, atEnd])(shown.currentLocation())')
        seen.add(index)
        if ended:
            break
        old_reader.evaluate('shown.next()')
    assert seen == set(range(old_reader.evaluate('book.spine.length')))
    assert old_reader.complaints == []


@pytest.mark.judge
@pytest.mark.parametrize('epub', ['rich'], indirect=True)
def test_an_old_reader_turns_to_every_heading_and_page(old_reader):
    """Where the contents and the page list lead, what they name is on the screen."""
    contents = old_reader.evaluate(
        '(function all(items) { return items.flatMap(({ href, subitems }) => [href, ...all(subitems)]) })'
        '(book.navigation.toc)'
    )
    pages = old_reader.evaluate('book.pageList.pageList.map(({ href }) => href)')
    assert (len(contents), len(pages)) == (7, 3)
    for href in (*contents, *pages):
        old_reader.evaluate(f'shown.display({href!r})')
        name, _, identifier = href.partition('#')
        assert old_reader.evaluate('shown.currentLocation().start.href') == name
        assert not identifier or old_reader.evaluate(f'is_seen({identifier!r})')


@pytest.mark.judge
@pytest.mark.parametrize('epub', ['rich'], indirect=True)
def test_a_note_is_a_link_forth_and_back_where_nothing_pops_up(old_reader):
    """Each call leads to its note, in another file too; its number leads back to the first call."""
    followed = []
    for section in range(old_reader.evaluate('book.spine.length')):
        old_reader.evaluate(f'shown.display({section})')
        calls = 'documents().flatMap(each => [...each.querySelectorAll("[role=doc-noteref]")])'
        for number in range(old_reader.evaluate(f'{calls}.length')):
            old_reader.evaluate(f'shown.display({section})')
            note = old_reader.evaluate(f'{calls}[{number}].getAttribute("href")').partition('#')[2]
            old_reader.evaluate(f'{calls}[{number}].click()')
            old_reader.wait_for_function(f'is_seen({note!r})')
            call = old_reader.evaluate(f'find({note!r}).querySelector("[role=doc-backlink]").getAttribute("href")')
            old_reader.evaluate(f'find({note!r}).querySelector("[role=doc-backlink]").click()')
            old_reader.wait_for_function(f'is_seen({call[1:]!r})')
            followed.append((note, call))
    assert followed == [
        ('note-1', '#call-1'), ('note-2', '#call-2'), ('note-1', '#call-1'), ('note-3', '#call-3'),
    ]  # fmt: skip
