"""The door to WeasyPrint: imports it quickly, hands it faces and pictures, and turns what it logs into problems."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

from chapbook import fonts
from chapbook.book import Picture
from chapbook.pages import PrintDocument
from chapbook.problems import Problem, warning
from chapbook.typesetting import stylesheets
from chapbook.typesetting.quick_import import quick_import

__all__ = [
    'actual_text',
    'collected_log',
    'faces',
    'gradients',
    'lay_out',
    'resolution',
    'spacing',
    'tagging',
    'weasyprint',
]

SCHEME = 'chapbook:'
# Faces that few texts use, and what a text that does holds.
RARE_FACES = {
    'EBGaramond-SemiBoldItalic': ('<strong', '<b>'),
    'IBMPlexMono-Regular': ('<code', '<pre', '<kbd', '<samp'),
}
PRINT_FACES = fonts.FACES + fonts.LARGE_PRINT_FACES
MISSING_LETTER = re.compile(r'^\.notdef glyph .*\(U\+([0-9A-F]+)\)$')


with quick_import():
    import weasyprint
    from weasyprint.css.counters import CounterStyle
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    from chapbook.typesetting import (
        actual_text,
        composed,
        facing,
        footnotes,
        gradients,
        hyphenation,
        last_notes,
        levels,
        lines,
        resolution,
        spacing,
        tagging,
    )


class _Fetcher(URLFetcher):  # type: ignore[misc]
    """Gives WeasyPrint the theme’s faces and the text’s own pictures, and nothing else."""

    def __init__(self, pictures: dict[str, Picture]) -> None:
        super().__init__(allowed_protocols=('data',))
        self.pictures = pictures

    def fetch(self, url: str, headers: Any = None) -> Any:
        """Return a face (`chapbook:face/NAME`), a picture (`chapbook:picture/NAME`) or a data URI."""
        kind, _, name = unquote(url.removeprefix(SCHEME)).partition('/')
        if url.startswith(SCHEME) and kind == 'face':
            face = next(face for face in PRINT_FACES if face.name == name)
            return URLFetcherResponse(url, fonts.instance(face), {'Content-Type': 'font/ttf'})
        if url.startswith(SCHEME) and kind == 'picture' and name in self.pictures:
            picture = self.pictures[name]
            return URLFetcherResponse(url, picture.data, {'Content-Type': picture.media_type})
        return super().fetch(url, headers)


class _Document(weasyprint.HTML):  # type: ignore[misc]
    """An HTML document from a tree that is already parsed: tinyhtml5 would parse it again, more slowly than expat."""

    def __init__(self, document: PrintDocument, fetcher: _Fetcher) -> None:
        self.base_url = f'{SCHEME}picture/'
        self.url_fetcher = fetcher
        self.media_type = 'print'
        tree, whites = ElementTree.fromstring(document.xhtml), dict(document.whites)
        for image in tree.iter('img'):
            source = image.get('src', '')
            if not source.startswith('data:'):
                image.set('src', f'{SCHEME}picture/{source}')
        for number, element in enumerate(tree.iter()):
            if number in whites:
                element.set('style', f'{element.get("style", "")};margin-top:{whites[number]:.3f}pt')
        root = weasyprint.cssselect2.ElementWrapper.from_html_root(tree, content_language=None)
        self.wrapper_element = root
        self.etree_element = root.etree_element
        there, self.counter_style = stylesheets.content(tree), CounterStyle()
        self.css = stylesheets.pruned(document.css, there)
        as_browser = stylesheets.as_browser(document.css, there)
        self.user_agent = weasyprint.CSS(string=as_browser, counter_style=self.counter_style)

    def _ua_stylesheets(self, forms: bool = False) -> list[Any]:  # noqa: ARG002 - WeasyPrint gives it
        return [self.user_agent]

    def _ua_counter_style(self) -> list[Any]:
        return [self.counter_style]


@contextmanager
def faces() -> Iterator[Any]:
    """Yield what finds faces for WeasyPrint, and remove the files in which it keeps them: it may forget at the end."""
    configuration = FontConfiguration()
    try:
        yield configuration
    finally:
        configuration.__del__()


def lay_out(document: PrintDocument, configuration: Any) -> Any:
    """Return the pages of a document in its print style, as WeasyPrint’s document; with faces from `faces`."""
    fetcher = _Fetcher(document.pictures)
    html = _Document(document, fetcher)
    sheet = font_face_rules(document.xhtml, document.css) + html.css
    paragraphs = (
        composed.paragraphs(document.hyphen_cost, document.word_space_em) if document.composed else nullcontext()
    )
    words = hyphenation.told(document.hyphenation)
    with (
        words, lines.limits(), paragraphs as composer, levels.kept(), footnotes.parted(), last_notes.kept(),
        facing.weighed(composer),
    ):  # fmt: skip
        css = weasyprint.CSS(string=sheet, font_config=configuration, url_fetcher=fetcher)
        return html.render(font_config=configuration, stylesheets=[css])


def font_face_rules(xhtml: str, css: str) -> str:
    """Return the `@font-face` rules of the faces a document uses, for WeasyPrint."""
    named = (face for face in PRINT_FACES if face.family in css)
    used = (face for face in named if any(mark in xhtml for mark in RARE_FACES.get(face.name, ('',))))
    return ''.join(
        f'@font-face {{ font-family: "{face.family}"; font-weight: {face.weight}; font-style: {face.style}; '
        f'src: url("{SCHEME}face/{face.name}"); }}\n'
        for face in used
    )


@contextmanager
def collected_log() -> Iterator[list[Problem]]:
    """Collect what WeasyPrint logs as warnings of ours, complete once the context is left."""
    messages: list[str] = []

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            messages.append(record.getMessage())

    logger, collector, problems = logging.getLogger('weasyprint'), Collector(logging.WARNING), list[Problem]()
    logger.addHandler(collector)
    try:
        yield problems
    finally:
        logger.removeHandler(collector)
        problems += _problems(messages)


def _problems(messages: list[str]) -> Iterator[Problem]:
    """Yield what WeasyPrint said as warnings; letters that no face has as one of them."""
    missing = [chr(int(match[1], 16)) for message in messages if (match := MISSING_LETTER.search(message))]
    if missing:
        letters = ' '.join(f'{letter} (U+{ord(letter):04X})' for letter in dict.fromkeys(missing))
        hint = 'install a font that has them, or take them out of the text'
        yield warning(f'no face on this machine has {letters}: the page shows empty boxes', None, hint)
    for message in dict.fromkeys(messages):
        if not MISSING_LETTER.search(message):
            yield warning(f'WeasyPrint: {message}')
