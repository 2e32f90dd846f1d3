"""What the program itself says, in the language of the text."""

import re
import zipfile
from dataclasses import fields

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from projects import run, write_project

from chapbook.dates import DATES, MONTH_DATES, MONTHS, format_date
from chapbook.words import LANGUAGES, Words, words_for

# Words in which names and numbers are said, and how many.
ONE_BLANK = (
    'note edited_by translated_by illustrated_by designed_by photographs_by first_made made_with set_in large_print '
    'access_certified'
)
BLANKS = dict.fromkeys(ONE_BLANK.split(), 1) | {'printed': 3}
# Words that are the same in English and in another language.
ALIKE = {
    ('de', 'text'),
    ('fr', 'notes'),
    ('fr', 'note'),
    ('de', 'colophon'),
    ('fr', 'colophon'),
    ('it', 'colophon'),
    ('it', 'password'),
}


@pytest.mark.parametrize('lang', LANGUAGES)
def test_each_language_says_everything(lang):
    """No word is missing, and each has as many blanks for names and numbers as the others have."""
    for field in fields(Words):
        said = getattr(LANGUAGES[lang], field.name)
        assert said.strip() == said != ''
        assert said.count('{}') == BLANKS.get(field.name, 0), field.name
        assert not re.search(r'["\']', said), 'quotes and apostrophes are typographic'


@pytest.mark.parametrize('lang', sorted(set(LANGUAGES) - {'en'}))
def test_each_language_speaks_for_itself(lang):
    """Nothing was left in English."""
    same = {
        field.name
        for field in fields(Words)
        if getattr(LANGUAGES[lang], field.name) == getattr(words_for('en')[0], field.name)
    }
    assert {(lang, name) for name in same} <= ALIKE


@pytest.mark.parametrize('lang', LANGUAGES)
def test_each_language_has_a_calendar(lang):
    """Twelve different months, and a way to write a date with and without its day."""
    assert len(set(MONTHS[lang].split())) == 12
    assert all(blank in DATES[lang] for blank in ('{d}', '{m}', '{y}'))
    assert '{d}' not in MONTH_DATES[lang]
    assert set(MONTHS) == set(DATES) == set(MONTH_DATES) == set(LANGUAGES)


@pytest.mark.parametrize(
    ('tag', 'lang'),
    [('en', 'en'), ('en-GB', 'en'), ('DE', 'de'), ('de-Latn-AT', 'de'), ('fr-CA', 'fr'), ('zh', 'en'), ('fro', 'en')],
)
def test_words_are_those_of_the_language_or_english(tag, lang):
    """The first part of a tag, in any case, decides; a language that has no words of ours gets English, and says so."""
    assert words_for(tag) == (LANGUAGES[lang], lang)


@pytest.mark.parametrize(
    ('written', 'lang', 'said'),
    [
        ('2026-03-01', 'en', '1 March 2026'),
        ('2026-03-01', 'en-US', 'March 1, 2026'),
        ('2026-03-01', 'en-us', 'March 1, 2026'),
        ('2026-03', 'en-US', 'March 2026'),
        ('2026-03-01T10:00:00+01:00', 'en', '1 March 2026'),
        ('2026-12-24', 'de', '24. Dezember 2026'),
        ('1871-03-18', 'fr', '18 mars 1871'),
        ('1890-05-01', 'fr', '1er mai 1890'),
        ('1890-05-01', 'it', '1º maggio 1890'),
        ('1890-05', 'it', 'maggio 1890'),
        ('1936-07', 'es-MX', 'julio de 1936'),
        ('1936-07-19', 'es', '19 de julio de 1936'),
        ('1864', 'en', '1864'),
        ('spring 1848', 'en', 'spring 1848'),
        ('2026-02-30', 'en', '2026-02-30'),
        ('2026-13', 'de', '2026-13'),
        ('2026-03-01', 'pt', '2026-03-01'),
        ('', 'en', ''),
    ],
)
def test_dates_are_written_as_their_language_does(written, lang, said):
    """ISO dates are spelt out; what is none, or in a language we do not speak, stays as it was written."""
    assert format_date(written, lang) == said


@pytest.mark.parametrize('lang', LANGUAGES)
def test_a_date_of_any_kind_fits_its_sentence(lang):
    """A year, a month or a day may follow `first_made`: it ends in no preposition that goes with one of them alone."""
    before, blank = words_for(lang)[0].first_made.rsplit(' ', 1)
    assert blank == '{}'
    assert before.split()[-1] not in ('on', 'in', 'am', 'im', 'le', 'en', 'el')


@given(st.dates(), st.sampled_from(sorted(LANGUAGES)))
def test_every_day_can_be_said(date, lang):
    """Year and day are in what is said of any date, and no blank is left."""
    said = format_date(date.isoformat(), lang)
    assert re.search(rf'\b{date.day}(?:er|º)?\b', said)
    assert said.endswith(str(date.year))
    assert '{' not in said


def test_the_words_a_text_brings_along_stand_in_every_edition(tmp_path):
    """They are in the language of the text, so that nothing says otherwise of them."""
    text = '---\ntitle: Chleb\nlang: pl\nwords: {contents: <Spis> treści, notes: Przypisy}\n---\n\n'
    text += ''.join(f'# Część {part}\n\nSłowa.^[Przypis.]\n\n' for part in range(4))
    done = run('-e', 'pdf', '-e', 'epub', '-e', 'html', cwd=write_project(tmp_path, chleb=text))
    assert done.returncode == 0, done.stderr
    page = (tmp_path / 'dist/chleb/chleb.html').read_text('utf-8')
    assert '&lt;Spis&gt; treści' in page
    assert 'lang="en"' not in page
    with zipfile.ZipFile(tmp_path / 'dist/chleb/chleb.epub') as book:
        assert any(
            '&lt;Spis&gt; treści' in book.read(name).decode() for name in book.namelist() if name.endswith('xhtml')
        )
    assert (
        '<Spis> treści' in pypdfium2.PdfDocument(tmp_path / 'dist/chleb/chleb.pdf')[2].get_textpage().get_text_bounded()
    )
