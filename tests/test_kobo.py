"""The e-book for Kobo: every sentence in a span of its own, and not a letter changed."""

import re

import pytest
from epubs import COVER, NAMES, Package, book_of, rich_package, theme
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from chapbook import check
from chapbook.editions import EDITIONS
from chapbook.editions.epub import render
from chapbook.editions.epub.kobo import spanned
from chapbook.editions.epub.pages import Document

PIECES = st.lists(
    st.sampled_from([
        'Mr. Ray ', 'went. ', ' *Off* ', ' **we. Go** ', ' [a link. So](https://x.org) ', '`c. d`', '^[No. Te]', '\n\n',
        '中文。', '“Yes!” ', '![A. b](a.svg)', '\n\n# H. I\n\n', '\n\n> Q. R\n\n', '<br/>',
    ]),
    max_size=12,
)  # fmt: skip


class Kobo(Package):
    """An e-book for Kobo opened for reading."""

    def __init__(self, book):
        super().__init__(book, COVER, kobo=True)

    def sentences(self, name='opening.xhtml'):
        """Return the words of every span of a document, in order."""
        return [''.join(span.itertext()) for span in self.xpath('//x:span[@class="koboSpan"]', name)]


def page(body, lang='en'):
    """Return a document with this body."""
    return Document(
        'a.xhtml',
        'A',
        f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml" '
        f'lang="{lang}"><head><title>A</title></head><body>{body}</body></html>',
    )


def spans(body, lang='en'):
    """Return the words of every span that a body gets."""
    root = etree.fromstring(spanned(page(body, lang)).xhtml.encode())
    return [''.join(span.itertext()) for span in root.iterfind('.//x:span[@class="koboSpan"]', NAMES)]


@pytest.mark.parametrize(
    ('lang', 'words', 'told'),
    [
        ('en', 'Dr. Ray came at 5. “Why?” he said. No.', ['Dr. Ray came at 5. ', '“Why?” he said. ', 'No.']),
        ('de-DE', 'Das war z. B. am 3. Mai. „Was?“ Ja.', ['Das war z. B. am 3. Mai. ', '„Was?“ ', 'Ja.']),
        ('ja', '今日は。本当？はい', ['今日は。', '本当？', 'はい']),
        ('hi', 'यह है। वह था।', ['यह है। ', 'वह था।']),
        ('xyz', 'One. Two.', ['One. ', 'Two.']),
        ('', 'One. Two.', ['One. ', 'Two.']),
    ],
)
def test_sentences_end_as_their_language_ends_them(lang, words, told):
    """Abbreviations, dates, speech and the full stops of other scripts, and a language nobody knows."""
    assert spans(f'<p>{words}</p>', lang) == told
    assert spans(f'<p lang="{lang}">{words}</p>', 'fr') == told


def test_markup_parts_a_span_and_no_sentence():
    """Emphasis and links have spans of their own inside them; a full stop of theirs ends a sentence as any other."""
    assert spans('<p>So <em>it. Is</em> <a href="#x">a link. And</a> on. End</p>') == [
        'So ', 'it. ', 'Is', 'a link. ', 'And', ' on. ', 'End',
    ]  # fmt: skip


def test_the_number_of_a_note_belongs_to_no_sentence():
    """A call stands between two sentences, and neither is joined by it."""
    assert spans('<p>Won.<a role="doc-noteref" href="#n">1</a> Lost.</p>') == ['Won.', '1', 'Lost.']


def test_pictures_have_spans_and_code_none():
    """A picture can be marked; a listing stays whole, as do words that are hidden."""
    done = spanned(page('<p>A <img src="a.png" alt=""/> b.</p><pre>x. y</pre><nav hidden="hidden">No. No</nav><p/>'))
    assert re.findall(r'id="(kobo[^"]*)"', done.xhtml) == ['kobo.1.1', 'kobo.1.2', 'kobo.1.3']
    assert '</span><span class="koboSpan" id="kobo.1.2"><img src="a.png" alt=""/></span>' in done.xhtml
    assert '<pre>x. y</pre>' in done.xhtml
    assert '<p></p>' in done.xhtml


def test_names_the_text_has_are_not_taken():
    """Identifiers of the text that look like Kobo’s stay its own, and nothing is named twice."""
    done = spanned(page('<p id="book-inner">A.</p><p id="kobo.7.1">B.</p>')).xhtml
    names = re.findall(r' id="([^"]*)"', done)
    assert len(set(names)) == len(names)
    assert '<div id="book-columns"><div><p id="book-inner">' in done


def test_the_package_is_the_same_but_for_the_spans(tmp_path):
    """Notes, contents and pictures are those of the EPUB; every file of the spine has its two divisions."""
    plain = rich_package(tmp_path)
    book = book_of('Why. How.^[Note one. Two.]\n\n# One\n\nWords.', tmp_path)
    kobo = Kobo(book)
    assert kobo.sentences() == ['Why. ', 'How.', '1', '1', ' Note one. ', 'Two.']
    for name in kobo.pages:
        assert kobo.xpath('//x:body/x:div[@id="book-columns"]/x:div[@id="book-inner"]', name)
    assert {name for name in kobo.names if 'META' in name} == {name for name in plain.names if 'META' in name}
    assert EDITIONS['kepub'].file_name('a') == 'a.kepub.epub'


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(pieces=PIECES)
def test_not_a_letter_is_changed(pieces, tmp_path_factory):
    """With the spans taken out every document is what it was, white space and all."""
    book = book_of('A\n' + ''.join(pieces), tmp_path_factory.mktemp('text'))
    plain, kobo = Package(book), Kobo(book)
    for name in plain.pages:
        before, after = plain.tree(name), kobo.tree(name)
        assert ''.join(after.find('x:body', NAMES).itertext()) == ''.join(before.find('x:body', NAMES).itertext())
        for span in after.iterfind('.//x:span[@class="koboSpan"]', NAMES):
            span.attrib.clear()
        etree.strip_tags(after.find('x:body', NAMES), '{http://www.w3.org/1999/xhtml}div')
        assert len(list(after.iter('{*}a', '{*}em', '{*}p'))) == len(list(before.iter('{*}a', '{*}em', '{*}p')))


def test_the_audit_hears_a_lost_sentence(tmp_path, monkeypatch):
    """A span that lost its words is told with its place, as in every edition."""
    book = book_of('One two three. Four five six. Seven.', tmp_path)
    assert check.audit(book, {'kepub': render(book, theme(), COVER, kobo=True)}) == ()
    monkeypatch.setattr('chapbook.editions.epub.kobo._parts', lambda text, cuts: [text[: cuts[0]]] if cuts else [text])
    (lost,) = check.audit(book, {'kepub': render(book, theme(), COVER, kobo=True)})
    assert 'the e-book for Kobo lost “Four five six. Seven”' in lost.message
