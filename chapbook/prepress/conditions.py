"""Ways of printing by their names, and where systems keep the ICC profiles that describe them.

A profile that a text names and this machine has is like one of its faces: it is used, and its folder is never written
in the text. Names are compared with those of files; no path is made of them.
"""

import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from chapbook.problems import did_you_mean

ENDINGS = frozenset(('.icc', '.icm'))
# Below the data folders of the XDG base directories: what colour management, and what TeX brings.
FOLDERS = ('color/icc', 'icc', 'texlive/texmf-dist/tex/generic/colorprofiles', 'texmf-dist/tex/generic/colorprofiles')
OF_SYSTEMS = {
    'darwin': ('/Library/ColorSync/Profiles', '~/Library/ColorSync/Profiles',
               '/Library/Application Support/Adobe/Color/Profiles',
               '~/Library/Application Support/Adobe/Color/Profiles'),
    'win32': ('${SystemRoot}/System32/spool/drivers/color', '${CommonProgramFiles}/Adobe/Color/Profiles',
              '${CommonProgramFiles(x86)}/Adobe/Color/Profiles'),
}  # fmt: skip
ECI = 'get {file}.icc from eci.org and put it beside the text, as profile: {file}.icc'


@dataclass(frozen=True, slots=True)
class Printing:
    """A way of printing: what the ICC’s registry calls it, the files that describe it, the best first, and the paper.

    https://www.color.org/chardata/drsection1.xalter
    """

    name: str
    files: tuple[str, ...]
    paper: str
    advice: str = 'ask the print shop for its profile and put it beside the text, as profile: shop.icc'


FOGRA39_FILES = ('ISOcoated_v2_300_eci', 'ISOcoated_v2_eci', 'CoatedFOGRA39', 'FOGRA39L_coated')
PRINTINGS = (
    Printing('FOGRA39', FOGRA39_FILES, 'offset on coated paper', 'apt-get install texlive-base brings it'),
    Printing('FOGRA51', ('PSOcoated_v3',), 'offset on coated paper', ECI.format(file='PSOcoated_v3')),
    Printing('FOGRA52', ('PSOuncoated_v3_FOGRA52',), 'offset on uncoated paper',
             ECI.format(file='PSOuncoated_v3_FOGRA52')),
    Printing('FOGRA47', ('PSO_Uncoated_ISO12647_eci', 'FOGRA47L_uncoated'), 'offset on uncoated paper',
             ECI.format(file='PSO_Uncoated_ISO12647_eci')),
    Printing('FOGRA27', ('CoatedFOGRA27',), 'offset on coated paper'),
    Printing('FOGRA29', ('UncoatedFOGRA29',), 'offset on uncoated paper'),
    Printing('CGATS TR 001', ('USWebCoatedSWOP',), 'web offset on coated paper'),
    Printing('CGATS TR 006', ('GRACoL2006_Coated1v2', 'CoatedGRACoL2006'), 'offset on coated paper'),
    Printing('CGATS21_CRPC3', ('GRACoL2013UNC_CRPC3',), 'offset on uncoated paper'),
    Printing('CGATS21_CRPC5', ('SWOP2013C3_CRPC5',), 'web offset on coated paper'),
    Printing('CGATS21_CRPC6', ('GRACoL2013_CRPC6',), 'offset on coated paper'),
    Printing('JC200103', ('JapanColor2001Coated',), 'offset on coated paper'),
)  # fmt: skip
# What Ghostscript turns colours to print with: it serves for proofs where there is nothing else.
STAND_IN = 'default_cmyk'


def printing_of(file_name: str) -> Printing | None:
    """Return the way of printing that a file describes, by its name."""
    stem = _letters(Path(file_name).stem)
    return next((each for each in PRINTINGS if stem in map(_letters, each.files)), None)


def profile_named(name: str) -> Path | None:
    """Return the profile on this machine that a printing, or the beginning of a file’s name, calls for."""
    wanted = _letters(re.sub(r'\.ic[cm]$', '', name, flags=re.IGNORECASE))
    if not wanted or '/' in name or '\\' in name:
        return None
    installed = {_letters(path.stem): path for path in sorted(_profiles(), reverse=True)}
    called = [each.files for each in PRINTINGS if _is_called(each, wanted)]
    known = [file for files in called for file in sorted(files, key=lambda file: _letters(file) != wanted)]
    return next((installed[_letters(file)] for file in (*known, wanted) if _letters(file) in installed), None)


def advice(name: str) -> str:
    """Return how to get the profile that a printing calls for, or the name that may have been meant."""
    wanted = _letters(Path(name).stem)
    known = next((each for each in PRINTINGS if wanted and _is_called(each, wanted)), None)
    names = [word for each in PRINTINGS for word in (each.name, *each.files)]
    return known.advice if known else did_you_mean(name, names) or Printing('', (), '').advice


def _is_called(printing: Printing, wanted: str) -> bool:
    return wanted == _letters(printing.name) or any(_letters(file).startswith(wanted) for file in printing.files)


def _letters(name: str) -> str:
    """Return what names are compared by: hyphens, spaces and case are written in many ways."""
    return re.sub(r'[\W_]', '', name).casefold()


def _profiles() -> Iterator[Path]:
    for folder in folders():
        yield from (path for path in folder.rglob('*') if path.suffix.lower() in ENDINGS and path.is_file())


def folders() -> list[Path]:
    """Return where this system keeps profiles; some are not there."""
    home = os.environ.get('XDG_DATA_HOME') or '~/.local/share'
    roots = [home, *(os.environ.get('XDG_DATA_DIRS') or '/usr/local/share:/usr/share').split(':')]
    own = [os.path.expandvars(folder) for folder in OF_SYSTEMS.get(sys.platform, ())]
    named = [*(f'{root}/{folder}' for root in roots for folder in FOLDERS), *own]
    return [path for each in named if (path := Path(each).expanduser()).is_dir()]
