"""Whatever names, dates, terms and places a record has, each vocabulary keeps to its own schema, says them, and gives
no day more exactly than the record."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import bibtexparser
import pytest
import rispy
from helpers.building import ROOT, Site
from helpers.citing import SITE
from helpers.linked_data import by_id, every, main, read
from helpers.tei_articles import Schema, article, viewed
from helpers.vocabulary import Vocabulary
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from lxml import etree

from colophon.formats.article_json import article_json, schema
from colophon.formats.head import meta_tags
from colophon.formats.json_ld import json_ld
from colophon.formats.mods import mods
from colophon.formats.references import bibtex, csl, ris
from colophon.formats.tei import tei
from colophon.model.article import (
    FACTS,
    Article,
    Change,
    Comparison,
    Contributor,
    Copy,
    Event,
    Image,
    Outcome,
    Source,
    Status,
)
from colophon.model.days import Days
from colophon.model.people import cited_name
from colophon.views.article import ArticleView
from colophon.views.site import SiteView

TEI, MODS = Schema(), etree.RelaxNG(file=str(ROOT / "tests/schemas/mods.rng"))
SITES = [SITE, SiteView("S", "", "", "de", "", "")]
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"]), min_size=1, max_size=24).filter(
    str.strip
)
NAMES = st.one_of(
    WORDS,
    st.sampled_from([
        "Li Ming", "李明", "محمد علي", "Vincent van Gogh", "García Márquez, Gabriel", "King, Martin Luther, Jr.",
        "Madonna", "Tom and Jerry", "{Braces} & Sons", "A; B", "de la Cruz", "O’Neil", "Smith, Jones and Partners",
        "J.K. Rowling",
    ]),
)  # fmt: skip
STARTS = st.dates(dt.date(1, 1, 1), dt.date(9998, 12, 31))
DATES = st.one_of(
    st.none(),
    STARTS.map(Days.on),
    STARTS.map(lambda day: Days.read(f"{day.year:04}-{day.month:02}")),
    STARTS.map(lambda day: Days.read(f"{day.year:04}")),
    st.tuples(STARTS, st.integers(1, 365)).map(lambda pair: Days(pair[0], pair[0] + dt.timedelta(pair[1]))),
)
LICENCES = st.sampled_from(["CC-BY-4.0", "CC0-1.0", "MIT", "https://example.org/terms?a=1&b=%3C2%3E"])
ADDRESSES = st.sampled_from(["https://example.org/a?b=1&c=2", "http://example.org/%E4%BD%93#x", "https://[::1]/x"])
PEOPLE = st.lists(
    st.builds(
        Contributor,
        name=NAMES,
        family=st.none() | NAMES,
        at=st.none() | WORDS,
        key=st.none() | st.just("ana-ruiz"),
        kind=st.sampled_from(["person", "institution"]),
    ),
    max_size=4,
).map(tuple)
COMPARISONS = st.builds(
    Comparison,
    outcome=st.sampled_from(Outcome),
    changes=st.integers(0, 3),
    kept=st.sampled_from(["picture", "archive"]),
)


def optional(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | values


@st.composite
def records(draw: st.DrawFn) -> Article:
    """Any article of a source."""
    date = draw(DATES)
    texts = {name: draw(optional(WORDS)) for name in ("title", "page", "edition", "volume", "issue", "section")}
    source = Source(
        publication=draw(optional(WORDS)),
        date=date,
        url=draw(optional(ADDRESSES)),
        archived=draw(optional(st.builds(Copy, url=ADDRESSES, date=optional(STARTS)))),
        status={fact: draw(st.sampled_from(Status)) for fact in draw(st.sets(st.sampled_from(FACTS)))},
        **texts,
    )
    step = st.builds(
        Event,
        act=st.sampled_from(["printed", "reposted", "translated", "received"]),
        by=optional(WORDS),
        date=DATES,
        page=optional(WORDS),
        lang=st.none() | st.just("zh-Hans"),
        method=st.sampled_from([None, "machine", "human"]),
        origin=st.none() | st.just("de"),
        url=optional(ADDRESSES),
        evidence=optional(WORDS),
        status=st.sampled_from(Status),
    )
    change = st.builds(
        Change, was=WORDS, now=WORDS, kind=st.just("corrected"), why=optional(WORDS), date=optional(STARTS)
    )
    image = st.builds(
        Image, file=st.just("images/a b.png"), credit=optional(WORDS), licence=optional(LICENCES), alt=optional(WORDS)
    )
    return article(
        title=draw(WORDS),
        date=date,
        published=draw(optional(STARTS)),
        source=source,
        authors=draw(PEOPLE),
        translators=draw(PEOPLE),
        custody=tuple(draw(st.lists(step, max_size=3))),
        changes=tuple(draw(st.lists(change, max_size=2))),
        images=tuple(draw(st.lists(image, max_size=2))),
        licence=draw(optional(LICENCES)),
        rights=draw(optional(WORDS)),
        comparison=draw(COMPARISONS),
        digest="0" * 64,
    )


SITES_AND_RECORDS = {"record": records().map(viewed), "site": st.sampled_from(SITES)}


@given(**SITES_AND_RECORDS)
def test_tei_is_valid(record: ArticleView, site: SiteView) -> None:
    document = etree.fromstring(tei(record, site, "Credit"))
    assert TEI.errors(document) == []
    names = [
        "".join(one.xpath("text()"))
        for one in document.xpath("//*[local-name()='author']/*[local-name()!='affiliation']")
    ]
    assert names == [one.name for one in record.record.authors]


@given(**SITES_AND_RECORDS)
def test_mods_is_valid(record: ArticleView, site: SiteView) -> None:
    document = etree.fromstring(mods(record, site, "Credit"))
    assert MODS.validate(document), MODS.error_log
    assert len(document.findall("{*}name")) == len(record.record.authors) + len(record.translators)


@given(record=records().map(viewed), site=st.sampled_from(SITES))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_json_ld_has_terms_of_schema_org_alone(npm_packages: Path, record: ArticleView, site: SiteView) -> None:
    vocabulary = VOCABULARY.setdefault(npm_packages, Vocabulary(npm_packages / "schema-dts"))
    nodes = read(json_ld(record, site, "Credit"))
    ids = {name: node["@type"] for name, node in by_id(nodes).items()}
    assert [complaint for node in nodes for complaint in vocabulary.wrong(node, ids)] == []


VOCABULARY: dict[Path, Vocabulary] = {}


@given(**SITES_AND_RECORDS)
def test_json_ld_has_no_date_that_is_inferred_or_a_span(record: ArticleView, site: SiteView) -> None:
    nodes = read(json_ld(record, site, "Credit"))
    stated, steps = record.record.source, [step.date for step in record.record.custody]
    assert stated
    allowed = {str(one) for one in (stated.date, *steps) if one and one.single}
    allowed |= {str(one.date) for one in record.record.changes} | {str(record.record.published)}
    told = {
        node[name] for node in every(nodes) for name in ("datePublished", "dateCreated", "dateModified") if name in node
    }
    assert told <= allowed
    _, text = main(nodes)
    firm = stated.status_of("date") in ("verified", "as-stated", "asserted")
    assert ("datePublished" in text) == bool(firm and stated.date and stated.date.single)


@given(**SITES_AND_RECORDS)
def test_json_is_as_its_schema_says(record: ArticleView, site: SiteView) -> None:
    told = json.loads(article_json(record, site, "Credit"))
    Draft202012Validator(json.loads(schema(site))).validate(told)
    assert told["date"] == (str(record.record.date) if record.record.date else None)
    assert [one["name"] for one in told["authors"]] == [one.name for one in record.record.authors]


@given(**SITES_AND_RECORDS)
def test_references_are_read_with_as_many_names(record: ArticleView, site: SiteView) -> None:
    authors = len(record.record.authors)
    (item,) = json.loads(csl(record, site, "Credit"))
    assert len(item.get("author", ())) == authors
    assert ("issued" in item) == (record.record.date is not None)
    library = bibtexparser.parse_string(bibtex(record, site, "Credit"))
    assert library.failed_blocks == []
    (entry,) = rispy.loads(ris(record, site, "Credit").replace("\r\n", "\n"))
    assert len(entry.get("authors", ())) == authors
    assert sum(name == "citation_author" for name, _ in meta_tags(record, site, "Credit")) == authors


@pytest.mark.parametrize("name", ["fullest", "sample"])
def test_every_built_document_is_valid(name: str, request: pytest.FixtureRequest) -> None:
    site: Site = request.getfixturevalue(name)
    files = [*site.output.rglob("*.mods.xml"), *site.output.rglob("*.tei.xml")]
    assert len(files) > 10
    for file in files:
        document = etree.parse(file).getroot()
        assert MODS.validate(document) if ".mods." in file.name else TEI.errors(document) == [], file


@given(NAMES, st.none() | NAMES, st.sampled_from(["en", "zh", "es", "is", "nl"]))
def test_dividing_a_name_loses_no_word_of_it(name: str, family: str | None, language: str) -> None:
    parts = cited_name(Contributor(name=name, family=family), language)
    written = " ".join(filter(None, (parts.whole, parts.given, parts.particle, parts.family, parts.suffix)))

    def letters(text: str) -> list[str]:
        return sorted(letter for letter in text if not letter.isspace() and letter != ",")

    assert letters(written) == letters(name)


@pytest.mark.parametrize(
    ("name", "family", "language", "inverted"),
    [
        ("Ana Ruiz", None, "en", "Ruiz, Ana"),
        ("Lily Li", "Li", "en", "Li, Lily"),
        ("Li Lily", "Li", "zh", "Li, Lily"),
        ("Gabriel García Márquez", None, "es", "Gabriel García Márquez"),
        ("J. L. Borges", None, "es", "Borges, J. L."),
        ("Juan de la Cruz", None, "es", "de la Cruz, Juan"),
        ("de la Cruz", None, "es", "de la Cruz"),
        ("bell hooks", None, "en", "hooks, bell"),
        ("Oscar De La Hoya", None, "en", "De La Hoya, Oscar"),
        ("Halldór Laxness", None, "is", "Halldór Laxness"),
        ("Nguyễn Văn An", None, "vi", "Nguyễn Văn An"),
        ("Smith, Jr., John", None, "en", "Smith, John, Jr."),
        ("John Smith, Jr.", None, "en", "Smith, John, Jr."),
        ("李明", "李", "zh", "李, 明"),
        ("Ana Ruiz", "Nobody", "en", "Ana Ruiz"),
    ],
)
def test_a_name_is_divided_where_that_can_be_told(name: str, family: str | None, language: str, inverted: str) -> None:
    assert cited_name(Contributor(name=name, family=family), language).inverted == inverted
