"""What a page may do in a browser: what its head says of that, said again in a header."""

import re
from html.parser import HTMLParser

# Nobody’s frame, nobody’s form; Content Security Policy Level 3 lets no page say the first of these itself.
ALWAYS = "frame-ancestors 'none'; form-action 'none'; base-uri 'none'"
# A page that says nothing runs nothing.
SILENT = (
    "default-src 'none'; img-src 'self' data:; media-src 'self'; font-src 'self' data:; "
    f"style-src 'self' 'unsafe-inline'; {ALWAYS}"
)
NOTHING = f"default-src 'none'; style-src 'unsafe-inline'; {ALWAYS}"
# A policy stands in the head, before anything that it could forbid.
HEAD = 1 << 16


class _Policies(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take down what a meta element says."""
        given = dict(attrs)
        if tag == 'meta' and (given.get('http-equiv') or '').lower() == 'content-security-policy':
            self.found.append(given.get('content') or '')


def page_policy(body: bytes) -> str:
    """Return the policies of a page as one header: its own where it has any, all of which a browser keeps, or none."""
    parser = _Policies()
    parser.feed(body[:HEAD].decode('utf-8', 'replace'))
    own = [' '.join(policy.split()) for policy in parser.found]
    fit = [policy for policy in own if re.fullmatch(r'[\x21-\x2b\x2d-\x7e ]+', policy)]
    return ', '.join((*fit, ALWAYS)) if own and fit == own else SILENT


def policy(media: str, body: bytes) -> str | None:
    """Return the policy for a file; a PDF has none, for browsers show it by means of their own that one would stop."""
    if media.startswith('text/html'):
        return page_policy(body)
    return None if media == 'application/pdf' else NOTHING
