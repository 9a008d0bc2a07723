"""The package as others install it: built as a wheel and an sdist, and installed into a bare environment outside the
checkout. tests/conftest.py names this as a plugin."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from filelock import FileLock

ROOT = Path(__file__).resolve().parents[2]

OTHERS = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}


@dataclass(frozen=True)
class Installed:
    """The wheel and the sdist, and the folder of the commands of an environment that has the wheel."""

    wheel: Path
    sdist: Path
    commands: Path

    def run(self, *command: object, cwd: Path, code: int = 0, text: str | None = None) -> str:
        """Run a command of the environment, which ends with this status. Returns what it prints."""
        name, *arguments = map(str, command)
        done = subprocess.run(
            [str(self.commands / name), *arguments],
            cwd=cwd,
            env={**OTHERS, "COLUMNS": "400"},  # Pelican's log breaks lines
            input=text,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        said = done.stdout + done.stderr
        assert done.returncode == code, said
        assert "Traceback" not in said, said
        return said


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Installed:
    """The package, built and installed once for all processes that run tests. It needs a network for what it needs."""
    base = tmp_path_factory.getbasetemp()
    root = (base if worker_id == "master" else base.parent) / "installed"
    with FileLock(f"{root}.lock"):
        kept = root / "installed.pickle"
        if not kept.exists():
            root.mkdir()
            kept.write_bytes(pickle.dumps(_install(root)))
        return pickle.loads(kept.read_bytes())


def _install(root: Path) -> Installed:
    _call(sys.executable, "-m", "build", "--no-isolation", "--outdir", root / "dist", ROOT)
    (wheel,), (sdist,) = (root / "dist").glob("*.whl"), (root / "dist").glob("*.tar.gz")
    _call(sys.executable, "-m", "venv", root / "bare")
    commands = root / "bare" / ("Scripts" if os.name == "nt" else "bin")
    _call(commands / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wheel)
    return Installed(wheel, sdist, commands)


def _call(*command: object) -> None:
    done = subprocess.run(list(map(str, command)), cwd=ROOT, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
