"""Manuscript to Book, step by step: Markdown, safety, structure, references, typography, sections."""

import re
from dataclasses import replace

from lxml import etree
from lxml.etree import _Element
from markdown import util

from chapbook.book import Book, Picture
from chapbook.markup import (
    characters,
    convert,
    foreign,
    links,
    notes,
    pictures,
    safety,
    sections,
    slips,
    structure,
    styles,
    typography,
)
from chapbook.markup.draft import Draft
from chapbook.markup.places import place_of
from chapbook.metadata import Metadata, Person
from chapbook.problems import ChapbookError, Place, Problem, Severity, error, warning
from chapbook.project import Manuscript, SourceFile

# What Python-Markdown puts in the place of what it has read, and forgets where marks are entangled.
LEAK = re.compile(f'\x02?(?:{util.INLINE_PLACEHOLDER_PREFIX[1:]}\\d+)?[\x02\x03]')
TAGS = re.compile(r'<[^>]*>')


def parse(manuscript: Manuscript) -> Book:
    """Return the Book of `manuscript`; raises ChapbookError with every problem once one of them is an error."""
    draft = Draft(manuscript, problems=list(manuscript.problems))
    texts = convert.convert([source.body for source in manuscript.sources])
    for source, text in zip(manuscript.sources, texts, strict=True):
        draft.problems += foreign.check(source)
        draft.trees.append((source, _read(text, source, draft)))
    slips.mend(draft)
    structure.arrange(draft)
    found = pictures.gather(draft)
    calls = notes.number(draft)
    links.resolve(draft)
    typography.set_type([tree for _, tree in draft.all_trees], manuscript.metadata.lang)
    characters.check(draft)
    book = _bind(draft, found, calls)
    if any(problem.severity is Severity.ERROR for problem in draft.problems):
        raise ChapbookError(*draft.problems)
    return book


def titled(manuscript: Manuscript) -> Book:
    """Return the Book of `manuscript` as its front matter tells of it, with no word of the text itself."""
    sheets = styles.gather(Draft(manuscript))
    metadata = _set_metadata(manuscript.metadata)
    return Book(manuscript.slug, metadata, (), {}, manuscript.sources, manuscript.modified, styles.join(sheets), sheets)


def _read(converted: str, source: SourceFile, draft: Draft) -> _Element:
    """Return the tree of one converted file, without what raw HTML must not bring along."""
    if ('\x02' in converted or '\x03' in converted) and (leak := LEAK.search(converted)):
        paragraph = converted[: leak.start()].rpartition('<p>')[2]
        before = next(filter(str.strip, TAGS.split(paragraph)), '').strip()
        hint = 'where emphasis touches emphasis, put a space or a \\ between: *one* **two**'
        draft.problems.append(error(f'the marks after “{before}” cannot be told apart', place_of(before, source), hint))
        converted = LEAK.sub('', converted)
    html, removals = safety.clean(converted)
    for removal in removals:
        line = safety.locate(removal.needle, source.body, removal.nth)
        place = Place(source.path, source.first_line - 1 + line if line else None)
        draft.problems.append(_removed(removal, place))
    return _tree(html)


def _removed(removal: safety.Removal, place: Place) -> Problem:
    if removal.what.startswith('the address') and removal.what.endswith('<img>'):
        hint = 'put the picture beside the text and name it from there'
        return error(f'no picture can be shown from {removal.what.removesuffix(" of <img>")}', place, hint)
    return warning(f'removed {removal.what}', place, 'take it out of the text')


def _tree(html: str) -> _Element:
    """Return an HTML fragment as a `body` element without a namespace."""
    document = etree.fromstring(f'<html><body>{html}</body></html>', etree.HTMLParser(huge_tree=True))
    body = document.find('body')
    return body if body is not None else etree.Element('body')


def _bind(draft: Draft, found: dict[str, Picture], calls: notes.Numbered) -> Book:
    """Join the trees of all files into one Book."""
    manuscript = draft.manuscript
    has_front = manuscript.sources[0].first_line > 1
    if has_front and not any(
        ''.join(tree.itertext()).strip() or tree.find('.//img') is not None for _, tree in draft.trees
    ):
        hint = 'write below the front matter'
        draft.problems.append(error('the text is empty', place_of('', manuscript.sources[0]), hint))
    sheets = styles.gather(draft)
    bound = sections.split([tree for _, tree in draft.trees], calls)
    return Book(
        slug=manuscript.slug,
        metadata=_set_metadata(manuscript.metadata),
        sections=bound,
        pictures=found,
        sources=manuscript.sources,
        modified=manuscript.modified,
        css=styles.join(sheets),
        sheets=sheets,
        problems=tuple(draft.problems),
        profile=_profile(draft),
    )


def _profile(draft: Draft) -> bytes | None:
    """Return the ICC profile that a text names, None where it names none or it cannot be read: the press tells then."""
    name = draft.manuscript.metadata.profile
    if name is None:
        return None
    try:
        return draft.manuscript.folder.read(name)
    except (ValueError, OSError):
        return None


def _set_metadata(metadata: Metadata) -> Metadata:
    """Return the metadata with the punctuation of its language in every line a reader sees."""

    def set_line(words: str | None) -> str | None:
        return typography.set_text(words, metadata.lang) if words else words

    return replace(
        metadata,
        title=typography.set_text(metadata.title, metadata.lang),
        subtitle=set_line(metadata.subtitle),
        short_title=set_line(metadata.short_title),
        description=set_line(metadata.description),
        authors=tuple(
            Person(typography.set_text(person.name, metadata.lang), person.role, person.file_as)
            for person in metadata.authors
        ),
    )
