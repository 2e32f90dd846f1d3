"""A judge that finds nothing wrong with anything would be worse than none: each is shown a fault and a sound file."""

import logging
import zipfile

import pytest
from judges import (
    JUDGES,
    ace,
    axe,
    epubcheck,
    html_validate,
    in_firefox,
    judge,
    lighthouse,
    nu,
    page_validation,
    verapdf,
)  # fmt: skip

pytestmark = pytest.mark.judge
SOUND = '<!doctype html><html lang="en"><title>A title</title><main><h1>A title</h1><p>Some words.</p></main></html>'
FAULTY = SOUND.replace('<p>', '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA="><p>')
FAULTY_BOOK = {
    'mimetype': 'application/epub+zip',
    'META-INF/container.xml': """<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>""",
    'book.opf': """<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="id">urn:x:1</dc:identifier>
<dc:title>A title</dc:title><dc:language>en</dc:language></metadata>
<manifest><item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/></manifest>
<spine><itemref idref="nav"/></spine></package>""",
    'nav.xhtml': """<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="en">
<head><title>A title</title></head><body><nav epub:type="toc" role="doc-toc" aria-label="Contents"><ol>
<li><a href="nav.xhtml">Contents</a></li></ol></nav></body></html>""",
}


@pytest.mark.parametrize('name', JUDGES)
def test_every_judge_is_on_the_machine(name):
    """In CI each judge is there; elsewhere the one that is not is named."""
    assert judge(name).exists()


def test_an_absent_judge_is_a_named_skip_and_a_failure_in_ci(monkeypatch):
    """No judge is passed over in silence."""
    monkeypatch.setenv('PATH', '/nowhere')
    monkeypatch.delenv('CI', raising=False)
    with pytest.raises(pytest.skip.Exception, match=r'judge absent: qpdf \(apt-get install qpdf\)'):
        judge('qpdf')
    monkeypatch.setenv('CI', 'true')
    with pytest.raises(pytest.fail.Exception, match='judge absent: qpdf'):
        judge('qpdf')


def test_epubcheck_and_ace_find_faults(tmp_path):
    """Both tell what is wrong with a book that has neither a date nor a language for its package."""
    path = tmp_path / 'faulty.epub'
    with zipfile.ZipFile(path, 'w') as book:
        for name, text in FAULTY_BOOK.items():
            book.writestr(name, text)
    assert [line.partition(':')[0] for line in epubcheck(path)] == ['ERROR RSC-005 book.opf']
    assert 'serious epub-lang' in [line.partition(' in ')[0] for line in ace(path)]


def test_nu_finds_a_fault(tmp_path):
    """The sound page passes and the other does not, in one start of Java."""
    sound, faulty = tmp_path / 'sound.html', tmp_path / 'faulty.html'
    sound.write_text(SOUND)
    faulty.write_text(FAULTY)
    assert [line.partition(':')[0] for line in nu(sound, faulty)] == ['faulty.html']


def test_html_validate_finds_a_fault(tmp_path):
    """A picture that says nothing is told of, and how the page is written; nothing in one that is written out."""
    sound, faulty = tmp_path / 'sound.html', tmp_path / 'faulty.html'
    head, body = SOUND.replace('<!doctype html>', '<!DOCTYPE html>').split('<main>')
    sound.write_text(
        f'{head.replace("<title>", "<head><title>")}</head><body><main>{body.replace("</html>", "</body></html>")}'
    )
    faulty.write_text(FAULTY)
    faults = html_validate(sound, faulty)
    assert {line.partition(':')[0] for line in faults} == {'faulty.html'}
    assert any('alt' in line for line in faults)


def test_lighthouse_finds_a_fault(serve, tmp_path):
    """A page that does not describe itself has less than a hundred, and Lighthouse says why."""
    (tmp_path / 'page.html').write_text(FAULTY)
    scores, *faults = lighthouse(f'{serve(tmp_path)}/page.html')
    assert 'accessibility' in scores
    assert any('description' in fault for fault in faults)


def test_firefox_says_what_it_finds(tmp_path):
    """Firefox opens a page, does as it is told, and hears the console."""
    (tmp_path / 'page.html').write_text(SOUND)
    steps = [('goto', (tmp_path / 'page.html').as_uri()), ('evaluate', 'console.log("heard"), document.title')]
    results, said = in_firefox(steps, tmp_path)
    assert said == ['heard']
    assert results[0] in SOUND


def test_axe_finds_a_fault(page, tmp_path):
    """The sound page passes and the other does not."""
    path = tmp_path / 'page.html'
    path.write_text(SOUND)
    page.goto(path.as_uri())
    assert axe(page) == []
    path.write_text(FAULTY)
    page.goto(path.as_uri())
    assert [line.split()[1] for line in axe(page)] == ['image-alt']


def test_the_pdf_judges_find_an_untagged_pdf(tmp_path):
    """An empty PDF is neither PDF/UA nor PDF/A, says each in its way."""
    import pikepdf

    path = tmp_path / 'empty.pdf'
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(path)
    assert page_validation(path)
    assert verapdf([path], ['ua1']) == [f'{path} FAIL no flavour claimed', f'{path}: ua1 not passed']


def test_the_browser_notices_who_asks_outside(browser, tmp_path):
    """A request to another machine goes nowhere, and is seen."""
    from conftest import new_page

    path = tmp_path / 'page.html'
    path.write_text(SOUND.replace('<p>', '<img alt="" src="http://example.org/a.png"><p>'))
    pages = new_page.__wrapped__(browser)
    next(pages)().goto(path.as_uri())
    with pytest.raises(AssertionError, match='outside itself'):
        next(pages)


def test_weasyprint_must_be_silent(weasyprint_log):
    """What WeasyPrint warns of reaches the fixture that fails its test."""
    logging.getLogger('weasyprint').warning('Ignored `%s`', 'x')
    assert weasyprint_log == ['WARNING: Ignored `x`']
    weasyprint_log.clear()


def test_goldens(golden, request, tmp_path, monkeypatch):
    """A text that differs fails; --accept writes it; then it passes."""
    monkeypatch.setattr('conftest.GOLDEN', tmp_path)
    with pytest.raises(AssertionError, match='is missing'):
        golden('case', 'a.txt', 'one\n')
    monkeypatch.setattr(request.config.option, 'accept', True)
    golden('case', 'a.txt', 'one\n')
    monkeypatch.setattr(request.config.option, 'accept', False)
    golden('case', 'a.txt', 'one\n')
    with pytest.raises(AssertionError, match='not as accepted'):
        golden('case', 'a.txt', 'two\n')
