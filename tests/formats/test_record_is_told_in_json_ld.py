"""The JSON-LD of the first article says what its record says, each thing of what it is true of, and no more. What is
inferred is told in words alone."""

from __future__ import annotations

import hashlib

import pytest
from helpers.building import ROOT, Site
from helpers.linked_data import SCRIPTS, Node, chain, every, graph_of, main
from lxml import html

PAGE = "2022/11/paris-olympics-symposium.html"
TITLE = "General Administration of Sport of China holds symposium on preparations for the Paris Olympics"
CREDIT = "China Sports Daily, page 01, 30 November 2022; day inferred; machine translation, not reviewed"
RECEIVED = "received/2022/paris-olympics-symposium.txt"


@pytest.fixture(params=["built now", "committed"])
def graph(request: pytest.FixtureRequest, ours: Site) -> list[Node]:
    folder = ours.output if request.param == "built now" else ROOT / "output"
    return graph_of(html.fromstring((folder / PAGE).read_text("utf-8")))


def test_the_page_is_ours_and_of_our_day(graph: list[Node]) -> None:
    page, _ = main(graph)
    assert (page["datePublished"], page["inLanguage"]) == ("2026-11-23", "en")
    assert page["isPartOf"] == {"@type": "WebSite", "name": "Colophon"}
    assert page["publisher"] == page["sdPublisher"] == {"@id": "#publisher"}
    assert "url" not in page  # since SITEURL is empty
    assert "lastReviewed" not in page


def test_the_text_is_its_sources_and_of_no_day_that_was_inferred(graph: list[Node]) -> None:
    _, text = main(graph)
    assert text["@type"] == "NewsArticle"
    assert (text["headline"], text["inLanguage"]) == (TITLE, "en")
    assert "datePublished" not in text  # its year rests on a header that a web extraction added
    assert text["creditText"] == CREDIT
    assert text["wordCount"] == 956
    assert text["copyrightNotice"] == "Rights in the text remain with its source."
    assert text["sdPublisher"] == {"@type": "Organization", "@id": "#publisher", "name": "Colophon"}
    assert "dateModified" not in text  # its change has no day
    assert "publisher" not in text


def test_the_hops_lead_from_the_text_to_the_print(graph: list[Node]) -> None:
    received, carried, translated, reposted, printed = chain(graph)
    assert received == {
        "@type": "MediaObject",
        "@id": "#hop5",
        "description": "received, 2026-11-22: verified",
        "contentUrl": f"../../{RECEIVED}",
        "sha256": "28f1782e2c5f336eeaa6793799ee571470b9b34de25350f3ba0d80819b9226f0",
        "isBasedOn": {"@id": "#hop4"},
    }
    assert carried.pop("description").startswith(
        "reposted, by breakinglatest.news: inferred; https://www.breakinglatest.news/sports/"
    )
    assert carried == {"@type": "CreativeWork", "@id": "#hop4", "inLanguage": "en", "isBasedOn": {"@id": "#hop3"}}
    assert translated == {
        "@type": "CreativeWork",
        "@id": "#hop3",
        "inLanguage": "en",
        "digitalSourceType": "https://schema.org/TrainedAlgorithmicMediaDigitalSource",
        "description": "translated, machine: inferred",
        "translationOfWork": {"@id": "#hop2"},
    }
    assert reposted == {
        "@type": "CreativeWork",
        "@id": "#hop2",
        "inLanguage": "zh-Hans",
        "description": "reposted: inferred",
        "isBasedOn": {"@id": "#hop1"},
    }
    newspaper = {"@type": "Newspaper", "name": "China Sports Daily", "alternateName": "中国体育报"}
    assert printed == {
        "@type": "NewsArticle",
        "@id": "#hop1",
        "inLanguage": "zh-Hans",
        "printPage": "01",
        "description": "printed, 2022-11-30 (inferred): as-stated",
        "isPartOf": {"@type": "PublicationIssue", "isPartOf": newspaper},
    }


def test_the_digest_is_that_of_the_file_it_names(ours: Site) -> None:
    received = chain(graph_of(ours.page(PAGE)))[0]
    file = (ours.output / PAGE).parent / received["contentUrl"]
    assert hashlib.sha256(file.read_bytes()).hexdigest() == received["sha256"]


def test_each_change_is_a_correction_of_the_text_shown(graph: list[Node]) -> None:
    _, text = main(graph)
    why = "A header that was extracted from a web page with the text; its day is kept as the date."
    assert text["correction"] == [{"@type": "CorrectionComment", "text": f"omitted: “date 2022-11-30”; {why}"}]
    assert [node for node in every(graph) if "correction" in node] == [text]


def test_what_the_text_is_about_and_names_is_typed(graph: list[Node]) -> None:
    _, text = main(graph)
    subjects = [node["name"] for node in text["about"]]
    assert subjects[:2] == ["Paris Olympics", "National Games"]
    assert len(subjects) == 6
    named = {(node["@type"], node["name"], node.get("alternateName")) for node in text["mentions"]}
    assert len(named) == len(text["mentions"]) == 25
    assert {("Person", "Gao Zhidan", "高志丹"), ("Person", "Liu Guoyong", None),
        ("Organization", "General Administration of Sport of China", "国家体育总局"), ("Place", "Sichuan", None),
        ("Event", "15th National Games", "第十五届全国运动会"),
        ("DefinedTerm", "Two Establishes", "两个确立")} <= named  # fmt: skip


def test_the_head_stays_light(ours: Site) -> None:
    (script,) = ours.page(PAGE).xpath(SCRIPTS)
    assert len(script.text.encode()) < 4096


def test_pages_that_are_no_article_have_none(ours: Site) -> None:
    for path in ("index.html", "sources/china-sports-daily.html"):
        assert ours.page(path).xpath(SCRIPTS) == []
