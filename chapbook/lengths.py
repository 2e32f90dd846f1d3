"""Lengths and numbers as the tokens of a theme write them, in points."""

import re

from chapbook.problems import ChapbookError, error

POINTS = {'pt': 1.0, 'mm': 72 / 25.4, 'cm': 720 / 25.4, 'in': 72.0, 'pc': 12.0, 'px': 0.75}
LENGTH = re.compile(rf'(\d+\.?\d*|\.\d+)({"|".join(POINTS)})')
NUMBER = re.compile(r'\d+\.?\d*|\.\d+')


def points(length: str) -> float:
    """Return an absolute CSS length in points; ChapbookError where it is none."""
    if match := LENGTH.fullmatch(length.strip()):
        return float(match[1]) * POINTS[match[2]]
    hint = f'a number and a unit such as 148mm; units are {", ".join(POINTS)}'
    raise ChapbookError(error(f'“{length}” is not a length that a page or a title can have', None, hint))


def number_of(name: str, tokens: dict[str, str], unit: str = '') -> float:
    """Return a token that is a number, 0 or more, of a unit; ChapbookError where it is none."""
    if NUMBER.fullmatch(tokens[name].removesuffix(unit)):
        return float(tokens[name].removesuffix(unit))
    hint = f'give it a number such as 0.5{unit} in styles/tokens.css'
    raise ChapbookError(error(f'{name} is “{tokens[name]}”, which is not a number', None, hint))
