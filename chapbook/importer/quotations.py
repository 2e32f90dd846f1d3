"""Guesses which paragraphs are somebody else’s words: after a colon, before a name, or set in from the margin."""

import re
from collections.abc import Sequence

from chapbook.importer.layout import TERMINALS
from chapbook.importer.notes import without_calls
from chapbook.importer.records import Block, Finding, Form, Kind, Piece, Style, View

LENGTHS = range(40, 2001)
FEWEST_WORDS = 6
LONGEST_ATTRIBUTION = 100
MOST_PARAGRAPHS = 12
SHALLOWEST = 2
SHORT = 80
OPENING = ('“', '"', '«', '„', '‘', "'", '‹')
CLOSING = ('”', '"', '»', '’', "'", '›', '“', '‘', '«')
DASH = re.compile(r'(?:—|–|―|-{2,3}|-(?=\s))\s*')
# Words after which a colon announces points, not somebody’s words.
POINTS = re.compile(
    r'\b(?:reasons|things|questions|points|steps|ways|examples|parts|kinds|types|rules|tasks|conclusions'
    r'|gründe|fragen|punkte|schritte|beispiele|raisons|étapes|exemples|razones|preguntas|pasos)\W*$',
    re.IGNORECASE,
)
ENUMERATOR = re.compile(
    r'(?:(?:first|firstly|second|secondly|one|on the one hand|erstens|premièrement|primero)\b'
    r'|\(?(?:\d{1,3}|[a-z]|[ivx]{1,4})[.)]\s)',
    re.IGNORECASE,
)

Taken = tuple[list[Block], int, list[Finding]]


def introduced(view: View) -> Taken | None:
    """Take the paragraph after one that ends with a colon, if it reads as a quotation, and the name under it."""
    before = view.look(-1)
    if before is None or before.form is not Form.PROSE or before.depth:
        return None
    lead = without_calls(before.text).rstrip()
    if not lead.endswith(':') or len(lead.split()) < 2 or not _reads_as_quotation(view.piece):
        return None
    if not view.piece.text.startswith(OPENING) and (POINTS.search(lead) or _is_point(view)):
        return None
    used = _to_closing_mark(view)
    quoted = view.pieces[view.at : view.at + used]
    return _quotation(view, quoted, 'after a paragraph that ends with a colon', Style.QUOTE)


def attributed(view: View) -> Taken | None:
    """Take a paragraph with a name under it, `— Anna Roe`; at the head of a text it is an epigraph."""
    piece, after = view.piece, view.look(2)
    if piece.form is not Form.PROSE or piece.depth or not _attribution(view.look(1)) or DASH.match(piece.text):
        return None
    # Where another line begins with a dash, somebody is talking.
    if not without_calls(piece.text).endswith(TERMINALS) or (after and DASH.match(after.words)):
        return None
    style = Style.EPIGRAPH if view.at == 0 else Style.QUOTE
    return _quotation(view, [piece], 'a paragraph with a name under it', style)


def indented(view: View) -> Taken | None:
    """Take a paragraph set in from the margin of the paragraphs around it."""
    return _quotation(view, [view.piece], 'set in from the margin', Style.QUOTE) if is_set_in(view) else None


def is_set_in(view: View) -> bool:
    """Tell whether a paragraph stands further in than its neighbours, with all its lines.

    One line alone may be no more than the first of its paragraph: then both neighbours must stand further out.
    """
    piece = view.piece
    margin = min(line.indent for line in piece.lines)
    if piece.form is not Form.PROSE or piece.depth or margin < SHALLOWEST or len(piece.text) < LENGTHS.start:
        return False
    around = [other for step in (-1, 1) if (other := view.look(step)) and other.form is Form.PROSE]
    further_out = [other for other in around if min(line.indent for line in other.lines) < margin - 1]
    return len(further_out) >= (2 if len(piece.lines) == 1 else 1) and not ENUMERATOR.match(piece.text)


def _quotation(view: View, quoted: Sequence[Piece], reason: str, style: Style) -> Taken:
    """Return the block of quoted paragraphs and the name that may stand under them."""
    inner = [Block(Style.PARAGRAPH, (piece.words,)) for piece in quoted]
    under = view.look(len(quoted))
    used = len(quoted)
    if under and _attribution(under):
        inner.append(Block(Style.PARAGRAPH, ('— ' + DASH.sub('', under.words, count=1),)))
        used += 1
    kind = Kind.EPIGRAPH if style is Style.EPIGRAPH else Kind.QUOTATION
    return [Block(style, level=1, inner=tuple(inner))], used, [view.finding(kind, reason)]


def _reads_as_quotation(piece: Piece) -> bool:
    text = without_calls(piece.text)
    if piece.form is not Form.PROSE or piece.depth or len(text) not in LENGTHS or len(text.split()) < FEWEST_WORDS:
        return False
    first = text.lstrip('“"«„‘\'‹…[(. ')[:1]
    return bool(first) and not first.islower() and text.endswith((*TERMINALS, ')', ']')) and not DASH.match(text)


def _is_point(view: View) -> bool:
    """Tell whether a paragraph is one of several points: it says so, or is short and so is the next."""
    after = view.look(1)
    short = [piece for piece in (view.piece, after) if piece and len(piece.text) < SHORT]
    alike = len(short) > 1 and all(piece.form is Form.PROSE and piece.text.endswith(TERMINALS) for piece in short)
    return alike or ENUMERATOR.match(view.piece.text) is not None


def _to_closing_mark(view: View) -> int:
    """Return how many paragraphs a quotation runs to: each opens with a mark and only the last one closes."""
    used = 1
    if not view.piece.text.startswith(OPENING):
        return used
    while not without_calls(view.pieces[view.at + used - 1].text).endswith(CLOSING):
        following = view.look(used)
        if not following or following.form is not Form.PROSE or not following.text.startswith(OPENING):
            return 1
        used += 1
    return used if used <= MOST_PARAGRAPHS else 1


def _attribution(piece: Piece | None) -> bool:
    """Tell whether a piece names the source of what stands above: a dash, then a few capitalised words."""
    if (
        piece is None
        or len(piece.lines) > 1
        or piece.form not in (Form.PROSE, Form.ITEM)
        or len(piece.words) > LONGEST_ATTRIBUTION
    ):
        return False
    match = DASH.match(piece.words)
    name = piece.words[match.end() :] if match else ''
    return bool(name) and name[0].isupper() and not name.endswith(('.', '!', '?', '…', ',', ':', ';'))
