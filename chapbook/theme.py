"""The look: finds stylesheets and templates, a project’s own before the house’s, and resolves the theme’s tokens.

`tokens.css` is the one place for sizes, faces and colours. The web page uses its custom properties as they are; the
print and e-book sheets get them resolved here, since neither `@page` nor an old e-reader understands `var()`.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from chapbook.problems import ChapbookError, Place, did_you_mean, error

PACKAGE = Path(__file__).parent
TOKEN = re.compile(r'(--[\w-]+)\s*:\s*([^;}]+)')
VAR = re.compile(r'var\(\s*(--[\w-]+)\s*(?:,((?:[^()]|\([^()]*\))*))?\)')
ROOT_BLOCK = re.compile(r':root\s*\{([^}]*)\}')
COMMENT = re.compile(r'/\*.*?\*/', re.DOTALL)
# Sheets that set tokens and nothing else: a project’s own says what is different, the house’s says the rest.
TOKEN_SHEETS = (
    'tokens.css',
    *(f'page-{name}.css' for name in ('half-letter', 'large-print', 'zine', 'zine-letter', 'copier')),
)
DEEPEST = 8
# The names of token sheets, or what they came to.
Tokens = tuple[str, ...] | Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Theme:
    """Where styles and templates are looked for, the first folder first; `cache` keeps compiled templates."""

    style_folders: tuple[Path, ...]
    template_folders: tuple[Path, ...]
    cache: Path | None = None

    @property
    def is_house(self) -> bool:
        """Whether styles and templates are the house’s, and nobody’s own."""
        return len(self.style_folders) == len(self.template_folders) == 1

    def read_style(self, name: str) -> str:
        """Return one stylesheet, without its comments: the first there is, or all of them where they set tokens."""
        found = [folder / name for folder in self.style_folders if (folder / name).is_file()]
        if not found:
            raise ChapbookError(error(f'there is no stylesheet {name}', Place(self.style_folders[0]), 'restore it'))
        wanted = reversed(found) if name in TOKEN_SHEETS else found[:1]
        return '\n'.join(COMMENT.sub('', _read(path)) for path in wanted)

    def tokens(self, *names: str) -> dict[str, str]:
        """Return the custom properties that the named sheets set on `:root`, later ones winning."""
        found: dict[str, str] = {}
        for name in names:
            found.update(_set_on_root(self.read_style(name)))
        return {key: _resolve(value, found) for key, value in found.items()}

    def sheet(self, *names: str, tokens: Tokens = ('tokens.css',)) -> str:
        """Return the named sheets as one, every `var()` replaced by what the token sheets say."""
        return self.resolve('\n'.join(map(self.read_style, names)), tokens)

    def resolve(self, css: str, tokens: Tokens = ('tokens.css',)) -> str:
        """Return a stylesheet with every `var()` replaced by what the token sheets, or the sheet itself, say.

        `tokens` are the names of token sheets, or what they came to.
        """
        known = self.tokens(*tokens) if isinstance(tokens, tuple) else tokens
        return _resolve(css, {**known, **_set_on_root(css)})


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


def _read(path: Path) -> str:
    try:
        return path.read_text('utf-8-sig')
    except UnicodeDecodeError as fault:
        hint = 'save the file as UTF-8 in your editor'
        raise ChapbookError(error('this is not UTF-8 text', Place(path), hint)) from fault
    except OSError as fault:
        hint = 'look at its permissions'
        raise ChapbookError(error(f'the file cannot be read: {fault.strerror}', Place(path), hint)) from fault


def _set_on_root(css: str) -> dict[str, str]:
    return {key: value.strip() for block in ROOT_BLOCK.findall(css) for key, value in TOKEN.findall(block)}


def _resolve(css: str, tokens: Mapping[str, str], depth: int = 0) -> str:
    """Replace every `var(--name)` and `var(--name, otherwise)`; a token may refer to others, a few deep."""

    def value(match: re.Match[str]) -> str:
        name, fallback = match.groups()
        if name not in tokens and fallback is None:
            hint = did_you_mean(name, list(tokens)) or 'set it in styles/tokens.css'
            raise ChapbookError(error(f'a stylesheet uses {name}, which is set nowhere', None, hint))
        return tokens.get(name, (fallback or '').strip())

    if not VAR.search(css):
        return css
    if depth == DEEPEST:
        names = ', '.join(sorted({match[1] for match in VAR.finditer(css)}))
        raise ChapbookError(error(f'tokens refer to each other in a circle: {names}', None, 'give one of them a value'))
    return _resolve(VAR.sub(value, css), tokens, depth + 1)
