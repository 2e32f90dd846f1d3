"""`verify`: tells whether files are the ones that were handed out."""

from argparse import ArgumentParser, Namespace
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from chapbook.commands import DONE, WRONG, Command

if TYPE_CHECKING:
    from chapbook.minisign import PublicKey


def _arguments(command: ArgumentParser) -> None:
    command.add_argument(
        'path', type=Path, metavar='DIR|FILE', help='a folder with SHA256SUMS, a bundle, or one file in such a folder'
    )
    command.add_argument('--key', metavar='KEY', help='the public key of who signed it: a file, or the key itself')


def _run(options: Namespace) -> int:
    """Tell of each file whether it is genuine, changed, missing or extra, then what that rests on."""
    from chapbook import verify

    key = _public_key(options.key) if options.key else None
    copy, only = verify.open_copy(options.path)
    count: Counter[verify.Verdict] = Counter()
    for found in verify.verify(copy, only, key):
        print(f'{found.verdict:9}  {found.name}')
        count[found.verdict] += 1
    print(', '.join(f'{number} {verdict}' for verdict, number in sorted(count.items())))
    print(f'signed with the key {key.name}' if key else 'without --key nothing tells who made these files')
    return DONE if count.keys() <= {verify.Verdict.GENUINE, verify.Verdict.UNCHANGED} else WRONG


def _public_key(words: str) -> 'PublicKey':
    """Return the public key that a file or the words themselves hold."""
    from chapbook.minisign import PublicKey, read_key_file
    from chapbook.problems import Place

    path = Path(words)
    if words.startswith('RW') and len(words) == 56 and not path.exists():
        return PublicKey.parse(words)
    return PublicKey.parse(read_key_file(path).decode('utf-8', 'replace'), Place(path))


VERIFY = Command('Tell whether files are the ones that were handed out.', _arguments, _run)
