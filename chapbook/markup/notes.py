"""Footnotes: numbers the calls through the whole text and takes the notes out of the flow."""

import re
from collections import Counter
from dataclasses import dataclass

from lxml import etree
from lxml.etree import _Element

from chapbook.book import Note
from chapbook.markup.draft import Draft
from chapbook.markup.places import place_of
from chapbook.markup.safety import CODE
from chapbook.markup.trees import remove, text_of
from chapbook.problems import Place, error
from chapbook.project import SourceFile

UNDEFINED = re.compile(r'\[\^([^\[\]\n]+)\]')
DEFINED = re.compile(r'^ {0,3}\[\^([^\[\]\n]+)\]:', re.MULTILINE)
LITERAL = ('code', 'pre', 'kbd', 'samp')

Numbered = dict[int, Note]


@dataclass(slots=True)
class _Notes:
    """The notes of one file by the identifier Markdown gave them."""

    defined: dict[str, _Element]
    called: dict[str, int]


def number(draft: Draft) -> Numbered:
    """Replace every call by a numbered link and return the notes by number; what has no partner is an error."""
    numbered: Numbered = {}
    for source, tree in draft.trees:
        for call in [each for each in tree.iter('sup', 'span') if _is_call(each)]:
            _take_out_of_link(call)
        notes = _Notes(_definitions(tree), {})
        for link in tree.iter('a'):
            if 'noteref' in link.get('class', '').split():
                del link.attrib['class']  # that class is for the calls that are made below
        _check_undefined(tree, source, draft)
        _check_doubled(source, draft)
        _check_empty(tree, notes, source, draft)
        for element in list(tree.iter('sup', 'span')):
            _number_call(element, notes, numbered)
        for name in [name for name in notes.defined if name not in notes.called]:
            label = name.removeprefix('fn:')
            hint = f'put [^{label}] where the note belongs, or delete the note'
            message = f'the note “{label}” is never called'
            draft.problems.append(error(message, place_of(f'[^{label}]:', source), hint))
        draft.notes += [(source, note.tree) for note in list(numbered.values())[len(draft.notes) :]]
    _check_nested(draft)
    return numbered


def _is_call(element: _Element) -> bool:
    return element.get('id', '').startswith('fnref') or element.get('class') == 'inline-note'


def _take_out_of_link(call: _Element) -> None:
    """Put a call that stands inside a link behind it: HTML has no link in a link, and ends the first at the second."""
    link = next(call.iterancestors('a'), None)
    if link is None:
        return
    number = link.getnext()
    remove(call)
    call.tail = None
    link.addnext(call)
    if not len(call) and not call.text and number is not None and number.get('href', '').startswith('#fn:'):
        call.tail, number.tail = number.tail, None
        call.append(number)


def _check_empty(tree: _Element, notes: _Notes, source: SourceFile, draft: Draft) -> None:
    """Report notes without words: a number that leads to nothing."""
    written = [(f'[^{name.removeprefix("fn:")}]:', note) for name, note in notes.defined.items()]
    written += [('^[]', span) for span in tree.iter('span') if span.get('class') == 'inline-note']
    for mark, note in written:
        if not text_of(note) and note.find('.//img') is None:
            draft.problems.append(error(f'the note {mark} is empty', place_of(mark, source), 'write it, or delete it'))


def _check_doubled(source: SourceFile, draft: Draft) -> None:
    """Report notes that are written twice: only the last of them would be printed."""
    seen: set[str] = set()
    if max(Counter(DEFINED.findall(source.body)).values(), default=0) < 2:
        return
    for match in DEFINED.finditer(CODE.sub(lambda code: re.sub(r'[^\n]', ' ', code[0]), source.body)):
        if match[1] in seen:
            place = Place(source.path, source.first_line + source.body.count('\n', 0, match.start()))
            hint = f'call one of them another name, here and at its call [^{match[1]}]'
            draft.problems.append(error(f'the note “{match[1]}” is written twice', place, hint))
        seen.add(match[1])


def _check_nested(draft: Draft) -> None:
    """Report notes called from within a note: no edition could show them."""
    for source, tree in draft.notes:
        for call in tree.iter('sup', 'span'):
            if _is_call(call):
                place = place_of(' '.join(text_of(tree).split()[:2]), source)
                draft.problems.append(
                    error('a note is called from within a note', place, 'write it into the first note')
                )


def _definitions(tree: _Element) -> dict[str, _Element]:
    """Take Markdown’s list of footnotes out of the tree; return a `div` for each, by identifier."""
    found: dict[str, _Element] = {}
    for block in list(tree.iter('div')):
        items = [item for item in block.iter('li') if item.get('id', '').startswith('fn:')]
        # An author may have a block of that name, which holds no notes of ours.
        if block.get('class') != 'footnote' or not items:
            continue
        for item in items:
            for back in [link for link in item.iter('a') if link.get('class') == 'footnote-backref']:
                _remove_back_link(back)
            note = etree.Element('div')
            note.text = item.text
            note.extend(list(item))
            found[item.get('id', '')] = note
        remove(block)
    return found


def _remove_back_link(link: _Element) -> None:
    """Remove a back link with the no-break space Markdown puts before it, and the paragraph that held only these."""
    parent = link.getparent()
    remove(link)
    if parent is None or parent.tag != 'p':
        return
    if len(parent) and parent[-1].tail:
        parent[-1].tail = parent[-1].tail.rstrip()
    elif not len(parent):
        parent.text = (parent.text or '').rstrip()
        if not parent.text:
            remove(parent)


def _number_call(element: _Element, notes: _Notes, numbered: Numbered) -> None:
    """Turn one call, of either kind, into a numbered link."""
    if element.get('class') == 'inline-note':
        note = _inline_note(element)
        this = len(numbered) + 1
        again = False
    elif element.get('id', '').startswith('fnref'):
        link = element.find('a')
        name = link.get('href', '').removeprefix('#') if link is not None else ''
        if name not in notes.defined:
            return
        again = name in notes.called
        this = notes.called.setdefault(name, len(numbered) + 1)
        note = notes.defined[name]
    else:
        return
    if this not in numbered:
        numbered[this] = Note(this, note)
    _write_call(element, this, again=again)


def _inline_note(element: _Element) -> _Element:
    """Return the note written at its call as a `div` with one paragraph."""
    note = etree.Element('div')
    paragraph = etree.SubElement(note, 'p')
    paragraph.text = element.text
    paragraph.extend(list(element))
    return note


def _write_call(element: _Element, this: int, *, again: bool) -> None:
    tail = element.tail
    element.clear()
    element.tag, element.tail, element.text = 'a', tail, str(this)
    element.set('class', 'noteref')
    element.set('href', f'#note-{this}')
    if not again:
        element.set('id', f'call-{this}')


def _check_undefined(tree: _Element, source: SourceFile, draft: Draft) -> None:
    """Report every `[^name]` that stayed in the text because no note of that name exists.

    A block that is not closed holds the notes below it: that has been told.
    """
    if '[^' not in ''.join(map(str, tree.itertext())):
        return
    swallowed = any('is not closed' in problem.message for problem in draft.problems)
    written = frozenset(DEFINED.findall(source.body)) if swallowed else frozenset()
    for element in tree.iter():
        for words, holder in ((element.text, element), (element.tail, element.getparent())):
            for match in UNDEFINED.finditer(words) if words and '[^' in words and not _in_code(holder) else ():
                # What looks like the note itself stands where it cannot be read: its call is told.
                if match[1] in written or (match.start() == 0 and (words or '').startswith(':', match.end())):
                    continue
                hint = f'write the note, a line that begins [^{match[1]}]: – or put what is none into `code`'
                place = place_of(match[0], source)
                draft.problems.append(error(f'there is no note “{match[1]}”', place, hint))


def _in_code(element: _Element | None) -> bool:
    return element is not None and any(each.tag in LITERAL for each in (element, *element.iterancestors()))
