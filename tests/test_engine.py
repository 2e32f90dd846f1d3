"""The engine: nothing from the network, nothing unsaid."""

import logging
import re
import subprocess
import sys

import pytest
import weasyprint
from pamphlets import MADE, theme

from chapbook.original import Original
from chapbook.pages import PrintDocument
from chapbook.problems import Severity
from chapbook.typesetting import engine, pdf

# Where text stands on a page, and what it is set in.
LINES = re.compile(rb'^.* (?:Tm|Tf|TJ|re)$', re.MULTILINE)


def printed(body, css=''):
    """Return the page file of a bare document with the house’s styles."""
    xhtml = f'<html lang="en"><head><title>Bare</title></head><body><main>{body}</main></body></html>'
    styles = theme().sheet('type.css', 'print.css') + css
    return pdf.render(PrintDocument(xhtml, styles, {}, Original('bare', {}), 'urn:bare', MADE))


def test_a_letter_no_face_has_is_told_once(weasyprint_log):
    """Letters that would be empty boxes become one warning that names them."""
    found = printed('<p>A \U0010fff0 and a \U0010fff1, and \U0010fff0 again.</p>').problems
    weasyprint_log.clear()
    missing = [problem for problem in found if 'U+' in problem.message]
    assert len(missing) == 1
    assert 'U+10FFF0' in missing[0].message
    assert 'U+10FFF1' in missing[0].message
    assert missing[0].severity is Severity.WARNING
    assert missing[0].hint


def test_what_weasyprint_says_is_a_problem(weasyprint_log):
    """A warning while pages are laid out or written is told with the page file."""
    messages = [problem.message for problem in printed('<p>Words.</p>', 'p { colour: red }').problems]
    weasyprint_log.clear()
    assert any('colour' in message for message in messages)


def test_what_is_said_twice_is_told_once(weasyprint_log):
    """A message that WeasyPrint repeats for each page is one problem."""
    with engine.collected_log() as problems:
        logging.getLogger('weasyprint').warning('twice')
        logging.getLogger('weasyprint').warning('twice')
        logging.getLogger('weasyprint').info('never')
    weasyprint_log.clear()
    assert [problem.message for problem in problems] == ['WeasyPrint: twice']


@pytest.mark.parametrize('source', ['https://example.org/a.png', 'file:///etc/hostname', 'elsewhere.png'])
def test_nothing_is_fetched(source, weasyprint_log):
    """A picture that is not the text’s own is left out, from the network, the disk or anywhere."""
    found = printed(f'<p>Words <img src="{source}" alt="a picture"/></p>').problems
    weasyprint_log.clear()
    assert any('Failed to load image' in problem.message for problem in found)


def test_faces_are_loaded_only_where_they_are_used():
    """The rules for rare faces are left out of a text without code and without strong emphasis in italics."""
    css = 'p { font-family: "EB Garamond" } code { font-family: "IBM Plex Mono" }'
    plain = engine.font_face_rules('<p>Words</p>', css)
    assert 'IBMPlexMono-Regular' not in plain
    assert 'IBMPlexMono-Regular' in engine.font_face_rules('<p><code>x</code></p>', css)
    assert 'EBGaramond-Italic' in plain


def test_documents_that_are_not_ours_are_set_as_ever():
    """WeasyPrint’s own stylesheets are there for who lays out a document without us, hints and forms too."""
    html = '<h1>A</h1><ol type="A"><li>b</ol><table width="50"><td>c</table><input value="d">'
    ours = weasyprint.HTML(string=html).write_pdf(pdf_forms=True, presentational_hints=True, uncompressed_pdf=True)
    code = (
        'import sys, weasyprint; sys.stdout.buffer.write(weasyprint.HTML(string=sys.argv[1])'
        '.write_pdf(pdf_forms=True, presentational_hints=True, uncompressed_pdf=True))'
    )
    plain = subprocess.run([sys.executable, '-c', code, html], capture_output=True, check=True).stdout
    assert LINES.findall(ours) == LINES.findall(plain)
    assert LINES.findall(plain)
