"""The header of an e-mail that was saved with its text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from chapbook.importer.bylines import is_name
from chapbook.importer.dates import find_date
from chapbook.importer.records import Finding, Kind, Line

FIELD = re.compile(
    r'(?P<name>from|to|cc|bcc|subject|date|sent|reply-to|message-id|in-reply-to|return-path|received|x-[\w-]+'
    r'|mime-version|content-[\w-]+|list-[\w-]+|von|an|betreff|datum|gesendet|de|à|objet|date)\s*:\s*(?P<value>.*)',
    re.IGNORECASE,
)
MEANING = {
    'subject': 'title', 'betreff': 'title', 'objet': 'title',
    'from': 'author', 'von': 'author', 'de': 'author',
    'date': 'date', 'sent': 'date', 'datum': 'date', 'gesendet': 'date',
}  # fmt: skip
FEWEST_FIELDS = 3
REPLY = re.compile(r'(?:(?:re|fwd?|aw|wg|tr)\s*:\s*)+', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Letter:
    """What the header of an e-mail says: each is '' where it does not."""

    title: str = ''
    author: str = ''
    date: str = ''


def read_letter(lines: Sequence[Line]) -> tuple[list[Line], Letter, list[Finding]]:
    """Return the lines with the e-mail header made blank, what it says, and the findings; all as it was without one."""
    start = next((place for place, line in enumerate(lines) if line.text), len(lines))
    end = start
    while end < len(lines) and _in_header(lines[end], first=end == start):
        end += 1
    fields = [match for line in lines[start:end] if (match := FIELD.fullmatch(line.text))]
    meanings = {MEANING.get(match['name'].lower()) for match in fields}
    if len(fields) < FEWEST_FIELDS or 'title' not in meanings:
        return list(lines), Letter(), []
    found: dict[str, str] = {}
    findings = [_read_field(line, found) for line in lines[start:end]]
    blank = [Line(line.number, '') for line in lines[start:end]]
    return [*lines[:start], *blank, *lines[end:]], Letter(**found), findings


def _in_header(line: Line, *, first: bool) -> bool:
    """Tell whether a line is a field, or goes on with one: such lines are set in."""
    return bool(FIELD.fullmatch(line.text) or (line.text and line.indent and not first))


def _read_field(line: Line, found: dict[str, str]) -> Finding:
    """Put what one line of the header means into `found` and return the finding about it."""
    match = FIELD.fullmatch(line.text)
    meaning = MEANING.get(match['name'].lower()) if match else None
    value = _READERS[meaning](match['value']) if match and meaning else ''
    if not meaning or not value or meaning in found:
        return Finding(Kind.DROPPED, line.number, line.text, 'a line of the e-mail’s header')
    found[meaning] = value
    return Finding(Kind(meaning), line.number, value, f'from the e-mail’s header “{line.text}”')


def _subject(value: str) -> str:
    return REPLY.sub('', value, count=1).strip()


def _sender(value: str) -> str:
    """Return the sender’s name without the address; '' where there is no name."""
    name = re.sub(r'\s*[<(\[]?[^\s<(\[]+@[^\s>)\]]+[>)\]]?', '', value).strip(' "\'')
    return name if is_name(name) else ''


def _date(value: str) -> str:
    date = find_date(value)
    return date.date if date else ''


_READERS = {'title': _subject, 'author': _sender, 'date': _date}
