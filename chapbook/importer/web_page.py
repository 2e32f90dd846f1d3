"""Saved web pages: the article, or what there is beside menus, with its headings, lists, notes, tables and pictures."""

import codecs
import re
from pathlib import Path
from urllib.parse import unquote

from lxml import html
from lxml.etree import ParserError
from lxml.html import HtmlElement

from chapbook.importer.decoding import PAGE, PIECE
from chapbook.importer.extract import Extract, emphasised

SILENT = frozenset('script style template noscript head svg iframe form button input select textarea object'.split())
FRAMES = frozenset('nav footer'.split())
HEADINGS = frozenset('h1 h2 h3 h4 h5 h6'.split())
BLOCKS = HEADINGS | frozenset(
    'address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer '
    'header hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul'.split()
)
SLANTED = frozenset('em i cite dfn var'.split())
# What holds a note, and what calls one.
NOTES = frozenset('li p aside dd div'.split())
CALL = re.compile(r'\s*\[?(?:\d{1,3}|[*†‡])\]?\s*')
LONGEST_NAME = 60
# What share of the letters of a page its article has, at least.
LEAST_ARTICLE = 0.3
NUMBER = re.compile(r'\s*\[?\d{1,3}\]?[.):]?\s+')
# What leads back from a note.
BACK = re.compile(r'[\s\[\]↩↑^⬆\ufe0e]*')
DAY = re.compile(r'\d{4}-\d{2}-\d{2}')
SITE = re.compile(r'\s[|–—-]\s')


def read(data: bytes, path: Path) -> Extract | None:
    """Return what a saved web page says, or a piece of its source; None for any other file and where no words are."""
    data = data.removeprefix(codecs.BOM_UTF8)
    if not (PAGE.match(data) or PIECE.match(data)):
        return None
    try:
        page = html.document_fromstring(_decoded(data))
    except (ParserError, ValueError):
        return None
    reader = _Reader(page, path.parent)
    reader.head()
    reader.blocks(reader.root)
    reader.beside()
    return reader.found if reader.found.blocks else None


def _decoded(data: bytes) -> bytes | str:
    """Return a page as letters where it is UTF-8; otherwise it says itself what it is."""
    try:
        # A declaration of XML would speak of bytes that are letters by now.
        return re.sub(r'\A\s*<\?xml[^>]*>', '', data.decode('utf-8'))
    except UnicodeDecodeError:
        return data


def _article(page: HtmlElement) -> HtmlElement:
    """Return the longest article of a page, or its main part, where that is most of it; else all of it."""
    body = next(page.iter('body'), page)
    found = [*page.iter('article')] or [*page.iter('main')] or [body]
    longest = max(found, key=lambda each: len(each.text_content()))
    return longest if len(longest.text_content()) > LEAST_ARTICLE * len(body.text_content()) else body


class _Reader:
    """Reads a page into an extract; pictures are read from below `folder`, where browsers save them."""

    def __init__(self, page: HtmlElement, folder: Path) -> None:
        self.page = page
        self.folder = folder
        self.found = Extract()
        self.root = _article(page)
        self.notes = dict(self._called())
        self.noted = set(self.notes.values())
        self.calls: dict[HtmlElement, str] = {}
        self.title: HtmlElement | None = None
        # Where there are several headings of the first level, none of them is the title.
        self.lower = len([*self.root.iter('h1')]) > 1

    def _called(self) -> list[tuple[HtmlElement, HtmlElement]]:
        """Return each link that calls a note, and the note."""
        targets = {each.get('id'): each for each in self.page.iter() if each.get('id')}
        called = []
        for link in self.root.iter('a'):
            target = targets.get((link.get('href') or '').partition('#')[2])
            if target is None or target.tag in HEADINGS or not CALL.fullmatch(link.text_content()):
                continue
            note = next((each for each in (target, *target.iterancestors()) if each.tag in NOTES), None)
            within = note is not None and (link in note.iter() or self.root in note.iter())
            if note is not None and not within:
                called.append((link, note))
        # What a note links back to is no note of its own.
        notes = {note for _, note in called}
        return [(link, note) for link, note in called if not notes.intersection(link.iterancestors())]

    def head(self) -> None:
        """Read what stands above the article, or is said of it: its title, who wrote it, and when."""
        titles = [*self.page.iter('h1')]
        if len(titles) == 1 and self.root not in titles[0].iterancestors():
            self.found.add(self.words(titles[0]), '# ')
            self.title = titles[0]
        elif not titles and (title := self.page.findtext('.//title')):
            self.found.add(SITE.split(title)[0], '# ')
        text = self.root.text_content()
        said = {each.get('name') or each.get('property'): each.get('content') or '' for each in self.page.iter('meta')}
        if (author := said.get('author', '')) and author not in text and '://' not in author:
            self.found.add(f'by {author}')
        if day := DAY.match(said.get('article:published_time', '')):
            self.found.add(f'Published: {day[0]}')

    def blocks(self, parent: HtmlElement, sign: str = '') -> None:
        """Read the blocks of an element, and the words that stand between them."""
        loose, number = _folded(parent.text), 0
        for child in parent:
            if child.tag in BLOCKS:
                self.found.add(loose, sign)
                loose, number = '', number + (child.tag == 'li')
                item = f'{number}. ' if parent.tag == 'ol' else '- '
                self._block(child, item if child.tag == 'li' else sign)
            else:
                loose += self._word(child)
            loose += _folded(child.tail)
        self.found.add(loose, sign)

    def beside(self) -> None:
        """Tell of the words that stand beside the article."""
        for element in (self.root, *self.root.iterancestors()):
            parent = element.getparent()
            if parent is None or parent.tag == 'html':
                break
            loose = (parent.text, *(child.tail for child in parent))
            others = [self._left_out(child) for child in parent if child is not element]
            for words in (*(_folded(each).strip() for each in loose), *others):
                self.found.drop(words, 'beside the article of the page')

    def _left_out(self, element: HtmlElement) -> str:
        silent = element.tag in SILENT or element in self.noted or element is self.title
        return '' if silent else ' '.join(self.words(element, plain=True).split())

    def _block(self, block: HtmlElement, sign: str) -> None:
        if block in self.noted:
            return
        if block.tag in FRAMES:
            self.found.drop(' '.join(block.text_content().split()), f'the page’s own <{block.tag}>')
        elif block.tag in HEADINGS:
            self.found.add(self.words(block, plain=True), '#' * (int(str(block.tag)[1]) + self.lower) + ' ')
        elif block.tag == 'table' and _is_table(block):
            rows = block.iter('tr')
            self.found.table([[self.words(cell) for cell in row.iterchildren('td', 'th')] for row in rows])
        elif block.tag == 'hr':
            self.found.add('* * *')
        elif block.tag in ('ul', 'ol'):
            self.blocks(block)
        else:
            self.blocks(block, '> ' if block.tag == 'blockquote' else sign)

    def words(self, element: HtmlElement, *, plain: bool = False) -> str:
        """Return the words of an element; blocks and cells in it are parted by spaces."""
        told = _folded(element.text)
        for child in element:
            word = self._word(child, plain=plain)
            told += f' {word} ' if child.tag in BLOCKS else word
            told += _folded(child.tail)
        return told

    def _word(self, child: HtmlElement, *, plain: bool = False) -> str:
        if not isinstance(child.tag, str) or child.tag in SILENT or child in self.noted or child is self.title:
            return ''
        if child.tag == 'br':
            return '\n'
        if child.tag == 'img':
            return self._picture(child)
        if child in self.notes:
            return self._call(self.notes[child])
        words = self.words(child, plain=plain)
        return emphasised(words) if child.tag in SLANTED and not plain else words

    def _call(self, note: HtmlElement) -> str:
        """Return the call of a note, which is taken along at its first call."""
        if note not in self.calls:
            for back in [each for each in note.iter('a') if BACK.fullmatch(each.text_content())]:
                back.drop_tree()
            self.noted.discard(note)
            self.calls[note] = self.found.note(NUMBER.sub('', self.words(note), count=1))
            self.noted.add(note)
        return self.calls[note]

    def _picture(self, image: HtmlElement) -> str:
        source = unquote((image.get('src') or '').partition('?')[0])
        file = self.folder / source
        try:
            here = file.resolve().is_relative_to(self.folder.resolve()) and file.is_file()
        except (OSError, ValueError):
            # The picture itself may stand where a name would.
            here = False
        if not here:
            self.found.drop(image.get('alt') or source[:LONGEST_NAME], 'a picture that does not lie beside the page')
            return ''
        return self.found.picture(file.name, file.read_bytes(), image.get('alt') or '')


def _folded(text: str | None) -> str:
    """Return text as a browser shows it: the ends of its lines are spaces."""
    return re.sub(r'[ \t\r\n\f]+', ' ', text or '')


def _is_table(table: HtmlElement) -> bool:
    """Tell whether a table has a head and all its words in cells, and is no frame for other things."""
    within = ''.join(cell.text_content() for cell in table.iter('td', 'th')).split()
    flat = table.find('.//table') is None and not any(cell.find('.//tr') is not None for cell in table.iter('td', 'th'))
    return flat and table.find('.//th') is not None and within == table.text_content().split()
