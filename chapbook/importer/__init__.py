"""A raw text from the web to Markdown with front matter, and a report of every guess and every dropped line."""

from chapbook.importer.conversion import convert
from chapbook.importer.decoding import decode
from chapbook.importer.disk import Import, import_file
from chapbook.importer.records import Finding, Imported, Kind
from chapbook.importer.reporting import report

__all__ = ['Finding', 'Import', 'Imported', 'Kind', 'convert', 'decode', 'import_file', 'report']
