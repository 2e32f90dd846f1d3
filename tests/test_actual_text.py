"""Scripts whose glyphs do not stand in the order of their letters are heard, searched and copied as written."""

import io
import subprocess
import unicodedata

import pikepdf
import pytest
from judges import judge, page_validation
from pamphlets import printed

from chapbook.check import hear
from chapbook.check.words import letters

HINDI = 'राष्ट्रीयता और कर्तव्य की पुरानी कुर्सी, विश्वविद्यालय में निर्माण। '
THAI = 'ในย่านนั้นมีห้องเล็กๆ ห้องหนึ่ง น้ำใจ ทำงาน '


@pytest.mark.parametrize(('lang', 'words'), [('hi', HINDI), ('th', THAI)])
def test_letters_are_told_in_their_own_order(tmp_path, lang, words):
    """Vowels drawn before their consonant, joined letters: our ears, poppler and PDF/UA-1 agree, over many lines."""
    judge({'hi': 'face-devanagari', 'th': 'face-thai'}[lang])
    file = printed(words * 8, lang=lang)
    assert [str(problem) for problem in file.problems] == []
    assert ''.join(hear(file.data).flow) == ''.join(words.split()) * 8
    path = tmp_path / 'text.pdf'
    path.write_bytes(file.data)
    assert page_validation(path) == []
    if lang == 'hi':
        said = subprocess.run([judge('pdftotext'), path, '-'], capture_output=True, text=True, check=True).stdout
        assert ''.join(words.split()) * 8 in ''.join(said.split())


def test_other_scripts_need_no_second_telling():
    """Where a map from glyphs to letters is enough, a line carries nothing else."""
    with pikepdf.open(io.BytesIO(printed('Words, mots, слова, λέξεις.').data)) as document:
        assert not any(b'ActualText' in page.Contents.read_bytes() for page in document.pages)


@pytest.mark.parametrize(
    'words',
    ['of\xadfice Schif\xadfahrt off fin', 'q\u0301uick quick x\u0323\u0304 x y\u0301', 'f\u200df f\u2060i fi ff'],
)
def test_letters_that_share_glyphs_are_told(tmp_path, words):
    """A ligature over a soft hyphen and a letter with marks lose nothing, here and wherever they come again."""
    file = printed(f'{words} {words}')
    unheard = str.maketrans(dict.fromkeys('\xad\u200b\u200d\u2060'))
    assert ' '.join(hear(file.data).flow).translate(unheard) == f'{words} {words}'.translate(unheard)
    path = tmp_path / 'text.pdf'
    path.write_bytes(file.data)
    assert page_validation(path) == []


@pytest.mark.parametrize(
    ('lang', 'words'),
    [('he', 'שָׁלוֹם לְכֻלָּם שְׁמַע יִשְׂרָאֵל בְּרֵאשִׁית בָּרָא'), ('ar', 'السَّلامُ عَلَيْكُمْ وَرَحْمَةُ قَهْوَةٌ')],
)
def test_points_and_vowels_stay_with_their_letters(tmp_path, lang, words):
    """Hebrew with points and Arabic with vowels are heard mark for mark, wherever the same glyphs come again."""
    judge({'he': 'face-hebrew', 'ar': 'face-arabic'}[lang])
    file = printed(f'{words} {words}', lang=lang)
    assert [str(problem) for problem in file.problems] == []

    def marks(text):
        return sorted(unicodedata.normalize('NFD', text.replace(' ', '').replace('\u200b', '')))

    heard = ''.join(hear(file.data).flow)
    assert marks(heard) == marks(f'{words} {words}')
    assert letters(heard) == letters(f'{words} {words}')
    path = tmp_path / 'text.pdf'
    path.write_bytes(file.data)
    assert page_validation(path) == []
