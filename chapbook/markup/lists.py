"""Lists as most programs write them: what stands under an item is indented as far as the item’s words, not by four.

CommonMark 0.31, sections 5.2 and 5.3. Python-Markdown wants four spaces for each level, and takes a list within a list
for one list, the paragraph under an item for its end, and a list below a paragraph for more of it. Lists that have
nothing indented by less than four stay untouched.
"""

import re
from collections.abc import Iterator
from itertools import takewhile, zip_longest

from markdown.preprocessors import Preprocessor

ITEM = re.compile(r'(?P<indent> *)(?:(?P<bullet>[-*+])|(?P<number>\d{1,9})\.)(?P<gap> +)(?=\S)')
# The same in CommonMark, whose numbers may end in a bracket, and as a word processor writes it into a plain text.
OTHER_NUMBER = re.compile(r'(?P<before>[ \t>]*\d{1,3})\)(?=[ \t]+\S)')
# Word’s own are a middle dot, letters of its Symbol and Wingdings, and an o or a § where those are missing.
BULLET = r'(?:[•‣◦▪●\uf0a7\uf0a8\uf0b7\uf0d8\uf0fc][ \t]*|·[ \t]+|[o§](?:\t| {2})[ \t]*)'
OTHER_BULLET = re.compile(rf'(?P<before>[ \t>]*){BULLET}(?=\S)')
OTHER = re.compile(rf'[ \t>]*(?:\d{{1,3}}\)[ \t]+|{BULLET})\S')
BREAK = re.compile(r' {0,3}([-*_])(?: *\1){2,} *$')
# The lines of verse are indented as they are to look.
VERSE = re.compile(r':{3,}.*\bverse\b')
FENCE = re.compile(r':{3,}')
BLOCK_END = re.compile(r':{3,}[ \t]*$')
LEVEL = 4
INSET = ' ' * LEVEL
DEEPEST = 16
# What else has lists in it: a quotation, and the paragraphs of a note below its first.
QUOTED = re.compile(r' {0,3}> ?')
NOTE = re.compile(r'\[\^[^\]]+\]:')
# What a line begins with that is more than words.
SIGN = re.compile(r' *[-*+\d]| {0,3}>|:::|\[\^')


class ListIndents(Preprocessor):
    """Indents what stands in lists by four spaces for each level."""

    def run(self, lines: list[str], depth: int = 0) -> list[str]:
        """Return the lines, those of lists indented as Python-Markdown reads them; `depth` is how far within."""
        told: list[str] = []
        at = 0
        lines = lines if depth else _with_usual_marks(lines)
        while at < len(lines):
            taken = lines[at : at + 1]
            if not SIGN.match(lines[at]):
                told += taken
            elif VERSE.match(lines[at]):
                taken = [*takewhile(lambda line: not BLOCK_END.match(line), lines[at:])]
                told += taken
            elif QUOTED.match(lines[at]) and depth < DEEPEST:
                taken = [*takewhile(QUOTED.match, lines[at:])]
                told += self._within(taken, [QUOTED.sub('', line, count=1) for line in taken], '> ', depth)
            elif NOTE.match(lines[at]) and depth < DEEPEST:
                below = [*takewhile(lambda line: not line.strip() or line.startswith(INSET), lines[at + 1 :])]
                taken = [lines[at], *below]
                told += [lines[at], *self._within(below, [line[LEVEL:] for line in below], INSET, depth)]
            elif _opens(lines[at]):
                taken = lines[at : at + _length(lines[at:])]
                if told and told[-1].strip() and _follows_paragraph(taken):
                    told.append('')
                told += _indented(taken) if _is_common(taken) else taken
            else:
                told += taken
            at += len(taken)
        return told

    def _within(self, lines: list[str], inner: list[str], margin: str, depth: int) -> list[str]:
        """Return lines that stand within a quotation or a note; they stay as they are where their lists do."""
        indented = self.run(inner, depth + 1)
        return lines if indented == inner else [f'{margin}{line}'.rstrip(' ') for line in indented]


def _with_usual_marks(lines: list[str]) -> list[str]:
    """Return lines whose items begin `1.` and `-`, where they began `1)` and `•`; verse stays as it is."""
    if not any(map(_has_other_mark, lines)):
        return lines
    told: list[str] = []
    within = verse = False
    for line, following in zip_longest(lines, lines[1:], fillvalue=''):
        verse = bool(VERSE.match(line)) or (verse and not BLOCK_END.match(line))
        begins = within or not told or not told[-1].strip() or _has_other_mark(following)
        if not verse and begins and _has_other_mark(line):
            within = True
            told.append(OTHER_BULLET.sub(r'\g<before>- ', OTHER_NUMBER.sub(r'\g<before>.', line, count=1), count=1))
        else:
            within = within and bool(line.strip())
            told.append(line)
    return told


def _has_other_mark(line: str) -> bool:
    return OTHER.match(line) is not None


def _follows_paragraph(lines: list[str]) -> bool:
    """Tell whether lines below a paragraph are a list of two items at least, and no dash or date at a line’s start."""
    first, *others = (item for line in lines if (item := _item(line)) and item['indent'] == _indent_of(lines[0]))
    if first['bullet']:
        return any(item['bullet'] == first['bullet'] for item in others)
    return int(first['number']) == 1 and any(int(item['number'] or 0) == 2 for item in others)


def _indent_of(line: str) -> str:
    return ' ' * _indent(line)


def _opens(line: str) -> bool:
    match = _item(line)
    return bool(match and len(match['indent']) < LEVEL)


def _item(line: str) -> re.Match[str] | None:
    return None if BREAK.match(line) else ITEM.match(line)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(' '))


def _length(lines: list[str]) -> int:
    """Return how many lines a list has that begins with the first: to what stands further out, after a blank line."""
    for number in range(1, len(lines)):
        line = lines[number]
        outside = _indent(line) <= _indent(lines[0]) and not _item(line)
        if line.strip() and outside and (not lines[number - 1].strip() or BREAK.match(line) or FENCE.match(line)):
            return number
    return len(lines)


def _is_common(lines: list[str]) -> bool:
    """Tell whether an item or a paragraph is indented as far as the words above it, by less than four spaces."""
    base = _indent(lines[0])
    for before, line, (_, extra, level) in zip(['', *lines], lines, _levels(lines), strict=False):
        begins = _item(line) or not before.strip()
        if line.strip() and begins and level and base < _indent(line) < base + LEVEL and not extra:
            return True
    return False


def _indented(lines: list[str]) -> list[str]:
    """Return the lines of a list as Python-Markdown reads them: an item that follows a paragraph after a blank line."""
    told: list[str] = []
    paragraph = False
    for line, extra, level in _levels(lines):
        if _item(line) and paragraph and told[-1]:
            told.append('')
        paragraph = bool(line) and not _item(line) and (paragraph or not told or not told[-1])
        told.append(' ' * (LEVEL * level + extra) + line if line else '')
    return told


def _levels(lines: list[str]) -> Iterator[tuple[str, int, int]]:
    """Yield each line without its indent, how much further in than its item’s words it begins, and how deep it is."""
    columns: list[int] = []
    blank = False
    for line in lines:
        indent, item = _indent(line), _item(line)
        if not line.strip():
            yield '', 0, 0
        elif not item and not blank and (not columns or indent < columns[-1]):
            # A line that is only wrapped belongs to the item above, however it is indented.
            yield line.lstrip(' '), 0, len(columns) if indent else 0
        else:
            columns = [column for column in columns if column <= indent]
            yield line.lstrip(' '), indent - columns[-1] if columns else 0, len(columns)
            if item and not (columns and indent - columns[-1] >= LEVEL):
                gap = len(item['gap'])
                columns.append(item.end() if gap <= LEVEL else item.end() - gap + 1)
        blank = not line.strip()
