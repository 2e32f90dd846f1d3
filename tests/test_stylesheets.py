"""Stylesheets cut down to a document: no rule is lost that could match, and most of the others are."""

from xml.etree import ElementTree

import pytest
from cssselect2 import ElementWrapper, compile_selector_list
from hypothesis import given
from hypothesis import strategies as st
from pamphlets import MADE, theme

from chapbook.original import Original
from chapbook.pages import PrintDocument
from chapbook.typesetting import engine, pdf, stylesheets
from chapbook.typesetting.stylesheets import as_browser, content, pruned

NAMES = st.sampled_from(['p', 'em', 'ul', 'li', 'P'])
SIMPLE = st.sampled_from(
    ['.a', '.b', '.no', '#one', '[lang]', '[class~="a"]', '[title="a] .no, b"]', ':first-child',
     ':nth-child(2n + 1 of .a)', ':not(.no)', ':is(.a, .no)', ':not(:is(p, .no) > em)', ':has(> .a)']
)  # fmt: skip
COMPOUND = st.builds(lambda name, simple: name + ''.join(simple), NAMES | st.just('*'), st.lists(SIMPLE, max_size=2))
COMPOUNDS = st.lists(COMPOUND, min_size=1, max_size=3)
SELECTOR = st.builds(str.__add__, COMPOUNDS.map(' '.join) | COMPOUNDS.map('>'.join), st.sampled_from(['', '::before']))
CLASSES = st.sampled_from(['', 'a', 'b', 'a b', 'a-b'])


@st.composite
def trees(draw, depth=0):
    """Draw a small document."""
    attributes = {'class': draw(CLASSES), 'id': 'one', 'lang': 'en', 'title': 'a] .no, b'}
    element = ElementTree.Element(draw(st.sampled_from(['p', 'em', 'ul', 'li'])), attributes)
    if depth < 3:
        element.extend(draw(st.lists(trees(depth + 1), max_size=2)))
    return element


@given(trees(), st.lists(SELECTOR, min_size=1, max_size=3))
def test_a_rule_that_matches_is_kept(tree, selectors):
    """Whatever a selector is made of: if it matches an element, its rule stays."""
    rule = f'{", ".join(selectors)} {{ color: red }}'
    compiled = compile_selector_list(', '.join(selectors))
    elements = list(ElementWrapper.from_html_root(tree, content_language=None).iter_subtree())
    if any(selector.test(element) for selector in compiled for element in elements):
        assert pruned(rule, content(tree)).strip() == rule


def test_a_rule_for_what_is_not_there_goes():
    """Rules for other elements and classes are gone; what is around them stays as it was."""
    tree = ElementTree.fromstring('<p class="a">One <em>word</em></p>')
    css = 'p { a: b } .verse { c: d } p.a em { e: f } table, ul li { g: h } p .a, dl { i: j } @page { k: l }'
    left = 'p { a: b } p.a em { e: f } p .a, dl { i: j } @page { k: l }'
    assert pruned(css, content(tree)) == left


@pytest.mark.parametrize(
    ('css', 'left'),
    [
        ('p { content: "} .no {" } .no { a: b }', 'p { content: "} .no {" }'),
        ("p::before { content: '\\'}' } .no { a: b }", "p::before { content: '\\'}' }"),
        ('/* .no { } */ p { a: b /* } */ } /* .no', '  p { a: b   } /* .no'),
        ('@media print { .no { a: b } } @import "x{y}"; .no { c: d }', '@media print { .no { a: b } } @import "x{y}";'),
        ('p { a: b; .no & { c: d } } .no { e: f', 'p { a: b; .no & { c: d } } .no { e: f'),
        ('.\\6e o { a: b } svg|no { c: d } } p { e: f }', '.\\6e o { a: b } svg|no { c: d } } p { e: f }'),
    ],
)
def test_statements_end_where_css_says(css, left):
    """Braces in strings and comments, nested rules, escapes, what was never closed: only plain rules go."""
    assert pruned(css, content(ElementTree.fromstring('<p/>'))) == left


def test_numerals_come_with_those_behind_them():
    """A counter style that a style names is there, with what it extends and falls back to; others are not."""
    tree = ElementTree.fromstring('<ol style="list-style-type: japanese-informal"/>')
    css = as_browser('ol { list-style: upper-latin }', content(tree))
    for name in ('upper-latin', 'upper-alpha', 'japanese-informal', 'cjk-decimal', 'decimal', 'disc'):
        assert f'@counter-style {name} ' in css
    assert 'hebrew' not in css


def test_pages_are_the_same_as_with_all_rules(monkeypatch):
    """What is left out of the stylesheets changes nothing: the bytes are the same."""
    body = (
        '<h1>One</h1><p class="first">Words <em>and <em>words</em></em><sup>2</sup> <code>x</code></p>'
        '<ol type="a"><li>a<ul><li dir="rtl">b</li></ul></li></ol><table><thead><tr><th>c</th></tr></thead>'
        '<tbody><tr><td>d</td></tr></tbody></table><blockquote><p>e</p></blockquote><dl><dt>f</dt><dd>g</dd></dl>'
        '<pre>h</pre><hr/><div class="verse"><span class="line indent-1">i</span></div><q>j</q>'
    )
    xhtml = f'<html lang="en" dir="ltr"><head><title>All</title></head><body><main>{body}</main></body></html>'
    document = PrintDocument(xhtml, theme().sheet('type.css', 'print.css'), {}, Original('all', {}), 'urn:all', MADE)
    cut = pdf.render(document).data
    monkeypatch.setattr(stylesheets, '_may_match', lambda *_: True)
    monkeypatch.setattr(stylesheets, 'pruned', lambda css, _: css)
    everything = as_browser('', content(ElementTree.fromstring('<p/>')))
    assert 'textarea' in everything
    assert engine.stylesheets.pruned is stylesheets.pruned
    assert pdf.render(document).data == cut
