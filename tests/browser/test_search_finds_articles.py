"""A reader finds an article by a word of its text, by a person and by a source, on a host that only hands out files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.building import Site
from helpers.hosting import served
from playwright.sync_api import Browser, Locator, Page, expect

PEOPLE = "ada-sample: {name: Ada Sample, kind: person, names: {zh-Hans: 样本艾达}, sources: []}\n"
IN_CHINESE = """\
---
title: 港务局在港口试灯
slug: lamps
lang: zh-Hans
date: 2023-03-05
source: {publication: example-daily, date: 2023-03-05, page: "02"}
authors: [李明]
subjects: [lamps]
---

港务局于三月四日在港口试灯。守灯人要按次序点灯，擦净玻璃，记下每夜点灯的时数。潮汐表由书记保管。
"""
TRANSLATED = """\
---
title: Ferries stay in harbour
slug: ferries
date: 2021-02-03
source: {publication: other-daily, date: 2021-02-03}
custody:
  - {act: printed, by: other-daily, date: 2021-02-03}
  - {act: translated, by: unknown, method: machine, from: zh-Hans, to: en}
people: [ada-sample]
subjects: [ferries]
---

For three weeks no ferry sailed: the gale of &lt;January&gt; & the fog of February kept all boats in the harbour.
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Fifteen articles from two papers, one of them in Chinese."""
    site = Site.minimal(tmp_path_factory.mktemp("searched"))
    site.set(SEARCH=True)
    site.write("register/people.yaml", PEOPLE)
    site.write("articles/lamps.md", IN_CHINESE)
    site.write("articles/ferries.md", TRANSLATED)
    for number in range(13):
        site.article(f"regatta-{number}", date=f"2022-05-{number + 1:02}", text="The regatta was rowed in rain.")
    site.built()
    return site


@pytest.fixture(scope="module")
def hosts(built: Site) -> Iterator[tuple[str, str]]:
    """The site at a server's root and in a sub-folder."""
    with served(built.output) as root, served(built.output, "/some/folder/") as folder:
        yield root.rstrip("/"), folder.rstrip("/")


@pytest.fixture
def page(browser: Browser, hosts: tuple[str, str]) -> Iterator[Page]:
    """The search page at a server's root; the browser has nothing to complain of, such as a script that was blocked."""
    page = browser.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{hosts[0]}/search.html")
    yield page
    page.close()
    assert not complaints


def results(page: Page) -> list[str]:
    expect(page.get_by_role("status")).to_have_text(re.compile("found", re.IGNORECASE))
    return page.locator(".found h2").all_inner_texts()


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("fog", "Ferries stay in harbour"),
        ("sailing", "Ferries stay in harbour"),  # another form of a word of the text
        ("Ada Sample", "Ferries stay in harbour"),
        ("样本艾达", "Ferries stay in harbour"),  # the person's other name
        ("Other Daily", "Ferries stay in harbour"),
        ("潮汐", "港务局在港口试灯"),
        ("守灯人", "港务局在港口试灯"),
    ],
)
def test_an_article_is_found(page: Page, words: str, title: str) -> None:
    page.get_by_label("Words, names, sources").fill(words)
    page.keyboard.press("Enter")
    assert results(page) == [title]
    page.get_by_role("link", name=title).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


@pytest.mark.parametrize(("words", "title"), [("fog", "Ferries stay in harbour"), ("潮汐", "港务局在港口试灯")])
def test_it_is_found_in_a_sub_folder_too(page: Page, hosts: tuple[str, str], words: str, title: str) -> None:
    page.goto(f"{hosts[1]}/search.html?q={words}")
    assert results(page) == [title]
    page.get_by_role("link", name=title).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_a_result_shows_title_date_and_source(page: Page, hosts: tuple[str, str]) -> None:
    page.goto(f"{hosts[0]}/search.html?q=gale")
    assert results(page) == ["Ferries stay in harbour"]
    line = page.locator(".found .how").inner_text()
    assert line == "Other Daily, page not stated, 3 February 2021; machine translation, no review recorded"
    text = "For three weeks no ferry sailed: the gale of <January> & the fog of February kept all boats in the harbour."
    assert page.locator(".found .excerpt").inner_text() == text
    assert page.locator(".found mark").all_inner_texts() == ["gale"]
    page.goto(f"{hosts[0]}/search.html?q=潮汐")
    assert results(page)
    assert page.locator(".found a").get_attribute("lang") == "zh-Hans"


@pytest.mark.parametrize(("words", "marked"), [("Ada Sample", ["Ada", "Sample"]), ("样本艾达", None)])
def test_names_are_shown_where_they_alone_were_found(
    page: Page, hosts: tuple[str, str], words: str, marked: list[str] | None
) -> None:
    page.goto(f"{hosts[0]}/search.html?q={words}")
    assert results(page) == ["Ferries stay in harbour"]
    excerpt = page.locator(".found .excerpt").inner_text()
    assert "Ada Sample · 样本艾达" in excerpt
    assert not {"␝", "kept"} & set(excerpt.replace("·", " ").split())
    assert marked is None or page.locator(".found mark").all_inner_texts() == marked


def test_words_that_stand_in_every_credit_line_find_nothing(page: Page, hosts: tuple[str, str]) -> None:
    page.goto(f"{hosts[0]}/search.html?q=reviewed")
    expect(page.get_by_role("status")).to_have_text("Nothing found.")


def test_filters_narrow_what_is_found_and_stand_in_the_address(page: Page) -> None:
    def choice(label: str) -> Locator:
        return page.get_by_role("combobox", name=label, exact=True)

    page.get_by_text("Only some articles").click()
    assert choice("Year").locator("option").all_inner_texts() == ["any", "2023", "2022", "2021"]
    assert choice("Language").locator("option").all_inner_texts()[1:] == ["English", "Simplified Chinese"]
    for label, chosen, title in (
        ("Year", "2023", "港务局在港口试灯"),
        ("Source", "Other Daily", "Ferries stay in harbour"),
        ("Author", "李明", "港务局在港口试灯"),
        ("Subject", "ferries", "Ferries stay in harbour"),
        ("Language", "Simplified Chinese", "港务局在港口试灯"),
        ("Translation", "machine translation", "Ferries stay in harbour"),
        ("Translation", "translation, no review recorded", "Ferries stay in harbour"),
    ):
        choice(label).select_option(label=chosen)
        page.get_by_role("button", name="Search", exact=True).click()
        assert results(page) == [title]
        page.reload()
        assert results(page) == [title]
        choice(label).select_option(label="any")


def test_it_works_by_keyboard_alone_and_says_what_it_did(page: Page) -> None:
    box = page.get_by_role("searchbox", name="Words, names, sources")
    expect(box).to_be_visible()
    tab_to(page, box)
    page.keyboard.type("regatta")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("Articles found: 13.")
    assert page.locator(".found li").count() == 10
    more = page.get_by_role("button", name="More of these")
    tab_to(page, more)
    page.keyboard.press("Enter")
    expect(page.locator(".found li")).to_have_count(13)
    assert page.locator(".found li:nth-child(11) a").evaluate("link => link === document.activeElement")
    expect(page.locator(".further button")).to_be_hidden()
    box.fill("zeppelin")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("Nothing found.")


def tab_to(page: Page, element: Locator) -> None:
    for _ in range(60):
        if element.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail("the keyboard does not get there")


def test_back_and_forward_go_through_searches(page: Page, hosts: tuple[str, str]) -> None:
    page.goto(f"{hosts[0]}/search.html?q=fog")
    assert results(page) == ["Ferries stay in harbour"]
    page.get_by_role("searchbox").fill("玻璃")
    page.keyboard.press("Enter")
    expect(page.locator(".found h2")).to_have_text(["港务局在港口试灯"])
    page.go_back()
    expect(page.locator(".found h2")).to_have_text(["Ferries stay in harbour"])
    assert page.get_by_role("searchbox").input_value() == "fog"


@pytest.mark.parametrize(("script", "says"), [(True, "opened from disk"), (False, "needs a script")])
def test_where_it_cannot_search_it_says_so_and_offers_the_indexes(
    browser: Browser, built: Site, script: bool, says: str
) -> None:
    context = browser.new_context(java_script_enabled=script)
    page = context.new_page()
    page.goto((built.output / "search.html").as_uri())
    expect(page.locator("main .summary:visible")).to_have_count(1)
    expect(page.locator("main .summary:visible")).to_contain_text(says)
    expect(page.locator("main form")).to_be_hidden()
    assert page.locator("main ul a").count() > 3
    for link in page.locator("main ul a").all():
        expect(link).to_be_visible()
        assert (built.output / (link.get_attribute("href") or "")).is_file()
    context.close()


def test_an_index_that_is_not_there_is_said(browser: Browser, built: Site, tmp_path: Path) -> None:
    (tmp_path / "theme").symlink_to(built.output / "theme")
    (tmp_path / "search.html").write_bytes((built.output / "search.html").read_bytes())
    page = browser.new_page()
    with served(tmp_path) as address:
        page.goto(f"{address}search.html?q=fog")
        expect(page.locator("main .summary:visible")).to_have_text("The index could not be read.")
    page.close()


@pytest.mark.parametrize("lost", ["pagefind.js", "pagefind-entry.json?*", "wasm.*", "*.pf_fragment"])
def test_an_index_that_does_not_answer_is_said(browser: Browser, built: Site, lost: str) -> None:
    script = (built.output / "theme/search.js").read_text("utf-8")
    assert "PATIENCE = 60_000" in script
    page = browser.new_page()
    page.route("**/search.js", lambda route: route.fulfill(body=script.replace("60_000", "3_000")))
    page.route(f"**/search/**/{lost}", lambda route: route.abort())
    page.route(f"**/search/{lost}", lambda route: route.abort())
    with served(built.output) as address:
        page.goto(f"{address}search.html?q=fog")
        expect(page.locator("main .summary:visible")).to_have_text("The index could not be read.")
    page.close()
