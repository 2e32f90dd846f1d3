"""Guesses which short lines between paragraphs are headings."""

import re

from chapbook.importer.bylines import read_byline
from chapbook.importer.layout import TERMINALS
from chapbook.importer.notes import without_calls
from chapbook.importer.quotations import is_set_in
from chapbook.importer.records import Block, Finding, Form, Kind, Piece, Style, View

LONGEST = 80
MOST_WORDS = 12
MOST_WORDS_ASKING = 8
SHORTEST_PROSE = 80
MOST_IN_A_ROW = 2
NOT_ENDING = (',', ';', ':', '.', '…', '-', '–', '—', '”', '"', '»', '’', "'", '/', '\\', '&', '=')
NOT_BEGINNING = ('“', '"', '«', '„', '‘', "'", '‹', '”', '—', '–', '-', '(', '[', '<', '@', '…', '.', '*', '•', '+')
ADDRESS = re.compile(r'://|www\.|\S@\S')
CAPTION = re.compile(
    r'copyright\b|©|(?:photo(?:graph)?|picture|image|foto|bild|source|credit|caption|fig(?:ure)?|table|illustration)s?'
    r'(?::|\.| by\b| \d)',
    re.IGNORECASE,
)
DIVISION = re.compile(r'(?:chapter|part|section|book|kapitel|teil|chapitre|partie|capítulo)\s+\w+\.?', re.IGNORECASE)
LETTERED = re.compile(r'\w{1,3}[.)]\s')
ROMAN = re.compile(r'[IVX]+\.?')
NUMBERED = re.compile(r'\d{1,2}(\.\d{1,2})*[.)]?\s+\S')

# Whoever speaks, before what is said; twice at least, or it is a heading with a colon.
SPEAKER = re.compile(r'(?:[QAFI]|[A-ZÄÖÜÉ][A-ZÄÖÜÉ .’-]+|Question|Answer|Frage|Antwort|Interviewer):\s+\S')
FEWEST_SPOKEN = 3
# When something was said, as transcripts note it.
TIMED = re.compile(r'[\[(]?\d{1,2}:\d{2}')
# How a letter ends; whoever signs it, and in what office, stands in the lines below.
CLOSING = re.compile(
    r'(?:yours|sincerely|(?:kind|best|warm)\s+(?:regards|wishes)|mit\s.{0,20}grüßen|hochachtungsvoll|herzliche\s+grüße'
    r'|bien\s+à\s+vous|cordialement|salutations|atentamente|saludos|cordiali\s+saluti)\b[^.!?]{0,30}',
    re.IGNORECASE,
)
SIGNED_LINES = 3

Taken = tuple[list[Block], int, list[Finding]]


def guess_heading(view: View) -> Taken | None:
    """Take a line that reads as a heading and has the text of its section below it."""
    if not _reads_as_heading(view.piece) or _is_spoken(view) or _signs(view):
        return None
    if not _may_follow(view) or not _heads_something(view):
        return None
    text = without_calls(view.piece.words)
    number = NUMBERED.match(text)
    level = 3 if number and number[1] else 2
    reason = 'numbered, between paragraphs' if number else 'short line between paragraphs, no full stop'
    if ROMAN.fullmatch(text):
        reason = 'a Roman numeral alone'
    elif text.isupper():
        reason += '; in capitals as it stood'
    return [Block(Style.HEADING, (view.piece.words,), level, 'guessed')], 1, [view.finding(Kind.HEADING, reason, text)]


def looks_lost(view: View) -> str | None:
    """Return the doubt about a piece that stays a paragraph, None where there is none."""
    text, before = without_calls(view.piece.words), view.look(-1)
    if view.piece.single and CAPTION.match(text) and len(text) <= 2 * LONGEST:
        return 'looks like a caption or a line of rights: kept as a paragraph'
    if text.isdecimal():
        return 'a number alone: the number of a page or of a section? kept as a paragraph'
    joined = before is not None and before.form is Form.PROSE and view.piece.form is Form.PROSE
    if (
        before
        and joined
        and text[:1].islower()
        and not LETTERED.match(text)
        and without_calls(before.text)[-1:].isalpha()
    ):
        return 'goes on from the paragraph before: perhaps one paragraph, cut by the page'
    return None


def _reads_as_heading(piece: Piece) -> bool:
    text = without_calls(piece.words)
    words = text.split()
    if not piece.single or len(text) > LONGEST or len(words) > MOST_WORDS or not any(map(str.isalpha, text)):
        return False
    if any((ADDRESS.search(text), CAPTION.match(text), TIMED.match(text))):
        return False
    if text.startswith(NOT_BEGINNING) or read_byline(text):
        return False
    if text.endswith(('?', '!')):
        return 1 < len(words) <= MOST_WORDS_ASKING and not text[0].islower()
    if text.endswith(NOT_ENDING):
        return text.endswith('.') and (text.isupper() or DIVISION.fullmatch(text) is not None)
    return not text[0].islower()


def _is_spoken(view: View) -> bool:
    spoken = SPEAKER.match(view.piece.text) is not None
    return spoken and sum(SPEAKER.match(piece.text) is not None for piece in view.pieces) >= FEWEST_SPOKEN


def _signs(view: View) -> bool:
    """Tell whether a line stands below the end of a letter."""
    above = [view.look(-step) for step in range(1, SIGNED_LINES + 1)]
    return any(piece and piece.single and CLOSING.fullmatch(piece.words) for piece in above)


def _may_follow(view: View) -> bool:
    """Tell whether what stands before is finished, and is not itself a row of such lines."""
    before = view.look(-1)
    if before is None or before.form is not Form.PROSE or before.depth:
        return True
    if _reads_as_heading(before):
        row = [view.look(-step) for step in range(1, MOST_IN_A_ROW + 1)]
        return not all(piece and _reads_as_heading(piece) for piece in row)
    return without_calls(before.text).endswith((*TERMINALS, ')', ']', '’'))


def _heads_something(view: View) -> bool:
    after = view.look(1)
    if after is None or after.form in (Form.BREAK, Form.HEADING):
        return False
    if after.form is not Form.PROSE or after.depth:
        return after.form is not Form.ITEM or not after.mark or _lists(view.move(1)) or _is_prose(after)
    if _reads_as_heading(after):
        return _heads_prose(view.move(1))
    return _is_prose(after) and not is_set_in(view.move(1))


def _heads_prose(view: View) -> bool:
    after = view.look(1)
    return after is not None and after.form is Form.PROSE and not _reads_as_heading(after) and _is_prose(after)


def _lists(view: View) -> bool:
    after = view.look(1)
    return after is not None and after.form is Form.ITEM


def _is_prose(piece: Piece) -> bool:
    text = without_calls(piece.text)
    return len(text) >= SHORTEST_PROSE or text.endswith((*TERMINALS, ':'))
