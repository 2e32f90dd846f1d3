"""Drives of the FAT family for the tests: an image in a file, mounted as a reader is when it is plugged in."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from judges import judge


@contextmanager
def fat_drive(folder: Path, size_mb: int) -> Iterator[Path]:
    """Mount an empty drive for as long as it is needed; a machine that mounts none is a skip that says so.

    FAT itself where the kernel has it, exFAT by FUSE where it has not: both take the same names.
    """
    image, drive = folder / 'drive.img', folder / 'KOBOeReader'
    with image.open('wb') as file:
        file.truncate(size_mb * 1_000_000)
    drive.mkdir()
    loop = _attach(image)
    try:
        _mount(loop, drive)
        yield drive
    finally:
        detach(drive)
        with suppress(subprocess.CalledProcessError):
            _run('losetup', '-d', loop)


def remount(drive: Path, *, read_only: bool = False) -> None:
    """Mount a drive again, pulled out before or not."""
    detach(drive)
    loop = _run('losetup', '--noheadings', '-O', 'NAME', '-j', drive.parent / 'drive.img').strip().splitlines()[0]
    _mount(loop, drive, format_it=False, options='ro' if read_only else 'rw')


def detach(drive: Path) -> None:
    """Pull a drive out, whoever writes to it."""
    while drive.is_mount():
        _run('umount', '-l', drive)


def _attach(image: Path) -> str:
    if sys.platform != 'linux':
        pytest.skip('drives are mounted on Linux alone')
    try:
        return _run('losetup', '-f', '--show', image).strip()
    except (subprocess.CalledProcessError, FileNotFoundError) as fault:
        pytest.skip(f'no loop device can be had here: {getattr(fault, "stderr", "") or fault}')


def _mount(loop: str, drive: Path, *, format_it: bool = True, options: str = 'rw') -> None:
    if format_it:
        _run(judge('mkfs.vfat'), loop)
    try:
        _run('mount', '-t', 'vfat', '-o', f'umask=0,{options}', loop, drive)
    except subprocess.CalledProcessError as fault:
        _mount_exfat(loop, drive, fault.stderr.strip(), format_it=format_it, options=options)


def _mount_exfat(loop: str, drive: Path, why: str, *, format_it: bool, options: str) -> None:
    if format_it:
        _run(judge('mkfs.exfat'), loop)
    try:
        _run(judge('mount.exfat-fuse'), '-o', options, loop, drive)
    except subprocess.CalledProcessError as fault:
        pytest.skip(f'no FAT drive can be mounted here: {why}; {fault.stderr.strip()}')


def _run(*command: str | Path) -> str:
    return subprocess.run(list(map(str, command)), check=True, capture_output=True, text=True, timeout=60).stdout
