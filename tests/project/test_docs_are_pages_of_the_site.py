"""The documentation is built by Colophon itself: every file is a page of the project's site, and its links lead
somewhere."""

from __future__ import annotations

import posixpath
from urllib.parse import unquote

import yaml
from helpers.building import ROOT, Site
from lxml import html

DOCS = sorted((ROOT / "content" / "docs").glob("*.md"))


def addresses(page: html.HtmlElement) -> list[str]:
    return [href for href in page.xpath("//@href | //@src") if not href.startswith(("https://", "http://", "data:"))]


def test_every_file_is_a_page_with_its_title(ours: Site) -> None:
    titles = {}
    for file in DOCS:
        header = yaml.safe_load(file.read_text("utf-8").split("---\n")[1])
        page = ours.page(f"docs/{file.stem}.html")
        assert [h1.text_content() for h1 in page.xpath("//h1")] == [header["title"]]
        titles[header["title"]] = file
    assert len(titles) == len(DOCS) == len([*ours.output.glob("docs/*.html")])


def test_every_link_of_theirs_leads_to_a_file_and_a_place(ours: Site) -> None:
    pages = {f"docs/{file.stem}.html": ours.page(f"docs/{file.stem}.html") for file in DOCS}
    led = 0
    for path, page in pages.items():
        for address in addresses(page):
            plain, _, place = unquote(address).partition("#")
            target = posixpath.normpath(posixpath.join("docs", plain)) if plain else path
            assert (ours.output / target).is_file(), (path, address)
            if place and target in pages:
                assert pages[target].xpath("//*[@id=$place]", place=place), (path, address)
                led += 1
    assert led > 100


def test_every_page_of_the_site_leads_to_them(ours: Site) -> None:
    for path in ("index.html", "docs/fields.html", "2022/11/paris-olympics-symposium.html"):
        (address,) = ours.page(path).xpath("//a[normalize-space()='Docs']/@href")
        assert posixpath.normpath(posixpath.join(posixpath.dirname(path), address)) == "docs/index.html"


def test_wide_tables_scroll_and_the_largest_page_is_not_heavy(ours: Site) -> None:
    for file in DOCS:
        page = ours.page(f"docs/{file.stem}.html")
        assert [table for table in page.xpath("//main//table") if table.getparent().get("class") != "wide"] == []
        assert all(frame.get("aria-label").strip(", ") for frame in page.xpath("//*[@class='wide']"))
        assert (ours.output / f"docs/{file.stem}.html").stat().st_size < 200_000, file.name
