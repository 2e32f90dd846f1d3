"""Hyphens that stand for dashes, and words that a line end cut in two: guesses about whole pieces of text."""

import re
from dataclasses import replace
from itertools import pairwise

from chapbook.importer.records import Finding, Form, Kind, Line, Piece

LETTER = r'[^\W\d_]'
# A hyphen before these hangs as it should: pre- and post-war, Vor- und Nachteile.
SUSPENDED = frozenset(
    'and or nor to as but und oder bis wie sowie noch beziehungsweise et ou à ni y o u e en of tot a ed od'.split()
)
AFTER_QUOTE = re.compile(r'(?<=["”’)])-(?=\s)')
AFTER_WORD = re.compile(rf'(?<!\S)(\S*{LETTER})- +({LETTER}+)')
BEFORE_WORD = re.compile(rf'(?<=[\w,”’"]) -(?={LETTER}{{2,}}(?:[\s,.;:!?”’"]|-\s|$))')
BETWEEN = re.compile(r'(?<=\S) - (?=\S)')
DASH = 'a hyphen used as a dash: now a spaced en dash'
CUT = 'a word cut in two: joined, as it stands elsewhere'

Words = frozenset[str]


def mend_dashes(piece: Piece, words: Words) -> tuple[Piece, list[Finding]]:
    """Return the piece with spaced en dashes for such hyphens; `words` are those of the whole text, case-folded."""
    if piece.form is Form.BREAK:
        return piece, []
    if piece.form is Form.LINES:
        mended = [_mend(line.text, words) for line in piece.lines]
        lines = tuple(replace(line, text=text) for line, (text, _) in zip(piece.lines, mended, strict=True))
        found = [
            Finding(Kind.MENDED, line.number, excerpt, reason)
            for line, (_, changes) in zip(piece.lines, mended, strict=True)
            for _, excerpt, reason in changes
        ]
        return replace(piece, lines=lines, text=' '.join(line.text for line in lines)), found
    text, changes = _mend(piece.text, words)
    findings = _joins(piece.lines, words)
    findings += [Finding(Kind.MENDED, _line_at(piece.lines, at), excerpt, reason) for at, excerpt, reason in changes]
    return replace(piece, text=text), findings


def _mend(text: str, words: Words) -> tuple[str, list[tuple[int, str, str]]]:
    """Return the text mended, and of each change its offset, the words around it, and why."""
    changes: list[tuple[int, str, str]] = []

    def put(match: re.Match[str], new: str, reason: str = DASH) -> str:
        changes.append((match.start(), context(match), reason))
        return new

    def after_word(match: re.Match[str]) -> str:
        if match[2].casefold() in SUSPENDED:
            return match[0]
        if bare(match[1] + match[2]) in words:
            return put(match, match[1] + match[2], CUT)
        return put(match, f'{match[1]} – {match[2]}')

    text = AFTER_QUOTE.sub(lambda match: put(match, ' –'), text)
    text = AFTER_WORD.sub(after_word, text)
    text = BEFORE_WORD.sub(lambda match: put(match, ' – '), text)
    return BETWEEN.sub(lambda match: put(match, ' – '), text), changes


def _joins(lines: tuple[Line, ...], words: Words) -> list[Finding]:
    """Return the words that were parted at a line end, and how they were joined."""
    findings = []
    for first, second in pairwise(lines):
        start, rest = first.text.rpartition(' ')[2], second.text.partition(' ')[0]
        joined = join(start, rest, words)
        if joined != f'{start} {rest}':
            reason = f'parted at the line end: now “{joined}”'
            findings.append(Finding(Kind.MENDED, first.number, f'{start} {rest}', reason))
    return findings


def _line_at(lines: tuple[Line, ...], offset: int) -> int:
    """Return the number of the line that holds the character at `offset` of the joined lines."""
    end = 0
    for line in lines:
        end += len(line.text) + 1
        if offset < end:
            return line.number
    return lines[-1].number


def context(match: re.Match[str]) -> str:
    """Return a match with the words around it, for a report."""
    text = match.string
    start = text.rfind(' ', 0, max(match.start() - 1, 0)) + 1
    end = text.find(' ', match.end() + 1)
    return text[start : end if end >= 0 else len(text)].strip()


def join(first: str, second: str, words: Words) -> str:
    """Return two lines of one paragraph as one; a word parted at the line end is whole again.

    Its hyphen goes only where the word stands without it elsewhere in the text.
    """
    start, rest = first.rpartition(' ')[2], second.partition(' ')[0]
    if not re.search(rf'{LETTER}-$', first) or not re.match(LETTER, second) or bare(rest) in SUSPENDED:
        return f'{first} {second}'
    if second[0].isupper() or bare(start + rest) in words:
        return first + second
    return first.removesuffix('-') + second if bare(start[:-1] + rest) in words else first + second


def bare(word: str) -> str:
    """Return a word case-folded and without the punctuation around it."""
    return word.casefold().strip('"“”„‘’\'()[],.;:!?')


def words_of(text: str) -> Words:
    """Return the words of a text, case-folded, without the punctuation around them."""
    return frozenset(filter(None, map(bare, text.split())))
