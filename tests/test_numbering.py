"""Lists numbered by letters, Roman numbers and brackets: made where they are meant, and nowhere else."""

import io
import re

import pikepdf
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from judges import page_validation
from lxml import etree
from markdown import Markdown
from pamphlets import body, lines, measure, printed

from chapbook.markup.convert import convert
from chapbook.markup.numbering import Numbering
from chapbook.numerals import numeral, roman, roman_value


def lists(markdown):
    """Return the lists of a text: their kind and first number, and their items."""
    tree = etree.fromstring(f'<main>{convert([markdown])[0]}</main>')
    return [
        (each.get('type', '1') + each.get('start', ''), [' '.join(''.join(item.itertext()).split()) for item in each])
        for each in tree.iter('ol')
    ]


@pytest.mark.parametrize(
    ('markdown', 'expected'),
    [
        ('a. tea\nb. cups\n', [('a', ['tea', 'cups'])]),
        ('We need\na. tea\nb. cups\n', [('a', ['tea', 'cups'])]),
        ('A) tea\nB) cups\n', [('A', ['tea', 'cups'])]),
        ('A. tea\nB. cups\nC. milk\n', [('A', ['tea', 'cups', 'milk'])]),
        ('A.  tea\n\nB.  cups\n', [('A', ['tea', 'cups'])]),
        ('(a) tea\n(b) cups\n', [('a', ['tea', 'cups'])]),
        ('(1) tea\n(2) cups\n', [('1', ['tea', 'cups'])]),
        ('i. tea\nii. cups\niii. milk\niv. jam\n', [('i', ['tea', 'cups', 'milk', 'jam'])]),
        ('I. tea\nII. cups\n', [('I', ['tea', 'cups'])]),
        ('h. tea\ni. cups\nj. milk\n', [('a8', ['tea', 'cups', 'milk'])]),
        ('a. tea\nb. cups\nd. milk\n', [('a', ['tea', 'cups']), ('a4', ['milk'])]),
        ('#. tea\n#. cups\n', [('1', ['tea', 'cups'])]),
        (
            '1. tea\n   a. green\n   b. black\n2. cups\n',
            [('1', ['tea green black', 'cups']), ('a', ['green', 'black'])],
        ),
        ('1. tea\n2. cups\n\na. jam\nb. milk\n', [('1', ['tea', 'cups']), ('a', ['jam', 'milk'])]),
        ('> a. tea\n> b. cups\n', [('a', ['tea', 'cups'])]),
        (
            'a. tea\n\n   more\n\nb. cups\n\nwords\n\nc. jam\nd. rye\n',
            [('a', ['tea more', 'cups']), ('a3', ['jam', 'rye'])],
        ),
    ],
)
def test_letters_and_roman_numbers_number_lists(markdown, expected):
    """As Pandoc’s fancy lists and ordinary writers write them; what is nested or goes on counts as it was written."""
    assert lists(markdown) == expected


@pytest.mark.parametrize(
    'prose',
    [
        'A. Smith began it.\n\nB. Jones went on.',
        'A. Smith began it.\n\nB. Jones went on.\n\nC. Brown ended it.',
        'A. I ask.\nB. You answer.\nA. I ask again.',
        'as it is\ni. e. not so',
        'the lines of a letter\nc. 1900\nd. 1950',
        'a. tea\n\nWords between.\n\nb. cups',
        '::: verse\na. tea\nb. cups\n:::',
        '    a. tea\n    b. cups',
        '- tea\n\n        a. code\n        b. code',
        'mix. it\ndim. it',
        'a\\. tea\nb\\. cups',
    ],
)
def test_prose_verse_and_code_are_no_lists(prose):
    """Names, abbreviations, speakers, and what shall stand as it is written, stay so to the letter."""
    assert lists(prose) == []
    plain = re.sub(r'<[^>]*>', ' ', convert([prose])[0])
    written = re.sub(r'^(?:- |:::.*)|\\', '', prose, flags=re.MULTILINE)
    assert plain.split() == written.split()


@given(
    st.lists(
        st.tuples(
            st.sampled_from(['', '  ', '    ', '> ']), st.sampled_from('a. b. c) (i) ii. A. #. 1. - x'.split())
        ).map(lambda pair: f'{pair[0]}{pair[1]} tea')
    )
)
@example(['    a. tea', '    b. tea'])
def test_every_word_is_kept_whatever_begins_its_line(texts):
    """No sign of ours is left in what is made, and each item has its words."""
    made = convert(['\n'.join(texts)])[0]
    assert re.sub('[^\U000f0000-\U000fffff]', '', made) == ''
    assert made.count('tea') == len(texts)


def test_signs_that_a_text_brings_along_are_left_alone():
    """A text that holds such characters itself has none of its lists numbered by them."""
    lines_ = ['a. tea', 'b. \U000f0001cups']
    assert Numbering(Markdown()).run(list(lines_)) == lines_


@given(st.integers(1, 3999))
def test_roman_numbers_are_read_as_they_are_written(value):
    """Each is the number that it was made of."""
    assert roman_value(roman(value)) == value


@pytest.mark.parametrize(('kind', 'value', 'shown'), [('a', 3, 'c'), ('A', 26, 'Z'), ('I', 8, 'VIII'), ('', 12, '12')])
def test_numbers_are_told_as_lists_show_them(kind, value, shown):
    """A letter, a Roman number, or figures."""
    assert numeral(kind, value) == shown


@pytest.mark.parametrize('name', ['', 'iiii', 'vx', 'tea'])
def test_other_letters_are_no_roman_numbers(name):
    """They have no value."""
    assert roman_value(name) == 0


def test_print_shows_and_tags_them(tmp_path):
    """A listener hears each number, those of a note too; a wide one hangs in no margin; PDF/UA-1 has nothing to say."""
    items = '\n'.join(f'{roman(value).upper()}. item' for value in range(1, 9))
    made = printed(f'Words.[^1]\n\n{items}\n\n[^1]: A note:\n\n    a. tea\n    b. cups\n', lang='en')
    rows = [line for page in measure(made.data) for line in lines(body(page))]
    told = [row.text.split('.')[0] for row in rows if row.text.endswith('item')]
    assert told == [roman(value).upper() for value in range(1, 9)]
    flush = next(row.left for row in rows if row.text.startswith('Words'))
    assert all(row.left > flush - 0.5 for row in rows if row.text.endswith('item'))
    assert len({row.runs[-1].x for row in rows if row.text.endswith('item')}) == 1
    assert any(row.text.startswith('a. tea') for row in rows)
    with pikepdf.open(io.BytesIO(made.data)) as pdf:
        said = [
            each.A.ListNumbering
            for each in pdf.objects
            if isinstance(each, pikepdf.Dictionary) and each.get('/S') == '/L'
        ]
    assert sorted(map(str, said)) == ['/LowerAlpha', '/UpperRoman']
    (tmp_path / 'a.pdf').write_bytes(made.data)
    assert page_validation(tmp_path / 'a.pdf') == []
