"""The ledger has every article with its source, the steps of its custody, changes, digests, what is open; the feed of
corrections has every text that was changed. Read as people and programs read them: HTML, JSON, Atom."""

from __future__ import annotations

import json
from typing import Any

import feedparser
import pytest
from helpers.building import Site
from lxml import html

DIGEST = "28f1782e2c5f336eeaa6793799ee571470b9b34de25350f3ba0d80819b9226f0"
SLUG = "2022/11/paris-olympics-symposium.html"


def entries(site: Site, page: str = "ledger/index.html") -> list[dict[str, Any]]:
    """The articles of one page of the ledger, as JSON."""
    found: list[dict[str, Any]] = json.loads((site.output / page.replace(".html", ".json")).read_text("utf-8"))[
        "articles"
    ]
    return found


def facts(entry: html.HtmlElement) -> dict[str, str]:
    """One article of the HTML ledger, by label."""
    return {
        " ".join(dt.text_content().split()): " ".join(dt.getnext().text_content().split()) for dt in entry.iter("dt")
    }


def whole(site: Site) -> list[dict[str, Any]]:
    """All pages of the ledger, one after the other, from new to old."""
    found, page = [], "ledger/index.json"
    while page:
        said = json.loads((site.output / page).read_text("utf-8"))
        found += said["articles"]
        page = said["older"]
    return found


def test_an_entry_says_source_steps_changes_digest_and_doubts(ours: Site) -> None:
    page = ours.page("ledger/index.html")
    (entry,) = page.find_class("ledger")[0]
    assert entry.find(".//a").get("href") == f"../{SLUG}"
    said = facts(entry)
    assert said["Source"] == "China Sports Daily, page 01 · as stated by the text · 30 November 2022, inferred"
    assert said["Here since"] == "23 November 2026"
    assert said["Steps"].startswith(
        "printed by China Sports Daily (as stated by the text), 30 November 2022 (inferred) · reposted (inferred)"
    )
    assert said["Steps"].endswith("received here, 22 November 2026 (verified)")
    assert said["Fidelity"] == "As received but for 1 change"
    assert said["Open"].split(" · ") == [
        "day of print: inferred",
        "reposted: inferred, by whom not stated, when not stated",
        "translated: inferred, by whom not stated, when not stated",
        "reposted: inferred, when not stated",
        "no review of the translation recorded",
        "12 doubtful readings",
    ]
    assert said["SHA-256"] == DIGEST
    assert "not that the source said what is in it" in page.text_content()


def test_the_same_stands_in_json(ours: Site) -> None:
    (said,) = entries(ours)
    assert (said["page"], said["date"], said["published"], said["language"]) == (SLUG, "2022-11-30", "2026-11-23", "en")
    assert said["source"] == {
        "name": "China Sports Daily", "page": "01", "status": "as-stated", "date_status": "inferred"}  # fmt: skip
    assert said["comparison"] == {"outcome": "changed", "changes": 1, "kept": None}
    steps = [(step["act"], step["by"], step["date"], step["status"], step["sha256"]) for step in said["custody"]]
    assert steps == [
        ("printed", "China Sports Daily", "2022-11-30", "as-stated", None),
        ("reposted", None, None, "inferred", None),
        ("translated", None, None, "inferred", None),
        ("reposted", "breakinglatest.news", None, "inferred", None),
        ("received", None, "2026-11-22", "verified", DIGEST),
    ]
    assert (said["review"], said["changes"], said["readings"]) == ("none", 1, 12)
    assert {"of": "review", "what": ["missing"]} in said["doubts"]
    assert {"of": "readings", "what": ["doubtful"], "number": 12} in said["doubts"]


def test_every_article_stands_in_it_once_over_all_pages(site: Site) -> None:
    for n in range(23):
        site.article(f"a{n}", date=f"2022-{n % 12 + 1:02d}-{n + 1:02d}")
    site.article("hidden", header="status: hidden")
    assert site.build().code == 0
    listed = [entry["page"] for entry in whole(site)]
    pages = {path for path in site.tree() if path.startswith("20") and path.endswith(".html")} - {"2022/11/hidden.html"}
    assert len(listed) == len(set(listed)) == 24
    assert set(listed) == pages
    assert [entry["date"] for entry in whole(site)] == sorted((e["date"] for e in whole(site)), reverse=True)
    assert json.loads((site.output / "ledger/index.json").read_text())["total"] == 24
    shown = {a.get("href") for path in site.tree() if path.startswith("ledger/") and path.endswith(".html")
        for a in site.page(path).xpath("//ol[@class='ledger']//h2/a")}  # fmt: skip
    assert {f"../{page}" for page in pages} == shown


def test_a_change_of_one_article_shows_and_a_deleted_one_goes(site: Site) -> None:
    for n in range(12):
        site.article(f"a{n}", date=f"2022-{n + 1:02d}-01")
    assert site.build().code == 0
    before = site.tree()
    file = site.content / "articles/a3.md"
    file.write_text(file.read_text().replace("  page:", "  status: inferred\n  page:"))
    assert site.build().code == 0
    changed = {
        path for path, digest in site.tree().items() if before.get(path) != digest and path.startswith("ledger/")
    }
    assert len(changed) == 2  # its page, and the same as JSON
    (entry,) = [entry for entry in whole(site) if entry["page"].endswith("a3.html")]
    assert entry["source"]["status"] == "inferred"
    assert {"of": "source", "what": ["inferred"]} in entry["doubts"]
    file.unlink()
    assert site.build().code == 0
    assert not any(entry["page"].endswith("a3.html") for entry in whole(site))
    assert site.tree() == site.tree_from_nothing()


def test_an_empty_site_has_an_empty_ledger(site: Site) -> None:
    (site.content / "articles/first.md").unlink()
    assert site.build().code == 0
    assert "Nothing is published yet." in site.page("ledger/index.html").text_content()
    assert entries(site) == []


CHANGED = """custody: [{act: received, date: 2024-01-02, file: received/%s.txt}]
changes: [{was: Head, now: "", kind: omitted, why: it is no text%s}]
"""


@pytest.mark.parametrize("field", ["", ", date: 2024-03-01"])
def test_a_change_stands_in_the_feed_of_corrections_by_its_day(site: Site, field: str) -> None:
    for slug, more in (("plain", None), ("early", ""), ("late", field)):
        file = site.article(slug, text="The text.")
        if more is not None:
            site.write(f"received/{slug}.txt", "Head The text.")
            published = "published: 2024-02-02\n"
            file.write_text(file.read_text().replace("---\n", f"---\n{published}{CHANGED % (slug, more)}", 1))
    assert site.build().code == 0
    feed = feedparser.parse((site.output / "feeds/corrections.atom.xml").read_bytes())
    assert not feed.bozo
    assert {entry.title for entry in feed.entries} == {
        "The early article (30 November 2022)",
        "The late article (30 November 2022)",
    }
    first = feed.entries[0]
    if field:
        assert (first.title, first.updated[:10]) == ("The late article (30 November 2022)", "2024-03-01")
    assert feed.entries[-1].updated[:10] == "2024-02-02"
    assert feed.feed.updated[:10] == first.updated[:10]
    shown = html.fromstring(first.content[0].value).text_content()
    assert "Removed “Head”" in shown
    assert "it is no text" in shown
    assert "Example Daily, page 01, 30 November 2022" in shown
    assert len({entry.id for entry in feed.entries}) == 2


def test_the_first_article_stands_in_the_feed_of_corrections(ours: Site) -> None:
    feed = feedparser.parse((ours.output / "feeds/corrections.atom.xml").read_bytes())
    (entry,) = feed.entries
    assert entry.link.endswith(SLUG)
    assert "date 2022-11-30" in entry.content[0].value
    assert entry.summary.startswith(
        "China Sports Daily, page 01, 30 November 2022; day inferred; machine translation, not reviewed"
    )
