"""What other Markdowns write for a thing that chapbook has, put into chapbook’s own marks before it is read.

GitHub, Obsidian, MkDocs, Docusaurus, Quarto and Pandoc each have marks of their own for boxes, verse, ends of pages and
comments. Code in fences has been put aside by then. The words stay, and stay in order.
"""

import re
from collections.abc import Callable
from textwrap import dedent

from markdown.preprocessors import Preprocessor

from chapbook.markup.signs import Signs, holds

# What a box is called: https://docs.github.com/en/get-started/writing-on-github and the manuals of the others.
BOXES = frozenset(
    'callout note info tip hint important warning caution danger attention error example abstract summary success '
    'question failure bug todo seealso'.split()
)
PAGE_BREAK = re.compile(
    r'^ {0,3}(?:<!--\s*(?:page-? ?break|new-? ?page)\s*-->|\\clearpage|\{\{<\s*pagebreak\s*>\}\}'
    r'|<div style="(?:page-)?break-(?:after|before): ?(?:always|page);?"\s*>\s*</div>)[ \t]*$',
    re.MULTILINE | re.IGNORECASE,
)
QUOTED_BOX = re.compile(r'^> ?\[!(?P<kind>\w+)\][-+]?[ \t]*(?P<title>.*)(?P<body>(?:\n>.*)*)', re.MULTILINE)
INDENTED_BOX = re.compile(
    r'^(?:!!!|\?\?\?\+?)[ \t]+(?P<kind>[\w-]+)(?:[ \t]+[\w-]+)*(?:[ \t]+"(?P<title>[^"\n]*)")?[ \t]*'
    r'(?P<body>(?:\n(?:(?: {4}|\t).*|[ \t]*(?=\n(?:[ \t]*\n)*(?: {4}|\t))))*)$',
    re.MULTILINE,
)
TITLED_BOX = re.compile(
    rf'^(?P<fence>:{{3,}})[ \t]*(?P<kind>{"|".join(sorted(BOXES))})'
    r'(?:\[(?P<inner>[^\]\n]*)\]|[ \t]+(?P<title>[^\s{:].*))$',
    re.MULTILINE,
)
LINE_BLOCK = re.compile(r'\|(?<=^\|)(?<![^\n]\n\|)(?: [^|\n]*)?(?:\n\|(?: [^|\n]*)?)+$', re.MULTILINE)
# A row, and below it the row that says where columns stand: a table even where no blank line is before it.
TABLE = re.compile(
    r'\n(?<=[^\n]\n)(?=[^\n]*\|[^\n]*\n {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$)'
    r'(?![^\n]*\n[^|\n]*$)',
    re.MULTILINE,
)
# Below a note a row of hyphens is a break, and makes no heading of it.
BREAK_BELOW_NOTE = re.compile(r'\[(?<=^\[)\^[^\]\n]+\]:[^\n]*\n(?=-{3,}[ \t]*$)', re.MULTILINE)
CAPTION = re.compile(r'(?<=\|)\n(?=Table: )')
# A tag alone before a blank line holds Markdown: CommonMark 0.31, section 4.6.
HOLDING = 'div details section article aside center blockquote'.split()
HOLDER = re.compile(
    rf'^(?P<tag> {{0,3}}<(?:{"|".join(HOLDING)})(?=[\s>])(?![^>]*\bmarkdown\b)[^>\n]*)'
    r'(?P<end>>(?:[ \t]*\n?[ \t]*<summary\b[^\n]*</summary>)?[ \t]*\n(?=(?:[ \t]*\n)+ {0,3}\S))',
    re.MULTILINE | re.IGNORECASE,
)
SIZE = re.compile(r'(!\[[^\]\n]*\]\([^)\s]+) =\d*x\d*\)')
COMMENT = re.compile(r'(?<![\d%(])%%(?!%).*?%%', re.DOTALL)
COMMENT_OR_CODE = re.compile(rf'(?<!`)(?P<tick>`+)(?!`)[^`]+(?P=tick)(?!`)|{COMMENT.pattern}', re.DOTALL)
# What a table of contents and the end of a page must hold, however it is written: to fold a text takes longer than to
# look for these.
CONTENTS_SIGNS = ('toc', 'TOC', 'Toc', 'ToC')
PAGE_BREAK_SIGNS = ('<!--', '\\', '{{<', '<div', '<DIV')
CONTENTS = re.compile(
    r'^ {0,3}(?:\[TOC\]|\[\[_?TOC_?\]\]|\{:toc\}|\$\{toc\}|\{\{ ?toc ?\}\})[ \t]*$', re.MULTILINE | re.IGNORECASE
)


def _box(match: re.Match[str]) -> str:
    """Return a box as a block of its kind, its title in bold."""
    parts = match.groupdict()
    title = (parts.get('inner') or parts.get('title') or '').strip().strip('*')
    kind = parts['kind'].lower()
    head = f'::: {kind if kind in BOXES else "callout"}\n' + (f'**{title}**\n\n' if title else '')
    if 'fence' in parts:
        return head
    lines = parts['body'].split('\n')[1:]
    quoted = match[0].startswith('>')
    body = '\n'.join(re.sub('^> ?', '', line) for line in lines) if quoted else dedent('\n'.join(lines).expandtabs(4))
    return f'\n{head}{body}\n:::\n'


def _verse(match: re.Match[str]) -> str:
    lines = (line[2:] for line in match[0].split('\n'))
    return '::: verse\n' + '\n'.join(lines) + '\n:::\n'


# What a text must hold, what is looked for, and what is written instead.
DIALECTS: tuple[tuple[Signs, re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (PAGE_BREAK_SIGNS, PAGE_BREAK, lambda _: '\n\\newpage\n'),
    ('%%', COMMENT_OR_CODE, lambda match: match[0] if match['tick'] else '\n' * match[0].count('\n')),
    (' =', SIZE, lambda match: f'{match[1]})'),
    ('<', HOLDER, lambda match: f'{match["tag"]} markdown="1"{match["end"]}'),
    (CONTENTS_SIGNS, CONTENTS, lambda _: ''),
    ('[!', QUOTED_BOX, _box),
    ('!!!', INDENTED_BOX, _box),
    ('???', INDENTED_BOX, _box),
    (':::', TITLED_BOX, _box),
    ('\n| ', LINE_BLOCK, _verse),
    ('|', TABLE, lambda _: '\n\n'),
    (']:', BREAK_BELOW_NOTE, lambda match: f'{match[0]}\n'),
    ('|\nTable:', CAPTION, lambda _: '\n\n'),
)


class Dialects(Preprocessor):
    """Puts what other Markdowns write into chapbook’s own marks."""

    def run(self, lines: list[str]) -> list[str]:
        """Return the lines, those of other dialects rewritten."""
        text = '\n'.join(lines)
        for signs, pattern, write in DIALECTS:
            if holds(text, signs):
                text = pattern.sub(write, text)
        return text.split('\n')
