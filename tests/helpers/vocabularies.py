"""All words that each vocabulary has of one article, without the credit line, as one text with lines. It is read by
parsers that aren't ours where there are any."""

from __future__ import annotations

import csv
import json
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import bibtexparser
from bibtexparser.middlewares import LatexDecodingMiddleware
from lxml import etree, html
from markdown import markdown

from helpers.facts_of_a_page import Built, said
from helpers.linked_data import SCRIPTS


def flat(value: Any, name: str = "") -> Iterator[str]:
    """Every value in JSON, each with the names that lead to it in front."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield from flat(one, f"{name}.{key}".lstrip("."))
    elif isinstance(value, list):
        for one in value:
            yield from flat(one, name)
    elif value is not None:
        yield f"{name}: {str(value).lower() if isinstance(value, bool) else value}"


def marked_up(element: Any) -> Iterator[str]:
    """The attributes and the words of an element, each beside its name."""
    for one in element.iter(etree.Element):
        name = etree.QName(one).localname
        attributes = [f"{etree.QName(key).localname}: {value}" for key, value in one.attrib.items()]
        yield f"{name} {' '.join(attributes)}"
        yield f"{name}: {' '.join(''.join(one.itertext()).split())}"


def page(built: Built) -> Iterator[str]:
    (article,) = built.page.xpath("//article")
    for line in article.xpath(".//*[contains(@class, 'take') or @class='origin'] | .//script"):
        line.getparent().remove(line)
    yield said(article)
    yield from marked_up(article)


def json_ld(built: Built) -> Iterator[str]:
    (script,) = built.page.xpath(SCRIPTS)
    yield from flat({key: value for key, value in json.loads(script.text).items() if key != "creditText"})


def meta_tags(built: Built) -> Iterator[str]:
    for tag in built.page.iter("meta"):
        name = tag.get("name") or tag.get("property") or ""
        if name not in ("z:extra", "description", "og:description", "og:image:alt"):
            yield f"{name}: {tag.get('content')}"
        elif name == "description":
            yield f"{name}: {(tag.get('content') or '').partition('. ')[2]}"


def csl(built: Built) -> Iterator[str]:
    (item,) = json.loads(built.file("csl.json"))
    parts = item.get("issued", {}).get("date-parts", [])
    yield "issued: " + "/".join("-".join(f"{part:02}" for part in end) for end in parts)
    yield from flat({key: value for key, value in item.items() if key != "note"})


def bibtex(built: Built) -> Iterator[str]:
    library = bibtexparser.parse_string(built.file("bib"), append_middleware=[LatexDecodingMiddleware()])
    (entry,) = library.entries
    yield from (f"{field.key}: {field.value}" for field in entry.fields if field.key != "note")


def ris(built: Built) -> Iterator[str]:
    lines = [line.split("  - ", 1) for line in built.file("ris").split("\r\n") if line]
    credit = next(line for line in lines if line[0] == "N1")
    yield from (
        f"{tag}: {value.strip('/') if tag == 'DA' else value}" for tag, value in lines if [tag, value] != credit
    )


def xml(form: str, credit: str) -> Callable[[Built], Iterator[str]]:
    def read(built: Built) -> Iterator[str]:
        document = etree.fromstring(built.file(form).encode())
        for note in document.xpath(credit):
            note.getparent().remove(note)
        yield from marked_up(document)

    return read


def atom(built: Built) -> Iterator[str]:
    document = etree.parse(built.site.output / "feeds/all.atom.xml")
    (entry,) = [
        entry
        for entry in document.iterfind("{*}entry")
        if entry.find("{*}link").get("href").endswith(f"{built.path}.html")
    ]
    content = html.fragments_fromstring(entry.findtext("{*}content"))[1:]
    for part in [*entry.findall("{*}content"), *entry.findall("{*}summary")]:
        entry.remove(part)
    yield from marked_up(entry)
    yield from (line for part in content for line in marked_up(part))
    summary = etree.parse(built.site.output / "feeds/all.atom.xml").xpath(
        "string(//*[local-name()='entry'][*[local-name()='id']=$id]/*[local-name()='summary'])",
        id=entry.findtext("{*}id"),
    )
    yield f"summary: {summary.partition('. ')[2]}"


def json_feed(built: Built) -> Iterator[str]:
    items = json.loads((built.site.output / "feeds/all.feed.json").read_text("utf-8"))["items"]
    (item,) = [item for item in items if item["url"].endswith(f"{built.path}.html")]
    item["_colophon"].pop("credit")
    item["summary"] = item["summary"].partition(". ")[2]
    content = html.fragments_fromstring(item.pop("content_html"))[1:]
    yield from flat(item)
    yield from (line for part in content for line in marked_up(part))


def as_json(built: Built) -> Iterator[str]:
    told = json.loads(built.file("json"))
    told.pop("credit_line")
    yield from flat(told)


def database(built: Built) -> Iterator[str]:
    base = sqlite3.connect(f"file:{built.site.output / 'data/articles.db'}?mode=ro", uri=True)
    base.row_factory = sqlite3.Row
    (row,) = base.execute("SELECT * FROM articles WHERE path = ?", (f"{built.path}.html",)).fetchall()
    number = row["id"]
    rows = [("articles", row)]
    for table in ("authors", "translators", "images", "custody", "changes", "readings", "notes", "dates"):
        query = f"SELECT * FROM [{table}] WHERE articles_id = ?"
        rows += [(table, one) for one in base.execute(query, (number,))]
    terms = "SELECT t.* FROM terms t JOIN articles_terms x ON x.terms_id = t.id WHERE x.articles_id = ?"
    rows += [("terms", one) for one in base.execute(terms, (number,))]
    rows += [("sources", one) for one in base.execute("SELECT * FROM sources WHERE id = ?", (row["source_id"],))]
    for table, one in rows:
        for name in one.keys():  # noqa: SIM118 - a row is not a dictionary
            if one[name] is not None and name != "credit_line":
                yield f"{table} {name}: {one[name]}"
    base.close()


def plain_text(built: Built) -> Iterator[str]:
    lines = built.file("txt").split("\n")
    blank = lines.index("")
    yield from (line for number, line in enumerate(lines) if number != blank - 1)  # the credit line


def as_markdown(built: Built) -> Iterator[str]:
    elements = html.fragments_fromstring(markdown(built.file("md")))
    credit = next(number for number, one in enumerate(elements) if ", page " in said(one))
    yield from (line for number, one in enumerate(elements) if number != credit for line in marked_up(one))


def ledger(built: Built) -> Iterator[str]:
    """Its page, the same as JSON, and as a table."""
    for file in sorted((built.site.output / "ledger").glob("*.html")):
        for entry in html.parse(file).xpath("//ol[@class='ledger']/li"):
            if entry.xpath("string(.//h2/a/@href)").endswith(f"{built.path}.html"):
                yield from marked_up(entry)
                yield said(entry)
        for line in json.loads(file.with_suffix(".json").read_text("utf-8"))["articles"]:
            if line["page"] == f"{built.path}.html":
                yield from flat(line)
    with (built.site.output / "data/ledger.csv").open(encoding="utf-8", newline="") as table:
        for row in csv.DictReader(table):
            if row.pop("path") == f"{built.path}.html":
                row.pop("credit_line")
                yield from (f"{name}: {value}" for name, value in row.items())


def evidence(built: Built) -> Iterator[str]:
    with zipfile.ZipFile(built.site.output / f"{built.path}.evidence.zip") as bundle:
        for name in bundle.namelist():
            yield name
            text = bundle.read(name).decode("utf-8", "replace")
            if name.endswith("README.txt"):
                title, _, *lines = text.split("\n")
                text = "\n".join([title, *lines])
            yield text


# By the names that content/docs/provenance.md has for them.
VOCABULARIES: dict[str, Callable[[Built], Iterator[str]]] = {
    "page": page,
    "JSON-LD": json_ld,
    "meta tags": meta_tags,
    "CSL": csl,
    "BibTeX": bibtex,
    "RIS": ris,
    "MODS": xml("mods.xml", "//*[@type='preferred citation']"),
    "TEI": xml("tei.xml", "//*[local-name()='note'][@type='credit']"),
    "Atom": atom,
    "JSON Feed": json_feed,
    "JSON": as_json,
    "SQLite": database,
    "plain text": plain_text,
    "Markdown": as_markdown,
    "ledger": ledger,
    "evidence": evidence,
}
