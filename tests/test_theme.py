"""The look: a project’s own files before the house’s, and tokens resolved."""

from pathlib import Path

import pytest

from chapbook.lengths import points
from chapbook.pages import A5, HALF_LETTER
from chapbook.problems import ChapbookError
from chapbook.theme import load_theme

ROOT = Path(__file__).parent.parent
SHEETS = ('type.css', 'print.css', 'ebook.css', 'ebook-modern.css', 'screen.css', 'screen-beside.css')


@pytest.fixture
def project(tmp_path):
    """A project that can be given stylesheets and templates of its own."""
    (tmp_path / 'styles').mkdir()
    (tmp_path / 'templates').mkdir()
    return tmp_path


def theme_with(project, **sheets):
    """Return the theme of a project with these stylesheets, `tokens` for tokens.css and so on."""
    for name, css in sheets.items():
        (project / 'styles' / f'{name.replace("_", "-")}.css').write_text(css, 'utf-8')
    return load_theme(project)


def test_a_projects_files_go_before_the_houses_one_by_one(project):
    """A sheet or template of the project is used in place of the house’s; the others stay the house’s."""
    theme = theme_with(project, print='p { color: teal }')
    assert theme.read_style('print.css') == 'p { color: teal }'
    assert theme.read_style('type.css') == load_theme(ROOT).read_style('type.css')
    assert [folder.parent for folder in theme.template_folders] == [project, ROOT]


def test_a_project_without_a_look_has_the_houses(tmp_path):
    """Neither styles/ nor templates/ is needed, and the house’s own folder is not named twice."""
    house = load_theme(ROOT)
    assert load_theme(tmp_path) == house
    assert (house.style_folders, house.template_folders) == ((ROOT / 'styles',), (ROOT / 'templates',))


def test_a_project_sets_only_the_tokens_it_changes(project):
    """A tokens.css of three lines is enough: the rest of the tokens, for every page, are the house’s."""
    theme = theme_with(project, tokens=':root { --accent: navy; --leading: 15pt }')
    house = load_theme(ROOT).tokens(*HALF_LETTER.tokens)
    found = theme.tokens(*HALF_LETTER.tokens)
    assert {name for name, value in found.items() if house.get(name) != value} == {'--accent', '--leading'}
    assert theme.read_style('tokens.css').index('--paper-dark') < theme.read_style('tokens.css').index('navy')


def test_half_letter_changes_the_page_and_nothing_else():
    """The tokens of half a letter sheet are the A5 ones but for page and margins; both hold a measure alike."""
    theme = load_theme(ROOT)
    a5, half = (theme.tokens(*page.tokens) for page in (A5, HALF_LETTER))
    assert {name for name in a5 if a5[name] != half[name]} <= {
        '--page-width', '--page-height', '--margin-inner', '--margin-outer', '--margin-top', '--margin-bottom',
        '--lines',
    }  # fmt: skip
    assert points(half['--page-width']) == 5.5 * 72
    assert points(a5['--page-height']) == pytest.approx(210 / 25.4 * 72)


@pytest.mark.parametrize(
    ('tokens', 'css', 'resolved'),
    [
        ('--a: 1pt;', 'p { margin: var(--a) }', 'p { margin: 1pt }'),
        ('--a: 1pt', 'p { margin: var( --a ) }', 'p { margin: 1pt }'),
        ('--a: var(--b); --b: var(--c); --c: 2pt', 'margin: var(--a)', 'margin: 2pt'),
        ('--a: 1pt', 'margin: calc(2 * var(--a) + var(--a))', 'margin: calc(2 * 1pt + 1pt)'),
        ('--a: 1pt', 'margin: var(--a, 3pt) var(--none, 3pt)', 'margin: 1pt 3pt'),
        ('--a: 1pt', 'margin: var(--none, var(--a)) var(--none, calc(1pt + 1pt))', 'margin: 1pt calc(1pt + 1pt)'),
        ('--a: 1pt; --a: 2pt', 'margin: var(--a)', 'margin: 2pt'),
        ('--a: "x", y; --A: z', 'font: var(--a), var(--A)', 'font: "x", y, z'),
        ('--a: 1pt', ':root { --b: 4pt } p { margin: var(--b) }', ':root { --b: 4pt } p { margin: 4pt }'),
        ('', 'p { margin: 0 }', 'p { margin: 0 }'),
    ],
)
def test_tokens_are_resolved(project, tokens, css, resolved):
    """`var()` is what the tokens say, however they refer to each other; a fallback stands in for one not set."""
    assert theme_with(project, tokens=f':root {{ {tokens} }}').resolve(css) == resolved


def test_a_token_that_is_set_nowhere_is_told_with_the_nearest(project):
    """A mistyped token is an error with a “did you mean”, not a rule without effect."""
    with pytest.raises(ChapbookError, match='uses --acent, which is set nowhere\nhint: did you mean “--accent”'):
        theme_with(project, print='p { color: var(--acent) }').sheet('print.css')


@pytest.mark.parametrize('tokens', ['--a: var(--a)', '--a: var(--b); --b: var(--a)'])
def test_tokens_that_refer_to_each_other_in_a_circle_are_told(project, tokens):
    """No endless loop, no rule without effect."""
    with pytest.raises(ChapbookError, match=r'in a circle: --a|in a circle: --b'):
        theme_with(project, tokens=f':root {{ {tokens} }}').tokens('tokens.css')


def test_comments_are_taken_out(project):
    """A comment sets no token and reaches no edition, wherever it stands."""
    theme = theme_with(
        project,
        tokens=':root { /* --accent: red; */ --rule: /* was black */ grey; /* } */ --paper: white; }',
        print='/* : */ p /* a\nb */ { color: var(--rule) } /* var(--none) */',
    )
    tokens = theme.tokens('tokens.css')
    assert (tokens['--rule'], tokens['--paper']) == ('grey', 'white')
    assert tokens['--accent'] == load_theme(ROOT).tokens('tokens.css')['--accent']
    assert theme.sheet('print.css').split() == ['p', '{', 'color:', 'grey', '}']


def test_every_sheet_of_the_house_is_resolved():
    """No sheet uses a token that is not there, and none is left unresolved for engines that know no `var()`."""
    theme = load_theme(ROOT)
    for page in (A5, HALF_LETTER):
        assert 'var(' not in theme.sheet(*SHEETS[:4], tokens=page.tokens)
    for name in SHEETS:
        assert theme.read_style(name).count('{') == theme.read_style(name).count('}')


def test_a_stylesheet_that_cannot_be_read_is_told(project):
    """Another encoding, or no file at all: an error with the path, and what to do."""
    (project / 'styles' / 'print.css').write_bytes(b'/* caf\xe9 */')
    with pytest.raises(ChapbookError, match=r'print\.css: error: this is not UTF-8 text\nhint: '):
        load_theme(project).read_style('print.css')
    with pytest.raises(ChapbookError, match=r'there is no stylesheet none\.css'):
        load_theme(project).read_style('none.css')


def test_a_byte_order_mark_is_no_matter(project):
    """A sheet saved on Windows begins with its first rule."""
    (project / 'styles' / 'print.css').write_bytes(b'\xef\xbb\xbfp { margin: 0 }')
    assert load_theme(project).read_style('print.css') == 'p { margin: 0 }'


def test_compiled_templates_are_kept_in_the_users_own_cache(tmp_path, monkeypatch):
    """The cache stands in a folder of the user’s that nobody else may enter, never in the project."""
    monkeypatch.setenv('XDG_CACHE_HOME', str(tmp_path / 'cache'))
    assert load_theme(tmp_path).cache == tmp_path / 'cache' / 'chapbook'
    assert (tmp_path / 'cache' / 'chapbook').stat().st_mode & 0o077 == 0


def test_no_place_for_a_cache_is_no_matter(tmp_path, monkeypatch):
    """Where the cache cannot be made there is none, and no error."""
    (tmp_path / 'file').write_bytes(b'')
    monkeypatch.setenv('XDG_CACHE_HOME', str(tmp_path / 'file'))
    assert load_theme(tmp_path).cache is None
