"""Reads what the files beside a page, and the feed, say of its article, with parsers that aren't ours."""

from __future__ import annotations

import datetime as dt
import json
import re
import zipfile
from typing import Any

import bibtexparser
import feedparser
import rispy
import yaml
from bibtexparser.middlewares import LatexDecodingMiddleware
from lxml import etree, html
from markdown import markdown

from helpers.facts_of_a_page import Built, Facts, credited, described, said

TEI = {"t": "http://www.tei-c.org/ns/1.0", "xml": "http://www.w3.org/XML/1998/namespace"}


def bibtex(built: Built) -> Facts:
    library = bibtexparser.parse_string(built.file("bib"), append_middleware=[LatexDecodingMiddleware()])
    assert library.failed_blocks == []
    (entry,) = library.entries
    got: dict[str, Any] = {field.key: field.value for field in entry.fields}
    assert got["date"].startswith(got["year"])
    given = {"title": got["title"], "printed": got["date"], "publication": got["journal"], "page": got.get("pages"),
        "edition": got.get("edition"), "language": got["language"], "translation": got.get("titleaddon")}  # fmt: skip
    return {**credited(got["note"]), **given, "original": got.get("origlanguage")}


def csl_json(built: Built) -> Facts:
    (item,) = json.loads(built.file("csl.json"))
    ((parts,),) = [item["issued"]["date-parts"]]
    return {
        **credited(item["note"]),
        "title": item["title"],
        "printed": dt.date(*parts).isoformat(),
        "publication": item["container-title"],
        "page": item.get("page"),
        "edition": item.get("edition"),
        "language": item["language"],
        "original": item.get("custom", {}).get("original-language"),
        "translation": item.get("genre"),
    }


def ris(built: Built) -> Facts:
    (entry,) = rispy.loads(built.file("ris").replace("\r\n", "\n"))
    assert entry["date"].startswith(entry["year"])
    given = {"title": entry["title"], "publication": entry["secondary_title"], "page": entry.get("start_page")}
    more = {"language": entry["language"], "translation": entry.get("type_of_work"), "edition": entry.get("edition")}
    return {**credited(entry["notes"][0]), **given, **more, "printed": entry["date"].strip("/").replace("/", "-")}


def mods(built: Built) -> Facts:
    document = etree.fromstring(built.file("mods.xml").encode())

    def one(path: str) -> str | None:
        found = document.xpath(path, namespaces={"m": "http://www.loc.gov/mods/v3"})
        assert len(found) <= 1, path
        return str(found[0].text) if found else None

    host = "m:relatedItem[@type='host']"
    assert one(f"{host}/m:part/m:date") == one(f"{host}/m:originInfo/m:dateIssued")
    given = {
        "title": one("m:titleInfo/m:title"),
        "printed": one(f"{host}/m:part/m:date"),
        "publication": one(f"{host}/m:titleInfo[not(@type)]/m:title"),
        "page": one(f"{host}/m:part/m:detail[@type='page']/m:number"),
        "edition": one(f"{host}/m:originInfo/m:edition"),
        "language": one("m:language/m:languageTerm"),
        "original": one("m:relatedItem[@type='original']/m:language/m:languageTerm"),
        "translation": one("m:note[@type='version identification']"),
    }
    return {**credited(one("m:note[@type='preferred citation']") or ""), **given}


def plain_text(built: Built) -> Facts:
    title, credit, blank, *_ = built.file("txt").split("\n")
    assert blank == ""
    return {"title": title, **credited(credit)}


def as_markdown(built: Built) -> Facts:
    heading, credit, *_ = html.fragments_fromstring(markdown(built.file("md")))
    assert (heading.tag, credit.tag) == ("h1", "p")
    return {"title": said(heading), **credited(said(credit))}


def tei(built: Built) -> Facts:
    document = etree.fromstring(built.file("tei.xml").encode())

    def one(path: str) -> str | None:
        found = document.xpath(path, namespaces=TEI)
        assert len(found) <= 1, path
        return (
            " ".join((found[0] if isinstance(found[0], str) else "".join(found[0].itertext())).split())
            if found
            else None
        )

    printed, moved = "//t:sourceDesc/t:biblStruct/t:monogr", "//t:listBibl[@type='custody']/t:bibl[@type='translated']"
    work = re.match(r"(\w+ translation) from (\S+) to (\S+)", one(f"{moved}//t:resp") or "")
    given = {
        "title": one("//t:titleStmt/t:title"),
        "printed": one(f"{printed}/t:imprint/t:date/@when"),
        "published": one("//t:publicationStmt/t:date/@when"),
        "publication": one(f"{printed}/t:title[not(@type)]"),
        "page": one(f"{printed}//t:biblScope[@unit='page']"),
        "edition": one(f"{printed}/t:edition"),
        "language": one("/t:TEI/@xml:lang"),
        "original": work[2] if work else None,
        "translation": work[1] if work else None,
    }
    credit = credited(one("//t:notesStmt/t:note[@type='credit']") or "")
    assert (one("//t:correction/@status") == "medium") == bool(credit["reviewed"])
    assert one("//t:langUsage/t:language/@ident") == given["language"]
    return {**credit, **given}


def as_json(built: Built) -> Facts:
    told = json.loads(built.file("json"))
    moved = next((step for step in told["custody"] if step["act"] == "translated"), {})
    review = told["review"]
    assert told["source"]["date"] == told["date"]
    return {
        **credited(told["credit_line"]),
        "title": told["title"],
        "printed": told["date"],
        "published": told["published"],
        "publication": told["source"]["name"],
        "page": told["source"]["page"],
        "edition": told["source"]["edition"],
        "language": told["language"],
        "original": moved.get("from"),
        "translation": (moved and f"{moved['method']} translation") or None,
        "reviewed": review and review["date"],
    }


def evidence(built: Built) -> Facts:
    with zipfile.ZipFile(built.site.output / f"{built.path}.evidence.zip") as bundle:
        (folder,) = {name.partition("/")[0] for name in bundle.namelist()}
        title, credit, *_ = bundle.read(f"{folder}/README.txt").decode().split("\n")
        header = yaml.safe_load(bundle.read(f"{folder}/header.yaml"))
    moved: dict[str, str] = next((hop for hop in header["custody"] if hop["act"] == "translated"), {})
    assert header["title"] == title
    given = {"printed": str(header["source"]["date"]), "published": str(header["published"])}
    more = {"page": header["source"].get("page"), "language": header["lang"], "original": moved.get("from")}
    return {**credited(credit), **given, **more, "title": title}


def feed(built: Built) -> Facts:
    entries = feedparser.parse((built.site.output / "feeds/all.atom.xml").read_bytes()).entries
    (entry,) = [entry for entry in entries if entry.link.endswith(f"/{built.path}.html")]
    assert described(entry.summary) == credited(said(html.fragments_fromstring(entry.content[0].value.strip())[0]))
    assert entry.published[10:] == "T00:00:00Z"
    given = {"title": undated(built, entry.title), "published": entry.published[:10]}
    assert entry.source.title == entry.author == (described(entry.summary)["publication"] or entry.author)
    return {**described(entry.summary), **given, "language": entry.title_detail.language}


def feed_as_json(built: Built) -> Facts:
    items = json.loads((built.site.output / "feeds/all.feed.json").read_text("utf-8"))["items"]
    (item,) = [item for item in items if item["url"].endswith(f"/{built.path}.html")]
    first = said(html.fragments_fromstring(item["content_html"])[0])
    record = item["_colophon"]
    assert described(item["summary"]) == credited(first) == credited(record["credit"])
    source, moved = record["source"], record.get("translation", {})
    given = {"title": undated(built, item["title"]), "published": item["date_published"][:10]}
    more = {"publication": source["name"], "page": source["page"], "printed": record["printed"]}
    return {**credited(first), **given, **more, "language": item["language"], "original": moved.get("from")}


def undated(built: Built, title: str) -> str:
    """The title without the day that a feed adds to that of old news."""
    dated = re.fullmatch(r"(.+) \((\d+ \w+ \d{4})\)", title)
    if dated is None:
        return title
    day = dt.datetime.strptime(dated[2], "%d %B %Y").replace(tzinfo=dt.UTC).date()
    assert f"{day:%Y/%m}" == built.path.rpartition("/")[0]
    return dated[1]
