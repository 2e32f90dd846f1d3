"""Headings: their levels, whatever those of a text begin with."""

from lxml.etree import _Element

from chapbook.markup.draft import Draft
from chapbook.markup.places import place_of
from chapbook.markup.trees import HEADINGS, level_of, remove, text_of
from chapbook.problems import warning


def make_levels(draft: Draft) -> None:
    """Make heading levels begin at `h2`, since `h1` is the title; report where one skips a level."""
    found = list(draft.elements(*HEADINGS))
    if found and len(draft.trees) == 1 and _repeats_title(found[0][1], draft):
        source, heading = found.pop(0)
        hint = 'delete the line: the title comes from the front matter'
        draft.problems.append(warning('the text begins with its own title', place_of(text_of(heading), source), hint))
        remove(heading)
    if not found:
        return
    top = min(level_of(heading) for _, heading in found)
    previous = 1
    for source, heading in found:
        level = level_of(heading) - top + 2
        if level > previous + 1:
            message = f'the heading “{text_of(heading)}” skips a level'
            hint = f'take {"one" if level == previous + 2 else level - previous - 1} # away'
            draft.problems.append(warning(message, place_of(text_of(heading), source), hint))
            level = previous + 1
        previous = level
        heading.tag = f'h{min(level, 6)}'


def _repeats_title(heading: _Element, draft: Draft) -> bool:
    same = text_of(heading).casefold() == draft.manuscript.metadata.title.casefold()
    others = [element for _, element in draft.elements('h1')]
    first = next((child for child in draft.trees[0][1] if child.tag != 'div'), None)
    return same and heading.tag == 'h1' and others == [heading] and first is heading
