"""Feed readers show each article with its source: its title, who wrote it or which paper printed it, the credit line
before the text, whose rights they are; and all take the same page for the home page."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import fastfeedparser
import feedparser
import pytest
from helpers.answers import Answered
from helpers.building import Site
from helpers.full_record import URL
from helpers.newsboat import loaded
from helpers.pypi_packages import Asked
from lxml import etree

HERE = Path(__file__).parent
PATHS = ["feeds/all.atom.xml", "sources/gazette.atom.xml"]
HOMES = ["index.html", "sources/gazette.html"]
CREDIT = (
    "By 李明, Gabriel García Márquez, Ana Ruiz and 1 more, La Gazette &amp; C°, page P07, May 2024; human translation"
)
OTHER_CREDIT = "La Gazette &amp; C°, page A_07, 28 February 2023"
XHTML = "http://www.w3.org/1999/xhtml"
SHOWN = "titles, authors or paper, credit line first, home page"

Feeds = list[dict[str, Any]]


def by_feedparser(site: Site) -> Feeds:
    """Each feed as `home` and `entries`; None of those is what a reader has no field for."""
    feeds = []
    for path in PATHS:
        feed = feedparser.parse((site.output / path).read_bytes())
        assert not feed.bozo
        entries = [
            {"id": e.id, "title": e.title, "link": e.link, "day": e.get("published"), "author": e.authors[0].name,
             "text": e.content[0].value if "content" in e else e.summary, "rights": e.get("rights")}
            for e in feed.entries
        ]  # fmt: skip
        feeds.append({"home": feed.feed.link, "entries": entries})
    return feeds


def by_fastfeedparser(site: Site) -> Feeds:
    feeds = []
    for path in PATHS:
        feed = fastfeedparser.parse((site.output / path).read_bytes())
        entries = [
            {"id": e["id"], "title": e["title"], "link": e["link"], "day": e.get("published"), "author": e["author"],
             "text": e["content"][0]["value"] if e.get("content") else e["description"]}
            for e in feed.entries
        ]  # fmt: skip
        feeds.append({"home": feed.feed["link"], "entries": entries})
    return feeds


@pytest.fixture(scope="module")
def relative(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site without an address."""
    site = Site.minimal(tmp_path_factory.mktemp("relative"))
    site.built()
    return site


@pytest.fixture(scope="module")
def by_node(fullest: Site, relative: Site, npm_packages: Path) -> Callable[[str, Site], Feeds]:
    """What each of four libraries makes of the feeds of both sites, in Atom and in JSON."""
    files = [fullest.output / path for path in (*PATHS, *(path.replace("atom.xml", "feed.json") for path in PATHS))]
    files.append(relative.output / "feeds/all.atom.xml")
    command = ["node", str(HERE / "feeds_of.mjs"), str(npm_packages), *map(str, files)]
    found = json.loads(subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout)

    def read(reader: str, which: str) -> Feeds:
        return list(found[reader][{"atom": slice(2), "json": slice(2, 4), "relative": slice(4, 5)}[which]])

    return read


def agree(feeds: Feeds) -> None:
    """The reader shows what is needed to know where the text comes from."""
    assert [feed["home"] for feed in feeds] == [f"{URL}/{home}" for home in HOMES]
    for feed in feeds:
        found = {entry["link"]: entry for entry in feed["entries"]}
        full, pont = found[f"{URL}/2024/05/full.html"], found[f"{URL}/2023/02/pont.html"]
        assert (full["title"], full["author"]) == ("The bridge & the “tides”", "李明")
        assert full["id"].startswith("urn:uuid:")
        assert (pont["title"], pont["author"]) == (
            "Le «pont» rouvre : A & B_1, 100 % sûr (28 February 2023)", "La Gazette & C°",
        )  # fmt: skip
        assert plain(full["text"]).startswith(plain(CREDIT))
        assert plain(pont["text"]).startswith(plain(OTHER_CREDIT))
        if "rights" in full:
            assert full["rights"] == "Rights7 remain with their source."
        if "day" in full:
            assert full["day"].startswith("2024-06-03")


def plain(text: str) -> str:
    """The text without the paragraph that it stands in, and without escapes."""
    return text.removeprefix('<p lang="en">').replace("&amp;", "&")


# --- with an address -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("program", "read"), [("feedparser", by_feedparser), ("fastfeedparser", by_fastfeedparser)])
def test_a_library_of_python(fullest: Site, program: str, read: Callable[[Site], Feeds], answered: Answered) -> None:
    agree(read(fullest))
    answered(program, "Atom, two feeds", SHOWN)


def test_atoma(fullest: Site, pypi_packages: Asked, answered: Answered) -> None:
    agree(pypi_packages(HERE / "atoma_of.py", *(fullest.output / path for path in PATHS)))
    answered("atoma", "Atom, two feeds", SHOWN)


def test_newsboat(fullest: Site, answered: Answered) -> None:
    feeds = [loaded(fullest.output, path) for path in PATHS]
    for entry in [entry for feed in feeds for entry in feed["entries"]]:
        entry["author"] = entry["author"].partition(", ")[0]  # it has all of them in one field
    agree(feeds)
    answered("newsboat", "Atom, two feeds", SHOWN)


@pytest.mark.parametrize("program", ["rss-parser", "@rowanmanning/feed-parser", "feedsmith"])
def test_a_library_of_node(by_node: Callable[[str, str], Feeds], program: str, answered: Answered) -> None:
    agree(by_node(program, "atom"))
    answered(program, "Atom, two feeds", SHOWN)


def test_feed_extractor(by_node: Callable[[str, str], Feeds], answered: Answered) -> None:
    feeds = by_node("@extractus/feed-extractor", "atom")
    days = [entry.pop("day") for feed in feeds for entry in feed["entries"] if entry["link"].endswith("full.html")]
    agree(feeds)
    # Of Atom it takes the day of the last change, where others take that of the first appearance.
    assert {day[:10] for day in days} == {"2024-06-05"}
    answered("@extractus/feed-extractor", "Atom, two feeds", f"{SHOWN}; the day of the last change")


@pytest.mark.parametrize("program", ["feedsmith", "@extractus/feed-extractor"])
def test_json_feed(by_node: Callable[[str, str], Feeds], program: str, answered: Answered) -> None:
    feeds = by_node(program, "json")
    for entry in [entry for feed in feeds for entry in feed["entries"]]:
        entry.pop("rights", None)
    agree(feeds)
    answered(program, "JSON Feed, two feeds", SHOWN)


# --- without an address ----------------------------------------------------------------------------------------------


def test_without_an_address_newsboat_and_feedparser_follow_the_links(relative: Site, answered: Answered) -> None:
    feed = loaded(relative.output, PATHS[0])
    assert (feed["home"], [entry["link"] for entry in feed["entries"]]) == ("index.html", ["2022/11/first.html"])
    answered("newsboat", "Atom without SITEURL", "home page and articles, by the feed's own address")
    read = feedparser.parse(
        (relative.output / PATHS[0]).read_bytes(), response_headers={"content-location": "https://a.org/feeds/all"}
    )
    assert [read.feed.link, read.entries[0].link] == ["https://a.org/index.html", "https://a.org/2022/11/first.html"]
    answered("feedparser", "Atom without SITEURL", "home page and articles, by the feed's own address")


@pytest.mark.parametrize("program", ["rss-parser", "@rowanmanning/feed-parser", "feedsmith"])
def test_without_an_address_other_libraries_leave_links_as_they_are(
    by_node: Callable[[str, str], Feeds], program: str, answered: Answered
) -> None:
    (feed,) = by_node(program, "relative")
    assert (feed["home"], feed["entries"][0]["link"]) == ("../index.html", "../2022/11/first.html")
    assert not feed.get("self")  # and take nothing else for the feed's own address
    answered(program, "Atom without SITEURL", "relative links as they stand")


def test_without_an_address_feed_extractor_has_no_links(
    by_node: Callable[[str, str], Feeds], answered: Answered
) -> None:
    (feed,) = by_node("@extractus/feed-extractor", "relative")
    assert (feed["home"], feed["entries"][0]["link"]) == ("", "")
    answered("@extractus/feed-extractor", "Atom without SITEURL", "no links")


# --- what the W3C's feed validator warns of --------------------------------------------------------------------------


def test_no_prefix_stands_for_xhtml(fullest: Site, relative: Site) -> None:
    """AvoidNamespacePrefix. And above the entries XHTML is one div, as it wants; MisplacedXHTMLContent remains for the
    link of each entry, see content/docs/feeds.md."""
    for path in [*fullest.output.rglob("*.atom.xml"), *relative.output.rglob("*.atom.xml")]:
        tree = etree.parse(path)
        ours = [element for element in tree.iter(f"{{{XHTML}}}*") if element.getparent().nsmap[None] != XHTML]
        assert {element.prefix for element in tree.iter("{*}*")} == {None}
        places = [(etree.QName(element.getparent()).localname, etree.QName(element).localname) for element in ours]
        assert places == [("feed", "div"), *[("entry", "a")] * (len(ours) - 1)]


def test_an_address_makes_a_feed_name_itself(fullest: Site, relative: Site) -> None:
    """MissingSelf."""
    for site, wanted in ((fullest, [f"{URL}/{PATHS[0]}"]), (relative, [])):
        links = etree.parse(site.output / PATHS[0]).xpath("/*/*[local-name()='link'][@rel='self']/@href")
        assert links == wanted
