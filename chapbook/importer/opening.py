"""The head of a text: title, subtitle, who and when, and the standfirst under them."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from chapbook.importer.bylines import Byline, introduces_name, names_alone, read_byline
from chapbook.importer.headings import DIVISION
from chapbook.importer.layout import TERMINALS, split_lines
from chapbook.importer.records import Finding, Form, Kind, Piece

LONGEST_TITLE = 150
LONGEST_SENTENCE_TITLE = 80
LONGEST_STANDFIRST = 300
MOST_STANDFIRST_SENTENCES = 2
SENTENCE_END = re.compile(r'[.!?…][”"’»)]*(?=\s|$)')
# A standfirst is much shorter than the paragraphs it stands above.
STANDFIRST_SHARE = 0.6
# What was heard or done while somebody spoke: [Applause]
REMARK = re.compile(r'\[[^\]]*\]|\([^)]*\)')
# As libraries head their texts.
TITLED = re.compile(r'(?:title|titel|titre|título|titolo)\s*:\s+(.+)', re.IGNORECASE)
WORD = re.compile(r'[^\W\d_]+')
OPENING_SIGNS = '“"«„‘—–'
MOST_HEAD = 8


@dataclass(slots=True)
class Head:
    """What the head of a text says; `people` are roles and names.

    `used` is how many pieces it took, `group` the run of lines the title stood in, `small` the words of the whole text
    that it has in lower case.
    """

    title: str = ''
    subtitle: str = ''
    people: list[tuple[str, str]] = field(default_factory=list)
    date: str = ''
    standfirst: str = ''
    used: int = 0
    group: int = -1
    small: frozenset[str] = frozenset()
    findings: list[Finding] = field(default_factory=list)

    def note(self, kind: Kind, piece: Piece, reason: str, text: str = '') -> None:
        """Add a finding about a piece."""
        self.findings.append(Finding(kind, piece.number, text or piece.text, reason))


def open_up(pieces: list[Piece]) -> list[Piece]:
    """Return the pieces with the lines of the head apart, which otherwise may look like verse or one paragraph."""
    opened: list[Piece] = []
    for place, piece in enumerate(pieces):
        lines = [line.text for line in piece.lines]
        heads = place < MOST_HEAD and any(read_byline(line) or introduces_name(line) for line in lines)
        if piece.form is Form.LINES and not piece.depth and (place == 0 or heads):
            opened += split_lines(piece)
        else:
            opened.append(piece)
    return opened


def read_head(pieces: Sequence[Piece], head: Head) -> Head:
    """Add to `head` what the first pieces of an opened-up text say; at least one piece is left for the text."""
    steps: tuple[Callable[[Head, Sequence[Piece]], bool], ...] = (
        _take_title,
        _take_same_title,
        _take_byline,
        _take_parted_byline,
        _take_name,
        _take_subtitle,
        _take_standfirst,
    )
    head.small = frozenset(word for piece in pieces for word in WORD.findall(piece.text) if word.islower())
    while head.used < min(MOST_HEAD, len(pieces) - 1) and any(step(head, pieces) for step in steps):
        pass
    return head


def _take_title(head: Head, pieces: Sequence[Piece]) -> bool:
    piece = pieces[head.used]
    if head.title or not _is_title(piece, pieces[head.used + 1 :]):
        return False
    count = _display_lines(pieces[head.used :])
    head.title = ' '.join(other.words for other in pieces[head.used : head.used + count])
    reason = 'the first line' if count == 1 else f'the first {count} lines'
    if labelled := TITLED.fullmatch(head.title):
        reason = f'from “{head.title}”'
        head.title = labelled[1]
    if head.title.isupper():
        reason += ', in capitals as it stood: write it as a cover should show it'
    head.note(Kind.TITLE, piece, reason, head.title)
    head.used += count
    head.group = piece.group
    return True


def _is_title(piece: Piece, others: Sequence[Piece]) -> bool:
    """Tell whether a piece could be the title: one line, no paragraph, not the line that names the author."""
    text = piece.text
    if piece.form is Form.HEADING:
        return True
    if not _is_text(piece) or len(text) > LONGEST_TITLE or text.endswith((',', ';')) or not any(map(str.isalnum, text)):
        return False
    if text.endswith(('.', '…')) and len(text) > LONGEST_SENTENCE_TITLE:
        return False
    follows = others[0] if others else None
    if REMARK.fullmatch(text) or (text.endswith(':') and follows is not None and follows.depth):
        return False
    named = read_byline(text) is not None
    return not (named and follows is not None and _is_title(follows, ()))


def _take_same_title(head: Head, pieces: Sequence[Piece]) -> bool:
    piece = pieces[head.used]
    if not head.title or head.subtitle or piece.text.casefold() != head.title.casefold():
        return False
    head.note(Kind.DROPPED, piece, 'the title a second time')
    head.used += 1
    return True


def _take_byline(head: Head, pieces: Sequence[Piece]) -> bool:
    piece = pieces[head.used]
    byline = read_byline(piece.text) if piece.single else None
    if byline is None or (not head.title and not _is_title(pieces[head.used + 1], ())):
        return False
    _use_byline(head, piece, byline, piece.text)
    head.used += 1
    return True


def _take_parted_byline(head: Head, pieces: Sequence[Piece]) -> bool:
    """Read a `By` and the name on the next line as one."""
    here = pieces[head.used]
    if not head.title or head.used + 2 >= len(pieces) or not (here.single and introduces_name(here.text)):
        return False
    text = f'{here.text} {pieces[head.used + 1].text}'
    byline = read_byline(text)
    if byline is None:
        return False
    _use_byline(head, here, byline, text)
    head.used += 2
    return True


def _take_name(head: Head, pieces: Sequence[Piece]) -> bool:
    """Take a line under the title that is nothing but a name."""
    piece = pieces[head.used]
    if not head.title or head.people or not _names_somebody(piece, head):
        return False
    names = names_alone(piece.text, head.small)
    head.people += [('aut', name) for name in names]
    head.note(Kind.AUTHOR, piece, 'a name alone under the title, it seems', ', '.join(names))
    head.used += 1
    return True


def _names_somebody(piece: Piece, head: Head) -> bool:
    return piece.single and bool(names_alone(piece.text, head.small))


def _use_byline(head: Head, piece: Piece, byline: Byline, text: str) -> None:
    for part in byline.residue:
        head.note(Kind.DROPPED, piece, 'added by the page', part)
    new = [person for person in byline.people if person not in head.people]
    head.people += new
    if byline.people:
        names = ', '.join(name for _, name in byline.people)
        reason = f'from “{text}”' if new else f'from “{text}”, who is already named'
        head.note(Kind.AUTHOR, piece, reason, names)
    if byline.date and not head.date:
        head.date = byline.date.date
        doubt = '' if byline.date.sure else '; day and month cannot be told apart: write it as 2019-05-03'
        head.note(Kind.DATE, piece, f'from “{text}”{doubt}', byline.date.date)
    elif byline.date:
        head.note(Kind.DROPPED, piece, 'a second date', text)


def _take_subtitle(head: Head, pieces: Sequence[Piece]) -> bool:
    """Take a short line directly under the title, or between the title and the author line."""
    piece = pieces[head.used]
    if not head.title or head.subtitle or head.people or head.date or not piece.single:
        return False
    count = _display_lines(pieces[head.used :])
    following = pieces[head.used + count]
    named = _is_byline(following) or _names_somebody(following, head)
    alone = following.group != piece.group or named
    under = piece.group == head.group or named
    words = ' '.join(other.words for other in pieces[head.used : head.used + count])
    if not (alone and under) or len(words) > LONGEST_TITLE or not _is_display(words):
        return False
    head.subtitle = words
    head.note(Kind.SUBTITLE, piece, 'the line under the title', words)
    head.used += count
    return True


def _display_lines(pieces: Sequence[Piece]) -> int:
    """Return how many lines a title or subtitle takes that a page set in several; one piece is left over."""
    count = 1
    while count < len(pieces) - 1 and _goes_on(pieces[count - 1], pieces[count]):
        count += 1
    return count


def _goes_on(piece: Piece, following: Piece) -> bool:
    """Tell whether a title goes on with the next line: in capitals too, or after a colon."""
    if following.group != piece.group or not following.single or _is_byline(following):
        return False
    return piece.text.endswith(':') or (piece.text.isupper() and following.text.isupper())


def _is_display(words: str) -> bool:
    return not words.endswith(('.', ',', ';')) and words[0] not in OPENING_SIGNS


def _take_standfirst(head: Head, pieces: Sequence[Piece]) -> bool:
    """Take one short sentence between the head and the text."""
    piece, rest = pieces[head.used], pieces[head.used + 1 :]
    if not head.title or head.standfirst or not _is_text(piece) or len(piece.text) > LONGEST_STANDFIRST:
        return False
    if len(SENTENCE_END.findall(piece.text)) > MOST_STANDFIRST_SENTENCES:
        return False
    if not piece.text.endswith(TERMINALS) or piece.text[0] in OPENING_SIGNS or DIVISION.fullmatch(piece.text):
        return False
    text = next((other for other in rest if not _is_byline(other)), None)
    introduced = bool(head.people or head.date) or _is_byline(rest[0])
    if text is None or text.form is not Form.PROSE or text.depth or not introduced:
        return False
    if len(piece.text) > STANDFIRST_SHARE * len(text.text):
        return False
    head.standfirst = piece.text
    head.note(Kind.STANDFIRST, piece, 'one short sentence between the author and the text')
    head.used += 1
    return True


def _is_text(piece: Piece) -> bool:
    return piece.form in (Form.PROSE, Form.ITEM) and not piece.depth


def _is_byline(piece: Piece) -> bool:
    return piece.single and (read_byline(piece.text) is not None or introduces_name(piece.text))
