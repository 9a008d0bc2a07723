"""What tests take from npm: exactly what tests/npm/package-lock.json names, installed below .cache/ and nowhere else.
tests/conftest.py names this as a plugin.

Without npm such tests are skipped, and say so; where CI is set they fail.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WANTED = ROOT / "tests" / "npm"
CACHE = ROOT / ".cache" / "npm"
# Nothing but the packages: no scripts of theirs, no reports, no file outside .cache/.
OPTIONS = ("--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error")


@pytest.fixture(scope="session")
def npm_packages() -> Path:
    """The folder node_modules with the pinned packages."""
    return installed()


def installed() -> Path:
    """The folder node_modules, filled once for each state of the lock file."""
    files = [WANTED / "package.json", WANTED / "package-lock.json"]
    digest = hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()[:16]
    folder = CACHE / digest
    if not folder.exists():
        npm = shutil.which("npm")
        if npm is None:
            missing("npm is not on PATH")
        else:
            install(npm, files, folder)
    return folder / "node_modules"


def install(npm: str, files: list[Path], whole: Path) -> None:
    """Install into a folder that is called `whole` last of all: so what was cut short is never taken for it, and two
    that install at the same time are not in each other's way."""
    CACHE.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="installing-", dir=CACHE))
    for file in files:
        shutil.copy(file, folder)
    command = [npm, "ci", *OPTIONS, "--cache", str(CACHE / "cache")]
    done = subprocess.run(command, cwd=folder, env=os.environ, capture_output=True, text=True, check=False, timeout=900)
    if done.returncode:
        shutil.rmtree(folder, ignore_errors=True)
        missing(f"npm ci could not install the packages of tests/npm: {done.stderr.strip()}")
    try:
        folder.rename(whole)
    except OSError:  # the other was first
        shutil.rmtree(folder)


def missing(said: str) -> None:
    """Fail where CI is set, else skip."""
    if os.environ.get("CI"):
        pytest.fail(said)
    pytest.skip(said)
