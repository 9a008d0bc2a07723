"""Everything on a page is reached, seen and used with the keys alone, in the order in which it is read; and what
matters needs no script."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from helpers.building import Site
from helpers.hosting import served
from helpers.measuring import faults, go, opened
from helpers.planting import planted_and_served
from playwright.sync_api import Browser, Page

ARTICLE = "2023/03/lamp-trials.html"
NEAR = 8  # px: a link may stand a little higher or lower than its neighbour in the same line
MOST = 200


def tour(page: Page) -> tuple[list[dict[str, object]], list[str]]:
    """Where the focus goes, tab by tab, and what is wrong with the ring around it."""
    stops: list[dict[str, object]] = []
    unseen: list[str] = []
    while len(stops) < MOST:
        page.keyboard.press("Tab")
        stop = page.evaluate("measures.focused()")
        if stop is None or (stops and stop["place"] == stops[0]["place"]):  # it leaves the page, or begins again
            break
        stops.append(stop)
        unseen += faults(page, "ring()")
    return stops, unseen


def out_of_order(stops: list[dict[str, object]]) -> list[str]:
    """Stops that come too late: in the source they stand before the one in front of them, or on the page above it.
    The first, the skip link, lies over the page. Notes stand beside their paragraph, and are read after the text."""
    late = [(a, b) for a, b in pairwise(stops) if b["place"] <= a["place"]]
    for aside in (False, True):
        late += [
            (a, b) for a, b in pairwise([s for s in stops[1:] if s["aside"] == aside]) if b["top"] < a["top"] - NEAR
        ]
    return [f"{b['name']} comes after {a['name']}" for a, b in late]


def test_focus_is_seen_and_goes_as_one_reads(browser: Browser, types: list[str]) -> None:
    found = []
    with opened(browser, 320, reduced_motion="reduce") as page:  # one column: down the page is the order of reading
        for address in types:
            go(page, address)
            stops, unseen = tour(page)
            assert len(stops) > 3
            found += [f"{address}: {one}" for one in out_of_order(stops) + unseen]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("css", "body", "expected"),
    [
        (":focus-visible { outline: none !important }", "", "has no outline"),
        (":focus-visible { outline-color: #ddd !important }", "", "has an outline with a contrast of"),
        ("body { display: flex; flex-direction: column } .foot { order: -1 }", "", "comes after"),
        ("", '<a href="#main" tabindex="2">first</a>', "comes after"),
    ],
)
def test_a_planted_fault_is_found(
    css: str, body: str, expected: str, browser: Browser, sample: Site, tmp_path: Path
) -> None:
    with (
        planted_and_served(sample, tmp_path, "pages/about.html", css=css, in_body=body) as address,
        opened(browser, 320, reduced_motion="reduce") as page,
    ):
        go(page, address)
        stops, unseen = tour(page)
        assert any(expected in one for one in out_of_order(stops) + unseen)


def test_skip_link_shows_and_leads_past_the_head(browser: Browser, types: list[str]) -> None:
    with opened(browser, reduced_motion="reduce") as page:
        for address in types:
            go(page, address)
            page.keyboard.press("Tab")
            assert page.evaluate("document.activeElement.matches('a.skip')"), address
            assert faults(page, "ring()") == [], address
            page.keyboard.press("Enter")
            assert page.evaluate("location.hash") == "#main", address
            page.keyboard.press("Tab")
            assert page.evaluate("document.activeElement.closest('header.head, header.masthead')") is None, address


def test_switch_to_the_reading_text_works_without_a_script(browser: Browser, sample: Site) -> None:
    with served(sample.output) as base, opened(browser, java_script_enabled=False) as page:
        go(page, base + ARTICLE)
        shown = "() => getComputedStyle(document.querySelector('.reading[data-now]'), '::after').content"
        for _ in range(MOST):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.matches('.switch input')"):
                break
        assert page.evaluate("document.activeElement.value") == "received"
        assert page.evaluate(shown).startswith('"" / ')
        received = page.locator(".text").text_content()
        page.keyboard.press("ArrowRight")
        assert page.evaluate("document.activeElement.value") == "reading"
        assert "and" in page.evaluate(shown)
        assert page.evaluate("getComputedStyle(document.querySelector('.reading[data-now]')).fontSize") == "0px"
        assert page.locator(".text").text_content() == received  # what is copied stays the text as received
        assert faults(page, "ring()") == []
        page.keyboard.press("ArrowLeft")
        assert page.evaluate(shown).startswith('"" / ')


def test_page_reads_the_same_without_scripts(browser: Browser, types: list[str]) -> None:
    def words(page: Page, address: str) -> list[str]:
        go(page, address)
        return [part for part in page.locator("main").inner_text().split("\n") if part.strip()]

    with opened(browser) as page, opened(browser, java_script_enabled=False) as plain:
        for address in types:
            if address.endswith("/search.html"):  # it says what it can't do then, and leads to all lists
                continue
            more, less = words(page, address), words(plain, address)
            assert [part for part in more if part not in less] in ([], ["Copy with source"]), address
            assert [part for part in less if part not in more] == [], address


def test_a_press_selects_a_citation_whole(browser: Browser, sample: Site) -> None:
    with served(sample.output) as base, opened(browser, permissions=["clipboard-read"]) as page:
        go(page, base + ARTICLE)
        for line in page.locator(".take dd:not(.forms)").all():
            line.click(position={"x": 5, "y": 5})
            page.keyboard.press("Control+c")
            assert page.evaluate("navigator.clipboard.readText()").strip() == line.inner_text().strip()


def test_button_copies_the_text_with_its_source(browser: Browser, sample: Site) -> None:
    with (
        served(sample.output) as base,
        opened(browser, permissions=["clipboard-read", "clipboard-write"]) as page,
    ):
        go(page, base + ARTICLE)
        page.locator(".copy button").focus()
        page.keyboard.press("Enter")
        page.locator(".copy [role=status]:not(:empty)").wait_for()
        copied = page.evaluate("navigator.clipboard.readText()")
        text = " ".join(page.locator(".text > :not([data-added])").all_inner_texts())
        line = page.locator(".take .line").inner_text()
        assert copied.split() == [*text.split(), *line.split(), base + ARTICLE]
