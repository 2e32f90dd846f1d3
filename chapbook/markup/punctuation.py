"""How each language punctuates: its quotation marks, elisions, dashes and no-break spaces, as tables."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache

from chapbook.markup.signs import Signs, holds

# Opening and closing marks of the first and second level, and the languages that use them, as CLDR and the style
# guide of each language give them. A tag is looked up with its region or script, then without, then as DEFAULT.
MARKS = {
    '“”‘’': 'en nl tr pt ga cy eo id ms th vi ko zh hi sw af',
    '„“‚‘': 'de cs sk sl is lt lv et bg mk sr bs hsb dsb',
    '«»‹›': 'de-ch de-li fr-ch it-ch fa ps rm',
    '«»“”': 'fr es it pt-pt pt-ao pt-mz ca gl eu el sq ast oc br',
    '„”«»': 'pl ro',
    '„”»«': 'hu',
    '„”‚’': 'hr',
    '»«›‹': 'da',
    '””’’': 'sv fi he',
    '«»‘’': 'nb no nn fo',
    '«»„“': 'ru uk be hy ka kk',
    '「」『』': 'ja zh-tw zh-hk zh-hant',
}
DEFAULT = 'en'
# Words that begin with an apostrophe: always, and unless a closing mark makes them a quotation.
FIRM_ELISIONS = {'en': 'tis twas twere twill twould twixt pon em un uns'}
ELISIONS = {
    'en': 'til till bout cos cuz coz cause round neath nuff n',
    'nl': 's t n k m r ns ie',
    'de': 's n ne nen nem ner nes rauf raus rein rum runter rüber ran',
    'af': 'n',
    'it': 'sto sta ste sti na nu ndrangheta',
}
UNITS = (
    '% ‰ ° °C °F km m cm mm km² m² m³ kg g mg t l L ml cl ha h min s € £ $ kWh MWh GWh TWh kW MW GW W V Hz kHz MHz GHz '
    'kB MB GB TB px pt dpi'
)
PAGES = 'p. pp. P. S. s. ss. str. pág. págs. стр. с. page pages Seite Seiten página páginas'
BEFORE_NUMBERS = (
    '§ §§ № n° nº p. pp. P. S. s. ss. str. pág. págs. стр. с. Nr. No. Nos. no. nos. nr. č. vol. vols. Vol. Bd. ch. '
    'chs. Ch. chap. Kap. cap. fig. figs. Fig. Abb. Tab. Art. art. arts. Abs. par. Anm. '
    'sec. Sec. ust. rozdz. čl. odst. n. nn.'
)
# Before a name.
TITLES = 'Dr. Prof. Mr. Mrs. Ms. Mx. St. Ste. Fr. Hr. Sr. Sra. Dra. Mme Mme. Mlle Mlle. Mgr Mgr. dr. prof. św. sv.'

DIGITS = '0123456789'
# What stands in the words of a block for a line break, and for what is not read: code, a picture.
BREAK, THING = '\u2028', '\ufffc'
NBSP, NARROW = '\u00a0', '\u202f'
# Spaces that may end a line, and all those an author may have typed.
LOOSE, SPACE = r'[ \t\n\r\f]', '[ \t\n\r\f\u00a0\u2009\u202f]'

Edit = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Rule:
    """One change: what the group `x` of the pattern holds becomes `new`; nothing changes where `new` returns None."""

    signs: Signs
    """What a text must hold for anything slower to be tried; most texts hold it nowhere."""
    pattern: str
    new: str | Callable[[re.Match[str]], str | None]
    gate: str = ''
    """A simpler pattern to try before the other, where the sign alone is common."""
    numeric: bool = False
    """Whether it finds nothing where there is no digit."""

    sign: str = field(init=False)
    """The one sign that a text must hold, '' where it may be one of several."""

    def __post_init__(self) -> None:
        object.__setattr__(self, 'sign', self.signs if isinstance(self.signs, str) else '')

    def opens(self, text: str) -> bool:
        """Tell whether a text holds what this rule is about."""
        return holds(text, self.signs) and (not self.gate or _gate(self.gate)(text) is not None)

    def edits(self, text: str) -> Iterator[Edit]:
        """Yield the changes to `text`: offset, end, and what to put there."""
        # `re` compiles a pattern at its first use and keeps it: most texts need few of them.
        for match in re.finditer(self.pattern, text):
            start, end = match.span('x')
            new = self.new if isinstance(self.new, str) else self.new(match)
            if start >= 0 and new is not None and text[start:end] != new:
                yield start, end, new


def has_digits(text: str) -> bool:
    """Tell whether a text has a digit of any script."""
    return any(map(text.__contains__, DIGITS)) or (not text.isascii() and _gate(r'\d')(text) is not None)


@cache
def _gate(pattern: str) -> Callable[[str], object]:
    """Return what tells whether a text holds a pattern."""
    return re.compile(pattern).search


@dataclass(frozen=True, slots=True, eq=False)
class Style:
    """The punctuation of one language; `before` and `after` are its rules before and after quotes are resolved."""

    marks: str
    firm_elision: re.Pattern[str]
    elision: re.Pattern[str]
    before: tuple[Rule, ...]
    after: tuple[Rule, ...]


@cache
def style_for(lang: str) -> Style:
    """Return the style of a BCP 47 tag; a tag that is malformed, empty or unknown gives that of DEFAULT."""
    subtags = re.split('[-_]', lang.strip().lower())
    names = [f'{subtags[0]}-{subtag}' for subtag in subtags[1:]] + [subtags[0], DEFAULT]
    marks = {name: row for row, languages in MARKS.items() for name in languages.split()}
    known = next(name for name in names if name in marks)
    primary = known.partition('-')[0]
    return Style(
        marks=marks[known],
        firm_elision=_words(FIRM_ELISIONS.get(primary, '')),
        elision=_words(ELISIONS.get(primary, '')),
        before=(*BEFORE, *LOCAL_BEFORE.get(primary, ())),
        # What a language adds comes first: the common rules then see the spaces it has made.
        after=(*next((LOCAL_AFTER[name] for name in names if name in LOCAL_AFTER), ()), *AFTER),
    )


def _words(words: str) -> re.Pattern[str]:
    """Return a pattern of an apostrophe and one of the words, but not of a word in a pair of quotes."""
    return re.compile(rf"['’](?:{_any_of(words)})(?![\w'’])" if words else r'(?!)', re.IGNORECASE)


def _any_of(words: str) -> str:
    return '|'.join(map(re.escape, words.split()))


def _initial_space(match: re.Match[str]) -> str | None:
    """Return a no-break space after the initial of a name, `K. Marx`, and inside an abbreviation, `z. B.`."""
    text, dot, following = match.string, match.start(), match.end()
    letter = text[max(0, dot - 1) : dot]
    name = letter.isupper() and text[following].isupper()
    abbreviation = letter.isalpha() and text[following].isalpha() and text[following + 1 : following + 2] == '.'
    return NBSP if name or abbreviation else None


def _before_name(match: re.Match[str]) -> str | None:
    """Return a no-break space between a title and a name, `Dr. Falk`."""
    return NBSP if match.string[match.end()].isupper() else None


def _range_dash(match: re.Match[str]) -> str | None:
    """Return an en dash where two numbers are a range, None where they may be a name, a date or a telephone number."""
    if match['x'] is None:
        return None
    first, last = match['first'], match['last']
    ascending = int(first[: max(0, len(first) - len(last))] + last) > int(first)
    if not ascending or (first[0] == '0' and len(first) > 1):
        return None
    years = 1000 <= int(first) < 2200 and (len(last) == 2 or (len(last) == 4 and int(last) < 2200))
    small = len(first) <= len(last) <= 3
    return '–' if match['pages'] or years or small else None


NUMBERS = (
    # Numbers that are not ranges come first, so that they are read whole and passed over.
    r'\b(?:ISBN|ISSN|DOI|[Tt][eé]l|[Tt][eé]l[eé](?:f|ph)\w+|[Pp]hone|[Ff]ax)\b[\W_]*\d[\d\s():./–-]*'
    r'|\+\d[\d\s()./–-]*|\d+(?:-\d+){2,}'
    rf'|(?:(?P<pages>\b(?:{_any_of(PAGES)})\s+)|(?<![\w.,:/+–-])(?<!\d{SPACE}))'
    rf'(?P<first>\d{{1,4}})(?P<x>-)(?P<last>\d{{1,4}})(?!\w|[-–.,:/]\w|{SPACE}\d|[-–])'
)
INCHES = rf'{SPACE}?\d{{1,3}}(?:[.,/]\d+)?'
BEFORE = (
    # A pattern that begins with a mark is found at once: what must not stand before it is looked for behind it.
    # Longer runs of hyphens are rules; arrows and the ends of comments are no dashes.
    Rule('---', r'(?P<x>---)(?![->])(?<![-<]---)(?<!<!---)', '—'),
    Rule('--', r'(?P<x>--)(?![->])(?<![-<]--)(?<!<!--)', '–'),
    Rule('...', r'(?<!\.)(?P<x>\.\.\.)(?!\.\.)', '…'),
    Rule('-', NUMBERS, _range_dash, r'\d-\d', numeric=True),
    Rule('"', rf'(?<!\w)\d{{1,3}}(?P<x>\')(?={INCHES}")', '′', r"\d'", numeric=True),
    Rule('′', rf'\d′{INCHES}(?P<x>")', '″'),
)
# rock 'n' roll
LOCAL_BEFORE = {
    'en': (
        Rule("'", r"(?<!\w)(?P<x>')(?=[nN]['’](?!\w))", '’', "'[nN]['’]"),
        Rule('’', r"(?<!\w)’[nN](?P<x>')(?!\w)", '’', "’[nN]'"),
    ),
}
AFTER = (
    Rule(('–', '—'), rf'(?<=\S)(?P<x>{LOOSE}+)(?=[–—](?:[\s,.;:!?)]|\Z))', NBSP),
    Rule('', rf"(?<=\d)(?P<x>{LOOSE}+)(?=(?:{_any_of(UNITS)})(?![\w'’]))", NBSP, rf'\d{LOOSE}', numeric=True),
    Rule('', rf"(?<![\w'’])(?:{_any_of(BEFORE_NUMBERS)})(?P<x>{LOOSE}+)(?=\d)", NBSP, rf'{LOOSE}\d', numeric=True),
    Rule('.', rf'\.(?<!\w\w\.)(?P<x>{LOOSE}+)(?=\w)', _initial_space),
    Rule(
        '',
        rf"(?<![\w'’])(?:{_any_of(TITLES)})(?P<x>{LOOSE}+)(?=\w)",
        _before_name,
        rf'(?:{_any_of(TITLES)}){LOOSE}',
    ),
)
TIGHT_ELLIPSIS = Rule('…', rf'(?<=\w)(?P<x>{SPACE}+)(?=…(?:\W|\Z))', '')
QUEBEC = (
    TIGHT_ELLIPSIS,
    Rule('«', rf'«(?P<x>{SPACE}*)(?=\S)', NARROW),
    Rule('»', rf'(?<=\S)(?P<x>{SPACE}*)(?=»)', NARROW),
    Rule((';', '!', '?'), rf'(?<=\S)(?P<x>{SPACE}+)(?=[;!?]+(?!\w))', NARROW),
    Rule(':', rf'(?<=\S)(?P<x>{SPACE}+)(?=:(?:[\s»”’…)]|\Z))', NBSP),
    Rule(':', r'(?<=[\w)\]»”’%…\ufffc])(?P<x>)(?=:(?:[\s»]|\Z))', NBSP),
)
FRENCH = (
    *QUEBEC,
    Rule((';', '!', '?'), r'(?<=[^\s;:!?(\[{«“‘/])(?P<x>)(?=[;!?]+(?:[\s)\]}»”’…–—,.]|\Z))', NARROW),
)


def _bound(letters: str) -> tuple[Rule, ...]:
    """Return the rules of a language in which no word of one of these letters ends a line."""
    return TIGHT_ELLIPSIS, Rule('', rf"(?<![\w'’-])[{letters}{letters.upper()}](?P<x>{LOOSE}+)(?=\S)", NBSP)


LOCAL_AFTER = {
    'fr': FRENCH, 'fr-ca': QUEBEC, 'pl': _bound('aiouwz'), 'cs': _bound('aikosuvz'), 'sk': _bound('aikosuvz'),
}  # fmt: skip
