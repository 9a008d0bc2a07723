"""Whichever way the text leaves the page, its one-line credit leaves with it, word for word."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import bibtexparser
import feedparser
import pytest
import rispy
from helpers.building import ROOT, Site, words
from lxml import etree, html
from markdown import markdown
from playwright.sync_api import Browser

from colophon.formats.registry import endings

PAGE = "2022/11/paris-olympics-symposium"
CREDIT = "China Sports Daily, page 01, 30 November 2022; day inferred; machine translation, not reviewed"
RECEIVED = (ROOT / "content/received/2022/paris-olympics-symposium.txt").read_text("utf-8")
DIGEST = "28f1782e2c5f336eeaa6793799ee571470b9b34de25350f3ba0d80819b9226f0"


@pytest.fixture
def page(ours: Site) -> html.HtmlElement:
    return ours.page(f"{PAGE}.html")


def said(element: html.HtmlElement) -> str:
    return " ".join(words(element))


# --- with a shared link, a feed, a search result ---------------------------------------------------------------------


def test_the_page_shows_it(page: html.HtmlElement) -> None:
    assert [said(line) for line in page.xpath("//*[@class='take']//*[@class='line']")] == [f"{CREDIT}. Colophon"]


def test_the_preview_of_a_shared_link_begins_with_it(page: html.HtmlElement) -> None:
    (shared,) = page.xpath("//meta[@property='og:description']/@content")
    assert shared.startswith(f"{CREDIT}. ")


def test_the_description_for_search_begins_with_it(page: html.HtmlElement) -> None:
    (found,) = page.xpath("//meta[@name='description']/@content")
    assert found.startswith(f"{CREDIT}. ")


def test_json_ld_has_it_on_the_text(page: html.HtmlElement) -> None:
    (script,) = page.xpath("//script[@type='application/ld+json']")
    text = json.loads(script.text)
    assert (text["@id"], text["creditText"]) == ("#text", CREDIT)
    assert script.text.count("creditText") == 1


def test_a_saved_reference_has_it(page: html.HtmlElement) -> None:
    assert page.xpath("//meta[@name='z:extra']/@content") == [CREDIT]


def test_the_feeds_entry_begins_with_it(ours: Site) -> None:
    (entry,) = feedparser.parse((ours.output / "feeds/all.atom.xml").read_bytes()).entries
    assert entry.summary.startswith(f"{CREDIT}. ")
    first, *text = html.fragments_fromstring(entry.content[0].value.strip())
    assert said(first) == CREDIT
    assert said(text[0]).startswith("On November 28, the State Sports General Administration")


# --- with each download --------------------------------------------------------------------------------------------


def bibtex(data: bytes) -> str:
    (entry,) = bibtexparser.parse_string(data.decode()).entries
    return str(entry["note"])


def ris(data: bytes) -> str:
    (entry,) = rispy.loads(data.decode().replace("\r\n", "\n"))
    return str(entry["notes"][0])


def tei(data: bytes) -> str:
    document = etree.fromstring(data)
    (note,) = document.xpath("//t:note[@type='credit']", namespaces={"t": "http://www.tei-c.org/ns/1.0"})
    return str(note.text)


def mods(data: bytes) -> str:
    (note,) = etree.fromstring(data).xpath("//*[local-name() = 'note'][@type='preferred citation']")
    return str(note.text)


def readme(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as bundle:
        (name,) = [name for name in bundle.namelist() if name.endswith("/README.txt")]
        return bundle.read(name).decode().split("\n")[1]


# Where each form has it: in the field for remarks, or on the line below the title.
DOWNLOADS: dict[str, Callable[[bytes], str]] = {
    "bib": bibtex,
    "csl.json": lambda data: str(json.loads(data)[0]["note"]),
    "ris": ris,
    "txt": lambda data: data.decode().split("\n")[1],
    "md": lambda data: said(html.fragments_fromstring(markdown(data.decode()))[1]),
    "mods.xml": mods,
    "tei.xml": tei,
    "json": lambda data: str(json.loads(data)["credit_line"]),
    "evidence.zip": readme,
}


@pytest.mark.parametrize("form", endings())
def test_each_download_has_it(ours: Site, page: html.HtmlElement, form: str) -> None:
    (link,) = [href for href in page.xpath("//a[@download]/@href") if href.endswith(f"{PAGE}.{form}")]
    assert DOWNLOADS[form]((ours.output / f"{PAGE}.html").parent.joinpath(link).read_bytes()) == CREDIT


def test_no_other_file_is_offered(page: html.HtmlElement) -> None:
    offered = page.xpath("//a[@download][not(contains(@href, 'received/'))]/@href")  # which is the text as it came
    assert {href.partition(f"{PAGE}.")[2] for href in offered} == {*DOWNLOADS}


# --- with paper, and with the clipboard ----------------------------------------------------------------------------

# What the print style puts below the page, if that is seen.
ON_PAPER = """() => {
  const style = getComputedStyle(document.querySelector(".after"), "::after");
  const seen = style.content !== "none" && style.display !== "none" && style.visibility === "visible"
    && parseFloat(style.fontSize) > 8 && style.opacity === "1"
    && style.color !== getComputedStyle(document.body).backgroundColor;
  return seen ? style.content : null;
}"""


def test_the_print_out_has_it(browser: Browser, ours: Site) -> None:
    sheet = browser.new_page()
    sheet.goto((ours.output / f"{PAGE}.html").as_uri())
    assert sheet.evaluate(ON_PAPER) is None  # on paper alone
    sheet.emulate_media(media="print")
    text = json.loads(sheet.evaluate(ON_PAPER).replace("\\a ", "\\n").replace("\n", "\\n"))
    assert text.splitlines() == [
        f"{CREDIT}.",
        f"Colophon, {PAGE}.html",
        f"SHA-256 of the file kept: {DIGEST}",
    ]
    line = sheet.locator(".take .line")
    assert line.is_visible()
    assert line.inner_text() == f"{CREDIT}. Colophon"
    assert not sheet.get_by_role("button", name="Copy with source").is_visible()
    assert sheet.pdf().startswith(b"%PDF-")
    sheet.close()


def copied(browser: Browser, file: Path) -> tuple[str, str, str]:
    """What the button puts on the clipboard, where the page stood, and what it says then."""
    context = browser.new_context()
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(file.as_uri())
    page.get_by_role("button", name="Copy with source").click()
    status = page.locator(".copy [role=status]")
    status.filter(has_text=".").wait_for()
    found = page.evaluate("navigator.clipboard.readText()"), page.url, status.inner_text()
    context.close()
    return found


def test_the_copied_text_ends_with_it(browser: Browser, ours: Site) -> None:
    text, address, status = copied(browser, ours.output / f"{PAGE}.html")
    assert status == "Copied, with credit line and address."
    body, _, source = text.rpartition("\n\n")
    assert source == f"{CREDIT}. Colophon\n{address}\n"
    assert body.split() == RECEIVED.removeprefix(" date 2022-11-30 ").split()


def test_the_copied_text_has_the_address_that_the_site_has(browser: Browser, site: Site) -> None:
    site.set(SITEURL="https://example.org/news")
    assert site.build().code == 0
    text, _, _ = copied(browser, site.output / "2022/11/first.html")
    source = "Example Daily, page 01, 30 November 2022. A small site, https://example.org/news/2022/11/first.html"
    assert text == f"Text of first.\n\nMore of it.\n\n{source}\n"
