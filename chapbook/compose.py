"""Book, theme and page to a document: Jinja for what stands around the text, small changes to the text itself."""

import copy
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from urllib.parse import quote, urlsplit

from lxml import etree
from lxml.etree import _Element

from chapbook import __version__, addresses, fitting, front_cover, rasters, trims
from chapbook.book import Book, Heading, Picture, Section
from chapbook.dates import format_date
from chapbook.direction import direction
from chapbook.filling import fill
from chapbook.lengths import number_of, points
from chapbook.metadata import Metadata
from chapbook.original import Original, original_of
from chapbook.pages import COPIER, LARGE_PRINT, LARGE_PRINT_LETTER, PRESS, Page, PrintDocument
from chapbook.theme import Theme
from chapbook.words import Words, words_for

NOTHING: Mapping[str, str] = MappingProxyType({})
# Small capitals and sans letters of a running head, with the space between them: a safe number of them to an em.
HEAD_LETTERS_PER_EM = 1.5
# What the theme’s page was designed with.
DESIGNED_PT = 11.0
FACE = 'EB Garamond'
# What a call is kept with: the last word, or as much of it as fits a line; in Chinese and Japanese the last sign.
UNSPACED = '\u2e80-\u312f\u3190-\ua4cf\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff'
LAST_WORD = rf'(?:[^\s{UNSPACED}](?:[^\s{UNSPACED}]|[\u00a0\u202f]){{0,23}}|[{UNSPACED}][^\s{UNSPACED}]?)\Z'


@dataclass(frozen=True, slots=True)
class Frame:
    """The room on a page, in points: the measure, the most pictures may be high, the grid, and its sizes of type."""

    measure_pt: float
    highest_pt: float
    leading_pt: float
    text_pt: float = DESIGNED_PT
    section_pt: float = 13.0
    pullquote_pt: float = 18.0
    head_letters: int = 54
    """How many letters stand on the line at the head of a page."""
    small_pt: float = 10.0
    """The size of tables."""

    @property
    def larger(self) -> float:
        """How large its text is against what the styles were drawn for."""
        return self.text_pt / DESIGNED_PT

    @classmethod
    def of(cls, tokens: dict[str, str]) -> 'Frame':
        """Return the frame that the tokens of a page give; two thirds of its lines may be picture."""
        page, inner, outer, leading = (
            points(tokens[f'--{name}']) for name in ('page-width', 'margin-inner', 'margin-outer', 'leading')
        )
        height = points(tokens['--page-height']) - points(tokens['--margin-top']) - points(tokens['--margin-bottom'])
        kinds = ('', '-section', '-pullquote', '-small')
        text, section, quote, small = (points(tokens[f'--size{kind}']) for kind in kinds)
        measure = page - inner - outer
        head_letters = max(1, int(measure / points(tokens['--size-furniture']) * HEAD_LETTERS_PER_EM))
        return cls(measure, height * 2 / 3, leading, text, section, quote, head_letters, small)


def render(template: str, theme: Theme, book: Book, **more: Any) -> str:
    """Return a template filled with what every edition says of a text; raises ChapbookError for a faulty template."""
    words, words_lang = words_for(book.metadata.lang, book.metadata.words)
    around = {
        'book': book,
        'meta': book.metadata,
        'words': words,
        'words_lang': words_lang,
        'modified': book.modified.strftime('%Y-%m-%dT%H:%M:%S+00:00'),
        'version': __version__,
        'face': FACE,
        'year': book.metadata.iso_date[:4] or book.metadata.date,
        'credits': _credits(book.metadata, words),
        'published': _published(book.metadata, words),
    }
    return fill(template, theme, around | more)


def print_document(book: Book, theme: Theme, page: Page, moved: Mapping[str, str] = NOTHING) -> PrintDocument:
    """Return the pamphlet for one page size, its notes standing at their calls; tokens that are `moved` win."""
    tokens = {**page_tokens(theme, page), **moved}
    frame, turned = Frame.of(tokens), direction(book.metadata.lang)
    sections = [] if page.cover_only else [_print_section(each, book, frame) for each in book.sections]
    copied = page.name == COPIER.name
    title = front_cover.title(book, tokens)
    tokens['--cover-picture'] = front_cover.picture_height(book, title, tokens)
    xhtml = render(
        page.template,
        theme,
        book,
        title=title,
        running_title=running_head(book.metadata.short_title or book.metadata.title, frame),
        addresses=addresses.gather(sections, len(book.notes) + 1, codes=book.metadata.link_codes) if copied else [],
        sections=list(map(serialise, sections)),
        contents=contents_list(book.headings) if book.has_contents else '',
        qr=qr_code(book),
        cover_only=page.cover_only,
        has_cover_apart=page.name == PRESS.name and book.metadata.binding == 'glued',
        face=front_cover.face_of(tokens),
        large_print=page in (LARGE_PRINT, LARGE_PRINT_LETTER),
        direction=turned,
        words_direction=direction(words_for(book.metadata.lang, book.metadata.words)[1]),
    )
    sheets = ('type.css', 'print.css', 'print-rtl.css') if turned == 'rtl' else ('type.css', 'print.css')
    css = theme.sheet(*sheets, *page.styles, tokens=tokens) + theme.resolve(book.css, tokens)
    return PrintDocument(
        xhtml,
        css,
        _for_page(book.pictures, page),
        # A cover alone is looked at, and put into what carries the source itself.
        Original(book.slug, {}) if page.cover_only else original_of(book),
        book.metadata.urn,
        book.modified,
        composed=book.metadata.paragraphs == 'composed',
        hyphen_cost=number_of('--hyphen-cost', tokens),
        word_space_em=number_of('--word-space', tokens, 'em'),
        dpi=page.dpi,
        rgb=book.metadata.rgb if page.name == PRESS.name else (),
        named=page.name == PRESS.name,
        hyphenation=book.metadata.hyphenation,
    )


def page_tokens(theme: Theme, page: Page) -> dict[str, str]:
    """Return the tokens of a page: those of its sheets, derived for the trim size of the text where it has one."""
    tokens = theme.tokens(*page.tokens)
    return trims.derive(tokens, page.size_mm) if page.size_mm else tokens


def running_head(words: str, frame: Frame) -> str:
    """Return words for the head of a page: as many as stand on its one line, with an ellipsis where that is not all."""
    most = frame.head_letters
    return words if len(words) <= most else f'{words[:most].rpartition(" ")[0] or words[:most]}…'


def _for_page(pictures: dict[str, Picture], page: Page) -> dict[str, Picture]:
    """Return the pictures of a text as a page takes them: in inks for a print shop alone."""
    if page.name == PRESS.name:
        return pictures
    return {name: rasters.for_screen_colours(picture) for name, picture in pictures.items()}


def clean_address(address: str) -> str | None:
    """Return a web address in characters an address may hold (RFC 3986, section 2), None where it is none."""
    address = re.sub(r'%(?![0-9A-Fa-f]{2})', '%25', address.strip())
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return None
    web = parts.scheme.lower() in ('http', 'https')
    if port == 0 or (web and not re.fullmatch(r'[\w.-]+', parts.hostname or '')):
        return None
    return quote(address, safe="%:/?#[]@!$&'()*+,;=-._~" if web else "%:/?@!$&'()*+,;=-._~")


def serialise(element: _Element) -> str:
    """Return an element as XHTML without a namespace."""
    return etree.tostring(element, encoding='unicode', with_tail=False)


def contents_list(headings: tuple[Heading, ...], page: str = '') -> str:
    """Return headings as nested `ol`s of links to `page#id`."""
    root = etree.Element('ol', {'class': 'contents'})
    stack = [(0, root)]
    for heading in headings:
        while stack[-1][0] >= heading.level:
            stack.pop()
        parent = stack[-1][1]
        if parent.tag == 'li':
            inner = parent.find('ol')
            parent = etree.SubElement(parent, 'ol') if inner is None else inner
        item = etree.SubElement(parent, 'li')
        etree.SubElement(item, 'a', href=f'{page}#{heading.id}').text = heading.title
        stack.append((heading.level, item))
    return serialise(root)


def qr_code(book: Book) -> str:
    """Return the text’s address as a QR code in a data URI, '' where it has none."""
    if not book.metadata.url:
        return ''
    import segno

    return str(segno.make(book.metadata.url, error='m', micro=False).svg_data_uri(border=0, omitsize=True))


def _print_section(section: Section, book: Book, frame: Frame) -> _Element:
    """Return a section whose notes stand inside their calls, where `float: footnote` takes them from."""
    tree = copy.deepcopy(section.tree)
    fitting.fit(tree, book.pictures, frame)
    for heading in tree.iter('h2'):
        heading.set('data-title', running_head(section.title or '', frame))
    notes = {note.number: note for note in section.notes}
    for call in list(tree.iter('a')):
        if call.get('class') != 'noteref' or not call.get('id'):
            continue
        note = notes[int(call.text or 0)]
        call.tag, call.text = 'span', None
        call.set('class', 'footnote')
        call.set('id', note.id)
        del call.attrib['href']
        call.extend(list(copy.deepcopy(note.tree)))
        for list_ in call.iter('ol'):
            fitting.number(list_)
        _bind_to_word(call)
    return tree


def _bind_to_word(call: _Element) -> None:
    """Keep a note’s call on the line of the word before it, by a span that does not break."""
    before, parent = call.getprevious(), call.getparent()
    if parent is None:
        return
    words = (parent.text if before is None else before.tail) or ''
    if not words and before is not None and before.get('class') in ('bound', 'footnote'):
        call.set('data-next', '')  # two numbers side by side would be read as one
    # Compiled where it is needed, for that takes long.
    word = re.search(LAST_WORD, words)
    if word is None:
        return
    start = word.start()
    while start and unicodedata.category(words[start])[0] == 'M':  # an accent stays on its letter
        start -= 1
    if before is None:
        parent.text = words[:start]
    else:
        before.tail = words[:start]
    bound = etree.Element('span', {'class': 'bound'})
    call.addprevious(bound)
    bound.text, bound.tail, call.tail = words[start:], call.tail, None
    bound.append(call)


def _credits(metadata: Metadata, words: Words) -> list[str]:
    """Return a line for each role but the author’s."""
    phrases = {
        'edt': words.edited_by, 'trl': words.translated_by, 'ill': words.illustrated_by,
        'dsr': words.designed_by, 'pht': words.photographs_by,
    }  # fmt: skip
    lines = []
    for role, phrase in phrases.items():
        names = ', '.join(person.name for person in metadata.authors if person.role == role)
        if names:
            lines.append(phrase.format(names))
    return lines


def _published(metadata: Metadata, words: Words) -> str:
    """Return who published the text, where and when, as far as it says."""
    date = format_date(metadata.date, metadata.lang) if metadata.date else ''
    where = ', '.join(filter(None, (metadata.publisher, metadata.place)))
    return ', '.join(filter(None, (where, date))) if where else words.first_made.format(date) if date else ''
