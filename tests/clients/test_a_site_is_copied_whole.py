"""wget copies everything that a browser loads: what it copied shows the same, without a request to anybody."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from urllib.parse import unquote, urlsplit

from helpers.answers import Answered
from helpers.building import Site
from helpers.hosting import served
from helpers.npm_packages import missing
from playwright.sync_api import Browser

PAGES = ["2022/11/paris-olympics-symposium.html", "places/index.html", "index.html"]


def copied(site: Site, folder: Path) -> set[str]:
    """The files that wget --mirror copies, beginning at the front page."""
    if (wget := shutil.which("wget")) is None:
        missing("wget is not on PATH")
    with served(site.output) as base:
        command = [str(wget), "--mirror", "--no-host-directories", "--no-verbose", "--page-requisites", base]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr[-2000:]
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_wget_copies_what_a_browser_loads(ours: Site, browser: Browser, tmp_path: Path, answered: Answered) -> None:
    files = copied(ours, tmp_path)
    loaded = set()
    with served(ours.output) as base:
        page = browser.new_page()
        page.on("request", lambda request: loaded.add(request.url))
        for path in PAGES:
            page.goto(f"{base}{path}", wait_until="networkidle")
        page.close()
    wanted = {unquote(urlsplit(url).path).removeprefix("/") for url in loaded if url.startswith(base)}
    assert {urlsplit(url).netloc for url in loaded} == {urlsplit(base).netloc}
    assert any(path.endswith(".map.svg") for path in wanted)
    assert wanted - files == set()
    answered("wget", "--mirror of the site", "every file that a browser loads, maps too")
