"""What can be wrong with a text, said so that its author can mend it."""

from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path


class Severity(StrEnum):
    """How bad a problem is: an error stops the text it is in, a warning does not, a note is no problem at all.

    A detail is told to those alone who ask for every step.
    """

    ERROR = 'error'
    WARNING = 'warning'
    NOTE = 'note'
    DETAIL = 'detail'


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: a file and, where it is known, a line or the page of a PDF, counted from 1.

    On a page it is the box of what it is about: left, top, right, bottom in mm from the upper left corner of the trim.
    """

    path: Path
    line: int | None = None
    page: int | None = None
    box_mm: tuple[float, float, float, float] | None = None

    def __str__(self) -> str:
        if self.page and self.box_mm:
            left, top, right, bottom = self.box_mm
            return f'{self.path}:page {self.page} ({left:.0f}–{right:.0f} × {top:.0f}–{bottom:.0f} mm)'
        if self.page:
            return f'{self.path}:page {self.page}'
        return f'{self.path}:{self.line}' if self.line else str(self.path)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: what, where, and how to mend it."""

    severity: Severity
    message: str
    place: Place | None = None
    hint: str | None = None

    def __str__(self) -> str:
        where = f'{self.place}: ' if self.place else ''
        hint = f'\nhint: {self.hint}' if self.hint else ''
        return f'{where}{self.severity}: {self.message}{hint}'


def error(message: str, place: Place | None = None, hint: str | None = None) -> Problem:
    """Return a problem that stops its text."""
    return Problem(Severity.ERROR, message, place, hint)


def warning(message: str, place: Place | None = None, hint: str | None = None) -> Problem:
    """Return a problem that its text survives."""
    return Problem(Severity.WARNING, message, place, hint)


def note(message: str, place: Place | None = None, hint: str | None = None) -> Problem:
    """Return what is worth knowing, and no problem."""
    return Problem(Severity.NOTE, message, place, hint)


def detail(message: str, place: Place | None = None) -> Problem:
    """Return what was done, for those who ask for every step."""
    return Problem(Severity.DETAIL, message, place)


class ChapbookError(Exception):
    """The one error of the program: everything known to be wrong, at least one problem."""

    def __init__(self, *problems: Problem) -> None:
        # As its arguments, so that the error can come back from another process.
        super().__init__(*problems)
        self.problems = problems

    def __str__(self) -> str:
        return '\n'.join(map(str, self.problems))


class UsageError(ChapbookError):
    """The command line asked for something that does not exist: exit status 2."""


def did_you_mean(word: str, known: list[str]) -> str | None:
    """Return a hint with the nearest other name, whatever its case, or None where nothing is near."""
    near = nearest(word, [name for name in known if name != word])
    return f'did you mean “{near}”?' if near else None


def nearest(word: str, known: list[str]) -> str | None:
    """Return the name that is most like a word, whatever its case, or None where none is."""
    names = {name.casefold(): name for name in known}
    near = get_close_matches(word.casefold(), names, n=1, cutoff=0.6)
    return names[near[0]] if near else None
