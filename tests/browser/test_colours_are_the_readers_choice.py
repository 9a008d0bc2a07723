"""Light or dark is the reader's choice: it is kept in the browser, is there before anything is drawn, and no page shows
a switch that would not work."""

from __future__ import annotations

import pytest
from helpers.building import Site
from playwright.sync_api import Browser, BrowserContext, Page

PAGE = "2022/11/paris-olympics-symposium.html"
PAPER = {"light": "rgb(252, 251, 248)", "dark": "rgb(22, 21, 19)"}


def paper(page: Page) -> str:
    found = page.evaluate("getComputedStyle(document.body).backgroundColor")
    return next(name for name, colour in PAPER.items() if colour == found)


def opened(context: BrowserContext, site: Site, path: str = PAGE) -> Page:
    page = context.new_page()
    page.goto((site.output / path).as_uri())
    return page


@pytest.mark.parametrize("system", ["light", "dark"])
def test_a_page_follows_the_system_until_told_otherwise(browser: Browser, ours: Site, system: str) -> None:
    context = browser.new_context(color_scheme=system)  # type: ignore[arg-type]
    page = opened(context, ours)
    assert paper(page) == system
    other = "dark" if system == "light" else "light"
    page.get_by_role("radio", name=other.capitalize()).check()
    assert paper(page) == other
    assert paper(opened(context, ours, "index.html")) == other
    again = opened(context, ours, "pages/method.html")
    assert again.get_by_role("radio", name=other.capitalize()).is_checked()
    again.get_by_role("radio", name="System").check()
    assert paper(again) == system
    assert paper(opened(context, ours)) == system


def test_colours_chosen_earlier_are_there_before_the_first_paint(browser: Browser, ours: Site) -> None:
    context = browser.new_context(color_scheme="light")
    opened(context, ours).get_by_role("radio", name="Dark").check()
    page = context.new_page()
    page.add_init_script(
        "new MutationObserver((_, me) => { if (document.body) {"
        " me.disconnect(); window.early = document.documentElement.dataset.colours; } })"
        ".observe(document, {childList: true, subtree: true})"
    )
    page.goto((ours.output / PAGE).as_uri())
    assert page.evaluate("window.early") == "dark"


def test_the_switch_is_worked_from_the_keyboard(browser: Browser, ours: Site) -> None:
    page = opened(browser.new_context(color_scheme="light"), ours)
    page.get_by_role("radio", name="System").focus()
    page.keyboard.press("ArrowLeft")
    assert page.get_by_role("radio", name="Dark").is_checked()
    assert paper(page) == "dark"
    assert page.locator(".colours input:focus-visible").evaluate("e => getComputedStyle(e).outlineStyle") == "solid"


def test_without_scripts_there_is_no_switch(browser: Browser, ours: Site) -> None:
    page = opened(browser.new_context(java_script_enabled=False, color_scheme="dark"), ours)
    assert not page.locator(".colours").is_visible()
    assert paper(page) == "dark"


def test_a_browser_that_keeps_nothing_still_changes_colours(browser: Browser, ours: Site) -> None:
    context = browser.new_context(color_scheme="light")
    context.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no'); } })"
    )
    page = opened(context, ours)
    page.get_by_role("radio", name="Dark").check()
    assert paper(page) == "dark"


def test_paper_is_light(browser: Browser, ours: Site) -> None:
    page = opened(browser.new_context(color_scheme="dark"), ours)
    page.get_by_role("radio", name="Dark").check()
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
