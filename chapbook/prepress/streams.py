"""Rewrites what is painted: every colour in inks, black that overprints and all else that knocks out, no tags."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Operator, Page, Pdf

from chapbook.prepress.colours import BLACK, Ink, Inks

TAGS = frozenset(('BDC', 'BMC', 'EMC', 'MP', 'DP'))
# Operators that set a colour, and the one that sets it in inks: filling, stroking.
FILLS = {'g': 'k', 'rg': 'k', 'k': 'k'}
STROKES = {'G': 'K', 'RG': 'K', 'K': 'K'}
SPACES = {'/DeviceGray': 1, '/DeviceRGB': 3, '/DeviceCMYK': 4}
# Overprint of black, and none: ISO 32000-1, 8.6.7. Filling and stroking are told apart, as their colours are.
STATES = {
    'PressFillOver': {'/op': True, '/OPM': 1}, 'PressFillOut': {'/op': False, '/OPM': 1},
    'PressLineOver': {'/OP': True, '/OPM': 1}, 'PressLineOut': {'/OP': False, '/OPM': 1},
}  # fmt: skip
DEEPEST = 20

Instruction = tuple[list[Any], Operator]


@dataclass(slots=True)
class Painter:
    """Rewrites the pages of a file and all they draw, each drawing once."""

    pdf: Pdf
    inks: Inks
    seen: set[tuple[int, int]] = field(default_factory=set)

    def page(self, page: Page) -> None:
        """Rewrite a page; it begins in black (ISO 32000-1, 8.4.1), said in ink."""
        page.contents_coalesce()
        begin = [*_paint(BLACK, 'k'), *_paint(BLACK, 'K')]
        painted = pikepdf.unparse_content_stream([*begin, *_inked(page.obj.Contents, self.inks)])
        page.obj.Contents = self.pdf.make_stream(painted)
        self._resources(part(page.obj, '/Resources'), 0)

    def _resources(self, resources: Any, depth: int) -> None:
        """Rewrite the forms, patterns and gradients that a stream may draw; give it the states of overprint."""
        if self._is_known(resources) or depth > DEEPEST:
            return
        states = part(resources, '/ExtGState')
        for name, state in STATES.items():
            states[f'/{name}'] = Dictionary(state)
        drawn = [*resources.get('/XObject', {}).values(), *resources.get('/Pattern', {}).values()]
        for thing in drawn:
            if isinstance(thing, pikepdf.Stream) and thing.get('/Subtype') != '/Image':
                self._stream(thing, depth + 1)
        shadings = [thing.Shading for thing in drawn if '/Shading' in thing]
        for shading in [*shadings, *resources.get('/Shading', {}).values()]:
            ink_shading(shading, self.inks)

    def _stream(self, stream: Any, depth: int) -> None:
        """Rewrite a form or pattern. Masks of transparency are not reached: they stay grey, for they paint nothing."""
        if self._is_known(stream):
            return
        stream.write(pikepdf.unparse_content_stream(list(_inked(stream, self.inks))))
        if '/Group' in stream and '/CS' in stream.Group:
            stream.Group.CS = Name.DeviceCMYK
        for key in ('/StructParents', '/StructParent'):
            if key in stream:
                del stream[key]
        self._resources(part(stream, '/Resources'), depth)

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


def _inked(stream: Any, inks: Inks) -> Iterator[Instruction]:
    """Yield the instructions of a stream with colours in inks and without tags."""
    spaces = {'cs': '/DeviceGray', 'CS': '/DeviceGray'}
    for instruction in pikepdf.parse_content_stream(stream):
        operator = str(instruction.operator)
        operands = list(instruction.operands)
        if operator in TAGS:
            continue
        if operator in ('cs', 'CS'):
            spaces[operator] = str(operands[0])
            if spaces[operator] in SPACES:
                continue
        target = FILLS.get(operator) or STROKES.get(operator)
        space = spaces.get({'s': 'cs', 'S': 'CS'}.get(operator[:1], ''))
        if operator in ('sc', 'scn', 'SC', 'SCN') and space in SPACES:
            target = 'k' if operator.islower() else 'K'
        if target:
            yield from _paint(ink_of([float(each) for each in operands], inks), target)
        else:
            yield operands, instruction.operator


def ink_of(values: list[float], inks: Inks) -> Ink:
    """Return a device colour of one, three or four components in inks."""
    if len(values) == 1:
        return inks.of_grey(values[0])
    if len(values) == 3:
        return inks.of_rgb(values[0], values[1], values[2])
    return (values[0], values[1], values[2], values[3])


def _paint(ink: Ink, operator: str) -> Iterator[Instruction]:
    """Yield the operator that sets a colour, and whether what is painted with it overprints: pure black alone does."""
    kind = 'Fill' if operator == 'k' else 'Line'
    state = 'Over' if ink == BLACK else 'Out'
    yield [Decimal(f'{part:.4f}').normalize() + 0 for part in ink], Operator(operator)
    yield [Name(f'/Press{kind}{state}')], Operator('gs')


def ink_shading(shading: Any, inks: Inks) -> None:
    """Turn a gradient from red, green and blue into inks: the colours its functions begin and end with."""
    dictionary = shading
    if dictionary.get('/ColorSpace') not in ('/DeviceRGB', Name.DeviceRGB):
        return
    dictionary.ColorSpace = Name.DeviceCMYK
    functions = dictionary.get('/Function')
    for function in functions if isinstance(functions, Array) else [functions]:
        if function is not None:
            _ink_function(function, inks)


def _ink_function(function: Any, inks: Inks) -> None:
    for inner in function.get('/Functions', []):
        _ink_function(inner, inks)
    for key in ('/C0', '/C1'):
        if key in function and len(function[key]) == 3:
            ink = ink_of([float(each) for each in function[key]], inks)
            function[key] = Array([round(part, 4) for part in ink])
    if '/Range' in function:
        function.Range = Array([0, 1] * 4)
