"""Fixtures that several tests share: real small sites, built in temporary folders."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers.building import ROOT, Site

pytest_plugins = ["helpers.browsing", "helpers.npm_packages", "helpers.built_pages"]


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A site of its own with one article, which every test may spoil as it likes."""
    return Site.minimal(tmp_path)


@pytest.fixture(scope="session")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The project's own site, built once into a temporary folder; only to be read."""
    site = Site(tmp_path_factory.mktemp("ours"), content=ROOT / "content", settings=ROOT / "publishconf.py")
    assert site.build().code == 0
    return site
