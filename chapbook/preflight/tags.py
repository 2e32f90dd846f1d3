"""What the tags of a PDF say of its marked content: which paragraph it is part of, which picture it is.

ISO 32000-1, 14.7 and 14.8.4.
"""

from dataclasses import dataclass
from typing import Any

import pikepdf

# What lines are read as one for: a paragraph, or an entry of a list that holds words itself.
PARAGRAPHS = frozenset(('/P', '/LBody'))
# What is set by other rules than running text.
ELSEWHERE = frozenset(('/Note', '/FENote', '/Table', '/Figure', '/Caption', '/TOC', '/TOCI', '/Index', '/Form', '/Lbl'))
MOST_ELEMENTS = 2_000_000


@dataclass(frozen=True, slots=True)
class Tag:
    """What a piece of marked content belongs to: the number of its paragraph, None for none, and its description."""

    paragraph: int | None = None
    described: str = ''


Tags = dict[tuple[int, int], Tag]


def read_tags(document: Any) -> Tags:
    """Return the tag of every piece of marked content by its page (counted from 1) and its number."""
    root = document.Root.get('/StructTreeRoot')
    if not isinstance(root, pikepdf.Dictionary):
        return {}
    pages = {page.objgen: number for number, page in enumerate(document.pages, 1)}
    roles: Any = root.get('/RoleMap', {})
    found: Tags = {}
    waiting: list[tuple[Any, int | None, Tag, bool]] = [(kid, None, Tag(), False) for kid in _kids(root)]
    visited = 0
    while waiting and visited < MOST_ELEMENTS:
        kid, page, tag, elsewhere = waiting.pop()
        visited += 1
        if isinstance(kid, int):
            if page is not None:
                found[page, kid] = tag
        elif isinstance(kid, pikepdf.Dictionary):
            page = pages.get(kid.Pg.objgen, page) if '/Pg' in kid else page
            if '/MCID' in kid and page is not None:
                found[page, int(kid.MCID)] = tag
            elif '/S' in kid:
                kind = _kind(kid, roles)
                elsewhere = elsewhere or kind in ELSEWHERE or _is_code(kid, roles)
                inner = _inner(kid, kind, tag, visited, elsewhere=elsewhere)
                waiting += [(each, page, inner, elsewhere) for each in reversed(_kids(kid))]
    return found


def _kind(element: Any, roles: Any) -> str:
    kind = str(element.S)
    return str(roles.get(kind, kind)) if isinstance(roles, pikepdf.Dictionary) else kind


def _is_code(element: Any, roles: Any) -> bool:
    """Tell whether an element holds code alone; code between words is set as they are."""
    kids = _kids(element)
    return bool(kids) and all(
        isinstance(kid, pikepdf.Dictionary) and '/S' in kid and _kind(kid, roles) == '/Code' for kid in kids
    )


def _inner(element: Any, kind: str, outer: Tag, number: int, *, elsewhere: bool) -> Tag:
    """Return the tag of what an element holds."""
    if kind == '/Figure':
        return Tag(None, str(element.get('/Alt', '')))
    if elsewhere or kind.startswith('/H'):
        return Tag(None, outer.described)
    return Tag(number) if kind in PARAGRAPHS else outer


def _kids(element: Any) -> list[Any]:
    kids = element.get('/K', [])
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]
