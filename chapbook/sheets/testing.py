"""The test sheet: tells, once two sheets of it have been printed on both sides, what a printer does to paper."""

from chapbook.sheets import writing
from chapbook.sheets.drawing import BLACK, WHITE, Drawing, Shape, box, circle, head, line, words
from chapbook.sheets.papers import Paper

SHEETS = (1, 2)
STEPS = (
    '1   Print both pages of this file, one-sided, at 100 %.',
    '2   Put the two sheets back into the tray together, blank side where the ink goes.',
    '     Remember how: you will put every pile back in the same way.',
    '3   Print both pages again, on to the backs.',
    '4   Hold a sheet so that the number in its circle is upright,',
    '     and turn it over like a page of a book.',
    '5   What now stands upright at the top is the name of your printer:',
)
AGAIN = 'Both printed on one side? Take new sheets, and put them back the other way up.'


def sheet(paper: Paper) -> bytes:
    """Return the test sheet as a PDF of two pages, standing upright."""
    high = paper.turned() if paper.width_mm > paper.height_mm else paper
    return writing.drawn([page(number, high) for number in SHEETS])


def page(number: int, paper: Paper) -> Drawing:
    """Return one page: at its head the name of one kind of printer, and at its foot, upside down, of another."""
    width, height = paper.width_mm, paper.height_mm
    over = (-1.0, 0.0, 0.0, -1.0, width, height)
    shapes = [*_name(f'{number}A', width), *(shape.through(over) for shape in _name(f'{number}B', width))]
    shapes += _middle(number, width, height)
    return Drawing(f'Printer test, sheet {number}', width, height, tuple(shapes))


def _name(name: str, width: float) -> list[Shape]:
    """Return a name with an arrow that points to the head of the page."""
    x, y = width / 2, 16.0
    return [
        line((x, y + 4), (x, y + 14), width_mm=2.2),
        head((x, y), -90, 9),
        box(x - 24, y + 18, 48, 30, width_mm=1.2),
        words(name, 32, x, y + 41),
    ]


def _middle(number: int, width: float, height: float) -> list[Shape]:
    y = height / 2
    shapes = [
        circle(width / 2, y - 46, 17, fill=BLACK if number == 1 else WHITE, width_mm=1.2),
        words(str(number), 30, width / 2, y - 36.5, fill=WHITE if number == 1 else BLACK),
    ]
    shapes += [words(step, 5.4, 22, y - 14 + 8 * at, anchor=0) for at, step in enumerate(STEPS)]
    shapes.append(words('build.py impose FILE.pdf --printer 1A, 1B, 2A or 2B', 5.4, 30, y + 44, anchor=0))
    return [*shapes, words(AGAIN, 4.6, width / 2, y + 57)]
