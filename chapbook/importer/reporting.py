"""The report of an import: every guess, every repair and every dropped line."""

from itertools import groupby

from chapbook.importer.notes import without_calls
from chapbook.importer.records import Finding, Imported, Kind


def report(imported: Imported) -> str:
    """Return every finding as a plain line, those that say the same of several lines as one, and a line in sum."""
    keys = groupby(sorted(imported.findings, key=_same), key=_same)
    grouped = sorted((list(found) for _, found in keys), key=_rank)
    lines = [f'{_line_numbers([finding.line for finding in found])}: {found[0].said}' for found in grouped]
    dropped = [finding for finding in imported.findings if finding.kind is Kind.DROPPED]
    lost = sum(map(count_words, (finding.text for finding in dropped)))
    total = f'{imported.words:,} words in the text; {lost:,} words dropped in {len(dropped)} line(s)'
    return '\n'.join([*lines, total]) + '\n'


def count_words(text: str) -> int:
    """Return how many of the parts between spaces hold a letter or a digit."""
    return sum(any(map(str.isalnum, part)) for part in without_calls(text).split())


def _rank(found: list[Finding]) -> tuple[int, int, str]:
    return found[0].line, list(Kind).index(found[0].kind), found[0].text


def _same(finding: Finding) -> tuple[str, str, str]:
    return finding.kind, finding.text, finding.reason


def _line_numbers(numbers: list[int]) -> str:
    """Return `line 3`, or `lines 3, 5–8`."""
    unique = sorted(set(numbers))
    runs = [[number for _, number in run] for _, run in groupby(enumerate(unique), key=lambda pair: pair[1] - pair[0])]
    shown = [f'{run[0]}' if len(run) == 1 else f'{run[0]}–{run[-1]}' for run in runs]
    return ('line ' if len(unique) == 1 else 'lines ') + ', '.join(shown)
