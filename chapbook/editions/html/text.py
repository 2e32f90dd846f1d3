"""The text of the web page: sections as HTML, notes that open without a script, pictures inside, tables that fit."""

import base64
import copy
import posixpath
from itertools import zip_longest

from lxml import etree
from lxml.etree import _Element

from chapbook import rasters
from chapbook.book import Book, Note, Picture, Section
from chapbook.compose import clean_address
from chapbook.direction import direction
from chapbook.drawings import with_faces
from chapbook.editions.html.names import Names
from chapbook.markup.trees import HEADINGS, remove, text_of
from chapbook.metadata import Metadata
from chapbook.rasters import DRAWING
from chapbook.words import Words, words_for

# The characters that the longest words of a row may have together and surely fit on a screen of 320 px.
NARROWEST = 28

# The attributes of words that the program adds: their language, where it is not the text’s.
House = dict[str, str]


def house_attributes(metadata: Metadata) -> House:
    """Return the attributes of words the program adds to a text, none where they are in its language."""
    lang, words_lang = metadata.lang, words_for(metadata.lang, metadata.words)[1]
    same = lang.partition('-')[0].lower() == words_lang
    return {} if same else {'lang': words_lang, 'dir': direction(words_lang)}


def data_uri(picture: Picture) -> str:
    """Return a picture as an address that holds it (RFC 2397); a drawing brings its faces along."""
    shown = rasters.for_browser(picture)
    return f'data:{shown.media_type};base64,{base64.b64encode(with_faces(shown)).decode()}'


def file_name(picture: Picture) -> str:
    """Return the name of the text’s own file that a picture in the page is, '' where its bytes may differ."""
    is_same = picture.media_type != DRAWING and rasters.for_browser(picture).media_type == picture.media_type
    return posixpath.normpath(picture.name) if is_same else ''


def as_html(element: _Element) -> str:
    """Return an element in the HTML syntax."""
    return etree.tostring(element, method='html', encoding='unicode', with_tail=False)


def section_html(section: Section, book: Book, names: Names) -> str:
    """Return a section as HTML, each note behind the block that calls it first; the book’s trees stay as they are."""
    words, house = words_for(book.metadata.lang, book.metadata.words)[0], house_attributes(book.metadata)
    tree = copy.deepcopy(section.tree)
    names.give(tree)
    for note in section.notes:
        _place_note(tree, note, words, house)
    for element in [*tree.iter('*')]:
        if work := WORK.get(str(element.tag)):
            work(element, section, book)
    for call in [link for link in tree.iter('a') if link.get('class') == 'noteref']:
        _make_button(call, words, house)
    return as_html(tree)


# --- Notes ------------------------------------------------------------------------------------------------------------


def _place_note(tree: _Element, note: Note, words: Words, house: House) -> None:
    """Put a note behind the outermost block that holds its call, after the notes that are there already."""
    call = next(link for link in tree.iter('a') if link.get('id') == f'call-{note.number}')
    block = _outermost_block(call)
    holder = block.getnext()
    if holder is None or holder.get('class') != 'side-notes':
        holder = etree.Element('div', {'class': 'side-notes'})
        block.addnext(holder)
    aside = etree.SubElement(holder, 'aside', {'class': 'note', 'id': note.id, 'data-note': str(note.number)})
    # https://html.spec.whatwg.org/#the-popover-attribute
    aside.attrib.update({'popover': '', 'role': 'doc-footnote', 'aria-label': words.note.format(note.number)})
    etree.SubElement(aside, 'span', {'class': 'note-number'}).text = str(note.number)
    text = copy.deepcopy(note.tree)
    text.set('class', 'note-text')
    aside.append(text)
    close = etree.SubElement(aside, 'button', {'class': 'note-close', 'type': 'button', 'aria-label': words.close})
    close.attrib.update({'popovertarget': note.id, 'popovertargetaction': 'hide', **house})


def _outermost_block(call: _Element) -> _Element:
    """Return the block to put a note behind: one below the section, or below a `div` that holds blocks alone."""
    path = [*reversed(list(call.iterancestors())), call]
    return next((element for element in path[1:] if not _holds_blocks(element)), call)


def _holds_blocks(element: _Element) -> bool:
    loose = ''.join(filter(None, (element.text, *(child.tail for child in element))))
    return element.tag == 'div' and 'verse' not in (element.get('class') or '').split() and not loose.strip()


def _make_button(call: _Element, words: Words, house: House) -> None:
    """Turn the call of a note into a button that shows it; never inside a link, where HTML has no buttons."""
    number, identifier = call.text or '', call.get('id')
    link = next(call.iterancestors('a'), None)
    if link is not None:
        remove(call)
        call.tail = None
        link.addnext(call)
    call.clear(keep_tail=True)
    call.tag = 'span'
    call.set('class', 'note-call')
    button = etree.SubElement(call, 'button', {'class': 'noteref', 'type': 'button'})
    button.attrib.update({'popovertarget': f'note-{number}', 'aria-label': words.note.format(number), **house})
    if identifier:
        button.set('id', identifier)
    button.text = number


# --- What needs work, by tag ------------------------------------------------------------------------------------------


def _image(image: _Element, section: Section, book: Book) -> None:  # noqa: ARG001 - all have one shape
    """Put a picture into the page; a drawing has no size of its own and takes the measure."""
    picture = book.pictures[image.get('src', '')]
    image.set('src', data_uri(picture))
    image.set('alt', image.get('alt', ''))
    if name := file_name(picture):
        image.set('data-file', name)
    if picture.media_type == DRAWING:
        image.set('class', f'{image.get("class", "")} drawing'.strip())


def _table(table: _Element, section: Section, book: Book) -> None:
    """Give a table a frame; one that may be wider than a telephone scrolls in it, by keyboard too."""
    frame = etree.Element('div', {'class': 'table-frame'})
    table.addprevious(frame)
    frame.append(table)
    frame.tail, table.tail = table.tail, None
    if _least_width(table) > NARROWEST:
        caption = table.find('caption')
        name = caption.xpath('string(.)') if caption is not None else section.title or book.metadata.title
        frame.attrib.update({'role': 'region', 'aria-label': ' '.join(name.split()), 'tabindex': '0'})


def _least_width(table: _Element) -> int:
    """Return the characters of the longest word in each column, added up with two for the gaps."""
    rows = [[text_of(cell).split() for cell in row.iter('td', 'th')] for row in table.iter('tr')]
    longest = [[max(map(len, words), default=0) for words in row] for row in rows]
    return sum(max(column) + 2 for column in zip_longest(*longest, fillvalue=0))


def _link(link: _Element, section: Section, book: Book) -> None:  # noqa: ARG001
    """Keep an address that leads somewhere, and drop one no browser could follow."""
    href = link.get('href')
    if href is None or href.startswith('#'):
        return
    address = clean_address(href)
    if address is None:
        del link.attrib['href']
    else:
        link.set('href', address)


def _heading(heading: _Element, section: Section, book: Book) -> None:  # noqa: ARG001
    """Make a heading without words or picture a mere place to link to."""
    if _is_empty(heading):
        heading.tag = 'div'


def _header_cell(cell: _Element, section: Section, book: Book) -> None:  # noqa: ARG001
    """Make a header that says nothing, as in the corner of a table, a plain cell."""
    if _is_empty(cell):
        cell.tag = 'td'
        cell.attrib.pop('scope', None)


def _part(part: _Element, section: Section, book: Book) -> None:  # noqa: ARG001
    """Make a part without a heading a mere block: HTML wants one in every section."""
    if all(_is_empty(heading) for heading in part.iter(*HEADINGS)):
        part.tag = 'div'


def _aside(aside: _Element, section: Section, book: Book) -> None:  # noqa: ARG001
    """Say what an aside is, which is no landmark of the page: https://www.w3.org/TR/dpub-aria-1.1/#doc-pullquote."""
    if 'role' not in aside.attrib:
        pulled = 'pullquote' in (aside.get('class') or '').split()
        aside.set('role', 'doc-pullquote' if pulled else 'note')


def _is_empty(element: _Element) -> bool:
    return not text_of(element) and element.find('.//img') is None


WORK = {
    'a': _link, 'article': _part, 'aside': _aside, 'img': _image, 'section': _part, 'table': _table, 'th': _header_cell,
    **dict.fromkeys(HEADINGS, _heading),
}  # fmt: skip
