"""Guesses the language of a text by its commonest words, or by its script."""

import re
import unicodedata
from collections import Counter

from chapbook.importer.records import Finding, Kind

# The words a text of each language can hardly do without.
COMMON = {
    'en': 'the of and to in is that it was for with as his on be at by had not are but from or have they which',
    'de': 'der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus',
    'fr': 'de la le et les des en un du une que est pour qui dans par plus pas au sur ne se ce il sont aux cette',
    'es': 'de la que el en y a los se del las un por con no una su para es al lo como más o pero sus le',
    'it': 'di e il la che in un a per è una sono con non si da come anche del della dei le nel gli ha al alla',
    'pt': 'de a o que e do da em um para é com não uma os no se na por mais as dos como mas foi ao das à',
    'nl': 'de van het een en in is dat op te zijn met die voor niet aan er om ook als bij maar worden door uit',
    'sv': 'och i att det som en på är av för med till den har de inte om ett han men var jag sig från vi så',
    'da': 'og i at det som en på er af for med til den har de ikke om et han men var jeg sig fra vi så der',
    'pl': 'i w nie na się z do to że jest o a po jak przez od za co ale dla są tym ich był także tylko',
}
WORDS = {lang: frozenset(words.split()) for lang, words in COMMON.items()}
# The language to assume for a script that Latin texts do not use.
SCRIPTS = {
    'CYRILLIC': 'ru',
    'GREEK': 'el',
    'ARABIC': 'ar',
    'HEBREW': 'he',
    'HIRAGANA': 'ja',
    'KATAKANA': 'ja',
    'HANGUL': 'ko',
    'CJK': 'zh',
    'DEVANAGARI': 'hi',
}
FEWEST = 5
LEAD = 1.25


def guess_language(text: str) -> tuple[str, Finding]:
    """Return the BCP 47 tag of the language `text` seems to be in, `en` where nothing tells, and the finding."""
    tokens = Counter(re.findall(r'[^\W\d_]+', text.casefold()))
    script = _script(text)
    if script:
        reason = f'the script is {script.capitalize()}: change lang in the front matter if the language is another'
        return SCRIPTS[script], Finding(Kind.LANGUAGE, 1, SCRIPTS[script], reason)
    hits = {lang: sum(tokens[word] for word in words) for lang, words in WORDS.items()}
    best, second = sorted(hits, key=lambda lang: -hits[lang])[:2]
    sure = hits[best] >= FEWEST and hits[best] >= LEAD * hits[second]
    lang = best if sure or hits[best] > hits[second] else 'en'
    reason = (
        f'{hits[lang]} of the commonest words of that language'
        if sure
        else 'unsure: too few words tell; correct lang in the front matter if need be'
    )
    return lang, Finding(Kind.LANGUAGE, 1, lang, reason)


def _script(text: str) -> str | None:
    """Return the script most letters of a text are in, None for Latin and for scripts not in the table."""
    letters = [character for character in text if character.isalpha() and not character.isascii()][:4000]
    names = Counter(unicodedata.name(letter, '').partition(' ')[0] for letter in letters)
    names['CJK'] = names.pop('CJK', 0)
    latin = sum(character.isascii() and character.isalpha() for character in text)
    foreign = Counter({name: count for name, count in names.items() if name in SCRIPTS})
    if not foreign or foreign.total() < min(latin, 4000) or not foreign.total():
        return None
    kana = foreign['HIRAGANA'] + foreign['KATAKANA']
    return 'HIRAGANA' if kana * 5 > foreign['CJK'] > 0 else foreign.most_common(1)[0][0]
