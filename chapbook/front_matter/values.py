"""Reads the values of the front matter: one text, several, a switch, a number, a name out of a few."""

import re
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from chapbook import dates, trims
from chapbook.editions import EDITIONS, PAPERS, matching
from chapbook.metadata import CONTROL, FIT_SHEET
from chapbook.problems import Place, Problem, UsageError, did_you_mean, error, warning

WORD_WITH_HYPHENS = re.compile(r'[^\W\d_]+(?:-[^\W\d_]+)*')
LANGUAGE_TAG = re.compile(r'[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|\d{3}))?(-[A-Za-z0-9]{5,8})*')
# Languages by the names that people give them.
TAGS = {
    'english': 'en', 'german': 'de', 'deutsch': 'de', 'french': 'fr', 'français': 'fr', 'spanish': 'es',
    'español': 'es', 'italian': 'it', 'italiano': 'it', 'portuguese': 'pt', 'português': 'pt', 'dutch': 'nl',
    'nederlands': 'nl', 'polish': 'pl', 'polski': 'pl', 'russian': 'ru', 'русский': 'ru', 'greek': 'el',
    'turkish': 'tr', 'türkçe': 'tr', 'arabic': 'ar', 'hebrew': 'he', 'japanese': 'ja', 'chinese': 'zh', 'hindi': 'hi',
    'vietnamese': 'vi', 'ukrainian': 'uk', 'czech': 'cs', 'swedish': 'sv', 'american': 'en-US', 'british': 'en-GB',
}  # fmt: skip
BINDINGS = ('stapled', 'glued')
# How the lines of printed paragraphs are broken: all of a paragraph at once, or line by line.
PARAGRAPHS = ('composed', 'greedy')
# The pages a text may be fitted to: a sheet has four, and with cover, imprint and back there is one for the text.
FEWEST_PAGES, MOST_PAGES = 4, 9999
DATE_HINT = 'write 2026-03-01, 2026-03 or 2026; or with its year as it shall be printed: 1 March 2026'
URL_HINT = 'write it as a browser shows it: https://example.org/repairs'
WEB_ADDRESS = re.compile(r'https?://[^\s/?#@]+\.?[^\s]*', re.IGNORECASE)
TRUE, FALSE = ('true', 'yes', 'on'), ('false', 'no', 'off')


@dataclass(slots=True)
class Reading:
    """The reading of one front matter: where it stands and what was found wrong."""

    path: Path
    problems: list[Problem] = field(default_factory=list)

    def at(self, node: yaml.Node) -> Place:
        """Return where a value stands."""
        # Line 1 is the opening `---`, and YAML counts from 0.
        return Place(self.path, node.start_mark.line + 2)

    def refuse(self, node: yaml.Node, message: str, hint: str | None = None) -> None:
        """Keep what is wrong with a value, and read on."""
        self.problems.append(error(message, self.at(node), hint))

    def doubt(self, node: yaml.Node, message: str, hint: str) -> None:
        """Tell of a value that is taken as it is."""
        self.problems.append(warning(message, self.at(node), hint))


def read_text(node: yaml.Node, reading: Reading) -> str:
    """Return one text on one line, as its author typed it."""
    if not isinstance(node, yaml.ScalarNode):
        reading.refuse(
            node, 'this key takes one text, not a list or a group', 'put it on one line, in quotes if need be'
        )
        return ''
    if CONTROL.search(node.value):
        reading.refuse(node, 'this value holds a control character', 'take it out: no reader can show it')
    return ' '.join(CONTROL.sub('', node.value).split())


def read_date(node: yaml.Node, reading: Reading) -> str:
    """Return a date as its author typed it, which the calendar must have."""
    written = read_text(node, reading)
    try:
        if written and not dates.read_date(written):
            reading.doubt(node, f'the date “{written}” names no year: it is printed as it is', DATE_HINT)
    except ValueError:
        reading.refuse(node, f'the calendar has no {written}', DATE_HINT)
    return written


def read_address(node: yaml.Node, reading: Reading) -> str:
    """Return the address of a web page, which a browser could open."""
    written = read_text(node, reading)
    if written and not WEB_ADDRESS.fullmatch(written):
        guess = f'did you mean https://{written}?' if re.match(r'[\w-]+(\.[\w-]+)+(/\S*)?$', written) else URL_HINT
        reading.refuse(node, f'“{written}” is not the address of a web page', guess)
    return written


def read_texts(node: yaml.Node, reading: Reading) -> tuple[str, ...]:
    """Return one text or the texts of a list."""
    nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
    return tuple(filter(None, (read_text(each, reading) for each in nodes)))


def read_switch(node: yaml.Node, reading: Reading) -> bool | None:
    """Return whether something is switched on."""
    word = read_text(node, reading).lower()
    if word not in TRUE + FALSE:
        reading.refuse(node, f'“{word}” is neither yes nor no', 'write true or false')
    return word in TRUE


def read_depth(node: yaml.Node, reading: Reading) -> int | None:
    """Return how many levels of headings the contents show."""
    word = read_text(node, reading)
    if word not in ('1', '2', '3', '4', '5'):
        reading.refuse(node, f'toc-depth is “{word}”', 'give a number from 1 to 5')
        return None
    return int(word)


def read_fit(node: yaml.Node, reading: Reading) -> int | None:
    """Return how many pages are to be filled."""
    word = read_text(node, reading)
    if word == 'sheet':
        return FIT_SHEET
    if not word.isdecimal() or not FEWEST_PAGES <= int(word) <= MOST_PAGES:
        hint = f'give a number of pages from {FEWEST_PAGES} on, or sheet for as many as fill the sheets'
        reading.refuse(node, f'fit is “{word}”', did_you_mean(word, ['sheet']) or hint)
        return None
    return int(word)


def read_paragraphs(node: yaml.Node, reading: Reading) -> str | None:
    """Return how paragraphs are broken into lines."""
    return _one_of('paragraphs', PARAGRAPHS, node, reading)


def read_hyphenation(node: yaml.Node, reading: Reading) -> tuple[str, ...]:
    """Return words with a hyphen wherever they may be broken."""
    words = tuple(word.replace('\xad', '-') for word in read_texts(node, reading))
    for word in words:
        if not WORD_WITH_HYPHENS.fullmatch(word):
            hint = 'write words alone, with a hyphen wherever one may be broken: [Mar-xis-mus, Kropotkin]'
            reading.refuse(node, f'“{word}” is not a word with its hyphens', hint)
    return words


def read_binding(node: yaml.Node, reading: Reading) -> str | None:
    """Return how a print shop binds the book."""
    return _one_of('binding', BINDINGS, node, reading)


def _one_of(key: str, names: tuple[str, ...], node: yaml.Node, reading: Reading) -> str | None:
    word = read_text(node, reading)
    if word not in names:
        hint = did_you_mean(word, list(names)) or f'write {" or ".join(names)}'
        reading.refuse(node, f'{key} is “{word}”', hint)
        return None
    return word


def read_editions(node: yaml.Node, reading: Reading) -> tuple[str, ...]:
    """Return the names of editions, or what they begin with."""
    names = read_texts(node, reading)
    for name in names:
        if not matching(name):
            hint = did_you_mean(name, [*EDITIONS]) or f'there are: {", ".join(EDITIONS)}'
            reading.refuse(node, f'there is no edition “{name}”', hint)
    return names


def read_size(node: yaml.Node, reading: Reading) -> trims.Size | None:
    """Return a trim size in mm."""
    word = read_text(node, reading)
    size_mm = trims.read_size(word)
    if size_mm is None and word:
        hint = did_you_mean(word, [*trims.SIZES]) or trims.SIZE_HINT
        reading.refuse(node, f'“{word}” is not the size of a page', hint)
    return size_mm


def read_papers(node: yaml.Node, reading: Reading) -> tuple[str, ...]:
    """Return the papers that there are booklets for, in small letters."""
    names = read_texts(node, reading)
    for name in names:
        if name.casefold() not in PAPERS:
            hint = 'write paper: A4, paper: Letter, or both: [A4, Letter]'
            reading.refuse(node, f'there is no booklet for the paper “{name}”', hint)
    return tuple(name.casefold() for name in names)


def read_stock(node: yaml.Node, reading: Reading) -> str | None:
    """Return the paper of the print shop, in the author’s own words."""
    from chapbook.sheets import creep

    word = read_text(node, reading)
    try:
        creep.thickness_mm(word)
    except UsageError as fault:
        reading.refuse(node, fault.problems[0].message, fault.problems[0].hint)
        return None
    return word


def read_lang(node: yaml.Node, reading: Reading) -> str:
    """Return a BCP 47 tag."""
    tag = read_text(node, reading).replace('_', '-')
    if not LANGUAGE_TAG.fullmatch(tag):
        known = TAGS.get(tag.casefold())
        hint = f'write lang: {known}' if known else 'give a BCP 47 tag: en, en-GB, de, pt-BR'
        reading.refuse(node, f'“{tag}” is not a language tag', hint)
    return tag
