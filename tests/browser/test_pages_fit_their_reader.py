"""Nothing runs off, is hidden or stands on something else: on a narrow screen, with text at twice its size, with the
spacing that a reader may set (WCAG 2.2, 1.4.4, 1.4.10, 1.4.12), on paper, in forced colours, without motion."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from helpers.building import Site
from helpers.hosting import served
from helpers.measuring import TEXT_SPACING, faults, go, opened, style, twice
from helpers.planting import planted_and_served
from playwright.sync_api import Browser, Page
from pypdf import PdfReader

ARTICLE = "2023/03/ferry-timetable.html"
EVERYTHING = "2023/03/lamp-trials.html"
WIDTHS = (320, 390, 768, 1280)
STANDING = ("runsOff()", "clips()", "overlaps()")


def test_everything_has_its_place(browser: Browser, addresses: list[str]) -> None:
    found = []
    with opened(browser) as page:
        for address in addresses:
            go(page, address)
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                found += [f"{address} {width}: {one}" for one in faults(page, *STANDING)]
            for width in (320, 1280):
                page.set_viewport_size({"width": width, "height": 900})
                style(page, TEXT_SPACING)
                found += [f"{address} {width}, spaced: {one}" for one in faults(page, *STANDING)]
                style(page, "")
            for width in (640, 1280):
                page.set_viewport_size({"width": width, "height": 900})
                with twice(page):
                    found += [f"{address} {width}, twice the size: {one}" for one in faults(page, *STANDING)]
    assert not found, "\n".join(found)


DEFECTS = {
    ".text p { inline-size: 40rem; max-inline-size: none }": "the page is ",
    ".text p { block-size: 2rem; overflow: hidden }": "of its height",
    ".text p { white-space: nowrap; overflow: hidden }": "of its width",
    ".text p { margin-block-end: -3rem }": " overlap",
    ".text p { position: relative; inset-inline-start: -20rem }": " reaches from -",
}


@pytest.mark.parametrize("css", DEFECTS)
def test_a_planted_fault_is_measured(css: str, browser: Browser, sample: Site, tmp_path: Path) -> None:
    with planted_and_served(sample, tmp_path, ARTICLE, css=css) as address, opened(browser, 320) as page:
        go(page, address)
        assert any(DEFECTS[css] in one for one in faults(page, *STANDING))


def test_height_that_holds_only_unspaced_text_is_measured(browser: Browser, sample: Site, tmp_path: Path) -> None:
    css = "h1 { block-size: 2.6em; overflow: hidden }"
    with planted_and_served(sample, tmp_path, ARTICLE, css=css) as address, opened(browser, 1280) as page:
        go(page, address)
        assert faults(page, *STANDING) == []
        style(page, TEXT_SPACING)
        assert any("of its height" in one for one in faults(page, *STANDING))


# --- on paper ------------------------------------------------------------------------------------------------------


def paper(page: Page) -> list[str]:
    """The words on each sheet, as a program reads them that isn't the browser."""
    printed = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True)))
    return [" ".join(sheet.extract_text().split()) for sheet in printed.pages]


def numbered(sheets: list[str]) -> list[str]:
    """The sheets that do not say which of how many they are."""
    return [sheet[-60:] for n, sheet in enumerate(sheets, 1) if f"{n} / {len(sheets)}" not in sheet]


def test_paper_says_where_the_text_is_from(browser: Browser, sample: Site) -> None:
    with served(sample.output) as base, opened(browser) as page:
        page.goto(base + EVERYTHING)
        credit = page.locator(".take .line").inner_text()
        sheets = paper(page)
    whole = " ".join(sheets)
    assert len(sheets) > 1
    assert "Sample Harbour Post" in sheets[0]
    assert "page 02" in sheets[0]
    assert "2023/03/lamp-trials.html" in whole
    assert "(Reposted from page 02 of “Sample Harbour Post” on March 5)" in whole
    assert credit.split(".")[0] in whole
    assert "Skip to" not in whole
    assert numbered(sheets) == []


def test_paper_has_what_it_points_to_and_nothing_that_only_a_screen_can_do(browser: Browser, sample: Site) -> None:
    terms, changed, ledger = "2024/05/bylines-and-terms.html", EVERYTHING, "ledger/2023-01-01.html"
    with served(sample.output) as base, opened(browser) as page:
        page.goto(base + terms)
        links = page.locator("article a[href^=http]").evaluate_all("all => all.map(link => link.href)")
        sheets = "".join(paper(page)).replace(" ", "")
        assert len(links) > 2
        assert [link for link in links if f"({link})" not in sheets] == []
        assert "Citeandtakealong" in sheets
        assert [words for words in ("Otherforms", "Reportamistake") if words in sheets] == []
        page.goto(base + ledger)
        digests = page.locator(".digest").all_text_contents()
        assert len(digests) > 1
        sheets = "".join(paper(page)).replace(" ", "")
        assert [digest for digest in digests if digest not in sheets] == []
        page.emulate_media(media="print")
        kept = page.locator(".ledger li").first.evaluate("item => getComputedStyle(item).breakInside")
        page.goto(base + changed)
        before = page.locator("#changes p:has(+ ol)").evaluate("line => getComputedStyle(line).breakAfter")
    assert (kept, before) == ("avoid", "avoid")


def test_every_sheet_has_its_number(browser: Browser, types: list[str]) -> None:
    with opened(browser) as page:
        for address in types:
            page.goto(address)
            assert numbered(paper(page)) == [], address


def test_a_sheet_without_a_number_is_found() -> None:
    assert numbered(["words 1 / 2", "more words"]) == ["more words"]


def test_nothing_runs_off_the_paper(browser: Browser, types: list[str]) -> None:
    with opened(browser, 718) as page:  # A4 less the margins
        for address in types:
            go(page, address)
            page.emulate_media(media="print")
            assert faults(page, *STANDING) == [], address


# --- forced colours, motion ------------------------------------------------------------------------------------------


def test_forced_colours_lose_nothing(browser: Browser, types: list[str]) -> None:
    found = []
    with opened(browser, forced_colors="active") as page:
        for address in types:
            go(page, address)
            found += [f"{address}: {one}" for one in faults(page, "pale(7)")]
    assert not found, "\n".join(found)


def test_forced_colours_keep_what_colour_alone_would_say(browser: Browser, sample: Site) -> None:
    with served(sample.output) as base, opened(browser, forced_colors="active") as page:
        go(page, base + EVERYTHING)
        rule, filled, hollow, chosen, other = page.evaluate(
            """() => {
              const of = (selector, pseudo) => getComputedStyle(document.querySelector(selector), pseudo);
              return [of(".slip").borderTopStyle + of(".slip").borderTopWidth,
                of(".chain .verified", "::before").borderTopWidth,
                of(".chain li:not(.verified)", "::before").borderTopWidth,
                of(".switch label:has(:checked)").textDecorationLine,
                of(".switch label:not(:has(:checked))").textDecorationLine];
            }"""
        )
        assert rule == "solid3px"
        assert filled != hollow
        assert chosen != other


def moving(page: Page) -> list[str]:
    """What moves, or would."""
    return page.evaluate(
        """() => [...document.querySelectorAll("*")].filter((element) => {
          const style = getComputedStyle(element);
          return style.animationName !== "none" || style.scrollBehavior === "smooth" ||
            style.transitionDuration.split(", ").some((time) => parseFloat(time) > 0);
        }).map((element) => element.localName)"""
    )


def test_nothing_moves_where_motion_is_unwanted(browser: Browser, types: list[str]) -> None:
    with opened(browser, reduced_motion="reduce") as page:
        for address in types:
            page.goto(address)
            assert moving(page) == [], address


def test_motion_is_found(browser: Browser, sample: Site, tmp_path: Path) -> None:
    css = "a { transition: color 1s }"
    with (
        planted_and_served(sample, tmp_path, ARTICLE, css=css) as address,
        opened(browser, reduced_motion="reduce") as page,
    ):
        page.goto(address)
        assert "a" in moving(page)
