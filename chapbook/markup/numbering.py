"""Lists numbered by letters, by Roman numbers and in brackets, as Pandoc’s fancy_lists has them, and by `#.`.

Python-Markdown numbers lists by figures alone. So each such item is given one, and behind it a sign that stands for
its number; what then begins no item of a list gets back what was written.
"""

import re
from itertools import groupby, islice
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

from chapbook.markup.markers import Number, numbers

# Signs that no face has and no text holds: one for each item, in turn.
FIRST_SIGN, MOST = 0xF0000, 0xFFFD
SIGN = re.compile(f'[{chr(FIRST_SIGN)}-{chr(FIRST_SIGN + MOST)}]')
SIGNED = re.compile(rf'(?:\d\.\s*)?({SIGN.pattern})')
# Before words are looked into, and before a long text is parted.
BEFORE_WORDS = 40


class Numbering(Preprocessor):
    """Gives items that begin with a letter, a Roman number or a number in brackets a figure and a sign."""

    def run(self, lines: list[str]) -> list[str]:
        """Return the lines; those that begin no item of a list are as they were."""
        found = list(islice(numbers(lines), MOST))
        if not found or SIGN.search('\n'.join(lines)):
            return lines
        for place, (line, number) in enumerate(found):
            # As wide as it was, so that what is indented under it still is.
            figure = f'{number.value % 10}.'.ljust(len(line.match['number'])) + line.match['gap']
            words = lines[line.at][line.match.end() :]
            lines[line.at] = f'{line.match["before"]}{figure}{chr(FIRST_SIGN + place)}{words}'
        signs = Signs(self.md, [number for _, number in found])
        self.md.treeprocessors.register(signs, 'chapbook-numbering', BEFORE_WORDS)
        return lines


class Signs(Treeprocessor):
    """Numbers lists as their signs say."""

    def __init__(self, md: Markdown, numbers: list[Number]) -> None:
        super().__init__(md)
        self.numbers = numbers

    def run(self, root: Element) -> None:
        """Take every sign out of the tree: out of an item for its list, elsewhere for what was written."""
        for parent in list(root.iter()):
            for at, list_ in reversed(list(enumerate(parent))):
                if list_.tag == 'ol':
                    parent[at : at + 1] = self._parted(list_)
        for element in root.iter():
            element.text, element.tail = self._as_written(element.text), self._as_written(element.tail)

    def _parted(self, list_: Element) -> list[Element]:
        """Return a list as one for each kind of number in it, and for each leap."""
        numbers = [self._take(item) for item in list_]
        if not any(numbers):
            return [list_]
        start = int(list_.get('start', '1'))
        told = [number or Number('1', start + at, '') for at, number in enumerate(numbers)]
        rows = groupby(enumerate(zip(told, list_, strict=True)), lambda row: (row[1][0].kind, row[1][0].value - row[0]))
        return [_list(list_, [pair for _, pair in row]) for _, row in rows]

    def _take(self, item: Element) -> Number | None:
        """Take the sign an item begins with out of it, and return the number it stands for."""
        holder = item[0] if len(item) and item[0].tag == 'p' and not (item.text or '').strip() else item
        if not (holder.text and SIGN.match(holder.text)):
            return None
        number = self.numbers[ord(holder.text[0]) - FIRST_SIGN]
        holder.text = holder.text[1:]
        return number

    def _as_written(self, text: str | None) -> str | None:
        if not text or not SIGN.search(text):
            return text
        words = SIGNED.sub(lambda match: self.numbers[ord(match[1]) - FIRST_SIGN].written, text)
        return type(text)(words)


def _list(list_: Element, row: list[tuple[Number, Element]]) -> Element:
    """Return a list like another of these items, numbered as the first of them is."""
    own = Element('ol', {key: value for key, value in list_.items() if key != 'start'})
    own.text, own.tail = list_.text, list_.tail
    first = row[0][0]
    if first.kind != '1':
        own.set('type', first.kind)
    if first.value != 1:
        own.set('start', str(first.value))
    own.extend(item for _, item in row)
    return own
