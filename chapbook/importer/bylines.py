"""Lines that name who made a text, and when: `By Anna Roe`, `Posted on 3 May 2019 by A. Roe and B. Doe`."""

import re
from dataclasses import dataclass, replace

from chapbook.importer.dates import Found, find_date
from chapbook.importer.residue import SEPARATOR, reason_to_drop

# What introduces a name, and the role it gives (MARC relator codes).
ROLES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        'trl',
        (
            r'(?:(?:re)?translated|translation)(?: from the \w+)? by|translators?:|übersetzt von|übersetzung:',
            r'aus dem \w+ von',
            r'traduit (?:de l’\w+ |du \w+ )?par|traduction ?:|traducido por|traducción:|tradotto da',
        ),
    ),
    ('edt', (r'edited by|editors?:|herausgegeben von|édité par|editado por',)),
    ('ill', (r'illustrated by|illustrations? by|illustriert von|illustré par',)),
    ('pht', (r'photo(?:graph)?s? by|photography by|fotos? von|photos? de',)),
    (
        'aut',
        (
            r'(?:(?:written|words|text|posted|published|story|article|essay|an? (?:essay|article|speech)) )?by:?',
            r'(?:by )?authors?:|verfasst von|von|autor(?:in)?:|par|auteur ?:|(?:escrito )?por|di|door',
        ),
    ),
)
PATTERNS = tuple((re.compile('|'.join(patterns), re.IGNORECASE), role) for role, patterns in ROLES)
PARTICLES = frozenset(
    'de del della di da do dos das du des la le van von der den ten ter zu zur bin ibn al el y e af av'.split()
)
BODIES = re.compile(
    r'(?:the )?(?:[\w’\' -]{0,40}\s)?'
    r'(?:editors?|editorial(?: (?:board|collective|team))?|collective|committee|board|staff|group|team|redaktion)',
    re.IGNORECASE,
)
AND = re.compile(r'\s*(?:,\s*(?:and|und|et|&)\s|,|;|\s(?:and|und|et|y|en|&|\+)\s)\s*')
# What may stand between a name and a date, or around them.
BETWEEN = re.compile(r'^[\s,|–—·•:/()-]+|[\s,|–—·•/()-]+$')
JOINT = re.compile(
    r'(?:^|\s)(?:on|am|le|el|op|vom|du|posted|published|updated|veröffentlicht|publié)(?:\s+on)?:?\s*$', re.IGNORECASE
)
DATE_LINE = re.compile(
    r'(?:(?:first |originally |last )?(?:posted|published|updated|modified|date|written|veröffentlicht|erschienen|stand'
    r'|publié|paru|publicado|pubblicato|geplaatst)(?: on| am| le| el| il| op)?:?|on|am|le)?',
    re.IGNORECASE,
)
# Words with a capital that stand under titles, and name no person.
NO_NAMES = frozenset(
    'introduction preface foreword editorial contents chapter part volume issue press magazine journal review times'
    ' news weekly monthly quarterly society university institute department edition einleitung vorwort inhalt kapitel'
    ' teil verlag zeitung préface avant-propos chapitre partie édition revue prólogo capítulo parte'.split()
)
FULL_NAME = range(2, 5)
LONGEST_LINE = 250
MOST_NAME = 60
MOST_WORDS = 6


@dataclass(frozen=True, slots=True)
class Byline:
    """Who made a text, as role and name, and when; `residue` is what the page added, such as `5 Comments`."""

    people: tuple[tuple[str, str], ...] = ()
    date: Found | None = None
    residue: tuple[str, ...] = ()


def read_byline(text: str) -> Byline | None:
    """Return what a line says of people and date, None where it says more than that or nothing of the kind."""
    parts = SEPARATOR.split(text) if len(text) <= LONGEST_LINE else []
    residue = tuple(part for part in parts if reason_to_drop(part))
    said = ' | '.join(part for part in parts if part not in residue)
    byline = _read(said) if said else None
    return replace(byline, residue=residue) if byline else None


def _read(text: str) -> Byline | None:
    date = find_date(text)
    rest = _around(date) if date else text
    if date and DATE_LINE.fullmatch(rest):
        return Byline((), date)
    for pattern, role in PATTERNS:
        match = pattern.match(rest)
        if match and match.end() < len(rest):
            names = _names(_trim(rest[match.end() :]))
            return Byline(tuple((role, name) for name in names), date) if names else None
    if date and (names := _names(rest)) and ' ' in rest:
        return Byline(tuple(('aut', name) for name in names), date)
    return None


def names_alone(text: str, small: frozenset[str]) -> tuple[str, ...]:
    """Return the names a line is made of, without a `by`: none where a word of it is in `small` or files a text.

    `small` are the words that the text has in lower case: what is a name is written with a capital everywhere.
    """
    names = _names(text) if len(text) <= LONGEST_LINE else ()
    words = [word.casefold() for name in names for word in re.split(r'[\s-]+', name) if word not in PARTICLES]
    full = all(len(name.split()) in FULL_NAME for name in names)
    return names if full and not small.intersection(words) and not NO_NAMES.intersection(words) else ()


def introduces_name(text: str) -> bool:
    """Tell whether a line is nothing but the `By` that a page sets above the name."""
    return any(pattern.fullmatch(text) for pattern, _ in PATTERNS)


def _around(date: Found) -> str:
    """Return a line without its date and without the signs and words that tied it in."""
    before = JOINT.sub('', _trim(date.before)) if not DATE_LINE.fullmatch(_trim(date.before)) else ''
    return ' '.join(filter(None, (_trim(before), _trim(date.after))))


def _trim(text: str) -> str:
    return BETWEEN.sub('', text).strip()


def _names(text: str) -> tuple[str, ...]:
    """Return the names a line lists, none where one of them cannot be a name."""
    if len(text) <= MOST_NAME and BODIES.fullmatch(text):
        return (text,)
    names = tuple(AND.split(text))
    return names if all(map(is_name, names)) else ()


def is_name(text: str) -> bool:
    """Tell whether words could be a person’s name: few, capitalised but for particles, letters alone."""
    words = text.split()
    if not words or len(words) > MOST_WORDS or len(text) > MOST_NAME:
        return False
    if not all(re.fullmatch(r"[^\W\d_]([^\W\d_]|['’.-])*", word) for word in words):
        return False
    if words[0].casefold() in ('the', 'a', 'an', 'all', 'any', 'no', 'our', 'this', 'my', 'your', 'der', 'die', 'das'):
        return False
    small = [word for word in words if word[0].islower() and word not in PARTICLES]
    return not small and not words[-1][0].islower() and not re.search(r'[^\W\d_]{3}\.$', text)
