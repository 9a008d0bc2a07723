"""The sample sites and test contents of Pelican, from the sdist of the release that is installed, kept below .cache/.
tests/conftest.py names this as a plugin. Without a network such tests are skipped; where CI is set they fail."""

from __future__ import annotations

import subprocess
import sys
import tarfile
from importlib.metadata import version
from pathlib import Path

import pytest
from filelock import FileLock

from helpers.npm_packages import missing

CACHE = Path(__file__).resolve().parents[2] / ".cache" / "sdist"


@pytest.fixture(scope="session")
def pelicans_sdist() -> Path:
    """The folder of the unpacked sdist."""
    wanted = f"pelican-{version('pelican')}"
    CACHE.mkdir(parents=True, exist_ok=True)
    with FileLock(CACHE / "lock"):
        if not (CACHE / wanted).exists():
            archive = CACHE / f"{wanted}.tar.gz"
            if not archive.exists():
                download(wanted.replace("-", "=="))
            with tarfile.open(archive) as files:
                files.extractall(CACHE, filter="data")
    return CACHE / wanted


def download(requirement: str) -> None:
    options = ["--no-deps", "--no-binary", ":all:", "--quiet", "--disable-pip-version-check", "--dest", str(CACHE)]
    command = [sys.executable, "-m", "pip", "download", *options, requirement]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    if done.returncode:
        missing(f"the sdist of {requirement} could not be had: {done.stderr.strip()[-300:]}")
