"""How the shown text compares with the text received is one value. Whatever the kept file is, every page and every form
words that value, and none claims more."""

from __future__ import annotations

import csv
import gzip
import json
import re
import sqlite3
import zipfile
from pathlib import Path
from typing import NamedTuple

import pytest
from helpers.building import Site, words
from helpers.facts_beside_a_page import outcome as outcome_of
from helpers.facts_of_a_page import OUTCOMES
from lxml import etree, html

TEXT = "大桥重新开放。 The bridge was opened for carts on Monday."
WORDS = TEXT.encode()
PAGE = f"<!doctype html><title>x</title><p>{TEXT}</p>".encode()
OTHER = b"<!doctype html><title>x</title><nav>Home</nav><p>Other words stand here, about a ferry.</p>"
PNG = b"\x89PNG\r\n\x1a\n\x00"
HEADER = """\
---
title: The bridge
{source}
{more}
---

{text}
"""
SOURCE = "source: {publication: example-daily, date: 2024-05-17}"
CHANGE = 'changes: [{was: "Head ", now: "", kind: omitted, why: No part of the text.}]'
STEP = "custody: [{act: printed, by: example-daily, date: 2024-05-17, status: as-stated}, %s]"


def step(*files: str, encoding: str = "") -> str:
    more = f", encoding: {encoding}" if encoding else ""
    return STEP % ", ".join(f"{{act: received, file: received/{file}{more}, status: inferred}}" for file in files)


class Case(NamedTuple):
    """What is kept, by file; the lines of the header; the outcome, and what the copy is where it can't be compared."""

    kept: dict[str, bytes]
    header: str
    outcome: str
    what: str | None = None
    changes: int = 0
    source: str = SOURCE


CASES = {
    "equal": Case({"x.txt": WORDS}, step("x.txt"), "equal"),
    "changed": Case({"x.txt": b"Head " + WORDS}, f"{step('x.txt')}\n{CHANGE}", "changed", changes=1),
    "a picture": Case({"x.png": PNG}, step("x.png"), "not-compared", "picture"),
    "a picture, and declared changes": Case(
        {"x.png": PNG}, f"{step('x.png')}\n{CHANGE}", "not-compared", "picture", changes=1
    ),
    "a web page with other words": Case({"x.html": OTHER}, step("x.html"), "not-compared", "web page"),
    "a web page with these words": Case({"x.html": PAGE}, step("x.html"), "equal"),
    ".TXT": Case({"x.TXT": WORDS}, step("x.TXT"), "equal"),
    "Markdown": Case({"x.md": WORDS}, step("x.md"), "equal"),
    "gb18030": Case({"x.txt": TEXT.encode("gb18030")}, step("x.txt", encoding="gb18030"), "equal"),
    "a file of unknown kind": Case({"x.bin": WORDS}, step("x.bin"), "not-compared", "file"),
    "an archive": Case({"x.zip": b"PK\x05\x06" + bytes(18)}, step("x.zip"), "not-compared", "archive"),
    "a PDF": Case({"x.pdf": b"%PDF-1.4"}, step("x.pdf"), "not-compared", "PDF"),
    "two pictures": Case({"x.png": PNG, "y.png": PNG}, step("x.png", "y.png"), "not-compared", "picture"),
    "a picture and a text": Case({"x.png": PNG, "x.txt": WORDS}, step("x.png", "x.txt"), "equal"),
    "a text and a picture": Case({"x.txt": WORDS, "y.png": PNG}, step("x.txt", "y.png"), "equal"),
    "no custody": Case({}, "", "no-copy"),
    "no custody, but a file of the name": Case({"x.txt": WORDS}, "", "equal"),
    "no custody, but a picture of the name": Case({"x.png": PNG}, "", "not-compared", "picture"),
    "received without a file": Case({}, STEP % "{act: received, date: 2024-06-01, status: inferred}", "no-copy"),
    "written here": Case({}, "", "own", source="source: original\ndate: 2024-05-17"),
}  # fmt: skip
REFUSED = {
    "other words": Case({"x.txt": b"Other words."}, step("x.txt"), ""),
    "other words in .TXT": Case({"x.TXT": b"Other words."}, step("x.TXT"), ""),
    "other words in Markdown": Case({"x.md": b"Other words."}, step("x.md"), ""),
    "gb18030 without a word": Case({"x.txt": TEXT.encode("gb18030")}, step("x.txt"), ""),
    "another encoding": Case({"x.txt": TEXT.encode("gb18030")}, step("x.txt", encoding="big5"), ""),
    "an empty file": Case({"x.txt": b""}, step("x.txt"), ""),
    "an empty picture": Case({"x.png": b""}, step("x.png"), ""),
    "a missing file": Case({}, step("x.txt"), ""),
    "a file that no step names": Case({"x.txt": WORDS}, STEP % "{act: received, status: inferred}", ""),
    "changes of nothing": Case({}, CHANGE, ""),
}
# Words that say that the text is the one received.
CLAIM = re.compile(r"\bas received|word for word|one received|unchanged|not changed|no change|nothing", re.IGNORECASE)


def write(site: Site, case: Case) -> None:
    for file, data in case.kept.items():
        site.write(f"received/{file}", data)
    site.write("articles/x.md", HEADER.format(source=case.source, more=case.header, text=TEXT))


@pytest.fixture(scope="module", params=CASES)
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Site, Case]:
    """A site with one article, whose kept file is this."""
    case, site = CASES[request.param], Site.minimal(tmp_path_factory.mktemp("compared"))
    (site.content / "articles/first.md").unlink()
    site.set(ARCHIVE_DATA=True, SEARCH=True, SITEURL="https://example.org")
    write(site, case)
    site.built()
    return site, case


def said(element: html.HtmlElement) -> str:
    return " ".join(words(element))


def on_page(sentence: str) -> str:
    return next(outcome for start, outcome in OUTCOMES if sentence.startswith(start))


def everywhere(site: Site) -> dict[str, tuple[str, ...]]:
    """What each place says: the outcome, and in data what is kept and how many changes are declared."""
    page, folder = site.page("2024/05/x.html"), site.output / "2024/05"
    slip = {said(div.find("dt")): said(div.find("dd")) for div in page.xpath("//dl[@class='slip']/div")}
    found: dict[str, tuple[str, ...]] = {"slip": (on_page(slip["Fidelity"]),)}
    ledger = {
        said(div.find("dt")): said(div.find("dd"))
        for div in site.page("ledger/index.html").xpath("//ol[@class='ledger']//dl/div")
    }
    found["ledger's page"] = (on_page(ledger["Fidelity"]),)
    (line,) = json.loads((site.output / "ledger/index.json").read_text("utf-8"))["articles"]
    found["ledger as JSON"] = data(line["comparison"])
    with (site.output / "data/ledger.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    found["ledger as a table"] = (row["comparison"], row["kept"], row["changes"])
    compared = re.findall(r"^Compared: (.+)$", (folder / "x.txt").read_text("utf-8"), re.MULTILINE)
    found["plain text"] = (outcome_of(*compared),)
    tei = etree.parse(folder / "x.tei.xml")
    sentences = ["".join(p.itertext()) for p in tei.iterfind(".//{*}correction/{*}p")]
    found["TEI"] = tuple(outcome_of(one) for one in sentences if one.startswith(("The text is", "The text was")))
    found["JSON"] = data(json.loads((folder / "x.json").read_text("utf-8"))["comparison"])
    found["JSON Lines"] = data(json.loads((site.output / "data/articles.jsonl").read_text("utf-8"))["comparison"])
    base = sqlite3.connect(site.output / "data/articles.db")
    (row,) = base.execute("SELECT comparison, comparison_kept, (SELECT count(*) FROM changes) FROM articles").fetchall()
    base.close()
    found["SQLite"] = tuple("" if value is None else str(value) for value in row)
    (item,) = json.loads((site.output / "feeds/all.feed.json").read_text("utf-8"))["items"]
    stated = item["_colophon"]["comparison"]
    found["JSON Feed"] = (stated["outcome"], stated.get("kept", ""))
    if bundle := readme(site):
        found["evidence"] = tuple(outcome_of(one) for one in bundle.splitlines() if one.startswith("The text "))
    return found


def data(comparison: dict[str, object]) -> tuple[str, ...]:
    return str(comparison["outcome"]), str(comparison["kept"] or ""), str(comparison["changes"])


def readme(site: Site) -> str:
    """The README of the evidence bundle, where there is one."""
    file = site.output / "2024/05/x.evidence.zip"
    if not file.exists():
        return ""
    with zipfile.ZipFile(file) as bundle:
        return bundle.read("x/README.txt").decode()


def test_all_places_say_the_one_value(built: tuple[Site, Case]) -> None:
    site, case = built
    whole = (case.outcome, case.what or "", str(case.changes))
    found = everywhere(site)
    assert {place: values for place, values in found.items() if values != whole[: len(values)]} == {}
    assert [place for place, values in found.items() if not values] == []


def test_what_we_changed_says_no_more(built: tuple[Site, Case]) -> None:
    site, case = built
    sections = [said(s) for s in site.page("2024/05/x.html").xpath("//section[@id='changes']")]
    if case.outcome == "own":
        assert sections == []
        return
    (section,) = sections
    starts = {"equal": "Nothing.", "changed": "Nothing but what is listed here.", "no-copy": "Not compared: no copy"}
    start = starts.get(case.outcome, f"Not compared: the copy kept is {'not text' if case.what == 'file' else 'a'}")
    assert section.startswith(f"What we changed {start}")
    assert ("The editor states these changes" in section) == (case.outcome != "changed" and case.changes > 0)


def texts(site: Site) -> dict[str, str]:
    """All words of all files of the output that say something of the article, and of the evidence's README."""
    found = {}
    for file in sorted(site.output.rglob("*")):
        name = file.relative_to(site.output).as_posix()
        if not file.is_file() or name.startswith(("theme/", "received/", "search/", "manifest/")):
            continue
        if file.suffix == ".html":
            page = html.fromstring(file.read_text("utf-8"))
            attributes = [value for element in page.iter() for value in element.attrib.values()]
            found[name] = "\n".join([said(page.find("body")), *attributes, *page.xpath("//script/text()")])
        elif file.suffix in (".xml", ".json", ".jsonl", ".txt", ".md", ".bib", ".ris", ".csv"):
            found[name] = file.read_text("utf-8")
    for file in site.output.rglob("*.pf_fragment"):
        found[file.name] = gzip.decompress(file.read_bytes()).decode("utf-8", "replace")
    found["README.txt"] = readme(site)
    return found


# What has these words and says nothing of the text.
HARMLESS = re.compile(
    r"proves which file is kept here, not that|readings are offered beside the\s+text and change nothing in it"
    r"|To verify that nothing in this folder was altered|\"\$schema\".*|File not found.*|There is nothing at.*"
    r"|Nothing (?:was|is) found.*|asserted: the editor says so, and nothing shows it|unknown: nothing is known"
    r"|The editor says so, and nothing shows it",
    re.DOTALL,
)


def test_where_nothing_was_compared_no_file_says_that_the_text_is_as_received(built: tuple[Site, Case]) -> None:
    site, case = built
    files = texts(site)
    assert len(files) > 20
    claims = {
        name: found
        for name, text in files.items()
        if name not in ("404.html", "search.html") and (found := CLAIM.findall(HARMLESS.sub("", text)))
    }
    if case.outcome in ("equal", "changed"):
        assert {"2024/05/x.html", "2024/05/x.txt", "2024/05/x.tei.xml"} <= claims.keys()
    else:
        assert claims == {}


@pytest.mark.parametrize("name", REFUSED)
def test_what_can_not_be_so_is_refused(site: Site, name: str) -> None:
    (site.content / "articles/first.md").unlink()
    write(site, REFUSED[name])
    said = site.build()
    assert (said.code, "content/articles/x.md:" in said.text) == (1, True), said.text
    assert not Path(site.output).exists()
