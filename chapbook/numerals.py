"""The numbers of lists, as HTML numbers them: figures, letters and Roman numbers (4.4.5 and CSS Counter Styles 3)."""

import re

ROMAN = re.compile(r'(m{0,3})(cm|cd|d?c{0,3})(xc|xl|l?x{0,3})(ix|iv|v?i{0,3})')
ROMAN_VALUES = {
    'm': 1000, 'cm': 900, 'd': 500, 'cd': 400, 'c': 100, 'xc': 90, 'l': 50, 'xl': 40, 'x': 10, 'ix': 9, 'v': 5, 'iv': 4,
    'i': 1,
}  # fmt: skip
GREATEST_ROMAN = 3999


def roman(value: int) -> str:
    """Return a Roman number in small letters; figures where there is none."""
    if not 0 < value <= GREATEST_ROMAN:
        return str(value)
    told = ''
    for name, worth in ROMAN_VALUES.items():
        told += name * (value // worth)
        value %= worth
    return told


def roman_value(name: str) -> int:
    """Return the value of a Roman number in small letters, 0 where it is none."""
    if not name or not ROMAN.fullmatch(name):
        return 0
    values = [ROMAN_VALUES[sign] for sign in name]
    return sum(-value if value < after else value for value, after in zip(values, [*values[1:], 0], strict=True))


def numeral(kind: str, value: int) -> str:
    """Return a value as a list of this `type` shows it."""
    if kind in ('i', 'I'):
        return roman(value) if kind == 'i' else roman(value).upper()
    return chr(ord(kind) + value - 1) if kind in ('a', 'A') and 0 < value <= 26 else str(value)
