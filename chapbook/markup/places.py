"""Finds the line of the source that a problem is about."""

import re

from chapbook.problems import Place
from chapbook.project import SourceFile


def place_of(needle: str, source: SourceFile, *, nth: int = 0) -> Place:
    """Return the line on which `needle` stands for the `nth` time (from 0), white space folded; else the file alone."""
    words = needle.split()
    pattern = r'\s+'.join(map(re.escape, words))
    matches = list(re.finditer(pattern, source.body, re.IGNORECASE)) if words else []
    if not matches:
        return Place(source.path)
    start = matches[min(nth, len(matches) - 1)].start()
    return Place(source.path, source.first_line + source.body.count('\n', 0, start))
