"""Dates: what authors write, a table of forms read in the Gregorian calendar, and how each language writes them."""

import re
from datetime import date
from functools import cache

from chapbook.words import words_for

# How each language writes a month, and a date from day {d}, month {m} and year {y}.
MONTHS = {
    'en': 'January February March April May June July August September October November December',
    'de': 'Januar Februar März April Mai Juni Juli August September Oktober November Dezember',
    'fr': 'janvier février mars avril mai juin juillet août septembre octobre novembre décembre',
    'es': 'enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre',
    'it': 'gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre',
}
DATES = {'en': '{d} {m} {y}', 'de': '{d}. {m} {y}', 'fr': '{d} {m} {y}', 'es': '{d} de {m} de {y}', 'it': '{d} {m} {y}'}
# How the first of a month is written where it is no plain number.
FIRSTS = {'fr': '1er', 'it': '1º'}
MONTH_DATES = {'en': '{m} {y}', 'de': '{m} {y}', 'fr': '{m} {y}', 'es': '{m} de {y}', 'it': '{m} {y}'}
MORE_MONTHS = {
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


def format_date(written: str, lang: str) -> str:
    """Return an ISO date as its language writes it, and any other date as the author wrote it."""
    # The hour, which other programs note as well, is for no reader.
    match = re.fullmatch(r'(\d{4})-(\d{2})(?:-(\d{2})(?:[T ]\d{2}:\d{2}.*)?)?', written)
    primary = words_for(lang)[1]
    if match is None or primary != lang.partition('-')[0].lower():
        return written
    year, month, day = int(match[1]), int(match[2]), int(match[3] or 1)
    try:
        date(year, month, day)
    except ValueError:
        return written
    pattern = (DATES if match[3] else MONTH_DATES)[primary]
    if lang.lower() == 'en-us' and match[3]:
        pattern = '{m} {d}, {y}'
    first = FIRSTS.get(primary, day) if day == 1 else day
    return pattern.format(d=first, m=MONTHS[primary].split()[month - 1], y=year)


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
