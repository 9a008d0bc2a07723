"""The feed's entries open with the credit line, and name the source in every way that a feed has."""

from __future__ import annotations

import feedparser
import pytest
from helpers.building import Site
from helpers.feeds import CHANGED, entries, items
from lxml import etree, html

CREDIT = "China Sports Daily, page 01, 30 November 2022; day inferred; machine translation, not reviewed"
TITLE = "General Administration of Sport of China holds symposium on preparations for the Paris Olympics"
UNKNOWN = "1970-01-01"  # Atom wants a day
VIA = "https://www.breakinglatest.news/"
ATOM = {"a": "http://www.w3.org/2005/Atom"}


# --- the source ------------------------------------------------------------------------------------------------------


def test_entries_open_with_the_credit_line(ours: Site) -> None:
    (entry,) = entries(ours)
    content = html.fragments_fromstring(entry.content[0].value.strip())
    assert " ".join(content[0].text_content().split()) == CREDIT
    assert entry.summary.startswith(CREDIT)
    text = " ".join(" ".join(part.text_content().split()) for part in content[1:])
    assert text.startswith("On November 28, the State Sports General Administration held a symposium")
    assert text.endswith("(Reposted from page 01 of “China Sports Daily” on November 30)")
    (item,) = items(ours)
    assert item["content_html"] == entry.content[0].value.strip()


def test_an_index_feed_has_the_credit_line_and_no_text(ours: Site) -> None:
    (entry,) = entries(ours, "sources/china-sports-daily.atom.xml")
    assert entry.summary.startswith(f"{CREDIT}. A report, reposted")
    assert "content" not in entry
    (item,) = items(ours, "sources/china-sports-daily.feed.json")
    assert item["content_text"] == entry.summary
    (whole,) = entries(ours)
    assert (entry.id, entry.title, entry.updated) == (whole.id, whole.title, whole.updated)


def test_the_source_goes_with_an_entry_as_atom_has_it(ours: Site) -> None:
    (entry,) = entries(ours)
    assert (entry.source.title, entry.source.updated) == ("China Sports Daily", "2022-11-30T00:00:00Z")
    assert entry.source.id.startswith("urn:uuid:")
    assert entry.author == "China Sports Daily"
    (via,) = [link.href for link in entry.links if link.rel == "via"]
    assert via.startswith(VIA)
    (item,) = items(ours)
    assert item["external_url"] == via
    assert item["authors"] == [{"name": "China Sports Daily"}]
    assert item["_colophon"]["source"] == {
        "id": entry.source.id, "name": "China Sports Daily", "page": "01",
        "status": {"publication": "as-stated", "date": "inferred", "page": "as-stated"}}  # fmt: skip
    assert item["_colophon"]["comparison"] == {"outcome": "changed"}
    assert item["_colophon"]["printed"] == "2022-11-30"
    assert item["_colophon"]["translation"] == {
        "method": "machine", "from": "zh-Hans", "to": "en", "status": "inferred"}  # fmt: skip
    assert item["_colophon"]["review"] == "none"


def test_what_has_no_source_names_none(site: Site) -> None:
    site.write("articles/ours.md", "---\ntitle: Ours\nsource: original\ndate: 2022-12-02\n---\n\nText.\n")
    site.write("articles/lost.md", "---\ntitle: Lost\ndate: 2022-12-01\n---\n\nText.\n")
    site.set(REQUIRE_SOURCE=False)
    assert site.build().code == 0
    found = {entry.title: entry for entry in entries(site)}
    assert found["Ours"].author == "A small site"
    assert found["Lost"].author == "Source not stated"
    assert found["Lost"].summary.startswith("Source not stated, 1 December 2022")
    assert "source" not in found["Ours"]
    assert "source" not in found["Lost"]


@pytest.mark.parametrize(
    ("published", "title"),
    [("2022-12-29", "Old"), ("2022-12-30", "Old (30 November 2022)"), ("2026-01-01", "Old (30 November 2022)")],
)
def test_old_news_says_its_day_in_the_title(site: Site, published: str, title: str) -> None:
    site.article("first", header=f"published: {published}", title="Old")
    assert site.build().code == 0
    (entry,), (item,) = entries(site), items(site)
    assert entry.title == item["title"] == title
    assert entry.published == item["date_published"] == f"{published}T00:00:00Z"


def test_the_day_in_the_title_is_worded_in_the_language_of_the_interface(site: Site) -> None:
    site.article("first", header="published: 2026-01-01\nlang: zh-Hans", title="旧闻")
    site.set(INTERFACE_LANG="zh-Hans")
    assert site.build().code == 0
    (entry,) = entries(site)
    assert entry.title == "旧闻（2022年11月30日）"
    assert (
        feedparser.parse((site.output / "subjects/rowing.atom.xml").read_bytes()).feed.title == "A small site：rowing"
    )


# --- language, terms, links ------------------------------------------------------------------------------------------


def test_language_direction_and_terms_go_with_an_entry(site: Site) -> None:
    site.article("first", header="lang: ar\nrights: All of them.", title="عنوان", subjects="rowing, ski")
    site.set(SITEURL="https://example.org")
    assert site.build().code == 0
    (entry,), (item,) = entries(site), items(site)
    assert entry.title_detail.language == item["language"] == "ar"
    assert html.fragment_fromstring(item["content_html"], create_parent=True).xpath("div/@lang | div/@dir") == [
        "ar", "rtl"]  # fmt: skip
    root = etree.parse(site.output / "feeds/all.atom.xml")
    assert [dict(c.attrib) for c in root.iterfind("a:entry/a:category", ATOM)] == [
        {"term": name, "scheme": "https://example.org/subjects/", "label": name} for name in ("rowing", "ski")
    ]
    assert item["tags"] == ["rowing", "ski"]
    assert entry.rights == item["_colophon"]["rights"] == "All of them."


def test_links_in_a_text_lead_somewhere_from_anywhere(site: Site) -> None:
    site.write("images/boat.png", b"no picture")
    site.article(
        "second", text="See [it]({filename}first.md), ![a boat]({static}../images/boat.png), [there](https://a.org/x)."
    )
    site.set(SITEURL="https://example.org/news")
    assert site.build().code == 0
    (found,) = [item["content_html"] for item in items(site) if "boat" in item["content_html"]]
    targets = html.fragment_fromstring(found, create_parent=True).xpath("//@href | //@src")
    assert targets == [
        "https://example.org/news/2022/11/first.html",
        "https://example.org/news/images/boat.png",
        "https://a.org/x",
    ]


# --- ids, days and order ---------------------------------------------------------------------------------------------


def test_dates_are_those_of_the_header_not_of_the_build(ours: Site) -> None:
    feed = feedparser.parse((ours.output / "feeds/all.atom.xml").read_bytes())
    assert feed.feed.updated == feed.entries[0].published == "2026-11-23T00:00:00Z"


def ids(site: Site) -> dict[str, str]:
    assert site.build().code == 0
    found = {entry.title: entry.id for entry in entries(site)}
    assert {item["title"]: item["id"] for item in items(site)} == found
    assert len(set(found.values())) == len(found)
    return found


def test_entry_ids_survive_a_move_of_the_site(site: Site) -> None:
    before = ids(site)
    site.set(SITEURL="https://example.org/news")
    assert ids(site) == before
    assert entries(site)[0].link == "https://example.org/news/2022/11/first.html"
    site.set(SITENAME="Another name", ARTICLE_SAVE_AS="archive/{slug}/index.html", FEED_ALL_ATOM="atom.xml")
    assert site.build().code == 0
    assert entries(site, "atom.xml")[0].id == before["The first article"]
    assert entries(site, "atom.xml")[0].link == "https://example.org/news/archive/first/index.html"


@pytest.mark.parametrize("old", ["2022/11/first.html", "archive/first/index.html", "news/first.php"])
def test_an_article_that_moved_keeps_its_id(site: Site, old: str) -> None:
    before = ids(site)
    (site.content / "articles/first.md").unlink()
    site.article("better-name", header=f"redirect_from: [{old}]", title="The first article")
    assert ids(site) == before


def test_texts_of_one_day_have_ids_of_their_own(site: Site) -> None:
    site.set(ARTICLE_SAVE_AS="{date:%Y}/{slug}/index.html", ARTICLE_LANG_SAVE_AS="{date:%Y}/{slug}/{lang}.html")
    site.article("second", title="Second")
    site.article("erste", header="slug: first\nlang: de", title="Erste")
    assert len(ids(site)) == 3


def order(site: Site, path: str = "feeds/all.atom.xml") -> list[tuple[str, str]]:
    assert site.build().code == 0
    found = [(entry.link.rpartition("/")[2].removesuffix(".html"), entry.updated[:10]) for entry in entries(site, path)]
    assert [
        item["url"].rpartition("/")[2].removesuffix(".html")
        for item in items(site, path.replace("atom.xml", "feed.json"))
    ] == [name for name, _ in found]
    return found


@pytest.mark.parametrize("path", ["feeds/all.atom.xml", "subjects/rowing.atom.xml"])
def test_what_came_last_stands_first_and_no_update_changes_that(site: Site, path: str) -> None:
    """A text of long ago that is carried here today is news of today; a correction, a title or a review is none.
    Where nobody wrote when a text came, the day of print sorts it, and no day of ours is told."""
    site.write("received/text.txt", "Head Words.\n")
    site.article("first", header="published: 2023-01-05", date="2022-11-30", text="Words.")
    site.article("recent", date="2023-01-03")
    site.article("older", date="2023-01-02")
    site.article("long-ago", header="published: 2023-01-04", date="1999-01-01")
    before = order(site, path)
    assert before == [
        ("first", "2023-01-05"),
        ("long-ago", "2023-01-04"),
        ("recent", UNKNOWN),
        ("older", UNKNOWN),
    ]
    assert [entry.get("published", "")[:10] for entry in entries(site, path)] == ["2023-01-05", "2023-01-04", "", ""]
    site.article("older", date="2023-01-02", title="Another title")
    assert order(site, path) == before
    site.article("older", date="2023-01-02", title="Another title", text="Other words.")
    assert order(site, path) == before
    site.article("first", header=f"published: 2023-01-05\n{CHANGED}", date="2022-11-30", text="Words.")
    (first, *rest) = order(site, path)
    assert first == ("first", "2025-03-04")
    assert rest == before[1:]
    feed = feedparser.parse((site.output / path).read_bytes()).feed
    assert feed.updated == "2025-03-04T00:00:00Z"
