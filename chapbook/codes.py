"""QR codes: what they say, and how large they must be to be read from where people stand (ISO/IEC 18004)."""

import re
from dataclasses import dataclass
from itertools import groupby

from chapbook.problems import ChapbookError, error

# A code of 25 modules is read from ten times its width, one of more modules from nearer in the same proportion, so a
# module must be a 250th of the distance (qrstuff.com, “QR Code Minimum Size”; 0.23 degrees of arc). A telephone that
# looks through 1080 pixels for 50 degrees then has five pixels for a module, and a decoder needs three.
DISTANCE_PER_MODULE = 250
# What a copy of a copy still keeps apart: the least module of GS1’s General Specifications for codes read by hand.
LEAST_MODULE_MM = 0.396
# The quiet zone around a code, in modules: 5.3.8 of the standard.
QUIET = 4
# A code that says more has modules that no telephone tells apart on any paper of ours: version 13 has 69.
MOST_MODULES = 69


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code without its quiet zone: what it says, how much may be damaged, and its rows of dark and light modules.

    `correction` is L, M, Q or H, for 7, 15, 25 or 30 per cent of it: M at least, more where that takes no more modules.
    """

    says: str
    correction: str
    rows: tuple[tuple[bool, ...], ...]

    @property
    def modules(self) -> int:
        """How many modules it is wide and high."""
        return len(self.rows)

    def size_mm(self, distance_mm: float) -> float:
        """Return how wide it must be, quiet zone not counted, to be read from a distance."""
        return self.modules * max(distance_mm / DISTANCE_PER_MODULE, LEAST_MODULE_MM)

    def distance_mm(self, size_mm: float) -> float:
        """Return from how far it can be read at a width."""
        return size_mm / self.modules * DISTANCE_PER_MODULE

    def svg(self) -> str:
        """Return it as a drawing, black alone, one unit for each module: one path, so that no seams show."""
        path = ''.join(
            f'M{x} {y}h{width}v1h-{width}z'
            for y, row in enumerate(self.rows)
            for x, width in _runs(row)
        )  # fmt: skip
        box = f'0 0 {self.modules} {self.modules}'
        return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}"><path d="{path}"/></svg>'


def code_of(says: str) -> Code:
    """Return the code that says this; raises ChapbookError where that is too much to be read from a distance."""
    import segno

    try:
        made = segno.make(says, error='m', micro=False, boost_error=True, encoding='utf-8')
    except segno.DataOverflowError:
        made = None
    if made is None or len(made.matrix) > MOST_MODULES:
        message = f'a QR code of {len(says)} letters is too fine for a telephone to read: “{says[:40]}…”'
        raise ChapbookError(error(message, None, 'give a shorter address'))
    return Code(says, str(made.error), tuple(tuple(bool(module) for module in row) for row in made.matrix))


def wifi(ssid: str, password: str = '') -> str:
    """Return what a code says that joins a telephone to a network: WPA2 or WPA3 with a password, open without.

    The form is the one of the ZXing project, “Barcode Contents”, which Android and iOS read.
    """
    name = f'S:{_escaped(ssid)};'
    return f'WIFI:T:WPA;{name}P:{_escaped(password)};;' if password else f'WIFI:T:nopass;{name};'


def _escaped(word: str) -> str:
    return re.sub(r'([\\;,:"])', r'\\\1', word)


def _runs(row: tuple[bool, ...]) -> list[tuple[int, int]]:
    """Return where dark modules that stand side by side begin, and how many they are."""
    runs, x = [], 0
    for dark, modules in groupby(row):
        width = len(list(modules))
        if dark:
            runs.append((x, width))
        x += width
    return runs
