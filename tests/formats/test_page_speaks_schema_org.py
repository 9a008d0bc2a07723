"""A page's JSON-LD has only terms that schema.org has, whatever the record, and claims no more than the record."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

import pytest
from helpers.building import Site
from helpers.citing import viewed
from helpers.linked_data import SCRIPTS, Node, by_id, chain, every, graph_of, main, read, told
from helpers.vocabulary import Vocabulary

from colophon.formats import json_ld
from colophon.model.article import Article
from colophon.model.days import Days
from colophon.views.site import SiteView

PAGE = "2022/11/paris-olympics-symposium.html"
SCAN = b"a scan"
DIGEST = hashlib.sha256(SCAN).hexdigest()
SCANNED = f"file: received/a scan.pdf, sha256: {DIGEST}, status: verified"

PUBLICATIONS = """
example-daily: {name: Example Daily, names: {fr: Le Quotidien, de: Die Zeitung}, kind: newspaper, sources: []}
wire: {name: The Wire, kind: agency}
web: {name: The Site, kind: site}
other-daily: {name: Other Daily}
"""
PRINTED = "{act: printed, by: example-daily, date: 2022-11-30, page: A1, lang: de, status: as-stated}"

# What a header says besides its title and date, and the custody in it, oldest first.
HEADERS = {
    "plain": "source: {publication: example-daily, date: 2022-11-30}",
    "original": "source: original",
    "sourceless": "",
    "wire": "source: {publication: wire, date: 2022-11-30}",
    "web": "source: {publication: web, date: 2022-11-30}",
    "unsorted": "source: {publication: other-daily, date: 2022-11-30}",
    "guessed": 'source: {publication: example-daily, date: 2022-11-30, page: "01", status: inferred}',
    "unknown": """source: {publication: example-daily, date: 2022-11-30, status: unknown}
custody:
  - {act: printed, by: unknown}
  - {act: reposted, by: unknown}
  - {act: translated, by: unknown, method: machine}""",
    "received": f"""source: {{publication: example-daily, date: 2022-11-30}}
custody:
  - {{act: received, date: 2023-01-02, {SCANNED}}}""",
    "scanned": f"""source: {{publication: example-daily, date: 2022-11-30}}
custody:
  - {{act: printed, by: example-daily, date: 2022-11-30, {SCANNED}}}""",
    "twice": f"""source: {{publication: example-daily, date: 2022-11-30, page: A1}}
custody:
  - {PRINTED}
  - {{act: translated, by: ann, from: de, to: fr, method: human, date: 2022-12-01, status: as-stated}}
  - {{act: reposted, by: wire, lang: fr, date: 2022-12-02, page: "3", url: "https://example.org/x", status: as-stated}}
  - {{act: translated, by: bureau, from: fr, to: en, method: machine, evidence: It says so, status: as-stated}}
  - {{act: edited, by: ann, date: 2022-12-03, status: as-stated}}
  - {{act: edited, by: bureau, date: 2022-12-03, status: inferred}}""",
    "bare": """source: {publication: example-daily, date: 2022-11-30}
custody:
  - {act: printed, by: example-daily, page: A1, status: as-stated}
  - {act: translated, by: unknown, from: de, to: en, status: as-stated}""",
    "signed": "source: {publication: example-daily, date: 2022-11-30}\nauthors: [Ana Ruiz]",
    "dated-changes": """source: {publication: example-daily, date: 2022-11-30}
custody: [{act: received, file: received/changed.txt, status: as-stated}]
changes:
  - {was: "One ", now: "", kind: omitted, why: Not of the text., date: 2023-03-01}
  - {was: "Two ", now: "", kind: omitted, why: Not of the text., date: 2023-03-04}
  - {was: "Three ", now: "", kind: omitted, why: Not of the text.}""",
    "translated": """source: original
custody: [{act: translated, by: unknown, from: de, to: en, status: as-stated}]""",
    "reviewed": f"""source: {{publication: example-daily, date: 2022-11-30}}
review: {{by: Ann, date: 2023-02-02, sha256: {hashlib.sha256(b"Text of reviewed.").hexdigest()}}}""",
    "hostile": """source: {publication: example-daily, date: 2022-11-30, page: "</script>&"}
subjects: ["</script><script>alert(1)</script>"]
rights: "<!-- & -->"
""",
}
TITLES = {"hostile": "'A </script> & a <!-- \"title\"'"}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site with an address, whose articles have all sorts of records."""
    site = Site.minimal(tmp_path_factory.mktemp("small"))
    site.set(SITEURL="https://example.org/news", REQUIRE_SOURCE=False)
    site.write("register/publications.yaml", PUBLICATIONS)
    site.write("register/people.yaml", "ann: {name: Ann}\n")
    site.write("register/organisations.yaml", "bureau: {name: The Bureau}\n")
    site.write("received/a scan.pdf", SCAN)
    site.write("received/changed.txt", "One Two Three Text of dated-changes.\n")
    for slug, header in HEADERS.items():
        title = TITLES.get(slug, f"The {slug} article")
        published = "published: 2023-02-03"
        text = f"---\ntitle: {title}\ndate: 2022-11-30\n{published}\n{header}\n---\n\nText of {slug}.\n"
        site.write(f"articles/{slug}.md", text)
    site.built()
    return site


@pytest.fixture(scope="module")
def schema_org(npm_packages: Path) -> Vocabulary:
    return Vocabulary(npm_packages / "schema-dts")


def graph(site: Site, slug: str) -> list[Node]:
    return graph_of(site.page(PAGE if slug == PAGE else f"2022/11/{slug}.html"))


# --- every record ------------------------------------------------------------------------------------------------

EVERY = [PAGE, *HEADERS]


@pytest.fixture(params=EVERY)
def nodes(request: pytest.FixtureRequest, ours: Site, small: Site) -> list[Node]:
    return graph(ours if request.param == PAGE else small, request.param)


def test_every_term_is_schema_orgs(schema_org: Vocabulary, nodes: list[Node]) -> None:
    ids = {name: node["@type"] for name, node in by_id(nodes).items()}
    assert [complaint for node in nodes for complaint in schema_org.wrong(node, ids)] == []


@pytest.mark.parametrize(
    ("node", "complaint"),
    [({"@type": "Newsarticle"}, "no type Newsarticle"),
     ({"@type": "NewsArticle", "correctedWork": "x"}, "NewsArticle has no correctedWork"),
     ({"@type": "NewsArticle", "sha256": "x"}, "NewsArticle has no sha256"),
     ({"@type": "WebPage", "printPage": "01"}, "WebPage has no printPage"),
     ({"@type": "NewsArticle", "printPage": 1}, "NewsArticle.printPage can't be 1"),
     ({"@type": "WebPage", "datePublished": "30.11.2022"}, "WebPage.datePublished can't be '30.11.2022'"),
     ({"@type": "WebPage", "digitalSourceType": "https://schema.org/Machine"},
      "WebPage.digitalSourceType can't be 'https://schema.org/Machine'"),
     ({"@type": "WebPage", "publisher": {"@type": "Place"}}, "WebPage.publisher can't be {'@type': 'Place'}"),
     ({"@type": "WebPage", "isPartOf": {"@type": "WebSite", "by": "x"}}, "WebSite has no by")],
)  # fmt: skip
def test_a_term_that_is_not_schema_orgs_is_noticed(schema_org: Vocabulary, node: Node, complaint: str) -> None:
    assert list(schema_org.wrong(node, {})) == [complaint]


def test_no_hop_says_what_is_true_of_another(nodes: list[Node]) -> None:
    _, text = main(nodes)
    for node in every(nodes):
        act = node.get("description", "").split(":")[0].split(",")[0]
        assert "author" not in node or node is text
        assert "creator" not in node
        assert "correctedWork" not in node
        assert "printPage" not in node or act == "printed"
        assert "translationOfWork" not in node or act == "translated"
        assert "sha256" not in node or node["@type"] == "MediaObject"
        assert "correction" not in node or node is text
        assert "headline" not in node or node is text


def test_what_is_not_firm_names_nobody_and_no_day(nodes: list[Node]) -> None:
    plain = {"@type", "@id", "inLanguage", "description", "isBasedOn", "translationOfWork", "digitalSourceType"}
    for node in chain(nodes):
        if node.get("description", "").split(";")[0].endswith((": inferred", ": unknown")):
            assert set(node) <= plain


# --- records of other kinds --------------------------------------------------------------------------------------


def test_a_text_written_for_this_site_is_published_by_it(small: Site) -> None:
    nodes = graph(small, "original")
    page, text = main(nodes)
    assert text["@type"] == "Article"
    assert text["publisher"]["@id"] == "#publisher"
    assert "author" not in text
    assert (text["datePublished"], page["datePublished"]) == ("2022-11-30", "2023-02-03")
    assert text["creditText"] == "Written for A small site, 30 November 2022"
    assert chain(nodes) == []


def test_an_unsigned_text_is_under_the_name_of_what_printed_it_where_that_is_firm(small: Site) -> None:
    def author(slug: str) -> Node | None:
        found: Node | None = main(graph(small, slug))[1].get("author")
        return found

    assert author("signed") == {"@type": "Person", "name": "Ana Ruiz"}
    unsigned = {"name": "Example Daily", "description": "author not stated"}
    assert author("plain") == {"@type": "NewsMediaOrganization", **unsigned}
    assert author("web") == {"@type": "Organization", **unsigned, "name": "The Site"}
    assert [author(slug) for slug in ("guessed", "unknown", "sourceless", "original")] == [None] * 4


def test_the_text_was_changed_on_the_day_of_its_last_dated_change(small: Site) -> None:
    _, text = main(graph(small, "dated-changes"))
    assert text["dateModified"] == "2023-03-04"
    assert [slug for slug in HEADERS if "dateModified" in main(graph(small, slug))[1]] == ["dated-changes"]


def test_a_text_without_a_source_has_no_publisher(small: Site) -> None:
    _, text = main(graph(small, "sourceless"))
    assert text["@type"] == "Article"
    assert "publisher" not in text
    assert text["creditText"] == "Source not stated, 30 November 2022"
    assert chain(graph(small, "sourceless")) == []


def test_addresses_are_whole_where_the_site_has_one(small: Site) -> None:
    page, text = main(graph(small, "received"))
    assert page["url"] == "https://example.org/news/2022/11/received.html"
    assert page["isPartOf"]["url"] == text["sdPublisher"]["url"] == "https://example.org/news/"
    received, _ = chain(graph(small, "received"))
    assert received["contentUrl"] == "https://example.org/news/received/a%20scan.pdf"


def test_the_print_is_there_even_where_custody_begins_later(small: Site) -> None:
    assert told(graph(small, "received")) == ["received, 2023-01-02: verified", "printed: asserted"]
    printed = chain(graph(small, "received"))[-1]
    names = ["Le Quotidien", "Die Zeitung"]
    issue = printed["isPartOf"]
    assert (issue["isPartOf"]["name"], sorted(issue["isPartOf"]["alternateName"])) == ("Example Daily", sorted(names))
    assert "printPage" not in printed


def test_a_publication_is_called_what_the_register_says_it_is(small: Site) -> None:
    def printed(slug: str) -> Node:
        return chain(graph(small, slug))[-1]

    assert printed("plain")["isPartOf"]["isPartOf"]["@type"] == "Newspaper"
    assert printed("wire")["publisher"] == {"@type": "NewsMediaOrganization", "name": "The Wire"}
    assert printed("web")["isPartOf"] == {"@type": "WebSite", "name": "The Site"}
    assert printed("unsorted")["isPartOf"] == {"@type": "CreativeWork", "name": "Other Daily"}


def test_a_scan_is_a_rendering_of_the_print(small: Site) -> None:
    (printed,) = chain(graph(small, "scanned"))
    address = "https://example.org/news/received/a%20scan.pdf"
    assert printed["encoding"] == {"@type": "MediaObject", "contentUrl": address, "sha256": DIGEST}


def test_an_inferred_source_is_told_in_words_alone(small: Site) -> None:
    nodes = graph(small, "guessed")
    assert told(nodes) == ["printed, by Example Daily, 2022-11-30, page 01: inferred"]
    assert "datePublished" not in main(nodes)[1]
    assert main(nodes)[1]["creditText"].endswith("source and day inferred")


def test_hops_of_which_nothing_is_known_are_no_nodes(small: Site) -> None:
    assert chain(graph(small, "unknown")) == []


def test_every_hop_has_its_own_language_day_and_hand(small: Site) -> None:
    nodes = graph(small, "twice")
    assert told(nodes) == ["edited, by The Bureau, 2022-12-03: inferred", "edited: as-stated",
        "translated, machine: as-stated", "reposted, page 3: as-stated; https://example.org/x",
        "translated, human: as-stated", "printed: asserted"]  # fmt: skip
    _, edited, english, reposted, french, printed = chain(nodes)
    assert edited["editor"] == {"@type": "Person", "name": "Ann"}
    assert (english["inLanguage"], reposted["inLanguage"], french["inLanguage"]) == ("en", "fr", "fr")
    assert english["translator"] == {"@type": "Organization", "name": "The Bureau"}
    assert french["translator"] == {"@type": "Person", "name": "Ann"}
    assert "digitalSourceType" in english
    assert "digitalSourceType" not in french
    assert reposted["publisher"] == {"@type": "Organization", "name": "The Wire"}
    days = (french["dateCreated"], reposted["datePublished"], printed["datePublished"])
    assert days == ("2022-12-01", "2022-12-02", "2022-11-30")
    assert (printed["printPage"], printed["inLanguage"]) == ("A1", "de")


def test_what_custody_says_by_the_way_is_not_lost(small: Site) -> None:
    _, printed = chain(graph(small, "bare"))
    assert (printed["printPage"], printed["inLanguage"], printed["datePublished"]) == ("A1", "de", "2022-11-30")
    (translated, original) = chain(graph(small, "translated"))
    assert translated["inLanguage"] == "en"
    assert original == {"@type": "CreativeWork", "inLanguage": "de"}


def test_a_review_is_dated(small: Site) -> None:
    page, text = main(graph(small, "reviewed"))
    assert page["lastReviewed"] == "2023-02-02"
    assert text["creditText"].endswith("; reviewed by Ann, 2 February 2023")


def test_no_text_ends_the_script(small: Site) -> None:
    page = small.page("2022/11/hostile.html")
    _, text = main(graph_of(page))
    assert text["headline"] == 'A </script> & a <!-- "title"'
    assert text["about"] == [{"@type": "Thing", "name": "</script><script>alert(1)</script>"}]
    assert text["creditText"].startswith("Example Daily, page </script>&")
    assert text["copyrightNotice"] == "<!-- & -->"
    (script,) = page.xpath(SCRIPTS)
    assert not set(script.text) & set("<>&")


def test_line_separators_are_escaped() -> None:
    day = dt.date(2022, 11, 30)
    record = Article(path="x.md", title="A\u2028B\u2029C", slug="x", date=Days.on(day), published=day, lang="en",
        html="<p>Text.</p>", words=1, digest="", source=None)  # fmt: skip
    view = viewed(record, "x.html")
    said = json_ld(view, SiteView("A site", "", "", "en", "", "theme"), "Source not stated")
    assert "A\\u2028B\\u2029C" in said
    assert main(read(said))[1]["headline"] == "A\u2028B\u2029C"
