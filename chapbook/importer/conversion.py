"""Raw text to Markdown, step by step: repair, drop, lay out, read the head, guess the structure, write."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chapbook.importer.dashes import mend_dashes, words_of
from chapbook.importer.language import guess_language
from chapbook.importer.layout import cut, read_line
from chapbook.importer.letters import Letter, read_letter
from chapbook.importer.mending import mend
from chapbook.importer.notes import take_notes, without_calls
from chapbook.importer.opening import Head, open_up, read_head
from chapbook.importer.records import Block, Finding, Form, Imported, Kind, Line, Piece, Style
from chapbook.importer.reporting import count_words
from chapbook.importer.residue import drop_residue
from chapbook.importer.running_heads import drop_running_heads
from chapbook.importer.structure import arrange
from chapbook.importer.writing import EMPHASIS, write_blocks, write_front_matter
from chapbook.problems import ChapbookError, Place, error

LONGEST_SLUG = 60
LINE_END = re.compile(r'\r\n|\r|\n')
ITALICS = 'emphasis between underscores: now in italics'
HTML_TAG = re.compile(r'</?[a-zA-Z][a-zA-Z0-9]*(?:\s[^<>]*)?/?>')
SHORTEST_DOUBLED = 40
# Letters that do not come apart into a Latin letter and an accent.
LATIN = str.maketrans({'ß': 'ss', 'æ': 'ae', 'œ': 'oe', 'ø': 'o', 'đ': 'd', 'ð': 'd', 'þ': 'th', 'ł': 'l', 'ı': 'i'})
ROLE_NAMES = {'trl': 'translator', 'edt': 'editor', 'ill': 'illustrator', 'pht': 'photographer'}


@dataclass(frozen=True, slots=True)
class _Page:
    """What is left of a page once its frame is gone."""

    lines: tuple[Line, ...]
    letter: Letter
    subjects: tuple[str, ...]
    findings: tuple[Finding, ...]


def convert(text: str, name: str) -> Imported:
    """Return a raw text as Markdown with front matter and everything that was guessed, mended or dropped.

    `name` is the name of the file without its ending: the title where no line can be one. Raises ChapbookError
    where nothing is left to import.
    """
    lang, guess = guess_language(text)
    page = _clean(text.removeprefix('\ufeff'), lang)
    pieces, dashes = _lay_out(page.lines, name)
    head = _read_head(pieces, page.letter, name)
    body, notes, noted = take_notes(pieces[head.used :])
    blocks, guesses = arrange(body)
    if head.standfirst:
        blocks.insert(0, Block(Style.STANDFIRST, (head.standfirst,)))
    front = write_front_matter(_front_matter(head, lang, page.subjects))
    findings = [
        guess,
        *page.findings,
        *dashes,
        *head.findings,
        *noted,
        *guesses,
        *_tags(page.lines),
        *_emphasis(page.lines),
        *_doubled(body),
    ]
    return Imported(
        markdown=f'{front}\n{write_blocks([*blocks, *notes])}',
        slug=slugify(head.title) or slugify(name) or 'text',
        findings=_in_order(findings),
        words=sum(map(_words_in, (*blocks, *notes))),
    )


def slugify(words: str) -> str:
    """Return words as the name of a file: lower-case ASCII letters, digits and hyphens, at most 60, '' for none."""
    plain = unicodedata.normalize('NFKD', words.casefold().translate(LATIN)).encode('ascii', 'ignore').decode()
    slug = re.sub(r'[^a-z0-9]+', '-', re.sub(r"['’]", '', plain)).strip('-')
    if len(slug) > LONGEST_SLUG:
        slug = slug[: LONGEST_SLUG + 1].rpartition('-')[0] or slug[:LONGEST_SLUG]
    # A file of this name in source/ explains the folder and is no text.
    return 'read-me' if slug == 'readme' else slug


def _words_in(block: Block) -> int:
    return sum(map(count_words, block.texts)) + sum(map(_words_in, block.inner))


def _in_order(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    order = list(Kind)
    return tuple(sorted(findings, key=lambda finding: (finding.line, order.index(finding.kind))))


def _clean(text: str, lang: str) -> _Page:
    """Return the lines of a text repaired, with the e-mail header and what the web page added made blank."""
    lines, mended = _mend_lines(text, lang)
    lines, letter, header = read_letter(lines)
    pages = frozenset(number for number, raw in enumerate(LINE_END.split(text), 1) if raw.startswith('\f'))
    lines, furniture = drop_running_heads(lines, pages, words_of(' '.join(line.text for line in lines)))
    lines, subjects, residue = drop_residue(lines)
    dropped = (*header, *furniture, *residue)
    gone = {finding.line for finding in dropped}
    findings = [finding for finding in mended if finding.line not in gone]
    return _Page(tuple(lines), letter, subjects, (*findings, *dropped))


def _mend_lines(text: str, lang: str) -> tuple[list[Line], list[Finding]]:
    lines: list[Line] = []
    findings: list[Finding] = []
    for number, raw in enumerate(LINE_END.split(text), 1):
        line = read_line(number, raw)
        mended, found = mend(line.text, number, lang)
        lines.append(Line(number, mended, line.width, line.indent, line.depth))
        findings += found
    return lines, findings


def _lay_out(lines: Sequence[Line], name: str) -> tuple[list[Piece], list[Finding]]:
    """Return the pieces of a text, its dashes and parted words mended; ChapbookError where it has no words."""
    words = words_of(' '.join(line.text for line in lines))
    mended = [mend_dashes(piece, words) for piece in cut(lines, words)]
    pieces = open_up([piece for piece, _ in mended])
    if not any(any(map(str.isalnum, piece.text)) for piece in pieces):
        hint = 'look whether the file holds the text and not the frame of the page alone'
        raise ChapbookError(error('nothing is left to import', Place(Path(name)), hint))
    return pieces, [finding for _, found in mended for finding in found]


def _read_head(pieces: Sequence[Piece], letter: Letter, name: str) -> Head:
    """Return what e-mail header or first lines say; the title is never empty."""
    head = Head(title=letter.title, date=letter.date, people=[('aut', letter.author)] if letter.author else [])
    head = read_head(pieces, head)
    if not head.title:
        words = ' '.join(re.split(r'[\s_-]+', name)).strip() or 'Untitled'
        head.title = words[0].upper() + words[1:]
        reason = 'no first line looks like a title: made from the name of the file'
        head.findings.append(Finding(Kind.TITLE, 1, head.title, reason))
    if not head.people:
        head.findings.append(Finding(Kind.AUTHOR, 1, '', 'no line names one: add author: … to the front matter'))
    return head


def _front_matter(head: Head, lang: str, subjects: Sequence[str]) -> dict[str, Any]:
    people = [
        name if role == 'aut' else {'name': name, 'role': ROLE_NAMES[role]} for role, name in dict.fromkeys(head.people)
    ]
    return {
        'title': head.title,
        'subtitle': head.subtitle,
        'author': people[0] if len(people) == 1 and isinstance(people[0], str) else people,
        'date': head.date,
        'lang': lang,
        'subject': list(subjects),
    }


def _tags(lines: Sequence[Line]) -> list[Finding]:
    """Return the lines that still hold HTML: its tags are kept as words, for a text may speak of them."""
    reason = 'looks like an HTML tag: kept as words, take it out by hand'
    return [
        Finding(Kind.KEPT, line.number, match[0], reason) for line in lines if (match := HTML_TAG.search(line.text))
    ]


def _emphasis(lines: Sequence[Line]) -> list[Finding]:
    """Return what stands between underscores, as plain texts write what is emphasised."""
    return [
        Finding(Kind.MENDED, line.number, match[0], ITALICS) for line in lines for match in EMPHASIS.finditer(line.text)
    ]


def _doubled(pieces: Sequence[Piece]) -> list[Finding]:
    """Return the paragraphs that stand in the text twice: they stay, for an author may repeat himself."""
    first: dict[str, int] = {}
    findings: list[Finding] = []
    for piece in pieces:
        text = without_calls(piece.text)
        if piece.form is Form.BREAK or len(text) < SHORTEST_DOUBLED:
            continue
        if text in first:
            reason = f'the same paragraph stands on line {first[text]}: kept, delete one if the page doubled it'
            findings.append(Finding(Kind.KEPT, piece.number, text, reason))
        first.setdefault(text, piece.number)
    return findings
