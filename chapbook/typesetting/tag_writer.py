"""Writes tags into a PDF as its structure tree (ISO 32000-1, 14.7), and one annotation for each link on a page."""

from typing import Any

import pydyf

from chapbook.typesetting.tags import Annotation, Content, Tag


def write_tags(root: Tag, pdf: Any) -> None:
    """Write a whole tag tree; the pages of the PDF are there already, and link annotations on them."""
    _Writer(pdf).write(root)


def _join(annotation: Annotation, pdf: Any) -> Any:
    """Return one annotation for all the places of a link on a page (12.5.6.5), and take the others off the page."""
    first, *others = annotation.dictionaries
    lines = _lines([_upright(each['Rect']) for each in annotation.dictionaries])
    first['Rect'] = pydyf.Array(_around(lines))
    if len(lines) > 1:
        first['QuadPoints'] = pydyf.Array(
            edge for left, bottom, right, top in lines for edge in (left, top, right, top, left, bottom, right, bottom)
        )
    page = pdf.objects[pdf.pages['Kids'][3 * annotation.page]]
    for other in others:
        page['Annots'].remove(other.reference)
        other.clear()
    return first


def _upright(place: list[float]) -> list[float]:
    """Return a rectangle as left, bottom, right, top, whichever two of its corners it is given by."""
    return [min(place[0], place[2]), min(place[1], place[3]), max(place[0], place[2]), max(place[1], place[3])]


def _lines(places: list[list[float]]) -> list[list[float]]:
    """Return rectangles (left, bottom, right, top), those that stand on one line as one."""
    lines: list[list[float]] = []
    for place in places:
        if lines and min(lines[-1][3], place[3]) - max(lines[-1][1], place[1]) > (place[3] - place[1]) / 2:
            lines[-1] = _around([lines[-1], place])
        else:
            lines.append(place)
    return lines


def _around(places: list[list[float]]) -> list[float]:
    lefts, bottoms, rights, tops = zip(*places, strict=True)
    return [min(lefts), min(bottoms), max(rights), max(tops)]


class _Writer:
    """Writes tags as structure elements, and the parent tree that leads back from content to them."""

    def __init__(self, pdf: Any) -> None:
        self.pdf = pdf
        self.by_page: list[dict[int, str]] = [{} for _ in pdf.page_references]
        self.annotated: list[str] = []
        self.named: list[tuple[str, str]] = []

    def write(self, tag: Tag) -> None:
        """Write the whole tree under a root of its own."""
        root = pydyf.Dictionary({'Type': '/StructTreeRoot'})
        self.pdf.add_object(root)
        root['K'] = pydyf.Array([self._write_tag(tag, root.reference).reference])
        numbers = pydyf.Array()
        for page, owners in enumerate(self.by_page):
            last = max(owners, default=-1)
            numbers.extend((page, pydyf.Array(owners.get(mcid, 'null') for mcid in range(last + 1))))
        for number, owner in enumerate(self.annotated, start=len(self.by_page)):
            numbers.extend((number, owner))
        parents = pydyf.Dictionary({'Nums': numbers})
        self.pdf.add_object(parents)
        root['ParentTree'] = parents.reference
        root['ParentTreeNextKey'] = len(self.by_page) + len(self.annotated)
        if self.named:
            names = pydyf.Array(part for name, owner in sorted(self.named) for part in (pydyf.String(name), owner))
            identifiers = pydyf.Dictionary({'Names': names})
            self.pdf.add_object(identifiers)
            root['IDTree'] = identifiers.reference
        self.pdf.catalog['StructTreeRoot'] = root.reference

    def _write_tag(self, tag: Tag, parent: str) -> Any:
        element = pydyf.Dictionary({'Type': '/StructElem', 'S': f'/{tag.type}', 'P': parent, **tag.entries})
        self.pdf.add_object(element)
        if 'ID' in tag.entries:
            self.named.append((tag.entries['ID'].string, element.reference))
        home = _first_page(tag)
        if home is not None:
            element['Pg'] = self.pdf.page_references[home]
        element['K'] = pydyf.Array(self._write_kid(kid, element, home) for kid in tag.kids)
        return element

    def _write_kid(self, kid: Tag | Content | Annotation, element: Any, home: int | None) -> Any:
        if isinstance(kid, Tag):
            return self._write_tag(kid, element.reference).reference
        page = self.pdf.page_references[kid.page]
        if isinstance(kid, Content):
            self.by_page[kid.page][kid.mcid] = element.reference
            if kid.page == home:
                return kid.mcid
            return pydyf.Dictionary({'Type': '/MCR', 'Pg': page, 'MCID': kid.mcid})
        link = _join(kid, self.pdf)
        link['StructParent'] = len(self.by_page) + len(self.annotated)
        self.annotated.append(element.reference)
        return pydyf.Dictionary({'Type': '/OBJR', 'Pg': page, 'Obj': link.reference})


def _first_page(tag: Tag) -> int | None:
    return next((kid.page for kid in tag.kids if not isinstance(kid, Tag)), None)
