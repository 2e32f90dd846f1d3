"""Judges written in Java, kept warm: starting one and reading its schemas takes dozens of times as long as a verdict.

The machine they run on has a process of its own, for it handles signals as it likes; each worker has one.
"""

from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any


def epubcheck(jar: Path, java: Path, flags: tuple[str, ...], epub: Path, timeout_s: float) -> str:
    """Return the report of epubcheck on an EPUB, as its `--json` writes it; raises TimeoutError after `timeout_s`."""
    return _process().submit(_epubcheck, jar, java, flags, epub).result(timeout_s)


@cache
def _process() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(1, mp_context=get_context('spawn'))


@cache
def _checker(jar: Path, java: Path, flags: tuple[str, ...]) -> Any:
    """Start Java in this process, and return what makes a checker."""
    import jpype

    machine = next(path for path in java.parents[1].rglob('*jvm.*') if path.parent.name == 'server')
    jpype.startJVM(str(machine), *flags, classpath=[str(jar), str(jar.parent / 'lib' / '*')], convertStrings=True)
    return jpype.JClass('com.adobe.epubcheck.tool.EpubChecker')


def _epubcheck(jar: Path, java: Path, flags: tuple[str, ...], epub: Path) -> str:
    with TemporaryDirectory() as folder:
        report = Path(folder, 'report.json')
        _checker(jar, java, flags)().run([str(epub), '--quiet', '--json', str(report)])
        return report.read_text(encoding='utf-8')
