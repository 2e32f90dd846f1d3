"""Paper in numbers: prints sheets as the file tells a printer to, then folds, nests, slits, cuts and stacks them.

What comes back is read in the order of the finished thing. It follows from where things lie and how paper behaves, not
from what the program says of itself.
"""

from dataclasses import dataclass
from io import BytesIO

import pikepdf
import pypdfium2
from pikepdf import Array, Dictionary, Matrix, Name, Pdf, Rectangle
from PIL import Image, ImageChops, ImageStat

MM = 72 / 25.4
A5 = (148 * MM, 210 * MM)
A6 = (105 * MM, 148 * MM)
A7 = (74 * MM, 105 * MM)
HALF_LETTER = (396, 612)
# A block in one corner, a bar along one edge and a word: turned, mirrored or moved, the page looks different. Squares
# give its number in bits, so that it looks like no other page either.
PAGE = """0.2 g {squares} {x} {y} {block} {tall} re f 0.6 g {x} {y} {bar} 14 re f 0 g
BT /F1 {size} Tf {text_x} {text_y} Td (Folio {number}) Tj ET"""


def page_file(count, size=A5, origin=(0, 0)):
    """Return an open page file of so many pages, each with its number and a drawing that shows which way is up."""
    pdf = pikepdf.new()
    font = Dictionary(F1=pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)))
    (x, y), (width, height) = origin, size
    for number in range(1, count + 1):
        page = pdf.add_blank_page(page_size=size).obj
        page.MediaBox = Array([x, y, x + width, y + height])
        page.Resources = Dictionary(Font=font)
        drawing = PAGE.format(
            number=number, x=x, y=y, block=min(60, width / 4), tall=min(90, height / 5), bar=width * 0.8,
            size=min(40, width / 8), text_x=x + width / 4, text_y=y + height * 0.7,
            squares=squares(number, x + width * 0.15, y + height * 0.3, width / 6),
        )  # fmt: skip
        page.Contents = pdf.make_stream(drawing.encode())
    return pdf


def squares(number, x, y, side):
    """Return two rows of four squares, those alone that are set in the last eight bits of a number."""
    at = [(x + bit % 4 * side, y + bit // 4 * side) for bit in range(8) if number >> bit & 1]
    return ' '.join(f'{left} {below} {side} {side} re f' for left, below in at)


def saved(pdf, **options):
    """Return a PDF’s bytes."""
    buffer = BytesIO()
    pdf.save(buffer, **options)
    return buffer.getvalue()


@dataclass(frozen=True, slots=True)
class Face:
    """One page where it lies: on which sheet, whether on its back, its rectangle in points, and its form’s name."""

    sheet: int
    back: bool
    place: Rectangle
    name: str


def faces(booklet):
    """Read every page’s place from the drawing operators and the forms’ own boxes, not from their names."""
    found = []
    two_sided = booklet.Root.ViewerPreferences.Duplex != Name.Simplex
    for index, page in enumerate(booklet.pages):
        matrices = [Matrix()]
        for operands, operator in pikepdf.parse_content_stream(page):
            if str(operator) == 'q':
                matrices.append(matrices[-1])
            elif str(operator) == 'Q':
                matrices.pop()
            elif str(operator) == 'cm':
                matrices[-1] = Matrix(*map(float, operands)) @ matrices[-1]
            elif str(operator) == 'Do':
                place = matrices[-1].transform(Rectangle(page.resources.XObject[operands[0]].BBox))
                sheet, back = divmod(index, 2) if two_sided else (index, 0)
                found.append(Face(sheet, bool(back), place, str(operands[0])))
    return found


def fold(placed):
    """Fold nested sheets in numbers and return what lies on them in reading order.

    Takes (sheet, back, x, what), x measured from the fold as that side is looked at. The pile lies open, backs up, the
    outermost sheet lowest; a front is turned over on its short edge, so that its left is right. Then the left half of
    the pile turns over onto the right one, and the book is read from the top.
    """
    pile = [(x if back else -x, 2 * sheet + back, what) for sheet, back, x, what in placed]
    top = max(height for _, height, _ in pile) + 0.5
    closed = [(2 * top - height if x < 0 else height, what) for x, height, what in pile]
    return [what for _, what in sorted(closed, key=lambda leaf: -leaf[0])]


@dataclass(frozen=True, slots=True)
class Spot:
    """A piece of a printed sheet: which page of the file shows it, where, and whether it stands on its head there."""

    index: int
    place: Rectangle
    head_down: bool
    name: str


class Printed:
    """Sheets as they leave a printer that does what the file says: every face as it is seen from the front.

    Backs are turned over like pages of a book first; a printer that turns sheets about the other edge has them on
    their heads then.
    """

    def __init__(self, pdf):
        self.booklet = Pdf.open(BytesIO(pdf))
        self.width, self.height = (float(value) for value in self.booklet.pages[0].mediabox[2:])
        duplex = self.booklet.Root.ViewerPreferences.Duplex
        self.two_sided = duplex != Name.Simplex
        about_upright = (duplex == Name.DuplexFlipShortEdge) == (self.width > self.height)
        self.backs_on_head = self.two_sided and not about_upright
        self.found = faces(self.booklet)

    def seen(self, face):
        """Return where a face is seen to lie on its side, once that is looked at with the sheet’s head up."""
        place = face.place
        if face.back and self.backs_on_head:
            return Rectangle(
                self.width - place.urx, self.height - place.ury, self.width - place.llx, self.height - place.lly
            )
        return place

    def spot(self, face, *, head_down=False):
        """Return the piece of the file that a face is."""
        index = 2 * face.sheet + face.back if self.two_sided else face.sheet
        return Spot(index, face.place, head_down != (face.back and self.backs_on_head), face.name)

    def folded(self, sizes=None, *, right_bound=False):
        """Return the spots of signatures of so many sheets each, folded once and put side by side, as they are read."""
        sheets = len(self.booklet.pages) // 2
        read, first = [], 0
        for size in sizes or (sheets,):
            mine = [face for face in self.found if first <= face.sheet < first + size]
            if mine:
                middle = [(face, (self.seen(face).llx + self.seen(face).urx) / 2 - self.width / 2) for face in mine]
                sign = -1 if right_bound else 1
                read += fold([(face.sheet - first, face.back, sign * x, face) for face, x in middle])
            first += size
        return [self.spot(face) for face in read]

    def drawn_out(self, *, right_bound=False):
        """Return the spots of a zine: the sheet folded to eighths, slit in the middle, drawn out and closed.

        Slit between its middle panels, a sheet of two rows of four is a ring of eight, and every second fold of the
        ring goes inward: so the ring is the order of reading. Crossing a lying fold turns a panel on its head.
        """
        at = {}
        for face in self.found:
            column = int((face.place.llx + face.place.urx) / 2 // (self.width / 4))
            row = int((self.height - (face.place.lly + face.place.ury) / 2) // (self.height / 2))
            at[row, column] = face
        last = 3
        cover = (1, last - 1 if right_bound else 1)
        step, ring, (row, column), head_down = (-1 if right_bound else 1), [], cover, False
        for _ in range(8):
            ring.append((at.get((row, column)), head_down))
            beyond = column + step
            if 0 <= beyond <= last:
                column = beyond
            else:
                row, head_down, step = 1 - row, not head_down, -step
        return [self.spot(face, head_down=head_down) for face, head_down in ring if face]

    def cut(self, *, stacked, right_bound=False):
        """Return the spots of leaves cut apart, front and back of each: sheet by sheet, or stack upon stack."""
        fronts = [face for face in self.found if not face.back]
        sign = -1 if right_bound else 1
        across = {id(face): (-round(face.place.lly), sign * round(face.place.llx)) for face in fronts}
        order = (lambda face: (*across[id(face)], face.sheet)) if stacked else (
            lambda face: (face.sheet, *across[id(face)])
        )  # fmt: skip
        read = []
        for face in sorted(fronts, key=order):
            read.append(self.spot(face))
            read += [self.spot(other) for other in self.found if self._behind(face, other)]
        return read

    def _behind(self, front, other):
        if not other.back or other.sheet != front.sheet:
            return False
        back, mirrored = self.seen(other), self.width - (front.place.llx + front.place.urx) / 2
        return (
            abs((back.llx + back.urx) / 2 - mirrored) < back.width / 4
            and abs((back.lly + back.ury - front.place.lly - front.place.ury) / 2) < back.height / 4
        )


# How the sheets of a scheme become the finished thing: what is done with them, and which way.
FINISHED = {
    'saddle': (Printed.folded, {}),
    'signatures': (Printed.folded, {}),
    'zine': (Printed.drawn_out, {}),
    'n-up': (Printed.cut, {'stacked': False}),
    'cut-and-stack': (Printed.cut, {'stacked': True}),
}


def finish(printed, job, imposition):
    """Return the spots of printed sheets in reading order, once done with as their scheme says."""
    how, way = FINISHED[job.scheme]
    if job.scheme == 'signatures':
        numbers = [sheet.signature for sheet in imposition.sheets]
        way = {'sizes': [numbers.count(number) for number in sorted(set(numbers))]}
    return how(printed, **way, right_bound=bool(job.right_bound))


class Leaf:
    """A sheet of paper on its way through a printer: what is printed on either face, and toward which of its ends."""

    def __init__(self):
        self.faces = {False: [], True: []}
        self.upper, self.leading = False, 0


@dataclass(frozen=True, slots=True)
class Printer:
    """A printer that prints one side, and the way its owner puts a pile back into it.

    `prints_upper`: on the face that lies up in the tray, or on the lower one. `from_top`: it takes the top sheet of the
    tray. `head_first`: the head of a page goes in first. `face_up`: the printed face lies up in the output, each sheet
    on the one before. `turns_end`: a sheet comes to lie with its other end toward the tray. `last_page_first`: its
    driver sends the pages backwards. The owner turns the pile over about its `long` or `short` edge, around (`round`),
    or not at all.
    """

    prints_upper: bool
    from_top: bool
    head_first: bool
    face_up: bool
    turns_end: bool
    last_page_first: bool
    handling: str | None

    def run(self, tray, pages):
        """Print pages by number on the sheets in a tray, and return the pile in the output, both from the top."""
        tray, pile = list(tray), []
        for page in reversed(pages) if self.last_page_first else pages:
            leaf = tray.pop(0 if self.from_top else -1)
            face = leaf.upper if self.prints_upper else not leaf.upper
            leaf.faces[face].append((page, leaf.leading if self.head_first else 1 - leaf.leading))
            leaf.upper = face if self.face_up else not face
            leaf.leading ^= self.turns_end
            pile.insert(0, leaf)
        return pile

    def put_back(self, pile):
        """Return the pile as its owner puts it into the tray."""
        over = self.handling in ('long', 'short')
        for leaf in pile:
            leaf.upper ^= over
            leaf.leading ^= self.handling in ('short', 'round')
        return pile[::-1] if over else pile

    def both_sides(self, count):
        """Print so many fronts, then as many backs, both by number; return for each sheet its front, back and flip.

        None where something was printed over something else. A sheet has been turned about its long edge where both
        heads are at one end of it.
        """
        numbers = list(range(count))
        pile = self.run([Leaf() for _ in numbers], numbers)
        leaves = self.run(self.put_back(pile), [count + number for number in numbers])
        if any(len(marks) != 1 for leaf in leaves for marks in leaf.faces.values()):
            return None
        sides = [sorted(marks[0] for marks in leaf.faces.values()) for leaf in leaves]
        return [(front, back - count, 'long' if one == other else 'short') for (front, one), (back, other) in sides]


def texts(pdf, spots):
    """Return the words in each spot, as PDFium reads them."""
    pages = [page.get_textpage() for page in pypdfium2.PdfDocument(pdf)]
    return [
        pages[spot.index].get_text_bounded(spot.place.llx, spot.place.lly, spot.place.urx, spot.place.ury).split()
        for spot in spots
    ]


def words(pdf):
    """Return the words of each page as PDFium reads them."""
    return [page.get_textpage().get_text_bounded().split() for page in pypdfium2.PdfDocument(pdf)]


def pictures(pdf, width=150):
    """Return each page as a reader sees it, small and grey."""
    document = pypdfium2.PdfDocument(pdf)
    scales = [(page, width / page.get_width()) for page in document]
    return [page.render(scale=scale, grayscale=True).to_pil().convert('L') for page, scale in scales]


def cut_out(pdf, spots, scale=1.0):
    """Return the picture of each spot, cut from its printed side and held with its head up."""
    document = pypdfium2.PdfDocument(pdf)
    sides = [page.render(scale=scale, grayscale=True).to_pil().convert('L') for page in document]
    heights = [page.get_height() for page in document]
    cut = []
    for spot in spots:
        box = (spot.place.llx, heights[spot.index] - spot.place.ury,
               spot.place.urx, heights[spot.index] - spot.place.lly)  # fmt: skip
        piece = sides[spot.index].crop([round(value * scale) for value in box])
        cut.append(piece.rotate(180) if spot.head_down else piece)
    return cut


def alike(one, other):
    """Tell whether two pictures are the same but for how edges fall on the grid of dots."""
    coarse = [picture.resize((30, 42), Image.Resampling.BOX) for picture in (one, other)]
    return ImageStat.Stat(ImageChops.difference(*coarse)).mean[0] < 3
