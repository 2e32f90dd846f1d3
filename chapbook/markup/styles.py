"""A text’s own stylesheets, named by `css` in its front matter; refused where they reach out of the file."""

import re

from chapbook.markup.draft import Draft
from chapbook.problems import Place, did_you_mean, error

OUTWARD = re.compile(r'@import|url\s*\(', re.IGNORECASE)


def gather(draft: Draft) -> str:
    """Return the stylesheets of a text as one; what cannot be used becomes a problem."""
    return '\n'.join(_read(name, draft) for name in draft.manuscript.metadata.css)


def _read(name: str, draft: Draft) -> str:
    folder = draft.manuscript.folder
    place = Place(draft.manuscript.sources[0].path, 1)
    try:
        css = folder.read(name).decode('utf-8-sig')
    except (ValueError, OSError) as fault:
        hint = did_you_mean(name, folder.names()) or 'put it beside the text'
        draft.problems.append(error(f'the stylesheet “{name}” cannot be used: {fault}', place, hint))
        return ''
    if match := OUTWARD.search(css):
        line = css.count('\n', 0, match.start()) + 1
        hint = 'every edition is one whole file: say it without @import and url()'
        draft.problems.append(
            error(f'the stylesheet reaches out with {match[0]}', Place(place.path.parent / name, line), hint)
        )
    return css
