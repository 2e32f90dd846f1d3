"""Paragraphs of hard input: whatever stands in them and wherever they stand, nothing fails, and no letter is lost."""

import unicodedata
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pypdfium2
import pytest
from judges import judge
from pamphlets import GRID, MADE, measure, theme

from chapbook.check import audit
from chapbook.check.words import words_of_book
from chapbook.compose import print_document
from chapbook.markup import parse
from chapbook.metadata import Metadata
from chapbook.pages import A5
from chapbook.project import Folder, Manuscript, SourceFile
from chapbook.typesetting import pdf

TALK = 'Whoever came had a vote, and nobody, she remembered, asked for cards or counted chairs. '
LONG = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft'
HARD = {
    'a word of 300 letters': f'{TALK}{"antidisestablishmentarian" * 12} {TALK}',
    'nothing but such a word': 'x' * 300,
    'compounds': f'{LONG} ' * 9,
    'hyphens alone': f'{TALK}{"-" * 300} {"a-" * 120}a',
    'an address': f'{TALK}https://example.org/{"path/" * 40}?query={"1234567890" * 9} {TALK}',
    'names of files': ', '.join(f'`.{name}rc.json` /usr/share/{name} ./{name}' for name in ('one', 'another') * 6),
    'styles within a word': f'{TALK}{"long" * 15}**{"er" * 30}***{"than" * 15}*`{"lines" * 12}`{"are" * 20} {TALK}',
    'digits': f'{TALK}{"1234567890" * 20}, {"1,234,567.89; " * 20}',
    'soft hyphens': '\xad'.join(f'{TALK}{LONG}') + f' {TALK}',
    'spaces that hold': '\u00a0'.join(TALK.split() * 4) + f' {TALK}' + '\u202f'.join('10000000' * 20),
    'spaces of no width': '\u200b'.join('unseen' * 40) + ' ' + '\u2060'.join('joined' * 30) + f' {TALK}',
    'other spaces': '\u2003'.join(TALK.split() * 2) + '\u3000'.join(TALK.split()) + '\u2009'.join(TALK.split()),
    'joiners': f'{TALK}Auf\u200clage, Schiff\u200cfahrt, f\u200di, a\u200d\u200d\u200cb. ' * 4,
    'accents apart': unicodedata.normalize('NFD', 'Ένα, été, Việt Nam tiếng Việt, žluťoučký kůň, naïve Ǻ. ' * 8),
    'accents in heaps': ('Z' + '\u0301\u0323\u0308\u0330' * 5 + 'algo ') * 12 + TALK,
    'accents of nothing': f'\u0301 \u0301\u0301 {TALK}\u0308',
    'variation selectors': f'{TALK}Signs \u2665\ufe0e and \u2605\ufe0e, a\ufe0f, b\ufe00\ufe01\ufe02. ' * 4,
    'marks of order': f'\u200e{TALK}\u200f \u202aembedded\u202c \u2066isolated\u2069 {TALK}\ufeff',
    'scripts mixed': 'Latin, Ελληνικά, кириллица, Latinкирилл, ΑλφαBeta, ﬁnd, Ⅷ, №, ½, ªº. ' * 8,
    'Hebrew': f'{TALK}שלום עולם, אמר (הוא) 123. {TALK}\n\n' + 'שלום לכל העולם. ' * 20,
    'Arabic': f'{TALK}السلام عليكم ورحمة الله 123. {TALK}\n\n' + 'السلام عليكم. ' * 20,
    'Persian': f'{TALK}می\u200cخواهم کتاب\u200cها را بخوانم. {TALK}',
    'Chinese': f'{TALK}{"漢字仮名交じり文、句読点。" * 20} {TALK}{"汉字" * 3} and {"漢字" * 3}',
    'Thai': f'{TALK}{"สวัสดีชาวโลกทุกคน" * 15} {TALK}',
    'Devanagari': f'{TALK}{"क्षत्रिय विद्यार्थी " * 15} {TALK}',
}  # fmt: skip
LENT = {name: f'face-{name.lower()}' for name in ('Hebrew', 'Arabic', 'Chinese', 'Thai', 'Devanagari')}
LENT['Persian'] = 'face-arabic'
PLACES = """{0}

> {0}
>
> - {0}

1. - {0}

| Head | Head |
|------|------|
| One  | {0}  |

*{0}* and **{0}** and [{0}](https://example.org).

A note.[^note]

[^note]: {0}

    > - {0}
"""
# A column of 60 mm, and notes of 6 pt.
NARROW = {'--margin-inner': '17mm', '--margin-outer': '71mm', '--size-note': '6pt', '--leading-note': '7.5pt'}
RIGHT_PT = (17 + 60) * 72 / 25.4
# What hangs in the margin, and the side bearings of a letter.
HANGS_PT = 8
# Marks are heard by other tests: PDFium leaves out what it takes for the same sign painted twice.
UNSEEN = ('Cc', 'Cf', 'Mn', 'Zs', 'Zl', 'Zp')


def book_of(markdown, **meta):
    """Return a text as a Book."""
    source = SourceFile(Path('text.md'), markdown.encode(), markdown)
    metadata = Metadata(**{'title': 'Hard', 'lang': 'en-GB', 'toc': False, **meta})
    return parse(Manuscript('text', metadata, (source,), Folder(Path('/nowhere')), MADE))


def seen(text):
    """Return the signs of a text and how often each is there, hyphens and the turn of brackets left aside."""
    plain = unicodedata.normalize('NFKD', text).replace('(', ')')
    return Counter(each for each in plain if unicodedata.category(each) not in UNSEEN and each not in '-\u2010\ufffe')


def printed(markdown, css='', **meta):
    """Return a text as a Book, and its PDF."""
    book = replace(book_of(markdown, **meta), css=css)
    return book, pdf.render(print_document(book, theme(), A5, NARROW)).data


def lost(book, data):
    """Return the characters of a text that its PDF has fewer of, and how many fewer."""
    spoken = words_of_book(book)
    wanted = seen(' '.join([*spoken.flow, *(' '.join(note) for note in spoken.notes.values())]))
    pages = pypdfium2.PdfDocument(data)
    return wanted - sum((seen(page.get_textpage().get_text_range()) for page in pages), Counter())


def reach(data):
    """Return how far right ink reaches on the right-hand pages of the text, in points from the column’s edge."""
    pages = list(pypdfium2.PdfDocument(data))[2:-1:2]
    return max(item.get_bounds()[2] - RIGHT_PT for page in pages for item in page.get_objects(max_depth=4))


@pytest.mark.parametrize('name', HARD)
def test_no_letter_is_lost(name):
    """In a narrow column and in a note of 6 points every word is heard, every sign is there, and lines keep to both."""
    if name in LENT:
        judge(LENT[name])
    text = HARD[name]
    book, data = printed(f'{text}\n\nA note.[^n]\n\n[^n]: {text.partition(chr(10))[0]}')
    assert [str(problem) for problem in audit(book, {'pdf': data})] == []
    assert lost(book, data) == Counter()
    assert reach(data) < HANGS_PT


@pytest.mark.parametrize('paragraphs', ['composed', 'greedy'])
@pytest.mark.parametrize('name', ['compounds', 'soft hyphens'])
def test_no_place_is_too_narrow(name, paragraphs):
    """Nor in quotations, lists in lists, cells, links and notes of a narrow column."""
    book, data = printed(PLACES.format(HARD[name]), paragraphs=paragraphs)
    assert [str(problem) for problem in audit(book, {'pdf': data})] == []
    assert lost(book, data) == Counter()


def test_letters_of_no_face_are_told(weasyprint_log):
    """Families, flags and tags of emoji: words around them are whole, whether or not a face has them."""
    family, scotland = '\U0001f469\u200d\U0001f469\u200d\U0001f467', '\U0001f3f4\U000e0067\U000e0062\U000e007f'
    emoji = (
        f'{family} {scotland} \U0001f1eb\U0001f1f7\U0001f1e9\U0001f1ea \U0001f44d\U0001f3fd \u263a\ufe0f 1\ufe0f\u20e3 '
    )
    book, data = printed(f'{TALK}{emoji * 12}{TALK}')
    weasyprint_log.clear()
    assert [str(problem) for problem in audit(book, {'pdf': data})] == []


def test_a_large_first_letter_stands_beside_its_paragraph():
    """A drop cap is part of its word, and the lines beside it are short of no letter."""
    css = 'main p::first-letter { float: left; font-size: 28pt; line-height: 28pt; padding-right: 2pt }'
    book, data = printed(f'{TALK * 4}\n\n“{TALK * 4}”', css=css)
    assert [str(problem) for problem in audit(book, {'pdf': data})] == []
    assert lost(book, data) == Counter()


@pytest.mark.parametrize('paragraphs', ['composed', 'greedy'])
@pytest.mark.parametrize('place', ['float: left; font-size: 42pt; line-height: 28pt', 'font-size: 3em; line-height: 0'])
def test_a_large_first_letter_may_be_laid_out_again(place, paragraphs):
    """Pages are laid out more than once, and a letter on them keeps its place and size."""
    text = f'## Head\n\n{TALK * 4}\n\n' * 9
    book, data = printed(text, css=f'h2 + p::first-letter {{ {place} }}', paragraphs=paragraphs)
    assert [str(problem) for problem in audit(book, {'pdf': data})] == []
    letters = [run.size for page in measure(data) for run in page if run.text == TALK[0]]
    assert len(letters) == 9
    assert len(set(letters)) == 1


@pytest.mark.parametrize('text', ['{}', 'Whoever came <span class="aside">A</span> {}'])
def test_no_word_lies_over_what_floats_at_the_left(text):
    """A large first letter, or a box among the words, stands beside all lines that are as high, the first one too."""
    css = '.aside { float: left; font-size: 28pt; line-height: 28pt } main p::first-letter { %s }' % (
        '' if 'aside' in text else 'float: left; font-size: 28pt; line-height: 28pt'
    )
    _, data = printed(text.format(TALK * 3), css=css)
    runs = [run for page in measure(data) for run in page]
    large = next(run for run in runs if run.size == 28 and len(run.text.strip()) == 1)
    beside = [run for run in runs if run.size == 11.5 and abs(run.baseline - large.baseline) < GRID]
    assert len({round(run.baseline) for run in beside}) == 2
    assert min(run.left for run in beside) > large.left + 14
    first = sorted((run for run in beside if run.baseline < large.baseline - GRID / 2), key=lambda run: run.left)
    assert all(one.right < other.left + 1 for one, other in pairwise(first))


@pytest.mark.parametrize('sign', ['-', '1.'])
@pytest.mark.parametrize('between', ['\n', '\n\n'])
def test_no_quotation_mark_lies_over_the_sign_of_a_list(sign, between):
    """In a list the lines that begin with a quotation mark begin where the others do, beside the dash or the number."""
    _, data = printed(between.join(f'{sign} {begins}, {TALK * 2}' for begins in ('“Once', 'Once', '“Once')))
    begun = [run.left for page in measure(data) for run in page if run.text.startswith(('“Once', 'Once'))]
    assert len(begun) == 3
    assert max(begun) - min(begun) < 1
