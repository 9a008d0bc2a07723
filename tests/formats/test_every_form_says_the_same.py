"""The page as a reader sees it and every vocabulary that it speaks say the same of an article."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from helpers import facts_beside_a_page as beside
from helpers import facts_of_a_page as on_page
from helpers.building import Site
from helpers.facts_of_a_page import DEEDS, Built, Facts
from helpers.full_record import FIRST, FULL, URL

from colophon.formats.registry import FORMATS

CREDITED = ("printed", "publication", "page", "translation", "reviewed", "first authors")
CITED = ("title", "printed", "publication", "page", "language", "translation", "reviewed", "authors", "translators")
NUMBERS = ("edition", "volume", "issue", "section")
THERE = ("headline", "url", "archived")
TERMS = ("licence", "rights", "images")
PAIRS = ("original_text", "translations")
ALL = (
    *CITED, *NUMBERS, *THERE, *TERMS, *PAIRS, "published", "original", "institutions", "comparison", "statuses",
)  # fmt: skip


def without(*left_out: str) -> tuple[str, ...]:
    return tuple(name for name in ALL if name not in left_out)


# Each vocabulary: who reads it, and which facts it must have. No other may differ from the page either.
READERS: dict[str, tuple[Callable[[Built], Facts], tuple[str, ...]]] = {
    "markup": (on_page.marked_up, ("title", "language")),
    "steps of custody": (on_page.steps, ("publication", "page", "translation", "original")),
    "list of the source": (on_page.row, ("title", "publication", "page")),
    "citation manager": (on_page.citation_manager, (*CREDITED, "title", "language", "edition", "section", "rights",
        "authors")),
    "meta tags": (on_page.meta_tags, ("authors", "institutions", "translators", "volume", "issue", "licence")),
    "Open Graph": (on_page.open_graph, ("title", *CREDITED)),
    "description": (on_page.description, CREDITED),
    "schema.org": (on_page.schema_org, without("comparison", "statuses")),
    "schema.org, creditText": (on_page.schema_org_credit, CREDITED),
    "APA": (on_page.apa, ("printed", "publication", "page", "translation", "volume", "issue")),
    "feed": (beside.feed, ("title", "published", "language", *CREDITED, *TERMS, "authors", "translators")),
    "JSON feed": (beside.feed_as_json, ALL),
    "bib": (beside.bibtex, (*CITED, *NUMBERS, "original", "headline")),
    "csl.json": (beside.csl_json, (*CITED, *NUMBERS, "original", "headline")),
    "ris": (beside.ris, (*CITED, *NUMBERS, "headline")),
    "mods.xml": (beside.mods, without("comparison", "statuses", "published", "images")),
    "txt": (beside.plain_text, without("published", "original", "statuses", "language")),
    "md": (beside.as_markdown, ("title", *CREDITED, "authors", "translators", "institutions")),
    "tei.xml": (beside.tei, ALL),
    "json": (beside.as_json, ALL),
    "evidence.zip": (beside.evidence, ("title", "published", "language", "original", "comparison", "licence", "authors",
        *CREDITED, *NUMBERS, *THERE)),
    "JSON Lines": (beside.json_lines, ALL),
    "SQLite": (beside.database, without("translations")),
    "ledger as a table": (beside.table, ("title", "language", "published", "comparison", "licence", "authors",
        "translators", *CREDITED)),
    "ledger": (beside.ledger, ("title", "language", "printed", "published", "publication", "page", "comparison")),
}  # fmt: skip

# What the header of each article says; what is left out is not known.
NOTHING: Facts = {
    **dict.fromkeys(ALL),
    **dict.fromkeys(("authors", "translators", "institutions", "images", "translations"), ()),
    "comparison": "no-copy",
    "language": "en",
}
ARTICLES: dict[str, Facts] = {
    "2022/11/paris-olympics-symposium": {
        "title": "General Administration of Sport of China holds symposium on preparations for the Paris Olympics",
        "printed": "2022-11-30", "published": "2026-11-23", "publication": "China Sports Daily", "page": "01",
        "original": "zh-Hans", "translation": "machine translation", "comparison": "changed",
        "rights": "Rights in the text remain with its source.",
        "statuses": {"publication": "as-stated", "date": "inferred", "page": "as-stated"}},
    FULL: {
        "title": "The bridge & the “tides”", "language": "en-GB", "published": "2024-06-03",
        "publication": "La Gazette & C°", "printed": "2024-05", "page": "P07", "edition": "evening7", "volume": "XVII",
        "issue": "N57",
        "section": "Harbours7", "headline": "Die „Brücke“ & die Gezeiten",
        "url": "https://example.org/2024/05/20/bridge?a=1&b=2",
        "archived": "https://web.archive.org/web/2024/https://example.org/7",
        "authors": ("李明", "Gabriel García Márquez", "Ana Ruiz", "Harbour Desk"), "translators": ("Bo Sample",),
        "institutions": ("Harbour Office", "Institute of Samples"), "original": "de",
        "translation": "human translation", "reviewed": "2024-06-04", "comparison": "changed",
        "licence": DEEDS["CC BY 4.0"], "rights": "Rights7 remain with their source.",
        "images": (("Photo by Ada Sample", DEEDS["CC BY-SA 4.0"]),), "original_text": f"{FIRST}.html",
        "statuses": {"publication": "as-stated", "date": "asserted", "page": "inferred", "edition": "asserted",
            "volume": "as-stated", "issue": "asserted", "section": "asserted", "title": "as-stated",
            "url": "as-stated"}},
    FIRST: {"title": "Die Brücke", "printed": "2024-05-19", "publication": "La Gazette & C°", "language": "de",
        "translations": (f"{FULL}.html",), "statuses": {"publication": "asserted", "date": "asserted"}},
    "2023/02/pont": {"title": "Le «pont» rouvre : A & B_1, 100 % sûr", "printed": "2023-02-28",
        "published": "2023-05-04", "publication": "La Gazette & C°", "page": "A_07", "edition": "Édition du soir & 2_e",
        "language": "fr", "original": "de", "translation": "human translation", "reviewed": "2023-05-02",
        "comparison": "equal",
        "statuses": dict.fromkeys(("publication", "date", "page", "edition"), "as-stated")},
    "2021/12/bro": {"title": "The bridge opens", "printed": "2021-12-31", "publication": "Posten",
        "statuses": {"publication": "asserted", "date": "asserted"}},
    "undated/clipping": {"title": "Unknown clipping", "volume": "XIX", "headline": "Lost and found",
        "statuses": {"publication": "unknown", "date": "unknown", "volume": "asserted", "title": "asserted"}},
    "1937/08/span": {"title": "Two days in August", "printed": "1937-08-07/1937-08-08",
        "publication": "La Gazette & C°", "page": "3",
        "statuses": {"publication": "asserted", "date": "asserted", "page": "asserted"}},
    "1937/year": {"title": "Some day in a year", "printed": "1937", "page": "4",
        "statuses": {"publication": "unknown", "date": "asserted", "page": "asserted"}},
}  # fmt: skip


@pytest.fixture(params=ARTICLES)
def built(request: pytest.FixtureRequest, ours: Site, fullest: Site) -> Built:
    return Built(ours if "paris" in request.param else fullest, request.param)


def written(path: str) -> Facts:
    """What the header says, as it is told."""
    facts = NOTHING | ARTICLES[path]
    return facts | {"first authors": facts["authors"][:3]}


def known(facts: Facts) -> Facts:
    """What is told: neither nothing, nor that it is not known."""
    told = {name: fact for name, fact in facts.items() if fact not in (None, ())}
    if statuses := told.get("statuses"):
        # The page says in other words that paper and day are not known.
        told["statuses"] = {fact: status for fact, status in statuses.items() if status != "unknown"}
    return told


def test_the_page_shows_what_was_written(built: Built) -> None:
    shown, wanted = known(on_page.visible(built)), known(written(built.path))
    statuses, all_statuses = shown.pop("statuses", {}), wanted.pop("statuses", {})
    assert {name: wanted[name] for name in wanted if name != "first authors"} == shown
    # A fact that the slip doesn't name apart has the status of the publication.
    rest = all_statuses.get("publication")
    assert {fact: statuses.get(fact, rest) for fact in all_statuses} == all_statuses


@pytest.mark.parametrize("vocabulary", READERS)
def test_each_vocabulary_says_what_the_page_shows(built: Built, vocabulary: str) -> None:
    read, has = READERS[vocabulary]
    if vocabulary == "evidence.zip" and written(built.path)["comparison"] == "no-copy":
        assert not (built.site.output / f"{built.path}.evidence.zip").exists()
        return
    wanted, told = known(written(built.path)), known(read(built))
    assert {name: told.get(name) for name in has} == {name: wanted.get(name) for name in has}
    assert {name: fact for name, fact in told.items() if wanted.get(name) != fact} == {}


def test_each_form_has_a_reader() -> None:
    assert {*FORMATS} <= {*READERS}


def test_a_withdrawn_text_is_in_no_form(fullest: Site) -> None:
    page = Built(fullest, "2020/01/withdrawn").page
    assert "Withdrawn words" not in page.text_content()
    assert page.xpath("//script[@type='application/ld+json'] | //meta[starts-with(@name, 'prism:')]") == []
    assert [*fullest.output.glob("2020/01/withdrawn.*")] == [fullest.output / "2020/01/withdrawn.html"]
    found = {
        path.relative_to(fullest.output).as_posix()
        for path in fullest.output.rglob("*")
        if path.is_file() and b"Withdrawn words" in path.read_bytes()
    }
    assert found == set()
    places = ("data/articles.jsonl", "data/ledger.csv", "feeds/all.atom.xml", "feeds/all.feed.json", "llms.txt",
        "sitemap-2020-01.xml", "data/articles.db")  # fmt: skip
    files = [fullest.output / place for place in places if (fullest.output / place).exists()]
    assert [file.name for file in files if b"withdrawn.html" in file.read_bytes()] == []
    for form in ("atom.xml", "feed.json"):
        assert f"{URL}/2020/01/withdrawn.html" in (fullest.output / f"feeds/corrections.{form}").read_text("utf-8")
    assert '"withdrawn":"2026-12-01"' in "".join(
        file.read_text("utf-8") for file in (fullest.output / "ledger").glob("*.json")
    )
