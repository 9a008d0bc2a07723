"""Feeds keep to their grammar, three readers that aren't ours make the same of them, and a browser shows them."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import fastfeedparser
import feedparser
import jsonschema
import pytest
from helpers.building import ROOT, Site
from helpers.feeds import CHANGED
from helpers.hosting import served
from lxml import etree
from playwright.sync_api import Browser

URL = "https://example.org/news"
UNKNOWN = "1970-01-01T00:00:00Z"  # Atom wants a day of change
SIGNS = "Signs: <b> & “quotes”, ]]> and 'more'"
ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture(scope="module")
def lively(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site with an address and with whatever may trouble a feed."""
    site = Site.minimal(tmp_path_factory.mktemp("lively"))
    site.write("register/people.yaml", 'ada: {name: "Ada <Rower> & “Sons”"}\n')
    site.write("received/text.txt", "Head Words & <signs>.\n")
    site.article("changed", header=CHANGED, title=f'"{SIGNS}"', text="Words &amp; &lt;signs&gt;.")
    site.article("person", header="people: [ada]\nlang: ar\nsummary: ملخص & 5 < 6", title="عنوان", subjects="R&D, <i>")
    site.article("old", header="published: 2026-01-01\nrights: All & more.", title="Old")
    site.write("articles/ours.md", "---\ntitle: Ours\nsource: original\ndate: 2022-12-02\n---\n\n*Text*<br>.\n")
    hops = "custody:\n - {act: printed, by: unknown, date: 2022-11-30, url: 'https://a.org/?x=1&y=2'}\n"
    hops += " - {act: reposted, by: unknown, date: 2022-12-01, url: 'https://b.org/'}"
    site.article("via", header=hops, title="Via")
    site.set(SITEURL=URL, SITENAME="Site & <sons>")
    site.built()
    return site


def feeds(site: Site, ending: str) -> list[Path]:
    found = sorted(site.output.rglob(f"*.{ending}"))
    assert len(found) > 5
    return found


# --- grammar ---------------------------------------------------------------------------------------------------------


def test_atom_keeps_to_its_grammar(lively: Site, ours: Site, fullest: Site, sample: Site) -> None:
    grammar = etree.RelaxNG(etree.parse(ROOT / "tests/schemas/atom.rng"))
    for site in (lively, ours, fullest, sample):
        for path in feeds(site, "atom.xml"):
            tree = etree.parse(path)
            assert grammar.validate(tree), f"{path.name}: {grammar.error_log}"
            ids = tree.xpath("//a:entry/a:id/text()", namespaces=ATOM)
            assert len(set(ids)) == len(ids)
            links = tree.xpath("//a:feed/a:link/@href | //a:entry/a:link/@href", namespaces=ATOM)
            assert site not in (lively, fullest) or all(link.startswith("https://") for link in links)


@pytest.mark.parametrize(
    ("wanted", "put"),
    [
        ("<updated>2026-01-01T00:00:00Z</updated>\n<category", "<updated>2026-01-01</updated>\n<category"),
        ('xml:lang="en"', 'xml:lang="en" dir="ltr"'),
        ("<id>urn:uuid:", "<id>"),
        ("<summary>", "<summary>x</summary><summary>"),
        ('rel="alternate"', 'rel="alternative"'),
    ],
)
def test_the_grammar_finds_what_is_wrong(lively: Site, wanted: str, put: str) -> None:
    text = (lively.output / "feeds/all.atom.xml").read_text("utf-8")
    assert wanted in text
    grammar = etree.RelaxNG(etree.parse(ROOT / "tests/schemas/atom.rng"))
    assert not grammar.validate(etree.fromstring(text.replace(wanted, put, 1).encode()))


def test_json_feeds_keep_to_their_schema(lively: Site, fullest: Site) -> None:
    schema = json.loads((ROOT / "tests/schemas/json-feed.schema.json").read_text("utf-8"))
    validator = jsonschema.Draft202012Validator(schema)
    for path in [path for site in (lively, fullest) for path in feeds(site, "feed.json")]:
        validator.validate(json.loads(path.read_text("utf-8")))
    said = json.loads((lively.output / "feeds/all.feed.json").read_text("utf-8"))
    for spoiled in ({**said, "home": "x"}, {**said, "version": "1.1"}, {**said, "items": [{"id": "1"}]}):
        assert not validator.is_valid(spoiled)


# --- other readers ---------------------------------------------------------------------------------------------------


class Read(NamedTuple):
    """What a reader makes of an entry."""

    id: str
    title: str
    url: str
    published: str | None
    updated: str
    author: str
    tags: tuple[str, ...]
    text: str


def by_feedparser(path: Path) -> Iterator[Read]:
    feed = feedparser.parse(path.read_bytes())
    assert (feed.bozo, feed.version) == (False, "atom10")
    for e in feed.entries:
        tags = tuple(tag.label for tag in e.get("tags", ()))
        yield Read(e.id, e.title, e.link, e.get("published"), e.updated, e.author, tags, e.summary)


def by_fastfeedparser(path: Path) -> Iterator[Read]:
    for e in fastfeedparser.parse(path.read_bytes()).entries:
        updated = e["updated"].replace("+00:00", "Z") if e.get("updated") else UNKNOWN
        published = e["published"].replace("+00:00", "Z") if e.get("published") else None
        tags = tuple(tag.get("label") or tag["term"] for tag in e.get("tags", ()))
        text = e["description"] if path.suffix == ".xml" else e.get("description") or e["content"][0]["value"]
        yield Read(e["id"], e["title"], e["link"], published, updated, e["author"], tags, text)


def of_feedsmith(feed: dict[str, Any]) -> Iterator[Read]:
    if feed["format"] == "json":
        for e in feed["feed"]["items"]:
            text = e.get("summary") or e["content_text"]
            yield Read(
                e["id"], e["title"], e["url"], e.get("date_published"), e.get("date_modified", UNKNOWN),
                e["authors"][0]["name"],
                tuple(e.get("tags", ())), text,
            )  # fmt: skip
        return
    for e in feed["feed"]["entries"]:
        (url,) = [link["href"] for link in e["links"] if link["rel"] == "alternate"]
        tags = tuple(tag["label"] for tag in e.get("categories", ()))
        yield Read(
            e["id"], e["title"]["value"], url, e.get("published"), e["updated"], e["authors"][0]["name"], tags,
            e["summary"]["value"],
        )  # fmt: skip


def test_three_readers_make_the_same_of_both_forms(lively: Site, npm_packages: Path) -> None:
    atom, as_json = feeds(lively, "atom.xml"), feeds(lively, "feed.json")
    command = ["node", str(ROOT / "tests/helpers/feedsmith.mjs"), str(npm_packages), *map(str, (*atom, *as_json))]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    smith = [list(of_feedsmith(feed)) for feed in json.loads(done.stdout)]
    for number, (one, other) in enumerate(zip(atom, as_json, strict=True)):
        first = list(by_feedparser(one))
        assert first
        # Of Atom, this one takes the day of the last change for the first day where there is none.
        filled = [read._replace(published=read.published or read.updated) for read in first]
        assert list(by_fastfeedparser(one)) == filled
        assert smith[number] == first
        assert smith[number + len(atom)] == first
        assert list(by_fastfeedparser(other)) == first


def test_what_troubles_a_feed_arrives_as_it_was_written(lively: Site) -> None:
    found = {read.title: read for read in by_feedparser(lively.output / "feeds/all.atom.xml")}
    assert found.keys() == {"The first article", "عنوان", "Old (30 November 2022)", "Ours", "Via", SIGNS}
    assert found["عنوان"].tags == ("R&D", "<i>", "Ada <Rower> & “Sons”")
    assert found["عنوان"].text.endswith("ملخص & 5 < 6")
    assert found["Ours"].author == "Site & <sons>"


def test_where_a_text_stood_before_is_told_by_all(lively: Site, npm_packages: Path) -> None:
    path = lively.output / "feeds/all.atom.xml"
    wanted = ["https://b.org/", "https://a.org/?x=1&y=2"]
    (entry,) = [entry for entry in feedparser.parse(path.read_bytes()).entries if entry.title == "Via"]
    assert [link.href for link in entry.links if link.rel == "via"] == wanted
    (entry,) = [entry for entry in fastfeedparser.parse(path.read_bytes()).entries if entry["title"] == "Via"]
    assert [link["href"] for link in entry["links"] if link["rel"] == "via"] == wanted
    (item,) = [
        i for i in json.loads((lively.output / "feeds/all.feed.json").read_text())["items"] if i["title"] == "Via"
    ]
    assert item["external_url"] == wanted[0]


# --- a browser -------------------------------------------------------------------------------------------------------

SHOWN = """() => [...document.querySelectorAll("feed > *, entry > *")]
  .filter((element) => element.getClientRects().length)
  .map((element) => `${element.localName}: ${element.textContent.trim().replace(/\\s+/g, " ")}`)"""

# How bright text and ground are.
COLOURS = """() => ["color", "backgroundColor"]
  .map((name) => getComputedStyle(document.documentElement)[name].match(/\\d+/g).slice(0, 3))
  .map((parts) => parts.reduce((sum, part) => sum + Number(part), 0))"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_browser_shows_what_a_feed_is_and_holds(ours: Site, browser: Browser, scheme: str) -> None:
    with served(ours.output) as base:
        page = browser.new_page(color_scheme=scheme, viewport={"width": 320, "height": 600})
        page.goto(f"{base}sources/china-sports-daily.atom.xml")
        shown = page.evaluate(SHOWN)
        assert [line.partition(":")[0] for line in shown] == ["title", "subtitle", "div", "entry", "title",
            "summary", "a"]  # fmt: skip
        assert shown[0] == "title: Colophon: China Sports Daily"
        assert shown[2].startswith("div: This is a feed. Paste its address into a feed reader")
        assert shown[5].startswith(
            "summary: China Sports Daily, page 01, 30 November 2022; day inferred; machine translation"
        )
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        colours = page.evaluate(COLOURS)
        assert abs(colours[0] - colours[1]) > 500
        assert (colours[0] < colours[1]) == (scheme == "light")
        page.click("entry > *:last-child")
        assert page.url == f"{base}2022/11/paris-olympics-symposium.html"
        page.go_back()
        page.click("div a")
        assert page.url == f"{base}sources/china-sports-daily.html"
        page.close()
