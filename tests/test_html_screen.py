"""The web page before a browser and its judges: no request, no script, right on any screen and on paper."""

import judges
import pytest
from epubs import RICH, book_of, theme
from pages import ARABIC, CROWDED, ROOT, WHOLE

from chapbook.editions import html
from chapbook.markup import parse
from chapbook.project import Text, read_manuscript

SCREENS = {
    'telephone': {'viewport': {'width': 320, 'height': 640}},
    'telephone at night': {'viewport': {'width': 390, 'height': 844}, 'color_scheme': 'dark'},
    'desk': {'viewport': {'width': 1280, 'height': 900}},
    'desk at night': {'viewport': {'width': 1280, 'height': 900}, 'color_scheme': 'dark'},
    'forced colours': {'viewport': {'width': 768, 'height': 900}, 'forced_colors': 'active'},
    # What a window of 1280 pixels is to a page enlarged to 400 %.
    'enlarged': {'viewport': {'width': 320, 'height': 225}, 'device_scale_factor': 4},
}


@pytest.fixture
def rich(tmp_path):
    """A book with some of everything."""
    return book_of(RICH, tmp_path, **WHOLE)


@pytest.fixture
def show(browser, tmp_path):
    """Return a function that opens a book’s page from a file on a screen; `page.heard` is all it asked for and said."""
    contexts = []

    def open_page(book, screen='desk', **more):
        path = tmp_path / 'page.html'
        path.write_bytes(html.render(book, theme()))
        contexts.append(browser.new_context(**{**SCREENS[screen], **more}))
        page = contexts[-1].new_page()
        page.heard = []
        page.on('request', lambda request: page.heard.append(request.url))
        page.on('console', lambda message: page.heard.append(message.text))
        page.goto(path.as_uri())
        page.evaluate('document.fonts.ready.then(() => true)')
        page.heard.remove(path.as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()


def test_the_browser_asks_for_nothing(rich, show):
    """Chromium opens the page from a file without any request, loads every face, and complains of nothing."""
    page = show(rich)
    faces = page.evaluate('[...document.fonts].map(face => face.status)')
    assert page.heard == []
    assert len(faces) >= 3
    assert set(faces) == {'loaded'}


def test_the_browser_is_forbidden_to_ask(rich, show):
    """What the page would fetch, were it made to, the policy refuses."""
    page = show(rich)
    page.evaluate("document.querySelector('main img').src = 'http://127.0.0.1:9/x.png'")
    page.wait_for_function('document.querySelector("main img").complete')
    assert page.evaluate('document.querySelector("main img").naturalWidth') == 0
    assert any('violates the following Content Security Policy' in message for message in page.heard)


def test_nothing_runs_off_the_screen(show, tmp_path):
    """No text needs scrolling sideways, not the oddest of the small books at 320 pixels."""
    page = show(book_of('Words.'), 'telephone')
    indexes = sorted((ROOT / 'tests' / 'books').glob('*/index.md'))
    assert indexes
    for index in indexes:
        book = parse(read_manuscript(Text(index.parent.name, index.parent, (index,)), ROOT))
        path = tmp_path / f'{book.slug}.html'
        path.write_bytes(html.render(book, theme()))
        page.goto(path.as_uri())
        assert page.evaluate('document.documentElement.scrollWidth') == 320, book.slug


def test_a_note_pops_up_without_a_script(show):
    """On a telephone a call shows its note at the foot of the screen; Escape, a button, a touch elsewhere hide it."""
    page = show(book_of(CROWDED), 'telephone', java_script_enabled=False)
    note, call = page.locator('#note-2'), page.locator('#call-2')
    assert not note.is_visible()
    call.click()
    box = note.bounding_box()
    assert (box['x'], box['width'], box['y'] + box['height']) == (0, 320, 640)
    page.keyboard.press('Escape')
    assert not note.is_visible()
    call.click()
    note.locator('button').click()
    assert not note.is_visible()
    page.locator('button.noteref', has_text='7').last.click()
    assert page.locator('#note-7').is_visible()
    page.mouse.click(160, 5)
    assert not page.locator('#note-7').is_visible()


def test_a_keyboard_reaches_notes(show):
    """The call is a button; what is tabbed to after it is inside the note it opened."""
    page = show(book_of('Words.^[See [this](https://example.org).] More.'), 'telephone')
    page.locator('#call-1').focus()
    page.keyboard.press('Enter')
    page.keyboard.press('Tab')
    assert page.evaluate('document.activeElement.closest("[popover]").id') == 'note-1'


@pytest.mark.parametrize(('markdown', 'lang'), [(CROWDED, 'en'), (ARABIC, 'ar')])
def test_notes_stand_beside_their_calls(show, markdown, lang):
    """On a wide screen each note begins at the line of its call, or below the note before it, outside the text."""
    page = show(book_of(markdown, lang=lang), 'desk')
    text = page.locator('main').bounding_box()
    bottom = 0
    for call in page.locator('button.noteref[id]').all():
        number = call.inner_text()
        note, line = page.locator(f'#note-{number}').bounding_box(), call.bounding_box()
        assert note['x'] >= text['x'] + text['width'] if lang == 'en' else note['x'] + note['width'] <= text['x']
        assert note['y'] == pytest.approx(max(line['y'], bottom), abs=12)
        assert note['y'] >= bottom
        bottom = note['y'] + note['height']


def test_copied_words_have_no_numbers_in_them(show):
    """Who copies a paragraph gets its words alone."""
    page = show(book_of(CROWDED), 'telephone')
    page.evaluate("getSelection().selectAllChildren(document.querySelector('main p'))")
    assert page.evaluate('getSelection().toString()').replace('\u2060', '').strip() == (
        'First. And more. And again. And a last one.'
    )


def test_a_call_stays_with_its_word(show):
    """No line begins with the number of a note, however wide the screen."""
    page = show(book_of('Some and more words^[Note.] ' * 30), 'telephone')
    for width in range(300, 420, 7):
        page.set_viewport_size({'width': width, 'height': 640})
        left = page.evaluate("document.querySelector('main p').getBoundingClientRect().left")
        calls = page.evaluate(
            "[...document.querySelectorAll('.noteref')].map(call => call.getBoundingClientRect().left)"
        )
        assert min(calls) > left + 10


def test_paper_gets_notes_below_their_paragraphs(show):
    """Printed, every note is readable and nothing is there that only a screen can use."""
    page = show(book_of(CROWDED, title='Title'))
    page.emulate_media(media='print')
    assert all(note.is_visible() for note in page.locator('aside.note').all())
    assert page.locator('#note-1').bounding_box()['y'] > page.locator('main p').first.bounding_box()['y']
    hidden = page.locator('nav, .skip, .note-close')
    assert not any(element.is_visible() for element in hidden.all())
    assert page.evaluate('getComputedStyle(document.querySelector("main p")).color') == 'rgb(0, 0, 0)'


def test_night_turns_the_colours(show):
    """Paper and ink follow the system, and pictures keep their paper."""
    style = 'getComputedStyle(document.documentElement).backgroundColor'
    assert show(book_of('Words.'), 'desk').evaluate(style) == 'rgb(255, 253, 248)'
    assert show(book_of('Words.'), 'desk at night').evaluate(style) == 'rgb(23, 22, 20)'


SIZE = "parseFloat(getComputedStyle(document.querySelector('main p')).fontSize)"
# What a reader may ask for without losing anything: WCAG 2.2, 1.4.12.
SPACED = 'p { margin-block-end: 2em } * { line-height: 1.5; letter-spacing: 0.12em; word-spacing: 0.16em }'.replace(
    ';', ' !important;'
)


def sizes_and_spacing(opened):
    """Return how many times larger words are where a reader has set that, and how far it all then runs off."""
    before = opened.evaluate(SIZE)
    opened.context.new_cdp_session(opened).send('Page.setFontSizes', {'fontSizes': {'standard': 32}})
    opened.add_style_tag(content=SPACED)
    off = opened.evaluate('document.documentElement.scrollWidth - innerWidth')
    return opened.evaluate(SIZE) / before, off


def test_text_is_as_large_and_as_wide_as_the_reader_has_it(show, rich):
    """Who has set the browser to letters twice as large gets them, and with wider spacing nothing is lost."""
    for screen in ('telephone', 'desk'):
        assert sizes_and_spacing(show(rich, screen, bypass_csp=True)) == (pytest.approx(2, abs=0.15), 0)


def test_the_skip_link_shows_itself(show):
    """The first thing a keyboard reaches is the way past the contents."""
    page = show(book_of('# One\n\n# Two\n\n# Three'))
    page.keyboard.press('Tab')
    assert page.locator('.skip').bounding_box()['y'] >= 0
    page.keyboard.press('Enter')
    assert page.evaluate('document.activeElement.id') == 'text'


# --- What the script adds ---------------------------------------------------------------------------------------------

MANY = '# One\n\n' + '\n\n'.join(f'Paragraph {number} says what it says. ' * 12 for number in range(1, 40))


def at_the_top(page):
    """Return the first words of the paragraph at the top of the screen."""
    return page.evaluate(
        """[...document.querySelectorAll('main p')].findLast((p) => p.getBoundingClientRect().top <= 1)"""
        """?.textContent.split(' ').slice(0, 2).join(' ')"""
    )


def test_the_place_is_kept(show):
    """Who comes back is where they were, on a screen of another width too; a link to a place leads there instead."""
    page = show(book_of(MANY), 'telephone')
    address = page.url
    page.evaluate('document.querySelectorAll("main p")[20].scrollIntoView()')
    place = at_the_top(page)
    page.goto('about:blank')
    page.set_viewport_size({'width': 900, 'height': 700})
    page.goto(address)
    page.wait_for_function('scrollY > 0')
    assert at_the_top(page) == place == 'Paragraph 20'
    page.goto('about:blank')
    page.goto(f'{address}#one')
    page.evaluate('document.fonts.ready.then(() => true)')
    assert page.evaluate('scrollY') < 700
    page.evaluate('scrollTo(0, 0)')
    page.goto('about:blank')
    page.goto(address)
    page.evaluate('document.fonts.ready.then(() => true)')
    assert page.evaluate('scrollY') == 0


SELECT = """([from, start, to, end]) => {
    const text = (block) => [...block.childNodes].filter((node) => node.nodeType === 3);
    const [first, last] = [from, to].map((number) => document.querySelectorAll('main p')[number]);
    getSelection().setBaseAndExtent(text(first)[0], start, text(last).at(-1), end);
}"""
TWICE = """\
# One

The same words stand here, and then others.

Before them: the same words^[A note.] stand here, and a well-known end.

Last of all.
"""


def link_to(page, *selection):
    """Select words from an offset in one paragraph to an offset in another; return the link that is offered."""
    page.evaluate(SELECT, list(selection))
    page.locator('#share button').click()
    page.locator('#share [role=status]', has_text='copied').wait_for()
    return page.evaluate('navigator.clipboard.readText()')


@pytest.mark.parametrize(
    ('selection', 'words', 'paragraph'),
    [
        ((0, 1, 0, 5), 'The%20same', 'The same'),
        ((1, 17, 1, 6), 'same%20words', 'Before'),
        ((1, 0, 3, 11), 'Before%20them%3A%20the%20same,Last%20of%20all', 'Before'),
        ((1, 20, 1, 29), 'same%20words,here%2C%20and%20a%20well%2Dknown', 'Before'),
    ],
)
def test_a_link_names_the_words_selected(show, selection, words, paragraph):
    """Selecting words offers a link that names their paragraph and the words, whole and without numbers of notes."""
    page = show(book_of(TWICE), 'telephone', permissions=['clipboard-read', 'clipboard-write'])
    assert not page.locator('#share').is_visible()
    block, _, said = link_to(page, *selection).partition('#')[2].partition(':~:text=')
    assert said.rpartition('-,')[2].startswith(words)
    assert page.locator(f'#{block}').inner_text().startswith(paragraph)


def test_a_link_is_followed_to_words_that_are_there_before(show):
    """Chromium finds the words by the link alone, the right ones among many alike, without the paragraph’s name."""
    page = show(book_of(MANY), 'telephone', permissions=['clipboard-read', 'clipboard-write'])
    link = link_to(page, 29, 14, 29, 26)
    other = page.context.new_page()
    other.goto(f'{link.partition("#")[0]}#:~:text={link.partition(":~:text=")[2]}')
    other.wait_for_function('scrollY > 0')
    box = other.locator('main p').nth(29).bounding_box()
    assert box['y'] + box['height'] >= 0
    assert box['y'] <= 640


def test_without_scripts_nothing_is_offered(show):
    """The page is all there without its script, and offers nothing that would not work."""
    page = show(book_of(TWICE), 'telephone', java_script_enabled=False)
    assert page.locator('main p').first.is_visible()
    assert not page.locator('#share').is_visible()


# --- Firefox ----------------------------------------------------------------------------------------------------------

BOX = 'document.querySelector("#note-{}").getBoundingClientRect().toJSON()'


@pytest.mark.judge
def test_firefox_shows_the_same(tmp_path):
    """In Firefox: faces are there, notes pop up on a telephone and stand beside on a desk, the place is kept."""
    (tmp_path / 'page.html').write_bytes(html.render(book_of(f'{CROWDED}\n\n{MANY}'), theme()))
    address = (tmp_path / 'page.html').as_uri()
    steps = [
        *(('size', (320, 640)), ('goto', address)),
        ('evaluate', 'document.fonts.ready.then(() => [...document.fonts].map((face) => face.status))'),
        ('evaluate', 'document.documentElement.scrollWidth - document.documentElement.clientWidth'),
        *(('click', '#call-2'), ('evaluate', BOX.format(2)), ('press', 'Escape')),
        *(('size', (1440, 900)), ('goto', address)),
        *(('evaluate', BOX.format(1)), ('evaluate', 'document.querySelector("main").getBoundingClientRect().toJSON()')),
        ('evaluate', 'document.querySelectorAll("section p")[30].scrollIntoView()'),
        *(('goto', 'about:blank'), ('goto', address), ('wait', 'scrollY > 0')),
        ('evaluate', 'document.querySelectorAll("section p")[30].getBoundingClientRect().top'),
    ]
    (faces, hidden, note, beside, text, _, top), said = judges.in_firefox(steps, tmp_path)
    assert (set(faces), hidden, said) == ({'loaded'}, 0, [])
    assert note['left'] == 0
    assert note['bottom'] == pytest.approx(640)
    assert beside['left'] >= text['right']
    assert 0 <= top < 40


# --- Judges -----------------------------------------------------------------------------------------------------------


@pytest.mark.judge
def test_the_nu_checker_finds_nothing(rich, tmp_path):
    """HTML and CSS: no error, in a text with some of everything, one full of notes, one from the right, a bare one."""
    books = (rich, book_of(CROWDED), book_of(ARABIC, lang='ar'), book_of('Words.'))
    paths = [tmp_path / f'{number}.html' for number, _ in enumerate(books)]
    for path, book in zip(paths, books, strict=True):
        path.write_bytes(html.render(book, theme()))
    assert judges.nu(*paths) == []
    assert judges.html_validate(*paths) == []


@pytest.mark.judge
@pytest.mark.parametrize('screen', SCREENS)
def test_axe_finds_nothing(show, rich, screen):
    """WCAG 2.2 and good practice, as far as a machine can tell: no violation, with a note open and without."""
    page = show(rich, screen)
    assert judges.axe(page) == []
    page.locator('#call-1').click()
    assert judges.axe(page) == []
    page.evaluate('getSelection().selectAllChildren(document.querySelector("main p"))')
    page.locator('#share button').wait_for()
    assert judges.axe(page) == []
