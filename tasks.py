#!/usr/bin/env python3
"""Every task of the project; `python3 tasks.py` alone lists them.

An ordinary Invoke file. Run with a bare Python it first makes .venv/ from requirements.lock, with the standard
library only, then hands over to the Invoke there. Nothing is written outside this folder.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

if sys.version_info < (3, 11):  # before anything that an older Python could stumble over
    sys.exit(
        f"Colophon needs Python 3.11 or newer; this is {sys.version.split()[0]}. Run tasks.py with a newer python3."
    )

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
LOG = ROOT / ".cache" / "setup.log"
DETAILS = "Details: .cache/setup.log"
SCRATCH = ROOT / ".cache" / "tmp"  # for pip, pytest and Chromium, which would leave things in the system's own
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
NO_NETWORK = re.compile(r"Max retries|NewConnectionError|name resolution|Network is unreachable|timed out|ProxyError")


class SetupError(Exception):
    """The environment can't be made; the message is one line and says what to do."""


def wanted_stamp() -> str:
    """Digest of all that the environment depends on: the lock file, Python's version, and where the checkout lies."""
    facts = (LOCK.read_bytes(), "{}.{}".format(*sys.version_info).encode(), os.fsencode(ROOT))
    return hashlib.sha256(b"\0".join(facts)).hexdigest()


def make_environment(stamp: str) -> None:
    """Make .venv/ anew. Its stamp is written last, so that a set-up cut short is never taken for a finished one."""
    started = time.monotonic()
    print(f"Setting up .venv/ with Python {sys.version.split()[0]}; once, a minute or so", flush=True)
    SCRATCH.mkdir(parents=True, exist_ok=True)
    (VENV / "stamp").unlink(missing_ok=True)
    LOG.write_bytes(b"")
    # The interpreter behind a venv, should we run in one: .venv/ can't be made by a Python that goes away with it.
    python = getattr(sys, "_base_executable", sys.executable)
    if logged(python, "-m", "venv", "--clear", VENV):
        raise SetupError(
            f"No virtual environment could be made. On Debian and Ubuntu: apt install python3-venv. {DETAILS}"
        )
    # Only what the lock file names, only with the hashes it states, and no code run to build any of it.
    # --no-deps: all are in it, and pip 23.2 fails where one of them asks for an extra twice.
    safe = "--require-hashes --no-deps --only-binary=:all: --no-cache-dir"
    quiet = "--retries=2 --disable-pip-version-check --progress-bar=off"
    if logged(PYTHON, "-m", "pip", "install", *safe.split(), *quiet.split(), "-r", LOCK):
        log = LOG.read_text(encoding="utf-8")
        errors = re.findall("^ERROR: .*", log, re.MULTILINE)
        remedy = "Check the network and run this again" if NO_NETWORK.search(log) else (errors or ["pip failed"])[-1]
        raise SetupError(f"The packages could not be installed. {remedy}. {DETAILS}")
    install_checkout()
    (VENV / "stamp").write_text(stamp, encoding="ascii")
    print(f"Ready in {time.monotonic() - started:.0f} s", flush=True)


def logged(*command: object) -> int:
    """The status of a command whose words go to the log."""
    with LOG.open("ab") as log:
        here = {**os.environ, "TMPDIR": str(SCRATCH)}
        return subprocess.run(list(map(str, command)), stdout=log, stderr=log, env=here, check=False).returncode


def install_checkout() -> None:
    """Make the package importable from any folder.

    A one-line .pth file rather than an editable install: that would do the same by way of a build backend, which is
    one more pinned package and seconds of work. The path is relative to site-packages.
    """
    (site_packages,) = VENV.glob("Lib/site-packages" if os.name == "nt" else "lib/python3.*/site-packages")
    (site_packages / "colophon.pth").write_text(os.path.relpath(ROOT, site_packages) + "\n", encoding="utf-8")


def hand_over(arguments: list) -> int:
    """Run Invoke in .venv/, made first where it is absent or out of date. No argument, or --help alone: the list."""
    stamp, file = wanted_stamp(), VENV / "stamp"
    if not (PYTHON.exists() and file.is_file() and file.read_text(encoding="ascii") == stamp):
        make_environment(stamp)
    command = [str(PYTHON), "-m", "invoke", "--search-root", str(ROOT)]
    command += ["--list"] if arguments in ([], ["-h"], ["--help"]) else arguments
    if os.name != "nt":  # the same process goes on: signals and the exit status need no passing on
        os.execv(PYTHON, command)
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    try:
        sys.exit(hand_over(sys.argv[1:]))
    except SetupError as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit("\nStopped; run it again to go on.")

# From here on Invoke reads the file, in the environment.
from invoke import Context, Exit, task  # noqa: E402

HERE = {**os.environ, "HYPOTHESIS_STORAGE_DIRECTORY": str(ROOT / ".cache" / "hypothesis"), "TMPDIR": str(SCRATCH)}
SCRATCH.mkdir(parents=True, exist_ok=True)


def run(*command, fatal: bool = True) -> int:
    """Run a command in the checkout, on the terminal we have: colours and Ctrl-C are its own. Returns its status."""
    with subprocess.Popen([str(part) for part in command], cwd=ROOT, env=HERE) as process:
        while True:
            try:
                status = process.wait()
                break
            except KeyboardInterrupt:  # the command got it too, and is tidying up
                continue
    if status and fatal:
        raise Exit(code=status if status > 0 else 128 - status)
    return status


def python(*arguments, fatal: bool = True) -> int:
    return run(sys.executable, *arguments, fatal=fatal)


@task
def build(c: Context) -> None:
    """Build the site into output/, as it is published."""
    python("-m", "colophon", "build", "-s", "publishconf.py")


@task
def check(c: Context) -> None:
    """List every problem in the content, without building."""
    python("-m", "colophon", "check", "-s", "pelicanconf.py")


@task(help={"port": "the first port to try (8000)"})
def serve(c: Context, port: int = 8000) -> None:
    """Build with drafts, serve on this machine, rebuild and reload the browser on save."""
    command = [sys.executable, "-m", "colophon", "serve", "-s", "pelicanconf.py", "--port", str(port)]
    os.chdir(ROOT)
    if os.name == "nt":
        run(*command)
    os.execv(sys.executable, command)  # in our place, so that whoever ends us ends the server


REST = "tests that need a browser, Node, Java, a cluster or minutes, and 500 inputs for each property"
SPEEDS = {False: ("-m", "not rest"), True: ("-m", "rest or property", "--hypothesis-profile=thorough")}


@task(help={"k": "only tests whose names match", "rest": "run what is left out without it, and that alone"})
def test(c: Context, k: str = "", rest: bool = False) -> None:
    """Run the quick tests. After `--` anything that pytest takes: test -- -x tests/project/test_tasks.py."""
    if not rest:
        print(f"Left out: {REST}. To run them: python3 tasks.py test --rest", flush=True)
    chosen = [*SPEEDS[rest], *(["-k", k] if k else [])]
    python("-m", "pytest", "--numprocesses=logical", "--dist=loadfile", *chosen, *c.remainder.split())


@task
def clients(c: Context) -> None:
    """Ask the programs of readers what they make of the pages, and write their answers into content/docs/checks.md."""
    HERE["COLOPHON_RECORD"] = "1"
    python("-m", "pytest", "--numprocesses=logical", "--dist=loadfile", "-m", "", "tests/clients")


@task(help={"steps": "how many edits to compare (20,000 take about an hour)"})
def soak(c: Context, steps: int = 20_000) -> None:
    """Edit a small site at random, step after step, and compare each build with a clean one."""
    HERE["COLOPHON_SOAK_STEPS"] = str(steps)
    python("-m", "pytest", "-s", "-m", "", "tests/build/test_incremental_equals_clean.py")


@task
def reference(c: Context) -> None:
    """Write the pages of content/docs/ that are made of the code: fields, commands and messages."""
    HERE["PYTHONPATH"] = str(ROOT / "tests")
    python("-m", "helpers.reference")


@task
def gallery(c: Context) -> None:
    """Build the sample site and take a picture of every page in every state, into .cache/gallery/."""
    python("tests/helpers/gallery.py")


@task
def lighthouse(c: Context) -> None:
    """Ask Lighthouse about every type of page, performance included, and print the table."""
    python("tests/helpers/lighthouse.py")


LINTERS = {
    "ruff check": (sys.executable, "-m", "ruff", "check", "--output-format=concise", "--quiet"),
    "ruff format": (sys.executable, "-m", "ruff", "format", "--check", "--quiet"),
    "mypy": (sys.executable, "-m", "mypy"),
    # What the standard library lacks there; each with a cache of its own, else none would be used again.
    "mypy for Windows": (sys.executable, "-m", "mypy", "--platform=win32", "--cache-dir=.cache/mypy-win32"),
    "mypy for macOS": (sys.executable, "-m", "mypy", "--platform=darwin", "--cache-dir=.cache/mypy-darwin"),
    "djlint": (sys.executable, "-m", "djlint", "theme/templates", "--lint", "--quiet"),
    "import-linter": (Path(sys.executable).with_name("lint-imports"), "--no-logo", "--no-cache"),
}


@task
def lint(c: Context) -> None:
    """Run every linter to its end: ruff, mypy, djlint on the templates, the contracts between the rooms."""
    failed = [name for name, command in LINTERS.items() if run(*command, fatal=False)]
    if failed:
        raise Exit(f"Not clean: {', '.join(failed)}", code=1)


@task(name="format")
def format_(c: Context) -> None:
    """Put the Python files into the one format, and mend what ruff can mend."""
    python("-m", "ruff", "check", "--fix", "--exit-zero")
    python("-m", "ruff", "format")


@task
def messages(c: Context) -> None:
    """Gather the words of the templates in theme/locale/, where they are translated."""
    babel, locale = (sys.executable, "-m", "babel.messages.frontend", "--quiet"), ROOT / "theme" / "locale"
    gathered, form = locale / "messages.pot", ("--no-wrap", "--sort-by-file")
    found = ("--mapping-file=pyproject.toml", "--ignore-dirs=.*", "--add-location=file", "--omit-header")
    run(*babel, "extract", *found, *form, f"--output-file={gathered}", "theme/templates")
    for file in sorted(locale.glob("*/LC_MESSAGES/messages.po")):
        language, kept = file.parts[-3], ("--no-fuzzy-matching", "--ignore-obsolete", "--ignore-pot-creation-date")
        run(*babel, "update", *kept, *form[:1], "-i", gathered, "-o", file, "-l", language)


UV = "uv==0.13.9"  # in no environment but its own: whoever doesn't lock never downloads it


@task(help={"upgrade": "to the newest releases that pyproject.toml allows, not only what it asks for"})
def lock(c: Context, upgrade: bool = False) -> None:
    """Write requirements.lock from pyproject.toml: for every system and Python from 3.11, with hashes."""
    home = ROOT / ".cache" / "lock"
    python("-m", "venv", home)
    locker = home / PYTHON.relative_to(VENV)
    run(locker, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-cache-dir", UV)
    options = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-emit-index-url", "--quiet"]
    options += ["--custom-compile-command", "python3 tasks.py lock", "--cache-dir", home / "cache"]
    options += ["--upgrade"] if upgrade else []
    clients = Path("tests", "pypi")
    for wanted, written in (
        (["pyproject.toml", "--group", "dev", "--all-extras"], LOCK.name),
        ([clients / "requirements.in"], clients / "requirements.txt"),
    ):
        run(locker, "-m", "uv", "pip", "compile", *wanted, "-o", written, *options)
    print("requirements.lock is written; the next task sets .venv/ up from it. So is tests/pypi/requirements.txt.")


@task
def clean(c: Context) -> None:
    """Remove .cache/, the standby of output/ and Python's caches. What is published (output/) and .venv/ stay."""
    shutil.rmtree(ROOT / ".cache", ignore_errors=True)
    shutil.rmtree(ROOT / ".output.colophon", ignore_errors=True)
    for folder in ("colophon", "tests", "benchmarks", "."):
        for cache in (ROOT / folder).glob("__pycache__" if folder == "." else "**/__pycache__"):
            shutil.rmtree(cache, ignore_errors=True)


BENCH = {
    "articles": "how many, several with commas (1000,10000,100000)",
    "runs": "of each, in turns (3)",
    "peers": "against whom (hugo,hugo-lean,hugo-forms,eleventy,pelican)",
    "parts": "what to measure (cold,memory,nothing,edits,serve,subjects)",
    "markdown": "a file to write the table into, between its markers: content/docs/performance.md",
}


@task(help=BENCH)
def bench(c: Context, articles: str = "", runs: int = 0, peers: str = "", parts: str = "", markdown: str = "") -> None:
    """Race builds against other generators and print a table. More options: bench -- --on memory, bench -- --help."""
    stated = {"articles": articles, "runs": runs, "peers": peers, "parts": parts, "markdown": markdown}
    options = [f"--{name}={value}" for name, value in stated.items() if value]
    python("benchmarks/bench.py", *options, *c.remainder.split())
