"""Reads what the files beside a page, the feeds, the data set and the ledger say of its article, with parsers that
aren't ours."""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
import sqlite3
import zipfile
from typing import Any

import bibtexparser
import feedparser
import rispy
import yaml
from bibtexparser.middlewares import LatexDecodingMiddleware, SeparateCoAuthors, SplitNameParts
from lxml import etree, html
from markdown import markdown

from helpers.facts_of_a_page import DEEDS, Built, Facts, credited, day, described, inside, said, straight

TEI = {"t": "http://www.tei-c.org/ns/1.0", "xml": "http://www.w3.org/XML/1998/namespace"}
UNITS = ("page", "volume", "issue", "section")
MODS = {"m": "http://www.loc.gov/mods/v3"}
SPDX = {"CC-BY-4.0": DEEDS["CC BY 4.0"], "CC-BY-SA-4.0": DEEDS["CC BY-SA 4.0"]}


def asked(document: Any, path: str, spaces: dict[str, str]) -> list[str]:
    """The texts of the elements or attributes at a path."""
    found = document.xpath(path, namespaces=spaces)
    return [" ".join((one if isinstance(one, str) else "".join(one.itertext())).split()) for one in found]


def one_of(document: Any, path: str, spaces: dict[str, str]) -> str | None:
    found = asked(document, path, spaces)
    assert len(found) <= 1, path
    return found[0] if found else None


# --- references ----------------------------------------------------------------------------------------------------


def bibtex(built: Built) -> Facts:
    library = bibtexparser.parse_string(
        built.file("bib"), append_middleware=[LatexDecodingMiddleware(), SeparateCoAuthors(), SplitNameParts()]
    )
    assert library.failed_blocks == []
    (entry,) = library.entries
    got: dict[str, Any] = {field.key: field.value for field in entry.fields}
    assert got.get("date", "").startswith(got.get("year", ""))

    def people(role: str) -> tuple[str, ...]:
        return tuple(" ".join([*one.first, *one.von, *one.last, *one.jr]) for one in got.get(role, ()))

    names = {"page": "pages", "edition": "edition", "volume": "volume", "issue": "number", "section": "chapter",
        "language": "language", "translation": "type", "printed": "date", "publication": "journal",
        "headline": "origtitle", "original": "origlanguage", "title": "title"}  # fmt: skip
    facts = {name: got.get(field) for name, field in names.items()}
    return {**credited(got["note"]), **facts, "authors": people("author"), "translators": people("translator")}


def csl_json(built: Built) -> Facts:
    (item,) = json.loads(built.file("csl.json"))

    def people(role: str) -> tuple[str, ...]:
        parts = ("given", "non-dropping-particle", "family", "suffix", "literal")
        return tuple(" ".join(one[part] for part in parts if part in one) for one in item.get(role, ()))

    ends = item["issued"]["date-parts"] if "issued" in item else []
    names = {"page": "page", "edition": "edition", "volume": "volume", "issue": "issue", "section": "section",
        "language": "language", "translation": "genre", "headline": "original-title", "title": "title"}  # fmt: skip
    return {
        **credited(item["note"]),
        **{name: item.get(field) for name, field in names.items()},
        "publication": item.get("container-title"),
        "printed": "/".join("-".join(f"{part:02}" for part in end) for end in ends) or None,
        "original": item.get("custom", {}).get("original-language"),
        "authors": people("author"),
        "translators": people("translator"),
    }


def ris(built: Built) -> Facts:
    text = built.file("ris").replace("\r\n", "\n")
    (entry,) = rispy.loads(text)
    assert entry.get("date", "").startswith(entry.get("year", ""))
    names = {"title": "title", "page": "start_page", "language": "language", "translation": "type_of_work",
        "edition": "edition", "volume": "volume", "issue": "number", "section": "section"}  # fmt: skip
    date = entry.get("date", "").strip("/").replace("/", "-") or None
    own = credited(entry["notes"][0])
    # RIS has no notation for a span: what both ends have in common is told.
    printed = own["printed"] if date and (own["printed"] or "").startswith(f"{date}-") else date
    return {
        **own,
        **{name: entry.get(field) for name, field in names.items()},
        "printed": printed,
        "publication": entry.get("secondary_title"),
        "headline": next(iter(re.findall(r"^OP  - (.+)$", text, re.MULTILINE)), None),
        "authors": tuple(map(straight, re.findall(r"^AU  - (.+)$", text, re.MULTILINE))),
        "translators": tuple(map(straight, re.findall(r"^A4  - (.+)$", text, re.MULTILINE))),
    }


def mods(built: Built) -> Facts:
    document = etree.fromstring(built.file("mods.xml").encode())

    def one(path: str) -> str | None:
        return one_of(document, path, MODS)

    def people(role: str, part: str = "m:namePart") -> tuple[str, ...]:
        return tuple(asked(document, f"m:name[m:role/m:roleTerm='{role}']/{part}", MODS))

    host, elsewhere = "m:relatedItem[@type='host']", "m:relatedItem[@type='otherVersion'][not(m:titleInfo)]"
    ours = "m:relatedItem[m:titleInfo and m:location]"
    issued = one(f"{host}/m:originInfo/m:dateIssued | m:originInfo/m:dateIssued")
    assert one(f"{host}/m:part/m:date") in (issued, None)
    conditions = asked(document, "m:accessCondition", MODS)

    def links(kind: str) -> tuple[str, ...]:
        return tuple(inside(built, url) for url in asked(document, f"{ours}[@type='{kind}']/m:location/m:url", MODS))

    return {
        **credited(one("m:note[@type='preferred citation']") or ""),
        "title": one("m:titleInfo/m:title"),
        "printed": issued,
        "publication": one(f"{host}/m:titleInfo[not(@type)]/m:title"),
        **{part: one(f"{host}/m:part/m:detail[@type='{part}']/m:number") for part in UNITS},
        "edition": one(f"{host}/m:originInfo/m:edition"),
        "headline": one("m:relatedItem[@type='original'][not(m:location)]/m:titleInfo/m:title"),
        "url": one(f"{elsewhere}/m:location/m:url[not(@note)]"),
        "archived": one(f"{elsewhere}/m:location/m:url[@note]"),
        "language": one("m:language/m:languageTerm"),
        "original": one("m:relatedItem[@type='original'][not(m:location)]/m:language/m:languageTerm"),
        "translation": one("m:note[@type='version identification']"),
        "authors": people("aut"),
        "translators": people("trl"),
        "institutions": (*people("aut", "m:affiliation"), *people("trl", "m:affiliation")),
        "licence": next((text for text in conditions if text.startswith("http")), None),
        "rights": next((text for text in conditions if not text.startswith("http")), None),
        "original_text": next(iter(links("original")), None),
        "translations": links("otherVersion"),
    }


# --- texts ---------------------------------------------------------------------------------------------------------


def head(lines: list[str]) -> Facts:
    """The names and the credit line in front of a text."""
    facts: Facts = {"authors": (), "translators": (), "institutions": ()}
    *bylines, credit = lines
    for line in bylines:
        role = "authors" if line.startswith("By ") else "translators"
        people = re.sub("^(By|Translated by) ", "", line).split(", ")
        facts[role] = tuple(re.sub(r" \(.+\)$", "", one) for one in people)
        facts["institutions"] += tuple(found[1] for one in people if (found := re.search(r" \((.+)\)$", one)))
    return {**credited(credit), **facts}


WORDS = (
    ("The text is the one received, word for word, but", "changed"), ("The text is the one received", "equal"),
    ("The text was written for this site", "own"),
    ("The text was not compared with what was received: no copy", "no-copy"),
    ("The text was not compared with what was received: the copy kept", "not-compared"),
)  # fmt: skip


def outcome(sentence: str) -> str:
    return next(outcome for start, outcome in WORDS if sentence.startswith(start))


def plain_text(built: Built) -> Facts:
    whole = built.file("txt")
    title, *lines = whole.partition("\n\n")[0].split("\n")
    closing = whole.rpartition("* * *\n\n")[2].splitlines()
    said_of: dict[str, list[str]] = {}
    for line in closing:
        name, _, text = line.partition(": ")
        said_of.setdefault(name, []).append(text)

    def one(name: str) -> str | None:
        return next(iter(said_of.get(name, ())), None)

    found = re.findall(r"(edition|volume|issue|section) (.+?)(?:, (?=[a-z]+ )|$)", one("In") or "")
    licence, archived = one("Licence"), one("Archived")
    pictures = [text.split(", ") for text in said_of.get("Picture", ())]
    others = {name: [inside(built, text.rpartition(", ")[2]) for text in said_of.get(name, ())]
        for name in ("Translation of", "Translation")}  # fmt: skip
    return {
        "title": title,
        **head(lines),
        **dict.fromkeys(("edition", "volume", "issue", "section")),
        **dict(found),
        "headline": one("Headline there"),
        "url": one("Original"),
        "rights": one("Rights"),
        "archived": archived and archived.split(", ")[0],
        "licence": SPDX[licence] if licence else None,
        "images": tuple((credit, SPDX[terms]) for _, credit, terms in pictures),
        "comparison": outcome(one("Compared") or ""),
        "original_text": next(iter(others["Translation of"]), None),
        "translations": tuple(others["Translation"]),
    }


def as_markdown(built: Built) -> Facts:
    elements = html.fragments_fromstring(markdown(built.file("md")))
    heading, *rest = elements
    assert heading.tag == "h1"
    lines = []
    for paragraph in rest:
        lines.append(said(paragraph))
        if not re.match("(By|Translated by) [^;]+$", lines[-1]) or re.search(r"\d{4}|not known", lines[-1]):
            break
    return {"title": said(heading), **head(lines)}


def tei(built: Built) -> Facts:
    document = etree.fromstring(built.file("tei.xml").encode())

    def one(path: str) -> str | None:
        return one_of(document, path, TEI)

    printed, moved = "//t:sourceDesc/t:biblStruct", "//t:listBibl[@type='custody']/t:bibl[@type='translated']"
    imprint = f"{printed}/t:monogr/t:imprint"
    span = [one(f"{imprint}/t:date/@{end}") for end in ("notBefore", "notAfter")]
    work = re.match(r"(\w+ translation) from (\S+) to (\S+)", one(f"({moved}//t:resp)[last()]") or "")
    paper = one(f"{printed}/t:monogr/t:title[not(@type)]")
    place = {"date": f"{imprint}/t:date", "publication": printed, "edition": f"{printed}//t:edition",
        "title": f"{printed}/t:analytic/t:title", "url": f"{printed}//t:ref[@type='original']",
        **{unit: f"{printed}//t:biblScope[@unit='{unit}']" for unit in UNITS}}  # fmt: skip
    founded = {fact: one(f"{path}/@ana") for fact, path in place.items()}
    people = {"authors": "//t:titleStmt/t:author", "translators": "//t:titleStmt/t:respStmt[t:resp='translator']"}
    licence = "t:ref[@type='licence']"
    sentence = "//t:correction/t:p[starts-with(., 'The text ') and not(contains(., 'body'))]"
    notes = document.xpath("//t:notesStmt/t:note[@type='image']", namespaces=TEI)

    def pages(kind: str) -> list[str]:
        return [inside(built, url) for url in asked(document, f"//t:relatedItem[@type='{kind}']//t:ref/@target", TEI)]

    facts = {
        "title": one("//t:titleStmt/t:title"),
        "printed": one(f"{imprint}/t:date/@when") or ("/".join(map(str, span)) if all(span) else None),
        "published": one("//t:publicationStmt/t:date/@when"),
        "publication": None if paper == "not known" else paper,
        **{part: one(place[part]) for part in ("page", "volume", "issue", "section", "edition")},
        "headline": one(place["title"]),
        "url": one(f"{place['url']}/@target"),
        "archived": one(f"{printed}//t:ref[@type='archived']/@target"),
        "statuses": {fact: status.removeprefix("#") for fact, status in founded.items() if status},
        "language": one("/t:TEI/@xml:lang"),
        "original": work[2] if work else None,
        "translation": work[1] if work else None,
        **{
            role: tuple(asked(document, f"{path}/*[self::t:persName or self::t:orgName]/text()", TEI))
            for role, path in people.items()
        },
        "institutions": tuple(asked(document, "//t:titleStmt//t:affiliation", TEI)),
        "licence": one("//t:licence/@target"),
        "rights": one("//t:availability/t:p"),
        "images": tuple(
            (asked(note, "text()[1]", TEI)[0].strip(":, ").split(", ")[0], one_of(note, f"{licence}/@target", TEI))
            for note in notes
        ),
        "comparison": outcome(one(sentence) or ""),
        "original_text": next(iter(pages("original")), None),
        "translations": tuple(pages("translation")),
    }  # fmt: skip
    credit = credited(one("//t:notesStmt/t:note[@type='credit']") or "")
    assert (one("//t:correction/@status") == "medium") == bool(credit["reviewed"])
    assert one("//t:langUsage/t:language/@ident") == facts["language"]
    return {**credit, **facts}


# --- data ----------------------------------------------------------------------------------------------------------


def of_json(told: dict[str, Any]) -> Facts:
    """What an article as JSON says."""
    moved = next((step for step in told["custody"] if step["act"] == "translated"), {})
    review, source, first = told["review"], told["source"], told["translation_of"]
    people = [*told["authors"], *told["translators"]]
    assert source["date"] == told["date"]
    parts = ("page", "edition", "volume", "issue", "section", "url")
    return {
        **credited(told["credit_line"]),
        "title": told["title"],
        "printed": told["date"],
        "published": told["published"],
        "publication": source["name"],
        **{part: source[part] for part in parts},
        "headline": source["title"],
        "archived": source["archived"] and source["archived"]["url"],
        "statuses": source["status"],
        "language": told["language"],
        "original": moved.get("from"),
        "translation": (moved and f"{moved['method']} translation") or None,
        "reviewed": review and review["date"],
        "authors": tuple(one["name"] for one in told["authors"]),
        "translators": tuple(one["name"] for one in told["translators"]),
        "institutions": tuple(one["at"] for one in people if one["at"]),
        "licence": SPDX[told["licence"]] if told["licence"] else None,
        "rights": told["rights"],
        "images": tuple((one["credit"], SPDX[one["licence"]]) for one in told["images"]),
        "comparison": told["comparison"]["outcome"],
        "original_text": first and first["path"],
        "translations": tuple(one["path"] for one in told["translations"]),
    }


def as_json(built: Built) -> Facts:
    return of_json(json.loads(built.file("json")))


def json_lines(built: Built) -> Facts:
    lines = (built.site.output / "data/articles.jsonl").read_text("utf-8").splitlines()
    (told,) = [told for told in map(json.loads, lines) if told["path"] == f"{built.path}.html"]
    return of_json(told)


def database(built: Built) -> Facts:
    base = sqlite3.connect(f"file:{built.site.output / 'data/articles.db'}?mode=ro", uri=True)
    base.row_factory = sqlite3.Row
    (row,) = base.execute("SELECT * FROM articles WHERE path = ?", (f"{built.path}.html",)).fetchall()

    def several(table: str) -> list[dict[str, Any]]:
        query = f"SELECT * FROM [{table}] WHERE articles_id = ? ORDER BY id"
        return [dict(one) for one in base.execute(query, (row["id"],))]

    source = base.execute("SELECT * FROM sources WHERE id = ?", (row["source_id"],)).fetchone()
    people = {role: several(role) for role in ("authors", "translators")}
    moved = next((step for step in several("custody") if step["act"] == "translated"), {})
    facts = {
        **credited(row["credit_line"]),
        "title": row["title"],
        "printed": row["date"],
        "published": row["published"],
        "publication": source["name"],
        **{
            part: row[f"source_{part}"] for part in ("page", "edition", "volume", "issue", "section", "url", "archived")
        },
        "headline": row["source_title"],
        "statuses": json.loads(row["statuses"]),
        "language": row["language"],
        "original": moved.get("from"),
        "translation": (moved and f"{moved['method']} translation") or None,
        "reviewed": row["reviewed_on"],
        **{role: tuple(one["name"] for one in found) for role, found in people.items()},
        "institutions": tuple(one["at"] for found in people.values() for one in found if one["at"]),
        "licence": SPDX[row["licence"]] if row["licence"] else None,
        "rights": row["rights"],
        "images": tuple((one["credit"], SPDX[one["licence"]]) for one in several("images")),
        "comparison": row["comparison"],
        "original_text": row["translation_of"],
    }
    base.close()
    return facts


def table(built: Built) -> Facts:
    """The ledger as CSV."""
    with (built.site.output / "data/ledger.csv").open(encoding="utf-8", newline="") as file:
        (row,) = [row for row in csv.DictReader(file) if row["path"] == f"{built.path}.html"]
    return {
        **credited(row["credit_line"]),
        "title": row["title"],
        "language": row["language"],
        "printed": row["date"] or None,
        "published": row["published"] or None,
        "publication": row["source"] or None,
        "page": row["source_page"] or None,
        "authors": tuple(row["authors"].split("; ")) if row["authors"] else (),
        "translators": tuple(row["translators"].split("; ")) if row["translators"] else (),
        "translation": f"{row['translation']} translation" if row["translation"] else None,
        "licence": SPDX[row["licence"]] if row["licence"] else None,
        "comparison": row["comparison"],
    }


def ledger(built: Built) -> Facts:
    """The ledger as JSON, which its pages show."""
    found, page = [], "ledger/index.json"
    while page:
        told = json.loads((built.site.output / page).read_text("utf-8"))
        found += [one for one in told["articles"] if one["page"] == f"{built.path}.html"]
        page = told["older"]
    (line,) = found
    source = line["source"]
    return {
        "title": line["title"],
        "language": line["language"],
        "printed": line["date"],
        "published": line["published"],
        "publication": source["name"],
        "page": source["page"],
        "comparison": line["comparison"]["outcome"],
    }


def evidence(built: Built) -> Facts:
    with zipfile.ZipFile(built.site.output / f"{built.path}.evidence.zip") as bundle:
        (folder,) = {name.partition("/")[0] for name in bundle.namelist()}
        readme = bundle.read(f"{folder}/README.txt").decode()
        header = yaml.safe_load(bundle.read(f"{folder}/data/header.yaml"))
    title, credit, *_ = readme.split("\n")
    moved: dict[str, str] = next((hop for hop in header["custody"] if hop["act"] == "translated"), {})
    assert " ".join(header["title"].split()) == title
    source = header["source"]
    people = [one if isinstance(one, dict) else {"name": one} for one in header.get("authors", ())]
    sentence = next(line for line in readme.splitlines() if line.startswith("The text "))
    return {
        **credited(credit),
        "title": title,
        "printed": str(source["date"]),
        "published": str(header["published"]),
        **{part: source.get(part) for part in ("page", "edition", "volume", "issue", "section", "url")},
        "headline": source.get("title"),
        "archived": source.get("archived", {}).get("url"),
        "language": header["lang"],
        "original": moved.get("from"),
        "authors": tuple(one["name"] for one in people),
        "licence": SPDX[header["licence"]] if "licence" in header else None,
        "comparison": outcome(sentence),
    }


# --- feeds ---------------------------------------------------------------------------------------------------------


def feed(built: Built) -> Facts:
    entries = feedparser.parse((built.site.output / "feeds/all.atom.xml").read_bytes()).entries
    (entry,) = [entry for entry in entries if entry.link.endswith(f"/{built.path}.html")]
    first = html.fragments_fromstring(entry.content[0].value.strip())
    own = described(entry.summary)
    assert own == credited(said(first[0]))
    published = entry.get("published")
    assert published is None or published[10:] == "T00:00:00Z"
    assert ("source" in entry) == bool(own["publication"])
    assert not own["publication"] or entry.source.title == own["publication"]
    people = [author.name for author in entry.authors]
    named = () if people == [own["publication"] or "paper not known"] else tuple(people)
    licences = [link.href for link in entry.links if link.rel == "license"]
    return {
        **own,
        "title": undated(built, entry.title),
        "published": published and published[:10],
        "language": entry.title_detail.language,
        "authors": named,
        "translators": tuple(one.name for one in entry.get("contributors", ())),
        "licence": next(iter(licences), None),
        "rights": entry.get("rights"),
        "images": tuple(picture(figure) for one in first for figure in one.iter("figcaption")),
    }


def picture(figure: html.HtmlElement) -> tuple[str, str]:
    credit, _, licence = said(figure).partition(" · ")
    return credit, DEEDS[licence]


def feed_as_json(built: Built) -> Facts:
    items = json.loads((built.site.output / "feeds/all.feed.json").read_text("utf-8"))["items"]
    (item,) = [item for item in items if item["url"].endswith(f"/{built.path}.html")]
    first = said(html.fragments_fromstring(item["content_html"])[0])
    record = item["_colophon"]
    assert described(item["summary"]) == credited(first) == credited(record["credit"])
    source, moved = record["source"], record.get("translation", {})
    people = [*record.get("authors", ()), *record.get("translators", ())]
    published = item.get("date_published")
    return {
        **credited(first),
        "title": undated(built, item["title"]),
        "published": published and published[:10],
        "publication": source["name"],
        **{part: source.get(part) for part in ("page", "edition", "volume", "issue", "section", "url")},
        "headline": source.get("title"),
        "archived": source.get("archived", {}).get("url"),
        "statuses": source["status"],
        "printed": record["printed"],
        "language": item["language"],
        "original": moved.get("from"),
        "authors": tuple(one["name"] for one in record.get("authors", ())),
        "translators": tuple(one["name"] for one in record.get("translators", ())),
        "institutions": tuple(one["at"] for one in people if "at" in one),
        "licence": SPDX[record["licence"]] if "licence" in record else None,
        "rights": record.get("rights"),
        "images": tuple((one["credit"], SPDX[one["licence"]]) for one in record.get("images", ())),
        "comparison": record["comparison"]["outcome"],
        "original_text": record.get("translation_of"),
        "translations": tuple(record.get("translations", ())),
    }


def undated(built: Built, title: str) -> str:
    """The title without the day that a feed adds to that of old news."""
    dated = re.fullmatch(r"(.+) \((\d+ \w+ \d{4})\)", title)
    if dated is None:
        return title
    date = dt.date.fromisoformat(day(dated[2]) or "")
    assert f"{date:%Y/%m}" == built.path.rpartition("/")[0]
    return dated[1]
