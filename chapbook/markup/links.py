"""Identifiers and links: every heading can be linked to, and no link leads nowhere."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from lxml.etree import _Element

from chapbook.markup.draft import Draft
from chapbook.markup.places import place_of
from chapbook.markup.trees import HEADINGS, text_of, words_of_heading
from chapbook.problems import Place, did_you_mean, error, warning
from chapbook.project import SourceFile

# What begins as an address of the web does, but for its scheme.
WEB = re.compile(r'(?:www\.|(?:[\w-]+\.)+(?:com|org|net|info|eu|uk|de|fr|pl|it|es|nl|ch|at|se|io|coop)(?:[/?#]|$))')
OUTWARD = re.compile(r'(https?|mailto|tel):', re.IGNORECASE)
# Identifiers the editions use themselves.
RESERVED = re.compile(r'(note|call)-\d+|cover|imprint|contents|colophon|back-cover|text|notes|half-title')
IDENTIFIER = re.compile(r'[^\W\d][\w.\-]*')
LONGEST_ID = 60
NAMED = 'descendant-or-self::*[@id]'


@dataclass(frozen=True, slots=True)
class _Targets:
    """Where a link inside the text may lead: identifiers, first headings by file, headings by other programs’ names."""

    taken: set[str]
    starts: dict[str, str]
    names: dict[str, str]
    within: dict[tuple[str, str], str]
    """Headings by their file and what they would be called in it alone."""

    def find(self, file: str, fragment: str) -> str | None:
        """Return the identifier that `file#fragment` means, None where there is none.

        Obsidian leaves the ending of a file out, and other programs link to a heading by its words alone.
        """
        file = file.removeprefix('./')
        file = next((name for name in self.starts if name.casefold() == file.casefold()), file)
        file = file if file in self.starts else f'{file}.md' if f'{file}.md' in self.starts else file
        if file and file not in self.starts:
            return None if fragment else self.find('', file)
        if not fragment:
            return self.starts.get(file)
        words = slugify(fragment)
        known = (self.within.get((file, words), ''), fragment, self.names.get(fragment.lower(), ''), words)
        return next((name for name in known if name in self.taken), None)

    @property
    def all(self) -> list[str]:
        """Everything a link may name, for “did you mean”."""
        return sorted(self.taken) + sorted(self.starts)


def resolve(draft: Draft) -> None:
    """Give every heading an identifier and point every link inside the text at one, in place."""
    _take_names(draft)
    _check_given(draft)
    taken = {element.get('id', '') for _, element in _named(draft) if element.get('id')}
    for _, heading in draft.elements(*HEADINGS):
        if not heading.get('id'):
            heading.set('id', _unused(slugify(words_of_heading(heading)) or 'section', taken))
        taken.add(heading.get('id', ''))
    targets = _Targets(taken, _file_starts(draft), _other_names(draft), _names_within(draft))
    for source, link in draft.elements('a'):
        _resolve_link(link, source, draft, targets)


def slugify(words: str) -> str:
    """Return words as an identifier: lower-case ASCII letters, digits and hyphens, never a digit first."""
    plain = unicodedata.normalize('NFKD', words).encode('ascii', 'ignore').decode().lower()
    slug = re.sub(r'[^a-z0-9]+', '-', plain).strip('-')[:LONGEST_ID].rstrip('-')
    return f's-{slug}' if slug[:1].isdecimal() else slug


def _unused(slug: str, taken: set[str]) -> str:
    """Return `slug`, with a number where it is taken or one of the editions’ own."""
    name, count = slug, 1
    while name in taken or RESERVED.fullmatch(name):
        count += 1
        name = f'{slug}-{count}'
    return name


def _named(draft: Draft) -> Iterator[tuple[SourceFile, _Element]]:
    """Yield every element that has an identifier, with the file it came from."""
    return ((source, element) for source, tree in draft.all_trees for element in tree.xpath(NAMED))


def _take_names(draft: Draft) -> None:
    """Let what old HTML calls the name of an anchor be its identifier, unless something has that already."""
    taken = {element.get('id', '') for _, element in _named(draft)}
    for _, anchor in draft.elements('a'):
        given = anchor.attrib.pop('name', '')
        name = given if IDENTIFIER.fullmatch(given) else slugify(given)
        if name and name not in taken and not RESERVED.fullmatch(name) and not anchor.get('id'):
            anchor.set('id', name)
            taken.add(name)


def _check_given(draft: Draft) -> None:
    """Report identifiers the author gave twice, or that the editions use themselves."""
    seen: dict[str, Place] = {}
    for source, element in _named(draft):
        if element.get('class') == 'noteref':
            continue
        name = element.get('id', '')
        place = _place_of_id(name, source, nth=1 if name in seen else 0)
        if name[:1].isdecimal() and re.fullmatch(r'[\w.\-]+', name):
            # Google Docs and others number what a heading is called; links to it find it by the same way.
            name = slugify(name)
            element.set('id', name)
        if not IDENTIFIER.fullmatch(name):
            draft.problems.append(
                error(f'the identifier “{name}” cannot be used', place, 'begin with a letter, no spaces')
            )
        elif RESERVED.fullmatch(name):
            draft.problems.append(error(f'the identifier “{name}” is chapbook’s own', place, 'choose another'))
        elif name in seen:
            hint = f'it was given at {seen[name]} already; rename one of the two'
            draft.problems.append(error(f'the identifier “{name}” is given twice', place, hint))
        seen.setdefault(name, place)


def _place_of_id(name: str, source: SourceFile, nth: int) -> Place:
    """Return the line that gives an identifier, as Markdown does or as raw HTML does."""
    places = (place_of(form, source, nth=nth) for form in (f'{{#{name}', f'id="{name}"', f"id='{name}'", f'#{name}'))
    return next((place for place in places if place.line), Place(source.path))


def _file_starts(draft: Draft) -> dict[str, str]:
    """Return, by file name, the identifier of the first heading in each file of the text."""
    return {
        source.path.name: heading.get('id', '')
        for source, tree in draft.trees
        if (heading := next(tree.iter(*HEADINGS), None)) is not None
    }


def _names_within(draft: Draft) -> dict[tuple[str, str], str]:
    """Return the identifiers of headings by their file and their words: two files may have a heading in common."""
    found: dict[tuple[str, str], str] = {}
    for source, heading in draft.elements(*HEADINGS):
        found.setdefault((source.path.name, slugify(words_of_heading(heading))), heading.get('id', ''))
    return found


def _other_names(draft: Draft) -> dict[str, str]:
    """Return the identifiers of headings by the names that GitHub and others give them: `a-heading`, `a-heading-1`."""
    names: dict[str, str] = {}
    count: Counter[str] = Counter()
    for _, heading in draft.elements(*HEADINGS):
        words = re.sub(r'[^\w\- ]', '', words_of_heading(heading).lower()).replace(' ', '-')
        names.setdefault(f'{words}-{count[words]}' if count[words] else words, heading.get('id', ''))
        count[words] += 1
    return names


def _place_of_link(link: _Element, address: str, source: SourceFile) -> Place:
    """Return the line that a link stands on, as Markdown, Obsidian or raw HTML writes it."""
    if not address:
        return place_of(f'[{text_of(link)}]()', source)
    begun = ('](', '](<', '[[', 'href="', "href='", ']: ', '')
    places = (place_of(form, source) for form in (f']({address})', *(f'{each}{address}' for each in begun)))
    return next((place for place in places if place.line), Place(source.path))


def _resolve_link(link: _Element, source: SourceFile, draft: Draft, targets: _Targets) -> None:
    """Make one link good, or take its address away and say so."""
    address = link.get('href')
    if address is None or link.get('class') == 'noteref' or OUTWARD.match(address):
        return
    file, _, fragment = unquote(address).partition('#')
    target = targets.find(file, fragment)
    if target is not None:
        link.set('href', f'#{target}')
        return
    web = f'did you mean https://{address}?' if WEB.match(address) else None
    hint = web or did_you_mean(fragment or file, targets.all) or 'link to a heading (#its-words) or to https://…'
    message = f'the link “{address}” leads nowhere'
    draft.problems.append(warning(message, _place_of_link(link, address, source), hint))
    del link.attrib['href']
