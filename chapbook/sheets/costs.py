"""Costs: how much paper, how many staples and how much money so many copies take."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from io import BytesIO

import pikepdf
from pikepdf import Name

from chapbook.problems import UsageError, did_you_mean, error
from chapbook.sheets.schemes import Imposition

REAM = 500
BOX = 1000
# To a booklet.
STAPLES = 2
CENT = Decimal('0.01')
# What has a price, and for how many of it that is.
PRICED = {'ream': REAM, 'sheet': 1, 'side': 1, 'staples': BOX, 'staple': 1, 'copy': 1}
CURRENCY = 'currency'


@dataclass(frozen=True, slots=True)
class Prices:
    """What things cost, in the money of `currency`: a sheet of paper, printing a side, a staple, a copy besides."""

    sheet: Decimal = Decimal(0)
    side: Decimal = Decimal(0)
    staple: Decimal = Decimal(0)
    copy: Decimal = Decimal(0)
    currency: str = ''

    def __bool__(self) -> bool:
        """Tell whether anything has a price."""
        return any((self.sheet, self.side, self.staple, self.copy))


@dataclass(frozen=True, slots=True)
class Run:
    """What so many copies take: sheets of paper, sides with something printed on them, staples.

    `guide` tells whether one sheet among them is a drawing of how to fold, which is printed once.
    """

    copies: int
    sheets: int
    sides: int
    staples: int
    guide: bool = False

    def with_guide(self) -> 'Run':
        """Return the same with a guide beside it: a sheet of its own, printed on one side."""
        return replace(self, sheets=self.sheets + 1, sides=self.sides + 1, guide=True)

    @property
    def reams(self) -> int:
        """How many reams of 500 sheets must be bought."""
        return -(-self.sheets // REAM)

    def cost(self, prices: Prices) -> Decimal:
        """Return what all copies cost, to the cent."""
        each = prices.copy * self.copies + prices.staple * self.staples
        total = prices.sheet * self.sheets + prices.side * self.sides + each
        return total.quantize(CENT, ROUND_HALF_UP)


def of_sheets(sheets_pdf: bytes, copies: int, *, stapled: bool = True, guide: bool = False) -> Run:
    """Return what copies take, from their file: a side has something on it if pages are drawn there.

    A guide is its last page, and is printed once, not with each copy.
    """
    with pikepdf.open(BytesIO(sheets_pdf)) as booklet:
        two_sided = booklet.Root.ViewerPreferences.Duplex != Name.Simplex
        sides = list(booklet.pages)[: -1 if guide else None]
        printed = sum(bool(side.obj.Resources.get(Name.XObject)) for side in sides)
    run = Run(copies, copies * len(sides) // (1 + two_sided), copies * printed, copies * STAPLES * stapled)
    return run.with_guide() if guide else run


def of_imposition(imposition: Imposition, copies: int, *, stapled: bool, guide: bool = False) -> Run:
    """Return what copies of an imposition take."""
    sides = [side for sheet in imposition.sheets for side in (sheet.front, sheet.back)]
    printed = sum(any(cell.page for cell in side) for side in sides)
    run = Run(copies, copies * len(imposition.sheets), copies * printed, copies * STAPLES * stapled)
    return run.with_guide() if guide else run


def listed(words: str) -> Prices:
    """Return prices from an option, such as `ream=4.50,side=0.03`; raises UsageError as `prices` does."""
    pairs = [part.partition('=') for part in words.split(',')]
    for name, equals, _ in pairs:
        if not equals:
            raise UsageError(error(f'“{name.strip()}” in --prices has no price', hint='say ream=4.50, with a point'))
    return prices((name.strip(), amount.strip()) for name, _, amount in pairs)


def prices(pairs: Iterable[tuple[str, str]]) -> Prices:
    """Return prices from names and amounts: `ream` 4.50, `sheet`, `side`, `staples` by the thousand, `staple`, `copy`.

    Raises UsageError for a name that has no price, a price that is no number, and two prices for one thing.
    """
    found: dict[str, Decimal] = {}
    currency = ''
    for name, words in pairs:
        if name == CURRENCY:
            currency = words
            continue
        if name not in PRICED:
            hint = did_you_mean(name, [*PRICED, CURRENCY]) or f'there are: {", ".join((*PRICED, CURRENCY))}'
            raise UsageError(error(f'nothing called “{name}” has a price', hint=hint))
        thing = {'ream': 'sheet', 'staples': 'staple'}.get(name, name)
        if thing in found:
            hint = 'give the ream or the sheet, the thousand staples or the one'
            raise UsageError(error(f'there are two prices for a {thing}', hint=hint))
        found[thing] = _amount(name, words) / PRICED[name]
    return Prices(**found, currency=currency)


def _amount(name: str, words: str) -> Decimal:
    """Return an amount of money, whether it has a point or a comma."""
    try:
        amount = Decimal(words.strip().replace(',', '.'))
    except InvalidOperation:
        amount = Decimal(-1)
    if not amount.is_finite() or amount < 0:
        raise UsageError(error(f'the price of {name} is “{words}”', hint='give a number such as 4.50'))
    return amount


def told(run: Run, prices: Prices) -> str:
    """Return what a run takes in words, and what it costs if anything has a price."""
    parts = [_many(run.sheets, 'sheet', 'sheets') + f' ({_many(run.reams, "ream", "reams")})']
    parts.append(_many(run.sides, 'printed side', 'printed sides'))
    parts += [_many(run.staples, 'staple', 'staples')] if run.staples else []
    if prices:
        cost = run.cost(prices)
        each = (cost / run.copies).quantize(CENT, ROUND_HALF_UP)
        parts += [_money(cost, prices), f'{_money(each, prices)} each']
    guide = ' and the guide once' if run.guide else ''
    return f'{_many(run.copies, "copy", "copies")}{guide}: {", ".join(parts)}'


def _many(count: int, one: str, more: str) -> str:
    return f'{count} {one if count == 1 else more}'


def _money(amount: Decimal, prices: Prices) -> str:
    return f'{amount} {prices.currency}'.strip()
