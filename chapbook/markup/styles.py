"""A text’s own stylesheets, named by `css` in its front matter; refused where they reach out of the file."""

import re

from chapbook.markup.draft import Draft
from chapbook.problems import Place, did_you_mean, error

OUTWARD = re.compile(r'@import|url\s*\(|image-set\s*\(', re.IGNORECASE)
COMMENT = re.compile(r'/\*.*?(?:\*/|\Z)', re.DOTALL)
# A character by its number, as CSS may write any letter: https://www.w3.org/TR/css-syntax-3/#consume-escaped-code-point
ESCAPE = re.compile(r'\\([0-9A-Fa-f]{1,5})[ \t\n]?|\\([^0-9A-Fa-f\n])')


def gather(draft: Draft) -> dict[str, bytes]:
    """Return the stylesheets of a text by name; what cannot be used becomes a problem."""
    read = {name: _read(name, draft) for name in draft.manuscript.metadata.css}
    return {name: data for name, data in read.items() if data is not None}


def join(sheets: dict[str, bytes]) -> str:
    """Return stylesheets as one, in their order."""
    return '\n'.join(map(_text_of, sheets.values()))


def _text_of(data: bytes) -> str:
    return data.decode('utf-8-sig').replace('\r\n', '\n')


def _read(name: str, draft: Draft) -> bytes | None:
    folder = draft.manuscript.folder
    place = Place(draft.manuscript.sources[0].path, 1)
    try:
        data = folder.read(name)
        css = _text_of(data)
    except UnicodeDecodeError:
        hint = 'save the file as UTF-8 in your editor'
        draft.problems.append(error('this is not UTF-8 text', Place(place.path.parent / name), hint))
        return None
    except (ValueError, OSError) as fault:
        hint = did_you_mean(name, folder.names()) or 'put it beside the text'
        draft.problems.append(error(f'the stylesheet “{name}” cannot be used: {fault}', place, hint))
        return None
    for line, word in _outward(css):
        hint = 'every edition is one whole file: say it without @import and url()'
        draft.problems.append(
            error(f'the stylesheet reaches out with {word}', Place(place.path.parent / name, line), hint)
        )
    return data


def _outward(css: str) -> list[tuple[int, str]]:
    """Return every word that reaches out of a stylesheet, with its line; comments do not, and escapes hide nothing."""
    without = COMMENT.sub(lambda match: '\n' * match[0].count('\n') or ' ', css)
    plain = ESCAPE.sub(lambda match: match[2] or chr(int(match[1], 16)) + '\n' * match[0].count('\n'), without)
    return [(plain.count('\n', 0, match.start()) + 1, match[0]) for match in OUTWARD.finditer(plain)]
