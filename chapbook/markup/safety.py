"""Takes out of a text's HTML what no edition may hold: scripts, handlers, forms, frames, and addresses that run code.

nh3 decides what goes on; a scan of the same HTML under the same tables finds what it took, to tell the author.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import escape

import nh3

from chapbook.markup.tags import Attribute, Tag, read_tags

ELEMENTS = frozenset(
    'a abbr address article aside b bdi bdo blockquote br caption cite code col colgroup data dd del details dfn div '
    'dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hgroup hr i img ins kbd li mark nav ol p pre q rb rp '
    'rt rtc ruby s samp section small span strong sub summary sup table tbody td tfoot th thead time tr u ul var '
    'wbr'.split()
)
EVERYWHERE = frozenset('id class lang dir title role translate'.split())
PREFIXES = ('aria-', 'data-')
ATTRIBUTES = {
    'a': 'href hreflang name rel type',
    'blockquote': 'cite',
    'col': 'span',
    'colgroup': 'span',
    'data': 'value',
    'del': 'cite datetime',
    'details': 'open',
    'img': 'src alt width height loading',
    'ins': 'cite datetime',
    'li': 'value',
    'ol': 'start type reversed',
    'q': 'cite',
    'td': 'colspan rowspan headers',
    'th': 'colspan rowspan headers scope abbr',
    'time': 'datetime',
}
# The colons of a pipe table arrive as these, and the structure of the tree takes them away again.
SIDES = ('left', 'center', 'right')
ALIGNED = {'style': {f'text-align: {side};' for side in SIDES}, 'align': set(SIDES)}
VALUES = {'td': ALIGNED, 'th': ALIGNED}
SCHEMES = frozenset(['http', 'https', 'mailto', 'tel', 'data'])
ADDRESSES = frozenset(['href', 'src', 'cite'])
# White space and controls inside an address are dropped by those who follow it.
INVISIBLE = re.compile('[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028\u2029\ufeff]+')
SCHEME = re.compile('([A-Za-z][A-Za-z0-9+.-]*):')
DATA_PICTURE = re.compile('data:image/(?:png|jpeg|gif|webp)[;,]', re.IGNORECASE)
PLAIN_ADDRESS = re.compile(r'https?://[\w.-]+(?:[/?#][^\s\\]*)?|[#/.]?[\w./%~-]*(?:#[\w.:-]*)?|mailto:[\w.@-]+')
# These go with all they hold; of other elements that are not allowed the words stay.
WHOLE = frozenset(
    'script style svg math iframe frameset object applet noscript noembed noframes template textarea select option '
    'datalist button title head audio video canvas'.split()
)
FORM = 'a part of a form'
HEAD = 'what belongs in the head of a web page'
SCRIPT = 'a script'
FRAME = 'a frame'
OBJECT = 'an embedded object'
KINDS = {
    'script': SCRIPT, 'noscript': SCRIPT, 'template': SCRIPT, 'canvas': SCRIPT,
    'style': 'a style sheet',
    'svg': 'a drawing',
    'math': 'a formula',
    'iframe': FRAME, 'frame': FRAME, 'frameset': FRAME, 'noframes': FRAME,
    'object': OBJECT, 'embed': OBJECT, 'applet': OBJECT, 'noembed': OBJECT, 'audio': OBJECT, 'video': OBJECT,
    'form': FORM, 'input': FORM, 'button': FORM, 'select': FORM, 'option': FORM, 'textarea': FORM, 'datalist': FORM,
    'meta': HEAD, 'link': HEAD, 'base': HEAD, 'title': HEAD, 'head': HEAD,
}  # fmt: skip
INSTEAD = {
    'style': ' (put its rules into a .css file beside the text)',
    'svg': ' (put it into a file of its own and show it with ![what it shows](drawing.svg))',
    'math': ' (write it in words, or show a picture of it)',
}
LONGEST_NEEDLE = 60
# An attribute and the tag it stands in, as a needle.
OF_TAG = re.compile(r'<(?P<tag>[^\s<>]+) (?P<name>[^\s=<>]+)')
# Code in fences and within a line. What stands before a sign is told behind it: patterns that begin with one are quick.
CODE = re.compile(
    r'(?P<sign>[`~])(?:(?<=^.)(?P<fence>(?P=sign){2,}).*?^(?P=sign)(?P=fence)'
    r'|(?<=(?<!`)`)(?P<tick>`*)(?!`)[^`\n]+`(?P=tick)(?!`))',
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Removal:
    """One thing taken out."""

    what: str
    """What it was, to stand after “removed”."""
    needle: str
    """What to look for in the Markdown, with `locate`."""
    nth: int = 0
    """How many removals with the same needle came before."""


def clean(html: str) -> tuple[str, tuple[Removal, ...]]:
    """Return `html` without what no edition may hold, and what was removed; comments go without a word."""
    found: list[tuple[str, str]] = []
    html = _without(_without(html, '<?', '?>', found), '<![CDATA[', ']]>', found)
    found += _find(html)
    seen: Counter[str] = Counter()
    removals = []
    for what, needle in found:
        removals.append(Removal(what, needle, seen[needle.casefold()]))
        seen[needle.casefold()] += 1
    return _cleaner().clean(html), tuple(removals)


def locate(needle: str, text: str, nth: int = 0) -> int | None:
    """Return the line, from 1, on which `needle` stands in Markdown for the `nth` time (from 0), or else the last time.

    Case, white space and the order of attributes may differ; what stands in code counts where it stands nowhere else.
    """
    prose = CODE.sub(lambda match: re.sub(r'[^\n]', ' ', match[0]), text)
    if attribute := OF_TAG.fullmatch(needle):
        places = _places_of_attribute(attribute['tag'], attribute['name'], prose)
        if nth < len(places):
            return 1 + text.count('\n', 0, places[nth])
        needle = attribute['name']
    for where in (prose, text):
        for pattern in _patterns(needle):
            starts = [match.start() for match in pattern.finditer(where)]
            if starts:
                return 1 + text.count('\n', 0, starts[min(nth, len(starts) - 1)])
    return None


def _places_of_attribute(tag: str, name: str, prose: str) -> list[int]:
    """Return where tags of a name have an attribute, and behind those where braces have, whose tag none can tell."""
    behind = rf'(?P<at>{re.escape(name)})(?=[\s=/>}}])'
    patterns = (rf'<{re.escape(tag)}(?=\s)[^<>]*?(?<=\s){behind}', rf'\{{(?:[^{{}}\n]*?[\s:])??{behind}')
    return [match.start('at') for each in patterns for match in re.finditer(each, prose, re.IGNORECASE)]


def _patterns(needle: str) -> Iterator[re.Pattern[str]]:
    """Yield what to search for: the words as they are, then a tag with its attributes in any order, then its name."""
    pieces = [re.escape(piece) for piece in re.split(r'\s+|(?==)|(?<==)', needle.strip()) if piece]
    if not pieces:
        return
    yield re.compile(r'\s*'.join(pieces), re.IGNORECASE)
    tag = re.match(r'<\w[\w:-]*', needle)
    if tag:
        names = re.findall(r'\s([\w:-]+)(?==)', needle)
        looks = ''.join(rf'(?=[^>]*\s{re.escape(name)}\s*=)' for name in names)
        yield re.compile(rf'{re.escape(tag[0])}\b{looks}', re.IGNORECASE)
        yield re.compile(rf'{re.escape(tag[0])}\b', re.IGNORECASE)


@lru_cache(maxsize=1)
def _cleaner() -> nh3.Cleaner:
    attributes = {tag: set(names.split()) for tag, names in ATTRIBUTES.items()}
    return nh3.Cleaner(
        tags=set(ELEMENTS),
        clean_content_tags=set(WHOLE),
        attributes={'*': set(EVERYWHERE), **attributes},
        attribute_filter=_keep_value,
        tag_attribute_values=VALUES,
        generic_attribute_prefixes=set(PREFIXES),
        url_schemes=set(SCHEMES),
        link_rel=None,
        strip_comments=True,
    )


def _keep_value(tag: str, name: str, value: str) -> str | None:
    """Return the value of an attribute, None for an address of another scheme or for data that is no picture."""
    squeezed = INVISIBLE.sub('', value)
    scheme = SCHEME.match(squeezed)
    if name not in ADDRESSES or scheme is None:
        return value
    if scheme[1].lower() == 'data':
        return value if (tag, name) == ('img', 'src') and DATA_PICTURE.match(squeezed) else None
    # nh3 looks at the scheme of `href` and `src`, not of `cite`.
    return value if scheme[1].lower() in SCHEMES else None


@lru_cache(maxsize=1024)
def _is_kept(tag: str, name: str, value: str) -> bool:
    """Tell whether an allowed attribute keeps its value; nh3 itself is asked where an address is not plain."""
    if tag in VALUES and name in VALUES[tag]:
        return value in VALUES[tag][name]
    if name.startswith(PREFIXES):
        return True
    if name not in ATTRIBUTES.get(tag, '').split():
        return False
    if name not in ADDRESSES or PLAIN_ADDRESS.fullmatch(value):
        return True
    return f' {name}="' in _cleaner().clean(f'<{tag} {name}="{escape(value)}">')


def _find(html: str) -> Iterator[tuple[str, str]]:
    """Yield what is not allowed in `html`, in order, as a description and a needle."""
    ends: dict[str, dict[int, int]] = {}
    after = 0
    for tag in read_tags(html):
        if tag.start < after:
            continue
        if tag.name in ELEMENTS:
            for attribute in tag.attributes:
                # Nearly all are such, and each of another value.
                if attribute.name not in EVERYWHERE and not _is_kept(tag.name, attribute.name, attribute.value):
                    yield _describe_attribute(tag, attribute), _needle(tag, attribute)
            continue
        if not tag.raw.startswith('<!') or tag.endless:
            yield _describe(tag), _shorten(tag.raw)
        if tag.name in WHOLE:
            if tag.name not in ends:
                ends[tag.name] = _ends_of(tag.name, html)
            after = ends[tag.name].get(tag.start, after)


def _ends_of(name: str, html: str) -> dict[int, int]:
    """Return where each element of a name ends, by where it starts; those that are never closed are left out."""
    opened: list[int] = []
    ends = {}
    for match in re.finditer(rf'<(/?){re.escape(name)}(?=[\s/>])', html, re.IGNORECASE):
        if not match[1]:
            opened.append(match.start())
        elif opened:
            ends[opened.pop()] = match.end()
    return ends


def _describe(tag: Tag) -> str:
    """Return what a removed tag, comment or instruction was."""
    if not tag.name:
        what = 'a comment' if tag.raw.startswith('<!--') else 'an instruction' if tag.raw[1] in '?!' else 'a tag'
        return f'{what} that never ends, and all that follows it' if tag.endless else what
    if tag.name not in KINDS:
        return f'the element <{tag.name}>, whose words stay'
    what = f'{KINDS[tag.name]}, <{tag.name}>{INSTEAD.get(tag.name, "")}'
    lost = tag.endless and tag.name in WHOLE
    return f'{what}, and all that follows it, because </{tag.name}> is missing' if lost else what


def _describe_attribute(tag: Tag, attribute: Attribute) -> str:
    if attribute.name in ATTRIBUTES.get(tag.name, '').split():
        return f'the address “{_shorten(attribute.value)}” of <{tag.name}>'
    if attribute.name.startswith('on'):
        return f'the event handler {attribute.name} of <{tag.name}>'
    if attribute.name == 'style':
        return f'the style of <{tag.name}> (give it a class, and say in a .css file how that looks)'
    return f'the attribute {attribute.name} of <{tag.name}>'


def _needle(tag: Tag, attribute: Attribute) -> str:
    """Return what an attribute may be found by in Markdown: an address, or its name in the tag."""
    if attribute.name in ATTRIBUTES.get(tag.name, '').split():
        plain = attribute.written.partition('&amp;')[0]
        return _shorten(plain if ':' in plain else attribute.written)
    return f'<{tag.name} {attribute.name}'


def _shorten(words: str) -> str:
    return words[:LONGEST_NEEDLE].strip()


def _without(html: str, opening: str, closing: str, found: list[tuple[str, str]]) -> str:
    """Return `html` without what stands between two marks, which HTML itself would not know the end of."""
    kept, at = [], 0
    while (start := html.find(opening, at)) >= 0 and (end := html.find(closing, start)) >= 0:
        found.append((f'what stands between {opening} and {closing}', _shorten(html[start:end])))
        kept.append(html[at:start])
        at = end + len(closing)
    return ''.join([*kept, html[at:]])
