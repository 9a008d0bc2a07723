"""Sites that are built once for all processes that run tests. tests/conftest.py names this as a plugin."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

from helpers.building import Site

Share = Callable[[str, Callable[[Path], Site]], Site]


@pytest.fixture(scope="session")
def share(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Share:
    """`share(name, make)` has the first process that asks `make` the site in a folder and build it; the others wait."""
    base = tmp_path_factory.getbasetemp()
    root = base if worker_id == "master" else base.parent

    def shared(name: str, make: Callable[[Path], Site]) -> Site:
        folder, kept = root / f"shared-{name}", root / f"shared-{name}.pickle"
        with FileLock(f"{folder}.lock"):
            if not kept.exists():
                folder.mkdir()
                site = make(folder)
                site.built()
                kept.write_bytes(pickle.dumps(site))
        return pickle.loads(kept.read_bytes())

    return shared
