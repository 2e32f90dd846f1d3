"""Where sentences end: sentencex tells; an end that it finds after an abbreviation or an ordinal is passed over.

Two sentences in one are hardly noticed when one is read aloud or marked; half a sentence is.
"""

import re
import unicodedata
from itertools import accumulate

# Abbreviations that a word in capitals follows: sentencex knows those before small letters, and before numbers.
ABBREVIATIONS = {
    language: frozenset(words.split())
    for language, words in {
        'cs': 'dr ing mgr mudr judr phdr prof ul sv str tzv',
        'da': 'hr fr dr prof kl nr st',
        'de': 'dr prof hr fr frl st bzw vgl bd nr abs anm aufl hrsg ing dipl kap abb tab ca evtl ggf sog inkl zzgl',
        'el': 'δρ καθ σελ',
        'en': 'mr mrs ms mx messrs dr prof st rev gen col capt lt sgt jr sr hon vol fig cf vs viz approx',
        'es': 'sr sra sres srta dña dr dra ud uds vd pág págs cap núm gral prof lic ing av',
        'fi': 'tri prof os esim nk',
        'fr': 'mm mme mmes mlle mlles mgr dr pr me st ste cf vol chap éd fig av',
        'hu': 'dr prof id ifj pl sz',
        'it': 'sig sigg dott prof ing avv cap pag fig mons vol',
        **dict.fromkeys(('nb', 'nn', 'no'), 'hr fr dr prof kl nr st'),
        'nl': 'dhr mevr mw dr prof drs ing ds blz hfst nr bijv st',
        'pl': 'dr prof mgr inż ul św ks hab',
        'pt': 'sr sra srs dr dra prof profa pág cap núm vol av eng',
        'ru': 'ул пр им проф акад тов гр св см стр',
        'sv': 'hr fr dr prof kl nr st ca',
        'tr': 'dr prof doç av sn',
    }.items()
}
# Languages that write “3rd” as “3.”: https://cldr.unicode.org, the patterns of dates and ordinals.
WITH_POINT = frozenset('bs cs da de et eu fi fo hr hu is lb lv nb nn no pl sk sl sr tr'.split())
ORDINAL = re.compile(r'(?:\d{1,2}|[IVXLC]+)')
# A number after a word as short as this is counted by it: “p. 12”, “art. 3”.
SHORT = 4
LONGEST_WORD = 40
# How a sentence goes on in scripts that have no small letters.
GOES_ON = {'ja': ('と', 'って')}


def ends(text: str, lang: str) -> list[int]:
    """Return where in a text its sentences end, as its language ends them: the last is the length of the text."""
    # Loaded for Kobo alone.
    import sentencex

    primary = lang.partition('-')[0].lower() or 'en'
    found = list(accumulate(map(len, sentencex.segment(primary, text))))
    return [end for end in found if end == len(text) or not _goes_on(text, end, primary)]


def _goes_on(text: str, end: int, language: str) -> bool:
    """Tell whether a sentence goes on where it seemed to end."""
    before, following = text[max(0, end - LONGEST_WORD) : end], text[end : end + LONGEST_WORD].lstrip()
    if following[:1].islower() or following.startswith(GOES_ON.get(language, ())):
        return True
    word = _word_before_point(before)
    if word.isdecimal() or (ORDINAL.fullmatch(word) and len(word) > 1):
        return language in WITH_POINT and bool(ORDINAL.fullmatch(word))
    if following[:1].isdecimal() and word.isalpha():
        return len(word) <= SHORT
    return _letters(word) == 1 or word.casefold() in ABBREVIATIONS.get(language, ())


def _word_before_point(before: str) -> str:
    """Return the word that a text ends in with a point, '' where it ends otherwise."""
    words = before.split()
    last = words[-1] if words else ''
    if not last.endswith('.') or last.endswith('..'):
        return ''
    return re.split(r'[.\-‐–—/(\[“„«‹"\'’]', last[:-1])[-1]


def _letters(word: str) -> int:
    """Return how many letters a word has; signs that are written on letters are none."""
    return sum(not unicodedata.category(letter).startswith('M') for letter in word)
