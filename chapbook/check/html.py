"""The words of the web page: its `main`, the notes apart."""

from lxml import etree
from lxml.etree import _Element

from chapbook.check.words import Spoken, has_class, split, text_of


def words_of_html(data: bytes) -> Spoken:
    """Return the words of a web page; raises ValueError where it has no `main`.

    A note is an `aside` of class `note` with its number in `data-note`; its own number and the calls are no words.
    """
    page = etree.fromstring(data, etree.HTMLParser(encoding='utf-8', huge_tree=True))
    main = page.find('.//main') if page is not None else None
    if main is None:
        raise ValueError('it has no main part')
    notes = {
        int(aside.get('data-note') or 0): split(text_of(aside, _is_furniture))
        for aside in filter(_is_note, main.iter('aside'))
    }
    return Spoken(split(text_of(main, lambda element: _is_note(element) or _is_furniture(element))), notes)


def _is_note(element: _Element) -> bool:
    return element.tag == 'aside' and element.get('data-note') is not None


def _is_furniture(element: _Element) -> bool:
    """Tell whether an element is a note’s number, or a button: a note’s call."""
    parent = element.getparent()
    is_number = has_class(element, 'note-number') and parent is not None and _is_note(parent)
    return is_number or element.tag == 'button'
