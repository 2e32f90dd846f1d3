"""The whole of it, as a newcomer meets it: real texts go in, files come out, and every judge looks at every file."""

import io
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from judges import SHARED, ace, axe, epubcheck, nu, page_validation, verapdf

from chapbook.editions import EDITIONS

ROOT = Path(__file__).resolve().parents[1]
# A real text as its author gave it, which is not ours to ship: it stands beside the repository where there is one.
ESSAY = SHARED / 'essay' / '000_59520da976f49784.txt'
TEXTS = {'socialism-from-below': 16, 'print-fold-and-hand-out': 8, 'essay': 12}
KILOBYTE = 1000


def run(*arguments, **environment):
    """Run the program as its user does."""
    command = [sys.executable, str(ROOT / 'build.py'), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, env=os.environ | environment, check=False)


@pytest.fixture(scope='session')
def project(tmp_path_factory):
    """A project with the texts that ship and, where it is there, the imported essay."""
    folder = tmp_path_factory.mktemp('whole')
    shutil.copytree(ROOT / 'source', folder / 'source')
    if ESSAY.exists():
        done = run('import', ESSAY, '--project', folder, '--name', 'essay')
        assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope='session')
def built(project):
    """Every edition of every text, built once; nothing may be wrong with any of them."""
    done = run('--project', project, '--fail-on-warnings')
    assert (done.returncode, done.stderr) == (0, '')
    return project / 'dist'


@pytest.fixture(params=TEXTS)
def text(request, built):
    """The folder of one built text."""
    folder = built / request.param
    if request.param == 'essay' and not ESSAY.exists():
        pytest.skip('input absent: the essay (it stands beside the repository, in ../shared)')
    return folder


@pytest.fixture
def texts(built):
    """The folders of all built texts, for judges that take longer to start than to judge."""
    return [built / name for name in TEXTS if name != 'essay' or ESSAY.exists()]


def edition(folder, name):
    return folder / EDITIONS[name].file_name(folder.name)


def test_every_edition_is_there(text):
    """One command makes the whole table."""
    assert sorted(path.name for path in text.iterdir()) == sorted(
        edition(text, name).name for name in EDITIONS if EDITIONS[name].usual
    )


def test_a_pamphlet_is_as_short_as_it_should_be(text):
    """The texts that ship keep to their pages, and booklets to whole sheets."""
    pages = len(pypdfium2.PdfDocument(edition(text, 'pdf')))
    assert pages <= TEXTS[text.name]
    for name in ('booklet-a4', 'booklet-letter'):
        sides = len(pypdfium2.PdfDocument(edition(text, name)))
        assert sides % 2 == 0
    assert len(pypdfium2.PdfDocument(edition(text, 'booklet-a4'))) == -(-pages // 4) * 2


def test_files_are_small_enough_to_send(text):
    """A page under 250 kB, a book under 300 kB, fonts and pictures inside."""
    assert edition(text, 'html').stat().st_size < 250 * KILOBYTE
    assert edition(text, 'epub').stat().st_size < 300 * KILOBYTE


def test_the_pdf_holds_its_source(text, project):
    """Whoever has the PDF can reprint, correct and translate it: Markdown and pictures are inside, byte for byte."""
    with pikepdf.open(edition(text, 'pdf')) as pdf:
        attached = {name: file.get_file().read_bytes() for name, file in pdf.attachments.items()}
    source = project / 'source' / text.name
    single = source.with_suffix('.md')
    files = [single] if single.exists() else [path for path in source.rglob('*') if path.is_file()]
    folder = single.parent if single.exists() else source
    assert attached == {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_the_same_source_gives_the_same_bytes(project, built, tmp_path):
    """In another folder, another time zone and another order of hashes, every file is the same to the byte."""
    shutil.copytree(project / 'source', tmp_path / 'elsewhere' / 'source')
    run('--project', tmp_path / 'elsewhere', TZ='Pacific/Auckland', PYTHONHASHSEED='7', SOURCE_DATE_EPOCH='')
    for path in sorted(built.rglob('*.*')):
        other = tmp_path / 'elsewhere' / 'dist' / path.relative_to(built)
        assert other.read_bytes() == path.read_bytes(), path.name


@pytest.mark.judge
@pytest.mark.parametrize('flavour', ['ua1', '3a'])
def test_verapdf_passes_the_pdfs(texts, flavour):
    """The PDFs are what they claim. Each flavour is asked alone, since veraPDF keeps the notes of one for the next."""
    if not SHARED.exists():
        pytest.skip('judge absent: verapdf (../shared/tools/verapdf.sh beside the repository)')
    assert verapdf([edition(text, 'pdf') for text in texts], flavour=flavour) == []


@pytest.mark.judge
def test_page_validation_passes_the_pdf(text):
    """A second judge of PDF/UA-1 agrees."""
    assert page_validation(edition(text, 'pdf')) == []


@pytest.mark.judge
def test_epubcheck_and_ace_pass_the_book(text):
    """No error, no warning, no violation."""
    assert epubcheck(edition(text, 'epub')) == []
    assert ace(edition(text, 'epub')) == []


@pytest.mark.judge
def test_nu_passes_the_pages(texts):
    """The pages are valid HTML."""
    assert nu(*(edition(text, 'html') for text in texts)) == []


@pytest.mark.judge
@pytest.mark.parametrize('scheme', ['light', 'dark'])
def test_axe_passes_the_page_and_it_asks_for_nothing(text, new_page, scheme):
    """No violation in light or dark, from a file, and no request of any kind."""
    page = new_page(color_scheme=scheme)
    requests = []
    page.on('request', lambda request: requests.append(request.url))
    page.goto(edition(text, 'html').as_uri())
    assert [url for url in requests if not url.startswith('data:')] == [edition(text, 'html').as_uri()]
    assert axe(page) == []


def test_the_book_is_a_sound_archive(text):
    """The first thing in an e-book says what it is, unpacked."""
    with zipfile.ZipFile(io.BytesIO(edition(text, 'epub').read_bytes())) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ('mimetype', zipfile.ZIP_STORED)
        assert archive.testzip() is None
