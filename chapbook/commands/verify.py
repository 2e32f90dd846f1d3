"""`verify`: tells whether files are the ones that were handed out."""

from argparse import ArgumentParser, Namespace
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from chapbook.commands import DONE, WRONG, Command

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chapbook.minisign import PublicKey
    from chapbook.verify import Found, Verdict


def _arguments(command: ArgumentParser) -> None:
    command.add_argument(
        'path', type=Path, metavar='DIR|FILE', help='a folder with SHA256SUMS, a bundle, or one file in such a folder'
    )
    command.add_argument('--key', metavar='KEY', help='the public key of who signed it: a file, or the key itself')


def _run(options: Namespace) -> int:
    """Tell of each file what it is, what is not as it was handed out at the end, and what all that rests on."""
    from chapbook import verify

    key = _public_key(options.key) if options.key else None
    copy, only = verify.open_copy(options.path)
    count: Counter[verify.Verdict] = Counter()
    bad: list[verify.Found] = []
    for found in verify.verify(copy, only, key):
        count[found.verdict] += 1
        if found.verdict.is_good:
            _tell(found)
        else:
            bad.append(found)
    # Where a terminal stands still, below all that is well.
    for found in sorted(bad, key=lambda found: found.verdict.severity):
        _tell(found)
    good = _counted(count, [verdict for verdict in verify.Verdict if verdict.is_good])
    basis = f'signed with the key {key.name}' if key else 'without --key nothing tells who made these files'
    if not bad:
        print(f'{good}\n{basis}')
        return DONE
    wrong = _counted(count, [verdict for verdict in verify.Verdict if not verdict.is_good])
    print(f'{good or "no file is as it was"}; {basis}\nNOT as it was handed out: {wrong}')
    return WRONG


def _tell(found: 'Found') -> None:
    print(f'{found.verdict:9}  {found.name}', flush=True)


def _counted(count: 'Counter[Verdict]', verdicts: 'Sequence[Verdict]') -> str:
    return ', '.join(f'{count[verdict]} {verdict}' for verdict in verdicts if count[verdict])


def _public_key(words: str) -> 'PublicKey':
    """Return the public key that a file or the words themselves hold."""
    from chapbook.minisign import PublicKey, read_key_file
    from chapbook.problems import Place

    path = Path(words)
    if words.startswith('RW') and '.' not in words and not path.exists():
        return PublicKey.parse(words)
    return PublicKey.parse(read_key_file(path).decode('utf-8', 'replace'), Place(path))


VERIFY = Command('Tell whether files are the ones that were handed out.', _arguments, _run)
