"""Writes both pictures: `python -m chapbook.pictures PAGES.pdf OUTDIR`."""

import argparse
from pathlib import Path

from chapbook import pictures
from chapbook.problems import ChapbookError

SPREAD_WIDTH_PX = 1600


def main(arguments: list[str] | None = None) -> int:
    """Write both pictures of a page file into a folder."""
    parser = argparse.ArgumentParser(prog='python -m chapbook.pictures', description=pictures.__doc__)
    parser.add_argument('pdf', type=Path, help='the pamphlet’s page file')
    parser.add_argument('folder', type=Path, help='where the pictures go')
    parser.add_argument('--left-page', type=int, default=4, help='the spread’s left page (default: 4)')
    wanted = parser.parse_args(arguments)
    try:
        picture = pictures.spread(wanted.pdf.read_bytes(), wanted.left_page, SPREAD_WIDTH_PX)
    except (OSError, ChapbookError) as refused:
        parser.error(str(refused))
    wanted.folder.mkdir(parents=True, exist_ok=True)
    (wanted.folder / 'spread.png').write_bytes(picture)
    (wanted.folder / 'folded-sheet.svg').write_bytes(pictures.folded_sheet())
    return 0


if __name__ == '__main__':
    raise SystemExit(main())
