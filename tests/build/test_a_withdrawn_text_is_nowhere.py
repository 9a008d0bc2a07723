"""A text that was withdrawn keeps its address, its title and its source, and is in no file of the output."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from pathlib import Path

import pytest
from helpers.building import Site
from lxml import etree

WORDS = "Herring prices doubled overnight."
ARTICLE = f"""---
title: Market report
{{status}}summary: On the price of herring.
source: {{{{publication: example-daily, date: 2024-05-17, credit: "(Example Daily, 17 May 2024)"}}}}
custody:
  - {{{{act: printed, by: example-daily, date: 2024-05-17, status: as-stated}}}}
  - {{{{act: received, date: 2024-06-01, file: received/2024/market.txt}}}}
changes: [{{{{was: "HEAD ", now: "", kind: omitted, why: a header}}}}]
readings: [{{{{was: Herring prices, now: Herring price, kind: typographic}}}}]
notes: [{{{{on: doubled overnight, note: So it is said.}}}}]
subjects: [herring]
published: 2024-06-02
---

{WORDS} (Example Daily, 17 May 2024)
"""
WITHDRAWN = "status: withdrawn\nwithdrawn: {date: 2024-07-01, why: At the request of the source.}\n"
PAGE = "2024/05/market.html"


def written(site: Site, *, withdrawn: bool) -> None:
    site.write("articles/2024/market.md", ARTICLE.format(status=WITHDRAWN if withdrawn else ""))


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site.minimal(tmp_path / "site")
    site.set(
        SITEURL="https://example.org", SEARCH=True, ARCHIVE_DATA=True, INDEX_FEEDS=["subjects"], SOCIAL_CARDS=True,
        FEED_ALL_JSON="feeds/all.feed.json", FEED_CORRECTIONS_ATOM="feeds/corrections.atom.xml",
    )  # fmt: skip
    site.write("received/2024/market.txt", f"HEAD {WORDS} (Example Daily, 17 May 2024)\n")
    written(site, withdrawn=False)
    site.built()
    return site


def holding(site: Site, words: str) -> set[str]:
    """The files of the output that hold some words, archives unpacked."""
    found = set()
    for path in site.output.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            if zipfile.is_zipfile(path):
                with zipfile.ZipFile(path) as bundle:
                    data = b"".join(map(bundle.read, bundle.namelist()))
            if words.encode() in data:
                found.add(path.relative_to(site.output).as_posix())
    return found


def test_its_words_leave_every_file(site: Site) -> None:
    assert {PAGE, "received/2024/market.txt", "data/articles.db"} <= holding(site, "Herring prices")
    written(site, withdrawn=True)
    site.built()
    for words in ("Herring", "herring", "doubled", "So it is said", "HEAD", "17 May 2024)"):
        assert not holding(site, words), words
    assert not [*site.output.glob("2024/05/market.*[!l]")]
    assert not (site.output / "received/2024/market.txt").exists()
    assert not (site.output / "subjects/herring.html").exists()


def test_its_page_says_what_was_there_and_why_it_is_gone(site: Site) -> None:
    written(site, withdrawn=True)
    site.built()
    page = site.page(PAGE).xpath("string(//main)")
    for words in ("Market report", "Example Daily", "1 July 2024", "At the request of the source"):
        assert words in " ".join(page.split()), words


def test_ledger_and_corrections_say_so_and_all_else_is_silent(site: Site) -> None:
    written(site, withdrawn=True)
    site.built()
    ledger = json.loads((site.output / "ledger/index.json").read_text())
    (line,) = [line for line in ledger["articles"] if line["page"] == PAGE]
    assert line["withdrawn"] == "2024-07-01"
    assert "ithdrawn" in site.page("ledger/index.html").xpath("string(//main)")
    corrections = etree.parse(str(site.output / "feeds/corrections.atom.xml"))
    (entry,) = corrections.xpath("//*[local-name()='entry']")
    assert entry.xpath("string(*[local-name()='updated'])") == "2024-07-01T00:00:00Z"
    assert "At the request of the source" in etree.tostring(entry, encoding="unicode")
    for silent in ("feeds/all.atom.xml", "sitemap-2024-05.xml", "llms.txt", "data/articles.jsonl", "data/ledger.csv"):
        file = site.output / silent
        assert not file.exists() or "market" not in file.read_text(), silent
    with sqlite3.connect(site.output / "data/articles.db") as database:
        assert database.execute("SELECT count(*) FROM articles").fetchone() == (1,)


def test_taking_the_withdrawal_back_is_as_if_it_never_was(site: Site) -> None:
    before = site.tree()
    written(site, withdrawn=True)
    site.built()
    withdrawn = site.tree()
    assert withdrawn == site.tree_from_nothing()
    written(site, withdrawn=False)
    site.built()
    assert site.tree() == before


def test_no_other_text_leads_to_what_was_received_for_it(site: Site) -> None:
    site.article("other", text="See [the bytes]({static}/received/2024/market.txt).")
    site.built()
    written(site, withdrawn=True)
    reason = "“received/2024/market.txt” was received for a text that was withdrawn; take the link out"
    site.refused(
        f"content/articles/other.md:11: text: the link “{{static}}/received/2024/market.txt” leads nowhere: {reason}"
    )
    # The evidence of a text that is there stays, whoever else had it.
    file = site.article("other", text=f"{WORDS} [The bytes]({{static}}/received/2024/market.txt).")
    steps = "[{act: received, date: 2024-06-01, file: received/2024/market.txt}]"
    omitted, replaced = 'was: "HEAD ", now: "", kind: omitted', 'was: "(Example Daily, 17 May 2024)", now: The bytes.'
    changes = f"[{{{omitted}}}, {{{replaced}, kind: corrected}}]"
    file.write_text(file.read_text().replace("---\n", f"---\ncustody: {steps}\nchanges: {changes}\n", 1))
    site.built()
    assert (site.output / "received/2024/market.txt").exists()
    assert site.tree() == site.tree_from_nothing()


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("status: withdrawn\n", "3: withdrawn: missing, where status is withdrawn; write withdrawn: {date:"),
        ("withdrawn: {date: 2024-07-01, why: x}\n", "withdrawn: the text would be published all the same"),
        ("status: withdrawn\nwithdrawn: {date: 2024-07-01}\n", "4: withdrawn.why: missing; write the reason"),
        ("status: withdrawn\nwithdrawn: yes, please\n", "4: withdrawn:"),
    ],
)
def test_half_a_withdrawal_is_refused(site: Site, header: str, said: str) -> None:
    site.write("articles/2024/market.md", ARTICLE.format(status=header))
    site.refused(said)


PICTURED = """---
title: Market report
{status}source: {{publication: example-daily, date: 2024-05-17}}
images: [{{file: images/chart.png, credit: Photo by Ana Ruiz}}]
custody:
  - {{act: printed, by: example-daily, date: 2024-05-17, file: images/scan.png}}
---

Herring. ![A boat](../../images/boat.png) ![A quay]({{static}}/images/quay.png)
"""
PICTURES = {f"images/{name}.png" for name in ("chart", "scan", "boat", "quay")}


@pytest.mark.parametrize(
    ("other", "kept"),
    [
        ("None.", set()),
        ("Boat: ![A boat](../images/boat.png)", {"images/boat.png"}),
        ("[A boat](/images/boat.png)", {"images/boat.png"}),
        ("[The scan](https://example.org/images/scan.png)", {"images/scan.png"}),
    ],
)
def test_its_pictures_leave_unless_another_text_has_them(site: Site, other: str, kept: set[str]) -> None:
    (site.content / "received/2024/market.txt").unlink()
    for path in PICTURES:
        site.write(path, path)
    site.write("images/logo.png", "of no text")
    site.write("articles/2024/market.md", PICTURED.format(status=""))
    site.built()
    assert site.tree().keys() >= PICTURES
    site.write("articles/2024/market.md", PICTURED.format(status=WITHDRAWN))
    site.built()
    assert not PICTURES & site.tree().keys()
    assert "images/logo.png" in site.tree()
    site.article("other", text=other)
    site.built()
    assert PICTURES & site.tree().keys() == kept
    tree = site.tree()
    assert tree == site.tree_from_nothing()
    site.article("other", text="None.")
    site.built()
    assert not PICTURES & site.tree().keys()
    site.write("articles/2024/market.md", PICTURED.format(status=""))
    site.built()
    assert site.tree().keys() >= PICTURES
