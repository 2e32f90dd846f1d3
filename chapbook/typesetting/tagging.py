"""The tag tree of the PDF, as a listener needs it: ISO 32000-1, 14.7 and 14.8; ISO 14289-1 (PDF/UA-1).

WeasyPrint writes one structure element for each box, so that a paragraph over two pages is two paragraphs, a note
is spoken at the foot of its page, a linked line of contents is three links, and folios are read out as content. Here
the tree follows the elements of the text instead: one element, one tag, wherever its boxes fell; a note follows
the block that calls it; what stands in a margin is an artifact.
"""

from typing import Any
from xml.etree.ElementTree import Element

import pydyf
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

from chapbook.typesetting.tag_writer import write_tags
from chapbook.typesetting.tags import Annotation, Content, Tag

# The tag for each HTML element; those that are not here lend their content to what they stand in.
TAGS = {
    'main': 'Part', 'section': 'Sect', 'nav': 'Sect', 'article': 'Art', 'p': 'P', 'pre': 'P', 'h1': 'H1', 'h2': 'H2',
    'h3': 'H3', 'h4': 'H4', 'h5': 'H5', 'h6': 'H6', 'blockquote': 'BlockQuote', 'aside': 'BlockQuote', 'ul': 'L',
    'ol': 'L', 'dl': 'L', 'li': 'LI', 'dt': 'Lbl', 'dd': 'LBody', 'table': 'Table', 'caption': 'Caption',
    'thead': 'THead', 'tbody': 'TBody', 'tfoot': 'TFoot', 'tr': 'TR', 'th': 'TH', 'td': 'TD', 'figure': 'Figure',
    'figcaption': 'Caption', 'img': 'Figure', 'a': 'Link', 'code': 'Code',
}  # fmt: skip
CONTENTS_TAGS = {'ol': 'TOC', 'ul': 'TOC', 'li': 'TOCI'}
# A note is spoken after the block that calls it, not in the middle of its sentence.
SPOKEN_WHOLE = frozenset(('P', 'H1', 'H2', 'H3', 'H4', 'H5', 'H6'))
LINK, FIGURE = frozenset(('Link',)), frozenset(('Figure',))
# Stands in the middle of a sentence: a note that a cell or an item calls waits until it is over.
INLINE = frozenset(('Link', 'Reference', 'Span', 'Code', 'Figure'))
NUMBERINGS = {'a': '/LowerAlpha', 'A': '/UpperAlpha', 'i': '/LowerRoman', 'I': '/UpperRoman'}
POINTS_PER_PIXEL = 0.75
SCOPES = {'col': '/Column', 'row': '/Row'}


class TagTree:
    """Builds the tags of a document from WeasyPrint’s boxes, page by page."""

    def __init__(self) -> None:
        self.root = Tag('Document')
        self._by_element: dict[Element, Tag] = {}
        self._finished_heads: set[Element] = set()
        self._link_words: dict[Tag, str] = {}
        self._notes = 0
        self._page_height = 0.0

    def read_page(self, page: int, page_box: Any, marks: dict[Any, dict[str, Any]]) -> None:
        """Add the content of one page; `marks` gives each text and picture box its MCID, those used are removed."""
        heads: set[Element] = set()
        self._page_height = page_box.margin_height()
        for child in page_box.children:
            if not isinstance(child, boxes.MarginBox):
                self._read(child, self.root, page, marks, heads)
        self._finished_heads |= heads

    def _read(self, box: Any, tag: Tag, page: int, marks: dict[Any, dict[str, Any]], heads: set[Element]) -> None:
        """Add a box and what it holds to the tag of its parent, or to its own."""
        if isinstance(box, AbsolutePlaceholder):
            box = box._box  # noqa: SLF001
        if box.element_tag == 'hr' or (box.element_tag or '').startswith('hr:'):
            return
        if isinstance(box, boxes.TextBox):
            self._add_content(box, tag, page, marks)
            return
        if box.element_tag == 'thead':
            if box.element in self._finished_heads:
                return  # the head of a table is set again on each page, and spoken once
            heads.add(box.element)
        own = self._tag_of(box, tag)
        if box.link_annotation and not isinstance(box, boxes.LineBox):
            own = self._add_link(box, own, page)
        if isinstance(box, boxes.ReplacedBox):
            self._add_picture(box, own, page, marks)
            return
        for child in box.children:
            self._read(child, own, page, marks, heads)

    def _add_link(self, box: Any, tag: Tag, page: int) -> Tag:
        """Add a box of a link to the link; return the tag for what the box holds."""
        link = _ancestor(tag, LINK)
        if link is None:
            link = tag = tag.add('Link')
        if 'Dest' in box.link_annotation:
            # A listener hears the words of a link inside the text, and the address of one that leads out of it.
            box.link_annotation['Contents'] = pydyf.String(self._link_words.get(link) or _words(box.element))
        here = next((kid for kid in link.kids if isinstance(kid, Annotation) and kid.page == page), None)
        if here is None:
            link.kids.append(Annotation(page, [box.link_annotation]))
        elif box.link_annotation not in here.dictionaries:
            here.dictionaries.append(box.link_annotation)
        return tag

    def _add_content(self, box: Any, tag: Tag, page: int, marks: dict[Any, dict[str, Any]]) -> None:
        if mark := marks.pop(box, None):
            tag.kids.append(Content(page, mark['mcid']))

    def _add_picture(self, box: Any, tag: Tag, page: int, marks: dict[Any, dict[str, Any]]) -> None:
        """Add a picture with its description; one without is decoration, and its mark stays an artifact’s."""
        alt = box.element.get('alt', '')
        if not alt:
            return
        figure = _ancestor(tag, FIGURE) or tag
        figure.entries['A'] = pydyf.Dictionary({'O': '/Layout', 'BBox': self._bounds(box)})
        said = [figure.entries['Alt'].string] if 'Alt' in figure.entries else []
        figure.entries['Alt'] = pydyf.String('; '.join([*said, alt]))
        self._add_content(box, tag, page, marks)

    def _bounds(self, box: Any) -> Any:
        """Return the rectangle of a picture in points from the left and the foot of its page."""
        left, foot = box.content_box_x(), self._page_height - box.content_box_y() - box.height
        return pydyf.Array(edge * POINTS_PER_PIXEL for edge in (left, foot, left + box.width, foot + box.height))

    def _tag_of(self, box: Any, parent: Tag) -> Tag:
        """Return the tag a box belongs to, making it at the first box of its element."""
        element, (name, _, pseudo) = box.element, (box.element_tag or '').partition('::')
        if element is None or isinstance(box, boxes.LineBox) or name in ('html', 'body'):
            return parent
        if pseudo in ('footnote-call', 'footnote-marker', 'marker'):
            return self._label(element, pseudo, parent)
        if element not in self._by_element:
            self._by_element[element] = self._new_tag(element, name, parent)
        tag = self._by_element[element]
        # The words of a list item stand beside its number in a body of their own.
        return self._body(tag) if name == 'li' and tag.type == 'LI' else tag

    def _new_tag(self, element: Element, name: str, parent: Tag) -> Tag:
        """Return the tag for an element, or its parent’s where it says nothing of its own."""
        in_contents = _within(parent, 'TOC') or (name == 'ol' and element.get('class') == 'contents')
        type_ = (CONTENTS_TAGS.get(name) if in_contents else None) or TAGS.get(name)
        if name == 'img' and _ancestor(parent, FIGURE):
            return parent
        if (type_ is None and not element.get('lang')) or (name == 'a' and not element.get('href')):
            return parent
        if name in ('dt', 'dd'):
            parent = _definition(parent, name)
        elif in_contents and name == 'a':
            parent = parent.add('Reference')
        tag = parent.add(type_ or 'Span')
        if element.get('lang'):
            tag.entries['Lang'] = pydyf.String(element.get('lang'))
        if name == 'a':
            self._link_words[tag] = _words(element)
        if name in ('th', 'td'):
            tag.entries['A'] = _cell_attributes(element, name)
        if name in ('ul', 'ol') and not in_contents:
            numbering = NUMBERINGS.get(element.get('type', ''), '/Decimal') if name == 'ol' else '/Disc'
            tag.entries['A'] = pydyf.Dictionary({'O': '/List', 'ListNumbering': numbering})
        return tag

    def _label(self, element: Element, pseudo: str, parent: Tag) -> Tag:
        """Return the tag for a list’s or a note’s number; the call of a note opens the note’s own tag."""
        if pseudo == 'footnote-call':
            self._notes += 1
            block = _ancestor(parent, SPOKEN_WHOLE)
            note = block.add_after('Note') if block else parent.add('Note')
            note.entries['ID'] = pydyf.String(f'note-{self._notes:05}')
            self._by_element[element] = note
            return parent.add('Reference')
        if pseudo == 'marker':
            item = self._by_element.get(element, parent)
            if item.type != 'LI':
                return parent
            label = Tag('Lbl', item)
            item.kids.insert(0, label)
            return label
        return self._by_element.get(element, parent).add('Lbl')

    def _body(self, item: Tag) -> Tag:
        bodies = [kid for kid in item.kids if isinstance(kid, Tag) and kid.type == 'LBody']
        return bodies[0] if bodies else item.add('LBody')


def add_tags(pdf: Any, document: Any, pdf_version: str, page_streams: list[Any]) -> None:  # noqa: ARG001
    """Write the tag tree; stands in for `weasyprint.pdf.tags.add_tags`, whose arguments these are."""
    tree = TagTree()
    for number, (page, stream) in enumerate(zip(document.pages, page_streams, strict=True)):
        marks = stream._tags  # noqa: SLF001
        tree.read_page(number, page._page_box, marks)  # noqa: SLF001
        _make_artifacts(stream, {mark['mcid'] for mark in marks.values()})
    _prune(tree.root)
    _settle_notes(tree.root)
    write_tags(tree.root, pdf)
    pdf.catalog['ViewerPreferences'] = pydyf.Dictionary({'DisplayDocTitle': 'true', 'Direction': _direction(document)})
    pdf.catalog['MarkInfo'] = pydyf.Dictionary({'Marked': 'true'})


def _direction(document: Any) -> str:
    """Return how pages are turned (ISO 32000-1, table 150): a text written from the right is bound at the right."""
    root = document.pages[0]._page_box.children[0]  # noqa: SLF001
    return '/R2L' if root.style['direction'] == 'rtl' else '/L2R'


def _prune(tag: Tag) -> None:
    """Take out tags that hold nothing, a box for ornament alone; a figure nobody has described is its caption."""
    if tag.type == 'Figure' and 'Alt' not in tag.entries:
        tag.type = 'Div'
    if tag.type == 'Caption' and tag.parent is not None and tag.parent.type == 'Div':
        tag.type = 'P'
    for kid in list(tag.kids):
        if isinstance(kid, Tag):
            _prune(kid)
            if not kid.kids and kid.type not in ('TD', 'TH'):
                tag.kids.remove(kid)


def _settle_notes(tag: Tag) -> None:
    """Move notes that stand in the middle of a sentence, as they may in a cell or an item, behind it."""
    kids: list[Tag | Content | Annotation] = []
    waiting: list[Tag | Content | Annotation] = []
    for kid in tag.kids:
        if isinstance(kid, Tag):
            _settle_notes(kid)
        if isinstance(kid, Tag) and kid.type == 'Note':
            waiting.append(kid)
            continue
        if isinstance(kid, Tag) and kid.type not in INLINE:
            kids += waiting
            waiting = []
        kids.append(kid)
    tag.kids = kids + waiting


def _words(element: Element) -> str:
    """Return the words of a link: its label, its text, or what its pictures show."""
    pictures = ' '.join(image.get('alt', '') for image in element.iter('img'))
    return element.get('aria-label') or ' '.join(''.join(element.itertext()).split()) or pictures


def _ancestor(tag: Tag | None, types: frozenset[str]) -> Tag | None:
    while tag is not None and tag.type not in types:
        tag = tag.parent
    return tag


def _within(tag: Tag, type_: str) -> bool:
    return _ancestor(tag, frozenset((type_,))) is not None


def _definition(parent: Tag, name: str) -> Tag:
    """Return the list item that a term or its definition belongs to: a term opens one."""
    items = [kid for kid in parent.kids if isinstance(kid, Tag) and kid.type == 'LI']
    complete = bool(items) and any(isinstance(kid, Tag) and kid.type == 'LBody' for kid in items[-1].kids)
    if not items or (name == 'dt' and complete):
        return parent.add('LI')
    return items[-1]


def _cell_attributes(element: Element, name: str) -> Any:
    attributes = pydyf.Dictionary({'O': '/Table'})
    if name == 'th':
        attributes['Scope'] = SCOPES.get(element.get('scope', 'col'), '/Column')
    for key, entry in (('colspan', 'ColSpan'), ('rowspan', 'RowSpan')):
        if element.get(key, '').isdecimal() and int(element.get(key, '1')) > 1:
            attributes[entry] = int(element.get(key, '1'))
    return attributes


def _make_artifacts(stream: Any, unused: set[int]) -> None:
    """Turn marked content that no tag took into artifacts (14.8.2.2): running heads, folios, ornaments."""
    items = stream.stream
    for place in range(1, len(items) - 1):
        properties = items[place]
        if items[place + 1] == b'BDC' and isinstance(properties, dict) and properties.get('MCID') in unused:
            items[place - 1 : place + 2] = ['/Artifact', b'', b'BMC']
