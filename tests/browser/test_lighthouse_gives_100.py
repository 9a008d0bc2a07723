"""Lighthouse gives 100 for accessibility, best practices and SEO.

content/docs/checks.md has its word on every type of page.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers import lighthouse
from helpers.building import Site
from helpers.hosting import served
from helpers.planting import planted_and_served

PAGES = ("index.html", "2023/03/lamp-trials.html", "places/sample-point.html")


@pytest.mark.parametrize("path", PAGES)
def test_lighthouse_gives_100(path: str, npm_packages: Path, sample: Site, browser: object) -> None:
    with served(sample.output) as base:
        scores, costs = lighthouse.audit(npm_packages, base + path)
    assert not costs, "\n".join(costs)
    assert scores == dict.fromkeys(lighthouse.CATEGORIES, 100)


def test_lighthouse_finds_planted_faults(npm_packages: Path, sample: Site, tmp_path: Path, browser: object) -> None:
    faults = {
        "in_head": '<meta name="robots" content="noindex">',
        "in_body": '<img src="../../images/gone.png"><a href="#main"></a>',
    }
    with planted_and_served(sample, tmp_path, "2023/03/ferry-timetable.html", **faults) as address:
        scores, costs = lighthouse.audit(npm_packages, address)
    assert all(score < 100 for score in scores.values()), (scores, costs)
    assert len(costs) >= 3
