"""Each kind of index has an overview that leads to all of its entries, and every day leads to its articles."""

from __future__ import annotations

import datetime as dt
from pathlib import PurePosixPath

import pytest
from helpers.building import Site
from playwright.sync_api import Browser, Locator

from colophon.pages.overviews import FIRST_ENTRIES, PAGE_ENTRIES

KINDS = ("sources", "subjects", "people", "organisations", "places", "events", "terms")


def links(site: Site, path: str) -> dict[str, str]:
    """Where the links in the main part of a page lead, from the site's root, with their texts."""
    found = {}
    for link in site.page(path).xpath("//main//a[@href]"):
        folder = PurePosixPath(path).parent
        target = (folder / link.get("href")).as_posix().split("#")[0]
        parts: list[str] = []
        for part in target.split("/"):
            parts = parts[:-1] if part == ".." else [*parts, part]
        found["/".join(parts)] = " ".join(link.text_content().split())
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_every_entry_stands_in_the_overview_of_its_kind(ours: Site, kind: str) -> None:
    indexes = {f"{kind}/{file.name}" for file in (ours.output / kind).glob("*.html") if file.name != "index.html"}
    assert indexes
    assert indexes <= links(ours, f"{kind}/index.html").keys()


def test_an_overview_of_nothing_is_neither_built_nor_linked_and_follows_edits(site: Site) -> None:
    site.set(SITEURL="https://example.org", SEARCH=True, ARCHIVE_DATA=True)
    site.write("register/people.yaml", "ada: {name: Ada Sample, kind: person, sources: []}\n")
    other = site.article("other", date="2021-01-01")
    unnamed = other.read_text()
    for named in (False, True, False):
        other.write_text(unnamed.replace("---\n", "---\npeople: [ada]\n", 1) if named else unnamed)
        assert site.build().code == 0
        assert (site.output / "people/index.html").exists() == named
        texts = {path: (site.output / path).read_bytes() for path in site.tree() if not path.startswith("manifest/")}
        linking = {path for path, text in texts.items() if b"people/index.html" in text}
        pages = {path for path in texts if path.endswith(".html")}
        assert linking >= {*pages, "llms.txt", "sitemap-pages.xml"} if named else not linking
        built = site.tree()
        site.forget()
        assert site.build().code == 0
        assert built == site.tree()


def test_a_site_of_nothing_has_no_overviews(site: Site) -> None:
    (site.content / "articles/first.md").unlink()
    assert site.build().code == 0
    assert not links(site, "index.html")
    assert {file.name for file in site.output.rglob("index.html")} == {"index.html"}
    assert not (site.output / "dates").exists()


def test_an_entry_called_index_hides_no_overview(site: Site) -> None:
    site.article("second", subjects="index")
    assert site.build().code == 0
    assert "subjects/key_index.html" in links(site, "subjects/index.html")
    assert "2022/11/second.html" in links(site, "subjects/key_index.html")


def test_many_entries_are_parted_by_the_beginnings_of_their_keys(site: Site) -> None:
    names = [f"name{n:03}" for n in range(PAGE_ENTRIES)] + ["abc", "abd", "n"]
    site.article("many", subjects=", ".join(names))
    assert site.build().code == 0
    first = links(site, "subjects/index.html")
    parts = [path for path in first if path.startswith("subjects/by_key/")]
    assert len(parts) > 1
    reached = {path for part in parts for path in links(site, part)}
    assert {f"subjects/{name}.html" for name in names} <= reached
    assert all(len(links(site, part)) <= PAGE_ENTRIES + 1 for part in parts)


def test_an_article_touches_the_overview_pages_of_its_own_subjects_alone(site: Site) -> None:
    site.article("many", subjects=", ".join(f"name{n:03}" for n in range(PAGE_ENTRIES + 30)))
    site.build()
    before = site.tree()
    site.article("second", subjects="name001")
    assert site.build().code == 0
    changed = {path for path, digest in site.tree().items() if before.get(path) not in (None, digest)}
    parts = {path for path in changed if path.startswith("subjects/by_key/")}
    assert len(parts) == 1
    assert len([path for path in before if path.startswith("subjects/by_key/")]) > 2


def test_every_day_with_articles_can_be_reached(site: Site) -> None:
    days = [dt.date(2021, 12, 31), dt.date(2022, 1, 1), dt.date(2022, 2, 28), dt.date(2024, 2, 29)]
    for number, day in enumerate(days):
        site.article(f"on{number}", date=day.isoformat())
    assert site.build().code == 0
    years = links(site, "dates/index.html")
    for number, day in enumerate(days):
        assert f"dates/{day.year}.html" in years
        month = f"dates/{day.year}/{day.month:02}.html"
        assert month in links(site, f"dates/{day.year}.html")
        assert f"{day:%Y/%m}/on{number}.html" in links(site, month)


def test_a_month_without_its_articles_is_gone(site: Site) -> None:
    site.article("old", date="2019-05-01")
    site.build()
    assert (site.output / "dates/2019/05.html").exists()
    assert (site.output / "dates/2019.html").exists()
    (site.content / "articles/old.md").unlink()
    assert site.build().code == 0
    assert not (site.output / "dates/2019").exists()
    assert not (site.output / "dates/2019.html").exists()
    assert "dates/2019.html" not in links(site, "dates/index.html")


def test_a_full_month_has_further_pages(site: Site) -> None:
    for number in range(30):
        site.article(f"day{number}", date=f"2022-06-{number + 1:02}")
    assert site.build().code == 0
    further = list((site.output / "dates/2022/06").glob("*.html"))
    assert further
    reached = links(site, "dates/2022/06.html").keys() | {
        path for file in further for path in links(site, f"dates/2022/06/{file.name}")
    }
    assert {f"2022/06/day{number}.html" for number in range(30)} <= reached


def test_lists_are_called_by_their_names_and_days(site: Site) -> None:
    for number in range(30):
        site.article(f"one{number}", date="2022-06-01" if number < 20 else "2022-07-01")
    assert site.build().code == 0
    assert site.page("dates/2022/06.html").findtext(".//h1") == "June 2022"
    assert site.page("dates/2022/06.html").findtext(".//title") == "June 2022"
    (older, *_) = sorted((site.output / "latest").glob("*.html"))
    page = site.page(f"latest/{older.name}")
    assert page.findtext(".//h1") == "Latest"
    assert page.xpath("string(//header[@class='index-head']/p[@class='how'])").split() == ["1", "June", "2022"]


def test_what_is_not_found_leads_back(site: Site) -> None:
    site.build()
    leading = [link.get("href") for link in site.page("404.html").xpath("//a")]
    assert "/index.html" in leading
    assert all(link.startswith(("/", "#")) for link in leading)
    site.set(SITEURL="https://example.org/news")
    site.build()
    page = site.page("404.html")
    assert all(link.get("href").startswith(("/news/", "#", "https:")) for link in page.xpath("//a"))


def test_only_the_indexes_asked_for_are_there(site: Site) -> None:
    site.set(INDEXES=["subjects"])
    site.article("named", subjects="rowing")
    assert site.build().code == 0
    kinds = {path.partition("/")[0] for path in site.tree() if path.endswith("index.html") and "/" in path}
    assert kinds == {"subjects", "dates", "ledger"}
    assert not [path for path in site.tree() if path.startswith("sources/")]
    page = site.page("2022/11/named.html")
    assert page.xpath("//dl[@class='slip']//dd[@class='fact'][text()='Example Daily']")
    assert page.xpath("//a[@href='../../subjects/rowing.html']")


def test_a_kind_of_index_that_is_none_is_one_line(site: Site) -> None:
    site.set(INDEXES=["papers"])
    site.refused("the setting INDEXES has “papers”, of which there are no lists; it takes sources, subjects, people")


def test_those_with_most_articles_have_more_than_any_other(site: Site) -> None:
    names = [f"name{n:03}" for n in range(PAGE_ENTRIES + 104)]
    site.article("many", subjects=", ".join(names))
    site.built()
    headings = site.page("subjects/index.html").xpath("//main//h2/text()")
    assert headings == ["All, by their first letters"]  # since all have one, none has most
    site.article("second", subjects=", ".join(names[::40]))
    site.built()
    assert site.page("subjects/index.html").xpath("//main//h2/text()")[1] == "Those with most articles"
    shown = {path for path in links(site, "subjects/index.html") if not path.startswith("subjects/by_key/")}
    assert shown == {f"subjects/{name}.html" for name in names[::40]}
    site.article("third", subjects=", ".join(names[: FIRST_ENTRIES + 1]))
    site.article("fourth", subjects=names[7])
    site.built()
    shown = {path for path in links(site, "subjects/index.html") if not path.startswith("subjects/by_key/")}
    assert shown == {"subjects/name000.html", "subjects/name007.html", "subjects/name040.html"}


def test_letters_stand_on_paper_and_are_large_enough_to_be_pressed(browser: Browser, many: Site) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 900})
    page.goto((many.output / "people/index.html").as_uri())
    letters = page.locator(".letters a")
    assert letters.count() == 16
    assert all(min(box["width"], box["height"]) >= 44 for box in map(Locator.bounding_box, letters.all()) if box)
    page.emulate_media(media="print")
    assert all(letter.is_visible() for letter in letters.all())
    assert page.get_by_role("heading", name="All, by their first letters").is_visible()
    page.close()
