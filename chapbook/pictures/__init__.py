"""Pictures of a pamphlet, made from it: two facing pages as PNG, and the folding of its sheets as SVG.

A maker’s tool: `python -m chapbook.pictures PAGES.pdf OUTDIR` writes `spread.png` and `folded-sheet.svg`.
"""

from chapbook.pictures.folding import folded_sheet
from chapbook.pictures.spreads import spread

__all__ = ['folded_sheet', 'spread']
