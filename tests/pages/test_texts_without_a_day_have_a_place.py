"""Texts of which the day, the month or the year is not known are in every list, and nothing gives them a day."""

from __future__ import annotations

import json
import re
import sqlite3
from pathlib import Path

import pytest
from helpers.building import Site
from lxml import etree, html

ARTICLE = """---
title: {title}
source: {{publication: {publication}, date: {date}}}
subjects: [harbour]
---

Words of {title}.
"""
# The date of each article, and the place of its page.
DATES = {
    "Zebra": ("unknown", "undated/zebra.html"),
    "Apple": ("unknown", "undated/apple.html"),
    "Apricot": ("unknown", "undated/apricot.html"),
    "Year": ("1937", "1937/year.html"),
    "Month": ("1937-08", "1937/08/month.html"),
    "Days": ("1937-08-07/1937-08-08", "1937/08/days.html"),
    "Months": ("1937-08/1937-09", "1937/months.html"),
    "Years": ("1937/1938", "undated/years.html"),
    "Known": ("1937-01-05", "1937/01/known.html"),
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    site = Site.minimal(tmp_path_factory.mktemp("site") / "site")
    site.set(SITEURL="https://example.org", ARCHIVE_DATA=True, INDEX_FEEDS=["subjects"], FEED_MAX_ITEMS=50)
    (site.content / "articles/first.md").unlink()
    for title, (date, _) in DATES.items():
        publication = "unknown" if title == "Zebra" else "example-daily"
        site.write(f"articles/{title.lower()}.md", ARTICLE.format(title=title, date=date, publication=publication))
    site.build()
    return site


def titles(site: Site, path: str) -> list[str]:
    page = html.parse(str(site.output / path))
    return [link.text_content().strip() for link in page.xpath("//main//li//a") if link.text_content().strip() in DATES]


def test_an_address_has_the_known_part_of_the_date(site: Site) -> None:
    for _, path in DATES.values():
        assert (site.output / path).exists(), path


def test_lists_run_by_the_earliest_day_and_end_with_those_without_a_date(site: Site) -> None:
    listed = [*titles(site, "subjects/harbour.html"), *titles(site, "subjects/harbour/undated.html")]
    assert listed[-3:] == ["Apple", "Apricot", "Zebra"]
    assert listed[0] == "Days"
    assert set(listed[1:3]) == {"Month", "Months"}
    assert listed[3] == "Known"
    assert set(listed[4:6]) == {"Year", "Years"}


def test_the_pages_of_dates_claim_no_day_or_month(site: Site) -> None:
    assert titles(site, "dates/undated.html") == ["Apple", "Apricot", "Zebra"]
    assert set(titles(site, "dates/1937/unknown.html")) == {"Year", "Months", "Years"}
    assert titles(site, "dates/1937/01.html") == ["Known"]
    assert titles(site, "dates/1937/08.html") == ["Days", "Month"]
    year = (site.output / "dates/1937.html").read_text()
    assert "Month not known" in year
    assert "6 articles" in year
    assert "Day not known" in (site.output / "dates/index.html").read_text()


def test_sitemaps_and_feeds_have_them_all(site: Site) -> None:
    places = {f"https://example.org/{path}" for _, path in DATES.values()}
    mapped = {
        loc
        for file in site.output.glob("sitemap*.xml")
        for loc in etree.parse(str(file)).xpath("//*[local-name()='loc']/text()")
    }
    assert places <= mapped
    for page in mapped:
        assert (site.output / page.removeprefix("https://example.org/")).exists(), page
    for feed in ("feeds/all.atom.xml", "subjects/harbour.atom.xml"):
        entries = etree.parse(str(site.output / feed)).xpath("//*[local-name()='entry']")
        assert {e.xpath("string(*[local-name()='link'][@rel='alternate']/@href)") for e in entries} == places
        for entry in entries:
            # Nobody recorded when they came, so no feed dates that.
            assert not entry.xpath("*[local-name()='published']")
            assert entry.xpath("string(*[local-name()='updated'])") == "1970-01-01T00:00:00Z"


def test_no_form_has_a_day_that_nobody_stated(site: Site) -> None:
    made_up = re.compile(r"1937-01-(?!05)|1937-0[89]-(?!07|08)\d\d|1938-\d\d|19370[89]\d\d|1937/0[89]/(?!0[78])\d\d")
    for title, (date, path) in DATES.items():
        stem = path.removesuffix(".html")
        for file in [site.output / path, *site.output.glob(f"{stem}.*")]:
            if title == "Known" or file.suffix in (".png", ".zip"):
                continue
            found = made_up.search(file.read_text("utf-8"))
            assert not found, (file.name, found)
        record = json.loads((site.output / f"{stem}.json").read_text())
        assert record["date"] == (None if date == "unknown" else date)
        assert record["published"] is None
    with sqlite3.connect(site.output / "data/articles.db") as database:
        rows = dict(database.execute("SELECT title, date FROM articles").fetchall())
    assert rows == {title: None if date == "unknown" else date for title, (date, _) in DATES.items()}


def test_the_source_that_is_not_known_has_no_list(site: Site) -> None:
    page = html.parse(str(site.output / "undated/zebra.html"))
    assert "paper not known" in page.xpath("string(//dl)").lower()
    assert "Zebra" not in Path(site.output / "sources/example-daily.html").read_text()
