"""The look: finds stylesheets and templates, a project’s own before the house’s, and resolves the theme’s tokens.

`tokens.css` is the one place for sizes, faces and colours. The web page uses its custom properties as they are; the
print and e-book sheets get them resolved here, since neither `@page` nor an old e-reader understands `var()`.
"""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from chapbook.problems import ChapbookError, Place, error

PACKAGE = Path(__file__).parent
TOKEN = re.compile(r'(--[\w-]+)\s*:\s*([^;}]+);')
VAR = re.compile(r'var\(\s*(--[\w-]+)\s*\)')
ROOT_BLOCK = re.compile(r':root\s*\{([^}]*)\}')
COMMENT = re.compile(r'/\*.*?\*/', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Theme:
    """Where styles and templates are looked for, the first folder first; `cache` keeps compiled templates."""

    style_folders: tuple[Path, ...]
    template_folders: tuple[Path, ...]
    cache: Path | None = None

    def read_style(self, name: str) -> str:
        """Return one stylesheet, without its comments."""
        for folder in self.style_folders:
            path = folder / name
            if path.is_file():
                return COMMENT.sub('', path.read_text('utf-8'))
        raise ChapbookError(error(f'there is no stylesheet {name}', Place(self.style_folders[0]), 'restore it'))

    def tokens(self, *names: str) -> dict[str, str]:
        """Return the custom properties that the named sheets set on `:root`, later ones winning."""
        found: dict[str, str] = {}
        for name in names:
            for block in ROOT_BLOCK.findall(self.read_style(name)):
                found.update((key, value.strip()) for key, value in TOKEN.findall(block))
        return {key: _resolve(value, found) for key, value in found.items()}

    def sheet(self, *names: str, tokens: tuple[str, ...] = ('tokens.css',)) -> str:
        """Return the named sheets as one, every `var()` replaced by what the token sheets say."""
        return _resolve('\n'.join(map(self.read_style, names)), self.tokens(*tokens))


def load_theme(project: Path) -> Theme:
    """Return the theme of a project: its own `styles/` and `templates/` where it has them, then the house’s."""
    return Theme(_folders(project, 'styles'), _folders(project, 'templates'), _cache())


def _cache() -> Path | None:
    """Return a folder of the user’s own for compiled templates, which take a tenth of a second to compile."""
    try:
        folder = Path(os.environ.get('XDG_CACHE_HOME') or Path.home() / '.cache') / 'chapbook'
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except (OSError, RuntimeError):
        # No home, or a disk that cannot be written: templates are compiled every time.
        return None
    return folder if os.access(folder, os.W_OK) else None


def _folders(project: Path, name: str) -> tuple[Path, ...]:
    # In a checkout the top level is the single source; in a wheel both travel inside the package.
    house = PACKAGE.parent / name if (PACKAGE.parent / 'pyproject.toml').is_file() else PACKAGE / name
    return tuple(dict.fromkeys(folder for folder in (project / name, house) if folder.is_dir()))


def _resolve(css: str, tokens: dict[str, str], depth: int = 0) -> str:
    """Replace every known `var(--name)`; a token may refer to others, a few deep."""
    if depth > 8 or 'var(' not in css:
        return css
    return _resolve(VAR.sub(lambda match: tokens.get(match[1], 'initial'), css), tokens, depth + 1)
