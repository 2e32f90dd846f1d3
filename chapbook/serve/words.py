"""The few pages that the server says itself: filled once, so that nothing is laid out while people wait."""

from dataclasses import dataclass
from html import escape

from markupsafe import Markup

from chapbook.filling import fill
from chapbook.theme import Theme

TEMPLATE, SHEETS = 'served.html', ('tokens.css', 'served.css')
# Stands where the address goes, which depends on where a reader comes in; no letter of it is changed by HTML.
ADDRESS = 'THE-ADDRESS'


@dataclass(frozen=True, slots=True)
class Pages:
    """What is said where there is no such file or feed, and to telephones whose window keeps no file."""

    missing: bytes
    no_feed: bytes
    greeting: str

    def welcome(self, address: str) -> bytes:
        """Return the greeting with the address to open in a browser."""
        return self.greeting.replace(ADDRESS, escape(address)).encode()


def fill_pages(theme: Theme) -> Pages:
    """Return the pages in the look of a theme; raises ChapbookError for a faulty template."""
    style = Markup('\n'.join(map(theme.read_style, SHEETS)).replace('</', '<\\/'))  # noqa: S704 - the theme’s own
    missing, no_feed, greeting = (
        fill(TEMPLATE, theme, {'kind': kind, 'style': style, 'address': ADDRESS})
        for kind in ('missing', 'no-feed', 'welcome')
    )
    return Pages(missing.encode(), no_feed.encode(), greeting)
