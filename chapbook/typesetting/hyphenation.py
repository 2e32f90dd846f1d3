"""Where words may be broken: by the patterns of their language (Pyphen), but as a list says for the words in it.

What the patterns get wrong, or cannot know, stands in `EXCEPTIONS`; an author adds words by `hyphenation` in the front
matter, names above all. A word is written there with a hyphen wherever it may be broken; one without is never broken.
WeasyPrint asks here as well, for the lines it breaks by itself.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyphen
import weasyprint
from weasyprint.text import line_break
from weasyprint.text.ffi import FROM_UNITS, ffi, pango

SOFT_HYPHEN = '\xad'
# A line of a dictionary that tells of a break, and how letters change there: `as3szon/sz=,2,1`.
PATTERN = re.compile(r'^[ \t]*([^\s%#]*[1-9](?:.*\S)?)', re.MULTILINE)
CHANGE = re.compile(r'/.*=.*$', re.MULTILINE)
NO_DIGITS = str.maketrans('', '', '0123456789')
# Words broken by what they mean, as noun or as verb, and compounds that patterns take apart in the wrong place.
EXCEPTIONS = {
    'en': 'conduct convict convicts object objects permit permits produce progress project projects record records '
    'refuse subject subjects',
    'de': 'Alt-bau-er-hal-tung be-inhal-ten Blu-men-topf-erde Druck-erzeug-nis Druck-erzeug-nis-se Stau-becken '
    'Ur-in-stinkt Wach-stube',
}


@contextmanager
def told(words: Iterable[str]) -> Iterator[None]:
    """Break words as the list and an author say in every document laid out inside; only in WeasyPrint 70.0."""
    if not weasyprint.__version__.startswith('70.0'):
        yield
        return
    own = exceptions(words)

    def hyphenator(lang: str, left: int, right: int) -> Hyphenator:
        return Hyphenator(lang, left, right, own)

    line_break.pyphen = SimpleNamespace(Pyphen=hyphenator, language_fallback=pyphen.language_fallback)
    try:
        yield
    finally:
        line_break.pyphen = pyphen


def exceptions(words: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """Return the places at which words may be broken that are written with a hyphen at each: `Mar-xis-mus`."""
    return dict(map(_exception, words))


def _exception(word: str) -> tuple[str, tuple[int, ...]]:
    *before, _ = word.casefold().split('-')
    places: list[int] = []
    for part in before:
        places.append((places[-1] if places else 0) + len(part))
    return word.replace('-', '').casefold(), tuple(places)


@cache
def _of_language(language: str) -> dict[str, tuple[int, ...]]:
    return exceptions(EXCEPTIONS.get(language, '').split())


class Hyphenator(pyphen.Pyphen):  # type: ignore[misc]
    """Breaks the words of one language, those of its exceptions and of the author’s only where they say."""

    def __init__(self, lang: str, left: int, right: int, own: Mapping[str, tuple[int, ...]]) -> None:
        path = pyphen.LANGUAGES[lang]
        if path not in pyphen.hdcache:
            pyphen.hdcache[path] = Dictionary(path)
        super().__init__(lang=lang, left=left, right=right)
        self.exceptions = {**_of_language(lang[:2]), **own}

    def positions(self, word: str) -> list[int]:
        """Return the letters before which a hyphen alone may be put: WeasyPrint has no room for more."""
        return [place for place, letters in self.places(word).items() if not letters]

    def places(self, word: str) -> dict[int, str]:
        """Return the letters before which a hyphen may be put, and what is written before it there: `asz-szony`."""
        told = self.exceptions.get(word.casefold())
        if told is not None:
            return dict.fromkeys(map(pyphen.DataInt, told), '')
        written = {place: _written(word, place) for place in super().positions(word)}
        return {place: letters for place, letters in written.items() if letters is not None}


def _written(word: str, place: Any) -> str | None:
    """Return the letters that a break adds before its hyphen, None where it changes others or those after it.

    A place of Pyphen’s may say what is written instead of so many letters from so many before it: `sz=` is for one.
    """
    if getattr(place, 'data', None) is None:
        return ''
    change, index, cut = place.data
    left, _, right = change.partition('=')
    kept = word[place + index : place]
    return left.removeprefix(kept) if not right and index == -cut and left.startswith(kept) else None


class Dictionary(pyphen.HyphDict):  # type: ignore[misc]
    """The patterns of one language, each read when a word calls for it: to read all takes longer than a page."""

    def __init__(self, path: Path) -> None:
        encoding, _, patterns = path.read_bytes().partition(b'\n')
        name = encoding.decode().strip()
        text = patterns.decode('cp1251' if name.lower() == 'microsoft-cp1251' else name)
        text = pyphen.parse_hex(lambda match: chr(int(match[1], 16)), text)
        written = [line for line in PATTERN.findall(text) if not line.startswith(pyphen.ignored)]
        letters = CHANGE.sub('', '\n'.join(written)).translate(NO_DIGITS)
        self.patterns = _Patterns(zip(letters.split('\n'), written, strict=True))
        self.maxlen = max(map(len, self.patterns))
        self.cache: dict[str, Any] = {}


class _Patterns(dict[str, Any]):
    """What each stretch of letters says of its breaks, as Pyphen takes it; in the line of the dictionary until read."""

    def get(self, letters: str, default: Any = None) -> Any:
        """Return where the breaks begin and how much each is worth, None where there are none."""
        found = super().get(letters, default)
        if isinstance(found, str):
            found = self[letters] = _read_pattern(found)
        return found


def _read_pattern(line: str) -> tuple[int, tuple[int, ...]] | None:
    """Return the first place and the values of a pattern such as `.ach4` or `as3szon/sz=,2,1`."""
    pattern, _, change = line.partition('/') if '=' in line else (line, '', '')
    value = pyphen.AlternativeParser(pattern, change) if change else int
    values = [value(digit or '0') for digit, _ in pyphen.parse(pattern)]
    worth = [place for place, each in enumerate(values) if each]
    return (worth[0], tuple(values[worth[0] : worth[-1] + 1])) if worth else None


def hyphenator(context: Any, style: Any) -> Hyphenator | None:
    """Return what breaks the words of a style’s language, None where there are no patterns for it."""
    language = style['lang'] and pyphen.language_fallback(style['lang'])
    if not language:
        return None
    total, left, right = style['hyphenate_limit_chars']
    # By the key that WeasyPrint uses, which keeps its own here.
    key = (language, left, right, total)
    if key not in context.dictionaries:
        context.dictionaries[key] = line_break.pyphen.Pyphen(lang=language, left=left, right=right)
    found: Hyphenator = context.dictionaries[key]
    return found


def hyphen_width(context: Any, style: Any, letters: str = '') -> float:
    """Return the width of the hyphen that a style draws at the end of a line, and of letters added before it."""
    key = ('hyphen', letters, str(style['font_family']), style['font_size'], style['font_style'], style['font_weight'])
    if key not in context.dictionaries:
        layout = line_break.create_layout(letters + style['hyphenate_character'], style, context, None, 0)
        line, _ = layout.get_first_line()
        extents = ffi.new('PangoRectangle *')
        pango.pango_layout_line_get_extents(line, ffi.NULL, extents)
        context.dictionaries[key] = extents.width * FROM_UNITS
        layout.deactivate()
    return float(context.dictionaries[key])
