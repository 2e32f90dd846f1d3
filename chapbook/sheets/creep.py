"""Creep: how far the sheets inside a fold stick out of it, and how far their pages move in to make up for it."""

import re

from chapbook.problems import UsageError, did_you_mean, error

# Cubic centimetres a gram of paper takes up, its bulk: ISO 534. What makers state for each kind lies about these.
BULK = {'plain': 1.25, 'recycled': 1.3, 'book': 1.5, 'bulky': 1.8, 'silk': 0.95, 'gloss': 0.8}
USUAL_STOCK = '80gsm'
STOCK = re.compile(r'(?P<amount>\d{1,4}(?:\.\d+)?)\s*(?P<unit>gsm|g/m²|um|µm|μm)(?:[\s:-]+(?P<kind>\w+))?')
THICKEST_UM = 1000


def thickness_mm(stock: str) -> float:
    """Return the thickness of a paper given as `80gsm`, `115gsm silk` or `90um`; `none` for one without creep.

    The thickness in µm is the weight in g/m² times the bulk in cm³/g (ISO 534); without a kind it is plain office
    paper. Raises UsageError for what is none of these.
    """
    said = STOCK.fullmatch(stock.lower())
    if stock.lower() == 'none':
        return 0.0
    kind = said['kind'] or 'plain' if said else 'plain'
    if not said or kind not in BULK or (said['kind'] and said['unit'].endswith('m') and said['unit'] != 'gsm'):
        names = ', '.join(BULK)
        hint = (said and did_you_mean(kind, [*BULK])) or f'say 80gsm, 115gsm-silk (there are: {names}), 90um, or none'
        raise UsageError(error(f'there is no paper stock “{stock}”', hint=hint))
    by_weight = said['unit'] in ('gsm', 'g/m²')
    thickness_um = float(said['amount']) * (BULK[kind] if by_weight else 1)
    if thickness_um > THICKEST_UM:
        raise UsageError(error(f'“{stock}” is {thickness_um:.0f} µm thick: that is board', hint='say 80gsm or 100um'))
    return thickness_um / 1000


def shift_mm(depth: int, thickness_mm: float) -> float:
    """Return how far the pages of a sheet move toward the fold that has `depth` sheets around it.

    Each sheet’s fold lies against the inside of the fold around it, one thickness farther from the spine, so its edges
    stand out by `depth · thickness`: the rule of the trade (Kodak’s Preps guide, “Calculating shingling amounts”: a
    quarter of the pages times the thickness of the stock, from the outermost sheet to the innermost). Moved in by as
    much, every text is as far from the spine, and after one cut as far from the fore-edge, as that of the outermost
    sheet. A fold that is not pressed flat bulges, and takes up to π/2 of it: then measure a folded dummy and give the
    thickness in µm.
    """
    return depth * thickness_mm
