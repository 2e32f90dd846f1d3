"""Cuts the tree of a text at its top headings into sections, each with its headings and notes."""

from lxml import etree
from lxml.etree import _Element

from chapbook.book import Heading, Section
from chapbook.markup.notes import Numbered
from chapbook.markup.trees import HEADINGS, level_of, words_of_heading

TOP = 'h2'


def split(trees: list[_Element], numbered: Numbered) -> tuple[Section, ...]:
    """Return the sections of all files in order; what stands before the first heading is one without a title."""
    elements: list[_Element] = []
    for child in (child for tree in trees for child in tree):
        if child.tag == TOP or not elements:
            elements.append(etree.Element('section'))
        elements[-1].append(child)
    given: set[int] = set()
    return tuple(_section(element, numbered, given) for element in elements if len(element))


def _section(element: _Element, numbered: Numbered, given: set[int]) -> Section:
    """Return one section; a note belongs to the section that calls it first."""
    headings = tuple(
        Heading(level_of(heading) - 1, heading.get('id', ''), words_of_heading(heading))
        for heading in element.iter(*HEADINGS)
    )
    calls = (int(link.text or 0) for link in element.iter('a') if link.get('class') == 'noteref')
    new = [call for call in dict.fromkeys(calls) if call not in given]
    given.update(new)
    first = element[0]
    titled = first.tag == TOP
    name = headings[0].id if titled else 'opening'
    title = headings[0].title if titled else None
    return Section(name, title, element, headings, tuple(numbered[call] for call in new))
