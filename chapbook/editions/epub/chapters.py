"""A section of the text as the body of its own file: semantic, its links good across files, its notes at its end."""

import copy
import re
from urllib.parse import quote, urlsplit

from lxml import etree
from lxml.etree import _Element

from chapbook.book import Book, Note, Picture, Section
from chapbook.compose import serialise
from chapbook.editions.epub.breaks import MARK
from chapbook.editions.epub.files import Plan
from chapbook.editions.epub.tables import wrap_rows
from chapbook.markup.trees import text_of
from chapbook.words import Words

OPS = 'http://www.idpf.org/2007/ops'
TYPE = f'{{{OPS}}}type'
XML_LANG = '{http://www.w3.org/XML/1998/namespace}lang'
# Elements that HTML writes without an end tag: https://html.spec.whatwg.org/#void-elements
VOID = frozenset('area base br col embed hr img input link meta source track wbr'.split())
# The epub:type and role of what a text is made of, by tag and class:
# https://www.w3.org/TR/epub-aria-authoring-11/#sec-mappings
MEANINGS = {
    ('a', 'noteref'): ('noteref', 'doc-noteref'),
    ('blockquote', 'epigraph'): ('epigraph', 'doc-epigraph'),
    ('aside', 'pullquote'): ('pullquote', 'doc-pullquote'),
    ('span', MARK): ('pagebreak', 'doc-pagebreak'),
    ('div', MARK): ('pagebreak', 'doc-pagebreak'),
}
# What makes sense on a link alone.
LINKING = frozenset(('href', 'hreflang', 'rel', 'target', 'type'))


def chapter(section: Section, book: Book, plan: Plan, here: str, words: Words) -> str:
    """Return a section as XHTML for the file `here`, its notes behind its text; the book’s trees stay as they are."""
    root = etree.Element(section.tree.tag, dict(section.tree.attrib), nsmap={'epub': OPS})
    root.text = section.tree.text or '\n'
    root.extend(list(copy.deepcopy(section.tree)))
    for position, note in enumerate(section.notes):
        root.append(_aside(note, words, first=position == 0))
    etree.strip_tags(root, etree.Comment, etree.PI)
    for element in root.iter('*'):
        close(element)
        _repeat_language(element)
        _give_meaning(element)
    for heading in root.iter('h2', 'h3', 'h4', 'h5', 'h6'):
        if not text_of(heading) and heading.find('.//img') is None:
            # Nothing to hear, but perhaps something to link to.
            heading.tag = 'div'
    for table in root.iter('table'):
        wrap_rows(table)
    for link in root.iter('a'):
        _relink(link, plan, here)
    for image in root.iter('img'):
        _place(image, book.pictures[image.get('src', '')], plan)
    _name(root, section, book)
    # The template’s root element declares the prefix for all.
    return serialise(root).replace(f' xmlns:epub="{OPS}"', '', 1)


def _name(root: _Element, section: Section, book: Book) -> None:
    """Say what the section is and what it is called; the words before the first heading are no chapter."""
    if section.title is None:
        root.set('class', 'opening')
        root.set('aria-label', book.metadata.title)
        return
    root.set(TYPE, 'chapter')
    root.set('role', 'doc-chapter')
    heading = root.find('h2')
    if heading is None or heading.find('.//a[@class="noteref"]') is not None:
        # The number of a note is no part of the name.
        root.set('aria-label', section.title or book.metadata.title)
    else:
        root.set('aria-labelledby', section.id)


def _aside(note: Note, words: Words, *, first: bool) -> _Element:
    """Return a note: popped up by readers that can, plain text with a link back at the end for those that cannot."""
    aside = etree.Element('aside', {'class': 'footnote first-footnote' if first else 'footnote', 'id': note.id})
    aside.set(TYPE, 'footnote')
    aside.set('role', 'doc-footnote')
    aside.text = note.tree.text
    aside.extend(list(copy.deepcopy(note.tree)))
    aside.tail = '\n'
    holder = _first_paragraph(aside)
    back = etree.Element('a', {'class': 'back', 'role': 'doc-backlink', 'href': f'#call-{note.number}'})
    back.set('title', words.back)
    back.text, back.tail = str(note.number), f' {(holder.text or "").lstrip()}'
    holder.text = None
    holder.insert(0, back)
    return aside


def _first_paragraph(aside: _Element) -> _Element:
    """Return the paragraph a note begins with; one is made where it begins with something else."""
    if len(aside) and aside[0].tag == 'p' and not (aside.text or '').strip():
        return aside[0]
    paragraph = etree.Element('p')
    paragraph.text, aside.text = aside.text, None
    aside.insert(0, paragraph)
    return paragraph


def close(element: _Element) -> None:
    """Give an empty element an end tag where HTML has one: closed in its start tag, it is open to an HTML reader."""
    if etree.QName(element).localname not in VOID and not len(element) and element.text is None:
        element.text = ''


def _repeat_language(element: _Element) -> None:
    """Say the language of an element in EPUB 2’s way too."""
    if lang := element.get('lang'):
        element.set(XML_LANG, lang)


def _give_meaning(element: _Element) -> None:
    for name in (element.get('class') or '').split():
        meaning = MEANINGS.get((str(element.tag), name))
        if meaning:
            element.set(TYPE, meaning[0])
            element.set('role', meaning[1])


def _place(image: _Element, picture: Picture, plan: Plan) -> None:
    """Point a picture at its file; one that may be seen through is marked, so that a dark page gives it paper."""
    image.set('src', plan.pictures[picture.name])
    image.set('alt', image.get('alt', ''))
    if picture.media_type != 'image/jpeg':
        image.set('class', f'{image.get("class", "")} on-paper'.strip())


def _relink(link: _Element, plan: Plan, here: str) -> None:
    """Point a link at the file that holds its target; one that no reader could follow is words and no more."""
    href = link.get('href', '')
    address = plan.address(href[1:], here) if href.startswith('#') else clean_address(href)
    if address:
        link.set('href', address)
        return
    link.tag = 'span'
    for name in LINKING.intersection(link.attrib):
        del link.attrib[name]


def clean_address(address: str) -> str | None:
    """Return a web address in characters an address may hold (RFC 3986, section 2), None where it is none."""
    address = re.sub(r'%(?![0-9A-Fa-f]{2})', '%25', address.strip())
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return None
    web = parts.scheme.lower() in ('http', 'https')
    if not parts.scheme or port == 0 or (web and not re.fullmatch(r'[\w.-]+', parts.hostname or '')):
        return None
    return quote(address, safe="%:/?#[]@!$&'()*+,;=-._~" if web else "%:/?@!$&'()*+,;=-._~")
