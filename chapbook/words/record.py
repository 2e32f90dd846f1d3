"""The words that an edition adds to a text: one field for each."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """What an edition says around a text; `{}` stands for a name or number."""

    contents: str
    notes: str
    note: str
    close: str
    cover: str
    imprint: str
    colophon: str
    back_cover: str
    skip: str
    edited_by: str
    translated_by: str
    illustrated_by: str
    designed_by: str
    photographs_by: str
    first_made: str
    made_with: str
    set_in: str
    addresses: str
    large_print: str
    source_inside: str
    source_within: str
    pass_on: str
    copy_link: str
    copied: str
    scan: str
    join: str
    password: str
    then_open: str
    back: str
    landmarks: str
    pages: str
    printed: str
    text: str
    access_text: str
    access_described: str
    access_undescribed: str
    access_notes: str
    access_unchecked: str
    access_certified: str
