"""Sets the punctuation of a tree or a line as its language does, through inline elements and never inside code.

Only marks and spaces change: no letter or digit is changed, lost or moved, and setting what is set changes nothing.
"""

from bisect import bisect_right
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate, chain

from lxml import etree
from lxml.etree import _Element

from chapbook.beside import in_halves
from chapbook.markup.punctuation import BREAK, THING, Edit, Rule, Style, has_digits, style_for
from chapbook.markup.quotation import has_straight, quote_edits

# Every other element ends the block it stands in: quotes are resolved through these alone.
INLINE = frozenset(
    'a abbr acronym b bdi bdo big br button cite code data del dfn em font i img ins kbd label mark math object output '
    'q rb rp rt rtc ruby s samp script small span strike strong style sub sup svg time tt u var wbr'.split()
)
OPAQUE = frozenset('code kbd samp tt pre script style textarea math svg object'.split())
THINGS = frozenset('code kbd samp tt math svg object img'.split())
# The number of a note stands between a word and its punctuation, but is not read with them.
UNREAD = frozenset(['noteref', 'footnote-ref', 'footnote-backref'])
NO_TYPE = 'notype'
XML_LANG = '{http://www.w3.org/XML/1998/namespace}lang'


@dataclass(slots=True)
class Part:
    """A stretch of text: the `text` or the `tail` of `element`, or of none where it only stands for something."""

    text: str
    style: Style
    element: _Element | None = None
    is_tail: bool = False


@dataclass(slots=True)
class Run:
    """The words of one block, in order, with the places in the tree they came from."""

    parts: list[Part] = field(default_factory=list)
    text: str = ''

    def add(self, text: str | None, style: Style, element: _Element | None = None, *, is_tail: bool = False) -> None:
        """Append a stretch of text unless it is empty."""
        if text:
            self.parts.append(Part(text, style, element, is_tail))


def set_type(roots: Iterable[_Element], lang: str) -> None:
    """Set the text of trees in place; `lang` is its BCP 47 tag, and `lang` attributes inside hold for their elements.

    Code, drawings, formulas, addresses, attributes and elements of class `notype` stay as they are.
    """
    runs = list(chain.from_iterable(_runs(root, style_for(lang)) for root in roots))
    letters = sum(len(part.text) for run in runs for part in run.parts)
    told = in_halves(_set_run, runs, letters)
    for run, texts in zip(runs, told, strict=True):
        for part, text in zip(run.parts, texts, strict=False):
            if part.element is not None and part.is_tail:
                part.element.tail = text or None
            elif part.element is not None:
                part.element.text = text or None


def set_text(text: str, lang: str) -> str:
    """Return one line of plain text, such as a title or a caption, with the punctuation of `lang`."""
    return next(iter(_set_run(Run([Part(text, style_for(lang))]))), text)


def _runs(root: _Element, style: Style) -> Iterator[Run]:
    """Yield the run of each block under `root`, its own included."""
    run, styles = Run(), [style]
    walk = etree.iterwalk(root, events=('start', 'end', 'comment', 'pi'))
    for event, node in walk:
        name = node.tag.rpartition('}')[2] if isinstance(node.tag, str) else 'wbr'
        if name not in INLINE and run.parts:
            # Between blocks there is white alone.
            if len(run.parts) > 1 or not run.parts[0].text.isspace():
                yield run
            run = Run()
        if event == 'start':
            tag = node.get('lang', node.get(XML_LANG))
            styles.append(styles[-1] if tag is None else style_for(tag))
            if _enter(run, node, name, styles[-1]):
                walk.skip_subtree()
            continue
        if event == 'end':
            styles.pop()
        if node is not root:
            run.add(node.tail, styles[-1], node, is_tail=True)
    yield run


def _enter(run: Run, node: _Element, name: str, style: Style) -> bool:
    """Add what stands at the start of an element to `run`; return whether the rest of the element is to be skipped."""
    classes = node.get('class', '').split()
    if not UNREAD.isdisjoint(classes):
        return True
    address = name == 'a' and not len(node) and node.text and node.get('href', '').endswith(node.text)
    if address or name in THINGS or (NO_TYPE in classes and name in INLINE):
        run.add(THING, style)
    elif name == 'br':
        run.add(BREAK, style)
    if address or name in OPAQUE or NO_TYPE in classes:
        return True
    run.add(node.text, style, node)
    return False


def _set_run(run: Run) -> list[str]:
    """Set the parts of a run in place and return their texts, none where nothing changes."""
    # A language quoted inside another sets its own words; the marks around them belong to the outer one.
    before = run.text = ''.join(part.text for part in run.parts)
    if not before or before.isspace():
        return []
    styles, digits = list(dict.fromkeys(part.style for part in run.parts)), has_digits(before)
    for style in styles:
        _follow(run, style.before, style if len(styles) > 1 else None, digits=digits)
    if has_straight(run.text):
        starts = _starts(run)
        _apply(run, quote_edits(run.text, lambda at: run.parts[bisect_right(starts, at) - 1].style))
    for style in styles:
        _follow(run, style.after, style if len(styles) > 1 else None, digits=digits)
    return [part.text for part in run.parts] if run.text != before else []


def _follow(run: Run, rules: Iterable[Rule], only: Style | None, *, digits: bool) -> None:
    """Set a run in place as rules say, or those of its parts that are of one style; it may have digits."""
    for rule in rules:
        # The sign first, and here: most rules find nothing in most texts, and to ask each takes longer than all else.
        if rule.sign in run.text and (digits or not rule.numeric) and rule.opens(run.text):
            _apply(run, rule.edits(run.text), only)


def _starts(run: Run) -> list[int]:
    """Return the offset at which each part begins."""
    return list(accumulate((len(part.text) for part in run.parts[:-1]), initial=0))


def _apply(run: Run, edits: Iterable[Edit], only: Style | None = None) -> None:
    """Make the edits, which are in order and apart, or those that begin in parts of one style."""
    found = list(edits)
    if found and only:
        starts = _starts(run)
        found = [edit for edit in found if run.parts[bisect_right(starts, edit[0]) - 1].style is only]
    if not found:
        return
    text, rest, at, end = run.text, deque(found), 0, 0
    for part in run.parts:
        # What an edit takes may reach into the parts after the one that it begins in.
        at, end = max(at, end), end + len(part.text)
        told: list[str] = []
        while rest and _owner(rest[0], text) < end:
            start, stop, new = rest.popleft()
            told += text[at:start], new
            at = stop
        part.text = ''.join((*told, text[at:end]))
    run.text = ''.join(part.text for part in run.parts)


def _owner(edit: Edit, text: str) -> int:
    """Return the place of the character whose part an edit belongs to; what is put before a thing follows a word."""
    start, stop, _ = edit
    return start - (start == stop and text[start] in (THING, BREAK))
