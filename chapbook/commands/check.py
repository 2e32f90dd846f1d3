"""`check`: reads PDFs back and judges them as a print shop would."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from chapbook.commands import DONE, WRONG, Command, output_folder, project_folder
from chapbook.problems import ChapbookError, Place, Problem, Severity, UsageError, error

if TYPE_CHECKING:
    from collections.abc import Callable

    from chapbook.original import Original
    from chapbook.preflight import Report
    from chapbook.project import Manuscript, Text

# Their rows stand in chapbook.preflight, which is too heavy to load for a usage message. A test holds the two together.
KIND_NAMES = ('pamphlet', 'flat', 'sheets', 'press', 'cover', 'copier', 'large-print', 'zine')
# What an edition is judged as, by the end of its file name; the others are what their names say.
KINDS_BY_SUFFIX = dict.fromkeys(('booklet-a4', 'booklet-letter', 'zine'), 'sheets')
# So few pages are read before anyone wonders how far it has come.
TOLD_EVERY = 25


@dataclass(frozen=True, slots=True)
class Job:
    """A PDF to check: where it is, what it is judged as if that is known, and the text it was made from."""

    path: Path
    kind: str | None
    text: 'Text | None' = None


def _arguments(command: ArgumentParser) -> None:
    command.add_argument('files', nargs='*', metavar='TEXT or FILE.pdf',
                         help='a text that was built, by name, or any PDF; every text if none is given')  # fmt: skip
    command.add_argument(
        '-o',
        '--output-dir',
        type=Path,
        metavar='DIR',
        help='where the texts were built (default: dist/ in the project)',
    )
    command.add_argument('--for', dest='kind', choices=KIND_NAMES,
                         help='what it is to be printed as (default: as it looks)')  # fmt: skip
    command.add_argument('--binding', choices=('stapled', 'glued'),
                         help='how it is bound (default: as the text says, or stapled)')  # fmt: skip
    command.add_argument('--proof', action='store_true',
                         help='write a web page beside each PDF that shows what was found on it')  # fmt: skip
    command.add_argument('-q', '--quiet', action='store_true', help='tell errors alone')
    command.add_argument('--fail-on-warnings', action='store_true', help='exit with status 1 if there was a warning')


def _run(options: Namespace) -> int:
    """Check each file; one that cannot be read does not keep the others from being checked."""
    from chapbook import report

    tell = report.PlainReporter(quiet=options.quiet)
    severities: set[Severity] = set()
    for job in _jobs(options):
        try:
            found = list(_check(job, options))
        except ChapbookError as fault:
            found = [
                replace(problem, place=problem.place or Place(report.shown(job.path))) for problem in fault.problems
            ]
        for problem in found:
            severities.add(problem.severity)
            tell.problem(problem)
    failed = Severity.ERROR in severities or (options.fail_on_warnings and Severity.WARNING in severities)
    return WRONG if failed else DONE


def _jobs(options: Namespace) -> list[Job]:
    """Return the PDFs to check: files by their path, and what was built of texts by their name."""
    from chapbook.project import find_texts

    files = [name for name in options.files if name.lower().endswith('.pdf') or Path(name).is_file()]
    names = [name for name in options.files if name not in files]
    texts = {text.slug: text for text in _texts(options)} if files else {}
    jobs = [_file(Path(name), options, texts) for name in files]
    if names or not files:
        for text in find_texts(project_folder(options), names):
            jobs += _built(text, output_folder(options) / text.slug, options.kind, named=bool(names))
    return jobs


def _texts(options: Namespace) -> 'list[Text]':
    """Return the texts that a file may have been made of; where there is no project there are none."""
    from chapbook.project import find_texts

    try:
        return find_texts(project_folder(options), [])
    except ChapbookError:
        return []


def _file(path: Path, options: Namespace, texts: 'dict[str, Text]') -> Job:
    """Return what a file is checked as; one that lies where it was built is that edition of its text."""
    if not path.is_file():
        what = 'this is a folder' if path.is_dir() else 'there is no such file'
        raise UsageError(error(what, Place(path), 'name a PDF, or a text in source/ without its ending'))
    text = texts.get(path.parent.name)
    if text and path.resolve().parent == (output_folder(options) / text.slug).resolve():
        return _edition(path, text, options.kind)
    return Job(path, options.kind)


def _built(text: 'Text', folder: Path, kind: str | None, *, named: bool) -> Iterator[Job]:
    """Yield the PDFs that were made of a text."""
    paths = sorted(folder.glob(f'{text.slug}*.pdf'))
    if not paths and named:
        hint = f'python3 build.py {text.slug} makes them'
        raise UsageError(error(f'there are no pages of “{text.slug}” to check', Place(folder), hint))
    yield from (_edition(path, text, kind) for path in paths)


def _edition(path: Path, text: 'Text', kind: str | None) -> Job:
    """Return what one of a text’s editions is checked as."""
    edition = path.stem.removeprefix(text.slug).removeprefix('-')
    usual = KINDS_BY_SUFFIX.get(edition, edition if edition in KIND_NAMES else 'pamphlet' if not edition else None)
    return Job(path, kind or usual, text)


def _check(job: Job, options: Namespace) -> Iterator[Problem]:
    """Yield what is wrong with one PDF, then tell how much it was."""
    from chapbook import preflight, report
    from chapbook.preflight import sources, telling

    data = job.path.read_bytes()
    manuscript = _manuscript(job, options)
    kind = preflight.KINDS[job.kind] if job.kind else None
    binding = options.binding or (manuscript.metadata.binding if manuscript else 'stapled')
    found = preflight.check(data, kind, _teller(job.path), binding=binding)
    original = sources.original_in(data, job.path) or _original(manuscript)
    if original:
        folder = report.shown(job.text.folder) if job.text else Path()
        found = replace(found, findings=sources.placed(found.findings, original, folder))
    path = report.shown(job.path)
    yield from telling.problems(found.findings, path)
    if options.proof:
        _write_proof(job, data, found, project_folder(options))
    if not options.quiet:
        pages = len(found.sizes_mm)
        count = f'{pages} page' if pages == 1 else f'{pages} pages'
        print(f'{path}: {count}, {found.kind.purpose}: {telling.summary(found.findings)}', flush=True)


def _manuscript(job: Job, options: Namespace) -> 'Manuscript | None':
    """Return the text that a PDF was made of, as it lies on disk; None where that is not known, or cannot be read."""
    from chapbook.project import read_manuscript

    try:
        return read_manuscript(job.text, project_folder(options)) if job.text else None
    except ChapbookError:
        return None


def _original(manuscript: 'Manuscript | None') -> 'Original | None':
    """Return the source of what brings none along, such as files for a print shop."""
    from chapbook.original import Original

    files = {source.path.name: source.data for source in manuscript.sources} if manuscript else {}
    return Original(manuscript.slug, files) if manuscript else None


def _write_proof(job: Job, data: bytes, found: 'Report', project: Path) -> None:
    """Write the proof of a file beside it."""
    from chapbook import publish, report
    from chapbook.preflight.proof import proof
    from chapbook.theme import load_theme

    path = job.path.with_name(f'{job.path.stem}-proof.html')
    publish.write_whole(path, proof(data, found, job.path.name, load_theme(project)))
    print(f'written: {report.shown(path)}')


def _teller(path: Path) -> 'Callable[[int, int], None]':
    """Return what tells on a terminal how far a long file has been read."""

    def tell(page: int, pages: int) -> None:
        if pages > TOLD_EVERY and sys.stderr is not None and sys.stderr.isatty():
            line = f'{path}: page {page} of {pages}'
            # The line is written over, and at its end cleared.
            ending = '\r' if page < pages else '\r' + ' ' * len(line) + '\r'
            if page % TOLD_EVERY == 0 or page == pages:
                print(line, end=ending, file=sys.stderr, flush=True)

    return tell


CHECK = Command('Read PDFs back and judge them as a print shop would.', _arguments, _run)
