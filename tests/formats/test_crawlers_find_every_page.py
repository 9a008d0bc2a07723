"""Crawlers are told what there is, and since when; so are programs that search the site."""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path
from urllib.parse import unquote
from urllib.robotparser import RobotFileParser

import pytest
from helpers.building import ROOT, Site
from lxml import etree

from colophon.pages import sitemaps

URL = "https://example.org/news"
SPACES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "o": "http://a9.com/-/spec/opensearch/1.1/"}

RECEIVED = """custody: [{act: received, date: 2025-01-01, file: received/text.txt}]
changes: [{was: "Head ", now: "", kind: omitted, why: No part of the text., date: 2025-03-04}]
"""
READ = "What was read."
REVIEWED = f"review: {{by: A. Reader, date: 2025-05-06, sha256: {hashlib.sha256(READ.encode()).hexdigest()}}}\n"


@pytest.fixture
def named(site: Site) -> Site:
    """A site with an address, with pages of every kind in some months."""
    site.article("second", date="2022-12-01", subjects="judo, rowing")
    site.article("third", date="2022-12-01", subjects="judo")
    site.article("match", date="2022-12-02")
    site.write("pages/about.md", "Title: About & more\nDate: 2024-02-03\n\nWho we are.\n")
    site.write("pages/method.md", "Title: Method\n\nHow.\n")
    site.article(
        "hidden", date="2021-05-05", subjects="rowing", header="status: hidden\nredirect_from: [old/place.html]"
    )
    site.set(SITEURL=URL, PAGE_SAVE_AS="pages/{slug}.html")
    return site


def add(site: Site, slug: str, lines: str) -> None:
    """More lines in an article's header."""
    file = site.content / f"articles/{slug}.md"
    file.write_text(file.read_text().replace("---\n", f"---\n{lines}", 1))


def listed(site: Site, name: str) -> dict[str, str | None]:
    """What a sitemap lists, by path: the day beside it."""
    root = etree.parse(site.output / name).getroot()
    grammar = etree.RelaxNG(etree.parse(ROOT / "tests/schemas/sitemap.rng"))
    assert grammar.validate(root), grammar.error_log
    found = {}
    for entry in root:
        loc = entry.findtext("s:loc", namespaces=SPACES)
        assert loc.startswith(f"{URL}/")
        assert loc.isascii()
        found[unquote(loc.removeprefix(f"{URL}/"))] = entry.findtext("s:lastmod", None, SPACES)
    assert len(found) == len(root)
    return found


def files(site: Site) -> set[str]:
    return {path.name for path in site.output.glob("sitemap*.xml")}


# --- robots.txt ------------------------------------------------------------------------------------------------------


def test_crawlers_may_take_everything(site: Site) -> None:
    assert site.build().code == 0
    assert (site.output / "robots.txt").read_text().startswith("User-agent: *\nAllow: /\n")


def test_a_word_to_crawlers_of_ones_own_stands_in_its_place(site: Site) -> None:
    site.write("received/robots.txt", "User-agent: *\nDisallow: /latest/\n")
    site.set(EXTRA_PATH_METADATA={"received/robots.txt": {"path": "robots.txt"}})
    assert site.build().code == 0
    assert (site.output / "robots.txt").read_text() == "User-agent: *\nDisallow: /latest/\n"


def test_robots_txt_leads_to_the_sitemap(named: Site) -> None:
    assert named.build().code == 0
    robots = RobotFileParser()
    robots.parse((named.output / "robots.txt").read_text().splitlines())
    assert robots.site_maps() == [f"{URL}/sitemap.xml"]
    assert robots.can_fetch("*", f"{URL}/2022/12/second.html")


# --- sitemaps --------------------------------------------------------------------------------------------------------


def test_every_page_is_named_once_by_its_own_address(named: Site) -> None:
    assert named.build().code == 0
    lists = listed(named, "sitemap.xml")
    assert lists.keys() == files(named) - {"sitemap.xml"}
    found = Counter(path for name in lists for path in listed(named, name))
    assert set(found.values()) == {1}
    pages = {path for path in named.tree() if path.endswith(".html") and not path.startswith("latest/")}
    assert pages - found.keys() == {"404.html", "2021/05/hidden.html", "old/place.html"}
    assert found.keys() <= pages
    for path in found:
        assert named.page(path).xpath("//link[@rel='canonical']/@href") == [f"{URL}/{path}"]


def test_any_address_is_written_as_a_url(named: Site) -> None:
    named.set(ARTICLE_SAVE_AS="档案 & more/{slug}.html")
    assert named.build().code == 0
    assert "档案 & more/second.html" in listed(named, "sitemap-2022-12.xml")


def test_days_are_those_of_the_content(named: Site) -> None:
    named.write("received/text.txt", "Head Words.\n")
    named.article("changed", date="2022-12-03", text="Words.")
    add(named, "changed", RECEIVED)
    named.article("reviewed", date="2022-12-04", text=READ)
    add(named, "reviewed", REVIEWED)
    add(named, "second", "published: 2025-02-02\n")
    assert named.build().code == 0
    assert listed(named, "sitemap-2022-12.xml") == {
        "2022/12/second.html": "2025-02-02",
        "2022/12/third.html": None,  # nobody wrote on which day it came here
        "2022/12/match.html": None,
        "2022/12/changed.html": "2025-03-04",
        "2022/12/reviewed.html": "2025-05-06",
    }
    own = listed(named, "sitemap-pages.xml")
    assert (own["pages/about.html"], own["pages/method.html"], own["index.html"]) == ("2024-02-03", None, None)
    lists = listed(named, "sitemap.xml")
    assert lists["sitemap-2022-11.xml"] is None
    assert lists["sitemap-2022-12.xml"] == "2025-05-06"
    assert lists["sitemap-pages.xml"] == "2024-02-03"
    assert lists["sitemap-sources.xml"] is None


def test_an_edit_touches_the_list_of_its_month_alone(named: Site) -> None:
    named.article("fourth", date="2022-10-01")
    assert named.build().code == 0

    def changed() -> set[str]:
        before = {name: (named.output / name).read_bytes() for name in files(named)}
        assert named.build().code == 0
        after = {name: (named.output / name).read_bytes() for name in files(named)}
        return {name for name in before | after if before.get(name) != after.get(name)}

    named.article("second", date="2022-12-01", subjects="judo, rowing", title="Another title")
    assert changed() == set()
    named.article("fifth", header="published: 2022-12-09", date="2022-12-09", subjects="judo")
    assert changed() == {"sitemap.xml", "sitemap-2022-12.xml"}
    named.article("sixth", date="2022-12-09", subjects="ski")
    assert changed() == {"sitemap-2022-12.xml", "sitemap-subjects.xml"}
    (named.content / "articles/fourth.md").unlink()
    assert changed() == {"sitemap.xml", "sitemap-2022-10.xml", "sitemap-dates.xml"}
    assert "sitemap-2022-10.xml" not in files(named)


def test_a_long_list_is_split(named: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "SITEMAP_ADDRESSES", 2)
    named.build_here()
    assert listed(named, "sitemap-2022-12.xml").keys() == {"2022/12/second.html", "2022/12/third.html"}
    assert listed(named, "sitemap-2022-12-2.xml").keys() == {"2022/12/match.html"}
    assert {"sitemap-2022-12.xml", "sitemap-2022-12-2.xml"} <= listed(named, "sitemap.xml").keys()
    (named.content / "articles/third.md").unlink()
    named.build_here()
    assert listed(named, "sitemap-2022-12.xml").keys() == {"2022/12/second.html", "2022/12/match.html"}
    assert "sitemap-2022-12-2.xml" not in files(named) | listed(named, "sitemap.xml").keys()


def test_a_site_without_an_address_has_none(site: Site) -> None:
    assert site.build().code == 0
    assert files(site) == set()
    assert not (site.output / "opensearch.xml").exists()
    assert not site.page("index.html").xpath("//link[@rel='canonical' or @rel='search']")


def test_a_sitemap_of_ones_own_stands_in_its_place(named: Site) -> None:
    named.write("received/sitemap.xml", "<mine/>")
    named.set(EXTRA_PATH_METADATA={"received/sitemap.xml": {"path": "sitemap.xml"}})
    assert named.build().code == 0
    assert files(named) == {"sitemap.xml"}
    assert (named.output / "sitemap.xml").read_text() == "<mine/>"


# --- OpenSearch ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("A small & long name", "A small & long"),
        ("Colophon", "Colophon"),
        ("国家体育总局举行备战巴黎奥运会座谈会", None),
    ],
)
def test_programs_are_told_how_to_search(named: Site, name: str, short: str | None) -> None:
    named.set(SITENAME=name, SEARCH=True)
    assert named.build().code == 0
    (link,) = named.page("2022/12/second.html").xpath("//link[@rel='search']")
    assert link.get("type") == "application/opensearchdescription+xml"
    said = etree.parse(Path(named.output, "2022/12", link.get("href")).resolve()).getroot()
    assert said.tag == f"{{{SPACES['o']}}}OpenSearchDescription"
    assert said.findtext("o:ShortName", namespaces=SPACES) == (short or name[:16])
    for element, most in (("ShortName", 16), ("LongName", 48), ("Description", 1024)):
        assert 0 < len(said.findtext(f"o:{element}", namespaces=SPACES)) <= most
    (template,) = said.xpath("o:Url[@type='text/html']/@template", namespaces=SPACES)
    assert template == f"{URL}/search.html?q={{searchTerms}}"
    assert named.page("search.html").xpath("//form//input[@name='q']")
    (icon,) = said.xpath("o:Image/text()", namespaces=SPACES)
    assert (named.output / icon.removeprefix(f"{URL}/")).is_file()


def test_a_site_without_search_describes_none(named: Site) -> None:
    assert named.build().code == 0
    assert not (named.output / "opensearch.xml").exists()
    assert not named.page("index.html").xpath("//link[@rel='search']")
