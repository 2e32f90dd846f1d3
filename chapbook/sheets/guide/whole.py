"""What every fold guide shows: its job, the printer, the sheet, and the finished book."""

from chapbook.sheets.drawing import Shape
from chapbook.sheets.guide import scenes
from chapbook.sheets.guide.scenes import LAYER, Look, View
from chapbook.sheets.placing import Layout
from chapbook.sheets.schemes import RIGHT, Cell, Imposition, Sheet

Scene = list[Shape]


class Job:
    """What a guide is drawn from: where pages lie on sheets, and how high they are for their width."""

    def __init__(self, imposition: Imposition, layout: Layout) -> None:
        self.sheets = imposition.sheets
        self.columns, self.rows = imposition.columns, imposition.rows
        width, height = layout.cell_mm
        self.height = min(max(height / width, 0.6), 1.6)
        # The first page is bound on its left, or else its book is on the right; loose leaves are bound nowhere.
        self.right_bound = any(cell.page == 1 and cell.spine == RIGHT for cell in self.sheets[0].front)
        self.two_sided = imposition.two_sided

    def looks(self, sheet: Sheet, *, back: bool = False) -> dict[tuple[int, int], Look]:
        """Return what is on each cell of a side, by row and column."""
        cells: tuple[Cell, ...] = sheet.back if back else sheet.front
        return {(cell.row, cell.column): Look(cell.page, cell.head_down) for cell in cells}

    def halves(self, sheet: Sheet, *, back: bool = False) -> tuple[Look, Look]:
        """Return what is on the left and on the right of a sheet that is folded once."""
        looks = self.looks(sheet, back=back)
        return looks[0, 0], looks[0, 1]

    def signature(self, number: int) -> list[Sheet]:
        """Return the sheets of one signature, the outermost first."""
        return [sheet for sheet in self.sheets if sheet.signature == number]


def printing(job: Job) -> Scene:
    """Show the first sheet leaving the printer: its front, and its back behind it."""
    sheet, height = job.sheets[0], job.height
    scene = scenes.printer(45, 27)
    view = whole(job, 58, 30)
    scene += scenes.arrow((45, 33), (45, 42), 90)
    if (job.columns, job.rows) == (2, 1):
        scene += scenes.open_sheet(view, height, *job.halves(sheet))
        return scene + _and_back(job)
    return scene + grid(job, view, sheet) + (_and_back(job) if job.two_sided else [])


def grid(job: Job, view: View, sheet: Sheet, z: float = 0, *, blank: bool = False) -> Scene:
    """Show a whole sheet with all its cells."""
    looks = job.looks(sheet)
    scene: Scene = []
    for row in range(job.rows):
        for column in range(job.columns):
            corner = (column, (job.rows - 1 - row) * job.height, z)
            look = scenes.BLANK if blank else looks.get((row, column), scenes.BLANK)
            scene += scenes.piece(view, corner, (1, 0, 0), (0, job.height, 0), look)
    return scene


def whole(job: Job, width_mm: float, height_mm: float, foot_mm: float = 74) -> View:
    """Return the view in which a whole sheet is no larger than this, standing in the middle of the scene."""
    wide, high = job.columns + scenes.SLANT * job.rows * job.height, scenes.DEPTH * job.rows * job.height
    scale = min(width_mm / wide, height_mm / high)
    return View((scenes.WIDTH_MM - scale * wide) / 2, foot_mm, scale)


def closed(job: Job, view: View, look: Look, layers: int, z: float = 0) -> Scene:
    """Show folded sheets as they lie closed, so many layers high from a height on."""
    scene: Scene = []
    for layer in range(layers):
        scene += scenes.piece(
            view,
            (0, 0, z + layer * LAYER),
            (1, 0, 0),
            (0, job.height, 0),
            look if layer == layers - 1 else scenes.BLANK,
        )
    return scene


def front(sheets: list[Sheet]) -> Look:
    """Return the first page that is read of these sheets."""
    return Look(min((cell.page for sheet in sheets for cell in (*sheet.front, *sheet.back) if cell.page), default=None))


def book(job: Job, sheets: list[Sheet]) -> Scene:
    """Show the finished book, slightly open, its cover in front."""
    view, height = View(30, 68, 34), job.height
    left, right = 0.0, 1.0
    fold = right if job.right_bound else left
    scene = closed(job, view, scenes.BLANK, 4)
    angles = (150, 165) if job.right_bound else (12, 26)
    for degrees in angles[::-1] if job.right_bound else angles:
        look = front(sheets) if degrees in (150, 26) else scenes.BLANK
        scene += scenes.leaf(view, (fold, 0, 3 * LAYER), height, degrees, look)
    return scene + scenes.tick(80, 14)


def _and_back(job: Job) -> Scene:
    """Show that both sides are printed: a sheet turns over."""
    return [*scenes.turning(79, 36)] if job.two_sided else []
