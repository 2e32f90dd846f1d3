"""Blocks to Markdown in which every word stands for itself, and the front matter."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import yaml

from chapbook.importer.notes import MARK
from chapbook.importer.records import Block, Style

SPECIAL = re.compile(r'([\\`*_\[\]{])')
# Emphasis as plain texts have it, between words; and a sign that stands for it until all others are escaped.
EMPHASIS = re.compile(r'(?<![\w_])_(?=[^\s_])([^_]{1,200})(?<=[^\s_])_(?![\w_])')
EMPHASIS_SIGN = '\ue000'
ENTITY = re.compile(r'&(?=#?\w+;)')
# Signs that mean something to Markdown only where a line begins.
AT_START: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r'(\d+)\.(?=\s|$)'), r'\1\\.'),
    (re.compile(r'(\d+)\)(?=\s|$)'), r'\1\\)'),
    (re.compile(r'!(?=!!)'), r'\\!'),
    (re.compile(r'\?(?=\?\?)'), '&#63;'),
    (re.compile(r'([+-])(?=\s|$)'), r'\\\1'),
    (re.compile(r'(-)(?=[\s-]+$)'), r'\\\1'),
    (re.compile(r'([#>])'), r'\\\1'),
    (re.compile(r':'), '&#58;'),
    (re.compile(r'='), '&#61;'),
    *((re.compile(bullet), f'&#{ord(bullet)};') for bullet in '•‣◦▪●·\uf0a7\uf0a8\uf0b7\uf0d8\uf0fc'),
)
# Signs of extensions that are loaded only for texts with these signs: a backslash might stay visible.
AS_ENTITY = {'<': '&lt;', '~': '&#126;', '|': '&#124;', '^': '&#94;', '==': '=&#61;', '%%': '%&#37;'}


def write_front_matter(values: Mapping[str, Any]) -> str:
    """Return the keys that have a value as front matter, quoted so that YAML gives back the very words."""
    given = {key: value for key, value in values.items() if value}
    body = yaml.safe_dump(given, allow_unicode=True, sort_keys=False, width=10**6)
    return f'---\n{body}---\n'


def write_blocks(blocks: Sequence[Block]) -> str:
    """Return the blocks as Markdown, a blank line between them, a line end after the last."""
    return '\n\n'.join(WRITERS[block.style](block) for block in blocks) + '\n'


def escape(text: str) -> str:
    """Return words on one line so that Markdown gives back the same words where the line begins a block."""
    text = _escape_inside(text)
    for pattern, put in AT_START:
        if pattern.match(text):
            return pattern.sub(put, text, count=1)
    return text


def _escape_inside(text: str) -> str:
    """Return words so that Markdown gives back the same words within a line."""
    text = EMPHASIS.sub(rf'{EMPHASIS_SIGN}\1{EMPHASIS_SIGN}', text)
    text = SPECIAL.sub(r'\\\1', text)
    text = ENTITY.sub('&amp;', text)
    # What looks like a call of a note that does not exist would stop the build.
    text = text.replace(r'\[^', r'\[ ^')
    for sign, entity in AS_ENTITY.items():
        text = text.replace(sign, entity)
    return MARK.sub(r'[^\1]', text).replace(EMPHASIS_SIGN, '*')


def _paragraph(block: Block) -> str:
    return escape(block.texts[0])


def _heading(block: Block) -> str:
    return f'{"#" * block.level} ' + _escape_inside(block.texts[0]).replace('#', r'\#')


def _quote(block: Block) -> str:
    return _prefix(write_blocks(block.inner).rstrip('\n'), '> ' * block.level)


def _prefix(text: str, marks: str) -> str:
    return '\n'.join((marks + line).rstrip() for line in text.split('\n'))


def _list(block: Block) -> str:
    loose = any(len(text) > 120 for text in block.texts)
    return ('\n\n' if loose else '\n').join(
        (f'{block.level + place}. ' if block.style is Style.NUMBERS else '- ') + escape(text)
        for place, text in enumerate(block.texts)
    )


def _verse(block: Block) -> str:
    stanzas = ['\n'.join(_verse_line(line) for line in stanza.split('\n')) for stanza in block.texts]
    return _fence('verse', '\n\n'.join(stanzas))


def _verse_line(line: str) -> str:
    text = line.lstrip()
    return line[: len(line) - len(text)] + escape(text)


def _lines(block: Block) -> str:
    return '  \n'.join(map(escape, block.texts))


def _fence(name: str, text: str) -> str:
    return f'::: {name}\n{text}\n:::'


def _note(block: Block) -> str:
    return f'[^{block.label}]: {escape(block.texts[0])}'


WRITERS: dict[Style, Callable[[Block], str]] = {
    Style.PARAGRAPH: _paragraph,
    Style.HEADING: _heading,
    Style.QUOTE: _quote,
    Style.BULLETS: _list,
    Style.NUMBERS: _list,
    Style.VERSE: _verse,
    Style.LINES: _lines,
    Style.BREAK: lambda _: '* * *',
    Style.STANDFIRST: lambda block: _fence('standfirst', escape(block.texts[0])),
    Style.EPIGRAPH: lambda block: _fence('epigraph', write_blocks(block.inner).rstrip('\n')),
    Style.NOTE: _note,
}
