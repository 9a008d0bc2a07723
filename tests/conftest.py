"""Fixtures that several tests share, and which tests `python3 tasks.py test` leaves to `test --rest`."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers.building import Site
from hypothesis import settings

pytest_plugins = [
    "helpers.browsing",
    "helpers.npm_packages",
    "helpers.pypi_packages",
    "helpers.answers",
    "helpers.installing",
    "helpers.pelicans_sdist",
    "helpers.sharing",
    "helpers.built_pages",
]

# A test that asks for one of these needs a browser, Node, Java, a cluster or a large archive.
REST = {"browser", "npm_packages", "pypi_packages", "answered", "installed", "cluster", "many", "pelicans_sdist"}

# How many inputs a property is tried with: `test` takes the first profile, `test --rest` the second.
settings.register_profile("quick", max_examples=60, deadline=None)
settings.register_profile("thorough", max_examples=500, deadline=None)
settings.load_profile("quick")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if REST.intersection(getattr(item, "fixturenames", ())):
            item.add_marker("rest")
        if getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
            item.add_marker("property")


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A site of its own with one article, which every test may spoil as it likes."""
    return Site.minimal(tmp_path)
