"""Findings in sentences: what is alike is told once, with the pages it is on."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from chapbook.preflight.finding import Finding
from chapbook.problems import Place, Problem, Severity

# How many pages and ranges of pages are named before they are counted.
NAMED = 8
ORDER = (Severity.ERROR, Severity.WARNING, Severity.NOTE)


def problems(findings: Iterable[Finding], path: Path) -> list[Problem]:
    """Return findings as problems of a file, the worst first."""
    ordered = sorted(findings, key=_kind_of)
    return [_problem(list(alike), path) for _, alike in groupby(ordered, _kind_of)]


def _kind_of(finding: Finding) -> tuple[int, str, str]:
    return ORDER.index(finding.severity), finding.check, finding.message


def _problem(alike: list[Finding], path: Path) -> Problem:
    first = min(alike, key=lambda finding: finding.page)
    others = sorted({finding.page for finding in alike} - {first.page})
    more = f', and on {_pages(others)}' if others else _times(len(alike))
    source = f' (at {first.source})' if first.source and first.source.line else ''
    place = Place(path, page=first.page, box_mm=first.box_mm)
    return Problem(first.severity, f'{first.message}{more}{source}', place, first.hint)


def _times(count: int) -> str:
    return f', {count} times on this page' if count > 1 else ''


def _pages(numbers: list[int]) -> str:
    """Return pages in order, those that follow each other as one range: 2, 4–9 and 12 more."""
    runs = [[page for _, page in run] for _, run in groupby(enumerate(numbers), lambda each: each[1] - each[0])]
    # Two that follow each other are no range.
    parts = [part for run in runs for part in ([run] if len(run) > 2 else [[page] for page in run])]
    named = [f'{part[0]}–{part[-1]}' if len(part) > 1 else f'{part[0]}' for part in parts[:NAMED]]
    left = sum(map(len, parts[NAMED:]))
    told = f'{", ".join(named)} and {left} more' if left else ', '.join(named)
    return f'{"page" if len(numbers) == 1 else "pages"} {told}'


def summary(findings: Iterable[Finding]) -> str:
    """Return how much was found, in words."""
    counts = dict.fromkeys(ORDER, 0)
    for finding in findings:
        counts[finding.severity] += 1
    return ', '.join(_counted(counts)) or 'nothing found'


def _counted(counts: dict[Severity, int]) -> Iterator[str]:
    for severity, count in counts.items():
        if count:
            yield f'{count} {severity}' if count == 1 else f'{count} {severity}s'
