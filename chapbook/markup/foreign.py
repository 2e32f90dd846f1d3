"""Marks that other programs would read and chapbook prints as they stand: told once for each kind, with the first line.

What chapbook has an equal for is put into its own marks by `dialects`.
"""

import re
from collections.abc import Iterator

from chapbook.markup.dialects import BOXES, COMMENT, CONTENTS, CONTENTS_SIGNS
from chapbook.markup.safety import CODE
from chapbook.markup.signs import FIRST, Signs, holds
from chapbook.problems import Place, Problem, Severity
from chapbook.project import SourceFile

QUOTED = 40
AS_IT_IS = 'is printed as it stands'
# Code by its indent, as far as a blank line tells.
INDENTED = re.compile(r'(?:(?<=\n\n)|\A)(?:(?: {4}|\t)[^\n]*(?:\n|\Z))+')
SILENT = (
    ('`', CODE),
    ('~~~', CODE),
    ('<!--', re.compile(r'<!--.*?-->', re.DOTALL)),
    ('\n    ', INDENTED),
    ('\n\t', INDENTED),
)
UNKNOWN_BOX = rf'^[ \t>]*:{{3,}}[ \t]*(?!(?:{"|".join(sorted(BOXES))})\b)[\w-]+'

# What a text must hold, what is looked for, what has been found, and what to write instead.
MARKS: tuple[tuple[str, str, str, str], ...] = (
    (
        '$',
        r'(?<![\\$])(?:\$\$(?!\$).+?\$\$|\$(?![\s\d$])[^$\n]*[\\^_={}][^$\n]*(?<![\s\\])\$(?![\d$]))',
        f'is a formula, and {AS_IT_IS}',
        'write it with x^2^ and H~2~O, or show a picture of it',
    ),
    (
        '@',
        r'(?<![\\\]!])\[(?:[^\[\]\n]*[\s;\[-])?-?@\w[\w:.-]*[^\[\]\n]*\](?![(\[:])',
        f'is a citation of Pandoc’s, and {AS_IT_IS}',
        'write the source into a note: ^[Author, Title, year, page.]',
    ),
    (
        '@',
        r'(?<![\w@\\.])@(?:fig|tbl|sec|eq|lst)-[\w-]+',
        f'is a reference of Quarto’s, and {AS_IT_IS}',
        'write a link: [the figure](#fig-name)',
    ),
    (
        '\\',
        r'(?:(?<=\S)|(?<=\S[ \t]))\\(?:newpage|pagebreak|clearpage)\b|\\(?:newpage|pagebreak|clearpage)\b(?=[ \t]*\S)',
        'ends no page within a line',
        'write \\newpage on a line of its own',
    ),
    (
        '\\',
        r'(?<!\\)\\(?!newpage|pagebreak|clearpage)[A-Za-z]{2,}\*?(?:\[[^\]\n]*\])?\{[^}\n]*\}?',
        f'is LaTeX, and {AS_IT_IS}',
        'write *italic*, **bold**, [Small Caps]{.smallcaps}, ::: blocks',
    ),
    (
        '{',
        r'\{\{[<%](?!\s*pagebreak).*?[>%]\}\}|\{%.*?%\}|\{\{(?! ?toc)[^{}\n]+\}\}',
        f'is filled in by another program, and {AS_IT_IS}',
        'write what it would show',
    ),
    (
        '{',
        r'\{(?:\+\+.*?\+\+|--.*?--|~~.*?~~|==.*?==|>>.*?<<)\}',
        f'is a change or a remark that was never settled, and {AS_IT_IS}',
        'take it over or take it out',
    ),
    (
        ':',
        r':(?<![\w:/]:)[a-z][a-z0-9_+-]+:(?![\w:])',
        f'is the name of a sign, and {AS_IT_IS}',
        'type the sign itself',
    ),
    (
        '--',
        rf'[-+]{FIRST}(?:(?<=\+)[-=:]{{2,}}(?:\+[-=:]{{2,}})+\+|(?<=-)-+[ ]+(?:-{{2,}}[ ]+)*-{{2,}})[ ]*$',
        'belongs to a table of Pandoc’s that is not read',
        'put | between its columns; pandoc -t gfm does that',
    ),
    (
        ':::',
        UNKNOWN_BOX + r'(?:\[|[ \t]+(?=[^\s{:])(?=[^\n]*[^\w\s:.-]|[^\n]*[A-Z]))[^\n]*',
        'has words that are taken for the names of classes, and are not printed',
        'write the words on the next line',
    ),
    (
        '  ~ ',
        r'^ {2,3}~ \S[^\n]*',
        'begins no definition',
        'begin it with : and a space, on the line below its term',
    ),
    ('(@', rf'\({FIRST}@[\w-]*\)[ \t]+\S[^\n]*', 'begins no list', 'begin each with 1. and a space'),
    (
        '#',
        rf'#{FIRST}(?![\s#.\d!:,;)])[^\n]*',
        'is no heading: a # without a space behind it is a tag of Obsidian’s, and is printed',
        'put a space behind the #, or take the tag out',
    ),
    (
        '^',
        r'\^(?<=\S \^)[A-Za-z0-9-]+$',
        f'names a block in Obsidian, and {AS_IT_IS}',
        'write {#name} after a heading, and link to that',
    ),
)
# Patterns are compiled once a sign of theirs is there: most texts need few of them.
ROWS: tuple[tuple[Signs, str | re.Pattern[str], str, str], ...] = (
    *((sign, f'(?ms){mark}', what, hint) for sign, mark, what, hint in MARKS),
    (
        '%%',
        COMMENT,
        'is taken for a comment of Obsidian’s, and left out',
        'write 100 % with one sign, or <!-- a comment -->',
    ),
    (
        ('Ã', 'Â', 'â€'),
        r'(?:[ÂÃ](?![«»])[\xa1-\xbf]|â€)\S*',
        f'was read in another encoding than it was written in, and {AS_IT_IS}',
        'copy the text anew and save it as UTF-8; or let python3 build.py import FILE mend it',
    ),
    (
        CONTENTS_SIGNS,
        CONTENTS,
        'is left out: contents are made where there are three headings',
        'toc: yes or toc: no says otherwise',
    ),
)


REFERENCE = r'(?:(?<!\\)!|(?<![\\\]!\w]))\[(?P<words>[^\[\]\n^@]+)\]\[(?P<label>[^\[\]\n^]*)\]'
# A number behind a word or its punctuation, and the same at the beginning of a line.
CALL = r'(?<=[^\s\[\]^!(])\[(?P<number>\d{1,3})\](?![(\[:])'
PASTED_NOTE = r'(?m)^[ \t>]*\[(?P<number>\d{1,3})\][ \t]+(?=\S)'
DRAWN = r'(?m)^[ \t>]*(?:```|~~~)[ \t]*\{?\.?(?P<name>mermaid|plantuml|graphviz|dot|d2)\b'
DEFINITION = r'(?m)^[ \t>]*\[(?P<label>[^\[\]\n^]+)\]:[ \t]*\n?[ \t]*\S'


def check(source: SourceFile) -> Iterator[Problem]:
    """Yield a warning for each kind of mark that a file has outside of code."""
    text = source.body
    yield from _drawn_elsewhere(text, source)
    for sign, silent in SILENT:
        if sign in text:
            text = silent.sub(_blank, text)
    yield from _undefined(text, source)
    yield from _no_notes(text, source)
    for signs, pattern, what, hint in ROWS:
        found = list(re.finditer(pattern, text)) if holds(text, signs) else []
        if not found:
            continue
        first = ' '.join(found[0][0].split())
        shown = first if len(first) <= QUOTED else f'{first[:QUOTED]}…'
        more = f' (and {len(found) - 1} more)' if len(found) > 1 else ''
        line = source.first_line + text.count('\n', 0, found[0].start())
        yield Problem(Severity.WARNING, f'“{shown}” {what}{more}', Place(source.path, line), hint)


def _blank(match: re.Match[str]) -> str:
    return '\n'.join(' ' * len(line) for line in match[0].split('\n'))


def _undefined(text: str, source: SourceFile) -> Iterator[Problem]:
    """Yield a warning for each link or picture by a name that no line gives an address."""
    if '][' not in text:
        return
    defined = {_label(match['label']) for match in re.finditer(DEFINITION, text)}
    for match in re.finditer(REFERENCE, text):
        label = match['label'] or match['words']
        if _label(label) not in defined:
            line = source.first_line + text.count('\n', 0, match.start())
            message = f'“{match[0]}” has no address, and {AS_IT_IS}'
            hint = f'write below, on a line of its own: [{label}]: https://…'
            yield Problem(Severity.WARNING, message, Place(source.path, line), hint)


def _no_notes(text: str, source: SourceFile) -> Iterator[Problem]:
    """Yield a warning where `[1]` stands behind words and again before some, as it does where notes were pasted."""
    called = {match['number'] for match in re.finditer(CALL, text)} if '[' in text else set()
    found = [match for match in re.finditer(PASTED_NOTE, text) if match['number'] in called] if called else []
    if found:
        number, line = found[0]['number'], source.first_line + text.count('\n', 0, found[0].start())
        more = f' (and {len(found) - 1} more)' if len(found) > 1 else ''
        hint = f'write [^{number}] in the text, and before the note [^{number}]: with the colon'
        yield Problem(Severity.WARNING, f'“[{number}]” is no note{more}', Place(source.path, line), hint)


def _drawn_elsewhere(text: str, source: SourceFile) -> Iterator[Problem]:
    """Yield a warning for code that another program would draw."""
    if found := re.search(DRAWN, text) if holds(text, ('```', '~~~')) else None:
        line = source.first_line + text.count('\n', 0, found.start())
        message = f'a drawing for {found["name"].capitalize()} is set as code'
        hint = 'let that program draw it, export it as SVG, and show the picture'
        yield Problem(Severity.WARNING, message, Place(source.path, line), hint)


def _label(words: str) -> str:
    return ' '.join(words.split()).casefold()
