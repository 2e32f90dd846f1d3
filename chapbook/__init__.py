"""chapbook: Markdown in; a folded pamphlet, an e-book and a web page out."""

__version__ = '0.1.0'
