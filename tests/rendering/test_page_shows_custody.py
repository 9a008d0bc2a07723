"""The page shows how its text came here: each step with its evidence, readings and notes, and what to take along."""

from __future__ import annotations

import json
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from helpers.building import ROOT, Site, words
from lxml import etree, html
from playwright.sync_api import Browser, Page

TEI = "http://www.tei-c.org/ns/1.0"
PAGE = "2022/11/paris-olympics-symposium.html"
SHA256 = "28f1782e2c5f336eeaa6793799ee571470b9b34de25350f3ba0d80819b9226f0"
HEADER = """\
---
title: T
source: {{publication: example-daily, date: 2022-11-30}}
custody:
  - {{act: printed, by: example-daily, date: 2022-11-30, status: as-stated}}
  - {{act: reposted, by: unknown{more}}}
{apparatus}---

One *two two* three & four.
"""


@pytest.fixture
def page(ours: Site) -> html.HtmlElement:
    return ours.page(PAGE)


def built(site: Site, more: str = "", apparatus: str = "") -> html.HtmlElement:
    site.write("articles/first.md", HEADER.format(more=more, apparatus=apparatus))
    site.built()
    return site.page("2022/11/first.html")


@pytest.mark.parametrize("name", ["a#b", "a%20b", "a&amp;b", "a b", "a'b", "ü中"])
def test_every_link_of_the_page_leads_to_a_file_whatever_the_evidence_is_called(site: Site, name: str) -> None:
    site.write(f"received/{name}.txt", "One two two three & four.\n")
    site.write(f"received/{name} 2.txt", "Another.\n")
    steps = [
        {"act": "received", "file": f"received/{name}.txt"},
        {"act": "edited", "by": "unknown", "file": f"received/{name} 2.txt"},
    ]
    more = "".join(f"}}\n  - {json.dumps(step, ensure_ascii=False)[:-1]}" for step in steps)
    page = built(site, more)
    tei = etree.parse(site.output / "2022/11/first.tei.xml")
    links = [*page.xpath("//@href | //@src"), *tei.xpath("//t:ptr/@target", namespaces={"t": TEI})]
    paths = {unquote(urlsplit(urljoin("2022/11/first.html", link)).path) for link in links if link[:1] != "#"}
    assert {f"received/{name}.txt", f"received/{name} 2.txt"} <= paths
    assert [path for path in paths if not (site.output / path).is_file()] == []


@pytest.mark.parametrize("sign", "#%")
def test_an_address_that_would_need_quoting_is_refused(site: Site, sign: str) -> None:
    site.set(ARTICLE_SAVE_AS=f"{{slug}}{sign}20.html")
    assert "has a # or %, which mean something else in an address" in site.build().text


def said(elements: list[html.HtmlElement]) -> list[str]:
    return [" ".join(words(element)) for element in elements]


def section(page: html.HtmlElement, heading: str) -> html.HtmlElement:
    (found,) = [h2.getparent() for h2 in page.iter("h2") if " ".join(words(h2)) == heading]
    return found


def test_each_step_has_actor_day_language_status_and_evidence(page: html.HtmlElement) -> None:
    steps = said(section(page, "How this text reached you").xpath("./ol/li"))
    expected = [
        ("Printed in China Sports Daily, page 01", "Chinese", "as stated by the text · 30 November 2022, inferred",
            "Evidence"),
        ("Reposted", "reposter not named", "day not stated", "inferred", "Evidence:"),
        ("Translated from Simplified Chinese into English by machine", "translator not stated", "day not stated",
            "inferred", "Evidence:"),
        ("Reposted by breakinglatest.news", "in English", "day not stated", "inferred", "1,908 characters"),
        ("Received here", "22 November 2026", "verified", "The text kept here, and its file", SHA256),
    ]  # fmt: skip
    assert len(steps) == len(expected)
    for step, parts in zip(steps, expected, strict=True):
        assert [part for part in parts if part not in step] == []


def test_the_digest_claims_no_more_than_it_proves(page: html.HtmlElement) -> None:
    (last,) = said(section(page, "How this text reached you").xpath("./ol/li[last()]"))
    assert "The digest proves which file is kept here, not that the source said what is in it." in last


def test_the_page_that_a_step_rests_on_is_linked(page: html.HtmlElement) -> None:
    (link,) = page.xpath("//ol[@class='chain hops']//a[contains(@rel, 'external')]")
    assert link.get("href").startswith("https://www.breakinglatest.news/sports/")
    assert "nofollow" in link.get("rel")


def test_a_step_without_evidence_says_so(site: Site) -> None:
    steps = said(built(site).xpath("//ol[@class='chain hops']/li"))
    assert len(steps) == 2
    assert all("No evidence kept." in step for step in steps)


def test_evidence_is_shown_as_it_is_written(site: Site) -> None:
    more = ', url: "https://example.org/a?b=1&c=2", evidence: A letter & a <b>call</b>'
    step = built(site, more).xpath("//ol[@class='chain hops']/li")[1]
    assert "Evidence: A letter & a <b>call</b>. A page at example.org." in " ".join(words(step))
    assert step.xpath(".//a/@href") == ["https://example.org/a?b=1&c=2"]


def test_readings_are_listed_with_kind_and_reason(page: html.HtmlElement) -> None:
    readings = section(page, "Readings").xpath("./ol/li")
    assert len(readings) == 12
    assert said(readings)[1] == "2 go all out Go all out → go all out Typographic. Doubled."
    assert "unity and forge ahead → unity and forg[ing] ahead Conjecture." in said(readings)[7]
    for reading in readings:
        (back,) = reading.xpath("./a/@href")
        first = " ".join(words(page.xpath("//*[@id=$id]", id=back[1:])[0]))
        assert first == " ".join(words(reading.xpath(".//del")[0]))


def test_notes_and_their_words_lead_to_each_other(page: html.HtmlElement) -> None:
    notes = section(page, "Notes").xpath("./ol/li")
    assert len(notes) == 14
    for note in notes:
        (back,) = note.xpath("./a/@href")
        (place,) = page.xpath("//*[@id=$id]", id=back[1:])
        assert place.get("href") == f"#{note.get('id')}"
        assert words(place) == words(note.xpath(".//b")[0])


def test_an_article_without_readings_and_notes_has_no_switch_and_no_lists(site: Site) -> None:
    page = built(site)
    headings = said(list(page.iter("h2")))
    assert "How this text reached you" in headings
    assert not {"Readings", "Notes"} & set(headings)
    assert not page.xpath("//article//fieldset | //article//input")


def test_what_is_offered_is_never_markup(site: Site) -> None:
    apparatus = """\
readings:
  - {was: two two, now: 'two "<i>"', kind: typographic, why: Doubled <b>}
notes:
  - {on: three & four, note: A <b>bold</b> remark}
"""
    page = built(site, apparatus=apparatus)
    assert page.xpath("//@data-now") == ['two "<i>"']
    assert said(section(page, "Notes").xpath("./ol/li")) == ["1 three & four: A <b>bold</b> remark"]
    # The citations have a paper's name in italics.
    assert not page.xpath("//section[not(@class='take')]//i | //section//b")


def test_the_credit_line_can_be_taken_along(page: html.HtmlElement) -> None:
    lines = said(section(page, "Cite and take along").xpath(".//dd"))
    assert lines[0].startswith(
        "China Sports Daily, page 01, 30 November 2022; day inferred; machine translation, not reviewed. Colophon"
    )


@pytest.fixture
def shown(browser: Browser, ours: Site) -> Page:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto((ours.output / PAGE).as_uri())
    return page


def generated(page: Page, number: int) -> str:
    """What a sighted reader sees behind a passage; what stands after the stroke is for screen readers."""
    content = str(page.locator(f"#r{number}").evaluate("e => getComputedStyle(e, '::after').content"))
    return content.partition(" / ")[0]


def test_the_switch_is_worked_from_the_keyboard_and_shows_readings_in_place(shown: Page) -> None:
    received, reading = (shown.get_by_role("radio", name=name) for name in ("As received", "Reading text"))
    assert received.is_checked()
    assert generated(shown, 2) == '""'
    width = shown.locator("#r2").evaluate("e => e.offsetWidth")
    received.focus()
    shown.keyboard.press("ArrowRight")
    assert reading.is_checked()
    assert "go all out" in generated(shown, 2)
    narrow = shown.locator("#r2").evaluate("e => e.offsetWidth")
    assert narrow < width  # the words as received take no room any more
    assert shown.locator(".switch input:focus-visible").evaluate("e => getComputedStyle(e).outlineStyle") == "solid"


def test_paper_shows_the_text_as_received(shown: Page) -> None:
    shown.locator(".switch label", has_text="Reading text").click()
    assert shown.get_by_role("radio", name="Reading text").is_checked()
    shown.emulate_media(media="print")
    assert generated(shown, 2) == '""'
    assert shown.locator("#r2").evaluate("e => getComputedStyle(e).fontSize") != "0px"
    assert not shown.locator(".article .switch").is_visible()
    assert shown.get_by_role("heading", name="Readings").is_visible()


def test_the_text_is_copied_with_its_source(shown: Page) -> None:
    shown.get_by_role("button", name="Copy with source").click()
    shown.get_by_text("Copied, with credit line and address.").wait_for()
    copied = shown.evaluate("navigator.clipboard.readText()").split()
    received = (ROOT / "content/received/2022/paris-olympics-symposium.txt").read_text("utf-8")
    text = received.removeprefix(" date 2022-11-30 ").split()
    assert copied[: len(text)] == text
    credit = "China Sports Daily, page 01, 30 November 2022; day inferred; machine translation, not reviewed."
    assert " ".join(copied[len(text) :]).startswith(credit)
    assert PAGE in copied[-1]


def test_without_scripts_no_button_promises_what_it_cannot_do(browser: Browser, ours: Site) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto((ours.output / PAGE).as_uri())
    assert not page.get_by_role("button", name="Copy with source").is_visible()
    assert page.get_by_role("radio", name="As received").is_checked()
