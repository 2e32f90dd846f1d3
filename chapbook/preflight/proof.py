"""The proof: one web page with every spread and every sheet as pictures, and what was found drawn on them."""

import base64
import hashlib
from collections import Counter

from markupsafe import Markup

from chapbook import __version__
from chapbook.filling import fill
from chapbook.preflight import Report
from chapbook.preflight.spreads import MOST_SHOWN, sheets, spreads
from chapbook.preflight.telling import summary
from chapbook.theme import Theme

SHEETS = ('tokens.css', 'proof.css')


def proof(data: bytes, report: Report, name: str, theme: Theme) -> bytes:
    """Return the proof of a file as a web page that asks for nothing; the same bytes every time."""
    folded = report.kind.folded and report.kind.read
    style = '\n'.join(map(theme.read_style, SHEETS)).replace('</', '<\\/').strip()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    around = {
        'name': name,
        'kind': report.kind,
        'pages': len(report.sizes_mm),
        'summary': summary(report.findings),
        'counts': Counter(finding.check for finding in report.findings).most_common(),
        'loose': [(at, each) for at, each in enumerate(report.findings, 1) if each.box_mm is None],
        'spreads': spreads(data, report.findings, folded=folded, right_bound=report.right_bound),
        'sheets': sheets(data, report.findings) if folded else (),
        'abridged': len(report.sizes_mm) > MOST_SHOWN,
        'version': __version__,
        'style': Markup(style),  # noqa: S704 - the theme’s own
        'policies': (
            f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'",
            "script-src 'none'; base-uri 'none'; form-action 'none'",
        ),
    }
    return fill('proof.html', theme, around).encode()
