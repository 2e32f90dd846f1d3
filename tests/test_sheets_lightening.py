"""Tags are taken out of large page files before they are opened; nothing else is, and no sheet looks different."""

import zlib
from io import BytesIO

import pikepdf
import pytest
from folding import page_file, saved, words
from pikepdf import Dictionary, Pdf

from chapbook.sheets import PAPERS, Job, impose, reading
from chapbook.sheets.lightening import MANY_OBJECTS, without_tags

STYLE = '@page { size: 148mm 210mm; margin: 15mm } p { font: 7pt/8pt serif; margin: 0 }'


@pytest.fixture(scope='module')
def tagged():
    """A page file with more than a thousand tags, all in one object stream, as WeasyPrint writes it."""
    import weasyprint

    body = ''.join(f'<p>Word <b>{number}</b>, <i>and</i> on.</p>' for number in range(400))
    html = f'<html lang="en"><style>{STYLE}</style><title>Tags</title><body>{body}'
    return weasyprint.HTML(string=html).write_pdf(pdf_variant='pdf/ua-1')


def elements(pdf):
    """Return how many structure elements a file has."""
    with Pdf.open(BytesIO(pdf)) as opened:
        return sum(isinstance(found, Dictionary) and found.get('/Type') == '/StructElem' for found in opened.objects)


def test_tags_are_gone_and_every_byte_else_is_where_it_was(tagged):
    """No structure element is left; the file is as long as it was, sound, and says the same words."""
    lighter = without_tags(tagged)
    assert elements(tagged) > MANY_OBJECTS
    assert elements(lighter) == 0
    assert len(lighter) == len(tagged)
    with Pdf.open(BytesIO(lighter)) as opened:
        assert opened.check_pdf_syntax() == opened.get_warnings() == []
    assert words(lighter) == words(tagged)


@pytest.mark.parametrize('scheme', ['saddle', 'cut-and-stack'])
def test_sheets_are_the_same_to_the_byte(tagged, scheme, monkeypatch):
    """With the tags taken out or left in, the sheets are the same file."""
    lightly = impose(tagged, PAPERS['a4'], Job(scheme))
    monkeypatch.setattr(reading, 'without_tags', lambda pdf: pdf)
    assert impose(tagged, PAPERS['a4'], Job(scheme)) == lightly


def test_what_is_not_plainly_such_a_stream_is_left_alone(tagged):
    """Small streams, locked ones, those of other filters or that end elsewhere, what is no PDF: not a byte changes."""
    compact = pikepdf.ObjectStreamMode.generate
    lock = pikepdf.Encryption(owner='secret', user='', R=6)
    with Pdf.open(BytesIO(tagged)) as opened:
        others = [saved(opened, object_stream_mode=compact), saved(opened, encryption=lock)]
    others += [saved(page_file(8)), b'', b'<</Type /ObjStm/N 2000/First 9/Filter /FlateDecode/Length 4>>\nstream\nnone']
    others += [tagged.replace(b'/ObjStm/N ', b'/ObjStm/N 9'), tagged.replace(b'/FlateDecode', b'/LZWDecode  ')]
    others.append(tagged.replace(b'/Filter /FlateDecode/Length', b'/Extends 9 0 R/Filter /FlateDecode/Length'))
    for other in others:
        assert without_tags(other) == other


def test_what_is_kept_is_kept_whole():
    """Only what says first that it is an element goes; a page that holds one, or a name that begins so, stays."""
    kept = [b'<</Type /Page/K <</Type /StructElem>>>>', b'<</Type /StructElement>>', b'7']
    objects = [*kept, *[b'<< /Type /StructElem /S /P >>'] * MANY_OBJECTS]
    starts = [sum(len(each) + 1 for each in objects[:at]) for at in range(len(objects))]
    header = b''.join(b'%d %d ' % pair for pair in enumerate(starts, 1))
    packed = zlib.compress(header + b' '.join(objects), 0)
    form = b'1 0 obj\n<</Type /ObjStm/N %d/First %d/Filter /FlateDecode/Length %d>>\nstream\n%s\nendstream\nendobj\n'
    pdf = form % (len(objects), len(header), len(packed), packed)
    lighter = without_tags(pdf)
    content = zlib.decompress(lighter[lighter.index(b'stream\n') + 7 :])[len(header) :]
    assert len(lighter) == len(pdf)
    assert content.split() == b' '.join([*kept, *[b'null'] * MANY_OBJECTS]).split()
