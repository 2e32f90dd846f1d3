"""Every word: what the editions say is compared with what the text says, and what the text says with its source.

What is compared are letters, digits and spoken signs, in their order, the flow and each note for itself. So it does not
matter where lines and pages end, how a word is hyphenated, or how an edition sets quotes, dashes, numbers of notes and
bullets; and no word can be lost, doubled or moved unseen.
"""

from dataclasses import dataclass
from zipfile import BadZipFile

from chapbook.book import Book
from chapbook.check.align import Words
from chapbook.check.compare import Fault, Finding, compare
from chapbook.check.places import Finder
from chapbook.check.sources import Word, lost_in_parsing
from chapbook.check.words import Spoken, letters, words_of_book
from chapbook.problems import Problem, error

__all__ = ['audit', 'hear', 'tell']

NAMES = {'pdf': 'the PDF', 'epub': 'the EPUB', 'kepub': 'the e-book for Kobo', 'html': 'the web page'}
UNREADABLE = (ValueError, KeyError, StopIteration, SyntaxError, BadZipFile)
# How many differences of one edition are told: where there are more, they have one cause.
MOST_TOLD = 8
# How many words of a long passage are quoted at either end.
QUOTED = 4
# What the words of a message need not begin or end with.
PUNCTUATION = '.,;:!?“”„‘’‚«»"\'()[] \u202f\u00a0'
HINT = 'if a style or template of yours hides or adds words, mend it; if not, chapbook is at fault: please report it'
HINT_PARSED = 'look at the markup around it: a row with more cells than its table, a note defined twice, a stray <'


@dataclass(frozen=True, slots=True)
class Told:
    """What a text says before it becomes any edition, and an error for each row of words that parsing lost."""

    words: Spoken
    lost: tuple[Problem, ...]


def tell(book: Book) -> Told:
    """Return what a text says, compared with its source."""
    words = words_of_book(book)
    return Told(words, tuple(map(_lost_in_parsing, lost_in_parsing(book, words)[:MOST_TOLD])))


def audit(book: Book, outputs: dict[str, bytes], told: Told | None = None) -> tuple[Problem, ...]:
    """Return an error for every place where words were lost, doubled, added or moved on the way into an edition.

    `outputs` are files by the name of their edition. Sheets have no reading order until they are folded: give the page
    files they are made of. `told` is what `tell` returns, where that is known already.
    """
    told = told or tell(book)
    problems = list(told.lost)
    for name, data in outputs.items():
        problems += _audit_edition(book, told.words, NAMES.get(name, f'the edition “{name}”'), data)
    return tuple(problems)


def hear(data: bytes) -> Spoken:
    """Return the words of an edition, whichever its bytes say it is; raises what `UNREADABLE` names."""
    if data.startswith(b'%PDF-'):
        from chapbook.check.pdf import words_of_pdf

        return words_of_pdf(data)
    if data.startswith(b'PK'):
        from chapbook.check.epub import words_of_epub

        return words_of_epub(data)
    from chapbook.check.html import words_of_html

    return words_of_html(data)


def _audit_edition(book: Book, told: Spoken, edition: str, data: bytes) -> list[Problem]:
    try:
        heard = hear(data)
    except UNREADABLE as fault:
        return [error(f'{edition} cannot be read back: {fault}', None, HINT)]
    found = compare(told, heard)
    if not found:
        return []
    finder = Finder(book.sources)
    problems = [_problem(finding, edition, told, finder) for finding in found[:MOST_TOLD]]
    if len(found) > MOST_TOLD:
        problems.append(error(f'{edition} differs from the text in {len(found) - MOST_TOLD} more places', None, HINT))
    return problems


def _problem(finding: Finding, edition: str, told: Spoken, finder: Finder) -> Problem:
    """Return a finding in a sentence, with the place in the source that it is about."""
    where = _after(finding.before, finding.note)
    if finding.fault is Fault.MOVED:
        where = f'from {where} to {_after(finding.now_after, finding.now_note)}'
    words = told.flow if finding.note is None else told.notes.get(finding.note, ())
    place = finder.place_of(tuple(filter(letters, words)), finding.position, in_order=finding.note is None)
    return error(f'{edition} {finding.fault} {_quote(finding.words)} {where}', place, HINT)


def _lost_in_parsing(words: tuple[Word, ...]) -> Problem:
    message = f'{_quote(tuple(word.letters for word in words))} is in the source, but in no edition'
    return error(message, words[0].place, HINT_PARSED)


def _after(words: Words, note: int | None) -> str:
    where = f'after {_quote(words)}' if words else 'before the first word'
    return where if note is None else f'{where} in note {note}'


def _quote(words: Words) -> str:
    """Return words in quotes, of many the first and the last and how many there are."""
    if len(words) > 2 * QUOTED + 1:
        return f'{_quote((*words[:QUOTED], "…", *words[-QUOTED:]))} ({len(words)} words)'
    return f'“{" ".join(words).strip(PUNCTUATION)}”'
