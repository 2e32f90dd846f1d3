"""Reads the tags of an HTML text as a browser would, however broken it is, in one pass.

The states are those of the HTML standard (13.2.5, Tokenization), as far as tags, attributes and comments need them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

# Nothing inside these is a tag until they end.
RAW = frozenset('script style textarea title iframe noembed noframes noscript xmp plaintext'.split())
# Tags with nothing in them need no look where they end an element, or begin one that only holds words: most are such.
PLAIN = 'a b blockquote br code dd dl dt em h1 h2 h3 h4 h5 h6 hr i li ol p pre strong sup table tbody td th thead tr ul'
MARKUP = re.compile(
    rf'<(?!/[A-Za-z0-9]+>|(?:{PLAIN.replace(" ", "|")})(?: /)?>)'
    r'(?:(?P<comment>!--)|(?P<bogus>[!?]|/(?=[^A-Za-z>]))|(?P<close>/?)(?P<name>[A-Za-z][^ \t\n\r\f/>]*))'
)
COMMENT = re.compile(r'<!--(?:-?>|.*?--!?>)', re.DOTALL)
ATTRIBUTE = re.compile(
    r"""[ \t\n\r\f/]*(?:(?P<end>>)|(?P<name>=?[^ \t\n\r\f/>=]*)"""
    r"""(?:[ \t\n\r\f]*=[ \t\n\r\f]*(?P<value>"[^"]*"|'[^']*'|(?P<endless>["'])|[^ \t\n\r\f>]*))?)"""
)


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute: its name in lower case, its value resolved, and the value as it is written."""

    name: str
    value: str
    written: str


@dataclass(frozen=True, slots=True)
class Tag:
    """A start tag, or where `name` is empty a comment or instruction."""

    name: str
    attributes: tuple[Attribute, ...]
    start: int
    raw: str
    endless: bool = False
    """Its end is missing, and it takes all that follows it along."""


def read_tags(html: str) -> Iterator[Tag]:
    """Yield the start tags of `html` in order, the instructions, and a comment or an element that never ends.

    Tags that are PLAIN are passed over.
    """
    at = 0
    while markup := MARKUP.search(html, at):
        start = markup.start()
        tag = _read_tag(html, markup) if markup['name'] else _read_other(html, markup)
        at = start + len(tag.raw)
        if tag.name in RAW and not markup['close']:
            end = re.compile(rf'</{tag.name}(?=[ \t\n\r\f/>])', re.IGNORECASE).search(html, at)
            at = end.start() if end else len(html)
            tag = Tag(tag.name, tag.attributes, start, tag.raw, endless=end is None)
        if tag.endless or not (markup['close'] or markup['comment']):
            yield tag


def _read_tag(html: str, markup: re.Match[str]) -> Tag:
    """Return the tag that begins here; one that has no end is endless."""
    attributes: list[Attribute] = []
    at = markup.end()
    if html.startswith('>', at):
        return Tag(markup['name'].lower(), (), markup.start(), html[markup.start() : at + 1])
    while (match := ATTRIBUTE.match(html, at)) and match.end() > at and not match['endless']:
        at = match.end()
        if match['end']:
            name = markup['name'].lower()
            return Tag(name, tuple(attributes), markup.start(), html[markup.start() : at])
        if match['name']:
            attributes.append(_attribute(match['name'], match['value'] or ''))
    return Tag('', (), markup.start(), html[markup.start() :], endless=True)


def _attribute(name: str, written: str) -> Attribute:
    bare = written[1:-1] if written[:1] in ('"', "'") else written
    return Attribute(name.lower(), unescape(bare), bare)


def _read_other(html: str, markup: re.Match[str]) -> Tag:
    """Return a comment, or what HTML takes for one."""
    start = markup.start()
    if markup['comment']:
        comment = COMMENT.match(html, start)
        end = comment.end() if comment else 0
    else:
        end = html.find('>', start) + 1
    return Tag('', (), start, html[start : end or len(html)], endless=not end)
