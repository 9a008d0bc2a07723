"""The table of content/docs/checks.md: which programs of readers were asked what, and what they said. The tests in
tests/clients/ make it, so that it says nothing that was not seen. tests/conftest.py names this as a plugin.

A test hands over each answer by the fixture `answered`. A run of all tests in tests/clients/ compares these with the
table and fails where they differ; with COLOPHON_RECORD set, as `python3 tasks.py clients` sets it, it writes the table.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CLIENTS = ROOT / "tests" / "clients"
DOCS = ROOT / "content" / "docs" / "checks.md"
TABLE = re.compile(r"(?<=\| program \| version \| asked \| says \|\n\|---\|---\|---\|---\|\n)(?:\|.*\n)*")

# Programs of the system, whose versions follow the system's updates, and so may differ from those of the table.
SYSTEM = {
    "Apache": ("apache2", "-v"),
    "Caddy": ("caddy", "version"),
    "Chromium": ("chromium", "--version"),
    "Jekyll": ("jekyll", "--version"),
    "newsboat": ("newsboat", "--version"),
    "nginx": ("nginx", "-v"),
    "pdftotext": ("pdftotext", "-v"),
    "Python": ("python3", "--version"),
    "sha256sum": ("sha256sum", "--version"),
    "shasum": ("shasum", "--version"),
    "wget": ("wget", "--version"),
}

Answer = tuple[str, str, str, str]  # program, version, asked, says
Answered = Callable[[str, str, str], None]


@pytest.fixture
def answered(record_property: Callable[[str, object], None]) -> Answered:
    """Takes (program, what it was asked, what it says). The program's name is that of its package, or one of SYSTEM."""

    def answer(program: str, asked: str, says: str) -> None:
        record_property("client", [program, version(program), asked, says])

    return answer


@lru_cache
def version(program: str) -> str:
    """The version of a program: of the system's as it says itself, of another as it is pinned."""
    if program in SYSTEM:
        done = subprocess.run(SYSTEM[program], capture_output=True, text=True, check=False)
        found = re.search(r"\d+(\.\d+)+", done.stdout + done.stderr)
        assert found, f"{program} does not say its version"
        return found[0]
    npm = json.loads((ROOT / "tests" / "npm" / "package.json").read_text("utf-8"))["dependencies"]
    if program in npm:
        return str(npm[program])
    for pinned in (ROOT / "tests" / "pypi" / "requirements.txt", ROOT / "requirements.lock"):
        if found := re.search(
            rf"^{re.escape(program)}==(\S+)", pinned.read_text("utf-8"), re.MULTILINE | re.IGNORECASE
        ):
            return found[1]
    raise AssertionError(f"nothing pins a version of {program}")


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):  # with xdist, the process that hears of all tests
        config.pluginmanager.register(Gathering(config), "answers")


class Gathering:
    """The answers of one run of pytest."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.files: set[str] = set()
        self.answers: set[Answer] = set()
        self.sound = True

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        path = report.location[0].replace(os.sep, "/")
        if "tests/clients/" not in f"/{path}":
            return
        self.sound = self.sound and report.passed
        if report.when == "call":
            self.files.add(Path(path).name)
            self.answers |= {tuple(value) for name, value in report.user_properties if name == "client"}

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        options = self.config.option
        chosen = options.keyword or options.markexpr not in ("", "rest") or any("::" in arg for arg in self.config.args)
        if not self.sound or chosen or self.files != {file.name for file in CLIENTS.glob("test_*.py")}:
            return
        if os.environ.get("COLOPHON_RECORD"):
            write(self.answers)
        elif different := compared(self.answers):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
            print("\ndocs/checks.md does not say what programs say. `python3 tasks.py clients` writes its table.")  # noqa: T201
            print("\n".join(different))  # noqa: T201


def rows(answers: Iterable[Answer]) -> list[str]:
    """The rows of the table, by program."""
    ordered = sorted(answers, key=lambda answer: (answer[0].lstrip("@").lower(), answer[2], answer[3]))
    return [f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in answer)} |" for answer in ordered]


def write(answers: Iterable[Answer]) -> None:
    """Write the table into content/docs/checks.md."""
    text = DOCS.read_text("utf-8")
    table = "".join(f"{row}\n" for row in rows(answers))
    assert TABLE.search(text), "content/docs/checks.md has no table of programs"
    DOCS.write_text(TABLE.sub(lambda _: table, text, count=1), "utf-8")


def compared(answers: Iterable[Answer]) -> list[str]:
    """Rows that only the docs or only the answers have, with - or + before them. Versions of the system's programs do
    not count."""
    found = TABLE.search(DOCS.read_text("utf-8"))
    written = set(found[0].splitlines() if found else ())
    told = {(_apart(row), row) for row in rows(answers)}
    docs = {(_apart(row), row) for row in written}
    lines = [f"- {row}" for key, row in sorted(docs) if key not in {key for key, _ in told}]
    return [*lines, *(f"+ {row}" for key, row in sorted(told) if key not in {key for key, _ in docs})]


def _apart(row: str) -> str:
    """The row, without the version where it is the system's."""
    program, rest = row[2:].split(" | ", 1)
    return row if program not in SYSTEM else f"{program} | {rest.split(' | ', 1)[1]}"
