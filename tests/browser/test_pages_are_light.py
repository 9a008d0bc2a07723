"""What a page weighs on the wire, and that nothing moves while it comes: an article's layout shift is 0.000 with late
fonts."""

from __future__ import annotations

import gzip
import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest
from helpers.building import Site
from helpers.measuring import opened
from helpers.planting import planted_and_served
from lxml import html
from playwright.sync_api import Browser, Page, Route

ARTICLE = "2022/11/paris-olympics-symposium.html"
ARTICLE_LIMIT = 14 * 1024  # what TCP sends before it first waits for an answer
FONTS_LIMIT = 60 * 1024
# No two fonts have letters of the same widths, so a word may move a little to the side. In an article no line does; on
# another page a line that just fits may break, which counts for less than half of what is called good (0.1).
ARTICLE_STEADY, STEADY = 0.0005, 0.05


def weight(page: Path) -> int:
    """Bytes of a page and its style sheets, each as `gzip -9` makes it."""
    sheets = html.fromstring(page.read_text("utf-8")).xpath("//link[@rel='stylesheet']/@href")
    assert sheets
    files = [page, *((page.parent / sheet) for sheet in sheets)]
    return sum(len(gzip.compress(file.read_bytes(), 9, mtime=0)) for file in files)


def test_article_and_its_styles_fit_the_first_flight(ours: Site) -> None:
    assert weight(ours.output / ARTICLE) <= ARTICLE_LIMIT


def test_fonts_are_few(ours: Site) -> None:
    fonts = [file for file in (ours.output / "theme").rglob("*") if file.suffix in (".woff2", ".woff", ".ttf", ".otf")]
    assert 0 < sum(file.stat().st_size for file in fonts) <= FONTS_LIMIT


def test_weight_counts_every_sheet(sample: Site, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text('<!doctype html><title>a</title><link rel="stylesheet" href="a.css">', "utf-8")
    (tmp_path / "a.css").write_bytes(os.urandom(ARTICLE_LIMIT))
    assert weight(page) > ARTICLE_LIMIT


# --- shift -----------------------------------------------------------------------------------------------------------

WATCH = """
window.shifts = [];
new PerformanceObserver((list) => {
  for (const { value, sources } of list.getEntries())
    shifts.push([value, sources.map(({ node }) => node?.parentElement?.className || node?.nodeName).join(", ")]);
}).observe({ type: "layout-shift", buffered: true });
"""


@pytest.fixture(scope="session")
def metric_fonts() -> None:
    """The faces that tokens.css fits to Newsreader must be there: a bare system has none that it names."""
    listed = subprocess.run(["fc-list", ":family=Liberation Serif"], capture_output=True, text=True, check=False)
    if shutil.which("fc-list") is None or not listed.stdout.strip():
        said = "Liberation Serif is not installed; on Debian and Ubuntu: apt install fonts-liberation"
        if os.environ.get("CI"):
            pytest.fail(said)
        pytest.skip(said)


def shifts(page: Page, address: str, width: int) -> list[str]:
    """What moves in a page whose fonts come late, if that is more than it may be."""

    def late(route: Route) -> None:
        time.sleep(0.05)
        route.continue_()

    page.set_viewport_size({"width": width, "height": 900})
    page.route("**/*.woff2", late)
    page.goto(address)
    page.evaluate("document.fonts.ready.then(() => new Promise(requestAnimationFrame))")
    page.wait_for_timeout(50)
    moved = page.evaluate("shifts")
    told = [f"{address} {width}: {value:.4f}: {nodes}" for value, nodes in moved]
    article = page.locator("article.article").count()
    return told if sum(value for value, _ in moved) >= (ARTICLE_STEADY if article else STEADY) else []


@pytest.mark.usefixtures("metric_fonts")
def test_nothing_shifts(browser: Browser, types: list[str]) -> None:
    found = []
    for width in (390, 1280):
        for address in types:
            with opened(browser) as page:  # each with an empty cache
                page.add_init_script(WATCH)
                found += shifts(page, address, width)
    assert not found, "\n".join(found)


def test_a_shift_is_found(browser: Browser, sample: Site, tmp_path: Path) -> None:
    css = "@font-face { font-family: Newsreader; src: url('fonts/newsreader-text.woff2'); size-adjust: 200% }"
    path = "2023/03/ferry-timetable.html"
    with planted_and_served(sample, tmp_path, path, css=css) as address, opened(browser) as page:
        page.add_init_script(WATCH)
        assert shifts(page, address, 390)
