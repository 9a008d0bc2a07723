"""A day that the header does not state stands in no file of the output: not the day of the build, not the first of a
month, not a day that only sorts. Where nobody wrote on which day a text came here, no form has such a day."""

from __future__ import annotations

import gzip
import json
import re
import sqlite3
import zipfile
from collections.abc import Iterator
from typing import NamedTuple

import bibtexparser
import pytest
from helpers.building import Site
from helpers.facts_of_a_page import Built
from helpers.linked_data import chain, graph_of, main
from lxml import etree, html

URL = "https://example.org/news"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DAY = re.compile(
    r"(?<![\d.-])(\d{4})[-/](\d{2})[-/](\d{2})(?!\d)"
    r"|(?<!\d)(\d{1,2}) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? (\d{4})"
    r"|(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? (\d{1,2}), (\d{4})"
)
# Atom must have a day of change; this is the first of its calendar, and no reader takes it for one.
OF_ATOM = "1970-01-01"
HEADER = """\
---
title: A clipping
lang: en
{more}
source: {{publication: {paper}, date: {date}}}
---

Some words of a text.
"""


class Case(NamedTuple):
    """What a header says of paper and date, the page, the days that it states, and what vocabularies say of them."""

    paper: str
    date: str
    path: str
    days: set[str]
    iso: str | None
    parts: list[list[int]] | None
    bib: tuple[str | None, str | None, str | None]  # date, year, month
    ris: tuple[str | None, str | None]  # DA, PY
    tei: dict[str, str]
    mods: tuple[str | None, str | None]  # encoding, date
    more: str = ""


CASES = {
    "a day of 1906, and none of ours": Case("example-daily", "1906-01-15", "1906/01/x", {"1906-01-15"}, "1906-01-15",
        [[1906, 1, 15]], ("1906-01-15", "1906", "jan"), ("1906/01/15/", "1906"), {"when": "1906-01-15"},
        ("w3cdtf", "1906-01-15")),
    "a month": Case("example-daily", "1937-08", "1937/08/x", set(), "1937-08", [[1937, 8]], ("1937-08", "1937", "aug"),
        ("1937/08//", "1937"), {"when": "1937-08"}, ("w3cdtf", "1937-08")),
    "a year": Case("unknown", "1937", "1937/x", set(), "1937", [[1937]], ("1937", "1937", None), ("1937///", "1937"),
        {"when": "1937"}, ("w3cdtf", "1937")),
    "a span": Case("example-daily", "1937-08-07/1937-08-08", "1937/08/x", {"1937-08-07", "1937-08-08"}, None,
        [[1937, 8, 7], [1937, 8, 8]], ("1937-08-07/1937-08-08", "1937", "aug"), ("1937/08//", "1937"),
        {"notBefore": "1937-08-07", "notAfter": "1937-08-08"}, ("edtf", "1937-08-07/1937-08-08")),
    "a span of two years": Case("unknown", "1937-12-31/1938-01-01", "undated/x", {"1937-12-31", "1938-01-01"}, None,
        [[1937, 12, 31], [1938, 1, 1]], ("1937-12-31/1938-01-01", "1937--1938", None), (None, None),
        {"notBefore": "1937-12-31", "notAfter": "1938-01-01"}, ("edtf", "1937-12-31/1938-01-01")),
    "nothing": Case("unknown", "unknown", "undated/x", set(), None, None, (None, None, None), (None, None), {},
        (None, None)),
    "received in a month": Case("unknown", "unknown", "undated/x", set(), None, None, (None, None, None), (None, None),
        {}, (None, None), "custody: [{act: received, date: 2024-06, status: asserted}]"),
}  # fmt: skip


@pytest.fixture(scope="module", params=CASES)
def case(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Built, Case]:
    """A site with this article alone, and with every file that a site may have."""
    found, site = CASES[request.param], Site.minimal(tmp_path_factory.mktemp("days"))
    (site.content / "articles/first.md").unlink()
    site.set(SITEURL=URL, ARCHIVE_DATA=True, SEARCH=True, MODELS_MAY_TRAIN=True)
    header = HEADER.format(more=found.more, paper=found.paper, date=found.date)
    site.write("articles/x.md", header)
    site.built()
    return Built(site, found.path), found


def texts(site: Site) -> Iterator[tuple[str, str]]:
    """All that the files of the output say; the theme's own files apart."""
    for file in sorted(site.output.rglob("*")):
        name = file.relative_to(site.output).as_posix()
        if not file.is_file() or name.startswith(("theme/", "manifest/")) or name.endswith("schema.json"):
            continue
        data = file.read_bytes()
        if name.endswith(".zip"):
            with zipfile.ZipFile(file) as bundle:
                yield from ((f"{name}/{one}", bundle.read(one).decode("utf-8", "replace")) for one in bundle.namelist())
        elif name.endswith(".db"):
            base = sqlite3.connect(file)
            yield name, "\n".join(line for line in base.iterdump())
            base.close()
        elif data[:2] == b"\x1f\x8b" and "wasm" not in name:
            yield name, gzip.decompress(data).decode("utf-8", "replace")
        elif file.suffix not in (".png", ".js") and "wasm" not in name:
            yield name, data.decode("utf-8", "replace")


def days(text: str) -> set[str]:
    """The days in a text, in figures or words."""
    found = set()
    for match in DAY.finditer(text):
        year, month, day, day2, word, year2, word3, day3, year3 = match.groups()
        if year:
            found.add(f"{year}-{month}-{day}")
        else:
            number = MONTHS.index(word or word3) + 1
            found.add(f"{year2 or year3}-{number:02}-{int(day2 or day3):02}")
    return found


def test_all_days_in_all_files_are_those_of_the_header(case: tuple[Built, Case]) -> None:
    built, wanted = case
    found = {name: days(text) - wanted.days for name, text in texts(built.site)}
    atoms = {name: {OF_ATOM} for name in found if name.endswith(".atom.xml")}
    assert len(atoms) > 1
    assert {name: other for name, other in found.items() if other - atoms.get(name, set())} == {}


def test_our_own_page_has_no_day(case: tuple[Built, Case]) -> None:
    built, _ = case
    page, _ = main(graph_of(built.page))
    assert "datePublished" not in page
    assert "First published here" not in built.page.text_content()
    assert json.loads(built.file("json"))["published"] is None
    tei = etree.fromstring(built.file("tei.xml").encode())
    assert (
        tei.findall(".//{*}publicationStmt/{*}date[@when]") == tei.findall(".//{*}revisionDesc/{*}change[@when]") == []
    )
    (entry,) = etree.parse(built.site.output / "feeds/all.atom.xml").findall("{*}entry")
    assert entry.find("{*}published") is None
    (item,) = json.loads((built.site.output / "feeds/all.feed.json").read_text("utf-8"))["items"]
    assert not {"date_published", "date_modified"} & item.keys()
    for file in built.site.output.glob("sitemap*.xml"):
        assert etree.parse(file).findall(".//{*}lastmod") == []
    (line,) = json.loads((built.site.output / "ledger/index.json").read_text("utf-8"))["articles"]
    assert (line["page"], line["published"]) == (f"{built.path}.html", None)


def test_each_vocabulary_has_as_much_of_the_date_as_it_has_a_notation_for(case: tuple[Built, Case]) -> None:
    built, wanted = case
    written = None if wanted.date == "unknown" else wanted.date
    assert json.loads(built.file("json"))["date"] == written
    _, text = main(graph_of(built.page))
    assert text.get("datePublished") == wanted.iso
    assert {node.get("datePublished") for node in chain(graph_of(built.page))} <= {wanted.iso, None}
    (item,) = json.loads(built.file("csl.json"))
    assert item.get("issued") == (wanted.parts and {"date-parts": wanted.parts})
    (entry,) = bibtexparser.parse_string(built.file("bib")).entries
    fields = {field.key: field.value for field in entry.fields}
    assert (fields.get("date"), fields.get("year"), fields.get("month")) == wanted.bib
    tags = dict(line.split("  - ", 1) for line in built.file("ris").split("\r\n") if line)
    assert (tags.get("DA"), tags.get("PY")) == wanted.ris
    tei = etree.fromstring(built.file("tei.xml").encode())
    date = tei.find(".//{*}biblStruct//{*}imprint/{*}date")
    ends = {name: date.get(name) for name in ("when", "notBefore", "notAfter") if date.get(name)}
    assert ends == wanted.tei
    issued = etree.fromstring(built.file("mods.xml").encode()).find(".//{*}originInfo/{*}dateIssued")
    assert ((issued.get("encoding"), issued.text) if issued is not None else (None, None)) == wanted.mods
    times = html.fromstring(built.file("html")).xpath("//time/@datetime")
    assert set(times) <= {wanted.iso, "2024-06"}


def test_the_text_has_its_place_in_every_list(case: tuple[Built, Case]) -> None:
    built, _ = case
    site, page = built.site, f"{built.path}.html"
    for name in ("index.html", "ledger/index.html"):
        assert any(href.endswith(page) for href in site.page(name).xpath("//a/@href")), name
    places = "".join(file.read_text("utf-8") for file in site.output.glob("sitemap*.xml"))
    assert f"<loc>{URL}/{page}</loc>" in places
    for name in ("data/articles.jsonl", "data/ledger.csv", "feeds/all.atom.xml", "feeds/all.feed.json", "llms.txt"):
        assert built.path in (site.output / name).read_text("utf-8"), name
