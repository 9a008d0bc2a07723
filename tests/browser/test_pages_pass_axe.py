"""axe-core, with every rule it has, finds nothing on any type of page in any state, light and dark, narrow and wide;
and what it can't decide is explained here, word for word."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers import axe
from helpers.building import Site
from helpers.hosting import served
from helpers.measuring import faults, go, opened
from helpers.planting import planted_and_served
from lxml import etree
from playwright.sync_api import Browser, Page

ARTICLE = "2023/03/ferry-timetable.html"
EXPLAINED = (
    *(
        axe.Explained(
            rule,
            "nonBmp",
            ".readings li > p",
            "Its own letters are the arrow between two passages; axe reads no contrast off a sign. "
            "test_every_letter_has_seven_to_one does.",
        )
        for rule in ("color-contrast", "color-contrast-enhanced")
    ),
    axe.Explained(
        "color-contrast",
        "bgOverlap",
        ".switch label",
        "The radio button lies over its word, without a colour of its own, so that the whole word can be pressed. "
        "test_every_letter_has_seven_to_one looks through it.",
    ),
    axe.Explained(
        "color-contrast",
        "imgNode",
        ".map text",
        "The land lies behind it, a picture. test_names_on_a_map_have_seven_to_one_on_land looks at both.",
    ),
    axe.Explained(
        "color-contrast",
        "elmPartiallyObscured",
        ".wide *",
        "A wide table goes on beyond the edge of its frame. test_every_letter_has_seven_to_one goes on with it.",
    ),
    axe.Explained(
        "hidden-content",
        "hidden-content",
        ".ways-in .spare",
        "A narrow screen has no room for it, and the foot of the page has it too; the wide page is asked about it.",
    ),
    axe.Explained(
        "hidden-content",
        "hidden-content",
        ".search[hidden], [data-when], [data-when] *, .search button[hidden], main button[hidden]",
        "What the search page says in another state than this; it is asked about with results and without.",
    ),
    axe.Explained(
        "identical-links-same-purpose",
        "identical-links-same-purpose",
        ".noted",
        "Words of the text lead to the note on them; a name further down in the same words leads to its own page.",
    ),
    axe.Explained(
        "identical-links-same-purpose",
        "identical-links-same-purpose",
        ".names a, .ways a",
        "A subject and an event may be called the same. The heading above each says which it is.",
    ),
)


def test_axe_finds_nothing(browser: Browser, npm_packages: Path, addresses: list[str]) -> None:
    found = []
    used: set[axe.Explained] = set()
    with opened(browser) as page:
        for address in addresses:
            go(page, address)
            axe.load(page, npm_packages)
            for scheme in ("light", "dark"):
                for width in (320, 1280):
                    page.emulate_media(color_scheme=scheme)
                    page.set_viewport_size({"width": width, "height": 900})
                    found += [f"{address} {scheme} {width}: {one}" for one in axe.findings(page, EXPLAINED, used)]
    assert not found, "\n".join(found)
    assert used == set(EXPLAINED), "explanations of what axe no longer asks"


def test_every_letter_has_seven_to_one(browser: Browser, addresses: list[str]) -> None:
    found = []
    with opened(browser) as page:
        for address in addresses:
            go(page, address)
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                found += [f"{address} {scheme}: {one}" for one in faults(page, "pale(7)")]
    assert not found, "\n".join(found)


def land(page: Page) -> str:
    """The colour of the land behind the map of the page that is open."""
    address = page.locator(".map img").evaluate("image => image.src")
    (path,) = etree.fromstring(page.request.get(address).body()).iter("{*}path")
    red, green, blue = bytes.fromhex(path.get("fill").removeprefix("#"))
    return f"rgb({red} {green} {blue} / {path.get('fill-opacity')})"


def test_names_on_a_map_have_seven_to_one_on_land(browser: Browser, sample: Site) -> None:
    with served(sample.output) as base, opened(browser) as page:
        for path in ("2023/03/lamp-trials.html", "places/index.html"):
            go(page, base + path)
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                assert faults(page, f"paleOn('.map text', '{land(page)}', 7)") == []
                assert faults(page, f"paleOn('.map text', '{land(page)}', 17)") != []


CLOSE = ".close { line-height: 10px } .close a { display: inline-block; font-size: 8px; block-size: 8px }"
DEFECTS = {
    "image-alt": {"in_body": '<img src="../../images/lamps.svg">'},
    "color-contrast-enhanced": {"css": ".text { color: #666 }"},
    "link-name": {"in_body": '<p><a href="#main"></a></p>'},
    "label": {"in_body": '<p><input type="text"></p>'},
    "heading-order": {"before_text": "<h5>Five</h5>"},
    "duplicate-id-aria": {"in_body": '<p id="a">a</p><p id="a">a</p><p aria-labelledby="a">b</p>'},
    "region": {"css": "", "in_body": "</main><p>outside</p><main hidden>"},
    "target-size": {"in_body": '<p class="close"><a href="#p1">one</a><br><a href="#p2">two</a></p>', "css": CLOSE},
    "valid-lang": {"before_text": '<p lang="xx-nowhere-at-all">words</p>'},
    "css-orientation-lock": {"css": "@media (orientation: portrait) { html { transform: rotate(90deg) } }"},
    "focus-order-semantics": {"in_body": '<div tabindex="0">words</div>'},
    "tabindex": {"in_body": '<a href="#main" tabindex="3">words</a>'},
}


@pytest.mark.parametrize("rule", DEFECTS)
def test_axe_finds_a_planted_fault(
    rule: str, browser: Browser, npm_packages: Path, sample: Site, tmp_path: Path
) -> None:
    with planted_and_served(sample, tmp_path, ARTICLE, **DEFECTS[rule]) as address, opened(browser, 320) as page:
        go(page, address)
        axe.load(page, npm_packages)
        found = axe.findings(page)
        assert any(one.removeprefix("undecided: ").startswith(f"{rule} ") for one in found), found


@pytest.mark.parametrize(
    ("css", "expected"),
    [
        (".pn { color: #777 }", "::before counter"),  # generated: axe does not see it
        (".text { opacity: 0.6 }", "has a contrast"),
        (".text p { background: linear-gradient(#fff, #000) }", "stands on a picture"),
        ("li::marker { color: #ccc }", "::marker"),
    ],
)
def test_a_pale_letter_is_found(css: str, expected: str, browser: Browser, sample: Site, tmp_path: Path) -> None:
    page_with_a_list = "2024/03/all-of-markdown.html"
    with planted_and_served(sample, tmp_path, page_with_a_list, css=css) as address, opened(browser) as page:
        go(page, address)
        assert any(expected in one for one in faults(page, "pale(7)"))


def test_an_explanation_covers_what_it_names_and_no_more(browser: Browser, npm_packages: Path, sample: Site) -> None:
    with served(sample.output) as base, opened(browser) as page:
        go(page, base + "2023/03/lamp-trials.html")
        axe.load(page, npm_packages)
        assert axe.findings(page, EXPLAINED) == []
        assert all(one.startswith("undecided: ") for one in axe.findings(page))
        assert len(axe.findings(page, EXPLAINED[1:])) < len(axe.findings(page))
