"""Fills templates by Jinja; what is wrong with one is told at its line."""

import traceback
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined
from jinja2.exceptions import TemplateError, TemplateSyntaxError

from chapbook.problems import ChapbookError, Place, Problem, error
from chapbook.theme import Theme


def fill(template: str, theme: Theme, values: dict[str, Any]) -> str:
    """Return a template of the theme with its values filled in; raises ChapbookError for a faulty template."""
    try:
        return _environment(theme.template_folders, theme.cache).get_template(template).render(values)
    except TemplateError as fault:
        raise ChapbookError(_problem(fault, template, theme)) from fault


@cache
def _environment(folders: tuple[Path, ...], compiled: Path | None) -> Environment:
    return Environment(
        loader=FileSystemLoader(folders),
        bytecode_cache=FileSystemBytecodeCache(str(compiled)) if compiled else None,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _problem(fault: TemplateError, template: str, theme: Theme) -> Problem:
    frames = traceback.extract_tb(fault.__traceback__)
    places = [Place(Path(f.filename), f.lineno) for f in frames if Path(f.filename).parent in theme.template_folders]
    if isinstance(fault, TemplateSyntaxError):
        places.append(Place(Path(fault.filename or template), fault.lineno))
    hint = 'templates/README.md says what a template is given; without your own file the house’s is used'
    message = f'the template {template} cannot be filled: {fault.message}'
    return error(message, places[-1] if places else None, hint)
