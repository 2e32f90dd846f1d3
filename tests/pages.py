"""Web pages for the tests: texts with something to show, and their pages opened for reading."""

from pathlib import Path

from epubs import theme
from lxml import etree

from chapbook.editions import html
from chapbook.metadata import Person

ROOT = Path(__file__).parent.parent
WHOLE = {
    'title': 'Words & “Others” <all>',
    'subtitle': 'Said “Twice”',
    'authors': (Person('Ann Onymous'), Person('Ed Itor', 'edt')),
    'date': '2024-05-01',
    'publisher': 'Street Press',
    'description': 'A text with “everything” & more.',
    'rights': 'CC BY-SA 4.0',
    'url': 'https://example.org/?a=1&b=2',
}
CROWDED = """\
# One

First.^[A note of its own that is long enough to run over three or four lines beside the text, as notes do.] And
more.^[Two.] And again.^[Three.] And a last one.^[Four.]

- an item^[From a list.]

| a | b |
|---|---|
| c^[From a table.] | d |

Again, of itself.[^same]

# Two

And once more.[^same]

[^same]: Called twice.
"""
ARABIC = '# واحد\n\nكلمات^[حاشية.] وأخرى.\n\n::: verse\nبيت\n  بيت آخر\n:::\n\n# اثنان\n\n# ثلاثة'


def page_of(book):
    """Return the tree of a book’s web page."""
    return etree.fromstring(html.render(book, theme()), etree.HTMLParser(encoding='utf-8', huge_tree=True))
