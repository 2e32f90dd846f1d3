"""What feeds say beside the texts: in the language that most of these are in, where it is one of ours."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sayings:
    """The words of a feed in one language; `texts` has a blank for their number."""

    lang: str
    title: str
    everything: str
    newest_first: str
    newest: str
    language: str
    every_language: str
    subject: str
    every_subject: str
    text: str
    texts: str

    def count(self, number: int) -> str:
        """Return how many texts there are."""
        return self.text if number == 1 else self.texts.format(number)


ENGLISH = Sayings(
    'en', 'Read, print, pass on', 'All texts', 'Newest first', 'Newest',
    'Language', 'Every language', 'Subject', 'Every subject', '1 text', '{} texts',
)  # fmt: skip
GERMAN = Sayings(
    'de', 'Lesen, drucken, weitergeben', 'Alle Texte', 'Neueste zuerst', 'Neueste',
    'Sprache', 'Alle Sprachen', 'Thema', 'Alle Themen', '1 Text', '{} Texte',
)  # fmt: skip
FRENCH = Sayings(
    'fr', 'Lire, imprimer, transmettre', 'Tous les textes', 'Les plus récents d’abord', 'Les plus récents',
    'Langue', 'Toutes les langues', 'Sujet', 'Tous les sujets', '1 texte', '{} textes',
)  # fmt: skip
SPANISH = Sayings(
    'es', 'Leer, imprimir, pasar', 'Todos los textos', 'Primero los más recientes', 'Los más recientes',
    'Idioma', 'Todos los idiomas', 'Tema', 'Todos los temas', '1 texto', '{} textos',
)  # fmt: skip
ITALIAN = Sayings(
    'it', 'Leggere, stampare, far girare', 'Tutti i testi', 'Prima i più recenti', 'I più recenti',
    'Lingua', 'Tutte le lingue', 'Argomento', 'Tutti gli argomenti', '1 testo', '{} testi',
)  # fmt: skip
SPOKEN = {each.lang: each for each in (ENGLISH, GERMAN, FRENCH, SPANISH, ITALIAN)}


def sayings_for(langs: Iterable[str]) -> Sayings:
    """Return the words for texts in these languages, BCP 47 tags: English where none of ours has most of them."""
    spoken = Counter(lang.partition('-')[0].lower() for lang in langs)
    (first, most), (_, second) = [*spoken.most_common(2), ('', 0), ('', 0)][:2]
    return SPOKEN.get(first, ENGLISH) if most > second else ENGLISH
