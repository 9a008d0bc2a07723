"""Programs that look for the day of a page find the day of print, not that of republication."""

from __future__ import annotations

from pathlib import Path

from helpers.answers import Answered
from helpers.building import Site
from helpers.pypi_packages import Asked

SCRIPT = Path(__file__).with_name("htmldate_of.py")
PAGE = "2022/11/paris-olympics-symposium.html"


def test_htmldate_finds_the_day_of_print(ours: Site, pypi_packages: Asked, answered: Answered) -> None:
    found = pypi_packages(SCRIPT, ours.output / PAGE)
    assert found == ["2022-11-30"]
    answered("htmldate", "the day of the first article", found[0])
