"""Loads `serve` over loopback, and pairs it with `python -m http.server` and nginx, in one run.

Usage: python benchmarks/serve.py [DIR] [--clients 200] [--seconds 5]     needs wrk (Debian: wrk, nginx-light)

Two things are measured, with a copy of DIR (default: dist/) to which one large file is added:

- requests a second for the landing page, the servers taking turns; figures are medians, the ratios medians of the pairs
- the load: all clients at once pull every file of the folder, again and again, while four more ask for a small page:
  errors, the 99th percentile of what those four wait, and the most memory that the server took

All is bounded in time and in connections. A peer that is not on this machine is skipped by name. Nothing here passes
or fails, and loopback, servers and clients share the processors: only the ratios mean something.
"""

import argparse
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parent.parent
LARGE_BYTES = 20 << 20
START_S = 30
# One thread goes through all files, each connection taking the next one.
PULL = """local paths = {{ {paths} }}
local at = 0
request = function() at = at % #paths + 1; return wrk.format('GET', paths[at]) end
"""
NGINX = """worker_processes auto; daemon off; pid {work}/nginx.pid; error_log {work}/error.log;
events {{ worker_connections 1024; }}
http {{ include /etc/nginx/mime.types; access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000;
client_body_temp_path {work}/a; proxy_temp_path {work}/b; fastcgi_temp_path {work}/c; uwsgi_temp_path {work}/d;
scgi_temp_path {work}/e; server {{ listen 127.0.0.1:{port}; root {folder}; }} }}
"""


@dataclass(frozen=True, slots=True)
class Told:
    """What wrk tells: requests and bytes a second, milliseconds at the 99th percentile, errors of any kind."""

    requests: float
    mb: float
    p99_ms: float
    errors: int


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument('folder', type=Path, nargs='?', default=ROOT / 'dist')
    arguments.add_argument('--clients', type=int, default=200)
    arguments.add_argument('--seconds', type=int, default=5)
    arguments.add_argument('--rounds', type=int, default=5)
    options = arguments.parse_args()
    if not shutil.which('wrk'):
        sys.exit('skipped: wrk is not on the PATH')
    if not (options.folder / 'index.html').is_file():
        sys.exit(f'nothing has been built in {options.folder}')
    with tempfile.TemporaryDirectory() as work:
        folder = Path(shutil.copytree(options.folder, Path(work, 'dist')))
        (folder / 'large.bin').write_bytes(os.urandom(LARGE_BYTES))
        Path(work).chmod(0o755)
        race(folder, Path(work), options)
        load(folder, Path(work), options)


def race(folder: Path, work: Path, options: argparse.Namespace) -> None:
    """Let the servers take turns at the landing page, and print what each managed."""
    servers = {'serve': partial(ours, folder), 'http.server': partial(plain, folder)}
    if shutil.which('nginx'):
        servers['nginx'] = partial(nginx, folder, work)
    else:
        print('skipped: nginx is not on the PATH')
    managed: dict[str, list[float]] = {name: [] for name in servers}
    for _ in range(options.rounds):
        for name, command in servers.items():
            with running(command) as (address, _):
                told = wrk(f'{address}/index.html', clients=50, seconds=options.seconds)
                managed[name].append(told.requests)
                if told.errors:
                    print(f'{name}: {told.errors} errors')
    print(f'landing page of {(folder / "index.html").stat().st_size} bytes, 50 connections')
    for name, found in managed.items():
        pairs = statistics.median(our / their for our, their in zip(managed['serve'], found, strict=True))
        print(f'  {name:12} {statistics.median(found):8.0f} requests/s   serve is {pairs:.2f} of it')


def load(folder: Path, work: Path, options: argparse.Namespace) -> None:
    """Let all clients pull everything while four ask for a small page, and print how it went."""
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob('[!.]*') if path.is_file())
    total = sum(path.stat().st_size for path in folder.rglob('*') if path.is_file()) / 1e6
    script = work / 'pull.lua'
    script.write_text(PULL.format(paths=', '.join(f"'/{quote(name)}'" for name in names)), encoding='utf-8')
    seconds = options.seconds * 3
    with running(partial(ours, folder)) as (address, process):
        pull = start_wrk(address, clients=options.clients, seconds=seconds, script=script)
        time.sleep(1)
        small = wrk(f'{address}/README.txt', clients=4, seconds=seconds - 2)
        pulled = read_wrk(pull)
        peak = peak_mb(process.pid)
    print(f'{options.clients} clients pull {len(names)} files, {total:.1f} MB together, for {seconds} s')
    print(f'  {pulled.requests:.0f} files/s, {pulled.mb:.0f} MB/s, {pulled.errors} errors')
    print(f'  meanwhile a small page: {small.requests:.0f}/s, p99 {small.p99_ms:.0f} ms, {small.errors} errors')
    print(f'  most memory: {peak:.0f} MB')


def ours(folder: Path, port: int) -> list[str]:
    """Return the command that people type."""
    return [
        sys.executable,
        str(ROOT / 'build.py'),
        'serve',
        '-o',
        str(folder),
        '--host',
        '127.0.0.1',
        '--port',
        str(port),
    ]


def plain(folder: Path, port: int) -> list[str]:
    """Return the command of the standard library’s server."""
    return [sys.executable, '-m', 'http.server', str(port), '--bind', '127.0.0.1', '--directory', str(folder)]


def nginx(folder: Path, work: Path, port: int) -> list[str]:
    """Return the command of nginx, set up for one folder and port."""
    file = work / 'nginx.conf'
    file.write_text(NGINX.format(work=work, folder=folder, port=port), encoding='utf-8')
    return ['nginx', '-c', str(file)]


@contextmanager
def running(command: Callable[[int], list[str]]) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Start a server at a port that is free, wait until it answers, and stop it."""
    with socket.create_server(('127.0.0.1', 0)) as trial:
        port = trial.getsockname()[1]
    quiet = {'stdout': subprocess.DEVNULL, 'stderr': subprocess.DEVNULL}
    with subprocess.Popen(command(port), **quiet) as process:  # type: ignore[call-overload]
        try:
            wait_for(port)
            yield f'http://127.0.0.1:{port}', process
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(START_S)


def wait_for(port: int) -> None:
    """Wait until a port answers."""
    end = time.monotonic() + START_S
    while True:
        try:
            socket.create_connection(('127.0.0.1', port), 1).close()
        except OSError:
            if time.monotonic() > end:
                sys.exit('a server did not start')
            time.sleep(0.05)
        else:
            return


def wrk(address: str, *, clients: int, seconds: int) -> Told:
    """Ask for an address again and again, for a bounded time."""
    return read_wrk(start_wrk(address, clients=clients, seconds=seconds))


def start_wrk(address: str, *, clients: int, seconds: int, script: Path | None = None) -> subprocess.Popen[str]:
    """Start wrk, one thread of it."""
    more = ['-s', str(script)] if script else []
    command = ['wrk', '-t1', f'-c{clients}', f'-d{seconds}s', '--timeout', '30s', '--latency', *more, address]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def read_wrk(process: subprocess.Popen[str]) -> Told:
    """Return what wrk tells in the end."""
    words, _ = process.communicate(timeout=120)
    units = {'us': 0.001, 'ms': 1, 's': 1000, 'm': 60000, 'KB': 0.001, 'MB': 1, 'GB': 1000, 'B': 1e-6}
    p99 = re.search(r'99%\s+([\d.]+)(us|ms|s|m)', words)
    speed = re.search(r'Transfer/sec:\s+([\d.]+)(B|KB|MB|GB)', words)
    requests = re.search(r'Requests/sec:\s+([\d.]+)', words)
    errors = re.findall(r'(?:connect|read|write|timeout|responses:) (\d+)', words)
    if not (p99 and speed and requests):
        sys.exit(f'wrk told something else:\n{words}')
    return Told(
        float(requests[1]), float(speed[1]) * units[speed[2]], float(p99[1]) * units[p99[2]], sum(map(int, errors))
    )


def peak_mb(pid: int) -> float:
    """Return the most memory that a process took, as Linux knows it."""
    try:
        status = Path(f'/proc/{pid}/status').read_text(encoding='ascii')
    except FileNotFoundError:
        return float('nan')
    return int(re.findall(r'VmHWM:\s+(\d+)', status)[0]) / 1024


if __name__ == '__main__':
    main()
