"""Rewrites what is painted: every colour in inks, black that overprints and all else that knocks out, no tags."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Operator, Page, Pdf

from chapbook.prepress import gradients
from chapbook.prepress.colours import BLACK, Ink, Inks, lightness
from chapbook.problems import ChapbookError, Place, error

TAGS = frozenset(('BDC', 'BMC', 'EMC', 'MP', 'DP'))
# Operators that set a colour, and the one that sets it in inks: filling, stroking.
TARGETS = {
    **dict.fromkeys(('g', 'rg', 'k', 'sc', 'scn'), 'k'),
    **dict.fromkeys(('G', 'RG', 'K', 'SC', 'SCN'), 'K'),
}
DEVICES = {'g': '/DeviceGray', 'rg': '/DeviceRGB', 'k': '/DeviceCMYK'}
# How the colours of a space are read.
READ: dict[str, Callable[[Inks, list[float]], Ink]] = {
    '/DeviceGray': lambda inks, values: inks.of_grey(values[0]),
    '/DeviceRGB': lambda inks, values: inks.of_rgb(*values),
    '/DeviceCMYK': lambda _, values: (values[0], values[1], values[2], values[3]),
    '/Lab': lambda inks, values: inks.of_lab(*values),
}
# Overprint of black, and none: ISO 32000-1, 8.6.7. Filling and stroking are told apart, as their colours are.
STATES = {
    'PressFillOver': {'/op': True, '/OPM': 1}, 'PressFillOut': {'/op': False, '/OPM': 1},
    'PressLineOver': {'/OP': True, '/OPM': 1}, 'PressLineOut': {'/OP': False, '/OPM': 1},
}  # fmt: skip
DEEPEST = 20

Instruction = tuple[list[Any], Operator]


@dataclass(slots=True)
class Painter:
    """Rewrites the pages of a file and all they draw, each drawing once; `place` is the text they were made of."""

    pdf: Pdf
    inks: Inks
    place: Place | None = None
    seen: set[tuple[int, int]] = field(default_factory=set)
    number: int = 0

    def page(self, page: Page, number: int) -> None:
        """Rewrite a page; it begins in black (ISO 32000-1, 8.4.1), said in ink.

        Raises ChapbookError where something is painted that cannot be told in inks.
        """
        self.number = number
        page.contents_coalesce()
        resources = part(page.obj, '/Resources')
        begin = [*_paint(BLACK, 'k'), *_paint(BLACK, 'K')]
        painted = pikepdf.unparse_content_stream([*begin, *self._inked(page.obj.Contents, resources)])
        page.obj.Contents = self.pdf.make_stream(painted)
        self._resources(resources, 0)
        if '/Group' in page.obj and '/CS' in page.obj.Group:
            page.obj.Group.CS = Name.DeviceCMYK

    def _resources(self, resources: Any, depth: int, *, mask: bool = False) -> None:
        """Rewrite the forms, patterns and gradients that a stream may draw; give it the states of overprint."""
        if self._is_known(resources) or depth > DEEPEST:
            return
        states = part(resources, '/ExtGState')
        for name, state in {} if mask else STATES.items():
            states[f'/{name}'] = Dictionary(state)
        for state in states.values():
            # Masks of transparency paint nothing. They stand among the forms too, where they are known by then.
            if isinstance(state.get('/SMask'), Dictionary):
                self._stream(state.SMask.G, depth + 1, mask=True)
        drawn = [*resources.get('/XObject', {}).values(), *resources.get('/Pattern', {}).values()]
        for thing in drawn:
            if isinstance(thing, pikepdf.Stream) and thing.get('/Subtype') != '/Image':
                self._stream(thing, depth + 1, mask=mask)
        shadings = [thing.Shading for thing in drawn if '/Shading' in thing]
        for shading in [*shadings, *resources.get('/Shading', {}).values()]:
            self._gradient(shading, mask=mask)

    def _stream(self, stream: Any, depth: int, *, mask: bool) -> None:
        """Rewrite a form or pattern; what is drawn in a mask is as light as it was."""
        if self._is_known(stream):
            return
        resources = part(stream, '/Resources')
        painted = _lightened(stream) if mask else self._inked(stream, resources)
        stream.write(pikepdf.unparse_content_stream(list(painted)))
        if '/Group' in stream and '/CS' in stream.Group:
            stream.Group.CS = Name.DeviceGray if mask else Name.DeviceCMYK
        for key in ('/StructParents', '/StructParent'):
            if key in stream:
                del stream[key]
        self._resources(resources, depth, mask=mask)

    def _gradient(self, shading: Any, *, mask: bool) -> None:
        try:
            if mask:
                gradients.grey(shading)
            else:
                gradients.ink(shading, self.inks)
        except gradients.UnknownError:
            raise self._unknown('a gradient of a kind that cannot be told in inks') from None

    def _inked(self, stream: Any, resources: Any) -> Iterator[Instruction]:
        """Yield the instructions of a stream with colours in inks and without tags."""
        named: Any = resources.get('/ColorSpace', {})
        spaces = {'cs': '/DeviceGray', 'CS': '/DeviceGray'}
        for operator, operands, instruction in _untagged(stream):
            if operator in ('cs', 'CS'):
                spaces[operator] = _family(str(operands[0]), named)
                if spaces[operator] == '/Pattern':
                    yield operands, instruction
                continue
            target = TARGETS.get(operator)
            if target is None or _is_pattern(operands):
                yield operands, instruction
                continue
            said = operator.lower() in ('sc', 'scn')
            space = spaces['cs' if target == 'k' else 'CS'] if said else DEVICES[operator.lower()]
            if space not in READ:
                raise self._unknown(f'a colour of {space[1:]}, which cannot be told in inks')
            yield from _paint(READ[space](self.inks, [float(each) for each in operands]), target)

    def _unknown(self, what: str) -> ChapbookError:
        message = f'page {self.number} paints {what}'
        hint = 'give it as red, green and blue, or as device-cmyk(), in the text’s own stylesheet or drawing'
        return ChapbookError(error(message, self.place, hint))

    def _is_known(self, thing: Any) -> bool:
        if thing.objgen == (0, 0):
            return False
        known = thing.objgen in self.seen
        self.seen.add(thing.objgen)
        return known


def part(dictionary: Any, key: str) -> Any:
    """Return an entry of a dictionary, an empty dictionary put in where there is none."""
    if key not in dictionary:
        dictionary[key] = Dictionary()
    return dictionary[key]


def _untagged(stream: Any) -> Iterator[tuple[str, list[Any], Operator]]:
    """Yield the operators of a stream with their operands, but for tags."""
    for instruction in pikepdf.parse_content_stream(stream):
        operator = str(instruction.operator)
        if operator not in TAGS:
            yield operator, list(instruction.operands), instruction.operator


def _is_pattern(operands: list[Any]) -> bool:
    return bool(operands) and isinstance(operands[-1], Name)


def _family(name: str, named: Any) -> str:
    """Return the family of a colour space: its own name, or that of the array it stands for (ISO 32000-1, 8.6.3)."""
    space = named.get(name) if name not in (*READ, '/Pattern') else None
    return str(space[0]) if isinstance(space, Array) else str(space or name)


def _lightened(stream: Any) -> Iterator[Instruction]:
    """Yield the instructions of a mask with every colour as how light it is."""
    for operator, operands, instruction in _untagged(stream):
        if operator in ('cs', 'CS') and operands[0] != Name.Pattern:
            continue
        if operator in TARGETS and not _is_pattern(operands):
            light = lightness([float(each) for each in operands])
            yield [Decimal(f'{light:.4f}')], Operator('g' if TARGETS[operator] == 'k' else 'G')
        else:
            yield operands, instruction


def _paint(ink: Ink, operator: str) -> Iterator[Instruction]:
    """Yield the operator that sets a colour, and whether what is painted with it overprints: pure black alone does."""
    kind = 'Fill' if operator == 'k' else 'Line'
    state = 'Over' if ink == BLACK else 'Out'
    yield [Decimal(f'{part:.4f}').normalize() + 0 for part in ink], Operator(operator)
    yield [Name(f'/Press{kind}{state}')], Operator('gs')
