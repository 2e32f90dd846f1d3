"""Tells what happens: a bar and a table on a terminal, plain lines in a pipe. With `cli`, the only part that prints."""

import os
import sys
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TextIO

from chapbook.problems import Problem, Severity

if TYPE_CHECKING:
    from chapbook.make import Made, Step

COLOURS = {Severity.ERROR: 'bold red', Severity.WARNING: 'yellow', Severity.NOTE: 'cyan', Severity.DETAIL: 'dim'}


class Reporter(Protocol):
    """What is told of a build, and in which order: the start, steps, files and problems, the end."""

    def running(self, texts: int) -> AbstractContextManager[object]:
        """Return what surrounds the build of so many texts."""

    def step(self, step: 'Step') -> None:
        """Tell what is being worked on."""

    def made(self, made: 'Made') -> None:
        """Tell of a file that was made."""

    def problem(self, problem: Problem) -> None:
        """Tell of something that is wrong."""

    def end(self, files: list['Made']) -> None:
        """Tell, at the end, of everything that was made."""


class PlainReporter:
    """A line for each file on standard output and for each problem on standard error; no colours, no bars."""

    def __init__(self, *, quiet: bool = False, verbose: bool = False) -> None:
        self.quiet = quiet
        self.verbose = verbose

    def running(self, texts: int) -> AbstractContextManager[object]:  # noqa: ARG002
        """Return nothing in particular: plain lines need no frame."""
        return nullcontext()

    def step(self, step: 'Step') -> None:
        """Tell the step, where asked to tell more."""
        if self.verbose:
            say(f'{step.slug}: {step.edition}', sys.stdout)

    def made(self, made: 'Made') -> None:
        """Tell of a file as soon as it is there."""
        if not self.quiet:
            say(f'{shown(made.path)}  {describe(made)}', sys.stdout)

    def problem(self, problem: Problem) -> None:
        """Tell of a problem in the form editors jump to; all but errors are kept where asked to be quiet."""
        told = self.verbose if problem.severity is Severity.DETAIL else not self.quiet
        if told or problem.severity is Severity.ERROR:
            say(str(problem), sys.stderr)

    def end(self, files: list['Made']) -> None:
        """Tell nothing more: each file has had its line."""


class TerminalReporter:
    """A progress bar while the build runs and a table at its end, by rich."""

    def __init__(self, *, verbose: bool = False) -> None:
        from rich.console import Console

        self.verbose = verbose
        self.console = Console()
        self._progress: Any = None
        self._bars: dict[str, Any] = {}

    def running(self, texts: int) -> AbstractContextManager[object]:  # noqa: ARG002
        """Return the progress display."""
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        columns = (TextColumn('{task.description}', markup=False), BarColumn(bar_width=24), MofNCompleteColumn(),
                   TextColumn('{task.fields[now]}'), TimeElapsedColumn())  # fmt: skip
        self._progress = Progress(*columns, console=self.console, transient=True, redirect_stderr=False)
        return self._progress  # type: ignore[no-any-return]

    def step(self, step: 'Step') -> None:
        """Move the bar of a text on to its next edition; tell the step above it, where asked to tell more."""
        if self.verbose:
            self.console.print(f'{step.slug}: {step.edition}', markup=False, highlight=False, emoji=False)
        if step.slug not in self._bars:
            self._bars[step.slug] = self._progress.add_task(step.slug, total=step.editions, now='')
            self._progress.update(self._bars[step.slug], now=step.edition)
            return
        task = self._progress.tasks[self._bars[step.slug]]
        done = task.completed + (task.fields['now'] not in ('', 'text'))
        self._progress.update(self._bars[step.slug], completed=done, now=step.edition)

    def made(self, made: 'Made') -> None:
        """Fill the bar of a text that is written."""
        slug = made.path.parent.name
        if slug in self._bars:
            bar = self._bars[slug]
            self._progress.update(bar, completed=self._progress.tasks[bar].total, now='')

    def problem(self, problem: Problem) -> None:
        """Tell of a problem above the bars, or in plain words where errors go elsewhere."""
        from rich.text import Text

        if problem.severity is Severity.DETAIL and not self.verbose:
            return
        if sys.stderr is None or not sys.stderr.isatty():
            say(str(problem), sys.stderr)
            return
        where = f'{problem.place}: ' if problem.place else ''
        colour = COLOURS[problem.severity]
        lines = [Text.assemble(where, (f'{problem.severity}: ', colour), problem.message)]
        if problem.hint:
            lines.append(Text(f'hint: {problem.hint}', 'dim'))
        self.console.print(*lines, sep='\n', soft_wrap=True)

    def end(self, files: list['Made']) -> None:
        """Print the table of what was made."""
        from rich.table import Table
        from rich.text import Text

        if not files:
            return
        table = Table(box=None, pad_edge=False, header_style='bold')
        table.add_column('file', overflow='fold')
        table.add_column('for')
        for name in ('pages', 'size', 'seconds'):
            table.add_column(name, justify='right')
        for made in files:
            pages = str(made.pages or '')
            table.add_row(
                Text(str(shown(made.path))), made.purpose, pages, size(made.size_bytes), f'{made.seconds:.1f}'
            )
        self.console.print(table)


def reporter(*, quiet: bool, verbose: bool, colours: bool) -> Reporter:
    """Return the way to tell that fits where the words go."""
    if quiet or not colours or sys.stdout is None or not sys.stdout.isatty():
        return PlainReporter(quiet=quiet, verbose=verbose)
    return TerminalReporter(verbose=verbose)


def say(words: str, stream: TextIO | None) -> None:
    """Print a line at once. Where nobody reads any more, as after `| head`, the rest is not told; files are made."""
    try:
        print(words, file=stream, flush=True)
    except BrokenPipeError:
        if stream is not None:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def shown(path: Path) -> Path:
    """Return a path as short as it can be said from here."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def describe(made: 'Made') -> str:
    """Return what there is to say of a file on one line."""
    pages = f'{made.pages} {"page" if made.pages == 1 else "pages"}, ' if made.pages else ''
    return f'{pages}{size(made.size_bytes)}, {made.seconds:.1f} s: {made.purpose}'


def size(count: int) -> str:
    """Return a number of bytes as people say it: kB are thousands."""
    return f'{count / 1e6:.1f} MB' if count >= 999_500 else f'{max(1, round(count / 1000))} kB'
