"""Every link of the built site is relative and names a file, so that output/ opens from disk, at a domain's root and
in a sub-folder alike. The page for what is not found is shown at any address, so its links begin at the root."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

import pytest
from helpers.building import ROOT, Site, tree
from lxml import etree, html
from playwright.sync_api import Browser

PAGE = ROOT / "output/2022/11/paris-olympics-symposium.html"


def links(folder: Path) -> list[tuple[Path, str]]:
    found = []
    for page in sorted(folder.rglob("*.html")):
        document = html.fromstring(page.read_text("utf-8"))
        docs = page.parent == folder / "docs"
        found += [
            (page, link)
            for element, _, link, _ in document.iterlinks()
            if not evidence(element) and not (docs and leads_away(element, link))
        ]
    assert found
    return found


def evidence(element: html.HtmlElement) -> bool:
    """Whether it leads to a page elsewhere that a step of custody rests on: for readers to follow, never fetched."""
    return element.tag == "a" and "external" in element.get("rel", "").split() and bool(element.xpath("ancestor::ol"))


def leads_away(element: html.HtmlElement, link: str) -> bool:
    """Whether it is a link in the documentation to a page elsewhere: for readers to follow, never fetched."""
    return element.tag == "a" and link.startswith("https://")


@pytest.mark.parametrize("folder", ["output", "built"])
def test_links_are_relative_and_name_files(folder: str, ours: Site) -> None:
    for page, link in links(ROOT / "output" if folder == "output" else ours.output):
        parts = urlsplit(link)
        assert not parts.scheme, f"{page}: {link}"
        assert not parts.netloc, f"{page}: {link}"
        path, fragment = urldefrag(link)
        assert path.startswith("/") == (bool(path) and page.name == "404.html"), f"{page}: {link}"
        target = (page.parent / unquote(path).lstrip("/")) if path else page
        assert target.is_file(), f"{page}: {link}"
        if fragment:
            assert html.fromstring(target.read_text("utf-8")).xpath("//*[@id=$id]", id=fragment), f"{page}: {link}"


def test_no_page_but_the_search_has_a_script_but_the_small_one() -> None:
    assert len((ROOT / "theme/static/page.js").read_bytes()) <= 2048
    for page in (ROOT / "output").rglob("*.html"):
        document = html.fromstring(page.read_text("utf-8"))
        assert not document.xpath("//@*[starts-with(name(), 'on')] | //@style"), page
        # JSON-LD is data: it is never run.
        for script in document.xpath("//script[not(@type='application/ld+json')]"):
            # Parsers differ in what they make of an attribute without a value.
            assert script.get("src", "").rpartition("/")[2] == "page.js" or page.name == "search.html"
            assert script.text is None


def test_committed_output_is_what_a_clean_build_makes(ours: Site) -> None:
    assert tree(ROOT / "output") == ours.tree()


def test_the_feed_is_well_formed() -> None:
    assert etree.parse(ROOT / "output/feeds/all.atom.xml").getroot().tag == "{http://www.w3.org/2005/Atom}feed"


def test_chromium_shows_the_committed_page(browser: Browser) -> None:
    messages: list[str] = []
    failed: list[str] = []
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.on("console", lambda message: messages.append(message.text))
    page.on("requestfailed", lambda request: failed.append(request.url))
    page.goto(PAGE.as_uri())
    assert page.title().startswith("General Administration of Sport of China")
    assert page.locator("h1").is_visible()
    slip, text = page.locator("article > header").bounding_box(), page.locator(".text > p").first.bounding_box()
    assert slip is not None
    assert text is not None
    assert slip["y"] + slip["height"] <= text["y"]
    assert page.evaluate("document.fonts.ready.then(() => document.fonts.check('1em Newsreader'))")
    received = (ROOT / "content/received/2022/paris-olympics-symposium.txt").read_text("utf-8")
    assert (
        " ".join(page.locator(".text > :not([data-added])").all_inner_texts()).split()
        == received.removeprefix(" date 2022-11-30 ").split()
    )
    assert (messages, failed) == ([], [])


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
@pytest.mark.parametrize("path", ["index.html", "2022/11/paris-olympics-symposium.html"])
def test_nothing_runs_off_the_page(browser: Browser, path: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto((ROOT / "output" / path).as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
