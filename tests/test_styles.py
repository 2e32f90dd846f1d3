"""A text’s own stylesheets: joined in order, and refused where they reach out of the file."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from chapbook.markup.draft import Draft
from chapbook.markup.styles import gather, join
from chapbook.metadata import Metadata
from chapbook.project import Folder, Manuscript, SourceFile


@pytest.fixture
def draft(tmp_path):
    """Return a function that begins the draft of a text with these stylesheets beside it, all or some of them named."""

    def begin(files, names=None):
        for name, css in files.items():
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_bytes(css if isinstance(css, bytes) else css.encode())
        metadata = Metadata('A', css=tuple(files) if names is None else names)
        source = SourceFile(Path('source/a/index.md'), b'', '')
        return Draft(Manuscript('a', metadata, (source,), Folder(tmp_path), datetime(2024, 5, 1, tzinfo=UTC)))

    return begin


def told(draft):
    """Return the problems of a draft as lines."""
    return [str(problem) for problem in draft.problems]


def test_stylesheets_are_joined_in_their_order(draft):
    """Sheets of a text follow each other as its front matter names them, wherever below its folder they are."""
    text = draft({'b.css': '\ufeffp { margin: 0 }', 'css/a.css': 'p { margin: 1pt }\r\n'})
    assert join(gather(text)) == 'p { margin: 0 }\np { margin: 1pt }\n'
    assert told(text) == []


def test_a_text_without_stylesheets_has_no_style_of_its_own(draft):
    """Nothing named, nothing read."""
    assert join(gather(draft({'a.css': 'p {}'}, names=()))) == ''


def test_a_stylesheet_that_is_not_there_is_told_with_the_nearest(draft):
    """A mistyped name is an error in the text, with a “did you mean”."""
    text = draft({'style.css': ''}, names=('stlye.css',))
    assert join(gather(text)) == ''
    (line,) = told(text)
    assert line.startswith(
        'source/a/index.md:1: error: the stylesheet “stlye.css” cannot be used: there is no such file'
    )
    assert line.endswith('\nhint: did you mean “style.css”?')


@pytest.mark.parametrize('name', ['../a.css', '/etc/passwd', 'https://example.org/a.css', 'none'])
def test_a_stylesheet_from_elsewhere_is_an_error(draft, name):
    """Outside the folder, on the network, not there at all: each is said, with what to do."""
    text = draft({'a.css': ''}, names=(name,))
    gather(text)
    assert len(text.problems) == 1
    assert 'cannot be used: ' in told(text)[0]
    assert text.problems[0].hint


def test_a_stylesheet_in_another_encoding_is_told(draft):
    """What is not UTF-8 is said in words an author knows."""
    text = draft({'a.css': b'/* caf\xe9 */'})
    gather(text)
    assert told(text) == ['source/a/a.css: error: this is not UTF-8 text\nhint: save the file as UTF-8 in your editor']


@pytest.mark.parametrize(
    ('css', 'places'),
    [
        ('p {}\n@import "b.css";', [(2, '@import')]),
        ('@IMPORT url(b.css)', [(1, '@IMPORT'), (1, 'url(')]),
        ('a { background: URL ("https://example.org/a.png") }', [(1, 'URL (')]),
        ('\n\n@font-face { src: url(a.ttf) }\np { background: url(b.png) }', [(3, 'url('), (4, 'url(')]),
        ('p { background: image-set("a.png" 1x) }', [(1, 'image-set(')]),
        ('p { background: \\75\\72 l(a.png) }', [(1, 'url(')]),
        ('p { background: u\\rl(a.png) }', [(1, 'url(')]),
        ('@\\69mport "b.css"', [(1, '@import')]),
        ('/*\n*/ p { background: ur/**/l(a) } q { background: url(a) }', [(2, 'url(')]),
        ('/* see url(a.png) and @import */ p { margin: 0 }', []),
        ('.curl { content: "\\201C" } .important { margin: 0 !important }', []),
    ],
)
def test_what_reaches_out_is_refused_at_its_line(draft, css, places):
    """No edition may ask for anything: each rule that does is told where it stands, however it is written."""
    text = draft({'a.css': css})
    assert join(gather(text)) == css
    assert [(problem.place.line, problem.message.rpartition(' with ')[2]) for problem in text.problems] == places
    assert all(problem.place.path == Path('source/a/a.css') for problem in text.problems)
