"""Slips of the pen: what was surely meant as Markdown but is none, and raw HTML that no edition could show."""

import re
from collections.abc import Iterator

from lxml import etree
from lxml.etree import _Element

from chapbook.markup.draft import Draft
from chapbook.markup.places import place_of
from chapbook.markup.structure import HEADINGS, remove, text_of
from chapbook.problems import Place, Problem, error, warning
from chapbook.project import SourceFile

# WeasyPrint goes down into a tree by calling itself, and Python lets nothing do so without end.
DEEPEST = 100
QUOTED = 40
CHILD = '\ufffc'
BLOCK = re.compile(r':{3,}[ \t]*[^:]*')
CODE = re.compile(r'(?:`{3,}|~{3,})[^`~]*')
FENCES = (':::', '```', '~~~')
BARE_HEADING = re.compile(r'^ {0,3}#{1,6}[ \t#]*$', re.MULTILINE)
BLANK_BEFORE = 'leave a blank line before the first of them'
# What two lines of a list begin with, on which line of a paragraph they may stand at the earliest, what to do instead.
LISTS = (
    (re.compile(r'[-*+] +\S'), re.compile(r'[-*+] +\S'), 1, BLANK_BEFORE),
    (re.compile(r'1\. +\S'), re.compile(r'2\. +\S'), 1, BLANK_BEFORE),
    (re.compile(r'1\) +\S'), re.compile(r'2\) +\S'), 0, 'write 1. instead of 1), after a blank line'),
    (re.compile(r'[•·‣◦▪] *\S'), re.compile(r'[•·‣◦▪] *\S'), 0, 'begin each with - and a space, after a blank line'),
)
WITHIN_A_LINE = 'a abbr b bdi bdo cite code dfn em i kbd mark q s samp small span strong sub sup u var'.split()
PARAGRAPHS = (
    'address article aside blockquote details div dl figure footer header hr nav ol p pre section table ul'.split()
)


def mend(draft: Draft) -> None:
    """Mend or report the slips of every tree of `draft`, in place."""
    for source, tree in draft.trees:
        draft.problems += _too_deep(tree, source)
        for element in list(tree.iter(*WITHIN_A_LINE)):
            # A link may hold whole paragraphs; what is only the end of one may not.
            if 'href' not in element.attrib and next(element.iter(*PARAGRAPHS, *HEADINGS), None) is not None:
                draft.problems.append(_unclosed(element, source))
                unwrap(element)
        draft.problems += _bare_headings(tree, source)
        for paragraph in tree.iter('p'):
            draft.problems += _misread(paragraph, source)


def unwrap(element: _Element) -> None:
    """Take an element out of its tree and leave all that it holds in its place."""
    parent = element.getparent()
    if parent is None:
        return
    # An element without children passes its text on as the text before it; so the last of them carries what follows.
    start = etree.Element('span')
    start.tail = element.text
    parent.insert(parent.index(element), start)
    for child in list(element):
        element.addprevious(child)
    remove(start)
    remove(element)


def _too_deep(tree: _Element, source: SourceFile) -> Iterator[Problem]:
    """Yield one error where elements stand in elements beyond what can be set."""
    depth = 0
    for event, element in etree.iterwalk(tree, events=('start', 'end')):
        depth += 1 if event == 'start' else -1
        if depth > DEEPEST:
            message = f'lists, quotations or tags stand in one another more than {DEEPEST} deep'
            yield error(message, place_of(text_of(element)[:QUOTED], source), 'close some of them')
            return


def _unclosed(element: _Element, source: SourceFile) -> Problem:
    name = str(element.tag)
    message = f'the tag <{name}> holds whole paragraphs, or is not closed; its words stay'
    place = place_of(' '.join(text_of(element)[:QUOTED].split()[:3]), source)
    return warning(message, place, f'close it with </{name}> in its own paragraph')


def _bare_headings(tree: _Element, source: SourceFile) -> Iterator[Problem]:
    """Take out every heading that has no words and shows nothing."""
    lines = [source.body.count('\n', 0, match.start()) for match in BARE_HEADING.finditer(source.body)]
    bare = [each for each in tree.iter(*HEADINGS) if not text_of(each) and each.find('.//img') is None]
    for number, heading in enumerate(bare):
        line = source.first_line + lines[number] if len(lines) == len(bare) else None
        yield warning('a heading without words', Place(source.path, line), 'write its words behind the #, or delete it')
        remove(heading)


def _misread(paragraph: _Element, source: SourceFile) -> Iterator[Problem]:
    """Yield what in a paragraph was meant as a block, as code, or as a list."""
    lines = _lines(paragraph)
    for line in lines:
        if line.startswith(FENCES) and not _stands_alone(line, source):
            continue
        if BLOCK.fullmatch(line):
            hint = 'a block begins with ::: and its name and ends with :::, each on a line of its own'
            yield error(f'“{line}” opens or closes no block', place_of(line, source), hint)
        elif CODE.fullmatch(line):
            hint = f'end it with a line of its own: {line[0] * 3}'
            yield error(f'the code that begins “{line}” is not closed', place_of(line, source), hint)
    for first, second, earliest, hint in LISTS:
        found = [number for number, line in enumerate(lines) if number >= earliest and first.match(line)]
        if found and any(second.match(line) for line in lines[found[0] + 1 :]):
            line = lines[found[0]].partition(CHILD)[0][:QUOTED]
            yield warning(f'the lines from “{line}” on are no list', place_of(line, source), hint)


def _stands_alone(line: str, source: SourceFile) -> bool:
    """Tell whether a line stands in the source as it is: what is escaped there was meant as it stands."""
    return re.search(rf'^[ \t>]*{re.escape(line)}[ \t]*$', source.body, re.MULTILINE) is not None


def _lines(paragraph: _Element) -> list[str]:
    """Return the lines of a paragraph, without what its elements hold."""
    text = (paragraph.text or '') + ''.join(CHILD + (child.tail or '') for child in paragraph)
    return [line.strip() for line in text.split('\n')]
