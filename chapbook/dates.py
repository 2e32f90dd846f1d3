"""Dates as authors write them: a table of forms, and what each of them says in the Gregorian calendar."""

import re
from datetime import date
from functools import cache

from chapbook.words import MONTHS

MORE_MONTHS = {
    'it': 'gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre',
    'pt': 'janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro',
    'nl': 'januari februari maart april mei juni juli augustus september oktober november december',
}
SHORT_MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'
NUMBERS = {
    name.casefold(): number
    for names in (SHORT_MONTHS, *MORE_MONTHS.values(), *MONTHS.values())
    for number, name in enumerate(names.split(), 1)
} | {'sept': 9, 'jänner': 1, 'febr': 2, 'okt': 10, 'dez': 12, 'dic': 12, 'setiembre': 9}
MONTH = '(?P<month>' + '|'.join(sorted(map(re.escape, NUMBERS), key=len, reverse=True)) + r')\b\.?'
DAY = r'(?P<day>\d{1,2})(?:st|nd|rd|th|er|º|°|\.)?'
OF = r'(?:\s+(?:of|de|del|di))?'
YEAR = r'(?P<year>\d{4})'
# Each form that a whole date may have; what says no more than a year comes last.
FORMS = (
    rf'{YEAR}(?:\s?[-–/]\s?\d{{4}})?',
    rf'{YEAR}(?P<by>[-/.])(?P<month>\d{{1,2}})(?:(?P=by)(?P<day>\d{{1,2}}))?(?:[T\s]\s*\d{{1,2}}:.*)?',
    rf'(?:(?P<day>\d{{1,2}})\.\s?)?(?P<month>\d{{1,2}})\.\s?{YEAR}',
    rf'(?P<day>\d{{1,2}})-(?P<month>\d{{1,2}})-{YEAR}',
    rf'(?P<first>\d{{1,2}})/(?P<second>\d{{1,2}})/{YEAR}',
    rf'(?P<month>\d{{1,2}})/{YEAR}',
    rf'{DAY}{OF}\s+{MONTH},?{OF}\s+{YEAR}',
    rf'{MONTH}\s+{DAY},?\s+{YEAR}',
    rf'{MONTH},?{OF}\s+{YEAR}',
    rf'(?:.*\D)?(?<![.\d-]){YEAR}(?![-.]?\d).*',
)


@cache
def read_date(written: str) -> str:
    """Return what a date says, as `2026`, `2026-03` or `2026-03-01`; '' where no year can be found in it.

    ValueError where the calendar has no such day or month. Where 3/5/2026 may be of March or of May it says the year.
    """
    for form in FORMS:
        if match := re.fullmatch(form, written.strip(), re.IGNORECASE):
            return _iso(**match.groupdict())
    return ''


def _iso(
    year: str,
    month: str | None = None,
    day: str | None = None,
    first: str | None = None,
    second: str | None = None,
    **_: str | None,
) -> str:
    """Return the parts of a date in ISO 8601 form; ValueError where there is no such day."""
    if first and second:
        lesser, greater = sorted((int(first), int(second)))
        date(int(year), lesser, greater)
        if greater <= 12 and lesser != greater:
            return year
        month, day = str(lesser), str(greater)
    parts = [int(year)]
    # 2025/26 is a winter, not a month.
    if month and (day or month != f'{(parts[0] + 1) % 100:02}'):
        parts += [int(month) if month.isdecimal() else NUMBERS[month.casefold()], *([int(day)] if day else [])]
    date(*[*parts, 1, 1][:3])
    return '-'.join([f'{parts[0]:04}', *(f'{part:02}' for part in parts[1:])])
