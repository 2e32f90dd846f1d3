"""`new-key`: makes a pair of keys to sign with; and how a secret key is opened for whoever signs."""

import getpass
import os
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from chapbook.commands import DONE, Command
from chapbook.problems import ChapbookError, Place, UsageError, error

if TYPE_CHECKING:
    from chapbook.minisign import SecretKey


def _arguments(command: ArgumentParser) -> None:
    command.add_argument('path', type=Path, metavar='NAME', help='what the files NAME.key and NAME.pub are called')
    command.add_argument(
        '--without-password', action='store_true', help='let anyone who has the secret key sign with it'
    )


def _run(options: Namespace) -> int:
    """Write a pair of keys that nothing is overwritten by, and tell which is which."""
    from chapbook.minisign import SecretKey

    secret, public = (options.path.with_name(f'{options.path.name}.{ending}') for ending in ('key', 'pub'))
    for path in (secret, public):
        if path.exists():
            hint = 'choose another name: a key that is lost cannot be made again'
            raise UsageError(error('there is such a file already', Place(path), hint))
    password = '' if options.without_password else _new_password()
    key = SecretKey.make()
    for path, data, mode in ((secret, key.to_file(password), 0o600), (public, key.public.to_file(), 0o644)):
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), 'wb') as file:
            file.write(data)
    print(f'{secret}  sign with it: --sign {secret}; keep it to yourself, and a copy of it in a safe place')
    print(f'{public}  give it to everyone, by a way they trust: print it, say it')
    print(f'{key.public.line}  the same on one line')
    return DONE


def signing_key(path: Path, output: Path) -> 'SecretKey':
    """Return the key to sign with, opened before any work; raises ChapbookError, too where it would be handed out."""
    if path.resolve().is_relative_to(output):
        hint = 'move it away from there, and make another if someone may have copied it'
        raise UsageError(error('the secret key lies in the folder that is handed out', Place(path), hint))
    return _open(path)


def _open(path: Path) -> 'SecretKey':
    """Return the secret key in a file, asking for its password where it has one; raises ChapbookError."""
    from chapbook.minisign import SecretKey, is_locked, read_key_file

    data, place = read_key_file(path), Place(path)
    password = _ask(f'Password of {path}: ') if is_locked(data, place) else ''
    return SecretKey.parse(data, password, place)


def _new_password() -> str:
    password = _ask('Password for the new key: ')
    if not password:
        raise UsageError(error('there is no password', None, 'type one, or say --without-password'))
    if sys.stdin.isatty() and _ask('The same again: ') != password:
        raise UsageError(error('these were two passwords', None, 'try again'))
    return password


def _ask(what: str) -> str:
    """Return a password typed on the terminal, or the next line of standard input where that is none."""
    try:
        return getpass.getpass(what) if sys.stdin.isatty() else sys.stdin.readline().rstrip('\r\n')
    except EOFError as fault:
        raise ChapbookError(error('nobody typed a password', None, 'send it as a line of standard input')) from fault


NEW_KEY = Command('Make a pair of keys to sign what is handed out.', _arguments, _run)
