"""Note calls such as `[1]`, and the notes they call, wherever the page put them."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from chapbook.importer.records import Block, Finding, Form, Kind, Line, Piece, Style

SUPERSCRIPTS = str.maketrans('⁰¹²³⁴⁵⁶⁷⁸⁹', '0123456789')
CALL = re.compile(r'(?<=\S) ?\[\^?(\d{1,3})\]|(?<=[\w.,;:!?”’"\')])([⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})')
NOTE = re.compile(r'(?:\[\^?(\d{1,3})\]:?|([⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}))\s*(?:[↑^]\s+)?(?=\S)')
TITLE = re.compile(
    r'(?:end|foot)?notes?:?|notes and references|references:?|anmerkungen:?|fußnoten:?|notas:?|noten:?', re.IGNORECASE
)
# A call inside a text, between two characters no text holds any more at this stage.
MARK = re.compile('\x02(\\d+)\x03')


def without_calls(text: str) -> str:
    """Return a text without the marks that stand for its note calls."""
    return MARK.sub('', text)


def take_notes(pieces: Sequence[Piece]) -> tuple[list[Piece], list[Block], list[Finding]]:
    """Return the pieces with marks for calls and without notes, the notes in order, and the findings.

    A call without a note and a note without a call stay what they were; so does a number that two notes bear.
    """
    bodies = _notes(pieces)
    firsts = {place for place, _ in bodies.values()}
    called = Counter(
        label for place, piece in enumerate(pieces) if place not in firsts for label in _labels(piece.text)
    )
    used = {label: found for label, found in bodies.items() if called[label]}
    places = {place for place, _ in used.values()}
    kept = [_mark(piece, used) for place, piece in enumerate(pieces) if place not in places]
    blocks = [Block(Style.NOTE, (text,), label=label) for label, (_, text) in used.items()]
    findings = [
        Finding(
            Kind.NOTE,
            pieces[place].number,
            text,
            f'note {label}, called ' + ('once' if called[label] == 1 else f'{called[label]} times'),
        )
        for label, (place, text) in used.items()
    ]
    findings += _doubts(pieces, bodies, called)
    kept, dropped = _drop_title(pieces, kept, places)
    return kept, blocks, findings + dropped


def _labels(text: str) -> list[str]:
    return [(match[1] or match[2]).translate(SUPERSCRIPTS) for match in CALL.finditer(text)]


def _notes(pieces: Sequence[Piece]) -> dict[str, tuple[int, str]]:
    """Return, by number, the place and the words of each note; under a heading “Notes” plain numbers count too."""
    found: list[tuple[str, int, str]] = []
    under_title = False
    for place, piece in enumerate(pieces):
        if piece.form in (Form.PROSE, Form.HEADING) and TITLE.fullmatch(piece.text):
            under_title = True
        elif (match := NOTE.match(piece.text)) and piece.form is Form.PROSE and not piece.mark:
            label = (match[1] or match[2]).translate(SUPERSCRIPTS)
            found.append((label, place, piece.text[match.end() :]))
        elif under_title and piece.form is Form.ITEM and piece.mark.strip('(.)').isdecimal():
            found.append((piece.mark.strip('(.)'), place, piece.text))
    count = Counter(label for label, _, _ in found)
    return {label: (place, text) for label, place, text in found if count[label] == 1}


def _mark(piece: Piece, notes: dict[str, tuple[int, str]]) -> Piece:
    """Return a piece with a mark for each call whose note is known."""

    def put(match: re.Match[str]) -> str:
        label = (match[1] or match[2]).translate(SUPERSCRIPTS)
        return f'\x02{label}\x03' if label in notes else match[0]

    lines = tuple(replace(line, text=CALL.sub(put, line.text)) for line in piece.lines)
    return replace(piece, text=CALL.sub(put, piece.text), lines=lines)


def _doubts(pieces: Sequence[Piece], bodies: dict[str, tuple[int, str]], called: Counter[str]) -> list[Finding]:
    """Return what has no partner: calls in square brackets without a note, notes without a call."""
    findings = [
        Finding(Kind.KEPT, pieces[place].number, pieces[place].text, f'a note {label} that nothing calls')
        for label, (place, _) in bodies.items()
        if not called[label]
    ]
    lost: dict[str, Line] = {}
    for piece in pieces:
        for line in piece.lines:
            for label in _labels(line.text):
                if label not in bodies:
                    lost.setdefault(label, line)
    return findings + [
        Finding(Kind.KEPT, line.number, f'[{label}]', 'a note call without a note') for label, line in lost.items()
    ]


def _drop_title(pieces: Sequence[Piece], kept: list[Piece], places: set[int]) -> tuple[list[Piece], list[Finding]]:
    """Take away the heading “Notes” where nothing is left under it: the editions give their own."""
    titles = [
        piece
        for place, piece in enumerate(pieces)
        if place + 1 in places and piece.form in (Form.PROSE, Form.HEADING) and TITLE.fullmatch(piece.text)
    ]
    findings = [
        Finding(Kind.DROPPED, piece.number, piece.text, 'the editions give the notes a heading of their own')
        for piece in titles
    ]
    numbers = {piece.number for piece in titles}
    return [piece for piece in kept if piece.number not in numbers], findings
