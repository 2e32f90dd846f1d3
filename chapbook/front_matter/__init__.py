"""Front matter: what a text says of itself between its first two `---` lines."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from chapbook.front_matter import groups, values
from chapbook.front_matter.values import Reading
from chapbook.metadata import Metadata
from chapbook.problems import Place, Problem, did_you_mean, error, note, warning
from chapbook.words import missing

YAML_HINT = 'a value that holds “: ” or begins with a quote, @, * or & must stand in quotes: title: "One: two"'
# What else is amiss where YAML’s own words say so.
YAML_HINTS = {
    r"'\t'": 'write spaces instead of the tab',
    'end of stream': 'put the same quote at the end of the value',
    "found '<scalar>'": 'a value in quotes ends at the next such quote: for “Don’t” write title: "Don\'t"',
}
# What YAML’s own words mean to those who write a text.
YAML_WORDS = {
    'mapping values are not allowed here': 'there is a colon too many',
    "found character '\\t'": 'a line begins with a tab',
    'found unexpected end of stream': 'a quote is opened and not closed',
    'expected alphabetic or numeric character': 'a value begins with a sign that means something else',
    "found character '@'": 'a value begins with @',
    "found character '`'": 'a value begins with a backtick',
    'could not find expected': 'a line has no colon behind its key',
    'expected <block end>': 'a line is not indented as the ones before it, or a value goes on after a quote',
    "expected ',' or": 'a list in brackets is not closed, or lacks a comma',
    'found undefined alias': 'a value begins with *',
}

# Every key of the front matter: the field it fills and how its value is read.
KEYS: dict[str, tuple[str, Callable[[yaml.Node, Reading], Any]]] = {
    'title': ('title', values.read_text),
    'subtitle': ('subtitle', values.read_text),
    'short-title': ('short_title', values.read_text),
    'author': ('authors', groups.read_people),
    'date': ('date', values.read_date),
    'lang': ('lang', values.read_lang),
    'description': ('description', values.read_text),
    'subject': ('subjects', values.read_texts),
    'publisher': ('publisher', values.read_text),
    'place': ('place', values.read_text),
    'rights': ('rights', values.read_text),
    'identifier': ('identifier', values.read_text),
    'url': ('url', values.read_address),
    'hotspot': ('hotspot', groups.read_hotspot),
    'price': ('price', values.read_text),
    'cover-image': ('cover_image', values.read_text),
    'cover-image-alt': ('cover_image_alt', values.read_text),
    'cover-image-fill': ('cover_image_fill', values.read_switch),
    'toc': ('toc', values.read_switch),
    'toc-depth': ('toc_depth', values.read_depth),
    'paragraphs': ('paragraphs', values.read_paragraphs),
    'hyphenation': ('hyphenation', values.read_hyphenation),
    'fit': ('fit', values.read_fit),
    'editions': ('editions', values.read_editions),
    'size': ('size_mm', values.read_size),
    'paper': ('papers', values.read_papers),
    'binding': ('binding', values.read_binding),
    'stock': ('stock', values.read_stock),
    'profile': ('profile', values.read_text),
    'rgb': ('rgb', values.read_texts),
    'prices': ('prices', groups.read_prices),
    'guide': ('guide', values.read_switch),
    'certified-by': ('certified_by', values.read_text),
    'link-codes': ('link_codes', values.read_switch),
    'css': ('css', values.read_texts),
    'words': ('words', groups.read_words),
}
KNOWN_KEYS = f'known keys: {", ".join(KEYS)}'
# What other programs call the same.
OTHER_NAMES = {
    'language': 'lang', 'locale': 'lang', 'authors': 'author', 'creator': 'author', 'by': 'author',
    'keywords': 'subject', 'tags': 'subject', 'categories': 'subject', 'subjects': 'subject',
    'hyphens': 'hyphenation', 'hyphenate': 'hyphenation',
    'license': 'rights', 'licence': 'rights', 'copyright': 'rights',
    'summary': 'description', 'abstract': 'description',
    'cover': 'cover-image', 'image': 'cover-image', 'isbn': 'identifier', 'uuid': 'identifier', 'link': 'url',
    'source': 'url', 'website': 'url', 'stylesheet': 'css', 'wifi': 'hotspot', 'table-of-contents': 'toc',
    'shorttitle': 'short-title', 'running-head': 'short-title', 'running-title': 'short-title',
    'linktitle': 'short-title',
    'certifier': 'certified-by', 'accessibility': 'certified-by', 'conforms-to': 'certified-by',
    'cost': 'prices', 'costs': 'prices', 'fold-guide': 'guide',
    'edition': 'editions', 'formats': 'editions', 'papers': 'paper', 'trim': 'size', 'page-size': 'size',
}  # fmt: skip
# What says nothing without another key.
IDLE = {'cover-image-fill': 'cover-image', 'cover-image-alt': 'cover-image'}
# What other programs are told of a page, and says nothing of a text.
FOR_OTHERS = frozenset(
    'alias aliases banner bibliography bibliographystyle bookcollapsesection canonicalurl categories citation '
    'classoption code-fold colorlinks comments created created_at csl cssclass cssclasses date-modified documentclass '
    'draft editor engine excerpt execute featured fontsize format geometry has_children header-includes hide_title '
    'icon id jupyter knitr lastmod layout link-citations listing lof lot mainfont math menu mermaid modified monofont '
    'nav_order nocite noindex number-sections numbersections output output-file page-layout papersize params parent '
    'pdf-engine permalink pin post_id publish published redirect_from resources sansfont section series showtoc '
    'sidebar sidebar_label sidebar_position slug status tags template theme title-block-banner toc-title tocopen type '
    'updated updated_at weight'.split()
)


def read_metadata(front: str, path: Path) -> tuple[Metadata | None, list[Problem]]:
    """Return what the front matter `front` says, and what is wrong with it; no metadata where it cannot be used.

    Scalars stay as typed: a title `No`, a date or a number is not turned into anything else (YAML 1.1 would).
    """
    reading = Reading(path)
    try:
        root = yaml.compose(front, Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as fault:
        return None, [_not_yaml(fault, path)]
    if not isinstance(root, yaml.MappingNode):
        hint = 'at least: title: …, with a space after the colon'
        return None, [error('the front matter has no “key: value” lines', Place(path, 1), hint)]
    told = _read_keys(root, reading)
    if not told.get('title'):
        reading.problems.append(
            error('the text has no title', Place(path, 1), 'add a line title: … to the front matter')
        )
        return None, reading.problems
    if 'lang' not in told:
        hint = 'add lang: en (or de, fr, en-GB …): hyphens, quotes and screen readers go by it'
        reading.problems.append(warning('the text does not say its language; English is assumed', Place(path, 1), hint))
    metadata = replace(Metadata(title=told.pop('title'), lang_is_said='lang' in told), **told)
    if values.LANGUAGE_TAG.fullmatch(metadata.lang):
        reading.problems += _in_english(metadata, path)
    return metadata, reading.problems


def _in_english(metadata: Metadata, path: Path) -> list[Problem]:
    """Return a note of the words that are printed in English in a text of another language."""
    names = ', '.join(name.replace('_', '-') for name in missing(metadata.lang, metadata.words))
    if not names:
        return []
    if metadata.words:
        what = f'of the words around the text these stand in English: {names}'
        hint = 'give them in words as well, but for those that no reader of this text meets'
        return [note(what, Place(path, 1), hint)]
    what = f'“Contents”, “Notes” and the like stand in English: there are no words for “{metadata.lang}” yet'
    hint = 'write words: {contents: …, notes: …} in the front matter; then a note names those that are still in English'
    return [note(what, Place(path, 1), hint)]


def read_chapter(front: str, path: Path) -> tuple[str, list[Problem]]:
    """Return the title that a chapter in a file of its own says, '' for none, and a warning for all else it says."""
    reading = Reading(path)
    try:
        root = yaml.compose(front, Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as fault:
        return '', [_not_yaml(fault, path)]
    pairs = {str(key.value): (key, node) for key, node in root.value} if isinstance(root, yaml.MappingNode) else {}
    title = values.read_text(pairs['title'][1], reading) if 'title' in pairs else ''
    if others := [key for key in pairs if key != 'title']:
        what = f'of a chapter’s front matter nothing but its title counts: {", ".join(others)} left out'
        reading.doubt(pairs[others[0]][0], what, 'what holds for all of the text stands in index.md')
    return title, reading.problems


def _not_yaml(fault: yaml.MarkedYAMLError, path: Path) -> Problem:
    line = fault.problem_mark.line + 2 if fault.problem_mark else None
    problem = fault.problem or 'it cannot be read'
    hint = next((hint for words, hint in YAML_HINTS.items() if words in problem), YAML_HINT)
    problem = next((plain for words, plain in YAML_WORDS.items() if words in problem), problem)
    return error(f'the front matter is not YAML: {problem}', Place(path, line), hint)


def _read_keys(root: yaml.MappingNode, reading: Reading) -> dict[str, Any]:
    """Return the values of the known keys by field name; unknown, doubled and unusable ones become problems."""
    found: dict[str, Any] = {}
    for key_node, node in root.value:
        key = str(key_node.value)
        if key not in KEYS:
            other = OTHER_NAMES.get(key.lower())
            hint = f'its name here is “{other}”' if other else did_you_mean(key, list(KEYS)) or KNOWN_KEYS
            if key.lower() in FOR_OTHERS:
                hint = hint if other else 'take it out, where the text is for chapbook alone'
                reading.doubt(key_node, f'the front-matter key “{key}” is meant for another program: left out', hint)
            else:
                reading.refuse(key_node, f'unknown front-matter key “{key}”', hint)
            continue
        name, read = KEYS[key]
        if name in found:
            reading.refuse(key_node, f'the key “{key}” is given twice', 'keep one of the two')
        value = read(node, reading)
        if value not in (None, '', ()):
            found[name] = value
    _doubt_idle(root, reading)
    return found


def _doubt_idle(root: yaml.MappingNode, reading: Reading) -> None:
    """Warn of what is said of something that the text does not have."""
    keys = {str(key.value): key for key, _ in root.value}
    for key, of in IDLE.items():
        if key in keys and of not in keys:
            hint = f'name the picture as {of}, or take the line out'
            reading.doubt(keys[key], f'“{key}” says nothing without “{of}”', hint)
