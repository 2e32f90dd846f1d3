"""The edge: finds texts, reads them, and says what is wrong with a file."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from chapbook.markup import parse
from chapbook.problems import ChapbookError, Severity, UsageError
from chapbook.project import (
    Folder,
    find_texts,
    read_manuscript,
    read_with_faults,
    split_front_matter,
    unread,
)
from chapbook.project.dating import UNDATED

FRONT = '---\ntitle: A\nlang: en\n---\n'


@pytest.fixture
def project(tmp_path):
    """A project with one text in a file and one in a folder."""
    (tmp_path / 'source' / 'long').mkdir(parents=True)
    (tmp_path / 'source' / 'short.md').write_text(FRONT + 'Words.\n', 'utf-8')
    (tmp_path / 'source' / 'long' / 'index.md').write_text(FRONT + 'Begin.\n', 'utf-8')
    (tmp_path / 'source' / 'long' / '02.md').write_text('# Two\n', 'utf-8')
    (tmp_path / 'source' / 'long' / '01.md').write_text('# One\n', 'utf-8')
    (tmp_path / 'source' / '.hidden.md').write_text('', 'utf-8')
    (tmp_path / 'source' / 'README.md').write_text('how to', 'utf-8')
    return tmp_path


def test_texts_are_files_and_folders(project):
    """Markdown files and folders with an index are texts; hidden files and a README are not."""
    assert [text.slug for text in find_texts(project, [])] == ['long', 'short']


def test_the_files_of_a_text_follow_in_name_order(project):
    """index.md comes first, the others by name."""
    (long,) = find_texts(project, ['long'])
    manuscript = read_manuscript(long, project)
    assert [source.path.name for source in manuscript.sources] == ['index.md', '01.md', '02.md']


def test_a_readme_is_no_chapter(project):
    """What a folder says of itself to its editors is not printed; a note tells so, once."""
    (project / 'source' / 'long' / 'README.md').write_text('# For editors\n', 'utf-8')
    manuscript = read_manuscript(find_texts(project, ['long'])[0], project)
    assert [source.path.name for source in manuscript.sources] == ['index.md', '01.md', '02.md']
    (problem,) = manuscript.problems
    assert (problem.severity, problem.place.path.name) == (Severity.NOTE, 'README.md')
    assert read_manuscript(find_texts(project, ['short'])[0], project).problems == ()


@pytest.mark.parametrize('content', ['', '\n\n'])
def test_an_empty_file_is_told_once(project, content):
    """That it has no front matter says that it has no words, too."""
    (project / 'source' / 'short.md').write_text(content, 'utf-8')
    with pytest.raises(ChapbookError) as fault:
        parse(read_with_faults(find_texts(project, ['short'])[0], project))
    assert [problem.message for problem in fault.value.problems] == ['the text has no front matter']


def test_a_character_of_another_encoding_is_told_as_such(project):
    """To delete what is left of a letter would not bring the letter back."""
    (project / 'source' / 'short.md').write_text(f'{FRONT}A â€\x9d\n', 'utf-8')
    with pytest.raises(ChapbookError, match='another encoding'):
        read_manuscript(find_texts(project, ['short'])[0], project)


def test_numbers_in_names_count_as_numbers(project):
    """Chapter 2 comes before chapter 10, however they are written."""
    names = ('chapter 1.md', 'chapter 2.md', 'chapter 10.md', 'notes.md')
    for name in names:
        (project / 'source' / 'long' / name).write_text('# A\n', 'utf-8')
    (long,) = find_texts(project, ['long'])
    assert tuple(path.name for path in long.files) == ('index.md', '01.md', '02.md', *names)


@pytest.mark.parametrize(
    ('chapter', 'body', 'line'),
    [
        ('---\ntitle: "Two: hills"\n---\n\nWords.\n', '# Two: hills\n\n\nWords.\n', 2),
        ('---\ntitle: Two\n---\n# Zwei\n\nWords.\n', '# Zwei\n\nWords.\n', 4),
        ('---\ntitle: Two\n---\nZwei\n====\n', 'Zwei\n====\n', 4),
        ('---\n---\nWords.\n', 'Words.\n', 3),
    ],
)
def test_a_chapter_may_say_its_own_title(project, chapter, body, line):
    """As in folders of Hugo, Quarto or Obsidian: it is the heading where there is none, and no line moves."""
    (project / 'source' / 'long' / '02.md').write_text(chapter, 'utf-8')
    manuscript = read_manuscript(find_texts(project, ['long'])[0], project)
    source = manuscript.sources[-1]
    assert (source.body, source.first_line, source.data) == (body, line, chapter.encode())
    assert manuscript.problems == ()


def test_what_else_a_chapter_says_of_itself_is_left_out(project):
    """It is told with its line, since it was meant for something; what is no YAML is an error."""
    path = project / 'source' / 'long' / '02.md'
    path.write_text('---\ntitle: Two\nweight: 20\nauthor: B\n---\nWords.\n', 'utf-8')
    (problem,) = read_manuscript(find_texts(project, ['long'])[0], project).problems
    assert (problem.severity, problem.place.line) == (Severity.WARNING, 3)
    assert 'weight, author left out' in problem.message
    path.write_text('---\ntitle: Two: hills\n---\nWords.\n', 'utf-8')
    with pytest.raises(ChapbookError, match=r'02\.md:2: error: the front matter is not YAML'):
        read_manuscript(find_texts(project, ['long'])[0], project)


def test_what_looks_like_a_text_and_is_none_is_told(project):
    """A file of another kind in source/ is not passed over without a word; what is plainly no text is."""
    for name in ('draft.txt', 'essay.docx', 'other.markdown', 'picture.jpg', '~lock.docx', '.hidden.txt'):
        (project / 'source' / name).write_text('Words', 'utf-8')
    problems = unread(project)
    assert [problem.place.path.name for problem in problems] == ['draft.txt', 'essay.docx', 'other.markdown']
    assert 'import' in problems[0].hint
    assert problems[2].hint == 'if it is a text, let its name end in .md'


def test_a_project_of_other_files_is_told_what_to_do_with_them(tmp_path):
    """Where nothing but another kind of file is there, the hint is about that file."""
    (tmp_path / 'source').mkdir()
    (tmp_path / 'source' / 'essay.docx').write_bytes(b'PK')
    with pytest.raises(UsageError, match=r'essay\.docx: .*import'):
        find_texts(tmp_path, [])


def test_a_text_is_named_by_slug_or_path(project, monkeypatch):
    """What the shell completes works as well as the slug."""
    monkeypatch.chdir(project)
    assert [text.slug for text in find_texts(project, ['source/short.md', 'source/long'])] == ['short', 'long']


def test_an_unknown_text_is_wrong_use(project):
    """A mistyped name is told with the nearest one."""
    with pytest.raises(UsageError, match='did you mean “short”'):
        find_texts(project, ['shrot'])


def test_no_source_folder_is_wrong_use(tmp_path):
    """A folder without source/ is named, with what to do."""
    with pytest.raises(UsageError, match='no folder source/'):
        find_texts(tmp_path, [])


@pytest.mark.parametrize(
    ('data', 'message'),
    [
        (b'---\ntitle: A\nlang: en\n---\ncaf\xe9\n', r'\.md:5: error: this is not UTF-8'),
        (b'---\ntitle: A\nlang: en\n---\na\x02b\n', r'\.md:5: error: a control character \(U\+0002\)'),
        (b'---\ntitle: A\n', 'not closed'),
        (b'Just words.\n', 'no front matter'),
    ],
)
def test_a_file_that_cannot_be_read_says_where(project, data, message):
    """Encoding and front matter faults carry their line."""
    (project / 'source' / 'short.md').write_bytes(data)
    with pytest.raises(ChapbookError, match=message):
        read_manuscript(find_texts(project, ['short'])[0], project)


def test_windows_line_ends_and_a_byte_order_mark_are_no_matter(project):
    """The same text saved on Windows is the same text."""
    path = project / 'source' / 'short.md'
    path.write_bytes(b'\xef\xbb\xbf' + (FRONT + 'Words.\n').replace('\n', '\r\n').encode())
    manuscript = read_manuscript(find_texts(project, ['short'])[0], project)
    assert manuscript.sources[0].body == 'Words.\n'
    assert manuscript.sources[0].first_line == 5


def test_a_rule_is_not_front_matter():
    """A thematic break at the top of a file opens no front matter by itself."""
    front, source = split_front_matter(b'Words\n\n---\n\nMore\n', Path('a.md'))
    assert front is None
    assert source.body.startswith('Words')


@pytest.mark.parametrize('name', ['../secret.png', '/etc/passwd', 'https://example.org/a.png', 'none.png', '//x/y.png'])
def test_nothing_is_read_outside_the_folder(tmp_path, name):
    """Pictures come from the text’s own folder or not at all."""
    (tmp_path / 'secret.png').write_bytes(b'x')
    (tmp_path / 'text').mkdir()
    with pytest.raises(ValueError, match='outside|network|no such file'):
        Folder(tmp_path / 'text').read(name)


def test_a_link_out_of_the_folder_is_not_followed(tmp_path):
    """A symbolic link to a file elsewhere is outside too."""
    (tmp_path / 'secret.png').write_bytes(b'x')
    (tmp_path / 'text').mkdir()
    (tmp_path / 'text' / 'a.png').symlink_to(tmp_path / 'secret.png')
    with pytest.raises(ValueError, match='outside'):
        Folder(tmp_path / 'text').read('a.png')


@pytest.mark.parametrize(
    ('date', 'epoch', 'expected'),
    [
        ('2026-03-01', '86400', datetime(2026, 3, 1, tzinfo=UTC)),
        ('2026', None, datetime(2026, 1, 1, tzinfo=UTC)),
        ('spring', '1700000000', datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)),
        ('1848', None, UNDATED),
        ('yesterday', None, UNDATED),
        ('', None, UNDATED),
    ],
)
def test_dates_come_from_the_text_then_the_environment(project, monkeypatch, date, epoch, expected):
    """The text’s own date wins, then SOURCE_DATE_EPOCH; a text without either and without a commit has a fixed one."""
    monkeypatch.delenv('SOURCE_DATE_EPOCH', raising=False)
    if epoch:
        monkeypatch.setenv('SOURCE_DATE_EPOCH', epoch)
    front = FRONT.replace('---\n', f'---\ndate: {date}\n', 1) if date else FRONT
    (project / 'source' / 'short.md').write_text(front + 'Words.\n', 'utf-8')
    assert read_manuscript(find_texts(project, ['short'])[0], project).modified == expected


def test_an_unreadable_file_is_told(project, monkeypatch):
    """A file without read permission is an error with a hint."""

    def refuse(self):
        raise PermissionError(13, 'Permission denied', str(self))

    monkeypatch.setattr(Path, 'read_bytes', refuse)
    with pytest.raises(ChapbookError, match='Permission denied\nhint: look at its permissions'):
        read_manuscript(find_texts(project, ['short'])[0], project)


def test_blank_lines_before_the_front_matter_are_no_matter(project):
    """Its keys are read, and what is wrong with one is told with its line."""
    (project / 'source' / 'short.md').write_text('\n\n---\ntitle: A\nlang: english\n---\nWords.\n', 'utf-8')
    with pytest.raises(ChapbookError, match=r'short\.md:5: error: “english”'):
        read_manuscript(find_texts(project, ['short'])[0], project)


def test_two_texts_of_one_name_are_wrong_use(project):
    """A file and a folder would overwrite each other in dist/, as would names that differ in case on many disks."""
    (project / 'source' / 'LONG.md').write_text(FRONT + 'Words.\n', 'utf-8')
    with pytest.raises(UsageError, match=r'two texts have one name: .*LONG\.md and .*long'):
        find_texts(project, [])
    assert [text.slug for text in find_texts(project, ['short'])] == ['short']


def test_a_folder_without_index_is_told(project):
    """Chapters alone are not passed over in silence."""
    folder = project / 'source' / 'chapters'
    folder.mkdir()
    (folder / 'one.md').write_text('Words.\n', 'utf-8')
    with pytest.raises(ChapbookError, match=r'chapters: error: this folder of Markdown has no index\.md'):
        read_manuscript(find_texts(project, ['chapters'])[0], project)


def test_the_folder_of_all_texts_is_none_of_them(project, monkeypatch):
    """The name of source/ itself does not pick whichever text comes first."""
    monkeypatch.chdir(project)
    with pytest.raises(UsageError, match='there is no text “source”'):
        find_texts(project, ['source'])


def test_a_file_name_may_be_upper_case(project):
    """Systems that think nothing of case write .MD."""
    (project / 'source' / 'LOUD.MD').write_text(FRONT + 'Words.\n', 'utf-8')
    assert [text.slug for text in find_texts(project, ['LOUD'])] == ['LOUD']


def test_an_accent_may_be_a_character_of_its_own(tmp_path):
    """A picture named on one system is found on another."""
    (tmp_path / 'e\u0301.png').write_bytes(b'x')
    assert Folder(tmp_path).read('\u00e9.png') == b'x'


def test_a_picture_goes_by_its_name_in_the_folder(tmp_path):
    """A path from the root of this machine is refused even where it leads inside: it means nothing on another."""
    (tmp_path / 'a.png').write_bytes(b'x')
    with pytest.raises(ValueError, match='by its place on this machine'):
        Folder(tmp_path).read(str(tmp_path / 'a.png'))


@pytest.mark.parametrize(
    ('body', 'hint'),
    [
        ('# Minutes of May #\n\nWords\n', 'title: Minutes of May, ---'),
        ('+++\ntitle = "A"\n+++\n', 'is TOML'),
        ('Words\n', '…'),
    ],
)
def test_a_text_without_front_matter_is_told_what_to_write(project, body, hint):
    """Its first heading is the title it most likely has; front matter in TOML is told as what it is."""
    (project / 'source' / 'short.md').write_text(body, 'utf-8')
    with pytest.raises(ChapbookError) as fault:
        read_manuscript(find_texts(project, ['short'])[0], project)
    assert hint in fault.value.problems[0].hint
