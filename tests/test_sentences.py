"""Sentences: each ends where its language ends it, and none after an abbreviation, an initial or an ordinal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chapbook.editions.epub.sentences import ABBREVIATIONS, WITH_POINT, ends

# Sentences by a bar, in twenty languages.
SENTENCES = {
    'ar': 'جاء د. أحمد. |لماذا؟ |لا أعرف.',
    'cs': 'Dne 3. května přišel Dr. Novák. |V 19. Století. |Konec.',
    'da': 'Den 3. maj 1886 kom hr. Jensen, f.eks. fra Aarhus. |Slut.',
    'de': 'Im 19. Jahrhundert schrieb Dr. Müller, vgl. Bd. 3: „Halt!“ |Am 3. Mai, z. B. 1848. |Karl XIV. König starb.',
    'el': 'Ο κ. Παπαδόπουλος ήρθε. |Τι λες; |Τέλος.',
    'en': 'He saw Dr. No and Mrs. O’Hara, vol. II. |“Stop!” he said, ed. by Marx. |J. R. Smith paid $3.50. |So he did.',
    'es': 'El Sr. López vio a D. Juan, pág. 12. |¿Qué? |¡Sí! |Murió en 1986.',
    'fi': 'Esim. tri. Virtanen tuli 3. toukokuuta. |Loppu.',
    'fr': 'M. Dupont et Mme. Durand vont à Paris, vol. 3. |« Non ! » dit-il. |Fin.',
    'hi': 'वह आया। |डॉ. शर्मा ने कहा।',
    'hu': '1886. május 3. napján jött Dr. Nagy. |Vége.',
    'hy': 'Նա եկավ։ |Հետո գնաց։',
    'it': 'Il sig. Rossi, p. 12, e l’art. 3 dice. |Il dott. Bianchi venne. |Fine.',
    'ja': '彼は来た。|そして「だめ！」と言った。|終わり。',
    'nl': 'Prof. dr. A. Jansen kwam met mevr. De Vries. |Einde.',
    'pl': 'W 3. dniu prof. Kowalski, np. tu. |Dr. Nowak przyszedł. |Koniec.',
    'pt': 'O Sr. Silva, pág. 12. |O Dr. Lima veio. |Fim.',
    'ru': 'В 1917 г. было так, т. е. там. |А. С. Пушкин родился, ул. Ленина, д. 3. |Конец.',
    'sv': 'Kl. 3 kom hr. Svensson, t.ex. från Lund. |Slut.',
    'tr': '3. Dünya Savaşı. |Dr. Ali geldi. |Son.',
}  # fmt: skip


@pytest.mark.parametrize('lang', SENTENCES)
def test_sentences_end_where_their_language_ends_them(lang):
    """Titles, initials, ordinals, dates and speech part no sentence; what ends one does."""
    sentences = SENTENCES[lang].split('|')
    text = ''.join(sentences)
    cuts = ends(text, lang)
    assert [text[start:end] for start, end in zip([0, *cuts], cuts, strict=False)] == sentences


def test_a_number_before_a_point_is_an_ordinal_where_it_is_written_so():
    """In English a sentence ends in a number, in German it may not; a year ends one in both."""
    for lang, count in (('en', 2), ('de', 1)):
        assert len(ends('She was 15. He, too.', lang)) == count
        assert len(ends('That was 1848. Then it ended.', lang)) == 2


@given(st.text('aB. !?”“(1)中。I', max_size=40), st.sampled_from([*ABBREVIATIONS, *WITH_POINT, 'xx', '']))
def test_all_of_a_text_is_in_its_sentences(text, lang):
    """Whatever it holds: the ends rise, and the last is that of the text."""
    cuts = ends(text, lang)
    assert cuts == sorted(set(cuts))
    assert (cuts[-1:] or [0]) == [len(text)]
