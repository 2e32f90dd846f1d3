"""The faces: found in their packages, instanced, subset and packed, the same bytes every time."""

import hashlib
import io
import subprocess
import sys

import pypdfium2
import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st
from pamphlets import printed

from chapbook import fonts
from chapbook.fonts import FACES, Face, advance_em, coverage, instance, pack_woff, subset

ROMAN, ITALIC, BOLD, BOLD_ITALIC, MONO = FACES
LETTERS = set(map(ord, 'Hamburgefonstiv fi 1848'))
# What templates say around a text, and what languages put between words and signs.
SIGNS = set(range(0x20, 0x7F)) | set(map(ord, '\u00a0«»·–—‘’“”„•…‹›↑→©'))


def opened(data):
    """Return a face as fontTools reads it, every table of it decompiled."""
    font = TTFont(io.BytesIO(data), lazy=False)
    for tag in font.keys():  # noqa: SIM118 - not a dict
        assert font[tag] is not None
    return font


@pytest.mark.parametrize('face', FACES, ids=lambda face: face.name)
def test_each_face_is_static_truetype(face):
    """An instance has outlines, no axes left, and all the characters of its package; it says its weight."""
    font = TTFont(io.BytesIO(instance(face)))
    assert 'glyf' in font
    assert 'fvar' not in font
    assert set(font.getBestCmap()) == coverage(face)
    assert font['OS/2'].usWeightClass == face.weight


@pytest.mark.parametrize('face', FACES, ids=lambda face: face.name)
def test_each_face_holds_what_templates_and_styles_say(face):
    """The words around a text and the signs of its language can be set in any face of the theme."""
    assert {chr(code) for code in SIGNS - coverage(face)} == set()


def test_names_of_faces_differ():
    """Files of faces in one package do not take each other’s place."""
    assert [face.name for face in FACES] == [
        'EBGaramond-Regular', 'EBGaramond-Italic', 'EBGaramond-SemiBold', 'EBGaramond-SemiBoldItalic',
        'IBMPlexMono-Regular',
    ]  # fmt: skip


def test_a_face_that_is_not_installed_is_named():
    """A package that is missing is an error with its name in it."""
    with pytest.raises(FileNotFoundError, match='fontpkg_none_such'):
        instance(Face('None Such', 'fontpkg_none_such', 'NoneSuch.ttf'))


@pytest.mark.parametrize('face', FACES, ids=lambda face: face.name)
def test_a_subset_holds_its_letters_and_is_small(face):
    """Exactly the characters asked for can be set, each with the width it has in the whole face."""
    whole, part = TTFont(io.BytesIO(instance(face))), opened(subset(face, LETTERS))
    assert set(part.getBestCmap()) == LETTERS
    for code in LETTERS:
        widths = [font['hmtx'][font.getBestCmap()[code]][0] for font in (whole, part)]
        assert widths[0] == widths[1]
    assert len(subset(face, LETTERS)) < len(instance(face)) / 4


@pytest.mark.parametrize('face', [ROMAN, ITALIC, BOLD], ids=lambda face: face.name)
def test_a_subset_keeps_the_features_the_styles_ask_for(face):
    """Small caps, old-style and lining figures, kerning and ligatures survive; so the page looks as it was designed."""
    part = opened(subset(face, LETTERS))
    features = {record.FeatureTag for record in part['GSUB'].table.FeatureList.FeatureRecord}
    assert features >= {'smcp', 'c2sc', 'onum', 'lnum', 'tnum', 'liga'}
    assert 'kern' in {record.FeatureTag for record in part['GPOS'].table.FeatureList.FeatureRecord}


def test_letters_a_face_does_not_have_are_left_out():
    """A subset of a text in another script is still a face."""
    assert set(opened(subset(ROMAN, set(map(ord, 'a中🎉')))).getBestCmap()) == {ord('a')}
    assert not opened(subset(ROMAN, set())).getBestCmap()


def test_coverage_tells_what_can_be_set():
    """Latin, Greek and Cyrillic are there; Chinese and most emoji are not."""
    assert set(map(ord, 'aéßœŁłΩж“”—')) <= coverage(ROMAN)
    assert coverage(ROMAN).isdisjoint(map(ord, '中🎉'))


def test_a_line_is_as_wide_as_its_letters():
    """Widths are in em, with kerning: less than the sum of the letters, and wider in the heavier weight."""
    assert advance_em(MONO, 'abc') == pytest.approx(3 * 0.6)
    assert advance_em(ROMAN, 'AVAVA') < sum(advance_em(ROMAN, sign) for sign in 'AVAVA')
    assert advance_em(BOLD, 'Emancipation') > advance_em(ROMAN, 'Emancipation')
    assert advance_em(ROMAN, '') == 0


@pytest.mark.parametrize('face', FACES, ids=lambda face: face.name)
def test_a_packed_face_holds_the_same_tables(face):
    """WOFF opens in fontTools, with every table of the TrueType file byte for byte, and takes less room."""
    ttf = subset(face, LETTERS | SIGNS)
    packed = pack_woff(ttf)
    plain, again = TTFont(io.BytesIO(ttf), lazy=True), TTFont(io.BytesIO(packed), lazy=True)
    assert again.flavor == 'woff'
    assert sorted(plain.reader.keys()) == sorted(again.reader.keys())
    for tag in plain.reader.keys():  # noqa: SIM118
        assert plain.reader[tag] == again.reader[tag], tag
    assert len(packed) < 0.8 * len(ttf)
    opened(packed)


@settings(max_examples=15, deadline=None)
@given(st.text(st.characters(max_codepoint=0x24F), min_size=1, max_size=60))
def test_any_subset_can_be_packed(text):
    """Whatever letters a text has, the packed face opens, says its own length, and is on four-byte bounds."""
    packed = pack_woff(subset(ITALIC, set(map(ord, text))))
    assert int.from_bytes(packed[8:12], 'big') == len(packed)
    assert len(packed) % 4 == 0
    font = opened(packed)
    assert set(font.getBestCmap() or ()) >= set(map(ord, text)) & coverage(ITALIC)


SAME = """
import hashlib
from chapbook import fonts
whole = hashlib.sha256()
for face in fonts.FACES:
    whole.update(fonts.instance(face))
    whole.update(fonts.pack_woff(fonts.subset(face, set(range(32, 0x180)))))
print(whole.hexdigest())
"""


def test_the_same_bytes_twice():
    """Another process with another hash seed makes the same faces."""
    runs = {
        subprocess.run(
            [sys.executable, '-c', SAME],
            capture_output=True,
            text=True,
            check=True,
            env={'PYTHONHASHSEED': seed, 'PYTHONPATH': ':'.join(sys.path)},
        ).stdout
        for seed in ('1', '2')
    }
    whole = hashlib.sha256()
    for face in FACES:
        whole.update(instance(face))
        whole.update(pack_woff(subset(face, set(range(32, 0x180)))))
    assert runs == {f'{whole.hexdigest()}\n'}


def test_the_widths_of_bold_italic_are_its_own():
    """Four cuts of the family are four faces: none is another under its name."""
    garamond = (ROMAN, ITALIC, BOLD, BOLD_ITALIC)
    assert len({hashlib.sha256(fonts.instance(face)).digest() for face in garamond}) == 4


@pytest.mark.parametrize(('words', 'lang'), [('vita nuova sum', 'la'), ('Heft auf dem Pfahl', 'de')])
def test_letters_are_printed_as_they_were_typed(words, lang):
    """Local forms of the face make a v of a Latin u, and keep a German f out of small capitals: they are not used."""

    def picture(lang):
        page = pypdfium2.PdfDocument(printed(f'{words}, [{words}]{{.smallcaps}}', lang=lang).data)[2]
        image = page.render(scale=2).to_pil()
        # Above the colophon, which says the same in each language’s own words.
        return image.crop((0, 0, image.width, image.height // 4)).tobytes()

    assert picture(lang) == picture('en')
