"""Imported by the press’s first process alone: does once what every layout would otherwise do for itself.

The processes that lay out pages are copies of the one that imported this, and begin where it ends, while the program is
still reading the text.
"""

from contextlib import suppress

from chapbook import compiled, fonts
from chapbook.typesetting import pdf, stylesheets

__all__ = ['pdf']

stylesheets.of_weasyprint()
# A package that is missing is told when a page needs it.
with suppress(FileNotFoundError):
    for face in fonts.FACES[:3]:
        fonts.instance(face)
# The process that imports this is stopped, and does not come to its end.
compiled.STORE.write()
