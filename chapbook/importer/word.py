"""Word files: paragraphs, lists, notes, tables and pictures, without what was deleted (ECMA-376, part 1, 17)."""

import re
import zipfile
from collections import Counter
from collections.abc import Iterator

from lxml.etree import _Element

from chapbook.importer.extract import Extract, emphasised, outermost, tree_of

W = '{http://schemas.openxmlformats.org/wordprocessingml/2006/main}'
BLIP = '{http://schemas.openxmlformats.org/drawingml/2006/main}blip'
EMBED = '{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed'
SHOWS = '{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr'
# What is no part of the text: changes that were not taken over, what tells a field what to show, how a thing looks,
# and what older programs would show of it.
SILENT = (
    *(f'{W}{name}' for name in ('del', 'moveFrom', 'instrText', 'pPr', 'rPr', 'tblPr')),
    '{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback',
)
SPACES = {f'{W}tab': ' ', f'{W}br': '\n', f'{W}cr': '\n', f'{W}noBreakHyphen': '\u2011'}
# Styles by their names, which are English whatever Word speaks, without spaces.
HEADING = re.compile(r'heading(\d)')
QUOTING = ('quote', 'intensequote', 'blocktext')
CAPTIONS = ('caption', 'imagecaption')


def read(archive: zipfile.ZipFile) -> Extract:
    """Return what a Word file says."""
    reader = _Reader(archive)
    body = tree_of(archive, 'word/document.xml').find(f'{W}body')
    if body is not None:
        reader.blocks(body)
    return reader.found


class _Reader:
    """Reads a tree into an extract; what styles, lists and notes are is in files of their own."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.found = Extract()
        self.names = {each.get(f'{W}styleId', ''): _at(each, 'name') for each in self._all('styles', 'style')}
        self.numbered = self._numbered()
        self.targets = {
            each.get('Id', ''): each.get('Target', '') for each in self._all('_rels/document.xml.rels', '*')
        }
        self.notes = {
            (kind, each.get(f'{W}id')): each for kind in ('footnote', 'endnote') for each in self._all(f'{kind}s', kind)
        }
        self.items: Counter[str] = Counter()

    def blocks(self, parent: _Element) -> None:
        """Read the paragraphs and tables of an element, those that were inserted too."""
        for child in parent:
            if child.tag == f'{W}p':
                self._paragraph(child)
            elif child.tag == f'{W}tbl':
                rows = outermost(child, f'{W}tr')
                self.found.table([[self._cell(cell) for cell in outermost(row, f'{W}tc')] for row in rows])
            elif child.tag not in SILENT:
                self.blocks(child)

    def _paragraph(self, paragraph: _Element) -> None:
        key = _at(paragraph, 'pPr', 'pStyle')
        style = self.names.get(key, key).lower().replace(' ', '')
        level, number = HEADING.fullmatch(style), _at(paragraph, 'pPr', 'numPr', 'numId')
        if level:
            sign = '#' * (int(level[1]) + 1) + ' '
        elif number not in ('', '0'):
            self.items[number] += 1
            sign = f'{self.items[number]}. ' if number in self.numbered else '- '
        else:
            sign = '> ' if style in QUOTING else ''
        words = self.words(paragraph, plain=bool(level) or style in CAPTIONS)
        if style not in CAPTIONS or not self.found.caption(words):
            self.found.add(words, sign)

    def words(self, parent: _Element, *, plain: bool = False) -> str:
        """Return the words of a paragraph, of a run or of what holds one."""
        return ''.join(self._word(child, plain=plain) for child in parent if child.tag not in SILENT)

    def _word(self, child: _Element, *, plain: bool) -> str:
        name = str(child.tag).removeprefix(W)
        if name == 't':
            return child.text or ''
        if child.tag in SPACES:
            return SPACES[str(child.tag)]
        if name in ('footnoteReference', 'endnoteReference'):
            note = self.notes.get((name.removesuffix('Reference'), child.get(f'{W}id')))
            return '' if note is None else self.found.note(self._cell(note))
        if name == 'drawing':
            return self._picture(child) + self.words(child, plain=plain)
        words = self.words(child, plain=plain)
        if name == 'p':
            # In a box that hangs at a paragraph.
            return f' {words} '
        return emphasised(words) if name == 'r' and not plain and _is_italic(child) else words

    def _picture(self, drawing: _Element) -> str:
        blip, shows = drawing.find(f'.//{BLIP}'), drawing.find(f'.//{SHOWS}')
        target = '' if blip is None else self.targets.get(blip.get(EMBED, ''), '')
        name = target.removeprefix('/') if target.startswith('/') else f'word/{target}'
        if not target or name not in self.archive.namelist():
            return ''
        return self.found.picture(name, self.archive.read(name), '' if shows is None else shows.get('descr', ''))

    def _cell(self, holder: _Element) -> str:
        return ' '.join(self.words(each) for each in outermost(holder, f'{W}p'))

    def _all(self, name: str, tag: str) -> Iterator[_Element]:
        file = f'word/{name}' if name.endswith('.rels') else f'word/{name}.xml'
        if file in self.archive.namelist():
            yield from tree_of(self.archive, file).iter(tag if tag == '*' else f'{W}{tag}')

    def _numbered(self) -> frozenset[str]:
        """Return the identifiers of the lists whose items are numbered."""
        kinds = {
            each.get(f'{W}abstractNumId'): _at(each, 'lvl', 'numFmt') for each in self._all('numbering', 'abstractNum')
        }
        lists = {each.get(f'{W}numId', ''): _at(each, 'abstractNumId') for each in self._all('numbering', 'num')}
        return frozenset(key for key, kind in lists.items() if kinds.get(kind, 'bullet') not in ('', 'bullet', 'none'))


def _at(element: _Element, *path: str) -> str:
    """Return the value of what stands at a path inside an element, '' where there is none."""
    found = element.find('/'.join(f'{W}{name}' for name in path))
    return '' if found is None else found.get(f'{W}val', '')


def _is_italic(run: _Element) -> bool:
    switch = run.find(f'{W}rPr/{W}i')
    return switch is not None and switch.get(f'{W}val') not in ('0', 'false')
