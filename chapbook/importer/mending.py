"""Repairs of single lines: damaged characters, invisible ones, white space and quotes."""

import html
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from html.entities import html5

from chapbook.importer.records import Finding, Kind

# What the bytes 80 to BF are in Windows-1252; the five it leaves open stay control characters.
HIGH = bytes(range(0x80, 0xC0))
CP1252 = {byte: bytes([byte]).decode('cp1252', 'ignore') or chr(byte) for byte in range(0x80, 0x100)}
BYTE_OF = {character: byte for byte, character in CP1252.items()}
TAILS = ''.join(re.escape(CP1252[byte]) for byte in HIGH)
# Signs that may follow a capital Ã or Â in a sound text: IRMÃ”, MANHÃ….
CLOSING = '”’…–—»'
# Beyond this, scripts in which joiners and marks of direction carry meaning.
JOINING_SCRIPTS = '֐'
ODD_SPACES = '\t\n\r\x0b\x0c\x1c-\x1f\x85\u1680\u2000-\u200a\u2028\u2029\u205f\u3000'
LETTER = r'[^\W\d_]'


@dataclass(frozen=True, slots=True)
class Mend:
    """One repair: what to look for, what to put, why; `label` names what cannot be seen in a report."""

    pattern: re.Pattern[str]
    put: str | Callable[[re.Match[str]], str]
    reason: str
    label: str = ''


def mend(text: str, number: int, lang: str) -> tuple[str, list[Finding]]:
    """Return line `number` of a text in the language `lang` repaired, and what was done."""
    findings: list[Finding] = []
    for repair in (*MENDS, *(() if lang == 'fr' else NOT_FRENCH)):
        mended, changed = _apply(repair, text)
        if changed:
            findings.append(Finding(Kind.MENDED, number, repair.label or _context(text, changed[0]), repair.reason))
        text = mended
    return text.strip(), findings


def _apply(repair: Mend, text: str) -> tuple[str, list[re.Match[str]]]:
    """Return the text after one repair, and the places it changed."""
    changed: list[re.Match[str]] = []

    def put(match: re.Match[str]) -> str:
        new = match.expand(repair.put) if isinstance(repair.put, str) else repair.put(match)
        if new != match[0]:
            changed.append(match)
        return new

    return repair.pattern.sub(put, text), changed


def _context(text: str, match: re.Match[str]) -> str:
    """Return the match with the words it stands in."""
    start = text.rfind(' ', 0, match.start()) + 1
    end = text.find(' ', match.end())
    return text[start : end if end >= 0 else len(text)].strip()


def _entity(match: re.Match[str]) -> str:
    known = match[0].startswith('&#') or match[0][1:] in html5
    return html.unescape(match[0]) if known else match[0]


def _twice_encoded(match: re.Match[str]) -> str:
    """Return what UTF-8 read as Windows-1252 was meant to be, or the match itself."""
    before = match.string[match.start() - 1 : match.start()]
    if match[0][0] in 'ÂÃ' and match[0][1] in CLOSING and (before.isupper() or not before):
        return match[0]
    try:
        return bytes(BYTE_OF[character] for character in match[0]).decode('utf-8')
    except (KeyError, UnicodeDecodeError):
        return match[0]


def _invisible(match: re.Match[str]) -> str:
    around = match.string[max(match.start() - 1, 0) : match.start()] + match.string[match.end() : match.end() + 1]
    return match[0] if any(character >= JOINING_SCRIPTS and character.isalpha() for character in around) else ''


def _compose(match: re.Match[str]) -> str:
    return unicodedata.normalize('NFC', match[0])


def _rule(pattern: str, put: str | Callable[[re.Match[str]], str], reason: str, label: str = '') -> Mend:
    return Mend(re.compile(pattern), put, reason, label)


MENDS: tuple[Mend, ...] = (
    _rule(r'&(?:#\d{2,6}|#[xX][0-9a-fA-F]{2,5}|[A-Za-z]{2,8}\d{0,2});', _entity, 'an HTML entity: now the character'),
    _rule(f'[Â-ô][{TAILS}]{{1,3}}', _twice_encoded, 'characters encoded twice: decoded'),
    _rule('[\x80-\x9f]', lambda match: CP1252[ord(match[0])], 'a Windows character: now its Unicode one'),
    _rule(
        '[\x00-\x08\x0e-\x1b\x7f-\x9f\ufffe\uffff]', '', 'stands for nothing in a text: removed', 'control character'
    ),
    _rule('[ﬀ-ﬆ]', lambda match: unicodedata.normalize('NFKC', match[0]), 'a ligature: now letters'),
    _rule('[^\\W\\d_][\u0300-\u036f]+', _compose, 'letter and accent apart: now one character'),
    _rule('[\u200b-\u200f\u2060\ufeff\xad]', _invisible, 'removed', 'invisible character'),
    _rule(
        '(?<![«‹])[\xa0\u202f](?![»›:;!?])', ' ', 'now an ordinary space', 'no-break space'
    ),
    _rule(f'[{ODD_SPACES}]', ' ', 'now an ordinary space', 'odd space'),
    _rule(' {2,}', ' ', 'now one', 'doubled spaces'),
    _rule('``|‘‘', '“', 'two single quotes: now one double quote'),
    _rule("''|’’", '”', 'two single quotes: now one double quote'),
    _rule('‚‚|(?<![^\\s(\\[]),,(?=\\w)', '„', 'two low quotes: now one double quote'),
    _rule(f'(?<={LETTER})[´`′‘](?={LETTER})', '’', 'not an apostrophe: now one'),
    _rule(r'(?<=\w) +,(?=\s|$)', ',', 'space before a comma: removed'),
    _rule(r'(?<=\w) +\.(?=$| +[A-ZÀ-Þ])', '.', 'space before a full stop: removed'),
)  # fmt: skip
# French sets a space before these signs; other languages do not.
NOT_FRENCH = (
    _rule(r'(?<=\w)[ \xa0\u202f]+(;|:|[!?]+)(?=\s|$)', r'\1', 'space before the sign: removed'),
    _rule('[\xa0\u202f]', ' ', 'now an ordinary space', 'no-break space'),
)
