"""The commands: one module each, with what it does in a line, its arguments, and the function that runs it.

All of them are loaded for every usage message, so a module here imports what is heavy inside its functions.
"""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

# 0: done. 1: something is wrong with a text or its outputs. 2: wrong use.
DONE, WRONG, MISUSED, INTERRUPTED = 0, 1, 2, 130


@dataclass(frozen=True, slots=True)
class Command:
    """One command: the line that `--help` tells, what adds its arguments, and what runs it and returns the status."""

    summary: str
    arguments: Callable[[ArgumentParser], None]
    run: Callable[[Namespace], int]


def project_folder(options: Namespace) -> Path:
    """Return the project: the one asked for, the folder of build.py, or the current folder."""
    if options.project:
        return Path(options.project).resolve()
    script = Path(sys.argv[0])
    return script.resolve().parent if script.name == 'build.py' else Path.cwd()


def output_folder(options: Namespace) -> Path:
    """Return the folder that is built into: the one asked for, or dist/ in the project."""
    return Path(options.output_dir or project_folder(options) / 'dist').resolve()
