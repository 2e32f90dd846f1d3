"""Stylesheets cut down to what can match in one document.

WeasyPrint parses those of a theme for each layout, and its own while it is imported, which takes a fifth of that:
forms, frames and the numerals of forty scripts. Few texts have a use for a third of either.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from xml.etree.ElementTree import Element

# What must be told apart to see where a statement ends: css-syntax-3, 5.4.1.
MARK = re.compile(r'/\*.*?\*/|"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'|[{};]', re.DOTALL)
ATTRIBUTE = re.compile(r'\[(?:[^]"\']|"[^"]*"|\'[^\']*\')*\]')
PSEUDO = re.compile(r'::?[\w-]+(?:\([^()]*\)|(?![\w(-]))')
NAME = re.compile(r'[.#]?[\w-]+')
# What is no plain selector: an at-rule, an escape, a namespace, a pseudo-class that was not closed.
OTHER = re.compile(r'[@\\|()"\']')
COUNTER_STYLE = re.compile(r'@counter-style\s+([\w-]+)')
# What a counter style counts on where it has no signs of its own: css-counter-styles-3, 3.1.7 and 3.2.
RELIES_ON = re.compile(r'(?:extends|fallback:)\s+([\w-]+)')
# The boxes in the margins of pages: css-page-3, 4.2. Each is reckoned on each page once a rule is there for it.
MARGIN_BOX = re.compile(r'(@(?:top|right|bottom|left)-[a-z-]+)\s*\{[^{}]*\}')
# Those that lists have by themselves, and one that others fall back to.
ALWAYS = frozenset(('disc', 'circle', 'square', 'decimal'))
WORD = re.compile(r'[\w-]+')


# The names that each selector of a rule asks for; none for a statement that may match any element.
Asked = list[frozenset[str]]


@dataclass(frozen=True, slots=True)
class Content:
    """What selectors may ask for in a document: names of elements, classes with a dot before each; its own styles."""

    names: frozenset[str]
    styles: str


def content(root: Element) -> Content:
    """Return the names, classes and `style` attributes in a document."""
    names, styles = set[str](), list[str]()
    for element in root.iter():
        names.add(element.tag.rpartition('}')[2].lower())
        names.update(f'.{name}' for name in element.get('class', '').split())
        styles += filter(None, [element.get('style')])
    return Content(frozenset(names), ' '.join(styles))


def pruned(css: str, document: Content) -> str:
    """Return a stylesheet without the rules that match no element of a document."""
    return ''.join(text for text, asked in _statements(css) if _may_match(asked, document))


def as_browser(css: str, document: Content) -> str:
    """Return WeasyPrint’s own stylesheet for a document of this style: rules, and boxes and counter styles it names."""
    sheet, counter_styles = of_weasyprint()
    named = counter_styles.keys() & {*WORD.findall(css), *WORD.findall(document.styles), *ALWAYS}
    rules = ''.join(text for text, asked in sheet if _may_match(asked, document))
    asked_for = MARGIN_BOX.sub(lambda match: match[0] if match[1] in css else '', rules)
    return ''.join([asked_for, *_with_those_behind(named, counter_styles)])


def _may_match(asked: Asked, document: Content) -> bool:
    return not asked or any(names <= document.names for names in asked)


def _with_those_behind(named: set[str], styles: dict[str, str]) -> Iterator[str]:
    """Yield counter styles in their order, with those that they extend or fall back to."""
    needed, found = set[str](), named
    while found:
        needed |= found
        found = {other for name in found for other in RELIES_ON.findall(styles[name])} & styles.keys() - needed
    return (style for name, style in styles.items() if name in needed)


@cache
def of_weasyprint() -> tuple[list[tuple[str, Asked]], dict[str, str]]:
    """Return the rules of WeasyPrint’s stylesheet with what each asks for, and its counter styles by name."""
    statements = list(_statements((files('weasyprint.css') / 'html5_ua.css').read_text('utf-8')))
    counter_styles = {match[1]: text for text, _ in statements if (match := COUNTER_STYLE.match(text.lstrip()))}
    return [each for each in statements if each[0] not in counter_styles.values()], counter_styles


def _statements(css: str) -> Iterator[tuple[str, Asked]]:
    """Yield the rules and at-rules of a stylesheet without its comments, and what each asks for."""
    css = MARK.sub(lambda match: ' ' if match[0].startswith('/*') else match[0], css)
    start, depth = 0, 0
    for match in MARK.finditer(css):
        depth += {'{': 1, '}': -1}.get(match[0], 0)
        if depth <= 0 and match[0] in '};':
            statement, start, depth = css[start : match.end()], match.end(), 0
            yield statement, _asked(statement.partition('{')[0].strip())
    yield css[start:], []


def _asked(selectors: str) -> Asked:
    """Return the names that each selector of a list asks for; nothing where one of them may match any element."""
    plain, before = ATTRIBUTE.sub('', selectors), ''
    while plain != before:
        # From the inside, as `:not(:is(p))` has others in it.
        plain, before = PSEUDO.sub('', plain), plain
    asked = [frozenset(_names(each)) for each in plain.split(',')]
    return [] if OTHER.search(plain) or not all(asked) else asked


def _names(selector: str) -> Iterator[str]:
    """Yield the names of elements in small letters, as they are compared in HTML, and classes as they are."""
    for name in NAME.findall(selector):
        if not name.startswith('#'):
            yield name if name.startswith('.') else name.lower()
