"""Reads the values of the front matter that are groups of names and values: people, a hotspot, prices."""

import re
from dataclasses import fields

import yaml

from chapbook.front_matter.values import Reading, read_text
from chapbook.metadata import Hotspot, Person
from chapbook.problems import UsageError, did_you_mean
from chapbook.words import ENGLISH, Words, blanks

HOTSPOT_KEYS = frozenset(('ssid', 'password', 'address'))
HOTSPOT_HINT = 'write: hotspot: {ssid: Corner table, password: pass it on, address: "http://10.42.0.1:8000/"}'

WORDS = tuple(field.name for field in fields(Words))
WORDS_HINT = 'write: words: {contents: Spis treści, notes: Przypisy}'

PRICES_HINT = 'write: prices: {ream: 4.50, side: 0.03, staples: 2.90, currency: €}'

# MARC relator codes for the roles a pamphlet names: https://www.loc.gov/marc/relators/
ROLES = {
    'author': 'aut', 'aut': 'aut', 'editor': 'edt', 'edt': 'edt', 'translator': 'trl', 'trl': 'trl',
    'illustrator': 'ill', 'ill': 'ill', 'designer': 'dsr', 'dsr': 'dsr', 'photographer': 'pht', 'pht': 'pht',
}  # fmt: skip
# What other programs are told of a person.
FOR_OTHERS = frozenset('affiliation affiliations corresponding degrees email id orcid url website'.split())


def read_people(node: yaml.Node, reading: Reading) -> tuple[Person, ...]:
    """Return people, each a name alone or a group of name, role and file-as."""
    nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
    return tuple(filter(None, (_read_person(each, reading) for each in nodes)))


def _read_person(node: yaml.Node, reading: Reading) -> Person | None:
    if not isinstance(node, yaml.MappingNode):
        name = read_text(node, reading)
        return Person(name) if name else None
    parts = {str(key.value): read_text(value, reading) for key, value in node.value}
    unknown = [key for key in parts if key not in ('name', 'role', 'file-as')]
    if foreign := [key for key in unknown if key in FOR_OTHERS]:
        reading.doubt(node, f'of a person “{foreign[0]}” is not printed', 'a person has name, role and file-as')
    elif unknown:
        reading.refuse(node, f'unknown key “{unknown[0]}” for a person', 'a person has name, role and file-as')
    if not parts.get('name'):
        reading.refuse(node, 'a person has no name', 'write: - name: …')
        return None
    role = ROLES.get(parts.get('role', 'author').lower())
    if role is None:
        hint = did_you_mean(parts['role'], list(ROLES)) or f'known roles: {", ".join(ROLES)}'
        reading.refuse(node, f'unknown role “{parts["role"]}”', hint)
    return Person(parts['name'], role or 'aut', parts.get('file-as') or None)


def read_hotspot(node: yaml.Node, reading: Reading) -> Hotspot | None:
    """Return a network; its name has 32 bytes at most, its password 8 to 63 letters (IEEE 802.11, annex J)."""
    if not isinstance(node, yaml.MappingNode):
        reading.refuse(node, 'a hotspot has a name and an address', HOTSPOT_HINT)
        return None
    parts = {str(key.value): read_text(value, reading) for key, value in node.value}
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


def read_prices(node: yaml.Node, reading: Reading) -> tuple[tuple[str, str], ...]:
    """Return what printing costs, by name, in the author’s own words."""
    from chapbook.sheets import costs

    if not isinstance(node, yaml.MappingNode):
        reading.refuse(node, 'prices are a group of names and amounts', PRICES_HINT)
        return ()
    pairs = tuple((str(key.value), read_text(value, reading)) for key, value in node.value)
    try:
        costs.prices(pairs)
    except UsageError as fault:
        for problem in fault.problems:
            reading.refuse(node, problem.message, problem.hint)
        return ()
    return pairs


def read_words(node: yaml.Node, reading: Reading) -> tuple[tuple[str, str], ...]:
    """Return what the program shall say around the text, by the names of its own words, with the same blanks."""
    if not isinstance(node, yaml.MappingNode):
        reading.refuse(node, 'words are a group of names and what shall be said', WORDS_HINT)
        return ()
    told = ((str(key.value).replace('-', '_'), key, read_text(value, reading)) for key, value in node.value)
    return tuple((name, said) for name, key, said in told if _may_say(name, key, said, reading))


def _may_say(name: str, key: yaml.Node, said: str, reading: Reading) -> bool:
    """Tell whether words can stand for those of a name, or refuse them."""
    written = name.replace('_', '-')
    if name not in WORDS:
        hint = did_you_mean(written, [each.replace('_', '-') for each in WORDS]) or WORDS_HINT
        reading.refuse(key, f'there are no words “{written}”', hint)
        return False
    ours = getattr(ENGLISH, name)
    try:
        fits = bool(said) and blanks(said) == blanks(ours)
    except ValueError:
        fits = False
    if not fits:
        reading.refuse(key, f'the words “{written}” cannot stand for “{ours}”', 'write as many {} as there, and words')
    return fits
