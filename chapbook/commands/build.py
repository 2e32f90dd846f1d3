"""`build`: makes the editions of texts in source/."""

import gc
import os
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from chapbook import stopping
from chapbook.commands import DONE, WRONG, Command, output_folder, project_folder
from chapbook.commands.impose import PRICES, copies, refuse_idle_prices
from chapbook.commands.keys import signing_key
from chapbook.editions import EDITIONS, MOST_LETTERS, Edition, matching, named
from chapbook.pages import COVER
from chapbook.problems import ChapbookError, Problem, Severity, UsageError, did_you_mean, error

# How many new objects there must be for those to be looked for that are left over; Python’s own measure is 700.
COLLECTED = 400_000

if TYPE_CHECKING:
    from chapbook.make import Made, Request
    from chapbook.minisign import SecretKey
    from chapbook.press import Press
    from chapbook.project import Text
    from chapbook.sheets.costs import Prices


def _arguments(command: ArgumentParser) -> None:
    command.add_argument(
        'texts', nargs='*', metavar='TEXT', help='a text in source/, by name; all of them if none is given'
    )
    command.add_argument(
        '-o', '--output-dir', type=Path, metavar='DIR', help='where files go (default: dist/ in the project)'
    )
    command.add_argument('-e', '--edition', action='append', metavar='NAME',
                         help=f'an edition to make, repeatable: {", ".join(EDITIONS)}, or all (default: those a text '
                         f'asks for, else {", ".join(edition.name for edition in named(()))})')  # fmt: skip
    command.add_argument(
        '--jobs',
        type=_positive,
        metavar='N',
        help='how many processes may work at once (default: one for each processor)',
    )
    command.add_argument(
        '--sign', type=Path, metavar='KEY', help='a secret key, as new-key makes it, to sign the checksums with'
    )
    command.add_argument('--paper-count', type=copies, metavar='N',
                         help='tell what N copies of each booklet or zine take and cost')  # fmt: skip
    command.add_argument('--prices', metavar='LIST', help=f'{PRICES} (default: as each text says)')
    command.add_argument('-q', '--quiet', action='store_true', help='tell errors alone')
    command.add_argument('-v', '--verbose', action='store_true', help='tell each step')
    command.add_argument('--fail-on-warnings', action='store_true', help='exit with status 1 if there was a warning')


def _positive(word: str) -> int:
    if not word.isdecimal() or int(word) < 1:
        raise ArgumentTypeError(f'“{word}” is not a number from 1 on')
    return int(word)


def _run(options: Namespace) -> int:
    """Start the press, which takes longest to be ready, then build."""
    names = options.edition or []
    _check_names(names)
    refuse_idle_prices(options)
    editions = tuple(EDITIONS.values()) if 'all' in names else named(names)
    _require_pango(editions)
    from chapbook import beside
    from chapbook.native import missing_libraries
    from chapbook.press import Press

    if options.jobs:
        beside.limit(options.jobs)
    # Nearly all that a text is made of lasts until the end: to look often for what does not takes a tenth of the time.
    gc.set_threshold(COLLECTED)
    lays_out = any(edition.page for edition in editions) and not missing_libraries()
    at_once = lays_out and not _draws(editions, options)
    with Press(options.jobs if lays_out else 1, at_once=at_once) as press:
        # Where no edition was asked for, each text may ask for its own.
        return _build(options, tuple(edition.name for edition in editions) if names else (), press)


def _draws(editions: tuple[Edition, ...], options: Namespace) -> bool:
    """Tell whether nothing is laid out but covers of long texts, each of which a copy of the program draws."""
    if not options.edition or any(edition.page not in (None, COVER) for edition in editions):
        return False
    from chapbook.project import count_letters, find_texts

    with suppress(ChapbookError):
        texts = find_texts(project_folder(options), options.texts)
        return all(count_letters(text) > MOST_LETTERS for text in texts)
    return False


def _build(options: Namespace, editions: tuple[str, ...], press: 'Press') -> int:
    """Build the texts asked for; one that is broken does not keep the others from being built."""
    from chapbook.project import find_texts, unread

    project = project_folder(options)
    output = output_folder(options)
    key = signing_key(options.sign, output) if options.sign else None
    texts = find_texts(project, options.texts, options.commands)
    from chapbook import make, report
    from chapbook.repeats import Repeats

    everything = 'all' in (options.edition or [])
    copies, prices = options.paper_count, _prices(options)
    request = make.Request(project, output, editions, everything=everything, copies=copies, prices=prices)
    # https://no-color.org: set, and not to nothing.
    colours = not os.environ.get('NO_COLOR') and os.environ.get('TERM') != 'dumb'
    tell = report.reporter(quiet=options.quiet, verbose=options.verbose, colours=colours)
    files: list[make.Made] = []
    severities: set[Severity] = set()
    repeats = Repeats()
    with tell.running(len(texts)):
        for remark in () if options.texts else unread(project):
            tell.problem(remark)
        for event in make.make_all(texts, request, press):
            stopping.heed()
            if isinstance(event, make.Made):
                files.append(event)
                tell.made(event)
            elif isinstance(event, make.Step):
                tell.step(event)
            else:
                severities.add(event.severity)
                if options.verbose or not repeats.holds(event):
                    tell.problem(event)
        for problem in (*repeats.rest(), *(_catalogue(request, key) if files else ()), *_not_built(texts, files)):
            severities.add(problem.severity)
            tell.problem(problem)
    tell.end(files)
    failed = Severity.ERROR in severities or (options.fail_on_warnings and Severity.WARNING in severities)
    return WRONG if failed else DONE


def _not_built(texts: list['Text'], files: list['Made']) -> list[Problem]:
    """Return which of several texts were not built, for those who see the end of a long list alone."""
    built = {file.path.parent.name for file in files}
    missing = [text.slug for text in texts if text.slug not in built]
    if not missing or len(texts) == 1:
        return []
    message = f'{len(missing)} of {len(texts)} texts were not built: {", ".join(missing)}'
    return [error(message, None, 'mend what is told of them above')]


def _prices(options: Namespace) -> 'Prices | None':
    """Return the prices asked for, None for those of each text."""
    if options.prices is None:
        return None
    from chapbook.sheets import costs

    return costs.listed(options.prices)


def _catalogue(request: 'Request', key: 'SecretKey | None') -> list[Problem]:
    """Make the catalogue of all that is there by now, and sign it; return what is wrong with it."""
    from chapbook.catalogue import publish_catalogue, sign_catalogue
    from chapbook.theme import load_theme

    try:
        problems = publish_catalogue(request.output, load_theme(request.project))
        if key is not None:
            sign_catalogue(request.output, key)
    except ChapbookError as fault:
        return list(fault.problems)
    return problems


def _check_names(names: list[str]) -> None:
    for name in names:
        if name != 'all' and not matching(name):
            hint = did_you_mean(name, [*EDITIONS]) or f'there are: {", ".join(EDITIONS)}'
            raise UsageError(error(f'there is no edition “{name}”', None, hint))


def _require_pango(editions: tuple[Edition, ...]) -> None:
    """Stop before any work where WeasyPrint’s libraries are missing and an edition needs them."""
    from chapbook.native import how_to_install, missing_libraries

    wanted = [edition.name for edition in editions if edition.needs_pango]
    if wanted and (missing := missing_libraries()):
        message = f'the editions {", ".join(wanted)} need Pango, which is not on this machine ({", ".join(missing)})'
        hint = f'{how_to_install()}\nhint: without it: -e epub -e html'
        raise UsageError(error(message, None, hint))


BUILD = Command('Make the editions of texts in source/.', _arguments, _run)
