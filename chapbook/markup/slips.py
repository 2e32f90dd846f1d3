"""Slips of the pen: what was surely meant as Markdown but is none, and raw HTML that no edition could show."""

import re
from collections.abc import Iterator

from lxml import etree
from lxml.etree import _Element

from chapbook.markup import safety
from chapbook.markup.dialects import HOLDING
from chapbook.markup.draft import Draft
from chapbook.markup.places import place_of
from chapbook.markup.trees import HEADINGS, remove, text_of
from chapbook.problems import Place, Problem, error, note, warning
from chapbook.project import SourceFile

# WeasyPrint goes down into a tree by calling itself, and Python lets nothing do so without end.
DEEPEST = 100
QUOTED = 40
# Lines in bold that may be headings: how many are told of, and how long they are.
FEWEST_BOLD, LONGEST_BOLD = 2, 60
# Lines of a poem, as they are told from prose that an editor wrapped.
FEWEST_VERSES, LONGEST_VERSE, VERSE_SHARE = 3, 55, 0.7
CHILD = '\ufffc'
BLOCK = re.compile(r':{3,}[ \t]*[^:]*')
CODE = re.compile(r'(?:`{3,}|~{3,})[^`~]*')
FENCES = (':::', '```', '~~~')
BARE_HEADING = re.compile(r'^ {0,3}#{1,6}[ \t#]*$', re.MULTILINE)
# What two lines of a list begin with, and what to do where they are none.
ALIKE = 'write all of them alike: A) and B), or two spaces behind A. and B.'
# Poems have none of these.
SIGNS_OF_CODE = re.compile(r'[{}\[\]()=<>\\/_$#|@`~%+*]|\d')
LISTS = (
    (re.compile(r'\(?a[.)] +\S'), re.compile(r'\(?b[.)] +\S'), ALIKE),
    (re.compile(r'\(?A[.)] +\S'), re.compile(r'\(?B[.)] +\S'), ALIKE),
    (re.compile(r'\(?i[.)] +\S'), re.compile(r'\(?ii[.)] +\S'), ALIKE),
    (re.compile(r'\(1\) +\S'), re.compile(r'\(2\) +\S'), ALIKE),
    (re.compile(r'·\S'), re.compile(r'·\S'), 'begin each with - and a space'),
)
ITEM = re.compile(r'\(?[aAi][.)] |\(1\) |·')
HOLDER = re.compile(rf'<(?P<end>/?)(?P<name>{"|".join(HOLDING)})(?=[\s>])[^>]*(?<!/)>', re.IGNORECASE)
# A name with a colon, in other letters or in capitals also with a stop; the dash of a dialogue; words all in quotes.
SPEAKER = re.compile(
    rf'(?:{CHILD} ?[.:]|[^\W\d_][\w.’\' -]{{0,24}}(?:{CHILD})?:|[A-Z][A-Z ]{{0,20}}\.|[—–])(?:\s|{CHILD})*[^\s{CHILD}]'
    r'|["“„«][^\n]*["”“»]\Z'
)
WITHIN_A_LINE = 'a abbr b bdi bdo cite code dfn em i kbd mark q s samp small span strong sub sup u var'.split()
BLOCKS = (
    *'address article aside blockquote details div dl figure footer header hr nav ol p pre section table ul'.split(),
    *HEADINGS,
)


def mend(draft: Draft) -> None:
    """Mend or report the slips of every tree of `draft`, in place."""
    for source, tree in draft.trees:
        draft.problems += _too_deep(tree, source)
        for element in list(tree.iter(*WITHIN_A_LINE)):
            # A link may hold whole paragraphs; what is only the end of one may not.
            if len(element) and 'href' not in element.attrib and next(element.iter(*BLOCKS), None) is not None:
                draft.problems.append(_unclosed(element, source, draft))
                unwrap(element)
            elif _is_left_open(element):
                draft.problems.append(_unclosed(element, source, draft))
                remove(element)
        draft.problems += _unclosed_holders(source) if '<' in source.body else ()
        draft.problems += _bare_headings(tree, source)
        draft.problems += _bold_headings(tree, source)
        for paragraph in tree.iter('p'):
            draft.problems += _misread(paragraph, source)
        for item in tree.iter('li'):
            draft.problems += _no_list(_lines(item), source)
        for code in tree.iter('pre'):
            draft.problems += _no_code(code, source)


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
    for element in tree.xpath('/'.join('*' * DEEPEST))[:1]:
        message = f'lists, quotations or tags stand in one another more than {DEEPEST} deep'
        yield error(message, place_of(text_of(element)[:QUOTED], source), 'close some of them')


def _is_left_open(element: _Element) -> bool:
    """Tell whether an element is what a tag without an end leaves between two paragraphs."""
    if len(element) or element.attrib or (element.text and not element.text.isspace()):
        return False
    parent, before = element.getparent(), element.getprevious()
    return parent is not None and parent.tag not in ('p', *HEADINGS, *WITHIN_A_LINE) and before is not None


def _unclosed(element: _Element, source: SourceFile, draft: Draft) -> Problem:
    name = str(element.tag)
    message = f'the tag <{name}> holds whole paragraphs, or is not closed; its words stay'
    told = sum(problem.message == message for problem in draft.problems)
    lines = [*_lines_of_unclosed(name, source)]
    place = Place(source.path, lines[min(told, len(lines) - 1)] if lines else None)
    return warning(message, place, f'close it with </{name}> in its own paragraph')


def _lines_of_unclosed(name: str, source: SourceFile) -> Iterator[int]:
    """Yield the lines of those tags of a name that are not closed in their own paragraph."""
    opened: list[int] = []
    prose = safety.CODE.sub(lambda code: re.sub(r'[^\n]', ' ', code[0]), source.body)
    for number, line in enumerate(prose.split('\n'), source.first_line):
        for match in re.finditer(rf'<(/?){name}(?=[\s>])|</p>', line, re.IGNORECASE):
            if match[0].startswith('</'):
                yield from opened[:-1] if match[1] else opened
                opened = []
            else:
                opened.append(number)
        if not line.strip():
            yield from opened
            opened = []
    yield from opened


def _unclosed_holders(source: SourceFile) -> Iterator[Problem]:
    """Yield the tags of blocks that are never closed: they take all that follows for their own, mostly as raw HTML."""
    prose = safety.CODE.sub(lambda code: re.sub(r'[^\n]', ' ', code[0]), source.body)
    opened: list[tuple[str, int]] = []
    for match in HOLDER.finditer(prose):
        name = match['name'].lower()
        if not match['end']:
            opened.append((name, source.first_line + prose.count('\n', 0, match.start())))
        elif name in [each for each, _ in opened]:
            while opened.pop()[0] != name:
                pass
    for name, line in opened:
        hint = f'write </{name}> where it ends'
        yield warning(f'the tag <{name}> is not closed: it takes all that follows', Place(source.path, line), hint)


def _bare_headings(tree: _Element, source: SourceFile) -> Iterator[Problem]:
    """Take out every heading that has no words and shows nothing."""
    lines = [source.body.count('\n', 0, match.start()) for match in BARE_HEADING.finditer(source.body)]
    bare = [each for each in tree.iter(*HEADINGS) if not text_of(each) and each.find('.//img') is None]
    for number, heading in enumerate(bare):
        line = source.first_line + lines[number] if len(lines) == len(bare) else None
        yield warning('a heading without words', Place(source.path, line), 'write its words behind the #, or delete it')
        remove(heading)


def _bold_headings(tree: _Element, source: SourceFile) -> Iterator[Problem]:
    """Yield a note where lines in bold stand above paragraphs, as they come out of Word, and nothing is a heading."""
    if next(tree.iter(*HEADINGS), None) is not None:
        return
    found = [each for each in tree.iterchildren('p') if _is_bold_heading(each)]
    if len(found) >= FEWEST_BOLD:
        words = text_of(found[0])
        message = f'“{words}” is in bold and no heading (and {len(found) - 1} more)'
        hint = f'write # {words}: headings stand in the contents, and above the pages'
        yield note(message, place_of(words, source), hint)


def _is_bold_heading(paragraph: _Element) -> bool:
    words, below = text_of(paragraph), paragraph.getnext()
    alone = [child.tag for child in paragraph] == ['strong'] and words == text_of(paragraph[0])
    return alone and len(words) <= LONGEST_BOLD and words[-1:].isalnum() and below is not None and below.tag == 'p'


def _misread(paragraph: _Element, source: SourceFile) -> Iterator[Problem]:
    """Yield what in a paragraph was meant as a block, as code, or as a list."""
    lines = _lines(paragraph)
    for line in lines:
        if not line.startswith(FENCES) or not _stands_alone(line, source):
            continue
        if BLOCK.fullmatch(line):
            hint = 'a block begins with ::: and its name and ends with :::, each on a line of its own'
            yield error(f'“{line}” opens or closes no block', place_of(line, source), hint)
        elif CODE.fullmatch(line):
            hint = f'end it with a line of its own: {line[0] * 3}'
            yield error(f'the code that begins “{line}” is not closed', place_of(line, source), hint)
    if numbered := [*_no_list(lines, source)]:
        yield from numbered
    elif len(lines) > 1 and not len(paragraph) and _reads_as_table(lines):
        hint = 'put | between its columns, and | --- | --- | below the first line'
        message = f'the lines from “{" ".join(lines[0].split())[:QUOTED]}” on are no table'
        yield warning(message, place_of(lines[0].split()[0], source), hint)
    elif len(lines) > 1 and ((not len(paragraph) and _reads_as_verse(lines)) or _reads_as_talk(paragraph)):
        hint = 'verse keeps its lines between ::: verse and :::; a \\ at the end of a line keeps that one'
        first = text_of(paragraph) if CHILD in lines[0] else lines[0]
        what = f'the lines from “{first[:QUOTED]}” on run together into one paragraph'
        yield warning(what, place_of(lines[0].rpartition(CHILD)[2], source), hint)


def _no_list(lines: list[str], source: SourceFile) -> Iterator[Problem]:
    """Yield the lines that begin as items of a list do, and are none."""
    for first, second, hint in LISTS if any(map(ITEM.match, lines)) else ():
        found = [number for number, line in enumerate(lines) if first.match(line)]
        if found and any(second.match(line) for line in lines[found[0] + 1 :]):
            line = lines[found[0]].partition(CHILD)[0][:QUOTED]
            yield warning(f'the lines from “{line}” on are no list', place_of(line, source), hint)


def _no_code(block: _Element, source: SourceFile) -> Iterator[Problem]:
    """Yield what is set as code because it is indented, and reads as a poem."""
    text = ''.join(block.itertext())
    if text.count('\n') < 2 or SIGNS_OF_CODE.search(text) or not re.search(r'^(?: {4}|\t)', source.body, re.MULTILINE):
        return
    first = text.strip().partition('\n')[0]
    place = place_of(first, source)
    indented = place.line and re.match(r' {4}|\t', source.body.split('\n')[place.line - source.first_line])
    if indented:
        hint = 'verse stands between ::: verse and :::, and keeps its indents'
        message = f'the lines from “{first[:QUOTED]}” on are set as code, for they are indented'
        yield warning(message, place, hint)


def _reads_as_verse(lines: list[str]) -> bool:
    """Tell whether lines end where an author wanted, as those of a poem do: short, and each with a capital letter."""
    capitals = sum(line[:1].isupper() for line in lines)
    return len(lines) >= FEWEST_VERSES and max(map(len, lines)) <= LONGEST_VERSE and capitals > VERSE_SHARE * len(lines)


def _reads_as_table(lines: list[str]) -> bool:
    """Tell whether wide spaces, which tabs are here, part each line into as many columns as the others."""
    columns = {len(re.split(r' {2,}', line)) for line in lines}
    return len(columns) == 1 and min(columns) > 1


def _reads_as_talk(paragraph: _Element) -> bool:
    """Tell whether each of several lines begins with who speaks, or with a dash, as in plays and interviews."""
    named = ((CHILD + (':' if text_of(child)[-1:] in ('.', ':') else ''), child.tail or '') for child in paragraph)
    lines = ((paragraph.text or '') + ''.join(map(''.join, named))).split('\n')
    return paragraph.find('br') is None and all(SPEAKER.match(line.strip()) for line in lines)


def _stands_alone(line: str, source: SourceFile) -> bool:
    """Tell whether a line stands in the source as it is: what is escaped there was meant as it stands."""
    return re.search(rf'^[ \t>]*{re.escape(line)}[ \t]*$', source.body, re.MULTILINE) is not None


def _lines(paragraph: _Element) -> list[str]:
    """Return the lines of a paragraph, without what its elements hold."""
    text = paragraph.text or ''
    if len(paragraph):
        text += ''.join(CHILD + (child.tail or '') for child in paragraph)
    return [line.strip() for line in text.split('\n')]
