"""Copies a file onto a reader: whole or not at all, read back from there, the older edition gone only afterwards."""

import errno
import hashlib
import os
import secrets
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from chapbook import report
from chapbook.load.devices import Device
from chapbook.load.planning import Item
from chapbook.problems import ChapbookError, Place, error
from chapbook.publish import PREFIX

CHUNK = 1 << 18
# What a file takes beyond its bytes: part of a cluster, and its entry in a folder.
SLACK_BYTES = 1 << 16
UNKNOWN = (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP)
GONE = frozenset((errno.EIO, errno.ENODEV, errno.ENXIO, errno.ENOTCONN, errno.ESTALE, errno.ESHUTDOWN))
WORDS = {
    errno.ENOSPC: ('is full', 'delete books you have read, or load fewer texts: python3 build.py load TEXT'),
    errno.EDQUOT: ('is full', 'delete books you have read, or load fewer texts: python3 build.py load TEXT'),
    errno.EROFS: ('can only be read', 'eject it, connect it again, and let this machine check it if it asks to'),
    errno.EACCES: ('may not be written to by you', 'look at its permissions, or at who connected it'),
    errno.EPERM: ('may not be written to by you', 'look at its permissions, or at who connected it'),
    errno.EFBIG: ('takes no file as large as this', 'its file system is FAT, which ends at 4 GB'),
    errno.EINVAL: ('takes no such name', 'rename the text'),
    errno.ENAMETOOLONG: ('takes no name as long as this', 'rename the text'),
}


class DeviceGoneError(ChapbookError):
    """The reader is not there any more: nothing else can be loaded on to it."""


def copy(item: Item, device: Device, tell: Callable[[int], None]) -> None:
    """Put one file on a reader and take its older editions away; `tell` hears of each part, in bytes.

    Raises ChapbookError, and what was there is there still; DeviceGoneError where no reader is.
    """
    _there(device)
    try:
        item.target.parent.mkdir(parents=True, exist_ok=True)
        if item.target.exists() and item.target not in item.older:
            message = f'{item.target.name} is still the name of another book on {device.name}'
            raise ChapbookError(error(message, Place(item.target), 'load that text first'))
        find_room(item, device)
        _write(item, device, tell)
        _there(device)
        for path in item.older:
            if path != item.target:
                path.unlink(missing_ok=True)
    except OSError as fault:
        raise _in_words(fault, device) from fault


def _there(device: Device) -> None:
    if not device.is_there():
        raise _gone(device)


def _gone(device: Device) -> DeviceGoneError:
    hint = 'connect it again and say the same once more: what is on it already stays'
    return DeviceGoneError(error(f'{device.name} is gone: pulled out, or asleep', Place(device.path), hint))


def find_room(item: Item, device: Device, promised_bytes: int = 0) -> None:
    """Raise ChapbookError where a file has no room beside what is there and what is promised to others."""
    usage = shutil.disk_usage(device.path)
    needed, free = item.pick.size_bytes + SLACK_BYTES, max(0, usage.free - promised_bytes)
    # What speaks MTP may not say how large it is.
    if usage.total and free < needed:
        what = f'{report.size(needed)} are needed for {item.target.name}, {report.size(free)} are free'
        raise ChapbookError(error(f'{device.name} is full: {what}', Place(device.path), WORDS[errno.ENOSPC][1]))


def _in_words(fault: OSError, device: Device) -> ChapbookError:
    if fault.errno in GONE or not device.is_there():
        return _gone(device)
    what, hint = WORDS.get(
        fault.errno or 0, (f'cannot be written: {fault.strerror or fault}', 'look at it on its screen')
    )
    return ChapbookError(error(f'{device.name} {what}', Place(Path(fault.filename or device.path)), hint))


def _write(item: Item, device: Device, tell: Callable[[int], None]) -> None:
    """Write a file beside its target, read it back from the device, and give it its name."""
    folder = item.target.parent
    temporary = folder / f'{PREFIX}{os.getpid()}-{secrets.token_hex(4)}.part'
    try:
        # For writing alone: what speaks MTP opens no file for both.
        with temporary.open('xb') as file:
            written = _pour(item.pick.path, file, tell)
            file.flush()
            _to_disk(file.fileno())
            _forget(file)
        _compare(temporary, written, device)
        _rename(temporary, item.target)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    with suppress(OSError, AttributeError):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _to_disk(handle: int) -> None:
    try:
        os.fsync(handle)
    except OSError as fault:
        # Some systems for files have no such thing; what is read back tells then.
        if fault.errno not in UNKNOWN:
            raise


def _rename(temporary: Path, target: Path) -> None:
    """Give a file the name of another, which goes; over MTP that other one must step aside first."""
    try:
        temporary.replace(target)
    except OSError as fault:
        if fault.errno not in (errno.EEXIST, *UNKNOWN) or not target.exists():
            raise
        aside = temporary.with_suffix('.old')
        target.rename(aside)
        try:
            temporary.rename(target)
        except OSError:
            aside.rename(target)
            raise
        aside.unlink()


def _pour(source: Path, file: BinaryIO, tell: Callable[[int], None]) -> bytes:
    """Copy a file and return its SHA-256."""
    digest = hashlib.sha256()
    try:
        reading = source.open('rb')
    except OSError as fault:
        raise ChapbookError(error(f'cannot be read: {fault.strerror}', Place(source), 'build it again')) from fault
    with reading:
        while chunk := reading.read(CHUNK):
            file.write(chunk)
            digest.update(chunk)
            tell(len(chunk))
    return digest.digest()


def _forget(file: BinaryIO) -> None:
    """Let what is read next come from the device, not from this machine’s memory, where the system can do so."""
    if hasattr(os, 'posix_fadvise'):
        with suppress(OSError):
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _compare(path: Path, written: bytes, device: Device) -> None:
    """Raise ChapbookError where a file does not hold what was written, by its SHA-256."""
    digest = hashlib.sha256()
    with path.open('rb') as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    if digest.digest() != written:
        hint = 'try once more; if it happens again, the reader or its cable is failing'
        raise ChapbookError(error(f'{device.name} gave back other bytes than it was given', Place(path.parent), hint))
