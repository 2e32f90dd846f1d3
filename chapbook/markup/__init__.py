"""Markdown to Book: parses a manuscript, sets its punctuation, and gathers sections, notes and pictures."""

from chapbook.markup.parse import parse, titled

__all__ = ['parse', 'titled']
