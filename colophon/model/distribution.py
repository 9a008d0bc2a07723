"""Colophon as a package that is installed: its name and version, and whether other packages are there."""

from __future__ import annotations

import importlib.metadata
import tomllib
from pathlib import Path

DISTRIBUTION = "pelican-colophon"


def installed(name: str) -> str:
    """The version of a package; empty where this Python does not have it."""
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return ""


def version() -> str:
    """The version of Colophon. A checkout that nobody installed states it in pyproject.toml."""
    if found := installed(DISTRIBUTION):
        return found
    file = Path(__file__).parents[2] / "pyproject.toml"
    return str(tomllib.loads(file.read_text(encoding="utf-8"))["project"]["version"])
