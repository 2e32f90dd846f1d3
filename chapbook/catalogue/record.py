"""What is known of a text beside its files: one small JSON file for each text."""

import json
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from typing import Any, Self

from chapbook.metadata import Metadata


@dataclass(frozen=True, slots=True)
class Record:
    """What a text says of itself, for a catalogue; `lang` is a BCP 47 tag, `modified` a time of RFC 3339."""

    title: str
    lang: str
    identifier: str
    subtitle: str = ''
    authors: tuple[str, ...] = ()
    date: str = ''
    description: str = ''
    subjects: tuple[str, ...] = ()
    publisher: str = ''
    rights: str = ''
    url: str = ''
    modified: str = ''

    @classmethod
    def of(cls, metadata: Metadata, modified: datetime | None = None) -> Self:
        """Return the record of a text that was last changed then, as far as that is known."""
        return cls(
            title=metadata.title,
            lang=metadata.lang,
            identifier=metadata.urn,
            subtitle=metadata.subtitle or '',
            authors=tuple(person.name for person in metadata.authors if person.role == 'aut'),
            date=metadata.iso_date,
            description=metadata.description or '',
            subjects=metadata.subjects,
            publisher=metadata.publisher or '',
            rights=metadata.rights or '',
            url=metadata.url or '',
            modified=f'{modified.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}' if modified else '',
        )

    @classmethod
    def from_json(cls, data: bytes) -> Self:
        """Return the record that a file holds, keys of other versions left alone; ValueError where it holds none."""
        found = json.loads(data)
        if not isinstance(found, dict):
            raise ValueError('it is no record')  # noqa: TRY004 - as json says of what is no JSON
        known: dict[str, Any] = {
            field.name: _value(found[field.name], field.name) for field in fields(cls) if field.name in found
        }
        if not {'title', 'lang', 'identifier'} <= known.keys():
            raise ValueError('title, lang or identifier is missing')
        return cls(**known)

    def to_json(self) -> bytes:
        """Return the record as a file: the same bytes every time, one key a line."""
        told = {key: value for key, value in asdict(self).items() if value}
        return (json.dumps(told, ensure_ascii=False, indent=1) + '\n').encode()


MANY = frozenset(('authors', 'subjects'))


def _value(value: Any, key: str) -> Any:
    if key in MANY and isinstance(value, list) and all(isinstance(each, str) for each in value):
        return tuple(value)
    if key not in MANY and isinstance(value, str):
        return value
    raise ValueError(f'{key} is not what it should be')
