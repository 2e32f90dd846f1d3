"""What chapbook adds to Python-Markdown: `:::` blocks, verse, spans, inline notes, bare links, hard page breaks."""

import re
import string
from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor, SubstituteTagInlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.util import INLINE_PLACEHOLDER_PREFIX, AtomicString

from chapbook.markup.dialects import Dialects
from chapbook.markup.lists import ListIndents
from chapbook.markup.numbering import Numbering

FENCE = re.compile(r'^:{3,}[ \t]*(?P<name>[^:\n]*?)[ \t]*:*[ \t]*$')
PAGE_BREAK = re.compile(r'^\\(?:newpage|pagebreak)[ \t]*$')
# A fence of code, and what superfences reads behind it: a language, then attributes.
CODE_FENCE = re.compile(r'(?P<before>[ \t>]*(?P<fence>`{3,}|~{3,}))[ \t]*(?P<info>[^`]*)$')
CODE_LANGUAGE = re.compile(r'\.?[\w#.+-]+')
CODE_INFO = re.compile(
    r'(?:\.?[\w#.+-]+)?[ \t]*'
    r'(?:\{[ \t]*(?:(?:[.#][\w-]+|[\w-]+=(?:"[^"]*"|\'[^\']*\'|[\w-]+))[ \t]*)*\})?[ \t]*'
)
# One level of brackets may stand inside: a link or another span.
BRACKETED = r'\[((?:[^\[\]\\]|\\.|\[(?:[^\[\]\\]|\\.)*\](?:\([^)\n]*\))?)*)\]'
# What Python-Markdown puts in the place of what it has read already, such as a sign behind a backslash.
STASHED = f'{INLINE_PLACEHOLDER_PREFIX}\\d+\x03'
# An address as it stands in a sentence, without the punctuation that follows it: GitHub Flavored Markdown, section 6.9.
BARE_LINK = (
    rf'(?<![\w/@.:=&"\'-])((?:https?://|www\.)(?:[^\s<>\x02\x03\[\]"“”]|{STASHED})*'
    rf'(?:[^\s<>\x02\x03\[\]"“”‘’.,;:!?\'*_~)]|{STASHED}))(\))?'
)
WIKI_LINK = r'(!?)\[\[([^\[\]|\n]+)(?:\|([^\[\]\n]+))?\]\]'
# CommonMark 0.31, section 4.2: a single # without a space behind it is a tag of Obsidian’s, or a number.
HEADING = re.compile(r'(?:^|\n)(?P<level>#(?=[ \t\n]|$)|#{2,6})(?P<header>(?:\\.|[^\\#]|#+(?=[^#\n]))*?)#*(?:\n|$)')
DEEPEST_INDENT = 6


class CodeFences(Preprocessor):
    """Of what stands behind a fence of code, as in ` ```rust,ignore `, leaves what superfences can read."""

    def run(self, lines: list[str]) -> list[str]:
        """Return the lines, those inside fences untouched."""
        fence = ''
        told: list[str] = []
        for line in lines:
            match = CODE_FENCE.match(line)
            if match and not fence:
                fence = match['fence']
                if not CODE_INFO.fullmatch(match['info']):
                    language = CODE_LANGUAGE.match(match['info'])
                    line = match['before'] + (language[0] if language else '')  # noqa: PLW2901 - the line it stands for
            elif match and match['fence'].startswith(fence) and not match['info']:
                fence = ''
            told.append(line)
        return told


class FencedBlocks(BlockProcessor):
    """`::: name` … `:::` becomes a `div` of that class; `::: verse` keeps its lines. Blocks may stand in blocks."""

    def test(self, parent: Element, block: str) -> bool:  # noqa: ARG002 - Python-Markdown’s signature
        """Tell whether `block` opens a fenced block on any of its lines."""
        return _opening_line(block.split('\n')) is not None

    def run(self, parent: Element, blocks: list[str]) -> None:
        """Move the lines up to the matching `:::` from `blocks` into a new element of `parent`."""
        lines = '\n\n'.join(blocks).lstrip('\n').split('\n')
        start = _opening_line(lines) or 0
        self.parser.parseBlocks(parent, _as_blocks(lines[:start]))
        lines = lines[start:]
        end = _closing_line(lines)
        name = FENCE.match(lines[0])
        assert name is not None  # noqa: S101 - test() has matched the same line
        element = SubElement(parent, 'div')
        for key, value in _attributes(name['name']):
            element.set(key, value)
        if end is None:
            # The reader of the tree turns this mark into an error with a place.
            element.set('data-unclosed', lines[0])
        inner = lines[1:end]
        if 'verse' in element.get('class', '').split():
            _add_verse(element, inner)
        else:
            self.parser.parseBlocks(element, _as_blocks(inner))
        blocks[:] = _as_blocks(lines[end + 1 :]) if end is not None else []


class PageBreaks(BlockProcessor):
    r"""A line `\newpage` or `\pagebreak` on its own becomes a hard page break."""

    def test(self, parent: Element, block: str) -> bool:  # noqa: ARG002 - Python-Markdown’s signature
        """Tell whether `block` is nothing but a page break."""
        return bool(PAGE_BREAK.match(block.strip()))

    def run(self, parent: Element, blocks: list[str]) -> None:
        """Put the break in the place of its line."""
        blocks.pop(0)
        SubElement(parent, 'div', {'class': 'page-break'})


class Spans(InlineProcessor):
    """`[words]{.class #id}` becomes a `span`."""

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element, int, int]:  # type: ignore[override]  # noqa: ARG002, N802 - the names are Python-Markdown’s
        """Return the span and where it stood."""
        element = Element('span')
        element.text = m.group(1)
        for key, value in _attributes('{' + m.group(2) + '}'):
            element.set(key, value)
        return element, m.start(0), m.end(0)


class InlineNotes(InlineProcessor):
    """`^[words]` becomes a note at this place."""

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element, int, int]:  # type: ignore[override]  # noqa: ARG002, N802
        """Return a `span` of class `inline-note`, which the tree turns into a call and a note."""
        element = Element('span', {'class': 'inline-note'})
        element.text = m.group(1)
        return element, m.start(0), m.end(0)


class BareLinks(InlineProcessor):
    """`https://example.org` in a sentence becomes a link to that address."""

    ANCESTOR_EXCLUDES = ('a',)

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element, int, int]:  # type: ignore[override]  # noqa: ARG002, N802
        """Return the link and where it stood; a bracket it opens is its own, and so is a sign behind a backslash."""
        closes = bool(m[2]) and m[1].count('(') > m[1].count(')')
        written = m[1] + (m[2] if closes else '')
        stashed: dict[str, object] = vars(self.md.treeprocessors['inline'])['stashed_nodes']
        for mark in re.finditer(STASHED, written):
            number = mark[0].removeprefix(INLINE_PLACEHOLDER_PREFIX).rstrip('\x03')
            if not isinstance(stashed.get(number), str):
                written = written[: mark.start()]
                break
        address = self.unescape(written)
        element = Element('a', {'href': address if address.startswith('http') else f'https://{address}'})
        element.text = AtomicString(address)
        return element, m.start(1), m.start(1) + len(written)


class WikiLinks(InlineProcessor):
    """`[[A heading]]`, `[[A heading|words]]` and `![[picture.png]]` of Obsidian become links and pictures."""

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element, int, int]:  # type: ignore[override]  # noqa: ARG002, N802
        """Return the link or picture and where it stood."""
        if m[1]:
            return Element('img', {'src': m[2].strip(), 'alt': ''}), m.start(0), m.end(0)
        element = Element('a', {'href': m[2].strip()})
        element.text = m[3] or m[2].strip().lstrip('#').replace('#', ' ')
        return element, m.start(0), m.end(0)


class Chapbook(Extension):
    """All of the above, registered with Python-Markdown."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        """Register what this module adds, each before the rule of Markdown it would be mistaken for."""
        md.preprocessors.register(CodeFences(md), 'chapbook-code-fences', 26)
        md.preprocessors.register(Dialects(md), 'chapbook-dialects', 22)
        # After code and raw HTML have been put aside.
        md.preprocessors.register(Numbering(md), 'chapbook-numbering', 19.5)
        md.preprocessors.register(ListIndents(md), 'chapbook-lists', 19)
        md.parser.blockprocessors.register(FencedBlocks(md.parser), 'chapbook-blocks', 95)
        md.parser.blockprocessors.register(PageBreaks(md.parser), 'chapbook-page-breaks', 96)
        vars(md.parser.blockprocessors['hashheader'])['RE'] = HEADING
        md.inlinePatterns.register(SubstituteTagInlineProcessor(r'\\\n', 'br'), 'chapbook-line-breaks', 181)
        md.inlinePatterns.register(InlineNotes(r'\^' + BRACKETED, md), 'chapbook-notes', 178)
        # Before notes: of what is called within a caption, its figure makes a call.
        md.inlinePatterns.register(md.inlinePatterns['image_link'], 'image_link', 178.5)
        md.inlinePatterns.register(WikiLinks(WIKI_LINK, md), 'chapbook-wiki-links', 179)
        md.inlinePatterns.register(BareLinks(BARE_LINK, md), 'chapbook-bare-links', 85)
        # CommonMark 0.31, section 2.4: a backslash before any sign of ASCII.
        md.ESCAPED_CHARS.extend(sign for sign in string.punctuation if sign not in md.ESCAPED_CHARS)
        md.inlinePatterns.register(Spans(BRACKETED + r'\{([^{}\n]+)\}', md), 'chapbook-spans', 177)


def _attributes(name: str) -> Iterator[tuple[str, str]]:
    """Yield the attributes that `verse`, `{.verse #id}` or `{lang=fr}` asks for."""
    from markdown.extensions.attr_list import get_attrs_and_remainder

    braced = name if name.startswith('{') else f'{{.{" .".join(name.split())}}}'
    pairs, _ = get_attrs_and_remainder(braced.removeprefix('{').removesuffix('}'))
    classes = [value for key, value in pairs if key == '.']
    if classes:
        yield 'class', ' '.join(classes)
    yield from ((key, value) for key, value in pairs if key != '.')


def _opening_line(lines: list[str]) -> int | None:
    """Return the index of the first line that opens a fenced block, None where there is none."""
    matches = ((number, FENCE.match(line)) for number, line in enumerate(lines))
    return next((number for number, match in matches if match and match['name']), None)


def _closing_line(lines: list[str]) -> int | None:
    """Return the index of the `:::` that closes the block opened by the first line, None where it is missing."""
    depth = 0
    for number, line in enumerate(lines):
        match = FENCE.match(line)
        if match:
            depth += 1 if match['name'] else -1
        if depth == 0:
            return number
    return None


def _as_blocks(lines: list[str]) -> list[str]:
    """Return the blocks, parted by blank lines, that Python-Markdown works on."""
    return [block for block in re.split(r'\n{2,}', '\n'.join(lines).strip('\n')) if block.strip()]


def _add_verse(parent: Element, lines: list[str]) -> None:
    """Add each stanza as a `p` whose lines are `span`s; `br` parts them where there is no stylesheet."""
    for stanza in _as_blocks([line.rstrip() for line in lines]):
        paragraph = SubElement(parent, 'p', {'class': 'stanza'})
        for number, line in enumerate(stanza.split('\n')):
            if number:
                SubElement(paragraph, 'br')
            indent = min((len(line) - len(line.lstrip())) // 2, DEEPEST_INDENT)
            attributes = {'class': f'line indent-{indent}' if indent else 'line'}
            SubElement(paragraph, 'span', attributes).text = line.strip()
