"""Addresses that paper would lose: each link out of a text gets a letter, and its address stands at the end."""

from collections.abc import Iterable
from dataclasses import dataclass
from string import ascii_lowercase

from lxml import etree
from lxml.etree import _Element

OUTWARD = ('http:', 'https:', 'mailto:', 'tel:')


@dataclass(frozen=True, slots=True)
class Address:
    """One address to be printed: the letter it goes by, where its link leads, and its QR code if one was asked for."""

    letter: str
    id: str
    address: str
    code: str = ''

    @property
    def shown(self) -> str:
        """The address as it is printed."""
        return shown(self.address)


def gather(sections: Iterable[_Element], first: int, *, codes: bool) -> list[Address]:
    """Mark the outward links of sections with letters, in place; return their addresses, each once.

    An address that the text says itself needs none. Marks lead to what looks like notes from number `first` on, so that
    a listener takes them for calls, not for words.
    """
    found: dict[str, Address] = {}
    for section in sections:
        for link in list(section.iter('a')):
            address = link.get('href', '')
            if not address.startswith(OUTWARD) or _says(link, address):
                continue
            if address not in found:
                number = len(found)
                code = _code(address) if codes else ''
                found[address] = Address(letter(number), f'note-{first + number}', address, code)
            _call(link, found[address])
    return list(found.values())


def letter(number: int) -> str:
    """Return a letter for a number from 0 on: a to z, then aa, ab and so on."""
    more, last = divmod(number, len(ascii_lowercase))
    return (letter(more - 1) if more else '') + ascii_lowercase[last]


def shown(address: str) -> str:
    """Return an address as it is printed: without what a reader need not type."""
    for start in ('https://', 'http://', 'mailto:', 'tel:'):
        address = address.removeprefix(start)
    return address.removesuffix('/')


def _says(link: _Element, address: str) -> bool:
    """Tell whether the words of a link are its address; they may be broken at a joint."""
    words = ''.join(''.join(link.itertext()).split()).replace('\u200b', '').replace('\u00ad', '')
    return shown(words).casefold() == shown(address).casefold()


def _call(link: _Element, address: Address) -> None:
    call = etree.Element('a', {'class': 'noteref address-call', 'href': f'#{address.id}'})
    call.text, call.tail, link.tail = address.letter, link.tail, None
    link.addnext(call)


def _code(address: str) -> str:
    import segno

    return str(segno.make(address, error='m', micro=False).svg_data_uri(border=0, omitsize=True))
