"""Equal content gives equal bytes, whatever the machine, the clock and the folder."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from helpers.building import ROOT, Site

SURROUNDINGS = {
    "seed and zone": {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati"},
    "locale": {"PYTHONHASHSEED": "77", "LC_ALL": "C", "LANG": "tr_TR.UTF-8"},
    "another day": {"SOURCE_DATE_EPOCH": "1924905600", "TZ": "America/Anchorage"},
    "one worker": {"COLOPHON_WORKERS": "1"},
    "eight workers": {"COLOPHON_WORKERS": "8"},
}


@pytest.mark.parametrize("name", SURROUNDINGS)
def test_bytes_do_not_depend_on_the_surroundings(name: str, ours: Site, tmp_path: Path) -> None:
    folder = tmp_path / "another folder, é"
    folder.mkdir()
    for part in ("content", "theme", "pelicanconf.py", "publishconf.py"):
        source = ROOT / part
        (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / part)
    other = Site(folder, folder / "content", folder / "publishconf.py")
    before = os.umask(0o077)
    try:
        said = other.build(environment=SURROUNDINGS[name])
    finally:
        os.umask(before)
    assert said.code == 0, said.text
    assert other.tree() == ours.tree()


def test_any_number_of_workers_makes_the_same_bytes(site: Site) -> None:
    for n in range(250):
        site.article(f"a{n:03d}", date=f"20{n % 20 + 10}-0{n % 9 + 1}-1{n % 7}", subjects=f"s{n % 11}, s{n % 7}")
    trees = []
    for number in ("1", "1", "2", "8"):
        site.forget()
        assert site.build(environment={"COLOPHON_WORKERS": number}).code == 0
        trees.append(site.tree())
    assert trees == trees[:1] * 4
