"""Sets paragraphs by chapbook and by its peers: the same words, face, size, leading, measure and word space.

Each setter takes a Sample and returns the PDF it made in its folder, or the reason why it did not.
"""

import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from importlib.util import find_spec
from pathlib import Path

from chapbook import fonts
from chapbook.compose import print_document
from chapbook.markup import parse
from chapbook.metadata import Metadata
from chapbook.pages import A5
from chapbook.project import Folder, Manuscript, SourceFile
from chapbook.theme import load_theme
from chapbook.typesetting import pdf
from chapbook.typesetting.engine import font_face_rules, weasyprint

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
\fontdimen2\font=\dimexpr\fontdimen2\font+%(space)sem\relax
%(text)s
\end{document}
"""
TYPST = """#set page(width: 148mm, height: 210mm, margin: (inside: 17mm, outside: 23mm, top: 20mm, bottom: 27mm))
#set text(font: "EB Garamond", size: 11pt, lang: "%(lang)s", number-type: "old-style", hyphenate: true,
  spacing: 100%% + %(space)sem, top-edge: 8pt, bottom-edge: -3pt)
#set par(justify: true, leading: 3pt, spacing: 3pt, first-line-indent: 1em)
%(text)s
"""
CSS = """@page {{ size: 148mm 210mm; margin: 20mm 23mm 27mm 17mm }} body {{ margin: 0 }}
html {{ font: 11pt/14pt "EB Garamond"; font-variant-numeric: oldstyle-nums; word-spacing: {}em }}
p {{ margin: 0; text-align: justify; hyphens: auto; orphans: 2; widows: 2 }} p + p {{ text-indent: 1em }}"""
# The page of this benchmark, whatever the theme’s is: 108 mm wide text in 11 pt on 14 pt.
TOKENS = {
    '--page-width': '148mm', '--page-height': '210mm', '--size': '11pt', '--leading': '14pt', '--indent': '1em',
    '--margin-inner': '17mm', '--margin-outer': '23mm', '--margin-top': '20mm', '--margin-bottom': '27mm',
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sample:
    """What is to be set: paragraphs, their language, what is added to the face’s word space, and where the PDF goes."""

    paragraphs: list[str]
    lang: str
    space_em: float
    folder: Path


Setter = Callable[[Sample], Path | str]


def chapbook(sample: Sample) -> Path | str:
    """Set paragraphs as chapbook does, with its own theme."""
    text = '\n\n'.join(MARKDOWN.sub(r'\\\1', paragraph) for paragraph in sample.paragraphs)
    source = SourceFile(Path('text.md'), text.encode(), text)
    metadata = Metadata(title='Text', lang=sample.lang, toc=False)
    book = parse(Manuscript('text', metadata, (source,), Folder(sample.folder), MADE))
    document = print_document(book, load_theme(ROOT), A5, {**TOKENS, '--word-space': f'{sample.space_em}em'})
    path = sample.folder / 'chapbook.pdf'
    path.write_bytes(pdf.render(document).data)
    return path


def greedy(sample: Sample) -> Path | str:
    """Set paragraphs as WeasyPrint does by itself."""
    text = ''.join(f'<p>{escape(paragraph)}</p>' for paragraph in sample.paragraphs)
    xhtml = f'<html lang="{sample.lang}"><head><title>Text</title></head><body>{text}</body></html>'
    css = CSS.format(sample.space_em)
    rules = font_face_rules(xhtml, css).replace('chapbook:face/', f'{sample.folder.as_uri()}/').replace('")', '.ttf")')
    configuration = weasyprint.text.fonts.FontConfiguration()
    sheet = weasyprint.CSS(string=rules + css, font_config=configuration)
    path = sample.folder / 'weasyprint.pdf'
    weasyprint.HTML(string=xhtml).write_pdf(path, stylesheets=[sheet], font_config=configuration)
    return path


def xelatex(sample: Sample, more: str = '') -> Path | str:
    """Set paragraphs by XeLaTeX."""
    if not shutil.which('xelatex'):
        return 'xelatex is not installed'
    name = 'microtype' if more else 'xelatex'
    parts = {
        'face': FACE,
        'language': BABEL.get(sample.lang[:2], 'british'),
        'more': more,
        'space': f'{sample.space_em}',
        'text': '\n\n'.join(''.join(TEX.get(sign, sign) for sign in paragraph) for paragraph in sample.paragraphs),
    }
    (sample.folder / f'{name}.tex').write_text(LATEX % parts, 'utf-8')
    command = ['xelatex', '-interaction=nonstopmode', f'{name}.tex']
    done = subprocess.run(command, cwd=sample.folder, check=False, capture_output=True)
    path = sample.folder / f'{name}.pdf'
    return path if path.is_file() else f'xelatex failed: {done.stdout[-300:].decode(errors="replace")}'


def microtype(sample: Sample) -> Path | str:
    """Set paragraphs by XeLaTeX with the microtype package, which hangs signs in the margin."""
    return xelatex(sample, '\\usepackage{microtype}\n')


def typst(sample: Sample) -> Path | str:
    """Set paragraphs by Typst."""
    if find_spec('typst') is None:
        return 'typst is not installed: pip install typst'
    import typst as engine

    escaped = (paragraph.replace('\\', '\\\\').replace('"', '\\"') for paragraph in sample.paragraphs)
    parts = {
        'lang': sample.lang[:2],
        'space': f'{sample.space_em}',
        'text': '\n\n'.join(f'#"{paragraph}"' for paragraph in escaped),
    }
    (sample.folder / 'text.typ').write_text(TYPST % parts, 'utf-8')
    path = sample.folder / 'typst.pdf'
    engine.compile(sample.folder / 'text.typ', output=path, font_paths=[str(sample.folder)])
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
