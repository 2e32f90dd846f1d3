"""The tag tree, as a listener hears it: ISO 32000-1, 14.8."""

from collections import Counter
from itertools import pairwise

import pytest
from pamphlets import CASES, HYPHEN, Heard, Run, book, furniture, join, opened, runs, spoken, text_pages, tree

FROM_THE_LEFT = tuple(name for name in CASES if name not in ('page-arabic', 'page-hebrew'))


def links(name):
    """Yield each link annotation of a case with the page it is on."""
    for page in opened(name).pages:
        for annotation in page.get('/Annots', []):
            yield page, annotation


@pytest.mark.parametrize('name', CASES)
def test_what_a_listener_hears(name, golden):
    """The tags of each case, in order, with what is said of them and the words they hold."""
    golden(name, 'tags.txt', '\n'.join(spoken(tree(name))) + '\n')


@pytest.mark.parametrize('name', CASES)
def test_every_word_is_heard_once(name):
    """What stands between the margins is content of one tag, in no tag is what stands in them."""
    heard = Counter(tree(name).pieces)
    assert set(heard.values()) <= {1}
    ornaments = {'*\u2003*\u2003*', *(run.text for cell in tree(name).all('TH') for run in cell.pieces)}
    for page in runs(name):
        outer = furniture(page) if page in text_pages(name) else []
        assert not set(outer) & set(heard)
        unheard = {run.text for run in set(page) - set(heard) - set(outer) if run.text.strip()}
        assert unheard <= ornaments


@pytest.mark.parametrize('name', FROM_THE_LEFT)
def test_paragraphs_are_whole(name):
    """A paragraph is one tag over all its lines and pages, in the order of the text."""
    words = [' '.join(paragraph.itertext()) for section in book(name).sections for paragraph in section.tree.iter('p')]
    plain = [' '.join(text.split()) for text in words if not any(sign.isdecimal() for sign in text)]
    heard = [each.text for part in tree(name).all('Part') for each in part.all('P')]
    bare = [_bare(text) for text in heard]
    assert [text for text in plain if not any(_bare(text) in each for each in bare)] == []


@pytest.mark.parametrize('name', CASES)
def test_one_annotation_for_each_link_on_a_page(name):
    """However many lines and boxes a link has, a page has one annotation for it, and one tag holds it."""
    held = Counter(kid.Obj.objgen for kid in _objects(opened(name).Root.StructTreeRoot.K[0], '/Link'))
    assert set(held.values()) <= {1}
    assert {annotation.objgen for _, annotation in links(name)} == set(held)
    for link in tree(name).all('Link'):
        pages = {run.page for run in link.pieces}
        assert sum(isinstance(kid, str) and kid.startswith('link: ') for kid in link.kids) == max(1, len(pages))


def _objects(element, type_):
    """Yield the references to objects in elements of a type."""
    for kid in element.get('/K', []) if not isinstance(element.get('/K', 0), int) else []:
        if isinstance(kid, int):
            continue
        if '/Obj' in kid:
            assert str(element.S) == type_
            yield kid
        elif '/S' in kid:
            yield from _objects(kid, type_)


@pytest.mark.parametrize('name', CASES)
def test_a_link_says_where_it_leads(name):
    """A listener hears the words of a link inside the text, the address of one that leads out of it."""
    for _, annotation in links(name):
        if '/Dest' in annotation:
            assert str(annotation.Contents) != str(annotation.Dest)
        else:
            assert str(annotation.Contents) == str(annotation.A.URI)
    for link in tree(name).all('Link'):
        told = next(kid.removeprefix('link: ') for kid in link.kids if isinstance(kid, str))
        words = join(run for run in link.kids if isinstance(run, Run))
        assert told.startswith('http') or not words or _letters(told) <= _letters(words)


def _bare(words):
    # The face has one glyph for all hyphens, so that one at the end of a line may be the text’s own.
    return words.replace(' ', '').replace('-', '').replace(HYPHEN, '')


def _letters(words):
    # Not in order: the letters of a line from the right are painted from the left.
    return Counter(words.replace(' ', ''))


@pytest.mark.parametrize('name', CASES)
def test_a_link_covers_its_words(name):
    """The places of an annotation are the lines of its link, all inside its rectangle."""
    for _, annotation in links(name):
        left, bottom, right, top = map(float, annotation.Rect)
        points = list(map(float, annotation.get('/QuadPoints', [left, top, right, bottom])))
        assert left - 0.01 <= min(points[::2]) <= max(points[::2]) <= right + 0.01
        assert bottom - 0.01 <= min(points[1::2]) <= max(points[1::2]) <= top + 0.01
        assert right - left > 2
        assert top - bottom > 2


def test_a_link_over_two_lines_covers_both_and_no_more():
    """The rest of the two lines does not lead anywhere."""
    annotation = next(each for _, each in links('page-words') if str(each.get('/Contents')).endswith('fragment-too'))
    assert len(annotation.QuadPoints) == 8 * 3


def test_a_picture_says_where_it_is():
    """The box of a picture is in points from the left and the foot of the page, as high and wide as its drawing."""
    figures = [each for each in tree('page-pictures').all('Figure') if 'A' in each.entries]
    assert len(figures) >= 9
    for figure in figures:
        left, bottom, right, top = map(float, figure.entries['A'].BBox)
        assert 0 < left < right < 420
        assert 0 < bottom < top < 596
    tower = next(each for each in figures if str(each.entries['Alt']) == 'A tower of boxes')
    left, bottom, right, top = map(float, tower.entries['A'].BBox)
    assert (top - bottom) / (right - left) == pytest.approx(400 / 60, rel=0.01)


@pytest.mark.parametrize('name', CASES)
def test_every_figure_is_described(name):
    """A figure has words for those who do not see it; one that nobody described is its caption alone."""
    assert all(str(figure.entries.get('Alt', '')).strip() for figure in tree(name).all('Figure'))


@pytest.mark.parametrize('name', CASES)
def test_notes_follow_the_block_that_calls_them(name):
    """No note stands in the middle of a sentence, each has a number of its own and opens with it."""
    notes = list(tree(name).all('Note'))
    assert len(notes) == len(book(name).notes)
    assert [str(note.entries['ID']) for note in notes] == [f'note-{number:05}' for number in range(1, len(notes) + 1)]
    assert all(isinstance(note.kids[0], Heard) and note.kids[0].type == 'Lbl' for note in notes)
    for holder in (tree(name), *tree(name).all('P', 'TD', 'TH', 'LBody', 'Caption', 'Sect', 'Part')):
        types = [kid.type if isinstance(kid, Heard) else 'words' for kid in holder.kids]
        for first, second in pairwise(types):
            assert not (first == 'Note' and second in ('words', 'Link', 'Reference', 'Code', 'Span'))


def test_the_head_of_a_table_is_heard_once():
    """A head that is set again on every page is spoken on the first, and each of its cells says what it heads."""
    table = next(tree('page-tables').all('Table'))
    assert [kid.type for kid in table.kids] == ['Caption', 'THead', 'TBody']
    assert table.text.count('What was done') == 1
    assert sum(run.text.startswith('What was done') for page in runs('page-tables') for run in page) >= 3
    for cell in table.all('TH'):
        assert cell.entries['A'].Scope == '/Column'


def test_foreign_words_say_their_language():
    """A voice changes its tongue where the text does."""
    spans = {str(span.entries['Lang']): span.text for span in tree('page-quotations').all('Span')}
    assert spans['de'] == 'Treppenhausversammlung'
    assert spans['fr'] == 'l’esprit de l’escalier'


@pytest.mark.parametrize(('name', 'turned'), [('page-one-line', '/L2R'), ('page-arabic', '/R2L')])
def test_pages_turn_as_the_language_is_written(name, turned):
    """A viewer that shows two pages puts the first of a text from the right on the left."""
    assert opened(name).Root.ViewerPreferences.Direction == turned
