"""Copyfit: sets a text so that it fills exactly so many pages, by the least change of its type that does.

`settings` are what may be moved and how far, `breaking` reckons what each would give, `search` lays out the few that
promise most. The same source comes to the same setting. Pictures are fitted by `chapbook.fitting`, not here.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from chapbook.book import Book
from chapbook.copyfit.flow import Flow
from chapbook.copyfit.justifying import whites
from chapbook.copyfit.search import Search, Trial, short_pages
from chapbook.copyfit.settings import Room, Setting
from chapbook.pages import Page, PageFile, PrintDocument
from chapbook.press import Press
from chapbook.problems import Place, Problem, note, warning
from chapbook.theme import Theme

PER_SHEET = 4


def begin(book: Book, theme: Theme, page: Page, press: Press) -> Callable[[], PageFile]:
    """Begin to fit a page file; return what waits until it is done and gives it, with a note of what was moved."""
    from chapbook.compose import page_tokens

    layouts = _Layouts(book, theme, page, press, Room.of(page_tokens(theme, page)), {})
    layouts.start(layouts.room.usual)
    return lambda: _fitted(layouts)


@dataclass(frozen=True, slots=True)
class _Layouts:
    """The layouts of one page file, each begun once."""

    book: Book
    theme: Theme
    page: Page
    press: Press
    room: Room
    begun: dict[Setting, Callable[[], PageFile]]

    @property
    def name(self) -> str:
        """What to call the pages: their size, where the text gives one."""
        size_mm = self.page.size_mm
        return f'{size_mm[0]:g} × {size_mm[1]:g} mm' if size_mm else self.page.name

    def start(self, setting: Setting) -> Callable[[], PageFile]:
        """Begin a layout, unless it was begun before; return what waits for it."""
        if setting not in self.begun:
            self.begun[setting] = self.press.lay_out(self._document(setting))
        return self.begun[setting]

    def _document(self, setting: Setting) -> PrintDocument:
        from chapbook.compose import print_document

        document = print_document(self.book, self.theme, self.page, self.room.overrides(setting))
        return replace(document, leading_pt=setting.leading_pt)

    def file(self, setting: Setting) -> PageFile:
        """Return a page file, and keep it."""
        file = self.start(setting)()
        self.begun[setting] = lambda: file
        return file

    def flow(self, setting: Setting) -> Flow:
        """Return what the pages of a setting hold."""
        flow = self.file(setting).flow
        if flow is None:
            raise ValueError('pages that were to be measured were not')
        return flow

    def justified(self, setting: Setting) -> PageFile:
        """Return a page file with white grown on pages that are short; as it was where that makes them no better."""
        before = self.file(setting)
        grown = whites(self.flow(setting), self.room.white)
        if not grown:
            return before
        after = self.press.lay_out(replace(self._document(setting), whites=grown))()
        better = after.flow and after.flow.pages == self.flow(setting).pages and _room(after) < _room(before)
        return after if better else before


def _room(file: PageFile) -> float:
    """Return how much room is left on the pages before the last, in points."""
    return sum(max(0.0, free_pt) for free_pt in file.flow.free_pt[:-1]) if file.flow else 0.0


def _fitted(layouts: _Layouts) -> PageFile:
    usual = layouts.flow(layouts.room.usual)
    asked = layouts.book.metadata.fit
    wanted = (asked,) if asked else _whole_sheets(usual.pages)
    searches = [Search(layouts.room, layouts.flow, pages) for pages in wanted]
    for search in searches:
        search.try_out(layouts.room.usual)
        if best := search.run():
            file = layouts.justified(best.setting)
            return _with(file, _told(best, file, search, layouts))
    return _with(layouts.file(layouts.room.usual), _not_told(searches[0], layouts))


def _whole_sheets(pages: int) -> tuple[int, ...]:
    """Return the multiples of four that a text may be set to: the next, then the one before, then the one after."""
    up = pages + -pages % PER_SHEET
    return (up,) if up == pages else tuple(count for count in (up, up - PER_SHEET) if count >= PER_SHEET)


def _with(file: PageFile, problem: Problem | None) -> PageFile:
    return replace(file, problems=(*file.problems, problem)) if problem else file


def _told(best: Trial, file: PageFile, search: Search, layouts: _Layouts) -> Problem:
    """Return what was moved, and which pages are short in spite of it."""
    flow = file.flow or best.flow
    grown = flow is not best.flow
    count = len(search.trials) + grown
    short = ', '.join(f'page {number} by {lines}' for number, lines in short_pages(flow))
    uneven = f'; short of lines: {short}' if short else ''
    moved = layouts.room.moved(best.setting)
    what = f'fills {search.wanted} pages of {layouts.name} ({count} {"layout" if count == 1 else "layouts"})'
    moved = f'{moved} moved' if moved == 'nothing' else moved
    white = '; white between blocks grown where pages were short' if grown else ''
    return note(f'{what}: {moved}{white}{uneven}', _place(layouts))


def _not_told(search: Search, layouts: _Layouts) -> Problem:
    """Return by how many lines a text cannot be set to its pages, and what would do it."""
    if search.is_between():
        reached = ', '.join(map(str, sorted({trial.flow.pages for trial in search.trials})))
        message = f'no setting was found that fills {search.wanted} pages of {layouts.name}, though some fill {reached}'
        return warning(message, _place(layouts), 'add or take out a few lines, or say fit: with one of these')
    nearest, missed = search.nearest()
    lines = f'{missed} {"line" if missed == 1 else "lines"}'
    tight = nearest.flow.pages >= search.wanted
    how = f'at its tightest it is {lines} over' if tight else f'at its loosest it is {lines} short'
    reach = f', or say fit: {nearest.flow.pages}' if layouts.book.metadata.fit else ''
    do = f'take out about {lines}{reach}' if tight else f'add about {lines}{reach}'
    message = f'the text cannot be set to {search.wanted} pages of {layouts.name}: {how}'
    return warning(message, _place(layouts), do)


def _place(layouts: _Layouts) -> Place:
    return Place(layouts.book.sources[0].path)
