"""When a text was last changed: the date that goes into every file made of it."""

import os
import subprocess
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from chapbook.project.finding import Text

if TYPE_CHECKING:
    from chapbook.metadata import Metadata

# What a ZIP archive can date back to, for a text that no date, variable or commit dates.
UNDATED = datetime(1980, 1, 1, tzinfo=UTC)


def modified(metadata: 'Metadata', text: Text) -> datetime:
    """Return the date that goes into every file: the text’s own, SOURCE_DATE_EPOCH, or the last commit’s."""
    if metadata.iso_date:
        # What the date leaves open begins with the first.
        written = f'{metadata.iso_date}-01-01'[:10]
        return max(datetime.fromisoformat(f'{written}T00:00:00+00:00'), UNDATED)
    epoch = os.environ.get('SOURCE_DATE_EPOCH') or _last_commit(text)
    if epoch.isdecimal():
        return max(datetime.fromtimestamp(int(epoch), UTC), UNDATED)
    return UNDATED


def _last_commit(text: Text) -> str:
    """Return the time of the last commit that touched the text, in seconds since 1970; '' where there is none."""
    command = [
        'git',
        '-C',
        str(text.folder),
        'log',
        '-1',
        '--format=%ct',
        '--',
        *(str(path.resolve()) for path in text.files),
    ]
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=10, check=False).stdout.strip()  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return ''
