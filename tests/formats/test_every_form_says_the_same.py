"""The page as a reader sees it and every vocabulary that it speaks say the same of an article."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest
from helpers import facts_beside_a_page as beside
from helpers import facts_of_a_page as on_page
from helpers.building import Site
from helpers.facts_of_a_page import Built, Facts

from colophon.formats.registry import FORMATS

CITED = ("title", "printed", "publication", "page", "language", "translation", "reviewed")
ALL = (*CITED, "published", "edition", "original")
CREDITED = ("printed", "publication", "page", "translation", "reviewed")

# Each vocabulary: who reads it, and which facts it must have. No other may differ from the page either.
READERS: dict[str, tuple[Callable[[Built], Facts], tuple[str, ...]]] = {
    "markup": (on_page.marked_up, ("title", "printed", "published", "language")),
    "steps of custody": (on_page.steps, ("printed", "publication", "page", "translation", "original")),
    "list of the source": (on_page.row, ("title", "printed", "publication", "page")),
    "citation manager": (on_page.citation_manager, CITED),
    "Open Graph": (on_page.open_graph, ("title", *CREDITED)),
    "description": (on_page.description, CREDITED),
    "schema.org": (on_page.schema_org, ALL),
    "schema.org, creditText": (on_page.schema_org_credit, CREDITED),
    "APA": (on_page.apa, ("title", "printed", "publication", "page", "translation")),
    "feed": (beside.feed, ("title", "published", "language", *CREDITED)),
    "JSON feed": (beside.feed_as_json, ("title", "published", "language", "original", *CREDITED)),
    "bib": (beside.bibtex, (*CITED, "edition", "original")),
    "csl.json": (beside.csl_json, (*CITED, "edition", "original")),
    "ris": (beside.ris, (*CITED, "edition")),
    "mods.xml": (beside.mods, (*CITED, "edition", "original")),
    "txt": (beside.plain_text, ("title", *CREDITED)),
    "md": (beside.as_markdown, ("title", *CREDITED)),
    "tei.xml": (beside.tei, ALL),
    "json": (beside.as_json, ALL),
    "evidence.zip": (beside.evidence, (*CITED, "published", "original")),
}

TEXT = "Le pont rouvre.\n"
PUBLICATIONS = """
gazette: {name: 'La Gazette & C°', names: {de: Die Zeitung}, kind: newspaper}
posten: {name: Posten, kind: newspaper}
"""
# An article in another language that a person translated and another read; and one that nobody translated or read.
OTHERS = {
    "2023/02/pont": """\
title: 'Le «pont» rouvre : A & B_1, 100 % sûr'
published: 2023-05-04
lang: fr
source: {publication: gazette, date: 2023-02-28, page: "A_07", edition: "Édition du soir & 2_e"}
custody:
  - {act: printed, by: gazette, date: 2023-02-28, page: "A_07", lang: de, status: as-stated}
  - {act: translated, by: unknown, method: human, from: de, to: fr, status: as-stated}
  - {act: received, date: 2023-05-03, file: received/pont.txt, status: as-stated}
review: {by: Ada Example, date: 2023-05-02, sha256: REVIEWED}
""".replace("REVIEWED", hashlib.sha256(TEXT.strip().encode()).hexdigest()),
    "2021/12/bro": """\
title: The bridge opens
published: 2022-01-01
lang: en
source: {publication: posten, date: 2021-12-31}
custody:
  - {act: printed, by: posten, date: 2021-12-31, lang: en, status: as-stated}
  - {act: received, date: 2022-01-01, file: received/bro.txt, status: as-stated}
""",
}


@pytest.fixture(scope="session")
def other(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site with other values in every field."""
    site = Site.minimal(tmp_path_factory.mktemp("other"))
    (site.content / "articles/first.md").unlink()
    site.write("register/publications.yaml", PUBLICATIONS)
    site.set(SITEURL="https://example.org/news", ARTICLE_LANG_SAVE_AS="{date:%Y}/{date:%m}/{slug}.html")
    site.set(ARTICLE_LANG_URL="{date:%Y}/{date:%m}/{slug}.html")
    for path, header in OTHERS.items():
        slug = path.rpartition("/")[2]
        site.write(f"articles/{slug}.md", f"---\n{header}---\n\n{TEXT}")
        site.write(f"received/{slug}.txt", TEXT)
    site.built()
    return site


ARTICLES: dict[str, Facts] = {
    "2022/11/paris-olympics-symposium": {
        "title": "General Administration of Sport of China holds symposium on preparations for the Paris Olympics",
        "printed": "2022-11-30", "published": "2026-11-23", "publication": "China Sports Daily", "page": "01",
        "language": "en", "original": "zh-Hans", "translation": "machine translation"},
    "2023/02/pont": {"title": "Le «pont» rouvre : A & B_1, 100 % sûr", "printed": "2023-02-28",
        "published": "2023-05-04", "publication": "La Gazette & C°", "page": "A_07", "edition": "Édition du soir & 2_e",
        "language": "fr", "original": "de", "translation": "human translation", "reviewed": "2023-05-02"},
    "2021/12/bro": {"title": "The bridge opens", "printed": "2021-12-31", "published": "2022-01-01",
        "publication": "Posten", "language": "en"},
}  # fmt: skip


@pytest.fixture(params=ARTICLES)
def built(request: pytest.FixtureRequest, ours: Site, other: Site) -> Built:
    return Built(other if request.param in OTHERS else ours, request.param)


def test_the_page_shows_what_was_written(built: Built) -> None:
    assert on_page.visible(built) == dict.fromkeys(ALL) | ARTICLES[built.path]


@pytest.mark.parametrize("vocabulary", READERS)
def test_each_vocabulary_says_what_the_page_shows(built: Built, vocabulary: str) -> None:
    if vocabulary == "tei.xml" and vocabulary not in FORMATS:
        pytest.skip("this site has no such form")
    read, has = READERS[vocabulary]
    shown, told = on_page.visible(built), read(built)
    assert {name: told[name] for name in has} == {name: shown[name] for name in has}
    assert {name: fact for name, fact in told.items() if shown[name] != fact} == {}


def test_each_form_has_a_reader() -> None:
    assert {*FORMATS} <= {*READERS}
