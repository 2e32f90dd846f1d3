"""Front matter: what a text says of itself between its first two `---` lines."""

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

from chapbook import trims
from chapbook.editions import EDITIONS, PAPERS, matching
from chapbook.problems import Place, Problem, UsageError, did_you_mean, error, warning

LANGUAGE_TAG = re.compile(r'[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|\d{3}))?(-[A-Za-z0-9]{5,8})*')
# What XML 1.0 cannot hold, section 2.2.
CONTROL = re.compile('[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x84\\x86-\\x9f\\ud800-\\udfff\\ufffe\\uffff]')
YAML_HINT = 'a value that holds “: ” or begins with a quote, @, * or & must stand in quotes: title: "One: two"'
# What else is amiss where YAML’s own words say so.
YAML_HINTS = {
    r"'\t'": 'write spaces instead of the tab',
    "found '<scalar>'": 'a value in quotes ends at the next such quote: for “Don’t” write title: "Don\'t"',
}
# How the lines of printed paragraphs are broken: all of a paragraph at once, or line by line.
BINDINGS = ('stapled', 'glued')
PARAGRAPHS = ('composed', 'greedy')
# The pages a text may be fitted to: a sheet has four, and with cover, imprint and back there is one for the text.
FIT_SHEET, FEWEST_PAGES, MOST_PAGES = 0, 4, 9999
TRUE, FALSE = ('true', 'yes', 'on'), ('false', 'no', 'off')


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who made the text; `role` is a MARC relator code, `file_as` the name to sort by."""

    name: str
    role: str = 'aut'
    file_as: str | None = None


@dataclass(frozen=True, slots=True)
class Hotspot:
    """The network of a table without internet: its name, its password or '', and the address of the page there."""

    ssid: str
    address: str
    password: str = ''


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a text says of itself, in the author's own words; `lang` is a BCP 47 tag."""

    title: str
    subtitle: str | None = None
    authors: tuple[Person, ...] = ()
    date: str | None = None
    lang: str = 'en'
    description: str | None = None
    subjects: tuple[str, ...] = ()
    publisher: str | None = None
    place: str | None = None
    rights: str | None = None
    identifier: str | None = None
    url: str | None = None
    hotspot: Hotspot | None = None
    price: str | None = None
    cover_image: str | None = None
    cover_image_alt: str | None = None
    toc: bool | None = None
    toc_depth: int = 2
    paragraphs: str = 'composed'
    fit: int | None = None
    """How many pages the printed text shall fill, 0 for as many as fill their sheets."""
    editions: tuple[str, ...] = ()
    size_mm: tuple[float, float] | None = None
    papers: tuple[str, ...] = ()
    binding: str = 'stapled'
    stock: str = '90gsm book'
    profile: str | None = None
    prices: tuple[tuple[str, str], ...] = ()
    guide: bool | None = None
    link_codes: bool = False
    css: tuple[str, ...] = ()

    @property
    def byline(self) -> str:
        """The names of the authors, as a cover gives them."""
        return ', '.join(person.name for person in self.authors if person.role == 'aut')

    @property
    def urn(self) -> str:
        """The identifier given, or one computed from title, authors and language: the same at every build."""
        if self.identifier:
            return self.identifier
        names = '|'.join(person.name for person in self.authors)
        return uuid.uuid5(uuid.NAMESPACE_URL, f'chapbook|{self.title}|{names}|{self.lang}').urn


@dataclass(slots=True)
class _Reading:
    """The reading of one front matter: where it stands and what was found wrong."""

    path: Path
    problems: list[Problem] = field(default_factory=list)

    def at(self, node: yaml.Node) -> Place:
        # Line 1 is the opening `---`, and YAML counts from 0.
        return Place(self.path, node.start_mark.line + 2)

    def refuse(self, node: yaml.Node, message: str, hint: str | None = None) -> None:
        self.problems.append(error(message, self.at(node), hint))


def read_metadata(front: str, path: Path) -> tuple[Metadata | None, list[Problem]]:
    """Return what the front matter `front` says, and what is wrong with it; no metadata where it cannot be used.

    Scalars stay as typed: a title `No`, a date or a number is not turned into anything else (YAML 1.1 would).
    """
    reading = _Reading(path)
    try:
        root = yaml.compose(front, Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as fault:
        line = fault.problem_mark.line + 2 if fault.problem_mark else None
        problem = fault.problem or 'it cannot be read'
        hint = next((hint for words, hint in YAML_HINTS.items() if words in problem), YAML_HINT)
        return None, [error(f'the front matter is not YAML: {problem}', Place(path, line), hint)]
    if not isinstance(root, yaml.MappingNode):
        hint = 'at least: title: …, with a space after the colon'
        return None, [error('the front matter has no “key: value” lines', Place(path, 1), hint)]
    values = _read_keys(root, reading)
    if not values.get('title'):
        reading.problems.append(
            error('the text has no title', Place(path, 1), 'add a line title: … to the front matter')
        )
        return None, reading.problems
    if 'lang' not in values:
        hint = 'add lang: en (or de, fr, en-GB …): hyphens, quotes and screen readers go by it'
        reading.problems.append(warning('the text does not say its language; English is assumed', Place(path, 1), hint))
    return replace(Metadata(title=values.pop('title')), **values), reading.problems


def _read_keys(root: yaml.MappingNode, reading: _Reading) -> dict[str, Any]:
    """Return the values of the known keys by field name; unknown, doubled and unusable ones become problems."""
    values: dict[str, Any] = {}
    for key_node, node in root.value:
        key = str(key_node.value)
        if key not in KEYS:
            other = OTHER_NAMES.get(key.lower())
            hint = f'its name here is “{other}”' if other else did_you_mean(key, list(KEYS)) or KNOWN_KEYS
            reading.refuse(key_node, f'unknown front-matter key “{key}”', hint)
            continue
        name, read = KEYS[key]
        if name in values:
            reading.refuse(key_node, f'the key “{key}” is given twice', 'keep one of the two')
        value = read(node, reading)
        if value not in (None, '', ()):
            values[name] = value
    return values


def _read_text(node: yaml.Node, reading: _Reading) -> str:
    if not isinstance(node, yaml.ScalarNode):
        reading.refuse(
            node, 'this key takes one text, not a list or a group', 'put it on one line, in quotes if need be'
        )
        return ''
    if CONTROL.search(node.value):
        reading.refuse(node, 'this value holds a control character', 'take it out: no reader can show it')
    return ' '.join(CONTROL.sub('', node.value).split())


def _read_texts(node: yaml.Node, reading: _Reading) -> tuple[str, ...]:
    nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
    return tuple(filter(None, (_read_text(each, reading) for each in nodes)))


def _read_switch(node: yaml.Node, reading: _Reading) -> bool | None:
    word = _read_text(node, reading).lower()
    if word not in TRUE + FALSE:
        reading.refuse(node, f'“{word}” is neither yes nor no', 'write true or false')
    return word in TRUE


def _read_depth(node: yaml.Node, reading: _Reading) -> int | None:
    word = _read_text(node, reading)
    if word not in ('1', '2', '3', '4', '5'):
        reading.refuse(node, f'toc-depth is “{word}”', 'give a number from 1 to 5')
        return None
    return int(word)


def _read_fit(node: yaml.Node, reading: _Reading) -> int | None:
    word = _read_text(node, reading)
    if word == 'sheet':
        return FIT_SHEET
    if not word.isdecimal() or not FEWEST_PAGES <= int(word) <= MOST_PAGES:
        hint = f'give a number of pages from {FEWEST_PAGES} on, or sheet for as many as fill the sheets'
        reading.refuse(node, f'fit is “{word}”', did_you_mean(word, ['sheet']) or hint)
        return None
    return int(word)


def _read_paragraphs(node: yaml.Node, reading: _Reading) -> str | None:
    word = _read_text(node, reading)
    if word not in PARAGRAPHS:
        hint = did_you_mean(word, list(PARAGRAPHS)) or f'write {" or ".join(PARAGRAPHS)}'
        reading.refuse(node, f'paragraphs is “{word}”', hint)
        return None
    return word


def _read_editions(node: yaml.Node, reading: _Reading) -> tuple[str, ...]:
    names = _read_texts(node, reading)
    for name in names:
        if not matching(name):
            hint = did_you_mean(name, [*EDITIONS]) or f'there are: {", ".join(EDITIONS)}'
            reading.refuse(node, f'there is no edition “{name}”', hint)
    return names


def _read_size(node: yaml.Node, reading: _Reading) -> trims.Size | None:
    word = _read_text(node, reading)
    size_mm = trims.read_size(word)
    if size_mm is None and word:
        hint = did_you_mean(word, [*trims.SIZES]) or trims.SIZE_HINT
        reading.refuse(node, f'“{word}” is not the size of a page', hint)
    return size_mm


def _read_papers(node: yaml.Node, reading: _Reading) -> tuple[str, ...]:
    names = _read_texts(node, reading)
    for name in names:
        if name.casefold() not in PAPERS:
            hint = 'write paper: A4, paper: Letter, or both: [A4, Letter]'
            reading.refuse(node, f'there is no booklet for the paper “{name}”', hint)
    return tuple(name.casefold() for name in names)


def _read_binding(node: yaml.Node, reading: _Reading) -> str | None:
    word = _read_text(node, reading)
    if word not in BINDINGS:
        hint = did_you_mean(word, list(BINDINGS)) or f'write {" or ".join(BINDINGS)}'
        reading.refuse(node, f'binding is “{word}”', hint)
        return None
    return word


def _read_stock(node: yaml.Node, reading: _Reading) -> str | None:
    from chapbook.sheets import creep

    word = _read_text(node, reading)
    try:
        creep.thickness_mm(word)
    except UsageError as fault:
        reading.refuse(node, fault.problems[0].message, fault.problems[0].hint)
        return None
    return word


def _read_prices(node: yaml.Node, reading: _Reading) -> tuple[tuple[str, str], ...]:
    """Return what printing costs, by name, in the author’s own words."""
    from chapbook.sheets import costs

    if not isinstance(node, yaml.MappingNode):
        reading.refuse(node, 'prices are a group of names and amounts', PRICES_HINT)
        return ()
    pairs = tuple((str(key.value), _read_text(value, reading)) for key, value in node.value)
    try:
        costs.prices(pairs)
    except UsageError as fault:
        for problem in fault.problems:
            reading.refuse(node, problem.message, problem.hint)
        return ()
    return pairs


def _read_lang(node: yaml.Node, reading: _Reading) -> str:
    tag = _read_text(node, reading).replace('_', '-')
    if not LANGUAGE_TAG.fullmatch(tag):
        reading.refuse(node, f'“{tag}” is not a language tag', 'give a BCP 47 tag: en, en-GB, de, pt-BR')
    return tag


def _read_people(node: yaml.Node, reading: _Reading) -> tuple[Person, ...]:
    nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
    return tuple(filter(None, (_read_person(each, reading) for each in nodes)))


def _read_person(node: yaml.Node, reading: _Reading) -> Person | None:
    if not isinstance(node, yaml.MappingNode):
        name = _read_text(node, reading)
        return Person(name) if name else None
    parts = {str(key.value): _read_text(value, reading) for key, value in node.value}
    unknown = [key for key in parts if key not in ('name', 'role', 'file-as')]
    if unknown:
        reading.refuse(node, f'unknown key “{unknown[0]}” for a person', 'a person has name, role and file-as')
    if not parts.get('name'):
        reading.refuse(node, 'a person has no name', 'write: - name: …')
        return None
    role = ROLES.get(parts.get('role', 'author').lower())
    if role is None:
        hint = did_you_mean(parts['role'], list(ROLES)) or f'known roles: {", ".join(ROLES)}'
        reading.refuse(node, f'unknown role “{parts["role"]}”', hint)
    return Person(parts['name'], role or 'aut', parts.get('file-as') or None)


def _read_hotspot(node: yaml.Node, reading: _Reading) -> Hotspot | None:
    """Return a network; its name has 32 bytes at most, its password 8 to 63 letters (IEEE 802.11, annex J)."""
    if not isinstance(node, yaml.MappingNode):
        reading.refuse(node, 'a hotspot has a name and an address', HOTSPOT_HINT)
        return None
    parts = {str(key.value): _read_text(value, reading) for key, value in node.value}
    password, address = parts.get('password', ''), parts.get('address', '')
    for key in parts.keys() - HOTSPOT_KEYS:
        hint = did_you_mean(key, sorted(HOTSPOT_KEYS)) or HOTSPOT_HINT
        reading.refuse(node, f'unknown key “{key}” for a hotspot', hint)
    if not 0 < len(parts.get('ssid', '').encode()) <= 32:
        reading.refuse(node, 'the ssid of a hotspot is the name of its network, 1 to 32 letters', HOTSPOT_HINT)
    if password and not (8 <= len(password) <= 63 and password.isascii()):
        reading.refuse(node, 'the password of a Wi-Fi network has 8 to 63 letters, without accents', HOTSPOT_HINT)
    if not re.fullmatch(r'https?://[^\s/]+(/\S*)?', address):
        reading.refuse(node, 'a hotspot has no address that a browser could open', HOTSPOT_HINT)
    return Hotspot(parts.get('ssid', ''), address, password)


HOTSPOT_KEYS = frozenset(('ssid', 'password', 'address'))
HOTSPOT_HINT = 'write: hotspot: {ssid: Corner table, password: pass it on, address: "http://10.42.0.1:8000/"}'

PRICES_HINT = 'write: prices: {ream: 4.50, side: 0.03, staples: 2.90, currency: €}'

# MARC relator codes for the roles a pamphlet names: https://www.loc.gov/marc/relators/
ROLES = {
    'author': 'aut', 'aut': 'aut', 'editor': 'edt', 'edt': 'edt', 'translator': 'trl', 'trl': 'trl',
    'illustrator': 'ill', 'ill': 'ill', 'designer': 'dsr', 'dsr': 'dsr', 'photographer': 'pht', 'pht': 'pht',
}  # fmt: skip

# Every key of the front matter: the field it fills and how its value is read.
KEYS: dict[str, tuple[str, Callable[[yaml.Node, _Reading], Any]]] = {
    'title': ('title', _read_text),
    'subtitle': ('subtitle', _read_text),
    'author': ('authors', _read_people),
    'date': ('date', _read_text),
    'lang': ('lang', _read_lang),
    'description': ('description', _read_text),
    'subject': ('subjects', _read_texts),
    'publisher': ('publisher', _read_text),
    'place': ('place', _read_text),
    'rights': ('rights', _read_text),
    'identifier': ('identifier', _read_text),
    'url': ('url', _read_text),
    'hotspot': ('hotspot', _read_hotspot),
    'price': ('price', _read_text),
    'cover-image': ('cover_image', _read_text),
    'cover-image-alt': ('cover_image_alt', _read_text),
    'toc': ('toc', _read_switch),
    'toc-depth': ('toc_depth', _read_depth),
    'paragraphs': ('paragraphs', _read_paragraphs),
    'fit': ('fit', _read_fit),
    'editions': ('editions', _read_editions),
    'size': ('size_mm', _read_size),
    'paper': ('papers', _read_papers),
    'binding': ('binding', _read_binding),
    'stock': ('stock', _read_stock),
    'profile': ('profile', _read_text),
    'prices': ('prices', _read_prices),
    'guide': ('guide', _read_switch),
    'link-codes': ('link_codes', _read_switch),
    'css': ('css', _read_texts),
}
KNOWN_KEYS = f'known keys: {", ".join(KEYS)}'
# What other programs call the same.
OTHER_NAMES = {
    'language': 'lang', 'locale': 'lang', 'authors': 'author', 'creator': 'author', 'by': 'author',
    'keywords': 'subject', 'tags': 'subject', 'categories': 'subject', 'subjects': 'subject',
    'license': 'rights', 'licence': 'rights', 'copyright': 'rights',
    'summary': 'description', 'abstract': 'description',
    'cover': 'cover-image', 'image': 'cover-image', 'isbn': 'identifier', 'uuid': 'identifier', 'link': 'url',
    'source': 'url', 'website': 'url', 'stylesheet': 'css', 'wifi': 'hotspot', 'table-of-contents': 'toc',
    'cost': 'prices', 'costs': 'prices', 'fold-guide': 'guide',
    'edition': 'editions', 'formats': 'editions', 'papers': 'paper', 'trim': 'size', 'page-size': 'size',
}  # fmt: skip
