"""Sets paragraphs by chapbook and by its peers: the same words, face, size, leading and measure on A5 pages.

Each setter takes the paragraphs, their language and a folder, and returns the PDF it made there, or the reason why it
did not.
"""

import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from html import escape
from importlib.util import find_spec
from pathlib import Path

from chapbook import fonts
from chapbook.compose import print_document
from chapbook.editions import pdf
from chapbook.editions.engine import font_face_rules, weasyprint
from chapbook.markup import parse
from chapbook.metadata import Metadata
from chapbook.pages import A5
from chapbook.project import Folder, Manuscript, SourceFile
from chapbook.theme import load_theme

ROOT = Path(__file__).resolve().parents[2]
FACE = 'EBGaramond-Regular.ttf'
MADE = datetime(2026, 1, 1, tzinfo=UTC)
MARKDOWN = re.compile(r'([\\`*_{}\[\]<>#+.!|~^$"\'-])')
BABEL = {'de': 'ngerman', 'fr': 'french', 'en': 'british'}
TEX = {
    '\\': r'\textbackslash{}', '{': r'\{', '}': r'\}', '~': r'\textasciitilde{}', '^': r'\textasciicircum{}',
    **{sign: '\\' + sign for sign in '&%$#_'}, '\u00a0': '~', '\u202f': r'\nobreak\hskip.16667em\relax ',
}  # fmt: skip
LATEX = r"""\documentclass[11pt,twoside]{article}
\usepackage[paperwidth=148mm,paperheight=210mm,inner=17mm,outer=23mm,top=20mm,bottom=27mm]{geometry}
\usepackage{fontspec}
\setmainfont[Path=./,Numbers=OldStyle]{%(face)s}
\usepackage[%(language)s]{babel}
%(more)s\raggedbottom\frenchspacing\clubpenalty=10000\widowpenalty=10000
\begin{document}\fontsize{11pt}{14pt}\selectfont\parindent=1em\parskip=0pt
%(text)s
\end{document}
"""
TYPST = """#set page(width: 148mm, height: 210mm, margin: (inside: 17mm, outside: 23mm, top: 20mm, bottom: 27mm))
#set text(font: "EB Garamond", size: 11pt, lang: "%(lang)s", number-type: "old-style", hyphenate: true,
  top-edge: 8pt, bottom-edge: -3pt)
#set par(justify: true, leading: 3pt, spacing: 3pt, first-line-indent: 1em)
%(text)s
"""
CSS = """@page { size: 148mm 210mm; margin: 20mm 23mm 27mm 17mm } body { margin: 0 }
html { font: 11pt/14pt "EB Garamond"; font-variant-numeric: oldstyle-nums }
p { margin: 0; text-align: justify; hyphens: auto; orphans: 2; widows: 2 } p + p { text-indent: 1em }"""

Setter = Callable[[list[str], str, Path], Path | str]


def chapbook(paragraphs: list[str], lang: str, folder: Path) -> Path | str:
    """Set paragraphs as chapbook does, with its own theme."""
    text = '\n\n'.join(MARKDOWN.sub(r'\\\1', paragraph) for paragraph in paragraphs)
    source = SourceFile(Path('text.md'), text.encode(), text)
    metadata = Metadata(title='Text', lang=lang, toc=False)
    book = parse(Manuscript('text', metadata, (source,), Folder(folder), MADE))
    path = folder / 'chapbook.pdf'
    path.write_bytes(pdf.render(print_document(book, load_theme(ROOT), A5)).data)
    return path


def greedy(paragraphs: list[str], lang: str, folder: Path) -> Path | str:
    """Set paragraphs as WeasyPrint does by itself."""
    text = ''.join(f'<p>{escape(paragraph)}</p>' for paragraph in paragraphs)
    xhtml = f'<html lang="{lang}"><head><title>Text</title></head><body>{text}</body></html>'
    rules = font_face_rules(xhtml).replace('chapbook:face/', f'{folder.as_uri()}/').replace('")', '.ttf")')
    configuration = weasyprint.text.fonts.FontConfiguration()
    css = weasyprint.CSS(string=rules + CSS, font_config=configuration)
    path = folder / 'weasyprint.pdf'
    weasyprint.HTML(string=xhtml).write_pdf(path, stylesheets=[css], font_config=configuration)
    return path


def xelatex(paragraphs: list[str], lang: str, folder: Path, more: str = '') -> Path | str:
    """Set paragraphs by XeLaTeX."""
    if not shutil.which('xelatex'):
        return 'xelatex is not installed'
    name = 'microtype' if more else 'xelatex'
    text = '\n\n'.join(''.join(TEX.get(sign, sign) for sign in paragraph) for paragraph in paragraphs)
    parts = {'face': FACE, 'language': BABEL.get(lang[:2], 'british'), 'more': more, 'text': text}
    (folder / f'{name}.tex').write_text(LATEX % parts, 'utf-8')
    done = subprocess.run(
        ['xelatex', '-interaction=nonstopmode', f'{name}.tex'], cwd=folder, check=False, capture_output=True
    )
    path = folder / f'{name}.pdf'
    return path if path.is_file() else f'xelatex failed: {done.stdout[-300:].decode(errors="replace")}'


def microtype(paragraphs: list[str], lang: str, folder: Path) -> Path | str:
    """Set paragraphs by XeLaTeX with the microtype package, which hangs signs in the margin."""
    return xelatex(paragraphs, lang, folder, '\\usepackage{microtype}\n')


def typst(paragraphs: list[str], lang: str, folder: Path) -> Path | str:
    """Set paragraphs by Typst."""
    if find_spec('typst') is None:
        return 'typst is not installed: pip install typst'
    import typst as engine

    text = '\n\n'.join('#"' + paragraph.replace('\\', '\\\\').replace('"', '\\"') + '"' for paragraph in paragraphs)
    (folder / 'text.typ').write_text(TYPST % {'lang': lang[:2], 'text': text}, 'utf-8')
    path = folder / 'typst.pdf'
    engine.compile(folder / 'text.typ', output=path, font_paths=[str(folder)])
    return path


SETTERS: dict[str, Setter] = {
    'WeasyPrint': greedy,
    'XeLaTeX': xelatex,
    'XeLaTeX + microtype': microtype,
    'Typst': typst,
    'chapbook': chapbook,
}


def lend_faces(folder: Path) -> None:
    """Put the faces of the theme where every setter finds them."""
    for face in fonts.FACES:
        (folder / f'{face.name}.ttf').write_bytes(fonts.instance(face))
