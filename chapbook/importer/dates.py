"""Dates as web pages write them, in a handful of languages."""

import re
from dataclasses import dataclass

from chapbook.dates import DAY, MONTH, NUMBERS, OF

YEAR = r'(?P<year>1[5-9]\d\d|20\d\d)'
TIME = (
    r'(?:,?\s+(?:at\s+|um\s+|à\s+)?\d{1,2}[:.h]\d{2}(?::\d{2})?(?:\s*[ap]\.?m\.?)?'
    r'(?:\s*(?:Uhr|GMT|UTC|[A-Z]{2,4}))?(?:\s*[+-]\d{4})?(?:\s*\([A-Z]+\))?)?'
)
WEEKDAYS = (
    'monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun '
    'montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag '
    'lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes miércoles jueves viernes sábado domingo '
    'lunedì martedì mercoledì giovedì venerdì sabato maandag dinsdag woensdag donderdag vrijdag zaterdag zondag'
)
WEEKDAY = r'(?:\b(?:' + '|'.join(sorted(WEEKDAYS.split(), key=len, reverse=True)) + r')\b\.?,?\s+)?'
FORMS = tuple(
    re.compile(rf'{WEEKDAY}{form}{TIME}', re.IGNORECASE)
    for form in (
        rf'(?<![\d-]){YEAR}-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)(?:T[\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?',
        rf'(?<!\d){DAY}{OF}\s+{MONTH},?{OF}\s+{YEAR}(?!\d)',
        rf'\b{MONTH}\s+{DAY},?\s+{YEAR}(?!\d)',
        rf'(?<![\d.])(?P<day>\d{{1,2}})\.\s?(?P<month>\d{{1,2}})\.\s?{YEAR}(?!\d)',
        rf'(?<![\d/])(?P<first>\d{{1,2}})/(?P<second>\d{{1,2}})/{YEAR}(?!\d)',
        rf'\b{MONTH},?{OF}\s+{YEAR}(?!\d)',
    )
)


@dataclass(frozen=True, slots=True)
class Found:
    """A date in a line: `date` in ISO form, or as written where day and month cannot be told apart."""

    date: str
    before: str
    after: str
    sure: bool = True


def find_date(text: str) -> Found | None:
    """Return the first full date, or month and year, in a line, None where it holds none."""
    for form in FORMS:
        for match in form.finditer(text):
            parts = match.groupdict()
            before, after = text[: match.start()], text[match.end() :]
            if 'first' in parts:
                return _numeric(match, before, after)
            month = parts['month'].casefold()
            number = int(month) if month.isdecimal() else NUMBERS[month]
            day = int(parts['day']) if parts.get('day') else None
            if 1 <= number <= 12 and (day is None or 1 <= day <= 31):
                tail = f'-{day:02}' if day else ''
                return Found(f'{parts["year"]}-{number:02}{tail}', before, after)
    return None


def _numeric(match: re.Match[str], before: str, after: str) -> Found | None:
    """Return 3/5/2019 as written, for nobody can tell; 13/5/2019 and 5/13/2019 leave no doubt."""
    first, second, year = int(match['first']), int(match['second']), match['year']
    if not (1 <= first <= 31 and 1 <= second <= 31) or min(first, second) > 12:
        return None
    if max(first, second) > 12:
        month, day = sorted((first, second))
        return Found(f'{year}-{month:02}-{day:02}', before, after)
    return Found(f'{match["first"]}/{match["second"]}/{year}', before, after, sure=False)
