"""Drops what a web page says around a text: whole lines, each with a reason."""

import re
from collections.abc import Sequence
from itertools import pairwise

from chapbook.importer import page_words
from chapbook.importer.records import Finding, Kind, Line, plain

TABLE = tuple(
    (re.compile('|'.join(f'(?:{pattern})' for pattern in patterns), re.IGNORECASE), reason)
    for reason, patterns in page_words.ALWAYS.items()
)
IN_COMPANY = re.compile(f'(?:{"|".join(page_words.IN_COMPANY)})[.:]?', re.IGNORECASE)
TAGS = re.compile(page_words.TAGS, re.IGNORECASE)
BULLET = re.compile(r'^[•·*\-–|►▶]\s+|\s+[|•·]$')
SEPARATOR = re.compile(r'\s[|·•/»>]\s')
WAY = re.compile(r'\S\s[>›»]\s\S')
COMPANY = 'a word of the page’s own, beside other such lines'
WRAPPED_WIDTHS = range(45, 121)
ENDS = ('.', '!', '?', ':', '…', '”', '"', ')')
SHORTEST_PROSE = 60
# How many words of a menu in a row give it away, anywhere and outside the text proper.
LONGER_RUN, SHORTER_RUN = 3, 2
KEPT_AS_SUBJECT = 'the page’s tags: kept as subject in the front matter'


def drop_residue(lines: Sequence[Line]) -> tuple[list[Line], tuple[str, ...], list[Finding]]:
    """Return the lines with residue made blank, the subjects its tags name, and what was dropped."""
    reasons = {line.number: reason for line in lines if (reason := reason_to_drop(line.text))}
    for number in _inside_paragraphs(lines, reasons):
        del reasons[number]
    spoken = [line for line in lines if line.text]
    if spoken and WAY.search(spoken[0].text):
        reasons[spoken[0].number] = 'the way to the page'
    for line in _in_company(spoken, reasons):
        reasons.setdefault(line.number, COMPANY)
    dropped = [line for line in spoken if line.number in reasons]
    findings = [Finding(Kind.DROPPED, line.number, line.text, reasons[line.number]) for line in dropped]
    subjects = dict.fromkeys(subject for line in dropped for subject in _subjects(line.text))
    kept = [Line(line.number, '') if line.number in reasons else line for line in lines]
    return kept, tuple(subjects), findings


def _inside_paragraphs(lines: Sequence[Line], reasons: dict[int, str]) -> list[int]:
    """Return the lines that read like residue but continue a hard-wrapped sentence, or are continued."""
    around = [Line(0, ''), *lines, Line(0, '')]
    return [
        line.number
        for before, line, after in zip(around, around[1:], around[2:], strict=False)
        if line.number in reasons and ((before.number not in reasons and _runs_on(before)) or after.text[:1].islower())
    ]


def _runs_on(line: Line) -> bool:
    return line.width in WRAPPED_WIDTHS and not line.text.endswith(ENDS)


def _in_company(spoken: list[Line], reasons: dict[int, str]) -> list[Line]:
    """Return the lines of a word or two that belong to a menu: in a row, or beside residue outside the text proper."""
    prose = [line.number for line in spoken if len(line.text) >= SHORTEST_PROSE and line.number not in reasons]
    first, last = (prose[0], prose[-1]) if prose else (0, 0)
    outside = [line for line in spoken if not first <= line.number <= last]
    runs = _runs(spoken, LONGER_RUN) + _runs(outside, SHORTER_RUN)
    found = [line for run in runs for line in run]
    known = set(reasons)
    # Each word dropped may give away the next, in either direction.
    for ordered in (outside, outside[::-1]):
        for before, line in pairwise(ordered):
            if before.number in known and IN_COMPANY.fullmatch(_words(line.text)):
                known.add(line.number)
                found.append(line)
    return found


def _runs(lines: list[Line], shortest: int) -> list[list[Line]]:
    """Return runs of at least `shortest` neighbours that are each a word of the page’s own."""
    runs: list[list[Line]] = [[]]
    for line in lines:
        if IN_COMPANY.fullmatch(_words(line.text)):
            runs[-1].append(line)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if len(run) >= shortest]


def _words(text: str) -> str:
    return plain([BULLET.sub('', text)])


def reason_to_drop(text: str) -> str | None:
    """Return why a whole line is residue, None where it is not."""
    words = _words(text)
    if not words:
        return None
    if TAGS.fullmatch(words):
        return KEPT_AS_SUBJECT
    parts = [part.strip() for part in SEPARATOR.split(words)]
    if len(parts) > 1 and all(IN_COMPANY.fullmatch(part) for part in parts):
        return 'a menu of the page'
    return next((reason for pattern, reason in TABLE if pattern.fullmatch(words)), None)


def _subjects(text: str) -> list[str]:
    match = TAGS.fullmatch(_words(text))
    return [subject for part in match[1].split(',') if (subject := part.strip(' .#'))] if match else []
