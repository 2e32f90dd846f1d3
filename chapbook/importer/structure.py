"""Pieces to blocks: headings, quotations, lists, verse, breaks; whatever is none of these is a paragraph."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from chapbook.importer.headings import guess_heading, looks_lost
from chapbook.importer.quotations import attributed, indented, introduced
from chapbook.importer.records import Block, Finding, Form, Kind, Piece, Style, View

Taken = tuple[list[Block], int, list[Finding]]
Recogniser = Callable[[View], Taken | None]

FEWEST_ITEMS = 2
DEEPEST = 6
# Items longer than this are paragraphs in their own right, with space between them.
LONGEST_TIGHT_ITEM = 120
VERSE_LINES = range(12, 61)
# What a line says of the text, and not of the world: `Translated: by Ann Roe`.
NAMED = re.compile(r'[A-Z][\w ]{2,30}: ')
VERSE_ENDS = (',', ';', ':', '.', '!', '?', '—', '–', '…', '”', '"')


def arrange(pieces: Sequence[Piece]) -> tuple[list[Block], list[Finding]]:
    """Return the blocks of a text in order, and every guess made on the way."""
    blocks, findings = _arrange(pieces, RECOGNISERS)
    return _level(blocks), findings


def _arrange(pieces: Sequence[Piece], recognisers: Sequence[Recogniser]) -> tuple[list[Block], list[Finding]]:
    blocks: list[Block] = []
    findings: list[Finding] = []
    at = 0
    while at < len(pieces):
        view = View(pieces, at)
        found = next((taken for recognise in recognisers if (taken := recognise(view))), None) or _paragraph(view)
        blocks += found[0]
        at += found[1]
        findings += found[2]
    return blocks, findings


def _level(blocks: list[Block]) -> list[Block]:
    """Return the blocks with heading levels from 2 and none skipped; guessed headings stand below marked ones."""
    marked = sorted({block.level for block in blocks if block.style is Style.HEADING and not block.label})
    levelled: list[Block] = []
    previous = 1
    for block in blocks:
        if block.style is Style.HEADING:
            rank = block.level + len(marked) if block.label else marked.index(block.level) + 2
            previous = min(rank, previous + 1, DEEPEST)
            levelled.append(replace(block, level=previous))
        else:
            levelled.append(block)
    return levelled


def _break(view: View) -> Taken | None:
    if view.piece.form is not Form.BREAK:
        return None
    after = view.look(1)
    if view.at == 0 or after is None or after.form is Form.BREAK:
        return [], 1, [view.finding(Kind.DROPPED, 'signs that part nothing')]
    return [Block(Style.BREAK)], 1, [view.finding(Kind.BREAK, 'a line of signs alone')]


def _quoted_lines(view: View) -> Taken | None:
    """Take all pieces in a row that stand behind the same number of quote marks."""
    depth = view.piece.depth
    if not depth:
        return None
    used = 1
    while (following := view.look(used)) and following.depth == depth:
        used += 1
    inner, found = _arrange([_outdent(piece) for piece in view.pieces[view.at : view.at + used]], INNER)
    finding = view.finding(Kind.QUOTATION, f'lines that begin with {">" * depth}')
    return [Block(Style.QUOTE, level=depth, inner=tuple(inner))], used, [finding, *found]


def _outdent(piece: Piece) -> Piece:
    return replace(piece, lines=tuple(replace(line, depth=0) for line in piece.lines))


def _marked_heading(view: View) -> Taken | None:
    piece = view.piece
    if piece.form is not Form.HEADING:
        return None
    reason = 'underlined, or marked with #'
    return [Block(Style.HEADING, (piece.words,), piece.level)], 1, [view.finding(Kind.HEADING, reason)]


def _list(view: View) -> Taken | None:
    """Take list items in a row that bear the same bullet, or numbers in order."""
    used = 1
    while (following := view.look(used)) and _continues(view.pieces[view.at + used - 1], following):
        used += 1
    if view.piece.form is not Form.ITEM or used < FEWEST_ITEMS:
        return None
    items = tuple(piece.text for piece in view.pieces[view.at : view.at + used])
    number = _number(view.piece.mark)
    style = Style.BULLETS if number is None else Style.NUMBERS
    reason = f'{used} lines with ' + ('bullets' if number is None else 'numbers in order')
    return [Block(style, items, number or 0)], used, [view.finding(Kind.LIST, reason)]


def _continues(item: Piece, following: Piece) -> bool:
    if item.form is not Form.ITEM or following.form is not Form.ITEM or item.depth != following.depth:
        return False
    number = _number(item.mark)
    return item.mark == following.mark if number is None else _number(following.mark) == number + 1


def _number(mark: str) -> int | None:
    digits = mark.strip('(.)')
    return int(digits) if digits.isdecimal() else None


def _kept_lines(view: View) -> Taken | None:
    """Take lines that end where the author wanted: stanzas in a row as one poem, anything else line by line."""
    if view.piece.form is not Form.LINES:
        return None
    if not _is_verse(view.piece):
        texts = tuple(line.text for line in view.piece.lines)
        finding = view.finding(Kind.LINES, f'{len(texts)} short lines: each kept as a line')
        return [Block(Style.LINES, texts)], 1, [finding]
    used = 1
    while (following := view.look(used)) and following.form is Form.LINES and following.depth == view.piece.depth:
        used += 1
    stanzas = tuple(_stanza(piece) for piece in view.pieces[view.at : view.at + used])
    reason = f'short lines that end like verse: {used} stanza' + ('s' if used > 1 else '')
    finding = view.finding(Kind.VERSE, reason)
    return [Block(Style.VERSE, stanzas)], used, [finding]


def _is_verse(piece: Piece) -> bool:
    lengths = [len(line.text) for line in piece.lines]
    ends = sum(line.text.endswith(VERSE_ENDS) for line in piece.lines)
    mean = sum(lengths) // len(lengths)
    named = sum(bool(NAMED.match(line.text)) for line in piece.lines)
    # Lines set in by turns are verse whatever they end with; an address or a list is not set so.
    by_turns = len({line.indent for line in piece.lines[1:]}) > 1
    like_verse = mean in VERSE_LINES and (ends * 2 >= len(lengths) or by_turns)
    return len(lengths) > 2 and like_verse and named * 2 < len(lengths)


def _stanza(piece: Piece) -> str:
    least = min(line.indent for line in piece.lines)
    return '\n'.join(' ' * (line.indent - least) + line.text for line in piece.lines)


def _paragraph(view: View) -> Taken:
    reason = looks_lost(view)
    findings = [view.finding(Kind.KEPT, reason)] if reason else []
    return [Block(Style.PARAGRAPH, (view.piece.words,))], 1, findings


# Tried in order: the first that knows the piece takes it, with those after it that belong to it.
RECOGNISERS: tuple[Recogniser, ...] = (
    _break,
    _quoted_lines,
    _marked_heading,
    _list,
    _kept_lines,
    introduced,
    attributed,
    guess_heading,
    indented,
)
# Inside a quotation nothing is guessed but what its signs give away.
INNER: tuple[Recogniser, ...] = (_list, _kept_lines)
