"""OpenDocument texts: headings, paragraphs, lists, notes and tables, without what was deleted (ODF 1.3, part 3)."""

import zipfile

from lxml.etree import _Element

from chapbook.importer.extract import Extract, emphasised, outermost, tree_of

TEXT = '{urn:oasis:names:tc:opendocument:xmlns:text:1.0}'
OFFICE = '{urn:oasis:names:tc:opendocument:xmlns:office:1.0}'
STYLE = '{urn:oasis:names:tc:opendocument:xmlns:style:1.0}'
TABLE = '{urn:oasis:names:tc:opendocument:xmlns:table:1.0}'
DRAW = '{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}'
SVG = '{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}'
HREF = '{http://www.w3.org/1999/xlink}href'
FO = '{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}'
# What is no part of the text: changes that were not taken over, remarks, and what a program notes for itself.
SILENT = (
    f'{TEXT}tracked-changes',
    f'{OFFICE}annotation',
    f'{TEXT}sequence-decls',
    f'{OFFICE}forms',
    f'{SVG}desc',
    f'{SVG}title',
)
# The style of quotations, by the name that it has in files whatever the program’s language.
QUOTING = 'Quotations'
SPACES = {f'{TEXT}tab': ' ', f'{TEXT}s': ' ', f'{TEXT}line-break': '\n'}


def read(archive: zipfile.ZipFile) -> Extract:
    """Return what an OpenDocument text says."""
    tree = tree_of(archive, 'content.xml')
    found = Extract()
    body = tree.find(f'{OFFICE}body/{OFFICE}text')
    if body is not None:
        _Reader(found, archive, tree).blocks(body)
    return found


class _Reader:
    """Reads a tree into an extract; what styles are stands at its beginning."""

    def __init__(self, found: Extract, archive: zipfile.ZipFile, tree: _Element) -> None:
        self.found = found
        self.archive = archive
        self.italics = _styles(tree, 'italic')
        self.numbered = _numbered(tree)
        parents = {
            each.get(f'{STYLE}name'): each.get(f'{STYLE}parent-style-name') for each in tree.iter(f'{STYLE}style')
        }
        self.quoting = {name for name, parent in parents.items() if parent == QUOTING} | {QUOTING}

    def blocks(self, parent: _Element) -> None:
        """Read the blocks of an element, those in sections and boxes too."""
        for child in parent:
            if child.tag == f'{TEXT}h':
                level = int(child.get(f'{TEXT}outline-level', '1'))
                self.found.add(self.words(child, plain=True), '#' * (level + 1) + ' ')
            elif child.tag == f'{TEXT}p':
                self.found.add(self.words(child), '> ' if child.get(f'{TEXT}style-name') in self.quoting else '')
            elif child.tag == f'{TEXT}list':
                self.items(child, child.get(f'{TEXT}style-name', ''))
            elif child.tag == f'{TABLE}table':
                rows = outermost(child, f'{TABLE}table-row')
                self.found.table(
                    [[self._cell(cell) for cell in row if cell.tag == f'{TABLE}table-cell'] for row in rows]
                )
            elif child.tag not in SILENT:
                self.blocks(child)

    def items(self, list_: _Element, style: str) -> None:
        """Read the items of a list; a paragraph below the first of an item is one of its own."""
        for number, item in enumerate(list_.iterchildren(f'{TEXT}list-item'), 1):
            sign = f'{number}. ' if style in self.numbered else '- '
            for child in item:
                if child.tag == f'{TEXT}list':
                    self.items(child, child.get(f'{TEXT}style-name', style))
                else:
                    self.found.add(self.words(child), sign)
                    sign = ''

    def words(self, element: _Element, *, plain: bool = False) -> str:
        """Return the words of an element."""
        told = element.text or ''
        for child in element:
            told += self._word(child, plain=plain) + (child.tail or '')
        italic = element.get(f'{TEXT}style-name') in self.italics and element.tag == f'{TEXT}span' and not plain
        return emphasised(told) if italic else told

    def _word(self, child: _Element, *, plain: bool) -> str:
        if child.tag in SILENT or not isinstance(child.tag, str):
            return ''
        if child.tag in SPACES:
            return SPACES[child.tag]
        if child.tag == f'{TEXT}note':
            body = child.find(f'{TEXT}note-body')
            return '' if body is None else self.found.note(' '.join(self.words(each) for each in body))
        if child.tag == f'{DRAW}frame':
            return self._picture(child) + self.words(child, plain=plain)
        words = self.words(child, plain=plain)
        # A paragraph in a box that hangs at another.
        return f' {words} ' if child.tag == f'{TEXT}p' else words

    def _picture(self, frame: _Element) -> str:
        image = frame.find(f'{DRAW}image')
        name = '' if image is None else image.get(HREF, '')
        if not name or name not in self.archive.namelist():
            return ''
        shows = (frame.findtext(f'{SVG}{each}') for each in ('desc', 'title'))
        return self.found.picture(name, self.archive.read(name), next(filter(None, shows), ''))

    def _cell(self, cell: _Element) -> str:
        return ' '.join(self.words(each) for each in cell)


def _styles(tree: _Element, slant: str) -> frozenset[str]:
    """Return the names of the styles that are slanted so."""
    properties = tree.iter(f'{STYLE}text-properties')
    slanted = [each.getparent() for each in properties if each.get(f'{FO}font-style') == slant]
    return frozenset(style.get(f'{STYLE}name', '') for style in slanted if style is not None)


def _numbered(tree: _Element) -> frozenset[str]:
    """Return the names of the styles of lists whose items are numbered."""
    styles = tree.iter(f'{TEXT}list-style')
    return frozenset(
        each.get(f'{STYLE}name', '') for each in styles if len(each) and each[0].tag == f'{TEXT}list-level-style-number'
    )
