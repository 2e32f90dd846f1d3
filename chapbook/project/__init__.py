"""The project on disk: finds the texts in `source/` and reads each into a Manuscript. The edge of the program."""

from chapbook.project.finding import Text, count_letters, find_texts, unread
from chapbook.project.manuscript import Folder, Manuscript, SourceFile
from chapbook.project.reading import read_manuscript, read_with_faults, split_front_matter

__all__ = [
    'Folder',
    'Manuscript',
    'SourceFile',
    'Text',
    'count_letters',
    'find_texts',
    'read_manuscript',
    'read_with_faults',
    'split_front_matter',
    'unread',
]
