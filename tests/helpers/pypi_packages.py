"""Programs of readers that tests take from PyPI: exactly what tests/pypi/requirements.txt names, in an environment of
their own below .cache/. tests/conftest.py names this as a plugin.

They bring older releases of packages that Colophon itself needs, so that they can't stand in .venv/. Without a network
such tests are skipped, and say so; where CI is set they fail.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from helpers.npm_packages import missing

ROOT = Path(__file__).resolve().parents[2]
WANTED = ROOT / "tests" / "pypi" / "requirements.txt"
CACHE = ROOT / ".cache" / "pypi"

Asked = Callable[..., Any]  # (script, *arguments) → what it prints, read as JSON


@pytest.fixture(scope="session")
def pypi_packages() -> Asked:
    """Runs a script of tests/clients/ with these packages: its arguments → what it prints as JSON."""
    python = installed()

    def run(script: Path, *arguments: object, timeout: int = 600) -> Any:
        command = [str(python), "-W", "ignore", str(script), *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=timeout)
        assert not done.returncode, f"{script.name}: {done.stderr[-2000:]}"
        return json.loads(done.stdout)

    return run


def installed() -> Path:
    """The interpreter of the environment, which is made once for each state of the list and each Python."""
    digest = hashlib.sha256(WANTED.read_bytes() + sys.version.encode()).hexdigest()[:16]
    whole = CACHE / digest
    if not whole.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        # A venv can't be renamed, so a file says that it is whole.
        folder = Path(tempfile.mkdtemp(prefix="environment-", dir=CACHE))
        # --no-deps: all are in the list.
        options = ["--quiet", "--disable-pip-version-check", "--no-deps", "--require-hashes", "--retries=2"]
        commands = (
            [sys.executable, "-m", "venv", str(folder)],
            [str(folder / "bin" / "python"), "-m", "pip", "install", *options, "-r", str(WANTED)],
        )
        for command in commands:
            done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=900)
            if done.returncode:
                shutil.rmtree(folder, ignore_errors=True)
                missing(f"the packages of tests/pypi could not be installed: {done.stderr.strip()[-500:]}")
        try:
            whole.symlink_to(folder.name)
        except FileExistsError:  # the other process was first
            shutil.rmtree(folder)
    return whole / "bin" / "python"
