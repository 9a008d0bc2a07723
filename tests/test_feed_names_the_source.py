"""The feed's entries open with the credit line, and feed readers can read them."""

from __future__ import annotations

import feedparser
from building import Site
from lxml import html

CREDIT = "China Sports Daily, page 01, 30 November 2022; machine translation, not reviewed"


def test_entries_open_with_the_credit_line(ours: Site) -> None:
    feed = feedparser.parse((ours.output / "feeds/all.atom.xml").read_bytes())
    assert not feed.bozo
    (entry,) = feed.entries
    assert entry.title.startswith("General Administration of Sport of China holds symposium")
    content = html.fragments_fromstring(entry.content[0].value.strip())
    assert " ".join(content[0].text_content().split()) == CREDIT
    assert entry.summary.startswith(CREDIT)
    text = " ".join(" ".join(part.text_content().split()) for part in content[1:])
    assert text.startswith("On November 28, the State Sports General Administration held a symposium")
    assert text.endswith("(Reposted from page 01 of “China Sports Daily” on November 30)")


def test_dates_are_those_of_the_header_not_of_the_build(ours: Site) -> None:
    feed = feedparser.parse((ours.output / "feeds/all.atom.xml").read_bytes())
    assert feed.feed.updated == feed.entries[0].published == "2026-11-23T00:00:00Z"


def test_entry_ids_survive_a_move_of_the_site(site: Site) -> None:
    assert site.build().code == 0
    before = feedparser.parse((site.output / "feeds/all.atom.xml").read_bytes()).entries[0].id
    site.set(SITEURL="https://example.org/news")
    assert site.build().code == 0
    after = feedparser.parse((site.output / "feeds/all.atom.xml").read_bytes()).entries[0]
    assert after.id == before
    assert after.link == "https://example.org/news/2022/11/first.html"
