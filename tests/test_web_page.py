"""`import` of saved web pages: the article becomes a text, and what stands around it is told."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from PIL import Image

from chapbook.importer import import_file
from chapbook.importer.web_page import read

NOWHERE = Path('/nowhere/page.html')
PROSE = 'Water pays no wages, said the miller, and went on to say it to everybody who came to the mill that year.'
PAGE = f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>The Mill – A Paper</title><meta name="author" content="Anna Roe">
<meta property="article:published_time" content="2024-03-05T10:00"><style>p {{ color: red }}</style></head>
<body><nav><a href="/">Home</a></nav><header><p>Number 7</p><h1>The Mill</h1></header>
<article><h2 id="one">What it was</h2><p>{PROSE.replace('Water', '<em>Water</em>')}<sup><a href="#n1">1</a></sup></p>
<ul><li>rye</li><li>oat<ol><li>early</li><li>late</li></ol></li></ul>
<blockquote><p>{PROSE}</p></blockquote>
<table><tr><th>Year</th><th>Mills</th></tr><tr><td>1800</td><td>12</td></tr></table>
<p><a href="#one">1</a> leads to a heading, and <img src="page_files/wheel.png" alt="A wheel"> is one.</p>
<script>alert(1)</script><ol><li id="n1">In <i>French</i>. <a href="#back">↩</a></li></ol></article>
<footer>Imprint</footer></body></html>"""
EXPECTED = f"""## What it was

{PROSE.replace('Water', '*Water*')}[^1]

- rye
- oat

1. early
2. late

> {PROSE}

| Year | Mills |
| --- | --- |
| 1800 | 12 |

1 leads to a heading, and is one.

![A wheel](wheel.png)

[^1]: In *French*."""


def made(tmp_path, page):
    """Return the import of a page beside which its picture lies."""
    folder = tmp_path / 'page_files'
    folder.mkdir(exist_ok=True)
    Image.new('RGB', (4, 3)).save(folder / 'wheel.png')
    (tmp_path / 'page.html').write_bytes(page.encode() if isinstance(page, str) else page)
    return import_file(tmp_path / 'page.html', tmp_path)


def test_a_saved_page_becomes_a_text(tmp_path):
    """Its title, author, date, headings, emphasis, lists, quotations, notes, tables and pictures; menus are told."""
    done = made(tmp_path, PAGE)
    front, _, body = (done.path / 'index.md').read_text('utf-8').partition('\n---\n')
    assert front.split('\n')[1:] == ['title: The Mill', 'author: Anna Roe', "date: '2024-03-05'", 'lang: en']
    assert body.strip() == EXPECTED
    assert [each.text for each in done.imported.findings if 'beside' in each.reason] == ['Home', 'Number 7', 'Imprint']


def test_pages_without_an_article_are_read_whole(tmp_path):
    """As old ones are, with words between their blocks, tables for their columns, and letters from before UTF-8."""
    table = f'<table><tr><td><p>{PROSE}</table>Three'
    page = f'<html><head><title>The Mill</title></head><body>One é<br>two{table}</body></html>'
    done = made(tmp_path, page.encode('latin-1'))
    body = done.path.read_text('utf-8').partition('\n---\n')[2]
    assert body.split() == f'One é two {PROSE} Three'.split()


@pytest.mark.parametrize(
    'source', ['https://example.org/a.png', '../secret.png', 'none.png', 'data:image/png;base64,AA', '\0']
)
def test_a_picture_from_elsewhere_is_told(tmp_path, source):
    """Nothing is fetched, and nothing is read from outside the page’s folder."""
    (tmp_path.parent / 'secret.png').write_bytes(b'x')
    done = made(
        tmp_path, f'<html><body><h1>The Mill</h1><p>{PROSE}</p><img src="{source}" alt="A wheel"></body></html>'
    )
    assert done.path.suffix == '.md'
    assert [each.text for each in done.imported.findings if 'picture' in each.reason] == ['A wheel']


TREES = st.recursive(
    st.text('ab ', min_size=1, max_size=4),
    lambda inner: st.builds(
        lambda tag, parts: f'<{tag}>{"".join(parts)}</{tag}>',
        st.sampled_from('p div em i b li ul ol blockquote section td tr table span sup article h2'.split()),
        st.lists(inner, max_size=3),
    ),
    max_leaves=12,
)


def test_a_piece_of_a_page_is_read_too(tmp_path):
    """As it is copied out of the source of a page."""
    done = made(tmp_path, f'<div><h1>The Mill</h1><p>{PROSE}</p></div>')
    assert done.path.read_text('utf-8').endswith(f'\n---\n\n{PROSE}\n')


@given(TREES)
def test_no_word_of_a_page_is_lost(tree):
    """However its elements stand in each other, each word is in the text or is told as left out."""
    page = f'<html><body>{tree}</body></html>'
    wanted = html.document_fromstring(page).text_content()
    found = read(page.encode(), NOWHERE)
    told, dropped = found.as_text() if found else ('', ())
    told = found.put_back(told) if found else ''
    heard = re.sub(r'[^ab]', '', told + ''.join(each.text for each in dropped))
    assert sorted(heard) == sorted(re.sub(r'[^ab]', '', wanted))


@pytest.mark.parametrize('data', [b'Plain words.', b'PK\x03\x04', b'<html></html>', b'<!DOCTYPE html>', b'\x89PNG'])
def test_other_files_are_left_to_others(data):
    """Plain text, archives, pictures, and a page without a word."""
    assert read(data, NOWHERE) is None
