"""Bytes to text: what a raw text may be stored as, and what is no text at all."""

import codecs
import re
from pathlib import Path

from chapbook.importer.records import Finding, Kind
from chapbook.problems import ChapbookError, Place, error

Decoded = tuple[str, tuple[Finding, ...]]

AS_TEXT = 'open it in its own program and save or export it as plain text (UTF-8)'
AS_WORD = 'in Word or LibreOffice: File > Save As > Word Document (.docx); then import that file'
AS_OFFICE = 'in LibreOffice: File > Save As > Text; then import that file'
AS_BOOK = 'with calibre: ebook-convert FILE.epub FILE.docx; or open it, copy the text, and save it as a plain text file'
AS_PICTURE = 'type the text out, or use a program that reads pictures of text'
AS_PLAIN = 'with pandoc: pandoc FILE.tex -t plain --wrap=none -o FILE.txt; then import that file'
AS_PAGE = 'open it in a browser, copy the text from the title to the last line, and save it as a plain text file'
AS_UTF8 = 'open it in an editor that shows it rightly, and save it as UTF-8'
COPY_PDF = 'copy the text out of it, or run: pdftotext -layout FILE.pdf FILE.txt'

# How files that are not text begin, what they are, and how to get the text out of them.
SIGNATURES: tuple[tuple[bytes, str, str], ...] = (
    (b'%PDF-', 'a PDF that chapbook did not make', COPY_PDF),
    (b'{\\rtf', 'a rich-text file', AS_WORD),
    (b'\xd0\xcf\x11\xe0', 'an old Word file', AS_WORD),
    (b'\\documentclass', 'a LaTeX file', AS_PLAIN),
    *((start, 'a picture', AS_PICTURE) for start in (b'\x89PNG', b'\xff\xd8\xff', b'GIF8', b'II*\0', b'MM\0*')),
    *((start, 'a compressed file', 'unpack it first') for start in (b'\x1f\x8b', b'7z\xbc\xaf', b'Rar!', b'\xfd7zXZ')),
    (b'From: <Saved by ', 'a saved web page (MHTML)', AS_PAGE),
)
# What a ZIP archive is, by a name that stands near its beginning.
ARCHIVES: tuple[tuple[bytes, str, str], ...] = (
    (b'word/', 'a Word file', AS_WORD),
    (b'oasis.opendocument', 'an OpenDocument file', AS_OFFICE),
    (b'epub+zip', 'an e-book that chapbook did not make', AS_BOOK),
    (b'.iwa', 'a Pages file', 'in Pages: File > Export To > Word; then import that file'),
    (b'xl/workbook', 'a spreadsheet', AS_TEXT),
    (b'', 'a ZIP archive', 'unpack it, and import the text that is in it'),
)
MARKS = (
    (codecs.BOM_UTF8, 'utf-8'),
    (codecs.BOM_UTF32_LE, 'utf-32-le'),
    (codecs.BOM_UTF32_BE, 'utf-32-be'),
    (codecs.BOM_UTF16_LE, 'utf-16-le'),
    (codecs.BOM_UTF16_BE, 'utf-16-be'),
)
PAGE = re.compile(rb'\s*(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body|\?xml)\b', re.IGNORECASE | re.DOTALL)
# A piece of a page, as it is copied out of its source.
PIECE = re.compile(
    rb'\s*<(p|div|h[1-6]|article|section|main|span|table|ul|ol|blockquote)\b[^>]*>.*</\1\s*>', re.IGNORECASE | re.DOTALL
)
PAGE_TAG = re.compile(rb'</(?:p|div|h[1-6]|li|span)>|<br\s*/?>', re.IGNORECASE)
CONTROL = re.compile(r'[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]')
FRONT_MATTER = re.compile(r'---[ \t]*\n(?:[^\n]*\n)*?title[ \t]*:[^\n]*\n(?:[^\n]*\n)*?(?:---|\.\.\.)[ \t]*(?:\n|\Z)')
# Above it, in UTF-16, stand the scripts of India and of East Asia.
HIGHEST_PAGE = 8
MOST_TAGS = 4
# What nobody writes in a plain text: links, strong words, fenced code, notes.
MARKDOWN = re.compile(r'\]\([^\s()]+\)|(?<!\S)\*\*\w[^*\n]*\*\*|^```|^\[\^[^\]\s]+\]:', re.MULTILINE)
MARKDOWN_ENDINGS = ('.md', '.markdown')
# Western text holds a foreign letter here and there; one in three is another encoding read wrongly.
MOST_FOREIGN = 0.3


def decode(data: bytes, path: Path) -> Decoded:
    r"""Return the text of a raw file with `\n` at line ends; raises ChapbookError for what is no raw text.

    UTF-8, UTF-16 and UTF-32 are read; lines that are not UTF-8 are read as Windows-1252, and that is reported.
    """
    _refuse_other_files(data, path)
    text, findings = _read(data, path)
    text = text.replace('\r\n', '\n').replace('\r', '\n')
    if not text.strip('\ufeff \t\n\xa0\u200b'):
        raise ChapbookError(error('the file is empty', Place(path), 'put the text to import into it'))
    if len(CONTROL.findall(text)) > max(2, len(text) // 200):
        raise ChapbookError(error('this is not a text but binary data', Place(path), AS_TEXT))
    if FRONT_MATTER.match(text.lstrip('\n')):
        hint = 'this is already a chapbook text: put it into source/'
        raise ChapbookError(error('the file has front matter', Place(path, 1), hint))
    if path.suffix.lower() in MARKDOWN_ENDINGS and MARKDOWN.search(text):
        hint = 'put it into source/, and begin it with three lines: ---, title: …, ---'
        raise ChapbookError(error('this is Markdown already', Place(path, 1), hint))
    return text, findings


def _refuse_other_files(data: bytes, path: Path) -> None:
    kind = next(((what, hint) for start, what, hint in SIGNATURES if data.startswith(start)), None)
    if data.startswith(b'PK\x03\x04'):
        kind = next((what, hint) for name, what, hint in ARCHIVES if name in data)
    if data[60:68] == b'BOOKMOBI':
        kind = ('an e-book for Kindle', AS_BOOK)
    if data[4:8] == b'ftyp' or (data.startswith(b'RIFF') and data[8:12] == b'WEBP'):
        kind = ('a picture or a film', AS_PICTURE)
    start = data.removeprefix(codecs.BOM_UTF8)
    if PAGE.match(start) or PIECE.match(start) or len(PAGE_TAG.findall(data)) > MOST_TAGS:
        kind = ('a web page (HTML) that chapbook did not make', AS_PAGE)
    if kind:
        raise ChapbookError(error(f'this is {kind[0]}, not plain text', Place(path), kind[1]))


def _read(data: bytes, path: Path) -> Decoded:
    encoding = next((name for mark, name in MARKS if data.startswith(mark)), None) or _utf16_without_mark(data)
    if encoding and encoding != 'utf-8':
        try:
            text = data.decode(encoding).removeprefix('\ufeff')
        except UnicodeDecodeError as fault:
            raise ChapbookError(error(f'the file is damaged {encoding} text', Place(path), AS_UTF8)) from fault
        return text, (Finding(Kind.ENCODING, 1, '', f'read as {encoding.upper()}'),)
    data = data.removeprefix(codecs.BOM_UTF8)
    if b'\0' in data:
        raise ChapbookError(error('this is not a text but binary data', Place(path), AS_TEXT))
    try:
        return data.decode('utf-8'), ()
    except UnicodeDecodeError:
        return _read_mixed(data, path)


def _utf16_without_mark(data: bytes) -> str | None:
    """Return the encoding of UTF-16 without a mark: one byte of each letter from Latin to Arabic is below 8."""
    half = len(data) // 2
    for name, high, low in (('utf-16-le', data[1::2], data[0::2]), ('utf-16-be', data[0::2], data[1::2])):
        if half and high.count(0) and not low.count(0) and sum(byte < HIGHEST_PAGE for byte in high) > 0.8 * half:
            return name
    return None


def _read_mixed(data: bytes, path: Path) -> Decoded:
    """Read line by line what is not all UTF-8: pages glued together from two sources are in two encodings."""
    lines, findings = [], []
    for number, raw in enumerate(re.split(rb'\r\n|\r|\n', data), 1):
        try:
            lines.append(raw.decode('utf-8'))
        except UnicodeDecodeError:
            lines.append(_read_western(raw, Place(path, number)))
            findings.append(Finding(Kind.ENCODING, number, '', 'not UTF-8; read as Windows-1252'))
    return '\n'.join(lines), tuple(findings)


def _read_western(raw: bytes, place: Place) -> str:
    foreign = sum(byte >= 0x80 for byte in raw)
    try:
        text = raw.decode('cp1252')
    except UnicodeDecodeError as fault:
        message = 'this is neither UTF-8 nor Windows-1252 text'
        raise ChapbookError(error(message, place, AS_UTF8)) from fault
    if foreign > max(3, MOST_FOREIGN * len(raw)):
        raise ChapbookError(error('this is not UTF-8, nor any Western encoding', place, AS_UTF8))
    return text
